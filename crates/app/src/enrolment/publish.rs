//! Adding to the certificate logs: compare-and-swap at the relay. What lost the race is issued again.

use protocol::roster::Arrival;
use protocol::wire::{CertificatesMsg, LogHeadsMsg, LogNewsMsg, RefusalCode};
use protocol::{Certificate, Encode, LogId, Statement};
use vault::SigningKey;

use super::relay::{RelayLine, Signer};
use crate::device::secrets;
use crate::{AppError, Device};

/// Certificates that lost the race at the relay are issued again so often.
const TRIES: usize = 8;

/// A statement on its way into a log.
pub(super) struct Wanted {
    pub log: LogId,
    pub issuer: SigningKey,
    pub statement: Statement,
    pub sealed: Vec<u8>,
}

/// Whether an answer brings any certificate. One that does not, and yet says there is news, is of a relay that lost
/// some: asking again brings no more.
pub(super) fn brings_nothing(news: &[LogNewsMsg]) -> bool {
    news.iter().all(|log| log.certificates.is_empty())
}

impl Device {
    /// Runs `work` with an open line to the relay and this device's signature for it.
    pub(super) fn at_relay<T>(
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
    pub(super) fn publish(
        &mut self,
        line: &mut RelayLine,
        signer: &Signer<'_>,
        mut want: impl FnMut(&mut Self) -> Result<Vec<Wanted>, AppError>,
    ) -> Result<(), AppError> {
        for _ in 0..TRIES {
            self.fetch_certificates(line, signer)?;
            let wanted = want(self)?;
            let certificates = self.certify(wanted)?;
            let ask =
                CertificatesMsg { certificates: certificates.iter().map(Certificate::encode).collect() };
            match line.ask::<LogHeadsMsg>("POST", "/v1/certificates", ask.encode(), Some(signer)) {
                Ok(_) => {
                    for one in &certificates {
                        self.mailbox.append_certificates(one.place.log, one.place.index, &[one.encode()])?;
                    }
                    return self.apply_certificates();
                }
                Err(AppError::Refused(RefusalCode::LogConflict)) => {}
                Err(other) => return Err(other),
            }
        }
        Err(AppError::Refused(RefusalCode::LogConflict))
    }

    /// Signs each statement at its place. The issuer's numbers are on disk before anything is sent: none is ever
    /// used twice.
    fn certify(&mut self, wanted: Vec<Wanted>) -> Result<Vec<Certificate>, AppError> {
        let mut number = self.db.read(secrets::next_issuer_number)?;
        let mut roster = self.roster.clone();
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

    /// Brings the certificate logs of this device up to the relay's. Certificates that do not hold are not kept.
    fn fetch_certificates(&mut self, line: &mut RelayLine, signer: &Signer<'_>) -> Result<(), AppError> {
        loop {
            let news = line.logs(self.mailbox.log_heads()?, signer)?.logs;
            if brings_nothing(&news) {
                return self.apply_certificates();
            }
            // the collaborative's log first: the others stand on it
            let own = self.collaborative_log();
            let (first, others): (Vec<_>, Vec<_>) = news.into_iter().partition(|log| log.log == own);
            for log in first.into_iter().chain(others) {
                let decode = |bytes: &Vec<u8>| Certificate::decode(bytes);
                let all = log.certificates.iter().map(decode).collect::<Result<Vec<_>, _>>()?;
                self.roster.apply_all(&all, Arrival::Earlier)?;
                let from = self.mailbox.log_head(log.log)?.count;
                self.mailbox.append_certificates(log.log, from, &log.certificates)?;
            }
        }
    }
}
