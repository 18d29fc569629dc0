//! A device is lost or stolen: it is cut off at once, what it had sent counts, and it gets no new key.

use app::net::NetResponse;
use app::{AppError, Device, OpenedWork};
use domain::role::Class;
use footbridge_testkit::field::{Persona, passphrase};
use protocol::certificate::{Place, Revoked};
use protocol::wire::{CertificatesMsg, LogHeadMsg, RefusalCode, RefusalMsg};
use protocol::{Decode, Encode, LogId, Statement};
use vault::SigningKey;

use crate::forge::Insider;
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

/// The device of a persona that is closed, as its next process opens it.
fn opened(persona: &mut Persona) -> Result<Device, AppError> {
    persona.close();
    let (home, platform) = (persona.home().to_owned(), persona.platform());
    Device::open(&home, &passphrase(), platform)
}

/// What lies in a home, by name.
fn files(persona: &Persona) -> Vec<String> {
    let names = std::fs::read_dir(persona.home()).unwrap().map(|one| one.unwrap().file_name());
    let mut names: Vec<String> = names.map(|name| name.into_string().unwrap()).collect();
    names.sort();
    names
}

fn has_words(persona: &Persona, words: &str) -> bool {
    let mut found = files(persona).into_iter().map(|name| std::fs::read(persona.home().join(name)).unwrap());
    found.any(|bytes| bytes.windows(words.len()).any(|window| window == words.as_bytes()))
}

fn families(work: &OpenedWork) -> Vec<String> {
    let edits = work.changes.iter().flat_map(|one| one.change.edits());
    edits.filter(|edit| edit.key == "name.family").map(|edit| edit.value.unwrap().to_string()).collect()
}

/// [I] It keeps nothing, and nothing that only it had is lost: the custodian of each compartment opens its part of it, by
/// the kit or, where there is none, as a member; nobody else does.
#[test]
fn a_revoked_device_seals_what_it_had_not_sent_and_wipes_itself() {
    let mut crew = crew(903);
    let care = crew.outreach.device().unwrap().found_compartment("care", &[Class::Care]).unwrap().compartment;
    let kit = crew.outreach.device().unwrap().recovery_kit(care).unwrap();
    crew.outreach.device().unwrap().kit_is_kept(care).unwrap();
    let mut provider = crew.field.join(&mut crew.coordinator, "provider", "Cedar House").unwrap();
    crew.meet();
    let lost = provider.device().unwrap().id();
    crew.outreach.device().unwrap().admit(care, lost).unwrap();
    settle(&mut [&mut crew.outreach, &mut provider]);
    meet_person(&mut provider, "Sent before");
    sync(&mut provider);
    provider.set_offline(true);
    meet_person(&mut provider, "Never Sent");
    provider.device().unwrap().use_compartment(care).unwrap();
    meet_person(&mut provider, "Cared For");
    let draft = b"{\"pathway\":\"half typed\"}".to_vec();
    provider.device().unwrap().save_draft(None, None, draft.clone(), "").unwrap();
    assert!(!provider.device().unwrap().is_cut_off().unwrap());
    crew.coordinator.device().unwrap().revoke(lost).unwrap();
    assert!(!provider.device().unwrap().is_cut_off().unwrap(), "it has not heard");
    provider.set_offline(false);
    provider.sync_for(60_000).unwrap();
    assert!(provider.device().unwrap().is_cut_off().unwrap());

    let left = opened(&mut provider).unwrap().surrender().map_err(|(_, error)| error).unwrap();
    assert_eq!(left.drafts, 1);
    let kept: Vec<String> = files(&provider).into_iter().filter(|name| !name.contains("lock")).collect();
    assert_eq!(kept, ["revoked", "revoked-work"]);
    assert!(!has_words(&provider, "Never") && !has_words(&provider, "half typed"));
    assert_eq!(opened(&mut provider).err().unwrap().code(), "home.revoked");
    assert_eq!(app::carry(provider.home(), 0, crew.patrol.platform()).err().unwrap().code(), "home.revoked");

    settle(&mut [&mut crew.coordinator, &mut crew.outreach]);
    let file = std::fs::read(left.file.unwrap()).unwrap();
    // shared has no charter: a member opens its part, and not that of care
    let parts = crew.coordinator.device().unwrap().recover_work(&file, None).unwrap();
    let opened_of = |parts: &[app::RecoveredWork], of| {
        parts.iter().find(|one| (one.compartment == care) == of).and_then(|one| one.opened.clone())
    };
    assert_eq!(families(&opened_of(&parts, false).unwrap()), ["Never Sent"]);
    assert!(opened_of(&parts, true).is_none());
    let outreach = crew.outreach.device().unwrap();
    assert!(opened_of(&outreach.recover_work(&file, None).unwrap(), true).is_none(), "the kit was put away");
    let with_kit = outreach.recover_work(&file, Some(kit.as_str())).unwrap();
    let of_care = opened_of(&with_kit, true).unwrap();
    assert_eq!(families(&of_care), ["Cared For"]);
    assert_eq!(of_care.drafts, [String::from_utf8(draft).unwrap()]);
    assert_eq!(
        left.changes as usize,
        of_care.changes.len() + opened_of(&parts, false).unwrap().changes.len()
    );
    let mut damaged = file.clone();
    *damaged.last_mut().unwrap() ^= 1;
    assert!(outreach.recover_work(&damaged, Some(kit.as_str())).is_err());
}

/// [I] A relay that says so proves nothing, and neither does a certificate that another root signed.
#[test]
fn no_device_wipes_itself_on_the_word_of_a_relay() {
    let mut crew = crew(904);
    let saved = meet_person(&mut crew.patrol, "Alder");
    let patrol = crew.patrol.device().unwrap().id();
    for forge in [None, Some(false), Some(true)] {
        let key = SigningKey::generate(&mut crew.patrol.platform().random).unwrap();
        crew.field.tamper(Some(Box::new(move |request, answer| match forge {
            Some(with_place) if request.target == "/v1/certificates/revocation" => {
                let head = LogHeadMsg::decode(&request.body).unwrap();
                let (index, previous) = (head.count, head.hash);
                let issuer = key.public();
                let log = if with_place { head.log } else { LogId([7; 16]) };
                let place = Place { log, index, previous, seen: index, issuer, issuer_number: 0 };
                let statement = Statement::Revoked(Revoked { device: patrol, heads: Vec::new() });
                let forged = key.certify(place, statement, Vec::new()).unwrap();
                NetResponse {
                    status: 200,
                    body: CertificatesMsg { certificates: vec![forged.encode()] }.encode(),
                    ..answer
                }
            }
            _ => {
                let code = RefusalCode::Revoked;
                let refusal = RefusalMsg { code, head: None, logs: vec![], time_ms: 0, retry_after_s: 0 };
                NetResponse { status: code.http_status(), body: refusal.encode(), ..answer }
            }
        })));
        let report = crew.patrol.sync().unwrap();
        assert!(report.notices.iter().any(|one| one.code == "relay.revoked"), "{report:?}");
        assert!(!crew.patrol.device().unwrap().is_cut_off().unwrap());
        let (device, refused) = opened(&mut crew.patrol).unwrap().surrender().err().unwrap();
        assert_eq!(refused.code(), "device.not_revoked");
        drop(device);
        for kept in ["keyfile", "footbridge.db", "mailbox.db"] {
            assert!(files(&crew.patrol).iter().any(|name| name == kept), "{forge:?}: {kept}");
        }
    }
    crew.field.tamper(None);
    crew.meet();
    assert_eq!(values(&mut crew.outreach, saved.person, "name.family"), ["Alder"]);
}

/// [I] The mailbox is not encrypted: whoever writes a whole other collaborative into it wipes nothing either.
#[test]
fn another_root_in_the_mailbox_revokes_nobody() {
    let mut crew = crew(905);
    meet_person(&mut crew.patrol, "Alder");
    let patrol = Insider::of(&mut crew.patrol);
    let log =
        LogId(patrol.db.read(|tx| tx.meta("device.collaborative")).unwrap().unwrap().try_into().unwrap());
    let transport = patrol.db.read(|tx| tx.meta("device.transport_key")).unwrap().unwrap();
    let transport = vault::TransportKey::from_bytes(&transport.try_into().unwrap()).unwrap();
    let keys = patrol.identity.public_keys(&transport);
    drop(patrol);
    let root = SigningKey::generate(&mut crew.patrol.platform().random).unwrap();
    let mut roster = protocol::Roster::new();
    for name in files(&crew.patrol).iter().filter(|name| name.starts_with("mailbox.db")) {
        std::fs::remove_file(crew.patrol.home().join(name)).unwrap();
    }
    let mailbox = store::Mailbox::create(&crew.patrol.home().join("mailbox.db"), "footbridge").unwrap();
    mailbox.set_value("collaborative", &log.0).unwrap();
    mailbox.follow_log(log).unwrap();
    let founded = Statement::Founded(protocol::certificate::Founded {
        collaborative: protocol::CollaborativeId(log.0),
        root: root.public(),
        device: keys,
        member: protocol::MemberId([9; 16]),
        class: protocol::certificate::DeviceClass::Law,
    });
    let revoked = Statement::Revoked(Revoked { device: keys.device_id(), heads: Vec::new() });
    for (at, statement) in (0..).zip([founded, revoked]) {
        let one = root.certify(roster.next_place(log, root.public(), 0), statement, Vec::new()).unwrap();
        roster.apply(&one, protocol::roster::Arrival::Earlier).unwrap();
        mailbox.append_certificates(log, at, &[one.encode()]).unwrap();
    }
    drop(mailbox);
    crew.patrol.set_offline(true);
    let device = opened(&mut crew.patrol).unwrap();
    assert!(device.devices().unwrap().iter().any(|one| one.own && one.revoked), "so the mailbox says");
    assert!(!device.is_cut_off().unwrap());
    assert_eq!(device.surrender().err().unwrap().1.code(), "device.not_revoked");
}
