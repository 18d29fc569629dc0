//! `footbridge-peer client`: the app's own device behind the peers' commands.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, bail};
use app::domain::{RecordId, RecordKind};
use app::net::{Connect, HttpConnect, Net, NetError};
use app::{AppError, Device, Founding, Passphrase, Platform, Profile, Progress, Stop};
use data_encoding::HEXLOWER;
use serde_json::{Value, json};

use crate::contact::{Peer, canonical, from_record, key_of, to_import};
use crate::lines::{self, text};
use crate::measure::monotonic_s;
use crate::server::{ADDRESS_FILE, Running};
use crate::workload::{self, FieldEdit};

/// The harness kills devices without a word; this is not a secret of anybody.
const PASSPHRASE: &str = "not a real passphrase";
/// Beside the data folder: the codes of the devices to come, one a line, each used once.
const CODES_FILE: &str = "codes";
const CODES: usize = 8;
const SYNC_WAIT_MS: i64 = 60_000;
/// Between two looks at the relay while live: the app keeps no open line yet.
const LOOK_AGAIN: Duration = Duration::from_millis(5);
const PAGE: u32 = 1_000;

/// Answers until standard input ends.
pub fn run() -> anyhow::Result<()> {
    let mut client = Client::default();
    lines::answer(|command, arguments| client.call(command, arguments))
}

/// Where the relay is now; devices remember another address than the harness gives.
#[derive(Clone, Default)]
struct Target(Arc<Mutex<String>>);

impl Target {
    fn set(&self, url: &str) {
        url.clone_into(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

impl Connect for Target {
    fn connect(&self, _: &str, stop: &Stop) -> Result<Box<dyn Net>, NetError> {
        let url = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        HttpConnect.connect(&url, stop)
    }
}

#[derive(Default)]
struct Client {
    target: Target,
    device: Option<Device>,
    /// Set while the folder opened is a relay's: it is looked into by a device of its own.
    probed: Option<Running>,
    live: bool,
    pending: BTreeMap<RecordId, String>,
}

impl Client {
    fn call(&mut self, command: &str, arguments: &Value) -> anyhow::Result<Value> {
        match command {
            "open" => self.open(Path::new(text(arguments, "dir")?))?,
            "load" => {}
            "create" => self.create(Path::new(text(arguments, "file")?))?,
            "edit" => self.edit_all(Path::new(text(arguments, "file")?))?,
            "upload" | "bootstrap" | "idle" => {
                self.target.set(text(arguments, "url")?);
                self.sync()?;
            }
            "prepare" => self.pending = workload::after_the_week(Path::new(text(arguments, "work")?))?,
            "live" => return self.go_live(text(arguments, "url")?),
            "watch" => return self.watch(&serde_json::from_value(arguments.clone())?),
            "push" => return self.push(&serde_json::from_value(arguments.clone())?),
            "search" => return self.search(text(arguments, "text")?),
            "hash" => return self.hash(),
            "close" => self.device = None,
            other => bail!("a device does not know {other}"),
        }
        Ok(Value::Null)
    }

    /// Opens a device's folder. An empty one becomes the first device of a collaborative, or joins the one whose
    /// codes lie beside it. A relay's folder is opened by a new device that fetches everything.
    fn open(&mut self, dir: &Path) -> anyhow::Result<()> {
        let beside = dir.parent().context("a folder of its own is needed")?;
        let passphrase = Passphrase::new(PASSPHRASE.to_owned());
        if dir.join("relay.db").exists() {
            let running = Running::start(0, dir)?;
            self.target.set(&running.url);
            self.probed = Some(running);
            self.enrol(&beside.join("probe"), &beside.join(CODES_FILE), &passphrase)?;
            return self.sync();
        }
        if app::require_home(dir).is_ok() {
            self.device = Some(Device::open(dir, &passphrase, self.platform())?);
            return Ok(());
        }
        if let Ok(url) = std::fs::read_to_string(beside.join(ADDRESS_FILE)) {
            self.target.set(&url);
            return self.enrol(dir, &beside.join(CODES_FILE), &passphrase);
        }
        self.found(dir, &beside.join("server"), &beside.join(CODES_FILE), &passphrase)
    }

    fn platform(&self) -> Platform {
        Platform { connect: Arc::new(self.target.clone()), ..Platform::system() }
    }

    /// A collaborative begins at its relay, so the relay runs for this moment.
    fn found(
        &mut self,
        dir: &Path,
        relay: &Path,
        codes: &Path,
        passphrase: &Passphrase,
    ) -> anyhow::Result<()> {
        let running = Running::start(0, relay)?;
        self.target.set(&running.url);
        let profile = || Profile::read("Example County Police", "patrol", None, None);
        let founding = Founding { relay: &running.url, claim_token: "", profile: profile()? };
        let mut device = Device::found(dir, passphrase, &founding, self.platform())?;
        let mut made = Vec::with_capacity(CODES);
        for _ in 0..CODES {
            made.push(device.invite(profile()?, 24)?.code.to_string());
        }
        std::fs::write(codes, made.join("\n"))?;
        self.device = Some(device);
        Ok(())
    }

    fn enrol(&mut self, dir: &Path, codes: &Path, passphrase: &Passphrase) -> anyhow::Result<()> {
        let left = std::fs::read_to_string(codes).context("no device has founded a collaborative here")?;
        let (code, rest) = left.split_once('\n').unwrap_or((&left, ""));
        std::fs::write(codes, rest)?;
        self.device = Some(Device::enrol(dir, passphrase, code, self.platform())?);
        Ok(())
    }

    fn device(&mut self) -> anyhow::Result<&mut Device> {
        self.device.as_mut().context("no device is open")
    }

    fn sync(&mut self) -> anyhow::Result<()> {
        let report = self.device()?.sync(SYNC_WAIT_MS, &mut Progress::silent())?;
        let sound = report.up_to_date && report.unsent == 0 && report.quarantined == 0 && report.parked == 0;
        if sound { Ok(()) } else { bail!("not in step: {report:?}") }
    }

    fn create(&mut self, file: &Path) -> anyhow::Result<()> {
        let records: Vec<Peer> = workload::jsonl(file)?;
        let groups = records.iter().map(to_import).collect::<anyhow::Result<Vec<_>>>()?;
        let done = self.device()?.import_groups(&groups, None, &mut Progress::silent())?;
        if done.created == records.len() as u64 { Ok(()) } else { bail!("not all were new: {done:?}") }
    }

    /// One fsynced save for each edit, as somebody at a form makes them.
    fn edit_all(&mut self, file: &Path) -> anyhow::Result<()> {
        for edit in workload::jsonl::<FieldEdit>(file)? {
            self.edit(&edit)?;
        }
        if self.live { self.sync() } else { Ok(()) }
    }

    fn edit(&mut self, edit: &FieldEdit) -> anyhow::Result<()> {
        let typed = edit.value.as_str().map_or_else(|| edit.value.to_string(), str::to_owned);
        let fields = BTreeMap::from([(key_of(&edit.field)?.to_owned(), typed)]);
        match self.device()?.edit(edit.id.parse()?, &fields) {
            Err(AppError::NotReady(issues)) => bail!("{}: {issues:?}", edit.field),
            other => Ok(other.map(|_| ())?),
        }
    }

    /// Exchanges until every record reads as it must in the end.
    fn go_live(&mut self, url: &str) -> anyhow::Result<Value> {
        self.target.set(url);
        self.live = true;
        loop {
            self.sync()?;
            self.strike_off()?;
            if self.pending.is_empty() {
                return Ok(json!({ "t": monotonic_s(), "pending": 0 }));
            }
            std::thread::sleep(LOOK_AGAIN);
        }
    }

    fn strike_off(&mut self) -> anyhow::Result<()> {
        let device = self.device.as_ref().context("no device is open")?;
        let mut left = BTreeMap::new();
        for (id, want) in std::mem::take(&mut self.pending) {
            if read(device, id)?.is_none_or(|found| found != want) {
                left.insert(id, want);
            }
        }
        self.pending = left;
        Ok(())
    }

    fn watch(&mut self, edit: &FieldEdit) -> anyhow::Result<Value> {
        let id: RecordId = edit.id.parse()?;
        loop {
            let found = from_record(&self.device()?.record(id)?)?;
            if found.get(&edit.field) == Some(&edit.value) {
                return Ok(json!(monotonic_s()));
            }
            std::thread::sleep(LOOK_AGAIN);
            self.sync()?;
        }
    }

    fn push(&mut self, edit: &FieldEdit) -> anyhow::Result<Value> {
        let began = monotonic_s();
        self.edit(edit)?;
        self.sync()?;
        Ok(json!(began))
    }

    /// How many contacts are on the board, and how many records are found by words.
    fn search(&mut self, words: &str) -> anyhow::Result<Value> {
        let device = self.device()?;
        let found = device.search_people(words, 10)?.len();
        Ok(json!({ "contacts": device.counts()?.contacts, "people": found }))
    }

    /// Everything as it stands on this device, in the form that all peers are compared by.
    fn hash(&mut self) -> anyhow::Result<Value> {
        if self.live {
            self.sync()?;
        }
        let device = self.device()?;
        let mut sum = aws_lc_rs::digest::Context::new(&aws_lc_rs::digest::SHA256);
        let (mut count, mut after) = (0u64, None);
        loop {
            let page = device.records_after(after, PAGE)?;
            let Some(last) = page.last() else { break };
            after = Some(last.id);
            for record in page.iter().filter(|record| record.kind == RecordKind::Contact) {
                // ids are hexadecimal of one length, so their order is that of the lines
                let line = format!("{} {}\n", record.id, canonical(&from_record(record)?)?);
                sum.update(line.as_bytes());
                count += 1;
            }
        }
        Ok(json!({ "count": count, "hash": HEXLOWER.encode(sum.finish().as_ref()) }))
    }
}

/// The content of a record as it stands on this device; nothing when it is not here yet.
fn read(device: &Device, id: RecordId) -> anyhow::Result<Option<String>> {
    match device.record(id) {
        Ok(record) => Ok(Some(canonical(&from_record(&record)?)?)),
        Err(error) if error.code() == "record.not_found" => Ok(None),
        Err(error) => Err(error.into()),
    }
}
