//! The one decision on what may leave: "may these fields go to that recipient, for that, now?" Handoff packets,
//! exports, print, search and disclosures all ask [`decide`], so that none of them knows a way around it.
//!
//! After 42 CFR 2.13 (only what the purpose needs), 2.31 (consent), 2.32 (notice and a copy of the consent with every
//! disclosure) and 2.33. Three readings of the rules are this project's own, for an agency's counsel to check:
//!
//! - A consent is needed whoever discloses, not only of a Part 2 programme.
//! - Everything from a care compartment is treated as Part 2 data.
//! - Law enforcement, and a compartment that agencies share, are told by a consent that names them, never by a general
//!   designation.
//!
//! It deliberately does not know of disclosures without consent, except for the word that a handoff was taken over.
//! A medical emergency (2.51), audit (2.53), a court's order (2.61 and after) and the person's own copy (2.23) are
//! not decided here.
//!
//! ```
//! use footbridge_domain::disclosure::{Decision, Reason, decide};
//! # use footbridge_domain::{RecordId, RecordKind, consent::Purpose, disclosure::*, role::Class};
//! # let request = Request {
//! #     persons: [RecordId::from_bytes([1; 16])].into(), leg: Leg::Outward, channel: Channel::Packet,
//! #     from: Discloser { agency: "Example EMS".into(), class: Class::Ems, presence: Presence::MayNotSay },
//! #     to: Recipient { agency: "Example Outreach".into(), person: None, class: Class::Care },
//! #     purpose: Purpose::CareCoordination, source: Source::Other,
//! #     fields: [Field::new(RecordKind::Person, "name.family")].into(),
//! # };
//! let Decision::Deny(denial) = decide(&request, &[], 0) else { unreachable!() };
//! assert_eq!(denial.reason, Reason::NoConsent);
//! ```

mod account;
mod field;
mod notice;
mod request;
mod told;

use std::collections::{BTreeMap, BTreeSet};

pub use account::{Account, Body, DisclosedCopy, Enclosed, Fate, Progress};
pub use field::Field;
pub use notice::Notice;
pub use request::{About, Channel, Discloser, Leg, Presence, Recipient, Request, Source};
pub use told::told;

use crate::consent::{self, Consent, Missing, Reading, Stage, Standing};
use crate::role::Class;
use crate::{RecordId, fields};

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// These fields may go, with these obligations.
    Permit(Permit),
    /// Nothing may go.
    Deny(Denial),
}

/// What may go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permit {
    /// The consents it rests on. Empty only for the word that a handoff was taken over.
    pub consents: BTreeSet<RecordId>,
    /// What may go: never more than was asked for.
    pub fields: BTreeSet<Field>,
    /// What was asked for and may not go.
    pub omitted: BTreeMap<Field, Omission>,
    /// What must be done with it.
    pub obligations: Vec<Obligation>,
}

/// What must be done with what may go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obligation {
    /// Write down who was told what, when, on which consent (42 CFR 2.16, 2.24).
    Log,
    /// Put this notice with it (42 CFR 2.32(a)).
    AttachNotice(Notice),
    /// Put a copy of these consents with it (42 CFR 2.32(b)).
    AttachConsent(BTreeSet<RecordId>),
    /// Leave these out, and say that something was left out.
    OmitFields(BTreeSet<Field>),
}

/// Why nothing may go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Denial {
    /// What stands in the way of the consent that comes closest.
    pub reason: Reason,
    /// What stands in the way of each consent.
    pub consents: BTreeMap<RecordId, Reason>,
    /// What was asked for and could not go whatever the consent says, or is outside of it.
    pub omitted: BTreeMap<Field, Omission>,
}

/// What stands in the way, in the order in which it is looked at: the greatest comes closest to a permit.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// Nobody holds a consent of this person.
    NoConsent,
    /// The consent is another person's.
    OtherPerson,
    /// The consent should not have been made.
    EnteredInError,
    /// It lacks these elements, and so is no consent.
    NotValid(BTreeSet<Missing>),
    /// An event of it cannot be read here; it may be a revocation.
    UnreadableEvent,
    /// It was not granted, or not finished.
    NotGranted,
    /// It ran out.
    Expired,
    /// The person took it back.
    Revoked,
    /// It does not name the agency that would disclose.
    DiscloserNotNamed,
    /// It does not name the recipient.
    RecipientNotNamed,
    /// It does not name the law enforcement agency: a general designation does not cover one.
    LawEnforcementNotNamed,
    /// It was given for something else.
    PurposeNotNamed,
    /// It covers nothing of what is asked for.
    NothingLeft,
}

impl Reason {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoConsent => "disclosure.no_consent",
            Self::OtherPerson => "disclosure.other_person",
            Self::EnteredInError => "disclosure.entered_in_error",
            Self::NotValid(_) => "disclosure.not_valid",
            Self::UnreadableEvent => "disclosure.unreadable_event",
            Self::NotGranted => "disclosure.not_granted",
            Self::Expired => "disclosure.expired",
            Self::Revoked => "disclosure.revoked",
            Self::DiscloserNotNamed => "disclosure.discloser_not_named",
            Self::RecipientNotNamed => "disclosure.recipient_not_named",
            Self::LawEnforcementNotNamed => "disclosure.law_enforcement_not_named",
            Self::PurposeNotNamed => "disclosure.purpose_not_named",
            Self::NothingLeft => "disclosure.nothing_left",
        }
    }
}

impl Reason {
    /// What would allow it, in English words for a terminal.
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::NoConsent => "ask the person for a consent that names both agencies",
            Self::OtherPerson => "the consent is another person's; ask this one",
            Self::EnteredInError => "the consent was entered in error; take a new one",
            Self::NotValid(_) => "the consent lacks what makes it one; complete it with the person",
            Self::UnreadableEvent => {
                "the consent was changed by a newer version, perhaps taken back; update this device"
            }
            Self::NotGranted => "the consent is not finished; finish it with the person",
            Self::Expired => "the consent has ended; ask the person for a new one",
            Self::Revoked => "the person took the consent back; only the person can give a new one",
            Self::DiscloserNotNamed => {
                "the consent does not name this agency as one that may tell; take a new one"
            }
            Self::RecipientNotNamed => "the consent does not name this recipient; take a new one that does",
            Self::LawEnforcementNotNamed => {
                "law enforcement is told only by a consent that names the agency; take a new one that does"
            }
            Self::PurposeNotNamed => "the consent was given for something else; take a new one for this",
            Self::NothingLeft => "the consent covers nothing of what is asked for; take a new one that does",
        }
    }
}

/// Why a field may not go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Omission {
    /// Such numbers are never held, so never told, whatever a consent says.
    NeverCollected,
    /// This version does not know the field, so it cannot tell whether a consent covers it.
    UnknownField,
    /// No consent that counts here covers it.
    OutOfScope,
    /// The person did not say that it may go back.
    ReturnNotNamed,
}

impl Omission {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::NeverCollected => "disclosure.never_collected",
            Self::UnknownField => "disclosure.unknown_field",
            Self::OutOfScope => "disclosure.out_of_scope",
            Self::ReturnNotNamed => "disclosure.return_not_named",
        }
    }
}

/// Whether what is asked for may go at `now_ms`, by any of `consents`. Each consent is judged alone: one that was
/// revoked takes nothing from another that the person also gave.
pub fn decide(request: &Request, consents: &[Consent], now_ms: i64) -> Decision {
    let (mut used, mut fields) = (BTreeSet::new(), BTreeSet::new());
    let mut refused = BTreeMap::new();
    for consent in consents {
        match covered(request, consent, now_ms) {
            Ok(covered) => {
                used.insert(consent.id);
                fields.extend(covered);
            }
            Err(reason) => {
                refused.insert(consent.id, reason);
            }
        }
    }
    fields.extend(request.fields.iter().filter(|field| may_be_said_anyway(request, field)).cloned());
    let omitted: BTreeMap<Field, Omission> =
        request.fields.difference(&fields).map(|field| (field.clone(), omission(request, field))).collect();
    if fields.is_empty() {
        let reason = refused.values().max().cloned().unwrap_or(Reason::NoConsent);
        return Decision::Deny(Denial { reason, consents: refused, omitted });
    }
    let obligations = obligations(request, &used, &omitted);
    Decision::Permit(Permit { consents: used, fields, omitted, obligations })
}

/// What of the request this consent covers; never empty.
fn covered(request: &Request, consent: &Consent, now_ms: i64) -> Result<Vec<Field>, Reason> {
    stands(request, consent, now_ms)?;
    names(request, consent)?;
    if !consent.purposes.contains(request.purpose.word()) {
        return Err(Reason::PurposeNotNamed);
    }
    let covered: Vec<Field> =
        request.fields.iter().filter(|field| field.is_in(consent, request.leg)).cloned().collect();
    if covered.is_empty() { Err(Reason::NothingLeft) } else { Ok(covered) }
}

/// It is the person's, it is a consent, and it is in force.
fn stands(request: &Request, consent: &Consent, now_ms: i64) -> Result<(), Reason> {
    if consent.person.is_some_and(|person| !request.persons.contains(&person)) {
        return Err(Reason::OtherPerson);
    }
    if consent.stage == Stage::EnteredInError {
        return Err(Reason::EnteredInError);
    }
    let missing = consent::validity(consent);
    if !missing.is_empty() {
        return Err(Reason::NotValid(missing.into_iter().collect()));
    }
    if consent.reading == Reading::Partial {
        return Err(Reason::UnreadableEvent);
    }
    match consent.standing(now_ms) {
        Standing::InForce if consent.stage == Stage::Ready => Ok(()),
        Standing::InForce | Standing::NotGranted => Err(Reason::NotGranted),
        Standing::Expired => Err(Reason::Expired),
        Standing::Revoked => Err(Reason::Revoked),
    }
}

/// It names who tells and who is told. On the way back the two change places.
fn names(request: &Request, consent: &Consent) -> Result<(), Reason> {
    let (from, to) = (&request.from, &request.to);
    let discloses = |agency: &String| consent.disclosers.contains(agency);
    let is_told = |agency: &String, class: Class| {
        let designated =
            |word: &String| word.parse().is_ok_and(|one: consent::Designation| one.covers(class));
        consent.recipients.contains(agency) || consent.designations.iter().any(designated)
    };
    let (tells, told) = match request.leg {
        Leg::Outward => {
            let in_person = to.person.as_ref().is_some_and(|person| consent.recipients.contains(person));
            (discloses(&from.agency), in_person || is_told(&to.agency, to.class))
        }
        Leg::Return => (is_told(&from.agency, from.class), discloses(&to.agency)),
    };
    match (tells, told, to.class) {
        (false, ..) => Err(Reason::DiscloserNotNamed),
        (true, false, Class::Law) => Err(Reason::LawEnforcementNotNamed),
        (true, false, _) => Err(Reason::RecipientNotNamed),
        (true, true, _) => Ok(()),
    }
}

/// That a handoff was taken over, declined or given back: words about the parties, not about the person. A programme
/// for substance use disorders may not even say that somebody is with it (42 CFR 2.13(c)), so the agency decides.
fn may_be_said_anyway(request: &Request, field: &Field) -> bool {
    request.leg == Leg::Return
        && request.from.presence == Presence::MaySay
        && field.is_accountability()
        && !fields::never_collected(&field.key)
}

fn omission(request: &Request, field: &Field) -> Omission {
    match request.leg {
        _ if fields::never_collected(&field.key) => Omission::NeverCollected,
        _ if !field.is_known() => Omission::UnknownField,
        Leg::Outward => Omission::OutOfScope,
        Leg::Return => Omission::ReturnNotNamed,
    }
}

fn obligations(
    request: &Request,
    consents: &BTreeSet<RecordId>,
    omitted: &BTreeMap<Field, Omission>,
) -> Vec<Obligation> {
    let mut out = vec![Obligation::Log];
    if !consents.is_empty() {
        if request.is_part2() {
            out.push(Obligation::AttachNotice(Notice::on(request.channel)));
        }
        out.push(Obligation::AttachConsent(consents.clone()));
    }
    if !omitted.is_empty() {
        out.push(Obligation::OmitFields(omitted.keys().cloned().collect()));
    }
    out
}

#[cfg(test)]
mod property;
#[cfg(test)]
mod tests;
