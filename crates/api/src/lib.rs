//! The one command table that every host of Footbridge shares.
//!
//! Owns requests, answers ("views"), error codes at the edge, and the types generated for the interface. It
//! deliberately knows no transport: a window and a loopback page hold a [`Desk`], which keeps a device in use at a
//! screen; the command line holds a [`Session`] for one command.
//!
//! Entry points: [`Desk`], [`Session`].
//!
//! ```
//! let names: Vec<&str> = footbridge_api::TABLE.iter().map(|row| row.0).collect();
//! assert!(names.contains(&"ContactNew"));
//! ```

mod desk;
mod error;
#[cfg(feature = "fuzz")]
pub use desk::fuzz;
mod handlers;
mod home;
mod qr;
pub mod requests;
mod session;
mod table;
mod typescript;
pub mod views;

pub use app::{Flow, Passphrase, Platform, Progress, Progressed, Ticket, VoiceGuest, VoiceSeen};
pub use desk::may_enrol;
pub use desk::{CALL_MAX_BYTES, Desk, DeskOptions, Events, Pace};
pub use error::{ApiError, DeskError, QrError};
pub use handlers::programme::check_file as check_programme;
pub use home::default_home;
pub use session::{Found, Session, carry, local_time, require_home};
pub use table::{Command, DESK_TABLE, DeskCommand, Reply, TABLE, dispatch};
pub use typescript::{fields as fields_typescript, typescript};
