//! A device's own files, when they are not as they should be: nothing is changed, and what was there is there
//! again when they are put back.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;
use std::process::Command;

use rusqlite::Connection;
use serde_json::Value;

use crate::support::{Device, Town, check_refused, database_key, extract};

const SUMMARY: [&str; 1] = ["summary"];

/// The files of a home while nobody uses it.
fn files(home: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(home).unwrap().map(Result::unwrap);
    entries
        .map(|entry| (entry.file_name().into_string().unwrap(), std::fs::read(entry.path()).unwrap()))
        .collect()
}

fn put_back(home: &Path, files: &BTreeMap<String, Vec<u8>>) {
    std::fs::remove_dir_all(home).unwrap();
    std::fs::create_dir(home).unwrap();
    for (name, bytes) in files {
        std::fs::write(home.join(name), bytes).unwrap();
    }
}

/// Spoils one file, sees the command refused, and that the spoilt file was left as it was.
fn spoilt(device: &Device, file: &str, with: impl FnOnce(&Path), arguments: &[&str], code: &str) {
    let whole = files(&device.home);
    let path = device.home.join(file);
    with(&path);
    let spoilt = std::fs::read(&path).ok();
    device.refused(arguments, code, 3);
    assert_eq!(std::fs::read(&path).ok(), spoilt, "{code}: the file was touched");
    put_back(&device.home, &whole);
}

fn overwrite(from: usize, to: usize) -> impl FnOnce(&Path) {
    move |path: &Path| {
        let mut bytes = std::fs::read(path).unwrap();
        let to = to.min(bytes.len());
        bytes[from..to].iter_mut().for_each(|byte| *byte ^= 0x5a);
        std::fs::write(path, bytes).unwrap();
    }
}

fn cut(path: &Path) {
    let file = File::options().write(true).open(path).unwrap();
    file.set_len(file.metadata().unwrap().len() / 2 / 4096 * 4096).unwrap();
}

#[test]
fn a_database_that_cannot_be_used_is_told_apart() {
    let mut town = Town::new();
    let stranger = town.enrol("Example EMS", "ems");
    let device = &town.coordinator;
    device.ok(&["import", "csv", "--map", "pa-oin", &extract()]);
    let before = device.state();
    let file = "footbridge.db";
    let text =
        |path: &Path| std::fs::write(path, "not a database, but somebody's notes ".repeat(500)).unwrap();
    let plain = |path: &Path| {
        std::fs::remove_file(path).unwrap();
        Connection::open(path).unwrap().execute_batch("CREATE TABLE other (a)").unwrap();
    };
    let newer = |path: &Path| {
        let key: String = database_key(device).expose().iter().map(|byte| format!("{byte:02x}")).collect();
        let database = Connection::open(path).unwrap();
        database.execute_batch(&format!("PRAGMA key = \"x'{key}'\"; PRAGMA user_version = 99")).unwrap();
    };
    spoilt(device, file, text, &SUMMARY, "store.not_ours");
    spoilt(device, file, plain, &SUMMARY, "store.not_ours");
    let other = |path: &Path| assert!(std::fs::copy(stranger.home.join(file), path).unwrap() > 0);
    spoilt(device, file, other, &SUMMARY, "store.wrong_key");
    spoilt(device, file, newer, &SUMMARY, "store.newer_version");
    spoilt(device, file, overwrite(16, 4096), &SUMMARY, "store.damaged");
    spoilt(device, file, overwrite(8192, usize::MAX), &["rebuild"], "store.damaged");
    spoilt(device, file, cut, &["export"], "store.damaged");
    spoilt(device, file, |path| std::fs::remove_file(path).unwrap(), &SUMMARY, "home.database_lost");
    assert_eq!(device.state(), before);
}

#[test]
fn a_mailbox_or_key_file_that_cannot_be_used_is_told_apart() {
    let town = Town::new();
    let device = &town.coordinator;
    device.contact("Ana Example", &[]);
    let before = device.state();
    let text = |path: &Path| std::fs::write(path, "somebody's notes ".repeat(500)).unwrap();
    let newer = |path: &Path| {
        let mailbox = Connection::open(path).unwrap();
        mailbox.pragma_update(None, "user_version", 99).unwrap();
    };
    spoilt(device, "mailbox.db", text, &SUMMARY, "store.not_ours");
    spoilt(device, "mailbox.db", newer, &SUMMARY, "store.newer_version");
    spoilt(device, "mailbox.db", overwrite(4096, usize::MAX), &["sync"], "store.damaged");
    spoilt(device, "mailbox.db", text, &["sync", "--locked"], "store.not_ours");
    spoilt(device, "keyfile", text, &SUMMARY, "vault.keyfile_damaged");
    spoilt(device, "keyfile", overwrite(60, 61), &SUMMARY, "vault.keyfile_damaged");
    spoilt(device, "keyfile", |path| std::fs::write(path, "").unwrap(), &SUMMARY, "vault.keyfile_damaged");
    let next = |path: &Path| {
        let mut bytes = std::fs::read(path).unwrap();
        bytes[4] = 3; // one member's is 1, several members' is 2
        std::fs::write(path, bytes).unwrap();
    };
    spoilt(device, "keyfile", next, &SUMMARY, "vault.newer_version");
    assert_eq!(device.state(), before);
    // a mailbox that is lost altogether is made anew: its unsent work is in the journal
    std::fs::remove_file(device.home.join("mailbox.db")).unwrap();
    assert_eq!(device.json(&["digest"]), before.1);
    device.sync();
    assert_eq!(device.count("unsent"), 0);
}

#[test]
fn without_the_right_passphrase_nothing_opens() {
    let town = Town::new();
    let device = &town.coordinator;
    let before = device.state();
    let refused = |passphrase: &str, arguments: &[&str], code: &str, exit: i32| {
        let mut command = device.command(arguments);
        command.env("FOOTBRIDGE_PASSPHRASE", passphrase);
        check_refused(&command, arguments, code, exit);
    };
    refused("another", &SUMMARY, "vault.wrong_passphrase", 3);
    refused("another", &["contact", "new", "--pathway", "active_outreach"], "vault.wrong_passphrase", 3);
    let url = town.url();
    let init = ["init", "--relay", &url, "--agency", "Example County"];
    refused("another", &init, "vault.wrong_passphrase", 3);
    let keyfile = device.home.join("absent");
    let absent = ["--passphrase-file", keyfile.to_str().unwrap(), "summary"];
    refused("another", &absent, "cli.passphrase_file", 2);
    refused("", &SUMMARY, "vault.wrong_passphrase", 3);
    refused("", &init, "cli.passphrase_unusable", 2);
    // a file with the passphrase in its first line
    let file = town.folder().join("passphrase");
    std::fs::write(&file, format!("{}\nmore\n", crate::support::PASSPHRASE)).unwrap();
    let mut command = device.command(&["--passphrase-file", file.to_str().unwrap(), "summary"]);
    assert!(command.env_remove("FOOTBRIDGE_PASSPHRASE").output().unwrap().status.success());
    assert_eq!(device.state(), before);
}

/// A session of its own has no terminal, wherever the tests run.
#[test]
#[cfg(unix)]
fn without_a_passphrase_and_a_terminal_nobody_waits() {
    let town = Town::new();
    let device = &town.coordinator;
    let mut command = Command::new("setsid");
    command.args(["--wait", env!("CARGO_BIN_EXE_footbridge"), "--home"]).arg(&device.home).arg("summary");
    command.env_remove("FOOTBRIDGE_PASSPHRASE").env_remove("FOOTBRIDGE_LOG");
    check_refused(&command, &SUMMARY, "cli.no_passphrase", 2);
}

#[test]
fn a_home_without_a_device_is_said_to_be_one() {
    let folder = tempfile::tempdir().unwrap();
    let device = Device::new(folder.path(), "nobody");
    for arguments in [&SUMMARY[..], &["sync"], &["sync", "--locked"], &["contact", "list"]] {
        device.refused(arguments, "home.no_device", 3);
    }
    assert!(!device.home.exists(), "asking made the folder");
    // nobody is asked for a passphrase in vain
    let mut command = device.command(&SUMMARY);
    command.env_remove("FOOTBRIDGE_PASSPHRASE");
    check_refused(&command, &SUMMARY, "home.no_device", 3);
    std::fs::create_dir(&device.home).unwrap();
    std::fs::write(device.home.join("notes.txt"), "somebody's").unwrap();
    device.refused(&SUMMARY, "home.no_device", 3);
    assert_eq!(device.files(), ["notes.txt"]);
}

#[test]
fn a_command_line_that_makes_no_sense_is_refused_with_a_code() {
    let folder = tempfile::tempdir().unwrap();
    let device = Device::new(folder.path(), "nobody");
    let nonsense: [&[&str]; 4] = [
        &["summry"],
        &["contact", "new", "--set", "no-equals-sign"],
        &["enrol"],
        &["sync", "--wait", "long"],
    ];
    for arguments in nonsense {
        device.refused(arguments, "cli.usage", 2);
    }
}

#[test]
#[cfg(unix)]
fn a_second_process_on_a_home_is_told_who_has_it() {
    let town = Town::new();
    let device = &town.coordinator;
    let pipe = town.folder().join("rows.csv");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let mut first = device.spawn(&["import", "csv", "--map", "pa-oin", pipe.to_str().unwrap(), "--json"]);
    // opening the pipe waits until the other process reads, and by then it has the home
    let mut rows = File::options().write(true).open(&pipe).unwrap();
    let url = town.url();
    let commands: [&[&str]; 3] =
        [&SUMMARY, &["sync", "--locked"], &["init", "--relay", &url, "--agency", "Example"]];
    for arguments in commands {
        let error = device.refused(arguments, "store.home_in_use", 3);
        let message = error["message"].as_str().unwrap();
        assert!(message.contains(&format!("footbridge (process {})", first.id())), "{message}");
    }
    std::io::copy(&mut File::open(extract()).unwrap(), &mut rows).unwrap();
    drop(rows);
    assert!(first.wait().unwrap().success(), "the first one was not disturbed");
    let summary: Value = device.json(&SUMMARY);
    assert_eq!(summary["incidents"], 239);
}
