//! Reading the service directory: services, who runs them, and where. What was entered in error is left out.

use domain::RecordId;

use super::rows::{LocationRow, OrganizationRow, ServiceRow};
use super::{Page, Reading};
use crate::column::{bind, column};
use crate::row::sealed::Table;
use crate::{Result, sqlite};

/// How much the directory holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DirectoryCounts {
    /// Who.
    pub organizations: u64,
    /// Where.
    pub locations: u64,
    /// What.
    pub services: u64,
}

impl Reading<'_> {
    /// How much the directory holds.
    pub fn directory_counts(&self) -> Result<DirectoryCounts> {
        Ok(DirectoryCounts {
            organizations: self.standing::<OrganizationRow>()?,
            locations: self.standing::<LocationRow>()?,
            services: self.standing::<ServiceRow>()?,
        })
    }

    fn standing<R: Table>(&self) -> Result<u64> {
        let sql = format!("SELECT count(*) FROM {} WHERE standing = 0", R::TABLE);
        Ok(sqlite::query_one(self.conn, &sql, [], |row| column(row, 0))?.unwrap_or(0))
    }

    /// Services by who runs them and by name.
    pub fn services(&self, page: Page) -> Result<Vec<ServiceRow>> {
        let rest = "WHERE standing = 0 ORDER BY organization, name, id LIMIT ? OFFSET ?";
        sqlite::select(self.conn, rest, bind![page.limit, page.skip])
    }

    /// One service.
    pub fn service(&self, id: RecordId) -> Result<Option<ServiceRow>> {
        sqlite::select_one(self.conn, "WHERE id = ? AND standing = 0", bind![id])
    }

    /// What an organisation offers, by name.
    pub fn services_of(&self, organization: RecordId) -> Result<Vec<ServiceRow>> {
        let rest = "WHERE provided_by = ? AND standing = 0 ORDER BY name, id";
        sqlite::select(self.conn, rest, bind![organization])
    }

    /// One place.
    pub fn location(&self, id: RecordId) -> Result<Option<LocationRow>> {
        sqlite::select_one(self.conn, "WHERE id = ? AND standing = 0", bind![id])
    }

    /// Where an organisation works, by name.
    pub fn locations_of(&self, organization: RecordId) -> Result<Vec<LocationRow>> {
        let rest = "WHERE run_by = ? AND standing = 0 ORDER BY name, id";
        sqlite::select(self.conn, rest, bind![organization])
    }

    /// At how many places an organisation works.
    pub fn location_count(&self, organization: RecordId) -> Result<u32> {
        let sql = "SELECT count(*) FROM location_row WHERE run_by = ? AND standing = 0";
        Ok(sqlite::query_one(self.conn, sql, bind![organization], |row| column(row, 0))?.unwrap_or(0))
    }
}
