//! Founding, and everything that changes who belongs.

use footbridge_relay::limits::Limits;
use footbridge_relay::store::{MemoryStore, Store};
use footbridge_relay::{Claim, Hint, RelayRequest};
use protocol::certificate::{Certificate, Invited, Statement};
use protocol::wire::{CertificatesMsg, FoundMsg, LogHeadsMsg, RefusalCode, RelayInfoMsg};
use protocol::{Encode, MemberId, sha256};

use crate::town::{
    COLLABORATIVE, Device, Key, NOON_MS, Port, Reply, SHARED, Town, relay, relay_over, start, town,
};

fn found<P: Port>(town: &Town<P>, by: Option<&Device>, token: &str, certificates: &[Vec<u8>]) -> Reply {
    let message = FoundMsg { claim_token: token.to_owned(), certificates: certificates.to_vec() };
    town.call(by, "POST", "/v1/collaborative", &message.encode())
}

#[test]
fn founding_is_done_once_and_repeated_with_the_same_answer() {
    let mut town = Town::unfounded(relay(), NOON_MS);
    let info: RelayInfoMsg = town.call(None, "GET", "/v1/relay", b"").ok();
    assert_eq!(info.collaborative, None);
    let certificates = town.founding();
    let heads: LogHeadsMsg = found(&town, Some(&town.founder), "", &certificates).ok();
    let counts: Vec<_> = heads.heads.iter().map(|head| (head.log, head.count)).collect();
    assert_eq!(counts, [(SHARED.into(), 3), (COLLABORATIVE.into(), 1)]);
    let again: LogHeadsMsg = found(&town, Some(&town.founder), "", &certificates).ok();
    assert_eq!(again, heads);
    let mut rival = Town::unfounded(relay(), NOON_MS);
    rival.founder = Device::of("rival");
    let rivals = rival.founding();
    assert_eq!(found(&town, Some(&rival.founder), "", &rivals).code(), RefusalCode::AlreadyClaimed);
}

#[test]
fn founding_needs_the_token_and_the_founding_device() {
    let store = MemoryStore::new();
    store.set_claim_hash(sha256(b"right")).unwrap();
    let mut town = Town::unfounded(relay_over(store, Limits::default(), Claim::Token), NOON_MS);
    let certificates = town.founding();
    for token in ["", "wrong", "right "] {
        let refused = found(&town, Some(&town.founder), token, &certificates);
        assert_eq!(refused.code(), RefusalCode::ClaimToken);
    }
    assert_eq!(found(&town, None, "right", &certificates).code(), RefusalCode::Unauthenticated);
    let stranger = Device::of("stranger");
    let refused = found(&town, Some(&stranger), "right", &certificates);
    assert_eq!(refused.code(), RefusalCode::Unauthenticated);
    assert_eq!(found(&town, Some(&town.founder), "right", &certificates).status, 200);
}

#[test]
fn a_relay_without_a_token_cannot_be_claimed_from_afar() {
    let mut town = Town::unfounded(relay_over(MemoryStore::new(), Limits::default(), Claim::Token), NOON_MS);
    let certificates = town.founding();
    assert_eq!(found(&town, Some(&town.founder), "", &certificates).code(), RefusalCode::ClaimToken);
}

#[test]
fn nothing_but_founding_begins_a_collaborative() {
    let mut town = Town::unfounded(relay(), NOON_MS);
    let certificates = town.founding();
    assert_eq!(town.try_post(certificates.clone()).code(), RefusalCode::Unclaimed);
    let headless = found(&town, Some(&town.founder), "", &certificates[1..]);
    assert_eq!(headless.code(), RefusalCode::Unclaimed);
    assert_eq!(found(&town, Some(&town.founder), "", &[]).code(), RefusalCode::Malformed);
}

#[test]
fn a_batch_is_taken_whole_or_not_at_all_and_again() {
    let mut town = town();
    let invitation = town.invitation("code", town.now_ms + 1_000);
    let mut broken = invitation.clone();
    *broken[1].last_mut().unwrap() ^= 1;
    assert_eq!(town.try_post(broken).code(), RefusalCode::CertificateInvalid);
    let heads: LogHeadsMsg = town.try_post(invitation.clone()).ok();
    let again: LogHeadsMsg = town.try_post(invitation).ok();
    assert_eq!(again, heads);
    assert_eq!(heads.heads.iter().map(|head| head.count).collect::<Vec<_>>(), [4, 2]);
}

#[test]
fn who_comes_second_is_told_where_the_log_stands() {
    let mut town = town();
    let statement = |label: &str| {
        Statement::Invited(Invited {
            invite: Key::of(label).public(),
            member: MemberId([2; 16]),
            class: protocol::certificate::DeviceClass::Care,
            expires_ms: NOON_MS + 1_000,
        })
    };
    let (root, mut place) =
        (Key::of("root"), town.roster.next_place(COLLABORATIVE.into(), town.root.public(), 0));
    place.issuer_number = 77;
    let rival = Certificate::issue(place, statement("rival"), Vec::new(), |bytes| root.sign(bytes));
    let first = town.by_root(COLLABORATIVE.into(), statement("first"));
    town.post(vec![first]);
    let conflict = town.try_post(vec![rival.encode()]).refusal();
    assert_eq!(conflict.code, RefusalCode::LogConflict);
    assert_eq!(conflict.logs, [town.roster.head(COLLABORATIVE.into())]);
}

#[test]
fn an_issuer_that_signs_two_things_under_one_number_is_frozen() {
    let mut town = town();
    let statement = |label: &str| {
        Statement::Invited(Invited {
            invite: Key::of(label).public(),
            member: MemberId([2; 16]),
            class: protocol::certificate::DeviceClass::Care,
            expires_ms: NOON_MS + 1_000,
        })
    };
    let root = Key::of("root");
    let place = town.roster.next_place(COLLABORATIVE.into(), root.public(), 0);
    let first = town.by_root(COLLABORATIVE.into(), statement("one"));
    town.post(vec![first]);
    let mut next = town.roster.next_place(COLLABORATIVE.into(), root.public(), 0);
    next.issuer_number = place.issuer_number;
    let other = Certificate::issue(next, statement("two"), Vec::new(), |bytes| root.sign(bytes));
    assert_eq!(town.try_post(vec![other.encode()]).status, 422);
    let honest = town.by_root(COLLABORATIVE.into(), statement("three"));
    assert_eq!(town.try_post(vec![honest]).code(), RefusalCode::CertificateInvalid);
}

#[test]
fn lost_certificates_are_given_back_by_a_device_even_after_invitations_expired() {
    let mut town = town();
    let backup = town.port.store().clone();
    let medic_invitation = town.invitation("code", town.now_ms + 1_000);
    let medic = Device::of("medic");
    let joining = town.joining("code", &medic);
    let lost: Vec<_> = medic_invitation.into_iter().chain(joining).collect();
    town.post(lost.clone());
    town.port = relay_over(backup, Limits::default(), Claim::Open);
    town.now_ms += 3_600_000;
    assert_eq!(town.try_post(lost.clone()).code(), RefusalCode::InvitationExpired);
    let body = CertificatesMsg { certificates: lost }.encode();
    let restore = |by: Option<&Device>| town.call(by, "POST", "/v1/certificates/restored", &body);
    assert_eq!(restore(None).code(), RefusalCode::Unauthenticated);
    assert_eq!(restore(Some(&medic)).code(), RefusalCode::Unauthenticated);
    assert_eq!(restore(Some(&town.founder)).status, 200);
    assert!(town.sync(&medic, start(SHARED)).compartments.is_empty());
}

#[test]
fn whoever_is_concerned_is_woken() {
    let mut town = town();
    let medic = town.enrol("medic");
    let invitation = CertificatesMsg { certificates: town.invitation("code", NOON_MS + 1_000) }.encode();
    let request = RelayRequest { method: "POST", target: "/v1/certificates", auth: None, body: &invitation };
    let hints = town.port.handle(town.now_ms, &request).hints;
    let expected = [Hint::Certificates(SHARED.into(), 6), Hint::Certificates(COLLABORATIVE.into(), 4)];
    assert_eq!(hints, expected);
    assert_eq!(town.port.handle(town.now_ms, &request).hints, [], "a repeated request wakes nobody");
    let both = [town.founder.id(), medic.id()].into();
    let heard = town.port.audience(Hint::Segments(SHARED, 1)).unwrap();
    assert_eq!(heard, footbridge_relay::Audience::Some(both));
    let revocation = town.revocation(medic.id());
    town.post(vec![revocation]);
    let left = [town.founder.id()].into();
    let everybody = town.port.audience(Hint::Certificates(COLLABORATIVE.into(), 5)).unwrap();
    assert_eq!(everybody, footbridge_relay::Audience::Everybody(left));
}
