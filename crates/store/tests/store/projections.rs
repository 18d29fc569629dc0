//! Projections, counts, digests and the rebuild.

use std::collections::BTreeMap;

use domain::{MemberId, RecordId, RecordKind};
use footbridge_store::{
    AdministrationRow, ConflictRow, ConsentRow, ContactFilter, ContactRow, Database, DispositionRow, DoseRow,
    FollowUpRow, HandoffRow, IncidentRow, NoteRow, PacketRow, Page, PersonRow, Projection, Result,
    SearchText, ServiceRow, Standing, Writing,
};
use protocol::Hash;

use crate::support::{SHARED, add_person, database, id, person, record};

const ALL: Page = Page { skip: 0, limit: 100 };

fn contact(number: u128, person: Option<RecordId>, started_ms: Option<i64>) -> ContactRow {
    ContactRow {
        id: id(number),
        compartment: SHARED,
        standing: Standing::Stands,
        person,
        incident: Some(id(1)),
        pathway: Some("naloxone_plus".into()),
        role: Some("ems".into()),
        agency: Some("Ridge County EMS".into()),
        unit: None,
        started: None,
        started_ms,
        place: None,
        offer: Some("declined".into()),
        offer_reason: None,
        naloxone_given: Some("unknown".into()),
        survived: Some("yes".into()),
        conflicts: 0,
    }
}

fn administration(contact: RecordId, fact: &str) -> AdministrationRow {
    AdministrationRow {
        contact,
        id: fact.into(),
        giver: Some("ems".into()),
        agency: None,
        at_ms: Some(7),
        response: None,
    }
}

fn dose(contact: RecordId, fact: &str, mg: Option<f64>) -> DoseRow {
    DoseRow { contact, id: fact.into(), administration: Some("a".into()), mg, route: None, at_ms: None }
}

fn disposition(contact: &ContactRow, code: &str) -> DispositionRow {
    DispositionRow { contact: contact.id, code: code.into(), person: contact.person }
}

fn follow_up(number: u128, due_ms: Option<i64>, met_ms: Option<i64>) -> FollowUpRow {
    FollowUpRow {
        id: id(number),
        compartment: SHARED,
        standing: Standing::Stands,
        person: Some(id(2)),
        contact: None,
        reason: Some("overdose_response".into()),
        agency: None,
        unit: None,
        started_ms: Some(0),
        from_ms: Some(1),
        due_ms,
        met_ms,
    }
}

fn add(tx: &Writing<'_>, number: u128, kind: RecordKind, projection: &Projection) -> Result<()> {
    tx.put_record(&record(id(number), kind, number as u8))?;
    tx.project(id(number), projection, &[])
}

/// A contact with two administrations, three doses and two outcomes.
fn overdose(contact: ContactRow) -> Projection {
    Projection::Contact {
        administrations: vec![administration(contact.id, "a"), administration(contact.id, "b")],
        doses: vec![
            dose(contact.id, "a", Some(4.0)),
            dose(contact.id, "b", None),
            dose(contact.id, "c", Some(0.4)),
        ],
        dispositions: vec![disposition(&contact, "released"), disposition(&contact, "verbally_referred")],
        contact,
    }
}

/// One of everything; contact 3 twice with the same person, 5 without one.
fn fill(tx: &Writing<'_>) -> Result<()> {
    let incident = IncidentRow {
        id: id(1),
        compartment: SHARED,
        standing: Standing::Stands,
        cad_number: Some("26-0042".into()),
        kind: None,
        occurred_ms: Some(5),
        occurred_date: None,
        place: None,
        conflicts: 0,
    };
    add(tx, 1, RecordKind::Incident, &Projection::Incident(incident))?;
    add_person(tx, id(2), "Robin Example")?;
    for (number, who, started) in [(3, Some(id(2)), Some(9)), (4, Some(id(2)), None), (5, None, Some(11))] {
        add(tx, number, RecordKind::Contact, &overdose(contact(number, who, started)))?;
    }
    add(tx, 6, RecordKind::FollowUp, &Projection::FollowUp(follow_up(6, Some(50), None)))?;
    let handoff = HandoffRow {
        id: id(7),
        compartment: SHARED,
        standing: Standing::Stands,
        state: "offered".into(),
        offered_by: Some("Ridge County EMS".into()),
        offered_to: Some("Harbour Outreach".into()),
        accountable: "Ridge County EMS".into(),
        flags: String::new(),
        due_ms: Some(60),
        updated_ms: 10,
    };
    add(tx, 7, RecordKind::Handoff, &Projection::Handoff(handoff))?;
    let note = NoteRow {
        id: id(8),
        compartment: SHARED,
        standing: Standing::Stands,
        contact: Some(id(3)),
        person: Some(id(2)),
        amends: None,
        author: MemberId([1; 16]),
        written_ms: 4,
    };
    add(tx, 8, RecordKind::Note, &Projection::Note(note))?;
    let service = ServiceRow {
        id: id(9),
        compartment: SHARED,
        standing: Standing::Stands,
        name: "Harbour House".into(),
        organization: None,
        city: None,
        phone: None,
        provided_by: None,
    };
    add(tx, 9, RecordKind::Service, &Projection::Service(service))?;
    add(tx, 10, RecordKind::Packet, &Projection::Packet(packet()))?;
    add(tx, 11, RecordKind::Consent, &Projection::Consent(consent()))
}

fn consent() -> ConsentRow {
    ConsentRow { id: id(11), compartment: SHARED, person: Some(id(2)) }
}

fn packet() -> PacketRow {
    PacketRow { id: id(10), compartment: SHARED, handoff: id(7), contact: Some(id(3)), person: Some(id(2)) }
}

#[test]
fn counts_are_of_people_where_people_are_meant() {
    let (_dir, database) = database();
    database.write(fill).unwrap();
    let counts = database.read(|tx| tx.counts()).unwrap();
    assert_eq!((counts.incidents, counts.people, counts.contacts), (1, 1, 3));
    assert_eq!(counts.people_given_naloxone, 2, "one person twice, and one contact without a person");
    assert_eq!((counts.administrations, counts.doses), (6, 9));
    assert_eq!((counts.handoffs, counts.follow_ups, counts.conflicts), (1, 1, 0));
    let outcomes = BTreeMap::from([("released".to_owned(), 2), ("verbally_referred".to_owned(), 2)]);
    assert_eq!(counts.outcomes, outcomes);
}

#[test]
fn naloxone_counts_when_it_is_only_said_to_have_been_given() {
    let (_dir, database) = database();
    let given = |given: &str| {
        let contact = ContactRow { naloxone_given: Some(given.into()), ..contact(3, Some(id(2)), None) };
        Projection::Contact { contact, administrations: vec![], doses: vec![], dispositions: vec![] }
    };
    for (said, people) in [("no", 0), ("unknown", 0), ("yes", 1)] {
        database.write(|tx| add(tx, 3, RecordKind::Contact, &given(said))).unwrap();
        assert_eq!(database.read(|tx| tx.counts()).unwrap().people_given_naloxone, people, "{said}");
    }
}

#[test]
fn what_was_entered_in_error_is_in_no_count_but_still_there() {
    let (_dir, database) = database();
    database.write(fill).unwrap();
    database
        .write(|tx| {
            for number in [3, 4, 5] {
                let error =
                    ContactRow { standing: Standing::EnteredInError, ..contact(number, Some(id(2)), None) };
                tx.project(id(number), &overdose(error), &[])?;
            }
            let error = PersonRow { standing: Standing::EnteredInError, ..person(id(2), "Robin Example") };
            tx.project(id(2), &Projection::Person(error), &[])
        })
        .unwrap();
    let counts = database.read(|tx| tx.counts()).unwrap();
    assert_eq!((counts.people, counts.contacts, counts.people_given_naloxone), (0, 0, 0));
    assert_eq!((counts.administrations, counts.doses, counts.outcomes.len()), (0, 0, 0));
    assert_eq!(database.read(|tx| tx.contacts(ContactFilter::All, ALL)).unwrap().len(), 3);
}

#[test]
fn facts_and_conflicts_that_are_gone_disappear() {
    let (_dir, database) = database();
    let conflict = |field: &str| ConflictRow { record: id(3), field: field.into(), compartment: SHARED };
    database
        .write(|tx| {
            fill(tx)?;
            tx.project(id(3), &overdose(contact(3, None, None)), &[conflict("unit"), conflict("place.city")])
        })
        .unwrap();
    let fields = || -> Vec<_> {
        database.read(|tx| tx.conflicts_of(id(3))).unwrap().into_iter().map(|row| row.field).collect()
    };
    assert_eq!(fields(), ["place.city", "unit"]);
    let bare = Projection::Contact {
        contact: contact(3, None, None),
        administrations: vec![],
        doses: vec![dose(id(3), "c", Some(2.0))],
        dispositions: vec![],
    };
    database.write(|tx| tx.project(id(3), &bare, &[conflict("unit")])).unwrap();
    assert_eq!(fields(), ["unit"]);
    database
        .read(|tx| -> Result<()> {
            assert!(tx.administrations(id(3))?.is_empty() && tx.dispositions(id(3))?.is_empty());
            assert_eq!(tx.doses(id(3))?, [dose(id(3), "c", Some(2.0))]);
            assert_eq!(tx.doses(id(4))?.len(), 3, "those of others stay");
            assert_eq!(tx.conflicts(ALL)?.len(), 1);
            Ok(())
        })
        .unwrap();
}

#[test]
fn lists_are_in_the_order_that_a_screen_needs() {
    let (_dir, database) = database();
    database.write(fill).unwrap();
    database
        .read(|tx| -> Result<()> {
            let ids = |rows: Vec<ContactRow>| rows.into_iter().map(|row| row.id).collect::<Vec<_>>();
            assert_eq!(ids(tx.contacts(ContactFilter::All, ALL)?), [id(5), id(3), id(4)]);
            assert_eq!(ids(tx.contacts(ContactFilter::Person(id(2)), ALL)?), [id(3), id(4)]);
            assert_eq!(
                ids(tx.contacts(ContactFilter::Incident(id(1)), Page { skip: 1, limit: 1 })?),
                [id(3)]
            );
            assert_eq!(tx.incidents_by_cad_number("26-0042")?.len(), 1);
            assert_eq!(tx.incident(id(1))?.unwrap().occurred_ms, Some(5));
            assert_eq!(tx.contact(id(5))?.unwrap().person, None);
            assert_eq!(tx.notes_of_contact(id(3))?.len() + tx.notes_of_person(id(2))?.len(), 2);
            assert_eq!(tx.handoff(id(7))?.unwrap(), tx.handoffs(ALL)?[0]);
            assert_eq!(tx.services(ALL)?[0].name, "Harbour House");
            Ok(())
        })
        .unwrap();
}

#[test]
fn follow_ups_due_are_open_ones_overdue_first() {
    let (_dir, database) = database();
    let rows = [
        (1, Some(100), None),
        (2, Some(50), None),
        (3, Some(40), Some(45)),
        (4, None, None),
        (5, Some(200), None),
    ];
    database
        .write(|tx| {
            rows.iter().try_for_each(|(number, due, met)| {
                add(tx, *number, RecordKind::FollowUp, &Projection::FollowUp(follow_up(*number, *due, *met)))
            })
        })
        .unwrap();
    let due = database.read(|tx| tx.follow_ups_due(200, ALL)).unwrap();
    assert_eq!(due.iter().map(|row| row.id).collect::<Vec<_>>(), [id(2), id(1)]);
    assert_eq!(database.read(|tx| tx.follow_ups_of(id(2))).unwrap().len(), 5);
    assert_eq!(database.read(|tx| tx.follow_up(id(4))).unwrap().unwrap().due_ms, None);
}

#[test]
fn the_digest_is_over_ids_and_digests_in_the_order_of_ids() {
    let digest_of = |numbers: &[u8]| {
        let (_dir, database) = database();
        database
            .write(|tx| {
                numbers
                    .iter()
                    .try_for_each(|n| tx.put_record(&record(id(u128::from(*n)), RecordKind::Note, *n)))
            })
            .unwrap();
        database.read(|tx| tx.digest(SHARED)).unwrap()
    };
    let bytes = [1u8, 2, 3].map(|n| [id(u128::from(n)).as_bytes().as_slice(), &[n; 32]].concat()).concat();
    assert_eq!(digest_of(&[3, 1, 2]), protocol::sha256(&bytes));
    assert_eq!(digest_of(&[]), protocol::sha256(&[]));
    assert_ne!(digest_of(&[1, 2]), digest_of(&[1, 3]));
}

#[test]
fn a_rebuild_in_another_order_gives_equal_tables() {
    let (_dir, database) = database();
    database.write(fill).unwrap();
    let before = database.read(|tx| tx.tables_digest()).unwrap();
    let digest = database.read(|tx| tx.digest(SHARED)).unwrap();
    database.write(|tx| tx.clear_projections()).unwrap();
    assert_ne!(database.read(|tx| tx.tables_digest()).unwrap(), before);
    assert_eq!(database.read(|tx| tx.counts()).unwrap(), Default::default());
    assert!(database.read(|tx| tx.search_people("robin", 5)).unwrap().is_empty());
    assert_eq!(database.read(|tx| tx.record(id(2))).unwrap().unwrap().digest, Hash::ZERO);
    database
        .write(|tx| {
            add_person(tx, id(2), "Robin Example")?;
            fill(tx)
        })
        .unwrap();
    assert_eq!(database.read(|tx| tx.tables_digest()).unwrap(), before);
    assert_eq!(database.read(|tx| tx.digest(SHARED)).unwrap(), digest);
    assert_eq!(database.read(|tx| tx.search_people("robin", 5)).unwrap().len(), 1);
}

#[test]
fn the_tables_digest_sees_every_table() {
    let (_dir, database) = database();
    database.write(fill).unwrap();
    let digest = || database.read(|tx| tx.tables_digest()).unwrap();
    let mut seen = vec![digest()];
    let mut changed = |work: &dyn Fn(&Writing<'_>) -> Result<()>| {
        database.write(|tx| work(tx)).unwrap();
        let now = digest();
        assert!(!seen.contains(&now));
        seen.push(now);
    };
    changed(&|tx| tx.project(id(2), &Projection::Person(person(id(2), "Robin")), &[]));
    changed(&|tx| tx.project(id(6), &Projection::FollowUp(follow_up(6, Some(51), None)), &[]));
    changed(&|tx| tx.index(id(2), &SearchText { names: "Robin".into(), details: String::new() }));
    changed(&|tx| tx.put_record(&record(id(2), RecordKind::Person, 77)));
    changed(&|tx| tx.project(id(10), &Projection::Packet(PacketRow { person: None, ..packet() }), &[]));
    changed(&|tx| tx.project(id(11), &Projection::Consent(ConsentRow { person: None, ..consent() }), &[]));
    let conflict = ConflictRow { record: id(2), field: "birth_date".into(), compartment: SHARED };
    changed(&|tx| tx.project(id(2), &Projection::Nothing, std::slice::from_ref(&conflict)));
}

#[test]
fn a_record_added_at_once_stands_as_one_written_in_parts() {
    let conflict = ConflictRow { record: id(3), field: "unit".into(), compartment: SHARED };
    let conflicts = std::slice::from_ref(&conflict);
    let (row, shown) = (record(id(3), RecordKind::Contact, 3), overdose(contact(3, Some(id(2)), Some(7))));
    let words = SearchText { names: String::new(), details: "Ridge County EMS".into() };
    let (_parts_dir, parts) = database();
    let in_parts = |tx: &Writing<'_>| {
        tx.put_record(&row)?;
        tx.project(row.id, &shown, conflicts)?;
        tx.index(row.id, &words)
    };
    parts.write(in_parts).unwrap();
    let (_once_dir, once) = database();
    once.write(|tx| tx.add_record(&row, &shown, conflicts, &words)).unwrap();
    let digest = |of: &Database| of.read(|tx| tx.tables_digest()).unwrap();
    assert_eq!(digest(&once), digest(&parts));
    assert_eq!(once.read(|tx| tx.record(id(3))).unwrap(), Some(row.clone()));
    assert_eq!(once.read(|tx| tx.search("ridge", None, 5)).unwrap()[0].record, id(3));
    // a record that is there is never written over this way
    assert!(once.write(|tx| tx.add_record(&row, &shown, conflicts, &words)).is_err());
    once.write(in_parts).unwrap();
    assert_eq!(digest(&once), digest(&parts));
}
