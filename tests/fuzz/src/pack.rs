//! Several byte strings as one input: each with its length before it, 32 bits.

/// One input out of parts.
pub fn pack<T: AsRef<[u8]>>(parts: &[T]) -> Vec<u8> {
    let mut out = Vec::new();
    for part in parts {
        let part = part.as_ref();
        out.extend_from_slice(&u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
        out.extend_from_slice(part);
    }
    out
}

/// The parts of any input: what is cut short is a part too.
pub fn unpack(mut bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut out = Vec::new();
    while let Some((len, rest)) = bytes.split_first_chunk::<4>() {
        let len = (u32::from_be_bytes(*len) as usize).min(rest.len());
        let (part, rest) = rest.split_at(len);
        out.push(part.to_vec());
        bytes = rest;
    }
    out
}
