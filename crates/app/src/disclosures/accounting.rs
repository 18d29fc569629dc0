//! Who was told what of a person: the accounting that 42 CFR 2.25 and 45 CFR 164.528 give the person a right to.

use domain::disclosure::Account;
use domain::{RecordId, RecordKind};

use crate::{AppError, Device};

/// The columns of the file.
const HEADER: [&str; 13] = [
    "decided_at",
    "person",
    "to_agency",
    "to_class",
    "about",
    "leg",
    "purpose",
    "fields",
    "left_out",
    "consents",
    "by",
    "standing",
    "standing_since",
];

impl Device {
    /// Every disclosure of a person, newest first.
    ///
    /// # Errors
    /// `store.*`.
    pub fn accounting(&self, person: RecordId) -> Result<Vec<Account>, AppError> {
        let rows = self.db.read(|tx| tx.disclosures_of(person))?;
        rows.into_iter().map(|row| self.disclosure(row.id)).collect()
    }

    /// The disclosures made for a handoff, oldest first.
    pub(crate) fn disclosures_for(&self, handoff: RecordId) -> Result<Vec<Account>, AppError> {
        let rows = self.db.read(|tx| tx.disclosures_for(handoff))?;
        rows.into_iter().map(|row| self.disclosure(row.id)).collect()
    }

    /// One disclosure.
    ///
    /// # Errors
    /// [`AppError::NotFound`].
    pub fn disclosure(&self, id: RecordId) -> Result<Account, AppError> {
        Ok(Account::read(&self.record_of(id, RecordKind::Disclosure)?))
    }
}

/// The accounting as a CSV file (RFC 4180): one line for each disclosure, with the names of the fields that were told and
/// not what stood in them. A cell that a spreadsheet would take for a formula begins with an apostrophe.
pub fn accounting_csv(accounts: &[Account]) -> String {
    let mut out = line(HEADER.map(str::to_owned));
    for account in accounts {
        let body = &account.body;
        let names = body.copies.keys().cloned();
        let told = body.told.keys().map(|event| format!("event.{event}"));
        let asks = body.asks.as_ref().map(|_| "asks".to_owned());
        let reason = body.told_reason.as_ref().map(|_| "event.closed.code".to_owned());
        let fields: Vec<String> = names.chain(told).chain(asks).chain(reason).collect();
        let consents: Vec<String> = account.consents.iter().map(ToString::to_string).collect();
        let since = account.fates.values().next_back().copied().flatten();
        out.push_str(&line([
            body.at.map(|at| at.to_string()).unwrap_or_default(),
            account.person.map(|id| id.to_string()).unwrap_or_default(),
            account.to_agency.clone(),
            account.to_class.map(|class| class.word().to_owned()).unwrap_or_default(),
            body.about.clone(),
            body.leg.clone(),
            body.purpose.clone().unwrap_or_default(),
            fields.join(" "),
            if body.omitted { "yes" } else { "no" }.to_owned(),
            consents.join(" "),
            account.by.clone().unwrap_or_default(),
            account.progress().word().to_owned(),
            since.map(|at| at.to_string()).unwrap_or_default(),
        ]));
    }
    out
}

fn line<const N: usize>(cells: [String; N]) -> String {
    cells.map(|text| cell(&text)).join(",") + "\r\n"
}

fn cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let guard = if formula { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use domain::disclosure::{About, Body, Fate, Leg};
    use domain::role::Class;
    use domain::{Moment, Scalar};

    use super::*;

    #[test]
    fn a_file_names_the_fields_and_says_nothing_of_what_stood_in_them() {
        let at: Moment = "2026-01-02T03:04:05-05:00[America/New_York]".parse().unwrap();
        let mut body = Body::new(About::HandoffPacket, Leg::Outward, at);
        body.copies = [("name.family".to_owned(), Scalar::text("Example"))].into();
        body.asks = Some("a bed".into());
        let account = Account {
            id: RecordId::from_bytes([1; 16]),
            body,
            person: Some(RecordId::from_bytes([2; 16])),
            to_agency: "=Harbor \"Recovery\", Center".into(),
            to_class: Some(Class::Care),
            by: None,
            consents: [RecordId::from_bytes([3; 16])].into(),
            fates: BTreeMap::from([(Fate::Sent, Some(at))]),
        };
        let csv = accounting_csv(&[account]);
        let lines: Vec<&str> = csv.split("\r\n").collect();
        assert_eq!(lines.len(), 3, "{csv}");
        assert!(lines[1].contains("\"'=Harbor \"\"Recovery\"\", Center\",\"care\""), "{csv}");
        assert!(lines[1].contains("\"name.family asks\",\"no\""), "{csv}");
        assert!(lines[1].ends_with("\"sent\",\"2026-01-02T03:04:05-05:00[America/New_York]\""), "{csv}");
        assert!(!csv.contains("Example") && !csv.contains("bed"), "{csv}");
    }
}
