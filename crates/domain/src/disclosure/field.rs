//! A field that is asked for, and whether a consent covers it.

use super::Leg;
use crate::RecordKind;
use crate::consent::{Consent, Return, Scope};
use crate::fields::{self, Key, Rule};
use crate::handoff::{Kind, Part};

/// A field of a kind of record. Of an event of a handoff or of its outcome the key ends with what it says
/// (`event.met`), as whether it may be told hangs on that and not on its id.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Field {
    /// The kind of record.
    pub kind: RecordKind,
    /// The key there.
    pub key: String,
}

impl Field {
    /// The field `key` of a record of `kind`.
    pub fn new(kind: RecordKind, key: impl Into<String>) -> Self {
        Self { kind, key: key.into() }
    }

    /// An event of a handoff. Why it was closed is another field: [`Field::closed_reason`].
    pub fn event(kind: Kind) -> Self {
        let of = match kind.part() {
            Part::Accountability => RecordKind::Handoff,
            Part::Outcome => RecordKind::Outcome,
        };
        Self::new(of, format!("event.{kind}"))
    }

    /// Why a handoff was closed.
    pub fn closed_reason() -> Self {
        Self::new(RecordKind::Outcome, "event.closed.code")
    }

    /// Whether it is an event that says who answers for the person, and nothing of the person.
    pub(super) fn is_accountability(&self) -> bool {
        self.kind == RecordKind::Handoff && Kind::ALL.iter().any(|kind| *self == Self::event(*kind))
    }

    /// Whether this version knows it.
    pub(super) fn is_known(&self) -> bool {
        !self.rows().is_empty()
    }

    /// Whether `consent` covers it on this leg. What is never collected nobody can consent to.
    pub(super) fn is_in(&self, consent: &Consent, leg: Leg) -> bool {
        if fields::never_collected(&self.key) {
            return false;
        }
        let named = match leg {
            Leg::Outward => &consent.fields,
            Leg::Return => &consent.return_fields,
        };
        let rows = self.rows();
        let is_named = |(_, rule): &(RecordKind, &Rule)| match rule.key {
            Key::Exact(key) => named.contains(key),
            Key::Under(prefix, _) => named.contains(prefix) || named.contains(self.plain_key()),
        };
        rows.iter().any(is_named)
            || match leg {
                Leg::Outward => consent
                    .scopes
                    .iter()
                    .filter_map(|word| word.parse().ok())
                    .any(|scope: Scope| rows.iter().any(|(kind, rule)| in_scope(scope, *kind, rule))),
                Leg::Return => {
                    let is_event = |word: &Return| word.events().contains(&self.key.as_str());
                    self.kind == RecordKind::Outcome
                        && consent
                            .returns
                            .iter()
                            .filter_map(|word| word.parse().ok())
                            .any(|word| is_event(&word))
                }
            }
    }

    /// The key without what marks it as a copy.
    fn plain_key(&self) -> &str {
        self.copied().unwrap_or(&self.key)
    }

    fn copied(&self) -> Option<&str> {
        if self.kind == RecordKind::Packet { self.key.strip_prefix("copy.") } else { None }
    }

    /// The rows of the table it stands in. A copy stands where it was copied from: the person or the contact.
    fn rows(&self) -> Vec<(RecordKind, &'static Rule)> {
        let row = |kind: RecordKind, key: &str| Some((kind, fields::lookup(kind, key)?));
        match self.copied() {
            Some(key) => {
                [RecordKind::Person, RecordKind::Contact].into_iter().filter_map(|of| row(of, key)).collect()
            }
            None => row(self.kind, &self.key).into_iter().collect(),
        }
    }
}

fn in_scope(scope: Scope, kind: RecordKind, rule: &Rule) -> bool {
    let (Key::Exact(key) | Key::Under(key, _)) = rule.key;
    scope.rows().iter().any(|(of, keys)| *of == kind && keys.contains(&key))
}
