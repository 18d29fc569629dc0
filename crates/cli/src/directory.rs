//! Answers about the service directory, in words.

use std::io::Write;

use anyhow::Result;
use api::views::{ImportHsdsView, ServiceListView, ServiceView};

use crate::{answer, explain};

/// What an import did.
pub fn imported(out: &mut impl Write, view: &ImportHsdsView) -> Result<()> {
    writeln!(
        out,
        "{} organisations, {} locations, {} services: {} new, {} changed, {} already held",
        view.organizations, view.locations, view.services, view.created, view.changed, view.unchanged
    )?;
    for row in &view.warnings {
        let column = row.column.as_deref().map(|name| format!(", {name}")).unwrap_or_default();
        writeln!(out, "{} line {}{column}: {}", row.file, row.line, explain::with_code(&row.code))?;
    }
    Ok(())
}

/// Services found.
pub fn services(out: &mut impl Write, view: &ServiceListView) -> Result<()> {
    for one in &view.services {
        writeln!(out, "{}  {}  ({})", one.id, one.name, one.organization)?;
    }
    writeln!(
        out,
        "{} of {} services fit; the directory has {} organisations and {} locations",
        view.found, view.total, view.organizations, view.locations
    )?;
    Ok(())
}

/// One service with its places.
pub fn service(out: &mut impl Write, view: &ServiceView) -> Result<()> {
    answer::record(out, &view.record)?;
    for place in &view.locations {
        writeln!(out, "at: {}  {}  {}", place.name, place.address, place.phone)?;
    }
    Ok(())
}
