//! The store's mailbox as the sync engine wants it. It checks one thing more: that certificates fit the roster
//! before they are kept, so that a relay cannot spoil a log.

use protocol::roster::Arrival;
use protocol::wire::{CursorMsg, LogHeadMsg, ReportMsg};
use protocol::{Certificate, CompartmentHandle, Hash, LogId, StreamId};
use store::{LetterRow, OutgoingSegment, ReceivedCertificates, ReceivedSegments, RelayIdentity, StoreError};
use sync::{
    Acknowledgement, Carriage, Carried, KnownRelay, MailboxError, Outgoing, OutgoingStream, Received,
    ReceivedLog, Recovered, Rewind, StopReason, StreamStop,
};

use crate::device::KnownRoster;

/// See the module.
pub(crate) struct MailboxPort<'a> {
    pub mailbox: &'a store::Mailbox,
    pub known: &'a mut KnownRoster,
    /// Whether letters are among what is to be sent.
    pub letters: bool,
}

/// As the engine says it; what the store's error told stands in the log.
fn failed(error: StoreError) -> MailboxError {
    MailboxError { code: error.code(), detail: error.to_string() }
}

fn outgoing(row: OutgoingSegment) -> Outgoing {
    Outgoing {
        compartment: row.compartment,
        stream: row.stream,
        first_seq: row.first_seq,
        count: row.count,
        hash: row.hash,
        bytes: row.bytes,
        keyboxes: row.keyboxes,
    }
}

fn letter(row: LetterRow) -> Outgoing {
    let LetterRow { compartment, stream, hash, bytes, keyboxes, .. } = row;
    Outgoing { compartment, stream, first_seq: 0, count: 1, hash, bytes, keyboxes }
}

fn identity(relay: &KnownRelay) -> RelayIdentity {
    RelayIdentity { generation: relay.generation, key: relay.key }
}

impl MailboxPort<'_> {
    /// Takes into the roster what continues it: what was taken, and what was refused. A compartment's certificates
    /// may stand on the collaborative's (ADR 4), and an answer may bring both in either order: what does not fit is
    /// tried again after something else did.
    fn take_in<'r>(&mut self, logs: &'r [ReceivedLog]) -> (Vec<&'r ReceivedLog>, Vec<&'r ReceivedLog>) {
        let mut kept = Vec::new();
        let mut left: Vec<&ReceivedLog> = logs.iter().collect();
        loop {
            let (fitting, others): (Vec<_>, Vec<_>) = left.into_iter().partition(|log| self.fits(log));
            left = others;
            if fitting.is_empty() || left.is_empty() {
                kept.extend(fitting);
                return (kept, left);
            }
            kept.extend(fitting);
        }
    }

    /// Whether these certificates continue the roster. If so, it has taken them in.
    fn fits(&mut self, log: &ReceivedLog) -> bool {
        let certificates: Result<Vec<Certificate>, _> =
            log.certificates.iter().map(|bytes| Certificate::decode(bytes)).collect();
        let applied = certificates.ok().map(|all| self.known.roster.apply_all(&all, Arrival::Earlier));
        match applied {
            Some(Ok(_)) => true,
            Some(Err(error)) => {
                tracing::info!(code = error.code(), "certificates from the relay do not hold yet");
                false
            }
            None => false,
        }
    }
}

impl sync::Mailbox for MailboxPort<'_> {
    fn relay(&self) -> Result<Option<KnownRelay>, MailboxError> {
        let found = self.mailbox.relay_identity().map_err(failed)?;
        Ok(found.map(|relay| KnownRelay { generation: relay.generation, key: relay.key }))
    }

    fn set_relay(&mut self, relay: &KnownRelay) -> Result<(), MailboxError> {
        self.mailbox.set_relay_identity(&identity(relay)).map_err(failed)
    }

    fn report(&mut self, now_ms: i64) -> Result<Option<ReportMsg>, MailboxError> {
        Ok(Some(crate::report::report(self.mailbox, now_ms).map_err(failed)?))
    }

    fn clock_offset_ms(&self) -> Result<i64, MailboxError> {
        Ok(self.mailbox.clock_offset_ms().map_err(failed)?.unwrap_or(0))
    }

    fn set_clock_offset_ms(&mut self, offset_ms: i64) -> Result<(), MailboxError> {
        self.mailbox.set_clock_offset_ms(offset_ms).map_err(failed)
    }

    fn cursors(&self) -> Result<Vec<CursorMsg>, MailboxError> {
        self.mailbox.cursors().map_err(failed)
    }

    fn cursor(&self, compartment: CompartmentHandle) -> Result<Option<CursorMsg>, MailboxError> {
        self.mailbox.cursor(compartment).map_err(failed)
    }

    fn log_heads(&self) -> Result<Vec<LogHeadMsg>, MailboxError> {
        self.mailbox.log_heads().map_err(failed)
    }

    fn certificates(&self, log: LogId, from: u32, max: u32) -> Result<Vec<Vec<u8>>, MailboxError> {
        self.mailbox.certificates_at_most(log, from, max).map_err(failed)
    }

    fn streams(&self) -> Result<Vec<OutgoingStream>, MailboxError> {
        let rows = self.mailbox.outgoing_streams().map_err(failed)?;
        let streams = rows.into_iter().map(|row| (row.stream, row.compartment));
        let letters = if self.letters { self.mailbox.unsent_letters().map_err(failed)? } else { Vec::new() };
        let all = streams.chain(letters.into_iter().map(|row| (row.stream, row.compartment)));
        Ok(all.map(|(stream, compartment)| OutgoingStream { stream, compartment }).collect())
    }

    fn next_unacknowledged(&self, stream: StreamId) -> Result<Option<Outgoing>, MailboxError> {
        match self.mailbox.next_unsent(stream).map_err(failed)? {
            Some(row) => Ok(Some(outgoing(row))),
            None => Ok(self.mailbox.take_letter(stream).map_err(failed)?.map(letter)),
        }
    }

    fn last_acknowledged(&self, stream: StreamId) -> Result<Option<u64>, MailboxError> {
        self.mailbox.last_acknowledged(stream).map_err(failed)
    }

    fn acknowledged_since(&self, stream: StreamId, position: u64) -> Result<Option<u64>, MailboxError> {
        self.mailbox.acknowledged_since(stream, position).map_err(failed)
    }

    fn hash_before(&self, stream: StreamId, seq: u64) -> Result<Option<Hash>, MailboxError> {
        self.mailbox.hash_before(stream, seq).map_err(failed)
    }

    fn acknowledged_at(
        &self,
        compartment: CompartmentHandle,
        position: u64,
    ) -> Result<Option<Hash>, MailboxError> {
        self.mailbox.acknowledged_at(compartment, position).map_err(failed)
    }

    fn acknowledged_head(&self, compartment: CompartmentHandle) -> Result<u64, MailboxError> {
        self.mailbox.acknowledged_head(compartment).map_err(failed)
    }

    fn acknowledge(&mut self, acknowledgement: &Acknowledgement) -> Result<(), MailboxError> {
        let Acknowledgement { stream, first_seq, hash, position, cursor } = acknowledgement;
        if self.mailbox.letter_acknowledged(*stream, *hash, *position).map_err(failed)? {
            return Ok(());
        }
        self.mailbox.acknowledge(*stream, *first_seq, *position, cursor.as_ref()).map_err(failed)
    }

    fn rewind(&mut self, rewind: &Rewind) -> Result<(), MailboxError> {
        self.mailbox.rewind(rewind.stream, rewind.from_seq).map_err(failed)
    }

    fn stop_stream(&mut self, stop: &StreamStop) -> Result<(), MailboxError> {
        let reason = match stop.why {
            StopReason::Fenced => store::StopReason::Fenced,
            StopReason::OldEpoch => store::StopReason::OldEpoch,
            StopReason::Displaced => store::StopReason::Displaced,
        };
        if self.mailbox.stop_letter(stop.stream, reason).map_err(failed)? {
            return Ok(());
        }
        let stop = store::StreamStop { stream: stop.stream, from_seq: stop.from_seq, reason };
        self.mailbox.stop_stream(&stop).map_err(failed)
    }

    fn receive(&mut self, received: &Received) -> Result<Vec<LogId>, MailboxError> {
        if !received.logs.is_empty() {
            // certificates that this device published itself went past this part of it
            self.known.refresh(self.mailbox).map_err(failed)?;
        }
        let (kept, refused) = self.take_in(&received.logs);
        let segments: Vec<ReceivedSegments<'_>> = received
            .compartments
            .iter()
            .map(|news| ReceivedSegments { cursor: &news.cursor, segments: &news.segments })
            .collect();
        let certificates: Vec<ReceivedCertificates<'_>> = kept
            .into_iter()
            .map(|news| ReceivedCertificates {
                log: news.head.log,
                from: news
                    .head
                    .count
                    .saturating_sub(u32::try_from(news.certificates.len()).unwrap_or(u32::MAX)),
                certificates: &news.certificates,
            })
            .collect();
        self.mailbox.receive(&segments, &certificates, received.at_ms).map_err(failed)?;
        Ok(refused.into_iter().map(|log| log.head.log).collect())
    }

    fn recover(&mut self, recovered: &Recovered) -> Result<(), MailboxError> {
        let rewinds: Vec<(StreamId, u64)> =
            recovered.rewinds.iter().map(|rewind| (rewind.stream, rewind.from_seq)).collect();
        self.mailbox.recover(&identity(&recovered.relay), &recovered.cursors, &rewinds).map_err(failed)
    }

    fn next_to_carry(&self) -> Result<Option<Carried>, MailboxError> {
        let missing = self.mailbox.next_missing().map_err(failed)?;
        Ok(missing.map(|row| Carried {
            hash: row.hash,
            compartment: row.compartment,
            bytes: row.bytes,
            keyboxes: row.keyboxes,
        }))
    }

    fn carried(&mut self, carriage: &Carriage) -> Result<(), MailboxError> {
        let Carriage { hash, position, cursor } = carriage;
        self.mailbox.given_back(*hash, *position, cursor.as_ref()).map_err(failed)
    }

    fn not_carried(&mut self, hash: &Hash, code: &'static str) -> Result<(), MailboxError> {
        self.mailbox.not_taken_back(*hash, code).map_err(failed)
    }
}
