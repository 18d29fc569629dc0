//! Randomness and values that are the same in every run.

use protocol::{CompartmentHandle, Entry, Hash, KeyboxHandle, StreamId, Writer, sha256};

use crate::{Random, SegmentPlace};

/// SHA-256 in counter mode over a seed.
pub(crate) struct Seeded {
    seed: u64,
    counter: u64,
}

impl Seeded {
    pub(crate) fn new(seed: u64) -> Self {
        Self { seed, counter: 0 }
    }
}

impl Random for Seeded {
    fn fill(&mut self, out: &mut [u8]) {
        for chunk in out.chunks_mut(32) {
            let mut w = Writer::new();
            w.u64(self.seed).u64(self.counter);
            self.counter += 1;
            chunk.copy_from_slice(&sha256(&w.finish()).0[..chunk.len()]);
        }
    }
}

pub(crate) const SHARED: CompartmentHandle = CompartmentHandle([0x5a; 16]);

pub(crate) fn entry(number: u8) -> Entry {
    Entry {
        kind: 3,
        record: [number; 16],
        schema: 1,
        keybox: KeyboxHandle([number; 16]),
        sealed: vec![number; 40],
    }
}

pub(crate) fn first_place() -> SegmentPlace {
    SegmentPlace { compartment: SHARED, stream: StreamId([2; 16]), first_seq: 0, previous: Hash::ZERO }
}
