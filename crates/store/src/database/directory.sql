-- The service directory in three parts (step 3): who, where, what.
ALTER TABLE service_row ADD COLUMN provided_by BLOB;
CREATE INDEX service_row_by_provider ON service_row (provided_by);

CREATE TABLE organization_row (
    id          BLOB    PRIMARY KEY NOT NULL,
    compartment BLOB    NOT NULL,
    standing    INTEGER NOT NULL,
    name        TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE location_row (
    id          BLOB    PRIMARY KEY NOT NULL,
    compartment BLOB    NOT NULL,
    standing    INTEGER NOT NULL,
    name        TEXT    NOT NULL,
    run_by      BLOB,
    address     TEXT,
    phone       TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX location_row_by_organization ON location_row (run_by);
