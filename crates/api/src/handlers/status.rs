//! How the device stands.

use std::collections::BTreeMap;

use app::{Device, KeptAside, Progress};

use crate::ApiError;
use crate::requests::Nothing;
use crate::views::*;

pub(crate) fn status(device: &mut Device, _: Nothing, _: &mut Progress<'_>) -> Result<StatusView, ApiError> {
    let compartment =
        |row: app::CompartmentRow| CompartmentView { handle: row.compartment.to_string(), name: row.name };
    let profile = device.profile();
    Ok(StatusView {
        device: device.id().to_string(),
        member: device.member().to_string(),
        name: profile.name.clone().unwrap_or_default(),
        agency: profile.agency.clone(),
        role: profile.role.word().to_owned(),
        class: profile.class.word().to_owned(),
        relay: device.relay_url()?,
        compartments: device.compartments()?.into_iter().map(compartment).collect(),
        unsent: device.unsent()?,
        drafts: device.draft_count()?,
        last_sync_ms: device.last_sync_ms()?,
    })
}

/// Outcomes that every summary names, also when nobody had them; others appear when somebody did.
const OUTCOMES: [&str; 9] = [
    "transported_to_treatment",
    "verbally_referred",
    "refused_transport",
    "hospital_conscious",
    "hospital_unconscious",
    "released",
    "arrest",
    "other",
    "unknown",
];

pub(crate) fn summary(
    device: &mut Device,
    _: Nothing,
    _: &mut Progress<'_>,
) -> Result<SummaryView, ApiError> {
    let counts = device.counts()?;
    let mut outcomes: BTreeMap<String, u64> = OUTCOMES.map(|code| (code.to_owned(), 0)).into();
    outcomes.extend(counts.outcomes);
    Ok(SummaryView {
        incidents: counts.incidents,
        people: counts.people,
        contacts: counts.contacts,
        people_given_naloxone: counts.people_given_naloxone,
        administrations: counts.administrations,
        doses: counts.doses,
        handoffs: counts.handoffs,
        followups: counts.follow_ups,
        unsent: device.unsent()?,
        conflicts: counts.conflicts,
        quarantined: counts.quarantined,
        parked: counts.parked,
        outcomes,
    })
}

pub(crate) fn digest(device: &mut Device, _: Nothing, _: &mut Progress<'_>) -> Result<DigestView, ApiError> {
    let view = |(compartment, name, digest): (app::domain::CompartmentId, String, app::Hash)| {
        CompartmentDigestView { compartment: compartment.to_string(), name, digest: digest.to_string() }
    };
    Ok(DigestView { compartments: device.digests()?.into_iter().map(view).collect() })
}

pub(crate) fn rebuild(
    device: &mut Device,
    _: Nothing,
    _: &mut Progress<'_>,
) -> Result<RebuildView, ApiError> {
    let found = device.rebuild()?;
    Ok(RebuildView { records: found.records, changes: found.changes, equal: found.equal })
}

pub(crate) fn aside(
    device: &mut Device,
    _: Nothing,
    _: &mut Progress<'_>,
) -> Result<AsideListView, ApiError> {
    let view = |kept: KeptAside| match kept {
        KeptAside::Quarantined(row) => AsideView {
            number: row.id,
            state: "quarantined".to_owned(),
            record: row.record.map(|id| id.to_string()),
            code: row.reason,
            since_ms: row.at_ms,
        },
        KeptAside::Parked(row) => AsideView {
            number: row.id,
            state: "parked".to_owned(),
            record: row.record.map(|id| id.to_string()),
            code: row.reason.code().to_owned(),
            since_ms: row.since_ms,
        },
    };
    let entries = device.kept_aside()?.into_iter().map(view).collect();
    Ok(AsideListView { entries, hidden: device.hides_others() })
}
