//! A home as an earlier version left it: what later steps added to the database is taken away again.

use std::path::Path;

use anyhow::Result;
use rusqlite::Connection;
use vault::Keyfile;

use crate::device::{Device, PASSPHRASE};

/// The steps after the second, backwards. `crates/store/src/database/*.sql` has them forwards.
const BACKWARDS: &str = "
    DROP TABLE copied_consent_row;
    DROP TABLE disclosed_copy_row;
    DROP TABLE disclosure_consent_row;
    DROP TABLE disclosure_row;
    DROP TABLE consent_row;
    ALTER TABLE draft DROP COLUMN member;
    ALTER TABLE keybox DROP COLUMN stream;
    DROP INDEX handoff_unfinished;
    DROP INDEX follow_up_unmet;
    DROP INDEX handoff_open;
    DROP INDEX contact_agency;
    DROP INDEX follow_up_contact;
    DROP TABLE packet_row;
    DROP TABLE location_row;
    DROP TABLE organization_row;
    DROP INDEX service_row_by_provider;
    ALTER TABLE service_row DROP COLUMN provided_by;
    DELETE FROM meta WHERE key IN ('projected.packets', 'projected.consents');
    PRAGMA user_version = 2;";

/// Makes the database of a device that nobody uses one of version 2.
///
/// # Errors
/// When it does not open, or is not as this version makes it.
pub fn make_older(device: &Device) -> Result<()> {
    let key = Keyfile::decode(&std::fs::read(device.home.join("keyfile"))?)?.unwrap_with(PASSPHRASE)?;
    take_back(&device.home.join("footbridge.db"), key.expose())
}

fn take_back(file: &Path, key: &[u8; 32]) -> Result<()> {
    let key: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    let file = Connection::open(file)?;
    file.execute_batch(&format!("PRAGMA cipher_log_level = NONE; PRAGMA key = \"x'{key}'\";"))?;
    file.execute_batch(&format!("BEGIN; {BACKWARDS} COMMIT;"))?;
    file.close().map_err(|(_, error)| error)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A step that is not taken back above would be taken twice, and every upgrade here would fail for that alone.
    #[test]
    fn every_later_step_is_taken_back() {
        let folder = tempfile::tempdir().expect("a folder");
        let (file, key) = (folder.path().join("footbridge.db"), [7; 32]);
        drop(store::Database::create(&file, &key).expect("a database"));
        take_back(&file, &key).expect("an older one");
        store::Database::open(&file, &key).expect("brought up to this version");
    }
}
