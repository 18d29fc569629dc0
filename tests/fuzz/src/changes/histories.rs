//! Valid histories of one record, as devices author them.

use domain::{ActorId, ClockQuality, Edit, MemberId, Moment, Scalar, Stamp};
use merge::{Fold, Folded, author, author_beside};

use crate::chance::Chance;

/// Who authors: every actor is one incarnation of this device.
#[derive(Clone, Debug)]
pub struct Author {
    /// The first bytes of every actor.
    pub device: [u8; 8],
    /// Who is signed in.
    pub member: MemberId,
}

impl Author {
    /// Nobody in particular.
    pub const EXAMPLE: Self = Self { device: [0xd0; 8], member: MemberId([7; 16]) };

    /// One of its incarnations. Their order is not that of their numbers.
    pub fn actor(&self, number: u8) -> ActorId {
        let mut actor = [number.wrapping_mul(97); 16];
        actor[..8].copy_from_slice(&self.device);
        actor[15] = number;
        ActorId(actor)
    }

    /// A stamp of one of them.
    pub fn stamp(&self, number: u8) -> Stamp {
        let (offset_s, zone) =
            if number.is_multiple_of(2) { (-18_000, "America/New_York") } else { (0, "UTC") };
        let at = Moment::stated(1_772_460_000_000 + i64::from(number) * 60_000, offset_s, zone).unwrap();
        let clock =
            [ClockQuality::Checked, ClockQuality::Unchecked, ClockQuality::Off][usize::from(number) % 3];
        Stamp { member: self.member, at, clock }
    }
}

/// So many histories, the same in every run.
pub fn histories(by: &Author, count: u64) -> Vec<Vec<Vec<u8>>> {
    (0..count).map(|number| history(by, &mut Chance::new(number))).collect()
}

/// Up to four incarnations, which now and then take over what another one did.
fn history(by: &Author, chance: &mut Chance) -> Vec<Vec<u8>> {
    let actors = 1 + chance.below(4);
    let mut devices = vec![(Folded::new(), Vec::<usize>::new()); actors];
    let mut all: Vec<(Vec<u8>, merge::Inspected)> = Vec::new();
    for _ in 0..2 + chance.below(9) {
        let one = chance.below(actors);
        if chance.one_in(3) {
            let (_, seen) = devices[chance.below(actors)].clone();
            let (folded, held) = &mut devices[one];
            for at in seen {
                if folded.fold(&all[at].1) == Ok(Fold::Applied) {
                    held.push(at);
                }
            }
        }
        let edits = edits(chance);
        let (folded, held) = &mut devices[one];
        let number = one as u8 + 1;
        let write = if chance.one_in(6) { author_beside } else { author };
        if let Some(made) = write(folded, &edits, by.actor(number), &by.stamp(number)).unwrap() {
            folded.fold(&made.change).unwrap();
            held.push(all.len());
            all.push((made.bytes, made.change));
        }
    }
    all.into_iter().map(|(bytes, _)| bytes).collect()
}

fn edits(chance: &mut Chance) -> Vec<Edit> {
    const KEYS: [&str; 8] = [
        "name.family",
        "name.given",
        "status",
        "birth_date",
        "need.housing",
        "risk.fire",
        "own_words",
        "phone.1",
    ];
    let count = 1 + chance.below(4);
    (0..count)
        .map(|_| {
            let key = *chance.pick(&KEYS);
            if chance.one_in(6) { Edit::clear(key) } else { Edit::set(key, scalar(chance)) }
        })
        .collect()
}

fn scalar(chance: &mut Chance) -> Scalar {
    match chance.below(8) {
        0 => Scalar::Int(chance.edge() as i64),
        1 => Scalar::Real(chance.below(1000) as f64 / 8.0),
        2 => Scalar::Flag(chance.one_in(2)),
        3 => {
            let len = chance.below(40);
            Scalar::Bytes(chance.bytes(len))
        }
        _ => Scalar::text(*chance.pick(&["Alder", "Birch", "Cedar", "ready", "yes", "1985-11-03", "tea"])),
    }
}

/// One first change and so many beside each other upon it, each by an actor of its own.
pub fn wide(by: &Author, count: u32, edit: impl Fn(u32) -> Edit) -> Vec<Vec<u8>> {
    let first =
        author(&Folded::new(), &[Edit::set("status", Scalar::text("ready"))], by.actor(1), &by.stamp(1));
    let first = first.unwrap().unwrap();
    let mut base = Folded::new();
    base.fold(&first.change).unwrap();
    let beside = (0..count).map(|number| {
        let mut actor = by.actor(2);
        actor.0[9..13].copy_from_slice(&number.to_be_bytes());
        author(&base, &[edit(number)], actor, &by.stamp(2)).unwrap().unwrap().bytes
    });
    std::iter::once(first.bytes.clone()).chain(beside).collect()
}
