//! Records for tests.

use std::collections::BTreeMap;

use crate::{
    ActorId, ClockQuality, CompartmentId, Held, MemberId, Moment, Record, RecordId, RecordKind, Scalar, Stamp,
};

/// 2026-11-18, 08:06:40 in New York.
pub(crate) const NOW: i64 = 1_795_007_200_000;

pub(crate) fn moment(minutes_from_now: i64) -> Moment {
    Moment::at(NOW + minutes_from_now * 60_000, chrono_tz::America::New_York).unwrap()
}

pub(crate) fn held(value: Scalar) -> Held {
    let stamp = Stamp { member: MemberId([1; 16]), at: moment(0), clock: ClockQuality::Checked };
    Held { value, stamp, actor: ActorId([2; 16]) }
}

/// A record in which each pair is one value that stands: the same key twice is two concurrent values.
pub(crate) fn record(kind: RecordKind, pairs: &[(&str, Scalar)]) -> Record {
    let mut fields: BTreeMap<String, Vec<Held>> = BTreeMap::new();
    for (key, value) in pairs {
        fields.entry((*key).to_owned()).or_default().push(held(value.clone()));
    }
    Record { id: RecordId::from_bytes([9; 16]), kind, compartment: CompartmentId([7; 16]), fields }
}

pub(crate) fn text(text: impl Into<String>) -> Scalar {
    Scalar::text(text)
}
