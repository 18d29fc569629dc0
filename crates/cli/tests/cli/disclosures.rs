//! What a handoff across a wall says on the command line: before it, when it is refused, and in the accounting.

use std::path::Path;

use crate::support::Town;

#[test]
fn an_offer_across_a_wall_names_the_consent_that_it_takes() {
    let mut town = Town::new();
    let outreach = town.enrol("Example Outreach", "outreach");
    let ems = town.enrol("Example EMS", "ems");
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../programmes/police-ems-care.toml");
    town.coordinator.ok(&["programme", "adopt", file.to_str().unwrap()]);
    for device in [&outreach, &ems] {
        device.sync();
    }
    ems.json(&["compartment", "found", "ems", "--class", "ems"]);
    outreach.json(&["compartment", "found", "care", "--class", "care"]);
    let saved = ems.contact("Ana Wallflower", &[]);
    let (contact, person) = (saved["contact"].as_str().unwrap(), saved["person"].as_str().unwrap());
    let offer = ["handoff", "offer", "--contact", contact, "--to", "Example Outreach", "--asks", "a bed"];
    let error = ems.refused(&offer, "disclosure.no_consent", 1);
    let message = error["message"].as_str().unwrap();
    assert!(message.starts_with("Example Outreach cannot be told"), "{message}");
    assert!(message.contains("ask the person for a consent"), "{message}");
    ems.refused(&[offer.as_slice(), &["--purpose", "fun"]].concat(), "disclosure.purpose", 1);
    let before = ["handoff", "preview", "--contact", contact, "--to", "Example Outreach"];
    let said = ems.ok(&before);
    assert!(said.contains("nothing may go") && said.contains("[disclosure.no_consent]"), "{said}");
    let preview = ems.json(&before);
    assert_eq!(preview["agencies"][0]["reads"], false);
    assert_eq!(preview["agencies"][0]["fields"], serde_json::json!([]));
    assert_eq!(ems.json(&["handoff", "list"])["handoffs"], serde_json::json!([]), "nothing was written");
    // the accounting of somebody of whom nothing was told
    assert!(ems.ok(&["disclosures", "list", "--person", person]).contains("nobody outside was told"));
    let csv = ems.ok(&["disclosures", "export", "--person", person, "--csv"]);
    assert!(csv.starts_with("\"decided_at\",\"person\",\"to_agency\""), "{csv}");
    assert_eq!(csv.lines().count(), 1);
    let all = ems.json(&["disclosures", "export", "--person", person]);
    assert_eq!(all["disclosures"], serde_json::json!([]));
    ems.refused(&["disclosures", "show", contact], "record.not_found", 1);
    ems.refused(&["disclosures", "list", "--person", contact], "record.not_found", 1);
}
