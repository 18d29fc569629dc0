//! The same state in the words of others: FHIR R4 `Task.status`, the business status of HL7's Bidirectional
//! Services eReferral (BSeR), and the referral result of HMIS (HUD data standard 4.20.D).
//!
//! Theirs are coarser than ours, so a word of theirs names a *range* of phases: what we write is one word, what
//! we read is every phase it can mean, and the phase that wrote a word is always among those.

use super::state::{Phase, State};
use crate::codes::HANDOFF_CLOSED;

/// A FHIR R4 `Task.status` code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the words are FHIR's")]
pub enum TaskStatus {
    Requested,
    Received,
    Accepted,
    Rejected,
    InProgress,
    Cancelled,
    Completed,
}

impl TaskStatus {
    /// Every one that we write or read.
    pub const ALL: [Self; 7] = [
        Self::Requested,
        Self::Received,
        Self::Accepted,
        Self::Rejected,
        Self::InProgress,
        Self::Cancelled,
        Self::Completed,
    ];

    /// FHIR's code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Received => "received",
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
            Self::InProgress => "in-progress",
            Self::Cancelled => "cancelled",
            Self::Completed => "completed",
        }
    }

    /// From FHIR's code; `None` for those that no handoff has (`draft`, `on-hold`, `failed`, ...).
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == code)
    }

    /// What a state is called; `None` while nothing was offered.
    pub fn of(state: &State) -> Option<Self> {
        Self::of_phase(state.phase, state.closed.as_deref())
    }

    fn of_phase(phase: Phase, closed: Option<&str>) -> Option<Self> {
        Some(match phase {
            Phase::Unknown => return None,
            Phase::Offered => Self::Requested,
            Phase::Acknowledged => Self::Received,
            Phase::Accepted => Self::Accepted,
            Phase::Declined => Self::Rejected,
            Phase::Withdrawn | Phase::Refused => Self::Cancelled,
            Phase::Met | Phase::Transported | Phase::Unattended | Phase::Rescheduled | Phase::Arrived => {
                Self::InProgress
            }
            Phase::Closed if closed != Some(ENGAGED) => Self::Cancelled,
            Phase::Engaged | Phase::Closed => Self::Completed,
        })
    }

    /// Every phase that it can mean.
    pub fn phases(self) -> Vec<Phase> {
        phases(|phase, closed| Self::of_phase(phase, closed) == Some(self))
    }
}

/// A BSeR business status, by its number in HL7's `TaskBusinessStatusCS`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the words are HL7's")]
pub enum BserStatus {
    ServiceRequestCreated,
    ServiceRequestAccepted,
    ServiceRequestDeclined,
    EventScheduled,
    EventUnattended,
    EventCancelled,
    EventCompleted,
    FulfillmentCancelled,
    FulfillmentCompleted,
}

impl BserStatus {
    /// Every one that we write or read.
    pub const ALL: [Self; 9] = [
        Self::ServiceRequestCreated,
        Self::ServiceRequestAccepted,
        Self::ServiceRequestDeclined,
        Self::EventScheduled,
        Self::EventUnattended,
        Self::EventCancelled,
        Self::EventCompleted,
        Self::FulfillmentCancelled,
        Self::FulfillmentCompleted,
    ];

    /// HL7's code.
    pub fn code(self) -> &'static str {
        match self {
            Self::ServiceRequestCreated => "2.0",
            Self::ServiceRequestAccepted => "3.0",
            Self::ServiceRequestDeclined => "4.0",
            Self::EventScheduled => "5.1.1",
            Self::EventUnattended => "5.1.2",
            Self::EventCancelled => "5.1.3",
            Self::EventCompleted => "5.1.4",
            Self::FulfillmentCancelled => "6.0",
            Self::FulfillmentCompleted => "7.0",
        }
    }

    /// From HL7's code; `None` for those that no handoff has (`5.2`, a cancellation that was only requested).
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == code)
    }

    /// What a state is called; `None` while nothing was offered.
    pub fn of(state: &State) -> Option<Self> {
        Self::of_phase(state.phase, state.closed.as_deref())
    }

    fn of_phase(phase: Phase, closed: Option<&str>) -> Option<Self> {
        Some(match phase {
            Phase::Unknown => return None,
            Phase::Offered | Phase::Acknowledged => Self::ServiceRequestCreated,
            Phase::Accepted => Self::ServiceRequestAccepted,
            Phase::Declined => Self::ServiceRequestDeclined,
            Phase::Rescheduled => Self::EventScheduled,
            Phase::Unattended => Self::EventUnattended,
            Phase::Refused => Self::EventCancelled,
            Phase::Met | Phase::Transported | Phase::Arrived => Self::EventCompleted,
            Phase::Withdrawn => Self::FulfillmentCancelled,
            Phase::Closed if closed != Some(ENGAGED) => Self::FulfillmentCancelled,
            Phase::Engaged | Phase::Closed => Self::FulfillmentCompleted,
        })
    }

    /// Every phase that it can mean.
    pub fn phases(self) -> Vec<Phase> {
        phases(|phase, closed| Self::of_phase(phase, closed) == Some(self))
    }
}

/// The result of a referral in HMIS (4.20.D).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HmisResult {
    /// Successful: the client was accepted.
    Successful,
    /// Unsuccessful: the client rejected it.
    ClientRejected,
    /// Unsuccessful: the provider rejected it.
    ProviderRejected,
}

impl HmisResult {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::Successful, Self::ClientRejected, Self::ProviderRejected];

    /// HUD's number.
    pub fn code(self) -> u8 {
        match self {
            Self::Successful => 1,
            Self::ClientRejected => 2,
            Self::ProviderRejected => 3,
        }
    }

    /// From HUD's number.
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|result| result.code() == code)
    }

    /// What a state is called; `None` while there is no result (HMIS leaves the field empty), which is also so
    /// for an offer that was taken back and a handoff closed for a reason that is nobody's rejection.
    pub fn of(state: &State) -> Option<Self> {
        Self::of_phase(state.phase, state.closed.as_deref())
    }

    fn of_phase(phase: Phase, closed: Option<&str>) -> Option<Self> {
        match phase {
            Phase::Accepted
            | Phase::Met
            | Phase::Transported
            | Phase::Unattended
            | Phase::Rescheduled
            | Phase::Arrived
            | Phase::Engaged => Some(Self::Successful),
            Phase::Refused => Some(Self::ClientRejected),
            Phase::Declined => Some(Self::ProviderRejected),
            Phase::Closed => match closed {
                Some(ENGAGED) => Some(Self::Successful),
                Some(CHOSE_OTHERWISE) => Some(Self::ClientRejected),
                _ => None,
            },
            Phase::Unknown | Phase::Offered | Phase::Acknowledged | Phase::Withdrawn => None,
        }
    }

    /// Every phase that it can mean.
    pub fn phases(self) -> Vec<Phase> {
        phases(|phase, closed| Self::of_phase(phase, closed) == Some(self))
    }
}

/// Codes of `handoff_closed` that others have a word for.
const ENGAGED: &str = "engaged";
const CHOSE_OTHERWISE: &str = "person_chose_otherwise";

fn phases(wanted: impl Fn(Phase, Option<&str>) -> bool) -> Vec<Phase> {
    let closed = |phase: Phase| HANDOFF_CLOSED.current().iter().any(|code| wanted(phase, Some(code)));
    Phase::ALL.iter().copied().filter(|phase| wanted(*phase, None) || closed(*phase)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_we_write_can_be_read_back_as_what_it_was() {
        let closed = HANDOFF_CLOSED.current().iter().map(|code| Some(*code)).chain([None]);
        for (phase, closed) in closed.flat_map(|closed| Phase::ALL.iter().map(move |phase| (*phase, closed)))
        {
            let fhir = TaskStatus::of_phase(phase, closed);
            let bser = BserStatus::of_phase(phase, closed);
            let hmis = HmisResult::of_phase(phase, closed);
            assert_eq!(fhir.is_none(), phase == Phase::Unknown);
            assert_eq!(bser.is_none(), phase == Phase::Unknown);
            assert!(fhir.is_none_or(|status| status.phases().contains(&phase)), "{phase}");
            assert!(bser.is_none_or(|status| status.phases().contains(&phase)), "{phase}");
            assert!(hmis.is_none_or(|result| result.phases().contains(&phase)), "{phase}");
        }
    }

    #[test]
    fn closed_is_only_complete_when_the_person_engaged() {
        for code in HANDOFF_CLOSED.current() {
            let engaged = *code == ENGAGED;
            let status = TaskStatus::of_phase(Phase::Closed, Some(code));
            assert_eq!(status == Some(TaskStatus::Completed), engaged, "{code}");
            let status = BserStatus::of_phase(Phase::Closed, Some(code));
            assert_eq!(status == Some(BserStatus::FulfillmentCompleted), engaged, "{code}");
        }
        assert!(HANDOFF_CLOSED.offers(ENGAGED) && HANDOFF_CLOSED.offers(CHOSE_OTHERWISE));
        let chose = HmisResult::of_phase(Phase::Closed, Some(CHOSE_OTHERWISE));
        assert_eq!(chose, Some(HmisResult::ClientRejected));
    }

    #[test]
    fn every_word_of_theirs_is_read_and_is_written() {
        for status in TaskStatus::ALL {
            assert_eq!(TaskStatus::from_code(status.code()), Some(status));
            assert!(!status.phases().is_empty(), "{status:?}");
        }
        for status in BserStatus::ALL {
            assert_eq!(BserStatus::from_code(status.code()), Some(status));
            assert!(!status.phases().is_empty(), "{status:?}");
        }
        for result in HmisResult::ALL {
            assert_eq!(HmisResult::from_code(result.code()), Some(result));
            assert!(!result.phases().is_empty(), "{result:?}");
        }
        assert_eq!(TaskStatus::from_code("failed"), None, "there is no failed state");
        assert_eq!(HmisResult::from_code(4), None);
    }

    #[test]
    fn a_refusal_of_the_person_is_never_called_the_providers() {
        assert_eq!(HmisResult::of_phase(Phase::Refused, None), Some(HmisResult::ClientRejected));
        assert_eq!(HmisResult::of_phase(Phase::Declined, None), Some(HmisResult::ProviderRejected));
        assert_ne!(BserStatus::of_phase(Phase::Refused, None), BserStatus::of_phase(Phase::Declined, None));
    }
}
