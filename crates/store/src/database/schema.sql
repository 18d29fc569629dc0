-- Version 1. Add-only: later versions append migrations, never change this file.

CREATE TABLE meta (
    key   TEXT PRIMARY KEY NOT NULL,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- the truth: every change that was authored or accepted, in the order it was
CREATE TABLE journal (
    seq         INTEGER PRIMARY KEY AUTOINCREMENT,
    record      BLOB    NOT NULL,
    kind        INTEGER NOT NULL,
    compartment BLOB    NOT NULL,
    schema      INTEGER NOT NULL,
    hash        BLOB    NOT NULL,
    bytes       BLOB    NOT NULL,
    stream      BLOB    NOT NULL,
    stream_seq  INTEGER NOT NULL,
    authored    INTEGER NOT NULL,
    position    INTEGER,
    at_ms       INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX journal_change ON journal (record, hash);
CREATE UNIQUE INDEX journal_authored ON journal (stream, stream_seq) WHERE authored = 1;

CREATE TABLE stream (
    stream      BLOB    PRIMARY KEY NOT NULL,
    compartment BLOB    NOT NULL,
    actor       BLOB    NOT NULL,
    current     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX stream_current ON stream (compartment) WHERE current = 1;

CREATE TABLE stream_head (
    stream      BLOB    PRIMARY KEY NOT NULL,
    compartment BLOB    NOT NULL,
    device      BLOB    NOT NULL,
    next_seq    INTEGER NOT NULL,
    hash        BLOB    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE compartment (
    compartment    BLOB    PRIMARY KEY NOT NULL,
    name           TEXT    NOT NULL,
    key_epoch      INTEGER NOT NULL,
    id_key         BLOB    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE epoch_key (
    compartment  BLOB    NOT NULL,
    key_epoch    INTEGER NOT NULL,
    key          BLOB    NOT NULL,
    inbox_secret BLOB,
    PRIMARY KEY (compartment, key_epoch)
) STRICT, WITHOUT ROWID;

CREATE TABLE keybox (
    handle      BLOB    PRIMARY KEY NOT NULL,
    record      BLOB    NOT NULL,
    compartment BLOB    NOT NULL,
    key_epoch   INTEGER NOT NULL,
    key         BLOB    NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX keybox_record ON keybox (record);

-- n is this device's own number for the record: it never leaves and never changes
CREATE TABLE record (
    n             INTEGER PRIMARY KEY,
    id            BLOB    NOT NULL UNIQUE,
    kind          INTEGER NOT NULL,
    compartment   BLOB    NOT NULL,
    schema        INTEGER NOT NULL,
    folded        BLOB    NOT NULL,
    digest        BLOB    NOT NULL,
    keybox        BLOB,
    authored_here INTEGER NOT NULL
) STRICT;
CREATE INDEX record_compartment ON record (compartment, id, digest);

CREATE TABLE draft (
    id         BLOB    PRIMARY KEY NOT NULL,
    kind       INTEGER NOT NULL,
    record     BLOB,
    fields     BLOB    NOT NULL,
    focus      TEXT    NOT NULL,
    updated_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE quarantine (
    id          INTEGER PRIMARY KEY,
    compartment BLOB    NOT NULL,
    stream      BLOB    NOT NULL,
    seq         INTEGER NOT NULL,
    record      BLOB,
    reason      TEXT    NOT NULL,
    detail      TEXT    NOT NULL,
    bytes       BLOB    NOT NULL,
    at_ms       INTEGER NOT NULL
) STRICT;
CREATE INDEX quarantine_record ON quarantine (record);
CREATE UNIQUE INDEX quarantine_entry ON quarantine (stream, seq, reason, bytes);

CREATE TABLE parked (
    id          INTEGER PRIMARY KEY,
    compartment BLOB    NOT NULL,
    stream      BLOB    NOT NULL,
    seq         INTEGER NOT NULL,
    kind        INTEGER NOT NULL,
    record      BLOB,
    schema      INTEGER NOT NULL,
    reason      TEXT    NOT NULL,
    waits_for   BLOB,
    position    INTEGER,
    bytes       BLOB    NOT NULL,
    since_ms    INTEGER NOT NULL
) STRICT;
CREATE INDEX parked_waiting ON parked (record, waits_for);
CREATE UNIQUE INDEX parked_entry ON parked (stream, seq);

-- projections: rebuilt from the journal at any time

CREATE TABLE person_row (
    id           BLOB    PRIMARY KEY NOT NULL,
    compartment  BLOB    NOT NULL,
    standing     INTEGER NOT NULL,
    display_name TEXT    NOT NULL,
    code_name    TEXT,
    birth_date   TEXT,
    age          TEXT,
    gender       TEXT,
    conflicts    INTEGER NOT NULL,
    updated_ms   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE incident_row (
    id            BLOB    PRIMARY KEY NOT NULL,
    compartment   BLOB    NOT NULL,
    standing      INTEGER NOT NULL,
    cad_number    TEXT,
    kind          TEXT,
    occurred_ms   INTEGER,
    occurred_date TEXT,
    place         TEXT,
    conflicts     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX incident_cad ON incident_row (cad_number);

CREATE TABLE contact_row (
    id             BLOB    PRIMARY KEY NOT NULL,
    compartment    BLOB    NOT NULL,
    standing       INTEGER NOT NULL,
    person         BLOB,
    incident       BLOB,
    pathway        TEXT,
    role           TEXT,
    agency         TEXT,
    unit           TEXT,
    started        TEXT,
    started_ms     INTEGER,
    place          TEXT,
    offer          TEXT,
    offer_reason   TEXT,
    naloxone_given TEXT,
    survived       TEXT,
    conflicts      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX contact_person ON contact_row (person);
CREATE INDEX contact_incident ON contact_row (incident);
CREATE INDEX contact_started ON contact_row (started_ms);

CREATE TABLE administration_row (
    contact  BLOB NOT NULL,
    id       TEXT NOT NULL,
    giver    TEXT,
    agency   TEXT,
    at_ms    INTEGER,
    response TEXT,
    PRIMARY KEY (contact, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE dose_row (
    contact        BLOB NOT NULL,
    id             TEXT NOT NULL,
    administration TEXT,
    mg             REAL,
    route          TEXT,
    at_ms          INTEGER,
    PRIMARY KEY (contact, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE disposition_row (
    contact BLOB NOT NULL,
    code    TEXT NOT NULL,
    person  BLOB,
    PRIMARY KEY (contact, code)
) STRICT, WITHOUT ROWID;

CREATE TABLE note_row (
    id          BLOB    PRIMARY KEY NOT NULL,
    compartment BLOB    NOT NULL,
    standing    INTEGER NOT NULL,
    contact     BLOB,
    person      BLOB,
    amends      BLOB,
    author      BLOB    NOT NULL,
    written_ms  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX note_contact ON note_row (contact);
CREATE INDEX note_person ON note_row (person);

CREATE TABLE handoff_row (
    id          BLOB    PRIMARY KEY NOT NULL,
    compartment BLOB    NOT NULL,
    standing    INTEGER NOT NULL,
    state       TEXT    NOT NULL,
    offered_by  TEXT,
    offered_to  TEXT,
    accountable TEXT    NOT NULL,
    flags       TEXT    NOT NULL,
    due_ms      INTEGER,
    updated_ms  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX handoff_updated ON handoff_row (updated_ms);

CREATE TABLE follow_up_row (
    id          BLOB    PRIMARY KEY NOT NULL,
    compartment BLOB    NOT NULL,
    standing    INTEGER NOT NULL,
    person      BLOB,
    contact     BLOB,
    reason      TEXT,
    agency      TEXT,
    unit        TEXT,
    started_ms  INTEGER,
    from_ms     INTEGER,
    due_ms      INTEGER,
    met_ms      INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX follow_up_due ON follow_up_row (due_ms);
CREATE INDEX follow_up_person ON follow_up_row (person);

CREATE TABLE service_row (
    id           BLOB    PRIMARY KEY NOT NULL,
    compartment  BLOB    NOT NULL,
    standing     INTEGER NOT NULL,
    name         TEXT    NOT NULL,
    organization TEXT,
    city         TEXT,
    phone        TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE conflict_row (
    record      BLOB NOT NULL,
    field       TEXT NOT NULL,
    compartment BLOB NOT NULL,
    PRIMARY KEY (record, field)
) STRICT, WITHOUT ROWID;
