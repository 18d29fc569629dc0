//! The codec itself.

use crate::{DecodeError, Hash, PublicKey, Reader, Writer, sha256};

#[test]
fn numbers_are_big_endian_and_byte_strings_carry_their_length() {
    let mut w = Writer::new();
    w.u8(1).u16(2).u32(3).u64(4).i64(-1).text("é").option(Some(&Hash::ZERO)).option::<Hash>(None);
    let bytes = w.finish();
    let mut expected = vec![1, 0, 2, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 4];
    expected.extend([0xff; 8]);
    expected.extend([0, 0, 0, 2, 0xc3, 0xa9, 1]);
    expected.extend([0; 33]);
    assert_eq!(bytes, expected);

    let mut r = Reader::new(&bytes);
    assert_eq!((r.u8(), r.u16(), r.u32()), (Ok(1), Ok(2), Ok(3)));
    assert_eq!((r.u64(), r.i64(), r.text(2, "text")), (Ok(4), Ok(-1), Ok("é".to_owned())));
    assert_eq!((r.option(), r.option::<Hash>()), (Ok(Some(Hash::ZERO)), Ok(None)));
    assert_eq!(r.end(), Ok(()));
}

#[test]
fn what_is_too_short_too_long_or_not_canonical_is_refused() {
    assert_eq!(Reader::new(&[0, 0, 0]).u32(), Err(DecodeError::Truncated));
    assert_eq!(Reader::new(&[0, 0, 0, 3, 1, 2]).bytes(9, "x"), Err(DecodeError::Truncated));
    assert_eq!(Reader::new(&[0, 0, 0, 3, 1, 2, 3]).bytes(2, "x"), Err(DecodeError::OverLimit("x")));
    assert_eq!(Reader::new(&[0, 0, 0, 1, 0xff]).text(9, "x"), Err(DecodeError::Invalid("x")));
    assert_eq!(Reader::new(&[2]).option::<Hash>(), Err(DecodeError::Invalid("option")));
    assert_eq!(Reader::new(&[0]).end(), Err(DecodeError::Trailing));
    let stated = Reader::new(&[0xff; 4]).list::<Hash>(usize::MAX, "x");
    assert_eq!(stated, Err(DecodeError::Truncated), "a stated count takes no memory");
}

#[test]
fn ids_read_only_their_own_hexadecimal_form() {
    let hash = sha256(b"abc");
    let text = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(hash.to_string(), text, "FIPS 180-2, appendix B.1");
    assert_eq!(text.parse(), Ok(hash));
    for bad in ["", "ba", &text.to_uppercase(), &format!("{text}00")] {
        assert!(bad.parse::<Hash>().is_err(), "{bad}");
    }
    let key = PublicKey([7; 32]);
    assert_eq!(key.device_id().0, sha256(&key.0).0[..16]);
    assert_eq!(key.fingerprint().0, sha256(&key.0).0[..10]);
}
