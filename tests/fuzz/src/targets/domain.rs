//! What people type, and what a record says that anybody may have written.

use domain::contact::Contact;
use domain::fact::Fact;
use domain::follow_up::FollowUp;
use domain::handoff::{Actor, Handoff, Party};
use domain::incident::Incident;
use domain::note::Note;
use domain::person::Person;
use domain::role::{Author, Role};
use domain::search::{terms, words_of};
use domain::service::Service;
use domain::typed::{self, Typing};
use domain::validate::{self, Context, Stage};
use domain::{
    ActorId, ChangeHash, CompartmentId, Edit, MemberId, Moment, Record, RecordId, RecordKind, Scalar,
    conflict, fields, naloxone,
};

use super::{Target, Verdict, text};

const NOW_MS: i64 = 1_772_460_000_000;
const TYPING: Typing = Typing { now_ms: NOW_MS, zone: chrono_tz::America::New_York };
const CONTEXT: Context = Context { now_ms: NOW_MS, author: None, stage: Stage::Ready };

const WORDS: &[&[u8]] = &[
    b"now-",
    b"4294967295",
    b"2026-11-21",
    b"T",
    b" ",
    b"14:32",
    b"[America/New_York]",
    b"-05:00",
    b"+23:59",
    b"9999-12-31T23:59:59Z[UTC]",
    b"262142-12-31",
    b"-262143",
    b"%",
    b"&",
    b"=",
    b"%C3%A9",
    b"+",
    b"1e308",
    b"nan",
    b"11/3/85",
    b"'",
    b"-",
    b"\xc3\x9f",
    b"\xc4\xb0",
    b"\xcc\x81",
    b"\xf0\x9f\x9a\x92",
    b"kind=",
    b"seen=",
];

pub(super) fn targets() -> Vec<Target> {
    vec![
        Target::text("typed", typed_examples, typed).words(WORDS).weight(20),
        Target::text("texts", text_examples, texts).words(WORDS).weight(20),
        Target::text("record", record_examples, record).words(WORDS).weight(20),
    ]
}

fn typed_examples(_: &str) -> Vec<Vec<u8>> {
    let texts = [
        "now-10",
        "14:32",
        "1432",
        "2026-11-21 14:32",
        "7/4/26 1432",
        "11/3/85",
        "1985-11",
        "1985",
        "yes",
        "39.9",
        "-72",
        "2018-01-04T00:42:00-05:00[America/New_York]",
        "0189abcd-0000-7000-8000-000000000001",
        "ready",
    ];
    texts.iter().map(|text| text.as_bytes().to_vec()).collect()
}

/// One text typed into every field there is: what is taken is valid in that field, or told.
fn typed(bytes: &[u8]) -> Verdict {
    let text = text(bytes)?;
    let mut taken = 0;
    for kind in RecordKind::ALL {
        for rule in fields::rules(kind) {
            let key = match rule.key {
                fields::Key::Exact(key) => key.to_owned(),
                fields::Key::Under(prefix, _) => format!("{prefix}.x"),
            };
            if let Ok(Some(scalar)) = typed::read(kind, &key, text, TYPING) {
                let edit = Edit::set(&key, scalar.clone());
                let _ = validate::edits(kind, None, &[edit], &CONTEXT);
                // what was taken is shown as a text that is taken again; of years that have a sign that does not
                // hold (see the finding in `tests/findings.rs`)
                let shown = scalar.to_string();
                if !shown.starts_with(['-', '+'])
                    || !matches!(rule.value, fields::Value::Moment | fields::Value::Date)
                {
                    let again = typed::read(kind, &key, &shown, TYPING);
                    let same = |again: Option<Scalar>| again.is_some_and(|again| again.same_as(&scalar));
                    assert!(again.is_ok_and(same), "{key}: {scalar}");
                }
                taken += 1;
            }
        }
    }
    if taken > 0 { Ok(()) } else { Err("nothing_takes_it") }
}

fn text_examples(_: &str) -> Vec<Vec<u8>> {
    let texts = [
        "mg=4&route=nasal",
        "at=2018-01-04T00%3A42%3A00-05%3A00%5BAmerica%2FNew_York%5D&kind=offered&party=Example",
        "2018-01-04T00:42:00-05:00[America/New_York]",
        "0189abcd-0000-7000-8000-000000000001",
        "Mary-Ann O'Brien",
        "0123456789abcdef0123456789abcdef",
        "naloxone_plus",
    ];
    texts.iter().map(|text| text.as_bytes().to_vec()).collect()
}

/// One text as everything that is read from text: what is read is written so that it reads the same.
fn texts(bytes: &[u8]) -> Verdict {
    let text = text(bytes)?;
    let mut read = 0;
    if let Ok(fact) = text.parse::<Fact>() {
        assert_eq!(fact.to_string(), text);
        let _any = (fact.moment("at"), fact.need::<RecordId>("record"), fact.maybe::<u32>("mg"));
        read += 1;
    }
    if let Ok(moment) = text.parse::<Moment>() {
        assert_eq!(moment.to_string().parse(), Ok(moment), "{moment}");
        let _ = (moment.wall(), moment.unix_ms());
        read += 1;
    }
    macro_rules! id {
        ($($id:ty)*) => { $(if let Ok(id) = text.parse::<$id>() {
            assert_eq!(id.to_string().parse(), Ok(id));
            read += 1;
        })* };
    }
    id!(RecordId ActorId ChangeHash CompartmentId MemberId);
    let words = words_of(text);
    assert!(words.iter().all(|word| !word.is_empty()));
    let _ = fields::slug(text);
    let _ = fields::never_collected(text);
    if read > 0 { Ok(()) } else { Err("nothing_reads_it") }
}

fn record_examples(_: &str) -> Vec<Vec<u8>> {
    let at = "2026-03-02T09:00:00-05:00[America/New_York]";
    let escaped = "2026-03-02T09%3A00%3A00-05%3A00%5BAmerica%2FNew_York%5D";
    let id = "01890000-0000-7000-8000-000000000001";
    let texts = [
        format!(
            "1\nname.family\tAlder\nbirth_date\t1985-11-03\nsighting.{id}\tat={escaped}&where=bridge\nrisk.fire\tyes"
        ),
        format!(
            "3\ntime.started\t{at}\nneed.housing\tyes\ndose.{id}\tadministration={id}&mg=4\nadministration.{id}\tgiver=ems"
        ),
        format!(
            "5\nevent.{id}\tat={escaped}&by=EMS&kind=offered&party=Outreach&seen={id}\nevent.{id}\tkind=accepted"
        ),
        format!("6\nstarted\t{at}\nattempt.{id}\tat={escaped}&outcome=met"),
        format!("10\nname\tA service\ncapacity\tat={escaped}&beds=4"),
    ];
    texts.into_iter().map(String::into_bytes).collect()
}

/// A kind, then lines of a key and a text: read as whatever it may be.
fn record(bytes: &[u8]) -> Verdict {
    let text = text(bytes)?;
    let (kind, rest) = text.split_once('\n').ok_or("lines")?;
    let kind = kind.parse().ok().and_then(RecordKind::from_code).ok_or("kind")?;
    let mut record = Record {
        id: RecordId::from_bytes([1; 16]),
        kind,
        compartment: CompartmentId([2; 16]),
        fields: std::collections::BTreeMap::new(),
    };
    let by = crate::changes::Author::EXAMPLE;
    for (number, line) in rest.lines().enumerate() {
        let (key, value) = line.split_once('\t').unwrap_or((line, "yes"));
        let number = number as u8;
        let value = value.parse().map_or_else(|_| Scalar::text(value), Scalar::Int);
        let held = domain::Held { value, stamp: by.stamp(number), actor: by.actor(number) };
        record.fields.entry(key.to_owned()).or_default().push(held);
    }
    look_at(&record);
    Ok(())
}

/// Everything that is derived from a record when it is taken in or shown.
pub(super) fn look_at(record: &Record) {
    for author in [None, Some(Author::of(Role::Ems))] {
        let context = Context { author, ..CONTEXT };
        let _ = validate::record(record, &context);
    }
    for found in conflict::of(record) {
        let _ = found.alert();
    }
    let _ = terms(record);
    match record.kind {
        RecordKind::Person => {
            let person = Person::read(record);
            let _ = (person.display_name(), person.last_seen(NOW_MS));
        }
        RecordKind::Contact => {
            let contact = Contact::read(record);
            let _ = (contact.began(), contact.naloxone_was_given());
            let given = naloxone::read(record);
            let _ = naloxone::near_duplicates(given.doses.iter());
        }
        RecordKind::Handoff | RecordKind::Outcome => handoff(record),
        RecordKind::FollowUp => drop(FollowUp::read(record)),
        RecordKind::Incident => drop(Incident::read(record)),
        RecordKind::Note => drop(Note::read(record)),
        RecordKind::Service => drop(Service::read(record).room(NOW_MS)),
        _ => {}
    }
}

fn handoff(record: &Record) {
    let (handoff, own) = (Handoff::read([record]), Party::agency("Example"));
    let state = handoff.state();
    let _ = (state.waiting(NOW_MS), state.is_open(), handoff.wants(&own, NOW_MS));
    let actor = Actor { party: own.clone(), author: Author::of(Role::Ems) };
    let _ = (handoff.alerts(record.id, &own, NOW_MS), handoff.next(&actor), handoff.automatic(&actor));
    let _ = (handoff.timeline().len(), handoff.asked(), handoff.sender().cloned(), handoff.refusals(&actor));
}
