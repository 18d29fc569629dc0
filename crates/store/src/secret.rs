//! Keys on their way to and from the encrypted database.

use std::fmt;

use zeroize::ZeroizeOnDrop;

/// 32 secret bytes: a record's, an epoch's or another key. Wiped when dropped, never shown.
#[derive(Clone, PartialEq, Eq, ZeroizeOnDrop)]
pub struct Secret32(pub [u8; 32]);

impl fmt::Debug for Secret32 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret32(..)")
    }
}
