//! What an operator can set. Every value has a default that suits a county; an unknown key is an error, so that
//! a typing mistake is not silently ignored.

use std::path::Path;

use serde::Deserialize;
use thiserror::Error;

use crate::limits::Limits;
use crate::store::SqliteOptions;

/// The commented default, as `config default` prints it. A test holds it equal to [`Config::default`].
pub const DEFAULT_TOML: &str = include_str!("config/default.toml");

const MIB: u64 = 1024 * 1024;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;
const INVITATION_DAYS_MAX: u32 = 90;

/// Why a configuration cannot be used.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read the configuration: {0}")]
    Unreadable(std::io::Error),
    /// The file is not TOML of this shape; the message says line and key.
    #[error("the configuration is not valid: {0}")]
    Invalid(String),
    /// A value is outside of its range.
    #[error("{key} must be {expected}")]
    OutOfRange {
        /// Which key.
        key: &'static str,
        /// What it may be.
        expected: &'static str,
    },
}

impl ConfigError {
    /// Its stable name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable(_) => "relay_config.unreadable",
            Self::Invalid(_) => "relay_config.invalid",
            Self::OutOfRange { .. } => "relay_config.out_of_range",
        }
    }
}

/// The whole configuration.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// The store.
    pub store: StoreConfig,
    /// What one device may ask for.
    pub limits: LimitsConfig,
    /// Invitations.
    pub invitations: InvitationsConfig,
    /// Logging.
    pub log: LogConfig,
}

/// The store's caps.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields, default)]
pub struct StoreConfig {
    /// Cap of the database file in MiB; 0 for none.
    pub max_mib: u64,
    /// Segments and invitations are refused while less than this is free on the disk, in MiB.
    pub reserve_mib: u64,
}

impl Default for StoreConfig {
    fn default() -> Self {
        Self { max_mib: 0, reserve_mib: 256 }
    }
}

/// Limits per device, and one for everybody who is not known.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields, default)]
pub struct LimitsConfig {
    /// Requests per minute of one device, in the long run.
    pub requests_per_minute: u32,
    /// Requests one device may save up and make at once.
    pub requests_burst: u32,
    /// MiB per minute that one device may send, in the long run.
    pub upload_mib_per_minute: u32,
    /// MiB that one device may send at once.
    pub upload_burst_mib: u32,
    /// Requests per minute of all unknown callers together.
    pub unknown_requests_per_minute: u32,
}

impl Default for LimitsConfig {
    fn default() -> Self {
        Self {
            requests_per_minute: 12_000,
            requests_burst: 3_000,
            upload_mib_per_minute: 600,
            upload_burst_mib: 256,
            unknown_requests_per_minute: 3_000,
        }
    }
}

/// Invitations.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields, default)]
pub struct InvitationsConfig {
    /// How long an invitation's blob lies here at most.
    pub days: u32,
}

impl Default for InvitationsConfig {
    fn default() -> Self {
        Self { days: 14 }
    }
}

/// Logging.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields, default)]
pub struct LogConfig {
    /// How much is logged.
    pub level: LogLevel,
}

impl Default for LogConfig {
    fn default() -> Self {
        Self { level: LogLevel::Info }
    }
}

/// How much is logged.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum LogLevel {
    /// Failures of the relay itself.
    Error,
    /// And requests it refused.
    Warn,
    /// And start, stop, changes of membership.
    Info,
    /// And one line for each request.
    Debug,
}

impl LogLevel {
    /// The filter for this program's own lines; libraries only warn.
    pub fn filter(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warn => "warn",
            Self::Info => "warn,footbridge_relay=info",
            Self::Debug => "warn,footbridge_relay=debug",
        }
    }
}

impl Config {
    /// Reads a file's text.
    ///
    /// # Errors
    /// [`ConfigError`] when it is not of this shape or a value is out of range.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        let config: Self = toml::from_str(text).map_err(|error| ConfigError::Invalid(error.to_string()))?;
        config.check()?;
        Ok(config)
    }

    /// Reads a file.
    ///
    /// # Errors
    /// [`ConfigError`] when it cannot be read or is not valid.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        Self::parse(&std::fs::read_to_string(path).map_err(ConfigError::Unreadable)?)
    }

    fn check(&self) -> Result<(), ConfigError> {
        let limits = &self.limits;
        for (key, value) in [
            ("limits.requests_per_minute", limits.requests_per_minute),
            ("limits.requests_burst", limits.requests_burst),
            ("limits.upload_mib_per_minute", limits.upload_mib_per_minute),
            ("limits.unknown_requests_per_minute", limits.unknown_requests_per_minute),
        ] {
            if value == 0 {
                return Err(ConfigError::OutOfRange { key, expected: "at least 1" });
            }
        }
        // a message with one whole segment and its keyboxes must fit, or nobody could ever send one
        if limits.upload_burst_mib < 16 {
            return Err(ConfigError::OutOfRange { key: "limits.upload_burst_mib", expected: "at least 16" });
        }
        if !(1..=INVITATION_DAYS_MAX).contains(&self.invitations.days) {
            return Err(ConfigError::OutOfRange { key: "invitations.days", expected: "1 to 90" });
        }
        Ok(())
    }

    /// The store's options.
    pub fn store_options(&self) -> SqliteOptions {
        let max_bytes = (self.store.max_mib > 0).then(|| self.store.max_mib.saturating_mul(MIB));
        SqliteOptions { max_bytes, reserve_bytes: self.store.reserve_mib.saturating_mul(MIB) }
    }

    /// What the relay itself needs to know.
    pub fn limits(&self) -> Limits {
        let mib = |value: u32| u64::from(value).saturating_mul(MIB);
        Limits {
            requests_per_minute: self.limits.requests_per_minute.into(),
            requests_burst: self.limits.requests_burst.into(),
            upload_bytes_per_minute: mib(self.limits.upload_mib_per_minute),
            upload_burst_bytes: mib(self.limits.upload_burst_mib),
            unknown_requests_per_minute: self.limits.unknown_requests_per_minute.into(),
            invitation_life_ms: i64::from(self.invitations.days).saturating_mul(DAY_MS),
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Config::default().limits()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_printed_default_is_the_default() {
        assert_eq!(Config::parse(DEFAULT_TOML).unwrap(), Config::default());
    }

    #[test]
    fn the_printed_default_names_every_key() {
        // every key set in the text is there because the defaults were taken away
        let keys = [
            "max_mib",
            "reserve_mib",
            "requests_per_minute",
            "requests_burst",
            "upload_mib_per_minute",
            "upload_burst_mib",
            "unknown_requests_per_minute",
            "days",
            "level",
        ];
        for key in keys {
            assert!(DEFAULT_TOML.lines().any(|line| line.starts_with(&format!("{key} = "))), "{key}");
        }
    }

    #[test]
    fn a_misspelt_key_is_refused_and_named() {
        let error = Config::parse("[store]\nmax_mb = 5\n").unwrap_err();
        assert_eq!(error.code(), "relay_config.invalid");
        assert!(error.to_string().contains("max_mb"), "{error}");
    }

    #[test]
    fn values_out_of_range_are_refused_by_name() {
        for (text, key) in [
            ("[limits]\nrequests_per_minute = 0", "limits.requests_per_minute"),
            ("[limits]\nupload_burst_mib = 1", "limits.upload_burst_mib"),
            ("[invitations]\ndays = 91", "invitations.days"),
        ] {
            let error = Config::parse(text).unwrap_err();
            assert_eq!(error.code(), "relay_config.out_of_range");
            assert!(error.to_string().starts_with(key), "{error}");
        }
    }
}
