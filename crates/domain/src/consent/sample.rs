//! A consent with every element, for tests to take something from or put something in.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::{Consent, Saying, Statement};
use crate::fixture::{moment, record, text};
use crate::{RecordId, RecordKind, Scalar};

/// Whose it is.
pub(crate) const PERSON: RecordId = RecordId(Uuid::from_u128(77));

/// Keys and values: the same key twice is two concurrent values.
#[derive(Clone)]
pub(crate) struct Sample(pub(crate) Vec<(String, Scalar)>);

impl Sample {
    /// Given to Valley EMS for Harbor Outreach until the end of the month, granted an hour ago.
    pub(crate) fn whole() -> Self {
        let texts = [
            ("status", "ready"),
            ("person", &PERSON.to_string()),
            ("person.name_signed", "Sam Example"),
            ("discloser.valley_ems", "Valley EMS"),
            ("recipient.harbor_outreach", "Harbor Outreach"),
            ("revocation.text", "You can take this back at any time. Tell any of us."),
            ("expires.date", "2026-11-30"),
            ("redisclosure.text", "Who gets this may have to pass it on."),
            ("signature.kind", "signed"),
            ("signature.by", "Sam Example"),
            ("signed.at", &moment(-60).to_string()),
        ];
        let mut pairs: Vec<(String, Scalar)> =
            texts.into_iter().map(|(key, value)| (key.to_owned(), text(value))).collect();
        for key in ["scope.identity", "purpose.care_coordination", "return.met", "return.engaged"] {
            pairs.push((key.to_owned(), Scalar::Flag(true)));
        }
        Self(pairs).said(1, Saying::Granted, &[], None)
    }

    /// Without any key that begins so.
    pub(crate) fn without(mut self, begins: &str) -> Self {
        self.0.retain(|(key, _)| !key.starts_with(begins));
        self
    }

    /// With one more value.
    pub(crate) fn with(mut self, key: &str, value: &str) -> Self {
        self.0.push((key.to_owned(), text(value)));
        self
    }

    /// With one more member.
    pub(crate) fn flag(mut self, key: &str) -> Self {
        self.0.push((key.to_owned(), Scalar::Flag(true)));
        self
    }

    /// With one more event by somebody who knew of `seen`; `until` in minutes from now.
    pub(crate) fn said(self, id: u128, saying: Saying, seen: &[u128], until: Option<i64>) -> Self {
        let seen: BTreeSet<Uuid> = seen.iter().map(|id| Uuid::from_u128(*id)).collect();
        let said = Statement {
            id: Uuid::from_u128(id),
            saying,
            until: until.map(moment),
            at: moment(-60),
            by: "Valley EMS".to_owned(),
            how: None,
            seen,
        };
        self.with(&format!("event.{}", said.id), &said.fact().to_string())
    }

    /// As it is read.
    pub(crate) fn consent(&self) -> Consent {
        let pairs: Vec<(&str, Scalar)> =
            self.0.iter().map(|(key, value)| (key.as_str(), value.clone())).collect();
        Consent::read(&record(RecordKind::Consent, &pairs))
    }
}
