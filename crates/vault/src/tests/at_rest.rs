//! The key file.

use super::support::Seeded;
use crate::{DatabaseKey, Keyfile, PassphraseCost, VaultError};

fn made() -> (DatabaseKey, Keyfile) {
    let key = DatabaseKey::generate(&mut Seeded::new(1));
    let file = Keyfile::wrap(&key, "correct horse", PassphraseCost::FOR_TESTS, &mut Seeded::new(2)).unwrap();
    (key, file)
}

#[test]
fn the_passphrase_opens_the_key_and_a_wrong_one_says_so() {
    let (key, file) = made();
    let read = Keyfile::decode(&file.encode()).unwrap();
    assert_eq!(read, file);
    assert_eq!(read.unwrap_with("correct horse"), Ok(key));
    for wrong in ["", "correct horse ", "Correct horse"] {
        let refused = read.unwrap_with(wrong).unwrap_err();
        assert_eq!(refused.code(), "vault.wrong_passphrase", "{wrong}");
    }
}

#[test]
fn a_damaged_file_is_not_taken_for_a_wrong_passphrase() {
    let (_, file) = made();
    let good = file.encode();
    for at in 0..good.len() {
        let mut bytes = good.clone();
        bytes[at] ^= 1;
        assert_eq!(Keyfile::decode(&bytes), Err(VaultError::KeyfileDamaged), "at {at}");
    }
    assert_eq!(Keyfile::decode(&good[..good.len() - 1]), Err(VaultError::KeyfileDamaged));
    assert_eq!(Keyfile::decode(&[&good[..], b"x"].concat()), Err(VaultError::KeyfileDamaged));
    assert_eq!(Keyfile::decode(b""), Err(VaultError::KeyfileDamaged));
    let mut newer = good;
    newer[4] = 3;
    assert_eq!(Keyfile::decode(&newer), Err(VaultError::NewerVersion("key file")));
}

#[test]
fn a_planted_file_cannot_ask_for_all_memory() {
    let (_, file) = made();
    let mut bytes = file.encode();
    bytes.truncate(bytes.len() - 8);
    bytes[5..9].copy_from_slice(&u32::MAX.to_be_bytes());
    let checksum = protocol::sha256(&bytes).0;
    bytes.extend(&checksum[..8]);
    assert_eq!(Keyfile::decode(&bytes), Err(VaultError::KeyfileDamaged));
}

#[test]
fn the_standard_cost_is_what_the_design_asks() {
    let text = format!("{:?}", PassphraseCost::STANDARD);
    assert_eq!(text, "PassphraseCost { memory_kib: 65536, passes: 3, lanes: 1 }");
}
