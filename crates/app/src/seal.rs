//! Sealing: authored changes go into segments in the mailbox, right after they are journaled.
//!
//! What is sealed is what the mailbox holds: its head of a stream says up to where. So a crash between the
//! journal and the mailbox is mended by sealing again.

use std::collections::BTreeMap;

use domain::RecordId;
use protocol::limits::SEGMENT_MAX_ENTRIES;
use protocol::{Entry, Keybox, KeyboxHandle, StreamId, fitting};
use store::{AuthoredChange, KeyboxRow, Secret32, StreamHead, StreamRow};
use vault::{ChangeContext, EpochKey, RecordKey, SegmentPlace};

use crate::device::{handle, sealed_up_to};
use crate::{AppError, Device};

/// A batch on its way into one segment.
struct Batch {
    entries: Vec<Entry>,
    /// Keyboxes made for it, with the record of each entry.
    made: BTreeMap<RecordId, (Keybox, RecordKey)>,
}

impl Device {
    /// Seals everything authored and not sealed.
    pub(crate) fn seal(&mut self) -> Result<(), AppError> {
        let streams = self.db.read(|tx| tx.streams())?;
        // a stream that was retired may still hold what could not be sealed then; a stopped one goes no further
        let stops = self.mailbox.stops()?;
        let stopped = |stream: &StreamRow| stops.iter().any(|stop| stop.stream == stream.stream);
        for stream in streams.into_iter().filter(|stream| !stopped(stream)) {
            self.seal_stream(&stream)?;
        }
        Ok(())
    }

    /// Seals now if that is possible. What was authored is on disk whatever happens here, and is sealed at the
    /// next chance: a full disk at this moment must not make a saved record look lost.
    pub(crate) fn seal_or_later(&mut self) {
        if let Err(error) = self.seal() {
            tracing::warn!(code = error.code(), "sealing waits");
        }
    }

    fn seal_stream(&mut self, stream: &StreamRow) -> Result<(), AppError> {
        let limit = u32::try_from(SEGMENT_MAX_ENTRIES).unwrap_or(u32::MAX);
        let Some(row) = self.db.read(|tx| tx.compartment(stream.compartment))? else { return Ok(()) };
        let key = self.db.read(|tx| Self::epoch_key(tx, stream.compartment, row.key_epoch))?;
        let key = key.ok_or(AppError::NotFound("epoch key"))?;
        loop {
            let head = self.mailbox.outgoing_head(stream.stream)?;
            let changes = self.db.read(|tx| tx.authored(stream.stream, head.next_seq, limit))?;
            if changes.is_empty() {
                return Ok(());
            }
            self.seal_one(stream, head, &key, &changes)?;
        }
    }

    /// One segment of as many of these changes as fit.
    fn seal_one(
        &mut self,
        stream: &StreamRow,
        head: StreamHead,
        key: &EpochKey,
        changes: &[AuthoredChange],
    ) -> Result<(), AppError> {
        let mut batch = self.batch(stream, key, changes)?;
        let count = fitting(&batch.entries);
        batch.entries.truncate(count);
        let place = SegmentPlace {
            compartment: handle(stream.compartment),
            stream: stream.stream,
            first_seq: head.next_seq,
            previous: head.hash,
        };
        let used: Vec<KeyboxHandle> = batch.entries.iter().map(|entry| entry.keybox).collect();
        batch.made.retain(|_, (keybox, _)| used.contains(&keybox.handle));
        let keyboxes: Vec<Keybox> = batch.made.values().map(|(keybox, _)| keybox.clone()).collect();
        let random = &mut self.platform.random;
        let segment = vault::seal_segment(&self.identity, key, &place, &batch.entries, random)?;
        // the mailbox first: a keybox that the database knows is then always on its way to the relay
        self.mailbox.add_outgoing(&segment, &keyboxes)?;
        self.db.write(|tx| {
            for (record, (keybox, record_key)) in &batch.made {
                let row = KeyboxRow {
                    handle: keybox.handle,
                    record: *record,
                    compartment: stream.compartment,
                    key_epoch: keybox.key_epoch,
                    key: Secret32(*record_key.expose()),
                };
                tx.put_keybox(&row, stream.stream)?;
                tx.set_record_keybox(*record, Some(keybox.handle))?;
            }
            tx.set_meta(&sealed_up_to(stream.stream), &segment.header.next_seq().to_be_bytes())
        })?;
        Ok(())
    }

    fn batch(
        &mut self,
        stream: &StreamRow,
        key: &EpochKey,
        changes: &[AuthoredChange],
    ) -> Result<Batch, AppError> {
        let Self { db, platform, .. } = self;
        let random = &mut platform.random;
        db.read(|tx| {
            let mut batch = Batch { entries: Vec::with_capacity(changes.len()), made: BTreeMap::new() };
            for change in changes {
                let (keybox, record_key) = match batch.made.get(&change.record) {
                    Some((keybox, record_key)) => (keybox.handle, record_key.clone()),
                    None => match known_key(tx, change.record, stream.stream)? {
                        Some(known) => known,
                        None => {
                            let record_key = RecordKey::generate(random);
                            let keybox = vault::seal_keybox(key, &record_key, random)?;
                            let handle = keybox.handle;
                            batch.made.insert(change.record, (keybox, record_key.clone()));
                            (handle, record_key)
                        }
                    },
                };
                let context = ChangeContext {
                    compartment: handle(stream.compartment),
                    record: *change.record.as_bytes(),
                    kind: change.kind.code(),
                    schema: change.schema,
                };
                batch.entries.push(Entry {
                    kind: context.kind,
                    record: context.record,
                    schema: change.schema,
                    keybox,
                    sealed: vault::seal_change(&record_key, &context, &change.bytes, random)?,
                });
            }
            Ok(batch)
        })
    }
}

/// The key under which this device seals the record's changes in this stream, if it has one already.
fn known_key(
    tx: &store::Reading<'_>,
    record: RecordId,
    stream: StreamId,
) -> Result<Option<(KeyboxHandle, RecordKey)>, AppError> {
    Ok(tx.sealing_key(record, stream)?.map(|row| (row.handle, RecordKey::from_bytes(&row.key.0))))
}
