//! Inviting by voice, with two real programs and two people at their terminals.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Stdio};

use crate::support::{Device, Town};

/// A program that talks to a person.
struct Talk {
    child: Child,
    said: BufReader<std::process::ChildStderr>,
}

impl Talk {
    fn start(device: &Device, arguments: &[&str]) -> Self {
        let mut child = device.command(arguments).stdin(Stdio::piped()).spawn().unwrap();
        let said = BufReader::new(child.stderr.take().unwrap());
        Self { child, said }
    }

    /// Reads on until a line holds this; the words after it.
    fn hear(&mut self, words: &str) -> String {
        let mut heard = String::new();
        loop {
            let mut line = String::new();
            assert!(self.said.read_line(&mut line).unwrap() > 0, "it never said {words}: {heard}");
            if let Some((_, after)) = line.split_once(words) {
                return after.trim().to_owned();
            }
            heard.push_str(&line);
        }
    }

    fn answer(&mut self, word: &str) {
        writeln!(self.child.stdin.as_mut().unwrap(), "{word}").unwrap();
    }

    /// How it ends: the exit code, and what else it said.
    fn end(mut self) -> (i32, String) {
        let mut rest = String::new();
        std::io::Read::read_to_string(&mut self.said, &mut rest).unwrap();
        (self.child.wait().unwrap().code().unwrap(), rest)
    }
}

const INVITE: [&str; 6] = ["invite", "--by-voice", "--agency", "Example Outreach", "--role", "outreach"];

/// Both up to the number that each shows.
fn meet(town: &Town, newcomer: &Device) -> (Talk, String, Talk, String) {
    let mut inviter = Talk::start(&town.coordinator, &INVITE);
    let told = inviter.hear("enrol --by-voice ");
    let (relay, code) = told.split_once(' ').unwrap();
    assert_eq!(code.len(), 8);
    let mut guest = Talk::start(newcomer, &["enrol", "--by-voice", relay, code]);
    let (here, there) = (inviter.hear("The number here is"), guest.hear("The number here is"));
    (inviter, here, guest, there)
}

#[test]
fn two_people_compare_a_number_and_the_device_is_set_up() {
    let mut town = Town::new();
    let newcomer = town.device();
    let (mut inviter, here, mut guest, there) = meet(&town, &newcomer);
    assert_eq!(here, there);
    inviter.answer("yes");
    guest.answer("yes");
    assert_eq!(inviter.end().0, 0);
    let (exit, said) = guest.end();
    assert_eq!(exit, 0, "{said}");
    assert_eq!(newcomer.json(&["status"])["agency"], "Example Outreach");
    let devices = town.coordinator.json(&["device", "list"]);
    // the coordinator hears of it with the next sync
    assert_eq!(devices["devices"].as_array().unwrap().len(), 1);
    town.coordinator.sync();
    let devices = town.coordinator.json(&["device", "list"]);
    assert_eq!(devices["devices"].as_array().unwrap().len(), 2);
    // a home that is in use is told before anybody reads digits out
    newcomer.refused(&["enrol", "--by-voice", &town.url(), "12345678"], "home.device_exists", 3);
}

#[test]
fn numbers_that_differ_end_it_and_nobody_is_invited() {
    let mut town = Town::new();
    let newcomer = town.device();
    let (mut inviter, _, mut guest, _) = meet(&town, &newcomer);
    guest.answer("yes");
    inviter.answer("no");
    let (exit, said) = inviter.end();
    assert_eq!(exit, 2, "{said}");
    assert!(said.contains("cli.numbers_differ"), "{said}");
    guest.child.kill().unwrap();
    guest.child.wait().unwrap();
    assert!(!newcomer.is_set_up());
    newcomer.refused(&["enrol", "--by-voice", &town.url(), "1234"], "voice.code", 1);
    newcomer.refused(&["enrol", "--by-voice", &town.url(), "00000000"], "voice.nobody", 1);
    assert!(newcomer.files().is_empty());
}
