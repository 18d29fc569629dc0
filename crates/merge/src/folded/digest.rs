//! Whether two devices hold the same: SHA-256 over which changes were folded and what they left standing.

use sha2::{Digest, Sha256};

use super::Folded;
use super::codec::write_value;
use crate::bytes::{write_prefixed, write_unsigned};

/// Named in every digest, so that another form can never be mistaken for this one.
const FORM: &[u8] = b"footbridge record state 1\0";

impl Folded {
    /// SHA-256 over the hashes of all changes and the visible state. It does not depend on the order in which
    /// changes came, nor on how this version stores them.
    ///
    /// Form: `footbridge record state 1` and a zero byte · count, the hashes ascending · for each key with a value: key · for each value by id
    /// ascending: 1 · counter · actor · value · then 0. Numbers are LEB128.
    pub fn state_digest(&self) -> [u8; 32] {
        let mut hashes: Vec<[u8; 32]> = self.hashes().map(|hash| hash.0).collect();
        hashes.sort_unstable();
        let mut out = Vec::with_capacity(64 + 32 * hashes.len() + 64 * self.fields.len());
        out.extend_from_slice(FORM);
        write_unsigned(&mut out, hashes.len() as u64);
        out.extend(hashes.iter().flatten());
        for (key, field) in self.fields.iter().filter(|(_, field)| !field.standing.is_empty()) {
            write_prefixed(&mut out, key.as_bytes());
            for put in &field.standing {
                out.push(1);
                write_unsigned(&mut out, put.id.counter.into());
                out.extend_from_slice(&put.id.actor.0);
                write_value(&mut out, &put.value);
            }
            out.push(0);
        }
        Sha256::digest(&out).into()
    }
}
