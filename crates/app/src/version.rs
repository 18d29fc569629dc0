//! What somebody had seen of a record when they typed: named by the changes it stood at, so that an edit is
//! authored on top of exactly that.

use std::collections::HashSet;
use std::fmt;
use std::str::FromStr;

use domain::{ChangeHash, RecordId};
use merge::{Folded, Inspected};
use store::Reading;

use crate::AppError;

/// One state of a record, as a text that screens hand back: the hashes of its newest changes in hexadecimal,
/// ascending, joined by dots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version(Vec<ChangeHash>);

/// Hexadecimal digits of one hash.
const HASH_DIGITS: usize = 64;

impl Version {
    /// The state as it is folded now.
    pub(crate) fn of(folded: &Folded) -> Self {
        Self(folded.heads().collect())
    }

    pub(crate) fn heads(&self) -> &[ChangeHash] {
        &self.0
    }

    /// Whether nothing came since.
    pub(crate) fn is_all_of(&self, folded: &Folded) -> bool {
        folded.heads().eq(self.0.iter().copied())
    }

    /// The record's changes that make up `folded`, each after those it follows: what an edit on an older state
    /// is authored from.
    ///
    /// # Errors
    /// `record.unknown_version` when the record never stood so here.
    pub(crate) fn history(
        &self,
        tx: &Reading<'_>,
        record: RecordId,
        folded: &Folded,
    ) -> Result<Vec<Vec<u8>>, AppError> {
        if !self.0.iter().all(|hash| folded.contains(hash)) {
            return Err(unknown());
        }
        let mut waiting: Vec<(Inspected, Vec<u8>)> = Vec::new();
        for row in tx.history(record)?.into_iter().filter(|row| folded.contains(&row.hash)) {
            waiting.push((merge::inspect(&row.bytes)?, row.bytes));
        }
        // what was authored again after a fence stands in the journal after what followed it
        let mut placed: HashSet<ChangeHash> = HashSet::new();
        let mut out = Vec::with_capacity(waiting.len());
        loop {
            let before = waiting.len();
            let mut later = Vec::new();
            for (change, bytes) in waiting {
                if change.dependencies().iter().all(|hash| placed.contains(hash)) {
                    placed.insert(change.hash());
                    out.push(bytes);
                } else {
                    later.push((change, bytes));
                }
            }
            if later.is_empty() || later.len() == before {
                return Ok(out);
            }
            waiting = later;
        }
    }
}

fn unknown() -> AppError {
    AppError::Input {
        code: "record.unknown_version",
        what: "the record never stood like this on this device: show it again, then change it",
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, hash) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str(".")?;
            }
            for byte in hash.0 {
                write!(f, "{byte:02x}")?;
            }
        }
        Ok(())
    }
}

/// The order does not matter, nor does a hash that comes twice.
impl FromStr for Version {
    type Err = AppError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() > merge::limits::DEPENDENCIES_MAX * (HASH_DIGITS + 1) {
            return Err(unknown());
        }
        let mut heads = text.split('.').map(hash).collect::<Option<Vec<_>>>().ok_or_else(unknown)?;
        heads.sort_unstable();
        heads.dedup();
        Ok(Self(heads))
    }
}

fn hash(digits: &str) -> Option<ChangeHash> {
    if digits.len() != HASH_DIGITS || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let mut out = [0; 32];
    for (at, byte) in out.iter_mut().enumerate() {
        *byte = u8::from_str_radix(digits.get(at * 2..at * 2 + 2)?, 16).ok()?;
    }
    Some(ChangeHash(out))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_survives_its_text_in_any_order() {
        let version = Version(vec![ChangeHash([1; 32]), ChangeHash([0xfe; 32])]);
        let text = version.to_string();
        assert_eq!(text.parse::<Version>().unwrap(), version);
        let (first, second) = text.split_once('.').unwrap();
        assert_eq!(format!("{second}.{first}.{second}").parse::<Version>().unwrap(), version);
    }

    #[test]
    fn what_is_no_version_is_refused_by_its_code() {
        let long = ["0"; 64].concat();
        for text in [
            "",
            ".",
            "12",
            &"0".repeat(63),
            &format!("{long}."),
            &format!("{}é", "0".repeat(62)),
            &"+1".repeat(32),
        ] {
            assert_eq!(text.parse::<Version>().unwrap_err().code(), "record.unknown_version", "{text}");
        }
        let endless = vec![long; merge::limits::DEPENDENCIES_MAX + 2].join(".");
        assert_eq!(endless.parse::<Version>().unwrap_err().code(), "record.unknown_version");
    }
}
