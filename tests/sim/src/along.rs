//! What is checked after every step.

use std::collections::BTreeSet;

use app::{Device, HandoffSeen};
use domain::RecordId;
use domain::handoff::{Kind, Party, Phase};

use crate::violation::{Promise, Run, Violation};
use crate::world::World;

/// More entries kept aside than a run of this size can cause.
const ASIDE_MAX: usize = 2_000;

impl World {
    /// Looks at the device that has just done something, if it is open, and then over all.
    pub fn look_after(&mut self, who: usize) -> Run {
        if !self.actors[who].persona.is_open() {
            return Ok(());
        }
        let actor = &mut self.actors[who];
        let name = actor.name.clone();
        let device = actor.persona.device()?;
        let mut views = Vec::new();
        for seen in device.handoffs(200)? {
            if seen.state.accountable.is_empty() {
                let what = format!("{name}: nobody answers in handoff {} ({:?})", seen.id, seen.state.phase);
                return Err(Violation::of(Promise::SomebodyAnswers, what));
            }
            if let Some(party) = let_go_without_a_word(&seen) {
                let what = format!("{name}: {party} took over in handoff {} and does not answer", seen.id);
                return Err(Violation::of(Promise::SomebodyAnswers, what));
            }
            views.push((seen.id, (seen.state.phase, seen.mine)));
        }
        if device.kept_aside()?.len() > ASIDE_MAX || device.waiting()? > ASIDE_MAX as u64 {
            return Err(Violation::of(Promise::Bounded, format!("{name}: too much waits or is kept aside")));
        }
        drafts_are_there(&name, device, &actor.drafts)?;
        actor.handoffs.extend(views);
        self.somebody_answers()
    }

    /// Over all devices' own views: for each handoff somebody says "I do".
    fn somebody_answers(&self) -> Run {
        let known: BTreeSet<RecordId> =
            self.actors.iter().flat_map(|actor| actor.handoffs.keys().copied()).collect();
        // the third excuse; and a lost acceptance is nobody's
        if self.actors.iter().any(|actor| actor.behind) {
            return Ok(());
        }
        for id in known.into_iter().filter(|id| !self.orphans.contains(id)) {
            let views: Vec<&(Phase, bool)> =
                self.actors.iter().filter_map(|actor| actor.handoffs.get(&id)).collect();
            let is_over = views.iter().any(|(phase, _)| *phase == Phase::Closed);
            if !is_over && !views.iter().any(|(_, mine)| *mine) {
                let what = format!("no device says of itself that it answers in handoff {id}: {views:?}");
                return Err(Violation::of(Promise::SomebodyAnswers, what));
            }
        }
        Ok(())
    }
}

/// A party that took over answers until it said that it is relieved, until somebody took it from it, or until the
/// person arrived: from the events alone, apart from the product's own rules.
fn let_go_without_a_word(seen: &HandoffSeen) -> Option<String> {
    let events = seen.events.events();
    let is_over = events
        .iter()
        .any(|event| matches!(event.kind(), Kind::Reassigned | Kind::Arrived | Kind::Engaged | Kind::Closed));
    let took_over = events.iter().filter(|event| event.kind() == Kind::Accepted && !is_over);
    let stands = |party: &Party| seen.state.accountable.iter().any(|one| one.party.same_side(party));
    let relieved = |party: &Party| {
        events.iter().any(|event| event.kind() == Kind::Relieved && event.party.same_side(party))
    };
    took_over
        .map(|event| &event.party)
        .find(|party| !stands(party) && !relieved(party))
        .map(ToString::to_string)
}

fn drafts_are_there(
    name: &str,
    device: &Device,
    drafts: &std::collections::BTreeMap<RecordId, Vec<u8>>,
) -> Run {
    let held = device.drafts()?;
    for (id, text) in drafts {
        if !held.iter().any(|draft| draft.id == *id && draft.typed == *text) {
            return Err(Violation::of(
                Promise::Drafts,
                format!("{name}: the draft {id} is not there as typed"),
            ));
        }
    }
    Ok(())
}
