//! Naloxone as it is recorded: one *administration* per giver, one or more *doses* in each. Both are immutable
//! facts with ids of their own inside the contact; a correction is a new fact that supersedes the old one.

use std::collections::BTreeSet;

use uuid::Uuid;

use crate::codes::{GIVER, RESPONSE, ROUTE};
use crate::fact::{BadFact, Fact};
use crate::role::{Author, Class, Role};
use crate::{Edit, Issue, Moment, Record, Scalar, reading};

/// Two doses within this time of each other may be one dose told twice.
pub const NEAR_MS: i64 = 15 * 60 * 1000;

/// Names one administration.
pub type AdministrationId = Uuid;
/// Names one dose.
pub type DoseId = Uuid;

/// One giver's naloxone administration.
#[derive(Clone, Debug, PartialEq)]
pub struct Administration {
    /// Its id.
    pub id: AdministrationId,
    /// Who gave it: a code of `giver`.
    pub giver: Option<String>,
    /// The giver's agency.
    pub agency: Option<String>,
    /// When it began.
    pub at: Option<Moment>,
    /// A code of `response`.
    pub response: Option<String>,
    /// A code of `response_time`.
    pub response_time: Option<String>,
    /// Given by somebody other than the agency that recorded it: a code of `giver`.
    pub third_party: Option<String>,
    /// The administration that this one corrects.
    pub supersedes: Option<AdministrationId>,
}

/// One dose.
#[derive(Clone, Debug, PartialEq)]
pub struct Dose {
    /// Its id.
    pub id: DoseId,
    /// The administration it belongs to.
    pub administration: AdministrationId,
    /// Strength in milligrams; `None` means unknown, which is common for kits given by bystanders.
    pub mg: Option<f64>,
    /// A code of `route`.
    pub route: Option<String>,
    /// When it was given.
    pub at: Option<Moment>,
    /// Who gave it, in the recorder's words.
    pub by: Option<String>,
    /// The dose that this one corrects.
    pub supersedes: Option<DoseId>,
}

impl Administration {
    /// One of which nothing but its id is known.
    pub fn new(id: AdministrationId) -> Self {
        Self {
            id,
            giver: None,
            agency: None,
            at: None,
            response: None,
            response_time: None,
            third_party: None,
            supersedes: None,
        }
    }

    /// The canonical fact.
    pub fn fact(&self) -> Fact {
        Fact::new()
            .with("giver", self.giver.as_deref().unwrap_or("unknown"))
            .with_some("agency", self.agency.as_ref())
            .with_some("at", self.at)
            .with_some("response", self.response.as_ref())
            .with_some("response_time", self.response_time.as_ref())
            .with_some("third_party", self.third_party.as_ref())
            .with_some("supersedes", self.supersedes)
    }

    /// From its id and its fact.
    ///
    /// # Errors
    /// When a part that is there cannot be read.
    pub fn read(id: AdministrationId, fact: &Fact) -> Result<Self, BadFact> {
        Ok(Self {
            id,
            giver: fact.maybe("giver")?,
            agency: fact.maybe("agency")?,
            at: fact.moment("at")?,
            response: fact.maybe("response")?,
            response_time: fact.maybe("response_time")?,
            third_party: fact.maybe("third_party")?,
            supersedes: fact.maybe("supersedes")?,
        })
    }

    /// The edit that records it.
    pub fn edit(&self) -> Edit {
        Edit::set(format!("administration.{}", self.id), Scalar::text(self.fact().to_string()))
    }
}

impl Dose {
    /// One of which only the administration is known.
    pub fn new(id: DoseId, administration: AdministrationId) -> Self {
        Self { id, administration, mg: None, route: None, at: None, by: None, supersedes: None }
    }

    /// The canonical fact.
    pub fn fact(&self) -> Fact {
        Fact::new()
            .with("administration", self.administration)
            .with_some("mg", self.mg)
            .with_some("route", self.route.as_ref())
            .with_some("at", self.at)
            .with_some("by", self.by.as_ref())
            .with_some("supersedes", self.supersedes)
    }

    /// From its id and its fact.
    ///
    /// # Errors
    /// When the administration is not named or a part that is there cannot be read.
    pub fn read(id: DoseId, fact: &Fact) -> Result<Self, BadFact> {
        let mg = fact.maybe::<f64>("mg")?;
        if mg.is_some_and(|mg| !(mg.is_finite() && mg > 0.0)) {
            return Err(BadFact::Part("mg"));
        }
        Ok(Self {
            id,
            administration: fact.need("administration")?,
            mg,
            route: fact.maybe("route")?,
            at: fact.moment("at")?,
            by: fact.maybe("by")?,
            supersedes: fact.maybe("supersedes")?,
        })
    }

    /// The edit that records it.
    pub fn edit(&self) -> Edit {
        Edit::set(format!("dose.{}", self.id), Scalar::text(self.fact().to_string()))
    }
}

/// All of it in one contact, as it counts: without what was superseded or marked as told twice.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Naloxone {
    /// In the order of their ids.
    pub administrations: Vec<Administration>,
    /// In the order of their ids.
    pub doses: Vec<Dose>,
}

/// Reads a contact's naloxone. Facts that cannot be read are left out here and flagged by validation.
pub fn read(contact: &Record) -> Naloxone {
    let mut administrations: Vec<Administration> = reading::facts(contact, "administration")
        .into_iter()
        .filter_map(|(id, fact)| Administration::read(id, &fact).ok())
        .collect();
    let mut doses: Vec<Dose> = reading::facts(contact, "dose")
        .into_iter()
        .filter_map(|(id, fact)| Dose::read(id, &fact).ok())
        .collect();
    let corrected: BTreeSet<Uuid> = administrations.iter().filter_map(|one| one.supersedes).collect();
    administrations.retain(|one| !corrected.contains(&one.id) || one.supersedes == Some(one.id));
    let twice = counted_already(contact, &doses);
    doses.retain(|one| !twice.contains(&one.id));
    Naloxone { administrations, doses }
}

/// Doses that another one stands for: superseded, or marked as the same dose. A chain of marks that bites its
/// own tail would make every one of its doses vanish, so its least id goes on counting.
fn counted_already(contact: &Record, doses: &[Dose]) -> BTreeSet<DoseId> {
    let known: BTreeSet<DoseId> = doses.iter().map(|dose| dose.id).collect();
    let marks = reading::texts(contact, "same_dose");
    let marks = marks.iter().filter_map(|(dose, same)| Some((dose.parse().ok()?, same.parse().ok()?)));
    let corrections = doses.iter().filter_map(|dose| Some((dose.supersedes?, dose.id)));
    // from a dose to the one that stands for it
    let stands_for: Vec<(DoseId, DoseId)> = marks
        .chain(corrections)
        .filter(|(from, to)| from != to && known.contains(from) && known.contains(to))
        .collect();
    let drops = |id: &DoseId| {
        let reached = reachable(*id, &stands_for);
        reached.iter().any(|other| other < id || !reachable(*other, &stands_for).contains(id))
    };
    known.iter().copied().filter(drops).collect()
}

fn reachable(from: DoseId, edges: &[(DoseId, DoseId)]) -> BTreeSet<DoseId> {
    let mut found = BTreeSet::new();
    let mut open = vec![from];
    while let Some(at) = open.pop() {
        open.extend(edges.iter().filter(|(a, _)| *a == at).map(|(_, b)| *b).filter(|b| found.insert(*b)));
    }
    found
}

/// Two doses that may be one, told by two people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NearDuplicate {
    /// The dose of the smaller id.
    pub first: DoseId,
    /// The other.
    pub second: DoseId,
}

/// Hints at doses that may be one: at most 15 minutes apart, from different administrations, neither known to
/// differ in route. Give it the doses of one person, from every agency's contact about one incident.
pub fn near_duplicates<'a>(doses: impl IntoIterator<Item = &'a Dose>) -> Vec<NearDuplicate> {
    let mut doses: Vec<&Dose> = doses.into_iter().collect();
    doses.sort_by_key(|dose| dose.id);
    let mut out = Vec::new();
    for (index, first) in doses.iter().enumerate() {
        for second in doses.iter().skip(index + 1).filter(|second| near(first, second)) {
            out.push(NearDuplicate { first: first.id, second: second.id });
        }
    }
    out
}

fn near(a: &Dose, b: &Dose) -> bool {
    let (Some(at_a), Some(at_b)) = (&a.at, &b.at) else { return false };
    let may_be_equal = |a: &Option<String>, b: &Option<String>| a.is_none() || b.is_none() || a == b;
    a.id != b.id
        && a.administration != b.administration
        && at_a.unix_ms().abs_diff(at_b.unix_ms()) <= NEAR_MS.unsigned_abs()
        && may_be_equal(&a.route, &b.route)
}

/// The code of `giver` for a dose that the writer's own agency gave.
pub fn giver_code(author: Author) -> &'static str {
    match (author.class, author.role) {
        (Class::Law, _) => "law_enforcement",
        (Class::Ems, _) => "ems",
        (_, Role::Outreach) => "outreach",
        (Class::Care, _) => "provider",
        (Class::Shared, _) => "other",
    }
}

/// The codes of a typed dose that are on no list: blocking, at `dose.route`, `dose.response`, `dose.giver`. A fact
/// that came from elsewhere is not looked into: that app may know a newer list.
pub fn unknown_codes(route: Option<&str>, response: Option<&str>, giver: Option<&str>) -> Vec<Issue> {
    let coded = [
        ("dose.route", &ROUTE, route),
        ("dose.response", &RESPONSE, response),
        ("dose.giver", &GIVER, giver),
    ];
    let unknown = coded.into_iter().filter(|(_, list, code)| code.is_some_and(|code| !list.contains(code)));
    unknown.map(|(field, ..)| Issue::blocking(field, "value.code_unknown")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RecordKind;
    use crate::fixture::{moment, record, text};

    fn id(number: u128) -> Uuid {
        Uuid::from_u128(number)
    }

    fn dose(number: u128, administration: u128, minute: i64) -> Dose {
        Dose { at: Some(moment(minute)), ..Dose::new(id(number), id(administration)) }
    }

    /// The doses that count in a contact of these, with these marks of "same dose".
    fn check(doses: &[Dose], marks: &[(u128, u128)], expect: &[u128]) {
        let edits: Vec<Edit> = doses.iter().map(Dose::edit).collect();
        let mut pairs: Vec<(String, Scalar)> =
            edits.into_iter().map(|edit| (edit.key, edit.value.unwrap())).collect();
        pairs.extend(marks.iter().map(|(a, b)| (format!("same_dose.{}", id(*a)), text(id(*b).to_string()))));
        let pairs: Vec<(&str, Scalar)> =
            pairs.iter().map(|(key, value)| (key.as_str(), value.clone())).collect();
        let read = read(&record(RecordKind::Contact, &pairs));
        let ids: Vec<Uuid> = expect.iter().map(|number| id(*number)).collect();
        assert_eq!(read.doses.iter().map(|dose| dose.id).collect::<Vec<_>>(), ids, "{marks:?}");
    }

    #[test]
    fn a_dose_told_twice_counts_once() {
        let doses = [dose(1, 9, 0), dose(2, 8, 1), dose(3, 8, 2)];
        check(&doses, &[], &[1, 2, 3]);
        check(&doses, &[(2, 1)], &[1, 3]);
        check(&doses, &[(2, 1), (3, 2)], &[1]);
        check(&doses, &[(1, 2), (2, 1)], &[1, 3]);
        check(&doses, &[(1, 2), (2, 3), (3, 1)], &[1]);
        let leaving = [dose(1, 9, 0), dose(2, 8, 1), Dose { supersedes: Some(id(2)), ..dose(3, 8, 2) }];
        check(&leaving, &[(1, 2), (2, 1)], &[3]);
        check(&doses, &[(1, 1)], &[1, 2, 3]);
        check(&doses, &[(1, 77)], &[1, 2, 3]);
        let corrected = Dose { supersedes: Some(id(1)), ..dose(4, 9, 0) };
        check(&[dose(1, 9, 0), corrected], &[], &[4]);
    }

    #[test]
    fn facts_survive_their_text() {
        let administration = Administration {
            giver: Some("ems".to_owned()),
            agency: Some("Example EMS".to_owned()),
            at: Some(moment(0)),
            response: Some("responsive_alert".to_owned()),
            response_time: Some("1_to_3_minutes".to_owned()),
            third_party: None,
            supersedes: Some(id(3)),
            ..Administration::new(id(9))
        };
        let text = administration.fact().to_string();
        assert_eq!(Administration::read(id(9), &text.parse().unwrap()), Ok(administration));
        let dose = Dose {
            mg: Some(0.4),
            route: Some("nasal".to_owned()),
            by: Some("Medic 5".to_owned()),
            ..dose(1, 9, 3)
        };
        let text = dose.fact().to_string();
        assert!(text.contains("mg=0.4&"), "{text}");
        assert_eq!(Dose::read(id(1), &text.parse().unwrap()), Ok(dose));
    }

    #[test]
    fn near_duplicates_are_hinted() {
        let hints = |a: &Dose, b: &Dose| near_duplicates([a, b]).len();
        let base = dose(1, 9, 0);
        assert_eq!(hints(&base, &dose(2, 8, 15)), 1);
        assert_eq!(hints(&base, &dose(2, 8, 16)), 0);
        assert_eq!(hints(&base, &dose(2, 9, 1)), 0, "two doses of one administration are two");
        let nasal = |dose: Dose| Dose { route: Some("nasal".to_owned()), ..dose };
        let muscle = |dose: Dose| Dose { route: Some("intramuscular".to_owned()), ..dose };
        assert_eq!(hints(&nasal(dose(1, 9, 0)), &muscle(dose(2, 8, 1))), 0);
        assert_eq!(hints(&nasal(dose(1, 9, 0)), &dose(2, 8, 1)), 1);
        assert_eq!(hints(&base, &Dose::new(id(2), id(8))), 0, "no time, no hint");
    }

    #[test]
    fn a_typed_dose_takes_known_codes_only() {
        assert_eq!(unknown_codes(Some("nasal"), None, None), []);
        let found = unknown_codes(Some("up the nose"), Some("cheerful"), Some("a friend"));
        let fields: Vec<&str> = found.iter().map(|issue| issue.field.as_str()).collect();
        assert_eq!(fields, ["dose.route", "dose.response", "dose.giver"]);
    }

    #[test]
    fn every_role_has_a_giver_code_on_the_list() {
        for role in Role::ALL {
            for class in Class::ALL {
                assert!(GIVER.offers(giver_code(Author::in_agency(*role, *class))), "{role} {class}");
            }
        }
    }
}
