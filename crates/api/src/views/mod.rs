//! What each command answers: plain values for a screen or a script. Times are RFC 9557 texts or milliseconds
//! since 1970 (`_ms`).

mod board;
mod compartments;
mod contacts;
mod desk;
mod device;
mod directory;
mod disclosures;
mod exchange;
mod follow_ups;
mod handoffs;
mod people;
mod programme;
mod records;

pub use board::*;
pub use compartments::*;
pub use contacts::*;
pub use desk::*;
pub use device::*;
pub use directory::*;
pub use disclosures::*;
pub use exchange::*;
pub use follow_ups::*;
pub use handoffs::*;
pub use people::*;
pub use programme::*;
pub use records::*;
