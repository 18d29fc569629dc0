//! What became of what was told, and what follows when a person takes a consent back. Idempotent: whatever was done
//! already is not done again, and a process that ends anywhere goes on at the next start or exchange.

use std::collections::{BTreeMap, BTreeSet};

use domain::consent::Consent;
use domain::disclosure::{About, Account, Body, DisclosedCopy, Fate, Leg, Progress};
use domain::{Moment, Record, RecordId, RecordKind};
use store::{Reading, StoreError, Writing};
use uuid::Uuid;

use super::posted_first;
use crate::derived::{copy_id, fate_id, revocation_id};
use crate::letters::LetterFate;
use crate::records::RecordWrite;
use crate::{AppError, Device};

/// Consents, accounts and copies that changed, and whose consequences were not drawn yet: 16 bytes each.
const PENDING: &str = "disclosures.pending";
/// Rounds of drawing consequences: what one writes, the next looks at, and finds nothing to do.
const ROUNDS_MAX: usize = 8;

/// Whether something may follow when a record of this kind changes.
pub(crate) fn is_watched(kind: RecordKind) -> bool {
    matches!(kind, RecordKind::Consent | RecordKind::Disclosure | RecordKind::DisclosedCopy)
}

/// Remembers, in the transaction that changed them, that these are to be looked at.
pub(crate) fn note_touched(tx: &Writing<'_>, ids: &BTreeSet<RecordId>) -> Result<(), StoreError> {
    if ids.is_empty() {
        return Ok(());
    }
    let mut all = pending(tx)?;
    all.extend(ids);
    keep_pending(tx, &all)
}

fn pending(tx: &Reading<'_>) -> Result<BTreeSet<RecordId>, StoreError> {
    let bytes = tx.meta(PENDING)?.unwrap_or_default();
    Ok(bytes.as_chunks().0.iter().copied().map(RecordId::from_bytes).collect())
}

fn keep_pending(tx: &Writing<'_>, ids: &BTreeSet<RecordId>) -> Result<(), StoreError> {
    if ids.is_empty() {
        return tx.clear_meta(PENDING);
    }
    let bytes: Vec<u8> = ids.iter().flat_map(|id| *id.as_bytes()).collect();
    tx.set_meta(PENDING, &bytes)
}

fn or_later(done: Result<bool, AppError>) -> Option<bool> {
    done.inspect_err(|error| tracing::warn!(code = error.code(), "what follows for a disclosure waits")).ok()
}

/// When a consent was taken back, and what said so. One that should not have been made is no better than that.
fn taken_back(record: &Record) -> Option<(Moment, Uuid)> {
    let consent = Consent::read(record);
    let error = || Some((record.fields.get("entered_in_error")?.first()?.stamp.at, record.id.0));
    consent.revocation().map(|said| (said.at, said.id)).or_else(error)
}

/// That a consent was taken back.
#[derive(Clone, Copy, Debug)]
struct Revoked {
    consent: RecordId,
    at: Moment,
    /// The statement, where this compartment holds the consent itself: then it is for this compartment to pass it on.
    said: Option<Uuid>,
}

impl Device {
    /// Posts what was decided and not posted, writes down what became of what was, and stops what rests on a consent
    /// that was taken back. Whether anything was written. What fails waits for the next time: it must keep nothing else
    /// from being done.
    pub(crate) fn settle_disclosures_or_later(&mut self) -> bool {
        self.settle_disclosures().unwrap_or_else(|error| {
            tracing::warn!(code = error.code(), "what follows for disclosures waits");
            true
        })
    }

    fn settle_disclosures(&mut self) -> Result<bool, AppError> {
        let mut changed = false;
        for _ in 0..ROUNDS_MAX {
            let mut done = BTreeSet::new();
            for id in self.db.read_whole(pending)? {
                if let Some(wrote) = or_later(self.look_at(id)) {
                    changed |= wrote;
                    done.insert(id);
                }
            }
            if done.is_empty() {
                break;
            }
            self.db.write(|tx| {
                let left = pending(tx)?.difference(&done).copied().collect();
                keep_pending(tx, &left)
            })?;
        }
        for row in self.db.read_whole(|tx| tx.disclosures_waiting())? {
            changed |= or_later(self.follow(row.id)).unwrap_or(false);
        }
        Ok(changed)
    }

    /// Draws the consequences of a record that changed.
    fn look_at(&mut self, id: RecordId) -> Result<bool, AppError> {
        let Some(record) = self.held_whole(id)? else { return Ok(false) };
        let mut changed = false;
        match record.kind {
            RecordKind::Consent if taken_back(&record).is_some() => changed |= self.follow_on(id)?,
            RecordKind::Disclosure => changed |= self.follow(id)?,
            RecordKind::DisclosedCopy => {
                let copy = DisclosedCopy::read(&record);
                for consent in copy.revoked.keys() {
                    changed |= self.follow_on(*consent)?;
                }
                if let Some(handoff) = copy.body.handoff {
                    changed |= self.tell_what_came_of(handoff)?;
                }
            }
            _ => {}
        }
        Ok(changed)
    }

    fn follow_on(&mut self, consent: RecordId) -> Result<bool, AppError> {
        let mut changed = false;
        for account in self.db.read_whole(|tx| tx.disclosures_on(consent))? {
            changed |= self.follow(account)?;
        }
        Ok(changed)
    }

    /// Brings one account up to what became of it.
    fn follow(&mut self, id: RecordId) -> Result<bool, AppError> {
        let Some(record) = self.held_whole(id)?.filter(|record| record.kind == RecordKind::Disclosure) else {
            return Ok(false);
        };
        let account = Account::read(&record);
        let revoked = self.revoked(&account)?;
        let relied = revoked.first().map(|revoked| (Fate::InReliance, revoked.at));
        let fates: Vec<(Fate, Moment)> = match account.progress() {
            Progress::Waiting => self.fate_of(&record, &account, !revoked.is_empty())?.map_or(
                Ok::<_, AppError>(Vec::new()),
                |(fate, at)| match fate {
                    Fate::Sent => Ok([(fate, at)].into_iter().chain(relied).collect()),
                    Fate::InReliance => Ok(relied.into_iter().collect()),
                    Fate::Stopped => Ok(vec![(fate, at)]),
                },
            )?,
            Progress::Sent => relied.into_iter().collect(),
            Progress::Stopped | Progress::InReliance => Vec::new(),
        };
        let mut writes = Vec::new();
        if !fates.is_empty() {
            let edit = |(fate, at): &(Fate, Moment)| Account::fate_edit(fate_id(id, *fate), *fate, *at);
            let edits = fates.iter().map(edit).collect();
            let compartment = record.compartment;
            writes.push(RecordWrite { id, kind: RecordKind::Disclosure, compartment, edits });
        }
        let has_left = matches!(account.progress(), Progress::Sent | Progress::InReliance)
            || fates.iter().any(|(fate, _)| *fate != Fate::Stopped);
        if has_left {
            for revoked in revoked {
                writes.extend(self.passed_on(&record, &account, revoked)?);
            }
        }
        Ok(!writes.is_empty() && self.write(&writes)? > 0)
    }

    /// What became of the letter of an account that this device wrote; `None` while nothing final is known, or where
    /// another device knows. One that was never posted is posted; one that rests on a consent taken back is withdrawn.
    fn fate_of(
        &mut self,
        record: &Record,
        account: &Account,
        revoked: bool,
    ) -> Result<Option<(Fate, Moment)>, AppError> {
        let own = self.db.read_whole(|tx| tx.record(record.id))?.is_some_and(|row| row.authored_here);
        if !own {
            return Ok(None);
        }
        let letter = copy_id(record.id);
        let mut fate = self.letter_fate(letter)?;
        if revoked && fate == Some(LetterFate::Waits) {
            self.withdraw_letter(letter)?;
            fate = self.letter_fate(letter)?;
        }
        let now = self.now()?;
        Ok(match fate {
            Some(LetterFate::Sent) => Some((Fate::Sent, now)),
            Some(LetterFate::Stopped) => Some((Fate::Stopped, now)),
            Some(LetterFate::Waits | LetterFate::Asking) => None,
            // posted from a mailbox that was lost since, perhaps: that it was stopped nobody can say
            None if revoked => Some((Fate::InReliance, now)),
            None => {
                if let Err(error) = self.post(record, account) {
                    tracing::warn!(code = error.code(), "a disclosure cannot be posted yet");
                }
                None
            }
        })
    }

    /// The consents of an account that were taken back. The word that one was is not itself stopped by it.
    fn revoked(&self, account: &Account) -> Result<Vec<Revoked>, AppError> {
        let mut out = Vec::new();
        if account.body.is_about(About::ConsentRevoked) {
            return Ok(out);
        }
        for consent in account.consents.iter().copied() {
            match self.held_whole(consent)?.filter(|record| record.kind == RecordKind::Consent) {
                Some(record) => {
                    let back = taken_back(&record);
                    out.extend(back.map(|(at, said)| Revoked { consent, at, said: Some(said) }));
                }
                None => {
                    let at = self.copied_revocation(consent, &account.to_agency)?;
                    out.extend(at.map(|at| Revoked { consent, at, said: None }));
                }
            }
        }
        Ok(out)
    }

    /// When a consent of which this device has copies only was taken back, as the agency says that it came from; `None`
    /// when what came since stands in spite of it.
    pub(super) fn copied_revocation(
        &self,
        consent: RecordId,
        agency: &str,
    ) -> Result<Option<Moment>, AppError> {
        let rows = self.db.read_whole(|tx| tx.copies_on(consent))?;
        if rows.iter().all(|row| row.revoked_ms.is_none()) {
            return Ok(None);
        }
        let mut copies = self.genuine(rows.into_iter().map(|row| row.copy))?;
        copies.retain(|(_, copy)| copy.from_agency == agency);
        let known = |at: Moment| {
            let held = |copy: &DisclosedCopy| {
                copy.consents
                    .get(&consent)
                    .and_then(Option::as_ref)
                    .is_some_and(|one| one.knows_revocation(at))
            };
            copies.iter().any(|(_, copy)| held(copy))
        };
        let all = copies.iter().filter_map(|(_, copy)| copy.revoked.get(&consent).copied());
        Ok(all.filter(|at| !known(*at)).max_by_key(Moment::unix_ms))
    }

    /// The word to who was told that the consent was taken back, so that nothing further is told on it. Once for each
    /// agency and each time it was.
    fn passed_on(
        &self,
        record: &Record,
        account: &Account,
        revoked: Revoked,
    ) -> Result<Option<RecordWrite>, AppError> {
        let Some(said) = revoked.said else { return Ok(None) };
        let id = revocation_id(revoked.consent, said, &account.to_agency);
        if self.held_whole(id)?.is_some() {
            return Ok(None);
        }
        let word = Account {
            id,
            body: Body::new(About::ConsentRevoked, Leg::Outward, revoked.at),
            person: account.person,
            to_agency: account.to_agency.clone(),
            to_class: account.to_class,
            by: None,
            consents: [revoked.consent].into(),
            fates: BTreeMap::new(),
        };
        Ok(posted_first(&[word], record.compartment).pop())
    }
}
