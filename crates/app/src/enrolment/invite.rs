//! Inviting: a code with which one new device joins alone.

use protocol::certificate::{CompartmentInvited, Invited};
use protocol::wire::{CertificatesMsg, LogHeadsMsg, RefusalCode};
use protocol::{Certificate, CompartmentHandle, Encode, InvitationCode, LogId, MemberId, Statement};
use vault::{CompartmentGrant, EpochKey, IdKey, InvitationBlob, InvitationKeys, MemberNames, SigningKey};
use zeroize::Zeroizing;

use super::device_class;
use super::relay::{RelayLine, Signer, blob_path};
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

/// Certificates that lost the race at the relay are issued again so often.
const TRIES: usize = 8;
/// Hours an invitation may last at most: thirty days.
const HOURS_MAX: u32 = 30 * 24;

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
        if expires_hours == 0 || expires_hours > HOURS_MAX {
            return Err(AppError::Input {
                code: "invitation.expires",
                what: "an invitation lasts between one hour and thirty days",
            });
        }
        let root = self.db.read(secrets::root_key)?;
        let root = root.ok_or(AppError::Input {
            code: "invitation.not_root",
            what: "only the device that founded the collaborative can invite",
        })?;
        let now_ms = self.platform.clock.now_ms();
        let mut line = RelayLine::open(&self.relay_url()?, &self.platform)?;
        line.info(now_ms)?;
        let code =
            InvitationCode::new(self.platform.bytes(), root.public().fingerprint(), &self.relay_url()?)
                .map_err(|error| AppError::Input {
                    code: error.code(),
                    what: "the relay's address does not fit",
                })?;
        let keys = InvitationKeys::derive(&code)?;
        let expires_ms = now_ms + i64::from(expires_hours) * 3_600_000;
        let draft =
            Draft { keys: &keys, member: MemberId(self.platform.bytes()), profile: &profile, expires_ms };
        let secret = self.mailbox.transport_key()?.ok_or(AppError::NoDevice)?;
        let transport = SigningKey::from_bytes(&secret.0)?;
        let signer = Signer { key: &transport, device: self.me.device, now_ms };
        self.publish(&mut line, &signer, &root, &draft)?;
        let blob = self.blob(&draft, &root)?;
        let sealed = keys.seal_blob(&blob, &mut *self.platform.random)?;
        // the relay makes the blob unreadable when this invitation is spent or over
        let target = format!("{}?invite={}", blob_path(&keys.handle), keys.signing.public());
        line.send("PUT", &target, sealed, Some(&signer))?;
        Ok(Invitation { code: Zeroizing::new(code.to_string()), profile, expires_ms })
    }

    /// Appends the invitation's certificates at the relay. One that lost the race is issued again.
    fn publish(
        &mut self,
        line: &mut RelayLine,
        signer: &Signer<'_>,
        root: &SigningKey,
        draft: &Draft<'_>,
    ) -> Result<(), AppError> {
        for _ in 0..TRIES {
            self.fetch_certificates(line, signer)?;
            let certificates = self.issue(root, draft)?;
            let ask =
                CertificatesMsg { certificates: certificates.iter().map(Certificate::encode).collect() };
            match line.ask::<LogHeadsMsg>("POST", "/v1/certificates", ask.encode(), Some(signer)) {
                Ok(_) => {
                    for one in &certificates {
                        self.mailbox.append_certificates(one.place.log, one.place.index, &[one.encode()])?;
                    }
                    return self.reload_roster();
                }
                Err(AppError::Refused(RefusalCode::LogConflict)) => {}
                Err(other) => return Err(other),
            }
        }
        Err(AppError::Refused(RefusalCode::LogConflict))
    }

    fn issue(&mut self, root: &SigningKey, draft: &Draft<'_>) -> Result<Vec<Certificate>, AppError> {
        let names = MemberNames {
            agency: draft.profile.agency.clone(),
            role: draft.profile.role.word().to_owned(),
            name: draft.profile.name.clone().unwrap_or_default(),
        };
        let log = self.collaborative_log();
        let random = &mut *self.platform.random;
        let sealed = self.directory_key.seal_member(log, draft.member, &names, random)?;
        let invite = draft.keys.signing.public();
        let class = device_class(draft.profile.class);
        let invited = Invited { invite, member: draft.member, class, expires_ms: draft.expires_ms };
        let compartments = self.compartments()?;
        let mut wanted: Vec<(LogId, Option<SigningKey>, Statement, Vec<u8>)> =
            vec![(log, None, Statement::Invited(invited), sealed)];
        for row in compartments {
            let handle = handle(row.compartment);
            // a compartment is opened to newcomers by its own administrators only
            let Some(administrator) = self.db.read(|tx| secrets::administrator_key(tx, handle))? else {
                continue;
            };
            let invited = CompartmentInvited { invite, expires_ms: draft.expires_ms };
            wanted.push((
                handle.into(),
                Some(administrator),
                Statement::CompartmentInvited(invited),
                Vec::new(),
            ));
        }
        let mut number = self.db.read(secrets::next_issuer_number)?;
        let mut certificates = Vec::new();
        let mut roster = self.roster.clone();
        for (log, issuer, statement, sealed) in wanted {
            let issuer = issuer.as_ref().unwrap_or(root);
            let place = roster.next_place(log, issuer.public(), number);
            number = place.issuer_number.saturating_add(1);
            let certificate = issuer.certify(place, statement, sealed)?;
            roster.apply(&certificate, protocol::roster::Arrival::Earlier)?;
            certificates.push(certificate);
        }
        self.db.write(|tx| secrets::set_next_issuer_number(tx, number))?;
        Ok(certificates)
    }

    fn blob(&self, draft: &Draft<'_>, root: &SigningKey) -> Result<InvitationBlob, AppError> {
        let mut grants = Vec::new();
        for row in self.compartments()? {
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
        Ok(InvitationBlob {
            collaborative: self.me.collaborative,
            root: root.public(),
            member: draft.member,
            class: device_class(draft.profile.class),
            directory_key: self.directory_key.clone(),
            heads: self.roster.heads(),
            compartments: grants,
        })
    }

    /// Brings the certificate logs of this device up to the relay's.
    fn fetch_certificates(&mut self, line: &mut RelayLine, signer: &Signer<'_>) -> Result<(), AppError> {
        loop {
            let news = line.logs(self.mailbox.log_heads()?, signer)?;
            if news.logs.is_empty() {
                return self.reload_roster();
            }
            for log in news.logs {
                let from = self.mailbox.log_head(log.log)?.count;
                self.mailbox.append_certificates(log.log, from, &log.certificates)?;
            }
        }
    }

    /// Takes new certificates into account: who belongs, and which compartments this device follows.
    pub(crate) fn apply_certificates(&mut self) -> Result<(), AppError> {
        self.reload_roster()?;
        self.follow_compartments()
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
