//! Keys of 32 bytes, one type for each use: wiped when dropped, unreadable in `Debug`.

use std::fmt;

use protocol::CompartmentHandle;
use zeroize::Zeroizing;

use crate::{Random, random};

macro_rules! secret_key {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name(Zeroizing<[u8; 32]>);

        impl $name {
            /// A fresh key.
            pub fn generate(random: &mut dyn Random) -> Self {
                Self(Zeroizing::new(random::array(random)))
            }

            /// The key with these bytes, as [`Self::expose`] gave them.
            pub fn from_bytes(bytes: &[u8; 32]) -> Self {
                Self(Zeroizing::new(*bytes))
            }

            /// The key's bytes, to be stored inside something sealed. Never log them.
            pub fn expose(&self) -> &[u8; 32] {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(secret)"))
            }
        }

        /// Takes the same time wherever the difference is.
        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                let (one, two) = (self.expose(), other.expose());
                aws_lc_rs::constant_time::verify_slices_are_equal(one, two).is_ok()
            }
        }

        impl Eq for $name {}
    };
}

secret_key!(
    /// Seals the changes of one record. Destroying every copy of it is what expungement is.
    RecordKey
);
secret_key!(
    /// Opens the main database (the raw key of SQLCipher).
    DatabaseKey
);
secret_key!(
    /// Seals who may sign in on a device, in its key file.
    LabelKey
);
secret_key!(
    /// Seals the names in certificates: every device of the collaborative has it, the relay does not.
    DirectoryKey
);
secret_key!(
    /// Ids of imported records are derived with it: the same in all epochs of a compartment.
    IdKey
);
secret_key!(
    /// The 32 bytes inside an [`EpochKey`].
    EpochKeyBytes
);

/// The key of one compartment for one epoch: opens its segments and keyboxes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EpochKey {
    /// The compartment.
    pub compartment: CompartmentHandle,
    /// The epoch, dense from 1.
    pub number: u32,
    key: EpochKeyBytes,
}

impl EpochKey {
    /// A fresh key for this epoch.
    pub fn generate(compartment: CompartmentHandle, number: u32, random: &mut dyn Random) -> Self {
        Self { compartment, number, key: EpochKeyBytes::generate(random) }
    }

    /// The key with these bytes, as [`Self::expose`] gave them.
    pub fn from_bytes(compartment: CompartmentHandle, number: u32, bytes: &[u8; 32]) -> Self {
        Self { compartment, number, key: EpochKeyBytes::from_bytes(bytes) }
    }

    /// The key's bytes, to be stored inside something sealed. Never log them.
    pub fn expose(&self) -> &[u8; 32] {
        self.key.expose()
    }

    /// Compartment and number: the context of everything derived from the key.
    pub(crate) fn context(&self) -> Vec<u8> {
        [self.compartment.0.as_slice(), &self.number.to_be_bytes()].concat()
    }
}
