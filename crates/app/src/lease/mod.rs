//! The lease of this device: what starts it again, and how it stands. The rule is `domain::lease`'s; what it hides is
//! decided in one place, [`records::Records`].

mod code;
mod records;

use domain::lease::Standing;

pub use code::LeaseAnswer;
pub(crate) use records::Records;

use crate::device::MemberNamesView;
use crate::{AppError, Device};

/// The relay answered a sync as one that knows this device: it does not answer one that was revoked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Contact {
    /// When, by this device's clock, milliseconds since 1970.
    pub at_ms: i64,
    /// When, by the relay's.
    pub relay_ms: i64,
}

/// How the lease stands, for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeaseSeen {
    /// Running, ending or over.
    pub standing: Standing,
    /// The days that the programme in force gives.
    pub days: u16,
    /// What is read out to somebody who may give a code; none while nothing is to be unlocked.
    pub request: Option<String>,
    /// Who may.
    pub answered_by: Vec<MemberNamesView>,
}

impl Device {
    /// How the lease stands.
    pub fn lease(&self) -> LeaseSeen {
        let watch = *self.db.look();
        let standing = watch.lease.standing(watch.days);
        let wanted = !matches!(standing, Standing::Running { .. });
        LeaseSeen {
            standing,
            days: watch.days,
            request: wanted.then(|| self.lease_request(watch.lease.request).to_text()),
            answered_by: self.who_answers_leases(),
        }
    }

    /// How the lease stands, without more.
    pub fn lease_standing(&self) -> Standing {
        self.db.standing()
    }

    /// Whether other people's records are hidden now.
    pub fn hides_others(&self) -> bool {
        self.db.standing().hides()
    }

    /// The error for a record that cannot be shown: while others' are hidden nobody is told which are here.
    pub(crate) fn missing(&self, what: &'static str) -> AppError {
        if self.hides_others() { AppError::Hidden } else { AppError::NotFound(what) }
    }

    /// The relay answered.
    pub(crate) fn in_touch(&mut self, contact: Contact) -> Result<(), AppError> {
        let heard_ms = self.mailbox.last_sync_ms()?;
        {
            let mut watch = self.db.look();
            let days = watch.days;
            watch.lease.in_touch(contact.at_ms, contact.relay_ms, days);
            watch.heard_ms = heard_ms;
        }
        // what passed since, and whatever the clock shows
        self.keep_lease();
        Ok(())
    }

    /// The relay may have answered while the device was locked: the mailbox knows when. An answer counts once: what was
    /// counted before would start the lease again for whoever sets the clock back to it.
    pub(crate) fn recall_contact(&mut self) -> Result<(), AppError> {
        let (heard_ms, offset_ms) = (self.mailbox.last_sync_ms()?, self.mailbox.clock_offset_ms()?);
        let watch = *self.db.look();
        // what came so soon after may have been counted and not written
        let is_new =
            |at: &i64| watch.heard_ms.is_none_or(|known| *at > known.saturating_add(records::KEEP_MS));
        let Some(at_ms) = heard_ms.filter(is_new) else { return Ok(()) };
        let relay_ms = at_ms.saturating_add(offset_ms.unwrap_or(0));
        let mut since = watch.lease;
        since.in_touch(at_ms, relay_ms, watch.days);
        since.seen(self.now_ms(), 0);
        // an older one says nothing
        if since.spent_ms < watch.lease.spent_ms {
            self.in_touch(Contact { at_ms, relay_ms })?;
        }
        Ok(())
    }

    /// Keeps how much of the lease is spent. Where there is no room for it the device is used all the same.
    pub fn keep_lease(&mut self) {
        if let Err(error) = self.db.keep() {
            tracing::warn!(code = error.code(), "how much of the lease is spent is kept later");
        }
    }
}
