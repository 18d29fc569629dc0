//! One device, opened by one member: what a host holds.

use std::path::Path;

use app::{Device, Passphrase, Platform, Progress};

use crate::error::ApiError;
use crate::table::{Command, Reply, dispatch};
use crate::views::SyncView;

/// What it takes to found a collaborative.
#[derive(Clone, Debug)]
pub struct Found {
    /// The relay's address.
    pub relay: String,
    /// The first agency's name.
    pub agency: String,
    /// The first member's role.
    pub role: String,
    /// `law`, `ems`, `care` or `shared`, where the role leaves it open.
    pub agency_kind: Option<String>,
    /// The member's name, when it is to be shown.
    pub member_name: Option<String>,
    /// The relay's claim token; empty on loopback.
    pub claim_token: String,
}

/// An open device. What a command authored is sealed when it returns; dropping the session releases the home folder.
pub struct Session {
    device: Device,
}

impl Session {
    /// Opens the device that lives in `home`.
    pub fn open(home: &Path, passphrase: &Passphrase) -> Result<Self, ApiError> {
        let session = Self { device: Device::open(home, passphrase, Platform::system())? };
        if session.device.is_cut_off()? { Err(session.surrendered()) } else { Ok(session) }
    }

    /// Done. A device that has heard, with proof, that it was revoked seals what it had not sent and wipes itself.
    ///
    /// # Errors
    /// `home.revoked` then; what kept it from that, with nothing wiped.
    pub fn end(self) -> Result<(), ApiError> {
        if self.device.is_cut_off()? { Err(self.surrendered()) } else { Ok(()) }
    }

    fn surrendered(self) -> ApiError {
        match self.device.surrender() {
            Ok(_) => app::AppError::Revoked.into(),
            Err((_, error)) => error.into(),
        }
    }

    /// Creates a collaborative at an unclaimed relay, with this device as its first administrator.
    pub fn found(home: &Path, passphrase: &Passphrase, found: &Found) -> Result<Self, ApiError> {
        let founding = app::Founding {
            relay: &found.relay,
            claim_token: &found.claim_token,
            profile: app::Profile::read(
                &found.agency,
                &found.role,
                found.agency_kind.as_deref(),
                found.member_name.as_deref(),
            )?,
        };
        Ok(Self { device: Device::found(home, passphrase, &founding, Platform::system())? })
    }

    /// Joins with a code. Finishes alone, once; run again after an interruption it goes on where it was.
    pub fn enrol(home: &Path, passphrase: &Passphrase, code: &str) -> Result<Self, ApiError> {
        Ok(Self { device: Device::enrol(home, passphrase, code, Platform::system())? })
    }

    /// Carries out one command of the table. Long ones report to `progress` and heed it.
    pub fn run(&mut self, command: Command, progress: &mut Progress<'_>) -> Result<Reply, ApiError> {
        dispatch(&mut self.device, command, progress)
    }
}

/// An error when no device lives in `home`, so that nobody is asked for a passphrase in vain.
pub fn require_home(home: &Path) -> Result<(), ApiError> {
    Ok(app::require_home(home)?)
}

/// Sends and fetches sealed segments for a locked device: nothing is opened.
pub fn carry(home: &Path, wait_s: u32) -> Result<SyncView, ApiError> {
    Ok(SyncView::from(&app::carry(home, i64::from(wait_s) * 1000, Platform::system())?))
}

/// An instant, in milliseconds since 1970, in this device's own zone and written as records write theirs (RFC 9557).
/// Empty for one outside the calendar.
pub fn local_time(ms: i64) -> String {
    let zone = app::Platform::system().clock.zone();
    app::domain::Moment::at(ms, zone).map(|moment| moment.to_string()).unwrap_or_default()
}
