//! Any record: marks, versions, conflicts.

use serde_json::json;

use crate::{ask, call, each, meet_person, town};

#[test]
fn a_form_that_was_open_while_another_edit_came_in_keeps_both() {
    let mut town = town(441);
    let saved = meet_person(&mut town.ems, "Alder", json!({}));
    let person = &saved["person"];
    town.meet();
    let form = call(&mut town.ems, "record_show", json!({ "id": person }));
    call(&mut town.patrol, "record_edit", json!({ "id": person, "fields": { "name.family": "Alders" } }));
    town.meet();
    let edit = json!({ "id": person, "fields": { "name.family": "Alderman" }, "seen": form["version"] });
    let saved = call(&mut town.ems, "record_edit", edit);
    assert_eq!(saved["mark"], "ready");
    assert_ne!(saved["version"], form["version"]);
    town.meet();
    for persona in town.all() {
        let conflicts = call(persona, "conflicts", json!({}));
        let field = &conflicts["conflicts"][0]["field"];
        let mut values = each(&field["conflict"], "value");
        values.sort_by_key(|value| value.to_string());
        assert_eq!(values, ["Alderman", "Alders"], "{}", persona.name());
    }
    let conflicts = call(&mut town.outreach, "conflicts", json!({}));
    let settle = json!({
        "id": person, "field": "name.family", "keep": "Alders", "seen": conflicts["conflicts"][0]["version"],
    });
    call(&mut town.outreach, "settle", settle);
    town.meet();
    for persona in town.all() {
        assert_eq!(call(persona, "conflicts", json!({}))["conflicts"], json!([]), "{}", persona.name());
        let shown = call(persona, "record_show", json!({ "id": person }));
        assert_eq!(shown["mark"], "sent");
    }
}

#[test]
fn a_version_that_is_none_is_refused_by_its_code() {
    let mut town = town(442);
    let saved = meet_person(&mut town.ems, "Alder", json!({}));
    let never = "00".repeat(32);
    for seen in ["", "latest", never.as_str(), &format!("{never}.")] {
        let edit = json!({ "id": saved["person"], "fields": { "pronouns": "they" }, "seen": seen });
        assert_eq!(
            ask(&mut town.ems, "record_edit", edit),
            Err("record.unknown_version".to_owned()),
            "{seen}"
        );
    }
}

#[test]
fn an_export_carries_marks_and_versions() {
    let mut town = town(443);
    meet_person(&mut town.ems, "Alder", json!({}));
    town.meet();
    meet_person(&mut town.ems, "Birch", json!({}));
    let export = call(&mut town.ems, "export", json!({}));
    let marks = each(&export["records"], "mark");
    assert_eq!(marks.iter().filter(|mark| **mark == "ready").count(), 4, "{marks:?}");
    assert_eq!(marks.iter().filter(|mark| **mark == "sent").count(), 4);
    assert!(each(&export["records"], "version").iter().all(|one| one.as_str().unwrap().len() >= 64));
}
