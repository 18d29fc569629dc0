//! Bodies of segments: entries, padding, how many fit.

use proptest::prelude::*;

use super::support::entry;
use crate::limits::{CHANGE_MAX_BYTES, SEGMENT_MAX_BYTES, SEGMENT_MAX_ENTRIES};
use crate::{DecodeError, Encode, decode_body, encode_body, fitting, padded_len};

#[test]
fn padding_is_zeros_of_exactly_the_right_length() {
    let entries = vec![entry(10), entry(300)];
    let good = encode_body(&entries);
    assert_eq!(decode_body(&good), Ok(entries));
    let mut longer = good.clone();
    longer.extend([0; 64]);
    assert_eq!(decode_body(&longer), Err(DecodeError::Invalid("padding")));
    let mut shorter = good.clone();
    shorter.pop();
    assert_eq!(decode_body(&shorter), Err(DecodeError::Invalid("padding")));
    let mut marked = good;
    *marked.last_mut().unwrap() = 1;
    assert_eq!(decode_body(&marked), Err(DecodeError::Invalid("padding")));
}

#[test]
fn as_many_entries_fit_as_a_segment_can_hold() {
    assert_eq!(fitting(&[]), 0);
    let small = vec![entry(0); SEGMENT_MAX_ENTRIES + 1];
    assert_eq!(fitting(&small), SEGMENT_MAX_ENTRIES);
    let large = vec![entry(CHANGE_MAX_BYTES); 5];
    assert_eq!(fitting(&large), 3, "the fourth would fill the segment to the last byte");
    assert!(encode_body(&large[..3]).len() < SEGMENT_MAX_BYTES);
    assert_eq!(fitting(&[entry(CHANGE_MAX_BYTES + 1025)]), 0, "none that could not be read back");
}

proptest! {
    #[test]
    fn padding_costs_little_and_does_not_move(len in 1usize..2_000_000) {
        let padded = padded_len(len);
        prop_assert!(padded >= len);
        prop_assert_eq!(padded_len(padded), padded);
        prop_assert!(padded <= len.div_ceil(64) * 64 || (padded - len) * 100 <= len * 12);
    }

    #[test]
    fn the_stated_length_is_the_encoded_one(len in 0usize..1000) {
        prop_assert_eq!(entry(len).encoded_len(), entry(len).encode().len());
    }

    #[test]
    fn bodies_go_there_and_back(lens in proptest::collection::vec(0usize..400, 0..40)) {
        let entries: Vec<_> = lens.into_iter().map(entry).collect();
        prop_assert_eq!(decode_body(&encode_body(&entries)), Ok(entries));
    }
}
