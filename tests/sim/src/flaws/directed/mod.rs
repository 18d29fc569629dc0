//! Small runs that each lead straight to one kind of trouble: for flaws that a run made by chance meets too seldom, or
//! cannot meet. Whole devices and the real relay; a run knows nothing of flaws, it only looks whether a promise holds.

mod authorship;
mod disks;
mod handoffs;
mod relays;
mod taking;

use std::collections::BTreeMap;

use app::{SavedContact, TypedContact, TypedFields, Whom};
use testkit::field::{Field, Keeps, Persona};

use crate::disk::DiskError;
use crate::violation::{Promise, Run, Violation};

/// One run, with the name it has in the table.
#[derive(Clone, Copy, Debug)]
pub struct Directed {
    /// Its name.
    pub name: &'static str,
    /// Runs it: an error is a broken promise.
    pub run: fn() -> Run,
}

/// Every directed run.
pub const ALL: &[Directed] = &[
    Directed { name: "power-cut-of-a-device", run: disks::power_cut_of_a_device },
    Directed { name: "power-cut-of-a-closed-mailbox", run: disks::power_cut_of_a_closed_mailbox },
    Directed { name: "power-cut-of-the-relay", run: disks::power_cut_of_the_relay },
    Directed { name: "failing-disk-of-a-device", run: disks::failing_disk_of_a_device },
    Directed { name: "failing-disk-of-the-relay", run: disks::failing_disk_of_the_relay },
    Directed { name: "crash-while-fetching", run: disks::crash_while_fetching },
    Directed { name: "more-than-a-page", run: taking::more_than_a_page },
    Directed { name: "damage-at-the-relay", run: taking::damage_at_the_relay },
    Directed { name: "a-newer-release", run: taking::a_newer_release },
    Directed { name: "slices", run: taking::slices },
    Directed { name: "a-relay-in-trouble", run: relays::a_relay_in_trouble },
    Directed { name: "an-outdated-answer", run: relays::an_outdated_answer },
    Directed { name: "a-form-left-open", run: authorship::a_form_left_open },
    Directed { name: "a-draft-goes-on", run: authorship::a_draft_goes_on },
    Directed { name: "two-take-over", run: handoffs::two_take_over },
    Directed { name: "a-database-put-back", run: relays::a_database_put_back },
];

/// The agencies of every directed run.
const HEALTH: &str = "Ridge County Health";
const PATROL: &str = "Ridge County Sheriff";

/// A founder and a patrol, in step.
struct Pair {
    field: Field,
    founder: Persona,
    patrol: Persona,
}

/// Two devices around a relay in memory.
fn pair(seed: u64) -> Run<Pair> {
    let mut field = Field::new(seed)?;
    let mut founder = field.found(HEALTH)?;
    let patrol = field.join(&mut founder, "patrol", PATROL)?;
    let mut pair = Pair { field, founder, patrol };
    pair.settle()?;
    Ok(pair)
}

/// The same around a relay whose store lies in a folder.
fn pair_on_disk(seed: u64) -> Run<Pair> {
    let Pair { field, founder, patrol } = pair(seed)?;
    let template = field.into_template(&mut [founder, patrol])?;
    let (field, personas) = Field::of_template(&template, seed, 2, &Keeps::OnDisk)?;
    let [founder, patrol] = <[Persona; 2]>::try_from(personas)
        .map_err(|_| Violation::of(Promise::Harness, "a template of two is not two"))?;
    Ok(Pair { field, founder, patrol })
}

impl Pair {
    /// Both sync until they are in step.
    fn settle(&mut self) -> Run {
        for _ in 0..3 {
            sync(&mut self.founder)?;
            sync(&mut self.patrol)?;
        }
        Ok(())
    }
}

/// A patient sync that must end in step.
fn sync(persona: &mut Persona) -> Run<app::SyncReport> {
    let report = persona.sync_for(3_600_000)?;
    hold(Promise::NothingLost, report.up_to_date, || format!("{}: {report:?}", persona.name()))?;
    Ok(report)
}

/// Somebody is met, and it is said that it is saved.
fn meet(persona: &mut Persona, family: &str) -> Run<SavedContact> {
    Ok(persona.device()?.record_contact(&contact(family))?)
}

fn contact(family: &str) -> TypedContact {
    TypedContact {
        pathway: "naloxone_plus".to_owned(),
        whom: Whom::New(typed(&[("name.given", "Marisol"), ("name.family", family)])),
        fields: typed(&[("offer", "offered")]),
        ..TypedContact::default()
    }
}

fn typed(pairs: &[(&str, &str)]) -> TypedFields {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect::<BTreeMap<_, _>>()
}

/// What was said to be saved is on this device.
fn holds(promise: Promise, persona: &mut Persona, saved: &SavedContact) -> Run {
    let name = persona.name();
    let device = persona.device()?;
    for id in [saved.person, saved.contact, saved.incident] {
        hold(promise, device.record(id).is_ok(), || format!("{name}: {id} is not there"))?;
    }
    Ok(())
}

/// A promise that is broken unless `kept` says so.
fn hold(promise: Promise, kept: bool, what: impl FnOnce() -> String) -> Run {
    if kept { Ok(()) } else { Err(Violation::of(promise, what())) }
}

/// The simulated disk's own trouble is the harness's.
fn of_disk<T>(done: Result<T, DiskError>) -> Run<T> {
    done.map_err(|error| Violation::of(Promise::Harness, error.to_string()))
}
