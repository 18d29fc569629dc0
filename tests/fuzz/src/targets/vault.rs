//! What lies inside something sealed: `vault::fuzz`.

use super::Target;
use ::vault::fuzz::TARGETS;

pub(super) fn targets() -> Vec<Target> {
    TARGETS.iter().map(|(name, run, _)| Target::bytes(format!("vault.{name}"), examples, *run)).collect()
}

fn examples(name: &str) -> Vec<Vec<u8>> {
    let target = TARGETS.iter().find(|target| name.strip_prefix("vault.") == Some(target.0));
    target.map(|target| target.2().unwrap()).unwrap_or_default()
}
