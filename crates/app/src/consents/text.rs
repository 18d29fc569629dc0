//! The wording that people read before they consent: the programme's own, else the shipped one.

use std::collections::BTreeMap;

use domain::consent::{CONSENT_DAYS, ConsentText};
use interop::programme::shipped_texts;

use crate::{AppError, Device};

/// A wording with what names its exact words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    /// The words.
    pub text: ConsentText,
    /// SHA-256 of [`ConsentText::canonical`], in hexadecimal.
    pub hash: String,
}

impl Wording {
    fn of(text: ConsentText) -> Self {
        let hash = protocol::sha256(text.canonical().as_bytes()).0;
        Self { hash: hash.iter().map(|byte| format!("{byte:02x}")).collect(), text }
    }
}

/// How consents are taken here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsentTexts {
    /// A wording in each language, in the order of the codes.
    pub texts: Vec<Wording>,
    /// The last day on which a consent holds that is signed today, unless the person says otherwise.
    pub expires: String,
    /// The rule by which spoken consent is taken; none where none is.
    pub verbal_basis: Option<String>,
    /// The rule by which a guardian may sign; none where none may.
    pub guardian_basis: Option<String>,
}

impl Device {
    /// How consents are taken here, in which words.
    ///
    /// # Errors
    /// `clock.out_of_range`.
    pub fn consent_texts(&self) -> Result<ConsentTexts, AppError> {
        let rules = &self.programme().programme.consent;
        let mut texts: BTreeMap<String, ConsentText> = BTreeMap::new();
        for text in shipped_texts()?.into_iter().chain(rules.texts.iter().cloned()) {
            texts.insert(text.language.clone(), text);
        }
        let out = AppError::Input {
            code: "clock.out_of_range",
            what: "this device's clock is not between the years 1 and 9999",
        };
        let days = chrono::Days::new(u64::from(rules.days.unwrap_or(CONSENT_DAYS)));
        let last = self.now()?.wall().and_then(|now| now.date().checked_add_days(days)).ok_or(out)?;
        Ok(ConsentTexts {
            texts: texts.into_values().map(Wording::of).collect(),
            expires: last.to_string(),
            verbal_basis: rules.verbal_basis.clone(),
            guardian_basis: rules.guardian_basis.clone(),
        })
    }

    /// The wording in this language.
    ///
    /// # Errors
    /// `consent.no_wording`.
    pub(crate) fn consent_wording(&self, language: &str) -> Result<Wording, AppError> {
        let mut texts = self.consent_texts()?.texts.into_iter();
        texts.find(|one| one.text.language == language).ok_or(AppError::Input {
            code: "consent.no_wording",
            what: "there is no wording of a consent in this language: `consent text` shows those there are",
        })
    }
}
