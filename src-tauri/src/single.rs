//! One window for each home: a second start brings the first to the front.

use crate::screen;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use tauri::plugin::TauriPlugin;

/// Where there is no way to reach the first window (no session bus), the home's own lock refuses the second.
pub fn plugin(home: &Path) -> TauriPlugin<tauri::Wry> {
    tauri_plugin_single_instance::Builder::new()
        .dbus_id(name_of(home))
        .callback(|app, _, _| screen::to_front(app))
        .build()
}

/// A name on the session's bus for this home alone.
fn name_of(home: &Path) -> String {
    let mut hasher = DefaultHasher::new();
    settled(home).hash(&mut hasher);
    format!("org.footbridge.window.h{:016x}", hasher.finish())
}

/// The same folder however it was written.
fn settled(home: &Path) -> PathBuf {
    home.canonicalize().or_else(|_| std::path::absolute(home)).unwrap_or_else(|_| home.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_home_has_one_name_and_others_have_others() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        assert_eq!(name_of(here), name_of(&here.join("src/..")));
        assert_ne!(name_of(here), name_of(&here.join("src")));
    }
}
