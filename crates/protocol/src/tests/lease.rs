use crate::lease::{NUMBER_BITS, Request, answer_from_text, answer_to_text};
use crate::{DeviceId, grouped};

const DEVICE: DeviceId = DeviceId([7; 16]);

#[test]
fn ten_digits_go_there_and_back_as_people_type_them() {
    let mut seen = std::collections::BTreeSet::new();
    for bits in (0..grouped::SHORT_BITS).map(|bit| 1_u64 << bit).chain([0, (1 << grouped::SHORT_BITS) - 1]) {
        let text = grouped::to_short(bits);
        assert_eq!((text.len(), text.as_bytes()[5]), (11, b'-'), "{text}");
        assert_eq!(grouped::from_short(&text), Some(bits));
        assert_eq!(grouped::from_short(&text.to_lowercase().replace('-', " ")), Some(bits));
        assert_eq!(grouped::from_short(&text.replace('0', "O").replace('1', "l")), Some(bits));
        seen.insert(text);
    }
    assert_eq!(seen.len(), 52);
    for wrong in ["", "00000-0000", "00000-00000-0", "U0000-00000", "é0000-00000", &"0".repeat(5000)] {
        assert_eq!(grouped::from_short(wrong), None, "{wrong}");
    }
}

/// What was read out once is read the same by every later version.
#[test]
fn the_first_codes_are_read_the_same() {
    let request = Request::of(&DEVICE, 3);
    assert_eq!(request.to_text(), "0003M-MKQ0B");
    assert_eq!(answer_to_text(&[1, 2, 3, 4, 5]), "04106-105E1");
}

#[test]
fn a_request_says_whose_it_is_and_which() {
    for number in [0, 1, 77, (1 << NUMBER_BITS) - 1] {
        let request = Request::of(&DEVICE, number);
        let heard = Request::from_text(&request.to_text()).unwrap();
        assert_eq!((heard, heard.number()), (request, number));
        assert!(heard.is_of(&DEVICE));
        assert!((0..=255).filter(|byte| heard.is_of(&DeviceId([*byte; 16]))).eq([7]));
    }
    assert_ne!(Request::of(&DEVICE, 1).to_text(), Request::of(&DEVICE, 2).to_text());
}

/// [I] A digit that was heard or typed wrong, and two that changed places, name no device.
#[test]
fn a_request_that_was_heard_wrong_is_of_nobody() {
    let text = Request::of(&DEVICE, 12).to_text();
    for wrong in slips(&text) {
        assert!(!Request::from_text(&wrong).unwrap().is_of(&DEVICE), "{wrong}");
    }
}

#[test]
fn an_answer_that_was_heard_wrong_is_nearly_always_told_apart() {
    let proof = [0x1f, 0xa0, 3, 0xff, 0x41];
    let text = answer_to_text(&proof);
    assert_eq!(answer_from_text(&text), Some(proof));
    let slips = slips(&text);
    let taken = slips.iter().filter(|wrong| answer_from_text(wrong).is_some()).count();
    // ten bits of check: one in a thousand slips passes for another answer, which is then a wrong one
    assert!(taken <= 2, "{taken} of {}", slips.len());
}

/// Every text that differs in one digit, or in the order of two neighbours.
fn slips(text: &str) -> Vec<String> {
    let digits: Vec<char> = text.chars().filter(|c| *c != '-').collect();
    let mut out = Vec::new();
    for at in 0..digits.len() {
        for other in "0123456789ABCDEFGHJKMNPQRSTVWXYZ".chars().filter(|other| *other != digits[at]) {
            let mut wrong = digits.clone();
            wrong[at] = other;
            out.push(wrong.into_iter().collect());
        }
        if at > 0 && digits[at] != digits[at - 1] {
            let mut wrong = digits.clone();
            wrong.swap(at, at - 1);
            out.push(wrong.into_iter().collect());
        }
    }
    out
}
