//! The screens: fetching what they are built with, building them, and checking them.

use crate::setup::{self, Purpose};
use crate::{console, workspace};
use anyhow::{Context, bail};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::SystemTime;

/// The folder of the screens.
const FOLDER: &str = "ui";
/// What they are built from, within it.
const SOURCES: [&str; 8] = [
    "src",
    "public",
    "index.html",
    "package.json",
    "package-lock.json",
    "vite.config.ts",
    "svelte.config.js",
    "tsconfig.json",
];
/// What a first visit may transfer, compressed: code, styles, page and the fonts that are used.
const BUNDLE_MAX_BYTES: u64 = 150 * 1024;
/// What counts for it. Old font formats are fetched by no browser that runs the rest.
const COUNTED: [&str; 4] = ["html", "js", "css", "woff2"];

/// `cargo xtask ui`: set-up and build.
pub fn run(root: &Path) -> anyhow::Result<()> {
    setup::ensure(root, Purpose::Screens)?;
    build(root)
}

/// Builds `ui/dist` unless it is newer than everything that it is made of.
///
/// # Errors
/// When npm or the build fails; their own words stand above.
pub fn build(root: &Path) -> anyhow::Result<()> {
    let folder = root.join(FOLDER);
    install(&folder)?;
    let built = modified(&folder.join("dist/index.html"));
    if built.is_some() && newest(&folder)? <= built {
        console::say("   the screens are built");
        return Ok(());
    }
    workspace::run(npm(&folder).args(["run", "--silent", "build"]))
}

/// Fetches what a folder's lock file names, unless that was done for this very lock file.
pub fn install(folder: &Path) -> anyhow::Result<()> {
    let lock = folder.join("package-lock.json");
    let wanted = std::fs::read(&lock).with_context(|| lock.display().to_string())?;
    let stamp = folder.join("node_modules/.installed-lock.json");
    if std::fs::read(&stamp).is_ok_and(|done| done == wanted) {
        return Ok(());
    }
    workspace::run(npm(folder).args(["ci", "--no-audit", "--no-fund"]))?;
    std::fs::write(&stamp, wanted).with_context(|| stamp.display().to_string())
}

/// Types, format, unit tests, build and size.
pub fn check(root: &Path) -> anyhow::Result<()> {
    let folder = root.join(FOLDER);
    install(&folder)?;
    for script in ["check", "format:check", "test"] {
        workspace::run(npm(&folder).args(["run", "--silent", script]))?;
    }
    build(root)?;
    size(&folder.join("dist"))
}

fn npm(folder: &Path) -> Command {
    let mut command = Command::new("npm");
    command.current_dir(folder).env("NO_UPDATE_NOTIFIER", "1");
    command
}

fn size(dist: &Path) -> anyhow::Result<()> {
    let page = std::fs::read_to_string(dist.join("index.html")).context("no built page")?;
    let mut bytes = 0;
    for file in files(dist)? {
        let text = |part: Option<&std::ffi::OsStr>| part.unwrap_or_default().to_string_lossy().into_owned();
        let (name, suffix) = (text(file.file_name()), text(file.extension()));
        // code and styles that the page does not name are fetched later, when they are wanted: another language's words
        let later = ["js", "css"].contains(&suffix.as_str()) && !page.contains(&name);
        if COUNTED.contains(&suffix.as_str()) && !later {
            bytes += compressed_bytes(&file)?;
        }
    }
    let told = format!("{} KB of {} KB compressed", bytes.div_ceil(1024), BUNDLE_MAX_BYTES / 1024);
    if bytes > BUNDLE_MAX_BYTES {
        bail!("the screens are too large for a slow line: {told}");
    }
    console::say(&format!("   the screens: {told}"));
    Ok(())
}

fn compressed_bytes(file: &Path) -> anyhow::Result<u64> {
    let input = std::fs::File::open(file).with_context(|| file.display().to_string())?;
    let output = Command::new("gzip").args(["-9", "-c"]).stdin(input).stderr(Stdio::inherit()).output();
    let output = output.context("cannot start gzip")?;
    if !output.status.success() {
        bail!("gzip ended with {}", output.status);
    }
    Ok(u64::try_from(output.stdout.len())?)
}

fn newest(folder: &Path) -> anyhow::Result<Option<SystemTime>> {
    let mut newest = None;
    for name in SOURCES {
        let path = folder.join(name);
        let found = if path.is_dir() { files(&path)? } else { vec![path] };
        newest = found.iter().filter_map(|file| modified(file)).max().max(newest);
    }
    Ok(newest)
}

fn modified(file: &Path) -> Option<SystemTime> {
    std::fs::metadata(file).and_then(|data| data.modified()).ok()
}

fn files(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            found.extend(files(&entry.path())?);
        } else {
            found.push(entry.path());
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dist(bytes: usize) -> tempfile::TempDir {
        let folder = tempfile::tempdir_in(env!("CARGO_MANIFEST_DIR")).unwrap();
        std::fs::create_dir(folder.path().join("assets")).unwrap();
        // what does not compress: a counter, mixed
        let noise = (0..bytes as u64 / 8).flat_map(|at| {
            let mixed = (at + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            (mixed ^ (mixed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9).to_le_bytes()
        });
        std::fs::write(folder.path().join("assets/a.js"), noise.collect::<Vec<u8>>()).unwrap();
        std::fs::write(folder.path().join("assets/photo.png"), vec![0; 1 << 20]).unwrap();
        std::fs::write(folder.path().join("index.html"), "<script src=\"/assets/a.js\"></script>").unwrap();
        folder
    }

    #[test]
    fn a_large_bundle_is_told() {
        assert!(size(dist(140 * 1024).path()).is_ok());
        assert!(size(dist(160 * 1024).path()).is_err());
    }

    #[test]
    fn what_the_page_does_not_name_is_not_part_of_the_first_visit() {
        let folder = dist(160 * 1024);
        std::fs::write(folder.path().join("index.html"), "<p>no code</p>").unwrap();
        assert!(size(folder.path()).is_ok());
    }

    #[test]
    fn the_newest_source_counts() {
        let folder = tempfile::tempdir_in(env!("CARGO_MANIFEST_DIR")).unwrap();
        std::fs::create_dir_all(folder.path().join("src/deep")).unwrap();
        assert_eq!(newest(folder.path()).unwrap(), None);
        let file = folder.path().join("src/deep/a.ts");
        std::fs::write(&file, "").unwrap();
        assert_eq!(newest(folder.path()).unwrap(), modified(&file));
    }
}
