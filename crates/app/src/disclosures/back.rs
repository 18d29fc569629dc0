//! What came from elsewhere, and the way back: what became of a handoff, told to who made it as far as the consent for
//! the return leg goes.

use std::collections::{BTreeMap, BTreeSet};

use domain::consent::{Consent, Purpose};
use domain::disclosure::{
    About, Account, Body, Channel, Decision, DisclosedCopy, Field, Leg, Permit, Recipient, Request, Source,
    decide,
};
use domain::handoff::{Event, Handoff, Kind, Part, What};
use domain::person::Person;
use domain::{CompartmentId, Moment, Record, RecordId, RecordKind};

use super::posted_first;
use crate::derived::return_id;
use crate::{AppError, Device};

/// The packet of a handoff, as it was told to this device's compartment.
#[derive(Clone, Debug, PartialEq)]
pub struct CopiedPacket {
    /// The copy.
    pub copy: DisclosedCopy,
    /// What the person is called in it; empty where no name was told.
    pub called: String,
    /// Since when a consent that it rests on is taken back, as far as this device knows.
    pub revoked: Option<Moment>,
}

/// Something that another agency told back.
#[derive(Clone, Debug, PartialEq)]
pub struct ToldBack {
    /// Who told it.
    pub agency: String,
    /// What happened, by the name of its event.
    pub kind: String,
    /// When.
    pub at: Moment,
    /// Why the handoff was closed.
    pub reason: Option<String>,
}

/// Something that happened here and that who made the handoff was not told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotTold {
    /// What happened.
    pub kind: Kind,
    /// Who was not told.
    pub agency: String,
    /// Why: a stable code.
    pub code: &'static str,
}

/// Whether an event can go back, and on what.
enum Back {
    May(Permit),
    MayNot(&'static str),
}

/// The consents that came with a packet from one agency.
struct Copied {
    consents: Vec<Consent>,
    purpose: Purpose,
    /// Of one that was taken back nothing is left.
    revoked: bool,
}

impl Device {
    /// The packet that came with a handoff, of who offered it: anybody may write to an inbox.
    pub(crate) fn copied_packet(
        &self,
        copies: &[(Record, DisclosedCopy)],
        events: &Handoff,
    ) -> Result<Option<(Record, CopiedPacket)>, AppError> {
        let is_offer = |event: &&Event| matches!(event.what, What::Offered { .. } | What::Reassigned { .. });
        let offers =
            |agency: &str| events.events().iter().filter(is_offer).any(|one| one.party.agency == agency);
        let mut packets = copies.iter().rev();
        let Some((record, copy)) =
            packets.find(|(_, one)| one.body.is_about(About::HandoffPacket) && offers(&one.from_agency))
        else {
            return Ok(None);
        };
        let mut revoked = None;
        for consent in copy.consents.keys() {
            revoked = revoked.max_by(self.copied_revocation(*consent, &copy.from_agency)?);
        }
        let copied = CopiedPacket { copy: copy.clone(), called: called(record), revoked };
        Ok(Some((record.clone(), copied)))
    }

    /// What others told back of a handoff: who was asked, and nobody else.
    pub(crate) fn told_back(copies: &[(Record, DisclosedCopy)], events: &Handoff) -> Vec<ToldBack> {
        let asked: BTreeSet<String> = events.asked().into_iter().map(|party| party.agency).collect();
        let outcomes = copies
            .iter()
            .map(|(_, copy)| copy)
            .filter(|copy| copy.body.is_about(About::HandoffOutcome) && asked.contains(&copy.from_agency));
        let told = |copy: &DisclosedCopy| {
            let (agency, reason) = (copy.from_agency.clone(), copy.body.told_reason.clone());
            let one = move |(kind, at): (String, Moment)| ToldBack {
                agency: agency.clone(),
                reason: reason.clone().filter(|_| kind == Kind::Closed.word()),
                kind,
                at,
            };
            copy.body.told.clone().into_iter().map(one).collect::<Vec<_>>()
        };
        let mut out: Vec<ToldBack> = outcomes.flat_map(told).collect();
        // a handoff goes one way: of two in one minute the earlier in it comes first
        let order = |one: &ToldBack| Kind::ALL.iter().position(|kind| kind.word() == one.kind);
        out.sort_by_key(|one| (one.at.unix_ms(), order(one)));
        out
    }

    /// The accounts by which these events of this agency are told to who offered it the handoff and cannot read them.
    /// Nothing for an event that may not be told.
    pub(crate) fn return_accounts(
        &self,
        handoff: RecordId,
        events: &Handoff,
        new: &[Event],
        compartment: CompartmentId,
    ) -> Result<Vec<Account>, AppError> {
        let mut out = Vec::new();
        let new: Vec<&Event> = new.iter().filter(|event| event.kind().part() == Part::Outcome).collect();
        if new.is_empty() {
            return Ok(out);
        }
        for agency in self.senders(events, compartment) {
            let copied = self.copied_consents(handoff, &agency)?;
            let Some(inbox) = self.inbox(&agency)? else { continue };
            for event in &new {
                let id = return_id(event.id, &agency);
                if self.held(id)?.is_some() {
                    continue;
                }
                let Back::May(permit) = self.back(&copied, &agency, event, compartment)? else { continue };
                let mut body = Body::new(About::HandoffOutcome, Leg::Return, self.now()?);
                body.handoff = Some(handoff);
                body.purpose = Some(copied.purpose.word().to_owned());
                body.omitted = !permit.omitted.is_empty();
                if permit.fields.contains(&Field::event(event.kind())) {
                    body.told.insert(event.kind().word().to_owned(), event.at);
                }
                if let What::Closed { code } = &event.what
                    && permit.fields.contains(&Field::closed_reason())
                {
                    body.told_reason = Some(code.clone());
                }
                let of = |consent: &&Consent| permit.consents.contains(&consent.id);
                out.push(Account {
                    id,
                    body,
                    person: copied.consents.iter().find(of).and_then(|consent| consent.person),
                    to_agency: agency.clone(),
                    to_class: Some(inbox.class),
                    by: self.me.profile.name.clone(),
                    consents: permit.consents,
                    fates: BTreeMap::new(),
                });
            }
        }
        Ok(out)
    }

    /// What happened here and was not told to who offered the handoff, with why.
    pub(crate) fn not_told(
        &self,
        handoff: RecordId,
        events: &Handoff,
        compartment: CompartmentId,
    ) -> Result<Vec<NotTold>, AppError> {
        let mut out = Vec::new();
        for agency in self.senders(events, compartment) {
            let copied = self.copied_consents(handoff, &agency)?;
            for event in self.own_outcomes(events) {
                if self.held(return_id(event.id, &agency))?.is_some() {
                    continue;
                }
                if let Back::MayNot(code) = self.back(&copied, &agency, event, compartment)? {
                    out.push(NotTold { kind: event.kind(), agency: agency.clone(), code });
                }
            }
        }
        Ok(out)
    }

    /// Tells what happened before the packet was here: it may come after the word that somebody was met.
    pub(super) fn tell_what_came_of(&mut self, handoff: RecordId) -> Result<bool, AppError> {
        let Some(record) = self.held(handoff)?.filter(|record| record.kind == RecordKind::Handoff) else {
            return Ok(false);
        };
        let outcomes = self.outcomes_of(&record)?;
        let Some(outcome) = outcomes.iter().find(|one| !self.is_for_all(one.compartment)) else {
            return Ok(false);
        };
        let events = Handoff::read([&record].into_iter().chain(&outcomes));
        let own: BTreeSet<_> =
            self.db.read(|tx| tx.streams())?.into_iter().map(|stream| stream.actor).collect();
        let here = |event: &&Event| {
            let held = outcome.fields.get(&format!("event.{}", event.id));
            held.is_some_and(|held| held.iter().any(|one| own.contains(&one.actor)))
        };
        let new: Vec<Event> = self.own_outcomes(&events).filter(here).cloned().collect();
        let accounts = self.return_accounts(handoff, &events, &new, outcome.compartment)?;
        if accounts.is_empty() {
            return Ok(false);
        }
        Ok(self.write(&posted_first(&accounts, outcome.compartment))? > 0)
    }

    /// What this agency says happened.
    fn own_outcomes<'a>(&'a self, events: &'a Handoff) -> impl Iterator<Item = &'a Event> {
        let agency = &self.me.profile.agency;
        let own = move |event: &&Event| event.kind().part() == Part::Outcome && event.party.agency == *agency;
        events.events().iter().filter(own)
    }

    /// The agencies that offered this one the handoff and cannot read what it writes about it.
    fn senders(&self, events: &Handoff, compartment: CompartmentId) -> BTreeSet<String> {
        let own = &self.me.profile.agency;
        let asks_us = |event: &&Event| match &event.what {
            What::Offered { to: Some(to), .. } | What::Reassigned { to, .. } => to.agency == *own,
            _ => false,
        };
        let by = events.events().iter().filter(asks_us).map(|event| event.party.agency.clone());
        by.filter(|agency| agency != own && !self.can_read(compartment, agency)).collect()
    }

    /// What consents an agency's packet of a handoff came with.
    fn copied_consents(&self, handoff: RecordId, agency: &str) -> Result<Copied, AppError> {
        let mut out = Copied { consents: Vec::new(), purpose: Purpose::CareCoordination, revoked: false };
        for (_, copy) in self.copies_of(handoff)? {
            if copy.from_agency != agency || !copy.body.is_about(About::HandoffPacket) {
                continue;
            }
            if let Some(purpose) = copy.body.purpose.as_ref().and_then(|word| word.parse().ok()) {
                out.purpose = purpose;
            }
            for (id, consent) in copy.consents {
                if self.copied_revocation(id, agency)?.is_some() {
                    out.revoked = true;
                } else {
                    out.consents.extend(consent);
                }
            }
        }
        Ok(out)
    }

    fn back(
        &self,
        copied: &Copied,
        agency: &str,
        event: &Event,
        compartment: CompartmentId,
    ) -> Result<Back, AppError> {
        let mut fields: BTreeSet<Field> = [Field::event(event.kind())].into();
        if event.kind() == Kind::Closed {
            fields.insert(Field::closed_reason());
        }
        let inbox = self.inbox(agency)?;
        let class = inbox.as_ref().map_or_else(|| self.class_of_agency(agency), |inbox| inbox.class);
        let request = Request {
            // the copy says whose it is: who the person is here nobody said
            persons: copied.consents.iter().filter_map(|consent| consent.person).collect(),
            from: self.discloser(compartment),
            to: Recipient { agency: agency.to_owned(), person: None, class },
            purpose: copied.purpose,
            fields,
            source: Source::Other,
            leg: Leg::Return,
            channel: Channel::Disclosure,
        };
        Ok(match decide(&request, &copied.consents, self.now_ms()) {
            Decision::Permit(permit) if inbox.is_some() => Back::May(permit),
            Decision::Permit(_) => Back::MayNot("disclosure.no_inbox"),
            Decision::Deny(_) if copied.consents.is_empty() && copied.revoked => {
                Back::MayNot("disclosure.revoked")
            }
            Decision::Deny(denial) => Back::MayNot(denial.reason.code()),
        })
    }
}

/// The later of two.
trait Later {
    fn max_by(self, other: Self) -> Self;
}

impl Later for Option<Moment> {
    fn max_by(self, other: Self) -> Self {
        [self, other].into_iter().flatten().max_by_key(Moment::unix_ms)
    }
}

/// What the copied names make of it.
fn called(copy: &Record) -> String {
    let fields = copy.under("copy").map(|(key, held)| (key.to_owned(), held.to_vec())).collect();
    let person = Record { id: copy.id, kind: RecordKind::Person, compartment: copy.compartment, fields };
    Person::read(&person).display_name().unwrap_or_default()
}
