//! An instant with the zone it was lived in. Written as RFC 9557 text:
//! `2018-01-04T00:42:00-05:00[America/New_York]`.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, FixedOffset, NaiveDateTime, Offset, TimeDelta, TimeZone};
use chrono_tz::Tz;
use thiserror::Error;

/// A text or a local time that names no moment.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("not a moment: expected 2018-01-04T00:42:00-05:00[America/New_York]")]
pub struct BadMoment;

/// An instant to the second and the zone it is to be shown in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Moment {
    unix_s: i64,
    offset_s: i32,
    zone: Tz,
}

impl Moment {
    /// The instant `unix_ms` as lived in `zone`, where that is between the years 1 and 9999, which its text can say; parts
    /// of a second are dropped.
    pub fn at(unix_ms: i64, zone: Tz) -> Result<Self, BadMoment> {
        let unix_s = unix_ms.div_euclid(1000);
        let utc = DateTime::from_timestamp(unix_s, 0).ok_or(BadMoment)?.naive_utc();
        let offset = zone.offset_from_utc_datetime(&utc).fix();
        let wall = utc.checked_add_offset(offset).ok_or(BadMoment)?;
        if !(1..=9999).contains(&wall.year()) {
            return Err(BadMoment);
        }
        Ok(Self { unix_s, offset_s: offset.local_minus_utc(), zone })
    }

    /// The instant `unix_ms` with the offset and the zone's name as its writer stated them; parts of a second
    /// are dropped. The offset is kept as said: zone tables differ between versions, the writer's was in force.
    pub fn stated(unix_ms: i64, offset_s: i32, zone: &str) -> Result<Self, BadMoment> {
        let unix_s = unix_ms.div_euclid(1000);
        let offset = FixedOffset::east_opt(offset_s).ok_or(BadMoment)?;
        offset.timestamp_opt(unix_s, 0).single().ok_or(BadMoment)?;
        let zone = zone.parse().map_err(|_| BadMoment)?;
        Ok(Self { unix_s, offset_s, zone })
    }

    /// A wall-clock time in `zone`. In the hour that a clock lives twice, the first; in the hour that it
    /// skips, the time as if the clock had not been put forward.
    pub fn local(wall: NaiveDateTime, zone: Tz) -> Result<Self, BadMoment> {
        let unix_s = match zone.from_local_datetime(&wall).earliest() {
            Some(found) => found.timestamp(),
            None => {
                let before = wall.checked_sub_signed(TimeDelta::hours(1)).ok_or(BadMoment)?;
                let found = zone.from_local_datetime(&before).earliest().ok_or(BadMoment)?;
                found.timestamp() + 3600
            }
        };
        Self::at(unix_s.checked_mul(1000).ok_or(BadMoment)?, zone)
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub fn unix_ms(&self) -> i64 {
        self.unix_s * 1000
    }

    /// The zone it was lived in.
    pub fn zone(&self) -> Tz {
        self.zone
    }

    /// Seconds east of UTC there and then.
    pub fn offset_s(&self) -> i32 {
        self.offset_s
    }

    /// The wall clock there and then.
    pub fn wall(&self) -> Option<NaiveDateTime> {
        let offset = FixedOffset::east_opt(self.offset_s)?;
        Some(offset.timestamp_opt(self.unix_s, 0).single()?.naive_local())
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.offset_s < 0 { '-' } else { '+' };
        let minutes = self.offset_s.abs() / 60;
        let wall = self.wall().ok_or(fmt::Error)?;
        write!(
            f,
            "{}{sign}{:02}:{:02}[{}]",
            wall.format("%Y-%m-%dT%H:%M:%S"),
            minutes / 60,
            minutes % 60,
            self.zone.name()
        )
    }
}

impl FromStr for Moment {
    type Err = BadMoment;

    fn from_str(text: &str) -> Result<Self, BadMoment> {
        let (stamp, zone) = text.strip_suffix(']').and_then(|t| t.split_once('[')).ok_or(BadMoment)?;
        let instant = DateTime::parse_from_rfc3339(stamp).map_err(|_| BadMoment)?;
        let zone: Tz = zone.parse().map_err(|_| BadMoment)?;
        Ok(Self { unix_s: instant.timestamp(), offset_s: instant.offset().local_minus_utc(), zone })
    }
}
