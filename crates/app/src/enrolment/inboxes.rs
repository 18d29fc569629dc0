//! Opening the inboxes of this device's compartments, so that whoever is outside can send letters to them.

use protocol::Statement;
use protocol::certificate::InboxOpened;
use vault::SigningKey;

use super::publish::Wanted;
use crate::device::handle;
use crate::{AppError, Device};

impl Device {
    /// Opens the inbox of every compartment here that has a charter and whose key in force nobody opened it for. Any
    /// device in it may, and the first one does. Whether there was one.
    ///
    /// # Errors
    /// `store.*`, `relay.*`, `net.*`; what fails is tried with the next sync.
    pub(crate) fn open_inboxes(&mut self) -> Result<bool, AppError> {
        if self.closed_inboxes()?.is_empty() {
            return Ok(false);
        }
        let log = self.collaborative_log();
        self.at_relay(|device, line, signer| {
            device.publish(line, signer, |device| {
                let mut wanted = Vec::new();
                for opened in device.closed_inboxes()? {
                    let issuer = SigningKey::from_bytes(device.identity.signing().expose())?;
                    let statement = Statement::InboxOpened(opened);
                    wanted.push(Wanted { log, issuer, statement, sealed: Vec::new() });
                }
                Ok(wanted)
            })
        })?;
        Ok(true)
    }

    fn closed_inboxes(&self) -> Result<Vec<InboxOpened>, AppError> {
        let roster = &self.known.roster;
        let closed = |row: store::CompartmentRow| {
            let known = roster.compartment(&handle(row.compartment)).filter(|one| one.charter.is_some())?;
            let epoch = known.epoch.filter(|epoch| epoch.number == row.key_epoch)?;
            let is_open = roster.inbox(&known.handle).is_some_and(|inbox| inbox.number >= epoch.number);
            let (compartment, number, inbox) = (known.handle, epoch.number, epoch.inbox);
            (!is_open).then_some(InboxOpened { compartment, number, inbox })
        };
        Ok(self.compartments()?.into_iter().filter_map(closed).collect())
    }
}
