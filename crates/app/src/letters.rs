//! Letters: a record for a compartment that this device is not in, sealed to that compartment's inbox. A letter is sent
//! once, holds one record made at once, and is a copy: nothing that is edited here later follows it.

use domain::{CompartmentId, Edit, RecordId};

use crate::{AppError, Device};

/// A compartment that somebody here is not in, as letters reach it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Inbox {
    pub compartment: CompartmentId,
    /// Of which class its devices are.
    pub class: domain::role::Class,
    /// The agency whose device opened it.
    pub agency: String,
}

/// What became of a letter, as far as this device knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LetterFate {
    /// It waits here, and nothing of it has left.
    Waits,
    /// It was taken back before it left, and never will.
    Stopped,
    /// Whether it had left when it was taken back is asked of the relay.
    Asking,
    /// The relay has it.
    Sent,
}

impl Device {
    /// Where letters to an agency go.
    ///
    /// # Errors
    /// `disclosure.no_inbox` when no compartment of that agency, nor a single one of its class, can be reached.
    pub(crate) fn inbox_of(&self, _agency: &str) -> Result<Inbox, AppError> {
        Err(AppError::NotAllowed("disclosure.no_inbox"))
    }

    /// Seals a record to a compartment's inbox and puts it in the mailbox. With an id that was posted already nothing
    /// is done: a letter is posted once.
    ///
    /// # Errors
    /// `disclosure.no_inbox`; `store.*`.
    pub(crate) fn post_letter(
        &mut self,
        _id: RecordId,
        _to: CompartmentId,
        _edits: &[Edit],
    ) -> Result<(), AppError> {
        Err(AppError::NotAllowed("disclosure.no_inbox"))
    }

    /// Takes a letter back, if it has not left. What became of it: [`Device::letter_fate`].
    ///
    /// # Errors
    /// `store.*`.
    pub(crate) fn withdraw_letter(&mut self, _id: RecordId) -> Result<(), AppError> {
        Ok(())
    }

    /// What became of a letter; `None` for one that this device's mailbox does not know (another device's, or a lost
    /// mailbox).
    ///
    /// # Errors
    /// `store.*`.
    pub(crate) fn letter_fate(&self, _id: RecordId) -> Result<Option<LetterFate>, AppError> {
        Ok(None)
    }
}
