//! The device's files: the home folder, the encrypted database and the mailbox.
//!
//! Owns where and how things lie on disk, that a commit is durable before it is reported, and that a file which
//! is damaged, foreign, too new or in use is told apart from every other. It deliberately does not know how a
//! change is authored, checked, sealed or opened, nor what a field means: records are opaque bytes here, and
//! the rows that screens read ("projections") are filled by the caller. It reads no clock and no randomness.
//!
//! - [`Home`] is the folder: one process at a time, and a token that tells a restored backup.
//! - [`Database`] (SQLCipher) holds everything readable; its journal is the truth and the rest can be rebuilt.
//! - [`Mailbox`] holds ciphertext only, so that sending and receiving go on while the device is locked.
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use footbridge_store::{Database, Home, StoreError};
//! let dir = tempfile::tempdir()?;
//! let home = Home::open(dir.path(), "example")?;
//! let database = Database::create(&home.database_file(), &[7; 32])?;
//! database.write(|tx| -> Result<(), StoreError> { tx.set_meta("agency", b"Ridge County EMS") })?;
//! assert_eq!(database.read(|tx| tx.meta("agency"))?, Some(b"Ridge County EMS".to_vec()));
//! # Ok(())
//! # }
//! ```

mod column;
mod database;
mod error;
mod home;
mod mailbox;
mod row;
mod secret;
mod sqlite;

pub use database::{
    AdministrationRow, Appended, AuthoredChange, AuthoredPlace, CompartmentRow, ConflictRow, ConsentRow,
    ContactFilter, ContactRow, ContactsOf, Counts, Database, DirectoryCounts, DispositionRow, DoseRow,
    DraftRow, EpochKeyRow, FollowUpRow, HandoffRow, IncidentRow, JournalRow, KeyboxRow, LocationRow,
    NewJournalEntry, NewParked, NewQuarantined, NoteRow, OrganizationRow, Origin, PacketRow, Page,
    ParkReason, ParkedRow, PersonRow, Projection, QuarantineRow, Reading, RecordRow, SearchHit, SearchText,
    ServiceRow, Standing, StreamHeadRow, StreamRow, Writing,
};
pub use database::{CopiedConsentRow, DisclosedCopyRow, DisclosureConsentRow, DisclosureRow};
pub use error::{MayBeFull, StoreError};
pub use home::{Home, Rollback, replace_file};
pub use mailbox::{
    IncomingSegment, LetterRow, Mailbox, OutgoingSegment, OutgoingStream, ReceivedCertificates,
    ReceivedSegments, RelayIdentity, StopReason, StreamHead, StreamStop,
};
pub use row::Row;
pub use secret::Secret32;

/// What a call of this crate gives back.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;
