//! The one command table that every host of Footbridge shares.
//!
//! Owns requests, answers ("views"), error codes at the edge, and the types generated for the interface. It
//! deliberately knows no transport: a window, a loopback page and the command line all call
//! [`Session::run`].
//!
//! Entry point: [`Session`].
//!
//! ```
//! let names: Vec<&str> = footbridge_api::TABLE.iter().map(|row| row.0).collect();
//! assert!(names.contains(&"ContactNew"));
//! ```

mod error;
mod handlers;
pub mod requests;
mod session;
mod table;
mod typescript;
pub mod views;

pub use app::{Flow, Passphrase, Progress, Progressed};
pub use error::ApiError;
pub use session::{Found, Session, carry, require_home};
pub use table::{Command, Reply, TABLE};
pub use typescript::typescript;
