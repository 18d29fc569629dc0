-- What a handoff grew out of, and what the board, a person's page and a contact's page ask for (step 4).
CREATE TABLE packet_row (
    id          BLOB PRIMARY KEY NOT NULL,
    compartment BLOB NOT NULL,
    handoff     BLOB NOT NULL,
    contact     BLOB,
    person      BLOB
) STRICT, WITHOUT ROWID;
CREATE INDEX packet_contact ON packet_row (contact);
CREATE INDEX packet_person ON packet_row (person);

CREATE INDEX follow_up_contact ON follow_up_row (contact);
CREATE INDEX contact_agency ON contact_row (agency, started_ms);
