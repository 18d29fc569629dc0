//! Disclosures: what crosses a wall, on what, and what becomes of it.

use app::domain::disclosure::{About, Account, Body, Fate, Leg, Progress};
use app::{AppError, HandoffSeen, ImportGroup, ImportRecord, TypedOffer, TypedStep};
use domain::consent::{Saying, Statement};
use domain::role::Class;
use domain::{CompartmentId, Edit, Moment, RecordId, RecordKind, Scalar};
use footbridge_testkit::field::Persona;
use uuid::Uuid;

use crate::support::{
    Crew, EMS, OUTREACH, PATROL, assert_clean, assert_same, assert_survives_restart, crew, meet_person, set,
    settle, sync,
};

/// Police, EMS and care, each behind a wall of its own.
struct Walled {
    crew: Crew,
    ems: CompartmentId,
    care: CompartmentId,
}

fn walled(seed: u64) -> Walled {
    let mut crew = crew(seed);
    let file = include_bytes!("../../../../programmes/police-ems-care.toml");
    crew.coordinator.device().unwrap().adopt_programme(file).unwrap();
    crew.meet();
    let found = |persona: &mut Persona, name: &str, class: Class| {
        persona.device().unwrap().found_compartment(name, &[class]).unwrap().compartment
    };
    found(&mut crew.patrol, "law", Class::Law);
    let ems = found(&mut crew.ems, "ems", Class::Ems);
    let care = found(&mut crew.outreach, "care", Class::Care);
    crew.meet();
    Walled { crew, ems, care }
}

fn code<T: std::fmt::Debug>(result: Result<T, AppError>) -> &'static str {
    result.unwrap_err().code()
}

fn now(persona: &mut Persona) -> Moment {
    let clock = persona.clock();
    Moment::at(clock.true_ms(), chrono_tz::America::New_York).unwrap()
}

/// Writes a record as a reader of files does: field by field, whatever its kind.
fn put(persona: &mut Persona, id: RecordId, kind: RecordKind, compartment: CompartmentId, edits: Vec<Edit>) {
    let record = ImportRecord { id, kind, edits, occurred: None };
    let group = ImportGroup { key: Vec::new(), records: vec![record], rows: 1 };
    let compartment = compartment.to_string();
    let mut silent = app::Progress::silent();
    persona.device().unwrap().import_groups(&[group], Some(&compartment), &mut silent).unwrap();
}

fn id(number: u128) -> RecordId {
    RecordId(Uuid::from_u128(0x0189_0000_0000_7000_8000_0000_0000_0000 + number))
}

fn text(key: &str, value: &str) -> Edit {
    Edit::set(key, Scalar::text(value))
}

/// A consent that EMS takes: for outreach, names and needs; back goes whether somebody was met, and engaged.
fn consent(persona: &mut Persona, compartment: CompartmentId, person: RecordId, extra: &[&str]) -> RecordId {
    let at = now(persona);
    let mut edits = vec![
        text("status", "ready"),
        text("person", &person.to_string()),
        text("person.name_signed", "Marisol Example"),
        text("discloser.ems", EMS),
        text("recipient.outreach", OUTREACH),
        text("revocation.text", "You can take this back at any time. Tell any of us."),
        text("expires.date", "2026-12-31"),
        text("redisclosure.text", "Who gets this may have to pass it on."),
        text("signature.kind", "signed"),
        text("signature.by", "Marisol Example"),
        text("signed.at", &at.to_string()),
    ];
    let flags =
        ["scope.identity", "scope.needs", "purpose.care_coordination", "return.met", "return.engaged"];
    edits.extend(flags.iter().chain(extra).map(|key| Edit::set(*key, Scalar::Flag(true))));
    edits.push(said(1, Saying::Granted, at, &[]).edit());
    put(persona, id(1), RecordKind::Consent, compartment, edits);
    id(1)
}

fn said(number: u128, saying: Saying, at: Moment, seen: &[u128]) -> Statement {
    let seen = seen.iter().map(|number| id(*number).0).collect();
    Statement { id: id(number).0, saying, until: None, at, by: EMS.to_owned(), seen }
}

fn revoke(persona: &mut Persona, compartment: CompartmentId, consent: RecordId) -> Moment {
    let at = now(persona);
    let edit = said(2, Saying::Revoked, at, &[1]).edit();
    put(persona, consent, RecordKind::Consent, compartment, vec![edit]);
    at
}

fn offer_to(contact: RecordId, agency: &str) -> TypedOffer {
    TypedOffer { contact: contact.to_string(), to: vec![agency.into()], asks: "a bed".into(), purpose: None }
}

fn offer(persona: &mut Persona, contact: RecordId, agency: &str) -> RecordId {
    persona.device().unwrap().offer_handoff(&offer_to(contact, agency)).unwrap().id
}

fn step(persona: &mut Persona, id: RecordId, step: &str) -> HandoffSeen {
    let typed = TypedStep { step: step.into(), code: None, to: None };
    persona.device().unwrap().step_handoff(id, &typed).unwrap()
}

fn seen(persona: &mut Persona, id: RecordId) -> HandoffSeen {
    persona.device().unwrap().handoff(id).unwrap()
}

fn accounting(persona: &mut Persona, person: RecordId) -> Vec<Account> {
    persona.device().unwrap().accounting(person).unwrap()
}

fn progress(persona: &mut Persona, person: RecordId) -> Vec<(String, Progress)> {
    accounting(persona, person).into_iter().map(|one| (one.body.about.clone(), one.progress())).collect()
}

/// Each three times, and everybody still agrees.
fn meet(walled: &mut Walled) {
    settle(&mut walled.crew.all());
    assert_same(&mut walled.crew.all());
    assert_clean(&mut walled.crew.all());
}

/// [I] Without a consent nothing crosses, and nothing is written: neither a handoff nor an account.
#[test]
fn an_offer_across_a_wall_is_refused_without_a_consent() {
    let mut town = walled(901);
    let ems = &mut town.crew.ems;
    let saved = meet_person(ems, "Alder");
    let refused = |persona: &mut Persona, to: &str| {
        let typed = offer_to(saved.contact, to);
        code(persona.device().unwrap().offer_handoff(&typed))
    };
    assert_eq!(refused(ems, OUTREACH), "disclosure.no_consent");
    let preview = |persona: &mut Persona, to: &str| {
        let typed = offer_to(saved.contact, to);
        persona.device().unwrap().preview_offer(&typed).unwrap().pop().unwrap()
    };
    let shown = preview(ems, OUTREACH);
    assert_eq!((shown.reads, shown.refused, shown.fields.len()), (false, Some("disclosure.no_consent"), 0));
    let message = ems.device().unwrap().offer_handoff(&offer_to(saved.contact, OUTREACH)).unwrap_err();
    assert!(message.to_string().contains("ask the person for a consent"), "{message}");
    let given = consent(ems, town.ems, saved.person, &[]);
    // it names outreach and nobody else; law enforcement least of all
    assert_eq!(refused(ems, PATROL), "disclosure.law_enforcement_not_named");
    let shown = preview(ems, OUTREACH);
    let keys: Vec<&str> = shown.fields.iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!(keys, ["need.housing", "name.family", "name.given"]);
    assert_eq!(shown.omitted, [("asks".to_owned(), "disclosure.out_of_scope")]);
    assert_eq!((shown.consents, shown.notice), ([given].into(), false));
    let purpose = TypedOffer { purpose: Some("research".into()), ..offer_to(saved.contact, OUTREACH) };
    let device = ems.device().unwrap();
    assert_eq!(code(device.offer_handoff(&purpose)), "disclosure.purpose_not_named");
    let unknown = TypedOffer { purpose: Some("fun".into()), ..offer_to(saved.contact, OUTREACH) };
    assert_eq!(code(device.offer_handoff(&unknown)), "disclosure.purpose");
    revoke(ems, town.ems, given);
    assert_eq!(refused(ems, OUTREACH), "disclosure.revoked");
    assert_eq!(ems.device().unwrap().handoffs(9).unwrap().len(), 0);
    assert_eq!(accounting(ems, saved.person), []);
    meet(&mut town);
}

/// Who reads the contact anyhow is told nothing by a copy; who answers everybody reads, what became of it only they do.
#[test]
fn within_a_compartment_the_outcome_stays_and_the_accountability_does_not() {
    let mut town = walled(902);
    let mut colleague = town.crew.field.join(&mut town.crew.coordinator, "ems", "Hill Ambulance").unwrap();
    settle(&mut [&mut town.crew.ems, &mut colleague]);
    let newcomer = colleague.device().unwrap().id();
    town.crew.ems.device().unwrap().admit(town.ems, newcomer).unwrap();
    settle(&mut [&mut town.crew.ems, &mut colleague]);
    colleague.device().unwrap().use_compartment(town.ems).unwrap();
    let saved = meet_person(&mut town.crew.ems, "Alder");
    let handoff = offer(&mut town.crew.ems, saved.contact, "Hill Ambulance");
    settle(&mut [&mut town.crew.ems, &mut colleague]);
    step(&mut colleague, handoff, "accepted");
    step(&mut colleague, handoff, "met");
    settle(&mut [&mut town.crew.ems, &mut colleague]);
    let here = seen(&mut town.crew.ems, handoff);
    assert_eq!(here.state.phase.word(), "met");
    assert_eq!((here.disclosures.len(), here.not_told.len()), (0, 0));
    assert_eq!(here.person, Some(saved.person));
    settle(&mut town.crew.all());
    for persona in [&mut town.crew.patrol, &mut town.crew.coordinator, &mut town.crew.outreach] {
        let elsewhere = seen(persona, handoff);
        assert_eq!(elsewhere.state.phase.word(), "accepted", "{}", persona.name());
        assert!(elsewhere.packet.is_none() && elsewhere.person.is_none(), "{}", persona.name());
    }
    // who has not said where it records says nothing of it in public
    let mut third = town.crew.field.join(&mut town.crew.coordinator, "ems", "Ridge Ambulance").unwrap();
    settle(&mut [&mut third, &mut colleague]);
    let typed = TypedStep { step: "offered".into(), code: None, to: Some("Ridge Ambulance".into()) };
    assert_eq!(code(colleague.device().unwrap().step_handoff(handoff, &typed)), "disclosure.no_consent");
    assert_same(&mut [&mut town.crew.ems, &mut colleague]);
}

/// An account as one device of a compartment finds it: another one told outreach, and it has left.
fn sent_account(persona: &mut Persona, person: RecordId, consent: RecordId) -> (RecordId, Vec<Edit>) {
    sent_account_with(persona, person, consent, 50)
}

fn sent_account_with(
    persona: &mut Persona,
    person: RecordId,
    consent: RecordId,
    number: u128,
) -> (RecordId, Vec<Edit>) {
    let at = now(persona);
    let mut body = Body::new(About::HandoffPacket, Leg::Outward, at);
    body.copies = [("name.family".to_owned(), Scalar::text("Alder"))].into();
    let account = Account {
        id: id(number),
        body,
        person: Some(person),
        to_agency: OUTREACH.into(),
        to_class: Some(Class::Care),
        by: None,
        consents: [consent].into(),
        fates: std::collections::BTreeMap::new(),
    };
    let mut edits = account.edits();
    edits.push(Account::fate_edit(id(number + 1).0, Fate::Sent, at));
    (account.id, edits)
}

/// A consent taken back marks what had left as sent in reliance, once, and who was told gets word of it, once: on
/// whatever device of the compartment it was taken back.
#[test]
fn what_had_left_when_a_consent_was_revoked_is_marked() {
    let mut town = walled(903);
    let mut second = town.crew.field.join(&mut town.crew.coordinator, "ems", EMS).unwrap();
    settle(&mut [&mut town.crew.ems, &mut second]);
    let newcomer = second.device().unwrap().id();
    town.crew.ems.device().unwrap().admit(town.ems, newcomer).unwrap();
    settle(&mut [&mut town.crew.ems, &mut second]);
    second.device().unwrap().use_compartment(town.ems).unwrap();
    let ems = &mut town.crew.ems;
    let person = meet_person(ems, "Alder").person;
    let given = consent(ems, town.ems, person, &[]);
    let (account, edits) = sent_account(ems, person, given);
    put(ems, account, RecordKind::Disclosure, town.ems, edits);
    assert_eq!(progress(ems, person), [("handoff_packet".to_owned(), Progress::Sent)]);
    settle(&mut [&mut town.crew.ems, &mut second]);
    let at = revoke(&mut second, town.ems, given);
    let expect = |persona: &mut Persona| {
        let all = accounting(persona, person);
        let word: Vec<&Account> = all.iter().filter(|one| one.body.is_about(About::ConsentRevoked)).collect();
        assert_eq!(word.len(), 1, "{all:?}");
        assert_eq!((word[0].to_agency.as_str(), word[0].body.at), (OUTREACH, Some(at)));
        assert!(word[0].body.copies.is_empty());
        let told = all.iter().find(|one| one.id == account).unwrap();
        assert_eq!(told.progress(), Progress::InReliance);
        assert_eq!(told.fates.get(&Fate::InReliance), Some(&Some(at)));
    };
    expect(&mut second);
    settle(&mut [&mut second, &mut town.crew.ems]);
    expect(&mut town.crew.ems);
    assert_survives_restart(&mut town.crew.ems);
    assert_same(&mut [&mut second, &mut town.crew.ems]);
    // no other class holds any of it
    for persona in [&mut town.crew.patrol, &mut town.crew.outreach, &mut town.crew.coordinator] {
        sync(persona);
        assert!(accounting(persona, person).is_empty(), "{}", persona.name());
        assert!(persona.device().unwrap().record(account).is_err(), "{}", persona.name());
    }
    // so does one that should not have been made
    let ems = &mut town.crew.ems;
    let again = meet_person(ems, "Birch").person;
    let mistaken = id(3);
    put(ems, mistaken, RecordKind::Consent, town.ems, vec![text("person", &again.to_string())]);
    let (other, edits) = sent_account_with(ems, again, mistaken, 70);
    put(ems, other, RecordKind::Disclosure, town.ems, edits);
    assert_eq!(progress(ems, again), [("handoff_packet".to_owned(), Progress::Sent)]);
    put(ems, mistaken, RecordKind::Consent, town.ems, vec![text("entered_in_error", "another person's")]);
    let mut shown = progress(ems, again);
    shown.sort();
    assert_eq!(shown[0], ("consent_revoked".to_owned(), Progress::Waiting));
    assert_eq!(shown[1], ("handoff_packet".to_owned(), Progress::InReliance));
    // an account is made of facts
    let typed = crate::support::typed(&[("to.agency", "Somebody Else")]);
    assert_eq!(code(town.crew.ems.device().unwrap().edit(account, &typed)), "record.facts_only");
}

/// [I] A copy that says that another agency told it than the one whose member signed it counts for nothing: it is not
/// shown as the packet.
#[test]
fn a_copy_in_another_agencys_name_is_not_believed() {
    let mut town = walled(904);
    let outreach = &mut town.crew.outreach;
    let saved = meet_person(outreach, "Alder");
    let mut provider = town.crew.field.join(&mut town.crew.coordinator, "provider", "Cedar House").unwrap();
    settle(&mut [&mut *outreach, &mut provider]);
    let newcomer = provider.device().unwrap().id();
    outreach.device().unwrap().admit(town.care, newcomer).unwrap();
    settle(&mut [&mut *outreach, &mut provider]);
    let handoff = offer(outreach, saved.contact, "Cedar House");
    let copy = |about: &str, from: &str| {
        vec![
            text("status", "ready"),
            text("about", about),
            text("leg", "return"),
            text("at", "2026-03-02T09:00:00-05:00[America/New_York]"),
            text("handoff", &handoff.to_string()),
            text("from.agency", from),
            text("told.met", "2026-03-02T09:05:00-05:00[America/New_York]"),
        ]
    };
    settle(&mut [&mut *outreach, &mut provider]);
    provider.device().unwrap().use_compartment(town.care).unwrap();
    let told = "handoff_outcome";
    put(&mut provider, id(60), RecordKind::DisclosedCopy, town.care, copy("handoff_packet", EMS));
    put(outreach, id(61), RecordKind::DisclosedCopy, town.care, copy(told, "Cedar House"));
    // its own word, but said by somebody who was not asked, counts for as little
    put(outreach, id(62), RecordKind::DisclosedCopy, town.care, copy(told, OUTREACH));
    settle(&mut [&mut *outreach, &mut provider]);
    let here = seen(outreach, handoff);
    assert_eq!((here.told, here.copied), (Vec::new(), None));
    put(&mut provider, id(63), RecordKind::DisclosedCopy, town.care, copy(told, "Cedar House"));
    settle(&mut [&mut *outreach, &mut provider]);
    let told = seen(outreach, handoff).told;
    assert_eq!(told.len(), 1);
    assert_eq!((told[0].agency.as_str(), told[0].kind.as_str()), ("Cedar House", "met"));
    assert_same(&mut [&mut *outreach, &mut provider]);
}

/// EMS hands a person over to care: care sees what the consent covers, as it stood, and law enforcement nothing.
#[test]
fn a_packet_crosses_as_far_as_the_consent_goes_and_later_edits_do_not() {
    let mut town = walled(905);
    let saved = meet_person(&mut town.crew.ems, "Alder");
    set(&mut town.crew.ems, saved.person, "phone", "555-0142");
    let given = consent(&mut town.crew.ems, town.ems, saved.person, &[]);
    let handoff = offer(&mut town.crew.ems, saved.contact, OUTREACH);
    assert_eq!(
        progress(&mut town.crew.ems, saved.person),
        [("handoff_packet".to_owned(), Progress::Waiting)]
    );
    set(&mut town.crew.ems, saved.person, "name.family", "Birch");
    meet(&mut town);
    assert_eq!(progress(&mut town.crew.ems, saved.person), [("handoff_packet".to_owned(), Progress::Sent)]);
    let account = accounting(&mut town.crew.ems, saved.person).pop().unwrap();
    assert_eq!((account.consents.clone(), account.body.omitted), ([given].into(), true));
    let told = seen(&mut town.crew.outreach, handoff);
    let copied = told.copied.unwrap();
    assert_eq!(copied.copy.body, account.body, "what stands in the account is what was told");
    assert_eq!(copied.called, "Marisol Alder", "as it stood");
    assert_eq!((copied.copy.from_agency.as_str(), copied.revoked), (EMS, None));
    assert!(copied.copy.consents[&given].is_some(), "with the consent");
    let keys: Vec<&str> = copied.copy.body.copies.keys().map(String::as_str).collect();
    assert_eq!(keys, ["name.family", "name.given", "need.housing"], "no phone");
    assert_eq!(copied.copy.body.asks, None, "no free words");
    assert!(told.person.is_none(), "who that is here nobody said");
    for persona in [&mut town.crew.patrol, &mut town.crew.coordinator] {
        let elsewhere = seen(persona, handoff);
        assert!(elsewhere.packet.is_none() && elsewhere.copied.is_none(), "{}", persona.name());
        assert!(elsewhere.disclosures.is_empty(), "{}", persona.name());
        assert!(persona.device().unwrap().record(account.id).is_err(), "{}", persona.name());
    }
    assert_survives_restart(&mut town.crew.outreach);
}

/// [I] The way back: whether somebody was met goes, that the person refused does not; law enforcement sees neither.
#[test]
fn what_became_of_it_goes_back_as_far_as_the_return_leg_goes() {
    let mut town = walled(906);
    let saved = meet_person(&mut town.crew.ems, "Alder");
    consent(&mut town.crew.ems, town.ems, saved.person, &[]);
    let handoff = offer(&mut town.crew.ems, saved.contact, OUTREACH);
    meet(&mut town);
    step(&mut town.crew.outreach, handoff, "accepted");
    step(&mut town.crew.outreach, handoff, "met");
    let refused = step(&mut town.crew.outreach, handoff, "refused");
    assert_eq!(refused.not_told.len(), 1, "{:?}", refused.not_told);
    assert_eq!(refused.not_told[0].code, "disclosure.nothing_left");
    let typed = TypedStep { step: "closed".into(), code: Some("completed".into()), to: None };
    town.crew.outreach.device().unwrap().step_handoff(handoff, &typed).unwrap();
    meet(&mut town);
    let here = seen(&mut town.crew.ems, handoff);
    let told: Vec<(&str, &str)> =
        here.told.iter().map(|one| (one.agency.as_str(), one.kind.as_str())).collect();
    assert_eq!(told, [(OUTREACH, "met"), (OUTREACH, "closed")]);
    assert!(here.told.iter().all(|one| one.reason.is_none()), "why is not told");
    assert_eq!(here.state.phase.word(), "accepted", "events of care stay in care");
    let accounts = seen(&mut town.crew.outreach, handoff).disclosures;
    assert!(accounts.iter().all(|one| one.progress() == Progress::Sent && one.body.leg == "return"));
    assert_eq!(accounts.len(), 2);
    for persona in [&mut town.crew.patrol, &mut town.crew.coordinator] {
        let elsewhere = seen(persona, handoff);
        assert_eq!(
            (elsewhere.told.len(), elsewhere.state.phase.word()),
            (0, "accepted"),
            "{}",
            persona.name()
        );
    }
}

/// A consent taken back before the letter has left: it never does. The handoff itself says nothing of the person.
#[test]
fn a_consent_revoked_before_the_letter_leaves_stops_it() {
    let mut town = walled(907);
    let saved = meet_person(&mut town.crew.ems, "Alder");
    let given = consent(&mut town.crew.ems, town.ems, saved.person, &[]);
    town.crew.ems.set_offline(true);
    let handoff = offer(&mut town.crew.ems, saved.contact, OUTREACH);
    revoke(&mut town.crew.ems, town.ems, given);
    town.crew.ems.set_offline(false);
    meet(&mut town);
    assert_eq!(
        progress(&mut town.crew.ems, saved.person),
        [("handoff_packet".to_owned(), Progress::Stopped)]
    );
    let there = seen(&mut town.crew.outreach, handoff);
    assert!(there.copied.is_none() && there.packet.is_none());
}

/// A consent taken back when the letter has left: marked, the other side is told, and tells nothing further.
#[test]
fn a_consent_revoked_after_it_left_is_told_to_who_relied_on_it() {
    let mut town = walled(908);
    let saved = meet_person(&mut town.crew.ems, "Alder");
    let given = consent(&mut town.crew.ems, town.ems, saved.person, &[]);
    let handoff = offer(&mut town.crew.ems, saved.contact, OUTREACH);
    meet(&mut town);
    step(&mut town.crew.outreach, handoff, "accepted");
    let at = revoke(&mut town.crew.ems, town.ems, given);
    meet(&mut town);
    let mut shown = progress(&mut town.crew.ems, saved.person);
    shown.sort();
    let expect = [("consent_revoked", Progress::Sent), ("handoff_packet", Progress::InReliance)];
    assert_eq!(shown, expect.map(|(about, progress)| (about.to_owned(), progress)));
    assert_eq!(seen(&mut town.crew.outreach, handoff).copied.unwrap().revoked, Some(at));
    let met = step(&mut town.crew.outreach, handoff, "met");
    assert_eq!(met.not_told.len(), 1);
    assert_eq!(met.not_told[0].code, "disclosure.revoked");
    meet(&mut town);
    assert_eq!(seen(&mut town.crew.ems, handoff).told, []);
}

/// [I] Both the handoff and the account of what is told for it are there, or neither; and what is there arrives.
#[test]
fn the_process_may_end_anywhere_and_each_account_is_posted_once() {
    for draws in (0..60).step_by(6) {
        let mut town = walled(920 + draws);
        let saved = meet_person(&mut town.crew.ems, "Alder");
        consent(&mut town.crew.ems, town.ems, saved.person, &[]);
        town.crew.ems.doom(Some(draws));
        let typed = offer_to(saved.contact, OUTREACH);
        town.crew.ems.survive(|device| device.offer_handoff(&typed).map(|_| ()));
        town.crew.ems.doom(None);
        town.crew.ems.close();
        meet(&mut town);
        let handoffs = town.crew.ems.device().unwrap().handoffs(9).unwrap();
        let accounts = accounting(&mut town.crew.ems, saved.person);
        assert_eq!(handoffs.len(), accounts.len(), "after {draws} draws: both or neither");
        for handoff in handoffs {
            assert_eq!(accounts[0].progress(), Progress::Sent, "after {draws} draws");
            assert!(seen(&mut town.crew.outreach, handoff.id).copied.is_some(), "after {draws} draws");
        }
    }
}

/// The generic way, for what has no screen yet: the words for it are there, and the decision is the same.
#[test]
fn anything_else_is_told_by_the_same_decision() {
    let mut town = walled(910);
    let saved = meet_person(&mut town.crew.ems, "Alder");
    let wanted = app::Disclosing {
        about: About::ResponsePlan,
        person: Some(saved.person),
        handoff: None,
        purpose: domain::consent::Purpose::CareCoordination,
        fields: vec![(
            domain::disclosure::Field::new(RecordKind::Person, "name.family"),
            Scalar::text("Alder"),
        )],
    };
    let tell = |persona: &mut Persona, to: &str| code(persona.device().unwrap().disclose(&wanted, to));
    assert_eq!(tell(&mut town.crew.ems, OUTREACH), "disclosure.no_consent");
    consent(&mut town.crew.ems, town.ems, saved.person, &[]);
    assert_eq!(tell(&mut town.crew.ems, PATROL), "disclosure.law_enforcement_not_named");
    assert_eq!(tell(&mut town.crew.ems, "Nobody"), "handoff.unknown_agency");
    assert_eq!(accounting(&mut town.crew.ems, saved.person), []);
}

/// Asked later, told later: what happened before the packet came goes back when it comes, and what else is told by the
/// same decision leaves, too.
#[test]
fn what_happened_before_the_packet_came_is_told_when_it_comes() {
    let mut town = walled(911);
    let mut provider = town.crew.field.join(&mut town.crew.coordinator, "provider", "Cedar House").unwrap();
    settle(&mut [&mut town.crew.outreach, &mut provider]);
    let newcomer = provider.device().unwrap().id();
    town.crew.outreach.device().unwrap().admit(town.care, newcomer).unwrap();
    settle(&mut [&mut town.crew.outreach, &mut provider]);
    provider.device().unwrap().use_compartment(town.care).unwrap();
    settle(&mut [&mut provider, &mut town.crew.ems]);
    let saved = meet_person(&mut town.crew.ems, "Alder");
    consent(&mut town.crew.ems, town.ems, saved.person, &["designation.treating_providers"]);
    let handoff = offer(&mut town.crew.ems, saved.contact, "Cedar House");
    meet(&mut town);
    // in the same compartment, so it sees what Cedar House was told; nobody asked it yet
    let early = step(&mut town.crew.outreach, handoff, "met");
    assert_eq!((early.disclosures.len(), early.not_told.len()), (0, 0));
    meet(&mut town);
    assert_eq!(seen(&mut town.crew.ems, handoff).told, []);
    let typed = TypedStep { step: "offered".into(), code: None, to: Some(OUTREACH.into()) };
    let more = town.crew.ems.device().unwrap().step_handoff(handoff, &typed).unwrap();
    assert_eq!(more.disclosures.len(), 2, "the packet goes to who is asked later, too");
    meet(&mut town);
    let told = seen(&mut town.crew.ems, handoff).told;
    assert_eq!(told.len(), 1);
    assert_eq!((told[0].agency.as_str(), told[0].kind.as_str()), (OUTREACH, "met"));
}
