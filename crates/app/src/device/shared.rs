//! Several members on one device: each signs in with a name and a passphrase of their own, into one database. Whose a
//! change, a draft or a place is, is asked wherever one is written or shown.

use protocol::MemberId;
use store::Home;
use vault::{Keyfile, LabelKey, SlotOwner};

use super::{Device, LockedDevice, Me, MemberNamesView, Passphrase, secrets};
use crate::AppError;

/// A passphrase that is chosen on a device in use has so many characters at least.
const PASSPHRASE_LEAST: usize = 8;
/// A sign-in name has at least so many characters.
const NAME_LEAST: usize = 2;

/// Whose slot of the key file was opened.
#[derive(Clone, Debug)]
pub(crate) struct Slot {
    pub owner: SlotOwner,
    pub labels: LabelKey,
}

/// Somebody who may sign in on this device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserInfo {
    /// The member.
    pub member: MemberId,
    /// Who that is; empty texts where it cannot be read here.
    pub names: MemberNamesView,
    /// What they type beside their passphrase; none while the device is one member's.
    pub sign_in_name: Option<String>,
    /// Whether the device was enrolled for them.
    pub owner: bool,
    /// Whether it is who is signed in.
    pub signed_in: bool,
}

impl Me {
    /// Under which name a thing of who is signed in is kept. The owner's have the name alone, as before there were
    /// others.
    pub fn own_key(&self, key: &str) -> String {
        if self.member == self.owner { key.to_owned() } else { format!("{key}.{}", self.member) }
    }
}

impl LockedDevice {
    /// Whether a sign-in name is asked. Not where the key file cannot be read: then nobody signs in anyway.
    pub fn is_shared(&self) -> bool {
        read_key_file(&self.home).is_ok_and(|file| file.is_shared())
    }
}

impl Device {
    /// Whether several members sign in here.
    pub fn is_shared(&self) -> bool {
        self.me.slot.is_some()
    }

    /// Who may sign in here: who is signed in first, then by sign-in name.
    ///
    /// # Errors
    /// `file.unreadable`, `vault.*` for a key file that is gone or damaged.
    pub fn users(&self) -> Result<Vec<UserInfo>, AppError> {
        let info = |member: MemberId, sign_in_name| UserInfo {
            member,
            names: self.names_of(member),
            sign_in_name,
            owner: member == self.me.owner,
            signed_in: member == self.me.member,
        };
        let Some(slot) = &self.me.slot else { return Ok(vec![info(self.me.member, None)]) };
        let owners = read_key_file(&self.home)?.owners(&slot.labels)?;
        let mut users: Vec<UserInfo> =
            owners.into_iter().map(|owner| info(owner.member, Some(owner.name))).collect();
        users.sort_by_cached_key(|user| (!user.signed_in, user.sign_in_name.clone()));
        Ok(users)
    }

    /// Changes the passphrase of who is signed in.
    ///
    /// # Errors
    /// `vault.wrong_passphrase` when `old` is not theirs; `passphrase.short`; `file.unreadable`, `vault.*`, `store.*`.
    /// The old one stands then.
    pub fn change_passphrase(&mut self, old: &Passphrase, new: &Passphrase) -> Result<(), AppError> {
        check_new(new)?;
        let file = read_key_file(&self.home)?;
        let key = self.prove(&file, old)?;
        let random = &mut self.platform.random;
        let file = match &self.me.slot {
            Some(slot) => file.with(&key, &slot.owner, new.expose(), random)?,
            None => Keyfile::wrap(&key, new.expose(), self.platform.passphrase_cost, random)?,
        };
        write_key_file(&self.home, &file)
    }

    /// Takes somebody's way into this device. What they recorded stays, and so do their drafts: they find them again
    /// when they sign up anew.
    ///
    /// # Errors
    /// `member.unknown`; `member.not_allowed` for another one's than one's own, unless the device is one's own or one
    /// answers for others' work; `member.last_user`.
    pub fn remove_user(&mut self, member: MemberId) -> Result<(), AppError> {
        let users = self.users()?;
        if !users.iter().any(|user| user.member == member) {
            return Err(unknown());
        }
        let me = &self.me;
        if ![member, me.owner].contains(&me.member) && !self.answers_for_others() {
            return Err(AppError::NotAllowed("member.not_allowed"));
        }
        // nobody else uses the root's key: without that member nobody could be invited or revoked any more
        if member == me.owner && self.db.read(secrets::root_key)?.is_some() {
            return Err(AppError::NotAllowed("member.keeps_root"));
        }
        let Some(slot) = me.slot.as_ref().filter(|_| users.len() > 1) else {
            return Err(AppError::NotAllowed("member.last_user"));
        };
        let file = read_key_file(&self.home)?.without(&slot.labels, member)?;
        write_key_file(&self.home, &file)
    }

    /// The user of this device that somebody means: by sign-in name, by the member's whole id or by a start of it.
    ///
    /// # Errors
    /// `member.unknown`.
    pub fn find_user(&self, typed: &str) -> Result<MemberId, AppError> {
        let wanted = normal(typed);
        let users = self.users()?;
        let named = users.iter().find(|user| user.sign_in_name.as_deref() == Some(&wanted));
        let fits = |user: &&UserInfo| !wanted.is_empty() && user.member.to_string().starts_with(&wanted);
        let mut fitting = users.iter().filter(fits);
        match (named, fitting.next(), fitting.next()) {
            (Some(user), ..) | (None, Some(user), None) => Ok(user.member),
            _ => Err(unknown()),
        }
    }

    fn answers_for_others(&self) -> bool {
        use domain::role::Role;
        matches!(self.me.profile.role, Role::Supervisor | Role::Custodian | Role::Coordinator)
    }

    /// The database's key, for who proves with their passphrase that it is they who sit there.
    pub(crate) fn prove(
        &self,
        file: &Keyfile,
        passphrase: &Passphrase,
    ) -> Result<vault::DatabaseKey, AppError> {
        let name = self.me.slot.as_ref().map_or("", |slot| slot.owner.name.as_str());
        Ok(file.sign_in(name, passphrase.expose())?.key)
    }

    /// The collaborative's root key, where this device has it and it is its own member who sits there: others who use
    /// the device do not decide who belongs.
    pub(crate) fn root_key(&self) -> Result<Option<vault::SigningKey>, AppError> {
        if self.me.member != self.me.owner {
            return Ok(None);
        }
        self.db.read(secrets::root_key)
    }
}

fn unknown() -> AppError {
    AppError::Input { code: "member.unknown", what: "nobody with this name or id signs in on this device" }
}

/// A sign-in name as it counts: capitals and blanks at the ends make no difference.
pub(crate) fn normal(name: &str) -> String {
    name.trim().to_lowercase()
}

/// A sign-in name that somebody chose.
///
/// # Errors
/// `member.sign_in_name`.
pub(crate) fn chosen_name(typed: &str) -> Result<String, AppError> {
    let name = normal(typed);
    let fits = name.chars().count() >= NAME_LEAST
        && name.len() <= vault::SIGN_IN_NAME_MAX_BYTES
        && !name.chars().any(char::is_control);
    if fits {
        Ok(name)
    } else {
        Err(AppError::Input {
            code: "member.sign_in_name",
            what: "a sign-in name has at least two characters, and not more than 64 bytes",
        })
    }
}

/// A passphrase that somebody chose.
///
/// # Errors
/// `passphrase.short`.
pub(crate) fn check_new(passphrase: &Passphrase) -> Result<(), AppError> {
    if passphrase.expose().chars().count() < PASSPHRASE_LEAST {
        return Err(AppError::Input {
            code: "passphrase.short",
            what: "a passphrase has at least eight characters",
        });
    }
    Ok(())
}

pub(crate) fn read_key_file(home: &Home) -> Result<Keyfile, AppError> {
    let path = home.key_file();
    let bytes = std::fs::read(&path)
        .map_err(|error| AppError::File { path: path.display().to_string(), reason: error.to_string() })?;
    Ok(Keyfile::decode(&bytes)?)
}

pub(crate) fn write_key_file(home: &Home, file: &Keyfile) -> Result<(), AppError> {
    Ok(home.replace_file(&home.key_file(), &file.encode())?)
}
