//! An invitation by voice, with a relay in between that does everything it can.

use protocol::{InvitationCode, RendezvousCode, RootFingerprint};

use super::support::Seeded;
use crate::voice::{Guest, GuestCompares, Inviter, InviterCompares, VoiceError};

fn meet() -> RendezvousCode {
    "1234 5678".parse().unwrap()
}

fn code() -> InvitationCode {
    let address = format!("https://{}", "a".repeat(200));
    InvitationCode::new([7; 16], RootFingerprint([8; 10]), &address).unwrap()
}

/// Both sides with the relay passing on what it gets.
fn both(seed: u64) -> (InviterCompares, GuestCompares) {
    let (inviter, commitment) = Inviter::begin(meet(), &mut Seeded::new(seed)).unwrap();
    let (guest, share) = Guest::begin(meet(), &commitment, &mut Seeded::new(seed + 1_000_000)).unwrap();
    let (inviter, reveal) = inviter.meet(&share).unwrap();
    (inviter, guest.meet(&reveal).unwrap())
}

#[test]
fn both_see_one_number_and_the_code_arrives() {
    let mut seen = std::collections::BTreeSet::new();
    for seed in 0..50 {
        let (inviter, guest) = both(seed);
        assert_eq!(inviter.number(), guest.number());
        assert_eq!(guest.number().to_string().len(), "123 456".len());
        seen.insert(guest.number().to_string());
        let (waits, confirmation) = guest.confirm().unwrap();
        let sealed = inviter.grant(&confirmation, &code()).unwrap();
        assert!(sealed.len() <= protocol::rendezvous::MESSAGE_MAX_BYTES);
        assert_eq!(waits.open(&sealed).unwrap(), code());
    }
    assert!(seen.len() > 45, "the numbers are not chance: {seen:?}");
}

/// A relay that puts itself between them: to the inviter it is the guest, to the guest the inviter.
struct Between {
    to_inviter: GuestCompares,
    to_guest: InviterCompares,
}

/// Finishes with the inviter before it begins with the guest.
fn inviter_first(seed: u64) -> (InviterCompares, GuestCompares, Between) {
    let mut own = Seeded::new(seed + 2_000_000);
    let (inviter, commitment) = Inviter::begin(meet(), &mut Seeded::new(seed)).unwrap();
    let (as_guest, share) = Guest::begin(meet(), &commitment, &mut own).unwrap();
    let (inviter, reveal) = inviter.meet(&share).unwrap();
    let to_inviter = as_guest.meet(&reveal).unwrap();
    let (as_inviter, commitment) = Inviter::begin(meet(), &mut own).unwrap();
    let (guest, share) = Guest::begin(meet(), &commitment, &mut Seeded::new(seed + 1_000_000)).unwrap();
    let (to_guest, reveal) = as_inviter.meet(&share).unwrap();
    (inviter, guest.meet(&reveal).unwrap(), Between { to_inviter, to_guest })
}

/// Learns the guest's share before it answers the inviter.
fn guest_first(seed: u64) -> (InviterCompares, GuestCompares, Between) {
    let mut own = Seeded::new(seed + 2_000_000);
    let (inviter, commitment) = Inviter::begin(meet(), &mut Seeded::new(seed)).unwrap();
    let (as_inviter, own_commitment) = Inviter::begin(meet(), &mut own).unwrap();
    let (guest, share) = Guest::begin(meet(), &own_commitment, &mut Seeded::new(seed + 1_000_000)).unwrap();
    let (to_guest, own_reveal) = as_inviter.meet(&share).unwrap();
    let (as_guest, own_share) = Guest::begin(meet(), &commitment, &mut own).unwrap();
    let (inviter, reveal) = inviter.meet(&own_share).unwrap();
    let to_inviter = as_guest.meet(&reveal).unwrap();
    (inviter, guest.meet(&own_reveal).unwrap(), Between { to_inviter, to_guest })
}

/// [I] Whoever sits in between is seen by the two who read their numbers to each other.
#[test]
fn a_relay_in_between_shows_two_numbers_in_whichever_order_it_goes() {
    for seed in 0..100 {
        for (inviter, guest, between) in [inviter_first(seed), guest_first(seed)] {
            assert_ne!(inviter.number(), guest.number(), "seed {seed}");
            // it knows both numbers, and can do nothing with that
            assert_eq!(between.to_inviter.number(), inviter.number());
            assert_eq!(between.to_guest.number(), guest.number());
        }
    }
}

/// [I] Having seen everything, it cannot go back on what it committed to: that is where it would look for a number.
#[test]
fn another_key_than_was_committed_to_is_refused() {
    for seed in 0..200 {
        let (_, own_commitment) = Inviter::begin(meet(), &mut Seeded::new(1)).unwrap();
        let (guest, share) = Guest::begin(meet(), &own_commitment, &mut Seeded::new(2)).unwrap();
        let (other, _) = Inviter::begin(meet(), &mut Seeded::new(seed + 10)).unwrap();
        let (_, reveal) = other.meet(&share).unwrap();
        assert_eq!(guest.meet(&reveal).err(), Some(VoiceError::Commitment), "seed {seed}");
    }
}

#[test]
fn every_changed_byte_of_a_message_is_seen_before_the_code_is_sent_or_taken() {
    let honest = both(3).0.number();
    for at in 0..64 {
        let (inviter, commitment) = Inviter::begin(meet(), &mut Seeded::new(3)).unwrap();
        let (guest, mut share) = Guest::begin(meet(), &commitment, &mut Seeded::new(1_000_003)).unwrap();
        share[at] ^= 0x10;
        let (inviter, mut reveal) = inviter.meet(&share).unwrap();
        assert_ne!(inviter.number(), honest, "share, byte {at}");
        reveal[at] ^= 0x10;
        assert_eq!(guest.meet(&reveal).err(), Some(VoiceError::Commitment), "reveal, byte {at}");
    }
    for at in 0..16 {
        let (inviter, guest) = both(4);
        let (_, mut confirmation) = guest.confirm().unwrap();
        confirmation[at] ^= 1;
        assert_eq!(inviter.grant(&confirmation, &code()), Err(VoiceError::Confirmation), "byte {at}");
    }
    let (inviter, guest) = both(5);
    let (waits, confirmation) = guest.confirm().unwrap();
    let sealed = inviter.grant(&confirmation, &code()).unwrap();
    for at in 0..sealed.len() {
        let mut changed = sealed.clone();
        changed[at] ^= 1;
        assert_eq!(waits.open(&changed).err(), Some(VoiceError::Invitation), "byte {at}");
    }
}

#[test]
fn messages_that_are_cut_lengthened_or_in_the_wrong_place_are_refused() {
    let begin = || Inviter::begin(meet(), &mut Seeded::new(6)).unwrap();
    let (_, commitment) = begin();
    let with = |commitment: &[u8]| Guest::begin(meet(), commitment, &mut Seeded::new(7));
    for len in (0..100).filter(|len| *len != 32) {
        assert_eq!(with(&vec![1; len]).err(), Some(VoiceError::Damaged), "commitment of {len}");
    }
    for len in (0..100).filter(|len| *len != 64) {
        assert_eq!(begin().0.meet(&vec![1; len]).err(), Some(VoiceError::Damaged), "share of {len}");
        let guest = with(&commitment).unwrap().0;
        assert_eq!(guest.meet(&vec![1; len]).err(), Some(VoiceError::Damaged), "reveal of {len}");
    }
    // the guest's own share given back to it as the reveal, the commitment given back as a confirmation
    let (guest, share) = with(&commitment).unwrap();
    assert_eq!(guest.meet(&share).err(), Some(VoiceError::Commitment));
    let (inviter, guest) = both(8);
    assert_eq!(inviter.grant(&commitment, &code()), Err(VoiceError::Confirmation));
    let (waits, confirmation) = guest.confirm().unwrap();
    assert_eq!(waits.open(&confirmation).err(), Some(VoiceError::Invitation));
    // a key with which every secret comes out as zeros
    assert_eq!(begin().0.meet(&[0; 64]).err(), Some(VoiceError::Damaged));
}

/// What was said at one meeting is of no use at another, nor under another code.
#[test]
fn what_was_recorded_is_of_no_use_again() {
    let (inviter, guest) = both(9);
    let (waits, confirmation) = guest.confirm().unwrap();
    let sealed = inviter.grant(&confirmation, &code()).unwrap();
    let (other_inviter, other_guest) = both(10);
    assert_eq!(other_inviter.grant(&confirmation, &code()), Err(VoiceError::Confirmation));
    let (other_waits, _) = other_guest.confirm().unwrap();
    assert_eq!(other_waits.open(&sealed).err(), Some(VoiceError::Invitation));
    assert!(waits.open(&sealed).is_ok());
    // the same keys under another code: the commitment does not hold there
    let elsewhere: RendezvousCode = "1234 5679".parse().unwrap();
    let (inviter, commitment) = Inviter::begin(meet(), &mut Seeded::new(11)).unwrap();
    let (guest, share) = Guest::begin(elsewhere, &commitment, &mut Seeded::new(12)).unwrap();
    let (_, reveal) = inviter.meet(&share).unwrap();
    assert_eq!(guest.meet(&reveal).err(), Some(VoiceError::Commitment));
}
