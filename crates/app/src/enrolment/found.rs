//! Founding: a new collaborative at an unclaimed relay, with one compartment that every class shares.

use std::path::Path;

use protocol::certificate::{Admitted, CompartmentFounded, Founded};
use protocol::roster::{Arrival, Roster};
use protocol::wire::{FoundMsg, LogHeadsMsg, RefusalCode};
use protocol::{Certificate, CollaborativeId, CompartmentHandle, Decode, Encode, MemberId, Statement};
use vault::{DeviceIdentity, DirectoryKey, EpochSecrets, MemberNames, SigningKey, TransportKey, issue_epoch};

use super::relay::{RelayLine, Signer};
use super::{device_class, keep_compartment};
use crate::device::secrets::{self, Joining};
use crate::device::{OpenHome, Passphrase, SHARED, Secrets, compartment_id, incarnation};
use crate::{AppError, Device, Platform, Profile};

/// What it takes to found a collaborative.
pub struct Founding<'a> {
    /// The relay's address.
    pub relay: &'a str,
    /// The token that the relay printed at its first start; empty on loopback.
    pub claim_token: &'a str,
    /// The first member.
    pub profile: Profile,
}

/// A collaborative as its first device makes it.
struct Made {
    secrets: Secrets,
    root: SigningKey,
    administrator: SigningKey,
    epoch: EpochSecrets,
    certificates: Vec<Certificate>,
    next_issuer_number: u64,
}

impl Device {
    /// Creates a collaborative with this device as its first administrator. Run again after an interruption it
    /// goes on where it was.
    ///
    /// # Errors
    /// `relay.already_claimed`, `relay.claim_token`, `home.device_exists`, `net.*`.
    pub fn found(
        dir: &Path,
        passphrase: &Passphrase,
        founding: &Founding<'_>,
        mut platform: Platform,
    ) -> Result<Self, AppError> {
        let now_ms = platform.clock.now_ms();
        let mut line = RelayLine::open(founding.relay, &platform)?;
        let open = match OpenHome::open(dir, passphrase) {
            Ok(open) => match open.joining()? {
                Some(Joining::Founding) if line.info(now_ms)?.collaborative.is_some() => open,
                // nothing was founded: what is typed now counts, and the relay that is named now
                None | Some(Joining::Founding) => {
                    begin(open.start_over(dir, passphrase, &mut platform)?, founding, &mut platform)?
                }
                Some(Joining::Enrolling) => return Err(AppError::Unfinished("enrol")),
                Some(Joining::Joined) => return Err(AppError::DeviceExists),
            },
            Err(AppError::NoDevice) => {
                // before anything is made: a relay that is not there or not free leaves no trace
                if line.info(now_ms)?.collaborative.is_some() {
                    return Err(AppError::Refused(RefusalCode::AlreadyClaimed));
                }
                begin(OpenHome::create(dir, passphrase, &mut platform)?, founding, &mut platform)?
            }
            Err(other) => return Err(other),
        };
        let (mut secrets, pending) = open.db.read(|tx| {
            Ok::<_, AppError>((Secrets::read(tx)?, secrets::pending(tx)?.ok_or(AppError::NoDevice)?))
        })?;
        let mut ask = FoundMsg::decode(&pending)?;
        ask.claim_token = founding.claim_token.to_owned();
        let info = line.info(now_ms)?;
        match info.collaborative {
            Some(known) if known == secrets.collaborative => {}
            Some(_) => return Err(AppError::Refused(RefusalCode::AlreadyClaimed)),
            None => {
                let id = secrets.identity.device_id();
                let transport = SigningKey::from_bytes(secrets.transport.expose())?;
                let signer = Signer { key: &transport, device: id, now_ms };
                let _: LogHeadsMsg = line.ask("POST", "/v1/collaborative", ask.encode(), Some(&signer))?;
            }
        }
        // the same relay may have another address by now
        secrets.relay = founding.relay.to_owned();
        open.mailbox.set_relay_url(&secrets.relay)?;
        open.db.write(|tx| {
            secrets.write(tx)?;
            secrets::set_pending(tx, None)?;
            secrets::set_joining(tx, Joining::Joined)
        })?;
        open.into_device(platform)
    }
}

/// Makes the collaborative and keeps all of it on disk, before anything is sent.
fn begin(open: OpenHome, founding: &Founding<'_>, platform: &mut Platform) -> Result<OpenHome, AppError> {
    let made = make(founding, platform)?;
    let Made { secrets, root, administrator, epoch, certificates, next_issuer_number } = made;
    let compartment = compartment_id(epoch.key.compartment);
    let ask = FoundMsg {
        claim_token: String::new(),
        certificates: certificates.iter().map(Certificate::encode).collect(),
    };
    secrets.introduce(&open.mailbox)?;
    for one in &certificates {
        open.mailbox.append_certificates(one.place.log, one.place.index, &[one.encode()])?;
    }
    open.db.write(|tx| {
        secrets.write(tx)?;
        secrets::set_root_key(tx, &root)?;
        secrets::set_administrator_key(tx, epoch.key.compartment, &administrator)?;
        secrets::set_next_issuer_number(tx, next_issuer_number)?;
        keep_compartment(tx, compartment, SHARED, &epoch.id_key, std::slice::from_ref(&epoch.key))?;
        incarnation::start_streams(tx, secrets.identity.device_id(), &[compartment], platform)?;
        secrets::set_pending(tx, Some(&ask.encode()))?;
        secrets::set_joining(tx, Joining::Founding)?;
        Ok::<_, AppError>(())
    })?;
    Ok(open)
}

fn make(founding: &Founding<'_>, platform: &mut Platform) -> Result<Made, AppError> {
    let (collaborative, handle) = (CollaborativeId(platform.bytes()), CompartmentHandle(platform.bytes()));
    let member = MemberId(platform.bytes());
    let random = &mut platform.random;
    let identity = DeviceIdentity::generate(random)?;
    let transport = TransportKey::generate(random)?;
    let (root, administrator) = (SigningKey::generate(random)?, SigningKey::generate(random)?);
    let directory_key = DirectoryKey::generate(random);
    let keys = identity.public_keys(&transport);
    let (epoch_issued, epoch) = issue_epoch(handle, None, &[(identity.device_id(), keys.sealing)], random)?;
    let profile = &founding.profile;
    let names = MemberNames {
        agency: profile.agency.clone(),
        role: profile.role.word().to_owned(),
        name: profile.name.clone().unwrap_or_default(),
    };
    let log = collaborative.into();
    let sealed_names = directory_key.seal_member(log, member, &names, random)?;
    let sealed_name = directory_key.seal_compartment_name(handle, SHARED, random)?;
    let founded = Statement::Founded(Founded {
        collaborative,
        root: root.public(),
        device: keys,
        member,
        class: device_class(profile.class),
    });
    let compartment_founded = Statement::CompartmentFounded(CompartmentFounded {
        handle,
        collaborative,
        administrator: administrator.public(),
    });
    let admitted = Statement::Admitted(Admitted { device: identity.device_id(), epoch_key: None });
    let statements = [
        (log, &root, founded, sealed_names),
        (handle.into(), &root, compartment_founded, sealed_name),
        (handle.into(), &administrator, admitted, Vec::new()),
        (handle.into(), &administrator, Statement::EpochIssued(epoch_issued), Vec::new()),
    ];
    let mut roster = Roster::new();
    let mut certificates = Vec::new();
    for (number, (log, issuer, statement, sealed)) in (0..).zip(statements) {
        let place = roster.next_place(log, issuer.public(), number);
        let certificate = issuer.certify(place, statement, sealed)?;
        roster.apply(&certificate, Arrival::Now(platform.clock.now_ms()))?;
        certificates.push(certificate);
    }
    let next_issuer_number = certificates.len() as u64;
    let relay = founding.relay.to_owned();
    let secrets = Secrets { identity, transport, collaborative, member, directory_key, relay };
    Ok(Made { secrets, root, administrator, epoch, certificates, next_issuer_number })
}
