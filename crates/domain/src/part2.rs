//! Codes that make what was imported care-only: substance use disorder, its treatment and its programmes.
//!
//! The lists are those by which the Centers for Medicare & Medicaid Services (CMS) suppress claims under 42 CFR Part
//! 2, made with the Substance Abuse and Mental Health Services Administration (SAMHSA): ICD-10-CM 405 codes, ICD-10-PCS
//! 57, ICD-9-CM 135, HCPCS and CPT 28, MS-DRG 5. A work of the US Government, in the public domain.
//!
//! A code cannot tell whether the source is a Part 2 programme (42 CFR 2.11, 2.12(b)); a code on a list is treated as
//! if it were. Poisoning (T40 and its like) is not on the lists: that somebody was found with an overdose is an
//! event, not a diagnosis of a use disorder.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use crate::role::words;

words! {
    /// The system a code is of.
    CodeSystem {
        /// Diagnoses, ICD-10-CM. Also for plain ICD-10: its categories are the same.
        Icd10Cm = "icd_10_cm",
        /// Inpatient procedures, ICD-10-PCS.
        Icd10Pcs = "icd_10_pcs",
        /// Diagnoses until 2015, ICD-9-CM.
        Icd9Cm = "icd_9_cm",
        /// Services: HCPCS level II, and CPT, which is its level I.
        Hcpcs = "hcpcs",
        /// Diagnosis-related groups of Medicare. The list also has 522 and 523 in the older numbering; today's 522
        /// is a hip replacement, and is care-only all the same, since the number does not say which it is.
        MsDrg = "ms_drg",
    }
}

impl CodeSystem {
    /// The system that goes by this word, FHIR address or OID; `None` for any other system.
    pub fn named(name: &str) -> Option<Self> {
        let plain = name.trim().trim_start_matches("urn:oid:").trim_end_matches('/');
        match plain {
            "http://hl7.org/fhir/sid/icd-10-cm"
            | "http://hl7.org/fhir/sid/icd-10"
            | "2.16.840.1.113883.6.90"
            | "2.16.840.1.113883.6.3" => Some(Self::Icd10Cm),
            "http://www.cms.gov/Medicare/Coding/ICD10" | "2.16.840.1.113883.6.4" => Some(Self::Icd10Pcs),
            "http://hl7.org/fhir/sid/icd-9-cm" | "2.16.840.1.113883.6.103" => Some(Self::Icd9Cm),
            "http://www.ama-assn.org/go/cpt"
            | "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets"
            | "2.16.840.1.113883.6.12"
            | "2.16.840.1.113883.6.285" => Some(Self::Hcpcs),
            _ => plain.parse().ok(),
        }
    }

    /// The categories that the list has whole. New codes are added to them every October, and crews record the
    /// heading alone ("F11", "F11.9"): what begins like this is care-only although the list is older or finer. F17,
    /// nicotine, is not one of them.
    fn whole(self) -> &'static [&'static str] {
        match self {
            Self::Icd10Cm => &["F10", "F11", "F12", "F13", "F14", "F15", "F16", "F18", "F19", "F55"],
            // section H is "substance abuse treatment", and Z its only body system
            Self::Icd10Pcs => &["HZ"],
            Self::Icd9Cm | Self::Hcpcs | Self::MsDrg => &[],
        }
    }
}

/// The lists as they were published, one section a system; nothing else in this crate reads them.
const PUBLISHED: &str = include_str!("part2/codes.txt");

static LISTED: LazyLock<BTreeSet<(CodeSystem, String)>> =
    LazyLock::new(|| published().map(|(system, code)| (system, plain(system, code))).collect());

/// Every published code with its system, in the order of the lists.
pub fn published() -> impl Iterator<Item = (CodeSystem, &'static str)> {
    let lines = PUBLISHED.lines().filter(|line| !line.starts_with('#'));
    let sections = lines.scan(None, |section, line| {
        let heading = line.strip_prefix('[').and_then(|line| line.strip_suffix(']'));
        if let Some(heading) = heading {
            *section = heading.parse().ok();
        }
        Some((*section, if heading.is_some() { "" } else { line }))
    });
    sections.filter_map(|(section, line)| Some((section?, line))).flat_map(|(section, line)| {
        line.split_whitespace().map(move |code| (section, code)) // a heading has no codes
    })
}

/// Whether an imported record with this code may live in a care compartment only (42 CFR 2.12). Letter case, dots,
/// hyphens and blanks do not matter, nor the words "MS-DRG" before a group's number.
///
/// ```
/// use footbridge_domain::part2::{CodeSystem, is_care_only};
/// assert!(is_care_only(CodeSystem::Icd10Cm, "f11.20"));
/// assert!(!is_care_only(CodeSystem::Icd10Cm, "T40.1X1A")); // poisoning by heroin: an event
/// ```
pub fn is_care_only(system: CodeSystem, code: &str) -> bool {
    let plain = plain(system, code);
    system.whole().iter().any(|category| plain.starts_with(category)) || LISTED.contains(&(system, plain))
}

/// A code without what people write differently.
fn plain(system: CodeSystem, code: &str) -> String {
    let letters = code.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_uppercase());
    let plain: String = letters.collect();
    if system != CodeSystem::MsDrg {
        return plain;
    }
    let number = plain.strip_prefix("MS").unwrap_or(&plain);
    number.strip_prefix("DRG").unwrap_or(number).trim_start_matches('0').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_whole() {
        let count = |system| published().filter(|(of, _)| *of == system).count();
        assert_eq!(
            CodeSystem::ALL.iter().map(|system| count(*system)).collect::<Vec<_>>(),
            [405, 57, 135, 28, 5]
        );
        assert_eq!(published().count(), 630);
        assert_eq!(LISTED.len(), 630, "no code twice, none that reads as another");
        for (system, code) in published() {
            assert!(is_care_only(system, code), "{system} {code}");
        }
    }

    #[test]
    fn the_categories_are_those_the_lists_have_whole() {
        for system in CodeSystem::ALL {
            for category in system.whole() {
                let begins = |(of, code): &(CodeSystem, &str)| of == system && code.starts_with(category);
                assert!(published().any(|one| begins(&one)), "{category}");
            }
        }
        let outside: Vec<&str> = published()
            .filter(|(of, _)| *of == CodeSystem::Icd10Cm)
            .map(|(_, code)| code)
            .filter(|code| !CodeSystem::Icd10Cm.whole().iter().any(|whole| code.starts_with(whole)))
            .collect();
        assert_eq!(outside, ["R78.0", "Z71.41", "Z71.51"]);
    }

    fn check(system: CodeSystem, code: &str, expect: bool) {
        assert_eq!(is_care_only(system, code), expect, "{system} {code}");
    }

    #[test]
    fn an_overdose_alone_is_not_care_only() {
        use CodeSystem::Icd10Cm;
        for digit in 0..=9 {
            check(Icd10Cm, &format!("T40.{digit}"), false);
            check(Icd10Cm, &format!("T40.{digit}X1A"), false);
            check(Icd10Cm, &format!("F11.{digit}"), true);
        }
        check(Icd10Cm, "T40.411A", false);
        check(Icd10Cm, "F11", true);
        check(Icd10Cm, "F10.91", true); // newer than the list
        for other in ["F17.210", "F1", "F", "", "...", "F32.9", "Z71.4", "Z71.1", "R78.1", "R41.82"] {
            check(Icd10Cm, other, false);
        }
    }

    #[test]
    fn codes_are_read_as_people_write_them() {
        for written in ["F11.20", "F1120", " f11.20 ", "F11 20", "\u{a0}F11.20"] {
            check(CodeSystem::Icd10Cm, written, true);
        }
        check(CodeSystem::Icd10Cm, "z71.41 ", true);
        check(CodeSystem::Icd10Pcs, "hz2zzzz", true);
        check(CodeSystem::Icd10Pcs, "0SR9019", false);
        check(CodeSystem::Icd9Cm, "30400", true);
        check(CodeSystem::Icd9Cm, "v65.42", true);
        check(CodeSystem::Icd9Cm, "250.00", false);
        check(CodeSystem::Hcpcs, "h0005", true);
        check(CodeSystem::Hcpcs, "99213", false);
        for written in ["MS-DRG 895", "895", "0895", "ms drg 895", "DRG895"] {
            check(CodeSystem::MsDrg, written, true);
        }
        check(CodeSystem::MsDrg, "470", false);
        check(CodeSystem::Hcpcs, "F11.20", false);
    }

    #[test]
    fn systems_go_by_several_names() {
        let check = |name: &str, expect| assert_eq!(CodeSystem::named(name), expect, "{name}");
        check("icd_10_cm", Some(CodeSystem::Icd10Cm));
        check("http://hl7.org/fhir/sid/icd-10-cm", Some(CodeSystem::Icd10Cm));
        check("urn:oid:2.16.840.1.113883.6.90", Some(CodeSystem::Icd10Cm));
        check("http://www.cms.gov/Medicare/Coding/ICD10", Some(CodeSystem::Icd10Pcs));
        check("http://www.ama-assn.org/go/cpt", Some(CodeSystem::Hcpcs));
        check("http://snomed.info/sct", None);
    }
}
