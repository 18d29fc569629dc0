//! Formats in and out: what other systems write, turned into Footbridge's records and back.
//!
//! Owns the reading of foreign files and the maps that say what their columns mean. It deliberately does not
//! know a database, a compartment, a key or a clock: it reads from any [`std::io::Read`], is handed the
//! function that derives record ids, and yields [`Edit`](domain::Edit)s. Nothing it yields has been stored;
//! committing, progress on screen and cancelling are `app`'s.
//!
//! Entry point: [`csv::plan`] with a [`csv::Map`]. Each format gets one module here;
//! [`hsds`] reads service directories, [`programme`] the file in which a collaborative says what it agreed on.
//!
//! ```
//! use std::ops::ControlFlow;
//! use domain::RecordId;
//! use footbridge_interop::csv;
//!
//! let map = csv::Map::parse(r#"
//!     [map]
//!     name = "example"
//!     title = "An example county"
//!     source = "example"
//!     zone = "America/New_York"
//!     [keys]
//!     incident = ["Case"]
//!     person = ["Patient"]
//!     [[column]]
//!     name = "County"
//!     to = "incident.place.county"
//! "#)?;
//! let derive = |_source: &str, parts: &[&str]| {
//!     // app passes a keyed hash; anything that gives equal parts equal ids will do for an example
//!     let mut bytes = [0u8; 16];
//!     parts.concat().bytes().zip(bytes.iter_mut()).for_each(|(from, to)| *to = from);
//!     RecordId::from_bytes(bytes)
//! };
//! let file = "Case,Patient,County\n1,1,Erie\n1,2,Erie\n";
//! let plan = csv::plan(file.as_bytes(), &map, &derive, &mut |_| ControlFlow::Continue(()))?;
//! assert_eq!((plan.report.incidents, plan.report.people), (1, 2));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod csv;
pub mod hsds;
mod import;
pub mod programme;

pub use import::{ImportGroup, ImportRecord};
