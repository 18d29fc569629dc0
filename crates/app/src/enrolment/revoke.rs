//! Revoking a device: a certificate says up to where its work counts, the relay cuts it off at once, and whoever holds a
//! key that it knew makes a new one.

use std::collections::BTreeSet;

use domain::CompartmentId;
use protocol::certificate::Revoked;
use protocol::roster::RosterError;
use protocol::wire::{DeviceHeadsMsg, RefusalCode};
use protocol::{Certificate, CompartmentHandle, DeviceId, Statement};
use vault::SigningKey;

use super::publish::Wanted;
use super::relay::{RelayLine, Signer};
use crate::device::{handle, secrets};
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
        let root = self.db.read(secrets::root_key)?.ok_or(AppError::NotAllowed("device.not_root"))?;
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

    /// The compartments whose current key a revoked device knows.
    ///
    /// # Errors
    /// `store.*`.
    pub fn stale_keys(&self) -> Result<Vec<CompartmentId>, AppError> {
        let revoked: BTreeSet<DeviceId> = self
            .known
            .roster
            .devices()
            .filter(|one| one.is_revoked())
            .map(protocol::roster::Device::id)
            .collect();
        let mut stale = Vec::new();
        if revoked.is_empty() {
            return Ok(stale);
        }
        for row in self.compartments()? {
            if !self.knowers(handle(row.compartment))?.is_disjoint(&revoked) {
                stale.push(row.compartment);
            }
        }
        Ok(stale)
    }

    /// Every device that was ever given the compartment's current key.
    fn knowers(&self, compartment: CompartmentHandle) -> Result<BTreeSet<DeviceId>, AppError> {
        let mut knowers = BTreeSet::new();
        for bytes in self.mailbox.certificates(compartment.into(), 0)? {
            match Certificate::decode(&bytes).map(|one| one.statement) {
                Ok(Statement::EpochIssued(epoch)) => {
                    knowers = epoch.keys.into_iter().map(|key| key.device).collect();
                }
                // by its certificate, or by the invitation that it came with
                Ok(Statement::Admitted(admitted)) => {
                    knowers.insert(admitted.device);
                }
                _ => {}
            }
        }
        Ok(knowers)
    }

    /// Makes a new key for every compartment here whose key a revoked device knows. Any device in it may, and the first
    /// one to hear of the revocation does. Whether there was one; what fails now is tried with the next sync.
    ///
    /// # Errors
    /// `store.*`, or what the relay refuses for; the device works on with the key it has.
    pub fn renew_keys(&mut self) -> Result<bool, AppError> {
        let mut renewed = false;
        for compartment in self.stale_keys()? {
            match self.rotate(compartment) {
                Ok(()) => renewed = true,
                // others were quicker every time, or the relay went away
                Err(error @ (AppError::Refused(RefusalCode::LogConflict) | AppError::Net(_))) => {
                    tracing::warn!(code = error.code(), "the new key waits");
                }
                Err(error) => return Err(error),
            }
        }
        Ok(renewed)
    }
}
