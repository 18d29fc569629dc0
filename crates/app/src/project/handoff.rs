//! A handoff's row: drawn from its accountability events and its outcome record together.

use domain::handoff::{Handoff, What};
use domain::{Moment, Record};
use store::{HandoffRow, Projection, SearchText, Writing};

use super::rows;
use crate::AppError;

pub(crate) fn write_handoff(tx: &Writing<'_>, record: &Record, outcomes: &[Record]) -> Result<(), AppError> {
    let handoff = Handoff::read([record].into_iter().chain(outcomes));
    let state = handoff.state();
    let offer = handoff.timeline().into_iter().find_map(|event| match &event.what {
        What::Offered { to, .. } => Some((event.party.clone(), to.clone())),
        _ => None,
    });
    let (by, to) = offer.map_or((None, None), |(by, to)| (Some(by), to));
    let accountable: Vec<String> = state.accountable.iter().map(|one| one.party.to_string()).collect();
    let flags: Vec<&str> = state.flags.iter().map(|flag| flag.word()).collect();
    let latest = handoff.events().iter().map(|event| event.at.unix_ms()).max();
    let row = HandoffRow {
        id: record.id,
        compartment: record.compartment,
        standing: rows::standing(record),
        state: state.phase.word().to_owned(),
        offered_by: by.as_ref().map(ToString::to_string),
        offered_to: to.as_ref().map(ToString::to_string),
        accountable: accountable.join("\n"),
        flags: flags.join(" "),
        due_ms: state.answer_due.as_ref().map(Moment::unix_ms),
        updated_ms: latest.unwrap_or_else(|| rows::updated_ms(record)),
    };
    tx.project(record.id, &Projection::Handoff(row), &super::conflicts(record))?;
    tx.index(record.id, &SearchText::default())?;
    for outcome in outcomes {
        tx.project(outcome.id, &Projection::Nothing, &super::conflicts(outcome))?;
    }
    Ok(())
}
