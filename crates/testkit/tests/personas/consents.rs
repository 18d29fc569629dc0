//! Consents on whole devices: taken, taken back at the same time as they are given, and kept behind the wall.

use std::collections::BTreeMap;

use app::{AppError, ConsentSeen, TypedConsent, TypedFields, Whom};
use domain::consent::{Saying, Statement, Verdict};
use domain::role::Class;
use domain::{Edit, RecordId, RecordKind, Scalar};
use footbridge_testkit::field::Persona;
use merge::Folded;

use crate::bad_input::aside;
use crate::forge::{Insider, new_id, stamp_of};
use crate::support::{
    Crew, EMS, OUTREACH, PATROL, assert_clean, assert_same, count, crew, meet_person, settle, sync, typed,
};

const DAY_MS: i64 = 24 * 3_600_000;

/// Signed by the person on the spot: EMS may tell outreach.
fn whole(person: RecordId) -> TypedConsent {
    TypedConsent {
        person: Some(person),
        language: "en".into(),
        disclosers: vec![EMS.into()],
        recipients: vec![OUTREACH.to_lowercase()],
        fields: typed(&[
            ("person.name_signed", "Sam Example"),
            ("scope.identity", "yes"),
            ("scope.naloxone", "yes"),
            ("purpose.follow_up", "yes"),
            ("return.met", "yes"),
            ("expires.event", "handoff_closed"),
            ("signature.kind", "signed"),
            ("signature.by", "Sam Example"),
            ("signature.drawn", "10,20 30,40;50,60"),
        ]),
        ..TypedConsent::default()
    }
}

fn without(mut consent: TypedConsent, keys: &[&str]) -> TypedConsent {
    consent.fields.retain(|key, _| !keys.iter().any(|gone| key.starts_with(gone)));
    consent
}

fn seen(persona: &mut Persona, id: RecordId) -> ConsentSeen {
    persona.device().unwrap().consent_show(id).unwrap()
}

fn verdict(persona: &mut Persona, id: RecordId) -> Verdict {
    seen(persona, id).verdict
}

fn code<T: std::fmt::Debug>(result: Result<T, AppError>) -> &'static str {
    result.unwrap_err().code()
}

/// What stands in the way of signing, by code.
fn refused(persona: &mut Persona, consent: &TypedConsent) -> Vec<&'static str> {
    match persona.device().unwrap().consent_new(consent) {
        Err(error @ AppError::NotConsent(_)) => {
            assert_eq!(error.code(), "consent.not_valid");
            let AppError::NotConsent(issues) = error else { unreachable!() };
            let blocking = issues.into_iter().filter(|issue| issue.severity == domain::Severity::Blocking);
            blocking.map(|issue| issue.code).collect()
        }
        other => panic!("{other:?}"),
    }
}

fn at_the_roadside(seed: u64) -> (Crew, RecordId, RecordId) {
    let mut crew = crew(seed);
    let saved = meet_person(&mut crew.ems, "Alder");
    let id = crew.ems.device().unwrap().consent_new(&whole(saved.person)).unwrap();
    (crew, saved.person, id)
}

#[test]
fn a_consent_says_who_may_see_what_and_everybody_in_its_compartment_shows_the_same() {
    let (mut crew, person, id) = at_the_roadside(901);
    crew.meet();
    for persona in crew.all() {
        let list = persona.device().unwrap().consents_of(person).unwrap();
        assert_eq!(list.iter().map(|one| one.consent.id).collect::<Vec<_>>(), [id]);
        let one = &list[0];
        assert_eq!(
            (one.verdict, one.missing.as_slice(), one.runs_out_ms),
            (Verdict::InForce, [].as_slice(), None)
        );
        let told: BTreeMap<&str, Result<Vec<&str>, &str>> = one
            .told
            .iter()
            .map(|one| {
                let scopes = one.told.as_ref().map(|all| all.iter().map(|scope| scope.word()).collect());
                (one.name.as_str(), scopes.map_err(|reason| reason.code()))
            })
            .collect();
        assert_eq!(told[OUTREACH], Ok(vec!["identity", "naloxone"]));
        assert_eq!(told[PATROL], Err("disclosure.law_enforcement_not_named"));
        assert_eq!(told["Ridge County Health"], Err("disclosure.recipient_not_named"));
        // without a programme everybody reads the one compartment, and the page says so
        assert!(one.readers.iter().any(|name| name == PATROL), "{:?}", one.readers);
    }
    assert_clean(&mut crew.all());
}

/// 42 CFR 2.31(a): each element removed once, in a form. Elements 6 and 8 are the words that were shown and are always
/// there; that they can be missing in a record is tested below.
#[test]
fn a_form_that_lacks_an_element_is_not_signed_and_names_it() {
    let mut crew = crew(902);
    let person = meet_person(&mut crew.ems, "Alder").person;
    let good = || whole(person);
    let mut nobody = good();
    nobody.person = None;
    let (mut no_discloser, mut no_recipient) = (good(), good());
    no_discloser.disclosers = vec![" ".into()];
    no_recipient.recipients = vec![];
    let table: [(TypedConsent, &[&str]); 9] = [
        (nobody, &["consent.missing_person"]),
        (without(good(), &["person.name_signed"]), &["consent.missing_person"]),
        (no_discloser, &["consent.missing_discloser"]),
        (without(good(), &["scope.", "return."]), &["consent.missing_scope"]),
        (no_recipient, &["consent.missing_recipient"]),
        (without(good(), &["purpose."]), &["consent.missing_purpose"]),
        (without(good(), &["expires."]), &["consent.missing_expiry"]),
        (without(good(), &["signature.by"]), &["consent.missing_signature"]),
        (without(good(), &["signature.kind"]), &["consent.missing_signature", "consent.missing_date_signed"]),
    ];
    for (typed, expect) in table {
        let found = refused(&mut crew.ems, &typed);
        assert!(expect.iter().all(|code| found.contains(code)) && found.len() == expect.len(), "{found:?}");
    }
    let other = |key: &str, value: &str| {
        let mut typed = good();
        typed.fields.insert(key.into(), value.into());
        typed
    };
    assert_eq!(refused(&mut crew.ems, &other("expires.date", "2020-01-31")), ["consent.until"]);
    assert_eq!(
        refused(&mut crew.ems, &other("signature.drawn", "<svg/onload=x>")),
        ["consent.signature_drawn"]
    );
    assert_eq!(refused(&mut crew.ems, &other("revocation.text", "never")), ["consent.not_typed"]);
    assert_eq!(refused(&mut crew.ems, &other("status", "ready")), ["consent.not_typed"]);
    assert_eq!(refused(&mut crew.ems, &other("scope.everything", "yes")), ["key.member"]);
    let unknown = TypedConsent { language: "tlh".into(), ..good() };
    assert_eq!(code(crew.ems.device().unwrap().consent_new(&unknown)), "consent.no_wording");
    assert_eq!(crew.ems.device().unwrap().consents_of(person).unwrap(), []);
}

/// Each element removed once from a record that came from elsewhere: shown, named, and not in force.
#[test]
fn a_record_that_lacks_an_element_is_shown_and_counts_for_nothing() {
    let (mut crew, person, id) = at_the_roadside(903);
    crew.meet();
    let record = crew.ems.device().unwrap().record(id).unwrap();
    let stamp = stamp_of(&mut crew.ems, id);
    let table = [
        ("person", "consent.missing_person"),
        ("person.name_signed", "consent.missing_person"),
        ("discloser.", "consent.missing_discloser"),
        ("scope.,return.", "consent.missing_scope"),
        ("recipient.", "consent.missing_recipient"),
        ("purpose.", "consent.missing_purpose"),
        ("revocation.text", "consent.missing_revocation_text"),
        ("expires.", "consent.missing_expiry"),
        ("redisclosure.text", "consent.missing_redisclosure"),
        ("signature.kind", "consent.missing_signature"),
        ("signed.at", "consent.missing_date_signed"),
    ];
    let mut insider = Insider::of(&mut crew.ems);
    let own = insider.identity.device_id();
    for (number, (gone, _)) in table.iter().enumerate() {
        let kept = |key: &&String| {
            !gone
                .split(',')
                .any(|gone| if gone.ends_with('.') { key.starts_with(gone) } else { *key == gone })
        };
        let keys = record.fields.keys().filter(kept);
        let edits: Vec<Edit> =
            keys.map(|key| Edit::set(key.clone(), record.get(key).unwrap().clone())).collect();
        assert!(edits.len() < record.fields.len(), "{gone}");
        let (key, actor) = (insider.record_key(), insider.actor(own));
        let change = merge::author(&Folded::new(), &edits, actor, &stamp).unwrap().unwrap();
        let place = (RecordKind::Consent.code(), 1);
        let entry = insider.entry(place, new_id(100 + number as u8), &key, &change.bytes);
        insider.post(&[entry], std::slice::from_ref(&key.0));
    }
    drop(insider);
    settle(&mut [&mut crew.ems, &mut crew.outreach]);
    for (number, (gone, expect)) in table.into_iter().enumerate() {
        let shown = seen(&mut crew.outreach, new_id(100 + number as u8));
        let codes: Vec<&str> = shown.missing.iter().map(|one| one.code()).collect();
        assert_eq!(codes, [expect], "{gone}");
        assert_eq!(shown.verdict, Verdict::NotValid, "{gone}");
        assert!(shown.told.iter().all(|one| one.told.is_err()), "{gone}: {:?}", shown.told);
        let page = crew.outreach.device().unwrap().consent_print(shown.consent.id, None).unwrap();
        assert!(page.contains("This is not a valid consent"), "{gone}");
    }
    // all but the one without a person are on the person's page, the one in force first
    let list = crew.outreach.device().unwrap().consents_of(person).unwrap();
    assert_eq!((list.len(), list[0].consent.id), (11, id));
    assert_clean(&mut [&mut crew.outreach]);
}

/// [I] A revocation wins over a renewal that did not know of it, on both devices, in whatever order they meet.
#[test]
fn a_revocation_wins_over_a_renewal_elsewhere() {
    for renewed_first in [false, true] {
        let (mut crew, _, id) = at_the_roadside(904);
        crew.meet();
        crew.cut_off();
        let until = "2027-06-30";
        if renewed_first {
            crew.ems.device().unwrap().consent_renew(id, until, "").unwrap();
            crew.field.clock().advance(60_000);
        }
        let how = "by telephone, through a lawyer";
        let revoked = crew.outreach.device().unwrap().consent_revoke(id, how).unwrap();
        assert_eq!(revoked.verdict, Verdict::Revoked, "at once, offline");
        if !renewed_first {
            crew.field.clock().advance(60_000);
            assert_eq!(
                crew.ems.device().unwrap().consent_renew(id, until, "").unwrap().verdict,
                Verdict::InForce
            );
        }
        crew.reconnect();
        crew.meet();
        for persona in crew.all() {
            let shown = seen(persona, id);
            assert_eq!(shown.verdict, Verdict::Revoked, "{}", persona.name());
            assert_eq!(shown.runs_out_ms, None);
            let said: Vec<_> =
                shown.consent.statements.iter().map(|one| (one.saying, one.how.clone())).collect();
            assert!(said.contains(&(Saying::Revoked, Some(how.into()))), "{said:?}");
            assert!(shown.told.iter().all(|one| one.told.is_err()));
        }
        let ems = crew.ems.device().unwrap();
        assert_eq!(code(ems.consent_renew(id, until, "")), "consent.revoked");
        // a second call changes nothing
        ems.consent_revoke(id, "again").unwrap();
        assert_eq!(seen(&mut crew.ems, id).consent.statements.len(), 3);
        assert_clean(&mut crew.all());
    }
}

/// [I] A grant on one device while another device, which holds only an unfinished record, takes it back: revoked on both.
#[test]
fn a_revocation_wins_over_a_grant_elsewhere() {
    let (mut crew, person, granted) = at_the_roadside(905);
    crew.meet();
    // the record as a newer or another app may make it: whole, and granted by nobody yet
    let record = crew.ems.device().unwrap().record(granted).unwrap();
    let stamp = stamp_of(&mut crew.ems, granted);
    let edits: Vec<Edit> = record
        .fields
        .keys()
        .filter(|key| !key.starts_with("event."))
        .map(|key| Edit::set(key.clone(), record.get(key).unwrap().clone()))
        .collect();
    let mut insider = Insider::of(&mut crew.ems);
    let own = insider.identity.device_id();
    let (key, actor, id) = (insider.record_key(), insider.actor(own), new_id(120));
    let place = (RecordKind::Consent.code(), 1);
    let first = merge::author(&Folded::new(), &edits, actor, &stamp).unwrap().unwrap();
    let entry = insider.entry(place, id, &key, &first.bytes);
    insider.post(&[entry], std::slice::from_ref(&key.0));
    drop(insider);
    settle(&mut [&mut crew.ems, &mut crew.outreach]);
    assert_eq!(verdict(&mut crew.outreach, id), Verdict::NotGranted);
    assert_eq!(crew.outreach.device().unwrap().consent_revoke(id, "").unwrap().verdict, Verdict::Revoked);
    // at the same time EMS, which is away, takes the grant
    let mut insider = Insider::of(&mut crew.ems);
    let said = statement(EMS, Saying::Granted, 130);
    let mut folded = Folded::new();
    folded.fold(&first.change).unwrap();
    let change = merge::author(&folded, &[said.edit()], actor, &stamp).unwrap().unwrap();
    let entry = insider.entry(place, id, &key, &change.bytes);
    insider.post(&[entry], &[]);
    drop(insider);
    let Crew { coordinator, patrol, ems, outreach, .. } = &mut crew;
    settle(&mut [ems, coordinator, patrol, outreach]);
    // an insider's own device does not take in what it never wrote itself
    let mut others = [coordinator, patrol, outreach];
    assert_same(&mut others);
    for persona in others {
        let shown = seen(persona, id);
        assert_eq!(
            (shown.verdict, shown.consent.statements.len()),
            (Verdict::Revoked, 2),
            "{}",
            persona.name()
        );
        assert_eq!(verdict(persona, granted), Verdict::InForce, "another consent is another");
        assert_eq!(persona.device().unwrap().consents_of(person).unwrap().len(), 2);
    }
}

fn statement(by: &str, saying: Saying, number: u8) -> Statement {
    let at = "2026-11-21T14:32:00-05:00[America/New_York]".parse().unwrap();
    let id = uuid::Uuid::from_bytes([number; 16]);
    Statement { id, saying, until: None, at, by: by.into(), how: None, seen: [].into() }
}

/// [I] Nobody grants in another agency's name, and no revocation is taken out again.
#[test]
fn forged_events_of_a_consent_are_quarantined_and_a_revocation_stays() {
    let (mut crew, _, id) = at_the_roadside(906);
    crew.meet();
    crew.outreach.device().unwrap().consent_revoke(id, "").unwrap();
    crew.meet();
    let record = crew.patrol.device().unwrap().record(id).unwrap();
    let revocation = record
        .fields
        .iter()
        .find(|(_, held)| held[0].value.as_text().is_some_and(|text| text.contains("kind=revoked")))
        .map(|(key, _)| key.clone())
        .unwrap();
    let stamp = {
        let saved = meet_person(&mut crew.patrol, "Birch");
        stamp_of(&mut crew.patrol, saved.person)
    };
    crew.meet();
    let mut insider = Insider::of(&mut crew.patrol);
    let own = insider.identity.device_id();
    let row = insider.db.read(|tx| tx.record(id)).unwrap().unwrap();
    let folded = Folded::decode(&row.folded).unwrap();
    let key = insider.record_key();
    let attempts = [
        statement(EMS, Saying::Granted, 140).edit(),
        Edit::clear(revocation.clone()),
        Edit::set(revocation, Scalar::text(statement(PATROL, Saying::Granted, 141).fact().to_string())),
        statement(EMS, Saying::Revoked, 142).edit(),
    ];
    for edit in attempts {
        let actor = insider.actor(own);
        let change = merge::author(&folded, &[edit], actor, &stamp).unwrap().unwrap();
        let entry = insider.entry((RecordKind::Consent.code(), 1), id, &key, &change.bytes);
        insider.post(&[entry], std::slice::from_ref(&key.0));
    }
    drop(insider);
    settle(&mut [&mut crew.patrol, &mut crew.outreach, &mut crew.ems]);
    for persona in [&mut crew.outreach, &mut crew.ems] {
        let codes: Vec<String> = aside(persona).into_iter().map(|(_, code)| code).collect();
        assert_eq!(codes, ["consent.event_replaced", "consent.event_replaced", "consent.other_party"]);
        let shown = seen(persona, id);
        assert_eq!(shown.verdict, Verdict::Revoked);
        // a revocation is taken whoever is said to have recorded it
        assert_eq!(shown.consent.statements.len(), 3);
    }
}

/// It ends by the clock: nobody writes anything.
#[test]
fn a_consent_runs_out_by_the_clock_alone_and_can_be_renewed() {
    let mut crew = crew(907);
    let person = meet_person(&mut crew.ems, "Alder").person;
    let mut typed = without(whole(person), &["expires."]);
    let expires = crew.ems.device().unwrap().consent_texts().unwrap().expires;
    typed.fields.insert("expires.date".into(), expires);
    let id = crew.ems.device().unwrap().consent_new(&typed).unwrap();
    crew.meet();
    let digests = crew.outreach.device().unwrap().digests().unwrap();
    let ends = seen(&mut crew.outreach, id).runs_out_ms.unwrap();
    let now = crew.outreach.device().unwrap().now_ms();
    assert_eq!((ends - now) / DAY_MS, 365, "the last day whole");
    crew.field.clock().advance(ends - now - 1);
    assert_eq!(verdict(&mut crew.outreach, id), Verdict::InForce);
    crew.field.clock().advance(1);
    for persona in crew.all() {
        assert_eq!(verdict(persona, id), Verdict::Expired, "{}", persona.name());
    }
    assert_eq!(crew.outreach.device().unwrap().digests().unwrap(), digests, "nothing was written");
    let outreach = crew.outreach.device().unwrap();
    for bad in ["", "soon", "2020-01-31", "yesterday"] {
        assert_eq!(code(outreach.consent_renew(id, bad, "")), "consent.until", "{bad:?}");
    }
    assert_eq!(code(outreach.consent_renew(id, "2028-11-30", &"x".repeat(401))), "consent.how");
    assert_eq!(outreach.consent_renew(id, "2028-11-30", "at a visit").unwrap().verdict, Verdict::InForce);
    crew.meet();
    assert_eq!(verdict(&mut crew.ems, id), Verdict::InForce);
    assert_eq!(code(crew.ems.device().unwrap().consent_ended(id, "")), "consent.no_event");
}

#[test]
fn the_event_that_ends_a_consent_and_an_entry_in_error_end_it() {
    let (mut crew, person, id) = at_the_roadside(908);
    let other = crew.ems.device().unwrap().consent_new(&whole(person)).unwrap();
    let ems = crew.ems.device().unwrap();
    assert_eq!(ems.consent_ended(id, "").unwrap().verdict, Verdict::Expired);
    assert_eq!(code(ems.consent_in_error(other, "  ")), "consent.how");
    assert_eq!(ems.consent_in_error(other, "another person").unwrap().verdict, Verdict::EnteredInError);
    assert_eq!(code(ems.consent_renew(other, "2028-11-30", "")), "consent.in_error");
    // what was signed is not changed by hand afterwards
    let more: TypedFields = typed(&[("recipient.other", "Example PD")]);
    assert_eq!(code(ems.edit(id, &more)), "record.facts_only");
}

/// Spoken consent and a guardian's signature are taken only where the programme names the rule.
#[test]
fn spoken_consent_and_a_guardian_need_a_rule_of_the_programme() {
    let mut crew = crew(909);
    let person = meet_person(&mut crew.ems, "Alder").person;
    let mut spoken = whole(person);
    spoken.fields.insert("signature.kind".into(), "recorded_verbal".into());
    let mut by_guardian = whole(person);
    by_guardian.fields.insert("signature.kind".into(), "guardian".into());
    by_guardian.guardian = Some(Whom::New(typed(&[("name.family", "Guardian")])));
    let refusals = |crew: &mut Crew, typed: &TypedConsent| refused(&mut crew.ems, typed);
    assert!(refusals(&mut crew, &spoken).contains(&"consent.verbal_not_allowed"));
    assert!(refusals(&mut crew, &by_guardian).contains(&"consent.guardian_not_allowed"));
    let people = count(&mut crew.ems, "people");
    let file = format!(
        "{}\n[consent]\ndays = 30\nverbal_basis = \"Example Code 1\"\nguardian_basis = \"Example Code 2\"\n",
        include_str!("../../../../programmes/single-shared.toml")
    );
    crew.coordinator.device().unwrap().adopt_programme(file.as_bytes()).unwrap();
    crew.meet();
    assert_eq!(count(&mut crew.ems, "people"), people, "a refused guardian is no person yet");
    let ems = crew.ems.device().unwrap();
    let (by_word, by_other) = (ems.consent_new(&spoken).unwrap(), ems.consent_new(&by_guardian).unwrap());
    let shown = ems.consent_show(by_word).unwrap();
    assert_eq!(
        (shown.verdict, shown.consent.verbal_basis.as_deref()),
        (Verdict::InForce, Some("Example Code 1"))
    );
    let shown = ems.consent_show(by_other).unwrap();
    assert_eq!(shown.consent.guardian_basis.as_deref(), Some("Example Code 2"));
    assert_eq!(ems.person_name(shown.consent.guardian).unwrap(), "Guardian");
    let mut nobody = by_guardian;
    nobody.guardian = None;
    assert_eq!(refused(&mut crew.ems, &nobody), ["consent.missing_guardian"]);
}

/// [I] What law enforcement has signed lies with law enforcement, whatever the programme shares, and what care has signed
/// is nowhere else.
#[test]
fn a_consent_lies_in_the_compartment_of_who_takes_it() {
    let mut crew = crew(910);
    let file = include_bytes!("../../../../programmes/police-ems-care.toml");
    crew.coordinator.device().unwrap().adopt_programme(file).unwrap();
    crew.meet();
    let law = crew.patrol.device().unwrap().found_compartment("law", &[Class::Law]).unwrap().compartment;
    let care = crew.outreach.device().unwrap().found_compartment("care", &[Class::Care]).unwrap().compartment;
    let by_patrol = meet_person(&mut crew.patrol, "Alder");
    let by_care = meet_person(&mut crew.outreach, "Birch");
    let at_law = crew.patrol.device().unwrap().consent_new(&whole(by_patrol.person)).unwrap();
    let at_care = crew.outreach.device().unwrap().consent_new(&whole(by_care.person)).unwrap();
    settle(&mut crew.all());
    assert_same(&mut crew.all());
    let place =
        |persona: &mut Persona, id| persona.device().unwrap().record(id).map(|found| found.compartment);
    assert_eq!(place(&mut crew.patrol, at_law).unwrap(), law);
    assert_eq!(place(&mut crew.outreach, at_care).unwrap(), care);
    assert_eq!(seen(&mut crew.outreach, at_care).readers, [OUTREACH]);
    for id in [at_law, at_care] {
        assert_eq!(code(place(&mut crew.ems, id)), "record.not_found");
        assert_eq!(code(crew.coordinator.device().unwrap().consent_show(id)), "record.not_found");
    }
    assert_eq!(code(place(&mut crew.patrol, at_care)), "record.not_found");
    assert_eq!(crew.patrol.device().unwrap().consents_of(by_care.person).unwrap(), []);
    // one who is in no compartment yet keeps it as a draft rather than put it where others read
    let ems = crew.ems.device().unwrap();
    assert_eq!(code(ems.consent_new(&whole(by_patrol.person))), "compartment.not_in");
}

/// What is typed stays, whatever stands in the way; signing ends the draft, and only then is anything sent.
#[test]
fn a_draft_of_a_consent_stays_on_its_device_until_it_is_signed() {
    let mut crew = crew(911);
    let person = meet_person(&mut crew.ems, "Alder").person;
    crew.meet();
    let ems = crew.ems.device().unwrap();
    let draft = ems.save_consent_draft(None, None, b"typed".to_vec(), "who").unwrap();
    let contact = ems.save_draft(None, None, b"typed".to_vec(), "").unwrap();
    assert_eq!(ems.draft_count().unwrap(), 2);
    assert_eq!(code(ems.draft_of(RecordKind::Consent, contact.id)), "record.not_found");
    assert_eq!(code(ems.save_draft(Some(draft.id), None, vec![], "")), "record.not_found");
    let lacking = without(whole(person), &["purpose."]);
    assert_eq!(code(ems.consent_from_draft(draft.id, &lacking)), "consent.not_valid");
    assert_eq!((ems.unsent().unwrap(), ems.draft(draft.id).unwrap().typed), (0, b"typed".to_vec()));
    let id = ems.consent_from_draft(draft.id, &whole(person)).unwrap();
    assert_eq!(code(ems.draft(draft.id)), "record.not_found");
    crew.ems.close();
    assert_eq!(verdict(&mut crew.ems, id), Verdict::InForce);
    sync(&mut crew.ems);
    sync(&mut crew.outreach);
    assert_eq!(verdict(&mut crew.outreach, id), Verdict::InForce);
}

/// A page is made of what was typed, and nothing that was typed is more than text on it.
#[test]
fn a_printed_consent_holds_every_element_and_no_markup_of_anybody() {
    let mut crew = crew(912);
    let evil = "<script>alert(1)</script>\"'&\u{202e}<img src=https://example.org/x onerror=x>";
    let person = meet_person(&mut crew.ems, "Alder").person;
    let mut typed = whole(person);
    typed.recipients.push(evil.into());
    for key in ["person.name_signed", "signature.by", "signature.witness"] {
        typed.fields.insert(key.into(), evil.into());
    }
    let ems = crew.ems.device().unwrap();
    let id = ems.consent_new(&typed).unwrap();
    ems.consent_revoke(id, evil).unwrap();
    for (language, heading) in [(None, "Who may be told"), (Some("es"), "A quién se le puede decir")] {
        let page = ems.consent_print(id, language).unwrap();
        assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;&lt;img"), "escaped");
        for markup in ["<script", "<img", "<link", "<a ", "href=", "url(", "@import", "\u{202e}"] {
            assert!(!page.contains(markup), "{markup}");
        }
        assert_eq!(page.matches("<article>").count(), 2, "one for the file, one for the person");
        assert_eq!(page.matches(heading).count(), 2);
        assert!(page.contains("<path d=\"M10,20L10,20 30,40M50,60L50,60\"/>"), "the signature");
        assert!(page.contains("42 CFR part 2"), "the notice");
        assert!(page.contains(if language.is_none() { "was taken back" } else { "se retiró" }));
        // in another language than it was signed in, and this says so
        assert_eq!(page.contains("son de otra versión"), language.is_some());
    }
    assert_eq!(code(ems.consent_print(id, Some("tlh"))), "consent.no_wording");
}

#[test]
fn consents_of_a_version_without_their_rows_are_found_after_the_upgrade() {
    let (mut crew, person, id) = at_the_roadside(913);
    let insider = Insider::of(&mut crew.ems);
    let row =
        store::ConsentRow { id, compartment: domain::CompartmentId(insider.compartment.0), person: None };
    let forget = |tx: &store::Writing<'_>| {
        tx.project(id, &store::Projection::Consent(row), &[])?;
        tx.clear_meta("projected.consents")
    };
    insider.db.write(forget).unwrap();
    drop(insider);
    assert_eq!(crew.ems.device().unwrap().consents_of(person).unwrap().len(), 1);
    assert!(crew.ems.device().unwrap().rebuild().unwrap().equal);
}
