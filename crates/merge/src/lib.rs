//! What concurrent edits of one record come to.
//!
//! Owns the automerge format of changes, the rule by which they merge, and the limits within which a change is
//! harmless. It deliberately does not know where changes come from or go to, what a field means (a conflict is
//! for [`domain`] to judge), a clock, randomness or disk. That automerge is behind it is no business of the caller:
//! only changes and [`Folded`] states go in and out, and no document is ever opened but in [`self_check`].
//!
//! Entry points: [`author`] makes a change out of edits, [`inspect`] reads one from untrusted bytes,
//! [`Folded::fold`] merges it.
//!
//! ```
//! use domain::{ActorId, ClockQuality, Edit, MemberId, Moment, Scalar, Stamp};
//! use footbridge_merge::{Fold, Folded, author, inspect};
//!
//! let at = Moment::stated(1_514_764_800_000, -18_000, "America/New_York")?;
//! let stamp = Stamp { member: MemberId([7; 16]), at, clock: ClockQuality::Checked };
//! let edits = [Edit::set("name.preferred", Scalar::text("Sam"))];
//! let authored = author(&Folded::new(), &edits, ActorId([1; 16]), &stamp)?.ok_or("nothing to do")?;
//!
//! let mut elsewhere = Folded::new();
//! assert_eq!(elsewhere.fold(&inspect(&authored.bytes)?)?, Fold::Applied);
//! assert_eq!(elsewhere.visible()["name.preferred"][0].stamp, stamp);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod author;
mod build;
mod bytes;
mod change;
mod check;
mod columns;
mod folded;
mod history;
mod inspect;
pub mod limits;
mod operations;
mod reauthor;
mod reject;
mod stamp;

pub use author::{AuthorError, Authored, author, author_at, author_beside};
pub use change::Inspected;
pub use check::{CheckError, self_check};
pub use folded::{Fold, FoldRefusal, Folded, FoldedError};
pub use history::{HistoryError, fold_all, state_at};
pub use inspect::inspect;
pub use reauthor::{Reauthored, reauthor};
pub use reject::{Reject, Remedy};
