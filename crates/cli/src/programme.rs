//! A programme in words.

use std::io::Write;

use anyhow::Result;
use api::views::{ProgrammeCompartmentView, ProgrammeView};

/// What a programme says.
pub fn programme(out: &mut impl Write, view: &ProgrammeView) -> Result<()> {
    writeln!(out, "{}, version {}: {}", view.id, view.version, view.name.en)?;
    match &view.hash {
        Some(hash) => writeln!(out, "hash: {hash}")?,
        None => writeln!(out, "nobody adopted a programme: everything is in one shared compartment")?,
    }
    writeln!(out, "days without contact: {}", view.lease_days)?;
    view.compartments.iter().try_for_each(|one| compartment(out, one))
}

fn compartment(out: &mut impl Write, view: &ProgrammeCompartmentView) -> Result<()> {
    let owner = view.owner.as_deref().map(|owner| format!(", owned by {owner}")).unwrap_or_default();
    writeln!(out, "compartment {} ({}): {}{owner}", view.id, view.class, view.name.en)?;
    let before = if view.history_for_newcomers { "from the beginning" } else { "from joining" };
    Ok(writeln!(out, "  for devices of: {}; newcomers read {before}", view.members.join(", "))?)
}
