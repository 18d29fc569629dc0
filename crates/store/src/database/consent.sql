-- Whose consent it is: what a person's page and every decision on a disclosure ask for (step 8). What it says and whether
-- it stands is read from the record.
CREATE TABLE consent_row (
    id          BLOB PRIMARY KEY NOT NULL,
    compartment BLOB NOT NULL,
    person      BLOB
) STRICT, WITHOUT ROWID;
CREATE INDEX consent_person ON consent_row (person);
