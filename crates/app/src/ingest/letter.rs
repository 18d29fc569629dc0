//! Letters: what comes from somebody who is not in the compartment. It is a record of one kind, made at once, and changes
//! nothing that is here.

use domain::RecordKind;
use protocol::{Certificate, Entry, Segment, Statement};
use store::Mailbox;
use vault::{EpochKey, InboxSecret, open_epoch};

use crate::AppError;

/// What is taken in of a segment. A letter that was taken back before it left is empty.
///
/// # Errors
/// Why it is no letter, or no segment of a member.
pub(super) fn contents(segment: &Segment, entries: Vec<Entry>) -> Result<Vec<Entry>, &'static str> {
    let is_copy = |entry: &Entry| entry.kind == RecordKind::DisclosedCopy.code();
    if !segment.header.is_letter() {
        // [I] who was told what by whom is not for members to write: it came as a letter or it did not
        return if entries.iter().any(is_copy) { Err("letter.not_a_letter") } else { Ok(entries) };
    }
    // [I] whoever is outside adds the one record that the letter is named for, and touches no other
    match entries.as_slice() {
        [one] if is_copy(one) && one.record == segment.header.stream.0 => {
            Ok(if one.sealed.is_empty() { Vec::new() } else { entries })
        }
        _ => Err("letter.other_record"),
    }
}

/// The secret half of the inbox that was open while this key was in force, as its certificate has it.
pub(super) fn inbox(mailbox: &Mailbox, key: &EpochKey) -> Result<Option<InboxSecret>, AppError> {
    for bytes in mailbox.certificates(key.compartment.into(), 0)? {
        let Ok(Certificate { statement: Statement::EpochIssued(epoch), .. }) = Certificate::decode(&bytes)
        else {
            continue;
        };
        if epoch.number == key.number {
            return Ok(open_epoch(&epoch, key).ok().map(|opened| opened.secrets.inbox));
        }
    }
    Ok(None)
}
