//! A home as an earlier version left it: what later steps added to the database is taken away again.

use anyhow::Result;
use rusqlite::Connection;
use vault::Keyfile;

use crate::device::{Device, PASSPHRASE};

/// The steps after the second, backwards. `crates/store/src/database/*.sql` has them forwards.
const BACKWARDS: &str = "
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
    DELETE FROM meta WHERE key = 'projected.packets';
    PRAGMA user_version = 2;";

/// Makes the database of a device that nobody uses one of version 2.
///
/// # Errors
/// When it does not open, or is not as this version makes it.
pub fn make_older(device: &Device) -> Result<()> {
    let key = Keyfile::decode(&std::fs::read(device.home.join("keyfile"))?)?.unwrap_with(PASSPHRASE)?;
    let key: String = key.expose().iter().map(|byte| format!("{byte:02x}")).collect();
    let file = Connection::open(device.home.join("footbridge.db"))?;
    file.execute_batch(&format!("PRAGMA cipher_log_level = NONE; PRAGMA key = \"x'{key}'\";"))?;
    file.execute_batch(&format!("BEGIN; {BACKWARDS} COMMIT;"))?;
    file.close().map_err(|(_, error)| error)?;
    Ok(())
}
