//! The programme: what the agencies agreed on, as a file.

use std::io::Read;
use std::path::Path;

use app::domain::programme::{Compartment, History, Programme, Wording};
use app::{AppError, Device, Hash, InForce, Progress, check_programme};

use crate::ApiError;
use crate::requests::*;
use crate::views::*;

/// More than any programme file has: a larger one is refused for its size, and not read to its end.
const READ_MAX: u64 = 1024 * 1024;

pub(crate) fn show(device: &mut Device, _: Nothing, _: &mut Progress<'_>) -> Result<ProgrammeView, ApiError> {
    Ok(view(device.programme()))
}

pub(crate) fn check(
    _: &mut Device,
    request: ProgrammeFileRequest,
    _: &mut Progress<'_>,
) -> Result<ProgrammeView, ApiError> {
    check_file(Path::new(&request.file))
}

pub(crate) fn adopt(
    device: &mut Device,
    request: ProgrammeFileRequest,
    _: &mut Progress<'_>,
) -> Result<ProgrammeView, ApiError> {
    let file = read(Path::new(&request.file))?;
    Ok(view(device.adopt_programme(&file)?))
}

/// Reads a programme file and says what it says, without a device. The message of an error names line and column.
pub fn check_file(file: &Path) -> Result<ProgrammeView, ApiError> {
    Ok(view(&check_programme(&read(file)?)?))
}

fn read(path: &Path) -> Result<Vec<u8>, AppError> {
    let mut bytes = Vec::new();
    let read = std::fs::File::open(path).and_then(|file| file.take(READ_MAX).read_to_end(&mut bytes));
    read.map_err(|error| AppError::File { path: path.display().to_string(), reason: error.to_string() })?;
    Ok(bytes)
}

fn view(in_force: &InForce) -> ProgrammeView {
    let programme: &Programme = &in_force.programme;
    ProgrammeView {
        id: programme.id.clone(),
        version: programme.version,
        name: wording(&programme.name),
        hash: in_force.hash.as_ref().map(Hash::to_string),
        lease_days: programme.lease_days,
        compartments: programme.compartments.iter().map(compartment).collect(),
    }
}

fn compartment(one: &Compartment) -> ProgrammeCompartmentView {
    ProgrammeCompartmentView {
        id: one.id.clone(),
        name: wording(&one.name),
        class: one.class.word().to_owned(),
        owner: one.owner.clone(),
        members: one.members.iter().map(|class| class.word().to_owned()).collect(),
        history_for_newcomers: one.history == History::Readable,
    }
}

fn wording(words: &Wording) -> WordingView {
    WordingView { en: words.en.clone(), es: words.es.clone() }
}
