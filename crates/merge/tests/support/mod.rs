//! What several tests need: plainly invented actors and stamps, and a device that keeps a record both ways.
#![allow(dead_code, reason = "each test file uses its part")]

use automerge::transaction::{CommitOptions, Transactable};
use automerge::{Automerge, Change, ROOT, ReadDoc, ScalarValue};
use domain::{ActorId, ClockQuality, Edit, MemberId, Moment, Scalar, Stamp};
use footbridge_merge::{Authored, Fold, Folded, author, inspect, self_check};
use proptest::prelude::*;

pub fn actor(number: u8) -> ActorId {
    // spread over the range, so that the order of actors is not that of their numbers
    let mut id = [number.wrapping_mul(97); 16];
    id[15] = number;
    ActorId(id)
}

pub fn stamp(number: u8) -> Stamp {
    let zone = if number.is_multiple_of(2) { "America/New_York" } else { "UTC" };
    let offset_s = if number.is_multiple_of(2) { -18_000 } else { 0 };
    let clock = [ClockQuality::Checked, ClockQuality::Unchecked, ClockQuality::Off][usize::from(number) % 3];
    let at = Moment::stated(1_514_764_800_000 + i64::from(number) * 60_000, offset_s, zone).unwrap();
    Stamp { member: MemberId([number; 16]), at, clock }
}

/// The message of a change with this stamp, written out a second time on purpose.
pub fn message(stamp: &Stamp) -> String {
    let clock = match stamp.clock {
        ClockQuality::Checked => "c",
        ClockQuality::Unchecked => "u",
        ClockQuality::Off => "o",
    };
    format!("1 {} {} {} {clock}", stamp.member, stamp.at.zone().name(), stamp.at.offset_s())
}

pub fn written(value: &Scalar) -> ScalarValue {
    match value {
        Scalar::Text(text) => ScalarValue::Str(text.as_str().into()),
        Scalar::Int(number) => ScalarValue::Int(*number),
        Scalar::Real(number) => ScalarValue::F64(*number),
        Scalar::Flag(flag) => ScalarValue::Boolean(*flag),
        Scalar::Bytes(bytes) => ScalarValue::Bytes(bytes.clone()),
    }
}

/// Authors on `base` and folds the result in.
pub fn authored(base: &mut Folded, edits: &[Edit], number: u8) -> Authored {
    let made =
        author(base, edits, actor(number), &stamp(number)).unwrap().expect("an edit that changes something");
    assert_eq!(base.fold(&made.change), Ok(Fold::Applied));
    made
}

pub fn text(key: &str, value: &str) -> Edit {
    Edit::set(key, Scalar::text(value))
}

/// One device's view of one record: ours, and automerge's own document beside it.
pub struct Device {
    pub number: u8,
    pub folded: Folded,
    pub document: Automerge,
    pub history: Vec<Vec<u8>>,
}

impl Device {
    pub fn new(number: u8) -> Self {
        let mut document = Automerge::new();
        document.set_actor(automerge::ActorId::from(actor(number).0));
        Self { number, folded: Folded::new(), document, history: Vec::new() }
    }

    /// The same edits by us and by automerge: the same bytes must come out. (Not where a conflict is settled in
    /// favour of the value shown first: there automerge deletes the others, see `author`.)
    pub fn edit(&mut self, edits: &[Edit]) {
        let ours = author(&self.folded, edits, actor(self.number), &stamp(self.number)).unwrap();
        match &ours {
            Some(made) if self.settles_for_first(made) => {
                self.document.apply_changes([Change::try_from(made.bytes.as_slice()).unwrap()]).unwrap();
            }
            _ => assert_eq!(ours.as_ref().map(|made| &made.bytes), self.edit_document(edits).as_ref()),
        }
        if let Some(made) = ours {
            assert_eq!(inspect(&made.bytes).as_ref(), Ok(&made.change));
            assert_eq!(self.folded.fold(&made.change), Ok(Fold::Applied));
            self.history.push(made.bytes);
        }
    }

    fn settles_for_first(&self, made: &Authored) -> bool {
        let visible = self.folded.visible();
        made.change.edits().any(|edit| match (visible.get(&edit.key).map(Vec::as_slice), &edit.value) {
            (Some([first, _, ..]), Some(value)) => first.value.same_as(value),
            _ => false,
        })
    }

    fn edit_document(&mut self, edits: &[Edit]) -> Option<Vec<u8>> {
        let mut sorted: Vec<&Edit> = Vec::new();
        for edit in edits {
            sorted.retain(|other| other.key != edit.key);
            sorted.push(edit);
        }
        sorted.sort_by(|a, b| a.key.cmp(&b.key));
        let mut transaction = self.document.transaction();
        for edit in sorted {
            match &edit.value {
                Some(value) => transaction.put(ROOT, &edit.key, written(value)).unwrap(),
                None => transaction.delete(ROOT, edit.key.as_str()).unwrap(),
            }
        }
        let stamp = stamp(self.number);
        let options = CommitOptions::default().with_message(message(&stamp)).with_time(stamp.at.unix_ms());
        let hash = transaction.commit_with(options).0?;
        Some(self.document.get_change_by_hash(&hash).unwrap().raw_bytes().to_vec())
    }

    /// Takes over what `other` has and this one has not.
    pub fn pull(&mut self, other: &Device) {
        for bytes in &other.history {
            let change = inspect(bytes).unwrap();
            if self.folded.fold(&change) == Ok(Fold::Applied) {
                self.history.push(bytes.clone());
                self.document.apply_changes([Change::try_from(bytes.as_slice()).unwrap()]).unwrap();
            }
        }
    }

    pub fn check(&self) {
        let history: Vec<&[u8]> = self.history.iter().map(Vec::as_slice).collect();
        assert_eq!(self_check(&history, &self.folded), Ok(()));
    }
}

/// One step of an invented history.
#[derive(Clone, Debug)]
pub enum Step {
    Edit { device: usize, edits: Vec<Edit> },
    Pull { to: usize, from: usize },
}

pub fn scalars() -> impl Strategy<Value = Scalar> {
    prop_oneof![
        3 => "[a-c]{0,2}".prop_map(Scalar::text),
        1 => any::<String>().prop_map(Scalar::text),
        1 => any::<i64>().prop_map(Scalar::Int),
        1 => (-3i64..3).prop_map(Scalar::Int),
        1 => any::<bool>().prop_map(Scalar::Flag),
        // minus zero is a value of its own here and not in automerge's "nothing changed": see its own test
        1 => any::<f64>().prop_filter("finite", |n| n.is_finite() && *n != 0.0).prop_map(Scalar::Real),
        1 => proptest::collection::vec(any::<u8>(), 0..200).prop_map(Scalar::Bytes),
    ]
}

pub fn edits() -> impl Strategy<Value = Vec<Edit>> {
    // few keys, so that edits meet
    let key = prop_oneof![4 => "[a-d]", 1 => "need\\.[a-z]{1,3}", 1 => "[a-zé.]{1,40}"];
    let edit = (key, proptest::option::weighted(0.8, scalars())).prop_map(|(key, value)| Edit { key, value });
    proptest::collection::vec(edit, 0..6)
}

pub fn steps(devices: usize, len: usize) -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        3 => (0..devices, edits()).prop_map(|(device, edits)| Step::Edit { device, edits }),
        2 => (0..devices, 0..devices).prop_map(|(to, from)| Step::Pull { to, from }),
    ];
    proptest::collection::vec(step, 1..len)
}

/// Plays the steps; the devices as they are then, not yet equal.
pub fn play(devices: usize, steps: &[Step]) -> Vec<Device> {
    let mut devices: Vec<Device> = (0..devices).map(|n| Device::new(n as u8 + 1)).collect();
    for step in steps {
        match step {
            Step::Edit { device, edits } => devices[*device].edit(edits),
            Step::Pull { to, from } if to != from => {
                let from = Device { history: devices[*from].history.clone(), ..Device::new(0) };
                devices[*to].pull(&from);
            }
            Step::Pull { .. } => {}
        }
    }
    devices
}
