//! Footbridge: store.
