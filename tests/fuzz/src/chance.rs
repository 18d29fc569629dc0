//! Chance that one number reproduces: SplitMix64, because an input a microsecond must not cost a cipher's set-up.

/// The same seed gives the same chance on every machine.
#[derive(Clone, Debug)]
pub struct Chance(u64);

impl Chance {
    /// Starts at a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The chance that makes input `number` of the target called `name`.
    pub fn of_input(name: &str, seed: u64, number: u64) -> Self {
        let name = name.bytes().fold(0xcbf2_9ce4_8422_2325, |sum: u64, byte| {
            (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        let mut mixed = Self(name ^ Self(seed).draw().rotate_left(17));
        let start = mixed.draw() ^ number.wrapping_mul(0xd6e8_feb8_6659_fd93);
        Self(Self(start).draw())
    }

    /// The next number.
    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`; 0 when `bound` is 0.
    pub fn below(&mut self, bound: usize) -> usize {
        (self.draw() % (bound.max(1) as u64)) as usize
    }

    /// One time in `times`.
    pub fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// One of these.
    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    /// One byte.
    pub fn byte(&mut self) -> u8 {
        self.draw() as u8
    }

    /// So many bytes.
    pub fn bytes(&mut self, len: usize) -> Vec<u8> {
        (0..len).map(|_| self.byte()).collect()
    }

    /// A number at or near the end of some width, or any.
    pub fn edge(&mut self) -> u64 {
        const EDGES: [u64; 18] = [
            0,
            1,
            2,
            15,
            127,
            128,
            255,
            256,
            4096,
            65_535,
            65_536,
            i32::MAX as u64,
            i32::MAX as u64 + 1,
            u32::MAX as u64,
            u32::MAX as u64 + 1,
            i64::MAX as u64,
            i64::MAX as u64 + 1,
            u64::MAX,
        ];
        match self.below(4) {
            0 => self.draw() >> self.below(64),
            1 => self.pick(&EDGES).wrapping_sub(1),
            _ => *self.pick(&EDGES),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inputs_differ_by_target_seed_and_number_and_come_again() {
        let first = |name, seed, number| Chance::of_input(name, seed, number).draw();
        assert_eq!(first("change", 1, 2), first("change", 1, 2));
        let others = [first("change", 1, 3), first("change", 2, 2), first("body", 1, 2)];
        assert!(!others.contains(&first("change", 1, 2)));
    }
}
