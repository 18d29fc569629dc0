-- Why the relay did not take back a segment that it had lost; NULL while it may. Such a segment has no position.
ALTER TABLE incoming ADD COLUMN refused TEXT;
CREATE INDEX incoming_missing ON incoming (n) WHERE position IS NULL AND refused IS NULL;
