//! Naloxone as typed: into the administrations and doses of a contact, when it is recorded and afterwards.

use domain::naloxone::{self, Administration, Dose};
use domain::{Edit, Held, Issue, Moment, Record, RecordId, RecordKind, Scalar, typed};

use crate::contacts::TypedDose;
use crate::derived::follow_up_id;
use crate::records::RecordWrite;
use crate::{AppError, Device};

impl Device {
    /// Adds doses to a contact that is recorded already, by the rules of recording one: those of one giver make one
    /// administration, and the follow-up that an overdose calls for starts unless the contact has it. Nothing
    /// that stands in the contact is replaced: a "no" under `naloxone.given` stays, and is flagged.
    ///
    /// # Errors
    /// `dose.none` without a dose; [`AppError::NotReady`] names what cannot be read.
    pub fn add_doses(&mut self, contact: RecordId, doses: &[TypedDose]) -> Result<(), AppError> {
        let record = self.record_of(contact, RecordKind::Contact)?;
        if doses.is_empty() {
            return Err(AppError::Input { code: "dose.none", what: "name at least one dose" });
        }
        let mut issues = Vec::new();
        let mut edits = self.dose_edits(doses, &mut issues)?;
        if record.get("naloxone.given").is_none() {
            edits.push(Edit::set("naloxone.given", Scalar::text("yes")));
        }
        match self.check(RecordKind::Contact, Some(&record), &edits) {
            Ok(found) | Err(AppError::NotReady(found)) => issues.extend(found),
            Err(other) => return Err(other),
        }
        if domain::validate::blocks(&issues) {
            return Err(AppError::NotReady(issues));
        }
        let mut writes = Vec::new();
        let compartment = record.compartment;
        if self.held_whole(follow_up_id(contact))?.is_none() {
            let after = self.with_edits(&record, &edits)?;
            let incident = record.text("incident").and_then(|id| id.parse().ok());
            self.follow_up_after(&after, incident, None, &mut writes)?;
        }
        writes.push(RecordWrite { id: contact, kind: RecordKind::Contact, compartment, edits });
        self.write(&writes)?;
        Ok(())
    }

    /// The record as it would stand after these edits.
    fn with_edits(&self, record: &Record, edits: &[Edit]) -> Result<Record, AppError> {
        let edited = self.as_record(record.id, record.kind, record.compartment, edits)?;
        let mut fields = record.fields.clone();
        let added: Vec<(String, Vec<Held>)> = edited.fields.into_iter().collect();
        fields.extend(added);
        Ok(Record { fields, ..record.clone() })
    }

    /// One administration for each giver, one fact for each dose.
    pub(crate) fn dose_edits(
        &mut self,
        doses: &[TypedDose],
        issues: &mut Vec<Issue>,
    ) -> Result<Vec<Edit>, AppError> {
        let agency = self.me.profile.agency.clone();
        let by_us = naloxone::giver_code(self.me.profile.author());
        let mut administrations: Vec<Administration> = Vec::new();
        let mut edits = Vec::new();
        for typed in doses {
            let at = match typed.at.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
                None => Some(self.now()?),
                Some("unknown") => None,
                Some(text) => match typed::moment(text, self.typing()) {
                    Some(at) => Some(at),
                    None => {
                        issues.push(Issue::blocking("dose.at", "value.moment"));
                        None
                    }
                },
            };
            issues.extend(naloxone::unknown_codes(
                typed.route.as_deref(),
                typed.response.as_deref(),
                typed.giver.as_deref(),
            ));
            let giver = typed.giver.clone().unwrap_or_else(|| by_us.to_owned());
            let at_hand = administrations.iter().position(|one| one.giver.as_deref() == Some(&giver));
            let position = match at_hand {
                Some(position) => position,
                None => {
                    let mut new = Administration::new(self.new_id().0);
                    new.agency = typed.giver.is_none().then(|| agency.clone());
                    new.giver = Some(giver);
                    administrations.push(new);
                    administrations.len() - 1
                }
            };
            let Some(administration) = administrations.get_mut(position) else { continue };
            administration.at = [administration.at, at].into_iter().flatten().min_by_key(Moment::unix_ms);
            administration.response = typed.response.clone().or(administration.response.take());
            let mut dose = Dose::new(self.new_id().0, administration.id);
            dose.at = at;
            dose.route = typed.route.clone();
            dose.mg = match typed.mg.as_deref().map(|text| text.trim().parse::<f64>()) {
                None => None,
                Some(Ok(mg)) if mg.is_finite() && mg > 0.0 => Some(mg),
                Some(_) => {
                    issues.push(Issue::blocking("dose.mg", "value.type"));
                    None
                }
            };
            edits.push(dose.edit());
        }
        edits.extend(administrations.iter().map(Administration::edit));
        Ok(edits)
    }
}
