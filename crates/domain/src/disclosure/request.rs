//! What is asked.

use std::collections::BTreeSet;

use super::Field;
use crate::RecordId;
use crate::consent::Purpose;
use crate::role::{Class, words};

words! {
    /// How it would leave.
    Channel {
        /// The packet of a handoff.
        Packet = "packet",
        /// A file.
        Export = "export",
        /// Paper.
        Print = "print",
        /// Somebody of another compartment looks the person up.
        Search = "search",
        /// A copy sealed to another compartment.
        Disclosure = "disclosure",
    }
}

words! {
    /// What a disclosure is about.
    About {
        /// Who is handed over and what is needed.
        HandoffPacket = "handoff_packet",
        /// What became of a handoff, told to who made it.
        HandoffOutcome = "handoff_outcome",
        /// What helps with this person in a crisis, for patrol.
        ResponsePlan = "response_plan",
        /// Whether an agreement was completed: done or not done, no more.
        AgreementResult = "agreement_result",
        /// That a consent was taken back: whoever was told on it tells nothing further.
        ConsentRevoked = "consent_revoked",
        /// Counts with small cells suppressed. Reserved.
        Aggregate = "aggregate",
    }
}

words! {
    /// Which way it goes.
    Leg {
        /// From who knows the person to who is to help.
        Outward = "outward",
        /// Back to who made a handoff, under a scope of its own.
        Return = "return",
    }
}

words! {
    /// Where the data is from.
    Source {
        /// A Part 2 programme, or somebody who holds its data lawfully.
        Part2 = "part2",
        /// Anywhere else.
        Other = "other",
    }
}

words! {
    /// Whether an agency may say without consent that it took a handoff over (42 CFR 2.13(c)).
    Presence {
        /// It may: it is not known for the treatment of substance use disorders alone.
        MaySay = "may_say",
        /// It may not.
        MayNotSay = "may_not_say",
    }
}

/// Who would tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discloser {
    /// The agency, by its name in the collaborative.
    pub agency: String,
    /// The class of the compartment that the data lives in.
    pub class: Class,
    /// What the agency may say without consent.
    pub presence: Presence,
}

/// Who would be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// The agency, by its name in the collaborative.
    pub agency: String,
    /// The person there, where it is for that person alone.
    pub person: Option<String>,
    /// The class of the compartment that it would go to.
    pub class: Class,
}

/// May these fields go to that recipient, for that?
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The records known to be this one person's: one in each compartment that knows the person.
    pub persons: BTreeSet<RecordId>,
    /// Who would tell.
    pub from: Discloser,
    /// Who would be told.
    pub to: Recipient,
    /// What for.
    pub purpose: Purpose,
    /// What is asked for. The frame of a copy (its own id, status and links) is not asked for.
    pub fields: BTreeSet<Field>,
    /// Where the data is from.
    pub source: Source,
    /// Which way it goes.
    pub leg: Leg,
    /// How it would leave.
    pub channel: Channel,
}

impl Request {
    /// Whether 42 CFR Part 2 protects it: said so, or authored in a care compartment.
    pub fn is_part2(&self) -> bool {
        self.source == Source::Part2 || self.from.class == Class::Care
    }
}
