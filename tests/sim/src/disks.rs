//! What befalls the disks of devices and of the relay.

use testkit::SeededRandom;

use crate::disk::{Disk, DiskError};
use crate::plan::{Deed, Power};
use crate::violation::{Promise, Run, Violation};
use crate::world::{DiskDoom, World};

impl From<DiskError> for Violation {
    fn from(error: DiskError) -> Self {
        Self::of(Promise::Harness, error.to_string())
    }
}

impl World {
    /// From now on the home of this device lies on a disk that can lose writes; all that is in it counts as synced.
    pub fn give_disk(&mut self, who: usize) -> Run {
        if self.disks {
            let actor = &mut self.actors[who];
            actor.disk = None;
            actor.disk = Some(Disk::register(actor.persona.home())?);
            actor.full = false;
        }
        Ok(())
    }

    /// The same for a relay that keeps its things on disk.
    pub fn give_relay_disk(&mut self) -> Run {
        self.relay_disk = None;
        if let Some(folder) = self.field.relay_folder().filter(|_| self.disks) {
            self.relay_disk = Some(Disk::register(&folder)?);
            // connections that were open do not notice
            self.field.restart_relay()?;
        }
        Ok(())
    }

    /// Does what befalls a device's disk; `false` when it has none of this kind.
    pub fn befall_disk(&mut self, who: usize, deed: &Deed) -> Run<bool> {
        let who = match deed {
            Deed::DiskRoom => self.next_from(who, |actor| actor.full).unwrap_or(who),
            _ => who,
        };
        let actor = &mut self.actors[who];
        let Some(disk) = &actor.disk else { return Ok(false) };
        match deed {
            Deed::PowerCut => {
                self.says(who, "its power goes");
                self.stop(who, Power::Goes)?;
            }
            Deed::DoomDisk { writes, power } => {
                actor.disk_doom = Some(DiskDoom::End { writes: *writes, power: *power });
                let what = if *power == Power::Goes { "its power will go" } else { "its process will end" };
                self.says(who, format_args!("({what} after {writes} writes to its disk)"));
            }
            Deed::FailDisk { writes } => {
                actor.disk_doom = Some(DiskDoom::Fail { writes: *writes });
                self.says(who, format_args!("(its disk will fail after {writes} writes)"));
            }
            Deed::DiskFull { bytes } => {
                disk.full_after(*bytes);
                actor.full = true;
                self.says(who, format_args!("its disk takes {bytes} bytes more"));
            }
            Deed::DiskRoom => {
                let was_full = actor.full;
                disk.free();
                actor.full = false;
                if !was_full {
                    return Ok(false);
                }
                self.says(who, "its disk has room again");
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// The relay loses its power and starts again; `false` when it keeps nothing on a disk.
    pub fn cut_relays_power(&mut self) -> Run<bool> {
        let seed = self.seed ^ (self.step.unwrap_or_default() as u64) << 32;
        let Some(disk) = &self.relay_disk else { return Ok(false) };
        let before = self.at_relay()?;
        disk.power_cut(&mut SeededRandom::new(seed))?;
        self.field.restart_relay()?;
        let after = self.at_relay()?;
        if let Some((device, _)) = before.difference(&after).next() {
            let what = format!(
                "a segment of device {device} that the relay had acknowledged is gone with the power"
            );
            return Err(Violation::of(Promise::SavedIsSaved, what));
        }
        self.tell("relay", "its power goes, and it starts again");
        Ok(true)
    }
}
