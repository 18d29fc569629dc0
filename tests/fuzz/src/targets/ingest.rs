//! Changes as a whole device gets them: sealed by a member's device into segments, carried by the relay, taken in.

use std::cell::RefCell;

use merge::{Fold, Folded, Inspected, inspect};

use super::{Target, Verdict};
use crate::changes::{self, histories};
use crate::pack::{pack, unpack};
use crate::site::Site;

/// Inputs until the devices are new ones: an input must not depend on too many before it.
const INPUTS_OF_ONE_SITE: u32 = 64;
/// More changes than one input of the mutator has.
const CHANGES_MAX: usize = 200;

pub(super) fn targets() -> Vec<Target> {
    vec![Target::bytes("ingest", examples, run).make(changes::make).weight(1)]
}

thread_local! {
    static SITE: RefCell<Option<Site>> = const { RefCell::new(None) };
}

fn examples(_: &str) -> Vec<Vec<u8>> {
    let mut site = SITE.take().unwrap_or_default();
    let all = histories(&site.author(), 40).iter().map(|one| pack(one)).collect();
    site.inputs += 1;
    SITE.set(Some(site));
    all
}

fn run(bytes: &[u8]) -> Verdict {
    let mut changes = unpack(bytes);
    changes.truncate(CHANGES_MAX);
    changes.retain(|change| change.len() <= protocol::limits::CHANGE_MAX_BYTES);
    if changes.is_empty() {
        return Err("empty");
    }
    // taken out, so that one that panics is not used again
    let mut site = SITE.take().filter(|site| site.inputs < INPUTS_OF_ONE_SITE).unwrap_or_default();
    site.inputs += 1;
    let expected = expected(&changes, &site);
    let verdict = site.take_in(&changes, expected.as_ref());
    SITE.set(Some(site));
    verdict
}

/// What the record must come to: everything that is sound, by this device and its member, in any order. `None` where
/// that hangs on the order, as an actor made two changes with one number: then the first to come stays.
fn expected(changes: &[Vec<u8>], site: &Site) -> Option<Folded> {
    let by = site.author();
    let own =
        |change: &Inspected| change.actor().0.starts_with(&by.device) && change.stamp().member == by.member;
    let mut waiting: Vec<Inspected> =
        changes.iter().filter_map(|bytes| inspect(bytes).ok()).filter(own).collect();
    let mut folded = Folded::new();
    loop {
        let before = waiting.len();
        let mut two_of_one_number = false;
        waiting.retain(|change| match folded.fold(change) {
            Ok(Fold::Applied | Fold::Known) => false,
            Err(refusal) => {
                two_of_one_number |= refusal.code() == "fold.actor_reused";
                refusal.code() == "fold.missing_dependency"
            }
        });
        if two_of_one_number {
            return None;
        }
        if waiting.len() == before {
            return Some(folded);
        }
    }
}
