//! Two versions of the app together. The newer one is this build passing for it (`whatif::with_release`).

use app::{KeptAside, carry};
use protocol::Encode;
use protocol::wire::UploadMsg;
use store::{Mailbox, NewParked, ParkReason};
use whatif::{Release, with_release};

use crate::ending::{Book, aside, end};
use crate::forge::Insider;
use crate::support::{count, crew, settle, sync, values};

/// A release that writes and understands a newer schema.
const NEWER: Release = Release { app: "9.0.0", schema: 2 };

fn newer<T>(work: impl FnOnce() -> T) -> T {
    with_release(NEWER, work)
}

/// The newer app writes new records and edits those of others; the older ones park that, show its age, go on, edit the
/// same records, and take everything up when they are upgraded, one after the other.
#[test]
fn old_and_new_work_on_the_same_records_and_an_upgrade_takes_everything_up() {
    let mut crew = crew(1101);
    let mut book = Book::default();
    let shared = book.meet(&mut crew.ems, "Alder");
    settle(&mut crew.all());
    crew.patrol.close();
    let by_new = newer(|| {
        let saved = book.meet(&mut crew.patrol, "Written by the newer one");
        book.set(&mut crew.patrol, shared.person, "alias.1", "By the newer one");
        sync(&mut crew.patrol);
        saved
    });
    crew.field.clock().advance(3 * 24 * 3_600_000);
    for round in 0..3 {
        book.set(&mut crew.ems, shared.person, &format!("alias.old{round}"), "By the older one");
        book.set(&mut crew.outreach, shared.person, &format!("alias.out{round}"), "By another older one");
        book.meet(&mut crew.ems, &format!("Older {round}"));
        for persona in [&mut crew.ems, &mut crew.outreach] {
            sync(persona);
        }
        newer(|| {
            sync(&mut crew.patrol);
            book.set(&mut crew.patrol, shared.person, &format!("alias.new{round}"), "On top of all");
            sync(&mut crew.patrol);
        });
    }
    sync(&mut crew.ems);
    let waiting = aside(&mut crew.ems);
    assert!(!waiting.is_empty() && waiting.iter().all(|one| one.starts_with("parked.")), "{waiting:?}");
    assert!(crew.ems.device().unwrap().record(by_new.person).is_err());
    let start_ms = crew.field.clock().true_ms();
    for row in crew.ems.device().unwrap().kept_aside().unwrap() {
        let KeptAside::Parked(row) = row else { panic!("{row:?}") };
        assert!(row.since_ms > 0 && row.since_ms <= start_ms, "its age is known");
    }
    // the newer one sees all that the older ones write
    newer(|| {
        sync(&mut crew.patrol);
        assert_eq!(values(&mut crew.patrol, shared.person, "alias.old2"), ["By the older one"]);
        assert_eq!(aside(&mut crew.patrol), [""; 0]);
    });
    // one is upgraded, the others are not: it has everything, without asking anybody
    crew.ems.close();
    crew.ems.set_offline(true);
    newer(|| {
        assert_eq!(values(&mut crew.ems, by_new.person, "name.family"), ["Written by the newer one"]);
        assert_eq!(aside(&mut crew.ems), [""; 0]);
        book.set(&mut crew.ems, by_new.person, "alias.up", "After the upgrade");
    });
    crew.ems.set_offline(false);
    book.meet(&mut crew.outreach, "Still an older one");
    sync(&mut crew.outreach);
    crew.all().into_iter().for_each(|one| one.close());
    newer(|| end(&mut crew, &mut [], &book));
}

/// A segment of a version that this build cannot read holds up what follows it in its stream and nothing else; after
/// the upgrade nothing is missing.
#[test]
fn a_segment_of_a_future_version_holds_up_its_stream_until_the_upgrade_and_loses_nothing() {
    let mut crew = crew(1102);
    let mut book = Book::default();
    settle(&mut crew.all());
    for round in 0..70 {
        // more than a pass over what is parked has rounds
        book.meet_number(&mut crew.patrol, round);
    }
    sync(&mut crew.patrol);
    book.meet(&mut crew.outreach, "Another stream");
    sync(&mut crew.outreach);
    crew.ems.close();
    let home = crew.ems.home().to_owned();
    carry(&home, 0, crew.ems.platform()).unwrap();
    park_first_as_newer(&mut crew.ems);
    sync(&mut crew.ems);
    assert_eq!(count(&mut crew.ems, "people"), 1, "the other stream goes on");
    let waiting = aside(&mut crew.ems);
    assert_eq!(waiting.iter().filter(|one| *one == "parked.newer_version").count(), 1, "{waiting:?}");
    assert!(
        waiting.iter().all(|one| ["parked.newer_version", "parked.missing_segment"].contains(&one.as_str()))
    );
    book.meet(&mut crew.ems, "Work goes on");
    book.meet(&mut crew.patrol, "Behind it too");
    sync(&mut crew.patrol);
    sync(&mut crew.ems);
    crew.ems.close();
    // the upgrade can read it
    newer(|| assert_eq!(aside(&mut crew.ems), [""; 0]));
    crew.all().into_iter().for_each(|one| one.close());
    newer(|| end(&mut crew, &mut [], &book));
}

/// What a build does with the first segment that waits in the mailbox when that segment's version is not its own.
fn park_first_as_newer(persona: &mut testkit::field::Persona) {
    persona.close();
    let cursor = Insider::of(persona).db.read(|tx| tx.ingest_cursor()).unwrap();
    let mailbox = Mailbox::open(&persona.home().join("mailbox.db"), "a test").unwrap();
    let row = mailbox.incoming_after(cursor, 1).unwrap().remove(0);
    drop(mailbox);
    let insider = Insider::of(persona);
    let mut stream = [0; 16];
    stream.copy_from_slice(&protocol::sha256(&row.bytes).0[..16]);
    let kept = UploadMsg { segment: row.bytes, keyboxes: row.keyboxes };
    let parked = NewParked {
        compartment: domain::CompartmentId(row.compartment.0),
        stream: protocol::StreamId(stream),
        seq: 0,
        kind: 0,
        record: None,
        schema: 0,
        reason: ParkReason::NewerVersion,
        waits_for: None,
        position: row.position,
        bytes: &kept.encode(),
        since_ms: 0,
    };
    insider
        .db
        .write(|tx| {
            tx.park(&parked)?;
            tx.set_ingest_cursor(row.n)
        })
        .unwrap();
}
