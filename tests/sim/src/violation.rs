//! What must never happen, and did.

use thiserror::Error;

/// Which promise was broken. A shrunk plan breaks the same one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Promise {
    /// Saved is saved: it is in the journal of that device after whatever happened to its process or its power.
    SavedIsSaved,
    /// Everything saved anywhere reaches everybody.
    NothingLost,
    /// Devices that hold the same show the same.
    Converges,
    /// Every table follows from the journal.
    Rebuilds,
    /// What is shown is what automerge shows.
    IsAutomerge,
    /// Somebody answers for the person of every handoff.
    SomebodyAnswers,
    /// Everything is there once.
    Once,
    /// Nothing is left unsent, parked or in quarantine.
    NothingAside,
    /// Nothing is readable where no key is.
    Sealed,
    /// The relay's positions are dense and its chain holds.
    RelayConsistent,
    /// No endless loop, no queue without end.
    Bounded,
    /// What is being typed is there.
    Drafts,
    /// No fault of the program, and no error but those that a person can meet.
    NoFault,
    /// The simulator itself could not do its work.
    Harness,
}

/// A broken promise.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{promise:?}: {what}")]
pub struct Violation {
    /// Which.
    pub promise: Promise,
    /// What was seen.
    pub what: String,
}

impl Violation {
    /// A promise and what was seen instead.
    pub fn of(promise: Promise, what: impl Into<String>) -> Self {
        Self { promise, what: what.into() }
    }
}

/// Errors of the product where the simulator only looks: nobody should meet them.
macro_rules! faults {
    ($($error:ty => $promise:ident,)*) => {$(
        impl From<$error> for Violation {
            fn from(error: $error) -> Self {
                Self::of(Promise::$promise, error.to_string())
            }
        }
    )*};
}

faults! {
    app::AppError => NoFault,
    store::StoreError => NoFault,
    vault::VaultError => NoFault,
    footbridge_relay::store::StoreError => NoFault,
    testkit::field::FieldError => NoFault,
    std::io::Error => Harness,
}

/// Goes on, or a promise is broken.
pub type Run<T = ()> = Result<T, Violation>;
