//! Segments and keyboxes.

use protocol::{DecodeError, Entry, Keybox, Segment, Suite};

use super::support::{SHARED, Seeded, entry, first_place};
use crate::{
    DeviceIdentity, EpochKey, RecordKey, SegmentPlace, VaultError, open_keybox, open_segment, seal_keybox,
    seal_segment,
};

fn made(entries: &[Entry]) -> (DeviceIdentity, EpochKey, Segment) {
    let mut random = Seeded::new(1);
    let device = DeviceIdentity::generate(&mut random).unwrap();
    let key = EpochKey::generate(SHARED, 3, &mut random);
    let segment = seal_segment(&device, &key, &first_place(), entries, &mut random).unwrap();
    (device, key, segment)
}

#[test]
fn a_sealed_segment_opens_with_its_key_and_is_signed() {
    let entries = [entry(1), entry(2)];
    let (device, key, segment) = made(&entries);
    let read = Segment::decode(&segment.encode()).unwrap();
    assert!(read.verify(&device.signing().public()));
    assert_eq!((read.header.count, read.header.key_epoch), (2, 3));
    assert_eq!(open_segment(&key, &read), Ok(entries.to_vec()));
}

#[test]
fn a_segment_shows_nothing_of_its_entries() {
    let (_, _, segment) = made(&[entry(0xe1)]);
    let bytes = segment.encode();
    assert!(!bytes.windows(4).any(|window| window == [0xe1; 4]));
}

#[test]
fn another_key_or_epoch_does_not_open_it() {
    let (_, key, segment) = made(&[entry(1)]);
    let mut random = Seeded::new(9);
    let other = EpochKey::generate(SHARED, 3, &mut random);
    assert_eq!(open_segment(&other, &segment), Err(VaultError::KeyMismatch), "by the commitment");
    let later = EpochKey::from_bytes(SHARED, 4, key.expose());
    assert_eq!(open_segment(&later, &segment), Err(VaultError::OtherEpoch));
    let elsewhere = EpochKey::from_bytes(protocol::CompartmentHandle([0; 16]), 3, key.expose());
    assert_eq!(open_segment(&elsewhere, &segment), Err(VaultError::OtherEpoch));
}

#[test]
fn every_header_field_is_bound_to_the_body() {
    let (_, key, good) = made(&[entry(1)]);
    let changes: [fn(&mut Segment); 8] = [
        |s| s.header.device.0[0] ^= 1,
        |s| s.header.stream.0[0] ^= 1,
        |s| s.header.first_seq += 1,
        |s| s.header.count += 1,
        |s| s.header.previous.0[0] ^= 1,
        |s| s.body[0] ^= 1,
        |s| s.body.truncate(3),
        |s| s.header.extension.push(0),
    ];
    for change in changes {
        let mut segment = good.clone();
        change(&mut segment);
        assert_eq!(open_segment(&key, &segment), Err(VaultError::CannotOpen("segment")));
    }
    let mut salted = good.clone();
    salted.salt[0] ^= 1;
    assert_eq!(open_segment(&key, &salted), Err(VaultError::KeyMismatch));
    let changes: [fn(&mut Segment); 3] =
        [|s| s.header.version = 2, |s| s.header.suite = Suite::Unknown(2), |s| s.header.flags = 1];
    for change in changes {
        let mut segment = good.clone();
        change(&mut segment);
        assert_eq!(open_segment(&key, &segment), Err(VaultError::NewerVersion("segment")));
    }
}

#[test]
fn what_cannot_be_sealed_is_refused() {
    let (device, key, _) = made(&[entry(1)]);
    let mut random = Seeded::new(2);
    let mut seal = |key: &EpochKey, entries: &[Entry]| {
        seal_segment(&device, key, &first_place(), entries, &mut random).map(|_| ()).unwrap_err()
    };
    assert_eq!(seal(&key, &[]).code(), "vault.cannot_seal");
    assert_eq!(seal(&key, &vec![entry(1); 4097]), VaultError::TooLarge("segment"));
    let large = Entry { sealed: vec![0; 256 * 1024], ..entry(1) };
    assert_eq!(seal(&key, &vec![large; 4]), VaultError::TooLarge("segment"));
    let elsewhere = EpochKey::from_bytes(protocol::CompartmentHandle([0; 16]), 3, key.expose());
    assert_eq!(seal(&elsewhere, &[entry(1)]), VaultError::OtherEpoch);
}

#[test]
fn the_fullest_segment_can_still_be_read() {
    let entries = vec![Entry { sealed: vec![1; 256 * 1024], ..entry(1) }; 3];
    assert_eq!(protocol::fitting(&entries), 3);
    let (_, key, segment) = made(&entries);
    let read = Segment::decode(&segment.encode()).unwrap();
    assert_eq!(open_segment(&key, &read).unwrap().len(), 3);
}

#[test]
fn two_segments_of_the_same_entries_have_nothing_in_common() {
    let (device, key, one) = made(&[entry(1)]);
    let place = SegmentPlace { first_seq: 1, previous: one.hash(), ..first_place() };
    let two = seal_segment(&device, &key, &place, &[entry(1)], &mut Seeded::new(7)).unwrap();
    assert_ne!(one.salt, two.salt);
    assert_ne!(one.body, two.body);
    assert_ne!(one.header.key_commitment, two.header.key_commitment);
}

#[test]
fn a_keybox_opens_with_its_epochs_key_only() {
    let mut random = Seeded::new(1);
    let epoch = EpochKey::generate(SHARED, 3, &mut random);
    let record = RecordKey::generate(&mut random);
    let keybox = seal_keybox(&epoch, &record, &mut random).unwrap();
    assert_eq!(open_keybox(&epoch, &keybox), Ok(record.clone()));
    let again = seal_keybox(&epoch, &record, &mut random).unwrap();
    assert!(again.handle != keybox.handle && again.wrapped != keybox.wrapped);
    let other = EpochKey::generate(SHARED, 3, &mut random);
    assert_eq!(open_keybox(&other, &keybox), Err(VaultError::CannotOpen("keybox")));
    assert_eq!(open_keybox(&epoch, &Keybox { key_epoch: 4, ..keybox.clone() }), Err(VaultError::OtherEpoch));
    let moved = Keybox { handle: again.handle, ..keybox };
    assert_eq!(open_keybox(&epoch, &moved), Err(VaultError::CannotOpen("keybox")));
}

#[test]
fn a_count_that_is_not_the_bodys_is_malformed() {
    let (device, key, good) = made(&[entry(1), entry(2)]);
    // sealed anew with a false count by a device that has the key: no outsider can get so far
    let mut header = good.header.clone();
    header.count = 1;
    let plain = protocol::encode_body(&[entry(1), entry(2)]);
    let body_key = crate::kdf::derive(key.expose(), &good.salt, "footbridge segment body 1", &key.context());
    let associated = header.encode_for(plain.len() + 16);
    let body = crate::aead::seal_once(&body_key.unwrap(), &associated, &plain).unwrap();
    let signature = device.signing().sign(b"");
    let lying = Segment { header, salt: good.salt, body, signature };
    let why = DecodeError::Invalid("count");
    assert_eq!(open_segment(&key, &lying), Err(VaultError::Malformed { what: "segment", why }));
}
