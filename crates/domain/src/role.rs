//! Who acts: roles, the class of a role, and what a class may do.

use std::str::FromStr;

use thiserror::Error;

/// A text that is none of the words a field knows.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("not one of the known words")]
pub struct UnknownWord;

/// An enum whose every variant is one lower-snake word, in text, on the command line and in JSON.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        impl $name {
            /// Every word, in the order in which they are offered.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// The words themselves.
            pub const WORDS: &'static [&'static str] = &[$($word),+];

            /// The word for it.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.word())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::role::UnknownWord;

            fn from_str(text: &str) -> Result<Self, $crate::role::UnknownWord> {
                match text { $($word => Ok(Self::$variant),)+ _ => Err($crate::role::UnknownWord) }
            }
        }
    };
}
pub(crate) use words;

words! {
    /// Whose records a device may hold: only members of one class sign in on a device.
    Class {
        /// Law enforcement.
        Law = "law",
        /// Emergency medical services and fire.
        Ems = "ems",
        /// Treatment, outreach and services: what 42 CFR Part 2 protects is authored here.
        Care = "care",
        /// The collaborative's own staff, and agencies that agreed to keep everything in one compartment.
        Shared = "shared",
    }
}

/// What an agency is. The same four words as [`Class`], since an agency's records go to its class.
pub type AgencyKind = Class;

words! {
    /// What a member does in an agency.
    Role {
        /// A patrol officer or deputy.
        Patrol = "patrol",
        /// An EMS or fire crew.
        Ems = "ems",
        /// An outreach worker or peer.
        Outreach = "outreach",
        /// Intake at a provider.
        Provider = "provider",
        /// A clinician.
        Clinician = "clinician",
        /// Answers for others' work; may reassign a handoff from a party that fell silent.
        Supervisor = "supervisor",
        /// Keeps the records: enrols, revokes, exports, expunges.
        Custodian = "custodian",
        /// Runs the collaborative's day: duplicates, conflicts, overdue handoffs.
        Coordinator = "coordinator",
    }
}

impl Role {
    /// The class a role has wherever it is held; `None` for a role that every kind of agency has.
    pub fn own_class(self) -> Option<Class> {
        match self {
            Self::Patrol => Some(Class::Law),
            Self::Ems => Some(Class::Ems),
            Self::Outreach | Self::Provider | Self::Clinician => Some(Class::Care),
            Self::Supervisor | Self::Custodian | Self::Coordinator => None,
        }
    }

    /// The class when nothing is said of the agency.
    pub fn class(self) -> Class {
        self.own_class().unwrap_or(Class::Shared)
    }

    /// The class of this role in an agency of `kind`: a sheriff's supervisor is law enforcement.
    pub fn class_in(self, kind: AgencyKind) -> Class {
        self.own_class().unwrap_or(kind)
    }

    /// May take a handoff from a party that fell silent or was revoked.
    pub fn may_reassign(self) -> bool {
        matches!(self, Self::Supervisor | Self::Coordinator)
    }
}

/// Who writes, as far as the rules of the field ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Author {
    /// The role signed in.
    pub role: Role,
    /// The class of that role in that agency.
    pub class: Class,
}

impl Author {
    /// In the class that the role has of itself.
    pub fn of(role: Role) -> Self {
        Self { role, class: role.class() }
    }

    /// In an agency of `kind`.
    pub fn in_agency(role: Role, kind: AgencyKind) -> Self {
        Self { role, class: role.class_in(kind) }
    }
}

/// Reads a text as one of an enum's words; absent and unknown are both `None`.
pub(crate) fn word<T: FromStr>(text: Option<&str>) -> Option<T> {
    text?.parse().ok()
}
