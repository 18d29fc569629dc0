//! What each command answers: plain values for a screen or a script. Times are RFC 9557 texts or milliseconds
//! since 1970 (`_ms`).

mod board;
mod compartments;
mod consents;
mod contacts;
mod desk;
mod device;
mod directory;
mod disclosures;
mod exchange;
mod follow_ups;
mod handoffs;
mod later_work;
mod lease;
mod members;
mod people;
mod programme;
mod records;
mod voice;

pub use board::*;
pub use compartments::*;
pub use consents::*;
pub use contacts::*;
pub use desk::*;
pub use device::*;
pub use directory::*;
pub use disclosures::*;
pub use exchange::*;
pub use follow_ups::*;
pub use handoffs::*;
pub use later_work::*;
pub use lease::*;
pub use members::*;
pub use people::*;
pub use programme::*;
pub use records::*;
pub use voice::*;
