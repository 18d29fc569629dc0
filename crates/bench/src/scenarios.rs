//! The scenarios, each run from empty folders, in the peers' order and by their definitions: S0 create, S1 upload,
//! S2 bootstrap, S4 idle, S3 offline week, S5 push. One JSON line each, with the floor of the same run.

use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use serde_json::{Value, json};

use crate::child::Peer;
use crate::measure::{cpu_s, folder_bytes, load, monotonic_s, rounded};
use crate::proxy::Proxy;
use crate::workload::{self, Content, FieldEdit, Meta};
use crate::{floor, lines};

/// Measures everything `runs` times.
pub fn run(workload: &Path, runs: u32, folder: Option<&Path>) -> anyhow::Result<()> {
    let meta = workload::meta(workload)?;
    let records = std::fs::read_to_string(workload.join("records.jsonl"))?;
    for number in 1..=runs {
        let mut builder = tempfile::Builder::new();
        builder.prefix("footbridge-peer-");
        let home = folder.map_or_else(|| builder.tempdir(), |folder| builder.tempdir_in(folder))?;
        let floor = floor::measure(&records, &home.path().join("floor.db"))?;
        lines::say(&json!({
            "peer": "floor", "scenario": "raw-S2-sealed", "n": meta.n, "run": number, "ok": true,
            "wall_s": rounded(floor.wall_s), "wire_bytes": floor.wire_bytes, "load1": load()?,
        }));
        let port = free_port()?;
        let run = Run {
            workload,
            meta: &meta,
            folder: home.path().to_path_buf(),
            number,
            floor_s: floor.wall_s,
            port,
            proxy: Proxy::start(port)?,
        };
        run.create_and_upload()?;
        run.bootstrap()?;
        run.idle()?;
        run.week()?;
    }
    Ok(())
}

/// Where one run lives.
struct Run<'a> {
    workload: &'a Path,
    meta: &'a Meta,
    folder: PathBuf,
    number: u32,
    floor_s: f64,
    port: u16,
    proxy: Proxy,
}

/// What one scenario cost.
struct Figures {
    wall_s: f64,
    cpu_clients_s: f64,
    cpu_relay_s: f64,
    wire_bytes: u64,
    load: f64,
}

impl Run<'_> {
    fn create_and_upload(&self) -> anyhow::Result<()> {
        let mut a = Peer::device(&self.dir("a"))?;
        let create = json!({ "file": self.workload.join("records.jsonl") });
        let figures = self.measure(&mut [&mut a], None, |peers| first(peers)?.call("create", create))?;
        self.say("S0 create (B2)", &figures, "a", self.holds(&mut a, "s2")?)?;
        let mut relay = self.relay()?;
        let figures = self
            .measure(&mut [&mut a], Some(relay.id()), |peers| first(peers)?.call("upload", self.address()))?;
        // what the relay acknowledged is there after it was killed, and that is everything
        relay.call("durable", Value::Null)?;
        drop((a, relay));
        let kept = self.holds(&mut Peer::device(&self.dir("server"))?, "s2")?;
        self.say("S1 upload (B2)", &figures, "a", kept)
    }

    /// An empty device, until all is durable, readable and searchable; then it is killed, and what is on its disk
    /// counts.
    fn bootstrap(&self) -> anyhow::Result<()> {
        let relay = self.relay()?;
        let mut b = Peer::device(&self.dir("b"))?;
        let figures = self.measure(&mut [&mut b], Some(relay.id()), |peers| {
            first(peers)?.call("bootstrap", self.address())
        })?;
        drop(b);
        let kept = self.holds(&mut Peer::device(&self.dir("b"))?, "s2")?;
        self.say("S2 bootstrap (B1)", &figures, "b", kept)
    }

    /// The first exchange after a bootstrap may have bookkeeping to do; the second may not.
    fn idle(&self) -> anyhow::Result<()> {
        let relay = self.relay()?;
        for scenario in ["S4 first idle (B4)", "S4 idle (B4)"] {
            let mut b = Peer::device(&self.dir("b"))?;
            let figures = self.measure(&mut [&mut b], Some(relay.id()), |peers| {
                first(peers)?.call("idle", self.address())
            })?;
            self.say(scenario, &figures, "b", true)?;
        }
        Ok(())
    }

    fn week(&self) -> anyhow::Result<()> {
        let relay = self.relay()?;
        let (mut a, mut b) = (Peer::device(&self.dir("a"))?, Peer::device(&self.dir("b"))?);
        for (device, name) in [(&mut a, "a"), (&mut b, "b")] {
            let file = |kind: &str| json!({ "file": self.workload.join(format!("{kind}-{name}.jsonl")) });
            device.call("create", file("new"))?;
            device.call("edit", file("edits"))?;
            device.call("prepare", json!({ "work": self.workload }))?;
        }
        let figures = self.measure(&mut [&mut a, &mut b], Some(relay.id()), |peers| {
            for peer in peers.iter_mut() {
                peer.ask("live", self.address())?;
            }
            let mut last = 0f64;
            for peer in peers.iter_mut() {
                let answer = peer.answer("live")?;
                last = last.max(answer.get("t").and_then(Value::as_f64).context("live gives no time")?);
            }
            Ok(json!({ "t": last }))
        })?;
        let equal = self.holds(&mut a, "s3")? && self.holds(&mut b, "s3")?;
        self.say("S3 offline week (B3)", &figures, "b", equal)?;
        self.push(&mut a, &mut b, &relay)
    }

    /// A saves, B sees it. The devices look every few milliseconds: the bytes of that are counted too.
    fn push(&self, a: &mut Peer, b: &mut Peer, relay: &Peer) -> anyhow::Result<()> {
        let edits: Vec<FieldEdit> = workload::jsonl(&self.workload.join("push.jsonl"))?;
        let mut waits = Vec::with_capacity(edits.len());
        let figures = self.measure(&mut [a, b], Some(relay.id()), |peers| {
            let [a, b] = peers else { bail!("two devices are needed") };
            for edit in &edits {
                let edit = serde_json::to_value(edit)?;
                b.ask("watch", edit.clone())?;
                let began = a.call("push", edit)?.as_f64().context("push gives no time")?;
                waits.push(b.answer("watch")?.as_f64().context("watch gives no time")? - began);
            }
            Ok(Value::Null)
        })?;
        let equal = self.holds(a, "s5")? && self.holds(b, "s5")?;
        waits.sort_by(f64::total_cmp);
        let at = |part: usize| waits.get(waits.len() * part / 100).copied().unwrap_or_default();
        let figures = Figures {
            wall_s: at(50),
            wire_bytes: figures.wire_bytes.checked_div(edits.len() as u64).unwrap_or(0),
            ..figures
        };
        self.say("S5 push, median (B5)", &figures, "b", equal)?;
        self.say("S5 push, p95 (B5)", &Figures { wall_s: at(95), ..figures }, "b", equal)
    }

    fn measure(
        &self,
        devices: &mut [&mut Peer],
        relay: Option<u32>,
        work: impl FnOnce(&mut [&mut Peer]) -> anyhow::Result<Value>,
    ) -> anyhow::Result<Figures> {
        let ids: Vec<u32> = devices.iter().map(|device| device.id()).collect();
        let clients = || ids.iter().map(|id| cpu_s(*id)).sum::<anyhow::Result<f64>>();
        let served = || relay.map_or(Ok(0.0), cpu_s);
        let load = load()?;
        let before = (clients()?, served()?, self.proxy.bytes(), monotonic_s());
        let result = work(devices)?;
        let ended = result.get("t").and_then(Value::as_f64).unwrap_or_else(monotonic_s);
        let (cpu_clients_s, cpu_relay_s) = (clients()? - before.0, served()? - before.1);
        // what is still on its way belongs to it
        std::thread::sleep(std::time::Duration::from_millis(300));
        let wire_bytes = self.proxy.bytes() - before.2;
        Ok(Figures { wall_s: ended - before.3, cpu_clients_s, cpu_relay_s, wire_bytes, load })
    }

    fn say(&self, scenario: &str, figures: &Figures, disk: &str, ok: bool) -> anyhow::Result<()> {
        lines::say(&json!({
            "peer": "footbridge",
            "scenario": scenario,
            "n": self.meta.n,
            "run": self.number,
            "ok": ok,
            "wall_s": rounded(figures.wall_s),
            "cpu_client_s": rounded(figures.cpu_clients_s),
            "cpu_server_s": rounded(figures.cpu_relay_s),
            "wire_bytes": figures.wire_bytes,
            "disk_bytes": folder_bytes(&self.dir(disk))?,
            "floors": rounded(figures.wall_s / self.floor_s),
            "load1": figures.load,
        }));
        if ok { Ok(()) } else { bail!("{scenario}: the content is not what it must be") }
    }

    fn holds(&self, device: &mut Peer, scenario: &str) -> anyhow::Result<bool> {
        let want = self.meta.expect.get(scenario).with_context(|| format!("meta.json: no {scenario}"))?;
        let found: Content = serde_json::from_value(device.call("hash", Value::Null)?)?;
        Ok(found == *want)
    }

    fn relay(&self) -> anyhow::Result<Peer> {
        Peer::relay(self.port, &self.dir("server"))
    }

    fn dir(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn address(&self) -> Value {
        json!({ "url": self.proxy.url })
    }
}

fn first<'a>(peers: &'a mut [&mut Peer]) -> anyhow::Result<&'a mut Peer> {
    Ok(peers.first_mut().context("no device")?)
}

fn free_port() -> anyhow::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}
