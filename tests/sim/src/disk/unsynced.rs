//! What was written to one file since its last sync, and what of it reaches the platter.
//!
//! Each step remembers what it wrote over, so that the file as it was synced can be found again; what it wrote is
//! in the file itself.

use super::cut::Weather;

/// What a step wrote over.
enum Undo {
    Write { offset: usize, len: usize, old: Vec<u8> },
    Truncate { size: usize, tail: Vec<u8> },
}

struct Step {
    number: u64,
    size_before: usize,
    undo: Undo,
}

/// The steps of one file since its last sync, oldest first.
#[derive(Default)]
pub(super) struct Unsynced(Vec<Step>);

impl Unsynced {
    /// `len` bytes were written at `offset`, over `old` (shorter where the file grew).
    pub(super) fn wrote(&mut self, number: u64, size_before: usize, offset: usize, len: usize, old: Vec<u8>) {
        self.0.push(Step { number, size_before, undo: Undo::Write { offset, len, old } });
    }

    /// The file was cut to `size`, which took `tail` away.
    pub(super) fn truncated(&mut self, number: u64, size_before: usize, size: usize, tail: Vec<u8>) {
        self.0.push(Step { number, size_before, undo: Undo::Truncate { size, tail } });
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// From the file as it is now: what is in it when the power is back.
    pub(super) fn surviving(self, now: Vec<u8>, weather: &mut Weather<'_>) -> Vec<u8> {
        let (synced, steps) = self.rewind(now);
        let mut platter = Platter { size: synced.len(), kept: synced.clone(), cache: synced };
        for step in steps {
            platter.apply(step, weather);
        }
        platter.at_rest(weather)
    }

    /// The file as it was synced, and the steps since then with what they wrote.
    fn rewind(self, mut image: Vec<u8>) -> (Vec<u8>, Vec<Redo>) {
        let mut redo = Vec::with_capacity(self.0.len());
        for step in self.0.into_iter().rev() {
            let change = match step.undo {
                Undo::Write { offset, len, old } => {
                    let written = image.get(offset..offset + len).unwrap_or_default().to_vec();
                    put(&mut image, offset, &old);
                    Change::Write { offset, written }
                }
                Undo::Truncate { size, tail } => {
                    put(&mut image, size, &tail);
                    Change::Truncate { size }
                }
            };
            image.resize(step.size_before, 0);
            redo.push(Redo { number: step.number, change });
        }
        redo.reverse();
        (image, redo)
    }
}

enum Change {
    Write { offset: usize, written: Vec<u8> },
    Truncate { size: usize },
}

struct Redo {
    number: u64,
    change: Change,
}

/// A file while the steps since its sync are gone through again.
struct Platter {
    /// What the operating system's cache held.
    cache: Vec<u8>,
    /// What arrived.
    kept: Vec<u8>,
    /// The size that arrived.
    size: usize,
}

impl Platter {
    fn apply(&mut self, step: Redo, weather: &mut Weather<'_>) {
        match step.change {
            Change::Write { offset, written } => self.write(step.number, offset, &written, weather),
            Change::Truncate { size } => {
                self.cache.truncate(size);
                if weather.arrives(step.number) {
                    self.kept.truncate(size);
                    self.size = size;
                }
            }
        }
    }

    fn write(&mut self, number: u64, offset: usize, written: &[u8], weather: &mut Weather<'_>) {
        put(&mut self.cache, offset, written);
        let end = offset + written.len();
        if let Some(torn) = weather.tears(number, written.len()) {
            put(&mut self.kept, offset, written.get(..torn).unwrap_or_default());
            self.size = self.size.max(offset + torn);
            return;
        }
        // each sector is written back as the cache holds it now, or not now
        for sector in offset / weather.sector..end.div_ceil(weather.sector) {
            if weather.arrives(number) {
                let start = sector * weather.sector;
                let till = (start + weather.sector).min(self.cache.len());
                weather.pad(&mut self.kept, start);
                put(&mut self.kept, start, self.cache.get(start..till).unwrap_or_default());
            }
        }
        if weather.arrives(number) {
            self.size = self.size.max(self.cache.len());
        }
    }

    fn at_rest(mut self, weather: &mut Weather<'_>) -> Vec<u8> {
        weather.pad(&mut self.kept, self.size);
        self.kept.truncate(self.size);
        self.kept
    }
}

/// Writes into an image, which grows as a file does.
fn put(image: &mut Vec<u8>, offset: usize, bytes: &[u8]) {
    let end = offset + bytes.len();
    if !bytes.is_empty() && image.len() < end {
        image.resize(end, 0);
    }
    if let Some(to) = image.get_mut(offset..end) {
        to.copy_from_slice(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::Loss;
    use testkit::SeededRandom;

    /// A file of 2000 `s`, in which 700 bytes were written at 1500, then 100 at 0, then cut to 1800.
    fn after(loss: Loss, seed: u64) -> Vec<u8> {
        let mut file = vec![b's'; 2000];
        let mut unsynced = Unsynced::default();
        unsynced.wrote(1, file.len(), 1500, 700, file[1500..].to_vec());
        put(&mut file, 1500, &[b'a'; 700]);
        unsynced.wrote(2, file.len(), 0, 100, file[..100].to_vec());
        put(&mut file, 0, &[b'b'; 100]);
        unsynced.truncated(3, file.len(), 1800, file[1800..].to_vec());
        file.truncate(1800);
        let mut rng = SeededRandom::new(seed);
        unsynced.surviving(file, &mut Weather::new(loss, &mut rng))
    }

    #[test]
    fn all_is_lost_or_nothing_is() {
        assert_eq!(after(Loss::All, 1), vec![b's'; 2000]);
        let kept = after(Loss::Nothing, 1);
        assert_eq!(kept.len(), 1800);
        assert!(
            kept[..100].iter().all(|byte| *byte == b'b') && kept[1500..].iter().all(|byte| *byte == b'a')
        );
    }

    #[test]
    fn a_cut_between_two_steps_keeps_the_first() {
        let kept = after(Loss::After(2), 1);
        assert!(kept[1500..2000].iter().all(|byte| *byte == b'a'), "before it");
        let torn = kept.iter().take_while(|byte| **byte == b'b').count();
        assert!(torn <= 100 && kept[torn..1500].iter().all(|byte| *byte == b's'), "torn at {torn}");
    }

    #[test]
    fn bytes_that_nobody_wrote_never_change() {
        let mut seen = std::collections::BTreeSet::new();
        for seed in 0..200 {
            let kept = after(Loss::Scattered(500), seed);
            assert!(kept[100..1500].iter().all(|byte| *byte == b's'));
            assert!([1800, 2000, 2200].contains(&kept.len()), "{}", kept.len());
            seen.insert((kept[0], kept[1500], kept[1799], kept.len()));
        }
        assert!(seen.len() > 10, "scattered in few ways: {seen:?}");
    }
}
