//! What may come between a device and its relay: nothing, silence, garbage, lies, a cut at the worst moment. HTTP
//! of one request a connection, as much of it as the two programs use.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

/// What happens to a request.
pub enum Manner {
    /// The relay answers.
    Pass,
    /// These bytes come back, whatever they are.
    Say(Vec<u8>),
    /// The relay is asked, and what it answers to this path is changed.
    Change(&'static str, Box<dyn Fn(Vec<u8>) -> Vec<u8> + Send>),
    /// This is done at the `n`th request for this path; its answer never arrives. From then on the relay answers.
    Cut(&'static str, u32, When, Box<dyn Fn() + Send>),
}

/// When the connection breaks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// The relay has the whole request and is at work.
    Asked,
    /// The relay has answered.
    Answered,
}

struct State {
    backend: SocketAddr,
    manner: Manner,
    /// Every byte of both directions.
    traffic: Vec<u8>,
    stopped: bool,
}

/// Listens for as long as it lives.
pub struct Proxy {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
    thread: Option<JoinHandle<()>>,
}

impl Proxy {
    pub fn start(backend: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let state = State { backend, manner: Manner::Pass, traffic: Vec::new(), stopped: false };
        let state = Arc::new(Mutex::new(state));
        let shared = Arc::clone(&state);
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming() {
                if shared.lock().unwrap().stopped {
                    return;
                }
                // one at a time, as a device asks; a broken connection is the device's to report
                drop(stream.map(|stream| carry(stream, &shared)));
            }
        });
        Self { address, state, thread: Some(thread) }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn lead_to(&self, backend: SocketAddr) {
        self.state.lock().unwrap().backend = backend;
    }

    pub fn set(&self, manner: Manner) {
        self.state.lock().unwrap().manner = manner;
    }

    pub fn traffic(&self) -> Vec<u8> {
        self.state.lock().unwrap().traffic.clone()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        // a test that failed with the state locked has said why already
        if let Ok(mut state) = self.state.lock() {
            state.stopped = true;
        }
        drop(TcpStream::connect(self.address));
        drop(self.thread.take().map(JoinHandle::join));
    }
}

/// A request or an answer.
struct Message {
    first: String,
    headers: Vec<String>,
    body: Vec<u8>,
}

impl Message {
    fn read(stream: &mut TcpStream) -> Option<Self> {
        let mut reader = BufReader::new(stream);
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).ok().filter(|length| *length > 0)?;
            match line.trim_end() {
                "" => break,
                line => lines.push(line.to_owned()),
            }
        }
        let is = |line: &str, name: &str| line.to_ascii_lowercase().starts_with(name);
        let length = lines.iter().find(|line| is(line, "content-length:"));
        let length = length.map_or(0, |line| line.split(':').nth(1).unwrap().trim().parse().unwrap());
        let mut body = vec![0; length];
        reader.read_exact(&mut body).ok()?;
        let first = lines.remove(0);
        lines.retain(|line| !is(line, "content-length:") && !is(line, "connection:"));
        Some(Self { first, headers: lines, body })
    }

    fn bytes(&self) -> Vec<u8> {
        let mut head = format!("{}\r\n", self.first);
        for header in &self.headers {
            head.push_str(&format!("{header}\r\n"));
        }
        head.push_str(&format!("content-length: {}\r\nconnection: close\r\n\r\n", self.body.len()));
        [head.into_bytes(), self.body.clone()].concat()
    }

    fn is_for(&self, path: &str) -> bool {
        self.first.split(' ').nth(1).is_some_and(|target| target.starts_with(path))
    }
}

/// Nothing when a connection broke.
fn carry(mut device: TcpStream, state: &Mutex<State>) -> Option<()> {
    let request = Message::read(&mut device)?;
    let mut state = state.lock().unwrap();
    state.traffic.extend(request.bytes());
    if let Manner::Say(bytes) = &state.manner {
        return device.write_all(bytes).ok();
    }
    let mut relay = TcpStream::connect(state.backend).ok()?;
    relay.write_all(&request.bytes()).ok()?;
    let cut = match &mut state.manner {
        Manner::Cut(path, left, when, _) if request.is_for(path) => {
            *left -= 1;
            (*left == 0).then_some(*when)
        }
        _ => None,
    };
    let answer = (cut != Some(When::Asked)).then(|| Message::read(&mut relay));
    if cut.is_some() {
        if let Manner::Cut(_, _, _, act) = std::mem::replace(&mut state.manner, Manner::Pass) {
            act();
        }
        return None;
    }
    let mut answer = answer??;
    if let Manner::Change(path, change) = &state.manner
        && request.is_for(path)
    {
        answer.body = change(answer.body);
    }
    state.traffic.extend(answer.bytes());
    device.write_all(&answer.bytes()).ok()
}
