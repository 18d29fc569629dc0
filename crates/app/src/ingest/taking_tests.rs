//! How much a slice holds.

use super::*;

#[test]
fn a_slice_for_a_device_in_use_ends_in_the_middle_of_a_segment() {
    let left: Vec<usize> = [0, 255, 256, 300].map(|seen| Slice::SHORT.left(seen)).to_vec();
    assert_eq!(left, [256, 1, 0, 0]);
    assert_eq!(Slice::of(0), Slice::of(1), "less would never end");
}

#[test]
fn a_slice_for_a_command_line_takes_segments_whole_and_still_ends() {
    let left: Vec<usize> = [0, 4095, 4096, 9000].map(|seen| Slice::BULK.left(seen)).to_vec();
    assert_eq!(left, [usize::MAX, usize::MAX, 0, 0]);
}

#[test]
fn the_more_entries_a_slice_holds_the_more_handoffs_are_settled_in_it_and_always_one() {
    assert_eq!([Slice::SHORT, Slice::BULK, Slice::of(1)].map(Slice::handoffs), [32, 512, 1]);
}
