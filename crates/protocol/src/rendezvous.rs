//! Where two devices meet that are to compare a number aloud: eight digits at a relay, under which they leave each other
//! at most five small messages within ten minutes. Who knows the digits can read them and take a place; that gives
//! nothing away, see `docs/reference/formats.md`.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// How many digits a code has.
const DIGITS: usize = 8;
/// One more than the highest code.
pub const CODES: u32 = 100_000_000;
/// Messages under one code: commitment, share, reveal, confirmation, invitation.
pub const MESSAGES: u8 = 5;
/// One message.
pub const MESSAGE_MAX_BYTES: usize = 1024;
/// How long a code stands.
pub const LIFE_MS: i64 = 600_000;

/// Which of the two writes a message; who opened the rendezvous begins.
pub const fn is_of_opener(message: u8) -> bool {
    message.is_multiple_of(2)
}

/// The text is no code of a rendezvous.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("a code to meet has eight digits")]
pub struct NotACode;

/// The eight digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RendezvousCode(u32);

impl RendezvousCode {
    /// The code of a random number; every code is as likely as any other, but for less than 2⁻⁴⁰.
    pub fn from_random(random: [u8; 8]) -> Self {
        let below = u64::from_be_bytes(random) % u64::from(CODES);
        Self(u32::try_from(below).unwrap_or(0))
    }

    /// As a number.
    pub fn number(self) -> u32 {
        self.0
    }

    /// The digits alone, as they stand in a request.
    pub fn digits(self) -> String {
        format!("{:0DIGITS$}", self.0)
    }

    /// Where one of the messages lies.
    pub fn path(self, message: u8) -> String {
        format!("/v1/rendezvous/{}/{message}", self.digits())
    }

    /// What a path under `/v1/rendezvous/` names. One way to write each: nothing but the digits.
    pub fn from_path(rest: &str) -> Option<(Self, u8)> {
        let (digits, message) = rest.split_once('/')?;
        let plain = |text: &str, len| text.len() == len && text.bytes().all(|byte| byte.is_ascii_digit());
        if !plain(digits, DIGITS) || !plain(message, 1) {
            return None;
        }
        let message: u8 = message.parse().ok()?;
        (message < MESSAGES).then_some((Self(digits.parse().ok()?), message))
    }
}

/// As it is read aloud: `1234 5678`.
impl fmt::Display for RendezvousCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04} {:04}", self.0 / 10_000, self.0 % 10_000)
    }
}

/// As it is typed: blanks and hyphens make no difference.
impl FromStr for RendezvousCode {
    type Err = NotACode;

    fn from_str(text: &str) -> Result<Self, NotACode> {
        const TYPED_MAX: usize = 64;
        let typed = text.chars().take(TYPED_MAX + 1);
        let digits: String = typed.filter(|one| !one.is_whitespace() && *one != '-').collect();
        let plain = digits.len() == DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit());
        if !plain || text.chars().count() > TYPED_MAX {
            return Err(NotACode);
        }
        digits.parse().map(Self).map_err(|_| NotACode)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_it_is_said_and_written_in_one_way() {
        let code: RendezvousCode = " 0012-3456 ".parse().unwrap();
        assert_eq!((code.number(), code.to_string().as_str()), (123_456, "0012 3456"));
        assert_eq!(code.path(4), "/v1/rendezvous/00123456/4");
        assert_eq!(RendezvousCode::from_path("00123456/4"), Some((code, 4)));
        for text in ["", "1234567", "123456789", "1234567a", "+1234567", "١٢٣٤٥٦٧٨", &"1".repeat(100)]
        {
            assert_eq!(text.parse::<RendezvousCode>(), Err(NotACode), "{text}");
        }
        for rest in [
            "00123456",
            "00123456/5",
            "0012 3456/1",
            "123456/1",
            "00123456/01",
            "00123456/",
            "00123456/1/",
            "+0123456/1",
        ] {
            assert_eq!(RendezvousCode::from_path(rest), None, "{rest}");
        }
        assert_eq!(RendezvousCode::from_random([0xff; 8]).digits().len(), DIGITS);
    }
}
