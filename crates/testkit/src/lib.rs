//! Stand-ins for tests: a device's mailbox in memory, a relay in memory, and a network that loses, repeats,
//! reorders, delays and damages by seed, with a clock of its own.
//!
//! Owns no product code and is only ever a dev-dependency. There are two of it. In a [`World`] only the sync
//! engine is real: its devices exchange sealed segments whose content nobody opens, so it deliberately knows no
//! record. In a [`Field`](field::Field) the whole device and the relay are the product's own.
//!
//! Entry points: [`World`], its [`Device`]s, and [`RelayPort`] by which any relay joins it;
//! [`Field`](field::Field) and its [`Persona`](field::Persona)s.
//!
//! ```
//! use footbridge_testkit::{COMPARTMENT, ModelRelay, World};
//! let mut world = World::new(7, ModelRelay::new(1));
//! let (officer, medic) = (world.add_device(), world.add_device());
//! world.author(officer, COMPARTMENT, 3).unwrap();
//! world.run_until_quiescent().unwrap();
//! assert_eq!(world.device(medic).unwrap().payloads(), world.device(officer).unwrap().payloads());
//! ```

mod device;
pub mod field;
mod mailbox;
mod model;
mod net;
mod port;
mod rng;
mod world;

pub use device::{COMPARTMENT, Device, Signer};
pub use mailbox::{Deposit, MemoryMailbox};
pub use model::ModelRelay;
pub use net::Faults;
pub use port::{Liar, PortAnswer, PortRequest, RelayPort};
pub use rng::SeededRandom;
pub use world::{DeviceNumber, Enrol, Stuck, World};
