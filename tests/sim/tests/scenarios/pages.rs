//! Pages of the relay: empty for ever, and exactly as full as they may be.

use protocol::wire::SyncedMsg;
use protocol::{Decode, Encode};

use crate::ending::{Book, end};
use crate::support::{crew, settle, sync};

/// Published: after a rollback a server answered with empty pages that promised more, and clients asked for ever.
#[test]
fn endless_empty_pages_after_a_rollback_end_in_patience_and_then_in_step() {
    for life in [testkit::field::Life::Renewed, testkit::field::Life::Same] {
        let mut crew = crew(1001);
        let mut book = Book::default();
        book.meet(&mut crew.patrol, "Alder");
        settle(&mut crew.all());
        let backup = crew.field.backup_relay().unwrap();
        for family in ["Birch", "Cedar"] {
            book.meet(&mut crew.patrol, family);
            book.meet(&mut crew.outreach, &format!("{family} too"));
            settle(&mut crew.all());
        }
        crew.field.restore_relay(backup, life).unwrap();
        book.meet(&mut crew.patrol, "Dogwood");
        sync(&mut crew.patrol);
        crew.field.tamper(Some(Box::new(|request, mut answer| {
            if request.target == "/v1/sync"
                && let Ok(mut msg) = SyncedMsg::decode(&answer.body)
            {
                msg.compartments.iter_mut().for_each(|news| news.segments.clear());
                answer.body = msg.encode();
            }
            answer
        })));
        for persona in [&mut crew.ems, &mut crew.outreach] {
            book.meet(persona, &format!("Meanwhile {}", persona.name()));
            let before = persona.heard().len();
            let report = persona.sync_for(3_600_000).unwrap();
            assert!(!report.up_to_date, "{report:?}");
            let calls = persona.heard().len() - before;
            assert!(calls < 80, "{}: {calls} calls in an hour", persona.name());
        }
        crew.field.tamper(None);
        end(&mut crew, &mut [], &book);
    }
}
