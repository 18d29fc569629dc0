//! Footbridge: testkit.
