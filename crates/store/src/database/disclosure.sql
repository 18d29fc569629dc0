-- Who was told what, and what others told this compartment (step 8).
CREATE TABLE disclosure_row (
    id          BLOB    PRIMARY KEY NOT NULL,
    compartment BLOB    NOT NULL,
    standing    INTEGER NOT NULL,
    person      BLOB,
    handoff     BLOB,
    to_agency   TEXT    NOT NULL,
    at_ms       INTEGER,
    about       TEXT    NOT NULL,
    leg         TEXT    NOT NULL,
    state       TEXT    NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX disclosure_person ON disclosure_row (person, at_ms);
CREATE INDEX disclosure_handoff ON disclosure_row (handoff);
-- Looked at after every exchange: few have nothing final. Word for word the condition of its query.
CREATE INDEX disclosure_waiting ON disclosure_row (at_ms) WHERE state = 'waiting';

CREATE TABLE disclosure_consent_row (
    disclosure BLOB NOT NULL,
    consent    BLOB NOT NULL,
    PRIMARY KEY (disclosure, consent)
) STRICT, WITHOUT ROWID;
CREATE INDEX disclosure_consent_consent ON disclosure_consent_row (consent);

CREATE TABLE disclosed_copy_row (
    id          BLOB PRIMARY KEY NOT NULL,
    compartment BLOB NOT NULL,
    handoff     BLOB,
    from_agency TEXT NOT NULL,
    about       TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX disclosed_copy_handoff ON disclosed_copy_row (handoff);

CREATE TABLE copied_consent_row (
    copy       BLOB NOT NULL,
    consent    BLOB NOT NULL,
    revoked_ms INTEGER,
    PRIMARY KEY (copy, consent)
) STRICT, WITHOUT ROWID;
CREATE INDEX copied_consent_consent ON copied_consent_row (consent);
