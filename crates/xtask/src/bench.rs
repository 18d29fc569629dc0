//! `cargo xtask bench`: one JSON line for each scenario and run, measured on the release build from outside.
//! Whole-process wall and CPU of the device's command, bytes on the devices' disks.

use crate::console;
use crate::programs::{self, Profile, Programs};
use crate::setup::{self, Purpose};
use crate::stage::{Device, Listen, Stage};
use crate::workspace;
use anyhow::{Context, bail};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

/// Runs the peers' scenarios `runs` times on the folder that their generator wrote, with the floor of each run; from
/// empty folders, on the release build.
pub fn run_workload(root: &Path, workload: &Path, runs: u32) -> anyhow::Result<()> {
    setup::ensure(root, Purpose::Build)?;
    let workload = workload.canonicalize().with_context(|| workload.display().to_string())?;
    let peer = programs::build_peer(root)?;
    let folder = root.join("target").join("stage");
    std::fs::create_dir_all(&folder)?;
    let mut command = Command::new(peer);
    command.arg("run").arg(&workload).arg("--runs").arg(runs.to_string()).arg("--folder").arg(&folder);
    workspace::run(&mut command)
}

/// Where the committed extract is looked for.
const EXTRACT_FOLDER: &str = "tests/fixtures/pa-oin";

/// Runs every scenario `runs` times, each time from empty homes.
pub fn run(root: &Path, csv: Option<PathBuf>, runs: u32) -> anyhow::Result<()> {
    setup::ensure(root, Purpose::Build)?;
    let csv = csv.map_or_else(|| extract(root), Ok)?;
    let programs = Programs::build(root, Profile::Release)?;
    for _ in 0..runs {
        chain(&Stage::new(programs.clone())?, &csv)?;
    }
    Ok(())
}

fn extract(root: &Path) -> anyhow::Result<PathBuf> {
    let folder = root.join(EXTRACT_FOLDER);
    let files = std::fs::read_dir(&folder).with_context(|| folder.display().to_string())?;
    let mut paths: Vec<PathBuf> = files.map_while(Result::ok).map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|suffix| suffix == "csv"));
    paths.sort();
    paths.into_iter().next().with_context(|| format!("no CSV in {EXTRACT_FOLDER}; name one with --csv"))
}

/// A imports and uploads, B is enrolled and bootstraps, B asks again for nothing.
fn chain(stage: &Stage, csv: &Path) -> anyhow::Result<()> {
    let csv = csv.to_str().context("the path of the CSV is not UTF-8")?;
    let relay = stage.relay(Listen::Ephemeral)?;
    let (a, b) = (stage.device("a"), stage.device("b"));
    a.run(&["init", "--relay", &relay.url(), "--agency", "Example County Police", "--role", "coordinator"])?;
    let code = a.last_line(&["invite", "--agency", "Example County EMS", "--role", "ems"])?;
    measure("import", &a, &["import", "csv", "--map", "pa-oin", csv])?;
    measure("B2 upload", &a, &["sync"])?;
    b.run(&["enrol", &code])?;
    measure("B1 bootstrap", &b, &["sync"])?;
    measure("B4 idle", &b, &["sync"])?;
    if a.run(&["digest"])? != b.run(&["digest"])? {
        bail!("the two devices do not hold the same");
    }
    relay.stop()
}

fn measure(scenario: &str, device: &Device, arguments: &[&str]) -> anyhow::Result<()> {
    let (began, cpu) = (Instant::now(), children_cpu_ms());
    device.run(arguments)?;
    let wall_ms = u64::try_from(began.elapsed().as_millis())?;
    let cpu_ms = children_cpu_ms().zip(cpu).map(|(after, before)| after.saturating_sub(before));
    let line = serde_json::json!({
        "scenario": scenario,
        "contacts": device.json(&["summary"])?.get("contacts"),
        "wall_ms": wall_ms,
        "cpu_client_ms": cpu_ms,
        "disk_bytes": folder_bytes(device.home())?,
    });
    console::say(&line.to_string());
    Ok(())
}

/// User and system time of the children waited for so far, in steps of 10 ms; nothing where the system does not
/// tell. (The relay is still running, so it is not among them.)
fn children_cpu_ms() -> Option<u64> {
    cpu_ms_in(&std::fs::read_to_string("/proc/self/stat").ok()?)
}

/// Fields 16 and 17 of proc(5) `stat`, counted after the command's closing bracket; 100 ticks a second.
fn cpu_ms_in(stat: &str) -> Option<u64> {
    let (_, rest) = stat.rsplit_once(") ")?;
    let mut fields = rest.split_whitespace().skip(13);
    let (user, system): (u64, u64) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
    Some((user + system) * 10)
}

fn folder_bytes(folder: &Path) -> anyhow::Result<u64> {
    let mut total = 0;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let data = entry.metadata()?;
        total += if data.is_dir() { folder_bytes(&entry.path())? } else { data.len() };
    }
    Ok(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_of_children_is_read() {
        let stat = "42 (a) b) S 1 2 3 4 5 6 7 8 9 10 11 12 30 4 20 0 1 0 100 0 0";
        assert_eq!(cpu_ms_in(stat), Some(340));
        assert_eq!(cpu_ms_in(""), None);
    }

    #[test]
    fn a_folder_counts_what_is_below() {
        let folder = tempfile::tempdir_in(env!("CARGO_MANIFEST_DIR")).unwrap();
        std::fs::create_dir(folder.path().join("inner")).unwrap();
        std::fs::write(folder.path().join("inner/a"), [0; 7]).unwrap();
        std::fs::write(folder.path().join("b"), [0; 3]).unwrap();
        assert_eq!(folder_bytes(folder.path()).unwrap(), 10);
    }
}
