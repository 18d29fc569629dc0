//! Certificates as they lie in mailboxes and at the relay, and what people leave be while the relay lacks some.
//!
//! A relay that was put back to an older day lacks certificates until somebody who holds them syncs. One that is issued
//! before then stands at the place of another: a log with two ends, of which no device may take the second. What
//! devices do then is not settled yet (docs/reference/fates.md), so nobody here issues one in that time.

use std::collections::{BTreeMap, BTreeSet};

use footbridge_relay::store::{Revision, Store};
use protocol::{Certificate, DeviceId, Statement};

use crate::violation::Run;
use crate::world::World;

/// Every certificate that somebody has.
pub struct Certificates {
    /// Of devices: each with the places of its holders in [`World::actors`].
    held: BTreeMap<Vec<u8>, BTreeSet<usize>>,
    at_relay: BTreeSet<Vec<u8>>,
}

impl Certificates {
    /// What devices hold and the relay does not.
    fn lacking(&self) -> impl Iterator<Item = (&Vec<u8>, &BTreeSet<usize>)> {
        self.held.iter().filter(|(bytes, _)| !self.at_relay.contains(*bytes))
    }

    /// Newcomers whose enrolment the relay lacks although their invitation is over: each with who holds it.
    pub fn enrolled_too_long_ago(&self, now_ms: i64) -> Vec<(DeviceId, &BTreeSet<usize>)> {
        let of = |bytes: &Vec<u8>| Certificate::decode(bytes).ok();
        let mut over = BTreeSet::new();
        for certificate in self.held.keys().filter_map(of) {
            if let Statement::Invited(invited) = certificate.statement {
                over.extend((invited.expires_ms <= now_ms).then(|| invited.invite.device_id()));
            }
        }
        let mut newcomers = Vec::new();
        for (bytes, holders) in self.lacking() {
            let Some(Certificate { place, statement: Statement::Enrolled(enrolled), .. }) = of(bytes) else {
                continue;
            };
            if over.contains(&place.issuer.device_id()) {
                newcomers.push((enrolled.device.device_id(), holders));
            }
        }
        newcomers
    }
}

impl World {
    /// Who has which certificates now.
    pub fn certificates(&self) -> Run<Certificates> {
        let mut held: BTreeMap<Vec<u8>, BTreeSet<usize>> = BTreeMap::new();
        for (at, actor) in self.actors.iter().enumerate() {
            for bytes in self.lens.certificates(actor.persona.home(), self.field.dir())? {
                held.entry(bytes).or_default().insert(at);
            }
        }
        let at_relay = self.field.relay_store().certificates_after(Revision(0))?.into_iter().collect();
        Ok(Certificates { held, at_relay })
    }

    /// Whether a step that would issue certificates is left out, because the relay lacks some that a device holds.
    pub fn lets_be(&mut self, who: usize, what: &str) -> Run<bool> {
        let certificates = self.certificates()?;
        let lacking = certificates.lacking().count();
        if lacking == 0 {
            return Ok(false);
        }
        let holders: BTreeSet<&usize> = certificates.lacking().flat_map(|(_, holders)| holders).collect();
        let names: Vec<&str> = holders.iter().map(|at| self.actors[**at].name.as_str()).collect();
        let words = format!("{what} -> not now: {lacking} certificates that the relay lacks are held by");
        let words = format!("{words} {}", names.join(", "));
        self.says(who, words);
        self.count("a certificate is not issued now");
        Ok(true)
    }
}
