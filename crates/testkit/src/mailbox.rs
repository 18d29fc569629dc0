//! A mailbox that forgets everything when the test ends.

use std::collections::{BTreeMap, BTreeSet};

use protocol::wire::{CursorMsg, LogHeadMsg, StoredSegmentMsg};
use protocol::{CompartmentHandle, GenerationId, Hash, LogId, Segment, StreamId, sha256};
use sync::{
    Acknowledgement, Carriage, Carried, KnownRelay, Mailbox, MailboxError, Outgoing, OutgoingStream,
    Received, Recovered, Rewind, StreamStop,
};

/// An outgoing segment and the position the relay gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deposit {
    /// The segment.
    pub outgoing: Outgoing,
    /// Where the relay holds it.
    pub position: Option<u64>,
}

/// The reference behaviour of [`Mailbox`]. A clone of it is a cloned disk.
#[derive(Clone, Debug, Default)]
pub struct MemoryMailbox {
    relay: Option<KnownRelay>,
    clock_offset_ms: i64,
    cursors: BTreeMap<CompartmentHandle, CursorMsg>,
    streams: BTreeMap<StreamId, BTreeMap<u64, Deposit>>,
    stops: BTreeMap<StreamId, StreamStop>,
    incoming: Vec<StoredSegmentMsg>,
    known: BTreeMap<Hash, u64>,
    /// Received, and not shown by the relay since it went back.
    missing: BTreeSet<Hash>,
    logs: BTreeMap<LogId, Vec<Vec<u8>>>,
    /// Logs whose news the roster refuses.
    pub refused_logs: Vec<LogId>,
    /// How many more writes succeed before the disk is full; none for no limit.
    pub writes_left: Option<u32>,
}

impl MemoryMailbox {
    /// An empty mailbox.
    pub fn new() -> Self {
        Self::default()
    }

    /// Holds a compartment from now on.
    pub fn hold(&mut self, compartment: CompartmentHandle) {
        let (generation, chain) = (GenerationId([0; 16]), Hash::ZERO);
        let unread = CursorMsg { compartment, generation, position: 0, chain };
        self.cursors.entry(compartment).or_insert(unread);
    }

    /// Follows a certificate log from these certificates on.
    pub fn follow(&mut self, log: LogId, certificates: Vec<Vec<u8>>) {
        self.logs.insert(log, certificates);
    }

    /// Lays a segment out for sending.
    pub fn post(&mut self, outgoing: Outgoing) {
        let stream = self.streams.entry(outgoing.stream).or_default();
        stream.insert(outgoing.first_seq, Deposit { outgoing, position: None });
    }

    /// Every outgoing segment, by stream and sequence.
    pub fn outgoing(&self) -> impl Iterator<Item = &Deposit> {
        self.streams.values().flat_map(BTreeMap::values)
    }

    /// Every received segment, in order of arrival.
    pub fn incoming(&self) -> &[StoredSegmentMsg] {
        &self.incoming
    }

    /// The streams that ended.
    pub fn stops(&self) -> impl Iterator<Item = &StreamStop> {
        self.stops.values()
    }

    /// Where a stream goes on: next sequence number and hash of the last segment.
    pub fn outgoing_head(&self, stream: StreamId) -> (u64, Hash) {
        let last = self.streams.get(&stream).and_then(|stream| stream.values().next_back());
        last.map_or((0, Hash::ZERO), |last| (last.outgoing.next_seq(), last.outgoing.hash))
    }

    fn write(&mut self) -> Result<(), MailboxError> {
        let full = MailboxError { code: "store.full", detail: "the test's disk is full".into() };
        if let Some(left) = &mut self.writes_left {
            *left = left.checked_sub(1).ok_or(full)?;
        }
        Ok(())
    }

    fn forget_from(&mut self, stream: StreamId, from_seq: u64) {
        let of_stream = self.streams.entry(stream).or_default();
        of_stream.range_mut(from_seq..).for_each(|(_, deposit)| deposit.position = None);
    }

    fn stop_of(&self, stream: StreamId) -> u64 {
        self.stops.get(&stream).map_or(u64::MAX, |stop| stop.from_seq)
    }

    fn keep(&mut self, segments: &[StoredSegmentMsg]) {
        for stored in segments {
            let hash = sha256(&stored.segment);
            self.missing.remove(&hash);
            if self.known.insert(hash, stored.position).is_none() {
                self.incoming.push(stored.clone());
            }
        }
    }
}

impl Mailbox for MemoryMailbox {
    fn relay(&self) -> Result<Option<KnownRelay>, MailboxError> {
        Ok(self.relay)
    }

    fn set_relay(&mut self, relay: &KnownRelay) -> Result<(), MailboxError> {
        self.write()?;
        self.relay = Some(*relay);
        Ok(())
    }

    fn clock_offset_ms(&self) -> Result<i64, MailboxError> {
        Ok(self.clock_offset_ms)
    }

    fn set_clock_offset_ms(&mut self, offset_ms: i64) -> Result<(), MailboxError> {
        self.write()?;
        self.clock_offset_ms = offset_ms;
        Ok(())
    }

    fn cursors(&self) -> Result<Vec<CursorMsg>, MailboxError> {
        Ok(self.cursors.values().cloned().collect())
    }

    fn cursor(&self, compartment: CompartmentHandle) -> Result<Option<CursorMsg>, MailboxError> {
        Ok(self.cursors.get(&compartment).cloned())
    }

    fn log_heads(&self) -> Result<Vec<LogHeadMsg>, MailboxError> {
        let head = |(log, all): (&LogId, &Vec<Vec<u8>>)| LogHeadMsg {
            log: *log,
            count: u32::try_from(all.len()).unwrap_or(u32::MAX),
            hash: all.last().map_or(Hash::ZERO, |last| sha256(last)),
        };
        Ok(self.logs.iter().map(head).collect())
    }

    fn certificates(&self, log: LogId, from: u32, max: u32) -> Result<Vec<Vec<u8>>, MailboxError> {
        let all = self.logs.get(&log).map_or(&[][..], Vec::as_slice);
        Ok(all.iter().skip(from as usize).take(max as usize).cloned().collect())
    }

    fn streams(&self) -> Result<Vec<OutgoingStream>, MailboxError> {
        let first = |(stream, all): (&StreamId, &BTreeMap<u64, Deposit>)| {
            let compartment = all.values().next()?.outgoing.compartment;
            Some(OutgoingStream { stream: *stream, compartment })
        };
        Ok(self.streams.iter().filter_map(first).collect())
    }

    fn next_unacknowledged(&self, stream: StreamId) -> Result<Option<Outgoing>, MailboxError> {
        let Some(of_stream) = self.streams.get(&stream) else { return Ok(None) };
        let mut waiting = of_stream.range(..self.stop_of(stream)).map(|(_, deposit)| deposit);
        Ok(waiting.find(|deposit| deposit.position.is_none()).map(|deposit| deposit.outgoing.clone()))
    }

    fn last_acknowledged(&self, stream: StreamId) -> Result<Option<u64>, MailboxError> {
        let Some(of_stream) = self.streams.get(&stream) else { return Ok(None) };
        let mut newest = of_stream.values().rev();
        Ok(newest.find(|deposit| deposit.position.is_some()).map(|deposit| deposit.outgoing.first_seq))
    }

    fn acknowledged_since(&self, stream: StreamId, position: u64) -> Result<Option<u64>, MailboxError> {
        let mut of_stream = self.streams.get(&stream).into_iter().flat_map(BTreeMap::values);
        let since = of_stream.find(|deposit| deposit.position.is_some_and(|at| at >= position));
        Ok(since.map(|deposit| deposit.outgoing.first_seq))
    }

    fn hash_before(&self, stream: StreamId, seq: u64) -> Result<Option<Hash>, MailboxError> {
        let before = self.streams.get(&stream).and_then(|all| all.range(..seq).next_back());
        let before = before.map(|(_, deposit)| &deposit.outgoing).filter(|one| one.next_seq() == seq);
        Ok(before.map(|one| one.hash))
    }

    fn acknowledged_at(
        &self,
        compartment: CompartmentHandle,
        position: u64,
    ) -> Result<Option<Hash>, MailboxError> {
        let mut ours = self.outgoing().filter(|deposit| deposit.outgoing.compartment == compartment);
        Ok(ours.find(|deposit| deposit.position == Some(position)).map(|deposit| deposit.outgoing.hash))
    }

    fn acknowledged_head(&self, compartment: CompartmentHandle) -> Result<u64, MailboxError> {
        let ours = self.outgoing().filter(|deposit| deposit.outgoing.compartment == compartment);
        Ok(ours.filter_map(|deposit| deposit.position).max().unwrap_or(0))
    }

    fn acknowledge(&mut self, acknowledgement: &Acknowledgement) -> Result<(), MailboxError> {
        self.write()?;
        let of_stream = self.streams.entry(acknowledgement.stream).or_default();
        if let Some(deposit) = of_stream.get_mut(&acknowledgement.first_seq) {
            deposit.position = Some(acknowledgement.position);
        }
        if let Some(cursor) = &acknowledgement.cursor {
            self.cursors.insert(cursor.compartment, cursor.clone());
        }
        Ok(())
    }

    fn rewind(&mut self, rewind: &Rewind) -> Result<(), MailboxError> {
        self.write()?;
        self.forget_from(rewind.stream, rewind.from_seq);
        Ok(())
    }

    fn stop_stream(&mut self, stop: &StreamStop) -> Result<(), MailboxError> {
        self.write()?;
        if stop.from_seq < self.stop_of(stop.stream) {
            self.stops.insert(stop.stream, *stop);
            self.forget_from(stop.stream, stop.from_seq);
        }
        Ok(())
    }

    fn receive(&mut self, received: &Received) -> Result<Vec<LogId>, MailboxError> {
        self.write()?;
        for one in &received.compartments {
            self.cursors.insert(one.cursor.compartment, one.cursor.clone());
            self.keep(&one.segments);
        }
        let mut refused = Vec::new();
        for one in &received.logs {
            if self.refused_logs.contains(&one.head.log) {
                refused.push(one.head.log);
            } else {
                self.logs.entry(one.head.log).or_default().extend_from_slice(&one.certificates);
            }
        }
        Ok(refused)
    }

    fn recover(&mut self, recovered: &Recovered) -> Result<(), MailboxError> {
        self.write()?;
        self.relay = Some(recovered.relay);
        for cursor in &recovered.cursors {
            self.cursors.insert(cursor.compartment, cursor.clone());
            let there = |stored: &&StoredSegmentMsg| is_in(cursor.compartment, &stored.segment);
            self.missing.extend(self.incoming.iter().filter(there).map(|stored| sha256(&stored.segment)));
        }
        for rewind in &recovered.rewinds {
            self.forget_from(rewind.stream, rewind.from_seq);
        }
        Ok(())
    }

    fn next_to_carry(&self) -> Result<Option<Carried>, MailboxError> {
        let mut all = self.incoming.iter().map(|stored| (sha256(&stored.segment), stored));
        let Some((hash, stored)) = all.find(|(hash, _)| self.missing.contains(hash)) else { return Ok(None) };
        let Ok(segment) = Segment::decode(&stored.segment) else { return Ok(None) };
        Ok(Some(Carried {
            hash,
            compartment: segment.header.compartment,
            bytes: stored.segment.clone(),
            keyboxes: stored.keyboxes.clone(),
        }))
    }

    fn carried(&mut self, carriage: &Carriage) -> Result<(), MailboxError> {
        self.write()?;
        self.missing.remove(&carriage.hash);
        self.known.insert(carriage.hash, carriage.position);
        if let Some(cursor) = &carriage.cursor {
            self.cursors.insert(cursor.compartment, cursor.clone());
        }
        Ok(())
    }

    fn not_carried(&mut self, hash: &Hash, _code: &'static str) -> Result<(), MailboxError> {
        self.write()?;
        self.missing.remove(hash);
        Ok(())
    }
}

fn is_in(compartment: CompartmentHandle, segment: &[u8]) -> bool {
    Segment::decode(segment).is_ok_and(|segment| segment.header.compartment == compartment)
}
