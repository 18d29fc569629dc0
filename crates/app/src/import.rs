//! Importing a file: planned whole, then written in one transaction. Repeatable: the same rows again, also on
//! another device, make the same records and no conflict.

use std::fs::File;
use std::io::BufReader;
use std::ops::ControlFlow;
use std::path::Path;

use domain::contact::Contact;
use domain::{CompartmentId, Edit, RecordId, RecordKind, follow_up};
use interop::csv::{self, Map, Plan};
use interop::{ImportGroup, ImportRecord};
use vault::IdKey;

use crate::derived::follow_up_id;
use crate::ledger::{Ledger, OpenRecord};
use crate::progress::{Flow, Progress};
use crate::records::ready;
use crate::{AppError, Device};

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// What the file says, and what of it could not be used.
    pub report: csv::Report,
    /// Records in it.
    pub records: u64,
    /// Records this device did not hold.
    pub created: u64,
    /// Records that gained something.
    pub changed: u64,
    /// Records that already said the same.
    pub unchanged: u64,
    /// Follow-up clocks started; none whose window has passed.
    pub clocks_started: u64,
}

/// What to do with a file some rows of which are damaged (not merely without a key).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DamagedRows {
    /// Import nothing and name the rows: the file should be exported again.
    Refuse,
    /// Leave them out and import the rest.
    LeaveOut,
}

/// Records after which what was touched is written back, to keep memory bounded.
const RECORDS_PER_FLUSH: usize = 2000;

impl Device {
    /// Imports a CSV file through a map: one that ships, by name, or a file. Everything or nothing.
    ///
    /// # Errors
    /// `csv.*`, `map.*`, `file.unreadable`, `import.cancelled`; nothing is imported then.
    pub fn import_csv(
        &mut self,
        map: &str,
        file: &Path,
        compartment: Option<&str>,
        damaged: DamagedRows,
        progress: &mut Progress<'_>,
    ) -> Result<Imported, AppError> {
        let compartment = self.compartment_for(compartment.or(Some(crate::device::SHARED)))?;
        let map = read_map(map)?;
        let row = self.db.read(|tx| tx.compartment(compartment))?.ok_or(AppError::NotFound("compartment"))?;
        let id_key = IdKey::from_bytes(&row.id_key.0);
        let plan = plan(&map, file, &id_key, progress)?;
        if damaged == DamagedRows::Refuse && plan.report.damaged_rows() > 0 {
            let rows = plan.report.unusable.into_iter().filter(|row| row.reason.is_damage());
            return Err(AppError::DamagedRows(rows.collect()));
        }
        let done = self.write_groups(&plan.groups, compartment, progress)?;
        Ok(Imported { report: plan.report, ..done })
    }

    /// Imports records that some other reader than the CSV maps made. Everything or nothing.
    ///
    /// # Errors
    /// `import.cancelled`; nothing is imported then.
    pub fn import_groups(
        &mut self,
        groups: &[ImportGroup],
        compartment: Option<&str>,
        progress: &mut Progress<'_>,
    ) -> Result<Imported, AppError> {
        let compartment = self.compartment_for(compartment.or(Some(crate::device::SHARED)))?;
        self.write_groups(groups, compartment, progress)
    }

    fn write_groups(
        &mut self,
        groups: &[ImportGroup],
        compartment: CompartmentId,
        progress: &mut Progress<'_>,
    ) -> Result<Imported, AppError> {
        let stamp = self.stamp()?;
        let now_ms = self.platform.clock.now_ms();
        let total: usize = groups.iter().map(|group| group.records.len()).sum();
        let mut done = Imported { records: total as u64, ..Imported::default() };
        self.db.write(|tx| {
            let mut ledger = Ledger::new(tx);
            let (mut written, mut unflushed) = (0, 0);
            for group in groups {
                if progress.report("records", written, total as u64) == Flow::Cancel {
                    return Err(AppError::Cancelled);
                }
                let mut writer = GroupWriter { ledger: &mut ledger, compartment, stamp: &stamp, now_ms };
                writer.write(group, &mut done)?;
                written += group.records.len() as u64;
                unflushed += group.records.len();
                if unflushed >= RECORDS_PER_FLUSH {
                    ledger.flush()?;
                    unflushed = 0;
                }
            }
            ledger.flush()?;
            progress.report("records", total as u64, total as u64);
            Ok(())
        })?;
        self.seal_or_later();
        self.settle_disclosures_or_later();
        Ok(done)
    }
}

/// The records of one incident on their way into the journal.
struct GroupWriter<'a, 't, 'c> {
    ledger: &'a mut Ledger<'t, 'c>,
    compartment: CompartmentId,
    stamp: &'a domain::Stamp,
    now_ms: i64,
}

impl GroupWriter<'_, '_, '_> {
    fn write(&mut self, group: &ImportGroup, done: &mut Imported) -> Result<(), AppError> {
        for record in &group.records {
            let held = self.ledger.load(record.id)?;
            let is_new = held.is_none();
            let edits = worth_making(record, held.as_deref());
            if !self.author(record.id, record.kind, &edits)? {
                done.unchanged += 1;
                continue;
            }
            if is_new {
                done.created += 1;
            } else {
                done.changed += 1;
            }
            if record.kind == RecordKind::Contact {
                done.clocks_started += u64::from(self.start_clock(record)?);
            }
        }
        Ok(())
    }

    /// In as many changes as it takes: cells that are each within their cap may be too much for one.
    fn author(&mut self, id: RecordId, kind: RecordKind, edits: &[Edit]) -> Result<bool, AppError> {
        match self.ledger.author(id, kind, self.compartment, edits, self.stamp, self.now_ms) {
            Err(AppError::Author(merge::AuthorError::TooLarge)) if edits.len() > 1 => {
                let (first, rest) = edits.split_at(edits.len() / 2);
                let made = self.author(id, kind, first)?;
                Ok(self.author(id, kind, rest)? || made)
            }
            done => done,
        }
    }

    /// An imported event starts its follow-up, unless the window has passed.
    fn start_clock(&mut self, record: &ImportRecord) -> Result<bool, AppError> {
        let Some(contact) = self.ledger.record(record.id)? else { return Ok(false) };
        let contact = Contact::read(&contact);
        let window = follow_up::AFTER_OVERDOSE;
        let Some(mut edits) = follow_up::after_contact(&contact, record.occurred, window, self.now_ms) else {
            return Ok(false);
        };
        edits.push(ready());
        self.author(follow_up_id(record.id), RecordKind::FollowUp, &edits)
    }
}

/// A repeated import adds what the file has more. It does not undo what people changed or cleared since: a field
/// that anybody ever wrote stays as it is.
fn worth_making(record: &ImportRecord, held: Option<&OpenRecord>) -> Vec<Edit> {
    let Some(held) = held else { return record.edits.clone() };
    let unwritten = |edit: &&Edit| !held.folded.was_written(&edit.key);
    record.edits.iter().filter(unwritten).cloned().collect()
}

fn read_map(map: &str) -> Result<Map, AppError> {
    if csv::SHIPPED.contains(&map) {
        return Ok(Map::shipped(map)?);
    }
    let text = std::fs::read_to_string(map)
        .map_err(|error| AppError::File { path: map.to_owned(), reason: error.to_string() })?;
    Ok(Map::parse(&text)?)
}

fn plan(map: &Map, file: &Path, id_key: &IdKey, progress: &mut Progress<'_>) -> Result<Plan, AppError> {
    let unreadable = |error: std::io::Error| AppError::File {
        path: file.display().to_string(),
        reason: error.to_string(),
    };
    let input = BufReader::new(File::open(file).map_err(unreadable)?);
    let derive =
        |source: &str, parts: &[&str]| RecordId::from_bytes(vault::derive_record_id(id_key, source, parts));
    let mut cancelled = false;
    let mut report = |step: csv::Progress| {
        if progress.report("rows", step.rows, 0) == Flow::Cancel {
            cancelled = true;
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    };
    let planned = csv::plan(input, map, &derive, &mut report);
    if cancelled { Err(AppError::Cancelled) } else { Ok(planned?) }
}
