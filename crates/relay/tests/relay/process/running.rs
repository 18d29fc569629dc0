//! Starting the program and talking HTTP to it over plain sockets.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::time::Duration;

use footbridge_relay::RelayRequest;
use protocol::wire::RelayInfoMsg;

use crate::town::{Port, Reply};

/// A relay that is silent for so long hangs.
const PATIENCE: Duration = Duration::from_secs(20);
const PROGRAM: &str = env!("CARGO_BIN_EXE_footbridge-relay");

/// A relay that serves; killed when dropped.
pub struct Process {
    pub address: SocketAddr,
    child: Child,
    stdout: BufReader<ChildStdout>,
    log: PathBuf,
    /// Holds the log: the data folder may be scanned by a test.
    _scratch: tempfile::TempDir,
}

impl Process {
    pub fn start(data: &Path, options: &[&str]) -> Self {
        let scratch = tempfile::tempdir().unwrap();
        let log = scratch.path().join("log");
        let mut child = Command::new(PROGRAM)
            .args(["serve", "--listen", "127.0.0.1:0", "--data", data.to_str().unwrap()])
            .args(options)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(std::fs::File::create(&log).unwrap())
            .spawn()
            .unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        let address = line.trim_end().strip_prefix("listening on http://");
        let address = address.unwrap_or_else(|| panic!("{}", std::fs::read_to_string(&log).unwrap()));
        Self { address: address.parse().unwrap(), child, stdout, log, _scratch: scratch }
    }

    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    pub fn close_stdin(&mut self) {
        drop(self.child.stdin.take());
    }

    pub fn terminate(&self) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    }

    pub fn wait(&mut self) -> ExitStatus {
        self.child.wait().unwrap()
    }

    pub fn rest_of_stdout(&mut self) -> String {
        let mut rest = String::new();
        self.stdout.read_to_string(&mut rest).unwrap();
        rest
    }

    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // it may have ended already
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// A command that ends by itself.
pub struct Ended {
    pub success: bool,
    pub stdout: String,
    pub stderr: String,
}

pub fn command(arguments: &[&str]) -> Ended {
    let output = Command::new(PROGRAM).args(arguments).stdin(Stdio::null()).output().unwrap();
    Ended {
        success: output.status.success(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A relay behind a socket.
pub struct HttpPort(pub SocketAddr);

impl HttpPort {
    /// None when the connection fails before the answer is complete.
    pub fn try_send(&self, method: &str, target: &str, auth: Option<&str>, body: &[u8]) -> Option<Reply> {
        let auth = auth.map(|auth| format!("footbridge-auth: {auth}\r\n")).unwrap_or_default();
        let length = body.len();
        let head = format!(
            "{method} {target} HTTP/1.1\r\nhost: relay\r\nconnection: close\r\n{auth}content-length: {length}\r\n\r\n"
        );
        self.raw(&[head.as_bytes(), body].concat())
    }

    pub fn raw(&self, request: &[u8]) -> Option<Reply> {
        let mut stream = TcpStream::connect(self.0).ok()?;
        stream.set_read_timeout(Some(PATIENCE)).ok()?;
        stream.write_all(request).ok()?;
        let mut reader = BufReader::new(stream);
        let (status, headers) = read_head(&mut reader)?;
        let find = |name: &str| headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
        let mut body = vec![0; find("content-length")?.parse().ok()?];
        reader.read_exact(&mut body).ok()?;
        let retry_after_s = find("retry-after").map(|text| text.parse().unwrap());
        Some(Reply { status, code: find("footbridge-code"), retry_after_s, body })
    }

    pub fn say_and_leave(&self, bytes: &[u8]) {
        let mut stream = TcpStream::connect(self.0).unwrap();
        stream.write_all(bytes).unwrap();
        stream.shutdown(Shutdown::Both).unwrap();
    }

    /// The lines of the event stream that are not empty, without HTTP's chunk sizes.
    pub fn listen(&self, auth: &str) -> impl Iterator<Item = String> + use<> {
        let mut stream = TcpStream::connect(self.0).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let head = format!(
            "GET /v1/events HTTP/1.1\r\nhost: relay\r\nconnection: close\r\nfootbridge-auth: {auth}\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).unwrap();
        let mut reader = BufReader::new(stream);
        assert_eq!(read_head(&mut reader).unwrap().0, 200);
        let lines = reader.lines().map_while(Result::ok);
        lines.filter(|line| line.contains(':'))
    }

    pub fn relay_time_ms(&self) -> i64 {
        self.try_send("GET", "/v1/relay", None, b"").unwrap().ok::<RelayInfoMsg>().time_ms
    }
}

impl Port for HttpPort {
    fn send(&self, _now_ms: i64, request: &RelayRequest<'_>) -> Reply {
        self.try_send(request.method, request.target, request.auth, request.body).expect("an answer")
    }
}

/// Status and text body of a plain GET.
pub fn plain(address: SocketAddr, target: &str) -> (u16, String) {
    let reply = HttpPort(address).try_send("GET", target, None, b"").unwrap();
    (reply.status, String::from_utf8(reply.body).unwrap())
}

fn read_head(reader: &mut impl BufRead) -> Option<(u16, Vec<(String, String)>)> {
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let status = line.split(' ').nth(1)?.parse().ok()?;
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(": ") else { return Some((status, headers)) };
        headers.push((name.to_ascii_lowercase(), value.to_owned()));
    }
}
