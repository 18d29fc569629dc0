//! What the commands take that are about devices, compartments and members.

use std::fmt;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Names one compartment of this device.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct CompartmentRequest {
    /// Its name or its handle.
    pub compartment: String,
}

/// Founds a compartment.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct CompartmentFoundRequest {
    /// Its name, as everybody in it will see it.
    pub name: String,
    /// The classes of device that may be in it: `law`, `ems`, `care`, `shared`; this device's own among them.
    pub classes: Vec<String>,
}

/// Takes a device into a compartment.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct CompartmentAdmitRequest {
    /// The compartment's name or handle.
    pub compartment: String,
    /// The device's id, or a start of it that no other device's id has.
    pub device: String,
}

/// Enters a compartment with its recovery kit.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct CompartmentRestoreRequest {
    /// The kit, as it is printed; large or small letters, spaces and hyphens make no difference.
    pub kit: String,
}

impl fmt::Debug for CompartmentRestoreRequest {
    /// Without the kit: whoever holds it decides over the compartment, so it stands in no log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CompartmentRestoreRequest").finish_non_exhaustive()
    }
}

/// Names one device of the collaborative.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct DeviceRequest {
    /// Its id, or a start of it that no other device's id has.
    pub device: String,
}

/// Names later work of revoked devices.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct QuarantineRequest {
    /// A segment's id or a start of it that fits one alone; or a device's, for all that waits of it.
    pub id: String,
}

/// A decision about later work of revoked devices.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct QuarantineDecideRequest {
    /// As for [`QuarantineRequest`].
    pub ids: Vec<String>,
    /// The compartment's recovery kit, as it is printed; not needed where one waits, or where there is none.
    pub kit: Option<String>,
}

/// Opens what a revoked device left.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct RecoverWorkRequest {
    /// The file's path.
    pub file: String,
    /// As for [`QuarantineDecideRequest`].
    pub kit: Option<String>,
}

impl fmt::Debug for RecoverWorkRequest {
    /// Without the kit.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecoverWorkRequest").field("file", &self.file).finish_non_exhaustive()
    }
}

impl fmt::Debug for QuarantineDecideRequest {
    /// Without the kit: whoever holds it decides over the compartment, so it stands in no log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("QuarantineDecideRequest").field("ids", &self.ids).finish_non_exhaustive()
    }
}

/// Names a programme file.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ProgrammeFileRequest {
    /// The file's path.
    pub file: String,
}

/// Names a member who has no device of their own, or gives one another start code.
#[derive(Clone, Debug, Default, Serialize, Deserialize, TS)]
pub struct MemberNameRequest {
    /// A member that is known already, by id or a start of it: the rest is not read then.
    #[serde(default)]
    pub member: Option<String>,
    /// The agency's name, as everybody will see it.
    #[serde(default)]
    pub agency: String,
    /// As for an invitation.
    #[serde(default)]
    pub role: String,
    /// As for an invitation.
    #[serde(default)]
    pub agency_kind: Option<String>,
    /// The member's name, when the agency wants it shown beside what they record.
    #[serde(default)]
    pub member_name: Option<String>,
    /// Hours until the code can no longer be used; 72 when absent.
    #[serde(default)]
    pub expires_hours: Option<u32>,
}

/// Another member signs up on this device, in the presence of who is signed in.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct MemberSignUpRequest {
    /// The newcomer's start code.
    pub code: String,
    /// What the newcomer will type beside the passphrase.
    pub sign_in_name: String,
    /// The newcomer's passphrase.
    pub passphrase: String,
    /// The passphrase of who is signed in.
    pub own_passphrase: String,
    /// What who is signed in will type from now on beside theirs: needed when the device was one member's so far.
    #[serde(default)]
    pub own_sign_in_name: Option<String>,
}

impl fmt::Debug for MemberSignUpRequest {
    /// Without code and passphrases: they stand in no log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemberSignUpRequest").finish_non_exhaustive()
    }
}

/// Names one member who may sign in on this device.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct MemberRequest {
    /// The sign-in name, the member's id or a start of it.
    pub member: String,
}

/// Changes the passphrase of who is signed in.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct PassphraseChangeRequest {
    /// The one that opens the device now.
    pub old: String,
    /// The one that will.
    pub new: String,
}

impl fmt::Debug for PassphraseChangeRequest {
    /// Without either: they stand in no log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PassphraseChangeRequest").finish_non_exhaustive()
    }
}
