//! Inviting: a code with which one new device joins alone.

use protocol::certificate::{CompartmentInvited, Invited};
use protocol::{CompartmentHandle, InvitationCode, LogId, MemberId, Statement};
use vault::{CompartmentGrant, EpochKey, IdKey, InvitationBlob, InvitationKeys, MemberNames, SigningKey};
use zeroize::Zeroizing;

use super::compartments::takes_in;
use super::device_class;
use super::publish::Wanted;
use super::relay::blob_path;
use crate::device::{handle, secrets};
use crate::{AppError, Device, Profile};

/// An invitation, ready to be handed over.
#[derive(Clone, Debug)]
pub struct Invitation {
    /// The code: secret, good for one device.
    pub code: Zeroizing<String>,
    /// Whom it is for.
    pub profile: Profile,
    /// Until when, milliseconds since 1970.
    pub expires_ms: i64,
}

/// Hours an invitation may last at most: thirty days.
const HOURS_MAX: u32 = 30 * 24;

/// Whether an invitation may last so long.
pub(super) fn check_hours(expires_hours: u32) -> Result<(), AppError> {
    if expires_hours == 0 || expires_hours > HOURS_MAX {
        return Err(AppError::Input {
            code: "invitation.expires",
            what: "an invitation lasts between one hour and thirty days",
        });
    }
    Ok(())
}

/// What the certificates of an invitation say.
struct Draft<'a> {
    keys: &'a InvitationKeys,
    member: MemberId,
    profile: &'a Profile,
    expires_ms: i64,
}

impl Device {
    /// Makes an invitation for one member, and leaves what the new device needs at the relay, sealed.
    ///
    /// # Errors
    /// `invitation.not_root` on a device that holds no root key, `invitation.expires`, `relay.*`, `net.*`.
    pub fn invite(&mut self, profile: Profile, expires_hours: u32) -> Result<Invitation, AppError> {
        check_hours(expires_hours)?;
        let root = self.root_key()?;
        let root = root.ok_or(AppError::Input {
            code: "invitation.not_root",
            what: "only the device that founded the collaborative can invite",
        })?;
        self.at_relay(|device, line, signer| {
            let code = InvitationCode::new(
                device.platform.bytes(),
                root.public().fingerprint(),
                &device.relay_url()?,
            )
            .map_err(|error| AppError::Input {
                code: error.code(),
                what: "the relay's address does not fit",
            })?;
            let keys = InvitationKeys::derive(&code)?;
            // by the relay's clock, which judges it: by one that is years off it would be over at once, or never be
            let expires_ms = line.time_ms(signer.now_ms).saturating_add(i64::from(expires_hours) * 3_600_000);
            let member = MemberId(device.platform.bytes());
            let draft = Draft { keys: &keys, member, profile: &profile, expires_ms };
            device.publish(line, signer, |device| device.wanted(&root, &draft))?;
            let blob = device.blob(&draft, &root)?;
            let sealed = keys.seal_blob(&blob, &mut device.platform.random)?;
            // the relay makes the blob unreadable when this invitation is spent or over
            let target = format!("{}?invite={}", blob_path(&keys.handle), keys.signing.public());
            line.send("PUT", &target, sealed, Some(signer))?;
            Ok(Invitation { code: Zeroizing::new(code.to_string()), profile: profile.clone(), expires_ms })
        })
    }

    /// The invitation to the collaborative, and to each compartment that this device administers: a compartment is
    /// opened to newcomers by its own administrators only.
    fn wanted(&mut self, root: &SigningKey, draft: &Draft<'_>) -> Result<Vec<Wanted>, AppError> {
        let names = MemberNames {
            agency: draft.profile.agency.clone(),
            role: draft.profile.role.word().to_owned(),
            name: draft.profile.name.clone().unwrap_or_default(),
        };
        let log = self.collaborative_log();
        let sealed = self.directory_key.seal_member(log, draft.member, &names, &mut self.platform.random)?;
        let Draft { keys, member, profile, expires_ms } = draft;
        let (invite, class) = (keys.signing.public(), device_class(profile.class));
        let invited = Invited { invite, member: *member, class, expires_ms: *expires_ms };
        let issuer = SigningKey::from_bytes(root.expose())?;
        let mut wanted = vec![Wanted { log, issuer, statement: Statement::Invited(invited), sealed }];
        for row in self.compartments()?.into_iter().filter(|row| takes_in(self, row, profile.class)) {
            let log = handle(row.compartment);
            let Some(issuer) = self.db.read(|tx| secrets::administrator_key(tx, log))? else { continue };
            let invited = CompartmentInvited { invite, expires_ms: *expires_ms };
            let statement = Statement::CompartmentInvited(invited);
            wanted.push(Wanted { log: log.into(), issuer, statement, sealed: Vec::new() });
        }
        Ok(wanted)
    }

    fn blob(&self, draft: &Draft<'_>, root: &SigningKey) -> Result<InvitationBlob, AppError> {
        let mut grants = Vec::new();
        // [I] no key of a compartment for anybody of another class
        for row in self.compartments()?.into_iter().filter(|row| takes_in(self, row, draft.profile.class)) {
            let compartment: CompartmentHandle = handle(row.compartment);
            let administrator = self.db.read(|tx| secrets::administrator_key(tx, compartment))?;
            if administrator.is_none() {
                continue;
            }
            let mut epochs: Vec<EpochKey> = Vec::new();
            for number in 1..=row.key_epoch {
                epochs.extend(self.db.read(|tx| Self::epoch_key(tx, row.compartment, number))?);
            }
            grants.push(CompartmentGrant { compartment, id_key: IdKey::from_bytes(&row.id_key.0), epochs });
        }
        // of the logs that the newcomer is given, and of no other: it could not find them again, nor need it know of them
        let is_given = |log: &LogId| {
            *log == self.collaborative_log()
                || grants.iter().any(|grant| LogId::from(grant.compartment) == *log)
        };
        let heads = self.known.roster.heads().into_iter().filter(|head| is_given(&head.log)).collect();
        Ok(InvitationBlob {
            collaborative: self.me.collaborative,
            root: root.public(),
            member: draft.member,
            class: device_class(draft.profile.class),
            directory_key: self.directory_key.clone(),
            heads,
            compartments: grants,
        })
    }

    /// Takes new certificates into account: who belongs, the keys that came in force, and which compartments this
    /// device follows.
    pub(crate) fn apply_certificates(&mut self) -> Result<(), AppError> {
        // the heads first: what the courier adds in between is applied the next time
        let heads = self.mailbox.log_heads()?;
        self.reload_roster()?;
        self.follow_programme()?;
        self.enter_compartments()?;
        self.accept_epochs()?;
        self.follow_compartments()?;
        self.remember_root()?;
        self.settle_later_work()?;
        self.taking.applied = heads;
        Ok(())
    }

    /// Makes sure that the mailbox fetches every compartment this device holds keys of, and that each has its name.
    pub(crate) fn follow_compartments(&self) -> Result<(), AppError> {
        self.name_compartments()?;
        self.mailbox.follow_log(self.collaborative_log())?;
        for row in self.compartments()? {
            let compartment = handle(row.compartment);
            self.mailbox.hold_compartment(compartment)?;
            self.mailbox.follow_log(compartment.into())?;
        }
        Ok(())
    }
}
