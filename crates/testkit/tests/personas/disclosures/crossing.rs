//! What crosses with a consent, and what comes back.

use super::*;

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

/// [I] Taken back on a colleague's device, and heard of with the very exchange in which the letter would leave: it does not.
#[test]
fn a_letter_does_not_leave_before_what_the_relay_has_was_heard() {
    let mut town = walled(912);
    let mut colleague = town.crew.field.join(&mut town.crew.coordinator, "ems", EMS).unwrap();
    settle(&mut [&mut town.crew.ems, &mut colleague]);
    let newcomer = colleague.device().unwrap().id();
    town.crew.ems.device().unwrap().admit(town.ems, newcomer).unwrap();
    let saved = meet_person(&mut town.crew.ems, "Alder");
    let given = consent(&mut town.crew.ems, town.ems, saved.person, &[]);
    settle(&mut [&mut town.crew.ems, &mut colleague]);
    town.crew.ems.set_offline(true);
    let handoff = offer(&mut town.crew.ems, saved.contact, OUTREACH);
    revoke(&mut colleague, town.ems, given);
    sync(&mut colleague);
    town.crew.ems.set_offline(false);
    meet(&mut town);
    let stopped = [("handoff_packet".to_owned(), Progress::Stopped)];
    assert_eq!(progress(&mut town.crew.ems, saved.person), stopped);
    assert!(seen(&mut town.crew.outreach, handoff).copied.is_none());
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
    let mut made = 0;
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
        made += handoffs.len();
        for handoff in handoffs {
            assert_eq!(accounts[0].progress(), Progress::Sent, "after {draws} draws");
            assert!(seen(&mut town.crew.outreach, handoff.id).copied.is_some(), "after {draws} draws");
        }
    }
    assert!((1..10).contains(&made), "{made}: some ended before it, some after");
}

/// Asked later, told later: what happened before the packet came goes back when it comes.
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
