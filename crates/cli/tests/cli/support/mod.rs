//! Devices, relays and what may come between them.

mod device;
mod forge;
mod proxy;
mod relay;
mod town;

pub use device::{Device, PASSPHRASE};
pub use forge::Forger;
pub use proxy::{Manner, Proxy};
pub use relay::Relay;
pub use town::{Town, copies_of_extract, extract, fixture};
