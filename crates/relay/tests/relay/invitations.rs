//! Sealed blobs for whoever holds a code.

use protocol::limits::INVITATION_BLOB_MAX_BYTES;
use protocol::wire::RefusalCode;

use crate::town::{Device, Key, town};

const TARGET: &str = "/v1/invitations/000102030405060708090a0b0c0d0e0f";

#[test]
fn a_blob_is_laid_down_by_a_device_and_read_by_whoever_knows_the_handle() {
    let town = town();
    assert_eq!(town.call(None, "GET", TARGET, b"").code(), RefusalCode::NotFound);
    assert_eq!(town.call(None, "PUT", TARGET, b"sealed").code(), RefusalCode::Unauthenticated);
    let put = |blob: &[u8]| town.call(Some(&town.founder), "PUT", TARGET, blob);
    assert_eq!(put(b"sealed").status, 200);
    assert_eq!(put(b"sealed").status, 200);
    assert_eq!(put(b"another").code(), RefusalCode::Forbidden);
    assert_eq!(put(b"").code(), RefusalCode::Malformed);
    assert_eq!(put(&vec![0; INVITATION_BLOB_MAX_BYTES + 1]).code(), RefusalCode::TooLarge);
    assert_eq!(town.call(None, "GET", TARGET, b"").body, b"sealed");
}

#[test]
fn a_blob_expires() {
    let mut town = town();
    assert_eq!(town.call(Some(&town.founder), "PUT", TARGET, b"sealed").status, 200);
    town.now_ms += 14 * 24 * 3_600_000 - 1;
    assert_eq!(town.call(None, "GET", TARGET, b"").status, 200);
    town.now_ms += 1;
    assert_eq!(town.call(None, "GET", TARGET, b"").code(), RefusalCode::InvitationExpired);
}

#[test]
fn a_blob_that_names_its_invitation_goes_when_that_is_spent() {
    let mut town = town();
    let invitation = town.invitation("code", town.now_ms + 1_000);
    let target = format!("{TARGET}?invite={}", Key::of("code").public());
    assert_eq!(town.call(Some(&town.founder), "PUT", &target, b"sealed").status, 200);
    // the blob may lie there before the certificate does
    assert_eq!(town.call(None, "GET", TARGET, b"").status, 200);
    town.post(invitation);
    assert_eq!(town.call(None, "GET", TARGET, b"").status, 200);
    let joining = town.joining("code", &Device::of("medic"));
    town.post(joining);
    assert_eq!(town.call(None, "GET", TARGET, b"").code(), RefusalCode::InvitationSpent);
    let handle = protocol::InvitationHandle(std::array::from_fn(|index| u8::try_from(index).unwrap()));
    let row = footbridge_relay::store::Store::invitation(town.port.store(), handle).unwrap().unwrap();
    assert!(row.blob.is_empty(), "the content is still on the disk");
}

#[test]
fn an_invitation_is_no_longer_read_once_it_expired() {
    let mut town = town();
    let invitation = town.invitation("code", town.now_ms + 1_000);
    town.post(invitation);
    let target = format!("{TARGET}?invite={}", Key::of("code").public());
    assert_eq!(town.call(Some(&town.founder), "PUT", &target, b"sealed").status, 200);
    town.now_ms += 1_000;
    assert_eq!(town.call(None, "GET", TARGET, b"").code(), RefusalCode::InvitationExpired);
}
