//! One record of the workload as a contact, and back without loss. Where a field of ours means the same it is used,
//! so that the rows and search words of a contact are made; the rest keeps the workload's name.

use std::collections::BTreeMap;

use anyhow::{Context, bail};
use app::domain::{Edit, Moment, Record, RecordKind, Scalar};
use app::{ImportGroup, ImportRecord};
use chrono::{DateTime, SecondsFormat};
use serde_json::Value;

use crate::workload::id_of;

/// A record as the workload has it, by name of the field.
pub type Peer = BTreeMap<String, Value>;

/// How a field's value is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Text,
    /// A number; one that was typed into a form later is a text.
    Number,
    Flag,
    /// A time in UTC, to the second.
    Moment,
    /// A pathway; one of the workload's is an older name of ours.
    Pathway,
    /// A list of words: its order counts, so it is one text.
    Words,
}

/// Every field but `id` and `type`, which are the record's id and kind: the workload's name, ours, the shape.
const FIELDS: [(&str, &str, Shape); 34] = [
    ("schema", "schema", Shape::Number),
    ("created_at", "time.started", Shape::Moment),
    ("updated_at", "updated_at", Shape::Text),
    ("device_id", "device_id", Shape::Text),
    ("author", "author", Shape::Text),
    ("agency", "agency", Shape::Text),
    ("unit", "unit", Shape::Text),
    ("incident_no", "incident_no", Shape::Text),
    ("person_id", "person", Shape::Text),
    ("person_name", "person_name", Shape::Text),
    ("alias", "alias", Shape::Text),
    ("dob", "dob", Shape::Text),
    ("sex", "sex", Shape::Text),
    ("phone", "phone", Shape::Text),
    ("language", "language", Shape::Text),
    ("housing", "housing", Shape::Text),
    ("pathway", "pathway", Shape::Pathway),
    ("location", "location", Shape::Text),
    ("address", "place.address", Shape::Text),
    ("city", "place.city", Shape::Text),
    ("lat", "place.lat", Shape::Number),
    ("lon", "place.lon", Shape::Number),
    ("accuracy_m", "accuracy_m", Shape::Number),
    ("overdose", "overdose", Shape::Flag),
    ("naloxone_doses", "naloxone_doses", Shape::Number),
    ("naloxone_lot", "naloxone_lot", Shape::Text),
    ("disposition", "disposition", Shape::Text),
    ("referred_to", "referred_to", Shape::Text),
    ("risk", "risk", Shape::Text),
    ("consent", "consent", Shape::Flag),
    ("needs", "needs", Shape::Words),
    ("follow_up_at", "follow_up_at", Shape::Text),
    ("outcome", "outcome", Shape::Text),
    ("narrative", "narrative", Shape::Text),
];

/// A pathway as the workload calls it, and our code where that differs.
const PATHWAY: (&str, &str) = ("first_responder_prevention", "first_responder_and_officer_referral");

/// Our name of a field.
pub fn key_of(field: &str) -> anyhow::Result<&'static str> {
    let found = FIELDS.iter().find(|(name, ..)| *name == field);
    Ok(found.with_context(|| format!("the workload has no field {field}"))?.1)
}

/// A record to be imported, alone in its group.
pub fn to_import(peer: &Peer) -> anyhow::Result<ImportGroup> {
    let mut edits = vec![Edit::set("status", Scalar::text("ready"))];
    for (name, key, shape) in FIELDS {
        if let Some(value) = peer.get(name).filter(|value| !value.is_null()) {
            let scalar = shape.scalar(value);
            edits.push(Edit::set(key, scalar.with_context(|| format!("{name} is {value}"))?));
        }
    }
    edits.sort_by(|one, other| one.key.cmp(&other.key));
    let record = ImportRecord { id: id_of(peer)?, kind: RecordKind::Contact, edits, occurred: None };
    Ok(ImportGroup { key: Vec::new(), records: vec![record], rows: 1 })
}

/// The record as the workload has it.
pub fn from_record(record: &Record) -> anyhow::Result<Peer> {
    let mut peer = Peer::from([
        ("id".to_owned(), Value::from(record.id.to_string())),
        ("type".to_owned(), Value::from(record.kind.name())),
    ]);
    for (name, key, shape) in FIELDS {
        let value = match record.get(key) {
            None => Value::Null,
            Some(scalar) => shape.value(scalar).with_context(|| format!("{key} is {scalar:?}"))?,
        };
        peer.insert(name.to_owned(), value);
    }
    Ok(peer)
}

/// JSON with sorted keys: what is hashed.
pub fn canonical(peer: &Peer) -> anyhow::Result<String> {
    Ok(serde_json::to_string(peer)?)
}

impl Shape {
    fn scalar(self, value: &Value) -> anyhow::Result<Scalar> {
        Ok(match (self, value) {
            (Self::Text, Value::String(text)) => Scalar::text(text),
            (Self::Pathway, Value::String(text)) if text == PATHWAY.0 => Scalar::text(PATHWAY.1),
            (Self::Pathway, Value::String(text)) => Scalar::text(text),
            (Self::Moment, Value::String(text)) => {
                let at = DateTime::parse_from_rfc3339(text)?;
                Scalar::text(Moment::stated(at.timestamp_millis(), 0, "UTC")?.to_string())
            }
            (Self::Number, Value::Number(number)) => match number.as_i64() {
                Some(whole) => Scalar::Int(whole),
                None => Scalar::Real(number.as_f64().context("out of range")?),
            },
            (Self::Flag, Value::Bool(flag)) => Scalar::Flag(*flag),
            (Self::Words, Value::Array(words)) => {
                let words: Option<Vec<&str>> = words.iter().map(Value::as_str).collect();
                Scalar::text(words.context("not words")?.join(" "))
            }
            _ => bail!("not of the form expected"),
        })
    }

    fn value(self, scalar: &Scalar) -> anyhow::Result<Value> {
        Ok(match (self, scalar) {
            (Self::Text, Scalar::Text(text)) => Value::from(text.as_str()),
            (Self::Pathway, Scalar::Text(text)) if text == PATHWAY.1 => Value::from(PATHWAY.0),
            (Self::Pathway, Scalar::Text(text)) => Value::from(text.as_str()),
            (Self::Moment, Scalar::Text(text)) => {
                let moment: Moment = text.parse()?;
                let at = DateTime::from_timestamp_millis(moment.unix_ms()).context("out of range")?;
                Value::from(at.to_rfc3339_opts(SecondsFormat::Millis, true))
            }
            (Self::Number, Scalar::Int(whole)) => Value::from(*whole),
            (Self::Number, Scalar::Real(number)) => Value::from(*number),
            (Self::Number, Scalar::Text(text)) => serde_json::from_str(text)?,
            (Self::Flag, Scalar::Flag(flag)) => Value::from(*flag),
            (Self::Words, Scalar::Text(text)) => text.split_whitespace().collect(),
            _ => bail!("not of the form expected"),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use app::domain::{ActorId, ClockQuality, CompartmentId, Held, MemberId, Stamp};

    use super::*;

    const LINE: &str = r#"{"accuracy_m":17,"address":"12 Pearl St","agency":"County EMS","alias":"","author":"u-1","city":"Clayton","consent":true,"created_at":"2026-01-05T07:08:09.000Z","device_id":"dev-a","disposition":"left_on_scene","dob":"1980-02-03","follow_up_at":null,"housing":"motel","id":"0b7c0a52-6a3c-4a53-8d57-0a8d3f6a1b2c","incident_no":"26-000001","language":"en","lat":44.123457,"location":"city park","lon":-122.5,"naloxone_doses":2,"naloxone_lot":null,"narrative":"The caller’s \"brother\".","needs":["food","detox"],"outcome":"open","overdose":false,"pathway":"active_outreach","person_id":"9d1c0a52-6a3c-4a53-8d57-0a8d3f6a1b2c","person_name":"Sam Example","phone":"","referred_to":"none","risk":"low","schema":3,"sex":"X","type":"contact","unit":"M-1","updated_at":"2026-01-05T07:18:09.000Z"}"#;

    fn as_record(group: &ImportGroup) -> Record {
        let made = &group.records[0];
        let at = Moment::stated(0, 0, "UTC").unwrap();
        let stamp = Stamp { member: MemberId([1; 16]), at, clock: ClockQuality::Checked };
        let fields: BTreeMap<String, Vec<Held>> = made
            .edits
            .iter()
            .map(|edit| {
                let value = edit.value.clone().unwrap();
                (edit.key.clone(), vec![Held { value, stamp: stamp.clone(), actor: ActorId([1; 16]) }])
            })
            .collect();
        Record { id: made.id, kind: made.kind, compartment: CompartmentId([0; 16]), fields }
    }

    #[test]
    fn nothing_of_a_record_is_lost() {
        let renamed = LINE.replace("active_outreach", PATHWAY.0);
        for line in
            [LINE.to_owned(), renamed, LINE.replace(r#"["food","detox"]"#, "[]").replace("-122.5", "-122")]
        {
            let peer: Peer = serde_json::from_str(&line).unwrap();
            assert_eq!(peer.len(), FIELDS.len() + 2);
            let record = as_record(&to_import(&peer).unwrap());
            assert_eq!(canonical(&from_record(&record).unwrap()).unwrap(), line);
        }
    }

    #[test]
    fn what_is_typed_as_a_number_comes_back_as_one() {
        assert_eq!(Shape::Number.value(&Scalar::text("3")).unwrap(), Value::from(3));
        assert!(Shape::Number.value(&Scalar::text("three")).is_err());
        assert!(Shape::Flag.scalar(&Value::from("yes")).is_err());
    }
}
