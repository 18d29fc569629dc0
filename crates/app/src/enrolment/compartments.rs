//! Compartments beside the shared one: who founds one decides who is in it, and nobody else does.

use std::collections::BTreeSet;

use domain::role::Class;
use protocol::certificate::{Admitted, CompartmentFounded, DeviceClass, EpochEscrowed};
use protocol::limits::COMPARTMENTS_MAX;
use protocol::roster::Compartment;
use protocol::{Certificate, CompartmentHandle, DeviceId, LogId, Statement, StreamId};
use store::CompartmentRow;
use vault::{
    EpochKey, EpochSecrets, IdKey, RecoveryKit, SigningKey, accept_admission, issue_epoch, open_epoch,
    seal_for_admission, seal_for_escrow,
};
use zeroize::Zeroizing;

use super::publish::Wanted;
use super::{class_of, device_class, keep_compartment};
use crate::device::{compartment_id, handle, secrets};
use crate::{AppError, Device};

/// A compartment as this device knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompartmentInfo {
    /// Its id.
    pub compartment: domain::CompartmentId,
    /// Its name.
    pub name: String,
    /// The classes of device that may be in it; all of them where nothing else was said.
    pub classes: Vec<Class>,
    /// The devices in it now.
    pub devices: Vec<DeviceId>,
    /// The number of its current key.
    pub key_epoch: u32,
    /// Whether this device authors in it.
    pub used: bool,
    /// Whether this device decides who is in.
    pub administered: bool,
    /// Whether the recovery kit opens the current key; `None` for a compartment without a kit.
    pub escrowed: Option<bool>,
    /// Whether a recovery kit waits here to be put away.
    pub kit_waits: bool,
}

impl Device {
    /// Founds a compartment for devices of these classes only. This device becomes its administrator and is the first
    /// in it. The recovery kit is kept here until somebody says that it is put away ([`Device::kit_is_kept`]).
    ///
    /// # Errors
    /// `compartment.too_many`; `compartment.name` for an empty, long or taken name; `compartment.classes` when no class is named, or not
    /// this device's, or law enforcement and care together; `relay.*`, `net.*`: nothing was founded then.
    pub fn found_compartment(&mut self, name: &str, classes: &[Class]) -> Result<CompartmentInfo, AppError> {
        let name = self.free_name(name)?;
        let classes: BTreeSet<DeviceClass> = classes.iter().map(|class| device_class(*class)).collect();
        let mixed = classes.contains(&DeviceClass::Law) && classes.contains(&DeviceClass::Care);
        if mixed || !classes.contains(&device_class(self.me.profile.class)) {
            return Err(AppError::Input {
                code: "compartment.classes",
                what: "name the classes of device that the compartment is for: this device's among them, and never law \
                       enforcement together with care",
            });
        }
        let compartment = CompartmentHandle(self.platform.bytes());
        let random = &mut self.platform.random;
        let administrator = SigningKey::generate(random)?;
        let kit = RecoveryKit::generate(self.me.collaborative, compartment, random)?;
        let own = [(self.me.device, self.identity.sealing().public())];
        let (issued, epoch) = issue_epoch(compartment, None, &own, random)?;
        // before anything is sent: a process that ends in between must not leave a compartment that nobody decides over
        self.db.write(|tx| {
            secrets::set_administrator_key(tx, compartment, &administrator)?;
            secrets::set_recovery_kit(tx, compartment, Some(&Zeroizing::new(kit.to_string())))
        })?;
        let escrowed = seal_for_escrow(&epoch.key, kit.recovery.device_id(), &kit.escrow.public())?;
        let charter = kit.charter(classes.into_iter().collect());
        let founded = self.at_relay(|device, line, signer| {
            device.publish(line, signer, |device| {
                let statements = [
                    Statement::Chartered(charter.clone()),
                    Statement::Admitted(Admitted { device: device.me.device, epoch_key: None }),
                    Statement::EpochIssued(issued.clone()),
                    Statement::EpochEscrowed(EpochEscrowed { number: epoch.key.number, sealed: escrowed }),
                ];
                let mut wanted = vec![device.founding(compartment, &name, &administrator)?];
                for statement in statements {
                    let issuer = SigningKey::from_bytes(administrator.expose())?;
                    wanted.push(Wanted { log: compartment.into(), issuer, statement, sealed: Vec::new() });
                }
                Ok(wanted)
            })
        });
        if let Err(error) = founded {
            // it may stand at the relay all the same: then the certificates say so, and the keys are needed
            tracing::warn!(code = error.code(), "the compartment may not have been founded");
            return Err(error);
        }
        if let Err(error) = self.open_inboxes() {
            tracing::warn!(code = error.code(), "the inbox is opened with the next sync");
        }
        let founded = self.info_of(compartment)?;
        if self.chosen_compartment()?.is_none() && founded.classes == [self.me.profile.class] {
            return self.use_compartment(founded.compartment);
        }
        Ok(founded)
    }

    /// From now on this device authors in this compartment. Somebody says so: to be let into one says nothing of who else
    /// is in it.
    ///
    /// # Errors
    /// `record.not_found` for a compartment that this device is not in; `compartment.other_readers` for one that devices
    /// of another class may enter, too.
    pub fn use_compartment(
        &mut self,
        compartment: domain::CompartmentId,
    ) -> Result<CompartmentInfo, AppError> {
        let info = self.info_of(handle(compartment))?;
        if info.classes != [self.me.profile.class] {
            return Err(AppError::NotAllowed("compartment.other_readers"));
        }
        self.db.write(|tx| secrets::set_chosen_compartment(tx, compartment))?;
        self.info_of(handle(compartment))
    }

    fn founding(
        &mut self,
        handle: CompartmentHandle,
        name: &str,
        administrator: &SigningKey,
    ) -> Result<Wanted, AppError> {
        let sealed = self.directory_key.seal_compartment_name(handle, name, &mut self.platform.random)?;
        let collaborative = self.me.collaborative;
        let founded = CompartmentFounded { handle, collaborative, administrator: administrator.public() };
        let issuer = SigningKey::from_bytes(self.identity.signing().expose())?;
        Ok(Wanted { log: handle.into(), issuer, statement: Statement::CompartmentFounded(founded), sealed })
    }

    fn free_name(&self, name: &str) -> Result<String, AppError> {
        const NAME_MAX: usize = 60;
        if self.compartments()?.len() >= COMPARTMENTS_MAX {
            return Err(AppError::Input {
                code: "compartment.too_many",
                what: "a device can be in 64 compartments at most",
            });
        }
        let name = name.trim();
        let taken = self.compartments()?.iter().any(|row| row.name == name);
        if name.is_empty() || name.chars().count() > NAME_MAX || taken {
            return Err(AppError::Input {
                code: "compartment.name",
                what: "a compartment has a name of its own, of at most 60 letters",
            });
        }
        Ok(name.to_owned())
    }

    /// Takes a device of the collaborative into a compartment. It reads everything in it from then on, what was written
    /// before included.
    ///
    /// # Errors
    /// `compartment.not_administrator`; `certificate.other_class` for a device that the compartment is not for,
    /// `certificate.unknown_device`, `certificate.already_stands`; `relay.*`, `net.*`.
    pub fn admit(&mut self, compartment: domain::CompartmentId, device: DeviceId) -> Result<(), AppError> {
        let target = handle(compartment);
        let administrator = self.db.read(|tx| secrets::administrator_key(tx, target))?;
        let administrator = administrator.ok_or(AppError::NotAllowed("compartment.not_administrator"))?;
        self.at_relay(|me, line, signer| {
            me.publish(line, signer, |me| {
                let keys = me.known.roster.device(&device).map(|found| found.keys);
                let keys = keys.ok_or(protocol::roster::RosterError::UnknownDevice)?;
                let key = me.current_key(compartment)?;
                let epoch_key = Some(seal_for_admission(&key, device, &keys.sealing)?);
                let issuer = SigningKey::from_bytes(administrator.expose())?;
                let statement = Statement::Admitted(Admitted { device, epoch_key });
                Ok(vec![Wanted { log: target.into(), issuer, statement, sealed: Vec::new() }])
            })
        })
    }

    /// The compartment's key as this device holds it; a newer one is taken first when there is one.
    fn current_key(&self, compartment: domain::CompartmentId) -> Result<EpochKey, AppError> {
        let row = self.db.read(|tx| tx.compartment(compartment))?;
        let held = row.ok_or(AppError::NotFound("compartment"))?.key_epoch;
        let key = self.db.read(|tx| Self::epoch_key(tx, compartment, held))?;
        key.ok_or(AppError::NotFound("epoch key"))
    }

    /// The compartments this device is in.
    ///
    /// # Errors
    /// `store.*`.
    pub fn compartment_infos(&self) -> Result<Vec<CompartmentInfo>, AppError> {
        self.compartments()?.into_iter().map(|row| self.info_of(handle(row.compartment))).collect()
    }

    pub(super) fn info_of(&self, compartment: CompartmentHandle) -> Result<CompartmentInfo, AppError> {
        let row = self.db.read(|tx| tx.compartment(compartment_id(compartment)))?;
        let row = row.ok_or(AppError::NotFound("compartment"))?;
        let known = self.known.roster.compartment(&compartment);
        let charter = known.and_then(|one| one.charter.as_ref());
        let classes = match charter {
            Some(charter) => charter.classes.iter().copied().collect(),
            None => DeviceClass::ALL.to_vec(),
        };
        let (administrator, kit) = self.db.read(|tx| {
            Ok::<_, AppError>((
                secrets::administrator_key(tx, compartment)?,
                secrets::recovery_kit(tx, compartment)?,
            ))
        })?;
        let decides = |key: SigningKey| known.is_some_and(|one| one.administrators.contains(&key.public()));
        let opens = |one: &Compartment| one.escrowed == one.epoch_number();
        Ok(CompartmentInfo {
            compartment: row.compartment,
            name: row.name,
            classes: classes.into_iter().map(class_of).collect(),
            devices: self.known.roster.admitted(&compartment).map(protocol::roster::Device::id).collect(),
            key_epoch: row.key_epoch,
            used: self.chosen_compartment()? == Some(compartment_id(compartment)),
            administered: administrator.is_some_and(decides),
            escrowed: charter.and(known).map(opens),
            kit_waits: kit.is_some(),
        })
    }

    /// The recovery kit that waits here to be printed and put away.
    ///
    /// # Errors
    /// `record.not_found` when none waits.
    pub fn recovery_kit(&self, compartment: domain::CompartmentId) -> Result<Zeroizing<String>, AppError> {
        let kit = self.db.read(|tx| secrets::recovery_kit(tx, handle(compartment)))?;
        kit.ok_or(AppError::NotFound("recovery kit"))
    }

    /// The kit is put away: this device forgets it.
    ///
    /// # Errors
    /// `store.*`.
    pub fn kit_is_kept(&mut self, compartment: domain::CompartmentId) -> Result<(), AppError> {
        Ok(self.db.write(|tx| secrets::set_recovery_kit(tx, handle(compartment), None))?)
    }

    /// Enters the compartments that the certificates say this device was admitted to. One whose key does not open is
    /// said in the log and tried again with the next certificate.
    pub(super) fn enter_compartments(&mut self) -> Result<(), AppError> {
        let held: BTreeSet<CompartmentHandle> =
            self.compartments()?.into_iter().map(|row| handle(row.compartment)).collect();
        let admitted: Vec<CompartmentHandle> = self
            .known
            .roster
            .compartments()
            .map(|one| one.handle)
            .filter(|one| !held.contains(one) && self.known.roster.is_admitted(one, &self.me.device))
            .collect();
        for compartment in admitted {
            match self.keys_of_admission(compartment) {
                Ok(Some((id_key, epochs))) => self.enter(compartment, &id_key, &epochs)?,
                Ok(None) => {}
                Err(error) => tracing::warn!(code = error.code(), "the compartment's key does not open"),
            }
        }
        Ok(())
    }

    fn enter(
        &mut self,
        compartment: CompartmentHandle,
        id_key: &IdKey,
        epochs: &[EpochKey],
    ) -> Result<(), AppError> {
        let stream = StreamId(self.platform.bytes());
        let id = compartment_id(compartment);
        self.db.write(|tx| {
            keep_compartment(tx, id, "", id_key, epochs)?;
            // one incarnation, one actor: it writes here as it writes elsewhere
            match tx.streams()?.into_iter().find(|row| row.current) {
                Some(row) => tx.start_stream(stream, id, row.actor),
                None => Ok(()),
            }
        })?;
        Ok(())
    }

    /// The keys of every epoch up to the current one, by the newest that was sealed to this device; none before the first.
    fn keys_of_admission(
        &self,
        compartment: CompartmentHandle,
    ) -> Result<Option<(IdKey, Vec<EpochKey>)>, AppError> {
        let epochs = self.epochs(compartment)?;
        let Some(newest) = epochs.values().next_back() else { return Ok(None) };
        let own = match newest.keys.iter().find(|key| key.device == self.me.device) {
            Some(own) => Some((newest.number, own.sealed)),
            None => self.key_at_admission(compartment)?,
        };
        let Some((number, sealed)) = own else { return Ok(None) };
        let key = accept_admission(compartment, number, &sealed, &self.identity)?;
        let issued = epochs.get(&number).ok_or(AppError::NotFound("epoch"))?;
        let mut opened = open_epoch(issued, &key)?;
        let EpochSecrets { id_key, .. } = opened.secrets.clone();
        let mut keys = vec![key];
        while let Some(before) = opened.previous.take() {
            let issued = epochs.get(&before.number).ok_or(AppError::NotFound("epoch"))?;
            opened = open_epoch(issued, &before)?;
            keys.push(before);
        }
        Ok(Some((id_key, keys)))
    }

    /// The key that came with the certificate that admitted this device, and of which epoch it was.
    fn key_at_admission(&self, compartment: CompartmentHandle) -> Result<Option<(u32, [u8; 80])>, AppError> {
        let mut number = 0;
        for bytes in self.mailbox.certificates(LogId::from(compartment), 0)? {
            match Certificate::decode(&bytes).map(|one| one.statement) {
                Ok(Statement::EpochIssued(epoch)) => number = epoch.number,
                Ok(Statement::Admitted(Admitted { device, epoch_key })) if device == self.me.device => {
                    return Ok(epoch_key.map(|sealed| (number, sealed)));
                }
                _ => {}
            }
        }
        Ok(None)
    }
}

/// Whether the compartment takes in devices of this class, as the certificates say.
pub(super) fn takes_in(device: &Device, row: &CompartmentRow, class: Class) -> bool {
    let known = device.known.roster.compartment(&handle(row.compartment));
    known.is_some_and(|known| known.takes_in(device_class(class)))
}
