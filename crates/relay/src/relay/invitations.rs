//! Sealed blobs that wait for whoever holds an invitation's code. The handle is derived from the code, so
//! knowing it is the right to read; the relay cannot open what lies there.

use protocol::limits::INVITATION_BLOB_MAX_BYTES;
use protocol::wire::RefusalCode;
use protocol::{InvitationHandle, PublicKey};

use super::Relay;
use super::request::{Answer, Refusal};
use crate::store::{InvitationPut, InvitationRow, Store};

impl<S: Store> Relay<S> {
    pub(super) fn put_invitation(
        &self,
        now_ms: i64,
        handle: InvitationHandle,
        invite: Option<PublicKey>,
        blob: &[u8],
    ) -> Result<Answer, Refusal> {
        if blob.is_empty() {
            return Err(RefusalCode::Malformed.into());
        }
        if blob.len() > INVITATION_BLOB_MAX_BYTES {
            return Err(RefusalCode::TooLarge.into());
        }
        let expires_ms = now_ms.saturating_add(self.limits.invitation_life_ms);
        let row = InvitationRow { blob: blob.to_vec(), invite, expires_ms };
        match self.store.put_invitation(handle, &row, now_ms)? {
            InvitationPut::Done => Ok(Answer { body: Vec::new(), hints: Vec::new() }),
            InvitationPut::Taken => Err(RefusalCode::Forbidden.into()),
        }
    }

    pub(super) fn get_invitation(&self, now_ms: i64, handle: InvitationHandle) -> Result<Answer, Refusal> {
        let row = self.store.invitation(handle)?.ok_or(RefusalCode::NotFound)?;
        let members = self.members.current(&self.store)?;
        if let Some(over) = row.invite.and_then(|invite| members.invite_is_over(&invite, now_ms)) {
            return Err(over.into());
        }
        if row.expires_ms <= now_ms {
            return Err(RefusalCode::InvitationExpired.into());
        }
        if row.blob.is_empty() {
            return Err(RefusalCode::InvitationSpent.into());
        }
        Ok(Answer { body: row.blob, hints: Vec::new() })
    }
}
