//! One device, open: its files, its keys, and who signed in. Every use case is a method of [`Device`], in the
//! module of its job.

pub(crate) mod incarnation;
mod locked;
mod names;
mod open;
pub(crate) mod secrets;
pub(crate) mod shared;

use std::path::Path;
use std::sync::Arc;

use domain::{ClockQuality, CompartmentId, Moment, Stamp};
use protocol::{CollaborativeId, CompartmentHandle, DeviceId, LogId};
use store::{Home, Mailbox};
use vault::{DeviceIdentity, DirectoryKey, EpochKey};
use zeroize::Zeroizing;

use crate::enrolment::VoiceInvitation;
use crate::ingest::Taking;
use crate::lease::Records;
use crate::programme::InForce;
use crate::{AppError, Platform, Profile};

pub use locked::LockedDevice;
pub use names::{Agency, MemberNamesView};
pub(crate) use open::{COLLABORATIVE, KnownRoster, OpenHome, sealed_up_to};
pub(crate) use secrets::Secrets;
use shared::Slot;
pub use shared::UserInfo;

/// What a process calls itself in the lock of a home.
pub(crate) const PROGRAM: &str = "footbridge";

/// A secret text, wiped when dropped, and beside it the sign-in name where several members use a device.
#[derive(Clone)]
pub struct Passphrase {
    text: Zeroizing<String>,
    name: String,
}

impl Passphrase {
    /// Takes the text as typed.
    pub fn new(text: String) -> Self {
        Self { text: Zeroizing::new(text), name: String::new() }
    }

    /// The same for the member of this sign-in name. Counts only on a device that several members use.
    #[must_use]
    pub fn of(self, name: &str) -> Self {
        Self { name: shared::normal(name), ..self }
    }

    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Whether both are the same text: for a passphrase typed twice.
    pub fn is_same(&self, other: &Self) -> bool {
        *self.text == *other.text
    }

    /// As typed: for a command that changes who signs in with what. Never log it.
    pub fn expose(&self) -> &str {
        &self.text
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }
}

/// Who is signed in on this device.
#[derive(Clone, Debug)]
pub(crate) struct Me {
    pub collaborative: CollaborativeId,
    pub member: protocol::MemberId,
    /// The member whose device it is: others sign up on it.
    pub owner: protocol::MemberId,
    pub device: DeviceId,
    pub profile: Profile,
    /// How they signed in, where several members do.
    pub slot: Option<Slot>,
}

/// A device, unlocked.
pub struct Device {
    pub(crate) home: Home,
    pub(crate) db: Records,
    pub(crate) mailbox: Arc<Mailbox>,
    pub(crate) identity: DeviceIdentity,
    pub(crate) directory_key: DirectoryKey,
    pub(crate) known: KnownRoster,
    pub(crate) programme: InForce,
    pub(crate) me: Me,
    pub(crate) platform: Platform,
    pub(crate) taking: Taking,
    /// An invitation by voice that is under way; gone with the lock.
    pub(crate) voice: Option<VoiceInvitation>,
}

impl Device {
    /// This device's id.
    pub fn id(&self) -> DeviceId {
        self.me.device
    }

    /// Who is signed in.
    pub fn profile(&self) -> &Profile {
        &self.me.profile
    }

    /// The member signed in.
    pub fn member(&self) -> protocol::MemberId {
        self.me.member
    }

    /// The relay's address.
    pub fn relay_url(&self) -> Result<String, AppError> {
        Ok(self.mailbox.relay_url()?.unwrap_or_default())
    }

    /// The compartments this device may read.
    pub fn compartments(&self) -> Result<Vec<store::CompartmentRow>, AppError> {
        Ok(self.db.read(|tx| tx.compartments())?)
    }

    /// What time it is here, in milliseconds since 1970.
    pub fn now_ms(&self) -> i64 {
        self.platform.clock.now_ms()
    }

    /// What time it is here, in this device's zone.
    pub(crate) fn now(&self) -> Result<Moment, AppError> {
        let clock = &self.platform.clock;
        Moment::at(clock.now_ms(), clock.zone()).map_err(|_| AppError::Input {
            code: "clock.out_of_range",
            what: "this device's clock is not between the years 1 and 9999",
        })
    }

    /// Who, when and how sure of the clock: what every change carries.
    pub(crate) fn stamp(&self) -> Result<Stamp, AppError> {
        Ok(Stamp {
            member: domain::MemberId(self.me.member.0),
            at: self.now()?,
            clock: self.clock_quality()?,
        })
    }

    /// How far this device's clock can be trusted, by when and how it last compared with the relay's.
    fn clock_quality(&self) -> Result<ClockQuality, AppError> {
        const OFF_MS: i64 = 2 * 60 * 1000;
        const LATELY_MS: i64 = 24 * 3_600_000;
        let Some(offset) = self.mailbox.clock_offset_ms()? else { return Ok(ClockQuality::Unchecked) };
        if offset.abs() > OFF_MS {
            return Ok(ClockQuality::Off);
        }
        let since = self.mailbox.last_sync_ms()?.map(|at| self.platform.clock.now_ms().saturating_sub(at));
        let lately = since.is_some_and(|since| (0..=LATELY_MS).contains(&since));
        Ok(if lately { ClockQuality::Checked } else { ClockQuality::Unchecked })
    }

    /// The compartment that somebody names, by name or handle. Where none is named: the one that was chosen for this
    /// device ([`Device::use_compartment`]), else the one that everybody shares. Never one by its mere name: anybody
    /// may found a compartment, call it what they like, and let others in.
    pub(crate) fn compartment_for(&self, named: Option<&str>) -> Result<CompartmentId, AppError> {
        let Some(named) = named.filter(|named| *named != SHARED) else {
            let chosen = if named.is_some() { None } else { self.chosen_compartment()? };
            return chosen.map_or_else(|| self.shared_compartment(), Ok);
        };
        let fits = |row: &store::CompartmentRow| row.name == named || row.compartment.to_string() == named;
        let mut found = self.compartments()?.into_iter().filter(fits);
        match (found.next(), found.next()) {
            (Some(row), None) => Ok(row.compartment),
            (Some(_), Some(_)) => Err(AppError::Ambiguous),
            (None, _) => Err(AppError::NotFound("compartment")),
        }
    }

    /// The compartment that this device authors in.
    pub(crate) fn chosen_compartment(&self) -> Result<Option<CompartmentId>, AppError> {
        let chosen = self.db.read(secrets::chosen_compartment)?;
        let held = |id: &CompartmentId| Ok::<_, AppError>(self.db.read(|tx| tx.compartment(*id))?.is_some());
        match chosen {
            Some(id) if held(&id)? => Ok(Some(id)),
            _ => Ok(None),
        }
    }

    /// The one that the collaborative was founded with. While its certificates are not here (a lost mailbox), the only
    /// one of that name.
    pub(crate) fn shared_compartment(&self) -> Result<CompartmentId, AppError> {
        let root = self.known.roster.collaborative().map(|known| known.root);
        let is_roots =
            |row: &store::CompartmentRow| match self.known.roster.compartment(&handle(row.compartment)) {
                Some(known) => Some(known.founder) == root,
                None => row.name == SHARED,
            };
        let mut found = self.compartments()?.into_iter().filter(is_roots);
        match (found.next(), found.next()) {
            (Some(row), None) => Ok(row.compartment),
            _ => Err(AppError::NotFound("compartment")),
        }
    }

    /// The key of one epoch, if this device has it.
    pub(crate) fn epoch_key(
        tx: &store::Reading<'_>,
        compartment: CompartmentId,
        number: u32,
    ) -> Result<Option<EpochKey>, AppError> {
        let row = tx.epoch_key(compartment, number)?;
        Ok(row.map(|row| EpochKey::from_bytes(handle(compartment), number, &row.key.0)))
    }

    pub(crate) fn collaborative_log(&self) -> LogId {
        self.me.collaborative.into()
    }
}

/// The name of the compartment that every class shares.
pub(crate) const SHARED: &str = "shared";

/// The same sixteen bytes, as the wire names a compartment.
pub(crate) fn handle(compartment: CompartmentId) -> CompartmentHandle {
    CompartmentHandle(compartment.0)
}

/// The same sixteen bytes, as records name it.
pub(crate) fn compartment_id(handle: CompartmentHandle) -> CompartmentId {
    CompartmentId(handle.0)
}

/// An error when no device lives in this folder.
///
/// # Errors
/// [`AppError::NoDevice`].
pub fn require_home(dir: &Path) -> Result<(), AppError> {
    crate::surrender::require_not_revoked(dir)?;
    if dir.join("keyfile").exists() || dir.join("mailbox.db").exists() {
        Ok(())
    } else {
        Err(AppError::NoDevice)
    }
}
