//! What the certificates amount to: devices, members, invitations, compartments.

use std::collections::{BTreeMap, BTreeSet};

use crate::certificate::{DeviceClass, DeviceKeys, StreamHead};
use crate::{CollaborativeId, CompartmentHandle, DeviceId, Hash, MemberId, PublicKey, SealingKey};

/// Who founded it, and who has the last word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Collaborative {
    /// Its id.
    pub id: CollaborativeId,
    /// Its root key.
    pub root: PublicKey,
}

/// An enrolled device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// Its public keys.
    pub keys: DeviceKeys,
    /// Whose it is.
    pub member: MemberId,
    /// What it is for.
    pub class: DeviceClass,
    /// The invitation it enrolled by; none for the founding device.
    pub invited_by: Option<PublicKey>,
    /// Its certificate's place in the collaborative's log.
    pub enrolled_at: u32,
    /// Set once it was cut off.
    pub revocation: Option<Revocation>,
    /// Who else may author on it, with the start key by which they signed up last.
    pub signed_up: BTreeMap<MemberId, PublicKey>,
}

/// How a segment of a revoked device stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LaterWork {
    /// Within the accepted heads, or adopted: it counts.
    Counts,
    /// Past them: it waits for the custodian's decision.
    Waits,
    /// The custodian decided that it does not count.
    Rejected,
}

/// When and how a device was cut off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revocation {
    /// The certificate's place in the collaborative's log.
    pub at: u32,
    /// The last of its work that is accepted.
    pub heads: Vec<StreamHead>,
}

impl Revocation {
    /// Whether a segment that ends so is among the device's last accepted work: below the head of its stream, or that
    /// very segment. (The compartment of a head is not looked at: the relay does not name it to the root.)
    pub fn accepts(&self, end: &StreamHead) -> bool {
        let within = |head: &StreamHead| {
            end.next_seq < head.next_seq || (end.next_seq, end.hash) == (head.next_seq, head.hash)
        };
        self.heads.iter().find(|head| head.stream == end.stream).is_some_and(within)
    }
}

impl Device {
    /// Its id.
    pub fn id(&self) -> DeviceId {
        self.keys.device_id()
    }

    /// Whether what it signs may be this member's.
    pub fn is_used_by(&self, member: &MemberId) -> bool {
        self.member == *member || self.signed_up.contains_key(member)
    }

    /// Whether it was cut off.
    pub fn is_revoked(&self) -> bool {
        self.revocation.is_some()
    }

    /// Whether it belonged, for someone who had seen `seen` certificates of the collaborative's log.
    pub fn is_active_at(&self, seen: u32) -> bool {
        let revoked_later = self.revocation.as_ref().is_none_or(|revocation| seen <= revocation.at);
        self.enrolled_at < seen && revoked_later
    }
}

/// A person with a role in an agency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The class of every device of this member.
    pub class: DeviceClass,
    /// The latest sealed names: agency, role, name. Devices open them with the directory key.
    pub sealed: Vec<u8>,
    /// Their right to sign up on one shared device, until it is used.
    pub start: Option<Start>,
}

/// The right to sign up on one shared device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Start {
    /// Its public key.
    pub key: PublicKey,
    /// When the relay stops honouring it, milliseconds since 1970.
    pub expires_ms: i64,
}

/// The right to enrol one device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// Its public key.
    pub key: PublicKey,
    /// Whose device it will be.
    pub member: MemberId,
    /// Of which class.
    pub class: DeviceClass,
    /// When the relay stops honouring it, milliseconds since 1970.
    pub expires_ms: i64,
    /// The device that used it.
    pub spent_by: Option<DeviceId>,
}

impl Invitation {
    /// Whether a device may still enrol by it.
    pub fn is_open(&self, now_ms: i64) -> bool {
        self.spent_by.is_none() && now_ms < self.expires_ms
    }
}

/// The right of the device that enrols by an invitation to enter one compartment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CompartmentInvitation {
    /// When the relay stops honouring it, milliseconds since 1970.
    pub expires_ms: i64,
    /// The device that used it.
    pub spent_by: Option<DeviceId>,
    /// The epoch of its day: the newest whose key comes with it.
    pub epoch: u32,
}

/// Who may read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compartment {
    /// Its handle.
    pub handle: CompartmentHandle,
    /// Who founded it: the collaborative's root for the one that everybody shares, else a device.
    pub founder: PublicKey,
    /// The keys that decide who is in.
    pub administrators: BTreeSet<PublicKey>,
    /// Every device that was ever admitted; see [`super::Roster::admitted`] for those that still are.
    pub admitted: BTreeSet<DeviceId>,
    /// The devices that were given the current epoch's key: by its certificate, by their own, or by an invitation of its
    /// day.
    pub knowers: BTreeSet<DeviceId>,
    /// Invitations into it, by their key.
    pub invitations: BTreeMap<PublicKey, CompartmentInvitation>,
    /// The current epoch; none before the first.
    pub epoch: Option<CurrentEpoch>,
    /// Its sealed name. Devices open it with the directory key.
    pub sealed: Vec<u8>,
    /// Whom it is for and who keeps it; none where every class may enter and nobody keeps a recovery kit.
    pub charter: Option<Charter>,
    /// The newest epoch whose key the recovery kit opens; 0 for none.
    pub escrowed: u32,
    /// What was decided about the later work of revoked devices: of which device each segment is, and whether it was
    /// adopted.
    pub decided: BTreeMap<Hash, (DeviceId, bool)>,
}

/// Whom a compartment is for and who keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Charter {
    /// The classes of device that may enter.
    pub classes: BTreeSet<DeviceClass>,
    /// The key that decides about the later work of a revoked device.
    pub custodian: PublicKey,
    /// The administrator's key on the recovery kit.
    pub recovery: PublicKey,
    /// Epoch keys are sealed to it for the recovery kit.
    pub escrow: SealingKey,
}

/// The programme in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Programme {
    /// SHA-256 over its file.
    pub hash: Hash,
    /// The sealed file. Devices open it with the directory key.
    pub sealed: Vec<u8>,
}

/// Where letters to a compartment are sealed to, as whoever is not in it knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inbox {
    /// The epoch whose key opens it.
    pub number: u32,
    /// What to seal to.
    pub key: SealingKey,
    /// The class of every device that ever opened it.
    pub class: DeviceClass,
    /// The device that opened it last.
    pub opener: DeviceId,
}

/// The newest epoch of a compartment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CurrentEpoch {
    /// Dense from 1. Segments under an older one are refused by the relay.
    pub number: u32,
    /// Anyone may seal to the compartment with it.
    pub inbox: SealingKey,
}

impl Compartment {
    /// Whether a device of this class may enter.
    pub fn takes_in(&self, class: DeviceClass) -> bool {
        self.charter.as_ref().is_none_or(|charter| charter.classes.contains(&class))
    }

    /// What was decided about a segment of a revoked device; nothing while it waits.
    pub fn decision(&self, device: &DeviceId, segment: &Hash) -> Option<bool> {
        self.decided.get(segment).filter(|(of, _)| of == device).map(|(_, adopted)| *adopted)
    }

    /// Who decides about the later work of revoked devices, if `key` does.
    pub fn is_custodian(&self, key: &PublicKey) -> bool {
        match &self.charter {
            Some(charter) => charter.custodian == *key,
            None => self.administrators.contains(key),
        }
    }

    /// The current epoch's number; 0 before the first.
    pub fn epoch_number(&self) -> u32 {
        self.epoch.map_or(0, |epoch| epoch.number)
    }
}

/// One hash-chained log, by its hashes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Log {
    /// Of every certificate, in order.
    pub hashes: Vec<Hash>,
    /// What the last certificate had seen of the collaborative's log.
    pub seen: u32,
    /// Whether a newer version said something here that this one does not understand.
    pub holds_newer: bool,
}

impl Log {
    pub fn count(&self) -> u32 {
        u32::try_from(self.hashes.len()).unwrap_or(u32::MAX)
    }

    pub fn head(&self) -> Hash {
        self.hashes.last().copied().unwrap_or(Hash::ZERO)
    }
}

/// What one key has signed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Issuer {
    /// Hash by number, over all logs.
    pub issued: BTreeMap<u64, Hash>,
    /// The highest number in each log.
    pub last_in: BTreeMap<crate::LogId, u64>,
    /// Caught in equivocation.
    pub frozen: bool,
}
