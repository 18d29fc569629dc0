//! Footbridge: merge.
