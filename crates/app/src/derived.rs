//! Ids that follow from other ids: several devices come to the same one without asking each other.

use domain::disclosure::Fate;
use domain::{CompartmentId, RecordId};
use protocol::sha256;
use uuid::{Builder, Uuid};

/// A UUID of version 8 (RFC 9562) out of SHA-256 over a label and the parts. The parts must be of fixed length or
/// carry their own end.
pub(crate) fn derived(label: &str, parts: &[&[u8]]) -> Uuid {
    let mut bytes = label.as_bytes().to_vec();
    bytes.push(0);
    for part in parts {
        bytes.extend_from_slice(part);
    }
    let mut id = [0; 16];
    for (to, from) in id.iter_mut().zip(sha256(&bytes).0) {
        *to = from;
    }
    Builder::from_custom_bytes(id).into_uuid()
}

/// The record of what happened at the receiving end of a handoff: one id, whoever writes first.
pub(crate) fn outcome_id(handoff: RecordId) -> RecordId {
    RecordId(derived("footbridge outcome 1", &[handoff.as_bytes()]))
}

/// The record of who the person is and what is needed, made for one handoff.
pub(crate) fn packet_id(handoff: RecordId) -> RecordId {
    RecordId(derived("footbridge packet 1", &[handoff.as_bytes()]))
}

/// The follow-up that a contact starts: one for each contact, whichever device works it out.
pub(crate) fn follow_up_id(contact: RecordId) -> RecordId {
    RecordId(derived("footbridge follow-up 1", &[contact.as_bytes()]))
}

/// The record of what happened at the receiving end, in a compartment that is not the handoff's own: each writes its own.
pub(crate) fn outcome_id_in(handoff: RecordId, compartment: CompartmentId) -> RecordId {
    RecordId(derived("footbridge outcome 2", &[handoff.as_bytes(), &compartment.0]))
}

/// The account by which an event is told back to an agency: one for each, however often it is tried.
pub(crate) fn return_id(event: Uuid, agency: &str) -> RecordId {
    RecordId(derived("footbridge return 1", &[event.as_bytes(), agency.as_bytes()]))
}

/// The account by which an agency is told that a consent was taken back: one for each time it was, whichever device of
/// the compartment notices.
pub(crate) fn revocation_id(consent: RecordId, said: Uuid, agency: &str) -> RecordId {
    RecordId(derived("footbridge revocation 1", &[consent.as_bytes(), said.as_bytes(), agency.as_bytes()]))
}

/// The event that says what became of a disclosure: one of each kind.
pub(crate) fn fate_id(disclosure: RecordId, fate: Fate) -> Uuid {
    derived("footbridge disclosure event 1", &[disclosure.as_bytes(), fate.word().as_bytes()])
}

/// The copy that one disclosure makes at who is told.
pub(crate) fn copy_id(disclosure: RecordId) -> RecordId {
    RecordId(derived("footbridge disclosed copy 1", &[disclosure.as_bytes()]))
}
