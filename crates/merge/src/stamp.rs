//! Who, when and how sure of the clock, as it stands in a change: the message
//! `1 <member, 32 hex digits> <zone> <offset in seconds> <c|u|o>` beside the change's own time in milliseconds.

use domain::{ClockQuality, MemberId, Moment, Stamp};

use crate::Reject;
use crate::limits::STAMP_MAX_BYTES;

/// 0001-01-01T00:00:00Z and 9999-12-31T00:00:00Z: what RFC 3339 can write with any offset, in seconds.
const TIME_MIN_S: i64 = -62_135_510_400;
const TIME_MAX_S: i64 = 253_402_214_400;

/// The message of a change that `stamp` stands in.
pub(crate) fn to_message(stamp: &Stamp) -> String {
    let Stamp { member, at, clock } = stamp;
    format!("1 {member} {} {} {}", at.zone().name(), at.offset_s(), clock_letter(*clock))
}

/// The stamp that a change's message and time say.
pub(crate) fn from_message(message: &str, time_ms: i64) -> Result<Stamp, Reject> {
    let mut parts = message.split(' ');
    match parts.next() {
        Some("1") => {}
        Some(version) if is_version(version) => return Err(Reject::StampNewer),
        _ => return Err(Reject::Stamp),
    }
    let mut next = || parts.next().ok_or(Reject::Stamp);
    let member: MemberId = next()?.parse().map_err(|_| Reject::Stamp)?;
    let zone = next()?;
    let offset_s: i32 = next()?.parse().map_err(|_| Reject::Stamp)?;
    let clock = clock_of(next()?).ok_or(Reject::Stamp)?;
    if time_ms % 1000 != 0 || !is_in_range(time_ms) {
        return Err(Reject::Time);
    }
    // the offset is checked against a zone that is always there, so that what remains is the zone's name
    Moment::stated(time_ms, offset_s, "UTC").map_err(|_| Reject::Stamp)?;
    let at = Moment::stated(time_ms, offset_s, zone).map_err(|_| Reject::Zone)?;
    let stamp = Stamp { member, at, clock };
    if message.len() > STAMP_MAX_BYTES || to_message(&stamp) != message {
        return Err(Reject::Stamp);
    }
    Ok(stamp)
}

/// Whether the time can be written as text with any offset.
pub(crate) fn is_in_range(time_ms: i64) -> bool {
    (TIME_MIN_S..=TIME_MAX_S).contains(&time_ms.div_euclid(1000))
}

fn is_version(text: &str) -> bool {
    (1..=4).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit()) && !text.starts_with('0')
}

pub(crate) fn clock_letter(clock: ClockQuality) -> char {
    match clock {
        ClockQuality::Checked => 'c',
        ClockQuality::Unchecked => 'u',
        ClockQuality::Off => 'o',
    }
}

fn clock_of(text: &str) -> Option<ClockQuality> {
    [ClockQuality::Checked, ClockQuality::Unchecked, ClockQuality::Off]
        .into_iter()
        .find(|clock| text.len() == 1 && text.starts_with(clock_letter(*clock)))
}
