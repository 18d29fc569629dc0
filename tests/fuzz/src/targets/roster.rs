//! Certificates, also such as a member signs who means harm, applied to a roster.

use ::protocol::certificate::Place;
use ::protocol::roster::{Applied, Arrival, RosterError};
use ::protocol::{Certificate, Hash, Roster, Statement};

use super::society::{NOW_MS, history, key, key_of};
use super::{Target, Verdict};
use crate::chance::Chance;
use crate::mutate::mutate;
use crate::pack::{pack, unpack};

pub(super) fn targets() -> Vec<Target> {
    vec![Target::bytes("roster", examples, run).make(make).weight(20)]
}

fn examples(_: &str) -> Vec<Vec<u8>> {
    let all: Vec<Vec<u8>> = history().iter().map(Certificate::encode).collect();
    vec![pack(&all), pack(&all[..4])]
}

/// Each certificate in turn. What is refused changes nothing; what was accepted is accepted again by whoever
/// replays it, and comes to the same.
fn run(bytes: &[u8]) -> Verdict {
    let mut roster = Roster::new();
    let mut accepted = Vec::new();
    let mut refused = Ok(());
    for part in unpack(bytes) {
        let certificate = match Certificate::decode(&part) {
            Ok(certificate) => certificate,
            Err(error) => {
                refused = Err(::protocol::fuzz::why(error));
                continue;
            }
        };
        let _ = roster.clone().witness(&certificate);
        let before = roster.clone();
        match roster.apply(&certificate, Arrival::Now(NOW_MS)) {
            Ok(Applied::New) => accepted.push(certificate),
            Ok(Applied::Known) => assert_eq!(roster, before),
            Err(error) => {
                if !matches!(error, RosterError::Equivocation { .. }) {
                    assert_eq!(roster, before, "{error:?}");
                }
                refused = Err(error.code());
            }
        }
    }
    look(&roster);
    let mut again = Roster::new();
    for certificate in &accepted {
        again.apply(certificate, Arrival::Earlier).unwrap();
    }
    let frozen: Vec<_> = roster.frozen().copied().collect();
    frozen.into_iter().for_each(|issuer| again.freeze(issuer));
    assert_eq!(again, roster);
    refused
}

/// What a device or the relay asks of it.
fn look(roster: &Roster) {
    for head in roster.heads() {
        assert!(roster.passes_through(&head));
        let _ = roster.next_place(head.log, key(1).public(), u64::MAX);
    }
    for compartment in roster.compartments() {
        let _ = compartment.epoch_number();
        for device in roster.admitted(&compartment.handle) {
            assert!(!device.is_revoked());
            let _ = (roster.logs_for_device(&device.id()), device.is_active_at(u32::MAX));
        }
    }
    let _ = roster.logs_for_invitation(&key(5).public());
}

/// A certificate or a few changed in a field and signed again by who should or by somebody else; or bytes damaged.
pub(super) fn make(chance: &mut Chance, examples: &[Vec<u8>]) -> Vec<u8> {
    let mut parts = unpack(&examples[0]);
    for _ in 0..1 + chance.below(3) {
        let at = chance.below(parts.len());
        let other = chance.pick(&parts).clone();
        let Ok(certificate) = Certificate::decode(&parts[at]) else { continue };
        if chance.one_in(5) {
            mutate(&mut parts[at], &other, &[], chance);
            continue;
        }
        let new = forged(certificate, &other, chance).encode();
        if chance.one_in(4) { parts.insert(at, new) } else { parts[at] = new }
    }
    for _ in 0..chance.below(3) {
        let (one, two) = (chance.below(parts.len()), chance.below(parts.len()));
        match chance.below(3) {
            0 => parts.swap(one, two),
            1 if parts.len() > 1 => drop(parts.remove(one)),
            _ => parts.insert(one, parts[two].clone()),
        }
    }
    if chance.one_in(2) {
        chain(&mut parts)
    }
    pack(&parts)
}

/// The hashes, places and signatures made to fit again, so that what a statement says is all that can be wrong.
fn chain(parts: &mut [Vec<u8>]) {
    let mut roster = Roster::new();
    for part in parts {
        let Ok(read) = Certificate::decode(part) else { continue };
        let Some(signer) = key_of(&read.place.issuer) else { continue };
        let place = roster.next_place(read.place.log, read.place.issuer, 0);
        let made = Certificate::issue(place, read.statement, read.sealed, |bytes| signer.sign(bytes));
        let _any = roster.apply(&made, Arrival::Now(NOW_MS));
        *part = made.encode();
    }
}

fn forged(read: Certificate, other: &[u8], chance: &mut Chance) -> Certificate {
    let Certificate { mut place, mut statement, mut sealed, .. } = read;
    match chance.below(4) {
        0 => place = placed(place, chance),
        1 => {
            let mut clear = statement.encode();
            let kind = if chance.one_in(6) { chance.edge() as u16 } else { statement.kind() };
            mutate(&mut clear, other, &[], chance);
            statement = Statement::decode(kind, &clear).unwrap_or(statement);
        }
        2 => statement = Certificate::decode(other).map_or(statement, |other| other.statement),
        _ => mutate(&mut sealed, other, &[], chance),
    }
    let number = 1 + chance.below(8) as u8;
    if chance.one_in(4) {
        place.issuer = key(number).public();
    }
    let signer = key_of(&place.issuer).unwrap_or_else(|| key(number));
    Certificate::issue(place, statement, sealed, |bytes| signer.sign(bytes))
}

fn placed(mut place: Place, chance: &mut Chance) -> Place {
    match chance.below(6) {
        0 => place.index = chance.edge() as u32,
        1 => place.seen = chance.edge() as u32,
        2 => place.issuer_number = chance.edge(),
        3 => place.issuer_number = place.issuer_number.wrapping_sub(1),
        4 => place.previous = Hash([chance.byte(); 32]),
        _ => place.log.0[0] ^= 0x9a,
    }
    place
}
