//! An entry of the service directory.

use crate::reading::text;
use crate::{Moment, Record, RecordId, reading};

/// A report of how much room there is, older than this, says nothing any more.
pub const CAPACITY_FRESH_MS: i64 = 24 * crate::clock::HOUR_MS;

/// A report of open beds or slots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capacity {
    /// When it was reported.
    pub at: Moment,
    /// How many are open.
    pub open: u32,
    /// Of how many.
    pub total: Option<u32>,
    /// Beds, slots: what is counted.
    pub what: Option<String>,
}

/// A service at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the fields are those of docs/reference/fields.md")]
pub struct Service {
    pub id: RecordId,
    pub organization: Option<String>,
    pub provided_by: Option<RecordId>,
    pub name: Option<String>,
    pub location: Option<String>,
    pub phone: Option<String>,
    pub address: Option<String>,
    pub city: Option<String>,
    pub description: Option<String>,
    /// Newest report first.
    pub capacity: Vec<Capacity>,
    /// Why the record should not have been made.
    pub entered_in_error: Option<String>,
}

impl Service {
    /// Reads a service record.
    pub fn read(record: &Record) -> Self {
        let mut capacity: Vec<Capacity> = reading::facts::<uuid::Uuid>(record, "capacity")
            .into_iter()
            .filter_map(|(_, fact)| {
                Some(Capacity {
                    at: fact.need("at").ok()?,
                    open: fact.need("open").ok()?,
                    total: fact.maybe("total").ok()?,
                    what: fact.maybe("what").ok()?,
                })
            })
            .collect();
        capacity.sort_by_key(|report| (std::cmp::Reverse(report.at.unix_ms()), report.open));
        Self {
            id: record.id,
            organization: text(record, "organization"),
            provided_by: text(record, "provided_by").and_then(|id| id.parse().ok()),
            name: text(record, "name"),
            location: text(record, "location"),
            phone: text(record, "phone"),
            address: text(record, "address"),
            city: text(record, "city"),
            description: text(record, "description"),
            capacity,
            entered_in_error: text(record, "entered_in_error"),
        }
    }

    /// The latest report that still says something at `now_ms`; `None` is "unknown". Reports that claim to be
    /// from the future are passed over.
    pub fn room(&self, now_ms: i64) -> Option<&Capacity> {
        let newest = now_ms.saturating_add(crate::validate::FUTURE_MS_MAX);
        let oldest = now_ms.saturating_sub(CAPACITY_FRESH_MS);
        let latest = self.capacity.iter().find(|report| report.at.unix_ms() <= newest)?;
        (latest.at.unix_ms() >= oldest).then_some(latest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RecordKind;
    use crate::fact::Fact;
    use crate::fixture::{NOW, moment, record, text};

    fn check(reports: &[(i64, u32)], expect: Option<u32>) {
        let pairs: Vec<(String, crate::Scalar)> = reports
            .iter()
            .enumerate()
            .map(|(number, (hour, open))| {
                let key = format!("capacity.{}", uuid::Uuid::from_u128(number as u128));
                (key, text(Fact::new().with("at", moment(hour * 60)).with("open", open).to_string()))
            })
            .collect();
        let pairs: Vec<(&str, crate::Scalar)> = pairs.iter().map(|(k, v)| (k.as_str(), v.clone())).collect();
        let service = Service::read(&record(RecordKind::Service, &pairs));
        assert_eq!(service.room(NOW).map(|report| report.open), expect, "{reports:?}");
    }

    #[test]
    fn the_latest_report_counts_and_fades() {
        check(&[], None);
        check(&[(-5, 3), (-1, 0)], Some(0));
        check(&[(-1, 0), (-5, 3)], Some(0));
        check(&[(-25, 3)], None);
        check(&[(-24, 3)], Some(3));
        check(&[(-1, 2), (24 * 365, 9)], Some(2));
    }
}
