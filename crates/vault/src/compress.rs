//! Compression of changes before they are sealed. One byte leads and says how.

use std::cell::RefCell;

use protocol::DecodeError;
use whatif::Flaw;
use zstd::bulk::{Compressor, Decompressor};
use zstd::zstd_safe::get_frame_content_size;

use crate::VaultError;

const WHAT: &str = "change";
const LEVEL: i32 = 3;

const STORED: u8 = 0;
const ZSTD: u8 = 1;
const ZSTD_DICTIONARY_1: u8 = 2;

/// What changes have in common, trained from made-up records. Part of the format once it is here: it may be
/// never changes, and a better one is a new number (`testkit`'s example `train_dictionary` made it).
const DICTIONARY_1: &[u8] = include_bytes!("dictionary_1.bin");

// setting up a context costs more than compressing a small change with it
thread_local! {
    static PACKER: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    static UNPACKER: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
    static DICTIONARY_UNPACKER: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
}

/// The shortest of the forms this version writes.
pub(crate) fn compress(bytes: &[u8]) -> Result<Vec<u8>, VaultError> {
    let packed = PACKER.with_borrow_mut(|slot| {
        let packer = match slot {
            Some(packer) => packer,
            None => slot.insert(packer().map_err(|_| VaultError::Library)?),
        };
        packer.compress(bytes).map_err(|_| VaultError::Library)
    })?;
    let (how, body) = if packed.len() < bytes.len() && !whatif::flawed(Flaw::SealedInClear) {
        (ZSTD_DICTIONARY_1, packed.as_slice())
    } else {
        (STORED, bytes)
    };
    let mut out = Vec::with_capacity(1 + body.len());
    out.push(how);
    out.extend_from_slice(body);
    Ok(out)
}

fn packer() -> std::io::Result<Compressor<'static>> {
    let mut packer = Compressor::with_dictionary(LEVEL, DICTIONARY_1)?;
    packer.set_parameter(zstd::zstd_safe::CParameter::DictIdFlag(false))?;
    Ok(packer)
}

/// Unpacks to at most `max` bytes: what a frame claims is checked before memory is taken for it.
pub(crate) fn decompress(bytes: &[u8], max: usize) -> Result<Vec<u8>, VaultError> {
    let malformed = VaultError::Malformed { what: WHAT, why: DecodeError::Invalid("compression") };
    let (how, body) = bytes.split_first().ok_or(malformed)?;
    let dictionary = match *how {
        STORED if body.len() > max => return Err(VaultError::TooLarge(WHAT)),
        STORED => return Ok(body.to_vec()),
        ZSTD => &[],
        ZSTD_DICTIONARY_1 => DICTIONARY_1,
        _ => return Err(VaultError::NewerVersion(WHAT)),
    };
    let claimed = get_frame_content_size(body).ok().flatten().ok_or(malformed)?;
    let len = usize::try_from(claimed).ok().filter(|len| *len <= max).ok_or(VaultError::TooLarge(WHAT))?;
    let slot = if dictionary.is_empty() { &UNPACKER } else { &DICTIONARY_UNPACKER };
    slot.with_borrow_mut(|slot| {
        let unpacker = match slot {
            Some(unpacker) => unpacker,
            None => slot.insert(Decompressor::with_dictionary(dictionary).map_err(|_| VaultError::Library)?),
        };
        unpacker.decompress(body, len).map_err(|_| malformed)
    })
}
