//! What each command takes. Texts are what a person typed; the core reads them by the field's own type.

mod administration;
mod consents;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use administration::*;
pub use consents::*;

/// A command that takes nothing.
#[derive(Clone, Debug, Default, Serialize, Deserialize, TS)]
pub struct Nothing {}

/// Invites one member to the collaborative; the role implies the class.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct InviteRequest {
    /// The agency's name, as everybody will see it.
    pub agency: String,
    /// `patrol`, `ems`, `outreach`, `provider`, `clinician`, `supervisor`, `custodian` or `coordinator`.
    pub role: String,
    /// For roles that exist in several classes (supervisor, custodian, coordinator): `law`, `ems`, `care` or
    /// `shared`; otherwise the role's own class.
    #[serde(default)]
    pub agency_kind: Option<String>,
    /// The member's name, when the agency wants it shown beside what they record.
    #[serde(default)]
    pub member_name: Option<String>,
    /// Hours until the code can no longer be used; 72 when absent.
    #[serde(default)]
    pub expires_hours: Option<u32>,
}

/// Imports a CSV file through a map.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ImportCsvRequest {
    /// The name of a map that ships (`pa-oin`) or the path of a map file.
    pub map: String,
    /// The CSV file's path.
    pub file: String,
    /// The compartment by name or handle; `shared` when absent.
    #[serde(default)]
    pub compartment: Option<String>,
    /// Leave damaged rows out and import the rest, instead of refusing the file.
    #[serde(default)]
    pub skip_damaged: bool,
}

/// One dose of naloxone, as typed.
#[derive(Clone, Debug, Default, Serialize, Deserialize, TS)]
pub struct DoseInput {
    /// Milligrams; absent when unknown.
    #[serde(default)]
    pub mg: Option<String>,
    /// Route code: `nasal`, `intramuscular`, `intravenous`, …
    #[serde(default)]
    pub route: Option<String>,
    /// When: `14:32`, `now-10`, or a full moment.
    #[serde(default)]
    pub at: Option<String>,
    /// How the person responded.
    #[serde(default)]
    pub response: Option<String>,
    /// Who gave it, when not this agency: `family_or_friend`, …
    #[serde(default)]
    pub giver: Option<String>,
}

/// Who the contact was with.
#[derive(Clone, Debug, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PersonInput {
    /// Nobody known: the contact is saved without a person record being named.
    #[default]
    Unknown,
    /// A person already held.
    Existing(String),
    /// A new person with these fields (possibly only a `code_name`).
    New(BTreeMap<String, String>),
}

/// Records a contact.
#[derive(Clone, Debug, Default, Serialize, Deserialize, TS)]
pub struct ContactNewRequest {
    /// Pathway code, for example `naloxone_plus`.
    pub pathway: String,
    /// Who it was with.
    #[serde(default)]
    pub person: PersonInput,
    /// An incident already held, by id.
    #[serde(default)]
    pub incident: Option<String>,
    /// Fields of a new incident (`cad_number`, `kind`, `place.address`, …); ignored with `incident`.
    #[serde(default)]
    pub incident_fields: BTreeMap<String, String>,
    /// Fields of the contact by key (`offer`, `offer.reason`, `place.address`, `need.housing` = `true`, …).
    #[serde(default)]
    pub fields: BTreeMap<String, String>,
    /// Doses of naloxone; those of one giver make one administration.
    #[serde(default)]
    pub doses: Vec<DoseInput>,
    /// The narrative, kept as a note of its own.
    #[serde(default)]
    pub narrative: Option<String>,
    /// The compartment by name or handle; where this device's class authors contacts when absent.
    #[serde(default)]
    pub compartment: Option<String>,
}

/// Names one record.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct RecordRequest {
    /// Its id.
    pub id: String,
}

/// Changes fields of one record. An empty text clears the field.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct RecordEditRequest {
    /// The record's id.
    pub id: String,
    /// Field key → what was typed.
    pub fields: BTreeMap<String, String>,
    /// The `version` of the record when it was shown: what others wrote since stays beside what is typed now,
    /// as a conflict for a person to see. Absent: the edit stands on everything held.
    #[serde(default)]
    pub seen: Option<String>,
}

/// Settles a conflict: the value that stays.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct SettleRequest {
    /// The record's id.
    pub id: String,
    /// The field.
    pub field: String,
    /// The value to keep, as shown.
    pub keep: String,
    /// The `version` that was shown: a value that came in since stays in conflict with the one that is kept.
    /// Absent: the decision stands over everything held.
    #[serde(default)]
    pub seen: Option<String>,
}

/// Takes back how a conflict was settled.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct UnsettleRequest {
    /// The record's id.
    pub id: String,
    /// The field.
    pub field: String,
    /// The `version` of the record before it was settled.
    pub seen: String,
}

/// Lists the newest first.
#[derive(Clone, Debug, Default, Serialize, Deserialize, TS)]
pub struct ListRequest {
    /// How many; 50 when absent, at most 1,000.
    #[serde(default)]
    pub limit: Option<u32>,
}

/// Looks a person up on this device.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct PersonSearchRequest {
    /// What was typed: words are matched by their beginning.
    pub text: String,
    /// How many; 20 when absent, at most 200.
    #[serde(default)]
    pub limit: Option<u32>,
}

/// Adds a narrative to a contact, or amends one.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct NoteAddRequest {
    /// The contact's id.
    pub contact: String,
    /// The text.
    pub body: String,
    /// The note it amends.
    #[serde(default)]
    pub amends: Option<String>,
}

/// Keeps what is being typed on this device's disk. Never leaves the device.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct DraftSaveRequest {
    /// The draft's id; a new one when absent.
    #[serde(default)]
    pub id: Option<String>,
    /// When it was last kept, as far as this writer knows: one that another window kept since is not overwritten.
    /// Absent: it is written whatever stands there.
    #[serde(default)]
    pub seen_ms: Option<i64>,
    /// The contact as typed so far.
    pub contact: ContactNewRequest,
    /// Where the cursor was, so that the same field is open again.
    #[serde(default)]
    pub focus: String,
}

/// Offers a handoff.
#[derive(Clone, Debug, Default, Serialize, Deserialize, TS)]
pub struct HandoffOfferRequest {
    /// The contact it grows out of.
    pub contact: String,
    /// The agencies asked; the first to accept takes over.
    pub to: Vec<String>,
    /// What is asked for, in the packet.
    #[serde(default)]
    pub asks: String,
    /// What for, where a consent is needed: a code of `consent_purpose`; `care_coordination` when absent.
    #[serde(default)]
    pub purpose: Option<String>,
}

/// Names a person whose disclosures are asked for.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct DisclosuresRequest {
    /// The person's id.
    pub person: String,
}

/// One step of a handoff by this device's agency.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct HandoffStepRequest {
    /// The handoff's id.
    pub id: String,
    /// `offered` (to one more agency), `acknowledged`, `accepted`, `declined`, `withdrawn`, `released`, `reassigned`, `met`, `transported`,
    /// `arrived`, `unattended`, `rescheduled`, `refused`, `engaged`, `closed`.
    pub step: String,
    /// A reason or outcome code, where the step takes one.
    #[serde(default)]
    pub code: Option<String>,
    /// For `offered` and `reassigned`: the agency that is asked.
    #[serde(default)]
    pub to: Option<String>,
}

/// Records an attempt on a follow-up.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct FollowUpAttemptRequest {
    /// The follow-up's id.
    pub id: String,
    /// Outcome code: `met_in_person`, `not_found`, …
    pub outcome: String,
}

/// Lists follow-ups by their clock.
#[derive(Clone, Debug, Default, Serialize, Deserialize, TS)]
pub struct FollowUpsRequest {
    /// Only those due within so many hours from now (overdue ones always).
    #[serde(default)]
    pub due_within_hours: Option<u32>,
}

/// Sends what is not sent, takes what is new.
#[derive(Clone, Debug, Default, Serialize, Deserialize, TS)]
pub struct SyncRequest {
    /// Keep trying for so many seconds when the relay does not answer; 5 when absent.
    #[serde(default)]
    pub wait_s: Option<u32>,
}

/// Adds doses of naloxone to a contact that is finished.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct DoseAddRequest {
    /// The contact's id.
    pub contact: String,
    /// Doses; those of one giver make one administration.
    pub doses: Vec<DoseInput>,
}

/// Looks a service up in the directory.
#[derive(Clone, Debug, Default, Serialize, Deserialize, TS)]
pub struct ServiceSearchRequest {
    /// What was typed: words are matched by their beginning. Everything when empty.
    #[serde(default)]
    pub text: String,
    /// How many; 50 when absent, at most 1,000.
    #[serde(default)]
    pub limit: Option<u32>,
}

/// Imports a service directory: a folder with the three files that HSDS transformer tools read.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ImportHsdsRequest {
    /// The folder with `*organizations.csv`, `*locations.csv` and `*services.csv`.
    pub folder: String,
    /// The compartment by name or handle; `shared` when absent.
    #[serde(default)]
    pub compartment: Option<String>,
}

/// Signs in.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct UnlockRequest {
    /// The passphrase.
    pub passphrase: String,
    /// The sign-in name, on a device that several members use.
    #[serde(default)]
    pub name: Option<String>,
}

/// Sets this device up with an invitation.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct EnrolRequest {
    /// The code, as printed or read aloud.
    pub code: String,
    /// The passphrase that will open this device.
    pub passphrase: String,
}

/// Reads the QR code in a picture: that of an invitation, before this device is set up.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct QrReadRequest {
    /// Pixels in a row.
    pub width: u32,
    /// Rows; at most two million pixels in all.
    pub height: u32,
    /// The picture in shades of grey, one byte for each pixel, row by row, in base 64.
    pub gray: String,
}

/// Answers the request of a device whose lease is over.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct LeaseCodeRequest {
    /// What was read out from its screen.
    pub request: String,
}

/// Starts this device's lease again.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct LeaseUnlockRequest {
    /// The code that a supervisor read out.
    pub code: String,
}

/// Comes to a meeting with somebody who invites by voice.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct GuestBeginRequest {
    /// The relay's address, as it was told.
    pub relay: String,
    /// The eight digits, as they were read out.
    pub code: String,
}

/// Sets this device up with the invitation that came by voice.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct GuestEnrolRequest {
    /// The passphrase that will open this device.
    pub passphrase: String,
}
