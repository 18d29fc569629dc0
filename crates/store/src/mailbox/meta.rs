//! What sending and receiving must know while the device is locked.

use protocol::{DeviceId, GenerationId, PublicKey};
use rusqlite::Connection;

use super::Mailbox;
use crate::column::{bind, column};
use crate::{Result, Secret32, StoreError, sqlite};

const RELAY_URL: &str = "relay.url";
const RELAY_GENERATION: &str = "relay.generation";
const RELAY_KEY: &str = "relay.key";
const DEVICE: &str = "device.id";
const TRANSPORT_KEY: &str = "device.transport_key";
const CLOCK_OFFSET: &str = "clock.offset_ms";
pub(super) const LAST_SYNC: &str = "sync.last_ms";

/// Which life of which relay this device last talked to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RelayIdentity {
    /// This life of its store.
    pub generation: GenerationId,
    /// The key that signs its checkpoints.
    pub key: PublicKey,
}

impl Mailbox {
    /// The relay's address.
    pub fn relay_url(&self) -> Result<Option<String>> {
        let Some(bytes) = self.value(RELAY_URL)? else { return Ok(None) };
        String::from_utf8(bytes).map(Some).map_err(|_| unreadable(RELAY_URL))
    }

    /// Sets the relay's address.
    pub fn set_relay_url(&self, url: &str) -> Result<()> {
        self.set(&[(RELAY_URL, url.as_bytes())])
    }

    /// The relay's life and key, once it was met.
    pub fn relay_identity(&self) -> Result<Option<RelayIdentity>> {
        let (generation, key) = (self.array(RELAY_GENERATION)?, self.array(RELAY_KEY)?);
        Ok(generation.zip(key).map(|(generation, key)| RelayIdentity {
            generation: GenerationId(generation),
            key: PublicKey(key),
        }))
    }

    /// Notes the relay's life and key.
    pub fn set_relay_identity(&self, relay: &RelayIdentity) -> Result<()> {
        self.write(|conn| set_relay(conn, relay))
    }

    /// Who this device is to the relay.
    pub fn device(&self) -> Result<Option<DeviceId>> {
        Ok(self.array(DEVICE)?.map(DeviceId))
    }

    /// The secret half of the key that signs requests. It opens nothing.
    pub fn transport_key(&self) -> Result<Option<Secret32>> {
        Ok(self.array(TRANSPORT_KEY)?.map(Secret32))
    }

    /// Sets who this device is and the key that signs its requests.
    pub fn set_device(&self, device: DeviceId, transport_key: &Secret32) -> Result<()> {
        self.set(&[(DEVICE, &device.0), (TRANSPORT_KEY, &transport_key.0)])
    }

    /// The relay's clock less this device's, in milliseconds; `None` when they were never compared.
    pub fn clock_offset_ms(&self) -> Result<Option<i64>> {
        Ok(self.array(CLOCK_OFFSET)?.map(i64::from_be_bytes))
    }

    /// When the relay last answered a sync ([`Mailbox::receive`]), milliseconds since 1970 by this device's clock.
    pub fn last_sync_ms(&self) -> Result<Option<i64>> {
        Ok(self.array(LAST_SYNC)?.map(i64::from_be_bytes))
    }

    /// Notes how the clocks compare.
    pub fn set_clock_offset_ms(&self, clock_offset_ms: i64) -> Result<()> {
        self.set(&[(CLOCK_OFFSET, &clock_offset_ms.to_be_bytes())])
    }

    /// A value of the caller's own under `key`. Nothing readable may be kept here.
    pub fn value(&self, key: &str) -> Result<Option<Vec<u8>>> {
        let sql = "SELECT value FROM meta WHERE key = ?";
        self.read(|conn| sqlite::query_one(conn, sql, bind![key], |row| column(row, 0)))
    }

    /// Sets a value of the caller's own. Nothing readable may be kept here.
    pub fn set_value(&self, key: &str, value: &[u8]) -> Result<()> {
        self.set(&[(key, value)])
    }

    fn array<const N: usize>(&self, key: &str) -> Result<Option<[u8; N]>> {
        let Some(bytes) = self.value(key)? else { return Ok(None) };
        bytes.try_into().map(Some).map_err(|_| unreadable(key))
    }

    fn set(&self, values: &[(&str, &[u8])]) -> Result<()> {
        self.write(|conn| set(conn, values))
    }
}

pub(super) fn set_relay(conn: &Connection, relay: &RelayIdentity) -> Result<()> {
    set(conn, &[(RELAY_GENERATION, &relay.generation.0), (RELAY_KEY, &relay.key.0)])
}

pub(super) fn set(conn: &Connection, values: &[(&str, &[u8])]) -> Result<()> {
    for (key, value) in values {
        let sql = "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)";
        sqlite::execute(conn, sql, bind![*key, *value])?;
    }
    Ok(())
}

fn unreadable(key: &str) -> StoreError {
    StoreError::Unreadable(format!("mailbox {key}"))
}
