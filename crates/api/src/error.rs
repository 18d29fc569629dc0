//! What went wrong, as hosts see it: a stable code to switch on, words for a log, never a stack of causes.

use std::fmt;

use serde::Serialize;
use thiserror::Error;
use ts_rs::TS;

use crate::views::IssueView;

/// A command was not carried out. Nothing was half-done.
#[derive(Clone, Debug, Serialize, TS)]
pub struct ApiError {
    /// Stable; listed in `docs/reference/errors.md`.
    pub code: String,
    /// English words for a log or a terminal; the interface has its own by code.
    pub message: String,
    /// The rules that block, when the code is `record.not_ready`.
    pub issues: Vec<IssueView>,
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} [{}]", self.message, self.code)?;
        for issue in &self.issues {
            write!(f, "\n  {}: {}", issue.field, issue.code)?;
        }
        Ok(())
    }
}

impl std::error::Error for ApiError {}

fn damaged(row: &app::csv::UnusableRow) -> IssueView {
    IssueView { field: format!("line {}", row.line), code: row.reason.code().to_owned(), blocking: true }
}

/// What a consent lacks, where that is why it does not count.
fn missing(reason: &app::domain::disclosure::Reason) -> Vec<IssueView> {
    let app::domain::disclosure::Reason::NotValid(missing) = reason else { return Vec::new() };
    let view = |one: &app::domain::consent::Missing| IssueView {
        field: one.field().to_owned(),
        code: one.code().to_owned(),
        blocking: true,
    };
    missing.iter().map(view).collect()
}

impl ApiError {
    /// The process exit code for this kind of error: 3 this device's files and secrets, 4 the network (try
    /// again, nothing is lost), 5 the relay refused, 1 everything else.
    pub fn exit_code(&self) -> u8 {
        match self.code.split('.').next().unwrap_or_default() {
            "store" | "vault" | "home" => 3,
            "net" => 4,
            "relay" => 5,
            _ => 1,
        }
    }
}

impl From<app::AppError> for ApiError {
    fn from(error: app::AppError) -> Self {
        let issues = match &error {
            app::AppError::NotReady(issues) | app::AppError::NotConsent(issues) => {
                issues.iter().map(IssueView::from).collect()
            }
            app::AppError::NotConsented { denial, .. } => missing(&denial.reason),
            app::AppError::DamagedRows(rows) => rows.iter().map(damaged).collect(),
            _ => Vec::new(),
        };
        Self { code: error.code().to_owned(), message: error.to_string(), issues }
    }
}

impl From<&app::domain::Issue> for IssueView {
    fn from(issue: &app::domain::Issue) -> Self {
        Self {
            field: issue.field.clone(),
            code: issue.code.to_owned(),
            blocking: issue.severity == app::domain::Severity::Blocking,
        }
    }
}

/// Why the desk did not carry a call out, or did not even hear it.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum DeskError {
    /// No command has this name, or what came with it does not fit. Where it went wrong is told, never what stood
    /// there: it may be a passphrase.
    #[error("the call cannot be read: {0}")]
    Unreadable(String),
    /// A call is over 4 MiB.
    #[error("the call has {0} bytes; at most {max} are read", max = crate::desk::CALL_MAX_BYTES)]
    TooLarge(usize),
    /// Nobody is signed in: records cannot be seen until somebody is.
    #[error("the device is locked")]
    Locked,
    /// The desk was closed while it was asked, or before.
    #[error("the desk is closed")]
    Closed,
    /// The desk syncs in the background and never makes a person wait for the network: ask `sync_now`.
    #[error("the desk syncs by itself; ask `sync_now`")]
    SyncsItself,
    /// The system gives no thread to work in.
    #[error("the system gives no thread: {0}")]
    NoThread(String),
    /// Another screen is setting this device up at this moment.
    #[error("this device is being set up already")]
    Busy,
    /// A command ended in a fault of the program. Nothing of it was kept; the device is locked and can be opened
    /// again.
    #[error("the command failed by a fault of the program; the device was locked")]
    Panicked,
    /// The minutes until the device locks itself are not between 1 and 30.
    #[error("the device locks itself after 1 to 30 minutes")]
    LockAfter,
    /// Settings could not be kept on this device's disk; what was set before stands.
    #[error("the settings cannot be kept: {0}")]
    SettingsNotKept(String),
    /// The settings' file cannot be read: set aside as `settings.toml.unreadable`, and every setting is as shipped.
    /// In the log only.
    #[error("the settings' file cannot be read: {0}")]
    SettingsUnreadable(String),
    /// An address within the app is over 1,024 bytes.
    #[error("the place is too long to be remembered")]
    PlaceTooLong,
}

impl DeskError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable(_) => "call.unreadable",
            Self::TooLarge(_) => "call.too_large",
            Self::Locked => "desk.locked",
            Self::Closed => "desk.closed",
            Self::SyncsItself => "desk.syncs_itself",
            Self::NoThread(_) => "desk.no_thread",
            Self::Busy => "desk.busy",
            Self::Panicked => "desk.panicked",
            Self::LockAfter => "settings.lock_after",
            Self::SettingsNotKept(_) => "desk.settings_not_kept",
            Self::SettingsUnreadable(_) => "desk.settings_unreadable",
            Self::PlaceTooLong => "desk.place_too_long",
        }
    }
}

impl From<DeskError> for ApiError {
    fn from(error: DeskError) -> Self {
        Self { code: error.code().to_owned(), message: error.to_string(), issues: Vec::new() }
    }
}

/// Why there is no picture of a code, or no code in a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum QrError {
    /// The text is too long for a QR picture.
    #[error("the text is too long for a QR picture")]
    TooLong,
    /// The picture is none, or has over two million pixels.
    #[error("this is no picture of at most two million pixels")]
    Picture,
    /// No QR code is seen in the picture.
    #[error("no QR code is seen in the picture")]
    None,
    /// Different QR codes are seen in the picture: only one may be in it.
    #[error("several QR codes are seen in the picture")]
    Several,
    /// A QR code is seen, but it cannot be read: blurred, cut off, or too small.
    #[error("the QR code in the picture cannot be read")]
    Unreadable,
}

impl QrError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLong => "qr.too_long",
            Self::Picture => "qr.picture",
            Self::None => "qr.none",
            Self::Several => "qr.several",
            Self::Unreadable => "qr.unreadable",
        }
    }
}

impl From<QrError> for ApiError {
    fn from(error: QrError) -> Self {
        Self { code: error.code().to_owned(), message: error.to_string(), issues: Vec::new() }
    }
}
