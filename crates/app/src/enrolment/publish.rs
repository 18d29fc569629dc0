//! Adding to the certificate logs: compare-and-swap at the relay. What lost the race is issued again.

use protocol::limits::COMPARTMENTS_MAX;
use protocol::roster::{Arrival, RosterError};
use protocol::wire::{CertificatesMsg, LogHeadsMsg, RefusalCode};
use protocol::{Certificate, Encode, LogId, Statement};
use store::Mailbox;
use vault::SigningKey;
use whatif::Flaw;

use super::relay::{RelayLine, Signer};
use crate::device::{COLLABORATIVE, KnownRoster, secrets};
use crate::{AppError, Device};

/// Certificates that lost the race at the relay are issued again so often.
pub(super) const TRIES: usize = 8;
/// The HTTP status of an answer that is none for another reason.
const OK: u16 = 200;

/// A statement on its way into a log.
pub(crate) struct Wanted {
    pub log: LogId,
    pub issuer: SigningKey,
    pub statement: Statement,
    pub sealed: Vec<u8>,
}

/// What became of certificates that were sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Posted {
    /// They stand at the relay and in the mailbox.
    Stand,
    /// Others were quicker: read the logs and issue again.
    LostRace,
}

/// Brings the certificate logs that the mailbox follows up to the relay's. Only what continues them is kept: a relay
/// that repeats, skips or forges is told apart at once, and cannot keep this going.
pub(super) fn fetch(
    mailbox: &Mailbox,
    known: &mut KnownRoster,
    line: &mut RelayLine,
    signer: &Signer<'_>,
) -> Result<(), AppError> {
    loop {
        let heads = mailbox.log_heads()?;
        // after the heads were read: what the courier adds in between is in the answer again, and harmless
        known.refresh(mailbox)?;
        let mut news = line.logs(heads.clone(), signer)?.logs;
        // a relay that lost some has news without certificates: asking again brings no more
        if news.iter().all(|log| log.certificates.is_empty()) {
            return Ok(());
        }
        // the collaborative's log first: the others stand on it
        let own = mailbox.value(COLLABORATIVE)?;
        news.sort_by_key(|log| own.as_deref() != Some(log.log.0.as_slice()));
        let (mut kept, mut behind) = (false, None);
        for log in news {
            // as in the sync: more logs than one question can name would end the asking
            if heads.len() > COMPARTMENTS_MAX && heads.iter().all(|head| head.log != log.log) {
                continue;
            }
            let from = heads.iter().find(|head| head.log == log.log).map_or(0, |head| head.count);
            let decode = |bytes: &Vec<u8>| Certificate::decode(bytes);
            let all = log.certificates.iter().map(decode).collect::<Result<Vec<_>, _>>()?;
            let continues =
                |(place, one): (u32, &Certificate)| (one.place.log, one.place.index) == (log.log, place);
            if !(from..).zip(&all).all(continues) {
                return Err(AppError::Garbage(OK));
            }
            match known.roster.apply_all(&all, Arrival::Earlier) {
                Ok(_) => {
                    mailbox.append_certificates(log.log, from, &log.certificates)?;
                    kept |= !all.is_empty();
                }
                // it stands on more of the collaborative's log than fitted into this answer
                Err(error @ RosterError::Behind) => behind = Some(error),
                Err(error) => return Err(error.into()),
            }
        }
        if let Some(error) = behind.filter(|_| !kept) {
            return Err(error.into());
        }
    }
}

/// Sends certificates, all or nothing, and keeps them when they stand.
pub(super) fn post(
    mailbox: &Mailbox,
    line: &mut RelayLine,
    signer: Option<&Signer<'_>>,
    certificates: &[Certificate],
) -> Result<Posted, AppError> {
    let ask = CertificatesMsg { certificates: certificates.iter().map(Certificate::encode).collect() };
    match line.ask::<LogHeadsMsg>("POST", "/v1/certificates", ask.encode(), signer) {
        Ok(_) => {}
        Err(AppError::Refused(RefusalCode::LogConflict)) => return Ok(Posted::LostRace),
        Err(other) => return Err(other),
    }
    for one in certificates {
        mailbox.append_certificates(one.place.log, one.place.index, &[one.encode()])?;
    }
    Ok(Posted::Stand)
}

impl Device {
    /// Runs `work` with an open line to the relay and this device's signature for it.
    pub(crate) fn at_relay<T>(
        &mut self,
        work: impl FnOnce(&mut Self, &mut RelayLine, &Signer<'_>) -> Result<T, AppError>,
    ) -> Result<T, AppError> {
        let now_ms = self.platform.clock.now_ms();
        let mut line = RelayLine::open(&self.relay_url()?, &self.platform)?;
        line.info(now_ms)?;
        let secret = self.mailbox.transport_key()?.ok_or(AppError::NoDevice)?;
        let transport = SigningKey::from_bytes(&secret.0)?;
        let signer = Signer { key: &transport, device: self.me.device, now_ms };
        work(self, &mut line, &signer)
    }

    /// Appends what `want` asks for at the relay, all or nothing, on top of everything that stands there.
    ///
    /// # Errors
    /// What the relay refuses for; `relay.log_conflict` when others were quicker every time.
    pub(crate) fn publish(
        &mut self,
        line: &mut RelayLine,
        signer: &Signer<'_>,
        mut want: impl FnMut(&mut Self) -> Result<Vec<Wanted>, AppError>,
    ) -> Result<(), AppError> {
        for _ in 0..TRIES {
            fetch(&self.mailbox, &mut self.known, line, signer)?;
            self.apply_certificates()?;
            let wanted = want(self)?;
            if wanted.is_empty() {
                // somebody else was quicker, and nothing is left to say
                return Ok(());
            }
            let certificates = self.certify(wanted)?;
            if post(&self.mailbox, line, Some(signer), &certificates)? == Posted::Stand
                || whatif::flawed(Flaw::LostRaceForgotten)
            {
                return self.apply_certificates();
            }
        }
        Err(AppError::Refused(RefusalCode::LogConflict))
    }

    /// Signs each statement at its place. The issuer's numbers are on disk before anything is sent: none is ever
    /// used twice.
    fn certify(&mut self, wanted: Vec<Wanted>) -> Result<Vec<Certificate>, AppError> {
        let mut number = self.db.read(secrets::next_issuer_number)?;
        let mut roster = self.known.roster.clone();
        let mut certificates = Vec::new();
        for Wanted { log, issuer, statement, sealed } in wanted {
            let place = roster.next_place(log, issuer.public(), number);
            number = place.issuer_number.saturating_add(1);
            let certificate = issuer.certify(place, statement, sealed)?;
            roster.apply(&certificate, Arrival::Earlier)?;
            certificates.push(certificate);
        }
        self.db.write(|tx| secrets::set_next_issuer_number(tx, number))?;
        Ok(certificates)
    }
}
