//! A contact: one person in one encounter.

use crate::codes::Pathway;
use crate::incident::Place;
use crate::naloxone::{self, Naloxone};
use crate::reading::{Answer, members, moment, parsed, text};
use crate::role::{Role, words};
use crate::{Moment, Record, RecordId};

words! {
    /// What became of the offer of service.
    Offer {
        /// Offered and accepted.
        Accepted = "accepted",
        /// Offered; no answer yet.
        Offered = "offered",
        /// Offered and declined.
        Declined = "declined",
        /// Not offered, for a written reason.
        NotOffered = "not_offered",
    }
}

/// The times of one contact, each when it is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "the fields are those of docs/reference/fields.md")]
pub struct Times {
    pub started: Option<Moment>,
    pub dispatched: Option<Moment>,
    pub en_route: Option<Moment>,
    pub on_scene: Option<Moment>,
    pub clear: Option<Moment>,
}

/// A contact.
#[derive(Clone, Debug, PartialEq)]
pub struct Contact {
    /// Its id.
    pub id: RecordId,
    /// Whom it is about.
    pub person: Option<RecordId>,
    /// The event it belongs to.
    pub incident: Option<RecordId>,
    /// The pathway; `None` also for one that a newer version knows.
    pub pathway: Option<Pathway>,
    /// The role it was made in.
    pub role: Option<Role>,
    /// The agency that made it.
    pub agency: Option<String>,
    /// The unit.
    pub unit: Option<String>,
    /// The vehicle.
    pub vehicle: Option<String>,
    /// Where.
    pub place: Place,
    /// A code of `living_situation`.
    pub living_situation: Option<String>,
    /// When.
    pub times: Times,
    /// What became of the offer of service.
    pub offer: Option<Offer>,
    /// Why it was declined or not made.
    pub offer_reason: Option<String>,
    /// Whether naloxone was given, as answered; see [`Contact::naloxone_was_given`].
    pub naloxone_given: Option<Answer>,
    /// The administrations and doses that count.
    pub naloxone: Naloxone,
    /// Whether a kit was left.
    pub kit_left: Option<Answer>,
    /// Whether the person survived.
    pub survived: Option<Answer>,
    /// Codes of `substance`.
    pub substances: Vec<String>,
    /// Whether a responder was exposed by accident.
    pub accidental_exposure: Option<Answer>,
    /// Codes of `disposition`.
    pub dispositions: Vec<String>,
    /// Codes of `need`.
    pub needs: Vec<String>,
    /// Codes of `crisis`.
    pub crises: Vec<String>,
    /// Why the record should not have been made.
    pub entered_in_error: Option<String>,
}

impl Contact {
    /// Reads a contact record.
    pub fn read(record: &Record) -> Self {
        Self {
            id: record.id,
            person: parsed(record, "person"),
            incident: parsed(record, "incident"),
            pathway: record.text("pathway").and_then(Pathway::read),
            role: parsed(record, "role"),
            agency: text(record, "agency"),
            unit: text(record, "unit"),
            vehicle: text(record, "vehicle"),
            place: Place::read(record),
            living_situation: text(record, "living_situation"),
            times: Times {
                started: moment(record, "time.started"),
                dispatched: moment(record, "time.dispatched"),
                en_route: moment(record, "time.en_route"),
                on_scene: moment(record, "time.on_scene"),
                clear: moment(record, "time.clear"),
            },
            offer: parsed(record, "offer"),
            offer_reason: text(record, "offer.reason"),
            naloxone_given: parsed(record, "naloxone.given"),
            naloxone: naloxone::read(record),
            kit_left: parsed(record, "kit_left"),
            survived: parsed(record, "survived"),
            substances: members(record, "substance"),
            accidental_exposure: parsed(record, "accidental_exposure"),
            dispositions: members(record, "disposition"),
            needs: members(record, "need"),
            crises: members(record, "crisis"),
            entered_in_error: text(record, "entered_in_error"),
        }
    }

    /// Naloxone was given: somebody said so, or recorded an administration or a dose.
    pub fn naloxone_was_given(&self) -> bool {
        self.naloxone_given == Some(Answer::Yes)
            || !self.naloxone.administrations.is_empty()
            || !self.naloxone.doses.is_empty()
    }

    /// The earliest time that is known of the encounter itself.
    pub fn began(&self) -> Option<Moment> {
        let times = &self.times;
        let first_dose = || {
            let administrations = self.naloxone.administrations.iter().filter_map(|one| one.at);
            let doses = self.naloxone.doses.iter().filter_map(|one| one.at);
            administrations.chain(doses).min_by_key(Moment::unix_ms)
        };
        times.started.or(times.on_scene).or_else(first_dose).or(times.en_route).or(times.dispatched)
    }
}
