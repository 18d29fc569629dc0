//! Key epochs: taking the keys that came in force, and putting a new one in force. No record is encrypted again.

use std::collections::BTreeMap;

use domain::CompartmentId;
use protocol::certificate::{EpochEscrowed, EpochIssued};
use protocol::{Certificate, CompartmentHandle, Statement};
use store::{EpochKeyRow, Secret32};
use vault::{EpochKey, accept_epoch, issue_epoch, open_epoch, seal_for_escrow};

use super::publish::Wanted;
use crate::device::{compartment_id, handle};
use crate::{AppError, Device};

impl Device {
    /// Puts a new epoch key of a compartment in force, sealed to exactly the devices that are in it now. Any device
    /// in the compartment may. What others sealed under the old key and did not send goes out again by itself.
    ///
    /// # Errors
    /// `relay.*`, `net.*`; nothing changed then.
    pub fn rotate(&mut self, compartment: CompartmentId) -> Result<(), AppError> {
        self.at_relay(|device, line, signer| {
            device.publish(line, signer, |device| device.next_epoch(handle(compartment)))
        })
    }

    fn next_epoch(&mut self, compartment: CompartmentHandle) -> Result<Vec<Wanted>, AppError> {
        let row = self.db.read(|tx| tx.compartment(compartment_id(compartment)))?;
        let held = row.ok_or(AppError::NotFound("compartment"))?.key_epoch;
        let key = self.db.read(|tx| Self::epoch_key(tx, compartment_id(compartment), held))?;
        let key = key.ok_or(AppError::NotFound("epoch key"))?;
        let issued = self.epochs(compartment)?.remove(&held).ok_or(AppError::NotFound("epoch"))?;
        let before = open_epoch(&issued, &key)?.secrets;
        let devices: Vec<_> =
            self.known.roster.admitted(&compartment).map(|one| (one.id(), one.keys.sealing)).collect();
        let (next, secrets) = issue_epoch(compartment, Some(&before), &devices, &mut self.platform.random)?;
        let mut statements = vec![Statement::EpochIssued(next)];
        let charter = self.known.roster.compartment(&compartment).and_then(|one| one.charter.as_ref());
        if let Some(charter) = charter {
            let sealed = seal_for_escrow(&secrets.key, charter.recovery.device_id(), &charter.escrow)?;
            statements.push(Statement::EpochEscrowed(EpochEscrowed { number: secrets.key.number, sealed }));
        }
        let mut wanted = Vec::new();
        for statement in statements {
            let issuer = vault::SigningKey::from_bytes(self.identity.signing().expose())?;
            wanted.push(Wanted { log: compartment.into(), issuer, statement, sealed: Vec::new() });
        }
        Ok(wanted)
    }

    /// Takes the keys of epochs that came in force since. A key that was not sealed to this device, or does not
    /// open, is said in the log: its work then waits, unsent and counted.
    pub(super) fn accept_epochs(&self) -> Result<(), AppError> {
        for mut row in self.compartments()? {
            let compartment = handle(row.compartment);
            let newest = self.known.roster.compartment(&compartment).map_or(0, |one| one.epoch_number());
            if newest <= row.key_epoch {
                continue;
            }
            match self.keys_since(compartment, row.key_epoch, newest) {
                Ok(keys) => self.db.write(|tx| {
                    for key in &keys {
                        tx.put_epoch_key(&EpochKeyRow {
                            compartment: row.compartment,
                            key_epoch: key.number,
                            key: Secret32(*key.expose()),
                            inbox_secret: None,
                        })?;
                    }
                    row.key_epoch = newest;
                    tx.put_compartment(&row)
                })?,
                Err(error) => {
                    tracing::warn!(code = error.code(), "the compartment's new key cannot be taken")
                }
            }
        }
        Ok(())
    }

    /// The keys of the epochs after `held`, newest first: each leads to the one before.
    fn keys_since(
        &self,
        compartment: CompartmentHandle,
        held: u32,
        newest: u32,
    ) -> Result<Vec<EpochKey>, AppError> {
        let issued = self.epochs(compartment)?;
        let of = |number: u32| issued.get(&number).ok_or(AppError::NotFound("epoch"));
        let mut opened = accept_epoch(of(newest)?, compartment, &self.identity)?;
        let mut keys = vec![opened.secrets.key.clone()];
        while let Some(before) = opened.previous.take().filter(|before| before.number > held) {
            opened = open_epoch(of(before.number)?, &before)?;
            keys.push(before);
        }
        Ok(keys)
    }

    /// One epoch's certificate; none when it is not here.
    pub(crate) fn issued_epoch(
        &self,
        compartment: CompartmentHandle,
        number: u32,
    ) -> Result<Option<EpochIssued>, AppError> {
        Ok(self.epochs(compartment)?.remove(&number))
    }

    /// Every epoch that the compartment's log tells of.
    pub(super) fn epochs(
        &self,
        compartment: CompartmentHandle,
    ) -> Result<BTreeMap<u32, EpochIssued>, AppError> {
        let mut out = BTreeMap::new();
        for bytes in self.mailbox.certificates(compartment.into(), 0)? {
            if let Ok(Certificate { statement: Statement::EpochIssued(epoch), .. }) =
                Certificate::decode(&bytes)
            {
                out.insert(epoch.number, epoch);
            }
        }
        Ok(out)
    }
}
