//! Footbridge: sync.
