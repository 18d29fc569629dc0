//! Where the built programs are.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

/// Both programs, built as they ship.
#[derive(Clone, Debug)]
pub struct Programs {
    /// The device's command line.
    pub footbridge: PathBuf,
    /// The relay.
    pub relay: PathBuf,
}

impl Programs {
    /// As FOOTBRIDGE_BIN and FOOTBRIDGE_RELAY_BIN say, else those beside this program.
    ///
    /// # Errors
    /// When one is not there.
    pub fn find() -> Result<Self> {
        let here = std::env::current_exe().context("this program does not know where it is")?;
        let find = |variable: &str, name: &str| {
            let given = std::env::var_os(variable).map(PathBuf::from);
            // a test's program lies one folder deeper
            let folders = here.ancestors().skip(1).take(2);
            let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
            let beside = || folders.map(|folder| folder.join(&file)).find(|path| path.is_file());
            match given.or_else(beside) {
                Some(path) if path.is_file() => Ok(path),
                _ => {
                    bail!("no `{name}`: cargo build -p footbridge-cli -p footbridge-relay, or set {variable}")
                }
            }
        };
        Ok(Self {
            footbridge: find("FOOTBRIDGE_BIN", "footbridge")?,
            relay: find("FOOTBRIDGE_RELAY_BIN", "footbridge-relay")?,
        })
    }
}
