//! Locate-or-identify: what an EMS agency may give to law enforcement on request, without the person's consent.
//!
//! 45 CFR 164.512(f)(2): to identify or locate a suspect, fugitive, material witness or missing person, a covered
//! entity may disclose eight listed items *and no more* (paragraph (i)); never what has to do with DNA, dental
//! records, or typing, samples or analysis of body fluids or tissue, but for the ABO type and Rh factor (paragraph
//! (ii)). What 42 CFR Part 2 protects has no such exception, so nothing of care goes this way.
//!
//! Pure: it reads two records and what the custodian stated, and gives the sheet or says why not. Asking the relay's
//! roster who wrote a value, keeping the sheet and writing the audit are the caller's.

use std::collections::BTreeMap;

use crate::codes::RACE;
use crate::part2::{CodeSystem, is_care_only};
use crate::reading::parsed;
use crate::role::{Class, words};
use crate::{Held, MemberId, Moment, Record, RecordId, RecordKind, Scalar};

words! {
    /// For what such a request may be made, in the words of 45 CFR 164.512(f)(2).
    Purpose {
        /// A suspect.
        Suspect = "suspect",
        /// A fugitive.
        Fugitive = "fugitive",
        /// A material witness.
        MaterialWitness = "material_witness",
        /// A missing person.
        MissingPerson = "missing_person",
    }
}

words! {
    /// The eight items of 45 CFR 164.512(f)(2)(i), by their letter there.
    Item {
        /// (A) Name and address.
        NameAndAddress = "A",
        /// (B) Date and place of birth.
        Birth = "B",
        /// (C) Social security number.
        SocialSecurityNumber = "C",
        /// (D) ABO blood type and rh factor.
        Blood = "D",
        /// (E) Type of injury.
        Injury = "E",
        /// (F) Date and time of treatment.
        Treatment = "F",
        /// (G) Date and time of death, if applicable.
        Death = "G",
        /// (H) A description of distinguishing physical characteristics.
        Characteristics = "H",
    }
}

words! {
    /// One line of the sheet. Every sheet has every line, in this order; what is not known is blank.
    Part {
        /// Given name.
        GivenName = "given_name",
        /// Middle names.
        MiddleNames = "middle_names",
        /// Family name.
        FamilyName = "family_name",
        /// Jr, Sr, III.
        Suffix = "suffix",
        /// Where the person lives.
        Address = "address",
        /// Date of birth.
        BirthDate = "birth_date",
        /// Place of birth.
        BirthPlace = "birth_place",
        /// Always blank: the number is never held, and cannot be stated.
        SocialSecurityNumber = "social_security_number",
        /// ABO type and Rh factor, and nothing else of a body fluid.
        BloodType = "blood_type",
        /// Type of injury.
        Injury = "injury",
        /// Date and time of treatment.
        Treated = "treated",
        /// Date and time of death.
        Died = "died",
        /// Height.
        Height = "height",
        /// Weight.
        Weight = "weight",
        /// Gender.
        Gender = "gender",
        /// Race.
        Race = "race",
        /// Colour of the hair.
        HairColor = "hair_color",
        /// Colour of the eyes.
        EyeColor = "eye_color",
        /// Presence or absence of a beard or moustache.
        FacialHair = "facial_hair",
        /// Scars.
        Scars = "scars",
        /// Tattoos.
        Tattoos = "tattoos",
    }
}

impl Part {
    /// The item it belongs to.
    pub fn item(self) -> Item {
        match self {
            Self::GivenName | Self::MiddleNames | Self::FamilyName | Self::Suffix | Self::Address => {
                Item::NameAndAddress
            }
            Self::BirthDate | Self::BirthPlace => Item::Birth,
            Self::SocialSecurityNumber => Item::SocialSecurityNumber,
            Self::BloodType => Item::Blood,
            Self::Injury => Item::Injury,
            Self::Treated => Item::Treatment,
            Self::Died => Item::Death,
            Self::Height
            | Self::Weight
            | Self::Gender
            | Self::Race
            | Self::HairColor
            | Self::EyeColor
            | Self::FacialHair
            | Self::Scars
            | Self::Tattoos => Item::Characteristics,
        }
    }
}

/// The fields that a sheet is read from; what is not here does not come out. Where several rows fill one line, all
/// do, but for the time of treatment: there the first that is known.
const FIELDS: [(RecordKind, &str, Part); 9] = [
    (RecordKind::Person, "name.given", Part::GivenName),
    (RecordKind::Person, "name.middle", Part::MiddleNames),
    (RecordKind::Person, "name.family", Part::FamilyName),
    (RecordKind::Person, "name.suffix", Part::Suffix),
    (RecordKind::Person, "residence.county", Part::Address),
    (RecordKind::Person, "residence.state", Part::Address),
    (RecordKind::Person, "birth_date", Part::BirthDate),
    (RecordKind::Person, "gender", Part::Gender),
    (RecordKind::Contact, "time.started", Part::Treated),
];
/// The time of treatment when the contact's own beginning is not known.
const TREATED_ELSE: &str = "time.on_scene";
/// A set: its members are codes of [`RACE`].
const RACE_PREFIX: &str = "race.";

/// The most characters of one statement.
pub const STATED_MAX: usize = 200;

/// How a record came to be where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Origin {
    /// Recorded or imported here.
    Authored,
    /// A copy that somebody disclosed to this compartment.
    Disclosed,
}

/// One record and where it stands.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The record.
    pub record: &'a Record,
    /// The class of its compartment.
    pub home: Class,
    /// How it came there.
    pub origin: Origin,
}

/// What a sheet is made from.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// Whom it is about.
    pub person: Source<'a>,
    /// The contact in which EMS treated the person.
    pub contact: Option<Source<'a>>,
    /// The class of a member, from the roster; `None` when nobody knows. Only what members of EMS wrote comes out: in
    /// a compartment that several classes share, what care wrote about a person stays there.
    pub class_of: &'a dyn Fn(MemberId) -> Option<Class>,
    /// The codes that came with the records when they were imported.
    pub codes: &'a [(CodeSystem, &'a str)],
    /// What the records have no field for, stated by the custodian. Footbridge cannot tell where a person knows it
    /// from: that it is not from care is for whoever states it.
    pub stated: &'a BTreeMap<Part, String>,
}

/// Who asked, for what, and on what ground: kept with the sheet and in the audit (45 CFR 164.528).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Basis {
    /// The official who asked.
    pub official: String,
    /// That official's agency.
    pub agency: String,
    /// The provision relied on, as "45 CFR 164.512(f)(2)(i)", and the case where there is one.
    pub statute: String,
    /// For what.
    pub purpose: Purpose,
    /// When it was asked.
    pub requested: Moment,
    /// Who gives it.
    pub given_by: MemberId,
}

/// One line of a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Which.
    pub part: Part,
    /// Blank when empty; more than one where EMS wrote different values and nobody decided, or several belong.
    pub values: Vec<String>,
}

/// What may be given: the eight items and the basis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// One line for each [`Part`], in their order.
    pub lines: Vec<Line>,
    /// Why it may be given.
    pub basis: Basis,
}

/// Why no sheet is given. A value, not an error of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// Who asked, the agency or the statute is blank: without its basis the request is not one of 45 CFR
    /// 164.512(f)(2).
    NoBasis,
    /// The record lies in a care compartment: what is authored there has no such exception (42 CFR 2.12, 2.13).
    Care,
    /// A code that came with the record makes it care-only (42 CFR Part 2).
    Part2,
    /// The record is a copy that was disclosed. It may not be disclosed again on this ground (42 CFR 2.32).
    Received,
    /// Nothing in the record was written by EMS, or it lies where EMS keeps none.
    NotEms,
    /// The record is marked as entered in error.
    InError,
    /// The records are not a person and that person's contact.
    OtherPerson,
    /// A statement names what is never given: DNA, dental records, samples, body fluids or tissue (45 CFR
    /// 164.512(f)(2)(ii)), or a social security number.
    Never(Part),
    /// A statement is blank, longer than 200 characters, or is no ABO type where one belongs.
    Statement(Part),
}

impl Refusal {
    /// Stable code for scripts and screens.
    pub fn code(self) -> &'static str {
        match self {
            Self::NoBasis => "locate.no_basis",
            Self::Care => "locate.care",
            Self::Part2 => "locate.part2",
            Self::Received => "locate.received",
            Self::NotEms => "locate.not_ems",
            Self::InError => "locate.in_error",
            Self::OtherPerson => "locate.other_person",
            Self::Never(_) => "locate.never",
            Self::Statement(_) => "locate.statement",
        }
    }
}

/// The eight listed items about one person, and no more (45 CFR 164.512(f)(2)(i)).
///
/// # Errors
/// [`Refusal`] says why nothing is given. It is all or nothing: no sheet is given with something left out of it
/// because it was protected, since the gap itself would tell.
pub fn locate_or_identify(view: &View<'_>, basis: Basis) -> Result<Sheet, Refusal> {
    if [&basis.official, &basis.agency, &basis.statute].into_iter().any(|text| text.trim().is_empty()) {
        return Err(Refusal::NoBasis);
    }
    for source in [Some(view.person), view.contact].into_iter().flatten() {
        admissible(source, view)?;
    }
    belong_together(view)?;
    if view.codes.iter().any(|(system, code)| is_care_only(*system, code)) {
        return Err(Refusal::Part2);
    }
    let mut lines: Vec<Line> =
        Part::ALL.iter().map(|part| Line { part: *part, values: recorded(view, *part) }).collect();
    for (part, text) in view.stated {
        let text = statement(*part, text)?;
        for line in lines.iter_mut().filter(|line| line.part == *part) {
            push_new(&mut line.values, text.to_owned());
        }
    }
    Ok(Sheet { lines, basis })
}

fn admissible(source: Source<'_>, view: &View<'_>) -> Result<(), Refusal> {
    match source.home {
        Class::Care => return Err(Refusal::Care),
        Class::Law => return Err(Refusal::NotEms),
        Class::Ems | Class::Shared => {}
    }
    if source.origin == Origin::Disclosed {
        return Err(Refusal::Received);
    }
    if source.record.text("entered_in_error").is_some() {
        return Err(Refusal::InError);
    }
    let by_ems = |held: &Held| (view.class_of)(held.stamp.member) == Some(Class::Ems);
    if source.record.fields.values().flatten().any(by_ems) { Ok(()) } else { Err(Refusal::NotEms) }
}

fn belong_together(view: &View<'_>) -> Result<(), Refusal> {
    let of = |contact: &Source<'_>| parsed::<RecordId>(contact.record, "person");
    let contact_fits = view.contact.is_none_or(|contact| {
        contact.record.kind == RecordKind::Contact && of(&contact) == Some(view.person.record.id)
    });
    if view.person.record.kind == RecordKind::Person && contact_fits {
        Ok(())
    } else {
        Err(Refusal::OtherPerson)
    }
}

/// What the records say of one line, as far as EMS wrote it.
fn recorded(view: &View<'_>, part: Part) -> Vec<String> {
    let record = |kind: RecordKind| match kind {
        RecordKind::Person => Some(view.person.record),
        RecordKind::Contact => view.contact.map(|contact| contact.record),
        _ => None,
    };
    let mut out = Vec::new();
    for (kind, key, _) in FIELDS.iter().filter(|(_, _, of)| *of == part) {
        by_ems(view, record(*kind), key, &mut out);
    }
    if part == Part::Treated && out.is_empty() {
        by_ems(view, record(RecordKind::Contact), TREATED_ELSE, &mut out);
    }
    if part == Part::Race {
        races(view, &mut out);
    }
    out
}

fn by_ems(view: &View<'_>, record: Option<&Record>, key: &str, out: &mut Vec<String>) {
    for held in record.and_then(|record| record.fields.get(key)).into_iter().flatten() {
        if (view.class_of)(held.stamp.member) == Some(Class::Ems)
            && let Some(text) = held.value.as_text().map(str::trim)
            && !["", "declined", "unknown"].contains(&text)
        {
            push_new(out, text.to_owned());
        }
    }
}

fn races(view: &View<'_>, out: &mut Vec<String>) {
    for (key, held) in &view.person.record.fields {
        let Some(code) = key.strip_prefix(RACE_PREFIX).filter(|code| RACE.contains(code)) else { continue };
        let says = |held: &Held| {
            held.value == Scalar::Flag(true) && (view.class_of)(held.stamp.member) == Some(Class::Ems)
        };
        if held.iter().any(says) && !["declined", "unknown"].contains(&code) {
            push_new(out, code.to_owned());
        }
    }
}

fn push_new(out: &mut Vec<String>, text: String) {
    if !out.contains(&text) {
        out.push(text);
    }
}

/// Words that stand for what is never given, in both languages of the screens.
const NEVER: [&str; 21] = [
    "adn", "dental", "dentales", "dna", "fluid", "fluido", "fluidos", "fluids", "muestra", "muestras",
    "orina", "saliva", "sample", "samples", "semen", "specimen", "swab", "swabs", "tejido", "tissue",
    "urine",
];

fn statement(part: Part, text: &str) -> Result<&str, Refusal> {
    let text = text.trim();
    let lower = text.to_lowercase();
    let never = lower.split(|letter: char| !letter.is_alphanumeric()).any(|word| NEVER.contains(&word));
    if never || part == Part::SocialSecurityNumber {
        return Err(Refusal::Never(part));
    }
    let fits = !text.is_empty() && text.chars().count() <= STATED_MAX && !text.chars().any(char::is_control);
    if fits && (part != Part::BloodType || is_abo(text)) { Ok(text) } else { Err(Refusal::Statement(part)) }
}

/// "O", "AB+", "a-": the one typing that is on the list.
fn is_abo(text: &str) -> bool {
    let group = text.strip_suffix(['+', '-']).unwrap_or(text);
    ["A", "B", "AB", "O"].iter().any(|known| known.eq_ignore_ascii_case(group))
}

#[cfg(test)]
mod tests;
