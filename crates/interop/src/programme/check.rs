//! From the TOML of a programme to a [`Programme`] that can be trusted.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::str::FromStr;

use domain::RecordKind;
use domain::codes::Pathway;
use domain::placement;
use domain::programme::{self, Compartment, History, Programme, Wording};
use domain::role::{Class, Role};
use toml::Spanned;

use super::consent;
use super::file::{self, ProgrammeFile, Text};
use super::{Placed, ProgrammeFault, TEXT_MAX};

pub(super) fn programme(file: &ProgrammeFile) -> Result<Programme, Placed> {
    let lease = programme::LEASE_DAYS_RANGE;
    let lease = i64::from(*lease.start())..=i64::from(*lease.end());
    let lease_days = file.lease_days.as_ref().map(|days| number("lease_days", days, lease)).transpose()?;
    let programme = Programme {
        id: id("id", &file.id)?,
        version: number("version", &file.version, 1..=i64::from(u32::MAX))?,
        name: wording(&file.name)?,
        lease_days: lease_days.unwrap_or(programme::LEASE_DAYS),
        compartments: compartments(&file.compartment)?,
        roles: roles(&file.roles)?,
        shared_kinds: shared_kinds(&file.shared_kinds)?,
        consent: consent::rules(file)?,
    };
    homes(file, &programme)?;
    places_of_roles(file, &programme)?;
    Ok(programme)
}

fn compartments(tables: &[file::Compartment]) -> Result<Vec<Compartment>, Placed> {
    let (mut ids, mut classes) = (BTreeSet::new(), BTreeSet::new());
    let mut out = Vec::new();
    for table in tables {
        let class = class(&table.class)?;
        // two of one class would leave open where a record goes
        once(&table.class, classes.insert(class))?;
        once(&table.id, ids.insert(table.id.get_ref().clone()))?;
        out.push(Compartment {
            id: id("compartment.id", &table.id)?,
            name: wording(&table.name)?,
            class,
            owner: table.owner.as_ref().map(|owner| text("compartment.owner", owner)).transpose()?,
            members: members(class, &table.members)?,
            history: if table.history_for_newcomers { History::Readable } else { History::FromJoining },
        });
    }
    if classes.contains(&Class::Shared) {
        return Ok(out);
    }
    Err((tables.first().map_or(0..0, |table| table.class.span()), ProgrammeFault::NoShared))
}

fn members(compartment: Class, list: &Spanned<Vec<Text>>) -> Result<BTreeSet<Class>, Placed> {
    let members = set(list.get_ref(), "class", Class::WORDS)?;
    for (found, at) in &members {
        if !placement::may_read(*found, compartment) {
            let (class, compartment) = (found.word(), compartment.word());
            return Err((at.clone(), ProgrammeFault::Member { class, compartment }));
        }
    }
    if members.contains_key(&compartment) {
        return Ok(members.into_keys().collect());
    }
    Err((list.span(), ProgrammeFault::OwnClass(compartment.word())))
}

fn roles(table: &BTreeMap<Text, Vec<Text>>) -> Result<BTreeMap<Role, BTreeSet<Pathway>>, Placed> {
    let mut out = BTreeMap::new();
    for (key, list) in in_order(table) {
        let role: Role = word(key, "role", Role::WORDS)?;
        let pathways = set(list, "pathway", Pathway::WORDS)?;
        for (pathway, at) in &pathways {
            // a role of every kind of agency may, where it is held in law enforcement
            if !role.own_class().is_none_or(|class| Pathway::open_to(*pathway, class)) {
                let (role, pathway) = (role.word(), Pathway::word(*pathway));
                return Err((at.clone(), ProgrammeFault::Pathway { role, pathway }));
            }
        }
        out.insert(role, pathways.into_keys().collect());
    }
    Ok(out)
}

fn shared_kinds(table: &BTreeMap<Text, Vec<Text>>) -> Result<BTreeMap<RecordKind, BTreeSet<Class>>, Placed> {
    let mut out = BTreeMap::new();
    for (key, list) in in_order(table) {
        let kind = RecordKind::ALL.into_iter().find(|kind| kind.name() == key.get_ref());
        let names = RecordKind::ALL.map(RecordKind::name);
        let kind = kind.ok_or_else(|| unknown(key, "kind of record", &names))?;
        let classes = set(list, "class", Class::WORDS)?;
        for (class, at) in &classes {
            if !placement::may_be_declared_shared(kind, *class) {
                let (kind, class) = (kind.name(), class.word());
                return Err((at.clone(), ProgrammeFault::Kind { kind, class }));
            }
        }
        out.insert(kind, classes.into_keys().collect());
    }
    Ok(out)
}

/// Whoever is let into the shared compartment has a place for what it records.
fn homes(file: &ProgrammeFile, programme: &Programme) -> Result<(), Placed> {
    if programme.keeps_all_in_one() {
        return Ok(());
    }
    for member in file.compartment.iter().flat_map(|table| table.members.get_ref()) {
        let class = class(member)?;
        if programme.compartment(class).is_none() {
            return Err((member.span(), ProgrammeFault::NoHome(class.word())));
        }
    }
    Ok(())
}

/// Whoever acts in a role can be let in somewhere.
fn places_of_roles(file: &ProgrammeFile, programme: &Programme) -> Result<(), Placed> {
    for (key, _) in in_order(&file.roles) {
        let role: Role = word(key, "role", Role::WORDS)?;
        if let Some(class) = role.own_class()
            && programme.open_to(class).next().is_none()
        {
            let (role, class) = (role.word(), class.word());
            return Err((key.span(), ProgrammeFault::Role { role, class }));
        }
    }
    Ok(())
}

/// The entries as they stand in the file, so that the first error is told first.
pub(super) fn in_order<T>(table: &BTreeMap<Text, T>) -> Vec<(&Text, &T)> {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    entries
}

/// The words of a list, each once, with where it stands.
fn set<T: FromStr + Ord>(
    list: &[Text],
    what: &'static str,
    known: &[&str],
) -> Result<BTreeMap<T, Range<usize>>, Placed> {
    let mut out = BTreeMap::new();
    for item in list {
        once(item, out.insert(word(item, what, known)?, item.span()).is_none())?;
    }
    Ok(out)
}

pub(super) fn once(item: &Text, is_new: bool) -> Result<(), Placed> {
    if is_new { Ok(()) } else { Err((item.span(), ProgrammeFault::Twice(item.get_ref().clone()))) }
}

fn class(text: &Text) -> Result<Class, Placed> {
    word(text, "class", Class::WORDS)
}

fn word<T: FromStr>(text: &Text, what: &'static str, known: &[&str]) -> Result<T, Placed> {
    text.get_ref().parse().map_err(|_| unknown(text, what, known))
}

pub(super) fn unknown(text: &Text, what: &'static str, known: &[&str]) -> Placed {
    let word = text.get_ref().clone();
    (text.span(), ProgrammeFault::Word { word, what, known: known.join(", ") })
}

fn wording(table: &file::Wording) -> Result<Wording, Placed> {
    Ok(Wording { en: text("name.en", &table.en)?, es: text("name.es", &table.es)? })
}

pub(super) fn text(key: &'static str, value: &Text) -> Result<String, Placed> {
    let found = value.get_ref();
    let good = !found.trim().is_empty() && found.chars().count() <= TEXT_MAX;
    if good && !found.chars().any(char::is_control) {
        return Ok(found.clone());
    }
    Err((value.span(), ProgrammeFault::Text { key }))
}

pub(super) fn id(key: &'static str, value: &Text) -> Result<String, Placed> {
    let found = value.get_ref();
    let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !found.is_empty() && found.len() <= 40 && found.chars().all(good) {
        return Ok(found.clone());
    }
    Err((value.span(), ProgrammeFault::Text { key }))
}

pub(super) fn number<T: TryFrom<i64>>(
    key: &'static str,
    value: &Spanned<i64>,
    range: std::ops::RangeInclusive<i64>,
) -> Result<T, Placed> {
    let fault = || (value.span(), ProgrammeFault::Number { key, least: *range.start(), most: *range.end() });
    let found = Some(*value.get_ref()).filter(|number| range.contains(number));
    found.and_then(|number| T::try_from(number).ok()).ok_or_else(fault)
}
