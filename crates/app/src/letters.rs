//! Letters: a record for a compartment that this device is not in, sealed to that compartment's inbox. A letter is sent
//! once, holds one record made at once, and is a copy: nothing that is edited here later follows it.
//!
//! Its stream has the record's id, so that there is one letter for a record, whoever seals it again: after a lost
//! mailbox, or on a copy of this device, the relay keeps the first.

use domain::role::Class;
use domain::{CompartmentId, Edit, RecordId, RecordKind};
use merge::Folded;
use protocol::{Entry, KeyboxHandle, Segment, StreamId};
use store::{LetterRow, Mailbox, StopReason, StoreError};
use vault::{ChangeContext, EpochKey, RecordKey, seal_letter};

use crate::device::{compartment_id, handle, incarnation};
use crate::enrolment::class_of;
use crate::ledger::schema;
use crate::{AppError, Device};

/// A compartment that somebody here is not in, as letters reach it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Inbox {
    pub compartment: CompartmentId,
    /// Of which class the devices are that open it.
    pub class: Class,
    /// The agency whose device opened it last.
    pub agency: String,
}

/// What became of a letter, as far as this device knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LetterFate {
    /// It waits here.
    Waits,
    /// It was taken back before it left, and never will.
    Stopped,
    /// It was taken back, and may have left before: the relay is asked.
    Asking,
    /// The relay has it.
    Sent,
}

impl Device {
    /// Where letters to an agency go: the inbox that a device of that agency opened, else the only one of its class.
    ///
    /// # Errors
    /// `disclosure.no_inbox` when there is none, or it cannot be told which.
    pub(crate) fn inbox_of(&self, agency: &str) -> Result<Inbox, AppError> {
        let inboxes = self.inboxes();
        let of_agency: Vec<&Inbox> = inboxes.iter().filter(|inbox| inbox.agency == agency).collect();
        let classes = self.classes_of_agencies().remove(agency).unwrap_or_default();
        let of_class = || inboxes.iter().filter(|inbox| classes.contains(&inbox.class)).collect();
        let found = if of_agency.is_empty() { of_class() } else { of_agency };
        match found.as_slice() {
            [only] => Ok((*only).clone()),
            _ => Err(AppError::NotAllowed("disclosure.no_inbox")),
        }
    }

    fn inboxes(&self) -> Vec<Inbox> {
        let roster = &self.known.roster;
        let read = |(compartment, inbox): (&protocol::CompartmentHandle, &protocol::roster::Inbox)| Inbox {
            compartment: compartment_id(*compartment),
            class: class_of(inbox.class),
            agency: roster
                .device(&inbox.opener)
                .map(|one| self.names_of(one.member).agency)
                .unwrap_or_default(),
        };
        roster.inboxes().map(read).collect()
    }

    /// Seals a record to a compartment's inbox and puts it in the mailbox. With an id that was posted already nothing
    /// is done: a letter is posted once.
    ///
    /// # Errors
    /// `disclosure.no_inbox`; `store.*`.
    pub(crate) fn post_letter(
        &mut self,
        id: RecordId,
        to: CompartmentId,
        edits: &[Edit],
    ) -> Result<(), AppError> {
        if self.mailbox.letter(stream_of(id))?.is_some() {
            return Ok(());
        }
        let stamp = self.stamp()?;
        let actor = incarnation::letter_actor(self.me.device, id);
        let authored = merge::author(&Folded::new(), edits, actor, &stamp)?;
        let authored = authored.ok_or(AppError::NotFound("disclosure"))?;
        let (inbox, key) = self.letter_key(to)?;
        let random = &mut self.platform.random;
        let record_key = RecordKey::generate(random);
        let keybox = vault::seal_keybox(&key, &record_key, random)?;
        let context = ChangeContext {
            compartment: handle(to),
            record: *id.as_bytes(),
            kind: RecordKind::DisclosedCopy.code(),
            schema: schema(),
        };
        let sealed = vault::seal_change(&record_key, &context, &authored.bytes, random)?;
        let segment = self.seal_entry(&inbox, &key, id, keybox.handle, sealed)?;
        Ok(self.mailbox.add_letter(&segment, &[keybox])?)
    }

    /// Takes a letter back, if it has not left: its content is gone from here at once. What became of it:
    /// [`Device::letter_fate`].
    ///
    /// # Errors
    /// `store.*`.
    pub(crate) fn withdraw_letter(&mut self, id: RecordId) -> Result<(), AppError> {
        let Some(row) = self.mailbox.letter(stream_of(id))? else { return Ok(()) };
        let (inbox, key) = self.letter_key(compartment_id(row.compartment))?;
        let blank = self.seal_entry(&inbox, &key, id, KeyboxHandle([0; 16]), Vec::new())?;
        Ok(self.mailbox.withdraw_letter(row.stream, &blank)?)
    }

    /// What became of a letter; `None` for one that this device's mailbox does not know (another device's, or a lost
    /// mailbox).
    ///
    /// # Errors
    /// `store.*`.
    pub(crate) fn letter_fate(&self, id: RecordId) -> Result<Option<LetterFate>, AppError> {
        Ok(self.mailbox.letter(stream_of(id))?.as_ref().map(fate))
    }

    fn letter_key(&mut self, to: CompartmentId) -> Result<(vault::Inbox, EpochKey), AppError> {
        let known = self.known.roster.inbox(&handle(to)).copied();
        let known = known.ok_or(AppError::NotAllowed("disclosure.no_inbox"))?;
        let inbox = vault::Inbox { compartment: handle(to), epoch: known.number, key: known.key };
        let key = EpochKey::generate(inbox.compartment, inbox.epoch, &mut self.platform.random);
        Ok((inbox, key))
    }

    fn seal_entry(
        &mut self,
        inbox: &vault::Inbox,
        key: &EpochKey,
        id: RecordId,
        keybox: KeyboxHandle,
        sealed: Vec<u8>,
    ) -> Result<Segment, AppError> {
        let kind = RecordKind::DisclosedCopy.code();
        let entry = Entry { kind, record: *id.as_bytes(), schema: schema(), keybox, sealed };
        let random = &mut self.platform.random;
        Ok(seal_letter(&self.identity, inbox, key, stream_of(id), &[entry], random)?)
    }
}

/// Under this name the mailbox keeps up to where everything that came in was looked at, and what follows for letters was
/// drawn from it.
const SETTLED: &str = "letters.settled";

/// Up to where; none before the first letter.
pub(crate) fn letters_settled(mailbox: &Mailbox) -> Result<Option<i64>, StoreError> {
    let bytes = mailbox.value(SETTLED)?;
    Ok(bytes.and_then(|bytes| bytes.try_into().ok()).map(i64::from_be_bytes))
}

impl Device {
    /// Everything that was fetched was looked at: letters that wait may leave when nothing new is to be heard. Whether
    /// that is news.
    pub(crate) fn release_letters(&self) -> Result<bool, AppError> {
        if self.mailbox.unsent_letters()?.is_empty() {
            return Ok(false);
        }
        let cursor = self.db.read_whole(|tx| tx.ingest_cursor())?;
        if letters_settled(&self.mailbox)? == Some(cursor) {
            return Ok(false);
        }
        self.mailbox.set_value(SETTLED, &cursor.to_be_bytes())?;
        Ok(true)
    }
}

/// The stream of a record's letter.
pub(crate) fn stream_of(record: RecordId) -> StreamId {
    StreamId(*record.as_bytes())
}

fn fate(row: &LetterRow) -> LetterFate {
    match (row.withdrawn, row.stopped, row.position) {
        // the relay holds another one at its place: the letter itself, or the one that a copy of this device sealed
        (_, Some(StopReason::Fenced), _) | (false, _, Some(_)) => LetterFate::Sent,
        (_, Some(StopReason::Withdrawn), _) | (true, _, Some(_)) => LetterFate::Stopped,
        (true, _, None) => LetterFate::Asking,
        (false, _, None) => LetterFate::Waits,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_became_of_a_letter_follows_from_what_the_relay_said() {
        let row = |withdrawn, stopped, position| LetterRow {
            stream: StreamId([1; 16]),
            compartment: protocol::CompartmentHandle([2; 16]),
            hash: protocol::Hash::ZERO,
            bytes: Vec::new(),
            keyboxes: Vec::new(),
            tried: true,
            withdrawn,
            position,
            stopped,
        };
        let check = |withdrawn, stopped, position, expect| {
            assert_eq!(
                fate(&row(withdrawn, stopped, position)),
                expect,
                "{withdrawn} {stopped:?} {position:?}"
            );
        };
        check(false, None, None, LetterFate::Waits);
        check(false, Some(StopReason::OldEpoch), None, LetterFate::Waits);
        check(false, None, Some(4), LetterFate::Sent);
        check(false, Some(StopReason::Fenced), None, LetterFate::Sent);
        check(true, None, None, LetterFate::Asking);
        check(true, Some(StopReason::Withdrawn), None, LetterFate::Stopped);
        check(true, None, Some(4), LetterFate::Stopped);
        check(true, Some(StopReason::Fenced), None, LetterFate::Sent);
    }
}
