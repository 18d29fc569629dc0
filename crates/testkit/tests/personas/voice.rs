//! Inviting by voice: two devices, two people who read digits to each other, and a relay in between.

use app::{AppError, Profile, VoiceGuest, VoiceSeen};
use footbridge_testkit::field::{Field, Persona, Tamper};

const RELAY: &str = "http://127.0.0.1:9";

fn profile() -> Profile {
    Profile::read("Example Outreach", "outreach", None, None).unwrap()
}

fn code<T>(result: Result<T, AppError>) -> &'static str {
    result.err().unwrap().code()
}

/// What both sides show, once the relay passed everything on.
fn meet(founder: &mut Persona, newcomer: &mut Persona) -> (VoiceGuest, String, String) {
    let opened = founder.device().unwrap().voice_invite(profile(), 24).unwrap();
    assert_eq!(opened.relay, RELAY);
    let mut guest = VoiceGuest::begin(&opened.relay, &opened.code, &mut newcomer.platform()).unwrap();
    assert_eq!(guest.look().unwrap(), VoiceSeen::Waiting);
    let at_inviter = number(founder.device().unwrap().voice_look().unwrap());
    let at_guest = number(guest.look().unwrap());
    (guest, at_inviter, at_guest)
}

fn number(seen: VoiceSeen) -> String {
    match seen {
        VoiceSeen::Compare { number, .. } => number,
        other => panic!("{other:?}"),
    }
}

fn members(founder: &mut Persona) -> usize {
    founder.device().unwrap().devices().unwrap().len()
}

#[test]
fn a_device_joins_by_eight_digits_and_a_number_that_two_people_compare() {
    let mut field = Field::new(921).unwrap();
    let mut founder = field.found("Example County").unwrap();
    let mut newcomer = field.newcomer("outreach");
    let (mut guest, at_inviter, at_guest) = meet(&mut founder, &mut newcomer);
    assert_eq!(at_inviter, at_guest);
    // [I] nothing is sent before both said so, in whichever order they do
    assert_eq!(code(founder.device().unwrap().voice_grant()), "voice.not_confirmed");
    assert_eq!(code(guest.invitation()), "voice.not_confirmed");
    guest.confirm().unwrap();
    assert_eq!(guest.invitation().unwrap(), None);
    let seen = founder.device().unwrap().voice_look().unwrap();
    assert_eq!(seen, VoiceSeen::Compare { number: at_inviter, confirmed: true });
    assert_eq!(founder.device().unwrap().voice_grant().unwrap(), VoiceSeen::Sent);
    assert_eq!(founder.device().unwrap().voice_grant().unwrap(), VoiceSeen::Sent, "sent again, once");
    let invitation = guest.invitation().unwrap().unwrap();
    let mut joined = field.enrol("outreach", &invitation).unwrap();
    founder.sync().unwrap();
    assert_eq!(members(&mut founder), 2);
    assert_eq!(joined.device().unwrap().profile().agency, "Example Outreach");
    // the code that came is an invitation as any other: it works once
    assert_eq!(field.enrol("provider", &invitation).err().unwrap().to_string(), refused());
}

fn refused() -> String {
    AppError::Refused(protocol::wire::RefusalCode::InvitationSpent).to_string()
}

#[test]
fn whoever_comes_second_too_late_or_with_a_wrong_code_is_told() {
    let mut field = Field::new(922).unwrap();
    let mut founder = field.found("Example County").unwrap();
    let mut newcomer = field.newcomer("outreach");
    let begin = |code: &str, who: &mut Persona| VoiceGuest::begin(RELAY, code, &mut who.platform());
    assert_eq!(code(begin("1234", &mut newcomer)), "voice.code");
    assert_eq!(code(begin("12345678", &mut newcomer)), "voice.nobody");
    assert_eq!(code(founder.device().unwrap().voice_look()), "voice.none");
    assert_eq!(code(founder.device().unwrap().voice_invite(profile(), 0)), "invitation.expires");
    let opened = founder.device().unwrap().voice_invite(profile(), 24).unwrap();
    let mut first = begin(&opened.code, &mut newcomer).unwrap();
    assert_eq!(code(begin(&opened.code, &mut newcomer)), "relay.rendezvous_taken");
    assert_eq!(code(first.confirm()), "voice.not_confirmed");
    field.clock().advance(protocol::rendezvous::LIFE_MS);
    assert_eq!(code(first.look()), "voice.nobody");
    assert_eq!(code(founder.device().unwrap().voice_look()), "voice.nobody");
    assert_eq!(code(founder.device().unwrap().voice_look()), "voice.none", "given up");
    // only who founded invites, by voice as by code
    let mut other = field.join(&mut founder, "patrol", "Example Police").unwrap();
    assert_eq!(code(other.device().unwrap().voice_invite(profile(), 24)), "invitation.not_root");
    // numbers that differ: nobody is invited, and what was confirmed before is worth nothing
    let (mut guest, ..) = meet(&mut founder, &mut newcomer);
    guest.confirm().unwrap();
    founder.device().unwrap().voice_end();
    assert_eq!(code(founder.device().unwrap().voice_grant()), "voice.none");
    assert_eq!(guest.invitation().unwrap(), None);
}

/// [I] A relay that changes what it passes on is seen: before any invitation is made.
#[test]
fn a_relay_that_meddles_is_seen_before_anybody_is_invited() {
    for (message, what) in [(1_u64, "the share"), (2, "the reveal"), (3, "the confirmation")] {
        let mut field = Field::new(930 + message).unwrap();
        let mut founder = field.found("Example County").unwrap();
        let mut newcomer = field.newcomer("outreach");
        let turn: Tamper = Box::new(move |request, mut answer| {
            let ours = request.target.starts_with("/v1/rendezvous/") && request.method == "GET";
            let is_it = ours && request.target.ends_with(&format!("/{message}"));
            if let (true, Some(last)) = (is_it, answer.body.last_mut()) {
                *last ^= 1;
            }
            answer
        });
        field.tamper(Some(turn));
        let opened = founder.device().unwrap().voice_invite(profile(), 24).unwrap();
        let mut guest = VoiceGuest::begin(RELAY, &opened.code, &mut newcomer.platform()).unwrap();
        let at_inviter = founder.device().unwrap().voice_look();
        let at_guest = guest.look();
        match message {
            1 => assert_ne!(number(at_inviter.unwrap()), number(at_guest.unwrap()), "{what}"),
            2 => {
                assert_eq!(code(at_guest), "voice.commitment", "{what}");
                assert_eq!(code(guest.look()), "voice.nobody");
            }
            _ => {
                assert_eq!(number(at_inviter.unwrap()), number(at_guest.unwrap()));
                guest.confirm().unwrap();
                assert_eq!(code(founder.device().unwrap().voice_grant()), "voice.confirmation", "{what}");
                assert_eq!(code(founder.device().unwrap().voice_grant()), "voice.none");
            }
        }
        field.tamper(None);
        assert_eq!(members(&mut founder), 1);
    }
}
