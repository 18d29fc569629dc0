//! An event of a consent as it is recorded: one immutable, canonical fact.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::words::Saying;
use super::{Event, What};
use crate::fact::{BadFact, Fact};
use crate::{Edit, Moment, Scalar};

/// What somebody recorded of what the person said.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Statement {
    /// Its id.
    pub id: Uuid,
    /// What was said.
    pub saying: Saying,
    /// Until when the person consents, where an instant was named. Says nothing of a revocation.
    pub until: Option<Moment>,
    /// When, by the recorder's clock. Orders nothing.
    pub at: Moment,
    /// The agency that recorded it.
    pub by: String,
    /// How it was said, in the recorder's words: by telephone, by letter, by a lawyer.
    pub how: Option<String>,
    /// The events that the recorder knew.
    pub seen: BTreeSet<Uuid>,
}

impl Statement {
    /// What [`super::standing`] needs of it.
    pub fn event(&self) -> Event {
        let until = self.until.map(|until| until.unix_ms());
        let what = match self.saying {
            Saying::Granted => What::Granted(until),
            Saying::Renewed => What::Renewed(until),
            Saying::Revoked => What::Revoked,
        };
        Event { id: self.id, what, seen: self.seen.clone() }
    }

    /// The canonical fact.
    pub fn fact(&self) -> Fact {
        let seen: Vec<String> = self.seen.iter().map(ToString::to_string).collect();
        Fact::new()
            .with("kind", self.saying)
            .with("at", self.at)
            .with("by", &self.by)
            .with_some("until", self.until)
            .with_some("how", self.how.as_deref())
            .with("seen", seen.join(","))
    }

    /// From its id and its fact.
    ///
    /// # Errors
    /// When what was said, when or by whom is absent, or a part that is there cannot be read.
    pub fn read(id: Uuid, fact: &Fact) -> Result<Self, BadFact> {
        let seen = fact.get("seen").map_or(Ok(BTreeSet::new()), |ids| {
            ids.split(',').map(|id| id.parse().map_err(|_| BadFact::Part("seen"))).collect()
        })?;
        let (saying, until) = (fact.need("kind")?, fact.moment("until")?);
        let how = fact.get("how").map(str::to_owned);
        Ok(Self { id, saying, until, at: fact.need("at")?, by: fact.need("by")?, how, seen })
    }

    /// The edit that records it, in the consent record.
    pub fn edit(&self) -> Edit {
        Edit::set(format!("event.{}", self.id), Scalar::text(self.fact().to_string()))
    }
}
