//! What the fuzzer found outside the decoders, and how it is since.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may panic, also in its helpers"
)]

use app::{AppError, TypedFields};
use domain::typed::{Typing, read};
use domain::{Edit, RecordKind, Scalar};
use footbridge_fuzz::site::Site;
use merge::{Folded, author};

fn typed(pairs: &[(&str, &str)]) -> TypedFields {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

/// Two fields that a rule of this version does not like (another version's, a forger's) are mended one at a time, as
/// the screens do it: each edit alone. And a third field is edited without either.
#[test]
fn fields_that_no_edit_touches_hold_no_edit_up() {
    let mut site = Site::new();
    let odd = [
        Edit::set("status", Scalar::text("ready")),
        Edit::set("birth_date", Scalar::Int(1985)),
        Edit::set("phone.2155550100", Scalar::Int(1)),
    ];
    let made =
        author(&Folded::new(), &odd, site.author().actor(1), &site.author().stamp(1)).unwrap().unwrap();
    let id = site.bring(&[made.bytes]);
    let device = site.reader().device().unwrap();
    for (key, value) in [("name.family", "Alder"), ("birth_date", "1985-11-03"), ("phone.2155550100", "")] {
        let done = device.edit(id, &typed(&[(key, value)]));
        assert!(!matches!(done, Err(AppError::NotReady(_))), "{key}: {done:?}");
    }
}

/// What is taken as a moment can be read again as one.
#[test]
fn a_typed_moment_is_a_moment() {
    let typing = Typing { now_ms: 1_772_460_000_000, zone: chrono_tz::America::New_York };
    let taken = read(RecordKind::Contact, "time.started", "now-4294967295", typing);
    if let Ok(Some(Scalar::Text(text))) = taken {
        assert!(text.parse::<domain::Moment>().is_ok(), "{text}");
    }
}
