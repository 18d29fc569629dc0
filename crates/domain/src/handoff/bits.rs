//! A small set of event indices.

#[derive(Clone, Debug, Default)]
pub(super) struct Bits(Vec<u64>);

impl Bits {
    pub(super) const EMPTY: Self = Self(Vec::new());

    pub(super) fn contains(&self, index: usize) -> bool {
        self.0.get(index / 64).is_some_and(|word| word >> (index % 64) & 1 == 1)
    }

    pub(super) fn insert(&mut self, index: usize) {
        if self.0.len() <= index / 64 {
            self.0.resize(index / 64 + 1, 0);
        }
        if let Some(word) = self.0.get_mut(index / 64) {
            *word |= 1 << (index % 64);
        }
    }

    pub(super) fn remove(&mut self, index: usize) {
        if let Some(word) = self.0.get_mut(index / 64) {
            *word &= !(1 << (index % 64));
        }
    }

    /// Adds all of `other`; true when that added anything.
    pub(super) fn add(&mut self, other: &Self) -> bool {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        let mut grew = false;
        for (word, more) in self.0.iter_mut().zip(&other.0) {
            grew |= *more & !*word != 0;
            *word |= more;
        }
        grew
    }

    pub(super) fn len(&self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.0.iter().enumerate().flat_map(|(at, word)| {
            // one step per member: clear the lowest bit each time
            let mut left = *word;
            std::iter::from_fn(move || {
                let lowest = usize::try_from(left.trailing_zeros()).ok().filter(|_| left != 0)?;
                left &= left - 1;
                Some(at * 64 + lowest)
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn it_is_a_set_of_numbers_also_beyond_one_word() {
        let numbers = [0, 1, 62, 63, 64, 65, 127, 128, 200];
        for removed in numbers {
            let mut bits = Bits::default();
            let mut set = BTreeSet::new();
            for number in numbers {
                bits.insert(number);
                set.insert(number);
                assert_eq!(bits.iter().collect::<BTreeSet<_>>(), set);
            }
            bits.remove(removed);
            set.remove(&removed);
            assert_eq!(bits.iter().collect::<BTreeSet<_>>(), set);
            assert_eq!(bits.len() as usize, set.len());
            assert!((0..300).all(|number| bits.contains(number) == set.contains(&number)));
        }
    }

    #[test]
    fn adding_says_whether_anything_came() {
        for (one, other) in [(3, 130), (130, 3), (64, 65)] {
            let of = |numbers: &[usize]| {
                let mut bits = Bits::default();
                numbers.iter().for_each(|number| bits.insert(*number));
                bits
            };
            let mut all = of(&[one]);
            assert!(all.add(&of(&[one, other])));
            assert!(!all.add(&of(&[other])) && !all.add(&of(&[one, other])));
            assert_eq!(all.iter().collect::<BTreeSet<_>>(), BTreeSet::from([one, other]));
        }
    }
}
