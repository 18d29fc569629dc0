//! The use cases of a device: where rules, records, keys, files and the network meet.
//!
//! Owns what a person can do, in which order things become durable, and ingest: from sealed segments to records.
//! It deliberately knows no screen and no command line: `api` puts views around it. Here time, chance, threads
//! and the network enter, as [`Platform`].
//!
//! Entry point: [`Device`], opened from a home folder.
//!
//! ```no_run
//! use footbridge_app::{Device, Passphrase, Platform};
//! let passphrase = Passphrase::new("correct horse battery staple".to_owned());
//! let device = Device::open(std::path::Path::new("footbridge-home"), &passphrase, Platform::system())?;
//! println!("{} people", device.counts()?.people);
//! # Ok::<(), footbridge_app::AppError>(())
//! ```

pub mod clock;
mod contacts;
mod derived;
mod device;
mod drafts;
mod enrolment;
mod error;
mod exchange;
mod fence;
mod follow_ups;
mod handoffs;
mod import;
mod ingest;
mod ledger;
mod mailbox_port;
pub mod net;
mod platform;
mod profile;
mod progress;
mod project;
pub mod random;
mod records;
mod seal;
mod status;

pub use domain;
pub use interop::{ImportGroup, ImportRecord, csv};
pub use protocol::{Hash, MemberId};
pub use store::{CompartmentRow, PersonRow};

pub use contacts::{SavedContact, TypedContact, TypedDose, Whom};
pub use device::{Device, MemberNamesView, Passphrase, require_home};
pub use drafts::Draft;
pub use enrolment::{Founding, Invitation};
pub use error::AppError;
pub use exchange::{Notice, SyncReport, carry};
pub use handoffs::{HandoffSeen, TypedOffer, TypedStep};
pub use import::{DamagedRows, Imported};
pub use platform::Platform;
pub use profile::Profile;
pub use progress::{Flow, Progress, Progressed};
pub use records::TypedFields;
pub use status::{KeptAside, Rebuilt};
