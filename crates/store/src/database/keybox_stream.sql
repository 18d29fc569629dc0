-- The stream of this device that a keybox goes out in: only there is it sure to reach the relay before what is sealed under
-- its key. NULL for one that came from the relay, and for those of before this step.
ALTER TABLE keybox ADD COLUMN stream BLOB;
