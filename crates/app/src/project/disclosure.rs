//! Rows of accounts and of disclosed copies.

use domain::Record;
use domain::disclosure::{Account, DisclosedCopy};
use store::{CopiedConsentRow, DisclosedCopyRow, DisclosureConsentRow, DisclosureRow, Projection};

use super::rows;

pub(super) fn account(record: &Record) -> Projection {
    let account = Account::read(record);
    let consents = account
        .consents
        .iter()
        .map(|consent| DisclosureConsentRow { disclosure: record.id, consent: *consent });
    Projection::Disclosure {
        consents: consents.collect(),
        disclosure: DisclosureRow {
            id: record.id,
            compartment: record.compartment,
            standing: rows::standing(record),
            person: account.person,
            handoff: account.body.handoff,
            at_ms: account.body.at.map(|at| at.unix_ms()),
            state: account.progress().word().to_owned(),
            to_agency: account.to_agency,
            about: account.body.about,
            leg: account.body.leg,
        },
    }
}

pub(super) fn copy(record: &Record) -> Projection {
    let copy = DisclosedCopy::read(record);
    let named = copy.consents.keys().chain(copy.revoked.keys());
    let mut consents: Vec<CopiedConsentRow> = named
        .map(|consent| CopiedConsentRow {
            copy: record.id,
            consent: *consent,
            revoked_ms: copy.revoked.get(consent).map(|at| at.unix_ms()),
        })
        .collect();
    consents.sort_by_key(|row| row.consent);
    consents.dedup();
    Projection::DisclosedCopy {
        consents,
        copy: DisclosedCopyRow {
            id: record.id,
            compartment: record.compartment,
            handoff: copy.body.handoff,
            from_agency: copy.from_agency,
            about: copy.body.about,
        },
    }
}
