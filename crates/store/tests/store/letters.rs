//! Letters in the mailbox: sent once, taken back before they leave.

use footbridge_store::{LetterRow, Mailbox, RelayIdentity, StopReason};
use protocol::wire::CursorMsg;
use protocol::{GenerationId, Hash, PublicKey, Segment, StreamId};
use tempfile::TempDir;

use crate::mailbox::{SHARED, keybox, segment};

const A: StreamId = StreamId([10; 16]);

fn posted() -> (TempDir, Mailbox, Segment) {
    let dir = tempfile::tempdir().unwrap();
    let mailbox = Mailbox::create(&dir.path().join("mailbox.db"), "test").unwrap();
    let letter = segment(A, 0, 1, Hash::ZERO);
    mailbox.add_letter(&letter, &[keybox(1)]).unwrap();
    (dir, mailbox, letter)
}

fn blank() -> Segment {
    let mut blank = segment(A, 0, 1, Hash::ZERO);
    blank.body = vec![0; 100];
    blank
}

fn held(mailbox: &Mailbox) -> LetterRow {
    mailbox.letter(A).unwrap().unwrap()
}

#[test]
fn a_letter_is_sent_and_stays() {
    let (_dir, mailbox, letter) = posted();
    assert_eq!(mailbox.unsent_entries().unwrap(), 1);
    assert!(mailbox.outgoing_streams().unwrap().is_empty(), "it is no stream of this device's work");
    let mut again = segment(A, 0, 1, Hash::ZERO);
    again.body = vec![9; 100];
    mailbox.add_letter(&again, &[]).unwrap();
    let taken = mailbox.take_letter(A).unwrap().unwrap();
    assert_eq!((taken.bytes, taken.keyboxes), (letter.encode(), vec![keybox(1)]), "the first one stays");
    assert!(held(&mailbox).tried);
    assert!(mailbox.letter_acknowledged(A, letter.hash(), 7).unwrap());
    assert_eq!(held(&mailbox).position, Some(7));
    assert_eq!((mailbox.unsent_entries().unwrap(), mailbox.take_letter(A).unwrap()), (0, None));
    mailbox.withdraw_letter(A, &blank()).unwrap();
    assert!(!held(&mailbox).withdrawn, "what the relay has stays");
}

/// Nothing of it is left here, and it never leaves.
#[test]
fn one_that_was_not_tried_is_gone_when_it_is_taken_back() {
    let (dir, mailbox, letter) = posted();
    mailbox.withdraw_letter(A, &blank()).unwrap();
    assert_eq!((mailbox.take_letter(A).unwrap(), mailbox.unsent_entries().unwrap()), (None, 0));
    let row = held(&mailbox);
    assert_eq!((row.withdrawn, row.stopped, row.position), (true, Some(StopReason::Withdrawn), None));
    mailbox.add_letter(&letter, &[keybox(1)]).unwrap();
    assert_eq!(mailbox.take_letter(A).unwrap(), None, "not even when it is posted again");
    drop(mailbox);
    for file in std::fs::read_dir(dir.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(100).any(|at| at == [5; 100]), "its content is gone");
    }
}

/// The relay says which: it took the empty one, or the letter itself was there before.
#[test]
fn of_one_that_may_have_left_an_empty_one_is_sent() {
    let (_dir, mailbox, letter) = posted();
    mailbox.take_letter(A).unwrap();
    mailbox.withdraw_letter(A, &blank()).unwrap();
    let sent = mailbox.take_letter(A).unwrap().unwrap();
    assert_eq!((sent.bytes, sent.keyboxes), (blank().encode(), Vec::new()));
    assert!(mailbox.letter_acknowledged(A, blank().hash(), 7).unwrap());
    assert_eq!((held(&mailbox).position, held(&mailbox).stopped), (Some(7), None), "it never left");

    let (_dir, mailbox, _) = posted();
    mailbox.take_letter(A).unwrap();
    mailbox.withdraw_letter(A, &blank()).unwrap();
    assert!(mailbox.stop_letter(A, StopReason::Fenced).unwrap());
    assert_eq!(held(&mailbox).stopped, Some(StopReason::Fenced), "it had left");

    // the answer comes while it is taken back
    let (_dir, mailbox, _) = posted();
    mailbox.take_letter(A).unwrap();
    mailbox.withdraw_letter(A, &blank()).unwrap();
    assert!(mailbox.letter_acknowledged(A, letter.hash(), 7).unwrap());
    assert_eq!((held(&mailbox).position, held(&mailbox).stopped), (None, Some(StopReason::Fenced)));
}

#[test]
fn a_relay_that_went_back_is_asked_again() {
    let (_dir, mailbox, letter) = posted();
    mailbox.take_letter(A).unwrap();
    mailbox.letter_acknowledged(A, letter.hash(), 7).unwrap();
    let relay = RelayIdentity { generation: GenerationId([2; 16]), key: PublicKey([3; 32]) };
    let cursor =
        CursorMsg { compartment: SHARED, generation: GenerationId([2; 16]), position: 0, chain: Hash::ZERO };
    mailbox.recover(&relay, &[cursor], &[]).unwrap();
    assert_eq!(mailbox.take_letter(A).unwrap().unwrap().bytes, letter.encode());
}

#[test]
fn what_is_no_letter_is_left_to_its_stream() {
    let (_dir, mailbox, _) = posted();
    let other = StreamId([11; 16]);
    assert_eq!(mailbox.take_letter(other).unwrap(), None);
    assert!(!mailbox.letter_acknowledged(other, Hash::ZERO, 1).unwrap());
    assert!(!mailbox.stop_letter(other, StopReason::Fenced).unwrap());
    assert_eq!(mailbox.letter(other).unwrap(), None);
}
