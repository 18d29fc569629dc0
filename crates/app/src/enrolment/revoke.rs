//! Revoking a device: a certificate says up to where its work counts, the relay cuts it off at once, and whoever holds a
//! key that it knew makes a new one.

use domain::CompartmentId;
use protocol::certificate::Revoked;
use protocol::roster::RosterError;
use protocol::wire::DeviceHeadsMsg;
use protocol::{DeviceId, Statement};
use vault::SigningKey;

use super::publish::Wanted;
use super::relay::{RelayLine, Signer};
use crate::device::handle;
use crate::{AppError, Device};

impl Device {
    /// Revokes a device. What it had sent counts; what it signs from now on does not. Nobody can take back what was
    /// read on it.
    ///
    /// # Errors
    /// `device.not_root` on a device that holds no root key, `device.own` for this very device;
    /// `certificate.unknown_device`, `certificate.already_stands`; `relay.*`, `net.*`: then nobody was revoked.
    pub fn revoke(&mut self, device: DeviceId) -> Result<(), AppError> {
        if device == self.me.device {
            return Err(AppError::Input {
                code: "device.own",
                what: "a device does not revoke itself: use another one",
            });
        }
        let root = self.root_key()?.ok_or(AppError::NotAllowed("device.not_root"))?;
        let log = self.collaborative_log();
        self.at_relay(|me, line, signer| {
            me.publish(line, signer, |me| {
                match me.known.roster.device(&device) {
                    None => return Err(RosterError::UnknownDevice.into()),
                    Some(found) if found.is_revoked() => return Err(RosterError::AlreadyStands.into()),
                    Some(_) => {}
                }
                // asked anew at each try: it may have sent something since
                let mut line = RelayLine::open(&me.relay_url()?, &me.platform)?;
                line.info(signer.now_ms)?;
                let asks = Signer { key: &root, device: root.device_id(), now_ms: signer.now_ms };
                let target = format!("/v1/devices/{device}/heads");
                let stand: DeviceHeadsMsg = line.ask("GET", &target, Vec::new(), Some(&asks))?;
                let statement = Statement::Revoked(Revoked { device, heads: stand.heads });
                let issuer = SigningKey::from_bytes(root.expose())?;
                Ok(vec![Wanted { log, issuer, statement, sealed: Vec::new() }])
            })
        })?;
        self.renew_keys()?;
        Ok(())
    }

    /// The compartments whose current key a revoked device knows, or a member does not: who came by an invitation that
    /// was older than the key.
    ///
    /// # Errors
    /// `store.*`.
    pub fn stale_keys(&self) -> Result<Vec<CompartmentId>, AppError> {
        // a device that lacks the newest key itself cannot make the next
        let has_newest = |row: &store::CompartmentRow| {
            let known = self.known.roster.compartment(&handle(row.compartment));
            known.is_some_and(|known| known.epoch_number() == row.key_epoch)
        };
        let is_stale = |row: &store::CompartmentRow| {
            has_newest(row) && self.known.roster.needs_new_key(&handle(row.compartment))
        };
        Ok(self.compartments()?.into_iter().filter(is_stale).map(|row| row.compartment).collect())
    }

    /// Makes a new key for every compartment here that needs one, and opens the inboxes of the keys in force. Any device
    /// in it may, and the first one to hear of it does. Whether there was one; what fails now is tried with the next sync.
    ///
    /// # Errors
    /// `store.*`; the device works on with the key it has.
    pub fn renew_keys(&mut self) -> Result<bool, AppError> {
        let mut renewed = false;
        for compartment in self.stale_keys()? {
            match self.rotate(compartment) {
                Ok(()) => renewed = true,
                Err(AppError::Store(error)) => return Err(error.into()),
                // others were quicker every time, or the relay went away or does not want it
                Err(error) => tracing::warn!(code = error.code(), "a new key waits"),
            }
        }
        match self.open_inboxes() {
            Ok(opened) => renewed |= opened,
            Err(AppError::Store(error)) => return Err(error.into()),
            Err(error) => tracing::warn!(code = error.code(), "an inbox waits to be opened"),
        }
        Ok(renewed)
    }
}
