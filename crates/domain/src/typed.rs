//! What people type into a field, read by the field's own type: `1432`, `now-10`, `11/3/85`, `yes`.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use chrono_tz::Tz;

use crate::fields::{self, Value};
use crate::{Issue, Moment, RecordKind, Scalar};

/// When and where something is typed: "now" and today's date come from here.
#[derive(Clone, Copy, Debug)]
pub struct Typing {
    /// Milliseconds since 1970.
    pub now_ms: i64,
    /// The zone of the device.
    pub zone: Tz,
}

/// Reads `text` for the field `key`. `None` clears the field: an empty text, or "no" to a flag.
///
/// # Errors
/// A blocking issue on the field when the text cannot be what the field holds; what was typed is not changed.
pub fn read(kind: RecordKind, key: &str, text: &str, typing: Typing) -> Result<Option<Scalar>, Issue> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let Some(rule) = fields::lookup(kind, key) else {
        return Ok(Some(Scalar::text(text)));
    };
    let bad = |code: &'static str| Issue::blocking(key, code);
    let scalar = match rule.value {
        Value::Text(_) | Value::Code(_) | Value::CodeOrLabel(_) | Value::Fact(_) | Value::Copy => {
            Scalar::text(text)
        }
        Value::Moment => Scalar::text(moment(text, typing).ok_or_else(|| bad("value.moment"))?.to_string()),
        Value::Date => Scalar::text(date(text, typing).ok_or_else(|| bad("value.date"))?),
        Value::Int(..) => Scalar::Int(text.parse().map_err(|_| bad("value.type"))?),
        Value::Real(..) => match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Scalar::Real(number),
            _ => return Err(bad("value.type")),
        },
        Value::Flag => match text.to_ascii_lowercase().as_str() {
            "true" | "yes" | "y" | "1" | "si" | "sí" => Scalar::Flag(true),
            "false" | "no" | "n" | "0" => return Ok(None),
            _ => return Err(bad("value.type")),
        },
        Value::Record(_) => {
            let id: crate::RecordId = text.parse().map_err(|_| bad("value.record_id"))?;
            Scalar::text(id.to_string())
        }
    };
    Ok(Some(scalar))
}

/// A moment as people type it: `now`, `now-10` (minutes ago), `14:32` or `1432` (the latest such time that is
/// not in the future), `2026-11-21 14:32`, or RFC 9557 in full.
pub fn moment(text: &str, typing: Typing) -> Option<Moment> {
    if let Ok(moment) = text.parse() {
        return Some(moment);
    }
    if let Some(rest) = text.to_ascii_lowercase().strip_prefix("now") {
        let minutes = match rest.trim() {
            "" => 0,
            ago => ago.strip_prefix('-')?.trim().parse::<u32>().ok()?,
        };
        return Moment::at(typing.now_ms.checked_sub(i64::from(minutes) * 60_000)?, typing.zone).ok();
    }
    let wall = match text.split_once([' ', 'T']) {
        Some((day, clock)) => full_date(day, typing)?.and_time(clock_time(clock)?),
        None => latest(clock_time(text)?, typing)?,
    };
    Moment::local(wall, typing.zone).ok()
}

/// The latest such time on the wall that is not in the future: `2350` typed at ten past midnight is yesterday.
fn latest(time: NaiveTime, typing: Typing) -> Option<NaiveDateTime> {
    let now = Moment::at(typing.now_ms, typing.zone).ok()?.wall()?;
    let today = now.date().and_time(time);
    if today <= now { Some(today) } else { today.checked_sub_signed(TimeDelta::days(1)) }
}

fn clock_time(text: &str) -> Option<NaiveTime> {
    let (hour, minute) = match text.split_once(':') {
        Some(parts) => parts,
        None if text.len() == 4 => text.split_at_checked(2)?,
        None if text.len() == 3 => text.split_at_checked(1)?,
        None => return None,
    };
    NaiveTime::from_hms_opt(number(hour)?, number(minute)?, 0)
}

/// A date as people type it, in the canonical form: `1985-11-03`, `1985-11`, `1985`, `11/3/1985`, `11/3/85`.
pub fn date(text: &str, typing: Typing) -> Option<String> {
    if let Some(full) = full_date(text, typing) {
        return Some(full.format("%Y-%m-%d").to_string());
    }
    let (year, month) = text.split_once('-').unwrap_or((text, "01"));
    let checked =
        NaiveDate::from_ymd_opt(year_of(year, typing).filter(|_| year.len() == 4)?, number(month)?, 1)?;
    Some(if text.contains('-') {
        checked.format("%Y-%m").to_string()
    } else {
        checked.format("%Y").to_string()
    })
}

fn full_date(text: &str, typing: Typing) -> Option<NaiveDate> {
    if let Ok(date) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        return Some(date);
    }
    let mut parts = text.split('/');
    let (month, day, year) = (number(parts.next()?)?, number(parts.next()?)?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    NaiveDate::from_ymd_opt(year_of(year, typing)?, month, day)
}

/// A year of four digits, or of two: the latest that is not in the future.
fn year_of(text: &str, typing: Typing) -> Option<i32> {
    let year = i32::try_from(number(text)?).ok()?;
    match text.len() {
        4 => Some(year),
        2 => {
            let this = Moment::at(typing.now_ms, typing.zone).ok()?.wall()?.year();
            let century = this - this.rem_euclid(100);
            Some(if century + year <= this { century + year } else { century - 100 + year })
        }
        _ => None,
    }
}

/// Digits only: `parse` alone would take a sign.
fn number(text: &str) -> Option<u32> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ten past midnight on 21 November 2026, New York.
    const TYPING: Typing = Typing { now_ms: 1_795_237_800_000, zone: Tz::America__New_York };

    fn check(text: &str, expect: Option<&str>) {
        assert_eq!(moment(text, TYPING).map(|moment| moment.to_string()).as_deref(), expect, "{text}");
    }

    #[test]
    fn times_as_people_type_them() {
        check("now", Some("2026-11-21T00:10:00-05:00[America/New_York]"));
        check("now-10", Some("2026-11-21T00:00:00-05:00[America/New_York]"));
        check("NOW - 5", Some("2026-11-21T00:05:00-05:00[America/New_York]"));
        check("0005", Some("2026-11-21T00:05:00-05:00[America/New_York]"));
        check("5:07", Some("2026-11-20T05:07:00-05:00[America/New_York]"));
        check("2350", Some("2026-11-20T23:50:00-05:00[America/New_York]"));
        check("2026-07-04 14:32", Some("2026-07-04T14:32:00-04:00[America/New_York]"));
        check("7/4/26 1432", Some("2026-07-04T14:32:00-04:00[America/New_York]"));
        for bad in ["", "25:00", "1260", "now+5", "soon", "14:3x", "+432"] {
            check(bad, None);
        }
    }

    #[test]
    fn dates_as_people_type_them() {
        let check =
            |text: &str, expect: Option<&str>| assert_eq!(date(text, TYPING).as_deref(), expect, "{text}");
        check("11/3/85", Some("1985-11-03"));
        check("11/3/26", Some("2026-11-03"));
        check("11/3/27", Some("1927-11-03"));
        check("11/3/1985", Some("1985-11-03"));
        check("1985-11-03", Some("1985-11-03"));
        check("1985-11", Some("1985-11"));
        check("1985", Some("1985"));
        for bad in ["", "85", "13/1/85", "2/30/85", "1985-13", "11/3/85/1", "3.11.1985"] {
            check(bad, None);
        }
    }

    #[test]
    fn a_field_is_read_by_its_own_type() {
        let read = |key: &str, text: &str| read(RecordKind::Contact, key, text, TYPING);
        assert_eq!(read("need.housing", "yes"), Ok(Some(Scalar::Flag(true))));
        assert_eq!(read("need.housing", "no"), Ok(None));
        assert_eq!(read("place.lat", "39.9"), Ok(Some(Scalar::Real(39.9))));
        assert_eq!(read("place.lat", "  "), Ok(None));
        assert_eq!(read("place.lat", "north"), Err(Issue::blocking("place.lat", "value.type")));
        assert_eq!(read("time.started", "later"), Err(Issue::blocking("time.started", "value.moment")));
        assert_eq!(read("a_newer_field", "kept"), Ok(Some(Scalar::text("kept"))));
    }
}
