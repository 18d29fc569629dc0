use std::collections::BTreeMap;

use super::sample::Sample;
use super::*;
use crate::fact::{BadFact, Fact};
use crate::fields::{self, Key};
use crate::fixture::{NOW, moment, text};
use crate::role::{Author, Role};
use crate::validate::{self, Context, Severity};
use crate::{Edit, RecordKind, Scalar};

const MINUTE: i64 = 60_000;

fn check(sample: Sample, expect: &[Missing]) {
    assert_eq!(validity(&sample.consent()), expect);
}

#[test]
fn each_element_removed_once_is_missing() {
    check(Sample::whole(), &[]);
    let table = [
        ("person", Missing::Person),
        ("person.name_signed", Missing::Person),
        ("discloser.", Missing::Discloser),
        ("recipient.", Missing::Recipient),
        ("purpose.", Missing::Purpose),
        ("revocation.text", Missing::RevocationText),
        ("expires.date", Missing::Expiry),
        ("redisclosure.text", Missing::Redisclosure),
        ("signature.kind", Missing::Signature),
        ("signature.by", Missing::Signature),
        ("signed.at", Missing::DateSigned),
    ];
    for (key, missing) in table {
        check(Sample::whole().without(key), &[missing]);
        if !key.ends_with('.') {
            check(Sample::whole().without(key).with(key, "  "), &[missing]);
        }
    }
    check(Sample::whole().without("scope.").without("return."), &[Missing::Scope]);
    check(Sample::whole().without(""), &ELEMENTS);
}

const ELEMENTS: [Missing; 10] = [
    Missing::Person,
    Missing::Discloser,
    Missing::Scope,
    Missing::Recipient,
    Missing::Purpose,
    Missing::RevocationText,
    Missing::Expiry,
    Missing::Redisclosure,
    Missing::Signature,
    Missing::DateSigned,
];

#[test]
fn an_element_can_be_there_in_more_than_one_way() {
    check(Sample::whole().without("recipient.").flag("designation.treating_providers"), &[]);
    check(Sample::whole().without("scope.").without("return.").flag("field.birth_date"), &[]);
    check(Sample::whole().without("scope."), &[]);
    check(Sample::whole().without("expires.").with("expires.event", "handoff_closed"), &[]);
    let endless = || Sample::whole().without("expires.").with("expires.event", "none");
    check(endless(), &[Missing::Expiry]);
    check(endless().without("purpose.").flag("purpose.treatment"), &[]);
    check(
        endless().without("purpose.").flag("purpose.treatment").flag("purpose.research"),
        &[Missing::Expiry],
    );
}

#[test]
fn what_cannot_be_read_is_missing() {
    check(Sample::whole().without("expires.").with("expires.date", "2026-12"), &[Missing::Expiry]);
    check(Sample::whole().without("expires.").with("expires.event", "doomsday"), &[Missing::Expiry]);
    check(Sample::whole().without("signature.kind").with("signature.kind", "nodded"), &[Missing::Signature]);
    check(Sample::whole().without("signed.at").with("signed.at", "yesterday"), &[Missing::DateSigned]);
    check(Sample::whole().without("person").with("person.name_signed", "Sam"), &[Missing::Person]);
}

/// Two devices wrote different things at once: nobody consented to one of two.
#[test]
fn an_element_in_doubt_is_missing_until_somebody_decides() {
    let table = [
        ("person", "01890000-0000-7000-8000-000000000001", Missing::Person),
        ("revocation.text", "You cannot.", Missing::RevocationText),
        ("expires.date", "2029-12-31", Missing::Expiry),
        ("signature.kind", "guardian", Missing::Signature),
        ("signed.at", "2026-11-01T12:00:00-05:00[America/New_York]", Missing::DateSigned),
    ];
    for (key, other, missing) in table {
        check(Sample::whole().with(key, other), &[missing]);
    }
    check(Sample::whole().with("signature.by", "Sam Example"), &[]);
}

#[test]
fn a_spoken_consent_and_a_guardian_need_what_they_rest_on() {
    let kind = |kind: &str| Sample::whole().without("signature.kind").with("signature.kind", kind);
    check(kind("recorded_verbal"), &[Missing::VerbalBasis]);
    check(kind("recorded_verbal").with("signature.verbal_basis", "Example Code 5-1"), &[]);
    check(kind("guardian"), &[Missing::Guardian]);
    let guardian = kind("guardian").with("signature.guardian", "01890000-0000-7000-8000-000000000001");
    check(guardian.clone(), &[Missing::Guardian]);
    check(guardian.with("signature.guardian_basis", "A parent signs for a person under 18."), &[]);
}

#[test]
fn what_is_missing_holds_a_form_up_at_its_field() {
    let context =
        Context { now_ms: NOW, author: Some(Author::of(Role::Outreach)), stage: validate::Stage::Ready };
    let issues = |sample: Sample| {
        let edits: Vec<Edit> =
            sample.0.iter().map(|(key, value)| Edit::set(key.as_str(), value.clone())).collect();
        validate::edits(RecordKind::Consent, None, &edits, &context)
    };
    assert_eq!(issues(Sample::whole()), []);
    for missing in validity(&Sample::whole().without("").consent()) {
        let found = issues(Sample::whole().without(""));
        let at = found.iter().find(|issue| issue.code == missing.code()).unwrap();
        assert_eq!((at.field.as_str(), at.severity), (missing.field(), Severity::Blocking));
    }
    for missing in ELEMENTS.into_iter().chain([Missing::VerbalBasis, Missing::Guardian]) {
        let stands = fields::of(RecordKind::Consent).iter().any(|rule| match rule.key {
            Key::Exact(key) | Key::Under(key, _) => key == missing.field(),
        });
        assert!(stands, "{} is no field", missing.field());
    }
    let event = "event.01890000-0000-7000-8000-000000000001";
    let found = issues(Sample::whole().with(event, "kind=granted"));
    assert_eq!(found, [validate::Issue::blocking(event, "fact.part")]);
}

#[test]
fn a_statement_survives_its_fact() {
    for saying in Saying::ALL {
        for until in [None, Some(moment(60))] {
            let seen = [Uuid::from_u128(1), Uuid::from_u128(2)].into();
            let by = "Valley EMS / night".to_owned();
            let how = until.map(|_| "by telephone, 555-0142".to_owned());
            let said =
                Statement { id: Uuid::from_u128(3), saying: *saying, until, at: moment(0), by, how, seen };
            let Some(Scalar::Text(written)) = said.edit().value else { panic!("a text") };
            let fact: Fact = written.parse().unwrap();
            assert_eq!(Statement::read(said.id, &fact), Ok(said));
        }
    }
    let bad = |fact: Fact| Statement::read(Uuid::from_u128(3), &fact);
    let whole = || Fact::new().with("kind", "revoked").with("at", moment(0)).with("by", "Valley EMS");
    assert!(bad(whole()).is_ok());
    assert_eq!(bad(whole().with("kind", "narrowed")), Err(BadFact::Part("kind")));
    assert_eq!(bad(whole().with("seen", "x")), Err(BadFact::Part("seen")));
    assert_eq!(bad(whole().with("until", "x")), Err(BadFact::Part("until")));
}

fn stands(sample: &Sample, minutes: i64, expect: Standing) {
    assert_eq!(sample.consent().standing(NOW + minutes * MINUTE), expect, "{minutes}");
}

#[test]
fn a_revocation_wins_over_what_did_not_know_of_it() {
    let granted = Sample::whole();
    stands(&granted, 0, Standing::InForce);
    stands(&granted.clone().without("event."), 0, Standing::NotGranted);
    let seen = granted.clone().said(2, Saying::Revoked, &[1], None);
    stands(&seen, 0, Standing::Revoked);
    let concurrent = granted.said(2, Saying::Revoked, &[], None);
    stands(&concurrent, 0, Standing::Revoked);
    stands(&concurrent.clone().said(3, Saying::Renewed, &[1], None), 0, Standing::Revoked);
    stands(&concurrent.said(3, Saying::Granted, &[1, 2], None), 0, Standing::InForce);
}

/// Midnight in New York is five o'clock in Greenwich.
#[test]
fn it_ends_with_the_last_day_where_it_was_signed() {
    let end = (Sample::whole().consent().expires_on.unwrap().succ_opt().unwrap())
        .and_hms_opt(5, 0, 0)
        .map(|utc| (utc.and_utc().timestamp_millis() - NOW) / MINUTE)
        .unwrap();
    let signed = Sample::whole();
    stands(&signed, end - 1, Standing::InForce);
    stands(&signed, end + 1, Standing::Expired);
    // what is granted lasts no longer than what was signed, but may end before
    let granted = |until| Sample::whole().without("event.").said(1, Saying::Granted, &[], Some(until));
    stands(&granted(end + 500), end + 1, Standing::Expired);
    stands(&granted(30), 29, Standing::InForce);
    stands(&granted(30), 30, Standing::Expired);
    // a renewal is what the person said since
    let renewed = |until| Sample::whole().said(2, Saying::Renewed, &[1], until);
    stands(&renewed(Some(end + 500)), end + 1, Standing::InForce);
    stands(&renewed(Some(end + 500)), end + 500, Standing::Expired);
    stands(&renewed(None), end + 1, Standing::Expired);
}

#[test]
fn it_ends_when_its_event_has_happened() {
    let sample = Sample::whole().without("expires.").with("expires.event", "end_of_treatment");
    stands(&sample, 1_000_000, Standing::InForce);
    let ended = sample.clone().with("expires.happened", &moment(10).to_string());
    stands(&ended, 9, Standing::InForce);
    stands(&ended, 10, Standing::Expired);
    // two say when: the earlier one; nobody can read when: it has
    stands(&ended.with("expires.happened", &moment(-10).to_string()), 0, Standing::Expired);
    stands(&sample.with("expires.happened", "last week"), 0, Standing::Expired);
}

#[test]
fn what_is_signed_in_the_far_future_wins_nothing() {
    let sample = Sample::whole().without("signed.at").without("expires.");
    let sample = sample.with("expires.event", "handoff_closed");
    stands(&sample.clone().with("signed.at", &moment(60 * 23).to_string()), 0, Standing::InForce);
    stands(&sample.with("signed.at", &moment(60 * 25).to_string()), 0, Standing::NotGranted);
}

#[test]
fn an_event_that_cannot_be_read_is_not_passed_over() {
    let event = "event.01890000-0000-7000-8000-000000000001";
    assert_eq!(Sample::whole().consent().reading, Reading::Whole);
    for text in ["kind=narrowed", "?", ""] {
        assert_eq!(Sample::whole().with(event, text).consent().reading, Reading::Partial, "{text}");
    }
}

#[test]
fn a_new_statement_knows_all_that_is_held() {
    let consent = Sample::whole().said(2, Saying::Renewed, &[1], None).consent();
    let said = consent.statement(Uuid::from_u128(9), Saying::Revoked, None, "Harbor Outreach", moment(0));
    assert_eq!(said.seen, [Uuid::from_u128(1), Uuid::from_u128(2)].into());
}

/// A group names rows that exist, and no row is in two groups: who ticks one knows what goes.
#[test]
fn groups_are_of_the_table_and_apart() {
    let mut seen: BTreeMap<(RecordKind, &str), Scope> = BTreeMap::new();
    for scope in Scope::ALL {
        for (kind, keys) in scope.rows() {
            for key in *keys {
                let exists = fields::of(*kind).iter().any(|rule| match rule.key {
                    Key::Exact(row) | Key::Under(row, _) => row == *key,
                });
                assert!(exists, "{scope}: {} {key}", kind.name());
                assert!(!fields::never_collected(key), "{key}");
                assert_eq!(seen.insert((*kind, key), *scope), None, "{} {key} twice", kind.name());
            }
        }
        assert_eq!(scope.rows().is_empty(), *scope == Scope::AgreementResult, "{scope}");
    }
}

/// What a person can be known or judged by is in some group: what is in none can be named singly.
#[test]
fn every_field_of_a_person_is_in_a_group() {
    let in_some = |key: &str| {
        let rows = Scope::ALL.iter().flat_map(|scope| scope.rows());
        rows.filter(|(kind, _)| *kind == RecordKind::Person).any(|(_, keys)| keys.contains(&key))
    };
    for rule in fields::of(RecordKind::Person) {
        let (Key::Exact(key) | Key::Under(key, _)) = rule.key;
        assert!(in_some(key), "{key}");
    }
}

#[test]
fn every_outcome_is_in_one_scope_of_the_return_leg() {
    use crate::disclosure::Field;
    use crate::handoff::{Kind, Part};
    let outcomes = Kind::ALL.iter().filter(|kind| kind.part() == Part::Outcome);
    let all = outcomes.map(|kind| Field::event(*kind)).chain([Field::closed_reason()]);
    for field in all {
        let scopes = Return::ALL.iter().filter(|scope| scope.events().contains(&field.key.as_str()));
        assert_eq!(scopes.count(), 1, "{}", field.key);
    }
    assert_eq!(Return::DEFAULT.map(Return::word), ["met", "engaged"]);
}

#[test]
fn what_two_wrote_in_a_set_stands_together() {
    let sample = Sample::whole().with("recipient.harbor_outreach", "Harbour Outreach");
    let names: Vec<String> = sample.consent().recipients.into_iter().collect();
    assert_eq!(names, ["Harbor Outreach", "Harbour Outreach"]);
    assert_eq!(Sample(vec![("scope.needs".into(), text("true"))]).consent().scopes.len(), 0);
}

#[test]
fn a_revocation_is_named_as_long_as_it_stands() {
    let whole = Sample::whole();
    assert_eq!(whole.consent().revocation(), None);
    let revoked = whole.said(2, Saying::Revoked, &[1], None);
    let consent = revoked.consent();
    assert_eq!(consent.revocation().map(|said| said.id), Some(Uuid::from_u128(2)));
    assert!(consent.knows_revocation(moment(-60)) && !consent.knows_revocation(moment(-59)));
    // of two that did not know of each other every reader names the same
    let twice = revoked.clone().said(3, Saying::Revoked, &[1], None);
    assert_eq!(twice.consent().revocation().map(|said| said.id), Some(Uuid::from_u128(3)));
    let again = revoked.said(4, Saying::Granted, &[1, 2], None).consent();
    assert_eq!(again.revocation(), None);
    assert!(again.knows_revocation(moment(-60)), "it stands in spite of it");
}
