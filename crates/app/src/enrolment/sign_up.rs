//! Naming members without a device of their own, and signing up on a device that is another member's.
//!
//! The root hands a start code to whom it names; who has it signs up with it on one device of their class and agency.
//! So neither a device nor who sits at it says by itself who else it speaks for.

use protocol::certificate::{MemberNamed, SignedUp};
use protocol::roster::RosterError;
use protocol::wire::RefusalCode;
use protocol::{MemberId, Statement};
use vault::{Keyfile, MemberNames, SLOTS_MAX, SigningKey, SlotOwner, StartCode, StartCodeError};
use zeroize::Zeroizing;

use super::publish::{Wanted, fetch};
use super::{class_of, device_class};
use crate::device::shared::{self, Slot};
use crate::{AppError, Device, MemberNamesView, Passphrase, Profile};

/// The start key that somebody is signing up with: should it be spent and the slot not be written, it is they who come
/// again.
const PENDING: &str = "sign_up.pending";
/// Hours a start code may last at most: thirty days.
const HOURS_MAX: u32 = 30 * 24;

/// Whom the root gives a start code.
#[derive(Clone, Debug)]
pub enum Whom {
    /// Somebody who is no member yet.
    New(Profile),
    /// A member: for another device, or since the code before was lost.
    Member(MemberId),
}

/// A member with a start code, to be handed over.
#[derive(Clone, Debug)]
pub struct NamedMember {
    /// The code: secret, good for one device.
    pub code: Zeroizing<String>,
    /// Who.
    pub member: MemberId,
    /// As everybody sees them.
    pub names: MemberNamesView,
    /// Until when, milliseconds since 1970.
    pub expires_ms: i64,
}

/// What is typed on a device when another member signs up on it.
pub struct SignUp<'a> {
    /// The start code.
    pub code: &'a str,
    /// What the newcomer will type beside the passphrase.
    pub sign_in_name: &'a str,
    /// The newcomer's passphrase.
    pub passphrase: &'a Passphrase,
    /// The passphrase of who is signed in.
    pub own: &'a Passphrase,
    /// The sign-in name of who is signed in from now on, if they are the only one yet.
    pub own_sign_in_name: Option<&'a str>,
}

impl Device {
    /// Names a member who has no device of their own, or gives one another start code.
    ///
    /// # Errors
    /// `member.not_root` on a device that holds no root key, or for who is not its own member; `member.unknown`,
    /// `invitation.expires`, `relay.*`, `net.*`.
    pub fn name_member(&mut self, whom: &Whom, expires_hours: u32) -> Result<NamedMember, AppError> {
        if expires_hours == 0 || expires_hours > HOURS_MAX {
            return Err(AppError::Input {
                code: "invitation.expires",
                what: "a start code lasts between one hour and thirty days",
            });
        }
        let root = self.root_key()?.ok_or(AppError::NotAllowed("member.not_root"))?;
        let log = self.collaborative_log();
        let code = StartCode::generate(&mut self.platform.random);
        let start = code.key(self.me.collaborative)?.public();
        let fresh = MemberId(self.platform.bytes());
        let (member, expires_ms) = self.at_relay(|device, line, signer| {
            // by the relay's clock, which judges it
            let expires_ms = line.time_ms(signer.now_ms).saturating_add(i64::from(expires_hours) * 3_600_000);
            let mut named = fresh;
            device.publish(line, signer, |device| {
                let (member, class, sealed) = device.who_is_named(whom, fresh)?;
                named = member;
                let statement = Statement::MemberNamed(MemberNamed { member, class, start, expires_ms });
                let issuer = SigningKey::from_bytes(root.expose())?;
                Ok(vec![Wanted { log, issuer, statement, sealed }])
            })?;
            Ok((named, expires_ms))
        })?;
        let code = Zeroizing::new(code.to_string());
        Ok(NamedMember { code, member, names: self.names_of(member), expires_ms })
    }

    fn who_is_named(
        &mut self,
        whom: &Whom,
        fresh: MemberId,
    ) -> Result<(MemberId, protocol::certificate::DeviceClass, Vec<u8>), AppError> {
        match whom {
            Whom::New(profile) => {
                let names = MemberNames {
                    agency: profile.agency.clone(),
                    role: profile.role.word().to_owned(),
                    name: profile.name.clone().unwrap_or_default(),
                };
                let (log, random) = (self.collaborative_log(), &mut self.platform.random);
                let sealed = self.directory_key.seal_member(log, fresh, &names, random)?;
                Ok((fresh, device_class(profile.class), sealed))
            }
            // without names those that stand stay
            Whom::Member(id) => {
                let known = self.known.roster.member(id).ok_or_else(unknown_member)?;
                Ok((*id, known.class, Vec::new()))
            }
        }
    }

    /// The member that somebody means: by the whole id, or by a start of it that fits one alone.
    ///
    /// # Errors
    /// `member.unknown`.
    pub fn find_member(&self, start: &str) -> Result<MemberId, AppError> {
        let start = start.trim().to_lowercase();
        let fits = |id: &&MemberId| !start.is_empty() && id.to_string().starts_with(&start);
        let mut fitting = self.known.roster.members().map(|(id, _)| id).filter(fits);
        match (fitting.next(), fitting.next()) {
            (Some(id), None) => Ok(*id),
            _ => Err(unknown_member()),
        }
    }

    /// Another member signs up on this device, in the presence of who is signed in. Once it is done they sign in by
    /// themselves, with or without a network. Run again with the same code after an interruption it goes on.
    ///
    /// # Errors
    /// `start_code.*` for a code that is mistyped, spent or over; `member.other_class`, `member.other_agency` for
    /// somebody who does not belong on this device; `member.signed_up`, `member.sign_in_name`, `member.name_taken`,
    /// `member.own_name_needed`, `member.too_many`, `passphrase.short`; `vault.wrong_passphrase` when `own` is not that
    /// of who is signed in; `relay.*`, `net.*`. Nobody was added then.
    pub fn sign_up(&mut self, typed: &SignUp<'_>) -> Result<MemberId, AppError> {
        let code: StartCode = typed.code.parse().map_err(bad_code)?;
        let start = code.key(self.me.collaborative)?;
        let name = shared::chosen_name(typed.sign_in_name)?;
        shared::check_new(typed.passphrase)?;
        let file = shared::read_key_file(&self.home)?;
        let key = self.prove(&file, typed.own)?;
        let (file, own) = self.made_shared(file, &key, typed)?;
        let owners = file.owners(&own.labels)?;
        if owners.iter().any(|owner| owner.name == name) {
            return Err(AppError::NotAllowed("member.name_taken"));
        }
        if owners.len() >= SLOTS_MAX {
            return Err(AppError::NotAllowed("member.too_many"));
        }
        let here: Vec<MemberId> = owners.iter().map(|owner| owner.member).collect();
        let member = self.state_sign_up(&start, &here)?;
        let newcomer = SlotOwner { member, name };
        let file = file.with(&key, &newcomer, typed.passphrase.expose(), &mut self.platform.random)?;
        shared::write_key_file(&self.home, &file)?;
        self.me.slot = Some(own);
        self.db.write(|tx| tx.clear_meta(PENDING))?;
        Ok(member)
    }

    /// The key file with a slot for who is signed in: that of one member becomes one of several.
    fn made_shared(
        &mut self,
        file: Keyfile,
        key: &vault::DatabaseKey,
        typed: &SignUp<'_>,
    ) -> Result<(Keyfile, Slot), AppError> {
        if let Some(slot) = &self.me.slot {
            return Ok((file, slot.clone()));
        }
        let name = typed.own_sign_in_name.filter(|name| !name.trim().is_empty());
        let name = shared::chosen_name(name.ok_or(AppError::NotAllowed("member.own_name_needed"))?)?;
        let slot =
            Slot { owner: SlotOwner { member: self.me.member, name }, labels: vault::LabelKey::of(key)? };
        let random = &mut self.platform.random;
        let file = Keyfile::shared(self.platform.passphrase_cost, random);
        let file = file.with(key, &slot.owner, typed.own.expose(), random)?;
        Ok((file, slot))
    }

    /// States at the relay that the holder of the start key signs up here. Not again when it stands, and only the slot
    /// is missing.
    fn state_sign_up(&mut self, start: &SigningKey, here: &[MemberId]) -> Result<MemberId, AppError> {
        let stated = self.at_relay(|device, line, signer| {
            fetch(&device.mailbox, &mut device.known, line, signer)?;
            device.apply_certificates()?;
            if let Some(member) = device.interrupted(start)? {
                return Ok(member);
            }
            let member = device.may_sign_up(start, here)?;
            device.db.write(|tx| tx.set_meta(PENDING, &start.public().0))?;
            device.publish(line, signer, |device| {
                let member = device.may_sign_up(start, here)?;
                let statement = Statement::SignedUp(SignedUp { member, device: device.me.device });
                let issuer = SigningKey::from_bytes(start.expose())?;
                Ok(vec![Wanted { log: device.collaborative_log(), issuer, statement, sealed: Vec::new() }])
            })?;
            Ok(member)
        });
        stated.map_err(|error| match error {
            AppError::Refused(RefusalCode::InvitationSpent | RefusalCode::InvitationExpired)
            | AppError::Roster(RosterError::InvitationSpent | RosterError::InvitationExpired) => spent(),
            other => other,
        })
    }

    /// Who signed up here with this start key and was interrupted before their slot was written.
    fn interrupted(&self, start: &SigningKey) -> Result<Option<MemberId>, AppError> {
        if self.db.read(|tx| tx.meta(PENDING))?.as_deref() != Some(start.public().0.as_slice()) {
            return Ok(None);
        }
        let device = self.known.roster.device(&self.me.device);
        let mut signed_up = device.into_iter().flat_map(|device| &device.signed_up);
        Ok(signed_up.find(|(_, key)| **key == start.public()).map(|(member, _)| *member))
    }

    /// [I] A member signs in only on devices of their class. And of their agency: what lies on a device was shown to
    /// that agency.
    fn may_sign_up(&self, start: &SigningKey, here: &[MemberId]) -> Result<MemberId, AppError> {
        let (member, known) = self.known.roster.starting(&start.public()).ok_or_else(spent)?;
        let class = self.known.roster.device(&self.me.device).map(|device| class_of(device.class));
        if class.is_some_and(|class| class != class_of(known.class)) {
            return Err(AppError::NotAllowed("member.other_class"));
        }
        if self.names_of(member).agency != self.names_of(self.me.owner).agency {
            return Err(AppError::NotAllowed("member.other_agency"));
        }
        if here.contains(&member) {
            return Err(AppError::NotAllowed("member.signed_up"));
        }
        Ok(member)
    }
}

fn unknown_member() -> AppError {
    AppError::Input {
        code: "member.unknown",
        what: "no member, or more than one, has an id that starts like this",
    }
}

fn bad_code(error: StartCodeError) -> AppError {
    let what = match error {
        StartCodeError::Mistyped => "the start code is mistyped: check it group by group",
        StartCodeError::NewerVersion(_) => "the start code was made by a newer version of Footbridge",
    };
    AppError::Input { code: error.code(), what }
}

fn spent() -> AppError {
    AppError::Input {
        code: "start_code.spent",
        what: "this start code was used, replaced by a later one, or its time is over: ask for another",
    }
}
