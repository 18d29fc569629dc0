//! Files that come from elsewhere: maps, tables, directories.

use std::ops::ControlFlow;

use domain::RecordId;
use interop::csv::{self, Map};
use interop::hsds::{self, Files};
use sha2::{Digest, Sha256};

use super::{Target, Verdict, text};
use crate::pack::{pack, unpack};

const EXTRACT: &str = include_str!("../../../fixtures/pa-oin/extract.csv");
const MAP: &str = include_str!("../../../../crates/interop/maps/pa-oin.toml");
const ORGANIZATIONS: &str = include_str!("../../../fixtures/hsds/florida_organizations.csv");
const LOCATIONS: &str = include_str!("../../../fixtures/hsds/florida_locations.csv");
const SERVICES: &str = include_str!("../../../fixtures/hsds/florida_services.csv");

const CSV: &[&[u8]] = &[
    b"\"",
    b"\"\"",
    b",",
    b"\r\n",
    b"\n",
    b"\r",
    b"\t",
    b";",
    b"\0",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"PK\x03\x04",
    b"99999999999999999999",
    b"-1",
    b"12/31/9999",
    b"1/1/0001",
    b"24:00",
    b"Unknown",
    b"=cmd()",
];
const TOML: &[&[u8]] = &[
    b"[",
    b"]",
    b"[[",
    b"{",
    b"}",
    b"=",
    b"\"",
    b"'''",
    b"\n",
    b"true",
    b"-9223372036854775808",
    b"1e400",
    b"nan",
    b"[[columns]]",
    b"a.a.a.a.a.a=1\n",
    b"\\u0000",
    b"%Y-%m-%d",
    b"%",
    b"%q",
    b"[[[[[[[[[[[[[[[[",
    b"2020-01-01",
];

pub(super) fn targets() -> Vec<Target> {
    vec![
        Target::text("csv_map", maps, map).words(TOML).weight(3),
        Target::text("csv", tables, table).words(CSV).weight(3),
        Target::bytes("hsds", directories, directory).words(CSV).weight(3),
    ]
}

fn maps(_: &str) -> Vec<Vec<u8>> {
    vec![MAP.as_bytes().to_vec()]
}

fn tables(_: &str) -> Vec<Vec<u8>> {
    vec![
        lines(EXTRACT, 2, 0).into_bytes(),
        lines(EXTRACT, 6, 20).into_bytes(),
        lines(EXTRACT, 3, 60).into_bytes(),
    ]
}

fn directories(_: &str) -> Vec<Vec<u8>> {
    let part = |count, from| {
        pack(&[
            lines(ORGANIZATIONS, count, from),
            lines(LOCATIONS, count, from),
            lines(SERVICES, count, from),
        ])
    };
    vec![part(3, 0), part(6, 4)]
}

/// The header and some lines.
fn lines(text: &str, count: usize, from: usize) -> String {
    let mut all = text.lines();
    let header = all.next().unwrap_or_default();
    let kept: String = all.skip(from).take(count).map(|line| format!("{line}\n")).collect();
    format!("{header}\n{kept}")
}

fn derive(source: &str, parts: &[&str]) -> RecordId {
    let mut sum = Sha256::new();
    for part in std::iter::once(&source).chain(parts) {
        sum.update(part.len().to_be_bytes());
        sum.update(part);
    }
    let sum: [u8; 32] = sum.finalize().into();
    RecordId::from_bytes(std::array::from_fn(|at| sum[at]))
}

fn planned(map: &Map, bytes: &[u8]) -> Verdict {
    let plan =
        csv::plan(bytes, map, &derive, &mut |_| ControlFlow::Continue(())).map_err(|error| error.code())?;
    let again = csv::plan(bytes, map, &derive, &mut |_| ControlFlow::Continue(()));
    assert_eq!(again.as_ref().ok(), Some(&plan), "the same rows twice are the same records");
    for record in plan.groups.iter().flat_map(|group| &group.records) {
        authored(&record.edits)?;
    }
    Ok(())
}

/// What is planned can be authored: else the whole file fails half-way.
fn authored(edits: &[domain::Edit]) -> Verdict {
    let by = crate::changes::Author::EXAMPLE;
    match merge::author(&merge::Folded::new(), edits, by.actor(1), &by.stamp(1)) {
        // a known gap: see the finding in `tests/findings.rs`
        Err(error) if error.code() == "author.too_large" => Err("record_too_large"),
        made => {
            made.expect("what is planned can be authored");
            Ok(())
        }
    }
}

fn map(bytes: &[u8]) -> Verdict {
    let map = Map::parse(text(bytes)?).map_err(|error| error.code())?;
    let _ = (map.name(), map.title(), map.source());
    // a map that was taken reads a table or refuses it
    let _any = planned(&map, lines(EXTRACT, 1, 0).as_bytes());
    Ok(())
}

fn table(bytes: &[u8]) -> Verdict {
    thread_local! {
        static SHIPPED: Map = Map::shipped("pa-oin").unwrap();
    }
    SHIPPED.with(|map| planned(map, bytes))
}

fn directory(bytes: &[u8]) -> Verdict {
    let parts = unpack(bytes);
    let part =
        |at: usize, name: &str| (name.to_owned(), parts.get(at).map(Vec::as_slice).unwrap_or_default());
    let files = Files {
        organizations: part(0, "organizations"),
        locations: part(1, "locations"),
        services: part(2, "services"),
    };
    let read = hsds::read(files, &derive).map_err(|error| error.code())?;
    for record in &read.records {
        authored(&record.edits)?;
    }
    Ok(())
}
