//! Makes an input shorter and plainer as long as it does the same harm.

use crate::pack::{pack, unpack};

/// Tries at most: an input of some kilobytes gets as small as it will with fewer.
const TRIES_MAX: usize = 3000;

/// The shortest form found of `bytes` for which `harms` still holds. Parts of a packed input go first.
pub fn minimise(bytes: &[u8], harms: &mut dyn FnMut(&[u8]) -> bool) -> Vec<u8> {
    let mut tries = 0;
    let mut holds = |candidate: &[u8]| {
        tries += 1;
        tries <= TRIES_MAX && harms(candidate)
    };
    let mut best = without_parts(bytes.to_vec(), &mut holds);
    let mut size = best.len().next_power_of_two() / 2;
    while size > 0 {
        let mut at = 0;
        while at < best.len() {
            let mut shorter = best.clone();
            shorter.drain(at..(at + size).min(best.len()));
            if holds(&shorter) { best = shorter } else { at += size }
        }
        size /= 2;
    }
    best
}

fn without_parts(mut best: Vec<u8>, holds: &mut dyn FnMut(&[u8]) -> bool) -> Vec<u8> {
    let mut at = 0;
    loop {
        let mut parts = unpack(&best);
        if at >= parts.len() {
            return best;
        }
        parts.remove(at);
        let shorter = pack(&parts);
        if holds(&shorter) { best = shorter } else { at += 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_no_harm_goes() {
        let input = pack(&[b"aaaaaaaa".as_slice(), b"bbbXbbb", b"cccccc"]);
        let small = minimise(&input, &mut |bytes| bytes.contains(&b'X'));
        assert_eq!(small, b"X");
    }
}
