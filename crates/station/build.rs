//! Puts the built interface (`ui/dist`) into the program: one row for each file, its bytes beside it.
//!
//! The files are copied into cargo's own folder first, so that a build of the interface that runs meanwhile
//! cannot take one away between here and the compiler. Without a built interface the table is empty, and the
//! station says so when it starts.

use std::error::Error;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Write;
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    let ui = Path::new(&std::env::var("CARGO_MANIFEST_DIR")?).join("../../ui");
    let (dist, out) = (ui.join("dist"), PathBuf::from(std::env::var("OUT_DIR")?));
    if ui.is_dir() {
        // cargo would build this crate anew each time while the folder it watches is not there
        fs::create_dir_all(&dist).ok();
    }
    writeln!(
        std::io::stdout(),
        "cargo:rerun-if-changed={}\ncargo:rerun-if-changed=build.rs",
        dist.display()
    )?;
    let copies = out.join("ui");
    if copies.exists() {
        fs::remove_dir_all(&copies)?;
    }
    fs::create_dir_all(&copies)?;
    let mut found = Vec::new();
    if dist.is_dir() {
        walk(&dist, &mut found)?;
    }
    found.sort();
    let mut table = String::from("&[\n");
    for (number, file) in found.iter().enumerate() {
        let bytes = fs::read(file)?;
        let copy = copies.join(number.to_string());
        fs::write(&copy, &bytes)?;
        let path = file.strip_prefix(&dist)?.to_str().ok_or("a file's name is not UTF-8")?.replace('\\', "/");
        let copy = copy.to_str().ok_or("the build folder's name is not UTF-8")?;
        let tag = tag(&bytes);
        table.push_str(&format!(
            "Embedded {{ path: {path:?}, tag: \"\\\"{tag:016x}\\\"\", bytes: include_bytes!({copy:?}) }},\n"
        ));
    }
    table.push(']');
    fs::write(out.join("ui.rs"), table)?;
    Ok(())
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            walk(&entry.path(), found)?;
        } else {
            found.push(entry.path());
        }
    }
    Ok(())
}

/// Tells one content of a file from another, for a browser's cache; no protection against anybody.
fn tag(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    hasher.finish()
}
