//! A device that nobody is signed in on: its home and its mailbox are held, its database is closed and its keys are
//! nowhere in memory. What is sealed goes on being carried.
//!
//! Who holds what: [`LockedDevice`] and [`Device`] hold the home's lock, one of them at a time, and pass it on without
//! a moment in which another process could take it. The mailbox is shared with the [`Courier`] and the [`Listener`],
//! which go on as they are through locking and unlocking: they never see the database. A process is done with a home
//! when the device was dropped *and* courier and listener were stopped and dropped; both heed their
//! [`Stop`](crate::Stop) wherever they wait, so that takes no longer than the thread needs to return.

use std::path::Path;
use std::sync::Arc;

use store::{Database, Home, Mailbox};

use super::open::{KnownRoster, open_database, open_mailbox};
use super::secrets::{Joining, Secrets, joining};
use super::shared::Slot;
use super::{Device, Me, PROGRAM, Passphrase, require_home};
use crate::courier::{Courier, Listener};
use crate::ingest::Taking;
use crate::lease::Records;
use crate::programme::InForce;
use crate::{AppError, Platform, Profile};

/// See the module.
pub struct LockedDevice {
    pub(crate) home: Home,
    pub(crate) mailbox: Arc<Mailbox>,
    pub(crate) platform: Platform,
}

/// Under this name the mailbox keeps up to which of its numbers segments were taken in.
const TAKEN_IN: &str = "taken_in";

impl LockedDevice {
    /// Takes the home that lives in `dir`. Needs no secret.
    ///
    /// # Errors
    /// `home.no_device`, `store.home_in_use`, `store.*`.
    pub fn open(dir: &Path, platform: Platform) -> Result<Self, AppError> {
        require_home(dir)?;
        let home = Home::open(dir, PROGRAM)?;
        let mailbox = open_mailbox(&home)?;
        Ok(Self { home, mailbox, platform })
    }

    /// Signs in, and mends what an unclean stop or a restored backup left. What came meanwhile is *not* taken in yet:
    /// [`Device::take_delivery`] does that in slices, while the device is used.
    ///
    /// # Errors
    /// With the device, locked as before: `vault.wrong_passphrase`, `home.unfinished`, `home.no_device` (only the
    /// mailbox is left of it), `store.*`.
    #[allow(clippy::result_large_err, reason = "who typed a wrong passphrase still has the device")]
    pub fn unlock(self, passphrase: &Passphrase) -> Result<Device, (Self, AppError)> {
        match open_database(&self.home, passphrase).and_then(is_member) {
            Ok((db, slot)) => self.with(db, slot),
            Err(error) => Err((self, error)),
        }
    }

    /// The device, once its database is open.
    #[allow(clippy::result_large_err, reason = "as `unlock`")]
    pub(super) fn with(self, db: Database, slot: Option<Slot>) -> Result<Device, (Self, AppError)> {
        let (secrets, known, db) = match self.own(db) {
            Ok(own) => own,
            Err(error) => return Err((self, error)),
        };
        let Self { home, mailbox, platform } = self;
        let mut device = Device {
            me: Me {
                collaborative: secrets.collaborative,
                member: slot.as_ref().map_or(secrets.member, |slot| slot.owner.member),
                owner: secrets.member,
                device: secrets.identity.device_id(),
                profile: Profile::unknown(),
                slot,
            },
            identity: secrets.identity,
            directory_key: secrets.directory_key,
            home,
            db,
            mailbox,
            known,
            programme: InForce::default(),
            // a stop that a lock set for the session before must not end this one's calls
            platform: platform.another(),
            taking: Taking::everything(),
            voice: None,
        };
        let opened = device.read_own_profile().and_then(|()| device.recall_programme());
        match opened.and_then(|()| device.recall_contact()).and_then(|()| device.mend()) {
            Ok(()) => {
                device.keep_lease();
                Ok(device)
            }
            Err(error) => Err((device.close(), error)),
        }
    }

    /// What the device knows of itself.
    fn own(&self, db: Database) -> Result<(Secrets, KnownRoster, Records), AppError> {
        let secrets = db.read(Secrets::read)?;
        if self.mailbox.device()?.is_none() {
            secrets.introduce(&self.mailbox)?;
        }
        let records = Records::open(db, Arc::clone(&self.platform.clock))?;
        Ok((secrets, KnownRoster::read(&self.mailbox)?, records))
    }

    /// The folder everything of this device lies in.
    pub fn dir(&self) -> &Path {
        self.home.dir()
    }

    /// What carries sealed segments to the relay and back, with a platform of its own. One at a time: two would each
    /// fetch and send everything.
    ///
    /// # Errors
    /// `home.no_device` when the mailbox does not know its relay (it was lost, and nobody has signed in since);
    /// `net.insecure_url`.
    pub fn courier(&self) -> Result<Courier, AppError> {
        Courier::new(Arc::clone(&self.mailbox), self.platform.another())
    }

    /// What hears the relay say that there is something new.
    ///
    /// # Errors
    /// As [`LockedDevice::courier`].
    pub fn listener(&self) -> Result<Listener, AppError> {
        Listener::new(Arc::clone(&self.mailbox), self.platform.another())
    }

    /// Changes that are sealed and that the relay does not have. Locking seals everything, so this is all of them
    /// unless the disk was full then.
    ///
    /// # Errors
    /// `store.*`.
    pub fn unsent(&self) -> Result<u64, AppError> {
        Ok(self.mailbox.unsent_entries()?)
    }

    /// When everything was last in step with the relay, milliseconds since 1970.
    ///
    /// # Errors
    /// `store.*`.
    pub fn last_sync_ms(&self) -> Result<Option<i64>, AppError> {
        Ok(self.mailbox.last_sync_ms()?)
    }

    /// How many segments came and were not taken in. `None` when that is not known here: an older version used this
    /// mailbox last. After an unclean stop it may be more than really wait.
    ///
    /// # Errors
    /// `store.*`.
    pub fn waiting(&self) -> Result<Option<u64>, AppError> {
        let Some(bytes) = self.mailbox.value(TAKEN_IN)? else { return Ok(None) };
        let Ok(bytes) = bytes.try_into() else { return Ok(None) };
        Ok(Some(self.mailbox.incoming_count_after(i64::from_be_bytes(bytes))?))
    }
}

/// An error for a device that has not finished joining.
fn is_member(opened: (Database, Option<Slot>)) -> Result<(Database, Option<Slot>), AppError> {
    match opened.0.read(joining)? {
        Some(Joining::Joined) => Ok(opened),
        Some(Joining::Founding) => Err(AppError::Unfinished("init")),
        Some(Joining::Enrolling) => Err(AppError::Unfinished("enrol")),
        None => Err(AppError::NoDevice),
    }
}

impl Device {
    /// Signs off: everything authored is sealed first, then the database is closed and the keys are wiped from memory.
    /// What cannot be sealed now (a full disk) is in the journal and is sealed after the next unlock; that is said in
    /// the log, and must not keep a device from being locked.
    pub fn lock(mut self) -> LockedDevice {
        if let Err(error) = self.note_stops() {
            tracing::warn!(code = error.code(), "a stopped stream waits for the next unlock");
        }
        self.seal_or_later();
        if let Err(error) = self.note_taken_in() {
            tracing::warn!(code = error.code(), "how much was taken in is not known while locked");
        }
        self.keep_lease();
        self.close()
    }

    /// Forgets every key. What is dropped here wipes itself.
    fn close(self) -> LockedDevice {
        let Self { home, mailbox, platform, .. } = self;
        LockedDevice { home, mailbox, platform }
    }

    /// As [`LockedDevice::courier`].
    ///
    /// # Errors
    /// As there.
    pub fn courier(&self) -> Result<Courier, AppError> {
        Courier::new(Arc::clone(&self.mailbox), self.platform.another())
    }

    /// As [`LockedDevice::listener`].
    ///
    /// # Errors
    /// As there.
    pub fn listener(&self) -> Result<Listener, AppError> {
        Listener::new(Arc::clone(&self.mailbox), self.platform.another())
    }

    /// Ends every wait of this device's own calls to the relay (inviting, new keys), now and until it is locked: the
    /// next sign-in has a switch of its own.
    pub fn stopper(&self) -> crate::Stop {
        self.platform.stop.clone()
    }

    /// The folder everything of this device lies in.
    pub fn dir(&self) -> &Path {
        self.home.dir()
    }

    /// How many segments came and wait to be taken in.
    ///
    /// # Errors
    /// `store.*`.
    pub fn waiting(&self) -> Result<u64, AppError> {
        let taken_in = self.db.read(|tx| tx.ingest_cursor())?;
        Ok(self.mailbox.incoming_count_after(taken_in)?)
    }

    /// Tells the mailbox up to where it was taken in, for [`LockedDevice::waiting`].
    pub(crate) fn note_taken_in(&self) -> Result<(), AppError> {
        let taken_in = self.db.read(|tx| tx.ingest_cursor())?.to_be_bytes();
        if self.mailbox.value(TAKEN_IN)?.as_deref() != Some(taken_in.as_slice()) {
            self.mailbox.set_value(TAKEN_IN, &taken_in)?;
        }
        Ok(())
    }
}
