//! Calls that no honest screen sends.

use footbridge_api::CALL_MAX_BYTES;
use footbridge_api::views::{DeskEvent, DeskState};
use serde_json::json;

use crate::support::*;

#[test]
fn hostile_calls_do_no_harm() {
    let (field, mut founder) = county(80);
    let desk = open_desk(&field, &mut founder);
    let refused = |call: &str| desk.call(call).unwrap_err().code;
    for call in [
        "",
        "{",
        "\u{feff}{}",
        r#"{"command":"nothing","args":{}}"#,
        r#"{"command":"contact_show","args":{"id":7}}"#,
        r#"{"command":"contact_show","args":{"id":"\ud800"}}"#,
        r#"{"command":"settings_save","args":{"theme":"<script>"}}"#,
    ] {
        assert_eq!(refused(call), "call.unreadable", "{call}");
    }
    assert_eq!(refused(&"[".repeat(CALL_MAX_BYTES)), "call.unreadable");
    assert_eq!(refused(&" ".repeat(CALL_MAX_BYTES + 1)), "call.too_large");
    let quotes = "'; DROP TABLE meta; --\u{0}\u{202e}";
    for command in ["contact_show", "person_show", "draft_show", "handoff_show", "record_show"] {
        assert!(call(&desk, command, json!({ "id": quotes })).is_err(), "{command}");
    }
    assert_eq!(desk.view().state, DeskState::Open);
    meet(&desk, "Example");
    assert_eq!(contacts(&desk), 1);
}

#[test]
fn what_a_long_command_does_is_told_and_can_be_stopped() {
    let (field, mut founder) = county(81);
    let desk = open_desk(&field, &mut founder);
    let events = desk.events();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("many.csv");
    let extract = include_str!("../../../../tests/fixtures/pa-oin/extract.csv");
    let (head, rows) = extract.split_once('\n').unwrap();
    let (_, row) = rows.lines().next().unwrap().split_once(',').unwrap();
    let many: String = (1..5_000).map(|incident| format!("{incident},{row}\n")).collect();
    std::fs::write(&file, format!("{head}\n{many}")).unwrap();
    let importing = desk.clone();
    let import = json!({ "map": "pa-oin", "file": file, "skip_damaged": true });
    let import = std::thread::spawn(move || call(&importing, "import_csv", import));
    until(&events, |event| matches!(event, DeskEvent::Progress(_)).then_some(()));
    done(&desk, "cancel", json!({}));
    assert_eq!(import.join().unwrap().unwrap_err().code, "import.cancelled");
    assert_eq!(contacts(&desk), 0, "nothing of it was done");
    // what was stopped is over
    meet(&desk, "Example");
}
