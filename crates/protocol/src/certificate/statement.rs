//! What a certificate can say in clear: one struct for each kind.

use crate::limits::{DEVICES_MAX, SEGMENTS_DECIDED_MAX, STREAM_HEADS_MAX};
use crate::{
    CollaborativeId, CompartmentHandle, Decode, DecodeError, DeviceId, Encode, Hash, MemberId, PublicKey,
    Reader, SealingKey, StreamId, Writer,
};

/// A key sealed by HPKE to one device: encapsulated key 32, ciphertext 32, tag 16.
pub const SEALED_KEY_LEN: usize = 80;
/// A 32-byte secret sealed under an epoch key: ciphertext 32, tag 16.
pub const WRAPPED_SECRET_LEN: usize = 48;

/// What a device is for. Only members of its class sign in on it. The number is sent: never reuse one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum DeviceClass {
    /// Law enforcement.
    Law = 1,
    /// Emergency medical services and fire.
    Ems = 2,
    /// Treatment, outreach and other care.
    Care = 3,
    /// Staff of the collaborative itself: custodians, coordinators.
    Shared = 4,
}

impl DeviceClass {
    /// Every class.
    pub const ALL: [Self; 4] = [Self::Law, Self::Ems, Self::Care, Self::Shared];
}

impl Encode for DeviceClass {
    fn encode_to(&self, w: &mut Writer) {
        w.u8(*self as u8);
    }
}

impl Decode for DeviceClass {
    fn decode_from(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let code = r.u8()?;
        let found = Self::ALL.into_iter().find(|class| *class as u8 == code);
        found.ok_or(DecodeError::Invalid("device class"))
    }
}

/// Implements the codec for a struct as its fields in order.
macro_rules! fields_in_order {
    ($name:ident { $($field:ident: $write:expr, $read:expr;)* }) => {
        impl Encode for $name {
            fn encode_to(&self, w: &mut Writer) {
                $( let write: fn(&mut Writer, &Self) = $write; write(w, self); )*
            }
        }

        impl Decode for $name {
            fn decode_from(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
                $( let $field = { let read: fn(&mut Reader<'_>) -> Result<_, DecodeError> = $read; read(r)? }; )*
                Ok(Self { $($field,)* })
            }
        }
    };
}

/// The public halves of a device's keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeviceKeys {
    /// Signs segments and certificates; names the device.
    pub signing: PublicKey,
    /// Signs requests to the relay; usable while the device is locked.
    pub transport: PublicKey,
    /// What is meant for this device alone is sealed to it.
    pub sealing: SealingKey,
}

impl DeviceKeys {
    /// The device's id, as its signing key gives it.
    pub fn device_id(&self) -> DeviceId {
        self.signing.device_id()
    }
}

fields_in_order!(DeviceKeys {
    signing: |w, v| { w.put(&v.signing); }, |r| r.get();
    transport: |w, v| { w.put(&v.transport); }, |r| r.get();
    sealing: |w, v| { w.put(&v.sealing); }, |r| r.get();
});

/// The collaborative begins. Issued by its root key; the first certificate of its log. Sealed: the names of
/// the first agency and member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Founded {
    /// The collaborative; also the log's id.
    pub collaborative: CollaborativeId,
    /// The key with the last word on who belongs.
    pub root: PublicKey,
    /// The first device.
    pub device: DeviceKeys,
    /// Its member.
    pub member: MemberId,
    /// Its class.
    pub class: DeviceClass,
}

fields_in_order!(Founded {
    collaborative: |w, v| { w.put(&v.collaborative); }, |r| r.get();
    root: |w, v| { w.put(&v.root); }, |r| r.get();
    device: |w, v| { w.put(&v.device); }, |r| r.get();
    member: |w, v| { w.put(&v.member); }, |r| r.get();
    class: |w, v| { w.put(&v.class); }, |r| r.get();
});

/// Whoever holds the invitation's secret key may enrol one device. Issued by the root. Sealed: agency, role and
/// member name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invited {
    /// The invitation's public key.
    pub invite: PublicKey,
    /// Whose device it will be.
    pub member: MemberId,
    /// Of which class.
    pub class: DeviceClass,
    /// When the relay stops honouring it, milliseconds since 1970.
    pub expires_ms: i64,
}

fields_in_order!(Invited {
    invite: |w, v| { w.put(&v.invite); }, |r| r.get();
    member: |w, v| { w.put(&v.member); }, |r| r.get();
    class: |w, v| { w.put(&v.class); }, |r| r.get();
    expires_ms: |w, v| { w.i64(v.expires_ms); }, |r| r.i64();
});

/// A device joins. Issued by the invitation's key, which is spent by it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enrolled {
    /// The new device.
    pub device: DeviceKeys,
    /// As the invitation says.
    pub member: MemberId,
    /// As the invitation says.
    pub class: DeviceClass,
}

fields_in_order!(Enrolled {
    device: |w, v| { w.put(&v.device); }, |r| r.get();
    member: |w, v| { w.put(&v.member); }, |r| r.get();
    class: |w, v| { w.put(&v.class); }, |r| r.get();
});

/// Where one stream of a revoked device stood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StreamHead {
    /// The compartment it writes to.
    pub compartment: CompartmentHandle,
    /// The stream.
    pub stream: StreamId,
    /// The next sequence number: everything below was accepted.
    pub next_seq: u64,
    /// Hash of the last accepted segment.
    pub hash: Hash,
}

fields_in_order!(StreamHead {
    compartment: |w, v| { w.put(&v.compartment); }, |r| r.get();
    stream: |w, v| { w.put(&v.stream); }, |r| r.get();
    next_seq: |w, v| { w.u64(v.next_seq); }, |r| r.u64();
    hash: |w, v| { w.put(&v.hash); }, |r| r.get();
});

/// A device is cut off. Issued by the root. What it signed past the heads waits for the custodian.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revoked {
    /// Which device.
    pub device: DeviceId,
    /// The last of its work that is accepted.
    pub heads: Vec<StreamHead>,
}

fields_in_order!(Revoked {
    device: |w, v| { w.put(&v.device); }, |r| r.get();
    heads: |w, v| { w.list(&v.heads); }, |r| r.list(STREAM_HEADS_MAX, "stream heads");
});

/// A compartment begins. Issued by a device of the collaborative or by its root, who gain no say in it by that;
/// the first certificate of its log. Sealed: its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompartmentFounded {
    /// The compartment; also the log's id.
    pub handle: CompartmentHandle,
    /// Where it belongs.
    pub collaborative: CollaborativeId,
    /// The key that decides who is in. The collaborative's root cannot.
    pub administrator: PublicKey,
}

fields_in_order!(CompartmentFounded {
    handle: |w, v| { w.put(&v.handle); }, |r| r.get();
    collaborative: |w, v| { w.put(&v.collaborative); }, |r| r.get();
    administrator: |w, v| { w.put(&v.administrator); }, |r| r.get();
});

/// The device that enrols by this invitation may also enter the compartment. Issued by its administrator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompartmentInvited {
    /// The invitation's public key.
    pub invite: PublicKey,
    /// When the relay stops honouring it, milliseconds since 1970.
    pub expires_ms: i64,
}

fields_in_order!(CompartmentInvited {
    invite: |w, v| { w.put(&v.invite); }, |r| r.get();
    expires_ms: |w, v| { w.i64(v.expires_ms); }, |r| r.i64();
});

/// A device enters a compartment. Issued by the invitation's key or by an administrator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Admitted {
    /// Which device.
    pub device: DeviceId,
    /// The current epoch key sealed to it by HPKE; none when an invitation's blob brought it, or before the
    /// first epoch.
    pub epoch_key: Option<[u8; SEALED_KEY_LEN]>,
}

fields_in_order!(Admitted {
    device: |w, v| { w.put(&v.device); }, |r| r.get();
    epoch_key: |w, v| put_array(w, v.epoch_key.as_ref()), get_array;
});

/// An epoch key for one device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EpochKeyFor {
    /// Which device can open it.
    pub device: DeviceId,
    /// The epoch key sealed to it by HPKE.
    pub sealed: [u8; SEALED_KEY_LEN],
}

fields_in_order!(EpochKeyFor {
    device: |w, v| { w.put(&v.device); }, |r| r.get();
    sealed: |w, v| { w.raw(&v.sealed); }, |r| r.array();
});

/// A new epoch key. Issued by an administrator or by any device that is in the compartment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EpochIssued {
    /// Dense from 1.
    pub number: u32,
    /// Anyone may seal to the compartment with it.
    pub inbox: SealingKey,
    /// The epoch key for every device of the compartment, in order of device id: all of them and no other.
    pub keys: Vec<EpochKeyFor>,
    /// The previous epoch key under the new one; none for the first.
    pub previous_key: Option<[u8; WRAPPED_SECRET_LEN]>,
    /// The inbox's secret half under the epoch key.
    pub inbox_secret: [u8; WRAPPED_SECRET_LEN],
    /// The key that ids of imported records are derived with, under the epoch key.
    pub id_key: [u8; WRAPPED_SECRET_LEN],
    /// Derived from the epoch key: lets a device check the key it was given before first use.
    pub canary: [u8; 32],
}

fields_in_order!(EpochIssued {
    number: |w, v| { w.u32(v.number); }, |r| r.u32();
    inbox: |w, v| { w.put(&v.inbox); }, |r| r.get();
    keys: |w, v| { w.list(&v.keys); }, |r| r.list(DEVICES_MAX, "devices");
    previous_key: |w, v| put_array(w, v.previous_key.as_ref()), get_array;
    inbox_secret: |w, v| { w.raw(&v.inbox_secret); }, |r| r.array();
    id_key: |w, v| { w.raw(&v.id_key); }, |r| r.array();
    canary: |w, v| { w.raw(&v.canary); }, |r| r.array();
});

/// The programme in force: which compartments, roles and placement there are. Issued by the root. Sealed: its bytes,
/// compressed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProgrammeAdopted {
    /// SHA-256 over the programme file.
    pub programme: Hash,
}

fields_in_order!(ProgrammeAdopted {
    programme: |w, v| { w.put(&v.programme); }, |r| r.get();
});

/// Where letters to a compartment are sealed to. Issued by a device in it, in the log that everybody can check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InboxOpened {
    /// The compartment.
    pub compartment: CompartmentHandle,
    /// Its epoch, whose key opens the inbox.
    pub number: u32,
    /// The inbox's public key, as that epoch's certificate states it.
    pub inbox: SealingKey,
}

fields_in_order!(InboxOpened {
    compartment: |w, v| { w.put(&v.compartment); }, |r| r.get();
    number: |w, v| { w.u32(v.number); }, |r| r.u32();
    inbox: |w, v| { w.put(&v.inbox); }, |r| r.get();
});

/// A person with a role in an agency, who may have no device of their own: with the start key they may sign up on one
/// shared device of their class. Issued by the root; a later one replaces the start key. Sealed: agency, role and member
/// name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberNamed {
    /// Who.
    pub member: MemberId,
    /// Of which class. It never changes.
    pub class: DeviceClass,
    /// The start key's public half.
    pub start: PublicKey,
    /// When the relay stops honouring it, milliseconds since 1970.
    pub expires_ms: i64,
}

fields_in_order!(MemberNamed {
    member: |w, v| { w.put(&v.member); }, |r| r.get();
    class: |w, v| { w.put(&v.class); }, |r| r.get();
    start: |w, v| { w.put(&v.start); }, |r| r.get();
    expires_ms: |w, v| { w.i64(v.expires_ms); }, |r| r.i64();
});

/// A member signs up on a device that is another member's: from then on what that device signs may be of either. Issued
/// by the member's start key, which is spent by it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedUp {
    /// Who.
    pub member: MemberId,
    /// Where; a device of the member's class.
    pub device: DeviceId,
}

fields_in_order!(SignedUp {
    member: |w, v| { w.put(&v.member); }, |r| r.get();
    device: |w, v| { w.put(&v.device); }, |r| r.get();
});

/// Whom a compartment is for and who keeps it. Issued by its administrator, once, before any device is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chartered {
    /// The classes of device that may enter, ascending. No later certificate widens them.
    pub classes: Vec<DeviceClass>,
    /// The key that decides about the later work of a revoked device.
    pub custodian: PublicKey,
    /// Another administrator's key, whose secret half is on the recovery kit alone.
    pub recovery: PublicKey,
    /// Every epoch key is sealed to the recovery kit, too.
    pub escrow: SealingKey,
}

fields_in_order!(Chartered {
    classes: |w, v| { w.list(&v.classes); }, |r| r.list(DeviceClass::ALL.len(), "classes");
    custodian: |w, v| { w.put(&v.custodian); }, |r| r.get();
    recovery: |w, v| { w.put(&v.recovery); }, |r| r.get();
    escrow: |w, v| { w.put(&v.escrow); }, |r| r.get();
});

/// One more key decides who is in. Issued by an administrator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdministratorNamed {
    /// The key.
    pub administrator: PublicKey,
}

fields_in_order!(AdministratorNamed {
    administrator: |w, v| { w.put(&v.administrator); }, |r| r.get();
});

/// A key does not decide any more. Issued by an administrator; never the last one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdministratorRemoved {
    /// The key.
    pub administrator: PublicKey,
}

fields_in_order!(AdministratorRemoved {
    administrator: |w, v| { w.put(&v.administrator); }, |r| r.get();
});

/// The current epoch key for the recovery kit. Issued by whoever may issue an epoch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EpochEscrowed {
    /// The current epoch.
    pub number: u32,
    /// Its key, sealed by HPKE to the charter's escrow key.
    pub sealed: [u8; SEALED_KEY_LEN],
}

fields_in_order!(EpochEscrowed {
    number: |w, v| { w.u32(v.number); }, |r| r.u32();
    sealed: |w, v| { w.raw(&v.sealed); }, |r| r.array();
});

/// What a revoked device signed past its last accepted work is taken in after all, or never. Issued by the
/// compartment's custodian; where there is no charter, by an administrator. Said once of each segment, for ever.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LaterWorkDecided {
    /// The revoked device.
    pub device: DeviceId,
    /// Whether the work counts.
    pub adopted: bool,
    /// The segments, by hash: ascending, each once.
    pub segments: Vec<Hash>,
}

fields_in_order!(LaterWorkDecided {
    device: |w, v| { w.put(&v.device); }, |r| r.get();
    adopted: |w, v| { w.u8(u8::from(v.adopted)); }, get_flag;
    segments: |w, v| { w.list(&v.segments); }, |r| r.list(SEGMENTS_DECIDED_MAX, "segments");
});

fn get_flag(r: &mut Reader<'_>) -> Result<bool, DecodeError> {
    match r.u8()? {
        0 => Ok(false),
        1 => Ok(true),
        _ => Err(DecodeError::Invalid("flag")),
    }
}

fn put_array<const N: usize>(w: &mut Writer, value: Option<&[u8; N]>) {
    match value {
        None => w.u8(0),
        Some(value) => w.u8(1).raw(value),
    };
}

fn get_array<const N: usize>(r: &mut Reader<'_>) -> Result<Option<[u8; N]>, DecodeError> {
    match r.u8()? {
        0 => Ok(None),
        1 => Ok(Some(r.array()?)),
        _ => Err(DecodeError::Invalid("option")),
    }
}

macro_rules! statements {
    ($($name:ident($body:ident) = $code:literal,)*) => {
        /// What a certificate says. The numbers of the kinds are sent: never reuse one.
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[allow(missing_docs, reason = "each kind is documented at its struct")]
        pub enum Statement {
            $($name($body),)*
            /// A kind that a newer version invented: carried, without effect here.
            Unknown {
                /// Its number.
                kind: u16,
                /// Its clear part.
                clear: Vec<u8>,
            },
        }

        impl Statement {
            /// The number of its kind.
            pub fn kind(&self) -> u16 {
                match self {
                    $(Self::$name(_) => $code,)*
                    Self::Unknown { kind, .. } => *kind,
                }
            }

            /// The clear part's bytes.
            pub fn encode(&self) -> Vec<u8> {
                match self {
                    $(Self::$name(body) => body.encode(),)*
                    Self::Unknown { clear, .. } => clear.clone(),
                }
            }

            /// Reads the clear part of a certificate of this kind.
            pub fn decode(kind: u16, clear: &[u8]) -> Result<Self, DecodeError> {
                Ok(match kind {
                    $($code => Self::$name($body::decode(clear)?),)*
                    kind => Self::Unknown { kind, clear: clear.to_vec() },
                })
            }
        }
    };
}

statements! {
    Founded(Founded) = 1,
    Invited(Invited) = 2,
    Enrolled(Enrolled) = 3,
    Revoked(Revoked) = 4,
    ProgrammeAdopted(ProgrammeAdopted) = 5,
    InboxOpened(InboxOpened) = 6,
    MemberNamed(MemberNamed) = 7,
    SignedUp(SignedUp) = 8,
    CompartmentFounded(CompartmentFounded) = 16,
    CompartmentInvited(CompartmentInvited) = 17,
    Admitted(Admitted) = 18,
    EpochIssued(EpochIssued) = 19,
    Chartered(Chartered) = 20,
    AdministratorNamed(AdministratorNamed) = 21,
    AdministratorRemoved(AdministratorRemoved) = 22,
    EpochEscrowed(EpochEscrowed) = 23,
    LaterWorkDecided(LaterWorkDecided) = 24,
}
