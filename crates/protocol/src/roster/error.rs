//! Why a certificate is not valid at its place.

use thiserror::Error;

use crate::wire::RefusalCode;
use crate::{LogId, PublicKey};

/// Why a certificate was not applied. Nothing of it was, and nothing of the batch it came in.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum RosterError {
    /// The collaborative's founding certificate has to come first.
    #[error("no collaborative was founded yet")]
    NotFounded,
    /// The log does not exist here.
    #[error("unknown certificate log {0}")]
    UnknownLog(LogId),
    /// The issuer did not sign this.
    #[error("the certificate's signature does not hold")]
    BadSignature,
    /// It does not continue the log: another certificate came first, or some are missing.
    #[error("the certificate does not continue log {log} at {count}")]
    Conflict {
        /// The log.
        log: LogId,
        /// How many certificates it holds.
        count: u32,
    },
    /// The issuer's number does not rise.
    #[error("the issuer's number does not rise")]
    IssuerNumber,
    /// The issuer signed two different certificates with one number. It is frozen from here on.
    #[error("the issuer signed two certificates with one number: {issuer}")]
    Equivocation {
        /// The key that did.
        issuer: PublicKey,
    },
    /// The issuer was caught in equivocation before.
    #[error("the issuer is frozen: {issuer}")]
    IssuerFrozen {
        /// The key.
        issuer: PublicKey,
    },
    /// It knows more of the collaborative's log than is held here: apply that log first.
    #[error("the collaborative's log is not here yet up to what this certificate knows")]
    Behind,
    /// It was issued without knowledge of the latest revocation: read the log and issue again.
    #[error("the certificate was issued before the latest revocation was known")]
    Outdated,
    /// The issuer has no say in this.
    #[error("the issuer may not state this")]
    Unauthorised,
    /// As [`RosterError::Unauthorised`], in a log where a newer version said something that may allow it.
    #[error("the log holds certificates of a newer version")]
    NewerKind,
    /// The issuing device was revoked.
    #[error("the issuing device was revoked")]
    Revoked,
    /// The invitation was used before, or there is none of this key.
    #[error("there is no unused invitation of this key")]
    InvitationSpent,
    /// The invitation's time is over.
    #[error("the invitation has expired")]
    InvitationExpired,
    /// Device, member or class are not what the invitation says.
    #[error("not what the invitation says")]
    InvitationMismatch,
    /// No such device is enrolled, or it was revoked.
    #[error("unknown device")]
    UnknownDevice,
    /// The key, id or membership stands already.
    #[error("stands already")]
    AlreadyStands,
    /// A statement of this kind, or about this id, does not belong in this log.
    #[error("does not belong in this log")]
    WrongLog,
    /// The epoch's number is not the next one, or its link to the epoch before is missing.
    #[error("the epoch does not follow the one before")]
    EpochOrder,
    /// The epoch is not sealed to exactly the devices that are in the compartment.
    #[error("the epoch is not sealed to exactly the compartment's devices")]
    EpochDevices,
    /// The compartment is not for devices of this class.
    #[error("the compartment is not for devices of this class")]
    OtherClass,
    /// The charter names no class, not each once in order, or law enforcement and care together.
    #[error("the charter names no class, not each once in order, or law enforcement and care together")]
    Charter,
    /// The key is no administrator of the compartment.
    #[error("not an administrator of the compartment")]
    NotAdministrator,
    /// A compartment without an administrator could take nobody in any more.
    #[error("the compartment's last administrator cannot be removed")]
    LastAdministrator,
    /// The device was not revoked, as far as the issuer knew: none of its work waits for a decision.
    #[error("the device was not revoked")]
    NotRevoked,
    /// The decision names no segment, or not each once in order.
    #[error("the decision names no segment, or not each once in order")]
    Decision,
    /// The collaborative is full.
    #[error("too many devices")]
    TooManyDevices,
}

impl RosterError {
    /// A stable name for logs, the command line and the interface.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotFounded => "certificate.not_founded",
            Self::UnknownLog(_) => "certificate.unknown_log",
            Self::BadSignature => "certificate.bad_signature",
            Self::Conflict { .. } => "certificate.conflict",
            Self::IssuerNumber => "certificate.issuer_number",
            Self::Equivocation { .. } => "certificate.equivocation",
            Self::IssuerFrozen { .. } => "certificate.issuer_frozen",
            Self::Behind => "certificate.behind",
            Self::Outdated => "certificate.outdated",
            Self::Unauthorised => "certificate.unauthorised",
            Self::NewerKind => "certificate.newer_kind",
            Self::Revoked => "certificate.revoked",
            Self::InvitationSpent => "certificate.invitation_spent",
            Self::InvitationExpired => "certificate.invitation_expired",
            Self::InvitationMismatch => "certificate.invitation_mismatch",
            Self::UnknownDevice => "certificate.unknown_device",
            Self::AlreadyStands => "certificate.already_stands",
            Self::WrongLog => "certificate.wrong_log",
            Self::EpochOrder => "certificate.epoch_order",
            Self::EpochDevices => "certificate.epoch_devices",
            Self::OtherClass => "certificate.other_class",
            Self::Charter => "certificate.charter",
            Self::NotAdministrator => "certificate.not_administrator",
            Self::LastAdministrator => "certificate.last_administrator",
            Self::NotRevoked => "certificate.not_revoked",
            Self::Decision => "certificate.decision",
            Self::TooManyDevices => "certificate.too_many_devices",
        }
    }

    /// How a relay answers a batch that fails so.
    pub fn refusal(&self) -> RefusalCode {
        match self {
            Self::NotFounded => RefusalCode::Unclaimed,
            Self::Conflict { .. } | Self::Outdated | Self::Behind => RefusalCode::LogConflict,
            Self::Revoked => RefusalCode::Revoked,
            Self::InvitationSpent => RefusalCode::InvitationSpent,
            Self::InvitationExpired => RefusalCode::InvitationExpired,
            _ => RefusalCode::CertificateInvalid,
        }
    }
}
