//! Segments and keyboxes.

use proptest::prelude::*;

use super::support::{Key, segment};
use crate::limits::SEGMENT_MAX_BYTES;
use crate::{CompartmentHandle, Decode, DecodeError, Encode, Keybox, KeyboxHandle, Segment, Suite};

#[test]
fn a_segment_goes_there_and_back_and_is_its_signers() {
    let (key, other) = (Key::new(1), Key::new(2));
    let made = segment(&key);
    let read = Segment::decode(&made.encode()).unwrap();
    assert_eq!(read, made);
    assert!(read.verify(&key.public()));
    assert!(!read.verify(&other.public()), "another key");
    let mut forged = made.clone();
    forged.header.device = other.id();
    forged.signature = key.sign(&Segment::signed_bytes(&forged.header, &forged.salt, &forged.body));
    assert!(!forged.verify(&key.public()), "a key signs only as its own device");
    assert_eq!(read.header.next_seq(), 9);
}

#[test]
fn a_newer_segment_can_be_carried() {
    let key = Key::new(1);
    let mut made = segment(&key);
    made.header.version = 2;
    made.header.suite = Suite::Unknown(9);
    made.header.extension = vec![1, 2, 3];
    made.signature = key.sign(&Segment::signed_bytes(&made.header, &made.salt, &made.body));
    let read = Segment::decode(&made.encode()).unwrap();
    assert_eq!(read, made);
    assert!(read.verify(&key.public()));
}

#[test]
fn a_segment_that_lies_about_itself_is_refused() {
    let good = segment(&Key::new(1));
    let mut extended = good.clone();
    extended.header.extension = vec![0];
    assert_eq!(Segment::decode(&extended.encode()), Err(DecodeError::Invalid("header length")));
    let mut empty = good.clone();
    empty.header.count = 0;
    assert_eq!(Segment::decode(&empty.encode()), Err(DecodeError::OverLimit("entries")));
    let mut full = good.clone();
    full.header.count = 4097;
    assert_eq!(Segment::decode(&full.encode()), Err(DecodeError::OverLimit("entries")));
    let mut last = good.clone();
    last.header.first_seq = u64::MAX - 1;
    assert_eq!(Segment::decode(&last.encode()), Err(DecodeError::Invalid("sequence")));
    let mut large = good.clone();
    large.body = vec![0; SEGMENT_MAX_BYTES];
    assert_eq!(Segment::decode(&large.encode()), Err(DecodeError::OverLimit("segment")));
    let mut bytes = good.encode();
    bytes.push(0);
    assert_eq!(Segment::decode(&bytes), Err(DecodeError::Trailing));
}

proptest! {
    #[test]
    fn no_changed_byte_goes_unnoticed(at in 0usize..1024, flip in 1u8..) {
        let key = Key::new(1);
        let mut bytes = segment(&key).encode();
        let at = at % bytes.len();
        bytes[at] ^= flip;
        if let Ok(read) = Segment::decode(&bytes) {
            prop_assert!(!read.verify(&key.public()));
        }
    }
}

#[test]
fn a_keybox_goes_there_and_back() {
    let made = Keybox {
        handle: KeyboxHandle([1; 16]),
        compartment: CompartmentHandle([2; 16]),
        key_epoch: 3,
        wrapped: [4; 48],
    };
    let bytes = made.encode();
    assert_eq!(Keybox::decode(&bytes), Ok(made));
    let mut newer = bytes.clone();
    newer[4] = 2;
    assert_eq!(Keybox::decode(&newer), Err(DecodeError::NewerVersion(2)));
    let mut other = bytes;
    other[0] = b'X';
    assert_eq!(Keybox::decode(&other), Err(DecodeError::NotThisFormat));
}
