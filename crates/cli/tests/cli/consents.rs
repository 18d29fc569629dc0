//! Consents with the real program: typed, signed, taken back, printed.

use serde_json::Value;

use crate::support::{Device, Town};

/// Everything that a consent needs but its purpose.
fn args(person: &str) -> Vec<String> {
    let words = "--from|Example EMS|--to|Example Outreach|--scope|identity|--scope|needs|--return|met|--until|2099-12-31|\
                 --name|Sam <b>Example|--signed-by|Sam Example";
    let mut args = vec!["--person".to_owned(), person.to_owned()];
    args.extend(words.split('|').map(str::to_owned));
    args
}

fn call(device: &Device, words: &[&str], more: &[String]) -> Value {
    let all: Vec<&str> = words.iter().copied().chain(more.iter().map(String::as_str)).collect();
    device.json(&all)
}

#[test]
fn a_consent_is_typed_signed_taken_back_and_printed() {
    let mut town = Town::new();
    let ems = town.enrol("Example EMS", "ems");
    let outreach = town.enrol("Example Outreach", "outreach");
    outreach.sync();
    ems.sync();
    let person = ems.contact("Sam Example", &[])["person"].as_str().unwrap().to_owned();
    let mut consent = args(&person);
    let all: Vec<&str> = ["consent", "new"].into_iter().chain(consent.iter().map(String::as_str)).collect();
    let error = ems.refused(&all, "consent.not_valid", 1);
    assert!(error.to_string().contains("consent.missing_purpose"), "{error}");
    // what lacks something is a draft, and says so
    let draft = call(&ems, &["consent", "draft"], &consent);
    assert_eq!(draft["issues"][0]["code"], "consent.missing_purpose");
    let board = ems.json(&["board"]);
    assert_eq!((&board["drafts"][0]["id"], &board["drafts"][0]["kind"]), (&draft["id"], &"consent".into()));
    assert_eq!(ems.json(&["draft", "list"])["drafts"].as_array().unwrap().len(), 0, "no contact's draft");

    consent.extend(["--purpose".to_owned(), "follow_up".to_owned()]);
    let draft = draft["id"].as_str().unwrap();
    let signed = call(&ems, &["consent", "new", "--draft", draft], &consent);
    assert_eq!((&signed["standing"], &signed["missing"]), (&"in_force".into(), &Value::Array(vec![])));
    assert_eq!(ems.json(&["board"])["drafts"].as_array().unwrap().len(), 0);
    let id = signed["id"].as_str().unwrap();
    ems.sync();
    outreach.sync();
    let seen = outreach.json(&["consent", "list", &person]);
    assert_eq!(seen["consents"][0]["id"], id);
    let revoked = outreach.json(&["consent", "revoke", id, "--how", "by telephone"]);
    assert_eq!(revoked["standing"], "revoked");
    outreach.refused(&["consent", "renew", id, "--until", "2099-12-31"], "consent.revoked", 1);
    outreach.sync();
    ems.sync();
    assert_eq!(ems.json(&["consent", "show", id])["standing"], "revoked");

    let page = town.folder().join("consent.html");
    let out = page.to_str().unwrap();
    ems.ok(&["consent", "print", id, "--lang", "es", "--out", out]);
    let html = std::fs::read_to_string(&page).unwrap();
    assert!(html.contains("Consentimiento para compartir") && html.contains("Sam &lt;b&gt;Example"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&page).unwrap().permissions().mode() & 0o777, 0o600);
    }
    // a page that is there already is not written over
    ems.refused(&["consent", "print", id, "--out", out], "cli.out_file", 2);
    assert_eq!(std::fs::read_to_string(&page).unwrap(), html);
    let texts = ems.json(&["consent", "text"]);
    assert_eq!(texts["texts"].as_array().unwrap().len(), 2);
}
