//! The relay in this process: its own library behind its own HTTP, on a port of loopback.

use std::net::Ipv4Addr;
use std::path::Path;
use std::thread::JoinHandle;

use anyhow::{Context, bail};
use footbridge_relay::config::Config;
use footbridge_relay::server::{self, Reach};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::lines;

/// Beside the data folder: where its relay listens at the moment.
pub const ADDRESS_FILE: &str = "relay.address";

/// A running relay. Dropping it ends it in good order.
pub struct Running {
    /// `http://127.0.0.1:PORT`.
    pub url: String,
    stop: watch::Sender<bool>,
    thread: Option<JoinHandle<anyhow::Result<()>>>,
}

impl Running {
    /// Starts a relay on a data folder; port 0 takes a free one.
    pub fn start(port: u16, data: &Path) -> anyhow::Result<Self> {
        let (relay, _) = server::open(data, &Config::default(), Reach::Loopback)?;
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let listener = runtime.block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, port)))?;
        let url = format!("http://{}", listener.local_addr()?);
        let (stop, stopped) = watch::channel(false);
        let thread = std::thread::spawn(move || {
            runtime.block_on(server::serve(relay, listener, stopped)).context("the relay ended badly")
        });
        Ok(Self { url, stop, thread: Some(thread) })
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop.send_replace(true);
        if let Some(thread) = self.thread.take() {
            thread.join().ok();
        }
    }
}

/// `footbridge-peer server`: what the relay has acknowledged is durable, so `durable` has nothing to wait for.
pub fn run(port: u16, data: &Path) -> anyhow::Result<()> {
    let running = Running::start(port, data)?;
    let beside = data.parent().context("a data folder of its own is needed")?.join(ADDRESS_FILE);
    std::fs::write(beside, &running.url)?;
    lines::answer(|command, _| match command {
        "ready" | "durable" => Ok(Value::Null),
        other => bail!("a relay does not know {other}"),
    })
}
