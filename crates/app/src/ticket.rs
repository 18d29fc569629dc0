//! A secret that is handed over as text: who shows it again may come in.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use data_encoding::BASE64URL_NOPAD;
use vault::Random;
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::random::OsRandom;

/// 256 bits nobody can guess. `Debug` does not show them.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct Ticket([u8; 32]);

impl Ticket {
    /// A new one, of the operating system's randomness.
    pub fn fresh() -> Self {
        Self::draw(&mut OsRandom::default())
    }

    fn draw(random: &mut impl Random) -> Self {
        let mut bytes = [0; 32];
        random.fill(&mut bytes);
        Self(bytes)
    }

    /// As it is handed over: 43 letters, digits, `-` and `_`, as they may stand in an address.
    pub fn text(&self) -> String {
        BASE64URL_NOPAD.encode(&self.0)
    }

    /// Whether `text` is this ticket's. Takes as long for a near miss as for a far one.
    pub fn is(&self, text: &str) -> bool {
        verify_slices_are_equal(self.text().as_bytes(), text.as_bytes()).is_ok()
    }
}

impl std::fmt::Debug for Ticket {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Ticket(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_is_known_by_its_whole_text_alone() {
        let ticket = Ticket::fresh();
        let text = ticket.text();
        assert_eq!(text.len(), 43);
        assert!(ticket.is(&text));
        let cut = text.get(1..).unwrap_or_default();
        for wrong in ["", cut, &format!("{text}A"), &text.to_lowercase(), &Ticket::fresh().text()] {
            assert!(!ticket.is(wrong), "{wrong}");
        }
    }

    #[test]
    fn no_two_are_alike_and_debug_shows_none() {
        let (one, other) = (Ticket::fresh(), Ticket::fresh());
        assert_ne!(one.text(), other.text());
        assert_eq!(format!("{one:?}"), "Ticket(..)");
    }
}
