//! The relay as a process of its own.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};

/// A relay that serves. Killed when dropped.
pub struct Relay {
    child: Child,
    stdin: Option<ChildStdin>,
    pub address: SocketAddr,
}

impl Relay {
    /// Starts it on a free port of loopback and waits until it listens. Its log goes to the end of a file.
    pub fn start(data: &Path, log: &Path, options: &[&str]) -> Self {
        let log_file = std::fs::File::options().create(true).append(true).open(log).unwrap();
        let mut child = Command::new(program())
            .args(["serve", "--listen", "127.0.0.1:0", "--stop-with-parent", "--data"])
            .arg(data)
            .args(options)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(log_file)
            .spawn()
            .unwrap();
        let (stdin, stdout) = (child.stdin.take(), child.stdout.take().unwrap());
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line).unwrap();
        let address = line.trim_end().strip_prefix("listening on http://");
        let address = address.unwrap_or_else(|| panic!("{}", std::fs::read_to_string(log).unwrap()));
        Self { child, stdin, address: address.parse().unwrap() }
    }

    /// kill -9.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Lets it end in good order.
    pub fn stop(&mut self) {
        drop(self.stdin.take());
        assert!(self.child.wait().unwrap().success());
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        // it may have ended already
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// The relay's program lies beside the one under test. `cargo xtask test` builds both; who runs this package's
/// tests alone gets it built here.
fn program() -> PathBuf {
    let beside = Path::new(env!("CARGO_BIN_EXE_footbridge"));
    let relay = beside.with_file_name(format!("footbridge-relay{}", std::env::consts::EXE_SUFFIX));
    if !relay.exists() {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut build = Command::new(cargo);
        build.args([
            "build",
            "--quiet",
            "-p",
            "footbridge-relay",
            "--bin",
            "footbridge-relay",
            "--target-dir",
        ]);
        build.arg(beside.parent().and_then(Path::parent).unwrap());
        if beside.parent().is_some_and(|folder| folder.ends_with("release")) {
            build.arg("--release");
        }
        assert!(build.status().unwrap().success());
    }
    relay
}
