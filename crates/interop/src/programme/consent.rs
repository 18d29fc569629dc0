//! The wordings of a consent: those that are shipped, and a programme's own, which say differently what they say and
//! leave the rest as shipped.

use std::collections::{BTreeMap, BTreeSet};

use domain::codes::LANGUAGE;
use domain::consent::{CONSENT_DAYS_RANGE, ConsentRules, ConsentText};

use super::check::{id, in_order, number, once, text, unknown};
use super::file::{self, ProgrammeFile, Text};
use super::{CONSENT_WORDS_MAX, Placed, ProgrammeError, ProgrammeFault, at, read};

/// The exact files, by language.
const FILES: [&str; 2] = [
    include_str!("../../../../programmes/consent/en.toml"),
    include_str!("../../../../programmes/consent/es.toml"),
];

/// The shipped wordings, one in each language of the screens. Defaults, for an agency's counsel to change.
///
/// # Errors
/// Never with the files as shipped; a test reads them.
pub fn shipped_texts() -> Result<Vec<ConsentText>, ProgrammeError> {
    let mut out = Vec::new();
    for file in FILES {
        let placed = |(span, fault): Placed| at(file, span.start, fault);
        let tables: file::ConsentTextsFile = read(file).map_err(placed)?;
        out.extend(texts(&tables.consent_text, &[]).map_err(placed)?);
    }
    Ok(out)
}

pub(super) fn rules(file: &ProgrammeFile) -> Result<ConsentRules, Placed> {
    let shipped = shipped_texts().map_err(|error| (0..0, error.fault))?;
    let texts = texts(&file.consent_text, &shipped)?;
    let Some(table) = &file.consent else { return Ok(ConsentRules { texts, ..ConsentRules::default() }) };
    let days = i64::from(*CONSENT_DAYS_RANGE.start())..=i64::from(*CONSENT_DAYS_RANGE.end());
    let basis = |key, value: &Option<Text>| value.as_ref().map(|value| text(key, value)).transpose();
    Ok(ConsentRules {
        texts,
        days: table.days.as_ref().map(|value| number("consent.days", value, days)).transpose()?,
        verbal_basis: basis("consent.verbal_basis", &table.verbal_basis)?,
        guardian_basis: basis("consent.guardian_basis", &table.guardian_basis)?,
    })
}

fn texts(tables: &[file::ConsentText], shipped: &[ConsentText]) -> Result<Vec<ConsentText>, Placed> {
    let parts: BTreeSet<String> = ConsentText::parts().collect();
    let mut languages = BTreeSet::new();
    let mut out = Vec::new();
    for table in tables {
        let language = table.language.get_ref();
        if !LANGUAGE.offers(language) {
            return Err(unknown(&table.language, "language", LANGUAGE.current()));
        }
        once(&table.language, languages.insert(language.clone()))?;
        let like = shipped.iter().find(|one| one.language == *language);
        let mut words = like.map(|one| one.words.clone()).unwrap_or_default();
        words.extend(own_words(table.words.get_ref(), &parts)?);
        if let Some(part) = parts.iter().find(|part| !words.contains_key(*part)) {
            let fault = ProgrammeFault::NoWords { part: part.clone(), language: language.clone() };
            return Err((table.words.span(), fault));
        }
        out.push(ConsentText {
            id: id("consent_text.id", &table.id)?,
            version: number("consent_text.version", &table.version, 1..=i64::from(u32::MAX))?,
            language: language.clone(),
            words,
        });
    }
    Ok(out)
}

fn own_words(
    table: &BTreeMap<Text, Text>,
    parts: &BTreeSet<String>,
) -> Result<BTreeMap<String, String>, Placed> {
    let mut out = BTreeMap::new();
    for (key, value) in in_order(table) {
        let (part, words) = (key.get_ref(), value.get_ref().trim());
        if !parts.contains(part) {
            let known: Vec<&str> = parts.iter().map(String::as_str).collect();
            return Err(unknown(key, "part of a consent's wording", &known));
        }
        let is_text = |letter: char| letter == '\n' || !letter.is_control();
        if words.is_empty() || words.chars().count() > CONSENT_WORDS_MAX || !words.chars().all(is_text) {
            return Err((value.span(), ProgrammeFault::Words { part: part.clone() }));
        }
        out.insert(part.clone(), words.to_owned());
    }
    Ok(out)
}
