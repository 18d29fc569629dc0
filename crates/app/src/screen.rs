//! What a screen needs of an open device besides records: where somebody was, and whether it is the same member
//! who comes back. A place names records, so it lies in the encrypted database and never leaves the device.

use crate::device::shared;
use crate::{AppError, Device, Passphrase};

const ROUTE: &str = "place.route";
const FOCUS: &str = "place.focus";
const SETTINGS: &str = "settings";

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
    /// `vault.wrong_passphrase`; `member.other_signed_in` when it is another member's of this device; `vault.*` and `file.unreadable` for a key file that is gone or damaged.
    pub fn check_passphrase(&self, passphrase: &Passphrase) -> Result<(), AppError> {
        let opened = shared::read_key_file(&self.home)?.sign_in(passphrase.name(), passphrase.expose())?;
        if opened.owner.is_some_and(|owner| owner.member != self.me.member) {
            return Err(AppError::NotAllowed("member.other_signed_in"));
        }
        Ok(())
    }

    /// Where somebody was last; none before anybody was anywhere.
    ///
    /// # Errors
    /// `store.*`.
    pub fn place(&self) -> Result<Option<Place>, AppError> {
        let [route, focus] = [ROUTE, FOCUS].map(|key| self.me.own_key(key));
        let (route, focus) =
            self.db.read(|tx| Ok::<_, store::StoreError>((tx.meta_text(&route)?, tx.meta_text(&focus)?)))?;
        Ok(route.map(|route| Place { route, focus: focus.unwrap_or_default() }))
    }

    /// How the screens look and sound for who is signed in, in the caller's encoding; none before any were kept.
    ///
    /// # Errors
    /// `store.*`.
    pub fn own_settings(&self) -> Result<Option<Vec<u8>>, AppError> {
        Ok(self.db.read(|tx| tx.meta(&self.me.own_key(SETTINGS)))?)
    }

    /// Keeps them.
    ///
    /// # Errors
    /// `store.*`.
    pub fn keep_own_settings(&mut self, settings: &[u8]) -> Result<(), AppError> {
        let key = self.me.own_key(SETTINGS);
        Ok(self.db.write(|tx| tx.set_meta(&key, settings))?)
    }

    /// Remembers where somebody is.
    ///
    /// # Errors
    /// `store.*`.
    pub fn set_place(&mut self, place: &Place) -> Result<(), AppError> {
        let [route, focus] = [ROUTE, FOCUS].map(|key| self.me.own_key(key));
        self.db.write(|tx| {
            tx.set_meta(&route, place.route.as_bytes())?;
            tx.set_meta(&focus, place.focus.as_bytes())
        })?;
        Ok(())
    }
}
