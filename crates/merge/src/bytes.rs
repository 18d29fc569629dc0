//! Reads and writes the small pieces that automerge's format is made of. Reading is strict: a number has one
//! encoding only, and nothing is allocated for a stated length before the bytes are there.

use crate::Reject;

/// Reads from the front of a byte string.
#[derive(Clone, Copy)]
pub(crate) struct Input<'a>(&'a [u8]);

impl<'a> Input<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn take(&mut self, len: usize) -> Result<&'a [u8], Reject> {
        let (head, rest) = self.0.split_at_checked(len).ok_or(Reject::Truncated)?;
        self.0 = rest;
        Ok(head)
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Result<[u8; N], Reject> {
        self.take(N)?.try_into().map_err(|_| Reject::Truncated)
    }

    pub(crate) fn byte(&mut self) -> Result<u8, Reject> {
        let (byte, rest) = self.0.split_first().ok_or(Reject::Truncated)?;
        self.0 = rest;
        Ok(*byte)
    }

    /// Unsigned LEB128.
    pub(crate) fn unsigned(&mut self) -> Result<u64, Reject> {
        let (mut value, mut shift) = (0u64, 0u32);
        loop {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            if shift == 63 && bits > 1 {
                return Err(Reject::Malformed("number"));
            }
            value |= bits << shift;
            if byte & 0x80 == 0 {
                let overlong = byte == 0 && shift > 0;
                return if overlong { Err(Reject::Malformed("number")) } else { Ok(value) };
            }
            shift += 7;
            if shift > 63 {
                return Err(Reject::Malformed("number"));
            }
        }
    }

    /// Signed LEB128.
    pub(crate) fn signed(&mut self) -> Result<i64, Reject> {
        let start = self.0;
        let (mut value, mut shift) = (0i64, 0u32);
        loop {
            let byte = self.byte()?;
            value |= i64::from(byte & 0x7f) << shift;
            shift += 7;
            if byte & 0x80 == 0 {
                if shift < 64 && byte & 0x40 != 0 {
                    value |= -1 << shift;
                }
                break;
            }
            if shift > 63 {
                return Err(Reject::Malformed("number"));
            }
        }
        // the shortest encoding is the only one: writing the value again must give the same bytes
        let mut again = Vec::with_capacity(10);
        write_signed(&mut again, value);
        if start.starts_with(&again) && start.len() - self.0.len() == again.len() {
            Ok(value)
        } else {
            Err(Reject::Malformed("number"))
        }
    }

    /// An unsigned number that is a length or a count.
    pub(crate) fn size(&mut self) -> Result<usize, Reject> {
        usize::try_from(self.unsigned()?).map_err(|_| Reject::Malformed("length"))
    }

    /// A byte string with its length before it.
    pub(crate) fn prefixed(&mut self) -> Result<&'a [u8], Reject> {
        let len = self.size()?;
        self.take(len)
    }

    /// UTF-8 text with its length before it.
    pub(crate) fn text(&mut self) -> Result<&'a str, Reject> {
        std::str::from_utf8(self.prefixed()?).map_err(|_| Reject::Malformed("text"))
    }
}

/// Appends unsigned LEB128.
pub(crate) fn write_unsigned(out: &mut Vec<u8>, mut value: u64) {
    loop {
        let bits = (value & 0x7f) as u8;
        value >>= 7;
        if value == 0 {
            out.push(bits);
            return;
        }
        out.push(bits | 0x80);
    }
}

/// Appends signed LEB128.
pub(crate) fn write_signed(out: &mut Vec<u8>, mut value: i64) {
    loop {
        let bits = (value & 0x7f) as u8;
        value >>= 7;
        if (value == 0 && bits & 0x40 == 0) || (value == -1 && bits & 0x40 != 0) {
            out.push(bits);
            return;
        }
        out.push(bits | 0x80);
    }
}

/// Appends a byte string with its length before it.
pub(crate) fn write_prefixed(out: &mut Vec<u8>, bytes: &[u8]) {
    write_unsigned(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn numbers_come_back(unsigned: u64, signed: i64) {
            let mut bytes = Vec::new();
            write_unsigned(&mut bytes, unsigned);
            write_signed(&mut bytes, signed);
            let mut input = Input::new(&bytes);
            prop_assert_eq!((input.unsigned(), input.signed()), (Ok(unsigned), Ok(signed)));
            prop_assert!(input.is_empty());
        }
    }

    #[test]
    fn the_ends_of_the_ranges_come_back() {
        for value in [i64::MIN, -129, -128, -65, -64, -1, 0, 63, 64, 127, 128, i64::MAX] {
            let mut bytes = Vec::new();
            write_signed(&mut bytes, value);
            assert_eq!(Input::new(&bytes).signed(), Ok(value));
            let mut bytes = Vec::new();
            write_unsigned(&mut bytes, value.cast_unsigned());
            assert_eq!(Input::new(&bytes).unsigned(), Ok(value.cast_unsigned()));
        }
    }

    #[test]
    fn a_number_has_one_encoding() {
        let malformed = Reject::Malformed("number");
        for overlong in [
            &[0x80, 0][..],
            &[0x81, 0],
            &[0xff; 10],
            &[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2],
        ] {
            assert_eq!(Input::new(overlong).unsigned(), Err(malformed));
        }
        // the tenth byte has room for one bit: the rest must repeat the sign
        let dirty_end = [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 1];
        for overlong in [&[0x80, 0][..], &[0xff, 0x7f], &[0xbf, 0], &[0x80; 10], &[0xff; 11], &dirty_end] {
            assert_eq!(Input::new(overlong).signed(), Err(malformed));
        }
        assert_eq!(Input::new(&[0x80]).unsigned(), Err(Reject::Truncated));
        assert_eq!(Input::new(&[0x80]).signed(), Err(Reject::Truncated));
    }
}
