//! Can it be true what the relay says of one certificate log? Who may state what is for the roster.

use protocol::certificate::Certificate;
use protocol::wire::{LogHeadMsg, LogNewsMsg};
use protocol::{DecodeError, sha256};

/// What one log's news amounts to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum LogVerdict {
    /// It continues what is held up to this head; so many certificates are left.
    Fits(LogHeadMsg, u32),
    /// The relay holds fewer than it once gave out.
    WentBack,
    /// It cannot be true. The code says what.
    Fault(&'static str),
}

/// Compares news with the head that was sent.
pub(crate) fn check(asked: &LogHeadMsg, news: &LogNewsMsg) -> LogVerdict {
    if news.count < asked.count {
        return LogVerdict::WentBack;
    }
    if news.count == asked.count && news.certificates.is_empty() {
        // a log that stands where ours does is left out: this one is as long but not the same
        return LogVerdict::Fault("sync.log_forked");
    }
    let mut head = asked.clone();
    for bytes in &news.certificates {
        if head.count >= news.count {
            return LogVerdict::Fault("sync.log_beyond_head");
        }
        if let Err(code) = continues(&head, bytes) {
            return LogVerdict::Fault(code);
        }
        head = LogHeadMsg { log: head.log, count: head.count.saturating_add(1), hash: sha256(bytes) };
    }
    let left = news.count - head.count;
    LogVerdict::Fits(head, left)
}

/// Whether a certificate stands right after the head and its issuer signed it.
fn continues(head: &LogHeadMsg, bytes: &[u8]) -> Result<(), &'static str> {
    let certificate = match Certificate::decode(bytes) {
        // it is carried until an upgrade can read it; the hash of the next one binds it
        Err(DecodeError::NewerVersion(_)) => return Ok(()),
        Err(_) => return Err("sync.certificate_malformed"),
        Ok(certificate) => certificate,
    };
    let place = certificate.place;
    if place.log != head.log || place.index != head.count || place.previous != head.hash {
        return Err("sync.log_broken");
    }
    if certificate.verify() { Ok(()) } else { Err("sync.certificate_forged") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::certificate::{CERTIFICATE_VERSION, Place, Statement};
    use protocol::{Hash, LogId, PublicKey, Signature};

    const LOG: LogId = LogId([1; 16]);

    /// So many certificates are held; the relay says that it has so many, and gives these: of a later version, which are
    /// carried unread.
    fn verdict(held: u32, at_relay: u32, given: u8) -> LogVerdict {
        let asked = LogHeadMsg { log: LOG, count: held, hash: Hash::ZERO };
        let later = |number| [b"FBCT".as_slice(), &[CERTIFICATE_VERSION + 1, number]].concat();
        let certificates = (0..given).map(later).collect();
        check(&asked, &LogNewsMsg { log: LOG, count: at_relay, certificates })
    }

    #[test]
    fn what_is_left_is_what_the_relay_has_beyond_what_it_gave() {
        for (held, at_relay, given, count, left) in [(2, 7, 2, 4, 3), (2, 4, 2, 4, 0), (2, 7, 0, 2, 5)] {
            let LogVerdict::Fits(head, is_left) = verdict(held, at_relay, given) else { panic!("it fits") };
            assert_eq!((head.count, is_left), (count, left));
        }
    }

    /// One that stands elsewhere is broken off whatever of its place is wrong, before anybody looks who signed it.
    #[test]
    fn a_certificate_of_another_place_does_not_continue_the_log() {
        let head = LogHeadMsg { log: LOG, count: 2, hash: Hash([5; 32]) };
        let placed = |log, index, previous| {
            let place = Place { log, index, previous, seen: 0, issuer: PublicKey([2; 32]), issuer_number: 0 };
            let statement = Statement::Unknown { kind: 999, clear: vec![1] };
            Certificate::issue(place, statement, Vec::new(), |_| Signature([7; 64])).encode()
        };
        let code = |log, index, previous| continues(&head, &placed(log, index, previous));
        for elsewhere in [
            code(LogId([9; 16]), 2, head.hash),
            code(LOG, 3, head.hash),
            code(LOG, 2, Hash::ZERO),
            code(LogId([9; 16]), 3, head.hash),
            code(LogId([9; 16]), 2, Hash::ZERO),
            code(LOG, 3, Hash::ZERO),
        ] {
            assert_eq!(elsewhere, Err("sync.log_broken"));
        }
        assert_eq!(code(LOG, 2, head.hash), Err("sync.certificate_forged"));
    }

    #[test]
    fn another_log_of_the_same_length_and_more_than_the_log_has_are_told_apart() {
        assert_eq!(verdict(3, 3, 0), LogVerdict::Fault("sync.log_forked"));
        assert_eq!(verdict(3, 3, 1), LogVerdict::Fault("sync.log_beyond_head"));
        assert_eq!(verdict(3, 2, 0), LogVerdict::WentBack);
    }
}
