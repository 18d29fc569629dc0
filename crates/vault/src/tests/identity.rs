//! Devices' keys, and what `Debug` shows of any key.

use protocol::certificate::{CompartmentInvited, Statement};
use protocol::{LogId, Roster};

use super::support::{SHARED, Seeded};
use crate::{
    DatabaseKey, DeviceIdentity, DirectoryKey, EpochKey, IdKey, RecordKey, SealingSecret, SigningKey,
    TransportKey,
};

#[test]
fn an_identity_is_stored_and_read_back() {
    let made = DeviceIdentity::generate(&mut Seeded::new(1)).unwrap();
    let read = DeviceIdentity::from_secret_bytes(&made.to_secret_bytes()).unwrap();
    assert_eq!(read.device_id(), made.device_id());
    let transport = TransportKey::generate(&mut Seeded::new(2)).unwrap();
    let keys = made.public_keys(&transport);
    assert_eq!(keys, read.public_keys(&TransportKey::from_bytes(transport.expose()).unwrap()));
    assert_eq!(keys.device_id(), made.device_id());
    assert!(keys.signing != keys.transport && keys.signing.0 != keys.sealing.0);
    let message = b"a message";
    assert!(keys.signing.verify(message, &read.signing().sign(message)));
}

#[test]
fn the_transport_key_signs_requests_for_the_device() {
    let device = DeviceIdentity::generate(&mut Seeded::new(1)).unwrap().device_id();
    let transport = TransportKey::generate(&mut Seeded::new(2)).unwrap();
    let auth = transport.authorise(device, "POST", "/v1/sync", 5, b"body");
    assert_eq!((auth.device, auth.time_ms), (device, 5));
    assert!(auth.verify(&transport.public(), "POST", "/v1/sync", b"body"));
    assert!(!auth.verify(&transport.public(), "POST", "/v1/sync", b"other"));
}

#[test]
fn a_key_certifies_only_in_its_own_name() {
    let (key, other) = (SigningKey::generate(&mut Seeded::new(1)), SigningKey::generate(&mut Seeded::new(2)));
    let (key, other) = (key.unwrap(), other.unwrap());
    let place = Roster::new().next_place(LogId::from(SHARED), key.public(), 0);
    let statement =
        Statement::CompartmentInvited(CompartmentInvited { invite: other.public(), expires_ms: 1 });
    assert!(key.certify(place, statement.clone(), vec![]).unwrap().verify());
    assert_eq!(other.certify(place, statement, vec![]).unwrap_err().code(), "vault.cannot_seal");
}

#[test]
fn ed25519_is_that_of_rfc_8032() {
    let hex = |text: &str| data_encoding::HEXLOWER.decode(text.as_bytes()).unwrap();
    // section 7.1, test 2
    let seed = hex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
    let key = SigningKey::from_bytes(&seed.try_into().unwrap()).unwrap();
    let public = hex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
    assert_eq!(key.public().0.to_vec(), public);
    let signature = "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da\
                     085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";
    assert_eq!(key.sign(&[0x72]).0.to_vec(), hex(signature));
}

#[test]
fn no_key_shows_itself() {
    let bytes = [0xa7; 32];
    let shown = [
        format!("{:?}", RecordKey::from_bytes(&bytes)),
        format!("{:?}", DatabaseKey::from_bytes(&bytes)),
        format!("{:?}", DirectoryKey::from_bytes(&bytes)),
        format!("{:?}", IdKey::from_bytes(&bytes)),
        format!("{:?}", EpochKey::from_bytes(SHARED, 1, &bytes)),
        format!("{:?}", SigningKey::from_bytes(&bytes).unwrap()),
        format!("{:?}", SealingSecret::from_bytes(&bytes).unwrap()),
        format!("{:?}", TransportKey::from_bytes(&bytes).unwrap()),
        format!("{:?}", DeviceIdentity::from_secret_bytes(&[0xa7; 64]).unwrap()),
    ];
    for text in shown {
        let text = text.to_lowercase();
        assert!(!text.contains("a7a7") && !text.contains("167, 167"), "{text}");
    }
}
