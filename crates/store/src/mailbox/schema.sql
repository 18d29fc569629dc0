-- Version 1. Add-only: later versions append migrations, never change this file. Ciphertext and public things only.

CREATE TABLE meta (
    key   TEXT PRIMARY KEY NOT NULL,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE outgoing_stream (
    stream      BLOB    PRIMARY KEY NOT NULL,
    compartment BLOB    NOT NULL,
    next_seq    INTEGER NOT NULL,
    hash        BLOB    NOT NULL,
    from_seq    INTEGER, -- nothing from here on is sent
    reason      TEXT     -- why not
) STRICT, WITHOUT ROWID;

CREATE TABLE outgoing (
    n           INTEGER PRIMARY KEY AUTOINCREMENT,
    stream      BLOB    NOT NULL,
    compartment BLOB    NOT NULL,
    first_seq   INTEGER NOT NULL,
    count       INTEGER NOT NULL,
    hash        BLOB    NOT NULL,
    bytes       BLOB    NOT NULL,
    keyboxes    BLOB    NOT NULL,
    position    INTEGER
) STRICT;
CREATE UNIQUE INDEX outgoing_place ON outgoing (stream, first_seq);
CREATE INDEX outgoing_unsent ON outgoing (stream, first_seq) WHERE position IS NULL;
CREATE INDEX outgoing_sent ON outgoing (stream, first_seq) WHERE position IS NOT NULL;
CREATE INDEX outgoing_position ON outgoing (compartment, position) WHERE position IS NOT NULL;

CREATE TABLE incoming (
    n           INTEGER PRIMARY KEY AUTOINCREMENT,
    compartment BLOB NOT NULL,
    position    INTEGER,
    hash        BLOB NOT NULL UNIQUE,
    bytes       BLOB NOT NULL,
    keyboxes    BLOB NOT NULL
) STRICT;

CREATE TABLE cursor (
    compartment BLOB    PRIMARY KEY NOT NULL,
    generation  BLOB    NOT NULL,
    position    INTEGER NOT NULL,
    chain       BLOB    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE certificate_log (
    log   BLOB    PRIMARY KEY NOT NULL,
    count INTEGER NOT NULL,
    hash  BLOB    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE certificate (
    n     INTEGER PRIMARY KEY,
    log   BLOB    NOT NULL,
    place INTEGER NOT NULL,
    bytes BLOB    NOT NULL
) STRICT;
CREATE UNIQUE INDEX certificate_place ON certificate (log, place);
