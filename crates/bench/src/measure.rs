//! Time, processor time and disk, read from the system.

use std::path::Path;

use anyhow::Context;
use rustix::time::{ClockId, clock_gettime};

/// Seconds of the clock that all processes of this machine share.
#[allow(clippy::cast_precision_loss, reason = "microseconds of an uptime are exact in a float")]
pub fn monotonic_s() -> f64 {
    let now = clock_gettime(ClockId::Monotonic);
    now.tv_sec as f64 + now.tv_nsec as f64 / 1e9
}

/// User and system seconds of a process so far, in steps of 10 ms.
pub fn cpu_s(process: u32) -> anyhow::Result<f64> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
    cpu_s_in(&stat).context("/proc/PID/stat is not as expected")
}

/// Fields 14 and 15 of proc(5) `stat`, counted after the command's closing bracket; 100 ticks a second.
fn cpu_s_in(stat: &str) -> Option<f64> {
    let (_, rest) = stat.rsplit_once(") ")?;
    let mut fields = rest.split_whitespace().skip(11);
    let (user, system): (u32, u32) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
    Some(f64::from(user + system) / 100.0)
}

/// How many processes wanted to run in the last minute: a figure taken on a busy machine says little.
pub fn load() -> anyhow::Result<f64> {
    let text = std::fs::read_to_string("/proc/loadavg")?;
    Ok(text.split(' ').next().context("/proc/loadavg is empty")?.parse()?)
}

/// The lengths of all files below a folder.
pub fn folder_bytes(folder: &Path) -> anyhow::Result<u64> {
    let mut total = 0;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let data = entry.metadata()?;
        total += if data.is_dir() { folder_bytes(&entry.path())? } else { data.len() };
    }
    Ok(total)
}

/// To the tenth of a millisecond.
pub fn rounded(seconds: f64) -> f64 {
    (seconds * 10_000.0).round() / 10_000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_of_a_process_is_read() {
        assert_eq!(cpu_s_in("42 (a) b) S 1 2 3 4 5 6 7 8 9 10 150 25 9 9"), Some(1.75));
        assert_eq!(cpu_s_in(""), None);
        assert!(cpu_s(std::process::id()).unwrap() >= 0.0);
    }
}
