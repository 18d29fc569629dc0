//! Letters as somebody outside a compartment sends them, who holds every key of a device and seals whatever they like.

use app::AppError;
use domain::role::Class;
use domain::{Edit, RecordId, RecordKind, Scalar, Stamp};
use footbridge_testkit::field::Persona;
use merge::Folded;
use protocol::{CompartmentHandle, Entry, Keybox, StreamId};
use vault::{ChangeContext, EpochKey, Inbox, RecordKey, seal_letter};

use crate::bad_input::aside;
use crate::forge::{Insider, new_id, person, stamp_of};
use crate::support::{
    Crew, EMS, OUTREACH, PATROL, assert_clean, assert_same, count, crew, meet_person, settle, sync,
};

const COPY: RecordKind = RecordKind::DisclosedCopy;

/// What an outsider puts into letters.
struct Outsider {
    insider: Insider,
    inbox: Inbox,
    stamp: Stamp,
}

impl Outsider {
    /// The device of this persona, whose process ends. It knows of the inbox what the certificates say.
    fn of(persona: &mut Persona, care: CompartmentHandle) -> Self {
        let saved = meet_person(persona, "Own");
        let stamp = stamp_of(persona, saved.person);
        let insider = Insider::of(persona);
        let logs = insider.mailbox.log_heads().unwrap();
        let certificates: Vec<Vec<u8>> =
            logs.iter().flat_map(|head| insider.mailbox.certificates(head.log, 0).unwrap()).collect();
        let read = certificates.iter().filter_map(|bytes| protocol::Certificate::decode(bytes).ok());
        let mut opened = read.filter_map(|one| match one.statement {
            protocol::Statement::InboxOpened(opened) if opened.compartment == care => Some(opened),
            _ => None,
        });
        let opened = opened.next_back().unwrap();
        let inbox = Inbox { compartment: care, epoch: opened.number, key: opened.inbox };
        Self { insider, inbox, stamp }
    }

    fn key(&mut self) -> EpochKey {
        EpochKey::generate(self.inbox.compartment, self.inbox.epoch, &mut self.insider.dice)
    }

    /// One change for a record there, and its keybox.
    fn entry(&mut self, key: &EpochKey, kind: u16, record: RecordId, change: &[u8]) -> (Entry, Keybox) {
        let dice = &mut self.insider.dice;
        let own = RecordKey::generate(dice);
        let keybox = vault::seal_keybox(key, &own, dice).unwrap();
        let (compartment, record) = (self.inbox.compartment, *record.as_bytes());
        let context = ChangeContext { compartment, record, kind, schema: 1 };
        let sealed = vault::seal_change(&own, &context, change, dice).unwrap();
        (Entry { kind, record, schema: 1, keybox: keybox.handle, sealed }, keybox)
    }

    fn change(&mut self, stamp: &Stamp) -> Vec<u8> {
        self.saying(stamp, &[("from.agency", EMS), ("asks", "A ride")])
    }

    fn saying(&mut self, stamp: &Stamp, fields: &[(&str, &str)]) -> Vec<u8> {
        let own = self.insider.identity.device_id();
        let actor = self.insider.actor(own);
        let edits: Vec<Edit> =
            fields.iter().map(|(key, text)| Edit::set(*key, Scalar::text(*text))).collect();
        merge::author(&Folded::new(), &edits, actor, stamp).unwrap().unwrap().bytes
    }

    /// Puts a letter of these entries into the mailbox of the device, to be sent.
    fn post(&mut self, key: &EpochKey, stream: RecordId, entries: Vec<(Entry, Keybox)>) {
        let stream = StreamId(*stream.as_bytes());
        let (entries, keyboxes): (Vec<Entry>, Vec<Keybox>) = entries.into_iter().unzip();
        let Insider { identity, dice, .. } = &mut self.insider;
        let sealed = seal_letter(identity, &self.inbox, key, stream, &entries, dice).unwrap();
        self.insider.mailbox.add_letter(&sealed, &keyboxes).unwrap();
    }
}

/// A care compartment with two devices.
fn with_care(seed: u64) -> (Crew, Persona, CompartmentHandle) {
    let mut crew = crew(seed);
    let care = crew.outreach.device().unwrap().found_compartment("care", &[Class::Care]).unwrap().compartment;
    let mut provider = crew.field.join(&mut crew.coordinator, "provider", "Cedar House").unwrap();
    crew.meet();
    let newcomer = provider.device().unwrap().id();
    crew.outreach.device().unwrap().admit(care, newcomer).unwrap();
    settle(&mut [&mut crew.outreach, &mut provider, &mut crew.ems]);
    (crew, provider, CompartmentHandle(care.0))
}

#[test]
fn a_letter_is_a_record_at_all_who_are_inside_and_at_nobody_else() {
    let (mut crew, mut provider, care) = with_care(1201);
    let mut outsider = Outsider::of(&mut crew.ems, care);
    let (key, stamp) = (outsider.key(), outsider.stamp.clone());
    let change = outsider.change(&stamp);
    let entry = outsider.entry(&key, COPY.code(), new_id(1), &change);
    outsider.post(&key, new_id(1), vec![entry]);
    drop(outsider);
    // sealed before the key was replaced, and sent after: whoever is inside opens it with the older one
    crew.outreach.device().unwrap().rotate(domain::CompartmentId(care.0)).unwrap();
    settle(&mut [&mut crew.ems, &mut crew.outreach, &mut provider]);
    for inside in [&mut crew.outreach, &mut provider] {
        let copy = inside.device().unwrap().record(new_id(1)).unwrap();
        assert_eq!((copy.kind, copy.compartment.0, copy.text("asks")), (COPY, care.0, Some("A ride")));
        assert_eq!(copy.fields["asks"][0].stamp.member, stamp.member, "who wrote it is known");
    }
    assert_same(&mut [&mut crew.outreach, &mut provider]);
    for outside in [&mut crew.ems, &mut crew.patrol, &mut crew.coordinator] {
        sync(outside);
        assert!(matches!(outside.device().unwrap().record(new_id(1)), Err(AppError::NotFound(_))));
    }
    assert_clean(&mut [&mut crew.outreach, &mut provider, &mut crew.ems]);
    // made again from what is there
    let before = provider.device().unwrap().digests().unwrap();
    provider.device().unwrap().rebuild().unwrap();
    assert_eq!(provider.device().unwrap().digests().unwrap(), before);
}

/// [I] A letter adds the one record it is named for. Whatever else somebody outside seals is kept aside, and the rest
/// goes on.
#[test]
fn a_letter_changes_nothing_that_is_there() {
    let (mut crew, mut provider, care) = with_care(1202);
    let saved = meet_person(&mut crew.outreach, "Alder");
    settle(&mut [&mut crew.outreach, &mut provider]);
    let others = crew.patrol.device().unwrap().member();
    let mut outsider = Outsider::of(&mut crew.ems, care);
    let stamp = outsider.stamp.clone();
    let mut forged = stamp.clone();
    forged.member = domain::MemberId(others.0);
    let (good, in_anothers_name) = (outsider.change(&stamp), outsider.change(&forged));
    let key = outsider.key();
    let cases: [(u16, RecordId, RecordId, &[u8]); 5] = [
        (person(), new_id(1), new_id(1), &good),
        (COPY.code(), new_id(2), new_id(3), &good),
        (COPY.code(), saved.person, saved.person, &good),
        (COPY.code(), new_id(4), new_id(4), &in_anothers_name),
        (COPY.code(), new_id(5), new_id(5), b"no change at all"),
    ];
    for (kind, record, stream, change) in cases {
        let entry = outsider.entry(&key, kind, record, change);
        outsider.post(&key, stream, vec![entry]);
    }
    let two = [6, 7].map(|id| outsider.entry(&key, COPY.code(), new_id(id), &good));
    outsider.post(&key, new_id(6), two.into());
    let entry = outsider.entry(&key, COPY.code(), new_id(8), &good);
    outsider.post(&key, new_id(8), vec![entry]);
    drop(outsider);
    settle(&mut [&mut crew.ems, &mut crew.outreach, &mut provider]);
    for inside in [&mut crew.outreach, &mut provider] {
        let reasons: Vec<String> = aside(inside).into_iter().map(|(_, reason)| reason).collect();
        let expect = [
            "change.not_a_change",
            "change.other_member",
            "letter.other_record",
            "letter.other_record",
            "letter.other_record",
            "record.other_kind",
        ];
        assert_eq!(reasons, expect, "{}", inside.name());
        assert_eq!(count(inside, "people"), 2, "one here, one that the outsider shares");
        assert!(inside.device().unwrap().record(new_id(8)).is_ok(), "the rest goes on");
    }
    assert_same(&mut [&mut crew.outreach, &mut provider]);
}

/// [I] Who told what is not for members to write: a copy came as a letter or it did not.
#[test]
fn a_member_cannot_make_up_what_somebody_told() {
    let mut crew = crew(1203);
    let saved = meet_person(&mut crew.ems, "Alder");
    let stamp = stamp_of(&mut crew.ems, saved.person);
    let mut insider = Insider::of(&mut crew.ems);
    let own = insider.identity.device_id();
    let actor = insider.actor(own);
    let edits = [Edit::set("from.agency", Scalar::text("Ridge County Sheriff"))];
    let made_up = merge::author(&Folded::new(), &edits, actor, &stamp).unwrap().unwrap();
    let key = insider.record_key();
    let entry = insider.entry((COPY.code(), 1), new_id(1), &key, &made_up.bytes);
    insider.post(&[entry], &[key.0]);
    drop(insider);
    settle(&mut [&mut crew.ems, &mut crew.patrol]);
    assert_eq!(aside(&mut crew.patrol), [(true, "letter.not_a_letter".to_owned())]);
    assert!(matches!(crew.patrol.device().unwrap().record(new_id(1)), Err(AppError::NotFound(_))));
}

/// An empty one in the place of a letter that was taken back is no record, and nothing to wait for.
#[test]
fn an_empty_letter_is_nothing() {
    let (mut crew, mut provider, care) = with_care(1204);
    let mut outsider = Outsider::of(&mut crew.ems, care);
    let key = outsider.key();
    let (mut entry, _) = outsider.entry(&key, COPY.code(), new_id(1), b"x");
    entry.sealed.clear();
    let stream = StreamId(*new_id(1).as_bytes());
    let Insider { identity, dice, .. } = &mut outsider.insider;
    let sealed = seal_letter(identity, &outsider.inbox, &key, stream, &[entry], dice).unwrap();
    outsider.insider.mailbox.add_letter(&sealed, &[]).unwrap();
    drop(outsider);
    settle(&mut [&mut crew.ems, &mut crew.outreach, &mut provider]);
    assert_eq!(aside(&mut provider), []);
    assert!(matches!(provider.device().unwrap().record(new_id(1)), Err(AppError::NotFound(_))));
}

/// [I] A copy that says that another agency told it than the one whose member signed it counts for nothing: it is not
/// shown as the packet.
#[test]
fn a_copy_in_another_agencys_name_is_not_believed() {
    let (mut crew, mut provider, care) = with_care(1205);
    let met = meet_person(&mut crew.patrol, "Alder");
    let offer = app::TypedOffer {
        contact: met.contact.to_string(),
        to: vec![OUTREACH.to_owned()],
        ..app::TypedOffer::default()
    };
    let handoff = crew.patrol.device().unwrap().offer_handoff(&offer).unwrap().id;
    settle(&mut [&mut crew.patrol, &mut crew.ems, &mut crew.outreach, &mut provider]);
    let mut outsider = Outsider::of(&mut crew.ems, care);
    let (key, stamp, of) = (outsider.key(), outsider.stamp.clone(), handoff.to_string());
    let said = |from| {
        [
            ("status", "ready"),
            ("about", "handoff_packet"),
            ("leg", "outward"),
            ("at", "2026-03-02T09:00:00-05:00[America/New_York]"),
            ("handoff", of.as_str()),
            ("from.agency", from),
        ]
    };
    for (number, from) in [(1, PATROL), (2, EMS)] {
        let change = outsider.saying(&stamp, &said(from));
        let entry = outsider.entry(&key, COPY.code(), new_id(number), &change);
        outsider.post(&key, new_id(number), vec![entry]);
    }
    drop(outsider);
    settle(&mut [&mut crew.ems, &mut crew.outreach, &mut provider]);
    for inside in [&mut crew.outreach, &mut provider] {
        assert!(inside.device().unwrap().record(new_id(1)).is_ok(), "kept as it came");
        assert_eq!(inside.device().unwrap().handoff(handoff).unwrap().copied, None, "{}", inside.name());
    }
}

/// Nor does a device write one of its own, by whatever way.
#[test]
fn no_device_writes_a_copy_into_its_own_compartment() {
    let mut crew = crew(1206);
    let record = app::ImportRecord {
        id: new_id(1),
        kind: COPY,
        edits: vec![Edit::set("from.agency", Scalar::text(PATROL))],
        occurred: None,
    };
    let group = app::ImportGroup { key: Vec::new(), records: vec![record], rows: 1 };
    let ems = crew.ems.device().unwrap();
    let refused = ems.import_groups(&[group], None, &mut app::Progress::silent());
    assert_eq!(refused.unwrap_err().code(), "letter.not_a_letter");
    assert!(ems.record(new_id(1)).is_err());
}
