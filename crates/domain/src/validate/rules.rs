//! Rules that look at more than one field.

use uuid::Uuid;

use super::value::partial_date;
use super::{Context, Found, Values};
use crate::codes::Pathway;
use crate::consent::{self, Consent};
use crate::fact::Fact;
use crate::naloxone::{Administration, Dose};
use crate::role::{Role, word};
use crate::{Moment, RecordId, RecordKind, follow_up, handoff};

pub(super) fn check(kind: RecordKind, values: &Values<'_>, context: &Context, found: &mut Found) {
    match kind {
        RecordKind::Contact => {
            pathway(values, context, found);
            offer(values, found);
            times(values, found);
            naloxone(values, found);
        }
        RecordKind::Person => birth(values, context, found),
        RecordKind::FollowUp => {
            window(values, found);
            facts(values, "attempt.", found, |id, fact| follow_up::Attempt::read(id, fact).is_ok());
        }
        RecordKind::Handoff | RecordKind::Outcome => {
            facts(values, "event.", found, |id, fact| handoff::Event::read(id, fact).is_ok());
        }
        RecordKind::Consent => consent(values, found),
        _ => {}
    }
}

fn text<'a>(values: &Values<'a>, key: &str) -> Option<&'a str> {
    values.get(key)?.as_text().filter(|text| !text.trim().is_empty())
}

fn moment(values: &Values<'_>, key: &str) -> Option<Moment> {
    text(values, key)?.parse().ok()
}

/// Charges are held in abeyance by law enforcement only; a form that offers it to anybody else is at fault,
/// so it does not even stand in a draft.
fn pathway(values: &Values<'_>, context: &Context, found: &mut Found) {
    let Some(pathway) = text(values, "pathway").and_then(Pathway::read) else { return };
    let author = context.author.map(|author| author.class);
    // A role that every kind of agency has says nothing about the class.
    let stated = word::<Role>(text(values, "role")).and_then(Role::own_class);
    if [author, stated].into_iter().flatten().any(|class| !pathway.open_to(class)) {
        found.never("pathway", "pathway.law_enforcement_only");
    }
}

/// A service that was not offered needs a written reason.
fn offer(values: &Values<'_>, found: &mut Found) {
    if text(values, "offer") == Some("not_offered") && text(values, "offer.reason").is_none() {
        found.block("offer.reason", "offer.reason_required");
    }
}

/// Times that contradict each other are hints: clocks are wrong, and nothing may hold a crew up.
fn times(values: &Values<'_>, found: &mut Found) {
    let order = ["time.dispatched", "time.en_route", "time.on_scene", "time.clear"];
    let mut latest: Option<Moment> = None;
    for key in order {
        let Some(at) = moment(values, key) else { continue };
        if latest.is_some_and(|before| at.unix_ms() < before.unix_ms()) {
            found.hint(key, "time.order");
        }
        latest = Some(latest.filter(|before| before.unix_ms() > at.unix_ms()).unwrap_or(at));
    }
    if let (Some(started), Some(clear)) = (moment(values, "time.started"), moment(values, "time.clear"))
        && clear.unix_ms() < started.unix_ms()
    {
        found.hint("time.clear", "time.order");
    }
}

fn naloxone(values: &Values<'_>, found: &mut Found) {
    facts(values, "administration.", found, |id, fact| Administration::read(id, fact).is_ok());
    let mut homeless = Vec::new();
    facts(values, "dose.", found, |id, fact| {
        let Ok(dose) = Dose::read(id, fact) else { return false };
        if !values.contains_key(format!("administration.{}", dose.administration).as_str()) {
            homeless.push(id);
        }
        true
    });
    for id in homeless {
        found.hint(&format!("dose.{id}"), "dose.without_administration");
    }
    let given = values.keys().any(|key| key.starts_with("administration.") || key.starts_with("dose."));
    if given && matches!(text(values, "naloxone.given"), Some("no" | "unknown")) {
        found.hint("naloxone.given", "naloxone.contradicts_doses");
    }
}

fn birth(values: &Values<'_>, context: &Context, found: &mut Found) {
    let born = text(values, "birth_date").and_then(partial_date).and_then(|date| date.and_hms_opt(0, 0, 0));
    let limit = context.now_ms.saturating_add(super::FUTURE_MS_MAX);
    if born.is_some_and(|born| born.and_utc().timestamp_millis() > limit) {
        found.block("birth_date", "time.far_future");
    }
}

fn window(values: &Values<'_>, found: &mut Found) {
    let hours = |key: &str| match values.get(key) {
        Some(crate::Scalar::Int(hours)) => Some(*hours),
        _ => None,
    };
    if let (Some(from), Some(due)) = (hours("clock.from_hours"), hours("clock.due_hours"))
        && from > due
    {
        found.block("clock.due_hours", "clock.window");
    }
}

/// What lacks an element is no consent, so it is not finished with one missing.
fn consent(values: &Values<'_>, found: &mut Found) {
    facts(values, "event.", found, |id, fact| consent::Statement::read(id, fact).is_ok());
    if text(values, "signature.drawn").is_some_and(|drawn| drawn.parse::<consent::Drawn>().is_err()) {
        found.block("signature.drawn", "consent.signature_drawn");
    }
    let of_nobody = RecordId::from_bytes([0; 16]);
    let view = Consent::from_values(of_nobody, values.iter().map(|(key, value)| (*key, *value)));
    for missing in consent::validity(&view) {
        found.block(missing.field(), missing.code());
    }
}

/// Facts that parse as facts but not as what they should be.
fn facts(values: &Values<'_>, prefix: &str, found: &mut Found, mut reads: impl FnMut(Uuid, &Fact) -> bool) {
    for (key, value) in values.range(prefix..).take_while(|(key, _)| key.starts_with(prefix)) {
        let id = key.strip_prefix(prefix).and_then(|id| id.parse().ok());
        let fact = value.as_text().and_then(|text| text.parse().ok());
        if let (Some(id), Some(fact)) = (id, fact)
            && !reads(id, &fact)
        {
            found.block(key, "fact.part");
        }
    }
}
