//! Where disks lie, and how a workload is cut at every step.

use std::path::Path;

use footbridge_sim::disk::{Disk, Loss, Snapshot};
use tempfile::TempDir;
use testkit::SeededRandom;

/// A folder in memory where there is one.
pub fn folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory).unwrap() } else { tempfile::tempdir().unwrap() }
}

/// How the machine comes back.
#[derive(Clone, Copy, Debug)]
pub enum Comeback {
    /// The process was killed; the disk kept everything.
    Kill,
    /// The power was cut.
    Cut(Loss),
    /// The power was cut, and chance says what survived.
    Any(u64),
}

impl Comeback {
    /// The plain ones, and so many seeds.
    pub fn some(seeds: u64) -> impl Iterator<Item = Self> {
        let plain = [Self::Kill, Self::Cut(Loss::All), Self::Cut(Loss::Nothing)];
        plain.into_iter().chain((0..seeds).map(Self::Any))
    }

    /// Does it.
    pub fn befall(self, disk: &Disk) {
        match self {
            Self::Kill => disk.kill(),
            Self::Cut(loss) => drop(disk.power_cut_with(loss, &mut SeededRandom::new(0)).unwrap()),
            Self::Any(seed) => drop(disk.power_cut(&mut SeededRandom::new(seed)).unwrap()),
        }
    }
}

/// Ends the process at every step of a workload, and brings the machine back in every way. `work` starts from an empty
/// folder, or from `template`, each time and says what it was told is done; `check` looks at the folder afterwards.
/// How many steps there were, or what was found at which.
pub fn at_every_step<T>(
    seeds: u64,
    template: Option<&Snapshot>,
    work: impl Fn(&Path) -> T,
    check: impl Fn(&Path, &T) -> Result<(), String>,
) -> Result<u64, String> {
    let dir = folder();
    let disk = Disk::register(dir.path()).unwrap();
    let empty = disk.snapshot().unwrap();
    for step in 0.. {
        let mut crashed = false;
        for comeback in Comeback::some(seeds) {
            disk.restore(template.unwrap_or(&empty)).unwrap();
            disk.crash_at(step);
            let told = work(dir.path());
            crashed = disk.has_crashed();
            comeback.befall(&disk);
            check(dir.path(), &told).map_err(|why| format!("step {step}, {comeback:?}: {why}"))?;
        }
        if !crashed {
            return Ok(step);
        }
    }
    Err("it never ends".to_owned())
}
