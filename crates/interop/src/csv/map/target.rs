//! Targets of a map against the table of fields: what the table does not have, no map can fill.

use domain::RecordKind;
use domain::codes::{self, CodeList};
use domain::fields::{self, Key, Rest, Rule, Value};

use super::{Codes, MapError, ReadAs, Target, fold};

/// Whether a field may hold words that no code stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Words {
    Welcome,
    BesideTheField,
}

/// Reads `person.gender`, `contact.substance.*`, `administration.response`.
pub(super) fn parse(column: &str, to: &str) -> Result<Target, MapError> {
    let unknown = || MapError::UnknownField { column: column.to_owned(), to: to.to_owned() };
    if forbidden(to) {
        return Err(MapError::Forbidden(to.to_owned()));
    }
    let (record, key) = to.split_once('.').ok_or_else(unknown)?;
    let kind = match record {
        "person" => RecordKind::Person,
        "incident" => RecordKind::Incident,
        "contact" => RecordKind::Contact,
        "administration" if is_part(record, key) => return Ok(Target::Administration(key.to_owned())),
        "dose" if is_part(record, key) => return Ok(Target::Dose(key.to_owned())),
        _ => return Err(unknown()),
    };
    let target = match key.strip_suffix(".*") {
        Some(prefix) => Target::Set(kind, prefix.to_owned()),
        None => Target::Field(kind, key.to_owned()),
    };
    rule(&target).map(|_| target).ok_or_else(unknown)
}

/// The parts of a fact that a column may fill; the others are the importer's own.
fn is_part(fact: &str, part: &str) -> bool {
    let row =
        fields::of(RecordKind::Contact).iter().find(|row| matches!(row.key, Key::Under(p, _) if p == fact));
    let parts = match row.map(|row| row.value) {
        Some(Value::Fact(parts)) => parts,
        _ => &[],
    };
    parts.contains(&part) && !matches!(part, "administration" | "supersedes" | "mg")
}

/// The row of the table that a target is about. What the importer fills itself has none.
fn rule(target: &Target) -> Option<&'static Rule> {
    let found = match target {
        Target::Field(_, key) if matches!(key.as_str(), "status" | "source" | "person" | "incident") => None,
        Target::Field(kind, key) => fields::lookup(*kind, key),
        Target::Set(kind, prefix) => {
            fields::of(*kind).iter().find(|row| matches!(row.key, Key::Under(p, _) if p == prefix))
        }
        Target::Administration(_) | Target::Dose(_) => None,
    };
    found.filter(|row| !matches!(row.value, Value::Fact(_) | Value::Record(_) | Value::Copy))
}

/// Whether what a column is read as may stand in its target.
pub(super) fn fits(column: &str, to: &Target, read: &ReadAs) -> Result<Words, MapError> {
    let wrong = |problem| Err(MapError::WrongKind { column: column.to_owned(), to: to.to_string(), problem });
    let (value, rest) = match (to, rule(to)) {
        (Target::Administration(part) | Target::Dose(part), _) => return part_fits(column, to, part, read),
        (_, Some(row)) => (row.value, row.key),
        (_, None) => return Err(MapError::UnknownField { column: column.to_owned(), to: to.to_string() }),
    };
    let set = match (to, rest) {
        (Target::Set(..), Key::Under(_, rest)) => Some(rest),
        _ => None,
    };
    match (set, value, read) {
        (Some(Rest::Code(list)), Value::Flag, ReadAs::Code(codes)) => in_list(column, codes, list),
        (Some(Rest::Slug | Rest::Digits), Value::Text(_), ReadAs::Text) => Ok(Words::BesideTheField),
        (Some(_), Value::Flag, _) => wrong("it is a set of codes and needs `codes`"),
        (Some(_), ..) => wrong("only sets of codes, aliases and telephone numbers can be filled"),
        (None, Value::Code(list), ReadAs::Code(codes)) => in_list(column, codes, list),
        (None, Value::CodeOrLabel(list), ReadAs::Code(codes)) => {
            in_list(column, codes, list).map(|_| Words::Welcome)
        }
        (None, Value::Code(_) | Value::CodeOrLabel(_), _) => wrong("it holds a code and needs `codes`"),
        (None, Value::Text(_), ReadAs::Text | ReadAs::Code(_))
        | (None, Value::Int(..), ReadAs::Integer)
        | (None, Value::Real(..), ReadAs::Decimal)
        | (None, Value::Date, ReadAs::Date(_)) => Ok(Words::BesideTheField),
        (None, Value::Moment, _) => wrong("it holds a moment; use [[moment]]"),
        (None, Value::Int(..), _) => wrong("it holds a whole number; use read = \"integer\""),
        (None, Value::Real(..), _) => wrong("it holds a number; use read = \"decimal\""),
        (None, Value::Date, _) => wrong("it holds a date; use read = \"date\""),
        _ => wrong("it holds something else"),
    }
}

/// Parts of facts are texts; those with a code list of their name are codes.
fn part_fits(column: &str, to: &Target, part: &str, read: &ReadAs) -> Result<Words, MapError> {
    let wrong = |problem| Err(MapError::WrongKind { column: column.to_owned(), to: to.to_string(), problem });
    // A third party is named by the same codes as any giver.
    let list = if part == "third_party" { "giver" } else { part };
    match (codes::list(list), read) {
        _ if part == "at" => wrong("it holds a moment; use [[moment]]"),
        (Some(list), ReadAs::Code(codes)) => in_list(column, codes, list),
        (Some(_), _) => wrong("it holds a code and needs `codes`"),
        (None, ReadAs::Text | ReadAs::Code(_)) => Ok(Words::BesideTheField),
        (None, _) => wrong("it holds text"),
    }
}

/// Whether a target of `[[moment]]` holds a moment.
pub(super) fn is_moment(column: &str, to: Target) -> Result<Target, MapError> {
    let fits = match &to {
        Target::Administration(part) | Target::Dose(part) => part == "at",
        other => rule(other).is_some_and(|row| matches!(row.value, Value::Moment)),
    };
    if fits {
        return Ok(to);
    }
    let problem = "it does not hold a moment";
    Err(MapError::WrongKind { column: column.to_owned(), to: to.to_string(), problem })
}

fn in_list(column: &str, codes: &Codes, list: &'static CodeList) -> Result<Words, MapError> {
    match codes.codes.iter().find(|(_, code)| !list.contains(code)) {
        None => Ok(Words::BesideTheField),
        Some((_, code)) => {
            Err(MapError::UnknownCode { column: column.to_owned(), code: code.clone(), list: list.name })
        }
    }
}

/// Names under which sources keep social-security and driver-licence numbers: `domain` refuses such keys, and
/// sources have more ways to write them.
pub(super) fn forbidden(name: &str) -> bool {
    let words = fold(&name.replace(['_', '.', '-', '#', '/'], " "));
    let letters: String = words.chars().filter(char::is_ascii_alphanumeric).collect();
    fields::never_collected(&words)
        || words.split(' ').any(|word| matches!(word, "ssn" | "ssan" | "dln" | "oln" | "socsec"))
        || ["socsecn", "driverlicen", "driverslicen", "operatorlicen", "operatorslicen", "dlnumber"]
            .iter()
            .any(|part| letters.contains(part))
}
