//! What the board and the pages ask for.

use domain::{RecordId, RecordKind};
use footbridge_store::{
    ContactRow, Database, FollowUpRow, HandoffRow, PacketRow, Projection, Result, Standing, Writing,
};

use crate::support::{SHARED, database, id, record};

fn add(tx: &Writing<'_>, id: RecordId, kind: RecordKind, projection: &Projection) -> Result<()> {
    tx.put_record(&record(id, kind, 1))?;
    tx.project(id, projection, &[])
}

fn contact(number: u128, agency: &str, started_ms: Option<i64>, standing: Standing) -> Projection {
    let contact = ContactRow {
        id: id(number),
        compartment: SHARED,
        standing,
        person: Some(id(1)),
        incident: None,
        pathway: None,
        role: None,
        agency: Some(agency.into()),
        unit: None,
        started: None,
        started_ms,
        place: None,
        offer: None,
        offer_reason: None,
        naloxone_given: None,
        survived: None,
        conflicts: 0,
    };
    Projection::Contact { contact, administrations: vec![], doses: vec![], dispositions: vec![] }
}

fn handoff(number: u128, state: &str, accountable: &str, flags: &str, due_ms: Option<i64>) -> Projection {
    Projection::Handoff(HandoffRow {
        id: id(number),
        compartment: SHARED,
        standing: Standing::Stands,
        state: state.into(),
        offered_by: None,
        offered_to: None,
        accountable: accountable.into(),
        flags: flags.into(),
        due_ms,
        updated_ms: i64::try_from(number).unwrap(),
    })
}

fn handoffs(
    database: &Database,
    list: impl FnOnce(&footbridge_store::Reading<'_>) -> Result<Vec<HandoffRow>>,
) -> Vec<RecordId> {
    database.read(list).unwrap().into_iter().map(|row| row.id).collect()
}

#[test]
fn an_agencys_contacts_that_count_come_newest_first() {
    let (_dir, database) = database();
    database
        .write(|tx| {
            for (number, agency, started, standing) in [
                (11, "Ridge", Some(5), Standing::Stands),
                (12, "Ridge", Some(9), Standing::Stands),
                (13, "Ridge", Some(10), Standing::EnteredInError),
                (14, "Harbor", Some(11), Standing::Stands),
                (15, "Ridge", None, Standing::Stands),
            ] {
                add(tx, id(number), RecordKind::Contact, &contact(number, agency, started, standing))?;
            }
            Ok::<_, footbridge_store::StoreError>(())
        })
        .unwrap();
    let found = database.read(|tx| tx.contacts_by("Ridge", 10)).unwrap();
    assert_eq!(found.iter().map(|row| row.id).collect::<Vec<_>>(), [id(12), id(11), id(15)]);
    let of = database.read(|tx| tx.contacts_of(id(1))).unwrap();
    assert_eq!((of.count, of.latest_ms), (4, Some(11)));
    assert_eq!(database.read(|tx| tx.contacts_of(id(2))).unwrap().count, 0);
}

#[test]
fn handoffs_are_found_by_who_answers_and_by_what_is_unsettled() {
    let (_dir, database) = database();
    database
        .write(|tx| {
            for (number, state, accountable, flags, due) in [
                (21, "offered", "Ridge", "", Some(9)),
                (22, "accepted", "Ridge County", "", None),
                (23, "accepted", "Harbor\nRidge / Medic 5", "accepted_late contested", None),
                (24, "closed", "Ridge", "contested", Some(1)),
                (25, "accepted", "Ridge", "letting_go", Some(5)),
                (26, "engaged", "Ridge", "", None),
            ] {
                add(tx, id(number), RecordKind::Handoff, &handoff(number, state, accountable, flags, due))?;
            }
            Ok::<_, footbridge_store::StoreError>(())
        })
        .unwrap();
    // an agency whose name begins alike is another one; a unit answers for its agency
    assert_eq!(
        handoffs(&database, |tx| tx.handoffs_answered_by("Ridge", 9)),
        [id(26), id(25), id(23), id(21)]
    );
    assert_eq!(handoffs(&database, |tx| tx.handoffs_answered_by("Ridge", 1)), [id(26)]);
    assert_eq!(handoffs(&database, |tx| tx.handoffs_unsettled(9)), [id(25), id(21), id(23)]);
}

#[test]
fn a_handoff_is_found_by_what_it_grew_out_of_and_a_follow_up_by_its_contact() {
    let (_dir, database) = database();
    let packet = |number, contact, person| {
        let row =
            PacketRow { id: id(number), compartment: SHARED, handoff: id(number + 10), contact, person };
        (id(number), Projection::Packet(row))
    };
    let follow_up = Projection::FollowUp(FollowUpRow {
        id: id(51),
        compartment: SHARED,
        standing: Standing::Stands,
        person: None,
        contact: Some(id(3)),
        reason: None,
        agency: None,
        unit: None,
        started_ms: None,
        from_ms: None,
        due_ms: Some(7),
        met_ms: None,
    });
    database
        .write(|tx| {
            for (id, row) in [packet(31, Some(id(3)), Some(id(2))), packet(32, None, Some(id(2)))] {
                add(tx, id, RecordKind::Packet, &row)?;
            }
            add(tx, id(51), RecordKind::FollowUp, &follow_up)
        })
        .unwrap();
    let mut about = database.read(|tx| tx.handoffs_about(id(2))).unwrap();
    about.sort_unstable();
    assert_eq!(about, [id(41), id(42)]);
    assert_eq!(database.read(|tx| tx.handoffs_from(id(3))).unwrap(), [id(41)]);
    assert_eq!(database.read(|tx| tx.follow_ups_after(id(3))).unwrap()[0].id, id(51));
    let due = |until_ms| database.read(|tx| tx.follow_ups_due_count(until_ms)).unwrap();
    assert_eq!((due(7), due(8)), (0, 1));
    let packets = |after| database.read(|tx| tx.records_of_kind(RecordKind::Packet, after, 1)).unwrap();
    assert_eq!((packets(None)[0].id, packets(Some(id(31)))[0].id), (id(31), id(32)));
    assert!(packets(Some(id(32))).is_empty());
}
