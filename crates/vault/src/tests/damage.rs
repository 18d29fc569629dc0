//! Whatever lies inside something sealed, opening it ends in a value or an error.

use proptest::prelude::*;
use protocol::{Decode, Encode};

use super::invitation::{blob, code};
use super::support::{SHARED, Seeded, entry, first_place};
use crate::compress::{compress, decompress};
use crate::{DeviceIdentity, EpochKey, InvitationBlob, InvitationKeys, Keyfile, open_segment, seal_segment};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn arbitrary_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        if let Ok(blob) = InvitationBlob::decode(&bytes) {
            prop_assert_eq!(blob.encode(), bytes.clone());
        }
        if let Ok(file) = Keyfile::decode(&bytes) {
            prop_assert_eq!(file.encode(), bytes.clone());
        }
        if let Ok(unpacked) = decompress(&bytes, 300) {
            prop_assert!(unpacked.len() <= 300);
        }
        prop_assert!(InvitationKeys::derive(&code(1)).unwrap().open_blob(&bytes).is_err());
    }

    #[test]
    fn a_damaged_blob_is_survived(at in any::<prop::sample::Index>(), byte: u8, cut in any::<prop::sample::Index>()) {
        let mut bytes = blob().encode();
        let place = at.index(bytes.len());
        bytes[place] = byte;
        if let Ok(read) = InvitationBlob::decode(&bytes) {
            prop_assert_eq!(read.encode(), bytes.clone());
        }
        bytes.truncate(cut.index(bytes.len()));
        prop_assert!(InvitationBlob::decode(&bytes).is_err());
    }

    #[test]
    fn a_damaged_frame_is_survived(at in any::<prop::sample::Index>(), byte: u8) {
        let mut packed = compress(&b"event.kind=offered ".repeat(30)).unwrap();
        let place = at.index(packed.len());
        packed[place] = byte;
        if let Ok(unpacked) = decompress(&packed, 1000) {
            prop_assert!(unpacked.len() <= 1000);
        }
    }

    #[test]
    fn no_changed_byte_of_a_segment_goes_unnoticed(at in any::<prop::sample::Index>(), flip in 1u8..) {
        let mut random = Seeded::new(1);
        let device = DeviceIdentity::generate(&mut random).unwrap();
        let key = EpochKey::generate(SHARED, 1, &mut random);
        let segment = seal_segment(&device, &key, &first_place(), &[entry(1)], &mut random).unwrap();
        let mut bytes = segment.encode();
        let signature = bytes.len() - 64;
        let place = at.index(signature);
        bytes[place] ^= flip;
        if let Ok(read) = protocol::Segment::decode(&bytes) {
            prop_assert!(!read.verify(&device.signing().public()));
            prop_assert!(open_segment(&key, &read).is_err());
        }
    }
}
