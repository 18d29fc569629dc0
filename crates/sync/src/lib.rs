//! Moves sealed segments and certificates between a device's mailbox and its relay.
//!
//! Owns when to call the relay, what to ask it, whether its answer can be true, when to try again, and what to
//! do when it lost or rewrote what it had acknowledged. It deliberately opens nothing: what a segment holds and
//! whether its author may write is for ingest. It has no clock, no randomness and no network either: `now`, the
//! dice and the answers are handed in, calls come out as [`Effect`]s. The cost of one event does not depend on
//! how long the logs are.
//!
//! Entry points: [`Engine::handle`], the [`Mailbox`] it works on, and [`http`] that turns calls into requests.
//!
//! ```
//! use footbridge_sync::{Config, Engine};
//! let engine = Engine::new(Config::default());
//! assert_eq!(engine.wake_at_ms(), None); // nothing to do before `Event::Start`
//! ```

mod call;
mod carry;
mod certificates;
mod config;
mod engine;
mod event;
mod hold;
pub mod http;
mod mailbox;
mod page;
mod pull;
mod push;
mod recovery;

pub use call::{Answer, CallError, CallId, RelayCall};
pub use config::{Config, Random};
pub use engine::Engine;
pub use event::{Effect, Event, Subject, SyncNotice};
pub use mailbox::{
    Acknowledgement, Carriage, Carried, KnownRelay, Mailbox, MailboxError, Outgoing, OutgoingStream,
    Received, ReceivedCompartment, ReceivedLog, Recovered, Rewind, StopReason, StreamStop,
};
