//! A device that was out of contact for too long: whatever it is asked, it says nothing of what others recorded.

use std::collections::BTreeSet;

use footbridge_api::TABLE;
use serde_json::{Value, json};

use crate::{EMS, OUTREACH, PATROL, Town, ask, call, meet_person, town};

const DAY_MS: i64 = 24 * 3_600_000;
/// Stands in everything that somebody else records, and nowhere else.
const OTHERS: &str = "Zyxwold";
/// Stands in what this device records.
const OWN: &str = "Ownley";

/// Ids of what is held, by who recorded it.
struct Planted {
    others: Value,
    own: Value,
    handoff: Value,
    follow_up: Value,
    note: Value,
    drafts: [Value; 3],
}

/// Everything that one device can know of a person whom another met, and the same of its own.
fn plant(town: &mut Town) -> Planted {
    let words = format!("{OTHERS} was met at the footbridge");
    let more = json!({
        "incident_fields": { "cad_number": format!("{OTHERS}-7"), "kind": "overdose", "place.address": format!("{OTHERS} Street") },
        "fields": { "offer": "offered", "place.address": format!("1 {OTHERS} Street") },
        "doses": [{ "mg": "4", "route": "nasal", "at": "now-10" }],
        "narrative": words,
    });
    let others = meet_person(&mut town.ems, OTHERS, more.clone());
    let offer =
        json!({ "contact": others["contact"], "to": [PATROL], "asks": format!("a bed for {OTHERS}") });
    let handoff = call(&mut town.ems, "handoff_offer", offer)["id"].clone();
    let note = json!({ "contact": others["contact"], "body": words });
    let note = call(&mut town.ems, "note_add", note)["id"].clone();
    let mut mine = more.as_object().unwrap().clone();
    mine.insert("narrative".to_owned(), json!(format!("{OWN} was met")));
    let mine = json!(mine).to_string().replace(OTHERS, OWN);
    let own = meet_person(&mut town.patrol, OWN, serde_json::from_str(&mine).unwrap());
    let offer = json!({ "contact": own["contact"], "to": [OUTREACH], "asks": format!("a bed for {OWN}") });
    call(&mut town.patrol, "handoff_offer", offer);
    // a third person is this device's own, until somebody else adds to what it wrote
    let shared = meet_person(&mut town.patrol, "Addedto", json!({}));
    town.meet();
    // what this device wrote repeats what the other wrote
    let again = json!({ "pathway": "naloxone_plus", "person": { "existing": others["person"] } });
    let again = call(&mut town.patrol, "contact_new", again);
    let offer = json!({ "contact": again["contact"], "to": [OUTREACH], "asks": "a bed" });
    call(&mut town.patrol, "handoff_offer", offer);
    let edit = json!({ "id": shared["person"], "fields": { "name.preferred": format!("{OTHERS} too") } });
    call(&mut town.outreach, "record_edit", edit);
    // two devices disagree, this one among them
    town.set_offline(true);
    for (who, sex) in [(&mut town.ems, "Zyxwold a"), (&mut town.patrol, "Lastley")] {
        let edit = json!({ "id": others["person"], "fields": { "name.family": sex } });
        call(who, "record_edit", edit);
    }
    town.set_offline(false);
    town.meet();
    let contact = json!({ "pathway": "naloxone_plus", "person": { "existing": others["person"] } });
    let draft =
        |town: &mut Town| call(&mut town.patrol, "draft_save", json!({ "contact": contact }))["id"].clone();
    let drafts = [draft(town), draft(town), draft(town)];
    let follow_up = others["follow_up"].clone();
    Planted { others, own, handoff, follow_up, note, drafts }
}

/// Every way in which a screen puts this question, about what others recorded.
fn questions(command: &str, planted: &Planted) -> Vec<Value> {
    let others = &planted.others;
    let nothing = vec![json!({})];
    let about = |ids: &[&Value]| ids.iter().map(|id| json!({ "id": id })).collect();
    let contact = &others["contact"];
    let fixture = |path: &str| format!("{}/../../tests/fixtures/{path}", env!("CARGO_MANIFEST_DIR"));
    let existing = json!({
        "pathway": "naloxone_plus", "incident": others["incident"],
        "person": { "existing": others["person"] }, "fields": { "offer": "offered" },
    });
    match command {
        "status" | "summary" | "digest" | "rebuild" | "aside" | "export" | "sync" | "device_list"
        | "compartment_list" | "programme_show" | "contact_list" | "draft_list" | "board" | "agencies"
        | "conflicts" | "handoff_list" | "follow_ups" | "lease_show" | "member_list" | "device_contacts"
        | "voice_look" | "voice_grant" | "voice_end" | "consent_text" | "quarantine_list" => nothing,
        "member_name" | "member_sign_up" | "member_remove" | "passphrase_change" | "device_exposure"
        | "quarantine_show" | "quarantine_adopt" | "quarantine_reject" | "recover_work" => {
            administering(command)
        }
        consent if consent.starts_with("consent_") || consent.starts_with("disclosure_") => {
            consenting(consent, others)
        }
        "record_show" => about(&[
            &others["person"],
            contact,
            &others["incident"],
            &planted.handoff,
            &planted.follow_up,
            &planted.note,
            &json!(others["person"].as_str().unwrap().get(..24)),
        ]),
        "contact_show" => about(&[contact]),
        "person_show" => about(&[&others["person"], &planted.own["person"]]),
        "handoff_show" => about(&[&planted.handoff]),
        "draft_show" | "draft_discard" => about(&[&planted.drafts[0]]),
        "draft_ready" => about(&[&planted.drafts[1]]),
        "service_show" => about(&[contact]),
        "person_search" => {
            [OTHERS, "Marisol", "Zyx", "Lastley", "Addedto"].map(|text| json!({ "text": text })).into()
        }
        "service_search" => vec![json!({ "text": OTHERS }), json!({})],
        "contact_new" => vec![existing],
        "draft_save" => vec![json!({ "id": planted.drafts[2], "contact": existing })],
        "note_add" => vec![json!({ "contact": contact, "body": "seen again", "amends": planted.note })],
        "dose_add" => vec![json!({ "contact": contact, "doses": [{ "mg": "4" }] })],
        "record_edit" => vec![json!({ "id": others["person"], "fields": { "pronouns": "she/her" } })],
        "settle" => vec![json!({ "id": others["person"], "field": "name.family", "keep": "Lastley" })],
        "unsettle" => vec![json!({ "id": others["person"], "field": "name.family", "seen": "0".repeat(64) })],
        "handoff_offer" | "handoff_preview" => [contact, &planted.own["contact"]]
            .map(|id| json!({ "contact": id, "to": [OUTREACH], "asks": "a bed" }))
            .into(),
        "handoff_step" => vec![json!({ "id": planted.handoff, "step": "accepted" })],
        "follow_up_attempt" => vec![json!({ "id": planted.follow_up, "outcome": "met_in_person" })],
        "import_csv" => {
            vec![json!({ "map": "pa-oin", "file": fixture("pa-oin/extract.csv"), "skip_damaged": true })]
        }
        "import_hsds" => vec![json!({ "folder": fixture("hsds") })],
        "invite" | "voice_invite" => vec![json!({ "agency": EMS, "role": "ems" })],
        "device_revoke" => vec![json!({ "device": "0" })],
        "compartment_found" => vec![json!({ "name": "law", "classes": ["law"] })],
        "compartment_admit" => vec![json!({ "compartment": "shared", "device": "0" })],
        "compartment_use" | "compartment_rotate" | "compartment_kit" | "compartment_kit_kept" => {
            vec![json!({ "compartment": "shared" })]
        }
        "compartment_restore" => vec![json!({ "kit": "00000" })],
        "programme_check" | "programme_adopt" => vec![json!({ "file": fixture("nowhere.toml") })],
        "lease_code" => vec![json!({ "request": "00000-00000" })],
        "lease_unlock" => vec![json!({ "code": "00000-00000" })],
        other => panic!("what is {other} asked about what others recorded?"),
    }
}

/// The same of the commands about consents and what rests on them.
fn consenting(command: &str, others: &Value) -> Vec<Value> {
    let (person, id) = (&others["person"], &others["contact"]);
    vec![match command {
        "consent_draft_save" | "consent_new" => json!({ "consent": {
            "person": person, "language": "en", "fields": { "scope.identity": "yes" },
        } }),
        "consent_list" | "disclosure_list" | "disclosure_export" => json!({ "person": person }),
        "consent_renew" => json!({ "id": id, "until": "2030-01-31" }),
        "consent_in_error" => json!({ "id": id, "why": "a trial" }),
        "consent_show" | "consent_draft_show" | "consent_print" | "consent_revoke" | "consent_end"
        | "disclosure_show" => json!({ "id": id }),
        other => panic!("what is {other} asked about what others recorded?"),
    }]
}

/// The same of the commands about devices and members: what they name is nobody's.
fn administering(command: &str) -> Vec<Value> {
    vec![match command {
        "member_name" => json!({ "agency": EMS, "role": "ems", "member_name": "A. Example" }),
        "member_sign_up" => json!({
            "code": "00000", "sign_in_name": "example", "passphrase": "wrong words here", "own_passphrase": "wrong",
        }),
        "passphrase_change" => json!({ "old": "wrong", "new": "plainly fictional words" }),
        "member_remove" => json!({ "member": "0" }),
        "device_exposure" => json!({ "device": "0" }),
        "quarantine_show" => json!({ "id": "0" }),
        "recover_work" => json!({ "file": "nowhere", "kit": null }),
        _ => json!({ "ids": ["0"], "kit": null }),
    }]
}

fn snake(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

fn commands() -> Vec<String> {
    TABLE.iter().map(|(name, ..)| snake(name)).collect()
}

/// [I] Iterates the table: a command that is added later is asked too, or this test says that it is not.
#[test]
fn no_command_says_anything_of_what_others_recorded_while_the_lease_is_over() {
    let mut town = town(1401);
    let planted = plant(&mut town);
    // the questions do find it, as long as it may be shown
    const READS: [&str; 14] = [
        "export",
        "contact_list",
        "draft_list",
        "board",
        "conflicts",
        "handoff_list",
        "record_show",
        "contact_show",
        "person_show",
        "handoff_show",
        "draft_show",
        "person_search",
        "rebuild",
        "follow_ups",
    ];
    let tells = |town: &mut Town, command: &str| {
        let questions = questions(command, &planted);
        questions.into_iter().any(|args| {
            ask(&mut town.patrol, command, args).is_ok_and(|said| said.to_string().contains(OTHERS))
        })
    };
    let telling: BTreeSet<&str> = READS.into_iter().filter(|command| tells(&mut town, command)).collect();
    let silent: BTreeSet<&str> = READS.into_iter().filter(|command| !telling.contains(command)).collect();
    assert_eq!(silent, BTreeSet::from(["draft_list", "draft_show", "rebuild"]));
    let before = call(&mut town.patrol, "summary", json!({}));
    assert_eq!(before["people"].as_u64(), Some(3));

    town.patrol.set_offline(true);
    town.field.clock().advance(15 * DAY_MS);
    let view = call(&mut town.patrol, "lease_show", json!({}));
    assert_eq!((&view["state"], &view["days_left"]), (&json!("over"), &json!(0)));
    let exported = call(&mut town.patrol, "export", json!({}));
    let of =
        |kind: &str| exported["records"].as_array().unwrap().iter().filter(|one| one["kind"] == kind).count();
    assert_eq!(["person", "contact", "incident"].map(of), [1, 3, 3]);
    let board = call(&mut town.patrol, "board", json!({}));
    assert_eq!((board["due_total"].as_u64(), board["conflicts"].as_u64()), (Some(3), Some(0)));
    assert_eq!(board["waiting"].as_array().unwrap().len(), 2, "what this device offered: {board}");

    let mut said_own = BTreeSet::new();
    for command in commands() {
        for args in questions(&command, &planted) {
            let said = match ask(&mut town.patrol, &command, args.clone()) {
                Ok(said) => said.to_string(),
                Err(code) => code,
            };
            assert!(!said.contains(OTHERS), "{command} {args}: {said}");
            assert!(
                !said.contains("Lastley"),
                "{command}: what this device wrote of another's record: {said}"
            );
            if said.contains(OWN) {
                said_own.insert(command.clone());
            }
        }
    }
    for command in ["export", "contact_list", "board", "handoff_list", "person_show", "follow_ups"] {
        assert!(said_own.contains(command), "{command}: this device's own is shown: {said_own:?}");
    }
}

#[test]
fn a_record_that_is_hidden_is_told_apart_from_an_empty_list() {
    let mut town = town(1402);
    let planted = plant(&mut town);
    town.patrol.set_offline(true);
    town.field.clock().advance(15 * DAY_MS);
    for command in
        ["record_show", "contact_show", "handoff_show", "record_edit", "settle", "dose_add", "handoff_step"]
    {
        for args in questions(command, &planted) {
            assert_eq!(ask(&mut town.patrol, command, args).unwrap_err(), "lease.over", "{command}");
        }
    }
    // whether it is here is not told either
    let nobody = json!({ "id": "00000000-0000-7000-8000-000000000000" });
    assert_eq!(ask(&mut town.patrol, "record_show", nobody).unwrap_err(), "lease.over");
    for command in ["rebuild", "summary"] {
        assert_eq!(ask(&mut town.patrol, command, json!({})).unwrap_err(), "lease.over");
    }
    for command in ["contact_list", "handoff_list", "follow_ups", "conflicts", "aside", "export", "board"] {
        assert_eq!(call(&mut town.patrol, command, json!({}))["hidden"], true, "{command}");
    }
    let found = call(&mut town.patrol, "person_search", json!({ "text": OTHERS }));
    assert_eq!((found["people"].as_array().unwrap().len(), &found["hidden"]), (0, &json!(true)));
    // contact ends it
    town.patrol.set_offline(false);
    town.meet();
    let shown = call(&mut town.patrol, "person_show", json!({ "id": planted.others["person"] }));
    assert_eq!(
        (shown["hidden"].as_bool(), shown["timeline"].as_array().unwrap().len() > 3),
        (Some(false), true)
    );
}

/// [I] Recording never waits for the lease, also not where it stands on a record that is hidden.
#[test]
fn recording_goes_on_while_the_lease_is_over_and_arrives() {
    let mut town = town(1403);
    let planted = plant(&mut town);
    town.patrol.set_offline(true);
    town.field.clock().advance(15 * DAY_MS);
    for command in ["contact_new", "draft_ready", "draft_save", "note_add", "follow_up_attempt"] {
        for args in questions(command, &planted) {
            call(&mut town.patrol, command, args);
        }
    }
    let saved = meet_person(&mut town.patrol, "Laterley", json!({ "narrative": "Laterley was met" }));
    let doses = json!({ "contact": saved["contact"], "doses": [{ "mg": "4" }] });
    call(&mut town.patrol, "dose_add", doses);
    let offer = json!({ "contact": saved["contact"], "to": [EMS], "asks": "a bed" });
    let handoff = call(&mut town.patrol, "handoff_offer", offer)["id"].clone();
    call(&mut town.patrol, "handoff_step", json!({ "id": handoff, "step": "withdrawn" }));
    let edit = json!({ "id": saved["person"], "fields": { "pronouns": "she/her" } });
    call(&mut town.patrol, "record_edit", edit);
    assert!(call(&mut town.patrol, "status", json!({}))["unsent"].as_u64().unwrap() > 10);
    town.patrol.close();
    town.patrol.set_offline(false);
    town.meet();
    assert_eq!(call(&mut town.patrol, "status", json!({}))["unsent"], 0);
    let person = call(&mut town.ems, "person_show", json!({ "id": saved["person"] }));
    assert_eq!(person["name"], "Marisol Laterley");
    let others = call(&mut town.ems, "person_show", json!({ "id": planted.others["person"] }));
    let kinds: Vec<&str> =
        others["timeline"].as_array().unwrap().iter().map(|one| one["kind"].as_str().unwrap()).collect();
    // the contact typed before and the one typed after; the note that amends; the handoff out of an own contact
    assert_eq!(kinds.iter().filter(|kind| **kind == "contact").count(), 4, "{others}");
    assert_eq!(kinds.iter().filter(|kind| **kind == "note").count(), 3, "{others}");
    assert_eq!(others["record"]["mark"], "sent");
}
