//! A TCP proxy on loopback that counts what passes, both ways.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// A proxy in front of a relay; its threads end with the process.
pub struct Proxy {
    /// `http://127.0.0.1:PORT`.
    pub url: String,
    passed: Arc<AtomicU64>,
}

impl Proxy {
    /// Starts one in front of a port of loopback.
    pub fn start(to: u16) -> anyhow::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let url = format!("http://{}", listener.local_addr()?);
        let passed = Arc::new(AtomicU64::new(0));
        let count = Arc::clone(&passed);
        std::thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                // a relay that is not there closes the connection, as it would without the proxy
                TcpStream::connect((Ipv4Addr::LOCALHOST, to))
                    .and_then(|relay| join(client, relay, &count))
                    .ok();
            }
        });
        Ok(Self { url, passed })
    }

    /// Payload bytes so far, both ways.
    pub fn bytes(&self) -> u64 {
        self.passed.load(Ordering::Relaxed)
    }
}

fn join(client: TcpStream, relay: TcpStream, count: &Arc<AtomicU64>) -> std::io::Result<()> {
    client.set_nodelay(true)?;
    relay.set_nodelay(true)?;
    for (from, to) in [(client.try_clone()?, relay.try_clone()?), (relay, client)] {
        let count = Arc::clone(count);
        std::thread::spawn(move || pump(from, to, &count));
    }
    Ok(())
}

fn pump(mut from: TcpStream, mut to: TcpStream, count: &AtomicU64) {
    let mut buffer = vec![0u8; 64 * 1024];
    while let Ok(len @ 1..) = from.read(&mut buffer) {
        count.fetch_add(len as u64, Ordering::Relaxed);
        if buffer.get(..len).is_none_or(|part| to.write_all(part).is_err()) {
            break;
        }
    }
    to.shutdown(Shutdown::Write).ok();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_of_both_directions_is_counted() {
        let echo = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let proxy = Proxy::start(echo.local_addr().unwrap().port()).unwrap();
        let answering = std::thread::spawn(move || {
            let (mut peer, _) = echo.accept().unwrap();
            let mut question = [0; 5];
            peer.read_exact(&mut question).unwrap();
            peer.write_all(b"an answer").unwrap();
        });
        let mut client = TcpStream::connect(proxy.url.trim_start_matches("http://")).unwrap();
        client.write_all(b"hello").unwrap();
        let mut answer = String::new();
        client.read_to_string(&mut answer).unwrap();
        answering.join().unwrap();
        assert_eq!((answer.as_str(), proxy.bytes()), ("an answer", 5 + 9));
    }
}
