//! One transaction on records: loads them once, folds changes in, and writes each touched record, its projections
//! and its search words back once at the end.

use std::collections::{BTreeMap, BTreeSet};

use domain::{ActorId, CompartmentId, Edit, Record, RecordId, RecordKind, Stamp};
use merge::{Fold, FoldRefusal, Folded, Inspected};
use protocol::{Hash, KeyboxHandle, StreamId};
use store::{JournalRow, NewJournalEntry, Origin, RecordRow, Writing};
use whatif::Flaw;

use crate::AppError;
use crate::disclosures::{is_watched, note_touched};
use crate::handoffs::outcome_ids;
use crate::project;
use crate::version::Version;

/// The version of the record schema that this build writes.
const SCHEMA: u16 = 1;

/// The version of the record schema that this device writes. A higher one is parked until an upgrade.
pub(crate) fn schema() -> u16 {
    whatif::schema(SCHEMA)
}

// what can be authored can be sealed and sent
const _: () = assert!(merge::limits::CHANGE_MAX_BYTES == protocol::limits::CHANGE_MAX_BYTES);

/// One record, open in a transaction.
pub(crate) struct OpenRecord {
    pub row: RecordRow,
    pub folded: Folded,
    touched: bool,
    /// The database has no row of it yet.
    is_new: bool,
}

impl OpenRecord {
    /// The visible state.
    pub fn record(&self) -> Record {
        self.folded.record(self.row.id, self.row.kind, self.row.compartment)
    }
}

/// Where a change of this device goes: its stream and the next number there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pen {
    pub stream: StreamId,
    pub next_seq: u64,
    pub actor: ActorId,
}

/// What one change of this device is to be made of.
#[derive(Clone, Copy)]
pub(crate) struct Authoring<'a> {
    pub id: RecordId,
    pub kind: RecordKind,
    pub compartment: CompartmentId,
    pub edits: &'a [Edit],
    pub upon: Upon<'a>,
}

/// What a change is written upon.
#[derive(Clone, Copy)]
pub(crate) enum Upon<'a> {
    /// All that is known: what it sets replaces what stands.
    Everything,
    /// What the writer had seen: what came since stays beside it.
    Seen(&'a Version),
    /// Nothing of the field: every value that stands goes on standing beside it.
    Beside,
}

/// How a change came to a record.
pub(crate) struct Arrived<'a> {
    pub record: RecordId,
    pub kind: RecordKind,
    pub compartment: CompartmentId,
    pub schema: u16,
    pub change: &'a Inspected,
    pub bytes: &'a [u8],
    pub origin: Origin,
    pub at_ms: i64,
}

/// See the module.
pub(crate) struct Ledger<'t, 'c> {
    pub tx: &'t Writing<'c>,
    open: BTreeMap<RecordId, OpenRecord>,
    /// Looked for and not held: not looked for again.
    absent: BTreeSet<RecordId>,
    pens: BTreeMap<CompartmentId, Pen>,
    /// Handoffs that a record belonged to before it was started anew.
    left: BTreeSet<RecordId>,
}

impl<'t, 'c> Ledger<'t, 'c> {
    pub fn new(tx: &'t Writing<'c>) -> Self {
        Self {
            tx,
            open: BTreeMap::new(),
            absent: BTreeSet::new(),
            pens: BTreeMap::new(),
            left: BTreeSet::new(),
        }
    }

    /// The record, if this device holds it.
    pub fn load(&mut self, id: RecordId) -> Result<Option<&mut OpenRecord>, AppError> {
        if !self.open.contains_key(&id) {
            if self.absent.contains(&id) {
                return Ok(None);
            }
            let Some(row) = self.tx.record(id)? else {
                self.absent.insert(id);
                return Ok(None);
            };
            let folded = if row.folded.is_empty() { Folded::new() } else { Folded::decode(&row.folded)? };
            self.open.insert(id, OpenRecord { row, folded, touched: false, is_new: false });
        }
        Ok(self.open.get_mut(&id))
    }

    /// The record, made empty when this device does not hold it yet.
    fn load_or_new(
        &mut self,
        id: RecordId,
        kind: RecordKind,
        compartment: CompartmentId,
    ) -> Result<&mut OpenRecord, AppError> {
        self.load(id)?;
        self.absent.remove(&id);
        Ok(self.open.entry(id).or_insert_with(|| OpenRecord {
            row: RecordRow {
                id,
                kind,
                compartment,
                schema: schema(),
                folded: Vec::new(),
                digest: Hash::ZERO,
                keybox: None,
                authored_here: false,
            },
            folded: Folded::new(),
            touched: false,
            is_new: true,
        }))
    }

    /// Makes one change of this device out of `edits`, on top of all that is known. `false` when they change
    /// nothing. The record's key is made when its segment is sealed.
    pub fn author(
        &mut self,
        id: RecordId,
        kind: RecordKind,
        compartment: CompartmentId,
        edits: &[Edit],
        stamp: &Stamp,
        now_ms: i64,
    ) -> Result<bool, AppError> {
        self.author_upon(&Authoring { id, kind, compartment, edits, upon: Upon::Everything }, stamp, now_ms)
    }

    /// As [`Ledger::author`], upon what `authoring` says.
    pub fn author_upon(
        &mut self,
        authoring: &Authoring<'_>,
        stamp: &Stamp,
        now_ms: i64,
    ) -> Result<bool, AppError> {
        let Authoring { id, kind, compartment, edits, upon } = *authoring;
        // [I] it comes as a letter or not at all: others would keep it aside
        if kind == RecordKind::DisclosedCopy {
            return Err(AppError::NotAllowed("letter.not_a_letter"));
        }
        let pen = self.pen(compartment)?;
        let tx = self.tx;
        let open = self.load_or_new(id, kind, compartment)?;
        // its stream must be that of the compartment it lives in: ids that follow from others can be taken
        if (open.row.kind, open.row.compartment) != (kind, compartment) {
            return Err(AppError::NotAllowed("record.id_taken"));
        }
        let is_new = open.folded.is_empty();
        let authored = match upon {
            Upon::Seen(seen) if !seen.is_all_of(&open.folded) => {
                let history = seen.history(tx, id, &open.folded)?;
                let history = history.iter().map(Vec::as_slice);
                merge::author_at(history, seen.heads(), edits, pen.actor, stamp)?
            }
            Upon::Beside => merge::author_beside(&open.folded, edits, pen.actor, stamp)?,
            Upon::Everything | Upon::Seen(_) => merge::author(&open.folded, edits, pen.actor, stamp)?,
        };
        let Some(authored) = authored else { return Ok(false) };
        let arrived = Arrived {
            record: id,
            kind: open.row.kind,
            compartment: open.row.compartment,
            schema: schema(),
            change: &authored.change,
            bytes: &authored.bytes,
            origin: Origin::Authored { stream: pen.stream, seq: pen.next_seq },
            at_ms: now_ms,
        };
        open.row.authored_here |= is_new;
        match self.fold(&arrived)? {
            Ok(Fold::Applied) => {
                self.pens.insert(compartment, Pen { next_seq: pen.next_seq + 1, ..pen });
                Ok(true)
            }
            // what this very state was authored from always fits it
            Ok(Fold::Known) | Err(_) => Err(merge::AuthorError::NotOneChain.into()),
        }
    }

    /// Folds one change in and journals it. Neither happens when it does not fit.
    pub fn fold(&mut self, arrived: &Arrived<'_>) -> Result<Result<Fold, FoldRefusal>, AppError> {
        let open = self.load_or_new(arrived.record, arrived.kind, arrived.compartment)?;
        match open.folded.fold(arrived.change) {
            Ok(Fold::Applied) => {
                open.touched = true;
                open.row.schema = open.row.schema.max(arrived.schema);
            }
            other => {
                // a record of which nothing fits is none: neither its kind nor its compartment binds what comes next
                if open.folded.is_empty() {
                    self.open.remove(&arrived.record);
                }
                return Ok(other);
            }
        }
        if whatif::flawed(Flaw::NotJournaled) && matches!(arrived.origin, Origin::Received { .. }) {
            return Ok(Ok(Fold::Applied));
        }
        self.tx.journal(&NewJournalEntry {
            record: arrived.record,
            kind: arrived.kind,
            compartment: arrived.compartment,
            schema: arrived.schema,
            hash: arrived.change.hash(),
            bytes: arrived.bytes,
            origin: arrived.origin,
            at_ms: arrived.at_ms,
        })?;
        Ok(Ok(Fold::Applied))
    }

    /// Starts a record's folded state anew, to be folded from its journal again.
    pub fn reset(&mut self, id: RecordId) -> Result<(), AppError> {
        let mut left = None;
        if let Some(open) = self.load(id)? {
            left = project::handoff_of(&open.record());
            open.folded = Folded::new();
            open.touched = true;
        }
        self.left.extend(left);
        Ok(())
    }

    /// Folds a change that is journaled already, as `row` says.
    pub fn refold(
        &mut self,
        row: &JournalRow,
        change: &Inspected,
    ) -> Result<Result<Fold, FoldRefusal>, AppError> {
        let open = self.load_or_new(row.record, row.kind, row.compartment)?;
        let folded = open.folded.fold(change);
        open.touched |= folded.is_ok();
        if open.is_new && open.folded.is_empty() {
            self.open.remove(&row.record);
        }
        Ok(folded)
    }

    /// Remembers under which keybox this device seals the record's changes.
    pub fn set_keybox(&mut self, id: RecordId, handle: KeyboxHandle) -> Result<(), AppError> {
        if let Some(open) = self.load(id)?
            && open.row.keybox.is_none()
        {
            open.row.keybox = Some(handle);
            open.touched = true;
        }
        Ok(())
    }

    /// The visible state of a record, as this transaction has it.
    pub fn record(&mut self, id: RecordId) -> Result<Option<Record>, AppError> {
        Ok(self.load(id)?.map(|open| open.record()))
    }

    /// As [`Ledger::record`]; none when no change of it counts.
    fn standing_record(&mut self, id: RecordId) -> Result<Option<Record>, AppError> {
        Ok(self.load(id)?.filter(|open| !open.folded.is_empty()).map(|open| open.record()))
    }

    /// Handoffs with unwritten changes, in whichever record they are.
    pub fn touched_handoffs(&self) -> impl Iterator<Item = RecordId> + '_ {
        let of_handoff =
            |open: &&OpenRecord| matches!(open.row.kind, RecordKind::Handoff | RecordKind::Outcome);
        let stands = |open: &&OpenRecord| open.touched && !open.folded.is_empty();
        let touched = self.open.values().filter(stands).filter(of_handoff);
        touched.filter_map(|open| project::handoff_of(&open.record()))
    }

    fn pen(&mut self, compartment: CompartmentId) -> Result<Pen, AppError> {
        if let Some(pen) = self.pens.get(&compartment) {
            return Ok(*pen);
        }
        let stream = self.tx.current_stream(compartment)?.ok_or(AppError::NotFound("compartment"))?;
        let next_seq = self.tx.next_authored_seq(stream.stream)?;
        let pen = Pen { stream: stream.stream, next_seq, actor: stream.actor };
        self.pens.insert(compartment, pen);
        Ok(pen)
    }

    /// Writes every touched record back: its row, its projections, its search words. Frees the memory.
    pub fn flush(&mut self) -> Result<(), AppError> {
        let mut handoffs = std::mem::take(&mut self.left);
        let mut watched = BTreeSet::new();
        for open in self.open.values_mut().filter(|open| open.touched) {
            if open.folded.is_empty() {
                // none of its changes counts any more
                self.tx.remove_record(open.row.id)?;
                continue;
            }
            open.row.folded = open.folded.encode();
            open.row.digest = Hash(open.folded.state_digest());
            open.touched = false;
            if is_watched(open.row.kind) {
                watched.insert(open.row.id);
            }
            let record = open.record();
            let handoff = project::handoff_of(&record);
            if open.is_new && handoff.is_none() {
                open.is_new = false;
                project::add(self.tx, &open.row, &record)?;
                continue;
            }
            self.tx.put_record(&open.row)?;
            match handoff {
                Some(handoff) => {
                    handoffs.insert(handoff);
                }
                None => project::write(self.tx, &record)?,
            }
        }
        // a handoff's row is drawn from its accountability events and from its outcome record together
        let compartments = if handoffs.is_empty() { Vec::new() } else { self.tx.compartments()? };
        for id in handoffs {
            if let Some(handoff) = self.standing_record(id)? {
                let ids = outcome_ids(&handoff, compartments.iter().map(|row| row.compartment));
                let mut outcomes = Vec::new();
                for id in ids {
                    outcomes.extend(self.standing_record(id)?);
                }
                project::write_handoff(self.tx, &handoff, &outcomes)?;
            }
        }
        note_touched(self.tx, &watched)?;
        self.open.clear();
        self.absent.clear();
        Ok(())
    }
}
