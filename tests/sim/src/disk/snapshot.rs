//! A folder's whole content, to be put back or copied; and damage to one file.

use std::fs::{self, Permissions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use testkit::SeededRandom;

use super::DiskError;

/// Everything below a folder at one moment, in memory. Copies share it.
#[derive(Clone, Debug)]
pub struct Snapshot(Arc<Vec<Entry>>);

/// Paths are within the folder. A folder comes before what is in it.
#[derive(Debug)]
struct Entry {
    path: PathBuf,
    permissions: Permissions,
    /// None for a folder.
    content: Option<Vec<u8>>,
}

impl Snapshot {
    pub(super) fn take(folder: &Path) -> io::Result<Self> {
        let mut entries = Vec::new();
        collect(folder, Path::new(""), &mut entries)?;
        Ok(Self(Arc::new(entries)))
    }

    /// Paths within the folder, in order.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        self.0.iter().filter(|entry| entry.content.is_some()).map(|entry| entry.path.as_path())
    }

    pub(super) fn put(&self, folder: &Path) -> io::Result<()> {
        match fs::remove_dir_all(folder) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => fs::create_dir_all(folder)?,
        }
        for entry in self.0.iter() {
            let path = folder.join(&entry.path);
            match &entry.content {
                None => fs::create_dir_all(&path)?,
                Some(content) => fs::write(&path, content)?,
            }
            fs::set_permissions(&path, entry.permissions.clone())?;
        }
        Ok(())
    }
}

fn collect(root: &Path, below: &Path, entries: &mut Vec<Entry>) -> io::Result<()> {
    let mut names: Vec<_> = fs::read_dir(root.join(below))?
        .map(|entry| entry.map(|it| it.file_name()))
        .collect::<Result<_, _>>()?;
    names.sort();
    for name in names {
        let path = below.join(name);
        let found = fs::metadata(root.join(&path))?;
        let content = if found.is_dir() { None } else { Some(fs::read(root.join(&path))?) };
        let is_folder = content.is_none();
        entries.push(Entry { path: path.clone(), permissions: found.permissions(), content });
        if is_folder {
            collect(root, &path, entries)?;
        }
    }
    Ok(())
}

/// See [`Disk::rot`](super::Disk::rot).
pub(super) fn rot(path: &Path, rng: &mut SeededRandom) -> Result<u64, DiskError> {
    let mut content = fs::read(path)?;
    let at = rng.below(content.len() as u64);
    let byte = usize::try_from(at).ok().and_then(|index| content.get_mut(index)).ok_or(DiskError::Nothing)?;
    *byte ^= 1 << rng.below(8);
    // in place: handles stay on the same file
    let file = fs::File::options().write(true).open(path)?;
    std::os::unix::fs::FileExt::write_all_at(&file, &[*byte], at)?;
    Ok(at)
}
