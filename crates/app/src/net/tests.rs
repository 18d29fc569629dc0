//! Relays that take their time. What patience there is, is shortened: the tests wait for no clock of thirty
//! seconds.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use footbridge_relay::limits::Limits;
use footbridge_relay::store::{Identity, MemoryStore};
use footbridge_relay::{Claim, Relay, RelayRequest};
use vault::PassphraseCost;

use super::http::{HttpHints, HttpNet, Patience};
use super::*;
use crate::clock::{Clock, SystemClock};
use crate::{Device, Founding, Passphrase, Platform, Profile, Progress, TypedContact};

const IMPATIENT: Patience =
    Patience { connect: Duration::from_millis(100), read: Duration::from_millis(100), whole: HOUR };
const HOUR: Duration = Duration::from_secs(3600);
const ASK: &str = "/v1/relay";

/// Takes connections and says this much on each, then nothing more and never closes one.
fn server_that_says(some: &'static [u8]) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let mut kept = Vec::new();
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut request = [0; 1024];
            assert!(stream.read(&mut request).unwrap() > 0);
            stream.write_all(some).unwrap();
            kept.push(stream);
        }
    });
    address
}

fn ask(address: SocketAddr) -> Result<NetResponse, NetError> {
    let mut net = HttpNet::new(&format!("http://{address}"), IMPATIENT, &Stop::new()).unwrap();
    net.exchange(&NetRequest { method: "GET", target: ASK.to_owned(), auth: None, body: Vec::new() })
}

#[test]
fn a_relay_that_never_answers_is_given_up() {
    assert_eq!(ask(server_that_says(b"")).unwrap_err().code(), "net.timed_out");
}

#[test]
fn a_relay_that_stops_in_the_middle_is_given_up() {
    let head = ask(server_that_says(b"HTTP/1.1 200 OK\r\ncontent-le"));
    assert_eq!(head.unwrap_err().code(), "net.timed_out");
    let body = ask(server_that_says(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf"));
    assert_eq!(body.unwrap_err().code(), "net.timed_out");
}

#[test]
fn a_relay_that_trickles_is_given_up() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let mut stream = listener.accept().unwrap().0;
        let mut request = [0; 1024];
        assert!(stream.read(&mut request).unwrap() > 0);
        stream.write_all(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n").unwrap();
        // never silent for long, and so slow that its answer would take a day
        while stream.write_all(b"x").is_ok() {
            std::thread::sleep(Duration::from_millis(5));
        }
    });
    let patience = Patience { whole: Duration::from_millis(300), ..FOR_EVER };
    let mut net = HttpNet::new(&format!("http://{address}"), patience, &Stop::new()).unwrap();
    assert_eq!(net.exchange(&get(ASK)).unwrap_err().code(), "net.timed_out");
}

#[test]
fn an_answer_without_end_is_not_kept() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let mut stream = listener.accept().unwrap().0;
        let mut request = [0; 1024];
        assert!(stream.read(&mut request).unwrap() > 0);
        stream.write_all(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n").unwrap();
        // until the other side has had enough
        while stream.write_all(&[b'x'; 65_536]).is_ok() {}
    });
    assert_eq!(ask(address).unwrap_err().code(), "net.too_large");
}

/// The way to a relay in this process, or to one that never answers.
struct Switch {
    relay: Arc<Relay<MemoryStore>>,
    slow: Arc<AtomicBool>,
    silent: SocketAddr,
}

struct InProcess(Arc<Relay<MemoryStore>>);

impl Net for InProcess {
    fn exchange(&mut self, request: &NetRequest) -> Result<NetResponse, NetError> {
        let NetRequest { method, target, auth, body } = request;
        let request = RelayRequest { method, target, auth: auth.as_deref(), body };
        let answer = self.0.handle(SystemClock.now_ms(), &request);
        Ok(NetResponse { status: answer.status, retry_after_s: 0, body: answer.body })
    }
}

impl Connect for Switch {
    fn connect(&self, _: &str, stop: &Stop) -> Result<Box<dyn Net>, NetError> {
        if self.slow.load(Ordering::Relaxed) {
            Ok(Box::new(HttpNet::new(&format!("http://{}", self.silent), IMPATIENT, stop)?))
        } else {
            Ok(Box::new(InProcess(Arc::clone(&self.relay))))
        }
    }
}

#[test]
fn a_slow_relay_costs_nothing_but_time() {
    let fresh = Identity { generation: protocol::GenerationId([1; 16]), key_seed: [2; 32] };
    let relay = Relay::open(MemoryStore::new(), Limits::default(), Claim::Open, fresh).unwrap();
    let (relay, slow) = (Arc::new(relay), Arc::new(AtomicBool::new(true)));
    let silent = server_that_says(b"");
    let platform = || Platform {
        connect: Arc::new(Switch { relay: Arc::clone(&relay), slow: Arc::clone(&slow), silent }),
        passphrase_cost: PassphraseCost::FOR_TESTS,
        ..Platform::system()
    };
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("home");
    let passphrase = Passphrase::new("a plainly fictional passphrase".to_owned());
    let profile = Profile::read("Example County", "coordinator", None, None).unwrap();
    let founding = Founding { relay: "http://127.0.0.1:1", claim_token: "", profile };

    let refused = Device::found(&home, &passphrase, &founding, platform()).err().unwrap();
    assert_eq!(refused.code(), "net.timed_out");
    assert!(!home.join("keyfile").exists(), "half a device");

    slow.store(false, Ordering::Relaxed);
    let mut device = Device::found(&home, &passphrase, &founding, platform()).unwrap();
    let contact = TypedContact { pathway: "active_outreach".to_owned(), ..TypedContact::default() };
    device.record_contact(&contact).unwrap();
    let unsent = device.unsent().unwrap();

    slow.store(true, Ordering::Relaxed);
    let report = device.sync(0, &mut Progress::silent()).unwrap();
    let codes: Vec<&str> = report.notices.iter().map(|notice| notice.code).collect();
    assert_eq!((report.up_to_date, report.unsent, codes), (false, unsent, vec!["sync.relay_slow"]));

    slow.store(false, Ordering::Relaxed);
    let report = device.sync(0, &mut Progress::silent()).unwrap();
    assert_eq!((report.up_to_date, report.sent, report.unsent), (true, unsent, 0));
}

/// So long nobody waits in a test: who does was not woken.
const FOR_EVER: Patience = Patience { connect: HOUR, read: HOUR, whole: HOUR };

fn get(target: &str) -> NetRequest {
    NetRequest { method: "GET", target: target.to_owned(), auth: None, body: Vec::new() }
}

#[test]
fn a_call_that_nobody_answers_ends_when_it_is_stopped() {
    for said in [&b""[..], b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf"] {
        let (stop, address) = (Stop::new(), server_that_says(said));
        let mut net = HttpNet::new(&format!("http://{address}"), FOR_EVER, &stop).unwrap();
        let thread = std::thread::spawn(move || net.exchange(&get(ASK)));
        stop.set();
        assert_eq!(thread.join().unwrap(), Err(NetError::Stopped));
    }
}

#[test]
fn hints_come_over_http_and_end_when_they_are_stopped() {
    let compartment = protocol::CompartmentHandle([7; 16]);
    let text =
        format!("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n:\n\ndata: {compartment} 5\n\n");
    let (stop, address) = (Stop::new(), server_that_says(text.leak().as_bytes()));
    let net = HttpNet::new(&format!("http://{address}"), FOR_EVER, &stop).unwrap();
    let mut hints = HttpHints::open(net, &get("/v1/events")).unwrap();
    assert_eq!(hints.next(), Ok(Hint::Segments { compartment, position: 5 }));
    let thread = std::thread::spawn(move || hints.next());
    stop.set();
    assert_eq!(thread.join().unwrap(), Err(NetError::Stopped));
}

#[test]
fn a_relay_that_refuses_to_say_what_is_new_is_no_listener() {
    let address = server_that_says(b"HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\n\r\n");
    let net = HttpNet::new(&format!("http://{address}"), FOR_EVER, &Stop::new()).unwrap();
    assert_eq!(HttpHints::open(net, &get("/v1/events")).err().unwrap().code(), "net.broken");
}
