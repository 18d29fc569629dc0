//! The end of every fault: all lines are mended, clocks are right, disks have room, everybody runs the newer release.
//! Then everybody syncs, round after round, until all are in step.

use app::Progress;
use testkit::field::Full;

use crate::violation::{Promise, Run, Violation};
use crate::world::{Done, NEWER, World};

/// Rounds until everybody must be in step.
const ROUNDS_MAX: usize = 12;
/// How long one sync of the end may try.
const PATIENCE_MS: i64 = 3_600_000;

impl World {
    /// Mends everything.
    pub fn heal(&mut self) -> Run {
        self.step = None;
        self.field.fill_relay(Full::No);
        self.field.limit_relay(None)?;
        for actor in &mut self.actors {
            actor.close();
            (actor.disk_doom, actor.full) = (None, false);
            if let Some(disk) = &actor.disk {
                disk.spare();
                disk.free();
            }
            (actor.doom, actor.cut, actor.release) = (None, false, NEWER);
            actor.persona.set_offline(false);
            actor.persona.clear_line();
            actor.persona.clock().set_skew(0);
        }
        self.tell("all", "every fault is mended");
        Ok(())
    }

    /// Everybody syncs until nobody sends or receives anything and all hold the same.
    pub fn meet(&mut self) -> Run {
        let mut said = String::new();
        for round in 0..ROUNDS_MAX {
            self.field.clock().advance(60_000);
            let mut quiet = true;
            said.clear();
            self.leave_out_who_must_be_invited_again()?;
            for who in 0..self.actors.len() {
                let done = self.act(who, |device| device.sync(PATIENCE_MS, &mut Progress::silent()))?;
                let Done::Ok(report) = done else {
                    return Err(Violation::of(Promise::Harness, "a sync of the end was refused or ended"));
                };
                self.actors[who].behind &= !report.up_to_date;
                quiet &= report.up_to_date && report.sent == 0 && report.received == 0;
                let line = format!(
                    "syncs -> sent {}, received {}, unsent {}, in step: {}, {:?}",
                    report.sent,
                    report.received,
                    report.unsent,
                    report.up_to_date,
                    report.notices.iter().map(|notice| notice.code).collect::<Vec<_>>()
                );
                said.push_str(&format!("{}: {line}; ", self.actors[who].name));
                self.says(who, line);
            }
            if quiet && round > 0 {
                return Ok(());
            }
        }
        Err(Violation::of(Promise::Bounded, format!("not in step after {ROUNDS_MAX} rounds: {said}")))
    }
}
