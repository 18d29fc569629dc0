//! What is said of a consent since it was signed: taken back while somebody else extends or grants it, forged, and run out
//! by the clock.

use app::TypedFields;
use domain::consent::{Saying, Statement, Verdict};
use domain::{Edit, RecordKind, Scalar};
use merge::Folded;

use crate::bad_input::aside;
use crate::consents::{at_the_roadside, code, seen, verdict, whole, without};
use crate::forge::{Insider, new_id, stamp_of};
use crate::support::{Crew, EMS, PATROL, assert_clean, assert_same, crew, meet_person, settle, typed};

const DAY_MS: i64 = 24 * 3_600_000;

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
    // in contact the day before: nothing is hidden for its own reason
    crew.field.clock().advance(ends - now - DAY_MS);
    crew.meet();
    let now = crew.outreach.device().unwrap().now_ms();
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
