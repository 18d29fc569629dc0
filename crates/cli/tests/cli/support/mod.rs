//! Devices, relays and what may come between them.

mod device;
mod forge;
mod proxy;
mod relay;
mod town;

pub use device::{Device, PASSPHRASE, check_refused};
pub use forge::{Forger, database_key, make_guessing_cheap_for, replace, segments};
pub use proxy::{Manner, Proxy, When};
pub use relay::Relay;
pub use town::{Town, copies_of_extract, extract};
