//! Ids of imported records.

use aws_lc_rs::hmac::{HMAC_SHA256, Key, sign};
use protocol::Writer;

use crate::IdKey;

/// The id of the record that a source names by these keys: the same on every device that imports the row,
/// and meaningless to whoever does not hold the key. HMAC-SHA-256, cut to a UUID of version 8 (RFC 9562).
pub fn derive_record_id(key: &IdKey, source: &str, parts: &[&str]) -> [u8; 16] {
    let mut w = Writer::new();
    w.raw(b"footbridge record id 1\0").text(source);
    for part in parts {
        w.text(part);
    }
    let tag = sign(&Key::new(HMAC_SHA256, key.expose()), &w.finish());
    let mut id = 0u128;
    for byte in tag.as_ref().iter().take(16) {
        id = id << 8 | u128::from(*byte);
    }
    const VERSION_MASK: u128 = 0xf << 76;
    const VARIANT_MASK: u128 = 0b11 << 62;
    (id & !VERSION_MASK & !VARIANT_MASK | 8 << 76 | 0b10 << 62).to_be_bytes()
}
