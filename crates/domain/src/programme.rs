//! The programme definition: what the agencies of one collaborative agreed on, as far as it is data and not code.
//!
//! Owns what a programme says and the questions that the rules of the field ask of it. It deliberately does not know
//! how a programme is written down: reading the file, and naming it by the hash of its bytes, is `interop`'s
//! (`docs/reference/programme.md`). A [`Programme`] made by hand may say anything; what no programme may change
//! ([`placement::may_read`], [`Pathway::open_to`]) holds here whatever it says.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::RecordKind;
use crate::codes::Pathway;
use crate::consent::ConsentRules;
use crate::placement;
use crate::role::{Author, Class, Role};

/// How many days without contact a device shows other people's records, when the programme does not say.
pub const LEASE_DAYS: u16 = 14;
/// The fewest and the most days a programme may set.
pub const LEASE_DAYS_RANGE: std::ops::RangeInclusive<u16> = 1..=90;

/// Names one version of a programme for ever: the SHA-256 of the exact bytes of its file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProgrammeHash(pub [u8; 32]);

impl fmt::Display for ProgrammeHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for ProgrammeHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ProgrammeHash({self})")
    }
}

/// One wording in each language of the screens.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Wording {
    /// English.
    pub en: String,
    /// Spanish.
    pub es: String,
}

/// What somebody who joins a compartment later may read of before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum History {
    /// Everything that is there.
    Readable,
    /// Only what is authored from then on.
    FromJoining,
}

/// A compartment: who may read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compartment {
    /// What scripts call it: lower-case letters, digits and hyphens.
    pub id: String,
    /// What it is called on screens.
    pub name: Wording,
    /// Whose records it holds. A programme has at most one compartment of a class, so that it is always clear where
    /// a record goes.
    pub class: Class,
    /// The agency that owns it and names its administrators; `None`: the agency that founded the collaborative.
    pub owner: Option<String>,
    /// The classes whose devices are let in, as the programme says. [`Programme::lets_in`] is the answer.
    pub members: BTreeSet<Class>,
    /// What newcomers may read.
    pub history: History,
}

/// What the agencies of one collaborative agreed on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Programme {
    /// What scripts call it: lower-case letters, digits and hyphens. The same in all its versions.
    pub id: String,
    /// Rises with every change.
    pub version: u32,
    /// What it is called on screens.
    pub name: Wording,
    /// Days without contact after which a device hides other people's records until a supervisor's code. Recording
    /// always goes on.
    pub lease_days: u16,
    /// The compartments, each of another class.
    pub compartments: Vec<Compartment>,
    /// The roles that exist, each with the pathways it may author.
    pub roles: BTreeMap<Role, BTreeSet<Pathway>>,
    /// The kinds declared shared, each with the classes whose records of that kind are.
    pub shared_kinds: BTreeMap<RecordKind, BTreeSet<Class>>,
    /// How consents are taken.
    pub consent: ConsentRules,
}

impl Programme {
    /// The programme of a collaborative that chose none: one compartment that everybody is in, every role and every
    /// pathway. The same as the shipped file `single-shared.toml`.
    pub fn single_shared() -> Self {
        let wording = |en: &str, es: &str| Wording { en: en.to_owned(), es: es.to_owned() };
        let opens = |role: Role, pathway: &Pathway| {
            let classes = Class::ALL.iter().filter(|class| role.own_class().is_none_or(|own| own == **class));
            classes.copied().any(|class| pathway.open_to(class))
        };
        let pathways = |role: Role| Pathway::ALL.iter().copied().filter(|one| opens(role, one)).collect();
        Self {
            id: "single-shared".to_owned(),
            version: 1,
            name: wording("Everything in one compartment", "Todo en un solo compartimento"),
            lease_days: LEASE_DAYS,
            compartments: vec![Compartment {
                id: "shared".to_owned(),
                name: wording("Shared", "Compartido"),
                class: Class::Shared,
                owner: None,
                members: Class::ALL.iter().copied().collect(),
                history: History::Readable,
            }],
            roles: Role::ALL.iter().map(|role| (*role, pathways(*role))).collect(),
            shared_kinds: BTreeMap::new(),
            consent: ConsentRules::default(),
        }
    }

    /// The compartment of this class.
    pub fn compartment(&self, class: Class) -> Option<&Compartment> {
        self.compartments.iter().find(|compartment| compartment.class == class)
    }

    /// Whether there is no compartment but `shared`: the agencies agreed to keep everything in one.
    pub fn keeps_all_in_one(&self) -> bool {
        self.compartments.iter().all(|compartment| compartment.class == Class::Shared)
    }

    /// Whether a device of class `device` is let into the compartment of this class: when the programme says so
    /// and [`placement::may_read`] does.
    pub fn lets_in(&self, device: Class, compartment: Class) -> bool {
        placement::may_read(device, compartment)
            && self.compartment(compartment).is_some_and(|found| found.members.contains(&device))
    }

    /// The compartments that a device of this class is let into.
    pub fn open_to(&self, device: Class) -> impl Iterator<Item = &Compartment> {
        self.compartments.iter().filter(move |compartment| self.lets_in(device, compartment.class))
    }

    /// Whether the programme declares that records of `kind` by this class are shared, and may.
    pub fn declares_shared(&self, kind: RecordKind, author: Class) -> bool {
        self.shared_kinds.get(&kind).is_some_and(|classes| classes.contains(&author))
            && placement::may_be_declared_shared(kind, author)
    }

    /// Whether this author may start this pathway: the role exists, the programme gives it the pathway, and the
    /// pathway is open to the author's class (Officer Intervention: law enforcement only).
    pub fn may_author(&self, author: Author, pathway: Pathway) -> bool {
        pathway.open_to(author.class)
            && self.roles.get(&author.role).is_some_and(|pathways| pathways.contains(&pathway))
    }
}

impl Default for Programme {
    fn default() -> Self {
        Self::single_shared()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_programme_is_what_was_always_so() {
        let programme = Programme::default();
        assert!(programme.keeps_all_in_one());
        assert_eq!(programme.lease_days, LEASE_DAYS);
        assert!(LEASE_DAYS_RANGE.contains(&LEASE_DAYS));
        for class in Class::ALL {
            let held: Vec<Class> = programme.open_to(*class).map(|one| one.class).collect();
            assert_eq!(held, [Class::Shared], "{class}");
            for role in Role::ALL {
                let author = Author::in_agency(*role, *class);
                for pathway in Pathway::ALL {
                    assert_eq!(
                        programme.may_author(author, *pathway),
                        pathway.open_to(author.class),
                        "{role} {class} {pathway}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_role_that_is_not_there_authors_nothing() {
        let mut programme = Programme::default();
        programme.roles.remove(&Role::Patrol);
        for pathway in Pathway::ALL {
            assert!(!programme.may_author(Author::of(Role::Patrol), *pathway));
        }
        programme.roles.insert(Role::Ems, Pathway::ALL.iter().copied().collect());
        assert!(!programme.may_author(Author::of(Role::Ems), Pathway::OfficerIntervention));
        assert!(programme.may_author(Author::of(Role::Ems), Pathway::NaloxonePlus));
    }

    #[test]
    fn no_programme_lets_law_enforcement_into_care() {
        let mut programme = Programme::default();
        let all: BTreeSet<Class> = Class::ALL.iter().copied().collect();
        for class in [Class::Law, Class::Ems, Class::Care] {
            let shared = programme.compartments[0].clone();
            programme.compartments.push(Compartment { class, members: all.clone(), ..shared });
        }
        assert!(!programme.lets_in(Class::Law, Class::Care));
        for class in Class::ALL {
            let held: Vec<Class> = programme.open_to(*class).map(|one| one.class).collect();
            assert!(held.iter().all(|one| one == class || *one == Class::Shared), "{class}: {held:?}");
        }
    }

    #[test]
    fn a_hash_reads_as_hexadecimal() {
        let mut bytes = [0; 32];
        bytes[0] = 0xab;
        assert!(ProgrammeHash(bytes).to_string().starts_with("ab00"));
        assert_eq!(ProgrammeHash(bytes).to_string().len(), 64);
    }
}
