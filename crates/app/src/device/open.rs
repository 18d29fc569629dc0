//! Opening a device's home: lock, passphrase, database, mailbox, certificates, and mending what an unclean stop or
//! a restored backup left behind.

use std::path::Path;
use std::sync::Arc;

use protocol::Roster;
use protocol::wire::LogHeadMsg;
use store::{Database, Home, Mailbox, MayBeFull, Rollback, StoreError};
use vault::{DatabaseKey, Keyfile, LabelKey};
use whatif::Flaw;

use super::locked::LockedDevice;
use super::secrets::{Joining, joining};
use super::shared::{self, Slot};
use super::{Device, PROGRAM, Passphrase};
use crate::courier::Delivery;
use crate::ingest::Slice;
use crate::surrender::require_not_revoked;
use crate::{AppError, Platform, Profile};

/// Where the app's version stands: what was parked for a newer one is tried again after it changed.
const APP_VERSION_META: &str = "app.version";
/// Which of the mailbox's certificate logs is the collaborative's.
pub(crate) const COLLABORATIVE: &str = "collaborative";

/// A home whose database is open, joined to a collaborative or not yet.
pub(crate) struct OpenHome {
    pub home: Home,
    pub db: Database,
    pub mailbox: Arc<Mailbox>,
}

impl OpenHome {
    /// Makes the files of a new device. The key file comes last: without it, nothing was set up.
    pub fn create(dir: &Path, passphrase: &Passphrase, platform: &mut Platform) -> Result<Self, AppError> {
        require_not_revoked(dir)?;
        let home = Home::open(dir, PROGRAM)?;
        if home.is_set_up() && home.database_file().exists() {
            return Err(AppError::DeviceExists);
        }
        remove_leftovers(&home)?;
        set_key_file_aside(&home)?;
        let key = DatabaseKey::generate(&mut platform.random);
        let keyfile =
            Keyfile::wrap(&key, passphrase.expose(), platform.passphrase_cost, &mut platform.random)?;
        let db = Database::create(&home.database_file(), key.expose())?;
        let mailbox = Arc::new(Mailbox::create(&home.mailbox_file(), PROGRAM)?);
        home.replace_file(&home.key_file(), &keyfile.encode())?;
        Ok(Self { home, db, mailbox })
    }

    /// Opens the files of a device.
    pub fn open(dir: &Path, passphrase: &Passphrase) -> Result<Self, AppError> {
        require_not_revoked(dir)?;
        if !dir.join("keyfile").exists() {
            return Err(AppError::NoDevice);
        }
        let home = Home::open(dir, PROGRAM)?;
        let (db, _) = open_database(&home, passphrase)?;
        let mailbox = open_mailbox(&home)?;
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

    /// The device that has just become a member, ready for use.
    pub fn into_device(self, platform: Platform) -> Result<Device, AppError> {
        let locked = LockedDevice { home: self.home, mailbox: self.mailbox, platform };
        let mut device = locked.with(self.db, None).map_err(|(_, error)| error)?;
        device.take_in_what_waits();
        Ok(device)
    }
}

/// The passphrase opens the key file, the key file the database. With whose slot it was, where there are several.
pub(super) fn open_database(
    home: &Home,
    passphrase: &Passphrase,
) -> Result<(Database, Option<Slot>), AppError> {
    if !home.is_set_up() {
        return Err(AppError::NoDevice);
    }
    let opened = shared::read_key_file(home)?.sign_in(passphrase.name(), passphrase.expose())?;
    let labels = LabelKey::of(&opened.key)?;
    let slot = opened.owner.map(|owner| Slot { owner, labels });
    let key = opened.key;
    let db = with_room(home, || match Database::open(&home.database_file(), key.expose()) {
        Err(StoreError::NotFound { .. }) => Err(AppError::DatabaseLost),
        other => Ok(other?),
    })?;
    crate::project::catch_up(&db);
    Ok((db, slot))
}

/// A lost mailbox is made anew: what it held is in the journal or at the relay.
pub(super) fn open_mailbox(home: &Home) -> Result<Arc<Mailbox>, AppError> {
    let mailbox = with_room(home, || match Mailbox::open(&home.mailbox_file(), PROGRAM) {
        Err(StoreError::NotFound { .. }) => Ok(Mailbox::create(&home.mailbox_file(), PROGRAM)?),
        other => Ok(other?),
    })?;
    Ok(Arc::new(mailbox))
}

/// Opening takes a little room. On a full disk the reserve is given up for it: a device that does not open can neither
/// show what it holds nor save what somebody has to write down now.
fn with_room<T>(home: &Home, mut open: impl FnMut() -> Result<T, AppError>) -> Result<T, AppError> {
    match open() {
        Err(error) if error.is_full() && home.spend_reserve()? => open(),
        other => other,
    }
}

impl Device {
    /// Opens the device that lives in `dir`, mends what an unclean stop or a restored backup left, and takes in what
    /// came while it was locked.
    ///
    /// # Errors
    /// `home.no_device`, `home.unfinished`, `vault.wrong_passphrase`, `store.*`.
    pub fn open(dir: &Path, passphrase: &Passphrase, platform: Platform) -> Result<Self, AppError> {
        let mut device = LockedDevice::open(dir, platform)?.unlock(passphrase).map_err(|(_, error)| error)?;
        device.take_in_what_waits();
        Ok(device)
    }

    /// What has to be put right before anything is authored.
    pub(super) fn mend(&mut self) -> Result<(), AppError> {
        match self.mend_with_room() {
            Err(error) if error.is_full() && self.home.spend_reserve()? => self.mend_with_room(),
            other => other,
        }
    }

    fn mend_with_room(&mut self) -> Result<(), AppError> {
        let token_file = self.home.token_file();
        let restored = Home::check_rollback(&self.db, &token_file)? == Rollback::Restored
            && !whatif::flawed(Flaw::RestoreUnnoticed);
        let other_mailbox = self.mailbox_is_another()?;
        let cut_short = self.lacks_what_it_sealed()? && !whatif::flawed(Flaw::RestoreUnnoticed);
        if other_mailbox {
            // its numbers for what came in mean something else: all of it is looked at again
            self.db.write(|tx| {
                tx.set_ingest_cursor(0)?;
                tx.reset_stream_heads()
            })?;
        }
        if restored || other_mailbox || cut_short {
            tracing::warn!("the database or the mailbox is not the one last used here: new incarnation");
            self.begin_incarnation()?;
            self.take_back_own()?;
        }
        Home::renew_rollback_token(&self.db, &token_file, self.platform.bytes())?;
        self.follow_compartments()?;
        let version = self.db.read(|tx| tx.meta_text(APP_VERSION_META))?;
        let runs = whatif::release(crate::APP_VERSION);
        if version.as_deref() != Some(runs) {
            if !whatif::flawed(Flaw::UpgradeForgets) {
                self.retry_parked_for_upgrade()?;
            }
            self.db.write(|tx| tx.set_meta(APP_VERSION_META, runs.as_bytes()))?;
        }
        self.seal_or_later();
        Ok(())
    }

    /// Everything that came while the device was locked. What fails here waits: a device that could not open could
    /// not `rebuild` either.
    fn take_in_what_waits(&mut self) {
        let mut nothing_new = Delivery::default();
        loop {
            match self.take_delivery(&mut nothing_new, Slice::BULK) {
                Ok(taken) if taken.more => {}
                Ok(_) => break,
                Err(error) => {
                    tracing::warn!(code = error.code(), "taking in waits");
                    break;
                }
            }
        }
    }

    /// Whether the mailbox is not the one last used here: lost and made anew, or put back from a backup. It lacks
    /// what was sealed into it, or what was taken in from it.
    fn mailbox_is_another(&self) -> Result<bool, AppError> {
        if whatif::flawed(Flaw::MailboxLossUnnoticed) {
            return Ok(false);
        }
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

    /// Whether the mailbox holds sealed work of a stream at places that the database does not know: it lost its end, as
    /// after damage to its write-ahead log. What is authored is journaled before it is sealed, so nothing else looks so.
    fn lacks_what_it_sealed(&self) -> Result<bool, AppError> {
        let known = self.db.read(|tx| tx.streams())?;
        for sealed in self.mailbox.outgoing_streams()? {
            let lacks = match known.iter().find(|row| row.stream == sealed.stream) {
                None => true,
                Some(row) if row.current => {
                    self.db.read(|tx| tx.next_authored_seq(sealed.stream))? < sealed.next_seq
                }
                // what a retired stream held may have moved to another
                Some(_) => false,
            };
            if lacks {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Reads the certificates again: after new ones came.
    pub(crate) fn reload_roster(&mut self) -> Result<(), AppError> {
        self.known = KnownRoster::read(&self.mailbox)?;
        self.read_own_profile()
    }

    /// Who is signed in, as the certificates say. A device whose certificates are not here (a
    /// lost mailbox) goes by what it knew last.
    pub(super) fn read_own_profile(&mut self) -> Result<(), AppError> {
        const PROFILE: [&str; 4] = ["profile.agency", "profile.role", "profile.class", "profile.name"];
        let names = self.names_of(self.me.member);
        if names.role.is_empty() {
            let known = self.db.read(|tx| {
                let texts = PROFILE.into_iter().map(|key| tx.meta_text(&self.me.own_key(key)));
                texts.collect::<Result<Vec<_>, StoreError>>()
            })?;
            if let [Some(agency), Some(role), Some(class), name] = known.as_slice() {
                self.me.profile = Profile::read(agency, role, Some(class), name.as_deref())?;
            }
            return Ok(());
        }
        let class =
            self.known.roster.member(&self.me.member).map(|member| crate::enrolment::class_of(member.class));
        let kind = class.map(|class| class.word());
        self.me.profile = Profile::read(&names.agency, &names.role, kind, Some(&names.name))?;
        let profile = &self.me.profile;
        let texts = [&profile.agency, profile.role.word(), profile.class.word()];
        self.db.write(|tx| {
            for (key, text) in PROFILE.into_iter().zip(texts) {
                tx.set_meta(&self.me.own_key(key), text.as_bytes())?;
            }
            tx.set_meta(&self.me.own_key("profile.name"), names.name.as_bytes())
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
pub(crate) fn read_roster(mailbox: &Mailbox) -> Result<Roster, StoreError> {
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

/// A roster, and up to where the mailbox's logs are in it. The device and its courier each have one: both add to the
/// logs, so each looks whether the other did before it relies on its own.
#[derive(Clone)]
pub(crate) struct KnownRoster {
    pub roster: Roster,
    heads: Vec<LogHeadMsg>,
}

impl KnownRoster {
    pub fn read(mailbox: &Mailbox) -> Result<Self, StoreError> {
        // the heads first: what comes in between is read twice, never missed
        let heads = mailbox.log_heads()?;
        Ok(Self { roster: read_roster(mailbox)?, heads })
    }

    /// Reads the roster again, whatever is known: what was looked at leaves no trace in it.
    pub fn refresh_whole(&mut self, mailbox: &Mailbox) -> Result<(), AppError> {
        *self = Self::read(mailbox)?;
        Ok(())
    }

    /// Reads the roster again if the mailbox has other certificates.
    pub fn refresh(&mut self, mailbox: &Mailbox) -> Result<(), StoreError> {
        if self.heads != mailbox.log_heads()? {
            *self = Self::read(mailbox)?;
        }
        Ok(())
    }
}

/// What an interrupted set-up left before its key file was written: nothing in it can be opened. A lost key file looks
/// the same, but then the mailbox may hold sealed work that only a relay's readers can still open: that is not removed.
///
/// # Errors
/// `home.unsent_work`.
fn remove_leftovers(home: &Home) -> Result<(), AppError> {
    let unsent = Mailbox::open(&home.mailbox_file(), PROGRAM).and_then(|mailbox| mailbox.unsent_entries());
    if unsent.is_ok_and(|entries| entries > 0) {
        return Err(AppError::UnsentWork);
    }
    for file in [home.database_file(), home.mailbox_file()] {
        for suffix in ["", "-wal", "-shm", "-journal"] {
            let mut path = file.clone().into_os_string();
            path.push(suffix);
            remove_file(Path::new(&path))?;
        }
    }
    Ok(())
}

/// The key of a database that was lost is of no use to the new one, but should the old one turn up again it opens it.
fn set_key_file_aside(home: &Home) -> Result<(), AppError> {
    let path = home.key_file();
    if !path.exists() {
        return Ok(());
    }
    tracing::warn!(
        "the database is lost: the device is set up anew, the old key file is kept as keyfile.lost"
    );
    std::fs::rename(&path, path.with_extension("lost"))
        .map_err(|error| AppError::File { path: path.display().to_string(), reason: error.to_string() })
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
