//! Letters to a compartment's inbox.

use protocol::{DecodeError, Segment, StreamId};

use super::support::{SHARED, Seeded, entry};
use crate::{
    DeviceIdentity, EpochKey, EpochSecrets, RecordKey, VaultError, issue_epoch, letter_key, open_keybox,
    open_segment, seal_keybox, seal_letter, seal_segment,
};

const STREAM: StreamId = StreamId([9; 16]);

fn inside(seed: u64) -> EpochSecrets {
    let mut random = Seeded::new(seed);
    let member = DeviceIdentity::generate(&mut random).unwrap();
    issue_epoch(SHARED, None, &[(member.device_id(), member.sealing().public())], &mut random).unwrap().1
}

fn letter(inside: &EpochSecrets) -> (DeviceIdentity, EpochKey, Segment) {
    let mut random = Seeded::new(7);
    let outsider = DeviceIdentity::generate(&mut random).unwrap();
    let inbox = inside.inbox.inbox();
    let key = EpochKey::generate(SHARED, 1, &mut random);
    let made = seal_letter(&outsider, &inbox, &key, STREAM, &[entry(0xe1)], &mut random).unwrap();
    (outsider, key, made)
}

#[test]
fn who_is_inside_opens_a_letter_and_its_keyboxes() {
    let inside = inside(1);
    let (outsider, key, made) = letter(&inside);
    let mut random = Seeded::new(8);
    let record = RecordKey::generate(&mut random);
    let keybox = seal_keybox(&key, &record, &mut random).unwrap();
    let read = Segment::decode(&made.encode()).unwrap();
    assert!(read.header.is_letter() && read.verify(&outsider.signing().public()));
    let opened = letter_key(&inside.inbox, &read).unwrap();
    assert_eq!(open_segment(&opened, &read), Ok(vec![entry(0xe1)]));
    assert_eq!(open_keybox(&opened, &keybox).unwrap().expose(), record.expose());
    assert!(!made.encode().windows(4).any(|window| window == [0xe1; 4]), "nothing of it is in clear");
}

/// [I] Nor does the compartment's own key, which its members hold, open it without the inbox; nor another inbox.
#[test]
fn nobody_else_opens_it() {
    let inside = inside(1);
    let (.., made) = letter(&inside);
    assert_eq!(open_segment(&inside.key, &made), Err(VaultError::KeyMismatch));
    let other = self::inside(2);
    assert!(matches!(letter_key(&other.inbox, &made), Err(VaultError::CannotOpen(_))));
}

/// A key that was taken from one letter opens no other: who carries it cannot put words beside it.
#[test]
fn the_key_is_bound_to_its_letter() {
    let inside = inside(1);
    let (.., good) = letter(&inside);
    let changes: [fn(&mut Segment); 4] = [
        |s| s.header.device.0[0] ^= 1,
        |s| s.header.stream.0[0] ^= 1,
        |s| s.header.extension[0] ^= 1,
        |s| s.header.extension[79] ^= 1,
    ];
    for change in changes {
        let mut made = good.clone();
        change(&mut made);
        assert!(matches!(letter_key(&inside.inbox, &made), Err(VaultError::CannotOpen(_))));
    }
    let mut later = good.clone();
    later.header.key_epoch = 2;
    assert_eq!(letter_key(&inside.inbox, &later).unwrap_err(), VaultError::OtherEpoch);
    let mut body = good;
    body.body[0] ^= 1;
    let key = letter_key(&inside.inbox, &body).unwrap();
    assert!(matches!(open_segment(&key, &body), Err(VaultError::CannotOpen(_))));
}

#[test]
fn what_is_no_letter_is_told_apart() {
    let inside = inside(1);
    let (outsider, key, good) = letter(&inside);
    let changes: [fn(&mut Segment); 5] = [
        |s| s.header.flags = 3,
        |s| s.header.version = 3,
        |s| s.header.extension.push(0),
        |s| s.header.first_seq = 1,
        |s| s.header.previous.0[0] = 1,
    ];
    for change in changes {
        let mut made = good.clone();
        change(&mut made);
        let read = Segment::decode(&made.encode()).unwrap();
        assert!(!read.header.is_letter());
        assert!(matches!(letter_key(&inside.inbox, &read), Err(VaultError::NewerVersion(_))));
        assert!(matches!(open_segment(&key, &read), Err(VaultError::NewerVersion(_))));
    }
    let mut version_one = good;
    version_one.header.version = 1;
    assert_eq!(Segment::decode(&version_one.encode()), Err(DecodeError::Invalid("header length")));
    let place = super::support::first_place();
    let plain = seal_segment(&outsider, &inside.key, &place, &[entry(1)], &mut Seeded::new(3)).unwrap();
    assert!(matches!(letter_key(&inside.inbox, &plain), Err(VaultError::NewerVersion(_))));
}
