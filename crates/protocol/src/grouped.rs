//! Bytes as a text that is read aloud, typed and printed: with a checksum, in Crockford's base 32, in groups of five.
//! Read back in either case; `O` counts as `0`, `I` and `L` as `1`, hyphens and blanks do not count.
//!
//! ```text
//! bytes · checksum 4, the start of SHA-256 over the bytes
//! ```

use data_encoding::BASE32HEX_NOPAD;
use zeroize::Zeroizing;

use crate::sha256;

const CHECKSUM_LEN: usize = 4;
const GROUP_LEN: usize = 5;
/// Far above any valid code: a pasted file is not worked through.
const TEXT_MAX_LEN: usize = 2048;

/// The digits of base 32 in order, in RFC 4648's "hex" alphabet and in Crockford's, from the eleventh on.
const HEX_LETTERS: &[u8; 22] = b"ABCDEFGHIJKLMNOPQRSTUV";
const CROCKFORD_LETTERS: &[u8; 22] = b"ABCDEFGHJKMNPQRSTVWXYZ";

/// The text. It is as secret as the bytes are.
pub fn to_text(bytes: &[u8]) -> Zeroizing<String> {
    let mut bytes = Zeroizing::new(bytes.to_vec());
    let checksum = sha256(&bytes).0;
    bytes.extend(checksum.into_iter().take(CHECKSUM_LEN));
    let digits = Zeroizing::new(BASE32HEX_NOPAD.encode(&bytes));
    let mut text = Zeroizing::new(String::with_capacity(digits.len() + digits.len() / GROUP_LEN));
    for (at, digit) in digits.bytes().enumerate() {
        if at > 0 && at % GROUP_LEN == 0 {
            text.push('-');
        }
        text.push(char::from(swap(digit, HEX_LETTERS, CROCKFORD_LETTERS)));
    }
    text
}

/// The bytes; none when the text was mistyped.
pub fn from_text(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    if text.len() > TEXT_MAX_LEN {
        return None;
    }
    let digits = text.chars().filter(|c| !c.is_whitespace() && *c != '-').map(digit).collect::<Option<_>>();
    let digits: Zeroizing<Vec<u8>> = Zeroizing::new(digits?);
    let bytes = Zeroizing::new(BASE32HEX_NOPAD.decode(&digits).ok()?);
    let (body, checksum) = bytes.split_at_checked(bytes.len().checked_sub(CHECKSUM_LEN)?)?;
    sha256(body).0.starts_with(checksum).then(|| Zeroizing::new(body.to_vec()))
}

/// The digit a person meant, in RFC 4648's "hex" alphabet.
fn digit(typed: char) -> Option<u8> {
    let byte = match u8::try_from(typed).ok()?.to_ascii_uppercase() {
        b'O' => b'0',
        b'I' | b'L' => b'1',
        other => other,
    };
    let known = byte.is_ascii_digit() || CROCKFORD_LETTERS.contains(&byte);
    known.then(|| swap(byte, CROCKFORD_LETTERS, HEX_LETTERS))
}

fn swap(byte: u8, from: &[u8; 22], to: &[u8; 22]) -> u8 {
    let found = from.iter().zip(to).find(|(letter, _)| **letter == byte);
    found.map_or(byte, |(_, letter)| *letter)
}

/// Crockford's digits in order.
const CROCKFORD: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Digits of a short code: 50 bits, two groups.
const SHORT_DIGITS: u32 = 10;
/// Bits of one digit.
const DIGIT_BITS: u32 = 5;
/// Bits of a short code.
pub const SHORT_BITS: u32 = SHORT_DIGITS * DIGIT_BITS;

/// Ten digits in two groups, to be spoken: the lower [`SHORT_BITS`] of `bits`. Whoever makes such a code puts its own
/// check into them.
pub fn to_short(bits: u64) -> String {
    let digit = |at: u32| {
        let value = (bits >> (DIGIT_BITS * (SHORT_DIGITS - 1 - at))) & 31;
        CROCKFORD.get(usize::try_from(value).unwrap_or_default()).copied().map(char::from)
    };
    let (first, second) = (0..SHORT_DIGITS / 2, SHORT_DIGITS / 2..SHORT_DIGITS);
    first.filter_map(digit).chain(std::iter::once('-')).chain(second.filter_map(digit)).collect()
}

/// The bits of a short code as somebody typed it; none when it is not ten digits.
pub fn from_short(text: &str) -> Option<u64> {
    if text.len() > TEXT_MAX_LEN {
        return None;
    }
    let typed = text.chars().filter(|c| !c.is_whitespace() && *c != '-');
    let mut count = 0;
    let mut bits = 0_u64;
    for typed in typed {
        let digit = swap(digit(typed)?, HEX_LETTERS, CROCKFORD_LETTERS);
        let value = CROCKFORD.iter().position(|known| *known == digit)?;
        bits = (bits << DIGIT_BITS) | u64::try_from(value).ok()?;
        count += 1;
        if count > SHORT_DIGITS {
            return None;
        }
    }
    (count == SHORT_DIGITS).then_some(bits)
}
