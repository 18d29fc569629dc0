//! Footbridge: interop.
