//! From what was typed to a consent that is signed and granted, in one change.

use domain::consent::{Consent, Missing, Saying, Statement};
use domain::fields::slug;
use domain::typed::{self, Typing};
use domain::validate::{self, Context, Stage};
use domain::{Edit, Issue, RecordId, RecordKind, Scalar, Severity};

use super::text::Wording;
use crate::records::{RecordWrite, TypedFields, ready};
use crate::{AppError, Device, Whom};

/// What may be typed into the fields of a consent. The rest is not typed: the words that were shown are the wording's, the
/// rules for spoken consent and for guardians are the programme's.
const TYPED: [&str; 8] = [
    "person.name_signed",
    "expires.date",
    "expires.event",
    "signature.kind",
    "signature.by",
    "signature.drawn",
    "signature.witness",
    "signed.at",
];
/// The groups in which a member is chosen.
const CHOSEN: [&str; 6] = ["scope.", "field.", "designation.", "purpose.", "return.", "return_field."];

/// A consent as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedConsent {
    /// Whose it is.
    pub person: Option<RecordId>,
    /// The language in which the wording is shown.
    pub language: String,
    /// Who may disclose, by name.
    pub disclosers: Vec<String>,
    /// Who may be told, by name.
    pub recipients: Vec<String>,
    /// Other fields by their keys: what is chosen, the end, the signature. When it was signed is now unless typed.
    pub fields: TypedFields,
    /// The guardian who signs; `None` where the person does.
    pub guardian: Option<Whom>,
    /// Where it is to live; where this device's class authors consents when absent.
    pub compartment: Option<String>,
}

struct Prepared {
    consent: RecordId,
    writes: Vec<RecordWrite>,
    issues: Vec<Issue>,
}

impl Device {
    /// Records a consent that was signed or spoken: whole, granted, and fsynced when this returns.
    ///
    /// # Errors
    /// [`AppError::NotConsent`] names everything that is missing or cannot be; nothing is written then.
    pub fn consent_new(&mut self, typed: &TypedConsent) -> Result<RecordId, AppError> {
        let prepared = self.signed(typed)?;
        self.write(&prepared.writes)?;
        Ok(prepared.consent)
    }

    /// As [`Device::consent_new`] of what was kept as a draft, which ends in the same transaction.
    ///
    /// # Errors
    /// As [`Device::consent_new`]; the draft stays then.
    pub fn consent_from_draft(
        &mut self,
        draft: RecordId,
        typed: &TypedConsent,
    ) -> Result<RecordId, AppError> {
        let draft = self.draft_of(RecordKind::Consent, draft)?.id;
        let prepared = self.signed(typed)?;
        let of = self.drafter();
        self.write_and(&prepared.writes, |tx| Ok(tx.end_draft(draft, of)?))?;
        Ok(prepared.consent)
    }

    /// What would stand in the way if it were signed as it is now.
    ///
    /// # Errors
    /// [`AppError::NotFound`], `consent.no_wording`, `placement.*`, `compartment.*`.
    pub fn consent_issues(&mut self, typed: &TypedConsent) -> Result<Vec<Issue>, AppError> {
        Ok(self.prepare_consent(typed)?.issues)
    }

    fn signed(&mut self, typed: &TypedConsent) -> Result<Prepared, AppError> {
        let prepared = self.prepare_consent(typed)?;
        if validate::blocks(&prepared.issues) {
            return Err(AppError::NotConsent(prepared.issues));
        }
        Ok(prepared)
    }

    fn prepare_consent(&mut self, typed: &TypedConsent) -> Result<Prepared, AppError> {
        let compartment = self.home_of(RecordKind::Consent, typed.compartment.as_deref())?;
        let with_person = self.home_of(RecordKind::Person, typed.compartment.as_deref())?;
        let wording = self.consent_wording(&typed.language)?;
        let (mut edits, mut issues) = (shown(&wording), Vec::new());
        let mut writes = Vec::new();
        if let Some(person) = typed.person {
            self.require(person, RecordKind::Person)?;
            edits.push(Edit::set("person", Scalar::text(person.to_string())));
        }
        self.named("discloser", &typed.disclosers, &mut edits);
        self.named("recipient", &typed.recipients, &mut edits);
        edits.extend(read(&typed.fields, self.typing(), &mut issues));
        if typed.fields.contains_key("signature.kind") && !typed.fields.contains_key("signed.at") {
            edits.push(Edit::set("signed.at", Scalar::text(self.now()?.to_string())));
        }
        if let Some(guardian) = &typed.guardian {
            let guardian = self.whom(guardian, with_person, &mut writes, &mut issues)?;
            edits.push(Edit::set("signature.guardian", Scalar::text(guardian.to_string())));
        }
        self.by_rule(&mut edits, &mut issues);
        let consent = self.new_id();
        let said = Statement {
            id: self.new_id().0,
            saying: Saying::Granted,
            until: None,
            at: self.now()?,
            by: self.me.profile.agency.clone(),
            how: None,
            seen: [].into(),
        };
        edits.extend([said.edit(), ready()]);
        let now_ms = self.now_ms();
        let context = Context { now_ms, author: Some(self.me.profile.author()), stage: Stage::Ready };
        issues.extend(validate::edits(RecordKind::Consent, None, &edits, &context));
        let as_record = self.as_record(consent, RecordKind::Consent, compartment, &edits)?;
        if Consent::read(&as_record).runs_out_ms().is_some_and(|end| end <= now_ms) {
            issues.push(Issue::blocking("expires.date", "consent.until"));
        }
        issues.sort();
        issues.dedup();
        writes.push(RecordWrite { id: consent, kind: RecordKind::Consent, compartment, edits });
        Ok(Prepared { consent, writes, issues })
    }

    /// A member for each name, in the agency's own spelling where it is one of the collaborative.
    fn named(&self, prefix: &str, names: &[String], edits: &mut Vec<Edit>) {
        for name in names.iter().map(|name| name.trim()).filter(|name| !name.is_empty()) {
            let name = self.agency(name).unwrap_or_else(|_| name.to_owned());
            let plain = format!("{prefix}.{}", slug(&name));
            let is_free = |key: &String| {
                let same = |edit: &&Edit| edit.key == *key;
                edits.iter().find(same).is_none_or(|edit| edit.value == Some(Scalar::text(name.clone())))
            };
            // two names that are spelt alike in a key are two members
            let others = (2..).map(|n| format!("{plain}_{n}"));
            if let Some(key) = std::iter::once(plain.clone()).chain(others).find(is_free) {
                edits.push(Edit::set(key, Scalar::text(name)));
            }
        }
    }

    /// Spoken consent and a guardian's signature are taken by the rule that the programme names, and else not at all.
    fn by_rule(&self, edits: &mut Vec<Edit>, issues: &mut Vec<Issue>) {
        let rules = &self.programme().programme.consent;
        let kind = edits.iter().find(|edit| edit.key == "signature.kind");
        let kind = kind.and_then(|edit| edit.value.as_ref()?.as_text().map(str::to_owned));
        let not_open = |code| Issue::blocking("signature.kind", code);
        let ruled = match kind.as_deref() {
            Some("recorded_verbal") => {
                let basis = rules.verbal_basis.as_ref().ok_or_else(|| not_open("consent.verbal_not_allowed"));
                basis.map(|basis| ("signature.verbal_basis", basis))
            }
            Some("guardian") => {
                let basis =
                    rules.guardian_basis.as_ref().ok_or_else(|| not_open("consent.guardian_not_allowed"));
                basis.map(|basis| ("signature.guardian_basis", basis))
            }
            _ => return,
        };
        match ruled {
            Ok((field, basis)) => edits.push(Edit::set(field, Scalar::text(basis.clone()))),
            Err(issue) => issues.push(issue),
        }
    }
}

/// The words that were shown, and what names them.
fn shown(wording: &Wording) -> Vec<Edit> {
    let text = &wording.text;
    let set = |key: &str, value: &str| Edit::set(key, Scalar::text(value));
    vec![
        set("revocation.text", text.word("revocation")),
        set("redisclosure.text", text.word("redisclosure")),
        set("text.id", &text.name()),
        set("text.hash", &wording.hash),
        set("text.language", &text.language),
    ]
}

fn read(fields: &TypedFields, typing: Typing, issues: &mut Vec<Issue>) -> Vec<Edit> {
    let mut edits = Vec::new();
    for (key, text) in fields {
        if !TYPED.contains(&key.as_str()) && !CHOSEN.iter().any(|prefix| key.starts_with(prefix)) {
            issues.push(Issue::blocking(key, "consent.not_typed"));
            continue;
        }
        match typed::read(RecordKind::Consent, key, text, typing) {
            Ok(Some(value)) => edits.push(Edit::set(key, value)),
            Ok(None) => {}
            Err(issue) => issues.push(issue),
        }
    }
    edits
}

/// What a consent lacks, as a form says it.
pub(super) fn issues_of(missing: &[Missing]) -> Vec<Issue> {
    let issue = |one: &Missing| Issue {
        field: one.field().to_owned(),
        code: one.code(),
        severity: Severity::Blocking,
    };
    missing.iter().map(issue).collect()
}
