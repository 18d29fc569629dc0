//! Start codes.

use protocol::CollaborativeId;

use super::support::Seeded;
use crate::{StartCode, StartCodeError};

#[test]
fn a_start_code_goes_there_and_back_and_gives_one_key_in_one_collaborative() {
    let code = StartCode::generate(&mut Seeded::new(1));
    let text = code.to_string();
    assert_eq!(text.to_lowercase().replace('-', " ").parse(), Ok(code.clone()));
    let key = |of: u8| code.key(CollaborativeId([of; 16])).unwrap().public();
    assert_eq!(key(1), key(1));
    assert_ne!(key(1), key(2));
    assert!(!format!("{code:?}").contains(text.split('-').next().unwrap()));
}

#[test]
fn a_mistyped_start_code_is_no_code() {
    let text = StartCode::generate(&mut Seeded::new(1)).to_string();
    let mut mistyped = text.clone();
    let last = if mistyped.pop() == Some('0') { '1' } else { '0' };
    mistyped.push(last);
    let (_, rest) = text.split_once('-').unwrap();
    for text in ["", "ABCDE", &mistyped, rest] {
        assert_eq!(text.parse::<StartCode>(), Err(StartCodeError::Mistyped), "{text}");
    }
    let newer = protocol::grouped::to_text(&[2; 17]);
    assert_eq!(newer.parse::<StartCode>(), Err(StartCodeError::NewerVersion(2)));
    let long = protocol::grouped::to_text(&[1; 18]);
    assert_eq!(long.parse::<StartCode>(), Err(StartCodeError::Mistyped));
}
