//! Consents: taken, shown, renewed and taken back. What makes one valid and whether it stands is `domain::consent`'s.
//!
//! A consent is typed as a draft, which lies on this device only. Signing makes the record, whole and granted in one
//! change; nothing is put into it after that but what the person says since.

mod print;
mod taking;
mod text;

use std::collections::BTreeSet;

use domain::consent::{Consent, ExpiryEvent, Missing, Saying, Scope, Standing, Verdict, validity};
use domain::disclosure::{self, Reason, Recipient};
use domain::role::Class;
use domain::typed;
use domain::{CompartmentId, Edit, Moment, RecordId, RecordKind, Scalar};

use crate::records::RecordWrite;
use crate::{AppError, Device, MemberId};

pub use taking::TypedConsent;
pub use text::{ConsentTexts, Wording};

/// The longest word on how something was said, or why a consent was made in error, in characters.
const HOW_CHARS_MAX: usize = 400;

/// What one agency may be told by one consent.
#[derive(Clone, Debug, PartialEq)]
pub struct AgencyTold {
    /// The agency, or a person by name.
    pub name: String,
    /// The groups of fields that it may be told; or what stands in the way of all.
    pub told: Result<BTreeSet<Scope>, Reason>,
}

/// A consent as this device sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct ConsentSeen {
    /// What it says.
    pub consent: Consent,
    /// Where it lies, by name.
    pub compartment: String,
    /// Whether it counts now.
    pub verdict: Verdict,
    /// What it lacks.
    pub missing: Vec<Missing>,
    /// When it runs out, milliseconds since 1970; `None` where nothing stands or only an event ends it.
    pub runs_out_ms: Option<i64>,
    /// Every agency of the collaborative and everybody named, with what they may be told.
    pub told: Vec<AgencyTold>,
    /// The agencies that read the compartment it lies in, and with it the record of the person there: no consent is
    /// asked for that.
    pub readers: Vec<String>,
    /// Why it was entered in error; empty when it was not.
    pub entered_in_error: String,
    /// Who wrote it down.
    pub recorded_by: Option<MemberId>,
}

impl Device {
    /// Every consent about a person that this device holds, those entered in error too: who decides on a disclosure sees
    /// them all.
    pub(crate) fn consents_of_person(&self, person: RecordId) -> Result<Vec<Consent>, AppError> {
        let ids = self.db.read(|tx| tx.consents_of(person))?;
        ids.into_iter().map(|id| Ok(Consent::read(&self.record_of(id, RecordKind::Consent)?))).collect()
    }

    /// The consents of a person for a screen: those in force first, then the newest first.
    pub fn consents_of(&self, person: RecordId) -> Result<Vec<ConsentSeen>, AppError> {
        let mut seen = Vec::new();
        for consent in self.consents_of_person(person)? {
            seen.push(self.consent_show(consent.id)?);
        }
        let signed = |one: &ConsentSeen| one.consent.signed_at.map(|at| at.unix_ms());
        seen.sort_by_key(|one| {
            (one.verdict != Verdict::InForce, std::cmp::Reverse(signed(one)), one.consent.id)
        });
        Ok(seen)
    }

    /// A consent as this device sees it now.
    ///
    /// # Errors
    /// [`AppError::NotFound`].
    pub fn consent_show(&self, id: RecordId) -> Result<ConsentSeen, AppError> {
        let record = self.record_of(id, RecordKind::Consent)?;
        let consent = Consent::read(&record);
        let now_ms = self.now_ms();
        let row = self.db.read(|tx| tx.compartment(record.compartment))?;
        let signed = record.fields.get("signed.at").or_else(|| record.fields.get("status"));
        Ok(ConsentSeen {
            verdict: consent.verdict(now_ms),
            missing: validity(&consent),
            runs_out_ms: consent.runs_out_ms(),
            told: self.told(&consent, record.compartment, now_ms),
            readers: self.readers(record.compartment),
            compartment: row.map(|row| row.name).unwrap_or_default(),
            entered_in_error: record.text("entered_in_error").unwrap_or_default().to_owned(),
            recorded_by: signed.and_then(|held| Some(MemberId(held.first()?.stamp.member.0))),
            consent,
        })
    }

    /// Records that the person takes the consent back; `how` in words (by telephone, by a lawyer). Counts from the moment
    /// that this returns, and over everything that others record without knowing of it. One that was taken back already
    /// stays as it is.
    ///
    /// # Errors
    /// [`AppError::NotFound`], `consent.how`.
    pub fn consent_revoke(&mut self, id: RecordId, how: &str) -> Result<ConsentSeen, AppError> {
        let how = in_words(how)?;
        let consent = Consent::read(&self.record_of(id, RecordKind::Consent)?);
        if consent.standing(self.now_ms()) != Standing::Revoked {
            self.record_saying(&consent, Saying::Revoked, None, how)?;
        }
        self.consent_show(id)
    }

    /// Records that the person consents until another time, as typed: a whole date, to its end, or a moment.
    ///
    /// # Errors
    /// `consent.not_valid`, `consent.not_granted`, `consent.revoked`, `consent.in_error`: nothing to renew, ask anew;
    /// `consent.until` for a time that cannot be read or is over; `consent.how`, [`AppError::NotFound`].
    pub fn consent_renew(&mut self, id: RecordId, until: &str, how: &str) -> Result<ConsentSeen, AppError> {
        let how = in_words(how)?;
        let consent = Consent::read(&self.record_of(id, RecordKind::Consent)?);
        let until = self.until(until)?;
        match consent.verdict(self.now_ms()) {
            Verdict::InForce | Verdict::Expired => {}
            Verdict::Revoked => return Err(AppError::NotAllowed("consent.revoked")),
            Verdict::EnteredInError => return Err(AppError::NotAllowed("consent.in_error")),
            Verdict::NotGranted | Verdict::Unreadable => {
                return Err(AppError::NotAllowed("consent.not_granted"));
            }
            Verdict::NotValid => return Err(AppError::NotConsent(taking::issues_of(&validity(&consent)))),
        }
        self.record_saying(&consent, Saying::Renewed, Some(until), how)?;
        self.consent_show(id)
    }

    /// Records that the event that ends the consent has happened: `at` as typed, now when empty.
    ///
    /// # Errors
    /// `consent.no_event` when no event ends it, `consent.until` for a time that cannot be read,
    /// [`AppError::NotFound`].
    pub fn consent_ended(&mut self, id: RecordId, at: &str) -> Result<ConsentSeen, AppError> {
        let consent = Consent::read(&self.record_of(id, RecordKind::Consent)?);
        if consent.expires_event.is_none_or(|event| event == ExpiryEvent::None) {
            return Err(AppError::NotAllowed("consent.no_event"));
        }
        let at = match at.trim() {
            "" => self.now()?,
            at => typed::moment(at, self.typing()).ok_or_else(bad_until)?,
        };
        self.put(id, Edit::set("expires.happened", Scalar::text(at.to_string())))?;
        self.consent_show(id)
    }

    /// Says that the consent should not have been made, and why. It stays visible as such and counts for nothing.
    ///
    /// # Errors
    /// `consent.how` without a reason, [`AppError::NotFound`].
    pub fn consent_in_error(&mut self, id: RecordId, why: &str) -> Result<ConsentSeen, AppError> {
        let why = in_words(why)?.ok_or_else(bad_how)?;
        self.put(id, Edit::set("entered_in_error", Scalar::text(why)))?;
        self.consent_show(id)
    }

    fn record_saying(
        &mut self,
        consent: &Consent,
        saying: Saying,
        until: Option<Moment>,
        how: Option<String>,
    ) -> Result<(), AppError> {
        let (id, at, by) = (self.new_id().0, self.now()?, self.me.profile.agency.clone());
        let mut said = consent.statement(id, saying, until, by, at);
        said.how = how;
        self.put(consent.id, said.edit())
    }

    fn put(&mut self, id: RecordId, edit: Edit) -> Result<(), AppError> {
        let compartment = self.record_of(id, RecordKind::Consent)?.compartment;
        let edits = vec![edit];
        self.write(&[RecordWrite { id, kind: RecordKind::Consent, compartment, edits }])?;
        Ok(())
    }

    /// A time in the future as typed; of a date its end.
    fn until(&self, text: &str) -> Result<Moment, AppError> {
        let typing = self.typing();
        let day_after = text.trim().parse::<chrono::NaiveDate>().ok().and_then(|date| date.succ_opt());
        let until = match day_after.and_then(|day| day.and_hms_opt(0, 0, 0)) {
            Some(midnight) => Moment::local(midnight, typing.zone).ok(),
            None => typed::moment(text.trim(), typing),
        };
        until.filter(|until| until.unix_ms() > typing.now_ms).ok_or_else(bad_until)
    }

    /// What every agency of the collaborative, and everybody else who is named, may be told.
    fn told(&self, consent: &Consent, compartment: CompartmentId, now_ms: i64) -> Vec<AgencyTold> {
        let from = self.class_of_compartment(compartment);
        let mut classes = self.classes_of_agencies();
        for name in &consent.recipients {
            // nothing but its name is known of somebody outside: only a name covers them
            classes.entry(name.clone()).or_insert_with(|| [Class::Shared].into());
        }
        let told = |(name, classes): (String, BTreeSet<Class>)| {
            let to = |class| Recipient { agency: name.clone(), person: None, class };
            // an agency of two classes may be told what each of them may
            let mut each =
                classes.into_iter().map(|class| disclosure::told(consent, from, &to(class), now_ms));
            let first = each.next().unwrap_or(Err(Reason::RecipientNotNamed));
            let told = each.fold(first, |so_far, one| Ok(&so_far? & &one?));
            AgencyTold { name, told }
        };
        classes.into_iter().map(told).collect()
    }
}

fn in_words(how: &str) -> Result<Option<String>, AppError> {
    let how = how.trim();
    if how.chars().count() > HOW_CHARS_MAX {
        return Err(bad_how());
    }
    Ok(Some(how.to_owned()).filter(|how| !how.is_empty()))
}

fn bad_how() -> AppError {
    AppError::Input { code: "consent.how", what: "say it in words, in 400 characters at most" }
}

fn bad_until() -> AppError {
    AppError::Input { code: "consent.until", what: "a time that is to come: 2027-11-22, or 2027-11-22 14:00" }
}
