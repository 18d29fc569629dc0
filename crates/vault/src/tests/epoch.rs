//! Epochs and inboxes.

use protocol::{CompartmentHandle, DeviceId, SealingKey};

use super::support::{SHARED, Seeded};
use crate::{
    DeviceIdentity, EpochKey, EpochSecrets, VaultError, accept_admission, accept_epoch, issue_epoch,
    open_epoch, seal_for_admission,
};

fn device(seed: u64) -> DeviceIdentity {
    DeviceIdentity::generate(&mut Seeded::new(seed)).unwrap()
}

fn public(device: &DeviceIdentity) -> (DeviceId, SealingKey) {
    (device.device_id(), device.sealing().public())
}

fn same(one: &EpochSecrets, two: &EpochSecrets) -> bool {
    one.key == two.key && one.id_key == two.id_key && one.inbox.inbox() == two.inbox.inbox()
}

#[test]
fn every_device_it_is_sealed_to_opens_an_epoch_and_no_other() {
    let (one, two, outsider) = (device(1), device(2), device(3));
    let devices = [public(&one), public(&two), public(&one)];
    let (issued, secrets) = issue_epoch(SHARED, None, &devices, &mut Seeded::new(9)).unwrap();
    assert_eq!((issued.number, issued.previous_key, issued.keys.len()), (1, None, 2));
    assert!(issued.keys.is_sorted_by_key(|key| key.device), "as the roster asks");
    for member in [&one, &two] {
        let opened = accept_epoch(&issued, SHARED, member).unwrap();
        assert!(same(&opened.secrets, &secrets));
        assert!(opened.previous.is_none());
    }
    let refused = accept_epoch(&issued, SHARED, &outsider).unwrap_err();
    assert_eq!(refused, VaultError::NotForThisDevice);
    let mut stolen = issued.clone();
    stolen.keys[0].device = outsider.device_id();
    let refused = accept_epoch(&stolen, SHARED, &outsider).unwrap_err();
    assert_eq!(refused, VaultError::CannotOpen("epoch key"));
    let elsewhere = accept_epoch(&issued, CompartmentHandle([0; 16]), &one).unwrap_err();
    assert_eq!(elsewhere, VaultError::CannotOpen("epoch key"));
}

#[test]
fn a_new_epoch_leads_back_to_the_old_ones_and_never_forward() {
    let (one, newcomer) = (device(1), device(2));
    let mut random = Seeded::new(9);
    let (issued_1, first) = issue_epoch(SHARED, None, &[public(&one)], &mut random).unwrap();
    let (issued_2, second) = issue_epoch(SHARED, Some(&first), &[public(&one)], &mut random).unwrap();
    let devices = [public(&newcomer)];
    let (issued_3, third) = issue_epoch(SHARED, Some(&second), &devices, &mut random).unwrap();
    let keys = [&first.key, &second.key, &third.key];
    assert!(keys[0] != keys[1] && keys[1] != keys[2]);
    assert!(first.id_key == third.id_key, "imported ids stay the same");

    let opened = accept_epoch(&issued_3, SHARED, &newcomer).unwrap();
    let back = open_epoch(&issued_2, &opened.previous.unwrap()).unwrap();
    let back = open_epoch(&issued_1, &back.previous.unwrap()).unwrap();
    assert!(same(&back.secrets, &first) && back.previous.is_none());

    let old_key = EpochKey::from_bytes(SHARED, 3, second.key.expose());
    assert_eq!(open_epoch(&issued_3, &old_key).unwrap_err(), VaultError::KeyMismatch);
    assert_eq!(open_epoch(&issued_3, &second.key).unwrap_err(), VaultError::OtherEpoch);
    let cut_off = accept_epoch(&issued_3, SHARED, &one).unwrap_err();
    assert_eq!(cut_off, VaultError::NotForThisDevice);
}

#[test]
fn a_false_epoch_certificate_is_noticed_before_use() {
    let one = device(1);
    let (issued, secrets) = issue_epoch(SHARED, None, &[public(&one)], &mut Seeded::new(9)).unwrap();
    let mut false_canary = issued.clone();
    false_canary.canary[0] ^= 1;
    assert_eq!(open_epoch(&false_canary, &secrets.key).unwrap_err(), VaultError::KeyMismatch);
    let mut other_inbox = issued.clone();
    other_inbox.inbox = one.sealing().public();
    assert_eq!(open_epoch(&other_inbox, &secrets.key).unwrap_err(), VaultError::KeyMismatch);
    let mut swapped = issued.clone();
    std::mem::swap(&mut swapped.inbox_secret, &mut swapped.id_key);
    assert_eq!(open_epoch(&swapped, &secrets.key).unwrap_err(), VaultError::CannotOpen("epoch"));
    let mut damaged = issued;
    damaged.id_key[0] ^= 1;
    assert_eq!(open_epoch(&damaged, &secrets.key).unwrap_err(), VaultError::CannotOpen("epoch"));
}

#[test]
fn an_epoch_is_for_somebody_and_follows_its_own_compartments() {
    let mut random = Seeded::new(9);
    let refused = issue_epoch(SHARED, None, &[], &mut random).unwrap_err();
    assert_eq!(refused.code(), "vault.cannot_seal");
    let devices = [public(&device(1))];
    let (_, other) = issue_epoch(CompartmentHandle([0; 16]), None, &devices, &mut random).unwrap();
    let refused = issue_epoch(SHARED, Some(&other), &devices, &mut random).unwrap_err();
    assert_eq!(refused, VaultError::OtherEpoch);
}

#[test]
fn an_admitted_device_gets_the_current_key() {
    let newcomer = device(2);
    let key = EpochKey::generate(SHARED, 4, &mut Seeded::new(9));
    let sealed = seal_for_admission(&key, newcomer.device_id(), &newcomer.sealing().public()).unwrap();
    assert_eq!(accept_admission(SHARED, 4, &sealed, &newcomer), Ok(key));
    let refused = accept_admission(SHARED, 5, &sealed, &newcomer);
    assert_eq!(refused, Err(VaultError::CannotOpen("epoch key")));
    assert_eq!(accept_admission(SHARED, 4, &sealed, &device(3)), Err(VaultError::CannotOpen("epoch key")));
}

#[test]
fn anyone_seals_to_an_inbox_and_members_open_it() {
    let one = device(1);
    let (issued, secrets) = issue_epoch(SHARED, None, &[public(&one)], &mut Seeded::new(9)).unwrap();
    let inbox = secrets.inbox.inbox();
    assert_eq!(inbox.key, issued.inbox);
    let sealed = inbox.seal(b"packet 1", b"copied fields").unwrap();
    assert_eq!(secrets.inbox.open(b"packet 1", &sealed).unwrap().as_slice(), b"copied fields");
    let refused = secrets.inbox.open(b"packet 2", &sealed).unwrap_err();
    assert_eq!(refused, VaultError::CannotOpen("inbox message"));
    let (_, later) = issue_epoch(SHARED, Some(&secrets), &[public(&one)], &mut Seeded::new(8)).unwrap();
    assert!(later.inbox.open(b"packet 1", &sealed).is_err());
    assert!(secrets.inbox.open(b"packet 1", &sealed[..20]).is_err());
    let mut misplaced = secrets.inbox.clone();
    misplaced.epoch += 1;
    assert!(misplaced.open(b"packet 1", &sealed).is_err(), "the same key as another epoch's");
    misplaced = secrets.inbox.clone();
    misplaced.compartment = CompartmentHandle([0; 16]);
    assert!(misplaced.open(b"packet 1", &sealed).is_err(), "or as another compartment's");
}
