//! Who keeps the devices in order sees which of them the relay has not seen for long, and what waits on them.

use app::DeviceContact;

use crate::support::{crew, meet_person};

const HOUR_MS: i64 = 3_600_000;

fn of(contacts: &[DeviceContact], device: protocol::DeviceId) -> &DeviceContact {
    contacts.iter().find(|one| one.device == device).unwrap()
}

#[test]
fn a_device_that_is_silent_and_one_with_unsent_work_are_seen_by_who_answers_for_them() {
    let mut crew = crew(911);
    crew.meet();
    let (patrol, outreach) = (crew.patrol.device().unwrap().id(), crew.outreach.device().unwrap().id());
    // a device that nobody is to answer to
    let refused = crew.patrol.device().unwrap().device_contacts().unwrap_err();
    assert_eq!(refused.code(), "device.not_in_charge");
    // the patrol's device works on without a network and tries now and then; the outreach's is silent
    crew.patrol.set_offline(true);
    meet_person(&mut crew.patrol, "Waits");
    crew.field.clock().advance(HOUR_MS);
    crew.patrol.sync().unwrap();
    let tried_ms = crew.field.clock().true_ms();
    crew.field.clock().advance(2 * HOUR_MS);
    crew.patrol.sync().unwrap();
    crew.field.clock().advance(HOUR_MS);
    crew.patrol.set_offline(false);
    let back_ms = crew.field.clock().true_ms();
    crew.patrol.sync().unwrap();

    let seen = crew.coordinator.device().unwrap().device_contacts().unwrap();
    let (late, silent) = (of(&seen, patrol), of(&seen, outreach));
    assert!((back_ms..back_ms + HOUR_MS).contains(&late.at_ms), "{late:?}");
    assert_eq!(late.version, app::APP_VERSION);
    let since_ms = late.unsent_since_ms.unwrap();
    assert!((tried_ms - 60_000..tried_ms + 60_000).contains(&since_ms), "{since_ms} is not about {tried_ms}");
    assert!(silent.at_ms < tried_ms, "{silent:?}");
    assert_eq!(silent.unsent_since_ms, None);
    // all of it went out: the next look says so
    crew.field.clock().advance(1000);
    crew.patrol.sync().unwrap();
    let seen = crew.coordinator.device().unwrap().device_contacts().unwrap();
    assert_eq!(of(&seen, patrol).unsent_since_ms, None);
}

#[test]
fn what_goes_out_with_the_very_exchange_is_no_sign_of_trouble() {
    let mut crew = crew(912);
    crew.meet();
    let patrol = crew.patrol.device().unwrap().id();
    meet_person(&mut crew.patrol, "At once");
    crew.patrol.sync().unwrap();
    let seen = crew.coordinator.device().unwrap().device_contacts().unwrap();
    assert_eq!(of(&seen, patrol).unsent_since_ms, None);
}
