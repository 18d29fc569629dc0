//! Warm handoffs: offering, answering, and telling what became of it. The rules are `domain::handoff`'s; here
//! events are authored where they belong and the reader's state is drawn.

use std::collections::BTreeSet;

use domain::disclosure::Account;
use domain::handoff::{
    ANSWER_MINUTES, Actor, Event, Handoff, Kind, Part, Party, Permission, Plain, Reason, State, Wants, What,
    packet, receipt,
};
use domain::{CompartmentId, Edit, Moment, Record, RecordId, RecordKind, Scalar};
use store::Page;

use crate::derived::{derived, outcome_id, outcome_id_in, packet_id};
use crate::disclosures::{CopiedPacket, NotTold, Packet, ToldBack, posted_first, purpose};
use crate::records::{RecordWrite, ready};
use crate::{AppError, Device};

/// A handoff as this device sees it.
#[derive(Clone, Debug)]
pub struct HandoffSeen {
    /// Its id.
    pub id: RecordId,
    /// The events held here.
    pub events: Handoff,
    /// What they say.
    pub state: State,
    /// What this device's agency may do next.
    pub may: Vec<Kind>,
    /// What somebody here would look for and may not do now, with why.
    pub may_not: Vec<(Kind, Reason)>,
    /// What it wants from this device's agency.
    pub wants: Option<Wants>,
    /// Whether this device's agency answers for the person now.
    pub mine: bool,
    /// The person, where this device may know.
    pub person: Option<RecordId>,
    /// The contact it grew out of, where this device holds it.
    pub contact: Option<RecordId>,
    /// Who the person is and what is needed, where this device holds it: the packet itself, or what was told of it.
    pub packet: Option<Record>,
    /// Where the packet is a copy that the sender told this compartment: from whom, on what.
    pub copied: Option<CopiedPacket>,
    /// What other agencies told back of what they alone can read.
    pub told: Vec<ToldBack>,
    /// What happened here and who made the handoff was not told.
    pub not_told: Vec<NotTold>,
    /// The accounts of what this compartment told for it, oldest first.
    pub disclosures: Vec<Account>,
    /// A code that names the handoff and the state seen.
    pub receipt: String,
    /// Every record it is drawn from.
    parts: Vec<RecordId>,
}

impl HandoffSeen {
    /// When the latest of its events happened, milliseconds since 1970; 0 without any.
    pub fn latest_ms(&self) -> i64 {
        self.events.events().iter().map(|event| event.at.unix_ms()).max().unwrap_or_default()
    }

    /// Every record it is drawn from: its mark is the worst of theirs.
    pub fn parts(&self) -> &[RecordId] {
        &self.parts
    }
}

/// An offer as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedOffer {
    /// The contact it grows out of.
    pub contact: String,
    /// The agencies asked.
    pub to: Vec<String>,
    /// What is asked for.
    pub asks: String,
    /// What for, where a consent is needed: a code of `consent_purpose`. To hand the person over when absent.
    pub purpose: Option<String>,
}

/// A step as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedStep {
    /// The kind of event.
    pub step: String,
    /// A reason or outcome code.
    pub code: Option<String>,
    /// For another offer or a reassignment: who is asked.
    pub to: Option<String>,
}

impl Device {
    /// Offers a handoff. This device's agency answers for the person until it has seen somebody take over. [I] An agency
    /// that cannot read where the contact lies is told what a consent permits, and no more.
    ///
    /// # Errors
    /// `handoff.unknown_agency`, `handoff.nobody_asked`, [`AppError::NotFound`]; `disclosure.*` when an agency may not
    /// be told: nothing is written then.
    pub fn offer_handoff(&mut self, typed: &TypedOffer) -> Result<HandoffSeen, AppError> {
        let asked: BTreeSet<String> =
            typed.to.iter().map(|name| self.agency(name)).collect::<Result<_, _>>()?;
        if asked.is_empty() {
            return Err(AppError::Input {
                code: "handoff.nobody_asked",
                what: "name at least one agency with --to",
            });
        }
        let id = self.new_id();
        let at = self.now()?;
        let (contact, packet) = self.packet_as_typed(typed, id)?;
        let wanted = Packet::of_edits(&packet).for_handoff(id, purpose(typed.purpose.as_deref())?);
        let mut accounts = Vec::new();
        for agency in &asked {
            if !self.can_read(contact.compartment, agency) {
                accounts.push(self.granted(&wanted, agency, contact.compartment, at)?);
            }
        }
        let due = answer_due(at);
        let mut handoff = Handoff::default();
        let mut edits = vec![ready()];
        for agency in asked {
            let what = What::Offered { to: Some(Party::agency(agency)), due };
            let event = self.say(&handoff, what, at)?;
            edits.push(event.edit());
            handoff = handoff.with(event);
        }
        let home = self.handoff_home(contact.compartment, !accounts.is_empty())?;
        let compartment = contact.compartment;
        let mut writes = vec![
            RecordWrite { id, kind: RecordKind::Handoff, compartment: home, edits },
            RecordWrite { id: packet_id(id), kind: RecordKind::Packet, compartment, edits: packet },
        ];
        writes.extend(posted_first(&accounts, compartment));
        self.write(&writes)?;
        if !accounts.is_empty() {
            self.settle_disclosures_or_later();
        }
        self.handoff(id)
    }

    /// The contact that is to be handed over, and the edits that make its packet.
    pub(crate) fn packet_as_typed(
        &self,
        typed: &TypedOffer,
        handoff: RecordId,
    ) -> Result<(Record, Vec<Edit>), AppError> {
        let contact = self.record_of(self.find(&typed.contact)?, RecordKind::Contact)?;
        let person = match contact.text("person").and_then(|id| id.parse().ok()) {
            // what the others need to know is handed over also while it is hidden here
            Some(person) => self.held_whole(person)?,
            None => None,
        };
        let edits = packet::edits(handoff, &contact, person.as_ref(), &typed.asks);
        Ok((contact, edits))
    }

    /// Where the events go that say who answers: with the contact where all who are asked can read there, else where
    /// all parties read. There is no identity and no clinical word in them.
    fn handoff_home(&self, contact: CompartmentId, disclosed: bool) -> Result<CompartmentId, AppError> {
        if disclosed {
            self.shared_compartment()
        } else if self.programme.programme.keeps_all_in_one() || self.is_for_all(contact) {
            Ok(contact)
        } else {
            self.home_of(RecordKind::Handoff, None)
        }
    }

    /// Where this device writes what became of a handoff: beside it where only some can read, else at home.
    fn outcome_home(&self, handoff: &Record) -> Result<CompartmentId, AppError> {
        if self.programme.programme.keeps_all_in_one() || !self.is_for_all(handoff.compartment) {
            Ok(handoff.compartment)
        } else {
            self.home_of(RecordKind::Outcome, None)
        }
    }

    /// What became of a handoff, as far as this device holds it: beside it, and in compartments of its own.
    pub(crate) fn outcomes_of(&self, handoff: &Record) -> Result<Vec<Record>, AppError> {
        let compartments = self.compartments()?.into_iter().map(|row| row.compartment);
        let ids = outcome_ids(handoff, compartments);
        ids.into_iter().filter_map(|id| self.held(id).transpose()).collect()
    }

    /// As [`Device::outcomes_of`], also while it is hidden here.
    fn outcomes_whole(&self, handoff: &Record) -> Result<Vec<Record>, AppError> {
        let compartments = self.compartments()?.into_iter().map(|row| row.compartment);
        let ids = outcome_ids(handoff, compartments);
        ids.into_iter().filter_map(|id| self.held_whole(id).transpose()).collect()
    }

    /// One step by this device's agency.
    ///
    /// # Errors
    /// The code of [`domain::handoff::Reason`] when it may not be done now; `handoff.step`, `handoff.code`.
    pub fn step_handoff(&mut self, id: RecordId, typed: &TypedStep) -> Result<HandoffSeen, AppError> {
        let seen = self.handoff(id)?;
        let at = self.now()?;
        let what = self.what(typed, &seen, at)?;
        let event = self.say(&seen.events, what, at)?;
        let record = self.record_of(id, RecordKind::Handoff)?;
        let (compartment, accounts) = match event.kind().part() {
            Part::Accountability => self.asked_more(&record, &seen, &event, at)?,
            Part::Outcome => {
                let home = self.outcome_home(&record)?;
                let accounts = self.return_accounts(id, &seen.events, std::slice::from_ref(&event), home)?;
                (home, accounts)
            }
        };
        let mut writes = vec![place(&record, compartment, &[event])];
        writes.extend(posted_first(&accounts, compartment));
        self.write(&writes)?;
        if !accounts.is_empty() {
            self.settle_disclosures_or_later();
        }
        let writes = self.settling([id])?;
        if !writes.is_empty() {
            self.write(&writes)?;
        }
        self.handoff(id)
    }

    /// What has to be told so that an agency that is asked later can help: the packet, as it stands, where that agency
    /// cannot read it. With the compartment that the account lies in.
    fn asked_more(
        &mut self,
        handoff: &Record,
        seen: &HandoffSeen,
        event: &Event,
        at: Moment,
    ) -> Result<(CompartmentId, Vec<Account>), AppError> {
        let (What::Offered { to: Some(to), .. } | What::Reassigned { to, .. }) = &event.what else {
            return Ok((handoff.compartment, Vec::new()));
        };
        let Some(packet) = &seen.packet else { return Ok((handoff.compartment, Vec::new())) };
        if self.can_read(packet.compartment, &to.agency) {
            return Ok((packet.compartment, Vec::new()));
        }
        // what others told cannot be told on as one's own; and where the events lie they would not be seen
        if seen.copied.is_some() || !self.can_read(handoff.compartment, &to.agency) {
            return Err(AppError::NotAllowed("handoff.needs_disclosure"));
        }
        let wanted = Packet::of_record(packet).for_handoff(handoff.id, purpose(None)?);
        let account = self.granted(&wanted, &to.agency, packet.compartment, at)?;
        Ok((packet.compartment, vec![account]))
    }

    /// A handoff as this device sees it.
    pub fn handoff(&self, id: RecordId) -> Result<HandoffSeen, AppError> {
        let record = self.record_of(id, RecordKind::Handoff)?;
        let outcomes = self.outcomes_of(&record)?;
        let packet = self.held(packet_id(id))?;
        let events = Handoff::read([&record].into_iter().chain(&outcomes));
        let actor = self.actor();
        let copies = self.copies_of(id)?;
        let (copied_record, copied) = self.copied_packet(&copies, &events)?.unzip();
        let disclosures = self.disclosures_for(id)?;
        let not_told = match outcomes.iter().find(|one| one.compartment != record.compartment) {
            Some(outcome) => self.not_told(id, &events, outcome.compartment)?,
            None => Vec::new(),
        };
        let parts = [id, outcome_id(id), packet_id(id)].into_iter();
        let parts =
            parts.chain(outcomes.iter().map(|one| one.id)).chain(copies.iter().map(|(one, _)| one.id));
        // what the app says by itself is not for a person to choose
        let by_hand = |kind: &Kind| *kind != Kind::Relieved;
        let allowed = |(kind, permission)| (permission == Permission::Allowed).then_some(kind);
        let named = |key: &str| packet.as_ref()?.text(key)?.parse().ok();
        let contact: Option<RecordId> = named("contact");
        let state = events.state();
        Ok(HandoffSeen {
            id,
            wants: events.wants(&actor.party, self.now_ms()),
            mine: state.answers(&actor.party),
            may_not: events.refusals(&actor),
            may: events.next(&actor).into_iter().filter_map(allowed).filter(by_hand).collect(),
            person: named("person"),
            contact: contact
                .map(|id| self.db.read(|tx| tx.contact(id)))
                .transpose()?
                .flatten()
                .map(|row| row.id),
            state,
            parts: parts.chain(disclosures.iter().map(|one| one.id)).collect(),
            told: Self::told_back(&copies, &events),
            packet: packet.or(copied_record),
            copied,
            not_told,
            disclosures,
            receipt: receipt(id, &events, |bytes| protocol::sha256(bytes).0),
            events,
        })
    }

    /// The handoffs that grew out of a contact, the one with the latest event first.
    pub fn handoffs_from(&self, contact: RecordId) -> Result<Vec<HandoffSeen>, AppError> {
        let ids = self.db.read(|tx| tx.handoffs_from(contact))?;
        self.handoffs_of(ids)
    }

    /// The handoffs of a person, the one with the latest event first.
    pub fn handoffs_about(&self, person: RecordId) -> Result<Vec<HandoffSeen>, AppError> {
        let ids = self.db.read(|tx| tx.handoffs_about(person))?;
        self.handoffs_of(ids)
    }

    /// Those that this device holds: a packet may come before its handoff.
    fn handoffs_of(&self, ids: Vec<RecordId>) -> Result<Vec<HandoffSeen>, AppError> {
        let mut seen = Vec::with_capacity(ids.len());
        for id in ids {
            match self.handoff(id) {
                Ok(handoff) => seen.push(handoff),
                Err(AppError::NotFound(_) | AppError::Hidden) => {}
                Err(other) => return Err(other),
            }
        }
        seen.sort_by_key(|one| (std::cmp::Reverse(one.latest_ms()), one.id));
        Ok(seen)
    }

    /// Handoffs, the one with the latest event first.
    pub fn handoffs(&self, limit: u32) -> Result<Vec<HandoffSeen>, AppError> {
        let rows = self.db.read(|tx| tx.handoffs(Page { skip: 0, limit }))?;
        rows.iter().map(|row| self.handoff(row.id)).collect()
    }

    /// What the app says by itself, for these handoffs. The same on every device of the agency that sees the same
    /// events: the event's id and time follow from them, so that several devices write one event.
    pub(crate) fn settling(
        &self,
        ids: impl IntoIterator<Item = RecordId>,
    ) -> Result<Vec<RecordWrite>, AppError> {
        let actor = self.actor();
        let mut writes = Vec::new();
        for id in ids {
            let Some(record) = self.held_whole(id)?.filter(|record| record.kind == RecordKind::Handoff)
            else {
                continue;
            };
            let outcomes = self.outcomes_whole(&record)?;
            let handoff = Handoff::read([&record].into_iter().chain(&outcomes));
            let Some(at) = handoff.events().iter().map(|event| event.at).max_by_key(Moment::unix_ms) else {
                continue;
            };
            let mut events = Vec::new();
            for plain in handoff.automatic(&actor) {
                let event_id = automatic_id(id, plain, &actor.party, &handoff);
                if let Ok(event) = handoff.event(&actor, What::Plain(plain), event_id, at) {
                    events.push(event);
                }
            }
            if !events.is_empty() {
                writes.push(place(&record, record.compartment, &events));
            }
        }
        Ok(writes)
    }

    fn say(&mut self, handoff: &Handoff, what: What, at: Moment) -> Result<Event, AppError> {
        let id = self.new_id().0;
        handoff.event(&self.actor(), what, id, at).map_err(|reason| AppError::NotAllowed(reason.code()))
    }

    fn actor(&self) -> Actor {
        let profile = &self.me.profile;
        Actor { party: Party::agency(profile.agency.clone()), author: profile.author() }
    }

    fn what(&self, typed: &TypedStep, seen: &HandoffSeen, at: Moment) -> Result<What, AppError> {
        if let Ok(plain) = typed.step.parse::<Plain>() {
            return Ok(What::Plain(plain));
        }
        let code = |default: &str| typed.code.clone().unwrap_or_else(|| default.to_owned());
        match typed.step.parse::<Kind>() {
            Ok(Kind::Declined) => Ok(What::Declined { code: code("other") }),
            Ok(Kind::Closed) => Ok(What::Closed { code: code("other") }),
            Ok(Kind::Offered) => {
                let to = self.agency(typed.to.as_deref().unwrap_or_default())?;
                Ok(What::Offered { to: Some(Party::agency(to)), due: answer_due(at) })
            }
            Ok(Kind::Reassigned) => {
                let to = typed.to.as_deref().unwrap_or_default();
                let from =
                    seen.state.accountable.first().ok_or(AppError::NotAllowed("handoff.incomplete"))?;
                Ok(What::Reassigned {
                    from: from.party.clone(),
                    to: Party::agency(self.agency(to)?),
                    due: None,
                })
            }
            _ => Err(AppError::Input { code: "handoff.step", what: "no such step of a handoff" }),
        }
    }

    /// A record, if this device holds it.
    pub(crate) fn held(&self, id: RecordId) -> Result<Option<Record>, AppError> {
        match self.record(id) {
            Ok(record) => Ok(Some(record)),
            Err(AppError::NotFound(_) | AppError::Hidden) => Ok(None),
            Err(other) => Err(other),
        }
    }
}

/// Until when an offer made now should be answered.
fn answer_due(at: Moment) -> Option<Moment> {
    Moment::at(at.unix_ms() + ANSWER_MINUTES * 60_000, at.zone()).ok()
}

/// Where these events are written, all of one part: accountability with the handoff, an outcome in `compartment`.
fn place(handoff: &Record, compartment: CompartmentId, events: &[Event]) -> RecordWrite {
    let mut edits: Vec<Edit> = events.iter().map(Event::edit).collect();
    let outcome = events.iter().any(|event| event.kind().part() == Part::Outcome);
    if !outcome {
        let (id, compartment) = (handoff.id, handoff.compartment);
        return RecordWrite { id, kind: RecordKind::Handoff, compartment, edits };
    }
    edits.push(ready());
    edits.push(Edit::set("handoff", Scalar::text(handoff.id.to_string())));
    RecordWrite { id: outcome_in(handoff, compartment), kind: RecordKind::Outcome, compartment, edits }
}

/// The record of what became of a handoff in a compartment.
fn outcome_in(handoff: &Record, compartment: CompartmentId) -> RecordId {
    if compartment == handoff.compartment {
        outcome_id(handoff.id)
    } else {
        outcome_id_in(handoff.id, compartment)
    }
}

/// The records in which what became of a handoff may stand, on a device that is in these compartments.
pub(crate) fn outcome_ids(
    handoff: &Record,
    compartments: impl IntoIterator<Item = CompartmentId>,
) -> Vec<RecordId> {
    let others = compartments.into_iter().filter(|one| *one != handoff.compartment);
    let others = others.map(|one| outcome_in(handoff, one));
    [outcome_id(handoff.id)].into_iter().chain(others).collect()
}

/// The same on every device of the party that holds the same events.
fn automatic_id(handoff: RecordId, plain: Plain, party: &Party, held: &Handoff) -> uuid::Uuid {
    let mut seen = Vec::new();
    for event in held.events() {
        seen.extend_from_slice(event.id.as_bytes());
    }
    let party = format!("{}\0", party.agency);
    let parts: [&[u8]; 4] = [handoff.as_bytes(), plain.word().as_bytes(), party.as_bytes(), &seen];
    derived("footbridge automatic event 1", &parts)
}
