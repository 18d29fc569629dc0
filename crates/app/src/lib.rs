//! Footbridge: app.
