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

mod alerts;
mod board;
pub mod clock;
mod consents;
mod contacts;
mod courier;
mod derived;
mod device;
mod directory;
mod disclosures;
mod doses;
mod drafts;
mod enrolment;
mod error;
mod exchange;
mod exposure;
mod fence;
mod follow_ups;
mod forks;
mod handoffs;
mod import;
mod ingest;
mod later_work;
mod lease;
mod ledger;
mod letters;
mod line;
mod mailbox_port;
mod mark;
pub mod net;
mod people;
mod platform;
mod profile;
mod programme;
mod progress;
mod project;
pub mod random;
mod readers;
mod records;
mod rejected;
mod report;
mod reserve;
mod screen;
mod seal;
mod status;
mod stop;
mod surrender;
mod ticket;
mod version;

/// This program's version, as it stands in files, on screens and at the relay.
pub const APP_VERSION: &str = env!("CARGO_PKG_VERSION");

pub use domain;
pub use interop::{ImportGroup, ImportRecord, csv};
pub use protocol::{Hash, MemberId};
pub use store::{CompartmentRow, ContactRow, ContactsOf, LocationRow, PersonRow, Standing, replace_file};
pub use vault::Random;

pub use alerts::{Alert, AlertKind};
pub use board::Board;
pub use consents::{AgencyTold, ConsentSeen, ConsentTexts, TypedConsent, Wording};
pub use contacts::{SavedContact, TypedContact, TypedDose, Whom};
pub use courier::{Courier, Delivery, Listener, Notice, Wake};
pub use device::{Agency, Device, LockedDevice, MemberNamesView, Passphrase, UserInfo, require_home};
pub use directory::{FoundService, FoundServices, ImportedDirectory};
pub use disclosures::{CopiedPacket, Disclosing, NotTold, OfferPreview, ToldBack, accounting_csv};
pub use drafts::Draft;
pub use enrolment::{
    CompartmentInfo, DeviceContact, DeviceInfo, Founding, Invitation, NamedMember, SignUp, VoiceGuest,
    VoiceOpened, VoiceSeen, WhomToName,
};
pub use error::AppError;
pub use exchange::{SyncReport, carry};
pub use exposure::{ExposedCompartment, Exposure};
pub use handoffs::{HandoffSeen, TypedOffer, TypedStep};
pub use import::{DamagedRows, Imported};
pub use ingest::{Slice, Taken};
pub use later_work::{LaterChange, LaterWorkHeld, LaterWorkSettled};
pub use lease::{LeaseAnswer, LeaseSeen};
pub use mark::{Mark, Marks};
pub use people::{NoteSeen, PersonHistory};
pub use platform::{Chance, Platform};
pub use profile::Profile;
pub use programme::{InForce, check_programme};
pub use progress::{Flow, Progress, Progressed};
pub use records::{Shown, TypedFields};
pub use screen::Place;
pub use status::{KeptAside, Rebuilt};
pub use stop::Stop;
pub use surrender::{OpenedWork, RecoveredWork, Surrendered};
pub use ticket::Ticket;
pub use version::Version;
