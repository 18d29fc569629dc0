//! What a screen needs of an open device besides records: where somebody was, and whether it is the same member
//! who comes back. A place names records, so it lies in the encrypted database and never leaves the device.

use vault::Keyfile;

use crate::{AppError, Device, Passphrase};

const ROUTE: &str = "place.route";
const FOCUS: &str = "place.focus";

/// Where somebody was.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The screen's address within the app.
    pub route: String,
    /// The field that had the focus; empty when none.
    pub focus: String,
}

impl Device {
    /// Whether this is the passphrase that opens this device: for somebody who enters it although the device is
    /// open. Takes as long as unlocking does.
    ///
    /// # Errors
    /// `vault.wrong_passphrase`; `vault.*` and `file.unreadable` for a key file that is gone or damaged.
    pub fn check_passphrase(&self, passphrase: &Passphrase) -> Result<(), AppError> {
        let path = self.home.key_file();
        let bytes = std::fs::read(&path).map_err(|error| AppError::File {
            path: path.display().to_string(),
            reason: error.to_string(),
        })?;
        Keyfile::decode(&bytes)?.unwrap_with(passphrase.expose())?;
        Ok(())
    }

    /// Where somebody was last; none before anybody was anywhere.
    ///
    /// # Errors
    /// `store.*`.
    pub fn place(&self) -> Result<Option<Place>, AppError> {
        let (route, focus) =
            self.db.read(|tx| Ok::<_, store::StoreError>((tx.meta_text(ROUTE)?, tx.meta_text(FOCUS)?)))?;
        Ok(route.map(|route| Place { route, focus: focus.unwrap_or_default() }))
    }

    /// Remembers where somebody is.
    ///
    /// # Errors
    /// `store.*`.
    pub fn set_place(&mut self, place: &Place) -> Result<(), AppError> {
        self.db.write(|tx| {
            tx.set_meta(ROUTE, place.route.as_bytes())?;
            tx.set_meta(FOCUS, place.focus.as_bytes())
        })?;
        Ok(())
    }
}
