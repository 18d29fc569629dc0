//! Calls to a relay outside the sync engine: asking who it is, certificates, invitations.

use protocol::wire::{LogHeadMsg, RefusalMsg, RelayInfoMsg, SyncMsg, SyncedMsg};
use protocol::{Decode, DeviceId, Encode, InvitationHandle};
use vault::SigningKey;

use crate::net::{Net, NetRequest, NetResponse};
use crate::{AppError, Platform};

/// A connection to one relay.
pub(crate) struct RelayLine {
    net: Box<dyn Net>,
    /// Relay time minus device time, once the relay has said its own.
    offset_ms: i64,
}

/// Who signs a call, if anybody.
pub(crate) struct Signer<'a> {
    pub key: &'a SigningKey,
    pub device: DeviceId,
    pub now_ms: i64,
}

impl RelayLine {
    pub fn open(url: &str, platform: &Platform) -> Result<Self, AppError> {
        Ok(Self { net: platform.line(url)?, offset_ms: 0 })
    }

    /// Which relay this is. Also learns its clock.
    pub fn info(&mut self, now_ms: i64) -> Result<RelayInfoMsg, AppError> {
        let info: RelayInfoMsg = self.ask("GET", "/v1/relay", Vec::new(), None)?;
        self.offset_ms = info.time_ms.saturating_sub(now_ms);
        Ok(info)
    }

    /// The relay's time when this device's clock says `now_ms`, once [`RelayLine::info`] was asked.
    pub fn time_ms(&self, now_ms: i64) -> i64 {
        now_ms.saturating_add(self.offset_ms)
    }

    /// One call and its answer.
    ///
    /// # Errors
    /// [`AppError::Refused`] with the relay's own code, [`AppError::Garbage`], [`AppError::Net`].
    pub fn ask<T: Decode>(
        &mut self,
        method: &'static str,
        target: &str,
        body: Vec<u8>,
        signer: Option<&Signer<'_>>,
    ) -> Result<T, AppError> {
        let response = self.send(method, target, body, signer)?;
        T::decode(&response.body).map_err(|_| AppError::Garbage(response.status))
    }

    /// One call whose answer's bytes are for the caller.
    pub fn send(
        &mut self,
        method: &'static str,
        target: &str,
        body: Vec<u8>,
        signer: Option<&Signer<'_>>,
    ) -> Result<NetResponse, AppError> {
        let auth = signer.map(|signer| {
            let time_ms = self.time_ms(signer.now_ms);
            signer.key.authorise(signer.device, method, target, time_ms, &body).to_header()
        });
        let response = self.net.exchange(&NetRequest { method, target: target.to_owned(), auth, body })?;
        if (200..300).contains(&response.status) {
            return Ok(response);
        }
        match RefusalMsg::decode(&response.body) {
            Ok(refusal) => Err(AppError::Refused(refusal.code)),
            Err(_) => Err(AppError::Garbage(response.status)),
        }
    }

    /// The certificates after these heads.
    pub fn logs(&mut self, heads: Vec<LogHeadMsg>, signer: &Signer<'_>) -> Result<SyncedMsg, AppError> {
        let ask = SyncMsg { cursors: Vec::new(), logs: heads, max_bytes: 0, report: None };
        self.ask("POST", "/v1/sync", ask.encode(), Some(signer))
    }

    /// The sealed blob of an invitation.
    pub fn blob(&mut self, handle: &InvitationHandle) -> Result<Vec<u8>, AppError> {
        Ok(self.send("GET", &blob_path(handle), Vec::new(), None)?.body)
    }
}

/// Where the blob of an invitation lies.
pub(crate) fn blob_path(handle: &InvitationHandle) -> String {
    format!("/v1/invitations/{handle}")
}
