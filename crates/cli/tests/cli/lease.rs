//! The lease over real processes, whose clock is the machine's: what is said while it runs, and what is refused. What
//! happens when it is over is `testkit`'s.

use crate::support::Town;

#[test]
fn a_device_in_contact_has_nothing_to_unlock_and_answers_nobody_it_does_not_know() {
    let mut town = Town::new();
    let code = town.invite("Example Outreach", "outreach");
    let outreach = town.device();
    outreach.ok(&["enrol", &code]);
    outreach.ok(&["sync"]);
    let shown = outreach.json(&["lease", "show"]);
    assert_eq!(
        (&shown["state"], &shown["days_left"], &shown["days"]),
        (&"running".into(), &14.into(), &14.into())
    );
    assert!(shown["request"].is_null() && shown["last_sync_ms"].is_i64());
    let who = shown["answered_by"].as_array().unwrap();
    assert_eq!(who.len(), 1, "{who:?}");
    assert_eq!(who[0]["role"], "coordinator");
    outreach.refused(&["lease", "unlock", "04106-105E1"], "lease.running", 1);
    outreach.refused(&["lease", "unlock", "04106-105E2"], "lease.code_mistyped", 1);
    for wrong in ["00000-00000", "0003M-MKQ0B", "", "hello"] {
        town.coordinator.refused(&["lease", "code", "--request", wrong], "lease.request_unknown", 1);
    }
}
