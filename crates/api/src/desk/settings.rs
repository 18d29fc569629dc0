//! What a device remembers about its screen, in a small file that is readable while locked: no secret is in it.

use std::path::{Path, PathBuf};

use crate::error::DeskError;
use crate::views::{Language, SettingsView, Size, Theme};

const FILE: &str = "settings.toml";
/// Where a file that nobody can read is kept, so that its owner can look at it.
const ASIDE: &str = "settings.toml.unreadable";
/// A settings' file is some hundred bytes; more is not ours.
const FILE_MAX_BYTES: u64 = 64 * 1024;
/// Minutes without a touch until the device locks itself: CJIS Security Policy 6.0, AC-11, allows 30.
const LOCK_AFTER_MIN: std::ops::RangeInclusive<u32> = 1..=30;

impl Default for SettingsView {
    fn default() -> Self {
        Self {
            language: Language::En,
            theme: Theme::Auto,
            size: Size::Normal,
            sound: true,
            lock_after_min: 5,
        }
    }
}

/// The settings in use, and where they are kept.
pub(super) struct Settings {
    file: PathBuf,
    view: SettingsView,
    /// Before a device is set up there is no home to keep anything in.
    in_memory: bool,
}

impl Settings {
    /// Reads the settings of `home`. Without a file, or with one that cannot be read, they are as shipped.
    pub fn open(home: &Path) -> Self {
        let file = home.join(FILE);
        let view = read(&file).unwrap_or_else(|error| {
            tracing::warn!(code = error.code(), "{error}; settings are as shipped");
            if let Err(reason) = std::fs::rename(&file, home.join(ASIDE)) {
                tracing::warn!(code = error.code(), "it could not be set aside: {reason}");
            }
            SettingsView::default()
        });
        Self { file, view, in_memory: app::require_home(home).is_err() }
    }

    pub fn view(&self) -> &SettingsView {
        &self.view
    }

    /// Sets all of them. On disk, fsynced, when this returns.
    ///
    /// # Errors
    /// `settings.lock_after`; `desk.settings_not_kept`, and then the old ones stand.
    pub fn save(&mut self, view: SettingsView) -> Result<(), DeskError> {
        if !LOCK_AFTER_MIN.contains(&view.lock_after_min) {
            return Err(DeskError::LockAfter);
        }
        if !self.in_memory {
            write(&self.file, &view)?;
        }
        self.view = view;
        Ok(())
    }

    /// A device was set up: what was chosen before is kept from now on. Settings that cannot be kept must not undo
    /// an enrolment, so this only logs.
    pub fn keep_from_now_on(&mut self) {
        if !std::mem::take(&mut self.in_memory) {
            return;
        }
        if let Err(error) = write(&self.file, &self.view) {
            tracing::warn!(code = error.code(), "{error}");
        }
    }
}

fn read(file: &Path) -> Result<SettingsView, DeskError> {
    let unreadable = |reason: String| DeskError::SettingsUnreadable(reason);
    let size = match std::fs::metadata(file) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(SettingsView::default()),
        Err(error) => return Err(unreadable(error.to_string())),
        Ok(metadata) => metadata.len(),
    };
    if size > FILE_MAX_BYTES {
        return Err(unreadable(format!("{size} bytes")));
    }
    parse(&std::fs::read_to_string(file).map_err(|error| unreadable(error.to_string()))?)
}

/// What the file's text says.
pub(super) fn parse(text: &str) -> Result<SettingsView, DeskError> {
    let unreadable = |reason: String| DeskError::SettingsUnreadable(reason);
    let view: SettingsView = toml::from_str(text).map_err(|error| unreadable(error.message().to_owned()))?;
    if LOCK_AFTER_MIN.contains(&view.lock_after_min) {
        Ok(view)
    } else {
        Err(unreadable(DeskError::LockAfter.to_string()))
    }
}

fn write(file: &Path, view: &SettingsView) -> Result<(), DeskError> {
    let text = written(view)?;
    app::replace_file(file, text.as_bytes()).map_err(|error| DeskError::SettingsNotKept(error.to_string()))
}

/// The file's text.
pub(super) fn written(view: &SettingsView) -> Result<String, DeskError> {
    toml::to_string(view).map_err(|error| DeskError::SettingsNotKept(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn home() -> tempfile::TempDir {
        let home = tempfile::tempdir().unwrap();
        std::fs::write(home.path().join("keyfile"), b"of a device").unwrap();
        home
    }

    fn night() -> SettingsView {
        SettingsView { theme: Theme::Night, size: Size::Glove, lock_after_min: 1, ..SettingsView::default() }
    }

    #[test]
    fn settings_survive() {
        let home = home();
        Settings::open(home.path()).save(night()).unwrap();
        assert_eq!(*Settings::open(home.path()).view(), night());
    }

    #[test]
    fn minutes_outside_one_to_thirty_are_refused_and_the_old_stand() {
        let home = home();
        let mut settings = Settings::open(home.path());
        for lock_after_min in [0, 31, u32::MAX] {
            let refused = settings.save(SettingsView { lock_after_min, ..night() });
            assert_eq!(refused, Err(DeskError::LockAfter));
        }
        assert_eq!(*settings.view(), SettingsView::default());
        settings.save(SettingsView { lock_after_min: 30, ..night() }).unwrap();
    }

    #[test]
    fn a_file_nobody_can_read_is_set_aside_and_kept() {
        let long = "x".repeat(70_000);
        let never = toml::to_string(&SettingsView { lock_after_min: 600, ..night() }).unwrap();
        for text in ["{", "language = \"xx\"", "", &long, &never] {
            let home = home();
            std::fs::write(home.path().join(FILE), text).unwrap();
            assert_eq!(*Settings::open(home.path()).view(), SettingsView::default());
            assert_eq!(std::fs::read_to_string(home.path().join(ASIDE)).unwrap(), text);
            assert!(!home.path().join(FILE).exists());
        }
    }

    #[test]
    fn before_a_device_is_set_up_nothing_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path().join("home");
        let mut settings = Settings::open(&home);
        settings.save(night()).unwrap();
        assert_eq!(*settings.view(), night());
        assert!(!home.exists());
        std::fs::create_dir(&home).unwrap();
        settings.keep_from_now_on();
        assert_eq!(*Settings::open(&home).view(), night());
    }

    #[test]
    fn settings_that_cannot_be_kept_are_not_taken() {
        let home = home();
        let mut settings = Settings::open(home.path());
        settings.file = home.path().join("no such folder").join(FILE);
        assert!(matches!(settings.save(night()), Err(DeskError::SettingsNotKept(_))));
        assert_eq!(*settings.view(), SettingsView::default());
    }
}
