//! One run: the plan's steps one after the other, with what is checked after each, and what is checked at the end.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::OnceLock;

use testkit::field::{Field, FieldError, Persona, Template};

use crate::lens::Lens;
use crate::plan::{Deed, Plan, Step};
use crate::story::Story;
use crate::violation::{Promise, Run, Violation};
use crate::world::{Actor, NEWER, OLDER, World};

/// What to run of a seed.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Only these steps of the plan.
    pub only: Option<BTreeSet<usize>>,
}

/// What came of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// How often each thing happened.
    pub tally: BTreeMap<&'static str, u64>,
    /// The run in words.
    pub story: Story,
}

/// A broken promise, and the run up to it.
#[derive(Clone, Debug)]
pub struct Failure {
    /// What was broken.
    pub violation: Violation,
    /// How it came.
    pub summary: Summary,
    /// The steps that were not skipped.
    pub done: BTreeSet<usize>,
}

/// Those who were there when the collaborative was founded: role and agency.
const CREW: [(&str, &str); 5] = [
    ("coordinator", "Ridge County Health"),
    ("patrol", "Ridge County Sheriff"),
    ("ems", "Ridge County EMS"),
    ("outreach", "Bridgeway Outreach"),
    ("provider", "Harbor Recovery Center"),
];

/// Founded once, by a build without flaws, on a thread of its own: a flaw belongs to the thread that runs a plan.
fn template() -> Result<&'static Template, Violation> {
    static TEMPLATE: OnceLock<Result<Template, String>> = OnceLock::new();
    let made = TEMPLATE.get_or_init(|| {
        let founded = std::thread::spawn(|| whatif::with_release(OLDER, found));
        match founded.join() {
            Ok(made) => made.map_err(|error| error.to_string()),
            Err(_) => Err("founding panicked".to_owned()),
        }
    });
    made.as_ref().map_err(|error| Violation::of(Promise::Harness, error.clone()))
}

fn found() -> Result<Template, FieldError> {
    let mut field = Field::new(0xf00d)?;
    let mut crew = vec![field.found(CREW[0].1)?];
    for (role, agency) in &CREW[1..] {
        let joined = field.join(&mut crew[0], role, agency)?;
        crew.push(joined);
    }
    for _ in 0..2 {
        for persona in &mut crew {
            persona.sync()?;
        }
    }
    field.into_template(&mut crew)
}

/// Runs a seed.
///
/// # Errors
/// A broken promise.
pub fn run(seed: u64, options: &Options) -> Result<Summary, Box<Failure>> {
    run_plan(&Plan::of(seed), options)
}

/// Runs a plan.
///
/// # Errors
/// As [`run`].
pub fn run_plan(plan: &Plan, options: &Options) -> Result<Summary, Box<Failure>> {
    let mut world = match World::of(plan) {
        Ok(world) => world,
        Err(violation) => {
            let summary = Summary::default();
            return Err(Box::new(Failure { violation, summary, done: BTreeSet::new() }));
        }
    };
    let mut done = BTreeSet::new();
    let ended = catch_unwind(AssertUnwindSafe(|| world.go(plan, options, &mut done)));
    let ended = ended.unwrap_or_else(|panic| Err(Violation::of(Promise::NoFault, words(panic.as_ref()))));
    let summary =
        Summary { tally: std::mem::take(&mut world.tally), story: std::mem::take(&mut world.story) };
    match ended {
        Ok(()) => Ok(summary),
        Err(violation) => Err(Box::new(Failure { violation, summary, done })),
    }
}

fn words(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
    format!("panic: {}", text.unwrap_or("without words"))
}

impl World {
    fn of(plan: &Plan) -> Run<Self> {
        let template = template()?;
        let (mut field, personas) = Field::of_template(template, plan.seed, plan.devices, &plan.keeps)?;
        field.listen_in();
        let actor = |(at, persona): (usize, Persona)| {
            let (role, agency) = CREW[at];
            let release = if plan.older >> at & 1 == 1 { OLDER } else { NEWER };
            let mut actor = Actor::new(role.to_owned(), agency.to_owned(), persona, release);
            actor.device = template.devices().get(at).copied();
            actor
        };
        let actors = personas.into_iter().enumerate().map(actor).collect();
        let started_ms = field.clock().true_ms();
        let mut world = Self {
            field,
            actors,
            backups: Vec::new(),
            relays: Vec::new(),
            saved: Vec::new(),
            recorded: Vec::new(),
            people: Vec::new(),
            contacts: Vec::new(),
            follow_ups: Vec::new(),
            handoffs: Vec::new(),
            orphans: BTreeSet::new(),
            gone: BTreeSet::new(),
            doubled: BTreeSet::new(),
            forgotten: BTreeSet::new(),
            story: Story::default(),
            tally: BTreeMap::new(),
            lens: Lens::default(),
            compartment: template.compartment(),
            seed: plan.seed,
            disks: plan.disks,
            relay_disk: None,
            step: None,
            started_ms,
        };
        for who in 0..world.actors.len() {
            world.give_disk(who)?;
        }
        world.give_relay_disk()?;
        Ok(world)
    }

    fn go(&mut self, plan: &Plan, options: &Options, done: &mut BTreeSet<usize>) -> Run {
        for step in &plan.steps {
            if options.only.as_ref().is_some_and(|only| !only.contains(&step.number)) {
                continue;
            }
            if self.take(step)? {
                done.insert(step.number);
            }
        }
        self.heal()?;
        self.meet()?;
        self.judge()
    }

    /// One step; whether there was anything to do it with.
    fn take(&mut self, step: &Step) -> Run<bool> {
        self.step = Some(step.number);
        // no two things at one moment
        self.field.clock().advance(20_000 + 1_000 * i64::try_from(step.number).unwrap_or(0));
        let who = usize::try_from(step.who).unwrap_or(0) % self.actors.len();
        let done = match &step.deed {
            Deed::Pass { span_ms } => {
                self.field.clock().advance(*span_ms);
                self.tell("", format_args!("{} hours pass", span_ms / 3_600_000));
                true
            }
            deed => self.work(who, deed)? || self.befall(who, deed)? || self.befall_relay(deed)?,
        };
        if done {
            self.count(step.deed.word());
        }
        self.look_after(who)?;
        Ok(done)
    }
}
