//! What each command answers: plain values for a screen or a script. Times are RFC 9557 texts or milliseconds
//! since 1970 (`_ms`).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A compartment this device holds.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct CompartmentView {
    /// The handle, as the relay knows it.
    pub handle: String,
    /// The name, as members know it.
    pub name: String,
}

/// Who and where this device is, and how it stands.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct StatusView {
    /// The device's id.
    pub device: String,
    /// The member signed in.
    pub member: String,
    /// The member's agency.
    pub agency: String,
    /// The member's role.
    pub role: String,
    /// `law`, `ems`, `care` or `shared`.
    pub class: String,
    /// The relay's address.
    pub relay: String,
    /// What this device may read.
    pub compartments: Vec<CompartmentView>,
    /// Changes not yet at the relay, drafts not counted.
    pub unsent: u64,
    /// Drafts on this device only.
    pub drafts: u64,
    /// When everything was last in step with the relay.
    pub last_sync_ms: Option<i64>,
}

/// Counts over everything held, entered-in-error left out.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct SummaryView {
    /// Events in the world.
    pub incidents: u64,
    /// People.
    pub people: u64,
    /// Encounters of one person each.
    pub contacts: u64,
    /// People with at least one contact in which naloxone was given.
    pub people_given_naloxone: u64,
    /// Administrations (one giver each).
    pub administrations: u64,
    /// Doses.
    pub doses: u64,
    /// Handoffs.
    pub handoffs: u64,
    /// Follow-ups.
    pub followups: u64,
    /// Changes not yet at the relay.
    pub unsent: u64,
    /// Fields with more than one value for a human to decide.
    pub conflicts: u64,
    /// Received entries that cannot be trusted, kept aside.
    pub quarantined: u64,
    /// Received entries that wait for an upgrade or for another change.
    pub parked: u64,
    /// People by disposition code.
    pub outcomes: BTreeMap<String, u64>,
}

/// The digest of one compartment.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct CompartmentDigestView {
    /// The handle.
    pub compartment: String,
    /// The name.
    pub name: String,
    /// SHA-256 over the visible state, hexadecimal.
    pub digest: String,
}

/// Digests of every compartment held, by handle.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct DigestView {
    /// One for each compartment.
    pub compartments: Vec<CompartmentDigestView>,
}

/// What a rebuild from the journal found.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct RebuildView {
    /// Records folded again.
    pub records: u64,
    /// Changes read from the journal.
    pub changes: u64,
    /// Whether every table came out as it had been.
    pub equal: bool,
}

/// Something the person should know about a sync.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct NoticeView {
    /// A stable code.
    pub code: String,
    /// English words for a log; the interface has its own by code.
    pub text: String,
}

/// What a sync did.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct SyncView {
    /// Changes the relay took.
    pub sent: u64,
    /// Changes that came in.
    pub received: u64,
    /// Changes still only on this device.
    pub unsent: u64,
    /// Entries now in quarantine.
    pub quarantined: u64,
    /// Entries now parked.
    pub parked: u64,
    /// Whether this device and the relay are in step.
    pub up_to_date: bool,
    /// What else happened.
    pub notices: Vec<NoticeView>,
}

/// An invitation.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct InviteView {
    /// To be typed or scanned at the new device, once.
    pub code: String,
    /// The agency it is for.
    pub agency: String,
    /// The role it is for.
    pub role: String,
    /// The class that follows.
    pub class: String,
    /// Until when.
    pub expires_ms: i64,
}

/// A row that could not be used.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct RejectedRowView {
    /// Line in the file, from 1; the header is line 1.
    pub line: u64,
    /// The column, where one is to blame.
    pub column: Option<String>,
    /// Why.
    pub code: String,
}

/// What an import did.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ImportView {
    /// Data rows read.
    pub rows: u64,
    /// Records in the file.
    pub records: u64,
    /// Records this device did not have.
    pub created: u64,
    /// Records that gained something.
    pub changed: u64,
    /// Records that already said the same.
    pub unchanged: u64,
    /// Follow-up clocks started.
    pub clocks_started: u64,
    /// Rows left out.
    pub rejected: Vec<RejectedRowView>,
    /// Codes, values and contradictions worth a look; the data was kept.
    pub warnings: Vec<RejectedRowView>,
}

/// One value that stands in a field.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ValueView {
    /// As text.
    pub value: String,
    /// Who wrote it.
    pub member: String,
    /// Their agency.
    pub agency: String,
    /// When, by the device's clock.
    pub at: String,
    /// Whether that clock was known to be off.
    pub clock_off: bool,
}

/// One field.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct FieldView {
    /// The flat key.
    pub key: String,
    /// The value shown first.
    pub value: String,
    /// All distinct values when there is a conflict for a human; otherwise empty.
    pub conflict: Vec<ValueView>,
    /// The safer value that drives alerts while there is a conflict.
    pub alert: Option<String>,
}

/// A rule that is not met.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct IssueView {
    /// The field.
    pub field: String,
    /// Why.
    pub code: String,
    /// Whether it blocks Ready.
    pub blocking: bool,
}

/// A record with all its fields.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct RecordView {
    /// Its id.
    pub id: String,
    /// What it is.
    pub kind: String,
    /// Where it lives.
    pub compartment: String,
    /// Its fields by key.
    pub fields: Vec<FieldView>,
    /// Hints and flags.
    pub issues: Vec<IssueView>,
}

/// A contact in a list.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ContactRowView {
    /// The contact's id.
    pub id: String,
    /// The person's id, when one is known.
    pub person: Option<String>,
    /// How to call the person; empty when unknown.
    pub person_name: String,
    /// Pathway code.
    pub pathway: String,
    /// Recording agency.
    pub agency: String,
    /// When it began, milliseconds since 1970.
    pub started_ms: Option<i64>,
}

/// Contacts, newest first.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ContactListView {
    /// The rows.
    pub contacts: Vec<ContactRowView>,
}

/// What a new contact made.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ContactSavedView {
    /// The contact's id.
    pub contact: String,
    /// The incident's id.
    pub incident: String,
    /// The person's id; somebody unknown has a record without a name.
    pub person: String,
    /// The follow-up the contact started.
    pub follow_up: Option<String>,
    /// Hints that did not block.
    pub hints: Vec<IssueView>,
}

/// A draft.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct DraftView {
    /// Its id.
    pub id: String,
    /// The contact as typed so far.
    pub contact: crate::requests::ContactNewRequest,
    /// Where the cursor was.
    pub focus: String,
    /// When it was last kept, milliseconds since 1970.
    pub saved_ms: i64,
    /// Hints; blocking ones would refuse Ready.
    pub issues: Vec<IssueView>,
}

/// Drafts, newest first.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct DraftListView {
    /// The drafts.
    pub drafts: Vec<DraftView>,
}

/// A person found.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct PersonHitView {
    /// The person's id.
    pub id: String,
    /// Name or code name.
    pub name: String,
    /// Birth date, when known.
    pub birth_date: Option<String>,
    /// Whether something about them waits for a decision.
    pub conflicts: u32,
}

/// People found.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct PersonListView {
    /// The people, best first.
    pub people: Vec<PersonHitView>,
}

/// One event of a handoff.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct HandoffEventView {
    /// What happened.
    pub kind: String,
    /// Whose doing.
    pub party: String,
    /// To whom, for an offer or a reassignment.
    pub to: Option<String>,
    /// When, as that device's clock said.
    pub at: String,
    /// Reason or outcome code.
    pub code: Option<String>,
}

/// A handoff as this device sees it.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct HandoffView {
    /// Its id.
    pub id: String,
    /// State word.
    pub state: String,
    /// Parties accountable now: never none.
    pub accountable: Vec<String>,
    /// Marks: `contested`, `late`, `accepted_while_withdrawn`, `refused_by_person`, …
    pub marks: Vec<String>,
    /// What this device's agency may do next.
    pub may: Vec<String>,
    /// The person, where this device may know.
    pub person: Option<String>,
    /// How the person is called, where this device may know.
    pub person_name: String,
    /// Events, oldest first.
    pub events: Vec<HandoffEventView>,
    /// A short code that names the handoff and the state seen, to be shown or read aloud.
    pub receipt: String,
    /// Until when somebody should acknowledge, while nobody has.
    pub acknowledge_due_ms: Option<i64>,
}

/// Handoffs, newest first.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct HandoffListView {
    /// The handoffs.
    pub handoffs: Vec<HandoffView>,
}

/// A follow-up.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct FollowUpView {
    /// Its id.
    pub id: String,
    /// The person.
    pub person: Option<String>,
    /// How to call the person.
    pub person_name: String,
    /// Why.
    pub reason: String,
    /// `waiting`, `due`, `missed`, `met_early`, `met` or `met_late`.
    pub state: String,
    /// The window opens, milliseconds since 1970.
    pub from_ms: i64,
    /// When the window closes, in the zone the clock was started in.
    pub due: String,
    /// The window closes.
    pub due_ms: i64,
    /// Attempts so far.
    pub attempts: u32,
}

/// Follow-ups by urgency.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct FollowUpListView {
    /// The follow-ups.
    pub follow_ups: Vec<FollowUpView>,
}

/// A field with more than one value.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ConflictView {
    /// The record.
    pub id: String,
    /// What it is.
    pub kind: String,
    /// The field and its values.
    pub field: FieldView,
}

/// Open conflicts.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ConflictListView {
    /// The conflicts.
    pub conflicts: Vec<ConflictView>,
}

/// Something received that is kept aside.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct AsideView {
    /// Its number on this device.
    pub number: i64,
    /// `quarantined` or `parked`.
    pub state: String,
    /// The record, when known.
    pub record: Option<String>,
    /// Why.
    pub code: String,
    /// Since when, milliseconds since 1970.
    pub since_ms: i64,
}

/// Everything kept aside.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct AsideListView {
    /// The entries.
    pub entries: Vec<AsideView>,
}

/// Every record with all values: for export.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ExportView {
    /// The format's version.
    pub version: u32,
    /// The records by kind and id.
    pub records: Vec<RecordView>,
}
