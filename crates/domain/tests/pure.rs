//! This crate has no clock, no randomness, no I/O and no threads: what is not in its sources cannot be called.

#![allow(clippy::unwrap_used, reason = "a test")]

use std::fs;
use std::path::Path;

const BANNED: [&str; 12] = [
    "SystemTime",
    "Instant::now",
    "Utc::now",
    "Local::now",
    "now_v7",
    "new_v4",
    "thread_rng",
    "rand::",
    "std::fs",
    "std::net",
    "std::env",
    "async fn",
];

fn sources(folder: &Path, out: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, out);
        } else {
            out.push((path.display().to_string(), fs::read_to_string(&path).unwrap()));
        }
    }
}

#[test]
fn no_clock_no_randomness_no_io() {
    let mut found = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    assert!(found.len() > 20, "the sources are where they were");
    for (path, text) in found {
        for banned in BANNED {
            assert!(!text.contains(banned), "{path} has {banned}");
        }
    }
}

#[test]
fn dependencies_bring_none_either() {
    let manifest = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml")).unwrap();
    let (_, dependencies) = manifest.split_once("[dependencies]").unwrap();
    let (dependencies, _) = dependencies.split_once("[dev-dependencies]").unwrap();
    let names: Vec<&str> = dependencies
        .lines()
        .filter_map(|line| line.split(['.', ' ', '=']).next())
        .filter(|n| !n.is_empty())
        .collect();
    assert_eq!(names, ["chrono", "chrono-tz", "thiserror", "uuid", "whatif"]);
    // without its feature it is constants
    assert!(dependencies.lines().any(|line| line == "whatif.workspace = true"));
}
