//! Opening the data folder, and who may claim an unclaimed relay.

use std::fmt;
use std::net::SocketAddr;
use std::path::Path;

use data_encoding::HEXLOWER;
use protocol::{GenerationId, sha256};
use thiserror::Error;

use crate::config::Config;
use crate::relay::{Claim, Relay};
use crate::store::{Identity, SqliteStore, Store, StoreError};

/// Why a relay does not start.
#[derive(Debug, Error)]
pub enum StartError {
    /// Its store does not open.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The system gave no randomness.
    #[error("the system's random source failed")]
    Random,
    /// It would be reachable from elsewhere without encryption.
    #[error(
        "{0} can be reached from other machines, and this version of the relay does not serve TLS itself: \
         listen on loopback behind a TLS proxy and say --behind-proxy"
    )]
    Unprotected(SocketAddr),
    /// A claim token makes no sense any more.
    #[error("this relay serves a collaborative already: it needs no claim token")]
    AlreadyClaimed,
}

impl StartError {
    /// Its stable name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Store(error) => error.code(),
            Self::Random => "relay_start.random",
            Self::Unprotected(_) => "relay_start.unprotected",
            Self::AlreadyClaimed => "relay_start.already_claimed",
        }
    }
}

/// Who can reach the relay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Only this machine.
    Loopback,
    /// Others, through a proxy that does TLS.
    BehindProxy,
}

impl Reach {
    /// From the address to listen on; `proxied` when the operator vouches for a proxy.
    ///
    /// # Errors
    /// [`StartError::Unprotected`] for anything but loopback without a proxy.
    pub fn of(address: SocketAddr, proxied: Option<Self>) -> Result<Self, StartError> {
        match proxied {
            Some(reach) => Ok(reach),
            None if address.ip().is_loopback() => Ok(Self::Loopback),
            None => Err(StartError::Unprotected(address)),
        }
    }
}

/// A secret that is worth a collaborative. Only its hash is stored; `Debug` does not show it.
pub struct ClaimToken(String);

impl ClaimToken {
    /// The text to hand to whoever founds the collaborative.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ClaimToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClaimToken(..)")
    }
}

/// Opens the relay in a folder. The second value is there when somebody has to be told a claim token: at the
/// first start of a relay that others can reach.
///
/// # Errors
/// [`StartError`].
pub fn open(
    folder: &Path,
    config: &Config,
    reach: Reach,
) -> Result<(Relay<SqliteStore>, Option<ClaimToken>), StartError> {
    let store = SqliteStore::open(folder, config.store_options())?;
    let claim = match reach {
        Reach::Loopback => Claim::Open,
        Reach::BehindProxy => Claim::Token,
    };
    let fresh = Identity { generation: GenerationId(random()?), key_seed: random()? };
    let relay = Relay::open(store, config.limits(), claim, fresh)?;
    let wanted = claim == Claim::Token && !relay.is_claimed()? && relay.store().claim_hash()?.is_none();
    let token = if wanted { Some(new_token(relay.store())?) } else { None };
    Ok((relay, token))
}

/// Makes a claim token in place of an earlier one. The relay must not be running.
///
/// # Errors
/// [`StartError`], also when the relay was claimed.
pub fn issue_claim_token(folder: &Path) -> Result<ClaimToken, StartError> {
    let store = SqliteStore::open(folder, Config::default().store_options())?;
    if store.revision()?.0 > 0 {
        return Err(StartError::AlreadyClaimed);
    }
    new_token(&store)
}

/// Gives a restored backup a new life, so that every device looks for what it acknowledged and lost. The relay
/// must not be running.
///
/// # Errors
/// [`StartError`].
pub fn renew_generation(folder: &Path) -> Result<(), StartError> {
    let store = SqliteStore::open(folder, Config::default().store_options())?;
    Ok(store.renew_generation(GenerationId(random()?))?)
}

fn new_token(store: &impl Store) -> Result<ClaimToken, StartError> {
    let token = HEXLOWER.encode(&random::<16>()?);
    store.set_claim_hash(sha256(token.as_bytes()))?;
    Ok(ClaimToken(token))
}

fn random<const N: usize>() -> Result<[u8; N], StartError> {
    let mut bytes = [0u8; N];
    aws_lc_rs::rand::fill(&mut bytes).map_err(|_| StartError::Random)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_loopback_or_a_proxy() {
        let loopback: SocketAddr = "127.0.0.1:0".parse().unwrap();
        let any: SocketAddr = "0.0.0.0:80".parse().unwrap();
        assert_eq!(Reach::of(loopback, None).unwrap(), Reach::Loopback);
        // a proxy on the same machine lets the world in: a token is needed
        assert_eq!(Reach::of(loopback, Some(Reach::BehindProxy)).unwrap(), Reach::BehindProxy);
        assert_eq!(Reach::of(any, Some(Reach::BehindProxy)).unwrap(), Reach::BehindProxy);
        assert_eq!(Reach::of(any, None).unwrap_err().code(), "relay_start.unprotected");
    }

    #[test]
    fn a_claim_token_is_given_once_and_never_shown_by_debug() {
        let folder = tempfile::tempdir().unwrap();
        let config = Config::default();
        let (relay, token) = open(folder.path(), &config, Reach::BehindProxy).unwrap();
        let token = token.unwrap();
        assert_eq!(relay.store().claim_hash().unwrap(), Some(sha256(token.reveal().as_bytes())));
        assert!(!format!("{token:?}").contains(token.reveal()));
        drop(relay);
        assert!(open(folder.path(), &config, Reach::BehindProxy).unwrap().1.is_none());
        let other = issue_claim_token(folder.path()).unwrap();
        assert_ne!(other.reveal(), token.reveal());
    }

    #[test]
    fn a_restored_backup_can_be_given_a_new_life() {
        let folder = tempfile::tempdir().unwrap();
        let life = || {
            let store = SqliteStore::open(folder.path(), Config::default().store_options()).unwrap();
            store.identity(Identity { generation: GenerationId([7; 16]), key_seed: [7; 32] }).unwrap()
        };
        let before = life();
        renew_generation(folder.path()).unwrap();
        let after = life();
        assert!(before.generation != after.generation);
        assert!(before.key_seed == after.key_seed);
    }
}
