//! What somebody should be told although they do not look: each thing once, and again after signing in if it is
//! still open.

use std::collections::BTreeSet;

use app::{Alert, AlertKind as Kind};

use super::core::{Core, Seat};
use crate::views::{AlertKind, AlertView};

/// Between two looks at clocks that may be missed soon, when nothing else happens.
const LOOK_MS: i64 = 30_000;

/// What was told already.
#[derive(Default)]
pub(super) struct Alerts {
    told: BTreeSet<String>,
    looked_ms: i64,
}

impl Alerts {
    /// Somebody else may sit there now: what is still open is told again.
    pub fn forget(&mut self) {
        self.told.clear();
    }
}

impl Core {
    /// Tells what was not told yet.
    pub fn tell_alerts(&mut self) {
        let Seat::Open(device) = &self.seat else { return };
        self.alerts.looked_ms = self.shared.idle.elapsed_ms();
        match device.alerts() {
            Ok(alerts) => {
                for alert in alerts {
                    if self.alerts.told.insert(alert.key.clone()) {
                        self.shared.glance.alert(AlertView::from(&alert));
                    }
                }
            }
            Err(error) => tracing::warn!(code = error.code(), "alerts wait"),
        }
    }

    /// The lease ends by the clock, and starts again by contact or code: then every page shows other things.
    pub fn look_at_lease(&self) {
        let Seat::Open(device) = &self.seat else { return };
        if self.shared.glance.change_lease(device.lease_standing().into()) {
            self.shared.glance.changed();
        }
    }

    /// Clocks run also when nothing happens.
    pub fn look_at_clocks(&mut self) {
        if self.shared.idle.elapsed_ms().saturating_sub(self.alerts.looked_ms) >= LOOK_MS {
            self.look_at_lease();
            self.tell_alerts();
        }
    }
}

impl From<&Alert> for AlertView {
    fn from(alert: &Alert) -> Self {
        let kind = match alert.kind {
            Kind::Offer => AlertKind::Offer,
            Kind::Declined => AlertKind::Declined,
            Kind::Clock => AlertKind::Clock,
        };
        Self {
            kind,
            record: Some(alert.record.to_string()),
            record_kind: Some(alert.record_kind.name().to_owned()),
            due_ms: alert.due_ms,
        }
    }
}
