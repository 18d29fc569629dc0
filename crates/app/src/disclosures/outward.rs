//! What leaves: asked of `domain::disclosure::decide`, written down, posted.

use std::collections::{BTreeMap, BTreeSet};

use domain::consent::{Purpose, copy_of};
use domain::disclosure::{
    About, Account, Body, Channel, Decision, Denial, Discloser, Enclosed, Field, Leg, Notice, Permit,
    Presence, Recipient, Request, Source, decide,
};
use domain::role::Class;
use domain::{CompartmentId, Edit, Moment, Record, RecordId, RecordKind, Scalar};

use crate::derived::copy_id;
use crate::handoffs::TypedOffer;
use crate::letters::Inbox;
use crate::records::RecordWrite;
use crate::{AppError, Device};

/// What somebody wants to tell an agency about a person.
#[derive(Clone, Debug, PartialEq)]
pub struct Disclosing {
    /// What about.
    pub about: About,
    /// Whose it is, where that is known.
    pub person: Option<RecordId>,
    /// The handoff it belongs to.
    pub handoff: Option<RecordId>,
    /// What for.
    pub purpose: Purpose,
    /// The fields, with what stands in them now.
    pub fields: Vec<(Field, Scalar)>,
}

/// What an offer would tell one agency.
#[derive(Clone, Debug, PartialEq)]
pub struct OfferPreview {
    /// The agency.
    pub agency: String,
    /// Whether it reads the contact's compartment anyhow: then nothing is copied, and it sees all of it.
    pub reads: bool,
    /// What would be copied, by the keys of the fields.
    pub fields: Vec<(String, Scalar)>,
    /// What would be left out, and why: a stable code.
    pub omitted: Vec<(String, &'static str)>,
    /// The consents it would rest on.
    pub consents: BTreeSet<RecordId>,
    /// Whether the notice of 42 CFR 2.32 would go with it.
    pub notice: bool,
    /// Why nothing may go: a stable code.
    pub refused: Option<&'static str>,
}

/// Who the person is and what is needed, out of a packet that is written or is to be.
#[derive(Clone, Debug)]
pub(crate) struct Packet {
    pub person: Option<RecordId>,
    pub fields: Vec<(Field, Scalar)>,
}

impl Packet {
    pub fn of_edits(edits: &[Edit]) -> Self {
        Self::of(edits.iter().filter_map(|edit| Some((edit.key.as_str(), edit.value.as_ref()?))))
    }

    pub fn of_record(packet: &Record) -> Self {
        Self::of(packet.fields.keys().filter_map(|key| Some((key.as_str(), packet.get(key)?))))
    }

    fn of<'a>(pairs: impl Iterator<Item = (&'a str, &'a Scalar)>) -> Self {
        let (mut person, mut fields) = (None, Vec::new());
        for (key, value) in pairs {
            if key == "person" {
                person = value.as_text().and_then(|id| id.parse().ok());
            } else if key == "asks" || key.starts_with("copy.") {
                fields.push((Field::new(RecordKind::Packet, key), value.clone()));
            }
        }
        Self { person, fields }
    }

    pub fn for_handoff(self, handoff: RecordId, purpose: Purpose) -> Disclosing {
        let Self { person, fields } = self;
        Disclosing { about: About::HandoffPacket, person, handoff: Some(handoff), purpose, fields }
    }
}

/// The key under which a field is copied: as it stands in its own record.
fn copied_key(field: &Field) -> &str {
    field.key.strip_prefix("copy.").filter(|_| field.kind == RecordKind::Packet).unwrap_or(&field.key)
}

/// The writes of these accounts, which are posted when they are written.
pub(crate) fn posted_first(accounts: &[Account], compartment: CompartmentId) -> Vec<RecordWrite> {
    let write = |account: &Account| RecordWrite {
        id: account.id,
        kind: RecordKind::Disclosure,
        compartment,
        edits: account.edits(),
    };
    accounts.iter().map(write).collect()
}

/// What the permitted fields of `wanted` say.
fn body_of(wanted: &Disclosing, permit: &Permit, at: Moment) -> Body {
    let mut body = Body::new(wanted.about, Leg::Outward, at);
    body.handoff = wanted.handoff;
    body.purpose = Some(wanted.purpose.word().to_owned());
    body.omitted = !permit.omitted.is_empty();
    for (field, value) in wanted.fields.iter().filter(|(field, _)| permit.fields.contains(field)) {
        if field.kind == RecordKind::Packet && field.key == "asks" {
            body.asks = value.as_text().map(str::to_owned);
        } else {
            body.copies.insert(copied_key(field).to_owned(), value.clone());
        }
    }
    body
}

impl Device {
    /// Tells an agency of another compartment what a consent permits, and nothing else. What was told stands in the
    /// account that is returned; whether it has left yet, [`Device::disclosure`] says.
    ///
    /// # Errors
    /// `disclosure.*`: why nothing may go; nothing was written then. `handoff.unknown_agency`; `placement.*`,
    /// `compartment.not_in`.
    pub fn disclose(&mut self, wanted: &Disclosing, agency: &str) -> Result<Account, AppError> {
        let agency = self.agency(agency)?;
        let compartment = self.home_of(RecordKind::Disclosure, None)?;
        let at = self.now()?;
        let account = self.granted(wanted, &agency, compartment, at)?;
        self.write(&posted_first(std::slice::from_ref(&account), compartment))?;
        self.settle_disclosures_or_later();
        self.disclosure(account.id)
    }

    /// The account of a disclosure that may be made.
    ///
    /// # Errors
    /// Why it may not: `disclosure.*`.
    pub(crate) fn granted(
        &mut self,
        wanted: &Disclosing,
        agency: &str,
        compartment: CompartmentId,
        at: Moment,
    ) -> Result<Account, AppError> {
        let (decision, inbox) = self.considered(wanted, agency, compartment)?;
        let permit = match decision {
            Decision::Permit(permit) => permit,
            Decision::Deny(denial) => return Err(not_consented(agency, denial)),
        };
        let inbox = inbox.ok_or(AppError::NotAllowed("disclosure.no_inbox"))?;
        Ok(Account {
            id: self.new_id(),
            body: body_of(wanted, &permit, at),
            person: wanted.person,
            to_agency: agency.to_owned(),
            to_class: Some(inbox.class),
            by: self.me.profile.name.clone(),
            consents: permit.consents,
            fates: BTreeMap::new(),
        })
    }

    /// What the one decision says, and where the letter would go.
    fn considered(
        &self,
        wanted: &Disclosing,
        agency: &str,
        compartment: CompartmentId,
    ) -> Result<(Decision, Option<Inbox>), AppError> {
        let inbox = self.inbox(agency)?;
        let class = inbox.as_ref().map_or_else(|| self.class_of_agency(agency), |inbox| inbox.class);
        let consents = match wanted.person {
            Some(person) => self.consents_of_person(person)?,
            None => Vec::new(),
        };
        let channel =
            if wanted.about == About::HandoffPacket { Channel::Packet } else { Channel::Disclosure };
        let request = Request {
            persons: wanted.person.into_iter().collect(),
            from: self.discloser(compartment),
            to: Recipient { agency: agency.to_owned(), person: None, class },
            purpose: wanted.purpose,
            fields: wanted.fields.iter().map(|(field, _)| field.clone()).collect(),
            source: Source::Other,
            leg: Leg::Outward,
            channel,
        };
        Ok((decide(&request, &consents, self.now_ms()), inbox))
    }

    /// Who tells, from this compartment. What may be said without a consent lies in the shared compartment anyhow.
    pub(super) fn discloser(&self, compartment: CompartmentId) -> Discloser {
        Discloser {
            agency: self.me.profile.agency.clone(),
            class: self.class_of_compartment(compartment),
            presence: Presence::MayNotSay,
        }
    }

    /// Where letters to an agency go, if it can be reached.
    pub(super) fn inbox(&self, agency: &str) -> Result<Option<Inbox>, AppError> {
        match self.inbox_of(agency) {
            Ok(inbox) => Ok(Some(inbox)),
            Err(AppError::NotAllowed(_)) => Ok(None),
            Err(other) => Err(other),
        }
    }

    /// Seals the letter of an account that is written. Posted twice it goes once.
    pub(super) fn post(&mut self, record: &Record, account: &Account) -> Result<(), AppError> {
        let inbox = self.inbox_of(&account.to_agency)?;
        let enclosed = self.enclosed(record, account)?;
        self.post_letter(copy_id(account.id), inbox.compartment, &account.letter(&enclosed))
    }

    /// What goes with it: the notice, and a copy of the consents. Of one that was taken back only that.
    fn enclosed(&self, record: &Record, account: &Account) -> Result<Enclosed, AppError> {
        let class = self.class_of_compartment(record.compartment);
        let of_person = !account.body.is_about(About::ConsentRevoked);
        let mut enclosed = Enclosed {
            from_agency: self.me.profile.agency.clone(),
            from_class: class,
            notice: (of_person && class == Class::Care).then_some(Notice::Full),
            consents: BTreeMap::new(),
            revoked: BTreeMap::new(),
        };
        for id in &account.consents {
            if of_person {
                enclosed.consents.extend(self.consent_text(*id)?.map(|copy| (*id, copy)));
            } else {
                enclosed.revoked.extend(account.body.at.map(|at| (*id, at)));
            }
        }
        Ok(enclosed)
    }

    /// A consent as text: this compartment's own, or one that came with what others told.
    fn consent_text(&self, id: RecordId) -> Result<Option<String>, AppError> {
        if let Some(record) = self.held(id)?.filter(|record| record.kind == RecordKind::Consent) {
            return Ok(Some(copy_of(&record)));
        }
        let rows = self.db.read(|tx| tx.copies_on(id))?;
        let copies = self.genuine(rows.into_iter().map(|row| row.copy))?;
        let text = |(record, _): &(Record, _)| record.text(&format!("consent.{id}")).map(str::to_owned);
        Ok(copies.iter().rev().find_map(text))
    }

    /// What an offer would tell each agency, before it is made. Nothing is written.
    ///
    /// # Errors
    /// As [`Device::offer_handoff`], but for what a consent does not permit: that is in the answer.
    pub fn preview_offer(&self, typed: &TypedOffer) -> Result<Vec<OfferPreview>, AppError> {
        let (contact, packet) = self.packet_as_typed(typed, RecordId::from_bytes([0; 16]))?;
        let wanted = Packet::of_edits(&packet)
            .for_handoff(RecordId::from_bytes([0; 16]), purpose(typed.purpose.as_deref())?);
        let asked: BTreeSet<String> =
            typed.to.iter().map(|name| self.agency(name)).collect::<Result<_, _>>()?;
        asked.into_iter().map(|agency| self.preview(&wanted, agency, contact.compartment)).collect()
    }

    fn preview(
        &self,
        wanted: &Disclosing,
        agency: String,
        compartment: CompartmentId,
    ) -> Result<OfferPreview, AppError> {
        let mut preview = OfferPreview {
            reads: self.can_read(compartment, &agency),
            agency,
            fields: Vec::new(),
            omitted: Vec::new(),
            consents: BTreeSet::new(),
            notice: false,
            refused: None,
        };
        if preview.reads {
            return Ok(preview);
        }
        let (decision, inbox) = self.considered(wanted, &preview.agency, compartment)?;
        let omitted = match decision {
            Decision::Deny(denial) => {
                preview.refused = Some(denial.reason.code());
                denial.omitted
            }
            Decision::Permit(permit) => {
                preview.refused = inbox.is_none().then_some("disclosure.no_inbox");
                preview.notice = self.class_of_compartment(compartment) == Class::Care;
                let goes = wanted.fields.iter().filter(|(field, _)| permit.fields.contains(field));
                preview.fields =
                    goes.map(|(field, value)| (copied_key(field).to_owned(), value.clone())).collect();
                preview.consents = permit.consents;
                permit.omitted
            }
        };
        let left_out = omitted.into_iter().map(|(field, why)| (copied_key(&field).to_owned(), why.code()));
        preview.omitted = left_out.collect();
        Ok(preview)
    }
}

/// The purpose that somebody typed: to hand the person over, where nothing was.
///
/// # Errors
/// `disclosure.purpose`.
pub(crate) fn purpose(typed: Option<&str>) -> Result<Purpose, AppError> {
    let Some(typed) = typed.filter(|typed| !typed.is_empty()) else { return Ok(Purpose::CareCoordination) };
    typed.parse().map_err(|_| AppError::Input {
        code: "disclosure.purpose",
        what: "no such purpose: docs/reference/codes.md lists `consent_purpose`",
    })
}

fn not_consented(agency: &str, denial: Denial) -> AppError {
    AppError::NotConsented { agency: agency.to_owned(), denial: Box::new(denial) }
}
