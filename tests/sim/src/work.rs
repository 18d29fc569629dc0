//! What people do.

use std::path::Path;

use app::{
    AppError, DamagedRows, Device, Progress, TypedContact, TypedDose, TypedFields, TypedOffer, TypedStep,
    Whom,
};
use domain::handoff::Kind;
use domain::{Record, RecordId};

use crate::plan::{Deed, Pick};
use crate::view::View;
use crate::violation::{Promise, Run, Violation};
use crate::world::{Done, Recorded, World, prints};

/// Stands in every text that people type: it may be found nowhere without a key.
pub const MARKER: &str = "Quillwort";

/// A text that is typed once in a run.
fn token(step: Option<usize>, field: &str) -> String {
    format!("{MARKER} {field} {}", step.unwrap_or_default())
}

fn typed(pairs: &[(&str, &str)]) -> TypedFields {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

/// The first of them that this device holds, from one on, counted round.
fn held(device: &Device, of: &[RecordId], at: Pick) -> Result<RecordId, AppError> {
    let from = usize::try_from(at).unwrap_or(0).checked_rem(of.len()).unwrap_or(0);
    for id in of.iter().cycle().skip(from).take(of.len()) {
        if device.shown_if_held(*id)?.is_some() {
            return Ok(*id);
        }
    }
    Err(AppError::NotFound("record"))
}

/// One of them, counted round.
fn pick<T>(of: &[T], at: Pick) -> Option<&T> {
    of.get(usize::try_from(at).ok()?.checked_rem(of.len())?)
}

/// Fields that people edit: a key, and its values where only codes will do.
/// Keys, each with the codes that it takes; none for any text.
type Fields = [(&'static str, &'static [&'static str])];

const PERSON_FIELDS: [(&str, &[&str]); 7] = [
    ("name.family", &[]),
    ("name.preferred", &[]),
    ("what_matters", &[]),
    ("birth_date", &["1981-02-03", "1981-03-02", "1990-12-31"]),
    ("risk.weapon_access", &["yes", "no", "unknown"]),
    ("language.es", &["yes", ""]),
    ("pronouns", &["she/her", "he/him", "they/them"]),
];
const CONTACT_FIELDS: [(&str, &[&str]); 5] = [
    ("unit", &[]),
    ("offer", &["offered", "accepted", "declined"]),
    ("need.food", &["yes", ""]),
    ("kit_left", &["yes", "no"]),
    ("place.address", &[]),
];

impl World {
    /// Does what people do; `false` when there is nothing to do it with.
    pub fn work(&mut self, who: usize, deed: &Deed) -> Run<bool> {
        match deed {
            Deed::Contact { person, doses } => self.contact(who, *person, *doses, None),
            Deed::Edit { record, field, seen } => self.edit(who, *record, *field, *seen),
            Deed::Look { record } => self.look(who, *record),
            Deed::Settle { conflict, value } => self.settle(who, *conflict, *value),
            Deed::Unsettle { seen } => self.unsettle(who, *seen),
            Deed::Note { contact } => self.note_on(who, *contact),
            Deed::Dose { contact } => self.dose(who, *contact),
            Deed::Attempt { follow_up, outcome } => self.attempt(who, *follow_up, *outcome),
            Deed::Offer { contact, to, also } => self.offer(who, *contact, *to, *also),
            Deed::Answer { handoff, choice, to } => self.answer(who, *handoff, *choice, *to),
            Deed::Import { part } => self.import(who, *part),
            Deed::Draft { draft } => self.draft(who, *draft),
            Deed::Finish { draft } => self.finish(who, *draft),
            Deed::Rebuild => self.rebuild(who),
            _ => Ok(false),
        }
    }

    fn contact(
        &mut self,
        who: usize,
        person: Option<Pick>,
        doses: u64,
        draft: Option<RecordId>,
    ) -> Run<bool> {
        let step = self.step;
        let address = token(step, "Lane");
        let people = self.people.clone();
        let dose =
            TypedDose { mg: Some("4".to_owned()), route: Some("nasal".to_owned()), ..TypedDose::default() };
        let mut contact = TypedContact {
            pathway: "naloxone_plus".to_owned(),
            whom: Whom::New(typed(&[("name.given", "Marisol"), ("name.family", &token(step, "Family"))])),
            incident_fields: typed(&[("cad_number", &token(step, "Incident"))]),
            fields: typed(&[("offer", "offered"), ("need.housing", "yes"), ("place.address", &address)]),
            doses: vec![dose; usize::try_from(doses).unwrap_or(0)],
            narrative: Some(token(step, "met at the footbridge")),
            ..TypedContact::default()
        };
        let done = self.act(who, |device| {
            if let Some(Ok(known)) = person.map(|at| held(device, &people, at)) {
                contact.whom = Whom::Held(known);
            }
            let saved = match draft {
                Some(draft) => device.record_draft(draft, &contact)?,
                None => device.record_contact(&contact)?,
            };
            let mut made = vec![saved.person, saved.incident, saved.contact];
            made.extend(saved.follow_up);
            made.extend(device.notes_on(saved.contact)?.into_iter().map(|seen| seen.note.id));
            Ok((prints(device, device.now_ms(), &made)?, saved))
        })?;
        let perhaps_more = !matches!(done, Done::Ok(_));
        let contact = match &done {
            Done::Ok((_, saved)) => Some(saved.contact),
            _ => None,
        };
        let doses = if contact.is_some() { doses } else { 0 };
        self.recorded.push(Recorded { token: address, contact, doses, perhaps_more });
        let how = match done {
            Done::Ok((prints, saved)) => {
                if !self.people.contains(&saved.person) {
                    self.people.push(saved.person);
                }
                self.contacts.push(saved.contact);
                self.follow_ups.extend(saved.follow_up);
                self.note(who, prints);
                let person = self.people.iter().position(|one| *one == saved.person).unwrap_or_default();
                format!("saved: person {person}, contact {}", self.contacts.len() - 1)
            }
            Done::Refused(code) => code.to_owned(),
            Done::Ended => "the process ends in it".to_owned(),
        };
        self.says(who, format_args!("records a contact -> {how}"));
        Ok(true)
    }

    /// People or contacts.
    fn some_kind(&self, at: Pick) -> (Vec<RecordId>, &'static str, &'static Fields) {
        if at.is_multiple_of(3) {
            (self.contacts.clone(), "contact", &CONTACT_FIELDS)
        } else {
            (self.people.clone(), "person", &PERSON_FIELDS)
        }
    }

    fn edit(&mut self, who: usize, record: Pick, field: Pick, seen: Option<Pick>) -> Run<bool> {
        let (of, kind, fields) = self.some_kind(record);
        let Some((key, codes)) = pick(fields, field) else { return Ok(false) };
        let value = match pick(codes, field / 7) {
            Some(code) => (*code).to_owned(),
            None => token(self.step, key),
        };
        let views = self.actors[who].seen.clone();
        let done = self.act(who, |device| {
            let id = held(device, &of, record / 3)?;
            let views: Vec<&View> = views.iter().filter(|view| view.record == id).collect();
            let view = seen.and_then(|at| pick(&views, at).copied());
            let now = device.record(id)?;
            let unseen = view.map(|view| view.unseen(&now, key, device.id()));
            let version = view.map(|view| view.version.parse()).transpose()?;
            let after = device.edit_seen(id, &typed(&[(key, &value)]), version.as_ref())?;
            let stands = |value: &&String| {
                after
                    .fields
                    .get(*key)
                    .is_some_and(|held| held.iter().any(|one| one.value.to_string() == **value))
            };
            let overwritten = unseen.iter().flatten().find(|value| !stands(value)).cloned();
            let prints = prints(device, device.now_ms(), &[id])?;
            Ok((prints, View::of(&device.shown(id)?), view.is_some(), overwritten))
        })?;
        let what = format!("edits {key} = '{value}'");
        match done {
            Done::Ok((_, view, _, Some(lost))) => {
                let what = format!("{key} of {}: '{lost}' came in unseen and was overwritten", view.record);
                Err(Violation::of(Promise::NothingLost, what))
            }
            Done::Ok((prints, view, was_seen, None)) => {
                let new = if prints.is_empty() { "nothing new" } else { "saved" };
                let number = of.iter().position(|one| *one == view.record).unwrap_or_default();
                let upon = if was_seen { ", upon what was seen before" } else { "" };
                self.note(who, prints);
                self.actors[who].seen.push(view);
                self.says(who, format_args!("{what} of {kind} {number}{upon} -> {new}"));
                Ok(true)
            }
            other => self.refused(who, &what, &other),
        }
    }

    fn look(&mut self, who: usize, record: Pick) -> Run<bool> {
        let (of, kind, _) = self.some_kind(record);
        let done = self.act(who, |device| {
            let id = held(device, &of, record / 3)?;
            Ok(View::of(&device.shown(id)?))
        })?;
        match done {
            Done::Ok(view) => {
                let number = of.iter().position(|one| *one == view.record).unwrap_or_default();
                self.actors[who].seen.push(view);
                self.says(who, format_args!("looks at {kind} {number}"));
                Ok(true)
            }
            other => self.refused(who, "looks at a record", &other),
        }
    }

    fn settle(&mut self, who: usize, conflict: Pick, value: Pick) -> Run<bool> {
        let done = self.act(who, |device| {
            let records = device.conflicts(100)?;
            let Some((record, field)) = pick_conflict(&records, conflict) else { return Ok(None) };
            let before = View::of(&device.shown(record.id)?);
            let values = record.fields.get(&field).map(Vec::as_slice).unwrap_or_default();
            let Some(keep) = pick(values, value) else { return Ok(None) };
            let keep = keep.value.to_string();
            device.settle(record.id, &field, &keep)?;
            let prints = prints(device, device.now_ms(), &[record.id])?;
            Ok(Some((prints, before, format!("{field} = '{keep}'"))))
        })?;
        match done {
            Done::Ok(None) => Ok(false),
            Done::Ok(Some((prints, before, words))) => {
                self.note(who, prints);
                self.actors[who].seen.push(before);
                self.says(who, format_args!("settles a conflict: {words} -> saved"));
                Ok(true)
            }
            other => self.refused(who, "settles a conflict", &other),
        }
    }

    fn unsettle(&mut self, who: usize, seen: Pick) -> Run<bool> {
        let Some(View { record, version, .. }) = pick(&self.actors[who].seen, seen).cloned() else {
            return Ok(false);
        };
        let done = self.act(who, |device| {
            let before = version.parse()?;
            for field in ["name.family", "offer"] {
                device.unsettle(record, field, &before)?;
            }
            prints(device, device.now_ms(), &[record])
        })?;
        match done {
            Done::Ok(prints) => {
                self.note(who, prints);
                self.says(who, "takes a decision back -> saved");
                Ok(true)
            }
            other => self.refused(who, "takes a decision back", &other),
        }
    }

    fn note_on(&mut self, who: usize, contact: Pick) -> Run<bool> {
        let contacts = self.contacts.clone();
        let body = token(self.step, "came back later");
        let done = self.act(who, |device| {
            let contact = held(device, &contacts, contact)?;
            let note = device.add_note(contact, &body, None)?;
            prints(device, device.now_ms(), &[note.id])
        })?;
        self.said(who, "adds a narrative", done)
    }

    fn dose(&mut self, who: usize, contact: Pick) -> Run<bool> {
        let Some(contact) = pick(&self.contacts, contact).copied() else { return Ok(false) };
        let dose = TypedDose { route: Some("nasal".to_owned()), ..TypedDose::default() };
        let done = self.act(who, |device| {
            device.add_doses(contact, &[dose])?;
            prints(device, device.now_ms(), &[contact])
        })?;
        if let Some(recorded) = self.recorded.iter_mut().find(|one| one.contact == Some(contact)) {
            recorded.doses += u64::from(matches!(done, Done::Ok(_)));
            recorded.perhaps_more |= !matches!(done, Done::Ok(_));
        }
        self.said(who, "adds a dose", done)
    }

    fn attempt(&mut self, who: usize, follow_up: Pick, outcome: Pick) -> Run<bool> {
        const OUTCOMES: [&str; 4] = ["not_found", "left_message", "rescheduled", "met_in_person"];
        let follow_ups = self.follow_ups.clone();
        let Some(outcome) = pick(&OUTCOMES, outcome) else { return Ok(false) };
        let done = self.act(who, |device| {
            let id = held(device, &follow_ups, follow_up)?;
            device.attempt(id, outcome)?;
            prints(device, device.now_ms(), &[id])
        })?;
        self.said(who, "notes an attempt of a follow-up", done)
    }

    fn offer(&mut self, who: usize, contact: Pick, to: Pick, also: Option<Pick>) -> Run<bool> {
        let contacts = self.contacts.clone();
        let agencies: Vec<String> = self.actors.iter().map(|actor| actor.agency.clone()).collect();
        let asked: Vec<String> =
            [Some(to), also].into_iter().flatten().filter_map(|at| pick(&agencies, at).cloned()).collect();
        let mut offer = TypedOffer {
            contact: String::new(),
            to: asked.clone(),
            asks: token(self.step, "a bed tonight"),
            purpose: None,
        };
        let done = self.act(who, |device| {
            offer.contact = held(device, &contacts, contact)?.to_string();
            let seen = device.offer_handoff(&offer)?;
            Ok((prints(device, device.now_ms(), seen.parts())?, seen.id))
        })?;
        let done = match done {
            Done::Ok((prints, id)) => {
                self.handoffs.push(id);
                Done::Ok(prints)
            }
            Done::Refused(code) => Done::Refused(code),
            Done::Ended => Done::Ended,
        };
        self.said(who, &format!("offers a handoff to {}", asked.join(" and ")), done)
    }

    fn answer(&mut self, who: usize, handoff: Pick, choice: Pick, to: Pick) -> Run<bool> {
        let handoffs = self.handoffs.clone();
        let agencies: Vec<String> = self.actors.iter().map(|actor| actor.agency.clone()).collect();
        let to = pick(&agencies, to).cloned();
        let done = self.act(who, |device| {
            let from = usize::try_from(handoff).unwrap_or(0).checked_rem(handoffs.len()).unwrap_or(0);
            for (number, id) in handoffs.iter().enumerate().cycle().skip(from).take(handoffs.len()) {
                let seen = match device.handoff(*id) {
                    Err(AppError::NotFound(_) | AppError::Hidden) => continue,
                    seen => seen?,
                };
                let accepts = choice.is_multiple_of(3) && seen.may.contains(&Kind::Accepted);
                let Some(kind) = (if accepts { Some(&Kind::Accepted) } else { pick(&seen.may, choice) })
                else {
                    continue;
                };
                let to = matches!(kind, Kind::Offered | Kind::Reassigned).then_some(to).flatten();
                let step = TypedStep { step: kind.word().to_owned(), code: None, to };
                let seen = device.step_handoff(*id, &step)?;
                return Ok(Some((prints(device, device.now_ms(), seen.parts())?, kind.word(), number)));
            }
            Ok(None)
        })?;
        match done {
            Done::Ok(None) => Ok(false),
            Done::Ok(Some((prints, word, number))) => {
                self.said(who, &format!("says '{word}' in handoff {number}"), Done::Ok(prints))
            }
            other => self.refused(who, "says something in a handoff", &other),
        }
    }

    fn import(&mut self, who: usize, part: Pick) -> Run<bool> {
        let file = self.field.dir().join(format!("part-{part}.csv"));
        write_part(&file, part)?;
        let done = self.act(who, |device| {
            let at_ms = device.now_ms();
            device.import_csv("pa-oin", &file, None, DamagedRows::LeaveOut, &mut Progress::silent())?;
            let all: Vec<RecordId> =
                device.records_after(None, 10_000)?.iter().map(|record| record.id).collect();
            prints(device, at_ms, &all)
        })?;
        self.said(who, &format!("imports rows, part {part}"), done)
    }

    fn draft(&mut self, who: usize, draft: Option<Pick>) -> Run<bool> {
        let ids: Vec<RecordId> = self.actors[who].drafts.keys().copied().collect();
        let id = draft.and_then(|at| pick(&ids, at).copied());
        let text = token(self.step, "typed so far").into_bytes();
        let done = self.act(who, |device| Ok(device.save_draft(id, None, text.clone(), "narrative")?.id))?;
        match done {
            Done::Ok(id) => {
                self.actors[who].drafts.insert(id, text);
                self.says(who, "types a draft -> kept");
                Ok(true)
            }
            Done::Ended => {
                // kept or not: nobody was told
                if let Some(id) = id {
                    self.actors[who].drafts.remove(&id);
                }
                self.says(who, "types a draft -> the process ends in it");
                Ok(true)
            }
            other => self.refused(who, "types a draft", &other),
        }
    }

    fn finish(&mut self, who: usize, draft: Pick) -> Run<bool> {
        let ids: Vec<RecordId> = self.actors[who].drafts.keys().copied().collect();
        let Some(id) = pick(&ids, draft).copied() else { return Ok(false) };
        // either it became a contact or it is still there; the process may end in it, and nobody is told which
        self.actors[who].drafts.remove(&id);
        self.contact(who, None, 1, Some(id))
    }

    fn rebuild(&mut self, who: usize) -> Run<bool> {
        let done = self.act(who, Device::rebuild)?;
        match done {
            Done::Ok(rebuilt) if !rebuilt.equal => {
                let what = format!("{}: the tables came out different", self.actors[who].name);
                Err(Violation::of(Promise::Rebuilds, what))
            }
            Done::Ok(_) => {
                self.says(who, "makes all tables again -> the same");
                Ok(true)
            }
            other => self.refused(who, "makes all tables again", &other),
        }
    }

    /// Takes down what was saved, and tells how it ended.
    fn said(&mut self, who: usize, what: &str, done: Done<Vec<crate::lens::Print>>) -> Run<bool> {
        match done {
            Done::Ok(prints) => {
                self.note(who, prints);
                self.says(who, format_args!("{what} -> saved"));
                Ok(true)
            }
            other => self.refused(who, what, &other),
        }
    }

    fn refused<T>(&mut self, who: usize, what: &str, done: &Done<T>) -> Run<bool> {
        match done {
            // the device does not hold it: nothing happened
            Done::Refused("record.not_found") => return Ok(false),
            Done::Refused(code) => self.says(who, format_args!("{what} -> {code}")),
            Done::Ended => self.says(who, format_args!("{what} -> the process ends in it")),
            Done::Ok(_) => {}
        }
        Ok(true)
    }
}

fn pick_conflict(records: &[Record], at: Pick) -> Option<(Record, String)> {
    let fields = records.iter().flat_map(|record| {
        let asks = |field: &&String| domain::conflict::in_field(record, field).is_some();
        record.fields.keys().filter(asks).map(move |field| (record.clone(), field.clone()))
    });
    let fields: Vec<(Record, String)> = fields.collect();
    pick(&fields, at).cloned()
}

/// A few incidents of the file that other tests import.
fn write_part(path: &Path, part: Pick) -> Run {
    const ROWS: &str = include_str!("../../fixtures/pa-oin/extract.csv");
    let mut lines = ROWS.lines();
    let mut out = vec![lines.next().unwrap_or_default()];
    let incident = |row: &&str| row.split(',').next().and_then(|number| number.parse::<u64>().ok());
    out.extend(lines.filter(|row| incident(row).is_some_and(|number| (number / 2) % 60 == part)));
    Ok(std::fs::write(path, out.join("\n") + "\n")?)
}
