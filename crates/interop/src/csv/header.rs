//! The header of a file against the columns a map names.

use std::collections::BTreeMap;

use super::CsvError;
use super::map::{ColumnRule, DoseRule, Map, MomentRule, fold};

/// A map with the place of each column in one file.
pub(super) struct Bound<'m> {
    pub map: &'m Map,
    pub width: usize,
    pub incident: Vec<usize>,
    pub person: Vec<usize>,
    pub administration: Vec<usize>,
    pub columns: Vec<(usize, &'m ColumnRule)>,
    pub moments: Vec<BoundMoment<'m>>,
    pub doses: Option<BoundDoses<'m>>,
    /// Columns of the file that the map does not name.
    pub ignored: Vec<String>,
}

pub(super) struct BoundMoment<'m> {
    pub rule: &'m MomentRule,
    pub date: usize,
    pub time: Option<usize>,
}

pub(super) struct BoundDoses<'m> {
    pub rule: &'m DoseRule,
    pub count: usize,
    pub mg: Option<usize>,
    pub unit: Option<usize>,
}

/// Finds the map's columns in the header.
pub(super) fn bind<'m>(map: &'m Map, header: &[&str]) -> Result<Bound<'m>, CsvError> {
    let places = Places::new(header);
    places.all_there(map)?;
    Ok(Bound {
        map,
        width: header.len(),
        incident: places.of_each(&map.incident_key)?,
        person: places.of_each(&map.person_key)?,
        administration: places.of_each(map.administration.as_ref().map_or(&[][..], |a| &a.columns))?,
        columns: columns(map, &places)?,
        moments: moments(map, &places)?,
        doses: map.doses.as_ref().map(|rule| doses(rule, &places)).transpose()?,
        ignored: places.ignored(map, header),
    })
}

fn columns<'m>(map: &'m Map, places: &Places) -> Result<Vec<(usize, &'m ColumnRule)>, CsvError> {
    let mut out = Vec::new();
    for rule in &map.columns {
        if let Some(place) = places.find(&rule.name)? {
            out.push((place, rule));
        }
    }
    Ok(out)
}

fn moments<'m>(map: &'m Map, places: &Places) -> Result<Vec<BoundMoment<'m>>, CsvError> {
    let bind = |rule: &'m MomentRule| {
        let time = rule.time.as_ref().map(|name| places.of(name)).transpose()?;
        Ok(BoundMoment { rule, date: places.of(&rule.date)?, time })
    };
    map.moments.iter().map(bind).collect()
}

fn doses<'m>(rule: &'m DoseRule, places: &Places) -> Result<BoundDoses<'m>, CsvError> {
    Ok(BoundDoses {
        rule,
        count: places.of(&rule.count)?,
        mg: rule.mg.as_ref().map(|name| places.of(name)).transpose()?,
        unit: rule.mg_unit.as_ref().map(|name| places.of(name)).transpose()?,
    })
}

/// `Incident ID`, `incident_id` and ` INCIDENT  ID ` are one column: portals rename them so between exports.
fn name_of(column: &str) -> String {
    fold(&column.replace('_', " "))
}

struct Places {
    by_name: BTreeMap<String, Vec<usize>>,
}

impl Places {
    fn new(header: &[&str]) -> Self {
        let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (place, column) in header.iter().enumerate() {
            by_name.entry(name_of(column)).or_default().push(place);
        }
        Self { by_name }
    }

    /// Names every missing column at once, so that a wrong map is seen as one.
    fn all_there(&self, map: &Map) -> Result<(), CsvError> {
        let optional = |name: &str| {
            let mut rules = map.columns.iter().filter(|rule| rule.name == name).peekable();
            rules.peek().is_some()
                && rules.all(|rule| !rule.required)
                && !map.structural().any(|needed| needed == name)
        };
        let mut missing: Vec<String> = Vec::new();
        for name in map.named_columns() {
            let known = self.by_name.contains_key(&name_of(name)) || optional(name);
            if !known && !missing.iter().any(|seen| seen == name) {
                missing.push(name.to_owned());
            }
        }
        if missing.is_empty() {
            return Ok(());
        }
        Err(CsvError::ColumnsMissing { map: map.name().to_owned(), missing })
    }

    fn find(&self, name: &str) -> Result<Option<usize>, CsvError> {
        match self.by_name.get(&name_of(name)).map(Vec::as_slice) {
            Some([place]) => Ok(Some(*place)),
            Some([_, ..]) => Err(CsvError::ColumnTwice(name.to_owned())),
            _ => Ok(None),
        }
    }

    fn of(&self, name: &str) -> Result<usize, CsvError> {
        let missing = || CsvError::ColumnsMissing { map: String::new(), missing: vec![name.to_owned()] };
        self.find(name)?.ok_or_else(missing)
    }

    fn of_each(&self, names: &[String]) -> Result<Vec<usize>, CsvError> {
        names.iter().map(|name| self.of(name)).collect()
    }

    fn ignored(&self, map: &Map, header: &[&str]) -> Vec<String> {
        let named: Vec<String> = map.named_columns().chain(map.dropped()).map(name_of).collect();
        let unnamed = header.iter().filter(|column| !named.contains(&name_of(column)));
        unnamed.map(|column| column.trim().to_owned()).collect()
    }
}
