//! Every kind, class and programme, against expectations written down apart from the table.

use std::collections::BTreeSet;

use super::*;
use crate::programme::Compartment;

const SEPARATE: [Class; 3] = [Class::Law, Class::Ems, Class::Care];
/// What names a person: never shared by care.
const NAMING: [RecordKind; 4] =
    [RecordKind::Person, RecordKind::Contact, RecordKind::Note, RecordKind::Attachment];
/// What a programme may declare shared for every class that has a compartment of its own.
const FREE: [RecordKind; 3] = [RecordKind::Incident, RecordKind::FollowUp, RecordKind::ResponsePlan];

/// A programme with a compartment of each of these classes beside the shared one, each with its own class in it.
fn with(classes: &[Class]) -> Programme {
    let mut programme = Programme::single_shared();
    let shared = programme.compartments[0].clone();
    for class in classes {
        let members = BTreeSet::from([*class]);
        programme.compartments.push(Compartment { class: *class, members, ..shared.clone() });
    }
    programme
}

fn every_set_of_compartments() -> Vec<Vec<Class>> {
    let set = |bits: usize| {
        let held = SEPARATE.into_iter().enumerate().filter(|(at, _)| bits >> at & 1 == 1);
        held.map(|(_, class)| class).collect()
    };
    (0..8).map(set).collect()
}

/// The expectation, in other words than the table: undeclared.
fn expect(kind: RecordKind, author: Class, compartments: &[Class]) -> Placement {
    use RecordKind::{Agreement, Handoff, Link, Location, Organization, Service};
    if compartments.is_empty() {
        return Placement::In(Class::Shared);
    }
    if kind == Link {
        return Placement::ByEnds;
    }
    if kind == Agreement && author != Class::Law {
        return Placement::Refused(Refusal::LawOnly);
    }
    if [Handoff, Service, Organization, Location].contains(&kind) || author == Class::Shared {
        return Placement::In(Class::Shared);
    }
    if compartments.contains(&author) {
        Placement::In(author)
    } else {
        Placement::Refused(Refusal::NoCompartment)
    }
}

#[test]
fn every_kind_of_every_class_in_every_programme_has_its_place() {
    let mut checked = 0;
    for classes in every_set_of_compartments() {
        let programme = with(&classes);
        for kind in RecordKind::ALL {
            for author in Class::ALL {
                let expect = expect(kind, *author, &classes);
                assert_eq!(place(kind, *author, &programme), expect, "{} {author} {classes:?}", kind.name());
                checked += 1;
            }
        }
    }
    assert_eq!(checked, 8 * 18 * 4);
}

#[test]
fn a_programme_with_one_compartment_keeps_everything_there() {
    let programme = Programme::single_shared();
    for kind in RecordKind::ALL {
        for author in Class::ALL {
            assert_eq!(place(kind, *author, &programme), Placement::In(Class::Shared), "{}", kind.name());
        }
    }
}

#[test]
fn a_declared_kind_is_shared_for_the_classes_named_and_nothing_else_moves() {
    for declared in RecordKind::ALL {
        for by in Class::ALL {
            let mut programme = with(&SEPARATE);
            programme.shared_kinds.insert(declared, BTreeSet::from([*by]));
            for kind in RecordKind::ALL {
                for author in Class::ALL {
                    let free = FREE.contains(&kind) || (NAMING.contains(&kind) && *author != Class::Care);
                    let moves = kind == declared && author == by && free;
                    let before = expect(kind, *author, &SEPARATE);
                    let expect = if moves { Placement::In(Class::Shared) } else { before };
                    assert_eq!(
                        place(kind, *author, &programme),
                        expect,
                        "{} by {author}, declared {} by {by}",
                        kind.name(),
                        declared.name()
                    );
                }
            }
        }
    }
}

#[test]
fn what_care_records_of_a_person_is_never_where_law_enforcement_reads() {
    let mut programme = with(&SEPARATE);
    let all: BTreeSet<Class> = Class::ALL.iter().copied().collect();
    programme.shared_kinds = RecordKind::ALL.into_iter().map(|kind| (kind, all.clone())).collect();
    for compartment in &mut programme.compartments {
        compartment.members.clone_from(&all); // a programme that says so is not heard
    }
    for kind in NAMING.into_iter().chain([RecordKind::Consent, RecordKind::Packet, RecordKind::Outcome]) {
        assert_eq!(place(kind, Class::Care, &programme), Placement::In(Class::Care), "{}", kind.name());
        assert!(!programme.lets_in(Class::Law, Class::Care));
    }
}

#[test]
fn a_class_that_is_not_let_in_authors_nothing_there() {
    let mut programme = with(&SEPARATE);
    programme.compartments[0].members.remove(&Class::Ems);
    let refused = Placement::Refused(Refusal::NotAMember);
    assert_eq!(place(RecordKind::Handoff, Class::Ems, &programme), refused);
    assert_eq!(place(RecordKind::Handoff, Class::Law, &programme), Placement::In(Class::Shared));
    assert_eq!(place(RecordKind::Contact, Class::Ems, &programme), Placement::In(Class::Ems));
    programme.compartments.clear();
    let refused = Placement::Refused(Refusal::NoCompartment);
    assert_eq!(place(RecordKind::Contact, Class::Ems, &programme), refused);
}

/// [I]
#[test]
fn a_law_enforcement_device_never_holds_care() {
    for device in Class::ALL {
        for compartment in Class::ALL {
            let expect = *compartment == Class::Shared || device == compartment;
            assert_eq!(may_read(*device, *compartment), expect, "{device} {compartment}");
        }
    }
    assert!(!may_read(Class::Law, Class::Care) && !may_read(Class::Shared, Class::Care));
}

#[test]
fn a_link_lives_in_the_more_restricted_end() {
    let order = [Class::Shared, Class::Law, Class::Ems, Class::Care];
    for (i, a) in order.into_iter().enumerate() {
        for (j, b) in order.into_iter().enumerate() {
            assert_eq!(link_home(a, b), order[i.max(j)], "{a} {b}");
        }
    }
}

#[test]
fn codes_are_stable() {
    let codes = [Refusal::NoCompartment, Refusal::NotAMember, Refusal::LawOnly].map(Refusal::code);
    assert_eq!(codes, ["placement.no_compartment", "placement.not_a_member", "placement.law_only"]);
}
