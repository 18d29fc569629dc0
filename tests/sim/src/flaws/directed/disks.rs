//! Disks that lose, fail and end in the middle.

use testkit::SeededRandom;
use testkit::field::{Field, Persona};

use super::{Pair, hold, holds, meet, of_disk, pair, pair_on_disk, sync};
use crate::disk::{Disk, Loss};
use crate::violation::{Promise, Run};

/// Steps of a disk that one operation here takes at most.
const STEPS: u64 = 24;

/// Saved, and the power goes at once.
pub fn power_cut_of_a_device() -> Run {
    let Pair { founder: mut persona, field: _field, .. } = pair(11)?;
    persona.close();
    let disk = of_disk(Disk::register(persona.home()))?;
    let saved = meet(&mut persona, "Alder")?;
    let draft = persona.device()?.save_draft(None, None, b"met at the footbridge".to_vec(), "narrative")?;
    of_disk(disk.power_cut_with(Loss::All, &mut SeededRandom::new(1)))?;
    persona.close();
    holds(Promise::SavedIsSaved, &mut persona, &saved)?;
    let kept = persona.device()?.drafts()?.contains(&draft);
    hold(Promise::Drafts, kept, || "what was being typed is gone".to_owned())
}

/// The power goes when a program has just ended: what the mailbox moved from its log into the file must be there.
pub fn power_cut_of_a_closed_mailbox() -> Run {
    for seed in 0..8 {
        let Pair { founder: mut persona, field: _field, .. } = pair(12)?;
        persona.close();
        let disk = of_disk(Disk::register(persona.home()))?;
        let saved = meet(&mut persona, "Birch")?;
        sync(&mut persona)?;
        persona.close();
        of_disk(disk.power_cut_with(Loss::Scattered(500), &mut SeededRandom::new(seed)))?;
        holds(Promise::SavedIsSaved, &mut persona, &saved)?;
        sync(&mut persona)?;
    }
    Ok(())
}

/// Acknowledged, and the power goes at once.
pub fn power_cut_of_the_relay() -> Run {
    let Pair { mut field, mut founder, patrol: _patrol } = pair_on_disk(13)?;
    let disk = relay_disk(&mut field)?;
    meet(&mut founder, "Cedar")?;
    sync(&mut founder)?;
    of_disk(disk.power_cut_with(Loss::All, &mut SeededRandom::new(1)))?;
    field.restart_relay()?;
    nothing_was_taken_back(&mut founder)
}

/// A step of the disk fails, another one each time: what is called saved all the same is there.
pub fn failing_disk_of_a_device() -> Run {
    let Pair { founder: mut persona, field: _field, .. } = pair(14)?;
    persona.close();
    let disk = of_disk(Disk::register(persona.home()))?;
    for step in 0..STEPS {
        persona.device()?;
        disk.fail_at(step);
        let done = meet(&mut persona, &format!("Dogwood {step}"));
        disk.spare();
        if let Ok(saved) = done {
            holds(Promise::SavedIsSaved, &mut persona, &saved)?;
        }
    }
    Ok(())
}

/// A step of the relay's disk fails, another one each time: what it acknowledges all the same it holds.
pub fn failing_disk_of_the_relay() -> Run {
    let Pair { mut field, mut founder, patrol: _patrol } = pair_on_disk(15)?;
    let disk = relay_disk(&mut field)?;
    for step in 0..STEPS {
        meet(&mut founder, &format!("Elder {step}"))?;
        disk.fail_at(step);
        // what becomes of this exchange does not matter, only what is believed after it
        founder.sync()?;
        disk.spare();
        nothing_was_taken_back(&mut founder)?;
    }
    Ok(())
}

/// The process ends at a step of the disk, another one each time, while it takes down what the relay sent: it is
/// fetched again.
pub fn crash_while_fetching() -> Run {
    let Pair { field: _field, mut founder, mut patrol } = pair(16)?;
    patrol.close();
    let disk = of_disk(Disk::register(patrol.home()))?;
    for step in 0..STEPS {
        let saved = meet(&mut founder, &format!("Fir {step}"))?;
        sync(&mut founder)?;
        patrol.device()?;
        disk.crash_at(step);
        let ended = patrol.sync().is_err();
        disk.kill();
        patrol.close();
        sync(&mut patrol)?;
        holds(Promise::NothingLost, &mut patrol, &saved)?;
        if !ended {
            break;
        }
    }
    Ok(())
}

/// The relay's folder becomes a disk, and its process starts again on it.
fn relay_disk(field: &mut Field) -> Run<Disk> {
    let folder = field.relay_folder().unwrap_or_default();
    let disk = of_disk(Disk::register(&folder))?;
    field.restart_relay()?;
    Ok(disk)
}

/// A relay that was not put back has all that it acknowledged.
fn nothing_was_taken_back(persona: &mut Persona) -> Run {
    let report = sync(persona)?;
    let rolled_back = report.notices.iter().any(|notice| notice.code == "sync.relay_rolled_back");
    hold(Promise::RelayConsistent, !rolled_back, || "the relay lost what it had acknowledged".to_owned())
}
