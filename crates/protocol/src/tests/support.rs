//! Keys and values that are the same in every run.

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};

use crate::certificate::{Certificate, DeviceKeys, Place, Statement};
use crate::{
    CompartmentHandle, DeviceId, Entry, Hash, Header, KeyboxHandle, PublicKey, SealingKey, Segment,
    Signature, StreamId, Suite,
};

/// An Ed25519 key from one byte.
pub(crate) struct Key(Ed25519KeyPair);

impl Key {
    pub(crate) fn new(seed: u8) -> Self {
        Self(Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap())
    }

    pub(crate) fn public(&self) -> PublicKey {
        PublicKey(self.0.public_key().as_ref().try_into().unwrap())
    }

    pub(crate) fn id(&self) -> DeviceId {
        self.public().device_id()
    }

    pub(crate) fn sign(&self, message: &[u8]) -> Signature {
        Signature(self.0.sign(message).as_ref().try_into().unwrap())
    }

    pub(crate) fn issue(&self, place: Place, statement: Statement) -> Certificate {
        Certificate::issue(place, statement, b"sealed".to_vec(), |bytes| self.sign(bytes))
    }

    /// The device that signs with this key.
    pub(crate) fn device(&self) -> DeviceKeys {
        let [first, ..] = self.public().0;
        DeviceKeys {
            signing: self.public(),
            transport: Key::new(first ^ 0xff).public(),
            sealing: SealingKey([first; 32]),
        }
    }
}

pub(crate) fn entry(change_len: usize) -> Entry {
    Entry {
        kind: 3,
        record: [5; 16],
        schema: 1,
        keybox: KeyboxHandle([6; 16]),
        sealed: vec![0xab; change_len],
    }
}

pub(crate) fn segment(key: &Key) -> Segment {
    let header = Header {
        version: 1,
        suite: Suite::Aes256GcmHkdfSha256Ed25519,
        flags: 0,
        compartment: CompartmentHandle([1; 16]),
        device: key.id(),
        stream: StreamId([2; 16]),
        first_seq: 7,
        count: 2,
        previous: Hash([3; 32]),
        key_epoch: 4,
        key_commitment: [8; 32],
        extension: Vec::new(),
    };
    let (salt, body) = ([9; 32], vec![10; 80]);
    let signature = key.sign(&Segment::signed_bytes(&header, &salt, &body));
    Segment { header, salt, body, signature }
}
