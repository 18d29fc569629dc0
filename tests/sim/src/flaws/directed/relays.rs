//! Relays that are in trouble, or answer what was so a moment ago.

use app::Profile;
use app::net::NetResponse;
use footbridge_relay::store::{Revision, Store};
use protocol::wire::SyncedMsg;
use protocol::{Decode, Encode};
use testkit::field::Field;

use super::{HEALTH, Pair, hold, holds, meet, pair, sync};
use crate::violation::{Promise, Run};

/// How often a device may ask a relay in trouble within an hour.
const CALLS_IN_AN_HOUR_MAX: usize = 120;

/// For an hour the relay fails every upload: it is asked less and less often.
pub fn a_relay_in_trouble() -> Run {
    let Pair { mut field, mut founder, .. } = pair(31)?;
    meet(&mut founder, "Maple")?;
    founder.clear_line();
    field.tamper(Some(Box::new(|request, honest| match request.target.as_str() {
        "/v1/segments" => NetResponse { status: 500, retry_after_s: 0, body: Vec::new() },
        _ => honest,
    })));
    founder.sync_for(3_600_000)?;
    let calls = founder.heard().iter().filter(|target| *target == "/v1/segments").count();
    hold(Promise::Bounded, calls <= CALLS_IN_AN_HOUR_MAX, || format!("{calls} calls in an hour"))
}

/// Somebody else issued a certificate, and the answer that would say so comes from a cache: the invitation loses the
/// race and is issued again.
pub fn an_outdated_answer() -> Run {
    let Pair { mut field, mut founder, mut patrol } = pair(32)?;
    let device = patrol.device()?;
    for row in device.compartments()? {
        device.rotate(row.compartment)?;
    }
    let before = certificates(&field)?;
    let mut cached = true;
    field.tamper(Some(Box::new(move |request, honest| {
        if !(cached && request.target == "/v1/sync") {
            return honest;
        }
        cached = false;
        match SyncedMsg::decode(&honest.body) {
            Ok(said) => NetResponse { body: SyncedMsg { logs: Vec::new(), ..said }.encode(), ..honest },
            Err(_) => honest,
        }
    })));
    founder.device()?.invite(Profile::read(HEALTH, "supervisor", None, None)?, 72)?;
    let issued = certificates(&field)? - before;
    // to the collaborative, and to its compartment
    hold(Promise::NothingLost, issued == 2, || format!("{issued} of an invitation's certificates stand"))
}

fn certificates(field: &Field) -> Run<usize> {
    Ok(field.relay_store().certificates_after(Revision(0))?.len())
}

/// A device's database comes back from a backup, its mailbox does not: what it saves then reaches the others.
pub fn a_database_put_back() -> Run {
    let Pair { field: _field, mut founder, mut patrol } = pair(34)?;
    founder.close();
    let (database, backup) = (founder.home().join("footbridge.db"), founder.home().join("backup"));
    std::fs::copy(&database, &backup)?;
    let before = meet(&mut founder, "Walnut")?;
    sync(&mut founder)?;
    founder.close();
    std::fs::copy(&backup, &database)?;
    let after = meet(&mut founder, "Yew")?;
    sync(&mut founder)?;
    sync(&mut patrol)?;
    for saved in [before, after] {
        holds(Promise::NothingLost, &mut patrol, &saved)?;
        holds(Promise::NothingLost, &mut founder, &saved)?;
    }
    Ok(())
}
