-- Letters to compartments that this device is not in: each the only segment of its stream, sent once.
CREATE TABLE letter (
    n           INTEGER PRIMARY KEY AUTOINCREMENT,
    stream      BLOB    NOT NULL UNIQUE,
    compartment BLOB    NOT NULL,
    hash        BLOB    NOT NULL,
    bytes       BLOB    NOT NULL,
    keyboxes    BLOB    NOT NULL,
    tried       INTEGER NOT NULL DEFAULT 0, -- it may have left
    withdrawn   INTEGER NOT NULL DEFAULT 0, -- `bytes` is what is put in its place
    position    INTEGER,                    -- where the relay holds `bytes`
    stopped     TEXT                        -- why it is not sent: the relay holds another one at its place, say
) STRICT;
CREATE INDEX letter_unsent ON letter (n) WHERE position IS NULL AND stopped IS NULL;
