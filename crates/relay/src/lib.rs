//! Footbridge: relay.
