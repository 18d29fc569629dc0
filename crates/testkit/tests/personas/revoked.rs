//! A device is lost or stolen: it is cut off at once, what it had sent counts, and it gets no new key.

use app::AppError;
use domain::role::Class;

use crate::support::{assert_same, count, crew, meet_person, set, settle, sync, values};

fn code<T: std::fmt::Debug>(result: Result<T, AppError>) -> &'static str {
    result.unwrap_err().code()
}

/// [I] In every compartment: also in those that the root, who revokes, has no part in.
#[test]
fn a_revoked_device_is_cut_off_and_every_key_it_knew_is_replaced() {
    let mut crew = crew(901);
    let care = crew.outreach.device().unwrap().found_compartment("care", &[Class::Care]).unwrap().compartment;
    let mut provider = crew.field.join(&mut crew.coordinator, "provider", "Cedar House").unwrap();
    crew.meet();
    let lost = provider.device().unwrap().id();
    crew.outreach.device().unwrap().admit(care, lost).unwrap();
    settle(&mut [&mut crew.outreach, &mut provider]);
    provider.device().unwrap().use_compartment(care).unwrap();
    let before = meet_person(&mut provider, "Before");
    settle(&mut [&mut crew.outreach, &mut provider]);
    // what it has not sent goes no further
    provider.set_offline(true);
    meet_person(&mut provider, "Never sent");
    provider.set_offline(false);

    assert_eq!(code(crew.patrol.device().unwrap().revoke(lost)), "device.not_root");
    let own = crew.coordinator.device().unwrap().id();
    assert_eq!(code(crew.coordinator.device().unwrap().revoke(own)), "device.own");
    let nobody = protocol::DeviceId([7; 16]);
    assert_eq!(code(crew.coordinator.device().unwrap().revoke(nobody)), "certificate.unknown_device");
    crew.coordinator.device().unwrap().revoke(lost).unwrap();
    assert_eq!(code(crew.coordinator.device().unwrap().revoke(lost)), "certificate.already_stands");

    let report = provider.sync_for(60_000).unwrap();
    assert!(report.notices.iter().any(|one| one.code == "relay.revoked"), "{report:?}");
    assert!(report.unsent > 0);
    // the shared key was replaced by who revoked, the care key by the first of care who heard
    crew.meet();
    let epochs = |infos: Vec<app::CompartmentInfo>| -> Vec<(String, u32)> {
        let mut all: Vec<_> = infos.into_iter().map(|info| (info.name, info.key_epoch)).collect();
        all.sort();
        all
    };
    let outreach = crew.outreach.device().unwrap();
    assert_eq!(outreach.stale_keys().unwrap(), []);
    assert_eq!(epochs(outreach.compartment_infos().unwrap()), [("care".into(), 2), ("shared".into(), 2)]);
    let inside = outreach.compartment_infos().unwrap().into_iter().find(|info| info.compartment == care);
    assert_eq!(inside.unwrap().devices, [outreach.id()]);
    // what it had sent counts, for who was there and for who comes later
    let mut second = crew.field.join(&mut crew.coordinator, "provider", "Cedar House").unwrap();
    let newcomer = second.device().unwrap().id();
    crew.outreach.device().unwrap().admit(care, newcomer).unwrap();
    set(&mut crew.outreach, before.person, "pronouns", "she/her");
    settle(&mut [&mut crew.outreach, &mut second]);
    assert_eq!(values(&mut second, before.person, "name.family"), ["Before"]);
    assert_eq!(count(&mut second, "people"), 1);
    assert_eq!(second.device().unwrap().kept_aside().unwrap().len(), 0);
    assert_same(&mut [&mut crew.outreach, &mut second]);
    // the lost one holds what it held and nothing new
    sync(&mut crew.outreach);
    provider.sync_for(60_000).unwrap();
    assert_eq!(values(&mut provider, before.person, "pronouns"), Vec::<String>::new());
}

/// A device that is revoked twice over (by two who did not know of each other) is revoked once, and a new key is made
/// once, however many hear of it together.
#[test]
fn many_who_hear_of_a_revocation_make_one_new_key() {
    let mut crew = crew(902);
    crew.meet();
    let lost = crew.ems.device().unwrap().id();
    crew.coordinator.set_offline(true);
    assert!(crew.coordinator.device().unwrap().revoke(lost).is_err(), "offline nobody is revoked");
    crew.coordinator.set_offline(false);
    crew.coordinator.device().unwrap().revoke(lost).unwrap();
    for _ in 0..3 {
        for persona in [&mut crew.patrol, &mut crew.outreach, &mut crew.coordinator] {
            sync(persona);
        }
    }
    let infos = crew.patrol.device().unwrap().compartment_infos().unwrap();
    assert_eq!(infos[0].key_epoch, 2);
    assert_eq!(infos[0].devices.len(), 3);
    assert!(!infos[0].devices.contains(&lost));
}
