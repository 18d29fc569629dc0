//! Taking a segment: who signed it, whether its stream continues, whether its key is the current one.

use protocol::wire::{RefusalCode, UploadMsg, UploadedMsg};
use protocol::{Decode, DecodeError, DeviceId, Header, Segment};
use whatif::Flaw;

use super::members::{Author, Members};
use super::request::{Answer, Hint, Refusal};
use super::{Relay, STALE_TRIES};
use crate::store::{NewSegment, Place, SegmentAppend, Store};

impl<S: Store> Relay<S> {
    pub(super) fn upload(&self, now_ms: i64, uploader: DeviceId, body: &[u8]) -> Result<Answer, Refusal> {
        let UploadMsg { segment: bytes, keyboxes } = UploadMsg::decode(body)?;
        let segment = Segment::decode(&bytes)?;
        let header = &segment.header;
        let foreign = |epoch: u32| epoch == 0 || epoch > header.key_epoch;
        if keyboxes.iter().any(|one| one.compartment != header.compartment || foreign(one.key_epoch)) {
            return Err(RefusalCode::Malformed.into());
        }
        // the store keeps numbers as signed; no honest stream gets near
        if i64::try_from(header.next_seq()).is_err() {
            return Err(DecodeError::Invalid("sequence").into());
        }
        let new = NewSegment::new(&segment, bytes, keyboxes, now_ms);
        self.append(uploader, &segment, &new)
    }

    fn append(&self, uploader: DeviceId, segment: &Segment, new: &NewSegment) -> Result<Answer, Refusal> {
        for _ in 0..STALE_TRIES {
            let members = self.members.current(&self.store)?;
            check_author(&members, uploader, segment)?;
            // what is here already was good when it came: the same again gets the same answer in any epoch
            if let Some(place) = self.store.place_of(new)? {
                return Ok(self.uploaded(place));
            }
            check_epoch(&members, segment)?;
            match self.store.append_segment(members.revision, new)? {
                SegmentAppend::Done(place) => {
                    let hint = Hint::Segments(new.compartment, place.position);
                    return Ok(Answer { hints: vec![hint], ..self.uploaded(place) });
                }
                SegmentAppend::Known(place) => return Ok(self.uploaded(place)),
                SegmentAppend::Gap(head) => return Err(Refusal::at_head(RefusalCode::StreamGap, head)),
                SegmentAppend::Fork(head) => return Err(Refusal::at_head(RefusalCode::StreamFork, head)),
                SegmentAppend::OtherDevice | SegmentAppend::KeyboxTaken => {
                    return Err(RefusalCode::Forbidden.into());
                }
                SegmentAppend::Stale => {}
            }
        }
        Err(Refusal::later(RefusalCode::Unavailable, 1))
    }

    fn uploaded(&self, place: Place) -> Answer {
        let Place { mut position, chain } = place;
        position -= u64::from(position > 1 && whatif::flawed(Flaw::RelayPositionTwice));
        Answer::of(&UploadedMsg { generation: self.generation, position, chain })
    }
}

/// A device may bring what another one signed (it may be the only one with a network), so the author is asked
/// for by the segment. A carrier is not told "revoked" for somebody else's sake: it would wipe itself.
fn check_author(members: &Members, uploader: DeviceId, segment: &Segment) -> Result<(), Refusal> {
    let header = &segment.header;
    match members.author(header.device) {
        Author::Unknown => Err(RefusalCode::Forbidden.into()),
        Author::Revoked if header.device == uploader => Err(RefusalCode::Revoked.into()),
        Author::Revoked => Err(RefusalCode::Forbidden.into()),
        Author::Active(_) if !may_write(members, header) => Err(RefusalCode::Forbidden.into()),
        Author::Active(key) if !segment.verify(&key) => Err(RefusalCode::BadSignature.into()),
        Author::Active(_) => Ok(()),
    }
}

/// Who is in a compartment writes to it; whoever else belongs to the collaborative sends letters to it. A device that was
/// let in since it wrote a letter may still send it.
fn may_write(members: &Members, header: &Header) -> bool {
    let is_founded = members.epoch(header.compartment) > 0;
    if header.is_letter() { is_founded } else { members.is_admitted(header.device, header.compartment) }
}

fn check_epoch(members: &Members, segment: &Segment) -> Result<(), Refusal> {
    let header = &segment.header;
    let current = members.epoch(header.compartment);
    match header.key_epoch.cmp(&current) {
        std::cmp::Ordering::Equal => Ok(()),
        // whoever writes a letter does not hear when the key changes; who is inside opens it with any of theirs
        std::cmp::Ordering::Less if header.is_letter() && header.key_epoch > 0 => Ok(()),
        std::cmp::Ordering::Less => Err(RefusalCode::OldEpoch.into()),
        // the relay lost certificates that the device knows: it says where the log stands, to get them back
        std::cmp::Ordering::Greater => {
            Err(Refusal::log_conflict(vec![members.log_head(header.compartment.into())]))
        }
    }
}
