//! The one canonical binary codec: big-endian numbers of fixed width, byte strings with a 32-bit length, lists
//! with a 32-bit count, options with a one-byte 0 or 1. There is one way to write each value, so what decodes
//! encodes to the very same bytes; trailing bytes are refused.

use thiserror::Error;

/// Why bytes are not what they should be.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum DecodeError {
    /// The bytes do not start as this format does.
    #[error("not this format")]
    NotThisFormat,
    /// A newer version made this: keep it, it can be read after an upgrade.
    #[error("made by a newer version ({0})")]
    NewerVersion(u8),
    /// The bytes end too early.
    #[error("truncated")]
    Truncated,
    /// Bytes follow the end.
    #[error("trailing bytes")]
    Trailing,
    /// A length or a count is over its cap.
    #[error("over a limit: {0}")]
    OverLimit(&'static str),
    /// A value is not one of those allowed, or not written canonically.
    #[error("invalid {0}")]
    Invalid(&'static str),
}

/// Writes values one after the other.
#[derive(Default)]
pub struct Writer(Vec<u8>);

impl Writer {
    /// An empty writer.
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty writer with room: what fits is written without leaving copies behind, which matters for keys.
    pub fn with_capacity(bytes: usize) -> Self {
        Self(Vec::with_capacity(bytes))
    }

    /// What was written.
    pub fn finish(self) -> Vec<u8> {
        self.0
    }

    /// How many bytes were written so far.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing was written yet.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Bytes of a length both sides know.
    pub fn raw(&mut self, bytes: &[u8]) -> &mut Self {
        self.0.extend_from_slice(bytes);
        self
    }

    /// One byte.
    pub fn u8(&mut self, value: u8) -> &mut Self {
        self.raw(&[value])
    }

    /// Two bytes.
    pub fn u16(&mut self, value: u16) -> &mut Self {
        self.raw(&value.to_be_bytes())
    }

    /// Four bytes.
    pub fn u32(&mut self, value: u32) -> &mut Self {
        self.raw(&value.to_be_bytes())
    }

    /// Eight bytes.
    pub fn u64(&mut self, value: u64) -> &mut Self {
        self.raw(&value.to_be_bytes())
    }

    /// Eight bytes, two's complement.
    pub fn i64(&mut self, value: i64) -> &mut Self {
        self.raw(&value.to_be_bytes())
    }

    /// A byte string with its length. Longer than 4 GiB cannot happen under the caps of [`crate::limits`].
    pub fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.u32(u32::try_from(bytes.len()).unwrap_or(u32::MAX)).raw(bytes)
    }

    /// UTF-8 text with its length.
    pub fn text(&mut self, text: &str) -> &mut Self {
        self.bytes(text.as_bytes())
    }

    /// A value by its own encoding.
    pub fn put<T: Encode>(&mut self, value: &T) -> &mut Self {
        value.encode_to(self);
        self
    }

    /// A list with its count.
    pub fn list<T: Encode>(&mut self, items: &[T]) -> &mut Self {
        self.u32(u32::try_from(items.len()).unwrap_or(u32::MAX));
        for item in items {
            item.encode_to(self);
        }
        self
    }

    /// Nothing (0) or a value (1).
    pub fn option<T: Encode>(&mut self, value: Option<&T>) -> &mut Self {
        match value {
            None => self.u8(0),
            Some(value) => self.u8(1).put(value),
        }
    }
}

/// Reads values one after the other.
pub struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    /// Reads from the start of `bytes`.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// What is left.
    pub fn rest(&self) -> &'a [u8] {
        self.0
    }

    /// Nothing may be left.
    pub fn end(self) -> Result<(), DecodeError> {
        if self.0.is_empty() { Ok(()) } else { Err(DecodeError::Trailing) }
    }

    /// The next `len` bytes.
    pub fn raw(&mut self, len: usize) -> Result<&'a [u8], DecodeError> {
        let (head, rest) = self.0.split_at_checked(len).ok_or(DecodeError::Truncated)?;
        self.0 = rest;
        Ok(head)
    }

    /// The next `N` bytes.
    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], DecodeError> {
        self.raw(N)?.try_into().map_err(|_| DecodeError::Truncated)
    }

    /// One byte.
    pub fn u8(&mut self) -> Result<u8, DecodeError> {
        Ok(u8::from_be_bytes(self.array()?))
    }

    /// Two bytes.
    pub fn u16(&mut self) -> Result<u16, DecodeError> {
        Ok(u16::from_be_bytes(self.array()?))
    }

    /// Four bytes.
    pub fn u32(&mut self) -> Result<u32, DecodeError> {
        Ok(u32::from_be_bytes(self.array()?))
    }

    /// Eight bytes.
    pub fn u64(&mut self) -> Result<u64, DecodeError> {
        Ok(u64::from_be_bytes(self.array()?))
    }

    /// Eight bytes, two's complement.
    pub fn i64(&mut self) -> Result<i64, DecodeError> {
        Ok(i64::from_be_bytes(self.array()?))
    }

    /// A byte string of at most `max` bytes; `what` names it in the error.
    pub fn bytes(&mut self, max: usize, what: &'static str) -> Result<&'a [u8], DecodeError> {
        let len = self.u32()? as usize;
        if len > max {
            return Err(DecodeError::OverLimit(what));
        }
        self.raw(len)
    }

    /// UTF-8 text of at most `max` bytes.
    pub fn text(&mut self, max: usize, what: &'static str) -> Result<String, DecodeError> {
        let bytes = self.bytes(max, what)?;
        Ok(std::str::from_utf8(bytes).map_err(|_| DecodeError::Invalid(what))?.to_owned())
    }

    /// A value by its own decoding.
    pub fn get<T: Decode>(&mut self) -> Result<T, DecodeError> {
        T::decode_from(self)
    }

    /// A list of at most `max` items. Memory grows with what is really there, not with the stated count.
    pub fn list<T: Decode>(&mut self, max: usize, what: &'static str) -> Result<Vec<T>, DecodeError> {
        let count = self.u32()? as usize;
        if count > max {
            return Err(DecodeError::OverLimit(what));
        }
        let mut items = Vec::new();
        for _ in 0..count {
            items.push(self.get()?);
        }
        Ok(items)
    }

    /// Nothing or a value.
    pub fn option<T: Decode>(&mut self) -> Result<Option<T>, DecodeError> {
        match self.u8()? {
            0 => Ok(None),
            1 => Ok(Some(self.get()?)),
            _ => Err(DecodeError::Invalid("option")),
        }
    }
}

/// Has one canonical encoding.
pub trait Encode {
    /// Appends the encoding.
    fn encode_to(&self, writer: &mut Writer);

    /// The encoding alone.
    fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        self.encode_to(&mut writer);
        writer.finish()
    }
}

/// Can be read back from its canonical encoding.
pub trait Decode: Sized {
    /// Reads one value and leaves the rest.
    fn decode_from(reader: &mut Reader<'_>) -> Result<Self, DecodeError>;

    /// Reads one value; nothing may follow.
    fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        let value = Self::decode_from(&mut reader)?;
        reader.end()?;
        Ok(value)
    }
}

impl Encode for Vec<u8> {
    fn encode_to(&self, writer: &mut Writer) {
        writer.bytes(self);
    }
}

/// A byte string up to the cap of a whole message.
impl Decode for Vec<u8> {
    fn decode_from(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(reader.bytes(crate::limits::MESSAGE_MAX_BYTES, "bytes")?.to_vec())
    }
}
