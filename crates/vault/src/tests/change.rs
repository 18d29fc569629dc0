//! Changes under their record's key, compression, derived ids.

use proptest::prelude::*;
use protocol::limits::CHANGE_MAX_BYTES;

use super::support::{SHARED, Seeded};
use crate::compress::{compress, decompress};
use crate::{ChangeContext, IdKey, RecordKey, VaultError, derive_record_id, open_change, seal_change};

const CONTEXT: ChangeContext = ChangeContext { compartment: SHARED, record: [1; 16], kind: 2, schema: 3 };

#[test]
fn a_change_opens_only_as_what_it_is() {
    let mut random = Seeded::new(1);
    let key = RecordKey::generate(&mut random);
    let sealed = seal_change(&key, &CONTEXT, b"a change", &mut random).unwrap();
    assert_eq!(open_change(&key, &CONTEXT, &sealed), Ok(b"a change".to_vec()));
    let others = [
        ChangeContext { compartment: protocol::CompartmentHandle([0; 16]), ..CONTEXT },
        ChangeContext { record: [0; 16], ..CONTEXT },
        ChangeContext { kind: 0, ..CONTEXT },
        ChangeContext { schema: 0, ..CONTEXT },
    ];
    for other in others {
        assert_eq!(open_change(&key, &other, &sealed), Err(VaultError::CannotOpen("change")));
    }
    let other = RecordKey::generate(&mut random);
    assert_eq!(open_change(&other, &CONTEXT, &sealed), Err(VaultError::CannotOpen("change")));
    assert_eq!(open_change(&key, &CONTEXT, &[0; 5]), Err(VaultError::CannotOpen("change")));
    let again = seal_change(&key, &CONTEXT, b"a change", &mut random).unwrap();
    assert_ne!(again, sealed, "a nonce is not used twice");
}

#[test]
fn compression_is_used_when_it_helps() {
    let plain = b"need.housing need.housing need.housing need.housing".repeat(9);
    let packed = compress(&plain).unwrap();
    assert!(matches!(packed.first(), Some(1 | 2)));
    assert!(packed.len() < plain.len() / 4);
    assert_eq!(decompress(&packed, plain.len()), Ok(plain.clone()));
    assert_eq!(compress(b"short"), Ok(b"\0short".to_vec()));
    assert_eq!(decompress(b"\0short", 5), Ok(b"short".to_vec()));
}

#[test]
fn a_bomb_a_newer_form_and_garbage_are_refused() {
    let bomb = compress(&vec![0; CHANGE_MAX_BYTES + 1]).unwrap();
    assert!(bomb.len() < 100);
    assert_eq!(decompress(&bomb, CHANGE_MAX_BYTES), Err(VaultError::TooLarge("change")));
    assert_eq!(decompress(b"\0short", 4), Err(VaultError::TooLarge("change")));
    assert_eq!(decompress(b"\x03later", 99), Err(VaultError::NewerVersion("change")));
    for bad in [&b""[..], b"\x01", b"\x01garbage that is no frame"] {
        assert_eq!(decompress(bad, 99).unwrap_err().code(), "vault.malformed");
    }
    let key = RecordKey::generate(&mut Seeded::new(1));
    let large = seal_change(&key, &CONTEXT, &vec![0; CHANGE_MAX_BYTES + 1], &mut Seeded::new(2));
    assert_eq!(large, Err(VaultError::TooLarge("change")));
}

#[test]
fn the_largest_change_fits_into_an_entry_however_badly_it_packs() {
    let mut noise = vec![0; CHANGE_MAX_BYTES];
    crate::Random::fill(&mut Seeded::new(5), &mut noise);
    let key = RecordKey::generate(&mut Seeded::new(1));
    let sealed = seal_change(&key, &CONTEXT, &noise, &mut Seeded::new(2)).unwrap();
    let entry = protocol::Entry { sealed, ..super::support::entry(1) };
    assert_eq!(protocol::fitting(std::slice::from_ref(&entry)), 1);
    assert_eq!(open_change(&key, &CONTEXT, &entry.sealed), Ok(noise));
}

#[test]
fn a_derived_id_depends_on_the_key_the_source_and_every_part() {
    let key = IdKey::from_bytes(&[7; 32]);
    let id = derive_record_id(&key, "pa-oin", &["incident", "12"]);
    assert_eq!(id, derive_record_id(&key, "pa-oin", &["incident", "12"]));
    assert_eq!((id[6] >> 4, id[8] >> 6), (8, 0b10), "a UUID of version 8");
    let others = [
        derive_record_id(&IdKey::from_bytes(&[8; 32]), "pa-oin", &["incident", "12"]),
        derive_record_id(&key, "other", &["incident", "12"]),
        derive_record_id(&key, "pa-oin", &["incident1", "2"]),
        derive_record_id(&key, "pa-oin", &["incident", "12", ""]),
        derive_record_id(&key, "pa-oin", &["12", "incident"]),
    ];
    assert!(others.iter().all(|other| *other != id));
}

#[test]
fn a_derived_id_is_the_same_in_every_version() {
    let id = derive_record_id(&IdKey::from_bytes(&[7; 32]), "pa-oin", &["incident", "12"]);
    // HMAC-SHA-256 by Python's hmac over the bytes that `docs/reference/formats.md` gives
    assert_eq!(protocol::MemberId(id).to_string(), "d807899045d1884bbb93846e12fd9231");
}

proptest! {
    #[test]
    fn every_change_opens_again(bytes in proptest::collection::vec(any::<u8>(), 0..2000), seed: u64) {
        let mut random = Seeded::new(seed);
        let key = RecordKey::generate(&mut random);
        let sealed = seal_change(&key, &CONTEXT, &bytes, &mut random).unwrap();
        prop_assert_eq!(open_change(&key, &CONTEXT, &sealed), Ok(bytes));
    }
}
