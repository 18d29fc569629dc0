//! The interface's files.

use footbridge_station::Files;

use crate::support::{PAGE, Station};

#[test]
fn the_page_and_its_files_are_served_with_their_types() {
    let station = Station::start();
    let page = station.get("/");
    assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"));
    assert_eq!(page.body, PAGE);
    assert_eq!(station.get("/?from=anywhere").body, PAGE);
    let script = station.get("/assets/index-1a2b3c.js");
    assert_eq!((script.status, script.header("content-type")), (200, "text/javascript; charset=utf-8"));
    assert_eq!(script.body, "export {};");
    let head = station.ask("HEAD /assets/index-1a2b3c.js", &[], "");
    assert_eq!((head.status, head.body.as_str(), head.header("content-length")), (200, "", "10"));
}

#[test]
fn the_first_paint_is_in_the_right_theme_and_language() {
    let station = Station::start();
    let session = station.session();
    let night = r#"{"command":"settings_save","args":{"language":"es","theme":"night","size":"glove","sound":true,"lock_after_min":10}}"#;
    assert_eq!(station.rpc(&session, night).status, 200);
    let page = station.get("/index.html");
    assert!(page.body.contains(r#"<html lang="es" data-theme="night" data-size="glove">"#), "{}", page.body);
}

#[test]
fn nothing_outside_the_interface_is_served() {
    let station = Station::start();
    std::fs::write(station.ui().join("secret"), "not for the browser").unwrap();
    for path in [
        "/../secret",
        "/assets/../../secret",
        "/%2e%2e/secret",
        "/..%2fsecret",
        "/%2e%2e%2fsecret",
        "/..\\secret",
        "/%5c..%5csecret",
        "//etc/hostname",
        "/assets/%00",
        "/assets",
        "/assets/",
        "/.",
        "/..",
        "/keyfile",
    ] {
        let answer = station.get(path);
        assert_eq!(answer.refusal(), (404, "station.not_found".into()), "{path}");
    }
}

#[test]
fn a_folder_without_a_page_is_no_interface() {
    let folder = tempfile::tempdir().unwrap();
    for folder in [folder.path().to_owned(), folder.path().join("nowhere")] {
        assert_eq!(Files::of_folder(&folder).unwrap_err().code(), "station.no_ui_there");
    }
}
