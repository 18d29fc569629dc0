//! Inputs that once did harm do none any more: `crashers/<target>/<name>.hex`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may panic, also in its helpers"
)]

use std::path::{Path, PathBuf};

use footbridge_fuzz::tally::Tally;
use footbridge_fuzz::{Worker, hex, targets};

fn inside(folder: &Path) -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    all.sort();
    all
}

#[test]
fn what_once_did_harm_does_none() {
    let mut tried = 0;
    for folder in inside(&Path::new(env!("CARGO_MANIFEST_DIR")).join("crashers")) {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let target = targets::find(&name).unwrap_or_else(|| panic!("no target is called {name}"));
        for file in inside(&folder) {
            let input = hex::decode(&std::fs::read_to_string(&file).unwrap()).unwrap();
            let outcome = Worker::new().run(&target, &input, &mut Tally::default());
            assert!(outcome.is_ok(), "{}: {}", file.display(), outcome.unwrap_err());
            tried += 1;
        }
    }
    assert!(tried > 0, "no crasher was found to try");
}
