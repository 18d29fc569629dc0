//! Footbridge: vault.
