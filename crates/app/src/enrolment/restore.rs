//! Restoring a compartment whose administrators' devices are lost, with its recovery kit.

use protocol::certificate::{Admitted, EpochEscrowed, EpochIssued};
use protocol::roster::{Arrival, Compartment, RosterError};
use protocol::wire::RefusalCode;
use protocol::{Certificate, Statement};
use vault::{EpochKey, RecoveryKit, SigningKey, open_epoch, seal_for_admission};

use super::compartments::CompartmentInfo;
use super::device_class;
use super::publish::Wanted;
use super::relay::{RelayLine, Signer};
use crate::device::secrets;
use crate::{AppError, Device};

/// What a relay says to a key that it does not know.
const STRANGER: AppError = AppError::Refused(RefusalCode::Unauthenticated);
/// Answers of a relay that are read for one log at most: each brings a thousand certificates.
const ANSWERS_MAX: usize = 64;

impl Device {
    /// Enters a compartment with its recovery kit and becomes its administrator. Everything in it can be read again as
    /// far as the relay, or a device that is still in it, holds it.
    ///
    /// # Errors
    /// `recovery_kit.mistyped`, `recovery_kit.newer_version`, `recovery_kit.other_collaborative`,
    /// `recovery_kit.of_no_use` when its key decides nothing any more; `certificate.other_class` on a device that the
    /// compartment is not for; `relay.*`, `net.*`.
    pub fn restore_compartment(&mut self, kit: &str) -> Result<CompartmentInfo, AppError> {
        let kit: RecoveryKit = kit.parse().map_err(|error: vault::RecoveryKitError| AppError::Input {
            code: error.code(),
            what: "type the recovery kit as it is printed, group by group",
        })?;
        if kit.collaborative != self.me.collaborative {
            return Err(AppError::Input {
                code: "recovery_kit.other_collaborative",
                what: "the recovery kit is of another collaborative",
            });
        }
        self.at_relay(|device, line, signer| {
            device.read_log(line, &kit, signer.now_ms)?;
            if device.known.roster.is_admitted(&kit.compartment, &device.me.device) {
                return device.apply_certificates();
            }
            device.publish(line, signer, |device| Ok(vec![device.admission(&kit)?]))
        })?;
        self.info_of(kit.compartment)
    }

    /// Brings the compartment's log here (the relay gives it to who holds an administrator's key), and keeps that key.
    /// [I] Nothing of either is kept on a device that the compartment is not for.
    fn read_log(&mut self, line: &mut RelayLine, kit: &RecoveryKit, now_ms: i64) -> Result<(), AppError> {
        let signer = Signer { key: &kit.recovery, device: kit.recovery.device_id(), now_ms };
        let log = kit.compartment.into();
        self.known.refresh(&self.mailbox)?;
        let mut roster = self.known.roster.clone();
        let from = roster.head(log).count;
        let mut read = Vec::new();
        for _ in 0..ANSWERS_MAX {
            let news = line.logs(vec![roster.head(log)], &signer).map_err(of_no_use)?;
            let Some(one) = news.logs.into_iter().find(|one| one.log == log && !one.certificates.is_empty())
            else {
                break;
            };
            let decoded: Result<Vec<_>, _> =
                one.certificates.iter().map(|bytes| Certificate::decode(bytes)).collect();
            roster.apply_all(&decoded?, Arrival::Earlier)?;
            read.extend(one.certificates);
        }
        let known = roster.compartment(&kit.compartment);
        let decides = |one: &&Compartment| one.administrators.contains(&kit.recovery.public());
        let known = known.filter(decides).ok_or_else(|| of_no_use(STRANGER))?;
        if !known.takes_in(device_class(self.me.profile.class)) {
            return Err(RosterError::OtherClass.into());
        }
        self.mailbox.append_certificates(log, from, &read)?;
        self.known.refresh(&self.mailbox)?;
        // before anything is sent: with the key on disk, what is begun here can be ended here
        Ok(self.db.write(|tx| secrets::set_administrator_key(tx, kit.compartment, &kit.recovery))?)
    }

    /// This device's own admission, issued with the kit's key; the compartment's key with it if the kit opens it.
    fn admission(&self, kit: &RecoveryKit) -> Result<Wanted, AppError> {
        let device = self.me.device;
        let epoch_key = match self.escrowed_key(kit)? {
            Some(key) => Some(seal_for_admission(&key, device, &self.identity.sealing().public())?),
            None => {
                tracing::warn!(
                    "the recovery kit does not open the compartment's newest key: a member has to make a new one"
                );
                None
            }
        };
        Ok(Wanted {
            log: kit.compartment.into(),
            issuer: SigningKey::from_bytes(kit.recovery.expose())?,
            statement: Statement::Admitted(Admitted { device, epoch_key }),
            sealed: Vec::new(),
        })
    }

    /// The compartment's newest key, if it was sealed to the kit.
    fn escrowed_key(&self, kit: &RecoveryKit) -> Result<Option<EpochKey>, AppError> {
        let (mut newest, mut found): (Option<EpochIssued>, Option<EpochEscrowed>) = (None, None);
        for bytes in self.mailbox.certificates(kit.compartment.into(), 0)? {
            match Certificate::decode(&bytes).map(|one| one.statement) {
                Ok(Statement::EpochIssued(epoch)) => newest = Some(epoch),
                Ok(Statement::EpochEscrowed(escrowed)) => found = Some(escrowed),
                _ => {}
            }
        }
        let (Some(newest), Some(found)) = (newest, found) else { return Ok(None) };
        if found.number != newest.number {
            return Ok(None);
        }
        let key = kit.open_epoch_key(found.number, &found.sealed)?;
        open_epoch(&newest, &key)?; // whoever sealed it may have sealed another
        Ok(Some(key))
    }
}

/// A kit whose key decides nothing (any more) is a stranger's to the relay.
fn of_no_use(error: AppError) -> AppError {
    match error {
        AppError::Refused(RefusalCode::Unauthenticated) => AppError::Input {
            code: "recovery_kit.of_no_use",
            what: "the kit's key does not decide over its compartment, or does not any more",
        },
        other => other,
    }
}
