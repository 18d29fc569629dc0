//! Reading and changing any record: what every other use case stands on.

use std::collections::{BTreeMap, BTreeSet};

use domain::typed::{self, Typing};
use domain::validate::{self, Context, Stage};
use domain::{ActorId, CompartmentId, Edit, Held, Issue, Record, RecordId, RecordKind, Scalar};
use whatif::Flaw;

use crate::ledger::{Authoring, Ledger, Upon};
use crate::version::Version;
use crate::{AppError, Device};

/// One record to be written: new or changed.
#[derive(Clone, Debug)]
pub(crate) struct RecordWrite {
    pub id: RecordId,
    pub kind: RecordKind,
    pub compartment: CompartmentId,
    pub edits: Vec<Edit>,
}

/// What a person typed into the fields of a form, by key.
pub type TypedFields = BTreeMap<String, String>;

/// A record for a screen.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// As it stands.
    pub record: Record,
    /// Names this state.
    pub version: Version,
}

fn shown(row: &store::RecordRow) -> Result<Shown, AppError> {
    let folded = merge::Folded::decode(&row.folded)?;
    Ok(Shown { version: Version::of(&folded), record: folded.record(row.id, row.kind, row.compartment) })
}

impl Device {
    /// A record by its id, or by the start of it as long as that fits one record only.
    ///
    /// # Errors
    /// [`AppError::NotFound`], [`AppError::Ambiguous`].
    pub fn find(&self, id: &str) -> Result<RecordId, AppError> {
        if let Ok(id) = id.parse::<RecordId>() {
            return Ok(id);
        }
        let found = self.db.read(|tx| tx.records_starting(id, 2))?;
        match found.as_slice() {
            [one] => Ok(*one),
            [] => Err(self.missing("record")),
            _ => Err(AppError::Ambiguous),
        }
    }

    /// A record for a screen: as it stands, with what names that state.
    pub fn shown(&self, id: RecordId) -> Result<Shown, AppError> {
        let row = self.db.read(|tx| tx.record(id))?.ok_or_else(|| self.missing("record"))?;
        shown(&row)
    }

    /// As [`Device::shown`], where this device holds it.
    pub fn shown_if_held(&self, id: RecordId) -> Result<Option<Shown>, AppError> {
        self.db.read(|tx| tx.record(id))?.as_ref().map(shown).transpose()
    }

    /// Every record for a screen, in the order of their ids, a page at a time.
    pub fn shown_after(&self, after: Option<RecordId>, limit: u32) -> Result<Vec<Shown>, AppError> {
        self.db.read(|tx| tx.records_after(after, limit))?.iter().map(shown).collect()
    }

    /// The visible state of a record.
    ///
    /// # Errors
    /// [`AppError::NotFound`], [`AppError::Hidden`].
    pub fn record(&self, id: RecordId) -> Result<Record, AppError> {
        let row = self.db.read(|tx| tx.record(id))?.ok_or_else(|| self.missing("record"))?;
        Ok(merge::Folded::decode(&row.folded)?.record(row.id, row.kind, row.compartment))
    }

    /// A record, if this device holds it, also while it is hidden: for what the program does by itself. Nothing of it
    /// may be shown.
    pub(crate) fn held_whole(&self, id: RecordId) -> Result<Option<Record>, AppError> {
        let Some(row) = self.db.read_whole(|tx| tx.record(id))? else { return Ok(None) };
        Ok(Some(merge::Folded::decode(&row.folded)?.record(row.id, row.kind, row.compartment)))
    }

    /// As [`Device::held_whole`], of a record that must be there and of this kind: what is recorded may stand on it.
    pub(crate) fn whole_of(&self, id: RecordId, kind: RecordKind) -> Result<Record, AppError> {
        let record = self.held_whole(id)?.filter(|record| record.kind == kind);
        record.ok_or(AppError::NotFound(kind.name()))
    }

    /// A record that must be of this kind.
    pub(crate) fn record_of(&self, id: RecordId, kind: RecordKind) -> Result<Record, AppError> {
        let record = self.record(id)?;
        if record.kind == kind { Ok(record) } else { Err(AppError::NotFound(kind.name())) }
    }

    /// An error when this device holds no record of this kind with this id.
    ///
    /// # Errors
    /// [`AppError::NotFound`].
    pub fn require(&self, id: RecordId, kind: RecordKind) -> Result<(), AppError> {
        let held = self.db.read(|tx| tx.record(id))?;
        held.filter(|row| row.kind == kind).map(|_| ()).ok_or_else(|| self.missing(kind.name()))
    }

    /// What is worth a look in a record as it stands.
    pub fn issues(&self, record: &Record) -> Vec<Issue> {
        let context = Context { now_ms: self.platform.clock.now_ms(), author: None, stage: Stage::Ready };
        validate::record(record, &context)
    }

    /// Changes fields of a record that this device holds. Returns it as it stands then.
    ///
    /// # Errors
    /// [`AppError::NotReady`] with the fields that cannot be what was typed, or that would leave the record
    /// unfinished; nothing is changed then.
    pub fn edit(&mut self, id: RecordId, fields: &TypedFields) -> Result<Record, AppError> {
        self.edit_seen(id, fields, None)
    }

    /// As [`Device::edit`], by somebody who had seen the record as it was at `seen`: what came in since is not
    /// overwritten but stays beside what is typed now, for a person to decide.
    ///
    /// # Errors
    /// As [`Device::edit`]; `record.unknown_version` when the record never stood so on this device.
    pub fn edit_seen(
        &mut self,
        id: RecordId,
        fields: &TypedFields,
        seen: Option<&Version>,
    ) -> Result<Record, AppError> {
        let record = self.record(id)?;
        if is_facts_only(record.kind) {
            return Err(AppError::Input {
                code: "record.facts_only",
                what: "a record of this kind is made of facts: it is not edited, new facts are added",
            });
        }
        let edits = self.read_typed(record.kind, fields)?;
        self.check(record.kind, Some(&record), &edits)?;
        self.write_seen(&record, &edits, seen)
    }

    /// Authors one change by somebody who had seen `seen` of the record.
    fn write_seen(
        &mut self,
        record: &Record,
        edits: &[Edit],
        seen: Option<&Version>,
    ) -> Result<Record, AppError> {
        let seen = seen.filter(|_| !whatif::flawed(Flaw::SeenIgnored));
        self.write_upon(record, &[edits], seen.map_or(Upon::Everything, Upon::Seen))
    }

    /// Authors a change for each of `changes`, all in one fsynced transaction.
    fn write_upon(
        &mut self,
        record: &Record,
        changes: &[&[Edit]],
        upon: Upon<'_>,
    ) -> Result<Record, AppError> {
        let now_ms = self.platform.clock.now_ms();
        let stamp = self.stamp()?;
        let Record { id, kind, compartment, .. } = *record;
        self.write_with_reserve(|tx| {
            let mut ledger = Ledger::new(tx);
            for edits in changes {
                ledger.author_upon(&Authoring { id, kind, compartment, edits, upon }, &stamp, now_ms)?;
            }
            ledger.flush()
        })?;
        self.seal_or_later();
        if kind == RecordKind::Consent {
            self.settle_disclosures_or_later();
        }
        self.record(id)
    }

    /// Settles a conflict: `keep` is the value that stays, as shown. Settling is itself an edit.
    ///
    /// # Errors
    /// `conflict.none` when there is nothing to settle, `conflict.value` when `keep` is none of the values.
    pub fn settle(&mut self, id: RecordId, field: &str, keep: &str) -> Result<Record, AppError> {
        self.settle_seen(id, field, keep, None)
    }

    /// As [`Device::settle`], by somebody who had seen the record as it was at `seen`: a value that came in since
    /// was not decided upon, and stays in conflict with the one that is kept.
    ///
    /// # Errors
    /// As [`Device::settle`]; `record.unknown_version`.
    pub fn settle_seen(
        &mut self,
        id: RecordId,
        field: &str,
        keep: &str,
        seen: Option<&Version>,
    ) -> Result<Record, AppError> {
        let record = self.record(id)?;
        let conflict = domain::conflict::in_field(&record, field).ok_or(AppError::Input {
            code: "conflict.none",
            what: "nothing in this field waits for a decision",
        })?;
        let kept = conflict.values.iter().find(|held| held.value.to_string() == keep);
        let value = kept
            .ok_or(AppError::Input {
                code: "conflict.value",
                what: "none of the values in conflict is this one: `conflicts` shows them",
            })?
            .value
            .clone();
        self.write_seen(&record, &[Edit::set(field, value)], seen)
    }

    /// Takes a decision back: what stood in the field at `seen` stands beside what stands now, so that it waits for
    /// a decision again. Itself an edit; values that stand already are left as they are.
    ///
    /// # Errors
    /// `record.unknown_version` when the record never stood so on this device.
    pub fn unsettle(&mut self, id: RecordId, field: &str, seen: &Version) -> Result<Record, AppError> {
        let row = self.db.read(|tx| tx.record(id))?.ok_or_else(|| self.missing("record"))?;
        let folded = merge::Folded::decode(&row.folded)?;
        let record = folded.record(row.id, row.kind, row.compartment);
        let history = self.db.read(|tx| seen.history(tx, id, &folded))?;
        let before = merge::state_at(history.iter().map(Vec::as_slice), seen.heads())?;
        let stood = before.visible().remove(field).unwrap_or_default();
        // a change sets a key once: a value, a change
        let changes: Vec<[Edit; 1]> = stood.into_iter().map(|held| [Edit::set(field, held.value)]).collect();
        let changes: Vec<&[Edit]> = changes.iter().map(<[Edit; 1]>::as_slice).collect();
        self.write_upon(&record, &changes, Upon::Beside)
    }

    /// Every field with more than one value for a human to decide, by record.
    pub fn conflicts(&self, limit: u32) -> Result<Vec<Record>, AppError> {
        self.conflicting(limit)?.into_iter().map(|id| self.record(id)).collect()
    }

    /// The records with a field for a human to decide; `limit` counts the fields.
    pub fn conflicting(&self, limit: u32) -> Result<Vec<RecordId>, AppError> {
        let rows = self.db.read(|tx| tx.conflicts(store::Page { skip: 0, limit }))?;
        let mut ids: Vec<RecordId> = rows.into_iter().map(|row| row.record).collect();
        ids.dedup();
        Ok(ids)
    }

    /// People found by what was typed, the best match first. A birth date is found as people type it.
    pub fn search_people(&self, text: &str, limit: u32) -> Result<Vec<store::PersonRow>, AppError> {
        let date = typed::date(text.trim(), self.typing());
        let words = domain::search::words_of(date.as_deref().unwrap_or(text)).join(" ");
        Ok(self.db.read(|tx| tx.search_people(&words, limit))?)
    }

    /// How these people are called on this device; those unknown are left out.
    pub fn person_names(
        &self,
        ids: impl IntoIterator<Item = RecordId>,
    ) -> Result<BTreeMap<RecordId, String>, AppError> {
        let ids: BTreeSet<RecordId> = ids.into_iter().collect();
        self.db.read(|tx| {
            let rows = ids.into_iter().filter_map(|id| tx.person(id).transpose());
            rows.map(|row| Ok(row.map(|row| (row.id, row.display_name))?)).collect()
        })
    }

    /// How a person is called on this device; empty when unknown.
    pub fn person_name(&self, id: Option<RecordId>) -> Result<String, AppError> {
        let Some(id) = id else { return Ok(String::new()) };
        Ok(self.db.read(|tx| tx.person(id))?.map(|row| row.display_name).unwrap_or_default())
    }

    /// Every record, in the order of their ids, a page at a time.
    pub fn records_after(&self, after: Option<RecordId>, limit: u32) -> Result<Vec<Record>, AppError> {
        let rows = self.db.read(|tx| tx.records_after(after, limit))?;
        let open = |row: store::RecordRow| {
            Ok(merge::Folded::decode(&row.folded)?.record(row.id, row.kind, row.compartment))
        };
        rows.into_iter().map(open).collect()
    }

    /// A record as it would stand if these edits were all there is.
    pub(crate) fn as_record(
        &self,
        id: RecordId,
        kind: RecordKind,
        compartment: CompartmentId,
        edits: &[Edit],
    ) -> Result<Record, AppError> {
        let stamp = self.stamp()?;
        let held = |edit: &Edit| {
            let value = edit.value.clone()?;
            let held = Held { value, stamp: stamp.clone(), actor: ActorId([0; 16]) };
            Some((edit.key.clone(), vec![held]))
        };
        Ok(Record { id, kind, compartment, fields: edits.iter().filter_map(held).collect() })
    }

    pub(crate) fn typing(&self) -> Typing {
        Typing { now_ms: self.platform.clock.now_ms(), zone: self.platform.clock.zone() }
    }

    /// Reads what was typed, each field by its own type; all fields at fault are named at once.
    pub(crate) fn read_typed(&self, kind: RecordKind, fields: &TypedFields) -> Result<Vec<Edit>, AppError> {
        let typing = self.typing();
        let mut edits = Vec::new();
        let mut issues = Vec::new();
        for (key, text) in fields {
            match typed::read(kind, key, text, typing) {
                Ok(value) => edits.push(Edit { key: key.clone(), value }),
                Err(issue) => issues.push(issue),
            }
        }
        if issues.is_empty() { Ok(edits) } else { Err(AppError::NotReady(issues)) }
    }

    /// The hints on a finished record, or the rules that block it.
    pub(crate) fn check(
        &self,
        kind: RecordKind,
        base: Option<&Record>,
        edits: &[Edit],
    ) -> Result<Vec<Issue>, AppError> {
        let context = Context {
            now_ms: self.platform.clock.now_ms(),
            author: Some(self.me.profile.author()),
            stage: Stage::Ready,
        };
        let issues = validate::edits(kind, base, edits, &context);
        if validate::blocks(&issues) { Err(AppError::NotReady(issues)) } else { Ok(issues) }
    }

    /// Authors one change for each of `writes`, all in one fsynced transaction, and seals them into the mailbox.
    /// Returns how many records really changed.
    pub(crate) fn write(&mut self, writes: &[RecordWrite]) -> Result<usize, AppError> {
        self.write_and(writes, |_| Ok(()))
    }

    /// As [`Device::write`], with something more in the same transaction.
    pub(crate) fn write_and(
        &mut self,
        writes: &[RecordWrite],
        more: impl Fn(&store::Writing<'_>) -> Result<(), AppError>,
    ) -> Result<usize, AppError> {
        let now_ms = self.platform.clock.now_ms();
        let stamp = self.stamp()?;
        let changed = self.write_with_reserve(|tx| {
            let mut ledger = Ledger::new(tx);
            let mut changed = 0;
            for write in writes {
                let done =
                    ledger.author(write.id, write.kind, write.compartment, &write.edits, &stamp, now_ms)?;
                changed += usize::from(done);
            }
            ledger.flush()?;
            more(tx)?;
            Ok::<_, AppError>(changed)
        })?;
        self.seal_or_later();
        if writes.iter().any(|write| write.kind == RecordKind::Consent) {
            self.settle_disclosures_or_later();
        }
        Ok(changed)
    }

    /// A new id: UUIDv7, so that records made later sort later.
    pub(crate) fn new_id(&mut self) -> RecordId {
        let millis = u64::try_from(self.platform.clock.now_ms()).unwrap_or(0);
        RecordId(uuid::Builder::from_unix_timestamp_millis(millis, &self.platform.bytes()).into_uuid())
    }
}

/// Kinds whose fields only their own use cases write: no state of a handoff is typed by hand, and nothing is put into a
/// consent after it was signed.
fn is_facts_only(kind: RecordKind) -> bool {
    use RecordKind::{Consent, DisclosedCopy, Disclosure, Handoff, Note, Outcome, Packet};
    matches!(kind, Handoff | Outcome | Packet | Note | Consent | Disclosure | DisclosedCopy)
}

/// The fields every record made here has.
pub(crate) fn ready() -> Edit {
    Edit::set("status", Scalar::text("ready"))
}
