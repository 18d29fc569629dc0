//! One request for everything new. What did not change costs one row read and no byte.

use std::collections::BTreeSet;

use protocol::limits::{CERTIFICATES_MAX, MESSAGE_MAX_BYTES, SEGMENTS_PER_ANSWER_MAX};
use protocol::wire::{
    CompartmentNewsMsg, CursorMsg, LogHeadMsg, LogNewsMsg, RefusalCode, SyncMsg, SyncedMsg, checkpoint_bytes,
};
use protocol::{Decode, DeviceId};

use super::Relay;
use super::members::{Caller, Members};
use super::request::{Answer, Refusal};
use crate::store::{Budget, Place, Store};

/// Room for everything in an answer that is not a segment or a certificate.
const FRAME_MAX_BYTES: usize = 256 * 1024;
/// Certificates are short, and worth a turn before the segments.
const CERTIFICATES_MAX_BYTES: usize = 4 * 1024 * 1024;
/// An answer never grows over this: certificates, then segments, then the frame.
const SEGMENTS_MAX_BYTES: usize = MESSAGE_MAX_BYTES - CERTIFICATES_MAX_BYTES - FRAME_MAX_BYTES;

impl<S: Store> Relay<S> {
    pub(super) fn sync(&self, now_ms: i64, caller: Caller, body: &[u8]) -> Result<Answer, Refusal> {
        let asked = SyncMsg::decode(body)?;
        let members = self.members.current(&self.store)?;
        let (compartments, logs) = match caller {
            Caller::Device(device) => {
                self.note_contact(now_ms, device, asked.report.as_ref());
                let unread = members.logs_new_to(device, &asked.logs);
                let readable = |known: &&LogHeadMsg| members.device_reads(device, known);
                let logs = self.log_news(asked.logs.iter().filter(readable).chain(&unread))?;
                (self.compartment_news(&members, device, &asked)?, logs)
            }
            // who only holds an invitation or an administrator's key reads the certificates it needs and nothing else
            _ if !asked.cursors.is_empty() => return Err(RefusalCode::Forbidden.into()),
            other => {
                let logs = members.logs_for(other);
                let readable = |known: &&LogHeadMsg| logs.contains(&known.log);
                (Vec::new(), self.log_news(asked.logs.iter().filter(readable))?)
            }
        };
        Ok(Answer::of(&SyncedMsg { generation: self.generation, time_ms: now_ms, compartments, logs }))
    }

    fn log_news<'a>(&self, asked: impl Iterator<Item = &'a LogHeadMsg>) -> Result<Vec<LogNewsMsg>, Refusal> {
        let mut budget = Budget { bytes: CERTIFICATES_MAX_BYTES, items: CERTIFICATES_MAX };
        let mut seen = BTreeSet::new();
        let mut news = Vec::new();
        for known in asked.filter(|known| seen.insert(known.log)) {
            let range = self.store.log(known.log, known.count, budget)?;
            if range.head.count == known.count && range.hash_at == Some(known.hash) {
                continue;
            }
            let bytes: usize = range.certificates.iter().map(Vec::len).sum();
            let fits = bytes <= budget.bytes && range.certificates.len() <= budget.items;
            let certificates = if fits { range.certificates } else { Vec::new() };
            if fits {
                budget.bytes -= bytes;
            }
            news.push(LogNewsMsg { log: known.log, count: range.head.count, certificates });
        }
        Ok(news)
    }

    fn compartment_news(
        &self,
        members: &Members,
        device: DeviceId,
        asked: &SyncMsg,
    ) -> Result<Vec<CompartmentNewsMsg>, Refusal> {
        let wanted_bytes = usize::try_from(asked.max_bytes).unwrap_or(usize::MAX).min(SEGMENTS_MAX_BYTES);
        let mut seen = BTreeSet::new();
        let mut room = Room { soft_bytes: wanted_bytes, hard_bytes: SEGMENTS_MAX_BYTES };
        let mut news = Vec::new();
        for cursor in asked.cursors.iter().filter(|cursor| seen.insert(cursor.compartment)) {
            // a compartment the device is not in looks as if nothing were new there: should the relay have
            // lost the certificates, the log news say so, and the rest goes on
            if !members.is_admitted(device, cursor.compartment) {
                continue;
            }
            if let Some(one) = self.news_of(cursor, &mut room)? {
                news.push(one);
            }
        }
        Ok(news)
    }

    fn news_of(&self, cursor: &CursorMsg, room: &mut Room) -> Result<Option<CompartmentNewsMsg>, Refusal> {
        let since = self.store.since(cursor.compartment, cursor.position, room.budget())?;
        let agrees = since.chain_at == Some(cursor.chain);
        let same_life = cursor.generation == self.generation || cursor.position == 0;
        if agrees && same_life && since.head.position == cursor.position {
            return Ok(None);
        }
        // segments are of use only to somebody whose log is the beginning of this one
        let fits = agrees && room.take(&since.segments);
        let segments = if fits { since.segments } else { Vec::new() };
        let Place { position, chain } = since.head;
        let signed = checkpoint_bytes(self.generation, cursor.compartment, position, chain);
        Ok(Some(CompartmentNewsMsg {
            compartment: cursor.compartment,
            head_position: position,
            head_chain: chain,
            chain_at_cursor: since.chain_at,
            checkpoint: self.sign(&signed),
            segments,
        }))
    }
}

/// What is left of an answer. The device's wish is soft (one segment of each compartment always fits, so that
/// a large backlog in one cannot starve the others); the cap of a message is hard.
struct Room {
    soft_bytes: usize,
    hard_bytes: usize,
}

impl Room {
    fn budget(&self) -> Budget {
        Budget { bytes: self.soft_bytes.min(self.hard_bytes), items: SEGMENTS_PER_ANSWER_MAX }
    }

    /// Whether the segments fit; if so their room is taken.
    fn take(&mut self, segments: &[protocol::wire::StoredSegmentMsg]) -> bool {
        let bytes = segments
            .iter()
            .map(|one| crate::store::cost_bytes(one.segment.len(), one.keyboxes.len()))
            .sum::<usize>();
        let fits = bytes <= self.hard_bytes;
        if fits {
            self.soft_bytes = self.soft_bytes.saturating_sub(bytes);
            self.hard_bytes -= bytes;
        }
        fits
    }
}
