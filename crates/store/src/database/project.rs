//! Writing projections: everything that is shown of one record, replaced as a whole.

use domain::RecordId;

use super::disclosure::{CopiedConsentRow, DisclosedCopyRow, DisclosureConsentRow, DisclosureRow};
use super::rows::{
    AdministrationRow, ConflictRow, ConsentRow, ContactRow, DispositionRow, DoseRow, FollowUpRow, HandoffRow,
    IncidentRow, LocationRow, NoteRow, OrganizationRow, PacketRow, PersonRow, ServiceRow,
};
use super::{Writing, search};
use crate::Result;
use crate::column::bind;
use crate::row::sealed::Table;

/// What one record adds to the projections, by its kind. Kinds without a row of their own are [`Self::Nothing`].
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "each carries the row of its name")]
pub enum Projection {
    Person(PersonRow),
    Incident(IncidentRow),
    /// A contact with the facts in it.
    Contact {
        contact: ContactRow,
        administrations: Vec<AdministrationRow>,
        doses: Vec<DoseRow>,
        dispositions: Vec<DispositionRow>,
    },
    Note(NoteRow),
    Handoff(HandoffRow),
    FollowUp(FollowUpRow),
    Packet(PacketRow),
    Consent(ConsentRow),
    Service(ServiceRow),
    Organization(OrganizationRow),
    Location(LocationRow),
    /// An account with the consents it rests on.
    Disclosure {
        disclosure: DisclosureRow,
        consents: Vec<DisclosureConsentRow>,
    },
    /// A copy with the consents it names.
    DisclosedCopy {
        copy: DisclosedCopyRow,
        consents: Vec<CopiedConsentRow>,
    },
    /// Found and shown by its record only.
    Nothing,
}

/// Every table that [`Writing::clear_projections`] empties, with the order in which its digest is taken.
pub(super) const TABLES: [(&str, &str); 19] = [
    (PersonRow::TABLE, "id"),
    (IncidentRow::TABLE, "id"),
    (ContactRow::TABLE, "id"),
    (AdministrationRow::TABLE, "contact, id"),
    (DoseRow::TABLE, "contact, id"),
    (DispositionRow::TABLE, "contact, code"),
    (NoteRow::TABLE, "id"),
    (HandoffRow::TABLE, "id"),
    (FollowUpRow::TABLE, "id"),
    (PacketRow::TABLE, "id"),
    (ConsentRow::TABLE, "id"),
    (ServiceRow::TABLE, "id"),
    (OrganizationRow::TABLE, "id"),
    (LocationRow::TABLE, "id"),
    (ConflictRow::TABLE, "record, field"),
    (DisclosureRow::TABLE, "id"),
    (DisclosureConsentRow::TABLE, "disclosure, consent"),
    (DisclosedCopyRow::TABLE, "id"),
    (CopiedConsentRow::TABLE, "copy, consent"),
];

impl Writing<'_> {
    /// Replaces what is shown of one record. Rows of facts and conflicts that are no longer given disappear.
    pub fn project(
        &self,
        record: RecordId,
        projection: &Projection,
        conflicts: &[ConflictRow],
    ) -> Result<()> {
        match projection {
            Projection::Contact { .. } => {
                self.remove_of::<AdministrationRow>("contact", record)?;
                self.remove_of::<DoseRow>("contact", record)?;
                self.remove_of::<DispositionRow>("contact", record)?;
            }
            Projection::Disclosure { .. } => self.remove_of::<DisclosureConsentRow>("disclosure", record)?,
            Projection::DisclosedCopy { .. } => self.remove_of::<CopiedConsentRow>("copy", record)?,
            _ => {}
        }
        self.remove_of::<ConflictRow>("record", record)?;
        self.add_projection(projection)?;
        conflicts.iter().try_for_each(|row| self.put_row(row))
    }

    /// Writes the rows; those of facts that are no longer given stay.
    pub(super) fn add_projection(&self, projection: &Projection) -> Result<()> {
        match projection {
            Projection::Person(row) => self.put_row(row),
            Projection::Incident(row) => self.put_row(row),
            Projection::Contact { contact, administrations, doses, dispositions } => {
                self.put_row(contact)?;
                administrations.iter().try_for_each(|row| self.put_row(row))?;
                doses.iter().try_for_each(|row| self.put_row(row))?;
                dispositions.iter().try_for_each(|row| self.put_row(row))
            }
            Projection::Note(row) => self.put_row(row),
            Projection::Handoff(row) => self.put_row(row),
            Projection::FollowUp(row) => self.put_row(row),
            Projection::Packet(row) => self.put_row(row),
            Projection::Consent(row) => self.put_row(row),
            Projection::Service(row) => self.put_row(row),
            Projection::Organization(row) => self.put_row(row),
            Projection::Location(row) => self.put_row(row),
            Projection::Disclosure { disclosure, consents } => {
                self.put_row(disclosure)?;
                consents.iter().try_for_each(|row| self.put_row(row))
            }
            Projection::DisclosedCopy { copy, consents } => {
                self.put_row(copy)?;
                consents.iter().try_for_each(|row| self.put_row(row))
            }
            Projection::Nothing => Ok(()),
        }
    }

    /// Removes every row of one record: each table's order begins with the record that its rows are of.
    pub(super) fn remove_projection(&self, record: RecordId) -> Result<()> {
        for (table, order) in TABLES {
            let owner = order.split(',').next().unwrap_or("id");
            self.execute(&format!("DELETE FROM {table} WHERE {owner} = ?"), bind![record])?;
        }
        Ok(())
    }

    fn remove_of<R: Table>(&self, owner: &str, record: RecordId) -> Result<()> {
        self.execute(&format!("DELETE FROM {} WHERE {owner} = ?", R::TABLE), bind![record])?;
        Ok(())
    }

    /// Empties every projection, the search index and each record's folded state, before they are made again from
    /// the journal in the same transaction. Keys, drafts, quarantine and what is parked stay.
    pub fn clear_projections(&self) -> Result<()> {
        for (table, _) in TABLES {
            self.execute(&format!("DELETE FROM {table}"), [])?;
        }
        self.execute("UPDATE record SET folded = x'', digest = zeroblob(32)", [])?;
        // far quicker than taking the words of every record out one by one
        self.still_open()?;
        self.conn.execute_batch("DROP TABLE search")?;
        self.conn.execute_batch(search::SCHEMA)?;
        Ok(())
    }
}
