//! What Footbridge is about: people, contacts, handoffs, clocks, and the rules of the field.
//!
//! Owns the words (see `docs/reference/fields.md`), the typed reading of flat records, validation, and the
//! pure functions that derive state from facts. It deliberately does not know a clock, randomness, disk,
//! network, encryption or automerge: time and ids come in as arguments, records as [`Record`].
//!
//! Entry points: [`Record`] (the visible state of one record) and [`Edit`] (what a person changes in it);
//! [`fields::lookup`] (the table of what may stand where and how it merges), [`conflict::of`],
//! [`validate::edits`], the typed readings ([`contact::Contact::read`] and its like), [`handoff::Handoff`] and
//! [`disclosure::decide`].
//!
//! ```
//! use footbridge_domain::{Edit, Scalar};
//! let edit = Edit::set("name.preferred", Scalar::text("Sam"));
//! assert_eq!(edit.key, "name.preferred");
//! ```

pub mod alert;
pub mod clock;
pub mod codes;
pub mod conflict;
pub mod consent;
pub mod contact;
pub mod disclosure;
pub mod fact;
pub mod fields;
#[cfg(test)]
mod fixture;
pub mod follow_up;
pub mod handoff;
mod ids;
pub mod incident;
pub mod lease;
pub mod locate;
mod moment;
pub mod naloxone;
pub mod note;
pub mod part2;
pub mod person;
pub mod placement;
pub mod programme;
mod reading;
mod record;
pub mod role;
mod scalar;
pub mod search;
pub mod service;
mod stamp;
pub mod typed;
pub mod validate;

pub use ids::{ActorId, BadId, ChangeHash, CompartmentId, MemberId, RecordId, RecordKind};
pub use moment::{BadMoment, Moment};
pub use reading::Answer;
pub use record::{Edit, Held, Record};
pub use scalar::Scalar;
pub use stamp::{ClockQuality, Stamp};
pub use validate::{Issue, Severity};
