//! The two records of a disclosure, written and read: its account, which stays with who disclosed, and the copy, which
//! goes to who is told. Both hold the same [`Body`], made once: nothing that is edited later is in either.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::Notice;
use crate::consent::{Consent, read_copy};
use crate::fact::Fact;
use crate::role::{Class, words};
use crate::{Edit, MemberId, Moment, Record, RecordId, Scalar};

words! {
    /// What became of a disclosure, as its account says in events.
    Fate {
        /// It was withdrawn before anything of it left.
        Stopped = "stopped",
        /// It has left.
        Sent = "sent",
        /// It had left when the consent was taken back: who was told acted in reliance on it (42 CFR 2.31(a)(6)).
        InReliance = "in_reliance",
    }
}

words! {
    /// How a disclosure stands.
    Progress {
        /// Nothing final is known: it waits to be sent.
        Waiting = "waiting",
        /// See [`Fate::Stopped`].
        Stopped = "stopped",
        /// See [`Fate::Sent`].
        Sent = "sent",
        /// See [`Fate::InReliance`].
        InReliance = "in_reliance",
    }
}

/// What is told. The same in the account and in the copy.
#[derive(Clone, Debug, PartialEq)]
pub struct Body {
    /// A word of [`super::About`]; one of a newer version is kept as it is.
    pub about: String,
    /// A word of [`super::Leg`].
    pub leg: String,
    /// When it was decided.
    pub at: Option<Moment>,
    /// The handoff it belongs to.
    pub handoff: Option<RecordId>,
    /// A word of [`crate::consent::Purpose`].
    pub purpose: Option<String>,
    /// What is asked for.
    pub asks: Option<String>,
    /// Whether something that was asked for was left out.
    pub omitted: bool,
    /// The copied fields, by the keys they had.
    pub copies: BTreeMap<String, Scalar>,
    /// On the way back: what happened, by the name of its event, and when.
    pub told: BTreeMap<String, Moment>,
    /// On the way back: why the handoff was closed.
    pub told_reason: Option<String>,
}

impl Body {
    /// One that says nothing yet.
    pub fn new(about: super::About, leg: super::Leg, at: Moment) -> Self {
        Self {
            about: about.word().to_owned(),
            leg: leg.word().to_owned(),
            at: Some(at),
            handoff: None,
            purpose: None,
            asks: None,
            omitted: false,
            copies: BTreeMap::new(),
            told: BTreeMap::new(),
            told_reason: None,
        }
    }

    /// Whether it is about this.
    pub fn is_about(&self, about: super::About) -> bool {
        self.about == about.word()
    }

    fn edits(&self) -> Vec<Edit> {
        let mut out = vec![set("status", "ready"), set("about", &self.about), set("leg", &self.leg)];
        out.extend(self.at.map(|at| set("at", &at.to_string())));
        out.extend(self.handoff.map(|id| set("handoff", &id.to_string())));
        out.extend(self.purpose.as_ref().map(|purpose| set("purpose", purpose)));
        out.extend(self.asks.as_ref().map(|asks| set("asks", asks)));
        if self.omitted {
            out.push(flag("omitted"));
        }
        out.extend(self.copies.iter().map(|(key, value)| Edit::set(format!("copy.{key}"), value.clone())));
        out.extend(self.told.iter().map(|(event, at)| set(format!("told.{event}"), &at.to_string())));
        out.extend(self.told_reason.as_ref().map(|code| set("told_reason", code)));
        out
    }

    fn read(record: &Record) -> Self {
        let text = |key: &str| record.text(key).map(str::to_owned);
        let copies = record.under("copy").filter_map(|(key, held)| Some((key, held.first()?)));
        Self {
            about: text("about").unwrap_or_default(),
            leg: text("leg").unwrap_or_default(),
            at: moment(record, "at"),
            handoff: id(record, "handoff"),
            purpose: text("purpose"),
            asks: text("asks"),
            omitted: matches!(record.get("omitted"), Some(Scalar::Flag(true))),
            copies: copies.map(|(key, held)| (key.to_owned(), held.value.clone())).collect(),
            told: moments(record, "told").collect(),
            told_reason: text("told_reason"),
        }
    }
}

/// The account of a disclosure (42 CFR 2.16, 2.24; 45 CFR 164.528).
#[derive(Clone, Debug, PartialEq)]
pub struct Account {
    /// Its id.
    pub id: RecordId,
    /// What was told.
    pub body: Body,
    /// Whose it is.
    pub person: Option<RecordId>,
    /// Who is told.
    pub to_agency: String,
    /// Of which class that agency is.
    pub to_class: Option<Class>,
    /// The member who decided, by name.
    pub by: Option<String>,
    /// The consents it rests on.
    pub consents: BTreeSet<RecordId>,
    /// What became of it, each once with when it was noticed.
    pub fates: BTreeMap<Fate, Option<Moment>>,
}

impl Account {
    /// The edits that make its record.
    pub fn edits(&self) -> Vec<Edit> {
        let mut out = self.body.edits();
        out.extend(self.person.map(|person| set("person", &person.to_string())));
        out.push(set("to.agency", &self.to_agency));
        out.extend(self.to_class.map(|class| set("to.class", class.word())));
        out.extend(self.by.as_ref().filter(|by| !by.is_empty()).map(|by| set("by", by)));
        out.extend(self.consents.iter().map(|consent| flag(format!("consent.{consent}"))));
        out
    }

    /// Reads an account.
    pub fn read(record: &Record) -> Self {
        let fates =
            record.under("event").flat_map(|(_, held)| held.iter().filter_map(|one| fate(&one.value)));
        Self {
            id: record.id,
            body: Body::read(record),
            person: id(record, "person"),
            to_agency: record.text("to.agency").unwrap_or_default().to_owned(),
            to_class: record.text("to.class").and_then(|word| word.parse().ok()),
            by: record.text("by").map(str::to_owned),
            consents: record.under("consent").filter_map(|(key, _)| key.parse().ok()).collect(),
            fates: fates.collect(),
        }
    }

    /// How it stands. What has left is never said to have been stopped, whatever else is said.
    pub fn progress(&self) -> Progress {
        match self.fates.keys().next_back() {
            None => Progress::Waiting,
            Some(Fate::Stopped) => Progress::Stopped,
            Some(Fate::Sent) => Progress::Sent,
            Some(Fate::InReliance) => Progress::InReliance,
        }
    }

    /// The edit that says what became of it. The id of the event follows from the caller's: whichever device notices
    /// it says it once.
    pub fn fate_edit(id: Uuid, fate: Fate, at: Moment) -> Edit {
        let fact = Fact::new().with("kind", fate).with("at", at);
        Edit::set(format!("event.{id}"), Scalar::text(fact.to_string()))
    }

    /// The edits of the copy that goes to who is told.
    pub fn letter(&self, with: &Enclosed) -> Vec<Edit> {
        let mut out = self.body.edits();
        out.push(set("from.agency", &with.from_agency));
        out.push(set("from.class", with.from_class.word()));
        out.push(set("disclosure", &self.id.to_string()));
        out.extend(with.notice.map(|notice| set("notice", notice.text())));
        out.extend(with.consents.iter().map(|(id, copy)| set(format!("consent.{id}"), copy)));
        out.extend(with.revoked.iter().map(|(id, at)| set(format!("revoked.{id}"), &at.to_string())));
        out
    }
}

/// What goes with the body to who is told.
#[derive(Clone, Debug, PartialEq)]
pub struct Enclosed {
    /// Who tells.
    pub from_agency: String,
    /// Of which class that agency is.
    pub from_class: Class,
    /// The notice.
    pub notice: Option<Notice>,
    /// Copies of the consents, as [`crate::consent::copy_of`] writes them.
    pub consents: BTreeMap<RecordId, String>,
    /// Consents that the person took back, and when.
    pub revoked: BTreeMap<RecordId, Moment>,
}

/// What somebody of another compartment told this one.
#[derive(Clone, Debug, PartialEq)]
pub struct DisclosedCopy {
    /// Its id.
    pub id: RecordId,
    /// What was told.
    pub body: Body,
    /// Who told it, as it says.
    pub from_agency: String,
    /// Who signed it: whether that is a member of the agency it says, the roster knows.
    pub signer: Option<MemberId>,
    /// The notice that came with it.
    pub notice: Option<String>,
    /// The consents it rests on; `None` for one whose copy cannot be read here.
    pub consents: BTreeMap<RecordId, Option<Consent>>,
    /// Consents that the person took back, and when.
    pub revoked: BTreeMap<RecordId, Moment>,
}

impl DisclosedCopy {
    /// Reads a copy.
    pub fn read(record: &Record) -> Self {
        let consent = |(key, held): (&str, &[crate::Held])| {
            let id: RecordId = key.parse().ok()?;
            Some((id, read_copy(id, held.first()?.value.as_text()?).ok()))
        };
        let revoked = moments(record, "revoked").filter_map(|(key, at)| Some((key.parse().ok()?, at)));
        Self {
            id: record.id,
            body: Body::read(record),
            from_agency: record.text("from.agency").unwrap_or_default().to_owned(),
            signer: record.fields.get("from.agency").and_then(|held| Some(held.first()?.stamp.member)),
            notice: record.text("notice").map(str::to_owned),
            consents: record.under("consent").filter_map(consent).collect(),
            revoked: revoked.collect(),
        }
    }
}

fn set(key: impl Into<String>, value: &str) -> Edit {
    Edit::set(key, Scalar::text(value))
}

fn flag(key: impl Into<String>) -> Edit {
    Edit::set(key, Scalar::Flag(true))
}

fn id(record: &Record, key: &str) -> Option<RecordId> {
    record.text(key)?.parse().ok()
}

fn moment(record: &Record, key: &str) -> Option<Moment> {
    record.text(key)?.parse().ok()
}

fn moments<'a>(record: &'a Record, prefix: &'a str) -> impl Iterator<Item = (String, Moment)> + 'a {
    record
        .under(prefix)
        .filter_map(|(key, held)| Some((key.to_owned(), held.first()?.value.as_text()?.parse().ok()?)))
}

fn fate(value: &Scalar) -> Option<(Fate, Option<Moment>)> {
    let fact: Fact = value.as_text()?.parse().ok()?;
    Some((fact.need("kind").ok()?, fact.moment("at").ok().flatten()))
}

#[cfg(test)]
mod tests {
    use super::super::{About, Leg};
    use super::*;
    use crate::RecordKind;
    use crate::consent::copy_of;
    use crate::consent::sample::Sample;
    use crate::fields;
    use crate::fixture::{moment as at, record, text};

    const ID: RecordId = RecordId(Uuid::from_u128(5));

    fn account() -> Account {
        let mut body = Body::new(About::HandoffPacket, Leg::Outward, at(0));
        body.handoff = Some(ID);
        body.purpose = Some("care_coordination".into());
        body.asks = Some("a bed for tonight".into());
        body.omitted = true;
        body.copies =
            [("name.family".to_owned(), text("Example")), ("need.food".to_owned(), Scalar::Flag(true))]
                .into();
        body.told = [("met".to_owned(), at(3))].into();
        body.told_reason = Some("other".into());
        Account {
            id: RecordId(Uuid::from_u128(9)),
            body,
            person: Some(ID),
            to_agency: "Harbor Outreach".into(),
            to_class: Some(Class::Care),
            by: Some("Kim Example".into()),
            consents: [ID].into(),
            fates: BTreeMap::new(),
        }
    }

    fn as_record(id: RecordId, kind: RecordKind, edits: Vec<Edit>) -> Record {
        let pairs: Vec<(String, Scalar)> =
            edits.into_iter().filter_map(|edit| Some((edit.key, edit.value?))).collect();
        let pairs: Vec<(&str, Scalar)> =
            pairs.iter().map(|(key, value)| (key.as_str(), value.clone())).collect();
        for (key, _) in &pairs {
            assert!(fields::lookup(kind, key).is_some(), "no row for {key}");
        }
        Record { id, ..record(kind, &pairs) }
    }

    #[test]
    fn an_account_is_read_as_it_was_written() {
        let account = account();
        let read = Account::read(&as_record(account.id, RecordKind::Disclosure, account.edits()));
        assert_eq!(read, account);
        assert_eq!(read.progress(), Progress::Waiting);
    }

    #[test]
    fn what_has_left_is_never_said_to_be_stopped() {
        let account = account();
        let with = |fates: &[Fate]| {
            let mut edits = account.edits();
            let event = |(index, fate): (usize, &Fate)| {
                Account::fate_edit(Uuid::from_u128(index as u128 + 1), *fate, at(9))
            };
            edits.extend(fates.iter().enumerate().map(event));
            Account::read(&as_record(account.id, RecordKind::Disclosure, edits))
        };
        assert_eq!(with(&[Fate::Stopped]).progress(), Progress::Stopped);
        assert_eq!(with(&[Fate::Stopped, Fate::Sent]).progress(), Progress::Sent);
        assert_eq!(with(&[Fate::Sent, Fate::Stopped]).progress(), Progress::Sent);
        let relied = with(&[Fate::InReliance, Fate::Sent, Fate::Stopped]);
        assert_eq!(relied.progress(), Progress::InReliance);
        assert_eq!(relied.fates.get(&Fate::Sent), Some(&Some(at(9))));
    }

    #[test]
    fn the_copy_carries_the_notice_and_the_consent_and_not_whose_record_it_is() {
        let account = account();
        let sample = Sample::whole();
        let pairs: Vec<(&str, Scalar)> =
            sample.0.iter().map(|(key, value)| (key.as_str(), value.clone())).collect();
        let consent = record(RecordKind::Consent, &pairs);
        let with = Enclosed {
            from_agency: "Valley EMS".into(),
            from_class: Class::Ems,
            notice: Some(Notice::Full),
            consents: [(consent.id, copy_of(&consent))].into(),
            revoked: [(ID, at(7))].into(),
        };
        let edits = account.letter(&with);
        for edit in &edits {
            assert!(!matches!(edit.key.as_str(), "person" | "by" | "to.agency"), "{}", edit.key);
        }
        let copy = DisclosedCopy::read(&as_record(ID, RecordKind::DisclosedCopy, edits));
        assert_eq!(copy.body, account.body);
        assert_eq!(copy.from_agency, "Valley EMS");
        assert_eq!(copy.notice.as_deref(), Some(Notice::Full.text()));
        assert_eq!(copy.revoked, [(ID, at(7))].into());
        let read = copy.consents.get(&consent.id).unwrap().as_ref().unwrap();
        assert_eq!(*read, Consent::read(&consent));
        assert_eq!(copy.signer, Some(MemberId([1; 16])));
    }
}
