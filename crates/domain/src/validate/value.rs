//! One value against its row of the table.

use chrono::NaiveDate;
use uuid::Uuid;

use super::{Context, FUTURE_MS_MAX, Found};
use crate::codes::CodeList;
use crate::fact::Fact;
use crate::fields::{Key, Rest, Rule, Value};
use crate::{Moment, RecordId, Scalar};

/// The longest key, in bytes.
const KEY_BYTES_MAX: usize = 200;

pub(super) fn check(rule: &Rule, key: &str, scalar: &Scalar, context: &Context, found: &mut Found) {
    if key.len() > KEY_BYTES_MAX || rule.rest_of(key).is_some_and(|rest| !rest_fits(rule, rest)) {
        found.block(key, "key.member");
    }
    match (rule.value, scalar) {
        (Value::Copy, _) | (Value::Flag, Scalar::Flag(true)) => {}
        (Value::Int(low, high), Scalar::Int(number)) if (low..=high).contains(number) => {}
        (Value::Real(low, high), Scalar::Real(number)) if (low..=high).contains(number) => {}
        (Value::Int(..), Scalar::Int(_)) | (Value::Real(..), Scalar::Real(_)) => {
            found.block(key, "value.range")
        }
        (value, Scalar::Text(text)) => in_text(value, key, text, context, found),
        _ => found.block(key, "value.type"),
    }
}

fn in_text(value: Value, key: &str, text: &str, context: &Context, found: &mut Found) {
    match value {
        Value::Text(max) => free_text(max, key, text, found),
        Value::Code(list) => code(list, key, text, found),
        Value::CodeOrLabel(list) if list.contains(text) => code(list, key, text, found),
        Value::CodeOrLabel(_) => free_text(LABEL_CHARS_MAX, key, text, found),
        Value::Moment => match text.parse::<Moment>() {
            Ok(moment) if moment.unix_ms() > context.now_ms.saturating_add(FUTURE_MS_MAX) => {
                found.hint(key, "time.far_future");
            }
            Ok(_) => {}
            Err(_) => found.block(key, "value.moment"),
        },
        Value::Date if partial_date(text).is_none() => found.block(key, "value.date"),
        Value::Record(_) if text.parse::<RecordId>().is_err() => found.block(key, "value.record_id"),
        Value::Fact(parts) => match text.parse::<Fact>() {
            Ok(fact) if fact.parts().all(|(part, _)| parts.contains(&part)) => {}
            Ok(_) => found.hint(key, "fact.unknown_part"),
            Err(bad) => found.block(key, bad.code()),
        },
        Value::Date | Value::Record(_) | Value::Copy => {}
        Value::Int(..) | Value::Real(..) | Value::Flag => found.block(key, "value.type"),
    }
}

/// The longest label that may stand where a code is expected, in characters.
const LABEL_CHARS_MAX: usize = 400;

fn free_text(max: usize, key: &str, text: &str, found: &mut Found) {
    if text.chars().count() > max {
        found.block(key, "value.too_long");
    }
    if holds_ssn(text) {
        found.hint(key, "text.looks_like_ssn");
    }
}

fn code(list: &CodeList, key: &str, text: &str, found: &mut Found) {
    if !list.contains(text) {
        found.block(key, "value.code_unknown");
    } else if !list.offers(text) {
        found.hint(key, "value.code_retired");
    }
}

fn rest_fits(rule: &Rule, rest: &str) -> bool {
    let Key::Under(_, form) = rule.key else { return true };
    match form {
        Rest::Id => Uuid::parse_str(rest).is_ok_and(|id| id.as_hyphenated().to_string() == rest),
        Rest::Slug => {
            rest.chars().all(|c| (c.is_alphanumeric() && !c.is_uppercase()) || c == '_' || c == '-')
        }
        Rest::Digits => rest.len() <= 15 && rest.bytes().all(|byte| byte.is_ascii_digit()),
        Rest::Code(list) => list.contains(rest),
        Rest::Field => true,
    }
}

/// A whole or partial date: the first day it can mean.
pub(super) fn partial_date(text: &str) -> Option<NaiveDate> {
    let whole = match text.len() {
        4 => format!("{text}-01-01"),
        7 => format!("{text}-01"),
        10 => text.to_owned(),
        _ => return None,
    };
    // chrono alone would also take `1985-1-3` or a sign
    let shaped = whole.bytes().enumerate().all(|(at, byte)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    if shaped { NaiveDate::parse_from_str(&whole, "%Y-%m-%d").ok() } else { None }
}

/// Three, two and four digits with dashes or spaces between, standing alone.
fn holds_ssn(text: &str) -> bool {
    let shape: Vec<char> = text.chars().map(|c| if c.is_ascii_digit() { '9' } else { c }).collect();
    let looks = |window: &[char]| {
        let text: String = window.iter().collect();
        matches!(text.as_str(), "999-99-9999" | "999 99 9999")
    };
    shape.windows(11).enumerate().any(|(at, window)| {
        let digit = |index: Option<usize>| index.and_then(|index| shape.get(index)) == Some(&'9');
        looks(window) && !digit(at.checked_sub(1)) && !digit(Some(at + 11))
    })
}
