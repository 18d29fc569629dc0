//! Segments and keyboxes under dense positions.

use protocol::certificate::StreamHead;
use protocol::wire::{StoredSegmentMsg, StreamHeadMsg, next_chain};
use protocol::{CompartmentHandle, Decode, DeviceId, Encode, Hash, Keybox, StreamId};
use rusqlite::types::Type;
use rusqlite::{Error, OptionalExtension, Result, Transaction};

use super::{certificates, signed, unsigned};
use crate::store::{
    Budget, EMPTY_STREAM, NewSegment, Place, Revision, SegmentAppend, Since, continuity, cost_bytes,
};

/// A compartment's row number and the end of its log.
struct CompartmentRow {
    id: i64,
    head: Place,
}

/// A stream's row number, its owner and where it stands.
struct StreamRow {
    id: i64,
    device: [u8; 16],
    head: StreamHeadMsg,
}

pub(super) fn append(tx: &Transaction<'_>, seen: Revision, new: &NewSegment) -> Result<SegmentAppend> {
    if certificates::revision(tx)? != seen {
        return Ok(SegmentAppend::Stale);
    }
    if let Some(place) = place_of(tx, new)? {
        return Ok(SegmentAppend::Known(place));
    }
    let compartment = compartment(tx, new.compartment)?;
    let stream = match &compartment {
        Some(row) => stream(tx, row.id, new)?,
        None => None,
    };
    if stream.as_ref().is_some_and(|stream| stream.device != new.device.0) {
        return Ok(SegmentAppend::OtherDevice);
    }
    let stream_head = stream.as_ref().map_or(EMPTY_STREAM, |stream| stream.head.clone());
    if let Some(refusal) = continuity(stream_head, new) {
        return Ok(refusal);
    }
    if let Some(row) = &compartment
        && keybox_taken(tx, row.id, &new.keyboxes)?
    {
        return Ok(SegmentAppend::KeyboxTaken);
    }
    insert(tx, compartment, stream, new).map(SegmentAppend::Done)
}

fn insert(
    tx: &Transaction<'_>,
    compartment: Option<CompartmentRow>,
    stream: Option<StreamRow>,
    new: &NewSegment,
) -> Result<Place> {
    let compartment = match compartment {
        Some(row) => row,
        None => insert_compartment(tx, new.compartment)?,
    };
    let before = compartment.head;
    let place = Place { position: before.position + 1, chain: next_chain(before.chain, new.hash) };
    let stream_id = match stream {
        Some(row) => advance_stream(tx, row.id, new)?,
        None => insert_stream(tx, compartment.id, new)?,
    };
    let position = signed(place.position)?;
    tx.prepare_cached(
        "INSERT INTO segment (compartment, position, stream, first_seq, hash, chain, received_ms, bytes)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute((
        compartment.id,
        position,
        stream_id,
        signed(new.first_seq)?,
        new.hash.0,
        place.chain.0,
        new.received_ms,
        &new.bytes,
    ))?;
    let mut keep = tx.prepare_cached(
        "INSERT OR IGNORE INTO keybox (compartment, handle, position, bytes) VALUES (?1, ?2, ?3, ?4)",
    )?;
    for keybox in &new.keyboxes {
        keep.execute((compartment.id, keybox.handle.0, position, keybox.encode()))?;
    }
    tx.prepare_cached("UPDATE compartment SET position = ?2, chain = ?3 WHERE id = ?1")?.execute((
        compartment.id,
        position,
        place.chain.0,
    ))?;
    Ok(place)
}

fn insert_compartment(tx: &Transaction<'_>, handle: CompartmentHandle) -> Result<CompartmentRow> {
    tx.execute(
        "INSERT INTO compartment (handle, position, chain) VALUES (?1, 0, ?2)",
        (handle.0, Hash::ZERO.0),
    )?;
    Ok(CompartmentRow { id: tx.last_insert_rowid(), head: Place::START })
}

fn insert_stream(tx: &Transaction<'_>, compartment: i64, new: &NewSegment) -> Result<i64> {
    tx.prepare_cached(
        "INSERT INTO stream (compartment, stream, device, next_seq, hash) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute((compartment, new.stream.0, new.device.0, signed(new.next_seq)?, new.hash.0))?;
    Ok(tx.last_insert_rowid())
}

fn advance_stream(tx: &Transaction<'_>, id: i64, new: &NewSegment) -> Result<i64> {
    tx.prepare_cached("UPDATE stream SET next_seq = ?2, hash = ?3 WHERE id = ?1")?.execute((
        id,
        signed(new.next_seq)?,
        new.hash.0,
    ))?;
    Ok(id)
}

fn compartment(tx: &Transaction<'_>, handle: CompartmentHandle) -> Result<Option<CompartmentRow>> {
    let mut one = tx.prepare_cached("SELECT id, position, chain FROM compartment WHERE handle = ?1")?;
    one.query_row([handle.0], |row| {
        let head = Place { position: unsigned(row.get(1)?)?, chain: Hash(row.get(2)?) };
        Ok(CompartmentRow { id: row.get(0)?, head })
    })
    .optional()
}

fn stream(tx: &Transaction<'_>, compartment: i64, new: &NewSegment) -> Result<Option<StreamRow>> {
    let mut one = tx.prepare_cached(
        "SELECT id, device, next_seq, hash FROM stream WHERE compartment = ?1 AND stream = ?2",
    )?;
    one.query_row((compartment, new.stream.0), |row| {
        let head = StreamHeadMsg { next_seq: unsigned(row.get(2)?)?, hash: Hash(row.get(3)?) };
        Ok(StreamRow { id: row.get(0)?, device: row.get(1)?, head })
    })
    .optional()
}

pub(super) fn streams_of(tx: &Transaction<'_>, device: DeviceId) -> Result<Vec<StreamHead>> {
    let mut all = tx.prepare_cached(
        "SELECT c.handle, s.stream, s.next_seq, s.hash FROM stream s JOIN compartment c ON c.id = s.compartment \
         WHERE s.device = ?1 ORDER BY c.handle, s.stream",
    )?;
    let read = |row: &rusqlite::Row<'_>| {
        Ok(StreamHead {
            compartment: CompartmentHandle(row.get(0)?),
            stream: StreamId(row.get(1)?),
            next_seq: unsigned(row.get(2)?)?,
            hash: Hash(row.get(3)?),
        })
    };
    all.query_map([device.0], read)?.collect()
}

fn keybox_taken(tx: &Transaction<'_>, compartment: i64, keyboxes: &[Keybox]) -> Result<bool> {
    let mut one = tx.prepare_cached("SELECT bytes FROM keybox WHERE compartment = ?1 AND handle = ?2")?;
    for keybox in keyboxes {
        let held: Option<Vec<u8>> =
            one.query_row((compartment, keybox.handle.0), |row| row.get(0)).optional()?;
        if held.is_some_and(|held| held != keybox.encode()) {
            return Ok(true);
        }
    }
    Ok(false)
}

pub(super) fn place_of(tx: &Transaction<'_>, segment: &NewSegment) -> Result<Option<Place>> {
    let mut one = tx.prepare_cached(
        "SELECT segment.position, segment.chain
         FROM compartment
         JOIN stream ON stream.compartment = compartment.id AND stream.stream = ?2
         JOIN segment ON segment.stream = stream.id AND segment.first_seq = ?3 AND segment.hash = ?4
         WHERE compartment.handle = ?1",
    )?;
    one.query_row(
        (segment.compartment.0, segment.stream.0, signed(segment.first_seq)?, segment.hash.0),
        |row| Ok(Place { position: unsigned(row.get(0)?)?, chain: Hash(row.get(1)?) }),
    )
    .optional()
}

pub(super) fn since(
    tx: &Transaction<'_>,
    handle: CompartmentHandle,
    position: u64,
    budget: Budget,
) -> Result<Since> {
    let start = (position == 0).then_some(Hash::ZERO);
    let Some(row) = compartment(tx, handle)? else {
        return Ok(Since { head: Place::START, chain_at: start, segments: Vec::new() });
    };
    // what lies beyond the log's end is told by `chain_at`; nothing can be read there
    if position >= row.head.position {
        let here = (position == row.head.position).then_some(row.head.chain);
        return Ok(Since { head: row.head, chain_at: start.or(here), segments: Vec::new() });
    }
    let chain_at = match start {
        Some(chain) => Some(chain),
        None => chain_at(tx, row.id, position)?,
    };
    Ok(Since { head: row.head, chain_at, segments: segments(tx, row.id, position, budget)? })
}

fn chain_at(tx: &Transaction<'_>, compartment: i64, position: u64) -> Result<Option<Hash>> {
    let mut one = tx.prepare_cached("SELECT chain FROM segment WHERE compartment = ?1 AND position = ?2")?;
    one.query_row((compartment, signed(position)?), |row| row.get(0).map(Hash)).optional()
}

fn segments(
    tx: &Transaction<'_>,
    compartment: i64,
    after: u64,
    budget: Budget,
) -> Result<Vec<StoredSegmentMsg>> {
    let mut statement = tx.prepare_cached(
        "SELECT position, bytes FROM segment WHERE compartment = ?1 AND position > ?2 ORDER BY position",
    )?;
    let mut rows = statement.query((compartment, signed(after)?))?;
    let (mut left, mut found) = (budget.bytes, Vec::new());
    while found.len() < budget.items {
        let Some(row) = rows.next()? else { break };
        let position: i64 = row.get(0)?;
        let keyboxes = keyboxes(tx, compartment, position)?;
        let segment: Vec<u8> = row.get(1)?;
        let cost = cost_bytes(segment.len(), keyboxes.len());
        if cost > left && !found.is_empty() {
            break;
        }
        left = left.saturating_sub(cost);
        found.push(StoredSegmentMsg { position: unsigned(position)?, segment, keyboxes });
    }
    Ok(found)
}

fn keyboxes(tx: &Transaction<'_>, compartment: i64, position: i64) -> Result<Vec<Keybox>> {
    let mut statement = tx.prepare_cached(
        "SELECT bytes FROM keybox WHERE compartment = ?1 AND position = ?2 ORDER BY handle",
    )?;
    let rows = statement.query_map((compartment, position), |row| row.get::<_, Vec<u8>>(0))?;
    rows.map(|bytes| {
        Keybox::decode(&bytes?)
            .map_err(|error| Error::FromSqlConversionFailure(0, Type::Blob, Box::new(error)))
    })
    .collect()
}
