//! Where a device's files are when nobody says so: the same place for every host.

use std::path::PathBuf;

/// The platform's data folder for Footbridge; none where the system names no such folder.
#[must_use]
pub fn default_home() -> Option<PathBuf> {
    let dirs = directories::ProjectDirs::from("org", "footbridge", "footbridge")?;
    Some(dirs.data_dir().to_owned())
}
