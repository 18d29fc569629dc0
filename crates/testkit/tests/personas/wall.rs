//! The wall: what lies in a compartment is read by the devices in it and by nobody else, because nobody else has its key.

use app::AppError;
use domain::role::Class;
use domain::{CompartmentId, RecordId};
use footbridge_testkit::field::Persona;

use crate::support::{Crew, assert_clean, assert_same, count, crew, meet_person, set, settle, sync, values};

fn named(persona: &mut Persona, name: &str) -> Option<CompartmentId> {
    let rows = persona.device().unwrap().compartments().unwrap();
    rows.into_iter().find(|row| row.name == name).map(|row| row.compartment)
}

/// Whether the device's files hold a certificate of the compartment: who is in it, and when its key changed. Of its inbox
/// everybody knows, so that letters can be sent to it.
fn follows(persona: &mut Persona, compartment: CompartmentId) -> bool {
    persona.close();
    let home = store::Home::open(persona.home(), "a look").unwrap();
    let mailbox = store::Mailbox::open(&home.mailbox_file(), "a look").unwrap();
    mailbox.log_heads().unwrap().iter().any(|head| head.log.0 == compartment.0)
}

/// A crew in which the outreach team keeps a care compartment of its own.
fn with_care(seed: u64) -> (Crew, CompartmentId) {
    let mut crew = crew(seed);
    let founded = crew.outreach.device().unwrap().found_compartment("care", &[Class::Care]).unwrap();
    assert!(founded.administered && founded.kit_waits && founded.escrowed == Some(true), "{founded:?}");
    crew.meet();
    (crew, founded.compartment)
}

fn code<T: std::fmt::Debug>(result: Result<T, AppError>) -> &'static str {
    result.unwrap_err().code()
}

/// [I] What care authors is nowhere on a device of another class: not counted, not found, not in its files.
#[test]
fn what_is_recorded_in_care_stays_with_devices_of_care() {
    let (mut crew, care) = with_care(801);
    let mut provider = crew.field.join(&mut crew.coordinator, "provider", "Cedar House").unwrap();
    settle(&mut [&mut crew.outreach, &mut provider]);
    let saved = meet_person(&mut crew.outreach, "Wallflower");
    crew.meet();
    assert_eq!(count(&mut crew.outreach, "people"), 1);
    assert_eq!(crew.outreach.device().unwrap().record(saved.person).unwrap().compartment, care);
    sync(&mut provider);
    assert_eq!(count(&mut provider, "people"), 0, "not before it is let in");
    let newcomer = provider.device().unwrap().id();
    crew.outreach.device().unwrap().admit(care, newcomer).unwrap();
    settle(&mut [&mut crew.outreach, &mut provider]);
    assert_eq!(values(&mut provider, saved.person, "name.family"), ["Wallflower"], "what came before, too");
    // to be let in says nothing of who else is in it: that it writes there is said on the device
    let in_shared = meet_person(&mut provider, "Before it was chosen");
    assert_ne!(provider.device().unwrap().record(in_shared.person).unwrap().compartment, care);
    provider.device().unwrap().use_compartment(care).unwrap();
    let in_care = meet_person(&mut provider, "After");
    assert_eq!(provider.device().unwrap().record(in_care.person).unwrap().compartment, care);
    set(&mut provider, saved.person, "pronouns", "they/them");
    settle(&mut [&mut crew.outreach, &mut provider]);
    assert_eq!(values(&mut crew.outreach, saved.person, "pronouns"), ["they/them"]);
    assert_same(&mut [&mut crew.outreach, &mut provider]);
    for persona in [&mut crew.patrol, &mut crew.ems, &mut crew.coordinator] {
        let name = persona.name();
        sync(persona);
        assert_eq!(count(persona, "people"), 1, "{name}: only what was not recorded in care");
        assert!(
            matches!(persona.device().unwrap().record(saved.person), Err(AppError::NotFound(_))),
            "{name}"
        );
        assert_eq!(named(persona, "care"), None, "{name}");
        assert!(!follows(persona, care), "{name}: holds a certificate of it");
    }
    assert_clean(&mut [&mut crew.outreach, &mut provider]);
}

/// [I] Neither its administrator nor the collaborative's root lets another class in.
#[test]
fn a_device_of_another_class_is_not_let_in_by_anybody() {
    let (mut crew, care) = with_care(802);
    let officer = crew.patrol.device().unwrap().id();
    assert_eq!(code(crew.outreach.device().unwrap().admit(care, officer)), "certificate.other_class");
    let root = crew.coordinator.device().unwrap();
    assert_eq!(code(root.admit(care, officer)), "compartment.not_administrator");
    let nobody = protocol::DeviceId([9; 16]);
    assert_eq!(code(crew.outreach.device().unwrap().admit(care, nobody)), "certificate.unknown_device");
    let own = crew.outreach.device().unwrap().id();
    assert_eq!(code(crew.outreach.device().unwrap().admit(care, own)), "certificate.already_stands");
    let patrol = crew.patrol.device().unwrap();
    assert_eq!(code(patrol.found_compartment("care", &[Class::Care])), "compartment.classes");
    assert_eq!(code(patrol.found_compartment(" ", &[Class::Law])), "compartment.name");
    assert_eq!(code(patrol.found_compartment("shared", &[Class::Law])), "compartment.name");
    // nobody of another class is told by the way either
    let mut officer = crew.field.join(&mut crew.coordinator, "patrol", "Example PD").unwrap();
    meet_person(&mut crew.outreach, "Alder");
    crew.meet();
    sync(&mut officer);
    assert_eq!((count(&mut officer, "people"), named(&mut officer, "care")), (0, None));
}

/// Two walls at once, each with a new key in between; a device that was away comes back to both.
#[test]
fn compartments_rotate_apart_and_lose_nothing() {
    let (mut crew, care) = with_care(803);
    let law = crew.patrol.device().unwrap().found_compartment("law", &[Class::Law]).unwrap().compartment;
    let mut provider = crew.field.join(&mut crew.coordinator, "provider", "Cedar House").unwrap();
    crew.meet();
    let newcomer = provider.device().unwrap().id();
    crew.outreach.device().unwrap().admit(care, newcomer).unwrap();
    settle(&mut [&mut crew.outreach, &mut provider]);
    provider.device().unwrap().use_compartment(care).unwrap();
    provider.set_offline(true);
    let at_provider = meet_person(&mut provider, "Offline");
    for family in ["Alder", "Birch"] {
        meet_person(&mut crew.outreach, family);
        meet_person(&mut crew.patrol, family);
        crew.outreach.device().unwrap().rotate(care).unwrap();
        crew.patrol.device().unwrap().rotate(law).unwrap();
        crew.meet();
    }
    provider.set_offline(false);
    settle(&mut [&mut crew.outreach, &mut provider]);
    assert_eq!((count(&mut crew.outreach, "people"), count(&mut crew.patrol, "people")), (3, 2));
    assert_eq!(values(&mut crew.outreach, at_provider.person, "name.family"), ["Offline"]);
    assert_same(&mut [&mut crew.outreach, &mut provider]);
    let infos = provider.device().unwrap().compartment_infos().unwrap();
    let care = infos.into_iter().find(|info| info.compartment == care).unwrap();
    assert_eq!((care.key_epoch, care.escrowed, care.administered), (3, Some(true), false));
}

/// [I] A handoff tells nobody of a record in a compartment that they are not in, without a consent.
#[test]
fn a_handoff_does_not_leave_its_compartment() {
    let (mut crew, care) = with_care(804);
    let saved = meet_person(&mut crew.outreach, "Alder");
    let offer = app::TypedOffer {
        contact: saved.contact.to_string(),
        to: vec![crew.patrol.device().unwrap().profile().agency.clone()],
        asks: "a lift".into(),
        purpose: None,
    };
    assert_eq!(code(crew.outreach.device().unwrap().offer_handoff(&offer)), "disclosure.no_consent");
    assert!(crew.outreach.device().unwrap().handoffs(9).unwrap().is_empty(), "nothing of it was written");
    // nor is anybody asked later who would never see that they were
    let mut provider = crew.field.join(&mut crew.coordinator, "provider", "Cedar House").unwrap();
    settle(&mut [&mut crew.outreach, &mut provider]);
    let newcomer = provider.device().unwrap().id();
    crew.outreach.device().unwrap().admit(care, newcomer).unwrap();
    settle(&mut [&mut crew.outreach, &mut provider]);
    let inside = app::TypedOffer { to: vec!["Cedar House".into()], ..offer };
    let made = crew.outreach.device().unwrap().offer_handoff(&inside).unwrap();
    assert_eq!(crew.outreach.device().unwrap().record(made.id).unwrap().compartment, care);
    let step = app::TypedStep { step: "offered".into(), code: None, to: Some(crate::support::PATROL.into()) };
    let asked = crew.outreach.device().unwrap().step_handoff(made.id, &step);
    assert_eq!(code(asked), "handoff.needs_disclosure");
}

/// Everything that a screen, an export or a log of this device can show.
fn outputs(persona: &mut Persona) -> String {
    let device = persona.device().unwrap();
    let export: Vec<String> =
        device.digests().unwrap().into_iter().map(|digest| format!("{digest:?}")).collect();
    let board = device.board().unwrap();
    let found = device.search_people("walflower", 20).unwrap();
    let status = format!("{:?} {:?}", device.counts().unwrap(), device.last_sync_ms().unwrap());
    let aside = device.kept_aside().unwrap().len();
    let agencies = device.agencies();
    format!("{export:?} {board:?} {found:?} {status} {aside} {agencies:?}")
}

/// [I] Non-interference: the same day on a law-enforcement device, with and without what care does beside it, shows the
/// same to the last letter.
#[test]
fn a_law_enforcement_device_shows_the_same_with_and_without_care() {
    let day = |with_care: bool| -> (String, Vec<RecordId>) {
        let mut crew = crew(805);
        let founded = crew.outreach.device().unwrap().found_compartment("care", &[Class::Care]).unwrap();
        sync(&mut crew.outreach);
        let mut ids = Vec::new();
        for family in ["Alder", "Birch"] {
            if with_care {
                let saved = meet_person(&mut crew.outreach, "Walflower");
                set(&mut crew.outreach, saved.person, "phone", "555-0142");
                crew.outreach.device().unwrap().rotate(founded.compartment).unwrap();
                sync(&mut crew.outreach);
            }
            ids.push(meet_person(&mut crew.patrol, family).person);
            sync(&mut crew.patrol);
        }
        (outputs(&mut crew.patrol), ids)
    };
    assert_eq!(day(false), day(true));
}

/// The kit, read from the device of its administrator before that is lost.
fn kit_of(persona: &mut Persona, compartment: CompartmentId) -> String {
    let device = persona.device().unwrap();
    let kit = device.recovery_kit(compartment).unwrap().to_string();
    device.kit_is_kept(compartment).unwrap();
    assert_eq!(code(device.recovery_kit(compartment)), "record.not_found", "put away");
    kit
}

/// [I] The only device in a compartment is lost, its administrator's key with it: who has the kit reads everything
/// that had been sent, under every key, and decides over the compartment again.
#[test]
fn a_compartment_whose_last_device_is_lost_comes_back_with_its_kit() {
    let (mut crew, care) = with_care(806);
    let kit = kit_of(&mut crew.outreach, care);
    let before = meet_person(&mut crew.outreach, "Alder");
    sync(&mut crew.outreach);
    crew.outreach.device().unwrap().rotate(care).unwrap();
    let after = meet_person(&mut crew.outreach, "Birch");
    sync(&mut crew.outreach);
    // lost: it is never heard of again
    crew.outreach.close();
    std::fs::remove_dir_all(crew.outreach.home()).unwrap();
    let mut provider = crew.field.join(&mut crew.coordinator, "provider", "Cedar House").unwrap();
    let restored =
        provider.device().unwrap().restore_compartment(&kit.to_lowercase().replace('-', " ")).unwrap();
    assert_eq!((restored.compartment, restored.administered, restored.devices.len()), (care, true, 2));
    sync(&mut provider);
    for (saved, family) in [(before, "Alder"), (after, "Birch")] {
        assert_eq!(values(&mut provider, saved.person, "name.family"), [family]);
    }
    // it lets others in, and puts a new key in force that the kit opens, too
    let mut second = crew.field.join(&mut crew.coordinator, "provider", "Cedar House").unwrap();
    let newcomer = second.device().unwrap().id();
    provider.device().unwrap().admit(care, newcomer).unwrap();
    provider.device().unwrap().rotate(care).unwrap();
    settle(&mut [&mut provider, &mut second]);
    assert_eq!(count(&mut second, "people"), 2);
    assert_same(&mut [&mut provider, &mut second]);
    let again = second.device().unwrap().restore_compartment(&kit).unwrap();
    assert_eq!((again.administered, again.escrowed, again.key_epoch), (true, Some(true), 3));
}

/// [I] A kit typed into a device of another class gives it nothing: no key, no name, no certificate.
#[test]
fn a_kit_is_of_no_use_where_its_compartment_is_not_for() {
    let (mut crew, care) = with_care(807);
    let kit = kit_of(&mut crew.outreach, care);
    meet_person(&mut crew.outreach, "Alder");
    sync(&mut crew.outreach);
    assert_eq!(code(crew.patrol.device().unwrap().restore_compartment(&kit)), "certificate.other_class");
    sync(&mut crew.patrol);
    assert_eq!((count(&mut crew.patrol, "people"), named(&mut crew.patrol, "care")), (0, None));
    assert!(!follows(&mut crew.patrol, care), "holds a certificate of it");
    let mut mistyped = kit.clone();
    mistyped.replace_range(3..4, if kit.as_bytes()[3] == b'0' { "1" } else { "0" });
    let outreach = crew.outreach.device().unwrap();
    let short: String = kit.chars().take(100).collect();
    for bad in [mistyped.as_str(), "", "00000", &short] {
        assert_eq!(code(outreach.restore_compartment(bad)), "recovery_kit.mistyped", "{bad}");
    }
    let (mut other, elsewhere) = with_care(808);
    let theirs = kit_of(&mut other.outreach, elsewhere);
    let outreach = crew.outreach.device().unwrap();
    assert_eq!(code(outreach.restore_compartment(&theirs)), "recovery_kit.other_collaborative");
}

/// What the agencies agreed on decides where a record goes, and reaches every device without an update of the app.
#[test]
fn a_programme_in_force_places_records_by_kind_and_class() {
    let mut crew = crew(809);
    let file = include_bytes!("../../../../programmes/police-ems-care.toml");
    assert_eq!(code(crew.patrol.device().unwrap().adopt_programme(file)), "programme.not_root");
    let (mut bad, at) = (file.to_vec(), file.iter().position(|byte| *byte == b'=').unwrap());
    bad[at] = b'?';
    let refused = crew.coordinator.device().unwrap().adopt_programme(&bad).unwrap_err();
    assert!(refused.code().starts_with("programme."), "{refused}");
    crew.coordinator.device().unwrap().adopt_programme(file).unwrap();
    crew.meet();
    for persona in crew.all() {
        persona.close();
        assert_eq!(
            persona.device().unwrap().programme().programme.id,
            "police-ems-care",
            "after a restart, too"
        );
    }
    // a place that it is not in yet is no reason to put it where others read
    let typed = crate::support::new_contact("Alder");
    assert_eq!(code(crew.patrol.device().unwrap().record_contact(&typed)), "compartment.not_in");
    let law = crew.patrol.device().unwrap().found_compartment("law", &[Class::Law]).unwrap().compartment;
    let care = crew.outreach.device().unwrap().found_compartment("care", &[Class::Care]).unwrap().compartment;
    let shared = named(&mut crew.patrol, "shared").unwrap();
    let by_patrol = meet_person(&mut crew.patrol, "Alder");
    let by_care = meet_person(&mut crew.outreach, "Birch");
    crew.meet();
    let lies =
        |persona: &mut Persona, id: RecordId| persona.device().unwrap().record(id).map(|one| one.compartment);
    let patrol = &mut crew.patrol;
    assert_eq!(lies(patrol, by_patrol.person).unwrap(), law);
    assert_eq!(lies(patrol, by_patrol.contact).unwrap(), law);
    assert_eq!(lies(patrol, by_patrol.incident).unwrap(), shared, "declared shared for law and EMS");
    assert!(lies(patrol, by_care.incident).is_err());
    let outreach = &mut crew.outreach;
    for id in [by_care.person, by_care.contact, by_care.incident] {
        assert_eq!(lies(outreach, id).unwrap(), care);
    }
    assert_eq!(lies(outreach, by_patrol.incident).unwrap(), shared);
    assert!(lies(outreach, by_patrol.person).is_err());
    assert_eq!((count(&mut crew.ems, "people"), count(&mut crew.ems, "incidents")), (0, 1));
}

/// [I] Found by a reviewer: somebody founds a compartment, calls it `care` and lets the outreach team in. The team's work
/// does not go there by itself, whatever it is called and whoever else is in it.
#[test]
fn a_compartment_that_somebody_else_calls_care_gets_nothing_by_its_name() {
    let mut crew = crew(810);
    let victim = crew.outreach.device().unwrap().id();
    let patrol = crew.patrol.device().unwrap();
    let both = patrol.found_compartment("care", &[Class::Law, Class::Care]);
    assert_eq!(code(both), "compartment.classes", "no charter has both");
    // the widest that can be founded: with everybody but law enforcement
    let ems = crew.ems.device().unwrap();
    let trap = ems.found_compartment("care", &[Class::Ems, Class::Care, Class::Shared]).unwrap();
    assert!(!trap.used, "not even who founded it writes there unasked");
    crew.meet();
    crew.ems.device().unwrap().admit(trap.compartment, victim).unwrap();
    crew.meet();
    let outreach = crew.outreach.device().unwrap();
    assert!(outreach.compartment_infos().unwrap().iter().any(|info| info.compartment == trap.compartment));
    assert_eq!(code(outreach.use_compartment(trap.compartment)), "compartment.other_readers");
    let saved = meet_person(&mut crew.outreach, "Alder");
    let lies = crew.outreach.device().unwrap().record(saved.person).unwrap().compartment;
    assert_eq!(Some(lies), named(&mut crew.outreach, "shared"));
    assert_eq!(
        code(crew.ems.device().unwrap().found_compartment("shared", &[Class::Ems])),
        "compartment.name"
    );
}

/// Found by a reviewer: a device is let into more compartments than one question to the relay can name. It goes on
/// working with those that it was let into first.
#[test]
fn a_device_that_is_let_into_too_many_compartments_goes_on_working() {
    let mut crew = crew(812);
    let victim = crew.outreach.device().unwrap().id();
    for number in 0..70 {
        let ems = crew.ems.device().unwrap();
        let founded = ems.found_compartment(&format!("trap {number}"), &[Class::Ems, Class::Care]);
        let Ok(founded) = founded else { break };
        ems.admit(founded.compartment, victim).unwrap();
        if number % 16 == 0 {
            sync(&mut crew.outreach);
        }
    }
    sync(&mut crew.outreach);
    let held = crew.outreach.device().unwrap().compartments().unwrap().len();
    assert!((30..=64).contains(&held), "{held}");
    let saved = meet_person(&mut crew.outreach, "Alder");
    settle(&mut [&mut crew.outreach, &mut crew.patrol]);
    assert_eq!(values(&mut crew.patrol, saved.person, "name.family"), ["Alder"]);
}

/// [I] The root decides over a compartment of its own, too. Whom it invites of another class comes to the collaborative,
/// and no key of that compartment is in the invitation.
#[test]
fn an_invitation_brings_no_key_of_a_compartment_for_another_class() {
    let mut crew = crew(813);
    let staff = crew.coordinator.device().unwrap().found_compartment("staff", &[Class::Shared]).unwrap();
    meet_person(&mut crew.coordinator, "Alder");
    sync(&mut crew.coordinator);
    let mut officer = crew.field.join(&mut crew.coordinator, "patrol", "Example PD").unwrap();
    let held = |persona: &mut Persona| {
        let rows = persona.device().unwrap().compartments().unwrap();
        rows.into_iter().any(|row| row.compartment == staff.compartment)
    };
    assert!(!held(&mut officer), "as it came");
    sync(&mut officer);
    assert_eq!((held(&mut officer), count(&mut officer, "people")), (false, 0));
    let mut colleague = crew.field.join(&mut crew.coordinator, "supervisor", "Example County").unwrap();
    sync(&mut colleague);
    assert_eq!(
        (held(&mut colleague), count(&mut colleague, "people")),
        (true, 1),
        "of its class: with the keys"
    );
}

/// A contact from before the programme takes its next dose, although nobody has chosen a compartment yet.
#[test]
fn a_contact_from_before_the_programme_takes_another_dose() {
    let mut crew = crew(814);
    let met = app::TypedContact { pathway: "active_outreach".into(), ..crate::support::new_contact("Alder") };
    let saved = crew.ems.device().unwrap().record_contact(&met).unwrap();
    assert_eq!(saved.follow_up, None);
    crew.meet();
    let file = include_bytes!("../../../../programmes/police-ems-care.toml");
    crew.coordinator.device().unwrap().adopt_programme(file).unwrap();
    crew.meet();
    let dose = app::TypedDose { mg: Some("4".into()), ..app::TypedDose::default() };
    crew.ems.device().unwrap().add_doses(saved.contact, &[dose]).unwrap();
    let record = crew.ems.device().unwrap().record(saved.contact).unwrap();
    assert!(record.fields.keys().any(|key| key.starts_with("dose.")), "{record:?}");
    let follow_ups = crew.ems.device().unwrap().follow_ups_after(saved.contact).unwrap();
    assert_eq!(follow_ups.len(), 1, "and calls for its follow-up, beside it");
}

/// An invitation lies about for days; meanwhile the key is replaced. Who comes by it reads and writes all the same.
#[test]
fn who_comes_by_an_invitation_that_is_older_than_the_key_is_given_the_new_one() {
    let mut crew = crew(811);
    let saved = meet_person(&mut crew.ems, "Alder");
    crew.meet();
    let profile = app::Profile::read("Cedar House", "provider", None, None).unwrap();
    let code = crew.coordinator.device().unwrap().invite(profile, 72).unwrap().code;
    let shared = named(&mut crew.coordinator, "shared").unwrap();
    crew.coordinator.device().unwrap().rotate(shared).unwrap();
    set(&mut crew.coordinator, saved.person, "pronouns", "she/her");
    sync(&mut crew.coordinator);
    let mut provider = crew.field.enrol("provider", &code).unwrap();
    let at_provider = meet_person(&mut provider, "Birch");
    provider.sync_for(1_000).unwrap();
    // the first who hears of it makes a key that it is given
    sync(&mut crew.patrol);
    settle(&mut [&mut provider, &mut crew.patrol, &mut crew.coordinator]);
    assert_eq!(values(&mut provider, saved.person, "pronouns"), ["she/her"]);
    assert_eq!(values(&mut crew.patrol, at_provider.person, "name.family"), ["Birch"]);
    assert_clean(&mut [&mut provider, &mut crew.patrol]);
    let info = crew.patrol.device().unwrap().compartment_infos().unwrap();
    assert_eq!(info[0].key_epoch, 3);
}
