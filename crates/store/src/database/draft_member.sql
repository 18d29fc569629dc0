-- whose a draft is: several members may use one device; until now it was its own member's
ALTER TABLE draft ADD COLUMN member BLOB NOT NULL DEFAULT x'00000000000000000000000000000000';
UPDATE draft SET member = (SELECT value FROM meta WHERE key = 'device.member')
    WHERE EXISTS (SELECT 1 FROM meta WHERE key = 'device.member');
