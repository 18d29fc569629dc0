//! What crosses the device's edge: sync, invitations, imports.

use std::path::Path;

use app::csv::{Disagreement, KeptLabel, UnusableRow};
use app::{DamagedRows, Device, Imported, Profile, Progress, SyncReport};

use crate::requests::*;
use crate::views::*;
use crate::{ApiError, qr};

/// How long an invitation lasts when nobody says otherwise.
pub(super) const INVITE_HOURS: u32 = 72;

pub(crate) fn sync(
    device: &mut Device,
    request: SyncRequest,
    progress: &mut Progress<'_>,
) -> Result<SyncView, ApiError> {
    let wait_ms = i64::from(request.wait_s.unwrap_or(5)) * 1000;
    Ok(SyncView::from(&device.sync(wait_ms, progress)?))
}

impl From<&SyncReport> for SyncView {
    fn from(report: &SyncReport) -> Self {
        let notice =
            |notice: &app::Notice| NoticeView { code: notice.code.to_owned(), text: notice.text.clone() };
        Self {
            sent: report.sent,
            received: report.received,
            unsent: report.unsent,
            quarantined: report.quarantined,
            parked: report.parked,
            up_to_date: report.up_to_date,
            notices: report.notices.iter().map(notice).collect(),
        }
    }
}

pub(crate) fn invite(
    device: &mut Device,
    request: InviteRequest,
    _: &mut Progress<'_>,
) -> Result<InviteView, ApiError> {
    let profile = Profile::read(
        &request.agency,
        &request.role,
        request.agency_kind.as_deref(),
        request.member_name.as_deref(),
    )?;
    let invitation = device.invite(profile, request.expires_hours.unwrap_or(INVITE_HOURS))?;
    Ok(InviteView {
        code: invitation.code.to_string(),
        qr: qr::draw(&invitation.code)?,
        agency: invitation.profile.agency.clone(),
        role: invitation.profile.role.word().to_owned(),
        class: invitation.profile.class.word().to_owned(),
        expires_ms: invitation.expires_ms,
    })
}

pub(crate) fn import_csv(
    device: &mut Device,
    request: ImportCsvRequest,
    progress: &mut Progress<'_>,
) -> Result<ImportView, ApiError> {
    let file = Path::new(&request.file);
    let damaged = if request.skip_damaged { DamagedRows::LeaveOut } else { DamagedRows::Refuse };
    let compartment = request.compartment.as_deref();
    let done = device.import_csv(&request.map, file, compartment, damaged, progress)?;
    Ok(imported(&done))
}

fn imported(done: &Imported) -> ImportView {
    let report = &done.report;
    let labels = report.kept_as_labels.iter().map(|label: &KeptLabel| RejectedRowView {
        line: label.first_line,
        column: Some(label.column.clone()),
        code: label.reason.code().to_owned(),
    });
    let disagreements = report.disagreements.iter().map(|one: &Disagreement| RejectedRowView {
        line: one.kept_line,
        column: Some(one.field.clone()),
        code: "csv.disagreement".to_owned(),
    });
    let rejected = report.unusable.iter().map(|row: &UnusableRow| RejectedRowView {
        line: row.line,
        column: row.column.clone(),
        code: row.reason.code().to_owned(),
    });
    ImportView {
        rows: report.rows,
        records: done.records,
        created: done.created,
        changed: done.changed,
        unchanged: done.unchanged,
        clocks_started: done.clocks_started,
        rejected: rejected.collect(),
        warnings: labels.chain(disagreements).collect(),
    }
}
