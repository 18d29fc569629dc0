//! What a party says about a handoff: one immutable event, one canonical fact.

use std::collections::BTreeSet;
use std::fmt;

use uuid::Uuid;

use crate::fact::{BadFact, Fact};
use crate::role::words;
use crate::{Edit, Moment, Scalar};

/// Names one event.
pub type EventId = Uuid;

/// Who answers for the person: an agency, and the unit where one is named.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Party {
    /// The agency, by its name in the collaborative.
    pub agency: String,
    /// The unit; `None` speaks for the agency as a whole.
    pub unit: Option<String>,
}

impl Party {
    /// An agency as a whole.
    pub fn agency(name: impl Into<String>) -> Self {
        Self { agency: name.into(), unit: None }
    }

    /// One unit of an agency.
    pub fn unit(agency: impl Into<String>, unit: impl Into<String>) -> Self {
        Self { agency: agency.into(), unit: Some(unit.into()) }
    }

    /// The same party as far as both are named: an agency as a whole is each of its units, two different units
    /// are two parties.
    pub fn same_side(&self, other: &Self) -> bool {
        self.agency == other.agency
            && (self.unit.is_none() || other.unit.is_none() || self.unit == other.unit)
    }
}

/// As people read it: the agency, and its unit where one is named.
impl fmt::Display for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.unit {
            Some(unit) => write!(f, "{} / {unit}", self.agency),
            None => f.write_str(&self.agency),
        }
    }
}

words! {
    /// The kinds of event.
    Kind {
        /// The sender asks somebody to take over, and answers for the person until somebody has.
        Offered = "offered",
        /// Somebody read it: a recipient the offer, a party that stands the release of another.
        Acknowledged = "acknowledged",
        /// Somebody takes over.
        Accepted = "accepted",
        /// A recipient does not take over, for a neutral reason.
        Declined = "declined",
        /// The sender takes the offer back; the person stays with the sender.
        Withdrawn = "withdrawn",
        /// A supervisor takes it from a party that fell silent or was revoked, and offers it to another.
        Reassigned = "reassigned",
        /// A party has seen that another one stands, and no longer answers. Written by the app when it sees it.
        Relieved = "relieved",
        /// Who took over asks to be let go; it answers until it has seen another one stand.
        Released = "released",
        /// The person was met.
        Met = "met",
        /// The person was brought somewhere.
        Transported = "transported",
        /// The person arrived; who says so now answers.
        Arrived = "arrived",
        /// The person did not come.
        Unattended = "unattended",
        /// Another time was agreed.
        Rescheduled = "rescheduled",
        /// The person refused. Never hidden by what comes later.
        Refused = "refused",
        /// The person is engaged in care.
        Engaged = "engaged",
        /// Nothing more is to be done, for a reason.
        Closed = "closed",
    }
}

/// Which record an event is written to, because three audiences may read three things.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The handoff record, in the compartment that both parties share.
    Accountability,
    /// The outcome record, where it happened; copied back only as far as consent allows.
    Outcome,
}

impl Kind {
    /// Where such an event is written.
    pub fn part(self) -> Part {
        match self {
            Self::Offered
            | Self::Acknowledged
            | Self::Accepted
            | Self::Declined
            | Self::Withdrawn
            | Self::Reassigned
            | Self::Relieved
            | Self::Released => Part::Accountability,
            Self::Met
            | Self::Transported
            | Self::Arrived
            | Self::Unattended
            | Self::Rescheduled
            | Self::Refused
            | Self::Engaged
            | Self::Closed => Part::Outcome,
        }
    }
}

/// What an event says.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum What {
    /// See [`Kind::Offered`].
    Offered {
        /// Whom it is offered to; `None` is anybody who reads it.
        to: Option<Party>,
        /// When an answer is wanted by.
        due: Option<Moment>,
    },
    /// See [`Kind::Declined`].
    Declined {
        /// A code of `handoff_declined`.
        code: String,
    },
    /// See [`Kind::Reassigned`].
    Reassigned {
        /// From whom it is taken.
        from: Party,
        /// Whom it is offered to.
        to: Party,
        /// When an answer is wanted by.
        due: Option<Moment>,
    },
    /// See [`Kind::Closed`].
    Closed {
        /// A code of `handoff_closed`.
        code: String,
    },
    /// An event of one of the kinds that say nothing more than that.
    Plain(Plain),
}

words! {
    /// The kinds that say nothing more than that it happened.
    Plain {
        /// See [`Kind::Acknowledged`].
        Acknowledged = "acknowledged",
        /// See [`Kind::Accepted`].
        Accepted = "accepted",
        /// See [`Kind::Withdrawn`].
        Withdrawn = "withdrawn",
        /// See [`Kind::Relieved`].
        Relieved = "relieved",
        /// See [`Kind::Released`].
        Released = "released",
        /// See [`Kind::Met`].
        Met = "met",
        /// See [`Kind::Transported`].
        Transported = "transported",
        /// See [`Kind::Arrived`].
        Arrived = "arrived",
        /// See [`Kind::Unattended`].
        Unattended = "unattended",
        /// See [`Kind::Rescheduled`].
        Rescheduled = "rescheduled",
        /// See [`Kind::Refused`].
        Refused = "refused",
        /// See [`Kind::Engaged`].
        Engaged = "engaged",
    }
}

impl From<Plain> for What {
    fn from(plain: Plain) -> Self {
        Self::Plain(plain)
    }
}

impl What {
    /// Its kind.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Offered { .. } => Kind::Offered,
            Self::Declined { .. } => Kind::Declined,
            Self::Reassigned { .. } => Kind::Reassigned,
            Self::Closed { .. } => Kind::Closed,
            Self::Plain(plain) => match plain {
                Plain::Acknowledged => Kind::Acknowledged,
                Plain::Accepted => Kind::Accepted,
                Plain::Withdrawn => Kind::Withdrawn,
                Plain::Relieved => Kind::Relieved,
                Plain::Released => Kind::Released,
                Plain::Met => Kind::Met,
                Plain::Transported => Kind::Transported,
                Plain::Arrived => Kind::Arrived,
                Plain::Unattended => Kind::Unattended,
                Plain::Rescheduled => Kind::Rescheduled,
                Plain::Refused => Kind::Refused,
                Plain::Engaged => Kind::Engaged,
            },
        }
    }
}

/// One event.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Event {
    /// Its id.
    pub id: EventId,
    /// What it says.
    pub what: What,
    /// Who says it.
    pub party: Party,
    /// When, by that party's clock. Orders nothing; decides only whether an acceptance is marked late.
    pub at: Moment,
    /// The events that the party knew when it wrote this one.
    pub seen: BTreeSet<EventId>,
}

impl Event {
    /// Its kind.
    pub fn kind(&self) -> Kind {
        self.what.kind()
    }

    /// The canonical fact.
    pub fn fact(&self) -> Fact {
        let seen: Vec<String> = self.seen.iter().map(ToString::to_string).collect();
        let fact = Fact::new()
            .with("kind", self.kind())
            .with("party", &self.party.agency)
            .with_some("unit", self.party.unit.as_ref())
            .with("at", self.at)
            .with("seen", seen.join(","));
        match &self.what {
            What::Offered { to, due } => {
                with_party(fact, ["to", "to_unit"], to.as_ref()).with_some("due", *due)
            }
            What::Reassigned { from, to, due } => {
                let fact = with_party(fact, ["from", "from_unit"], Some(from));
                with_party(fact, ["to", "to_unit"], Some(to)).with_some("due", *due)
            }
            What::Declined { code } | What::Closed { code } => fact.with("code", code),
            What::Plain(_) => fact,
        }
    }

    /// From its id and its fact.
    ///
    /// # Errors
    /// When a part that its kind needs is absent, or one that is there cannot be read.
    pub fn read(id: EventId, fact: &Fact) -> Result<Self, BadFact> {
        let what = match fact.need("kind")? {
            Kind::Offered => What::Offered { to: party(fact, "to", "to_unit")?, due: fact.moment("due")? },
            Kind::Reassigned => What::Reassigned {
                from: party(fact, "from", "from_unit")?.ok_or(BadFact::Part("from"))?,
                to: party(fact, "to", "to_unit")?.ok_or(BadFact::Part("to"))?,
                due: fact.moment("due")?,
            },
            Kind::Declined => What::Declined { code: fact.need("code")? },
            Kind::Closed => What::Closed { code: fact.need("code")? },
            _ => What::Plain(fact.need("kind")?),
        };
        let seen = fact.get("seen").map_or(Ok(BTreeSet::new()), |ids| {
            ids.split(',').map(|id| id.parse().map_err(|_| BadFact::Part("seen"))).collect()
        })?;
        let party = party(fact, "party", "unit")?.ok_or(BadFact::Part("party"))?;
        Ok(Self { id, what, party, at: fact.need("at")?, seen })
    }

    /// The edit that records it, in the record that [`Kind::part`] names.
    pub fn edit(&self) -> Edit {
        Edit::set(format!("event.{}", self.id), Scalar::text(self.fact().to_string()))
    }
}

fn with_party(fact: Fact, [agency, unit]: [&str; 2], party: Option<&Party>) -> Fact {
    match party {
        Some(party) => fact.with(agency, &party.agency).with_some(unit, party.unit.as_ref()),
        None => fact,
    }
}

fn party(fact: &Fact, agency: &'static str, unit: &'static str) -> Result<Option<Party>, BadFact> {
    let unit = fact.maybe(unit)?;
    Ok(fact.maybe(agency)?.map(|agency| Party { agency, unit }))
}
