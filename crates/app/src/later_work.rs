//! The later work of revoked devices, for the custodian: what it says, and the decision about it.

use std::collections::BTreeMap;

use domain::{CompartmentId, RecordId, RecordKind};
use merge::Inspected;
use protocol::certificate::LaterWorkDecided;
use protocol::limits::SEGMENTS_DECIDED_MAX;
use protocol::roster::{Compartment, RosterError};
use protocol::{CompartmentHandle, DeviceId, Entry, Hash, Segment, Statement};
use store::QuarantineRow;
use vault::{ChangeContext, RecordKey, RecoveryKit, RecoveryKitError, SigningKey};

use zeroize::Zeroizing;

use crate::device::{handle, secrets};
use crate::enrolment::Wanted;
use crate::ingest::{REJECTED, WAITS};
use crate::{AppError, Device, MemberNamesView};

/// A segment of a revoked device that does not count, or does not count yet.
#[derive(Clone, Debug)]
pub struct LaterWorkHeld {
    /// Names it: what the decision says.
    pub segment: Hash,
    /// Where it was written to.
    pub compartment: CompartmentId,
    /// The revoked device.
    pub device: DeviceId,
    /// Whose device it was.
    pub names: MemberNamesView,
    /// Entries in it.
    pub entries: u32,
    /// When this device put it aside, milliseconds since 1970.
    pub at_ms: i64,
    /// Whether the custodian decided against it.
    pub rejected: bool,
    /// What it says, as far as this device can open it.
    pub changes: Vec<LaterChange>,
}

/// One change in such a segment.
#[derive(Clone, Debug)]
pub struct LaterChange {
    /// The record it is of.
    pub record: RecordId,
    /// What that is; nothing for a kind that a newer version invented.
    pub kind: Option<RecordKind>,
    /// The change.
    pub change: Inspected,
}

/// What became of a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LaterWorkSettled {
    /// Segments that it was about.
    pub segments: usize,
    /// Entries in them.
    pub entries: u64,
}

impl Device {
    /// What waits for a decision about revoked devices' later work, and what was rejected.
    ///
    /// # Errors
    /// `store.*`.
    pub fn held_later_work(&self) -> Result<Vec<LaterWorkHeld>, AppError> {
        let mut out = Vec::new();
        for (reason, rejected) in [(WAITS, false), (REJECTED, true)] {
            for row in self.db.read(|tx| tx.quarantined_for(reason))? {
                out.extend(self.held_segment(&row, rejected)?);
            }
        }
        Ok(out)
    }

    /// The segments that somebody means: each by its id, a start of it, or by the device that signed it (all that waits of
    /// it).
    ///
    /// # Errors
    /// `quarantine.not_waiting` for one that means none.
    pub fn find_later_work(&self, named: &[String]) -> Result<Vec<Hash>, AppError> {
        let held = self.held_later_work()?;
        let mut out = Vec::new();
        for name in named {
            let name = name.trim().to_lowercase();
            let is_start = |id: String| !name.is_empty() && id.starts_with(&name);
            let of_device = held.iter().filter(|one| !one.rejected && is_start(one.device.to_string()));
            let mut found: Vec<Hash> = of_device.map(|one| one.segment).collect();
            if found.is_empty() {
                found.extend(held.iter().map(|one| one.segment).filter(|id| is_start(id.to_string())));
                found.truncate(usize::from(found.len() == 1));
            }
            if found.is_empty() {
                return Err(not_waiting());
            }
            out.extend(found);
        }
        Ok(out)
    }

    fn held_segment(&self, row: &QuarantineRow, rejected: bool) -> Result<Option<LaterWorkHeld>, AppError> {
        let Ok(segment) = Segment::decode(&row.bytes) else { return Ok(None) };
        let device = segment.header.device;
        let member = self.known.roster.device(&device).map(|found| found.member);
        let changes = self.changes_in(&segment)?;
        Ok(Some(LaterWorkHeld {
            segment: segment.hash(),
            compartment: row.compartment,
            device,
            names: member.map(|member| self.names_of(member)).unwrap_or_default(),
            entries: segment.header.count,
            at_ms: row.at_ms,
            rejected,
            changes,
        }))
    }

    /// The changes in a segment that opens with what this device holds. What is malformed is left out.
    fn changes_in(&self, segment: &Segment) -> Result<Vec<LaterChange>, AppError> {
        let compartment = crate::device::compartment_id(segment.header.compartment);
        let key = self.db.read(|tx| Self::epoch_key(tx, compartment, segment.header.key_epoch))?;
        let Some(entries) = key.and_then(|key| vault::open_segment(&key, segment).ok()) else {
            return Ok(Vec::new());
        };
        let kept = self.mailbox.incoming_with(segment.hash())?.map(|row| row.keyboxes).unwrap_or_default();
        let mut out = Vec::new();
        for entry in entries {
            let Some(key) = self.record_key(compartment, &entry, &kept)? else { continue };
            let context = ChangeContext {
                compartment: segment.header.compartment,
                record: entry.record,
                kind: entry.kind,
                schema: entry.schema,
            };
            let change = vault::open_change(&key, &context, &entry.sealed).ok();
            if let Some(change) = change.and_then(|bytes| merge::inspect(&bytes).ok()) {
                let record = RecordId::from_bytes(entry.record);
                out.push(LaterChange { record, kind: RecordKind::from_code(entry.kind), change });
            }
        }
        Ok(out)
    }

    /// The record's key: kept before, or in a keybox that came with the segment.
    fn record_key(
        &self,
        compartment: CompartmentId,
        entry: &Entry,
        kept: &[protocol::Keybox],
    ) -> Result<Option<RecordKey>, AppError> {
        if let Some(row) = self.db.read(|tx| tx.keybox(entry.keybox))? {
            return Ok(Some(RecordKey::from_bytes(&row.key.0)));
        }
        let Some(keybox) = kept.iter().find(|one| one.handle == entry.keybox) else { return Ok(None) };
        let epoch = self.db.read(|tx| Self::epoch_key(tx, compartment, keybox.key_epoch))?;
        Ok(epoch.and_then(|epoch| vault::open_keybox(&epoch, keybox).ok()))
    }

    /// Adopts or rejects what waits of revoked devices: everybody takes it in, or leaves it out for good. `segments` are
    /// their hashes; all must wait here. `kit` is the recovery kit as it is printed, where none waits on this device.
    ///
    /// # Errors
    /// `quarantine.not_waiting` for a segment that does not wait here; `quarantine.not_custodian` without the key that
    /// decides; `recovery_kit.*` for a kit that is mistyped or of another compartment; `relay.*`, `net.*`: nothing was
    /// decided then.
    pub fn decide_later_work(
        &mut self,
        segments: &[Hash],
        adopted: bool,
        kit: Option<&str>,
    ) -> Result<LaterWorkSettled, AppError> {
        let held = self.held_later_work()?;
        let mut by_device: BTreeMap<(CompartmentHandle, DeviceId), Vec<Hash>> = BTreeMap::new();
        let mut entries = 0;
        for segment in segments {
            let waits = |one: &&LaterWorkHeld| one.segment == *segment && !one.rejected;
            let found = held.iter().find(waits).ok_or_else(not_waiting)?;
            let of = by_device.entry((handle(found.compartment), found.device)).or_default();
            if !of.contains(segment) {
                of.push(*segment);
                entries += u64::from(found.entries);
            }
        }
        let mut statements = Vec::new();
        for ((compartment, device), mut segments) in by_device {
            let key = self.custodian_key(compartment, kit)?;
            segments.sort_unstable();
            for some in segments.chunks(SEGMENTS_DECIDED_MAX) {
                let body = LaterWorkDecided { device, adopted, segments: some.to_vec() };
                statements.push((compartment, SigningKey::from_bytes(key.expose())?, body));
            }
        }
        if statements.is_empty() {
            return Err(not_waiting());
        }
        let settled = LaterWorkSettled {
            segments: statements.iter().map(|(_, _, body)| body.segments.len()).sum(),
            entries,
        };
        self.at_relay(|me, line, signer| {
            me.publish(line, signer, |_| {
                let wanted = statements.iter().map(|(compartment, key, body)| {
                    Ok(Wanted {
                        log: (*compartment).into(),
                        issuer: SigningKey::from_bytes(key.expose())?,
                        statement: Statement::LaterWorkDecided(body.clone()),
                        sealed: Vec::new(),
                    })
                });
                wanted.collect()
            })
        })?;
        Ok(settled)
    }

    /// The key that decides about later work in this compartment: the custodian's, from the kit; where there is no
    /// charter, an administrator's.
    fn custodian_key(
        &self,
        compartment: CompartmentHandle,
        kit: Option<&str>,
    ) -> Result<SigningKey, AppError> {
        let known = self.known.roster.compartment(&compartment).ok_or(RosterError::WrongLog)?;
        if known.charter.is_none() {
            let key = self.db.read(|tx| secrets::administrator_key(tx, compartment))?;
            return key.filter(|key| known.is_custodian(&key.public())).ok_or_else(not_custodian);
        }
        let waits = self.waiting_kit(compartment)?;
        let Some(kit) = kit.or(waits.as_ref().map(|kit| kit.as_str())) else { return Err(not_custodian()) };
        Ok(read_kit(kit, known)?.custodian)
    }
}

impl Device {
    /// The recovery kit of a compartment that waits here to be put away.
    pub(crate) fn waiting_kit(
        &self,
        compartment: CompartmentHandle,
    ) -> Result<Option<Zeroizing<String>>, AppError> {
        self.db.read(|tx| secrets::recovery_kit(tx, compartment))
    }
}

/// The kit, if it is the one of this compartment.
pub(crate) fn read_kit(text: &str, compartment: &Compartment) -> Result<RecoveryKit, AppError> {
    let kit: RecoveryKit = text.parse().map_err(|error: RecoveryKitError| AppError::Input {
        code: error.code(),
        what: "type the recovery kit as it is printed, group by group",
    })?;
    let is_its = kit.compartment == compartment.handle && compartment.is_custodian(&kit.custodian.public());
    if is_its {
        return Ok(kit);
    }
    Err(AppError::Input {
        code: "recovery_kit.other_compartment",
        what: "the recovery kit is of another compartment",
    })
}

fn not_waiting() -> AppError {
    AppError::Input {
        code: "quarantine.not_waiting",
        what: "no such work of a revoked device waits here for a decision: look at `quarantine list`",
    }
}

fn not_custodian() -> AppError {
    AppError::NotAllowed("quarantine.not_custodian")
}
