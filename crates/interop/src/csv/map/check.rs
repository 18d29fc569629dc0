//! From the TOML of a map to a [`Map`] that can be trusted: every setting is checked before any file is opened.

use std::collections::{BTreeMap, BTreeSet};

use chrono::format::{Item, StrftimeItems};

use super::file::{ColumnTable, DosesTable, Keys, MapFile, MomentTable, Presence, ReadWord};
use super::{
    AdministrationKey, Always, Codes, ColumnRule, DoseRule, Map, MapError, MomentRule, ReadAs, Target,
};
use super::{fold, target};

pub(super) fn map(file: MapFile) -> Result<Map, MapError> {
    let zone = file.map.zone.parse().map_err(|_| MapError::Zone(file.map.zone.clone()))?;
    let delimiter = u8::try_from(file.csv.delimiter).ok().filter(|c| c.is_ascii() && *c != b'"');
    let delimiter = delimiter.ok_or_else(|| setting("csv.delimiter", "must be one ASCII character"))?;
    slug("map.name", &file.map.name)?;
    slug("map.source", &file.map.source)?;
    let map = Map {
        name: file.map.name,
        title: file.map.title,
        source: file.map.source,
        zone,
        delimiter,
        unknown: folded(&file.csv.unknown),
        incident_key: key("keys.incident", &file.keys.incident)?,
        person_key: key("keys.person", &file.keys.person)?,
        administration: administration(&file.keys)?,
        always: always(&file.always)?,
        moments: file.moment.into_iter().map(moment).collect::<Result<_, _>>()?,
        doses: file.doses.map(doses).transpose()?,
        columns: file.column.into_iter().map(column).collect::<Result<_, _>>()?,
        dropped: file.drop.into_keys().collect(),
    };
    together(&map)?;
    Ok(map)
}

/// What no single setting shows: facts need the key of an administration, a column cannot be kept and dropped.
fn together(map: &Map) -> Result<(), MapError> {
    if map.administration.is_none() {
        let fact = |to: &Target| matches!(to, Target::Administration(_) | Target::Dose(_));
        let by_column = map.columns.iter().any(|c| fact(&c.to));
        let by_moment = map.moments.iter().flat_map(|m| &m.to).any(fact);
        if map.doses.is_some() || by_column || by_moment {
            return Err(setting("keys.administration", "is needed for administrations and doses"));
        }
    }
    if let Some(administration) = &map.administration {
        let inside = |name: &String| administration.columns.contains(name);
        if !map.incident_key.iter().chain(&map.person_key).all(inside) {
            return Err(setting("keys.administration", "must begin with the keys of incident and person"));
        }
    }
    let dropped: BTreeSet<_> = map.dropped.iter().map(|name| fold(name)).collect();
    for name in map.named_columns() {
        if target::forbidden(name) {
            return Err(MapError::Forbidden(name.to_owned()));
        }
        if dropped.contains(&fold(name)) {
            return Err(setting(&format!("drop.\"{name}\""), "is dropped and used at once"));
        }
    }
    Ok(())
}

impl Map {
    /// Every column that something is read from, keys included.
    pub(in crate::csv) fn named_columns(&self) -> impl Iterator<Item = &str> {
        self.structural().chain(self.columns.iter().map(|c| c.name.as_str()))
    }

    /// The columns without which no row can be read: keys, moments, doses.
    pub(in crate::csv) fn structural(&self) -> impl Iterator<Item = &str> {
        let keys = self.incident_key.iter().chain(&self.person_key);
        let keys = keys.chain(self.administration.iter().flat_map(|a| &a.columns));
        let moments = self.moments.iter().flat_map(|m| [Some(&m.date), m.time.as_ref()]).flatten();
        let doses =
            self.doses.iter().flat_map(|d| [Some(&d.count), d.mg.as_ref(), d.mg_unit.as_ref()]).flatten();
        keys.chain(moments).chain(doses).map(String::as_str)
    }
}

fn setting(place: &str, problem: &'static str) -> MapError {
    MapError::Setting { place: place.to_owned(), problem }
}

fn folded(cells: &[String]) -> BTreeSet<String> {
    cells.iter().map(|cell| fold(cell)).collect()
}

/// Names and sources go into ids, keys and scripts.
fn slug(place: &str, text: &str) -> Result<(), MapError> {
    let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !text.is_empty() && text.len() <= 40 && text.chars().all(good) {
        return Ok(());
    }
    Err(setting(place, "must be 1 to 40 lower-case letters, digits and hyphens"))
}

fn key(place: &str, columns: &[String]) -> Result<Vec<String>, MapError> {
    if columns.is_empty() || columns.iter().any(|name| name.trim().is_empty()) {
        return Err(setting(place, "must name at least one column"));
    }
    Ok(columns.to_vec())
}

fn administration(keys: &Keys) -> Result<Option<AdministrationKey>, MapError> {
    if keys.administration.is_empty() {
        return Ok(None);
    }
    let columns = key("keys.administration", &keys.administration)?;
    Ok(Some(AdministrationKey { columns, none: folded(&keys.no_administration) }))
}

fn always(tables: &BTreeMap<String, BTreeMap<String, String>>) -> Result<Vec<Always>, MapError> {
    let mut out = Vec::new();
    for (record, fields) in tables {
        for (key, value) in fields {
            let word = Codes { codes: vec![(String::new(), value.clone())], labels: BTreeSet::new() };
            let place = format!("{record}.{key}");
            let to = target::parse("always", &place)?;
            target::fits("always", &to, &ReadAs::Code(word)).or_else(|e| match e {
                MapError::WrongKind { .. } => target::fits("always", &to, &ReadAs::Text),
                other => Err(other),
            })?;
            match to {
                Target::Field(kind, key) => out.push(Always { kind, key, value: value.clone() }),
                _ => return Err(setting("always", "can only fill single fields of a record")),
            }
        }
    }
    Ok(out)
}

fn moment(table: MomentTable) -> Result<MomentRule, MapError> {
    if table.date_formats.is_empty() {
        return Err(setting("moment.date_formats", "must name at least one form"));
    }
    if table.time.is_some() && table.time_formats.is_empty() {
        return Err(setting("moment.time_formats", "must name at least one form"));
    }
    for form in table.date_formats.iter().chain(&table.time_formats) {
        form_is_known(&table.date, form)?;
    }
    let one = |to: &String| target::parse(&table.date, to).and_then(|to| target::is_moment(&table.date, to));
    let to = table.to.iter().map(one).collect::<Result<_, _>>()?;
    Ok(MomentRule {
        to,
        date: table.date,
        date_formats: table.date_formats,
        time: table.time,
        time_formats: table.time_formats,
    })
}

fn doses(table: DosesTable) -> Result<DoseRule, MapError> {
    if table.mg.is_none() && table.mg_unit.is_some() {
        return Err(setting("doses.mg_unit", "needs doses.mg"));
    }
    Ok(DoseRule {
        count: table.count,
        mg: table.mg,
        unknown_mg: folded(&table.unknown_mg),
        mg_unit: table.mg_unit,
        mg_unit_is: folded(&table.mg_unit_is),
    })
}

fn column(table: ColumnTable) -> Result<ColumnRule, MapError> {
    let to = target::parse(&table.name, &table.to)?;
    let read = read_as(&table)?;
    let label_in_field = target::fits(&table.name, &to, &read)? == target::Words::Welcome;
    for form in &table.formats {
        form_is_known(&table.name, form)?;
    }
    Ok(ColumnRule {
        label_in_field,
        unknown: folded(&table.unknown),
        required: table.presence == Presence::Required,
        name: table.name,
        to,
        read,
    })
}

fn read_as(table: &ColumnTable) -> Result<ReadAs, MapError> {
    let coded = !table.codes.is_empty() || !table.labels.is_empty();
    match (table.read, coded) {
        (ReadWord::Auto, true) => Ok(ReadAs::Code(codes(table)?)),
        (_, true) => Err(setting(&table.name, "has codes and so cannot be read as something else")),
        (ReadWord::Auto | ReadWord::Text, false) => Ok(ReadAs::Text),
        (ReadWord::Integer, false) => Ok(ReadAs::Integer),
        (ReadWord::Decimal, false) => Ok(ReadAs::Decimal),
        (ReadWord::Date, false) if table.formats.is_empty() => {
            Err(setting(&table.name, "is read as a date and needs formats"))
        }
        (ReadWord::Date, false) => Ok(ReadAs::Date(table.formats.clone())),
    }
}

fn codes(table: &ColumnTable) -> Result<Codes, MapError> {
    let mut codes = Vec::new();
    for (cell, code) in &table.codes {
        let code = code.as_str().filter(|code| is_code(code));
        let code = code.ok_or_else(|| setting(&table.name, "has a code that is not lower_snake text"))?;
        codes.push((fold(cell), code.to_owned()));
    }
    Ok(Codes { codes, labels: folded(&table.labels) })
}

fn form_is_known(column: &str, form: &str) -> Result<(), MapError> {
    if StrftimeItems::new(form).any(|item| item == Item::Error) {
        return Err(setting(column, "has a form of date or time that is not strftime's"));
    }
    Ok(())
}

fn is_code(text: &str) -> bool {
    let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    !text.is_empty() && text.chars().all(good)
}
