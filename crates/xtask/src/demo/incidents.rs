//! The real incidents: a CSV export cut into two halves of whole incidents, and counted apart from the programs
//! that will import it (by distinct keys, as the note beside the extract says), so that their numbers can be
//! held against these.

use anyhow::Context;
use csv::StringRecord;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The committed extract.
pub const EXTRACT: &str = "tests/fixtures/pa-oin/extract.csv";
/// Names a full export of the same form to use instead.
pub const OTHER_FILE: &str = "FOOTBRIDGE_DEMO_CSV";
/// The administration numbers that say that there was none.
const NO_ADMINISTRATION: [&str; 3] = ["0", "NA", ""];
const TREATMENT: &str = "TRANSPORTED TO TREATMENT";

/// What a `summary` should count, by its keys.
pub type Counts = BTreeMap<&'static str, u64>;

/// What was counted in the file and in its halves.
pub struct Cut {
    /// In the whole file.
    pub whole: Counts,
    /// In each half.
    pub halves: [Counts; 2],
}

/// Writes every other incident, with all its rows, to each of the two files.
pub fn cut(csv: &Path, into: [&Path; 2]) -> anyhow::Result<Cut> {
    let mut reader = csv::Reader::from_path(csv).with_context(|| format!("cannot read {}", csv.display()))?;
    let columns = Columns::find(reader.headers()?).with_context(|| format!("{}", csv.display()))?;
    let [first, second] = into;
    let mut writers = [csv::Writer::from_path(first)?, csv::Writer::from_path(second)?];
    for writer in &mut writers {
        writer.write_record(reader.headers()?)?;
    }
    let mut tallies = [Tally::default(), Tally::default()];
    let mut whole = Tally::default();
    let mut half_of: BTreeMap<String, usize> = BTreeMap::new();
    for row in reader.records() {
        let row = row?;
        let next = half_of.len() % writers.len();
        let half = *half_of.entry(columns.incident(&row).to_owned()).or_insert(next);
        whole.take(&columns, &row);
        if let (Some(writer), Some(tally)) = (writers.get_mut(half), tallies.get_mut(half)) {
            writer.write_record(&row)?;
            tally.take(&columns, &row);
        }
    }
    for writer in &mut writers {
        writer.flush()?;
    }
    Ok(Cut { whole: whole.counts(), halves: tallies.map(|tally| tally.counts()) })
}

/// Where the columns stand that are counted.
struct Columns {
    incident: usize,
    victim: usize,
    administration: usize,
    doses: usize,
    given: usize,
    outcome: usize,
}

impl Columns {
    fn find(header: &StringRecord) -> anyhow::Result<Self> {
        let at = |name: &str| {
            header
                .iter()
                .position(|column| plain(column) == plain(name))
                .with_context(|| format!("no column {name:?}"))
        };
        Ok(Self {
            incident: at("Incident ID")?,
            victim: at("Victim ID")?,
            administration: at("Administration ID")?,
            doses: at("Dose Count")?,
            given: at("Naloxone Administered")?,
            outcome: at("Revive Action Desc")?,
        })
    }

    fn incident<'r>(&self, row: &'r StringRecord) -> &'r str {
        cell(row, self.incident)
    }
}

/// Column names are compared as the map compares them: without regard to case, `_` as a space.
fn plain(column: &str) -> String {
    column.trim().replace('_', " ").to_lowercase()
}

fn cell(row: &StringRecord, at: usize) -> &str {
    row.get(at).unwrap_or_default().trim()
}

/// Distinct keys seen.
#[derive(Default)]
struct Tally {
    incidents: BTreeSet<String>,
    people: BTreeSet<String>,
    given: BTreeSet<String>,
    to_treatment: BTreeSet<String>,
    doses: BTreeMap<[String; 3], u64>,
}

impl Tally {
    fn take(&mut self, columns: &Columns, row: &StringRecord) {
        let incident = columns.incident(row).to_owned();
        let victim = cell(row, columns.victim).to_owned();
        let administration = cell(row, columns.administration);
        if !NO_ADMINISTRATION.contains(&administration) {
            // the dose count stands in every row of an administration: adding up the column counts doses twice
            let doses = cell(row, columns.doses).parse().unwrap_or(0);
            self.doses.insert([incident.clone(), victim.clone(), administration.to_owned()], doses);
        }
        if cell(row, columns.given) == "Y" {
            self.given.insert(victim.clone());
        }
        if cell(row, columns.outcome).eq_ignore_ascii_case(TREATMENT) {
            self.to_treatment.insert(victim.clone());
        }
        self.incidents.insert(incident);
        self.people.insert(victim);
    }

    fn counts(&self) -> Counts {
        let people = self.people.len() as u64;
        BTreeMap::from([
            ("incidents", self.incidents.len() as u64),
            ("people", people),
            // the source numbers people anew in each incident, so that each is met once
            ("contacts", people),
            ("people_given_naloxone", self.given.len() as u64),
            ("administrations", self.doses.len() as u64),
            ("doses", self.doses.values().sum()),
            ("transported_to_treatment", self.to_treatment.len() as u64),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    /// The numbers of tests/fixtures/pa-oin/README.md, which were counted by yet another program.
    const EXTRACT_SAYS: [u64; 7] = [187, 257, 299, 239, 257, 172, 15];

    #[test]
    fn the_extract_counts_what_its_note_says_and_no_incident_is_torn() {
        let extract = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").join(EXTRACT);
        let folder = tempfile::tempdir_in(env!("CARGO_MANIFEST_DIR")).unwrap();
        let [a, b] = ["a.csv", "b.csv"].map(|name| folder.path().join(name));
        let cut = cut(&extract, [&a, &b]).unwrap();
        assert_eq!(cut.whole.values().copied().collect::<Vec<_>>(), EXTRACT_SAYS);
        for (name, all) in &cut.whole {
            let halves: u64 = cut.halves.iter().map(|half| half[name]).sum();
            assert_eq!(halves, *all, "{name}");
        }
        let rows = |path: &Path| csv::Reader::from_path(path).unwrap().records().count();
        assert_eq!(rows(&a) + rows(&b), rows(&extract));
    }

    #[test]
    fn a_file_of_another_form_is_refused() {
        let folder = tempfile::tempdir_in(env!("CARGO_MANIFEST_DIR")).unwrap();
        let [file, a, b] = ["in.csv", "a.csv", "b.csv"].map(|name| folder.path().join(name));
        std::fs::write(&file, "Incident ID,Name\n1,x\n").unwrap();
        assert!(cut(&file, [&a, &b]).is_err_and(|error| format!("{error:#}").contains("no column")));
    }
}
