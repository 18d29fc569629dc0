//! What does not cross, and what a device knows without anything crossing.

use super::*;

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
