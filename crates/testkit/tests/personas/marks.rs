//! The mark beside a record says how it stands between this device and the others.

use app::Mark;
use domain::RecordId;
use footbridge_testkit::field::{Life, Mishap, Persona};
use protocol::StreamId;
use store::{NewParked, NewQuarantined, ParkReason};

use crate::forge::Insider;
use crate::support::{crew, meet_person, set, settle, sync};

/// Where segments are sent.
const UPLOAD: &str = "/v1/segments";

fn mark(persona: &mut Persona, id: RecordId) -> Mark {
    persona.device().unwrap().marks([id]).unwrap().of(id)
}

#[test]
fn a_record_is_ready_until_the_relay_is_proven_to_have_all_of_it() {
    let mut crew = crew(321);
    crew.cut_off();
    let saved = meet_person(&mut crew.ems, "Alder");
    assert_eq!(mark(&mut crew.ems, saved.contact), Mark::Ready);
    crew.reconnect();
    // the relay has it, and this device does not know
    crew.ems.befall(UPLOAD, Mishap::CutOff);
    let report = crew.ems.sync().unwrap();
    assert!(crew.ems.heard().iter().any(|call| call == UPLOAD) && report.unsent > 0, "{report:?}");
    assert_eq!(mark(&mut crew.ems, saved.contact), Mark::Ready);
    crew.reconnect();
    crew.meet();
    for persona in crew.all() {
        for id in [saved.contact, saved.person, saved.incident] {
            assert_eq!(mark(persona, id), Mark::Sent, "{}", persona.name());
        }
    }
    // a later change makes its own record ready, and no other
    set(&mut crew.ems, saved.person, "pronouns", "she/her");
    assert_eq!(mark(&mut crew.ems, saved.person), Mark::Ready);
    assert_eq!(mark(&mut crew.ems, saved.contact), Mark::Sent);
    assert_eq!(mark(&mut crew.patrol, saved.person), Mark::Sent, "nothing of it waits here");
    crew.ems.close();
    assert_eq!(mark(&mut crew.ems, saved.person), Mark::Ready, "opened again");
    sync(&mut crew.ems);
    assert_eq!(mark(&mut crew.ems, saved.person), Mark::Sent);
}

#[test]
fn a_stopped_stream_and_a_relay_that_lost_something_make_records_ready_again() {
    let mut crew = crew(322);
    let saved = meet_person(&mut crew.ems, "Alder");
    crew.meet();
    let backup = crew.field.backup_relay().unwrap();
    set(&mut crew.ems, saved.person, "pronouns", "she/her");
    sync(&mut crew.ems);
    assert_eq!(mark(&mut crew.ems, saved.person), Mark::Sent);
    let mut clone = crew.field.copy_home(&mut crew.ems).unwrap();
    set(&mut crew.ems, saved.person, "birth_date", "1985");
    set(&mut clone, saved.contact, "unit", "Medic 5");
    sync(&mut crew.ems);
    assert_eq!(mark(&mut clone, saved.contact), Mark::Ready);
    let report = sync(&mut clone);
    assert!(report.notices.iter().any(|one| one.code == "sync.stream_stopped"), "fenced: {report:?}");
    settle(&mut [&mut crew.ems, &mut clone]);
    for persona in [&mut crew.ems, &mut clone] {
        for id in [saved.contact, saved.person] {
            assert_eq!(mark(persona, id), Mark::Sent, "{}", persona.name());
        }
    }
    crew.field.restore_relay(backup, Life::Renewed).unwrap();
    // it hears of the loss, and the line breaks before it can give anything back
    crew.ems.befall(UPLOAD, Mishap::Unreachable);
    crew.ems.sync().unwrap();
    assert_eq!(mark(&mut crew.ems, saved.person), Mark::Ready);
    settle(&mut [&mut crew.ems, &mut clone]);
    for persona in [&mut crew.ems, &mut clone] {
        assert_eq!(mark(persona, saved.person), Mark::Sent, "{}: given back", persona.name());
    }
}

#[test]
fn what_is_kept_aside_about_a_record_needs_attention_whatever_else() {
    let mut crew = crew(323);
    let saved = meet_person(&mut crew.ems, "Alder");
    let insider = Insider::of(&mut crew.ems);
    let compartment = domain::CompartmentId(insider.compartment.0);
    let stream = StreamId([3; 16]);
    insider
        .db
        .write(|tx| -> store::Result<()> {
            tx.quarantine(&NewQuarantined {
                compartment,
                stream,
                seq: 0,
                record: Some(saved.person),
                reason: "change.value_type",
                detail: "",
                bytes: b"bytes",
                at_ms: 0,
            })?;
            tx.park(&NewParked {
                compartment,
                stream,
                seq: 1,
                kind: domain::RecordKind::Contact.code(),
                record: Some(saved.contact),
                schema: 9,
                reason: ParkReason::NewerVersion,
                waits_for: None,
                position: None,
                bytes: b"bytes",
                since_ms: 0,
            })
        })
        .unwrap();
    drop(insider);
    assert_eq!(mark(&mut crew.ems, saved.person), Mark::NeedsAttention);
    assert_eq!(mark(&mut crew.ems, saved.contact), Mark::NeedsAttention);
    assert_eq!(mark(&mut crew.ems, saved.incident), Mark::Ready);
    let ids = [saved.incident, saved.person];
    let marks = crew.ems.device().unwrap().marks(ids).unwrap();
    assert_eq!(marks.worst(ids), Mark::NeedsAttention, "the worse one of several");
}
