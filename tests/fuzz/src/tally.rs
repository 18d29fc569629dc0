//! What became of many inputs, and its form on one line between processes.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

/// Counts for one target.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Inputs tried.
    pub inputs: u64,
    /// Understood.
    pub decoded: u64,
    /// Refused, by code.
    pub refused: BTreeMap<String, u64>,
    /// Panics that the product caught itself, by place.
    pub guarded: BTreeMap<String, u64>,
    /// The most memory one input took, in bytes.
    pub peak_bytes: u64,
}

impl Tally {
    /// Both together.
    pub fn add(&mut self, other: &Self) {
        self.inputs += other.inputs;
        self.decoded += other.decoded;
        self.peak_bytes = self.peak_bytes.max(other.peak_bytes);
        for (code, count) in &other.refused {
            *self.refused.entry(code.clone()).or_default() += count;
        }
        for (place, count) in &other.guarded {
            *self.guarded.entry(place.clone()).or_default() += count;
        }
    }

    /// One line without a line break; [`Tally::parse`] reads it.
    pub fn line(&self) -> String {
        let mut out = format!("{}\t{}\t{}", self.inputs, self.decoded, self.peak_bytes);
        for (sign, counts) in [('-', &self.refused), ('!', &self.guarded)] {
            for (name, count) in counts {
                let name = name.replace(['\t', '\n'], " ");
                write!(out, "\t{sign}{count}\t{name}").unwrap();
            }
        }
        out
    }

    /// Reads a line.
    pub fn parse(line: &str) -> Option<Self> {
        let mut cells = line.split('\t');
        let mut number = || cells.next()?.parse::<u64>().ok();
        let mut tally =
            Self { inputs: number()?, decoded: number()?, peak_bytes: number()?, ..Self::default() };
        while let Some(count) = cells.next() {
            let name = cells.next()?.to_owned();
            let counts = if count.starts_with('-') { &mut tally.refused } else { &mut tally.guarded };
            counts.insert(name, count.get(1..)?.parse().ok()?);
        }
        Some(tally)
    }
}

/// For a person: counts, the commonest refusals, every guarded panic.
impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let guarded: u64 = self.guarded.values().sum();
        let refused: u64 = self.refused.values().sum();
        write!(f, "{:>9} {:>9} {:>9} {guarded:>8}", self.inputs, self.decoded, refused)?;
        write!(f, " {:>7} KiB ", self.peak_bytes.div_ceil(1024))?;
        let mut common: Vec<_> = self.refused.iter().collect();
        common.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
        for (code, count) in common.iter().take(4) {
            write!(f, " {code} {count}")?;
        }
        if common.len() > 4 {
            write!(f, " and {} more", common.len() - 4)?;
        }
        for (place, count) in &self.guarded {
            write!(f, "\n    guarded {count}: {place}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_comes_back() {
        let mut tally = Tally { inputs: 3, decoded: 1, peak_bytes: 9, ..Tally::default() };
        tally.refused.insert("change.stamp".into(), 2);
        tally.guarded.insert("src/a.rs:1: x".into(), 1);
        assert_eq!(Tally::parse(&tally.line()), Some(tally.clone()));
        assert_eq!(Tally::parse(&Tally::default().line()), Some(Tally::default()));
    }
}
