//! Opening a device's home: lock, passphrase, database, mailbox, certificates, and mending what an unclean stop or
//! a restored backup left behind.

use std::path::Path;
use std::sync::Arc;

use protocol::Roster;
use store::{Database, Home, Mailbox, Rollback, StoreError};
use vault::{DatabaseKey, Keyfile};

use super::secrets::{Joining, Secrets, joining};
use super::{Device, Me, PROGRAM, Passphrase};
use crate::{AppError, Platform, Profile};

/// The version of this app: what was parked for a newer one is tried again after it changed.
const APP_VERSION: &str = env!("CARGO_PKG_VERSION");
const APP_VERSION_META: &str = "app.version";
/// Which of the mailbox's certificate logs is the collaborative's.
pub(crate) const COLLABORATIVE: &str = "collaborative";

/// A home whose database is open, joined to a collaborative or not yet.
pub(crate) struct OpenHome {
    pub home: Home,
    pub db: Database,
    pub mailbox: Mailbox,
}

impl OpenHome {
    /// Makes the files of a new device. The key file comes last: without it, nothing was set up.
    pub fn create(dir: &Path, passphrase: &Passphrase, platform: &mut Platform) -> Result<Self, AppError> {
        let home = Home::open(dir, PROGRAM)?;
        if home.is_set_up() {
            return Err(AppError::DeviceExists);
        }
        remove_leftovers(&home)?;
        let key = DatabaseKey::generate(&mut *platform.random);
        let keyfile =
            Keyfile::wrap(&key, passphrase.expose(), platform.passphrase_cost, &mut *platform.random)?;
        let db = Database::create(&home.database_file(), key.expose())?;
        let mailbox = Mailbox::create(&home.mailbox_file(), PROGRAM)?;
        home.replace_file(&home.key_file(), &keyfile.encode())?;
        Ok(Self { home, db, mailbox })
    }

    /// Opens the files of a device. A lost mailbox is made anew: what it held is in the journal or at the relay.
    pub fn open(dir: &Path, passphrase: &Passphrase) -> Result<Self, AppError> {
        if !dir.join("keyfile").exists() {
            return Err(AppError::NoDevice);
        }
        let home = Home::open(dir, PROGRAM)?;
        let path = home.key_file();
        let bytes = std::fs::read(&path).map_err(|error| AppError::File {
            path: path.display().to_string(),
            reason: error.to_string(),
        })?;
        let key = Keyfile::decode(&bytes)?.unwrap_with(passphrase.expose())?;
        let db = Database::open(&home.database_file(), key.expose())?;
        let mailbox = match Mailbox::open(&home.mailbox_file(), PROGRAM) {
            Err(StoreError::NotFound { .. }) => Mailbox::create(&home.mailbox_file(), PROGRAM)?,
            other => other?,
        };
        Ok(Self { home, db, mailbox })
    }

    /// Starts over in the home of a device that never became a member: nothing was recorded in it.
    pub fn start_over(
        self,
        dir: &Path,
        passphrase: &Passphrase,
        platform: &mut Platform,
    ) -> Result<Self, AppError> {
        let key_file = self.home.key_file();
        drop(self);
        remove_file(&key_file)?;
        Self::create(dir, passphrase, platform)
    }

    pub fn joining(&self) -> Result<Option<Joining>, AppError> {
        self.db.read(joining)
    }

    /// Opens the certificates and finds out who this device is.
    pub fn into_device(self, platform: Platform) -> Result<Device, AppError> {
        let secrets = self.db.read(Secrets::read)?;
        if self.mailbox.device()?.is_none() {
            secrets.introduce(&self.mailbox)?;
        }
        let roster = read_roster(&self.mailbox)?;
        let mut device = Device {
            me: Me {
                collaborative: secrets.collaborative,
                member: secrets.member,
                device: secrets.identity.device_id(),
                profile: Profile::unknown(),
            },
            identity: secrets.identity,
            directory_key: secrets.directory_key,
            home: self.home,
            db: self.db,
            mailbox: Arc::new(self.mailbox),
            roster,
            platform,
        };
        device.read_own_profile()?;
        Ok(device)
    }
}

impl Device {
    /// Opens the device that lives in `dir`, and mends what an unclean stop or a restored backup left.
    ///
    /// # Errors
    /// `home.no_device`, `home.unfinished`, `vault.wrong_passphrase`, `store.*`.
    pub fn open(dir: &Path, passphrase: &Passphrase, platform: Platform) -> Result<Self, AppError> {
        let open = OpenHome::open(dir, passphrase)?;
        match open.joining()? {
            Some(Joining::Joined) => {}
            Some(Joining::Founding) => return Err(AppError::Unfinished("init")),
            Some(Joining::Enrolling) => return Err(AppError::Unfinished("enrol")),
            None => return Err(AppError::NoDevice),
        }
        let mut device = open.into_device(platform)?;
        device.mend()?;
        Ok(device)
    }

    /// What has to be put right before anything is authored.
    pub(crate) fn mend(&mut self) -> Result<(), AppError> {
        let token_file = self.home.token_file();
        let restored = Home::check_rollback(&self.db, &token_file)? == Rollback::Restored;
        let other_mailbox = self.mailbox_is_another()?;
        if other_mailbox {
            // its numbers for what came in mean something else: all of it is looked at again
            self.db.write(|tx| {
                tx.set_ingest_cursor(0)?;
                tx.reset_stream_heads()
            })?;
        }
        if restored || other_mailbox {
            tracing::warn!("the database or the mailbox is not the one last used here: new incarnation");
            self.begin_incarnation()?;
            self.take_back_own()?;
        }
        Home::renew_rollback_token(&self.db, &token_file, self.platform.bytes())?;
        self.follow_compartments()?;
        let version = self.db.read(|tx| tx.meta_text(APP_VERSION_META))?;
        if version.as_deref() != Some(APP_VERSION) {
            self.retry_parked_for_upgrade()?;
            self.db.write(|tx| tx.set_meta(APP_VERSION_META, APP_VERSION.as_bytes()))?;
        }
        self.seal_or_later();
        // what was fetched while the device was locked; a device that could not open could not `rebuild` either
        if let Err(error) = self.ingest_and_settle() {
            tracing::warn!(code = error.code(), "taking in waits");
        }
        Ok(())
    }

    /// Whether the mailbox is not the one last used here: lost and made anew, or put back from a backup. It lacks
    /// what was sealed into it, or what was taken in from it.
    fn mailbox_is_another(&self) -> Result<bool, AppError> {
        let taken_in = self.db.read(|tx| tx.ingest_cursor())?;
        if taken_in > 0 {
            let last = self.mailbox.incoming_after(taken_in - 1, 1)?;
            if last.first().is_none_or(|segment| segment.n != taken_in) {
                return Ok(true);
            }
        }
        let streams = self.db.read(|tx| tx.streams())?;
        for stream in streams.iter().filter(|stream| stream.current) {
            let sealed = self.db.read(|tx| tx.meta(&sealed_up_to(stream.stream)))?;
            let sealed = sealed.map_or(0, |bytes| bytes.try_into().map_or(1, u64::from_be_bytes));
            if self.mailbox.outgoing_head(stream.stream)?.next_seq < sealed {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Reads the certificates again: after new ones came.
    pub(crate) fn reload_roster(&mut self) -> Result<(), AppError> {
        self.roster = read_roster(&self.mailbox)?;
        self.read_own_profile()
    }

    /// Who this device's own member is, as the certificates say. A device whose certificates are not here (a
    /// lost mailbox) goes by what it knew last.
    fn read_own_profile(&mut self) -> Result<(), AppError> {
        const PROFILE: [&str; 4] = ["profile.agency", "profile.role", "profile.class", "profile.name"];
        let names = self.names_of(self.me.member);
        if names.role.is_empty() {
            let known = self.db.read(|tx| {
                PROFILE.into_iter().map(|key| tx.meta_text(key)).collect::<Result<Vec<_>, StoreError>>()
            })?;
            if let [Some(agency), Some(role), Some(class), name] = known.as_slice() {
                self.me.profile = Profile::read(agency, role, Some(class), name.as_deref())?;
            }
            return Ok(());
        }
        let class =
            self.roster.member(&self.me.member).map(|member| crate::enrolment::class_of(member.class));
        let kind = class.map(|class| class.word());
        self.me.profile = Profile::read(&names.agency, &names.role, kind, Some(&names.name))?;
        let profile = &self.me.profile;
        let texts = [&profile.agency, profile.role.word(), profile.class.word()];
        self.db.write(|tx| {
            for (key, text) in PROFILE.into_iter().zip(texts) {
                tx.set_meta(key, text.as_bytes())?;
            }
            tx.set_meta("profile.name", names.name.as_bytes())
        })?;
        Ok(())
    }
}

/// Remembers up to which number a stream was sealed, so that a mailbox that lacks it is known to be another.
pub(crate) fn sealed_up_to(stream: protocol::StreamId) -> String {
    format!("stream.sealed.{stream}")
}

/// Applies every certificate of the mailbox in order: the collaborative's log, then the compartments'. What does
/// not hold is left out and said in the log; it stays in the mailbox.
pub(crate) fn read_roster(mailbox: &Mailbox) -> Result<Roster, AppError> {
    let mut logs = mailbox.log_heads()?;
    // a founding certificate is the only one that nothing comes before
    let own = mailbox.value(COLLABORATIVE)?;
    logs.sort_by_key(|head| (own.as_deref() != Some(head.log.0.as_slice()), head.log));
    let mut roster = Roster::new();
    for log in logs.into_iter().map(|head| head.log) {
        for bytes in mailbox.certificates(log, 0)? {
            let applied = protocol::Certificate::decode(&bytes)
                .map_err(AppError::from)
                .and_then(|one| Ok(roster.apply(&one, protocol::roster::Arrival::Earlier)?));
            if let Err(error) = applied {
                tracing::warn!(code = error.code(), "a certificate does not hold; the rest of its log waits");
                break;
            }
        }
    }
    Ok(roster)
}

/// What an interrupted set-up left before its key file was written: nothing in it can be opened.
fn remove_leftovers(home: &Home) -> Result<(), AppError> {
    for file in [home.database_file(), home.mailbox_file()] {
        for suffix in ["", "-wal", "-shm", "-journal"] {
            let mut path = file.clone().into_os_string();
            path.push(suffix);
            remove_file(Path::new(&path))?;
        }
    }
    Ok(())
}

/// Removes a file if it is there.
fn remove_file(path: &Path) -> Result<(), AppError> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(AppError::File { path: path.display().to_string(), reason: error.to_string() })
        }
        _ => Ok(()),
    }
}
