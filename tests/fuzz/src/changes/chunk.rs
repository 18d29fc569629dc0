//! The frame of a change: magic, sum, kind, length, content.

use automerge::ChangeHash;
use sha2::{Digest, Sha256};

use crate::mutate::varint;

const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];

/// The content of a well-formed change; what is there of another.
pub fn content(bytes: &[u8]) -> &[u8] {
    let rest = bytes.get(9..).unwrap_or_default();
    let length = rest.iter().position(|byte| byte & 0x80 == 0).map_or(0, |at| at + 1);
    rest.get(length..).unwrap_or_default()
}

/// A change around any content, its length and sum right.
pub fn of_content(content: &[u8]) -> Vec<u8> {
    let mut rest = vec![1];
    rest.extend(varint(content.len() as u64));
    rest.extend_from_slice(content);
    let sum = Sha256::digest(&rest);
    [&MAGIC, &sum[..4], &rest].concat()
}

/// The hash that names a change.
pub fn hash(bytes: &[u8]) -> Option<ChangeHash> {
    let sum: [u8; 32] = Sha256::digest(bytes.get(8..)?).into();
    Some(ChangeHash(sum))
}
