//! CSV files that cannot be imported: nothing of them is.

use std::io::Write;
use std::path::PathBuf;

use crate::support::{Town, extract};

/// The extract, changed.
fn changed(town: &Town, name: &str, change: impl FnOnce(Vec<u8>) -> Vec<u8>) -> String {
    let file: PathBuf = town.folder().join(name);
    std::fs::write(&file, change(std::fs::read(extract()).unwrap())).unwrap();
    file.to_str().unwrap().to_owned()
}

#[test]
fn what_cannot_be_read_changes_nothing() {
    let town = Town::new();
    let device = &town.coordinator;
    device.contact("Ana Example", &[]);
    let before = device.state();
    let utf16 = |bytes: Vec<u8>| {
        let text = String::from_utf8(bytes).unwrap();
        [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
    };
    let latin1 = |bytes: Vec<u8>| {
        let text = String::from_utf8(bytes).unwrap();
        text.replacen("Pennsylvania", "Pennsylvani\u{e1}", 3).chars().map(|c| c as u8).collect()
    };
    let in_a_quote = |mut bytes: Vec<u8>| {
        let quote = bytes.iter().rposition(|byte| *byte == b'"').unwrap();
        bytes.truncate(quote);
        bytes
    };
    let in_a_row = |mut bytes: Vec<u8>| {
        let end = bytes.iter().rposition(|byte| *byte == b'"').unwrap();
        let row = bytes[..end].iter().rposition(|byte| *byte == b'\n').unwrap();
        bytes.truncate(row + 12);
        bytes
    };
    let cases = [
        ("csv.quote_not_closed", changed(&town, "quote.csv", in_a_quote)),
        ("csv.truncated", changed(&town, "row.csv", in_a_row)),
        ("csv.utf16", changed(&town, "utf16.csv", utf16)),
        ("csv.not_utf8", changed(&town, "latin1.csv", latin1)),
        ("csv.empty", changed(&town, "empty.csv", |_| Vec::new())),
        ("csv.columns_missing", changed(&town, "other.csv", |_| b"call,city\n1,Example\n".to_vec())),
        ("csv.not_text", changed(&town, "book.xlsx", |_| b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0".to_vec())),
        ("file.unreadable", town.folder().join("absent.csv").to_str().unwrap().to_owned()),
    ];
    for (code, file) in &cases {
        device.refused(&["import", "csv", "--map", "pa-oin", file], code, 1);
    }
    device.refused(&["import", "csv", "--map", "no-such-map", &extract()], "file.unreadable", 1);
    let map = changed(&town, "map.toml", |_| b"this is = not a map".to_vec());
    device.refused(&["import", "csv", "--map", &map, &extract()], "map.syntax", 1);
    let nowhere = ["import", "csv", "--map", "pa-oin", "--compartment", "nowhere", &extract()];
    assert!(!device.command(&nowhere).output().unwrap().status.success());
    assert_eq!(device.state(), before, "nothing of it was imported");
}

#[test]
fn a_line_of_ten_megabytes_is_named_and_the_rest_can_be_had() {
    const EXTRACT_ROWS: u64 = 377;
    let town = Town::new();
    let device = &town.coordinator;
    let file = changed(&town, "long.csv", |mut bytes| {
        let header = bytes.iter().position(|byte| *byte == b'\n').unwrap() + 1;
        let rest = bytes.split_off(header);
        writeln!(bytes, "9999999,{}", "x".repeat(10 * 1024 * 1024)).unwrap();
        bytes.extend(rest);
        bytes
    });
    let before = device.state();
    let import = ["import", "csv", "--map", "pa-oin", &file];
    let error = device.refused(&import, "csv.damaged_rows", 1);
    let issue = &error["issues"][0];
    assert_eq!((&issue["field"], &issue["code"]), (&"line 2".into(), &"csv.line_too_long".into()));
    assert_eq!(device.state(), before, "half an import");
    let imported = device.json(&[&import[..], &["--skip-damaged"]].concat());
    assert_eq!(imported["rows"], EXTRACT_ROWS + 1);
    assert_eq!(imported["rejected"][0]["line"], 2);
    assert_eq!(imported["rejected"][0]["code"], "csv.line_too_long");
    assert_eq!(device.count("incidents"), 239);
}
