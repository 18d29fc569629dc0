//! A follow-up: a task with a clock. There is no failed state: a clock that was missed puts the work back on
//! the list.

use uuid::Uuid;

use crate::clock::{self, Clock, Window};
use crate::codes::Pathway;
use crate::contact::Contact;
use crate::fact::{BadFact, Fact};
use crate::reading::{Answer, int, moment, parsed, text};
use crate::role::words;
use crate::{Edit, Moment, Record, RecordId, Scalar, reading};

/// The default after an overdose response: a visit within 24 to 72 hours. A programme may set another.
pub const AFTER_OVERDOSE: Window = Window { from_hours: 24, due_hours: 72 };

words! {
    /// What came of an attempt to reach somebody: the codes of `attempt_outcome`.
    AttemptOutcome {
        /// Met.
        MetInPerson = "met_in_person",
        /// Spoken with by telephone.
        ReachedByPhone = "reached_by_phone",
        /// A message was left.
        LeftMessage = "left_message",
        /// Not found.
        NotFound = "not_found",
        /// No longer stays there.
        Moved = "moved",
        /// Put off to another time.
        Rescheduled = "rescheduled",
        /// Reached, and does not want to be followed up now.
        Declined = "declined",
        /// Not safe to approach.
        UnsafeToApproach = "unsafe_to_approach",
        /// Something else.
        Other = "other",
    }
}

impl AttemptOutcome {
    /// The person was reached, whatever the answer: this meets the clock.
    pub fn reached(self) -> bool {
        matches!(self, Self::MetInPerson | Self::ReachedByPhone | Self::Declined)
    }
}

/// One attempt: an immutable fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// Its id.
    pub id: Uuid,
    /// When.
    pub at: Moment,
    /// What came of it.
    pub outcome: AttemptOutcome,
    /// Who tried, as the recorder says.
    pub by: Option<String>,
}

impl Attempt {
    /// The canonical fact.
    pub fn fact(&self) -> Fact {
        Fact::new().with("at", self.at).with("outcome", self.outcome).with_some("by", self.by.as_ref())
    }

    /// From its id and its fact.
    ///
    /// # Errors
    /// When time or outcome are absent or unreadable.
    pub fn read(id: Uuid, fact: &Fact) -> Result<Self, BadFact> {
        Ok(Self { id, at: fact.need("at")?, outcome: fact.need("outcome")?, by: fact.maybe("by")? })
    }

    /// The edit that records it.
    pub fn edit(&self) -> Edit {
        Edit::set(format!("attempt.{}", self.id), Scalar::text(self.fact().to_string()))
    }
}

/// A follow-up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FollowUp {
    /// Its id.
    pub id: RecordId,
    /// Whom to follow up.
    pub person: Option<RecordId>,
    /// The contact that caused it.
    pub contact: Option<RecordId>,
    /// A code of `follow_up_reason`.
    pub reason: Option<String>,
    /// Who is to do it.
    pub agency: Option<String>,
    /// Which unit.
    pub unit: Option<String>,
    /// Its clock; `None` while nobody said when it started.
    pub clock: Option<Clock>,
    /// Every attempt, in order of time.
    pub attempts: Vec<Attempt>,
    /// Why the record should not have been made.
    pub entered_in_error: Option<String>,
}

impl FollowUp {
    /// Reads a follow-up record.
    pub fn read(record: &Record) -> Self {
        let mut attempts: Vec<Attempt> = reading::facts(record, "attempt")
            .into_iter()
            .filter_map(|(id, fact)| Attempt::read(id, &fact).ok())
            .collect();
        attempts.sort_by_key(|attempt| (attempt.at.unix_ms(), attempt.id));
        let met = attempts.iter().filter(|attempt| attempt.outcome.reached()).map(|attempt| attempt.at);
        let window = Window {
            from_hours: hours(record, "clock.from_hours").unwrap_or(0),
            due_hours: hours(record, "clock.due_hours").unwrap_or(AFTER_OVERDOSE.due_hours),
        };
        let clock = moment(record, "clock.started").and_then(|started| Clock::new(started, window, met).ok());
        Self {
            id: record.id,
            person: parsed(record, "person"),
            contact: parsed(record, "contact"),
            reason: text(record, "reason"),
            agency: text(record, "agency"),
            unit: text(record, "unit"),
            clock,
            attempts,
            entered_in_error: text(record, "entered_in_error"),
        }
    }
}

fn hours(record: &Record, key: &str) -> Option<u32> {
    int(record, key).and_then(|hours| u32::try_from(hours).ok())
}

/// The fields of the follow-up that an overdose response calls for, or `None` when the contact is not one, the
/// person died or is unknown, no time is known, or the window has already passed at `now_ms` (old events that
/// are imported start no clock). `happened` is the incident's own time, for a contact that has none.
pub fn after_contact(
    contact: &Contact,
    happened: Option<Moment>,
    window: Window,
    now_ms: i64,
) -> Option<Vec<Edit>> {
    let overdose = contact.naloxone_was_given() || contact.pathway == Some(Pathway::NaloxonePlus);
    let gone = contact.survived == Some(Answer::No) || contact.dispositions.iter().any(|code| code == "died");
    if !overdose || gone || contact.entered_in_error.is_some() {
        return None;
    }
    let person = contact.person?;
    let started = contact.began().or(happened)?;
    if !clock::may_start(&started, window, now_ms) {
        return None;
    }
    Some(vec![
        Edit::set("person", Scalar::text(person.to_string())),
        Edit::set("contact", Scalar::text(contact.id.to_string())),
        Edit::set("reason", Scalar::text("after_overdose")),
        Edit::set("clock.started", Scalar::text(started.to_string())),
        Edit::set("clock.from_hours", Scalar::Int(window.from_hours.into())),
        Edit::set("clock.due_hours", Scalar::Int(window.due_hours.into())),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RecordKind;
    use crate::clock::{Standing, Timeliness};
    use crate::fixture::{NOW, moment, record, text};

    const PERSON: &str = "01890000-0000-7000-8000-000000000001";

    /// Whether a contact with these fields calls for a follow-up.
    fn check(pairs: &[(&str, Scalar)], happened: Option<Moment>, expect: bool) {
        let mut all = vec![("person", text(PERSON))];
        all.extend(pairs.iter().cloned());
        let contact = Contact::read(&record(RecordKind::Contact, &all));
        assert_eq!(after_contact(&contact, happened, AFTER_OVERDOSE, NOW).is_some(), expect, "{pairs:?}");
    }

    #[test]
    fn an_overdose_response_calls_for_a_visit() {
        let started = ("time.started", text(moment(-60).to_string()));
        let given = ("naloxone.given", text("yes"));
        check(&[started.clone(), given.clone()], None, true);
        check(&[started.clone(), ("pathway", text("naloxone_plus"))], None, true);
        check(&[started.clone(), ("pathway", text("active_outreach"))], None, false);
        check(&[started.clone(), given.clone(), ("survived", text("no"))], None, false);
        check(&[started.clone(), given.clone(), ("survived", text("unknown"))], None, true);
        check(&[started, given.clone(), ("entered_in_error", text("wrong person"))], None, false);
        check(std::slice::from_ref(&given), None, false);
        check(std::slice::from_ref(&given), Some(moment(-60)), true);
        // what happened long ago starts no clock
        check(std::slice::from_ref(&given), Some(moment(-72 * 60)), true);
        check(&[given], Some(moment(-72 * 60 - 1)), false);
    }

    fn follow_up(attempts: &[(i64, AttemptOutcome)]) -> FollowUp {
        let contact = record(
            RecordKind::Contact,
            &[
                ("person", text(PERSON)),
                ("naloxone.given", text("yes")),
                ("time.started", text(moment(0).to_string())),
            ],
        );
        let edits = after_contact(&Contact::read(&contact), None, AFTER_OVERDOSE, NOW).unwrap();
        let attempts = attempts.iter().enumerate().map(|(number, (hour, outcome))| {
            let id = Uuid::from_u128(number as u128);
            Attempt { id, at: moment(hour * 60), outcome: *outcome, by: None }.edit()
        });
        let pairs: Vec<(String, Scalar)> =
            edits.into_iter().chain(attempts).map(|edit| (edit.key, edit.value.unwrap())).collect();
        let pairs: Vec<(&str, Scalar)> =
            pairs.iter().map(|(key, value)| (key.as_str(), value.clone())).collect();
        let made = record(RecordKind::FollowUp, &pairs);
        let context = crate::validate::Context {
            now_ms: NOW + AFTER,
            author: None,
            stage: crate::validate::Stage::Ready,
        };
        assert_eq!(crate::validate::record(&made, &context), []);
        FollowUp::read(&made)
    }

    const AFTER: i64 = 100 * crate::clock::HOUR_MS;

    #[test]
    fn only_reaching_the_person_meets_the_clock() {
        let standing =
            |attempts: &[(i64, AttemptOutcome)]| follow_up(attempts).clock.unwrap().standing(NOW + AFTER);
        let missed = Standing::Missed { overdue_ms: 28 * crate::clock::HOUR_MS };
        assert_eq!(standing(&[]), missed);
        assert_eq!(standing(&[(30, AttemptOutcome::NotFound), (40, AttemptOutcome::LeftMessage)]), missed);
        let met = [(30, AttemptOutcome::NotFound), (50, AttemptOutcome::MetInPerson)];
        assert_eq!(standing(&met), Standing::Met(Timeliness::OnTime));
        assert_eq!(standing(&[(90, AttemptOutcome::Declined)]), Standing::Met(Timeliness::Late));
    }

    #[test]
    fn outcomes_are_the_codes_of_the_list() {
        assert_eq!(crate::codes::ATTEMPT_OUTCOME.current(), AttemptOutcome::WORDS);
    }
}
