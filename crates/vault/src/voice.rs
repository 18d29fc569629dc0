//! An invitation by voice: two people read eight digits and then a number of six to each other, and the code with its
//! 128 bits goes from device to device without anybody reading it. Nothing secret is shown or said.
//!
//! The relay in between may do what it likes: it has one chance in a million to stay unseen. The inviter commits to its key
//! before it sees the guest's, and shows it only after: so whoever sits in between has to choose every key and every nonce
//! of its own before it can know the number that either side will show. The argument stands in
//! `docs/reference/formats.md`.
//!
//! Each step takes the one before by value: none can be done twice, left out, or done in another order.

use std::fmt;

use aws_lc_rs::agreement::{PrivateKey, UnparsedPublicKey, X25519, agree};
use protocol::{Hash, InvitationCode, Reader, RendezvousCode, SealingKey, Writer, sha256};
use thiserror::Error;
use zeroize::Zeroizing;

use crate::{Random, SealingSecret, VaultError, aead, kdf, random};

const NONCE_LEN: usize = 32;
/// Room for any code: its text is padded to this, so that its length says nothing of the relay's address.
const CODE_ROOM: usize = 512;
const NUMBERS: u64 = 1_000_000;

/// Why an invitation by voice came to nothing. Both begin anew, with another code.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum VoiceError {
    /// A message is cut short, too long, or not one of this kind.
    #[error("a message of the other device cannot be read")]
    Damaged,
    /// The inviter showed another key than it had committed to: somebody is in between.
    #[error("the other device does not stand by what it committed to: somebody may be in between")]
    Commitment,
    /// The confirmation is not of the device whose number was shown.
    #[error("the confirmation is not the other device's: somebody may be in between")]
    Confirmation,
    /// What came is no invitation of the device whose number was shown.
    #[error("the invitation is not the other device's: somebody may be in between")]
    Invitation,
    /// The cryptographic library refused; not expected in practice.
    #[error("the cryptographic library failed")]
    Library,
}

impl VoiceError {
    /// A stable name for logs, the command line and the interface.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Damaged => "voice.damaged",
            Self::Commitment => "voice.commitment",
            Self::Confirmation => "voice.confirmation",
            Self::Invitation => "voice.invitation",
            Self::Library => "voice.library",
        }
    }
}

impl From<VaultError> for VoiceError {
    fn from(_: VaultError) -> Self {
        Self::Library
    }
}

/// The number of six digits that two people read to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VoiceNumber(u32);

/// As it is read aloud: `123 456`.
impl fmt::Display for VoiceNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:03} {:03}", self.0 / 1_000, self.0 % 1_000)
    }
}

/// What one side shows the other: a fresh key, and chance for the number.
#[derive(Clone, Copy)]
struct Share {
    key: SealingKey,
    nonce: [u8; NONCE_LEN],
}

impl Share {
    fn fresh(random: &mut dyn Random) -> Result<(SealingSecret, Self), VoiceError> {
        let secret = SealingSecret::generate(random)?;
        let share = Self { key: secret.public(), nonce: random::array(random) };
        Ok((secret, share))
    }

    fn encode(&self) -> Vec<u8> {
        [self.key.0, self.nonce].concat()
    }

    fn read(bytes: &[u8]) -> Result<Self, VoiceError> {
        let mut r = Reader::new(bytes);
        let read = |r: &mut Reader<'_>| Ok::<_, protocol::DecodeError>((r.array()?, r.array()?));
        let (key, nonce) = read(&mut r).map_err(|_| VoiceError::Damaged)?;
        r.end().map_err(|_| VoiceError::Damaged)?;
        Ok(Self { key: SealingKey(key), nonce })
    }

    fn commitment(&self, meet: RendezvousCode) -> Hash {
        let mut w = Writer::new();
        w.raw(b"footbridge voice commitment 1\0").u32(meet.number()).raw(&self.encode());
        sha256(&w.finish())
    }
}

/// What both sides know once both shares are on the table.
struct Met {
    transcript: Hash,
    shared: Zeroizing<[u8; 32]>,
}

impl Met {
    fn new(
        meet: RendezvousCode,
        inviter: &Share,
        guest: &Share,
        own: &SealingSecret,
        other: SealingKey,
    ) -> Result<Self, VoiceError> {
        let mut w = Writer::new();
        w.raw(b"footbridge voice 1\0").u32(meet.number());
        w.raw(&inviter.encode()).raw(&guest.encode());
        let transcript = sha256(&w.finish());
        let own = PrivateKey::from_private_key(&X25519, own.expose()).map_err(|_| VoiceError::Library)?;
        // a key of small order gives zeros, which the library refuses
        let secret = agree(&own, UnparsedPublicKey::new(&X25519, other.0), VoiceError::Damaged, |secret| {
            Ok(Zeroizing::new(secret.to_vec()))
        })?;
        let shared = kdf::derive(&secret, &transcript.0, "footbridge voice 1", &[])?;
        Ok(Self { transcript, shared })
    }

    /// Of the transcript alone: it shows nothing of the keys' secret.
    fn number(&self) -> VoiceNumber {
        let mut w = Writer::new();
        w.raw(b"footbridge voice number 1\0").put(&self.transcript);
        let Hash([a, b, c, d, e, f, g, h, ..]) = sha256(&w.finish());
        let below = u64::from_be_bytes([a, b, c, d, e, f, g, h]) % NUMBERS;
        VoiceNumber(u32::try_from(below).unwrap_or(0))
    }

    fn key(&self, purpose: &str) -> Result<Zeroizing<[u8; 32]>, VoiceError> {
        Ok(kdf::derive(&*self.shared, &self.transcript.0, purpose, &[])?)
    }

    /// Nothing sealed under a key of its own: only who has that key can have made it.
    fn confirmation(&self) -> Result<Vec<u8>, VoiceError> {
        let key = self.key("footbridge voice confirmation 1")?;
        Ok(aead::seal_once(&key, &self.transcript.0, &[])?)
    }

    fn is_confirmed_by(&self, sealed: &[u8]) -> Result<(), VoiceError> {
        let key = self.key("footbridge voice confirmation 1")?;
        let opened = aead::open_once(&key, &self.transcript.0, sealed, "voice");
        opened.ok().filter(|plain| plain.is_empty()).map(drop).ok_or(VoiceError::Confirmation)
    }
}

/// The inviter, who committed and waits for the guest's share.
pub struct Inviter {
    meet: RendezvousCode,
    secret: SealingSecret,
    share: Share,
}

impl Inviter {
    /// Begins. The commitment is the first message.
    ///
    /// # Errors
    /// [`VoiceError::Library`].
    pub fn begin(meet: RendezvousCode, random: &mut dyn Random) -> Result<(Self, Vec<u8>), VoiceError> {
        let (secret, share) = Share::fresh(random)?;
        let commitment = share.commitment(meet);
        Ok((Self { meet, secret, share }, commitment.0.to_vec()))
    }

    /// Takes the guest's share. What the inviter committed to is the third message, and the number can be shown.
    ///
    /// # Errors
    /// [`VoiceError::Damaged`].
    pub fn meet(self, share: &[u8]) -> Result<(InviterCompares, Vec<u8>), VoiceError> {
        let guest = Share::read(share)?;
        let met = Met::new(self.meet, &self.share, &guest, &self.secret, guest.key)?;
        Ok((InviterCompares(met), self.share.encode()))
    }
}

/// The inviter, whose number is shown.
pub struct InviterCompares(Met);

impl InviterCompares {
    /// What the inviter reads out.
    pub fn number(&self) -> VoiceNumber {
        self.0.number()
    }

    /// Whether the guest's person said that both numbers are the same.
    ///
    /// # Errors
    /// [`VoiceError::Confirmation`].
    pub fn check(&self, confirmation: &[u8]) -> Result<(), VoiceError> {
        self.0.is_confirmed_by(confirmation)
    }

    /// Seals the invitation's code to the guest: only after the inviter said that both numbers are the same. The guest's
    /// `confirmation` says that its person said so, too.
    ///
    /// # Errors
    /// [`VoiceError::Confirmation`].
    pub fn grant(self, confirmation: &[u8], code: &InvitationCode) -> Result<Vec<u8>, VoiceError> {
        self.check(confirmation)?;
        let text = Zeroizing::new(code.to_string());
        let mut plain = Zeroizing::new(vec![0; CODE_ROOM]);
        let room = plain.get_mut(..text.len()).ok_or(VoiceError::Damaged)?;
        room.copy_from_slice(text.as_bytes());
        let key = self.0.key("footbridge voice invitation 1")?;
        Ok(aead::seal_once(&key, &self.0.transcript.0, &plain)?)
    }
}

/// The guest, who has sent a share and waits for the inviter to show its own.
pub struct Guest {
    meet: RendezvousCode,
    commitment: Hash,
    secret: SealingSecret,
    share: Share,
}

impl Guest {
    /// Takes the inviter's commitment. The guest's share is the second message.
    ///
    /// # Errors
    /// [`VoiceError::Damaged`].
    pub fn begin(
        meet: RendezvousCode,
        commitment: &[u8],
        random: &mut dyn Random,
    ) -> Result<(Self, Vec<u8>), VoiceError> {
        let commitment = Hash(commitment.try_into().map_err(|_| VoiceError::Damaged)?);
        let (secret, share) = Share::fresh(random)?;
        Ok((Self { meet, commitment, secret, share }, share.encode()))
    }

    /// Takes what the inviter had committed to: the number can be shown.
    ///
    /// # Errors
    /// [`VoiceError::Commitment`], [`VoiceError::Damaged`].
    pub fn meet(self, reveal: &[u8]) -> Result<GuestCompares, VoiceError> {
        let inviter = Share::read(reveal)?;
        if inviter.commitment(self.meet) != self.commitment {
            return Err(VoiceError::Commitment);
        }
        let met = Met::new(self.meet, &inviter, &self.share, &self.secret, inviter.key)?;
        Ok(GuestCompares(met))
    }
}

/// The guest, whose number is shown.
pub struct GuestCompares(Met);

impl GuestCompares {
    /// What the guest reads out.
    pub fn number(&self) -> VoiceNumber {
        self.0.number()
    }

    /// The fourth message, only after the guest said that both numbers are the same.
    ///
    /// # Errors
    /// [`VoiceError::Library`].
    pub fn confirm(self) -> Result<(GuestWaits, Vec<u8>), VoiceError> {
        let confirmation = self.0.confirmation()?;
        Ok((GuestWaits(self.0), confirmation))
    }
}

/// The guest, who confirmed and waits for the invitation.
pub struct GuestWaits(Met);

impl GuestWaits {
    /// The invitation's code.
    ///
    /// # Errors
    /// [`VoiceError::Invitation`].
    pub fn open(&self, sealed: &[u8]) -> Result<InvitationCode, VoiceError> {
        let key = self.0.key("footbridge voice invitation 1")?;
        let plain = aead::open_once(&key, &self.0.transcript.0, sealed, "voice");
        let plain = plain.map_err(|_| VoiceError::Invitation)?;
        let text = std::str::from_utf8(&plain).map_err(|_| VoiceError::Invitation)?;
        if plain.len() != CODE_ROOM {
            return Err(VoiceError::Invitation);
        }
        text.trim_end_matches('\0').parse().map_err(|_| VoiceError::Invitation)
    }
}
