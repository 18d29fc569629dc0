//! Where one value of one row is put: the field the map names, or a label beside it.

use domain::{RecordKind, Scalar, fields};

use super::draft::Draft;
use super::gather::Administration;
use super::limits::KEY_MAX_BYTES;
use super::map::Target;
use super::value::Ranked;

/// The drafts one row speaks of.
pub(super) struct Drafts<'a> {
    pub incident: &'a mut Draft,
    pub person: &'a mut Draft,
    pub contact: &'a mut Draft,
    pub administration: Option<&'a mut Administration>,
}

impl Drafts<'_> {
    fn of(&mut self, kind: RecordKind) -> &mut Draft {
        match kind {
            RecordKind::Person => self.person,
            RecordKind::Incident => self.incident,
            _ => self.contact,
        }
    }

    /// Puts a value where the map wants it. False when it is about an administration and the row has none.
    pub fn put(&mut self, to: &Target, value: Ranked, line: u64) -> bool {
        let (draft, key) = match (to, self.administration.as_deref_mut()) {
            (Target::Administration(part), Some(given)) => (&mut given.parts, part.clone()),
            (Target::Dose(part), Some(given)) => (&mut given.dose_parts, part.clone()),
            (Target::Administration(_) | Target::Dose(_), None) => return false,
            (Target::Field(kind, key), _) => (self.of(*kind), key.clone()),
            (Target::Set(kind, prefix), _) => {
                let Some((key, value)) = member(prefix, &value) else { return true };
                self.of(*kind).put(&key, value, line);
                return true;
            }
        };
        draft.put(&key, value, line);
        true
    }

    /// Keeps words that nothing else stands for, beside the field they were meant for.
    pub fn label(&mut self, to: &Target, words: &str, line: u64) {
        let words_of = |cell: &str| Ranked::text(u32::MAX, cell);
        match (to, self.administration.as_deref_mut()) {
            (Target::Administration(part), Some(given)) => {
                given.parts.put(&format!("{part}_label"), words_of(words), line);
            }
            (Target::Dose(part), Some(given)) => {
                given.dose_parts.put(&format!("{part}_label"), words_of(words), line);
            }
            (Target::Administration(part) | Target::Dose(part), None) => {
                self.contact.put(&label_key(part, words), words_of(words), line);
            }
            (Target::Field(kind, key) | Target::Set(kind, key), _) => {
                self.of(*kind).put(&label_key(key, words), words_of(words), line);
            }
        }
    }
}

/// `label.ethnicity_mongolian`: one key per field and wording, so that two labels never displace each other.
fn label_key(field: &str, words: &str) -> String {
    key_of("label", &fields::slug(&format!("{field} {words}")))
}

/// A key that a record can hold. Of words that are too long for one the beginning stays, with a sum of all of them,
/// so that two of them still do not displace each other.
fn key_of(prefix: &str, rest: &str) -> String {
    const SUM_LEN: usize = "_0123456789abcdef".len();
    let key = format!("{prefix}.{rest}");
    if key.len() <= KEY_MAX_BYTES {
        return key;
    }
    // FNV-1a: no secret and no forger here, and the same on every device for ever
    let sum = key
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    let begin = key.get(..key.floor_char_boundary(KEY_MAX_BYTES - SUM_LEN)).unwrap_or_default();
    format!("{begin}_{sum:016x}")
}

/// A member of a set: a flag under its code, or words under their own slug or digits (aliases, telephones).
fn member(prefix: &str, value: &Ranked) -> Option<(String, Ranked)> {
    let text = value.value.as_text()?;
    let is_code = value.rank != WORDS_RANK;
    let rest = match (is_code, prefix) {
        (true, _) => text.to_owned(),
        (false, "phone") => text.chars().filter(char::is_ascii_digit).collect(),
        (false, _) => fields::slug(text),
    };
    let value = if is_code { Ranked { rank: 0, value: Scalar::Flag(true) } } else { value.clone() };
    (!rest.is_empty()).then(|| (key_of(prefix, &rest), value))
}

/// The rank of words in a set, which tells them from a code.
pub(super) const WORDS_RANK: u32 = u32::MAX - 1;
