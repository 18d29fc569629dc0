//! The programme in force: what the agencies agreed on, and so in which compartment a record is authored.
//!
//! It comes as a certificate of the collaborative's log. A file that this version cannot read (a newer format) changes
//! nothing here: the one known before goes on.

use domain::placement::{self, Placement};
use domain::programme::Programme;
use domain::role::Class;
use domain::{CompartmentId, RecordKind};
use interop::programme::{Named, parse};
use protocol::certificate::ProgrammeAdopted;
use protocol::{Hash, Statement};
use vault::SigningKey;

use crate::enrolment::Wanted;
use crate::{AppError, Device};

/// The file in force, as it was adopted.
const FILE: &str = "programme.file";

/// The programme that this device goes by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InForce {
    /// What it says; one shared compartment where nobody adopted another.
    pub programme: Programme,
    /// SHA-256 over its file; `None` where nobody adopted one.
    pub hash: Option<Hash>,
    /// The exact file; empty where nobody adopted one.
    pub file: Vec<u8>,
}

impl Device {
    /// The programme in force, as far as this device can read it.
    pub fn programme(&self) -> &InForce {
        &self.programme
    }

    /// Puts a programme in force for everybody. Devices take it up with their next sync.
    ///
    /// # Errors
    /// `programme.*` with line and column for a file that does not hold; `programme.not_root` on a device that holds no
    /// root key; `vault.too_large` for a file that does not fit into a certificate; `relay.*`, `net.*`.
    pub fn adopt_programme(&mut self, file: &[u8]) -> Result<&InForce, AppError> {
        let Named { hash, .. } = parse(file)?;
        let root = self.root_key()?.ok_or(AppError::NotAllowed("programme.not_root"))?;
        let log = self.collaborative_log();
        self.at_relay(|me, line, signer| {
            me.publish(line, signer, |me| {
                let sealed = me.directory_key.seal_programme(log, file, &mut me.platform.random)?;
                let statement = Statement::ProgrammeAdopted(ProgrammeAdopted { programme: Hash(hash.0) });
                let issuer = SigningKey::from_bytes(root.expose())?;
                Ok(vec![Wanted { log, issuer, statement, sealed }])
            })
        })?;
        Ok(&self.programme)
    }

    /// Takes up what the certificates say is in force.
    pub(crate) fn follow_programme(&mut self) -> Result<(), AppError> {
        let Some(known) = self.known.roster.programme() else { return Ok(()) };
        if self.programme.hash == Some(known.hash) {
            return Ok(());
        }
        let opened = self.directory_key.open_programme(self.collaborative_log(), known.hash, &known.sealed);
        match opened.map_err(AppError::from).and_then(read) {
            Ok(fresh) => {
                self.db.write(|tx| tx.set_meta(FILE, &fresh.file))?;
                self.go_by(fresh);
            }
            Err(error) => tracing::warn!(
                code = error.code(),
                "the programme in force cannot be read: the last one goes on"
            ),
        }
        Ok(())
    }

    /// What this device went by when it was last used.
    pub(crate) fn recall_programme(&mut self) -> Result<(), AppError> {
        if let Some(file) = self.db.read(|tx| tx.meta(FILE))? {
            let kept = read(file)?;
            self.go_by(kept);
        }
        Ok(())
    }

    fn go_by(&mut self, programme: InForce) {
        self.db.set_lease_days(programme.programme.lease_days);
        self.programme = programme;
    }

    /// The compartment in which this device authors a record of this kind; `named` where somebody names one.
    ///
    /// # Errors
    /// `placement.*` when the programme has no place for it, `compartment.not_in` when it has and none was chosen
    /// for this device yet ([`Device::use_compartment`]): what was typed stays a draft, for another compartment has other readers.
    pub(crate) fn home_of(&self, kind: RecordKind, named: Option<&str>) -> Result<CompartmentId, AppError> {
        let programme = &self.programme.programme;
        if named.is_some() || programme.keeps_all_in_one() {
            return self.compartment_for(named);
        }
        match placement::place(kind, self.me.profile.class, programme) {
            Placement::Refused(refusal) => Err(AppError::NotAllowed(refusal.code())),
            Placement::ByEnds => self.compartment_for(None),
            Placement::In(Class::Shared) => self.shared_compartment(),
            Placement::In(_) => self.chosen_compartment()?.ok_or(AppError::NotAllowed("compartment.not_in")),
        }
    }
}

/// Reads a programme file and checks that it makes sense. Nothing is adopted; no device is needed.
///
/// # Errors
/// `programme.*` with line and column for a file that does not hold.
pub fn check_programme(file: &[u8]) -> Result<InForce, AppError> {
    read(file.to_vec())
}

fn read(file: Vec<u8>) -> Result<InForce, AppError> {
    let Named { hash, programme } = parse(&file)?;
    Ok(InForce { programme, hash: Some(Hash(hash.0)), file })
}
