//! Several people on one device, each with a secret, a role and words of their own.

use app::{
    AppError, MemberId, NamedMember, Passphrase, Place, Profile, Progress, SignUp, TypedOffer, TypedStep,
    WhomToName,
};
use domain::RecordId;
use footbridge_testkit::field::{Mishap, Persona, passphrase};
use merge::Folded;

use crate::bad_input::{aside, families};
use crate::forge::{Insider, named, new_id, person, stamp_of};
use crate::support::{
    Crew, EMS, OUTREACH, PATROL, assert_clean, assert_same, count, crew, meet_person, new_contact, set,
    settle, sync,
};

const FIRST: &str = "alder";
const SECOND: &str = "birch";
const SECRET: &str = "words of the second";

fn first() -> Passphrase {
    passphrase().of(FIRST)
}

fn second() -> Passphrase {
    Passphrase::new(SECRET.to_owned()).of(SECOND)
}

fn code<T: std::fmt::Debug>(result: Result<T, AppError>) -> &'static str {
    result.unwrap_err().code()
}

/// Somebody without a device of their own, as the root names them.
fn name(crew: &mut Crew, agency: &str, role: &str) -> NamedMember {
    let profile = Profile::read(agency, role, Some("law"), Some("Riley Example")).unwrap();
    crew.coordinator.device().unwrap().name_member(&WhomToName::New(profile), 24).unwrap()
}

fn sign_up(persona: &mut Persona, code: &str) -> Result<MemberId, AppError> {
    persona.device()?.sign_up(&typed(code, &second(), &first()))
}

fn typed<'a>(code: &'a str, passphrase: &'a Passphrase, own: &'a Passphrase) -> SignUp<'a> {
    SignUp { code, sign_in_name: SECOND, passphrase, own, own_sign_in_name: Some(FIRST) }
}

/// A crew whose EMS tablet a second medic uses, too; the first has it in hand.
fn with_second(seed: u64) -> (Crew, MemberId) {
    let mut crew = crew(seed);
    let named = name(&mut crew, EMS, "ems");
    let member = sign_up(&mut crew.ems, &named.code).unwrap();
    assert_eq!(member, named.member);
    crew.ems.hand_over(&first());
    crew.meet();
    (crew, member)
}

fn author(persona: &mut Persona, record: RecordId, field: &str) -> MemberId {
    let record = persona.device().unwrap().record(record).unwrap();
    MemberId(record.fields[field][0].stamp.member.0)
}

/// [I] Each authors as themselves, and so does everybody else see it.
#[test]
fn two_on_one_tablet_each_author_as_themselves() {
    let (mut crew, member) = with_second(901);
    let owner = crew.ems.device().unwrap().member();
    let met_first = meet_person(&mut crew.ems, "Alder");
    crew.ems.hand_over(&second());
    assert_eq!(crew.ems.device().unwrap().member(), member);
    assert_eq!(crew.ems.device().unwrap().profile().name.as_deref(), Some("Riley Example"));
    let met_second = meet_person(&mut crew.ems, "Birch");
    set(&mut crew.ems, met_first.person, "pronouns", "they/them");
    crew.meet();
    for reader in crew.all() {
        assert_eq!(author(reader, met_first.person, "name.family"), owner);
        assert_eq!(author(reader, met_second.person, "name.family"), member);
        assert_eq!(author(reader, met_first.person, "pronouns"), member);
        let names = reader.device().unwrap().names_of(member);
        assert_eq!((names.agency.as_str(), names.name.as_str()), (EMS, "Riley Example"));
    }
    crew.ems.hand_over(&first());
    assert_eq!(crew.ems.device().unwrap().member(), owner);
    assert_clean(&mut crew.all());
}

/// What the second does in a handoff counts for their agency, on every device.
#[test]
fn the_second_answers_a_handoff_in_their_agencys_name() {
    let (mut crew, _) = with_second(902);
    let met = meet_person(&mut crew.patrol, "Alder");
    let offer =
        TypedOffer { contact: met.contact.to_string(), to: vec![EMS.to_owned()], ..TypedOffer::default() };
    let id = crew.patrol.device().unwrap().offer_handoff(&offer).unwrap().id;
    crew.meet();
    crew.ems.hand_over(&second());
    let accept = TypedStep { step: "accepted".to_owned(), ..TypedStep::default() };
    crew.ems.device().unwrap().step_handoff(id, &accept).unwrap();
    crew.meet();
    for reader in crew.all() {
        let state = reader.device().unwrap().handoff(id).unwrap().state;
        assert!(state.accountable.iter().any(|one| one.party.agency == EMS), "{}", reader.name());
    }
    assert_clean(&mut crew.all());
}

/// [I] What the first types is safe, and the second neither sees, counts, changes nor ends it.
#[test]
fn the_draft_of_the_first_is_safe_and_unseen_when_the_second_signs_in() {
    let (mut crew, member) = with_second(903);
    let place = Place { route: "/draft/alders".to_owned(), focus: "offer".to_owned() };
    let tablet = crew.ems.device().unwrap();
    let draft = tablet.save_draft(None, None, b"half a sentence".to_vec(), "offer").unwrap();
    tablet.set_place(&place).unwrap();

    crew.ems.hand_over(&second());
    let tablet = crew.ems.device().unwrap();
    assert!(tablet.drafts().unwrap().is_empty() && tablet.board().unwrap().drafts.is_empty());
    assert_eq!(tablet.draft_count().unwrap(), 0);
    assert_eq!(code(tablet.draft(draft.id)), "record.not_found");
    assert_eq!(code(tablet.save_draft(Some(draft.id), None, b"other".to_vec(), "")), "record.not_found");
    assert_eq!(code(tablet.end_draft(draft.id)), "record.not_found");
    tablet.record_draft(draft.id, &new_contact("Cedar")).unwrap();
    assert_eq!(tablet.place().unwrap(), None);
    let own = tablet.save_draft(None, None, b"of the second".to_vec(), "").unwrap();
    tablet.set_place(&Place { route: "/board".to_owned(), focus: String::new() }).unwrap();

    crew.ems.hand_over(&first());
    let tablet = crew.ems.device().unwrap();
    assert_eq!(tablet.drafts().unwrap(), [draft]);
    assert_eq!(tablet.place().unwrap(), Some(place));

    // taken off the device and back again: what they typed waited for them
    tablet.remove_user(member).unwrap();
    let again = WhomToName::Member(member);
    let again = crew.coordinator.device().unwrap().name_member(&again, 24).unwrap();
    assert_eq!(again.names.name, "Riley Example", "the names stand");
    crew.ems.hand_over(&second());
    assert_eq!(code(crew.ems.device().map(|_| ())), "vault.wrong_passphrase");
    crew.ems.hand_over(&first());
    sign_up(&mut crew.ems, &again.code).unwrap();
    crew.ems.hand_over(&second());
    assert_eq!(crew.ems.device().unwrap().drafts().unwrap(), [own]);
}

/// [I] Only members of the device's class and agency sign in on it.
#[test]
fn who_does_not_belong_on_a_device_does_not_get_onto_it() {
    let mut crew = crew(904);
    let before = std::fs::read(crew.ems.home().join("keyfile")).unwrap();
    for (agency, role, wanted) in
        [(PATROL, "patrol", "member.other_class"), ("Lake EMS", "ems", "member.other_agency")]
    {
        let stranger = name(&mut crew, agency, role);
        assert_eq!(code(sign_up(&mut crew.ems, &stranger.code)), wanted);
    }
    assert_eq!(code(sign_up(&mut crew.ems, "ABCDE-FGHJK")), "start_code.mistyped");
    let named = name(&mut crew, EMS, "ems");
    let again = WhomToName::Member(named.member);
    let later = crew.coordinator.device().unwrap().name_member(&again, 24).unwrap();
    assert_eq!(code(sign_up(&mut crew.ems, &named.code)), "start_code.spent", "a later one replaced it");
    let tablet = crew.ems.device().unwrap();
    let (secret, own) = (second(), first());
    let good = typed(&later.code, &secret, &own);
    let short = Passphrase::new("seven77".to_owned());
    let wrong = Passphrase::new("not the first's".to_owned());
    assert_eq!(code(tablet.sign_up(&SignUp { passphrase: &short, ..good })), "passphrase.short");
    assert_eq!(code(tablet.sign_up(&SignUp { own: &wrong, ..good })), "vault.wrong_passphrase");
    assert_eq!(code(tablet.sign_up(&SignUp { own_sign_in_name: None, ..good })), "member.own_name_needed");
    assert_eq!(code(tablet.sign_up(&SignUp { sign_in_name: " Alder", ..good })), "member.name_taken");
    assert_eq!(code(tablet.sign_up(&SignUp { sign_in_name: "b", ..good })), "member.sign_in_name");
    crew.field.clock().advance(25 * 3_600_000);
    assert_eq!(code(sign_up(&mut crew.ems, &later.code)), "start_code.spent", "its time is over");
    assert_eq!(std::fs::read(crew.ems.home().join("keyfile")).unwrap(), before, "nothing changed");
    assert!(!crew.ems.device().unwrap().is_shared());
    meet_person(&mut crew.ems, "Alder");
    crew.meet();
    assert_clean(&mut crew.all());
}

/// [I] A device does not say by itself who else it speaks for: what it forges in the name of another class is put aside
/// for good, in the name of somebody who did not sign up it waits, and neither is part of a record.
#[test]
fn a_change_by_somebody_who_did_not_sign_up_there_is_not_taken() {
    let mut crew = crew(905);
    let expected = name(&mut crew, EMS, "ems");
    let officer = name(&mut crew, PATROL, "patrol");
    let saved = meet_person(&mut crew.ems, "Alder");
    crew.meet();
    let stamp = stamp_of(&mut crew.ems, saved.person);
    let mut insider = Insider::of(&mut crew.ems);
    let own = insider.identity.device_id();
    let (mut entries, mut keyboxes) = (Vec::new(), Vec::new());
    for (id, member) in [(1, officer.member), (2, expected.member), (3, MemberId([9; 16]))] {
        let mut stamp = stamp.clone();
        stamp.member = domain::MemberId(member.0);
        let (actor, key) = (insider.actor(own), insider.record_key());
        let change = named(&Folded::new(), "Forged", actor, &stamp);
        entries.push(insider.entry((person(), 1), new_id(id), &key, &change.bytes));
        keyboxes.push(key.0);
    }
    insider.post(&entries, &keyboxes);
    drop(insider);
    sync(&mut crew.ems);
    let mut readers = [&mut crew.patrol, &mut crew.coordinator, &mut crew.outreach];
    settle(&mut readers);
    let late = "parked.missing_certificate".to_owned();
    for reader in readers {
        let put_aside =
            vec![(false, late.clone()), (false, late.clone()), (true, "change.other_member".into())];
        assert_eq!(aside(reader), put_aside, "{}", reader.name());
        assert_eq!(count(reader, "people"), 1);
    }
    // the certificate may come after the work: then it counts, and not a moment before
    sign_up(&mut crew.ems, &expected.code).unwrap();
    crew.ems.hand_over(&first());
    let mut readers = [&mut crew.patrol, &mut crew.coordinator, &mut crew.outreach];
    settle(&mut readers);
    assert_same(&mut readers);
    for reader in readers {
        assert_eq!(families(reader, new_id(2)), ["Forged"]);
        assert!(families(reader, new_id(1)).is_empty() && families(reader, new_id(3)).is_empty());
    }
}

#[test]
fn who_signs_in_types_both_and_whatever_is_wrong_the_answer_is_one() {
    let (mut crew, member) = with_second(906);
    let wrong = [
        passphrase(),
        passphrase().of(SECOND),
        Passphrase::new(SECRET.to_owned()).of(FIRST),
        Passphrase::new(SECRET.to_owned()).of("cedar"),
        Passphrase::new("neither".to_owned()).of(FIRST),
    ];
    for secret in wrong {
        crew.ems.hand_over(&secret);
        assert_eq!(code(crew.ems.device().map(|_| ())), "vault.wrong_passphrase");
    }
    crew.ems.hand_over(&Passphrase::new(SECRET.to_owned()).of(" BIRCH "));
    let tablet = crew.ems.device().unwrap();
    assert_eq!(code(tablet.check_passphrase(&first())), "member.other_signed_in");
    tablet.check_passphrase(&second()).unwrap();
    let users: Vec<_> = tablet.users().unwrap();
    let seen: Vec<_> =
        users.iter().map(|user| (user.sign_in_name.as_deref(), user.owner, user.signed_in)).collect();
    assert_eq!(seen, [(Some(SECOND), false, true), (Some(FIRST), true, false)]);
    assert_eq!((users[0].member, tablet.find_user("Birch").unwrap()), (member, member));
    // locked, the folder tells none of the names
    crew.ems.close();
    for file in std::fs::read_dir(crew.ems.home()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        for told in [FIRST, SECOND, "Riley", EMS] {
            assert!(!bytes.windows(told.len()).any(|at| at == told.as_bytes()), "{told}");
        }
    }
}

#[test]
fn a_passphrase_is_changed_by_whose_it_is() {
    let (mut crew, _) = with_second(907);
    let fresh = Passphrase::new("fresh words of the second".to_owned());
    crew.ems.hand_over(&second());
    let tablet = crew.ems.device().unwrap();
    assert_eq!(code(tablet.change_passphrase(&passphrase(), &fresh)), "vault.wrong_passphrase");
    let short = Passphrase::new("short".to_owned());
    assert_eq!(code(tablet.change_passphrase(&second(), &short)), "passphrase.short");
    tablet.change_passphrase(&second(), &fresh).unwrap();
    crew.ems.hand_over(&second());
    assert_eq!(code(crew.ems.device().map(|_| ())), "vault.wrong_passphrase");
    for good in [fresh.clone().of(SECOND), first()] {
        crew.ems.hand_over(&good);
        crew.ems.device().unwrap();
    }
    // and where a device is one member's
    let patrol = crew.patrol.device().unwrap();
    assert_eq!(code(patrol.change_passphrase(&fresh, &fresh)), "vault.wrong_passphrase");
    patrol.change_passphrase(&passphrase(), &fresh).unwrap();
    crew.patrol.close();
    assert_eq!(code(crew.patrol.device().map(|_| ())), "vault.wrong_passphrase");
    crew.patrol.hand_over(&fresh);
    meet_person(&mut crew.patrol, "Alder");
    crew.meet();
}

/// Who uses a device does not decide who belongs, though its owner may; and nobody takes another's way in.
#[test]
fn the_second_on_the_founders_device_has_no_say_as_the_root() {
    let mut crew = crew(908);
    let profile = Profile::read("Ridge County Health", "coordinator", None, None).unwrap();
    let founder = crew.coordinator.device().unwrap();
    let named = founder.name_member(&WhomToName::New(profile.clone()), 24).unwrap();
    sign_up(&mut crew.coordinator, &named.code).unwrap();
    crew.coordinator.hand_over(&second());
    let device = crew.patrol.device().unwrap().id();
    let founder = crew.coordinator.device().unwrap();
    let owner = founder.users().unwrap().into_iter().find(|one| one.owner).map(|one| one.member).unwrap();
    assert_eq!(code(founder.remove_user(owner)), "member.keeps_root", "else nobody could invite any more");
    assert_eq!(code(founder.invite(profile.clone(), 24)), "invitation.not_root");
    assert_eq!(code(founder.name_member(&WhomToName::New(profile), 24)), "member.not_root");
    assert_eq!(code(founder.revoke(device)), "device.not_root");

    let (mut crew, member) = with_second(909);
    let owner = crew.ems.device().unwrap().member();
    crew.ems.hand_over(&second());
    let tablet = crew.ems.device().unwrap();
    assert_eq!(code(tablet.remove_user(owner)), "member.not_allowed");
    tablet.remove_user(member).unwrap();
    crew.ems.hand_over(&first());
    assert_eq!(code(crew.ems.device().unwrap().remove_user(owner)), "member.last_user");
    assert_eq!(code(crew.ems.device().unwrap().find_user(SECOND)), "member.unknown");
}

/// The certificate stands before the slot does: an end in between leaves a code that still works, for the same person.
#[test]
fn a_sign_up_that_was_interrupted_anywhere_goes_on() {
    let (mut crew, mut draws) = (crew(910), 0);
    let named = name(&mut crew, EMS, "ems");
    crew.ems.befall("/v1/certificates", Mishap::Crash);
    assert!(crew.ems.survive(|device| device.sign_up(&typed(&named.code, &second(), &first()))).is_none());
    assert!(!crew.ems.device().unwrap().is_shared());
    loop {
        let (secret, own) = (second(), first());
        let work = |device: &mut app::Device| device.sign_up(&typed(&named.code, &secret, &own));
        match crew.ems.until_crash(draws, work).unwrap() {
            Some(member) => break assert_eq!(member.unwrap(), named.member),
            None => draws += 1,
        }
    }
    assert!(draws > 2, "it ended nowhere");
    let (secret, own) = (second(), first());
    let twice = SignUp { sign_in_name: "cedar", ..typed(&named.code, &secret, &own) };
    assert_eq!(code(crew.ems.device().unwrap().sign_up(&twice)), "start_code.spent");
    for secret in [second(), first()] {
        crew.ems.hand_over(&secret);
        crew.ems.device().unwrap().sync(0, &mut Progress::silent()).unwrap();
    }
    crew.meet();
    assert_clean(&mut crew.all());
}

/// Not a member of any agency's device: their own stays theirs, and on the tablet they are the same person.
#[test]
fn who_has_a_device_is_the_same_member_on_a_shared_one() {
    let mut crew = crew(911);
    let mut other = crew.field.join(&mut crew.coordinator, "outreach", OUTREACH).unwrap();
    settle(&mut [&mut crew.outreach, &mut other]);
    let member = other.device().unwrap().member();
    let again = WhomToName::Member(member);
    let named = crew.coordinator.device().unwrap().name_member(&again, 24).unwrap();
    sign_up(&mut crew.outreach, &named.code).unwrap();
    crew.outreach.hand_over(&second());
    let saved = meet_person(&mut crew.outreach, "Alder");
    crew.meet();
    settle(&mut [&mut other]);
    assert_eq!(author(&mut other, saved.person, "name.family"), member);
    assert_clean(&mut [&mut other]);
}
