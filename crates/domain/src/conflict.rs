//! What a record has that a person must decide: fields with more than one *distinct* concurrent value, by the
//! rule that the table of fields gives.

use crate::fields::{self, Merge, Rule};
use crate::{Held, Record, Scalar};

/// One field with more than one distinct value.
#[derive(Clone, Debug)]
pub struct Conflict<'a> {
    /// The field.
    pub key: &'a str,
    /// Its row in the table.
    pub rule: &'static Rule,
    /// The distinct values, the one shown first leading. At least two.
    pub values: Vec<&'a Held>,
}

impl<'a> Conflict<'a> {
    /// The value that drives alerts until somebody decides: the safer one. `None` where no alert hangs on it.
    pub fn alert(&self) -> Option<&'a Scalar> {
        safest(self.rule, &self.values)
    }
}

/// Every conflict of a record, in the order of the keys. Empty for a record that was entered in error: nobody
/// needs to decide anything about it.
pub fn of(record: &Record) -> Vec<Conflict<'_>> {
    if record.fields.contains_key("entered_in_error") {
        return Vec::new();
    }
    record
        .fields
        .iter()
        .filter(|(_, held)| held.len() > 1)
        .filter_map(|(key, _)| in_field(record, key))
        .collect()
}

/// The conflict in one field.
pub fn in_field<'a>(record: &'a Record, key: &'a str) -> Option<Conflict<'a>> {
    let rule = fields::lookup(record.kind, key).filter(|rule| rule.merge.asks())?;
    let values = record.distinct(key);
    (values.len() > 1).then_some(Conflict { key, rule, values })
}

/// What drives alerts in `key`: where edits disagree, the safer value. `None` when the field holds nothing or
/// no alert hangs on it.
pub fn alert_value<'a>(record: &'a Record, key: &str) -> Option<&'a Scalar> {
    let rule = fields::lookup(record.kind, key)?;
    safest(rule, &record.distinct(key))
}

fn safest<'a>(rule: &Rule, values: &[&'a Held]) -> Option<&'a Scalar> {
    if rule.merge != Merge::SaferAlerts {
        return None;
    }
    // Of equally grave values the one shown first.
    let mut best: Option<&'a Scalar> = None;
    for held in values {
        if best.is_none_or(|so_far| Rule::gravity(&held.value) > Rule::gravity(so_far)) {
            best = Some(&held.value);
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RecordKind;
    use crate::fixture::{record, text};

    fn check(kind: RecordKind, pairs: &[(&str, Scalar)], expect: &[&str]) {
        let record = record(kind, pairs);
        let found: Vec<String> = of(&record)
            .iter()
            .map(|conflict| {
                let values: Vec<String> = conflict.values.iter().map(|held| held.value.to_string()).collect();
                let alert = conflict.alert().map(|alert| format!(" alert {alert}")).unwrap_or_default();
                format!("{} {}{alert}", conflict.key, values.join("|"))
            })
            .collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn a_conflict_is_more_than_one_distinct_value() {
        let name = |value: &'static str| ("name.family", text(value));
        check(RecordKind::Person, &[name("Doe")], &[]);
        check(RecordKind::Person, &[name("Doe"), name("Doe")], &[]);
        check(RecordKind::Person, &[name("Doe"), name("Roe"), name("Doe")], &["name.family Doe|Roe"]);
    }

    #[test]
    fn the_table_says_who_is_asked() {
        check(RecordKind::Contact, &[("unit", text("7")), ("unit", text("9"))], &[]);
        check(RecordKind::Person, &[("a_newer_field", text("7")), ("a_newer_field", text("9"))], &[]);
        let answers = [("survived", text("yes")), ("survived", text("no"))];
        check(RecordKind::Contact, &answers, &["survived yes|no"]);
        let id = "dose.01890000-0000-7000-8000-000000000001";
        let twice = [(id, text("administration=a&mg=2")), (id, text("administration=a&mg=4"))];
        assert_eq!(of(&record(RecordKind::Contact, &twice)).len(), 1, "a fact is never edited");
        let error = [answers[0].clone(), answers[1].clone(), ("entered_in_error", text("twice"))];
        check(RecordKind::Contact, &error, &[]);
    }

    #[test]
    fn the_safer_value_drives_alerts() {
        let risk = |value: &'static str| ("risk.weapon_access", text(value));
        let check = |values: &[&'static str], expect: Option<&str>| {
            let pairs: Vec<(&str, Scalar)> = values.iter().map(|value| risk(value)).collect();
            let record = record(RecordKind::Person, &pairs);
            assert_eq!(
                alert_value(&record, "risk.weapon_access").and_then(Scalar::as_text),
                expect,
                "{values:?}"
            );
        };
        check(&[], None);
        check(&["no"], Some("no"));
        check(&["no", "yes"], Some("yes"));
        check(&["yes", "no"], Some("yes"));
        check(&["no", "unknown"], Some("unknown"));
        check(&["yes", "a newer word"], Some("yes"));
        check(&["no", "a newer word"], Some("a newer word"));
        let record = record(RecordKind::Contact, &[("survived", text("no"))]);
        assert_eq!(alert_value(&record, "survived"), None, "no alert hangs on it");
    }
}
