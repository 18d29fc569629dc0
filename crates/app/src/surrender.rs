//! What a device does that was revoked: it seals what it had not sent, and its drafts, to those who decide about them,
//! leaves that as a file, and wipes everything else.
//!
//! [I] Never on the word of a relay: only with the root's certificate, in the log that this device always followed, by the
//! root that its encrypted database remembers. And nothing is wiped before everything that is not at the relay is sealed,
//! on the disk, and was read back.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use domain::{CompartmentId, RecordId, RecordKind};
use protocol::roster::Compartment;
use protocol::{
    CompartmentHandle, Decode, DeviceId, Encode, PublicKey, RevokedWork, RevokedWorkPart, SealedTo,
};
use serde::{Deserialize, Serialize};
use store::{AuthoredChange, Reading, StoreError, Writing};
use vault::{Inbox, seal_to_kit};
use zeroize::Zeroizing;

use crate::device::{compartment_id, handle};
use crate::later_work::{LaterChange, read_kit};
use crate::{AppError, Device};

/// Under this name the work lies in the home when the rest is gone.
const WORK_FILE: &str = "revoked-work";
/// Says that the home is to be wiped, and stays.
const MARKER: &str = "revoked";
/// The root that this device first knew.
const ROOT: &str = "device.root";
/// Everything in a home that holds a secret or anybody's words; the keys first.
const WIPED: [&str; 15] = [
    "keyfile",
    "keyfile.new",
    "keyfile.lost",
    "footbridge.db",
    "footbridge.db-wal",
    "footbridge.db-shm",
    "footbridge.db-journal",
    "mailbox.db",
    "mailbox.db-wal",
    "mailbox.db-shm",
    "mailbox.db-journal",
    "rollback.token",
    "rollback.token.new",
    "reserve",
    "reserve.new",
];

/// What a revoked device left behind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Surrendered {
    /// Changes that the relay does not have, sealed.
    pub changes: u64,
    /// Drafts, sealed.
    pub drafts: u64,
    /// Where they lie; none when there was nothing.
    pub file: Option<PathBuf>,
}

/// The work of a revoked device in one compartment, opened.
#[derive(Clone, Debug)]
pub struct RecoveredWork {
    /// The compartment.
    pub compartment: CompartmentId,
    /// The revoked device.
    pub device: DeviceId,
    /// What it held, when it could be opened here.
    pub opened: Option<OpenedWork>,
}

/// What it held.
#[derive(Clone, Debug, Default)]
pub struct OpenedWork {
    /// Changes that the relay does not have.
    pub changes: Vec<LaterChange>,
    /// Drafts, as they were typed.
    pub drafts: Vec<String>,
}

/// What is sealed. Kept as it was written, so that a later version can take it in.
#[derive(Default, Serialize, Deserialize)]
struct Work {
    changes: Vec<WorkChange>,
    drafts: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct WorkChange {
    record: String,
    kind: u16,
    schema: u16,
    /// The automerge change, in hexadecimal.
    bytes: String,
}

impl Device {
    /// Remembers the root that this device knows first: no other one can revoke it.
    pub(crate) fn remember_root(&self) -> Result<(), AppError> {
        let Some(known) = self.known.roster.collaborative() else { return Ok(()) };
        if self.db.read(remembered_root)?.is_none() {
            self.db.write(|tx: &Writing<'_>| tx.set_meta(ROOT, &known.root.0))?;
        }
        Ok(())
    }

    /// Whether the certificates prove that this device was revoked.
    ///
    /// # Errors
    /// `store.*`.
    pub fn is_cut_off(&self) -> Result<bool, AppError> {
        let revoked =
            self.known.roster.device(&self.me.device).is_some_and(protocol::roster::Device::is_revoked);
        let root = self.known.roster.collaborative().map(|known| known.root);
        Ok(revoked && root.is_some() && self.db.read(remembered_root)? == root)
    }

    /// Seals what the relay does not have, and the drafts, leaves them in the home, and wipes everything else.
    ///
    /// # Errors
    /// With the device, as it was: `device.not_revoked`; `revoked.not_sealed` when something could not be sealed;
    /// `store.*` when it could not be written.
    #[allow(clippy::result_large_err, reason = "nothing was wiped: who asked still has the device")]
    pub fn surrender(self) -> Result<Surrendered, (Self, AppError)> {
        match self.leave_work() {
            Ok(left) => {
                let Self { home, db, mailbox, .. } = self;
                drop((db, mailbox));
                // what cannot be removed now is removed the next time somebody opens the home
                if let Err(error) = wipe(home.dir()) {
                    tracing::warn!(code = error.code(), "wiping is to go on");
                }
                Ok(left)
            }
            Err(error) => Err((self, error)),
        }
    }

    fn leave_work(&self) -> Result<Surrendered, AppError> {
        if !self.is_cut_off()? {
            return Err(AppError::NotAllowed("device.not_revoked"));
        }
        let mut work = RevokedWork { device: self.me.device, parts: Vec::new() };
        let mut left = Surrendered { changes: 0, drafts: 0, file: None };
        let mut drafts = self.db.read(|tx| tx.everybodys_drafts())?;
        let for_drafts = self.compartment_for(None)?;
        for row in self.compartments()? {
            let mut part = Work { changes: self.unproven_in(row.compartment)?, ..Work::default() };
            if row.compartment == for_drafts {
                let typed = std::mem::take(&mut drafts).into_iter();
                part.drafts =
                    typed.map(|draft| String::from_utf8_lossy(&draft.fields).into_owned()).collect();
            }
            if part.changes.is_empty() && part.drafts.is_empty() {
                continue;
            }
            left.changes += part.changes.len() as u64;
            left.drafts += part.drafts.len() as u64;
            work.parts.push(self.sealed_part(handle(row.compartment), &part)?);
        }
        if !drafts.is_empty() {
            return Err(not_sealed());
        }
        if !work.parts.is_empty() {
            let path = self.home.dir().join(WORK_FILE);
            let bytes = work.encode();
            self.home.replace_file(&path, &bytes)?;
            if fs::read(&path).ok() != Some(bytes) {
                return Err(not_sealed());
            }
            left.file = Some(path);
        }
        let words =
            format!("{} was revoked: {} changes, {} drafts\n", self.me.device, left.changes, left.drafts);
        self.home.replace_file(&self.home.dir().join(MARKER), words.as_bytes())?;
        Ok(left)
    }

    /// What this device wrote in a compartment and that is not proven to be at the relay.
    fn unproven_in(&self, compartment: CompartmentId) -> Result<Vec<WorkChange>, AppError> {
        let proven = self.proven()?;
        let mut out = Vec::new();
        for stream in
            self.db.read(|tx| tx.streams())?.into_iter().filter(|row| row.compartment == compartment)
        {
            let mut next = 0;
            loop {
                let batch = self.db.read(|tx| tx.authored(stream.stream, next, 1024))?;
                let Some(last) = batch.last() else { break };
                next = last.stream_seq + 1;
                let unproven = |change: &&AuthoredChange| match proven.get(&stream.stream) {
                    Some(known) => !known.holds(change.stream_seq, change.position.is_some()),
                    None => true,
                };
                out.extend(batch.iter().filter(unproven).map(|change| WorkChange {
                    record: change.record.to_string(),
                    kind: change.kind.code(),
                    schema: change.schema,
                    bytes: HEXLOWER.encode(&change.bytes),
                }));
            }
        }
        Ok(out)
    }

    fn sealed_part(&self, compartment: CompartmentHandle, work: &Work) -> Result<RevokedWorkPart, AppError> {
        let plain = Zeroizing::new(serde_json::to_vec(work).map_err(|_| not_sealed())?);
        let known = self.known.roster.compartment(&compartment).ok_or_else(not_sealed)?;
        let context = context(self.me.device);
        let (to, sealed) = match (&known.charter, known.epoch) {
            (Some(charter), _) => {
                (SealedTo::Kit, seal_to_kit(&charter.escrow, compartment, &context, &plain)?)
            }
            (None, Some(epoch)) => {
                let inbox = Inbox { compartment, epoch: epoch.number, key: epoch.inbox };
                (SealedTo::Inbox(epoch.number), inbox.seal(&context, &plain)?)
            }
            (None, None) => return Err(not_sealed()),
        };
        if sealed.len() > protocol::limits::REVOKED_WORK_MAX_BYTES {
            return Err(not_sealed());
        }
        Ok(RevokedWorkPart { compartment, to, sealed })
    }

    /// Opens what a revoked device left, as far as this device, or the recovery kit, can.
    ///
    /// # Errors
    /// `protocol.unreadable` for what is no such file; `recovery_kit.*` for a kit that is mistyped;
    /// `quarantine.not_custodian` when nothing in it can be opened here.
    pub fn recover_work(&self, file: &[u8], kit: Option<&str>) -> Result<Vec<RecoveredWork>, AppError> {
        let work = RevokedWork::decode(file)?;
        let mut out = Vec::new();
        for part in &work.parts {
            let known = self.known.roster.compartment(&part.compartment);
            let opened = match known {
                Some(known) => self.open_part(work.device, part, known, kit)?,
                None => None,
            };
            let compartment = compartment_id(part.compartment);
            out.push(RecoveredWork { compartment, device: work.device, opened });
        }
        if out.iter().all(|one| one.opened.is_none()) {
            return Err(AppError::NotAllowed("quarantine.not_custodian"));
        }
        Ok(out)
    }

    fn open_part(
        &self,
        device: DeviceId,
        part: &RevokedWorkPart,
        known: &Compartment,
        kit: Option<&str>,
    ) -> Result<Option<OpenedWork>, AppError> {
        let context = context(device);
        let plain = match part.to {
            SealedTo::Kit => {
                let waits = self.waiting_kit(part.compartment)?;
                let Some(kit) = kit.or(waits.as_ref().map(|kit| kit.as_str())) else { return Ok(None) };
                read_kit(kit, known)?.open_sealed(&context, &part.sealed)?
            }
            SealedTo::Inbox(number) => {
                let id = compartment_id(part.compartment);
                let key = self.db.read(|tx| Self::epoch_key(tx, id, number))?;
                let issued = self.issued_epoch(part.compartment, number)?;
                let (Some(key), Some(issued)) = (key, issued) else { return Ok(None) };
                vault::open_epoch(&issued, &key)?.secrets.inbox.open(&context, &part.sealed)?
            }
        };
        let unreadable = || StoreError::Unreadable(WORK_FILE.to_owned());
        let work: Work = serde_json::from_slice(&plain).map_err(|_| unreadable())?;
        let mut opened = OpenedWork { changes: Vec::new(), drafts: work.drafts };
        for one in work.changes {
            let bytes = HEXLOWER.decode(one.bytes.as_bytes()).map_err(|_| unreadable())?;
            let record: RecordId = one.record.parse().map_err(|_| unreadable())?;
            let change = merge::inspect(&bytes)?;
            opened.changes.push(LaterChange { record, kind: RecordKind::from_code(one.kind), change });
        }
        Ok(Some(opened))
    }
}

fn remembered_root(tx: &Reading<'_>) -> Result<Option<PublicKey>, StoreError> {
    Ok(tx.meta(ROOT)?.and_then(|bytes| bytes.try_into().ok()).map(PublicKey))
}

/// Bound into what is sealed: the work of one device is not taken for another's.
fn context(device: DeviceId) -> Vec<u8> {
    [b"footbridge revoked work 1\0".as_slice(), &device.0].concat()
}

fn not_sealed() -> AppError {
    AppError::NotAllowed("revoked.not_sealed")
}

/// An error for a home whose device was revoked; what was left of it is wiped first.
///
/// # Errors
/// `home.revoked`.
pub(crate) fn require_not_revoked(dir: &Path) -> Result<(), AppError> {
    if !dir.join(MARKER).exists() {
        return Ok(());
    }
    wipe(dir)?;
    Err(AppError::Revoked)
}

/// Removes everything but the marker and the work. The keys first, and overwritten: without them the rest is noise.
fn wipe(dir: &Path) -> Result<(), AppError> {
    for name in WIPED {
        let path = dir.join(name);
        let failed = |error: std::io::Error| AppError::File {
            path: path.display().to_string(),
            reason: error.to_string(),
        };
        let Ok(found) = path.metadata() else { continue };
        if name.starts_with("keyfile") {
            let mut file = fs::OpenOptions::new().write(true).open(&path).map_err(failed)?;
            let noughts = vec![0; usize::try_from(found.len()).unwrap_or(0)];
            file.write_all(&noughts).and_then(|()| file.sync_all()).map_err(failed)?;
        }
        fs::remove_file(&path).map_err(failed)?;
    }
    Ok(())
}
