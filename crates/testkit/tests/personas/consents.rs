//! Consents on whole devices: taken, shown, printed, and kept behind the wall. What is said of one since: `said`.

use std::collections::BTreeMap;

use app::{AppError, ConsentSeen, TypedConsent, Whom};
use domain::consent::Verdict;
use domain::role::Class;
use domain::{Edit, RecordId, RecordKind};
use footbridge_testkit::field::Persona;
use merge::Folded;

use crate::forge::{Insider, new_id, stamp_of};
use crate::support::{
    Crew, EMS, OUTREACH, PATROL, assert_clean, assert_same, count, crew, meet_person, settle, sync, typed,
};

/// Signed by the person on the spot: EMS may tell outreach.
pub fn whole(person: RecordId) -> TypedConsent {
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

pub fn without(mut consent: TypedConsent, keys: &[&str]) -> TypedConsent {
    consent.fields.retain(|key, _| !keys.iter().any(|gone| key.starts_with(gone)));
    consent
}

pub fn seen(persona: &mut Persona, id: RecordId) -> ConsentSeen {
    persona.device().unwrap().consent_show(id).unwrap()
}

pub fn verdict(persona: &mut Persona, id: RecordId) -> Verdict {
    seen(persona, id).verdict
}

pub fn code<T: std::fmt::Debug>(result: Result<T, AppError>) -> &'static str {
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

pub fn at_the_roadside(seed: u64) -> (Crew, RecordId, RecordId) {
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
