//! The tables. Migrations only add; a released one is never edited.

use rusqlite::Connection;
use rusqlite_migration::{M, Migrations};

use super::failed;
use crate::store::StoreError;

/// Marks the file as a relay's ("FBRL").
const APPLICATION_ID: i32 = 0x4642_524c;

const V1: &str = "
CREATE TABLE identity (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    generation BLOB NOT NULL,
    key_seed BLOB NOT NULL
) STRICT;
CREATE TABLE claim (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    token_hash BLOB NOT NULL
) STRICT;
-- in the order of acceptance; the last revision is the store's
CREATE TABLE certificate (
    revision INTEGER PRIMARY KEY,
    log BLOB NOT NULL,
    count INTEGER NOT NULL,
    hash BLOB NOT NULL,
    bytes BLOB NOT NULL,
    UNIQUE (log, count)
) STRICT;
CREATE TABLE compartment (
    id INTEGER PRIMARY KEY,
    handle BLOB NOT NULL UNIQUE,
    position INTEGER NOT NULL,
    chain BLOB NOT NULL
) STRICT;
CREATE TABLE stream (
    id INTEGER PRIMARY KEY,
    compartment INTEGER NOT NULL REFERENCES compartment,
    stream BLOB NOT NULL,
    device BLOB NOT NULL,
    next_seq INTEGER NOT NULL,
    hash BLOB NOT NULL,
    UNIQUE (compartment, stream)
) STRICT;
CREATE TABLE segment (
    id INTEGER PRIMARY KEY,
    compartment INTEGER NOT NULL REFERENCES compartment,
    position INTEGER NOT NULL,
    stream INTEGER NOT NULL REFERENCES stream,
    first_seq INTEGER NOT NULL,
    hash BLOB NOT NULL,
    chain BLOB NOT NULL,
    received_ms INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    UNIQUE (compartment, position),
    UNIQUE (stream, first_seq)
) STRICT;
-- deleted by handle when a record is expunged
CREATE TABLE keybox (
    compartment INTEGER NOT NULL REFERENCES compartment,
    handle BLOB NOT NULL,
    position INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (compartment, handle)
) STRICT, WITHOUT ROWID;
CREATE INDEX keybox_by_position ON keybox (compartment, position, handle);
CREATE TABLE invitation (
    handle BLOB PRIMARY KEY,
    blob BLOB NOT NULL,
    invite BLOB,
    expires_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX invitation_by_invite ON invitation (invite) WHERE invite IS NOT NULL;
";

/// When each device was last here, and what it said of itself; where two devices meet for a few minutes.
const V2: &str = "
CREATE TABLE contact (
    device BLOB PRIMARY KEY,
    at_ms INTEGER NOT NULL,
    version TEXT NOT NULL,
    unsent_since_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE rendezvous (
    number INTEGER PRIMARY KEY,
    opener BLOB NOT NULL,
    expires_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE rendezvous_message (
    number INTEGER NOT NULL REFERENCES rendezvous ON DELETE CASCADE,
    place INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (number, place)
) STRICT, WITHOUT ROWID;
";

const MIGRATIONS: &[M<'static>] = &[M::up(V1), M::up(V2)];

/// Makes the tables, or brings an older file up to date.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    let found = application_id(connection)?;
    check_ours(connection, found)?;
    // before the tables: what has tables and no mark is somebody else's. Not written again: a relay on a full disk must
    // still start, to be read from
    if found != APPLICATION_ID {
        connection.pragma_update(None, "application_id", APPLICATION_ID).map_err(failed)?;
    }
    Migrations::from_slice(MIGRATIONS).to_latest(connection).map_err(|error| match error {
        rusqlite_migration::Error::MigrationDefinition(
            rusqlite_migration::MigrationDefinitionError::DatabaseTooFarAhead,
        ) => StoreError::NewerVersion,
        rusqlite_migration::Error::RusqliteError { err, .. } => failed(err),
        other => StoreError::Failed(other.to_string()),
    })
}

fn application_id(connection: &Connection) -> Result<i32, StoreError> {
    connection.pragma_query_value(None, "application_id", |row| row.get(0)).map_err(failed)
}

fn check_ours(connection: &Connection, id: i32) -> Result<(), StoreError> {
    let tables: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).map_err(failed)?;
    if id == APPLICATION_ID || (id == 0 && tables == 0) { Ok(()) } else { Err(StoreError::NotOurs) }
}
