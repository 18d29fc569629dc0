//! What befalls the relay.

use footbridge_relay::limits::Limits;
use testkit::field::{Full, Life};

use crate::plan::{Deed, Lifetime, Pick};
use crate::violation::Run;
use crate::world::World;

/// The name of the relay in stories.
const RELAY: &str = "relay";

/// A relay that allows each device a few calls a minute.
fn mean() -> Limits {
    Limits {
        requests_per_minute: 12,
        requests_burst: 6,
        upload_bytes_per_minute: 40_000,
        upload_burst_bytes: 40_000,
        ..Limits::default()
    }
}

impl World {
    /// Does what befalls the relay; `false` when there is nothing to do it with.
    pub fn befall_relay(&mut self, deed: &Deed) -> Run<bool> {
        match deed {
            Deed::RelayBackUp => {
                let backup = self.field.backup_relay()?;
                self.relays.push(backup);
                let number = self.relays.len() - 1;
                self.tell(RELAY, format_args!("is copied: backup {number}"));
            }
            Deed::RelayPutBack { backup, life } => return self.put_relay_back(*backup, *life),
            Deed::RelayRestart => {
                self.field.restart_relay()?;
                self.tell(RELAY, "its process ends and starts again");
            }
            Deed::RelayFull => {
                self.field.fill_relay(Full::Yes);
                self.tell(RELAY, "its disk is full");
            }
            Deed::RelayRoom => {
                self.field.fill_relay(Full::No);
                self.tell(RELAY, "its disk has room");
            }
            Deed::RelayThrottle => {
                self.field.limit_relay(Some(mean()))?;
                self.tell(RELAY, "allows little");
            }
            Deed::RelayRelent => {
                self.field.limit_relay(None)?;
                self.tell(RELAY, "allows what is usual");
            }
            Deed::RelayPowerCut => return self.cut_relays_power(),
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn put_relay_back(&mut self, backup: Pick, life: Lifetime) -> Run<bool> {
        let count = self.relays.len();
        let Some(number) = usize::try_from(backup).ok().and_then(|at| at.checked_rem(count)) else {
            return Ok(false);
        };
        let (before, held) = (self.recoverable()?, self.at_relay()?);
        let backup = self.relays[number].clone();
        self.relay_disk = None;
        self.field.restore_relay(backup, Life::from(life))?;
        self.give_relay_disk()?;
        let words = match life {
            Lifetime::Renewed => "a new generation",
            Lifetime::Same => "the same generation",
        };
        self.count(match life {
            Lifetime::Renewed => "the relay is put back by the book",
            Lifetime::Same => "the relay is put back silently",
        });
        self.tell(RELAY, format_args!("comes back from backup {number}, {words}"));
        self.excuse_what_is_gone(&before)?;
        self.note_what_the_relay_forgot(&held)?;
        Ok(true)
    }
}
