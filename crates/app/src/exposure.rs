//! What was readable on a device: what has to be known about one that was lost. What was read cannot be unread.

use std::collections::BTreeMap;

use domain::{CompartmentId, RecordKind};
use protocol::DeviceId;

use crate::device::handle;
use crate::enrolment::DeviceInfo;
use crate::ingest::heard_of_revocation;
use crate::{AppError, Device};

/// What was readable on one device, as far as this one can know.
#[derive(Clone, Debug)]
pub struct Exposure {
    /// The device and whose it is.
    pub device: DeviceInfo,
    /// When this device heard that it was revoked, milliseconds since 1970; what came after that is not counted.
    pub revoked_heard_ms: Option<i64>,
    /// The compartments of this device that it was in. Of others nothing is known here.
    pub compartments: Vec<ExposedCompartment>,
    /// Drafts on it: known for this very device only, as drafts leave none.
    pub drafts: Option<u64>,
}

/// What was readable in one compartment: everything in it, what was written before the device entered, too.
#[derive(Clone, Debug)]
pub struct ExposedCompartment {
    /// Which.
    pub compartment: CompartmentId,
    /// Its name.
    pub name: String,
    /// Records by kind.
    pub records: BTreeMap<RecordKind, u64>,
    /// When the first of its work came here, milliseconds since 1970: it was inside by then.
    pub first_work_ms: Option<i64>,
    /// When the latest of its work came here: the last that is known of it.
    pub last_work_ms: Option<i64>,
    /// Whether the compartment's key was replaced by one that it does not know.
    pub key_replaced: bool,
}

impl Device {
    /// What was readable on a device of the collaborative, in the compartments that this one is in.
    ///
    /// # Errors
    /// `certificate.unknown_device`; `store.*`.
    pub fn exposure(&self, device: DeviceId) -> Result<Exposure, AppError> {
        let info = self.devices()?.into_iter().find(|one| one.device == device);
        let info = info.ok_or(protocol::roster::RosterError::UnknownDevice)?;
        let heard = self.db.read(|tx| heard_of_revocation(tx, device))?;
        let until = heard.map_or(i64::MAX, |(_, journal)| journal);
        let mut compartments = Vec::new();
        for row in self.compartments()? {
            let known = self.known.roster.compartment(&handle(row.compartment));
            let Some(known) = known.filter(|known| known.admitted.contains(&device)) else { continue };
            let (records, work) = self.db.read(|tx| {
                let records = tx.kinds_until(row.compartment, until)?;
                Ok::<_, AppError>((records, tx.work_of(device, row.compartment)?))
            })?;
            compartments.push(ExposedCompartment {
                compartment: row.compartment,
                name: row.name,
                records: records.into_iter().collect(),
                first_work_ms: work.map(|(first, _)| first),
                last_work_ms: work.map(|(_, last)| last),
                key_replaced: !known.knowers.contains(&device),
            });
        }
        let drafts = if info.own { Some(self.draft_count()?) } else { None };
        Ok(Exposure { device: info, revoked_heard_ms: heard.map(|(at_ms, _)| at_ms), compartments, drafts })
    }
}
