//! One device, used by running `footbridge`.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;

use super::forge::make_guessing_cheap;

pub const PASSPHRASE: &str = "a plainly fictional passphrase";

/// A home folder, and the program that works on it.
pub struct Device {
    pub home: PathBuf,
    /// Everything the program said on standard error, when it was told to say everything.
    trace: Option<PathBuf>,
    /// Who has it in hand, where several do: the sign-in name and the passphrase.
    in_hand: Option<(&'static str, &'static str)>,
}

impl Device {
    pub fn new(folder: &Path, name: &str) -> Self {
        Self { home: folder.join(name), trace: None, in_hand: None }
    }

    /// From now on everything is logged, into this file.
    pub fn trace_to(&mut self, file: PathBuf) {
        self.trace = Some(file);
    }

    /// From now on this member signs in.
    pub fn hand_over(&mut self, name: &'static str, passphrase: &'static str) {
        self.in_hand = Some((name, passphrase));
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_footbridge"));
        command.arg("--home").arg(&self.home).args(arguments);
        command.env("FOOTBRIDGE_PASSPHRASE", PASSPHRASE).env_remove("FOOTBRIDGE_LOG");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.env_remove("FOOTBRIDGE_MEMBER");
        if let Some((name, passphrase)) = self.in_hand {
            command.env("FOOTBRIDGE_MEMBER", name).env("FOOTBRIDGE_PASSPHRASE", passphrase);
        }
        if let Some(trace) = &self.trace {
            let file = std::fs::File::options().create(true).append(true).open(trace).unwrap();
            command.env("FOOTBRIDGE_LOG", "trace").stderr(file);
        }
        command
    }

    pub fn spawn(&self, arguments: &[&str]) -> Child {
        self.command(arguments).spawn().unwrap()
    }

    /// A command that succeeds; its standard output.
    pub fn ok(&self, arguments: &[&str]) -> String {
        let said = succeeded(arguments, &self.command(arguments).output().unwrap());
        if matches!(arguments.first(), Some(&("init" | "enrol"))) {
            make_guessing_cheap(self);
        }
        said
    }

    /// A command that reads all of this on standard input; what came of it.
    pub fn piped(&self, arguments: &[&str], input: &str) -> Output {
        let mut child = self.command(arguments).stdin(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    }

    /// A command with `--json` that succeeds.
    pub fn json(&self, arguments: &[&str]) -> Value {
        let said = self.ok(&[arguments, &["--json"]].concat());
        assert_eq!(said.lines().count(), 1, "one line of JSON: {said}");
        serde_json::from_str(&said).unwrap()
    }

    /// A command that is refused, in words and as JSON, and says nothing on standard output.
    pub fn refused(&self, arguments: &[&str], code: &str, exit: i32) -> Value {
        check_refused(&self.command(arguments), arguments, code, exit)
    }

    /// The counts, and the digest of everything visible: what must not change when something is refused.
    pub fn state(&self) -> (Value, Value) {
        (self.json(&["summary"]), self.json(&["digest"]))
    }

    /// One number of the summary.
    pub fn count(&self, key: &str) -> u64 {
        self.json(&["summary"])[key].as_u64().unwrap()
    }

    /// A contact with a new person; the ids of what was saved.
    pub fn contact(&self, name: &str, more: &[&str]) -> Value {
        let arguments = ["contact", "new", "--pathway", "active_outreach", "--name", name];
        self.json(&[&arguments, more].concat())
    }

    /// A sync that ends in step, with nothing to remark.
    pub fn sync(&self) -> Value {
        let synced = self.json(&["sync"]);
        assert_eq!((&synced["up_to_date"], &synced["notices"]), (&true.into(), &Value::Array(vec![])));
        synced
    }

    /// A sync that does not get far; what it remarks on.
    pub fn sync_stuck(&self) -> Vec<String> {
        let synced = self.json(&["sync", "--wait", "0"]);
        assert_eq!(synced["up_to_date"], false, "{synced}");
        let notices = synced["notices"].as_array().unwrap();
        notices.iter().map(|notice| notice["code"].as_str().unwrap().to_owned()).collect()
    }

    /// The files of the home that are there; none when there is no home.
    pub fn files(&self) -> Vec<String> {
        let Ok(entries) = std::fs::read_dir(&self.home) else { return Vec::new() };
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    /// Whether a device lives here: its key file is what makes one.
    pub fn is_set_up(&self) -> bool {
        self.files().iter().any(|file| file == "keyfile")
    }
}

fn succeeded(arguments: &[&str], output: &Output) -> String {
    let (out, err) = texts(output);
    assert!(output.status.success(), "{arguments:?}: {}\n{out}{err}", output.status);
    out
}

fn texts(output: &Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (text(&output.stdout), text(&output.stderr))
}

fn again(command: &Command) -> Command {
    let mut again = Command::new(command.get_program());
    again.args(command.get_args()).stdin(Stdio::null());
    for (key, value) in command.get_envs() {
        match value {
            Some(value) => again.env(key, value),
            None => again.env_remove(key),
        };
    }
    again
}

/// Runs it in words and with `--json`; the JSON error.
pub fn check_refused(command: &Command, arguments: &[&str], code: &str, exit: i32) -> Value {
    let output = again(command).output().unwrap();
    let (out, err) = texts(&output);
    assert_eq!((output.status.code(), out.as_str()), (Some(exit), ""), "{arguments:?}: {err}");
    assert!(err.starts_with("footbridge: ") && err.contains(&format!("[{code}]")), "{arguments:?}: {err}");
    let output = again(command).arg("--json").output().unwrap();
    let (out, err) = texts(&output);
    assert_eq!((output.status.code(), out.as_str()), (Some(exit), ""), "{arguments:?}: {err}");
    let error: Value = serde_json::from_str(err.trim()).unwrap_or_else(|_| panic!("{arguments:?}: {err}"));
    let keys: Vec<&String> = error.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["code", "issues", "message"]);
    assert_eq!(error["code"], code);
    assert!(error["message"].as_str().unwrap().len() > 10, "no message: {error}");
    error
}
