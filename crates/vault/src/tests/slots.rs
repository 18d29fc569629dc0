//! The key file of a device that several members use.

use protocol::MemberId;

use super::support::Seeded;
use crate::{
    DatabaseKey, Keyfile, LabelKey, PassphraseCost, SIGN_IN_NAME_MAX_BYTES, SLOTS_MAX, SlotOwner, VaultError,
};

const PASSPHRASE: &str = "correct horse";

fn key() -> DatabaseKey {
    DatabaseKey::generate(&mut Seeded::new(1))
}

fn owner(member: u8, name: &str) -> SlotOwner {
    SlotOwner { member: MemberId([member; 16]), name: name.to_owned() }
}

fn empty() -> Keyfile {
    Keyfile::shared(PassphraseCost::FOR_TESTS, &mut Seeded::new(2))
}

fn add(file: &Keyfile, owner: &SlotOwner, passphrase: &str) -> Keyfile {
    file.with(&key(), owner, passphrase, &mut Seeded::new(100 + u64::from(owner.member.0[0]))).unwrap()
}

/// Both chose the same passphrase.
fn of_two() -> Keyfile {
    add(&add(&empty(), &owner(1, "alder"), PASSPHRASE), &owner(2, "birch"), PASSPHRASE)
}

fn labels() -> LabelKey {
    LabelKey::of(&key()).unwrap()
}

#[test]
fn each_opens_it_as_themselves() {
    let file = Keyfile::decode(&of_two().encode()).unwrap();
    assert_eq!(file, of_two());
    assert!(file.is_shared());
    for (member, name) in [(1, "alder"), (2, "birch")] {
        let opened = file.sign_in(name, PASSPHRASE).unwrap();
        assert_eq!((opened.key, opened.owner), (key(), Some(owner(member, name))));
    }
    assert_eq!(file.owners(&labels()), Ok(vec![owner(1, "alder"), owner(2, "birch")]));
}

#[test]
fn whatever_is_wrong_the_answer_is_the_same() {
    let file = of_two();
    let wrong = [("alder", "not it"), ("cedar", PASSPHRASE), ("", PASSPHRASE), ("alde", "rcorrect horse")];
    for (name, passphrase) in wrong {
        assert_eq!(file.sign_in(name, passphrase), Err(VaultError::WrongPassphrase), "{name}");
    }
    assert_eq!(file.unwrap_with(PASSPHRASE), Err(VaultError::WrongPassphrase), "without a name");
}

#[test]
fn a_slot_is_replaced_or_removed_alone() {
    let changed = add(&of_two(), &owner(1, "alder"), "a new one");
    assert_eq!(changed.sign_in("alder", PASSPHRASE), Err(VaultError::WrongPassphrase));
    assert_eq!(changed.sign_in("alder", "a new one").unwrap().owner, Some(owner(1, "alder")));
    assert_eq!(changed.sign_in("birch", PASSPHRASE).unwrap().owner, Some(owner(2, "birch")));
    let left = changed.without(&labels(), MemberId([1; 16])).unwrap();
    assert_eq!(left.sign_in("alder", "a new one"), Err(VaultError::WrongPassphrase));
    assert_eq!(left.owners(&labels()), Ok(vec![owner(2, "birch")]));
    assert!(Keyfile::decode(&left.encode()).unwrap().is_shared(), "a name is asked as before");
}

#[test]
fn the_file_shows_how_many_and_nothing_else() {
    let file = of_two().encode();
    let (longest, short) = ("n".repeat(SIGN_IN_NAME_MAX_BYTES), "n".to_owned());
    for name in [longest, short] {
        assert_eq!(
            add(&add(&empty(), &owner(1, &name), "x"), &owner(2, "m"), "y").encode().len(),
            file.len()
        );
    }
    for shown in [b"alder".as_slice(), b"birch", &[1; 16], &[2; 16]] {
        assert!(!file.windows(shown.len()).any(|at| at == shown));
    }
}

#[test]
fn a_label_moved_to_another_slot_makes_nobody_somebody_else() {
    let file = of_two().encode();
    let (header, slot, wrapped) = (33 + 1, 12 + 48 + 12 + 97, 12 + 48);
    let mut swapped = file[..file.len() - 8].to_vec();
    let (one, two) = (header + wrapped, header + slot + wrapped);
    for at in 0..slot - wrapped {
        swapped.swap(one + at, two + at);
    }
    let file = Keyfile::decode(&crate::keyfile::with_checksum(&swapped)).unwrap();
    for name in ["alder", "birch"] {
        assert_eq!(file.sign_in(name, PASSPHRASE), Err(VaultError::KeyfileDamaged), "{name}");
    }
}

#[test]
fn a_damaged_file_of_several_is_not_taken_for_a_wrong_passphrase() {
    let good = of_two().encode();
    for at in 0..good.len() {
        let mut bytes = good.clone();
        bytes[at] ^= 2;
        assert_eq!(Keyfile::decode(&bytes), Err(VaultError::KeyfileDamaged), "at {at}");
    }
    for count in [0, 1, 3, 17, 255] {
        let mut bytes = good[..good.len() - 8].to_vec();
        bytes[33] = count;
        let bytes = crate::keyfile::with_checksum(&bytes);
        assert_eq!(Keyfile::decode(&bytes), Err(VaultError::KeyfileDamaged), "{count} slots");
    }
}

#[test]
fn there_is_an_end_to_slots_and_names() {
    let mut file = empty();
    for member in 0..SLOTS_MAX {
        file = add(&file, &owner(u8::try_from(member).unwrap(), "name"), "p");
    }
    let more = file.with(&key(), &owner(99, "more"), "p", &mut Seeded::new(3));
    assert_eq!(more, Err(VaultError::TooLarge("key file")));
    assert_eq!(add(&file, &owner(3, "again"), "p").owners(&labels()).unwrap().len(), SLOTS_MAX);
    let long = owner(1, &"n".repeat(SIGN_IN_NAME_MAX_BYTES + 1));
    assert_eq!(
        empty().with(&key(), &long, "p", &mut Seeded::new(3)),
        Err(VaultError::TooLarge("sign-in name"))
    );
    let alone = Keyfile::wrap(&key(), "p", PassphraseCost::FOR_TESTS, &mut Seeded::new(4)).unwrap();
    assert_eq!(
        alone.with(&key(), &owner(1, "n"), "p", &mut Seeded::new(5)).unwrap_err().code(),
        "vault.cannot_seal"
    );
    assert_eq!(alone.owners(&labels()), Ok(vec![]));
}
