//! Drafts: what is being typed, on this device's disk only.

use domain::{RecordId, RecordKind};
use store::{DraftRow, StoreError};
use whatif::Flaw;

use crate::{AppError, Device};

/// A draft as it lies on disk; what was typed is the caller's encoding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Names it.
    pub id: RecordId,
    /// What it is to become.
    pub kind: RecordKind,
    /// What was typed so far.
    pub typed: Vec<u8>,
    /// Where the cursor was.
    pub focus: String,
    /// When it was last kept, milliseconds since 1970.
    pub saved_ms: i64,
}

impl Device {
    /// Keeps what was typed so far of a new contact. Fsynced when this returns. `seen_ms` is when the draft was last
    /// kept, as far as the writer knows.
    ///
    /// # Errors
    /// `draft.typed_elsewhere` when somebody else kept it since: neither text is thrown away then, the caller keeps
    /// its own as another draft.
    pub fn save_draft(
        &mut self,
        id: Option<RecordId>,
        seen_ms: Option<i64>,
        typed: Vec<u8>,
        focus: &str,
    ) -> Result<Draft, AppError> {
        self.save_draft_of(RecordKind::Contact, id, seen_ms, typed, focus)
    }

    /// As [`Device::save_draft`], of a consent.
    ///
    /// # Errors
    /// As [`Device::save_draft`].
    pub fn save_consent_draft(
        &mut self,
        id: Option<RecordId>,
        seen_ms: Option<i64>,
        typed: Vec<u8>,
        focus: &str,
    ) -> Result<Draft, AppError> {
        self.save_draft_of(RecordKind::Consent, id, seen_ms, typed, focus)
    }

    fn save_draft_of(
        &mut self,
        kind: RecordKind,
        id: Option<RecordId>,
        seen_ms: Option<i64>,
        typed: Vec<u8>,
        focus: &str,
    ) -> Result<Draft, AppError> {
        let goes_on = id.is_some();
        let id = match id {
            Some(id) => self.draft_as_seen(kind, id, seen_ms)?,
            None => self.new_id(),
        };
        let saved_ms = self.platform.clock.now_ms();
        let row = DraftRow {
            id,
            kind,
            record: None,
            fields: typed.clone(),
            focus: focus.to_owned(),
            updated_ms: saved_ms,
            member: self.drafter(),
        };
        if !(goes_on && whatif::flawed(Flaw::DraftNotKept)) {
            self.write_with_reserve(|tx| Ok(tx.put_draft(&row)?))?;
        }
        Ok(Draft { id, kind, typed, focus: focus.to_owned(), saved_ms })
    }

    fn draft_as_seen(
        &self,
        kind: RecordKind,
        id: RecordId,
        seen_ms: Option<i64>,
    ) -> Result<RecordId, AppError> {
        let held = self.draft_of(kind, id)?;
        if seen_ms.is_some_and(|seen| seen != held.saved_ms) {
            return Err(AppError::Input {
                code: "draft.typed_elsewhere",
                what: "another window kept this draft since; nothing was overwritten",
            });
        }
        Ok(held.id)
    }

    /// Whose drafts these are: another member of this device is shown none of them.
    pub(crate) fn drafter(&self) -> domain::MemberId {
        domain::MemberId(self.me.member.0)
    }

    /// One draft of who is signed in.
    pub fn draft(&self, id: RecordId) -> Result<Draft, AppError> {
        let row = self.db.read(|tx| tx.draft(id, self.drafter()))?.ok_or(AppError::NotFound("draft"))?;
        Ok(read(row))
    }

    /// One draft of this kind.
    ///
    /// # Errors
    /// [`AppError::NotFound`], for a draft of another kind too.
    pub fn draft_of(&self, kind: RecordKind, id: RecordId) -> Result<Draft, AppError> {
        Some(self.draft(id)?).filter(|draft| draft.kind == kind).ok_or(AppError::NotFound("draft"))
    }

    /// Every draft of who is signed in, the one typed in last first.
    pub fn drafts(&self) -> Result<Vec<Draft>, AppError> {
        Ok(self.db.read(|tx| tx.drafts(self.drafter()))?.into_iter().map(read).collect())
    }

    /// Ends a draft: finished or thrown away.
    pub fn end_draft(&mut self, id: RecordId) -> Result<(), AppError> {
        self.draft(id)?;
        let of = self.drafter();
        Ok(self.db.write(|tx| -> Result<(), StoreError> { tx.end_draft(id, of) })?)
    }
}

fn read(row: DraftRow) -> Draft {
    Draft { id: row.id, kind: row.kind, typed: row.fields, focus: row.focus, saved_ms: row.updated_ms }
}
