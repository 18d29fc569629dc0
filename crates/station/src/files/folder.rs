//! A folder's files, and none outside it.

use std::path::{Component, Path, PathBuf};

/// A folder, by its real name.
#[derive(Clone, Debug)]
pub(super) struct Folder(PathBuf);

impl Folder {
    /// Nothing when there is no such folder.
    pub(super) fn open(path: &Path) -> Option<Self> {
        Some(Self(path.canonicalize().ok().filter(|path| path.is_dir())?))
    }

    /// A file's bytes; nothing when there is none of that name, or when the name leads out of the folder.
    pub(super) fn read(&self, path: &str) -> Option<Vec<u8>> {
        let relative = Path::new(path);
        // a backslash or a colon is a way out on one system and a letter on another: on neither is it a file of ours
        let plain = relative.components().all(|part| matches!(part, Component::Normal(_)));
        if !plain || path.contains(['\\', ':', '\0', '%']) {
            return None;
        }
        // also when a link inside leads out
        let real = self.0.join(relative).canonicalize().ok()?;
        if real.starts_with(&self.0) && real.is_file() { std::fs::read(real).ok() } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_outside_the_folder_is_read() {
        let around = tempfile::tempdir().unwrap();
        let inside = around.path().join("ui");
        std::fs::create_dir_all(inside.join("assets")).unwrap();
        std::fs::write(inside.join("assets/a.js"), "a").unwrap();
        std::fs::write(around.path().join("secret"), "s").unwrap();
        let folder = Folder::open(&inside).unwrap();
        assert_eq!(folder.read("assets/a.js").unwrap(), b"a");
        let outside = around.path().join("secret");
        let outside = outside.to_str().unwrap();
        for path in
            ["../secret", "assets/../../secret", "./../secret", outside, "", "assets", "..\\secret", "a.js\0"]
        {
            assert_eq!(folder.read(path), None, "{path:?}");
        }
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(around.path().join("secret"), inside.join("link")).unwrap();
            assert_eq!(folder.read("link"), None);
        }
    }
}
