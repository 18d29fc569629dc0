//! Handoffs: who answers, in every view.

use app::domain::RecordId;
use app::{TypedOffer, TypedStep};
use domain::handoff::Flag;
use testkit::field::Persona;

use super::{HEALTH, PATROL, Pair, hold, meet, pair, sync};
use crate::violation::{Promise, Run};

const OUTREACH: &str = "Bridgeway Outreach";

/// Two take over out of reach of each other: nobody is cancelled, and everybody is told.
pub fn two_take_over() -> Run {
    let Pair { mut field, mut founder, mut patrol } = pair(51)?;
    let mut outreach = field.join(&mut founder, "outreach", OUTREACH)?;
    sync(&mut founder)?;
    let contact = meet(&mut founder, "Poplar")?.contact.to_string();
    let to = vec![PATROL.to_owned(), OUTREACH.to_owned()];
    let offer = TypedOffer { contact, to, asks: "a bed for tonight".to_owned(), purpose: None };
    let id = founder.device()?.offer_handoff(&offer)?.id;
    answers(&mut founder, id, &[HEALTH])?;
    sync(&mut founder)?;
    for one in [&mut patrol, &mut outreach] {
        sync(one)?;
        one.set_offline(true);
        let accepted = TypedStep { step: "accepted".to_owned(), ..TypedStep::default() };
        one.device()?.step_handoff(id, &accepted)?;
        one.set_offline(false);
    }
    let mut all = [founder, patrol, outreach];
    for _ in 0..3 {
        for one in &mut all {
            sync(one)?;
        }
    }
    for one in &mut all {
        answers(one, id, &[PATROL, OUTREACH])?;
        let flags = one.device()?.handoff(id)?.state.flags;
        hold(Promise::SomebodyAnswers, flags.contains(&Flag::Contested), || format!("{flags:?}"))?;
    }
    Ok(())
}

/// Each of these agencies answers for the person, as this device sees it.
fn answers(persona: &mut Persona, id: RecordId, agencies: &[&str]) -> Run {
    let state = persona.device()?.handoff(id)?.state;
    let found: Vec<&str> = state.accountable.iter().map(|one| one.party.agency.as_str()).collect();
    let all = agencies.iter().all(|agency| found.contains(agency));
    hold(Promise::SomebodyAnswers, all, || format!("{}: only {found:?} answer", persona.name()))
}
