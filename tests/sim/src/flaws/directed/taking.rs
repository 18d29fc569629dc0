//! Taking in: more than a page, what cannot be used, what cannot be used yet, and a little at a time.

use app::domain::RecordId;
use app::{Progress, Slice};
use protocol::CompartmentHandle;
use protocol::limits::SEGMENTS_PER_ANSWER_MAX;
use testkit::field::{Life, Persona};
use whatif::{Release, with_release};

use super::{Pair, hold, holds, meet, pair, sync, typed};
use crate::violation::{Promise, Run};

const OLDER: Release = Release { app: "0.1.0", schema: 1 };
const NEWER: Release = Release { app: "0.2.0", schema: 2 };

/// One segment more than one answer of the relay may hold.
pub fn more_than_a_page() -> Run {
    let Pair { field: _field, mut founder, mut patrol } = pair(21)?;
    let id = meet(&mut founder, "Grove")?.person;
    for number in 0..=SEGMENTS_PER_ANSWER_MAX {
        founder.device()?.edit(id, &typed(&[("phone", &format!("555-{number:04}"))]))?;
    }
    let last = founder.device()?.record(id)?;
    sync(&mut founder)?;
    sync(&mut patrol)?;
    let got = patrol.device()?.record(id)?;
    hold(Promise::NothingLost, got == last, || "the last page of a long backlog is missing".to_owned())
}

/// Somebody damaged what the relay holds: it cannot be used, and that is told.
pub fn damage_at_the_relay() -> Run {
    let Pair { mut field, mut founder, mut patrol } = pair(22)?;
    let compartment = founder.device()?.compartments()?.first().map_or([0; 16], |row| row.compartment.0);
    meet(&mut founder, "Hazel")?;
    sync(&mut founder)?;
    field.damage_relay(CompartmentHandle(compartment), Life::Same, |segment| {
        if let Some(last) = segment.last_mut() {
            *last ^= 1;
        }
    })?;
    patrol.sync_for(3_600_000)?;
    let aside = patrol.device()?.kept_aside()?;
    hold(Promise::NothingLost, !aside.is_empty(), || "what could not be used is nowhere".to_owned())
}

/// What a newer release wrote waits on an older one, unharmed, and is taken up when that is upgraded.
pub fn a_newer_release() -> Run {
    let Pair { field: _field, mut founder, mut patrol } = pair(23)?;
    founder.close();
    patrol.close();
    let person = with_release(OLDER, || meet(&mut patrol, "Juniper"))?.person;
    with_release(OLDER, || sync(&mut patrol))?;
    with_release(NEWER, || -> Run {
        sync(&mut founder)?;
        founder.device()?.edit(person, &typed(&[("bond.kind", "sister")]))?;
        founder.device()?.edit(person, &typed(&[("bond.name", "Rosalind")]))?;
        sync(&mut founder).map(|_| ())
    })?;
    with_release(OLDER, || older_waits(&mut patrol, person))?;
    patrol.close();
    with_release(NEWER, || -> Run {
        sync(&mut patrol)?;
        sync(&mut founder)?;
        let (theirs, ours) = (founder.device()?.record(person)?, patrol.device()?.record(person)?);
        let all = ours.text("bond.name") == Some("Rosalind") && ours.text("phone") == Some("555-0100");
        hold(Promise::NothingLost, theirs == ours && all, || {
            "what waited for an upgrade is not there".to_owned()
        })
    })
}

fn older_waits(patrol: &mut Persona, person: RecordId) -> Run {
    let report = sync(patrol)?;
    hold(Promise::NothingLost, report.parked == 2, || format!("parked: {}", report.parked))?;
    let device = patrol.device()?;
    let shown = device.record(person)?;
    hold(Promise::Converges, shown.text("bond.kind").is_none(), || "an older release shows it".to_owned())?;
    // its own work goes on meanwhile
    device.edit(person, &typed(&[("phone", "555-0100")]))?;
    sync(patrol).map(|_| ())
}

/// A segment of several entries, taken in one entry at a time.
pub fn slices() -> Run {
    let Pair { field: _field, mut founder, mut patrol } = pair(24)?;
    let saved = meet(&mut founder, "Larch")?;
    sync(&mut founder)?;
    let device = patrol.device()?;
    let mut delivery = device.courier()?.run(0, &mut Progress::silent())?;
    while device.take_delivery(&mut delivery, Slice::of(1))?.more {}
    holds(Promise::NothingLost, &mut patrol, &saved)
}
