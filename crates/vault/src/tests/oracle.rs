//! HPKE against a second implementation, in both directions.

use std::convert::Infallible;

use hpke::aead::AesGcm256;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable};
use rand_core::{TryCryptoRng, TryRng};

use super::support::Seeded;
use crate::hpke::seal_to;
use crate::{Random, SealingSecret};

impl TryRng for Seeded {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(u32::from_be_bytes(crate::random::array(self)))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(u64::from_be_bytes(crate::random::array(self)))
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        self.fill(out);
        Ok(())
    }
}

impl TryCryptoRng for Seeded {}

type OracleKem = X25519HkdfSha256;

#[test]
fn the_oracle_opens_what_is_sealed_here() {
    let secret = SealingSecret::generate(&mut Seeded::new(1)).unwrap();
    let sealed = seal_to(&secret.public(), b"info", b"aad", b"plain").unwrap();
    let key = <OracleKem as Kem>::PrivateKey::from_bytes(secret.expose()).unwrap();
    let encapsulated = <OracleKem as Kem>::EncappedKey::from_bytes(&sealed[..32]).unwrap();
    let opened = hpke::single_shot_open::<AesGcm256, HkdfSha256, OracleKem>(
        &OpModeR::Base,
        &key,
        &encapsulated,
        b"info",
        &sealed[32..],
        b"aad",
    );
    assert_eq!(opened.unwrap(), b"plain");
}

#[test]
fn what_the_oracle_seals_is_opened_here() {
    let secret = SealingSecret::generate(&mut Seeded::new(1)).unwrap();
    let key = <OracleKem as Kem>::PublicKey::from_bytes(&secret.public().0).unwrap();
    let (encapsulated, ciphertext) = hpke::single_shot_seal_with_rng::<AesGcm256, HkdfSha256, OracleKem>(
        &OpModeS::Base,
        &key,
        b"info",
        b"plain",
        b"aad",
        &mut Seeded::new(2),
    )
    .unwrap();
    let sealed = [encapsulated.to_bytes().as_slice(), &ciphertext].concat();
    assert_eq!(secret.open(b"info", b"aad", &sealed, "x").unwrap().as_slice(), b"plain");
    assert!(secret.open(b"other", b"aad", &sealed, "x").is_err());
    assert!(secret.open(b"info", b"other", &sealed, "x").is_err());
}
