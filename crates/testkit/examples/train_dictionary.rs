//! Trains the dictionary that changes are compressed with before they are sealed: each change is sealed alone, so
//! what changes have in common must be known to both sides beforehand.
//!
//! The sample is made up: random values for every field of `domain`'s table, from a seed. The result is part of
//! the format. Run again only to make another number of dictionary:
//! `cargo run -p footbridge-testkit --example train_dictionary -- FILE`

use domain::fields::{self, Key, Rest, Rule, Value};
use domain::{ActorId, ClockQuality, Edit, MemberId, Moment, RecordKind, Scalar, Stamp};
use merge::{Folded, author};
use rand_chacha::ChaCha12Rng;
use rand_core::{Rng, SeedableRng};

const SEED: u64 = 20_261_121;
const RECORDS: usize = 6_000;
const DICTIONARY_BYTES: usize = 32 * 1024;
const ZONES: [&str; 6] = [
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "America/Phoenix",
    "Etc/UTC",
];
/// How often each kind is made, and how many of its optional fields are filled, in percent.
const MIX: [(RecordKind, u32, u32); 9] = [
    (RecordKind::Person, 22, 25),
    (RecordKind::Incident, 14, 60),
    (RecordKind::Contact, 30, 35),
    (RecordKind::Note, 10, 60),
    (RecordKind::Handoff, 6, 100),
    (RecordKind::FollowUp, 6, 80),
    (RecordKind::Service, 4, 70),
    (RecordKind::Packet, 4, 60),
    (RecordKind::Outcome, 4, 100),
];
const WORDS: &str = "the a and to of in on at for with was is said asked met found near left took agreed declined \
    person team unit officer crew medic peer family friend caller staff shelter clinic hospital detox intake \
    street avenue road station park library church motel apartment encampment bus north south east west county \
    breathing responsive alert awake cold tired calm upset willing ready tomorrow today tonight morning evening \
    naloxone dose kit ride phone number bed appointment medication treatment housing food clothing identification \
    no weapons injuries seen follow up again next week call back asked not be told consent offered service accepted";
const NAMES: &str = "Alex Sam Jordan Taylor Morgan Casey Riley Jamie Robin Drew Maria Luis Elena Rosa Carmen Ana \
    Rivers Stone Fields Brook Woods Hill Marsh Lake Glen Ford Garcia Lopez Reyes Cruz Flores Vega Santos Moreno";
const AGENCIES: [&str; 5] =
    ["Ridge County Sheriff", "Valley EMS", "Harbor Outreach", "Cedar Recovery Center", "Metro Fire Rescue"];

struct Maker(ChaCha12Rng);

impl Maker {
    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.0.next_u64()).unwrap_or(usize::MAX) % limit.max(1)
    }

    fn pick<'a>(&mut self, items: &[&'a str]) -> &'a str {
        let at = self.below(items.len());
        items.get(at).copied().unwrap_or_default()
    }

    fn words(&mut self, from: &'static str, count: usize) -> String {
        let all: Vec<&str> = from.split_whitespace().collect();
        (0..count).map(|_| self.pick(&all)).collect::<Vec<_>>().join(" ")
    }

    fn uuid(&mut self) -> String {
        let mut bytes = [0; 16];
        self.0.fill_bytes(&mut bytes);
        uuid::Builder::from_custom_bytes(bytes).into_uuid().to_string()
    }

    fn moment(&mut self) -> Option<Moment> {
        let day = i64::try_from(self.below(3 * 365 * 86_400)).ok()?;
        let zone = self.pick(&ZONES).parse().ok()?;
        Moment::at((1_735_689_600 + day) * 1000, zone).ok()
    }

    fn moment_text(&mut self) -> String {
        self.moment().map(|moment| moment.to_string()).unwrap_or_default()
    }

    fn text(&mut self, key: &str, limit: usize) -> String {
        if key.starts_with("name") || key.starts_with("alias") {
            return self.words(NAMES, 1);
        }
        match key {
            "agency" | "organization" => self.pick(&AGENCIES).to_owned(),
            "cad_number" => format!("26-{:06}", self.below(999_999)),
            "unit" | "vehicle" => format!("M-{}", self.below(60)),
            _ if limit > 1_000 => {
                let count = 8 + self.below(50);
                self.words(WORDS, count)
            }
            _ => {
                let count = 1 + self.below(3);
                self.words(WORDS, count)
            }
        }
    }

    fn fact(&mut self, parts: &[&str]) -> String {
        let mut fact = domain::fact::Fact::new();
        for part in parts {
            let value = match *part {
                "at" | "due" => self.moment_text(),
                "party" | "to" | "from" | "agency" | "by" => self.pick(&AGENCIES).to_owned(),
                "administration" | "supersedes" => self.uuid(),
                "seen" => format!("{},{}", self.uuid(), self.uuid()),
                "mg" => self.pick(&["2", "4", "8"]).to_owned(),
                "kind" => self
                    .pick(&["offered", "acknowledged", "accepted", "relieved", "met", "arrived"])
                    .to_owned(),
                "route" => self.pick(&["nasal", "intramuscular", "intravenous"]).to_owned(),
                _ => self.words(WORDS, 1),
            };
            fact = fact.with(part, value);
        }
        fact.to_string()
    }

    fn value(&mut self, key: &str, rule: &Rule) -> Option<Scalar> {
        Some(match rule.value {
            Value::Text(limit) => Scalar::text(self.text(key, limit)),
            Value::Code(list) | Value::CodeOrLabel(list) => Scalar::text(self.pick(list.current())),
            Value::Moment => Scalar::text(self.moment_text()),
            Value::Date => Scalar::text(format!(
                "19{:02}-{:02}-{:02}",
                self.below(99),
                1 + self.below(12),
                1 + self.below(28)
            )),
            Value::Int(low, high) => {
                let span = usize::try_from(high.saturating_sub(low)).unwrap_or(100).min(100);
                Scalar::Int(low + i64::try_from(self.below(span + 1)).ok()?)
            }
            Value::Real(..) => Scalar::Real(f64::from(u32::try_from(self.below(90_000_000)).ok()?) / 1e6),
            Value::Flag => Scalar::Flag(true),
            Value::Record(_) => Scalar::text(self.uuid()),
            Value::Fact(parts) => Scalar::text(self.fact(parts)),
            Value::Copy => Scalar::text(self.words(NAMES, 1)),
        })
    }

    fn key(&mut self, rule: &Rule) -> String {
        match rule.key {
            Key::Exact(key) => key.to_owned(),
            Key::Under(prefix, rest) => {
                let rest = match rest {
                    Rest::Id => self.uuid(),
                    Rest::Slug => fields::slug(&self.words(WORDS, 1)),
                    Rest::Digits => format!("5550{:06}", self.below(999_999)),
                    Rest::Code(list) => self.pick(list.current()).to_owned(),
                    Rest::Field => "name.given".to_owned(),
                };
                format!("{prefix}.{rest}")
            }
        }
    }

    fn edits(&mut self, kind: RecordKind, percent: u32) -> Vec<Edit> {
        let mut edits = vec![Edit::set("status", Scalar::text("ready"))];
        for rule in fields::of(kind) {
            let wanted = rule.need == fields::Need::AtReady || self.below(100) < percent as usize;
            let times = match rule.key {
                Key::Under(_, Rest::Id) => self.below(4),
                _ => 1,
            };
            for _ in 0..if wanted { times } else { 0 } {
                let key = self.key(rule);
                edits.extend(self.value(&key, rule).map(|value| Edit::set(key.clone(), value)));
            }
        }
        edits
    }

    /// One record: the change that makes it, and a small one after it.
    fn changes(&mut self, kind: RecordKind, percent: u32) -> Vec<Vec<u8>> {
        let mut actor = [0; 16];
        self.0.fill_bytes(&mut actor);
        let mut member = [0; 16];
        self.0.fill_bytes(&mut member);
        let Some(at) = self.moment() else { return Vec::new() };
        let clock = if self.below(2) == 0 { ClockQuality::Checked } else { ClockQuality::Unchecked };
        let stamp = Stamp { member: MemberId(member), at, clock };
        let mut folded = Folded::new();
        let mut out = Vec::new();
        let later = self.edits(kind, 5);
        for edits in [self.edits(kind, percent), later] {
            if let Ok(Some(made)) = author(&folded, &edits, ActorId(actor), &stamp)
                && folded.fold(&made.change).is_ok()
            {
                out.push(made.bytes);
            }
        }
        out
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = std::env::args().nth(1).ok_or("name the file to write")?;
    let mut maker = Maker(ChaCha12Rng::seed_from_u64(SEED));
    let mut samples: Vec<Vec<u8>> = Vec::new();
    for _ in 0..RECORDS {
        let mut at = u32::try_from(maker.below(100))?;
        for (kind, share, percent) in MIX {
            if at < share {
                samples.extend(maker.changes(kind, percent));
                break;
            }
            at -= share;
        }
    }
    let dictionary = zstd::dict::from_samples(&samples, DICTIONARY_BYTES)?;
    std::fs::write(file, &dictionary)?;
    Ok(())
}
