//! Telling a restored backup or a clone from the database that was last used here.
//!
//! A random token stands in the database and in a file outside it, and both get a new one at each start. A database
//! that comes back from a backup brings an old token. The file names the token before and the one to come, so
//! that a crash between the two writes is not mistaken for a restored backup.

use std::fs;
use std::path::Path;

use super::{Home, replace_file};
use crate::{Database, Result, StoreError};

const META: &str = "rollback.token";
const TOKEN_LEN: usize = 16;

/// What comparing the tokens says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rollback {
    /// A new database: nothing to compare.
    Fresh,
    /// The database that was last used here.
    Same,
    /// Another state of it than was last used here: a restored backup, a copy, or the token's file is lost. A new
    /// incarnation must begin before anything is authored.
    Restored,
}

impl Home {
    /// Compares the tokens and changes nothing, so that a crash before the new incarnation is made finds the same
    /// again. `token_file` should lie where a backup of the home does not take it along; [`Home::token_file`] is
    /// inside. A copy with its token is found when it meets the relay.
    pub fn check_rollback(database: &Database, token_file: &Path) -> Result<Rollback> {
        let in_database = database.read(|tx| tx.meta(META))?;
        let Some(in_database) = in_database else { return Ok(Rollback::Fresh) };
        let outside = match fs::read(token_file) {
            Ok(outside) => outside,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Rollback::Restored),
            Err(error) => return Err(StoreError::io(token_file)(error)),
        };
        let known = outside.chunks(TOKEN_LEN).any(|token| token == in_database);
        Ok(if known { Rollback::Same } else { Rollback::Restored })
    }

    /// Puts a new token in both places: `token` is 16 random bytes. To be called at each start, once what
    /// [`Home::check_rollback`] said has been dealt with.
    pub fn renew_rollback_token(
        database: &Database,
        token_file: &Path,
        token: [u8; TOKEN_LEN],
    ) -> Result<()> {
        announce(database, token_file, &token)?;
        database.write(|tx| tx.set_meta(META, &token))?;
        replace_file(token_file, &token)
    }
}

/// Names both tokens outside, so that the database may hold either.
fn announce(database: &Database, token_file: &Path, token: &[u8]) -> Result<()> {
    let before = database.read(|tx| tx.meta(META))?.unwrap_or_default();
    replace_file(token_file, &[before.as_slice(), token].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crash_at_any_step_of_renewing_is_not_mistaken_for_a_restored_backup() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("rollback.token");
        let database = Database::create(&dir.path().join("footbridge.db"), &[1; 32]).unwrap();
        let check = || Home::check_rollback(&database, &file).unwrap();
        announce(&database, &file, &[0; TOKEN_LEN]).unwrap();
        assert_eq!(check(), Rollback::Fresh, "the first start of all");
        Home::renew_rollback_token(&database, &file, [1; TOKEN_LEN]).unwrap();
        announce(&database, &file, &[2; TOKEN_LEN]).unwrap();
        assert_eq!(check(), Rollback::Same, "before the database got it");
        database.write(|tx| tx.set_meta(META, &[2; TOKEN_LEN])).unwrap();
        assert_eq!(check(), Rollback::Same, "after the database got it");
        database.write(|tx| tx.set_meta(META, &[3; TOKEN_LEN])).unwrap();
        assert_eq!(check(), Rollback::Restored);
    }
}
