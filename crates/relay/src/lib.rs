//! The relay: takes sealed segments from devices, puts them in one order, gives them to devices.
//!
//! Owns the order of segments in each compartment, the order of certificates, what "acknowledged" means
//! (durable on its disk) and the HTTP around it. It deliberately knows no record, no name and no key that opens
//! anything: it links neither the vault nor the field's types, so it cannot read what it carries.
//!
//! Entry points: [`Relay::handle`], the whole behaviour without a socket, and [`server::serve`], HTTP around it.
//!
//! ```
//! use footbridge_relay::store::{Identity, MemoryStore};
//! use footbridge_relay::{Claim, Relay, RelayRequest, limits::Limits};
//! use protocol::GenerationId;
//!
//! let fresh = Identity { generation: GenerationId([1; 16]), key_seed: [2; 32] };
//! let relay = Relay::open(MemoryStore::new(), Limits::default(), Claim::Open, fresh)?;
//! let request = RelayRequest { method: "GET", target: "/v1/relay", auth: None, body: b"" };
//! assert_eq!(relay.handle(0, &request).status, 200);
//! # Ok::<(), footbridge_relay::store::StoreError>(())
//! ```

pub mod config;
pub mod limits;
mod relay;
pub mod server;
pub mod store;

pub use relay::{Audience, Claim, Hint, Relay, RelayRequest, RelayResponse};
