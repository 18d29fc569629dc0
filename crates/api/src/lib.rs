//! Footbridge: api.
