use super::*;
use crate::RecordKind;
use crate::consent::sample::{PERSON, Sample};
use crate::consent::{Purpose, Saying};
use crate::fixture::{NOW, moment};
use crate::handoff::Kind;

pub(super) fn field(kind: RecordKind, key: &str) -> Field {
    Field::new(kind, key)
}

fn name() -> Field {
    field(RecordKind::Person, "name.family")
}

/// Valley EMS hands somebody over to Harbor Outreach.
pub(super) fn outward(fields: impl IntoIterator<Item = Field>) -> Request {
    Request {
        persons: [PERSON, RecordId::from_bytes([5; 16])].into(),
        from: Discloser { agency: "Valley EMS".into(), class: Class::Ems, presence: Presence::MayNotSay },
        to: Recipient { agency: "Harbor Outreach".into(), person: None, class: Class::Care },
        purpose: Purpose::CareCoordination,
        fields: fields.into_iter().collect(),
        source: Source::Other,
        leg: Leg::Outward,
        channel: Channel::Packet,
    }
}

/// Harbor Outreach tells Valley EMS what became of it.
pub(super) fn back(fields: impl IntoIterator<Item = Field>) -> Request {
    let there = outward(fields);
    Request {
        from: Discloser { agency: there.to.agency, class: there.to.class, presence: Presence::MayNotSay },
        to: Recipient { agency: there.from.agency, person: None, class: there.from.class },
        leg: Leg::Return,
        source: Source::Part2,
        channel: Channel::Disclosure,
        ..there
    }
}

fn permit(request: &Request, samples: &[Sample]) -> Permit {
    let consents: Vec<Consent> = samples.iter().map(Sample::consent).collect();
    match decide(request, &consents, NOW) {
        Decision::Permit(permit) => permit,
        Decision::Deny(denial) => panic!("{denial:#?}"),
    }
}

fn denial(request: &Request, samples: &[Sample]) -> Denial {
    let consents: Vec<Consent> = samples.iter().map(Sample::consent).collect();
    match decide(request, &consents, NOW) {
        Decision::Deny(denial) => denial,
        Decision::Permit(permit) => panic!("{permit:#?}"),
    }
}

fn denied(request: &Request, sample: Sample, code: &str) {
    assert_eq!(denial(request, &[sample]).reason.code(), code);
}

#[test]
fn what_was_consented_to_goes_with_its_obligations() {
    let need = field(RecordKind::Contact, "need.housing");
    let found = permit(&outward([name(), need.clone()]), &[Sample::whole()]);
    let id = Sample::whole().consent().id;
    assert_eq!(found.consents, [id].into());
    assert_eq!(found.fields, [name()].into());
    assert_eq!(found.omitted, [(need.clone(), Omission::OutOfScope)].into());
    let expect =
        [Obligation::Log, Obligation::AttachConsent([id].into()), Obligation::OmitFields([need].into())];
    assert_eq!(found.obligations, expect);
}

#[test]
fn part_2_data_goes_with_the_notice() {
    let notice = |request: &Request| {
        let found = permit(request, &[Sample::whole().with("discloser.x", "Harbor Outreach")]);
        found.obligations.into_iter().find_map(|one| match one {
            Obligation::AttachNotice(notice) => Some(notice),
            _ => None,
        })
    };
    let other = outward([name()]);
    assert_eq!(notice(&other), None);
    for channel in Channel::ALL {
        let request = Request { source: Source::Part2, channel: *channel, ..other.clone() };
        let expect = if *channel == Channel::Search { Notice::Short } else { Notice::Full };
        assert_eq!(notice(&request), Some(expect), "{channel}");
    }
    // what lives in a care compartment is Part 2 data whatever is said of it
    let care = Discloser { class: Class::Care, ..other.from.clone() };
    assert_eq!(notice(&Request { from: care, ..other }), Some(Notice::Full));
}

#[test]
fn the_notice_is_worded_as_the_regulation_words_it() {
    let full = Notice::Full.text();
    assert!(full.starts_with("This record which has been disclosed to you is protected by Federal"));
    assert!(full.ends_with("redisclose the record (see 42 CFR 2.31)."));
    assert_eq!(full.lines().count(), 5);
    assert!(!full.contains("  "));
    assert!(Notice::Short.text().starts_with("42 CFR part 2 prohibits unauthorized use or disclosure"));
}

#[test]
fn each_element_removed_once_denies() {
    let parts = [
        "person.name_signed",
        "discloser.",
        "recipient.",
        "purpose.",
        "revocation.",
        "expires.",
        "redisclosure.",
        "signature.kind",
        "signature.by",
        "signed.",
    ];
    for part in parts {
        let found = denial(&outward([name()]), &[Sample::whole().without(part)]);
        let Reason::NotValid(missing) = found.reason else { panic!("{part}: {:?}", found.reason) };
        assert_eq!(missing.len(), 1, "{part}");
    }
    let found =
        denial(&outward([name()]), &[Sample::whole().without("p").without("s").with("status", "ready")]);
    let Reason::NotValid(missing) = found.reason else { panic!("{:?}", found.reason) };
    assert!(missing.len() > 3, "all of them are told: {missing:?}");
}

/// Every reason and every omission, so that none is only written down.
#[test]
fn every_reason_is_reached() {
    let ask = outward([name()]);
    let whole = Sample::whole;
    assert_eq!(denial(&ask, &[]).reason.code(), "disclosure.no_consent");
    let of_another = whole().without("person").with("person.name_signed", "Lee Example");
    let of_another = of_another.with("person", "01890000-0000-7000-8000-000000000001");
    denied(&ask, of_another, "disclosure.other_person");
    denied(&ask, whole().with("entered_in_error", "twice"), "disclosure.entered_in_error");
    denied(&ask, whole().without("signed."), "disclosure.not_valid");
    let newer = "event.01890000-0000-7000-8000-000000000001";
    denied(&ask, whole().with(newer, "kind=narrowed"), "disclosure.unreadable_event");
    denied(&ask, whole().without("event."), "disclosure.not_granted");
    denied(&ask, whole().without("status").with("status", "draft"), "disclosure.not_granted");
    denied(&ask, whole().without("status"), "disclosure.not_granted");
    denied(&ask, whole().with("expires.happened", &moment(-1).to_string()), "disclosure.expired");
    let ended = whole().without("event.").said(1, Saying::Granted, &[], Some(-1));
    denied(&ask, ended, "disclosure.expired");
    denied(&ask, whole().said(2, Saying::Revoked, &[1], None), "disclosure.revoked");
    denied(&ask, whole().without("purpose.").flag("purpose.research"), "disclosure.purpose_not_named");
    denied(&ask, whole().without("scope.").flag("scope.needs"), "disclosure.nothing_left");
    denied(&outward([]), whole(), "disclosure.nothing_left");
    let from = Discloser { agency: "Ridge EMS".into(), ..ask.from.clone() };
    denied(&Request { from, ..ask.clone() }, whole(), "disclosure.discloser_not_named");
    let to = Recipient { agency: "Ridge Clinic".into(), ..ask.to.clone() };
    denied(&Request { to: to.clone(), ..ask.clone() }, whole(), "disclosure.recipient_not_named");
    let to = Recipient { class: Class::Law, ..to };
    denied(&Request { to, ..ask }, whole(), "disclosure.law_enforcement_not_named");
}

#[test]
fn a_revocation_denies_whether_or_not_the_grant_knew_of_it() {
    let ask = outward([name()]);
    let (seen, unseen) = ([1].as_slice(), [].as_slice());
    for known in [seen, unseen] {
        let revoked = Sample::whole().said(2, Saying::Revoked, known, None);
        denied(&ask, revoked.clone(), "disclosure.revoked");
        // a renewal and a second grant that did not know of it change nothing
        denied(&ask, revoked.clone().said(3, Saying::Renewed, &[1], None), "disclosure.revoked");
        denied(&ask, revoked.clone().said(3, Saying::Granted, &[1], None), "disclosure.revoked");
        permit(&ask, &[revoked.said(3, Saying::Granted, &[1, 2], None)]);
    }
}

#[test]
fn a_recipient_is_named_or_designated() {
    let designated = |word: &str| Sample::whole().without("recipient.").flag(&format!("designation.{word}"));
    let to = |class| {
        let to = Recipient { agency: "Ridge Clinic".into(), person: None, class };
        Request { to, ..outward([name()]) }
    };
    permit(&to(Class::Care), &[designated("treating_providers")]);
    permit(&to(Class::Ems), &[designated("emergency_medical_services")]);
    denied(&to(Class::Ems), designated("treating_providers"), "disclosure.recipient_not_named");
    denied(&to(Class::Care), designated("everybody"), "disclosure.recipient_not_named");
    for word in consent::Designation::WORDS {
        denied(&to(Class::Law), designated(word), "disclosure.law_enforcement_not_named");
        denied(&to(Class::Shared), designated(word), "disclosure.recipient_not_named");
    }
    for class in Class::ALL {
        permit(&to(*class), &[Sample::whole().with("recipient.ridge_clinic", "Ridge Clinic")]);
    }
}

#[test]
fn a_person_named_there_is_told_alone() {
    let named = Sample::whole().without("recipient.").with("recipient.kim", "Kim Example");
    let to = |person: Option<&str>| {
        let to = Recipient {
            agency: "Harbor Outreach".into(),
            person: person.map(str::to_owned),
            class: Class::Care,
        };
        Request { to, ..outward([name()]) }
    };
    permit(&to(Some("Kim Example")), std::slice::from_ref(&named));
    denied(&to(Some("Lee Example")), named.clone(), "disclosure.recipient_not_named");
    denied(&to(None), named, "disclosure.recipient_not_named");
    permit(&to(Some("Kim Example")), &[Sample::whole()]);
}

#[test]
fn some_numbers_never_go() {
    let ssn = field(RecordKind::Person, "ssn");
    let copied = field(RecordKind::Packet, "copy.social_security_number");
    let sample =
        || Sample::whole().flag("field.ssn").flag("field.social_security_number").flag("return_field.ssn");
    let found = permit(&outward([name(), ssn.clone(), copied.clone()]), &[sample()]);
    assert_eq!(found.fields, [name()].into());
    let never = Omission::NeverCollected;
    assert_eq!(found.omitted, [(ssn.clone(), never), (copied, never)].into());
    assert_eq!(denial(&outward([ssn.clone()]), &[sample()]).omitted, [(ssn.clone(), never)].into());
    denied(&back([ssn]), sample(), "disclosure.nothing_left");
    // also where the table has room for anything
    let labelled = field(RecordKind::Person, "label.ssn");
    let named = || Sample::whole().flag("field.label").flag("return_field.label.ssn");
    denied(&outward([labelled.clone()]), named(), "disclosure.nothing_left");
    denied(&back([labelled]), named(), "disclosure.nothing_left");
    permit(&outward([field(RecordKind::Person, "label.county_id")]), &[named()]);
}

#[test]
fn a_field_nobody_knows_stays() {
    let newer = field(RecordKind::Person, "made_next_year");
    let found = permit(&outward([name(), newer.clone()]), &[Sample::whole().flag("field.made_next_year")]);
    assert_eq!(found.omitted, [(newer, Omission::UnknownField)].into());
    assert_eq!(Omission::UnknownField.code(), "disclosure.unknown_field");
}

#[test]
fn single_fields_are_named_by_their_keys() {
    let dose = field(RecordKind::Contact, "dose.01890000-0000-7000-8000-000000000001");
    let (food, housing) =
        (field(RecordKind::Contact, "need.food"), field(RecordKind::Contact, "need.housing"));
    let ask = outward([dose.clone(), food.clone(), housing.clone()]);
    let only = |key: &str| permit(&ask, &[Sample::whole().without("scope.").flag(key)]).fields;
    assert_eq!(only("field.dose"), [dose].into());
    assert_eq!(only("field.need"), [food.clone(), housing].into());
    assert_eq!(only("field.need.food"), [food].into());
    // the beginning of a key is not its field
    denied(
        &outward([name()]),
        Sample::whole().without("scope.").flag("field.name"),
        "disclosure.nothing_left",
    );
}

#[test]
fn a_copy_goes_as_what_it_copies() {
    let (family, food) =
        (field(RecordKind::Packet, "copy.name.family"), field(RecordKind::Packet, "copy.need.food"));
    let asks = field(RecordKind::Packet, "asks");
    let ask = outward([family.clone(), food.clone(), asks.clone()]);
    assert_eq!(permit(&ask, &[Sample::whole()]).fields, [family.clone()].into());
    assert_eq!(permit(&ask, &[Sample::whole().flag("scope.needs")]).fields, [family, food].into());
    assert_eq!(permit(&ask, &[Sample::whole().flag("scope.narrative")]).omitted.len(), 1);
}

#[test]
fn the_way_back_has_a_scope_of_its_own() {
    let events: Vec<Field> = Kind::ALL.iter().map(|kind| Field::event(*kind)).collect();
    let ask = back(events.into_iter().chain([Field::closed_reason(), name()]));
    let keys = |sample: Sample| -> Vec<String> {
        permit(&ask, &[sample]).fields.into_iter().map(|field| field.key).collect()
    };
    let default = ["event.closed", "event.engaged", "event.met", "event.unattended"];
    assert_eq!(keys(Sample::whole()), default);
    // the outward scope says nothing about the way back, nor this one about the way there
    assert_eq!(keys(Sample::whole().flag("scope.handoff_outcome").flag("field.name.family")), default);
    denied(&outward([Field::event(Kind::Met)]), Sample::whole(), "disclosure.nothing_left");
    assert_eq!(keys(Sample::whole().without("return.").flag("return.closed_reason")), ["event.closed.code"]);
    let named = Sample::whole().without("return.").flag("return_field.name.family");
    assert_eq!(keys(named), ["name.family"]);
    let found = permit(&ask, &[Sample::whole()]);
    assert_eq!(found.omitted.get(&Field::closed_reason()), Some(&Omission::ReturnNotNamed));
    assert!(found.obligations.contains(&Obligation::AttachNotice(Notice::Full)));
}

#[test]
fn without_a_scope_for_it_only_what_may_be_said_anyway_goes_back() {
    let (met, accepted) = (Field::event(Kind::Met), Field::event(Kind::Accepted));
    let silent = back([met.clone(), accepted.clone()]);
    denied(&silent, Sample::whole().without("return."), "disclosure.nothing_left");
    let from = Discloser { presence: Presence::MaySay, ..silent.from.clone() };
    let open = Request { from, ..silent };
    for samples in [vec![], vec![Sample::whole().without("return.")]] {
        let found = permit(&open, &samples);
        assert_eq!(found.fields, [accepted.clone()].into());
        assert_eq!(found.omitted, [(met.clone(), Omission::ReturnNotNamed)].into());
        assert_eq!(found.consents, BTreeSet::new());
        assert_eq!(found.obligations, [Obligation::Log, Obligation::OmitFields([met.clone()].into())]);
    }
    // an outcome is about the person, whatever the agency may say of itself; and the way there is not the way back
    let only_met = Request { fields: [met].into(), ..open.clone() };
    assert_eq!(denial(&only_met, &[]).reason, Reason::NoConsent);
    assert_eq!(denial(&Request { leg: Leg::Outward, ..open }, &[]).reason, Reason::NoConsent);
}

#[test]
fn law_enforcement_is_told_by_name_on_the_way_back_too() {
    let ask = back([Field::event(Kind::Met)]);
    let police = Recipient { agency: "Ridge Police".into(), person: None, class: Class::Law };
    let ask = Request { to: police, ..ask };
    denied(&ask, Sample::whole(), "disclosure.law_enforcement_not_named");
    permit(&ask, &[Sample::whole().with("discloser.ridge_police", "Ridge Police")]);
}

#[test]
fn several_consents_add_up_and_the_closest_says_what_is_missing() {
    let with_id =
        |sample: Sample, byte: u8| Consent { id: RecordId::from_bytes([byte; 16]), ..sample.consent() };
    let need = field(RecordKind::Contact, "need.housing");
    let ask = outward([name(), need.clone()]);
    let one = with_id(Sample::whole(), 1);
    let two = with_id(Sample::whole().without("scope.").flag("scope.needs"), 2);
    let revoked = with_id(Sample::whole().said(2, Saying::Revoked, &[1], None), 3);
    let unsigned = with_id(Sample::whole().without("signed."), 4);
    let all = [one, two, revoked.clone(), unsigned.clone()];
    let Decision::Permit(found) = decide(&ask, &all, NOW) else { panic!("permitted") };
    assert_eq!(found.fields, [name(), need].into());
    assert_eq!(found.consents, [RecordId::from_bytes([1; 16]), RecordId::from_bytes([2; 16])].into());
    let Decision::Deny(found) = decide(&ask, &[revoked, unsigned], NOW) else { panic!("denied") };
    assert_eq!(found.reason, Reason::Revoked);
    assert_eq!(found.consents.len(), 2);
}
