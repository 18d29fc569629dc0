//! What went wrong, as hosts see it: a stable code to switch on, words for a log, never a stack of causes.

use std::fmt;

use serde::Serialize;
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
            app::AppError::NotReady(issues) => issues.iter().map(IssueView::from).collect(),
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
