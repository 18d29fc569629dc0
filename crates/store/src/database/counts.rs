//! The numbers of the summary.

use std::collections::BTreeMap;

use super::Reading;
use crate::column::column;
use crate::{Result, sqlite};

/// How much there is, without what was entered in error.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Incidents.
    pub incidents: u64,
    /// People.
    pub people: u64,
    /// Contacts.
    pub contacts: u64,
    /// People who were given naloxone: each once; a contact without a person record counts as one.
    pub people_given_naloxone: u64,
    /// Naloxone administrations.
    pub administrations: u64,
    /// Naloxone doses.
    pub doses: u64,
    /// Handoffs.
    pub handoffs: u64,
    /// Follow-ups, open or met.
    pub follow_ups: u64,
    /// Fields with more than one value that a person must decide on.
    pub conflicts: u64,
    /// Entries that are not used because they are malformed or forged.
    pub quarantined: u64,
    /// Entries that wait.
    pub parked: u64,
    /// Outcome code → people: each once for each code.
    pub outcomes: BTreeMap<String, u64>,
}

const COUNTS: &str = "SELECT
    (SELECT count(*) FROM incident_row WHERE standing = 0),
    (SELECT count(*) FROM person_row WHERE standing = 0),
    (SELECT count(*) FROM contact_row WHERE standing = 0),
    (SELECT count(DISTINCT coalesce(person, id)) FROM contact_row c WHERE standing = 0 AND
        (naloxone_given = 'yes' OR EXISTS (SELECT 1 FROM administration_row WHERE contact = c.id))),
    (SELECT count(*) FROM administration_row a JOIN contact_row c ON c.id = a.contact WHERE c.standing = 0),
    (SELECT count(*) FROM dose_row d JOIN contact_row c ON c.id = d.contact WHERE c.standing = 0),
    (SELECT count(*) FROM handoff_row WHERE standing = 0),
    (SELECT count(*) FROM follow_up_row WHERE standing = 0),
    (SELECT count(*) FROM conflict_row),
    (SELECT count(*) FROM quarantine),
    (SELECT count(*) FROM parked)";

const OUTCOMES: &str = "SELECT d.code, count(DISTINCT coalesce(d.person, d.contact)) \
     FROM disposition_row d JOIN contact_row c ON c.id = d.contact WHERE c.standing = 0 GROUP BY d.code";

impl Reading<'_> {
    /// Counts everything.
    pub fn counts(&self) -> Result<Counts> {
        let counts = sqlite::query_one(self.conn, COUNTS, [], |row| {
            Ok(Counts {
                incidents: column(row, 0)?,
                people: column(row, 1)?,
                contacts: column(row, 2)?,
                people_given_naloxone: column(row, 3)?,
                administrations: column(row, 4)?,
                doses: column(row, 5)?,
                handoffs: column(row, 6)?,
                follow_ups: column(row, 7)?,
                conflicts: column(row, 8)?,
                quarantined: column(row, 9)?,
                parked: column(row, 10)?,
                outcomes: BTreeMap::new(),
            })
        })?;
        let outcomes = sqlite::query(self.conn, OUTCOMES, [], |row| Ok((column(row, 0)?, column(row, 1)?)))?;
        Ok(Counts { outcomes: outcomes.into_iter().collect(), ..counts.unwrap_or_default() })
    }
}
