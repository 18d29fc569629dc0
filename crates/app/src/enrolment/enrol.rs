//! Enrolling: a device joins with a code, alone, once.

use std::path::Path;

use protocol::certificate::{Admitted, Enrolled};
use protocol::roster::{Arrival, Roster};
use protocol::wire::{LogHeadMsg, LogHeadsMsg, RefusalCode};
use protocol::{Certificate, Encode, Hash, InvitationCode, LogId, Statement};
use store::Mailbox;
use vault::{DeviceIdentity, InvitationBlob, InvitationKeys, TransportKey};

use super::keep_compartment;
use super::publish::{Posted, TRIES, fetch, post};
use super::relay::{RelayLine, Signer};
use crate::device::secrets::{self, Joining};
use crate::device::{KnownRoster, OpenHome, Passphrase, Secrets, compartment_id, incarnation};
use crate::{AppError, Device, Platform};

impl Device {
    /// Joins with a code. Run again with the same code after an interruption it goes on where it was; with another
    /// one it starts over.
    ///
    /// # Errors
    /// `invitation.*` for a code that is mistyped, spent, expired or of another collaborative; `home.device_exists`;
    /// `net.*`, `relay.*`. A home that was empty before is empty again when the code was of no use.
    pub fn enrol(
        dir: &Path,
        passphrase: &Passphrase,
        code: &str,
        mut platform: Platform,
    ) -> Result<Self, AppError> {
        let code: InvitationCode = code.parse().map_err(bad_code)?;
        let keys = InvitationKeys::derive(&code)?;
        let relay = code.relay_url();
        let now_ms = platform.clock.now_ms();
        let mut line = RelayLine::open(&relay, &platform)?;
        let open = match OpenHome::open(dir, passphrase) {
            Ok(open) => match open.joining()? {
                Some(Joining::Enrolling) if began_with(&open, &keys)? => open,
                // with another code: the first one may never work any more, and nothing was recorded under it
                None | Some(Joining::Enrolling) => {
                    line.info(now_ms)?;
                    let blob = fetch_blob(&mut line, &keys)?;
                    let open = open.start_over(dir, passphrase, &mut platform)?;
                    keep(open, &blob, &keys, &relay, &mut platform)?
                }
                Some(Joining::Founding) => return Err(AppError::Unfinished("init")),
                Some(Joining::Joined) => return Err(AppError::DeviceExists),
            },
            Err(AppError::NoDevice | AppError::DatabaseLost) => {
                // the blob first: a spent code or an absent relay leaves no trace here
                line.info(now_ms)?;
                let blob = fetch_blob(&mut line, &keys)?;
                let open = OpenHome::create(dir, passphrase, &mut platform)?;
                keep(open, &blob, &keys, &relay, &mut platform)?
            }
            Err(other) => return Err(other),
        };
        line.info(now_ms)?;
        publish(&open, &mut line, &keys, now_ms)?;
        open.db.write(|tx| {
            secrets::set_pending(tx, None)?;
            secrets::set_joining(tx, Joining::Joined)
        })?;
        open.into_device(platform)
    }

    /// Whether a device can be set up in this home with an invitation: asked before one is made by voice, when it would
    /// be too late to learn it.
    ///
    /// # Errors
    /// `home.device_exists`, `home.unfinished`, `vault.wrong_passphrase`; `store.*`.
    pub fn may_enrol(dir: &Path, passphrase: &Passphrase) -> Result<(), AppError> {
        match OpenHome::open(dir, passphrase) {
            Ok(open) => match open.joining()? {
                Some(Joining::Founding) => Err(AppError::Unfinished("init")),
                Some(Joining::Joined) => Err(AppError::DeviceExists),
                None | Some(Joining::Enrolling) => Ok(()),
            },
            Err(AppError::NoDevice | AppError::DatabaseLost) => Ok(()),
            Err(other) => Err(other),
        }
    }

    /// Compartments get their names from the certificates, once those can be read.
    pub(super) fn name_compartments(&self) -> Result<(), AppError> {
        for mut row in self.compartments()? {
            let handle = crate::device::handle(row.compartment);
            let Some(known) = self.known.roster.compartment(&handle) else { continue };
            let name = self.directory_key.open_compartment_name(handle, &known.sealed);
            if let Some(name) = name.ok().filter(|name| *name != row.name) {
                row.name = name;
                self.db.write(|tx| tx.put_compartment(&row))?;
            }
        }
        Ok(())
    }
}

pub(super) fn bad_code(error: protocol::InvitationError) -> AppError {
    let what = match error {
        protocol::InvitationError::Mistyped => "the code is mistyped: check it group by group",
        protocol::InvitationError::NewerVersion(_) => "the code was made by a newer version of Footbridge",
        protocol::InvitationError::RelayUrl => "the relay's address in the code cannot be used",
    };
    AppError::Input { code: error.code(), what }
}

/// A relay remembers every invitation that was laid down there, also what became of it: one that it does not know was made
/// for another.
fn fetch_blob(line: &mut RelayLine, keys: &InvitationKeys) -> Result<InvitationBlob, AppError> {
    let sealed = match line.blob(&keys.handle) {
        Err(AppError::Refused(RefusalCode::NotFound)) => return Err(AppError::OtherCollaborative),
        other => other?,
    };
    Ok(keys.open_blob(&sealed)?)
}

/// Whether this is the code that the home's unfinished enrolment began with.
fn began_with(open: &OpenHome, keys: &InvitationKeys) -> Result<bool, AppError> {
    let pending = open.db.read(secrets::pending)?;
    Ok(pending.as_deref() == Some(&keys.signing.public().0))
}

/// Makes the device and keeps all of it on disk, before anything is sent.
fn keep(
    open: OpenHome,
    blob: &InvitationBlob,
    keys: &InvitationKeys,
    relay: &str,
    platform: &mut Platform,
) -> Result<OpenHome, AppError> {
    let secrets = Secrets {
        identity: DeviceIdentity::generate(&mut platform.random)?,
        transport: TransportKey::generate(&mut platform.random)?,
        collaborative: blob.collaborative,
        member: blob.member,
        directory_key: blob.directory_key.clone(),
        relay: relay.to_owned(),
    };
    secrets.introduce(&open.mailbox)?;
    for grant in &blob.compartments {
        open.mailbox.follow_log(grant.compartment.into())?;
    }
    open.mailbox.set_value(HEADS, &encode_heads(&blob.heads))?;
    open.db.write(|tx| {
        secrets.write(tx)?;
        let mut compartments = Vec::new();
        for grant in &blob.compartments {
            let compartment = compartment_id(grant.compartment);
            keep_compartment(tx, compartment, "", &grant.id_key, &grant.epochs)?;
            compartments.push(compartment);
        }
        incarnation::start_streams(tx, secrets.identity.device_id(), &compartments, platform)?;
        secrets::set_pending(tx, Some(&keys.signing.public().0))?;
        secrets::set_joining(tx, Joining::Enrolling)?;
        Ok::<_, AppError>(())
    })?;
    Ok(open)
}

/// Reads the logs, then appends this device's certificates. Those that lost the race are issued again.
fn publish(
    open: &OpenHome,
    line: &mut RelayLine,
    keys: &InvitationKeys,
    now_ms: i64,
) -> Result<(), AppError> {
    let secrets = open.db.read(Secrets::read)?;
    let signer = Signer { key: &keys.signing, device: keys.signing.device_id(), now_ms };
    for _ in 0..TRIES {
        let roster = match fetch_logs(open, line, &signer) {
            // the invitation is spent: by this very device, if it was interrupted after the relay took it in
            Err(AppError::Refused(RefusalCode::Unauthenticated | RefusalCode::InvitationSpent)) => {
                return fetch_as_member(open, line, &secrets, now_ms);
            }
            other => other?,
        };
        if roster.device(&secrets.identity.device_id()).is_some() {
            return Ok(());
        }
        let certificates = issue(&roster, keys, &secrets)?;
        if post(&open.mailbox, line, None, &certificates)? == Posted::Stand {
            return Ok(());
        }
    }
    Err(AppError::Refused(RefusalCode::LogConflict))
}

/// Interrupted after the relay took it in: the device reads the logs as itself. Refused, the code was used by
/// another device.
fn fetch_as_member(
    open: &OpenHome,
    line: &mut RelayLine,
    secrets: &Secrets,
    now_ms: i64,
) -> Result<(), AppError> {
    let transport = vault::SigningKey::from_bytes(secrets.transport.expose())?;
    let id = secrets.identity.device_id();
    let signer = Signer { key: &transport, device: id, now_ms };
    match fetch_logs(open, line, &signer) {
        Ok(roster) if roster.device(&id).is_some() => Ok(()),
        Ok(_) | Err(AppError::Refused(RefusalCode::Unauthenticated)) => {
            Err(AppError::Refused(RefusalCode::InvitationSpent))
        }
        Err(other) => Err(other),
    }
}

/// The roster as the relay's logs give it. They must be those that the inviter saw, not others.
fn fetch_logs(open: &OpenHome, line: &mut RelayLine, signer: &Signer<'_>) -> Result<Roster, AppError> {
    let mut known = KnownRoster::read(&open.mailbox)?;
    fetch(&open.mailbox, &mut known, line, signer)?;
    let roster = known.roster;
    let seen = decode_heads(&open.mailbox)?;
    if seen.iter().all(|head| roster.passes_through(head)) {
        Ok(roster)
    } else {
        Err(AppError::OtherCollaborative)
    }
}

fn issue(roster: &Roster, keys: &InvitationKeys, secrets: &Secrets) -> Result<Vec<Certificate>, AppError> {
    let invitation = roster.invitation(&keys.signing.device_id());
    let invitation = invitation.ok_or(AppError::Refused(RefusalCode::InvitationSpent))?;
    let device = secrets.identity.public_keys(&secrets.transport);
    let enrolled = Enrolled { device, member: invitation.member, class: invitation.class };
    let mut wanted = vec![(LogId::from(secrets.collaborative), Statement::Enrolled(enrolled))];
    for log in roster.logs_for_invitation(&keys.signing.public()).into_iter().skip(1) {
        let admitted = Admitted { device: device.device_id(), epoch_key: None };
        wanted.push((log, Statement::Admitted(admitted)));
    }
    let mut roster = roster.clone();
    let mut certificates = Vec::new();
    for (log, statement) in wanted {
        let place = roster.next_place(log, keys.signing.public(), 0);
        let certificate = keys.signing.certify(place, statement, Vec::new())?;
        roster.apply(&certificate, Arrival::Earlier)?;
        certificates.push(certificate);
    }
    Ok(certificates)
}

const HEADS: &str = "enrol.heads";

fn encode_heads(heads: &[LogHeadMsg]) -> Vec<u8> {
    LogHeadsMsg { heads: heads.to_vec() }.encode()
}

fn decode_heads(mailbox: &Mailbox) -> Result<Vec<LogHeadMsg>, AppError> {
    let Some(bytes) = mailbox.value(HEADS)? else { return Ok(Vec::new()) };
    let heads = <LogHeadsMsg as protocol::Decode>::decode(&bytes)?.heads;
    Ok(heads.into_iter().filter(|head| head.hash != Hash::ZERO).collect())
}
