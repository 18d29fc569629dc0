//! Invitation codes as people type them.

use proptest::prelude::*;

use crate::invitation::{InvitationCode, InvitationError};
use crate::{RootFingerprint, sha256};

const URL: &str = "https://relay.example.org:8443";

fn code() -> InvitationCode {
    InvitationCode::new([0xa5; 16], RootFingerprint([7; 10]), URL).unwrap()
}

#[test]
fn a_code_can_be_read_back_however_it_is_typed() {
    let text = code().to_string();
    assert!(text.split('-').rev().skip(1).all(|group| group.len() == 5), "{text}");
    let sloppy = text.to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
    for typed in [text.clone(), text.replace('-', ""), sloppy, format!("  {text}\n")] {
        let read: InvitationCode = typed.parse().unwrap();
        assert_eq!((read.secret(), read.root()), (&[0xa5; 16], RootFingerprint([7; 10])));
        assert_eq!(read.relay_url(), URL);
        assert_eq!(read.to_string(), text);
    }
}

#[test]
fn what_is_not_a_code_is_mistyped() {
    let text = code().to_string();
    let (first, last) = (text.chars().next().unwrap(), text.chars().next_back().unwrap());
    let (beheaded, cut) = (text.strip_prefix(first).unwrap(), text.strip_suffix(last).unwrap());
    for bad in ["", "-", "U", "ÄÖ", beheaded, cut, &format!("{text}0"), &"0".repeat(5000)] {
        assert_eq!(bad.parse::<InvitationCode>(), Err(InvitationError::Mistyped), "{bad}");
    }
}

#[test]
fn a_newer_code_says_so() {
    let mut bytes = vec![2, 1, 2, 3];
    bytes.extend(&sha256(&bytes).0[..4]);
    // digits both alphabets share for these very bytes would prove nothing: translate as the code does
    let hex = data_encoding::BASE32HEX_NOPAD.encode(&bytes);
    let letters: String = hex
        .chars()
        .map(|digit| match "ABCDEFGHIJKLMNOPQRSTUV".find(digit) {
            Some(at) => char::from(b"ABCDEFGHJKMNPQRSTVWXYZ"[at]),
            None => digit,
        })
        .collect();
    assert_eq!(letters.parse::<InvitationCode>(), Err(InvitationError::NewerVersion(2)));
}

#[test]
fn a_relay_has_a_plain_address() {
    let long = format!("https://{}", "a".repeat(201));
    for bad in ["", "https://", "ftp://relay", "relay.example.org", "http://a b", "http://é", &long] {
        let made = InvitationCode::new([0; 16], RootFingerprint([0; 10]), bad);
        assert_eq!(made, Err(InvitationError::RelayUrl), "{bad}");
    }
    let local = InvitationCode::new([0; 16], RootFingerprint([0; 10]), "http://127.0.0.1:8080").unwrap();
    assert_eq!(local.relay_url(), "http://127.0.0.1:8080");
}

#[test]
fn a_printed_value_hides_the_secret() {
    let shown = format!("{:?}", code());
    assert!(!shown.contains("165") && !shown.to_lowercase().contains("a5a5"), "{shown}");
}

proptest! {
    #[test]
    fn one_wrong_or_swapped_character_is_always_noticed(at in 0usize..200, to in 0usize..32) {
        let text: String = code().to_string().replace('-', "");
        let at = at % text.len();
        let wrong = char::from(b"0123456789ABCDEFGHJKMNPQRSTVWXYZ"[to]);
        let mut typed: Vec<char> = text.chars().collect();
        if typed[at] != wrong {
            typed[at] = wrong;
            let typed: String = typed.iter().collect();
            prop_assert_eq!(typed.parse::<InvitationCode>(), Err(InvitationError::Mistyped));
        }
        let mut swapped: Vec<char> = text.chars().collect();
        let next = (at + 1) % text.len();
        swapped.swap(at, next);
        if swapped[at] != swapped[next] {
            let swapped: String = swapped.iter().collect();
            prop_assert_eq!(swapped.parse::<InvitationCode>(), Err(InvitationError::Mistyped));
        }
    }

    #[test]
    fn every_code_reads_back(secret: [u8; 16], root: [u8; 10], host in "[!-~]{1,80}") {
        let url = format!("http://{host}");
        let made = InvitationCode::new(secret, RootFingerprint(root), &url).unwrap();
        let read: InvitationCode = made.to_string().parse().unwrap();
        prop_assert_eq!(read.relay_url(), url);
        prop_assert_eq!(read, made);
    }
}
