//! Whether a consent counts, in one word for a person.

use super::{Consent, Reading, Stage, Standing, validity};
use crate::role::words;

words! {
    /// Whether it counts. Nothing may go on one that is not [`Verdict::InForce`], as [`crate::disclosure::decide`] sees
    /// to; which word it is when several hold is for people: that it was taken back before what it lacks.
    Verdict {
        /// It should not have been made.
        EnteredInError = "entered_in_error",
        /// The person took it back.
        Revoked = "revoked",
        /// It lacks an element, so it is no consent.
        NotValid = "not_valid",
        /// An event of it cannot be read here; it may be a revocation.
        Unreadable = "unreadable",
        /// Nobody granted it, or it is not finished.
        NotGranted = "not_granted",
        /// It ran out.
        Expired = "expired",
        /// It is in force.
        InForce = "in_force",
    }
}

impl Consent {
    /// Whether it counts at `now_ms`.
    pub fn verdict(&self, now_ms: i64) -> Verdict {
        let standing = self.standing(now_ms);
        match standing {
            _ if self.stage == Stage::EnteredInError => Verdict::EnteredInError,
            Standing::Revoked => Verdict::Revoked,
            _ if !validity(self).is_empty() => Verdict::NotValid,
            _ if self.reading == Reading::Partial => Verdict::Unreadable,
            Standing::InForce if self.stage == Stage::Ready => Verdict::InForce,
            Standing::Expired => Verdict::Expired,
            Standing::InForce | Standing::NotGranted => Verdict::NotGranted,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Saying;
    use super::super::sample::Sample;
    use super::*;
    use crate::fixture::NOW;

    fn check(sample: Sample, expect: Verdict) {
        assert_eq!(sample.consent().verdict(NOW), expect);
    }

    #[test]
    fn one_word_says_whether_it_counts() {
        check(Sample::whole(), Verdict::InForce);
        check(Sample::whole().without("event."), Verdict::NotGranted);
        check(Sample::whole().without("status"), Verdict::NotGranted);
        check(Sample::whole().without("purpose."), Verdict::NotValid);
        check(Sample::whole().without("expires.").with("expires.date", "2025-01-31"), Verdict::Expired);
        let revoked = || Sample::whole().said(2, Saying::Revoked, &[], None);
        check(revoked(), Verdict::Revoked);
        check(revoked().without("purpose."), Verdict::Revoked);
        check(Sample::whole().with("event.x", "kind=revoked"), Verdict::Unreadable);
        check(revoked().with("entered_in_error", "another person"), Verdict::EnteredInError);
    }

    #[test]
    fn it_runs_out_at_the_instant_that_is_named() {
        let check = |sample: Sample| {
            let consent = sample.consent();
            let at = consent.runs_out_ms().unwrap();
            assert_eq!((consent.verdict(at - 1), consent.verdict(at)), (Verdict::InForce, Verdict::Expired));
        };
        check(Sample::whole());
        check(Sample::whole().said(2, Saying::Renewed, &[1], Some(60)));
        check(Sample::whole().said(2, Saying::Renewed, &[1], Some(90_000)));
        let happened = crate::fixture::moment(30).to_string();
        check(
            Sample::whole()
                .without("expires.")
                .with("expires.event", "handoff_closed")
                .with("expires.happened", &happened),
        );
        assert_eq!(Sample::whole().said(2, Saying::Revoked, &[], None).consent().runs_out_ms(), None);
        let open = Sample::whole().without("expires.").with("expires.event", "handoff_closed");
        assert_eq!(open.consent().runs_out_ms(), None);
    }
}
