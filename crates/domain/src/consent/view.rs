//! A consent as read from a record.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use chrono::NaiveDate;
use uuid::Uuid;

use super::drawn::Drawn;
use super::words::{ExpiryEvent, Purpose, Saying, SignatureKind};
use super::{Event, Standing, Statement, What};
use crate::{Moment, Record, RecordId, Scalar};

/// A consent. Of an element that holds one value nothing is read where two different ones stand.
#[derive(Clone, Debug, PartialEq)]
pub struct Consent {
    /// Its id.
    pub id: RecordId,
    /// Whose it is.
    pub person: Option<RecordId>,
    /// The name as signed.
    pub name_signed: Option<String>,
    /// The agencies that may disclose.
    pub disclosers: BTreeSet<String>,
    /// Words of [`super::Scope`]; one of a newer version covers nothing here.
    pub scopes: BTreeSet<String>,
    /// Single fields by their keys.
    pub fields: BTreeSet<String>,
    /// The agencies and persons that may be told, by name.
    pub recipients: BTreeSet<String>,
    /// Words of [`super::Designation`].
    pub designations: BTreeSet<String>,
    /// Words of [`Purpose`].
    pub purposes: BTreeSet<String>,
    /// The right to revoke and how, as shown.
    pub revocation_text: Option<String>,
    /// The last day on which it holds.
    pub expires_on: Option<NaiveDate>,
    /// The event that ends it.
    pub expires_event: Option<ExpiryEvent>,
    /// Since when that event has happened, in milliseconds: the earliest that anybody said.
    pub ended_ms: Option<i64>,
    /// What a recipient may disclose further, as shown.
    pub redisclosure_text: Option<String>,
    /// How it was signed.
    pub signature_kind: Option<SignatureKind>,
    /// Who signed, or spoke.
    pub signed_by: Option<String>,
    /// The signature as it was drawn.
    pub drawn: Option<Drawn>,
    /// Who else heard a spoken consent, or saw the signing.
    pub witness: Option<String>,
    /// The rule by which the programme takes spoken consent.
    pub verbal_basis: Option<String>,
    /// The guardian who signed.
    pub guardian: Option<RecordId>,
    /// The rule by which a guardian may sign.
    pub guardian_basis: Option<String>,
    /// When it was signed.
    pub signed_at: Option<Moment>,
    /// Words of [`super::Return`].
    pub returns: BTreeSet<String>,
    /// Single fields of the return leg by their keys.
    pub return_fields: BTreeSet<String>,
    /// The wording that was shown: its id.
    pub text_id: Option<String>,
    /// The wording that was shown: its SHA-256.
    pub text_hash: Option<String>,
    /// The language it was shown in.
    pub text_language: Option<String>,
    /// What was said about it since, in the order of the ids.
    pub statements: Vec<Statement>,
    /// Whether every event could be read. One that cannot be may be a revocation.
    pub reading: Reading,
    /// Whether it is finished.
    pub stage: Stage,
}

/// Whether all of what was said could be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// All of it.
    Whole,
    /// An event is of a newer version, or damaged.
    Partial,
}

/// Where the record stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Still being filled in, or never made ready.
    Draft,
    /// Finished.
    Ready,
    /// Should not have been made.
    EnteredInError,
}

/// Every value that stands, by key: more than one where people disagree.
struct Values<'a>(BTreeMap<&'a str, Vec<&'a Scalar>>);

impl Consent {
    /// Reads a consent record.
    pub fn read(record: &Record) -> Self {
        let all = record.fields.iter();
        let all = all.flat_map(|(key, held)| held.iter().map(move |held| (key.as_str(), &held.value)));
        Self::from_values(record.id, all)
    }

    /// From every value that stands, concurrent ones each.
    pub(crate) fn from_values<'a>(
        id: RecordId,
        values: impl IntoIterator<Item = (&'a str, &'a Scalar)>,
    ) -> Self {
        let mut by_key: BTreeMap<&str, Vec<&Scalar>> = BTreeMap::new();
        for (key, value) in values {
            by_key.entry(key).or_default().push(value);
        }
        let values = Values(by_key);
        let (statements, reading) = values.statements();
        Self {
            id,
            person: values.one("person"),
            name_signed: values.text("person.name_signed"),
            disclosers: values.names("discloser"),
            scopes: values.members("scope"),
            fields: values.members("field"),
            recipients: values.names("recipient"),
            designations: values.members("designation"),
            purposes: values.members("purpose"),
            revocation_text: values.text("revocation.text"),
            expires_on: values.text("expires.date").and_then(|date| whole_date(&date)),
            expires_event: values.one("expires.event"),
            ended_ms: values.earliest("expires.happened"),
            redisclosure_text: values.text("redisclosure.text"),
            signature_kind: values.one("signature.kind"),
            signed_by: values.text("signature.by"),
            drawn: values.one("signature.drawn"),
            witness: values.text("signature.witness"),
            verbal_basis: values.text("signature.verbal_basis"),
            guardian: values.one("signature.guardian"),
            guardian_basis: values.text("signature.guardian_basis"),
            signed_at: values.one("signed.at"),
            returns: values.members("return"),
            return_fields: values.members("return_field"),
            text_id: values.text("text.id"),
            text_hash: values.text("text.hash"),
            text_language: values.text("text.language"),
            statements,
            reading,
            stage: values.stage(),
        }
    }

    /// Whether it stands at `now_ms`: [`super::standing`] of what was said, and an overlay of the end that was signed.
    /// A grant lasts no longer than what was signed; a renewal lasts as long as it says.
    pub fn standing(&self, now_ms: i64) -> Standing {
        let events = self.events();
        let signed_ahead = self
            .signed_at
            .is_some_and(|at| at.unix_ms() > now_ms.saturating_add(crate::validate::FUTURE_MS_MAX));
        match super::standing(&events, now_ms) {
            // A clock that was far ahead wins nothing.
            Standing::InForce if signed_ahead => Standing::NotGranted,
            Standing::InForce if self.ended_ms.is_some_and(|ended| ended <= now_ms) => Standing::Expired,
            other => other,
        }
    }

    /// The instant at which what stands runs out, in milliseconds, as far as it is known; `None` where nothing stands
    /// or nothing but an event ends it.
    pub fn runs_out_ms(&self) -> Option<i64> {
        let events = self.events();
        let counting = super::counting(&events);
        let until = counting.iter().filter_map(|event| super::until(event)).min();
        if counting.is_empty() { None } else { [until, self.ended_ms].into_iter().flatten().min() }
    }

    fn events(&self) -> Vec<Event> {
        self.statements.iter().map(|said| self.until_its_end(said)).collect()
    }

    /// The statement by which `by` records what the person says now, knowing all that this reader holds.
    pub fn statement(
        &self,
        id: Uuid,
        saying: Saying,
        until: Option<Moment>,
        by: impl Into<String>,
        at: Moment,
    ) -> Statement {
        let seen = self.statements.iter().map(|said| said.id).collect();
        Statement { id, saying, until, at, by: by.into(), how: None, seen }
    }

    /// What the person said last when taking it back, where it stands revoked. Of two that did not know of each other
    /// the one stated later, so that every device names the same.
    pub fn revocation(&self) -> Option<&Statement> {
        let revoked = self.statements.iter().filter(|said| said.saying == Saying::Revoked);
        let last = revoked.max_by_key(|said| (said.at.unix_ms(), said.id));
        // that it has run out says nothing here: when it is asked makes no difference
        last.filter(|_| self.standing(0) == Standing::Revoked)
    }

    /// Whether what was said when it was taken back at `at` is among what this reader holds: what stands now stands in
    /// spite of it.
    pub fn knows_revocation(&self, at: Moment) -> bool {
        self.statements.iter().any(|said| said.saying == Saying::Revoked && said.at == at)
    }

    /// Whether a date or an event ends it. "None" ends treatment, payment and operations consents only.
    pub(super) fn has_expiry(&self) -> bool {
        const WITHOUT_END: [Purpose; 3] =
            [Purpose::Treatment, Purpose::Payment, Purpose::HealthCareOperations];
        let may_last = |purpose: &String| purpose.parse().is_ok_and(|purpose| WITHOUT_END.contains(&purpose));
        let event = match self.expires_event {
            Some(ExpiryEvent::None) => self.purposes.iter().all(may_last),
            Some(_) => true,
            None => false,
        };
        self.expires_on.is_some() || event
    }

    /// The instant after the last day, in the zone where it was signed.
    fn end_ms(&self) -> Option<i64> {
        let after = self.expires_on?.succ_opt()?.and_hms_opt(0, 0, 0)?;
        Some(Moment::local(after, self.signed_at?.zone()).ok()?.unix_ms())
    }

    fn until_its_end(&self, said: &Statement) -> Event {
        let (mut event, end) = (said.event(), self.end_ms());
        event.what = match event.what {
            What::Granted(until) => What::Granted([until, end].into_iter().flatten().min()),
            What::Renewed(until) => What::Renewed(until.or(end)),
            What::Revoked => What::Revoked,
        };
        event
    }
}

impl<'a> Values<'a> {
    fn texts(&self, key: &str) -> impl Iterator<Item = &'a str> {
        let held = self.0.get(key).into_iter().flatten();
        held.filter_map(|value| value.as_text()).map(str::trim).filter(|text| !text.is_empty())
    }

    /// The one text that stands there; `None` where two different ones do.
    fn text(&self, key: &str) -> Option<String> {
        let different: BTreeSet<&str> = self.texts(key).collect();
        if different.len() == 1 { different.first().map(|text| (*text).to_owned()) } else { None }
    }

    fn one<T: FromStr>(&self, key: &str) -> Option<T> {
        self.text(key)?.parse().ok()
    }

    /// What was said to have happened, at the earliest; "ever" where nobody can read when.
    fn earliest(&self, key: &str) -> Option<i64> {
        let ms = |text: &str| text.parse::<Moment>().map_or(i64::MIN, |moment| moment.unix_ms());
        self.texts(key).map(ms).min()
    }

    fn under(&self, prefix: &'a str) -> impl Iterator<Item = (&'a str, &[&'a Scalar])> {
        self.0.iter().filter_map(move |(key, held)| {
            let member = key.strip_prefix(prefix)?.strip_prefix('.')?;
            Some((member, held.as_slice()))
        })
    }

    fn members(&self, prefix: &'a str) -> BTreeSet<String> {
        let holds = |held: &&[&Scalar]| held.iter().any(|value| matches!(value, Scalar::Flag(true)));
        self.under(prefix).filter(|(_, held)| holds(held)).map(|(member, _)| member.to_owned()).collect()
    }

    /// The names under `prefix`; the keys are only a spelling of them.
    fn names(&self, prefix: &'a str) -> BTreeSet<String> {
        let all = self.under(prefix).flat_map(|(_, held)| held.iter().filter_map(|value| value.as_text()));
        all.map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
    }

    fn statements(&self) -> (Vec<Statement>, Reading) {
        let read = |id: &str, value: &Scalar| {
            Statement::read(id.parse().ok()?, &value.as_text()?.parse().ok()?).ok()
        };
        let all: Vec<Option<Statement>> = self
            .under("event")
            .flat_map(|(id, held)| held.iter().map(move |value| read(id, value)).collect::<Vec<_>>())
            .collect();
        let reading = if all.iter().all(Option::is_some) { Reading::Whole } else { Reading::Partial };
        (all.into_iter().flatten().collect(), reading)
    }

    fn stage(&self) -> Stage {
        if self.0.contains_key("entered_in_error") {
            Stage::EnteredInError
        } else if self.text("status").as_deref() == Some("ready") {
            Stage::Ready
        } else {
            Stage::Draft
        }
    }
}

/// A whole date: a month or a year alone is no expiry date.
fn whole_date(text: &str) -> Option<NaiveDate> {
    if text.len() == 10 { NaiveDate::parse_from_str(text, "%Y-%m-%d").ok() } else { None }
}
