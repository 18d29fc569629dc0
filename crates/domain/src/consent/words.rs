//! The words of a consent: what it can cover, for what, for whom, until what, and how it was given.

use crate::RecordKind;
use crate::role::{Class, words};

words! {
    /// A minimum-necessary group of fields that a consent can cover: "how much and what kind of information"
    /// (42 CFR 2.31(a)(3)). A group never grows: more fields are a new group, as nobody consented to them.
    Scope {
        /// Names, age, birth date, pronouns.
        Identity = "identity",
        /// How to reach the person, in which language.
        ContactDetails = "contact_details",
        /// Where the person was met or last seen.
        Whereabouts = "whereabouts",
        /// Gender, race, ethnicity.
        Demographics = "demographics",
        /// Risks and allergies.
        Safety = "safety",
        /// What was offered and how the contact ended.
        Offer = "offer",
        /// Naloxone and overdose facts, substances.
        Naloxone = "naloxone",
        /// Needs and the living situation.
        Needs = "needs",
        /// What was written in free words, by or about the person.
        Narrative = "narrative",
        /// What came of a handoff.
        HandoffOutcome = "handoff_outcome",
        /// Whether an agreement was completed; nothing of what it was about.
        AgreementResult = "agreement_result",
    }
}

/// Rows of the table of fields, by the kind of record.
type Rows = &'static [(RecordKind, &'static [&'static str])];

impl Scope {
    /// The rows of the table of fields that the group covers: a key, or the prefix of a set or of facts.
    pub fn rows(self) -> Rows {
        match self {
            Self::Identity => &[(RecordKind::Person, IDENTITY)],
            Self::ContactDetails => {
                &[(RecordKind::Person, &["phone", "language", "residence.county", "residence.state"])]
            }
            Self::Whereabouts => &[
                (RecordKind::Person, &["sighting"]),
                (RecordKind::Contact, PLACE),
                (RecordKind::Incident, PLACE),
            ],
            Self::Demographics => &[(RecordKind::Person, &["gender", "race", "ethnicity"])],
            Self::Safety => &[(RecordKind::Person, &["risk", "allergy"])],
            Self::Offer => &[(RecordKind::Contact, &["pathway", "offer", "offer.reason", "disposition"])],
            Self::Naloxone => &[(RecordKind::Contact, NALOXONE)],
            Self::Needs => &[(RecordKind::Contact, &["need", "crisis", "living_situation"])],
            Self::Narrative => &[
                (RecordKind::Note, &["body"]),
                (RecordKind::Person, &["own_words", "what_matters"]),
                (RecordKind::Packet, &["asks"]),
            ],
            Self::HandoffOutcome => &[(RecordKind::Outcome, &["event"])],
            // The kind has no fields yet; the group is on the forms already, so its word is fixed.
            Self::AgreementResult => &[],
        }
    }
}

const IDENTITY: &[&str] = &[
    "name.given",
    "name.middle",
    "name.family",
    "name.suffix",
    "name.preferred",
    "pronouns",
    "code_name",
    "alias",
    "birth_date",
    "age.range",
    "age.years",
];
const PLACE: &[&str] =
    &["place.address", "place.city", "place.county", "place.state", "place.lat", "place.lon"];
const NALOXONE: &[&str] = &[
    "naloxone.given",
    "administration",
    "dose",
    "same_dose",
    "kit_left",
    "survived",
    "substance",
    "accidental_exposure",
];

words! {
    /// What may go back to who made a handoff: its own scope, because the return leg is the sensitive one. A form
    /// starts with [`Return::DEFAULT`].
    Return {
        /// Met or not met.
        Met = "met",
        /// Engaged or not engaged, without the reason.
        Engaged = "engaged",
        /// On the way: transported, arrived, another time agreed.
        Progress = "progress",
        /// That the person refused.
        Refused = "refused",
        /// Why nothing more is to be done.
        ClosedReason = "closed_reason",
    }
}

impl Return {
    /// What the return leg carries unless the person wants it otherwise.
    pub const DEFAULT: [Self; 2] = [Self::Met, Self::Engaged];

    /// The events of an outcome that it covers, as [`crate::disclosure::Field::event`] and
    /// [`crate::disclosure::Field::closed_reason`] write them.
    pub fn events(self) -> &'static [&'static str] {
        match self {
            Self::Met => &["event.met", "event.unattended"],
            Self::Engaged => &["event.engaged", "event.closed"],
            Self::Progress => &["event.transported", "event.arrived", "event.rescheduled"],
            Self::Refused => &["event.refused"],
            Self::ClosedReason => &["event.closed.code"],
        }
    }
}

words! {
    /// A general designation of recipients: a class of persons instead of names (42 CFR 2.31(a)(4)(i)).
    Designation {
        /// Treatment, outreach and services that look after the person.
        TreatingProviders = "treating_providers",
        /// Ambulance and fire crews.
        EmergencyMedicalServices = "emergency_medical_services",
    }
}

impl Designation {
    /// Whether it covers an agency of `class`. Never law enforcement, which a consent has to name, and never a
    /// compartment that agencies share, as law enforcement may read there.
    pub fn covers(self, class: Class) -> bool {
        match self {
            Self::TreatingProviders => class == Class::Care,
            Self::EmergencyMedicalServices => class == Class::Ems,
        }
    }
}

words! {
    /// What a disclosure is for (42 CFR 2.31(a)(5)). No word for proceedings against the person: that takes a
    /// consent of its own (42 CFR 2.31(d)), which is not taken here.
    Purpose {
        /// To treat the person.
        Treatment = "treatment",
        /// To hand the person over and to work together.
        CareCoordination = "care_coordination",
        /// To look in on the person later.
        FollowUp = "follow_up",
        /// To find housing, food, work and other help.
        ServicesAndHousing = "services_and_housing",
        /// To tell whether an agreement was completed.
        DiversionAgreement = "diversion_agreement",
        /// To have treatment paid for.
        Payment = "payment",
        /// To run the programme that treats.
        HealthCareOperations = "health_care_operations",
        /// Research.
        Research = "research",
        /// The person wants it; no more need be said.
        RequestOfPerson = "request_of_person",
    }
}

words! {
    /// An event that ends a consent, where no date does (42 CFR 2.31(a)(7)).
    ExpiryEvent {
        /// Treatment ends.
        EndOfTreatment = "end_of_treatment",
        /// The handoff it was given for is closed.
        HandoffClosed = "handoff_closed",
        /// The agreement it was given for ends.
        AgreementEnded = "agreement_ended",
        /// The person leaves the programme.
        ProgrammeLeft = "programme_left",
        /// Nothing ends it but its revocation: enough for treatment, payment and health care operations only.
        None = "none",
    }
}

words! {
    /// How a consent was given (42 CFR 2.31(a)(8)).
    SignatureKind {
        /// The person signed.
        Signed = "signed",
        /// The person said so and it was recorded: only where the law that the programme names allows it.
        RecordedVerbal = "recorded_verbal",
        /// A guardian signed for the person.
        Guardian = "guardian",
    }
}

words! {
    /// What is said about a consent in one event.
    Saying {
        /// See [`super::What::Granted`].
        Granted = "granted",
        /// See [`super::What::Renewed`].
        Renewed = "renewed",
        /// See [`super::What::Revoked`].
        Revoked = "revoked",
    }
}
