//! Creating and opening the file, and telling apart why it cannot be opened.
//!
//! SQLCipher's file starts with a 16-byte salt and otherwise looks random, so that a file of somebody else, a
//! wrong key and damage all look alike. With a raw key the salt only diversifies the page authentication key
//! and need not be random; Footbridge writes eight bytes that name the format and eight that depend on the key:
//! SHA-256 over a label and the key, cut. The key has 256 random bits, so that tells nothing about it.

use std::fmt::Write;
use std::path::Path;
use std::sync::Mutex;

use protocol::sha256;
use rusqlite::Connection;
use rusqlite_migration::{M, Migrations};
use whatif::Flaw;
use zeroize::Zeroizing;

use super::{Database, own, search};
use crate::{Result, StoreError, sqlite};

const MAGIC: [u8; 8] = *b"FootbrDB";
const CHECK_LABEL: &[u8] = b"footbridge database key check 1\0";
const SALT_LEN: usize = 16;
const WHAT: &str = "Footbridge database";

/// Add-only: a change of a shipped step would leave older files different from newer ones.
const MIGRATIONS: &[M<'static>] = &[
    M::up(include_str!("schema.sql")),
    M::up(search::SCHEMA),
    M::up(include_str!("directory.sql")),
    M::up(include_str!("board.sql")),
    M::up(include_str!("alert.sql")),
    M::up(include_str!("unfinished.sql")),
    M::up(include_str!("keybox_stream.sql")),
    M::up(include_str!("disclosure.sql")),
    M::up(include_str!("consent.sql")),
    M::up(include_str!("draft_member.sql")),
];

/// Pages kept in memory by the writing connection, at most: those of a first exchange's largest transaction. What
/// does not fit is encrypted, written, read back and decrypted, again and again.
const WRITER_CACHE_KIB: u32 = 64 * 1024;

impl Database {
    /// Makes the file. `key` is 32 random bytes.
    ///
    /// Errors: [`StoreError::Exists`] when there is a file already, which is left as it is; [`StoreError::Full`].
    pub fn create(path: &Path, key: &[u8; 32]) -> Result<Self> {
        if sqlite::file_start::<SALT_LEN>(path)?.is_some() {
            return Err(StoreError::Exists { path: path.to_owned() });
        }
        let database = Self::connect(path, key)?;
        crate::home::sync_folder_of(path)?; // else a power cut may take the whole new file away
        Ok(database)
    }

    /// Opens the file and brings it up to this version. After an unclean stop every page is checked first.
    ///
    /// Errors: [`StoreError::NotFound`]; [`StoreError::NotOurs`]; [`StoreError::WrongKey`];
    /// [`StoreError::Damaged`]; [`StoreError::NewerVersion`].
    pub fn open(path: &Path, key: &[u8; 32]) -> Result<Self> {
        let start = sqlite::file_start::<SALT_LEN>(path)?;
        let start = start.ok_or_else(|| StoreError::NotFound { path: path.to_owned() })?;
        if !start.starts_with(&MAGIC) {
            return Err(StoreError::NotOurs { path: path.to_owned(), expected: WHAT });
        }
        if start.len() < SALT_LEN {
            return Err(StoreError::Damaged { detail: "the file is cut short".into() });
        }
        if start != salt(key) {
            return Err(StoreError::WrongKey);
        }
        Self::connect(path, key)
    }

    fn connect(path: &Path, key: &[u8; 32]) -> Result<Self> {
        let unclean = sqlite::stopped_uncleanly(path);
        let mut writer = keyed(path, key)?;
        if unclean {
            tracing::warn!("the database was not closed: checking it");
            sqlite::check_integrity(&writer)?;
        }
        Migrations::from_slice(MIGRATIONS).to_latest(&mut writer)?;
        writer.execute_batch(&format!("PRAGMA cache_size = -{WRITER_CACHE_KIB}"))?;
        let reader = keyed(path, key)?;
        reader.execute_batch("PRAGMA query_only = ON")?;
        let own = keyed(path, key)?;
        own::show_own_only(&own)?;
        own.execute_batch("PRAGMA query_only = ON")?;
        Ok(Self { writer: Mutex::new(writer), reader: Mutex::new(reader), own: Mutex::new(own) })
    }
}

fn salt(key: &[u8; 32]) -> [u8; SALT_LEN] {
    let mut labelled = Zeroizing::new(CHECK_LABEL.to_vec());
    labelled.extend_from_slice(key);
    let check = sha256(&labelled);
    let mut salt = [0; SALT_LEN];
    for (to, from) in salt.iter_mut().zip(MAGIC.iter().chain(&check.0)) {
        *to = *from;
    }
    salt
}

fn keyed(path: &Path, key: &[u8; 32]) -> Result<Connection> {
    let conn = sqlite::connect(path)?;
    // SQLCipher would write to standard error by itself; what went wrong is told by our own errors
    conn.execute_batch("PRAGMA cipher_log_level = NONE")?;
    let mut pragma = Zeroizing::new(String::with_capacity(128));
    pragma.push_str("PRAGMA key = \"x'");
    for byte in key.iter().chain(&salt(key)) {
        write!(pragma, "{byte:02x}").map_err(|error| StoreError::Sql(error.to_string()))?;
    }
    pragma.push_str("'\"");
    conn.execute_batch(&pragma)?;
    sqlite::configure(&conn, Flaw::DropDeviceFsync)?;
    Ok(conn)
}
