//! Where randomness comes from: an argument everywhere.

/// A cryptographically secure source of random bytes.
pub trait Random {
    /// Overwrites all of `out`. A source that can fail must stop the program rather than return.
    fn fill(&mut self, out: &mut [u8]);
}

/// `N` random bytes.
pub(crate) fn array<const N: usize>(random: &mut dyn Random) -> [u8; N] {
    let mut out = [0; N];
    random.fill(&mut out);
    out
}
