//! What this machine needs at least for the same records: fetched once over loopback HTTP, opened one by one, parsed
//! and inserted into plain SQLite in one transaction without fsync. No sync system; the peers' `raw-S2-sealed`.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;

use anyhow::Context;
use aws_lc_rs::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, Nonce, UnboundKey};
use rusqlite::{Connection, params};
use serde_json::Value;

use crate::measure::monotonic_s;

/// One fixed nonce and key: a probe of speed, not a protocol.
const NONCE: [u8; 12] = [9; 12];
const KEY: [u8; 32] = [7; 32];

/// Seconds and bytes on the wire.
pub struct Floor {
    /// From the request to the commit.
    pub wall_s: f64,
    /// The answer's body.
    pub wire_bytes: u64,
}

/// Measures once. `database` is a file to be made anew.
pub fn measure(records: &str, database: &Path) -> anyhow::Result<Floor> {
    let key = LessSafeKey::new(UnboundKey::new(&CHACHA20_POLY1305, &KEY)?);
    let mut sealed = Vec::new();
    for line in records.lines() {
        let mut one = line.as_bytes().to_vec();
        key.seal_in_place_append_tag(Nonce::assume_unique_for_key(NONCE), Aad::empty(), &mut one)?;
        sealed.push(one);
    }
    let began = monotonic_s();
    let mut packed = Vec::new();
    for one in &sealed {
        packed.extend_from_slice(&u32::try_from(one.len())?.to_le_bytes());
        packed.extend_from_slice(one);
    }
    let mut got = fetch(packed)?;
    let wire_bytes = got.len() as u64;
    let text = open_each(&key, &mut got)?;
    insert(&text, database)?;
    Ok(Floor { wall_s: monotonic_s() - began, wire_bytes })
}

fn open_each(key: &LessSafeKey, mut rest: &mut [u8]) -> anyhow::Result<String> {
    let mut text = String::with_capacity(rest.len());
    while let Some((len, after)) = std::mem::take(&mut rest).split_first_chunk_mut::<4>() {
        let len = usize::try_from(u32::from_le_bytes(*len))?;
        let (sealed, after) = after.split_at_mut_checked(len).context("cut short")?;
        let plain = key.open_in_place(Nonce::assume_unique_for_key(NONCE), Aad::empty(), sealed)?;
        text.push_str(std::str::from_utf8(plain)?);
        text.push('\n');
        rest = after;
    }
    Ok(text)
}

fn fetch(body: Vec<u8>) -> anyhow::Result<Vec<u8>> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let address = listener.local_addr()?;
    let serving = std::thread::spawn(move || -> std::io::Result<()> {
        let (mut client, _) = listener.accept()?;
        for line in BufReader::new(client.try_clone()?).lines() {
            if line?.is_empty() {
                break;
            }
        }
        write!(client, "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len())?;
        client.write_all(&body)
    });
    let mut client = TcpStream::connect(address)?;
    write!(client, "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")?;
    let mut all = Vec::new();
    client.read_to_end(&mut all)?;
    serving.join().ok().context("the server panicked")??;
    let head = all.windows(4).position(|four| four == b"\r\n\r\n").context("no answer")?;
    Ok(all.split_off(head + 4))
}

fn insert(records: &str, database: &Path) -> anyhow::Result<()> {
    for suffix in ["", "-wal", "-shm"] {
        std::fs::remove_file(format!("{}{suffix}", database.display())).ok();
    }
    let mut db = Connection::open(database)?;
    db.pragma_update(None, "journal_mode", "WAL")?;
    db.pragma_update(None, "synchronous", "NORMAL")?;
    db.execute_batch("CREATE TABLE rec(id TEXT PRIMARY KEY, updated_at TEXT NOT NULL, body TEXT NOT NULL)")?;
    let transaction = db.transaction()?;
    {
        let mut statement = transaction.prepare("INSERT INTO rec VALUES(?1,?2,?3)")?;
        for line in records.lines() {
            let record: Value = serde_json::from_str(line)?;
            let part = |name: &str| record.get(name).and_then(Value::as_str);
            statement.execute(params![part("id"), part("updated_at"), line])?;
        }
    }
    Ok(transaction.commit()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_record_arrives() {
        let folder = tempfile::tempdir_in(env!("CARGO_MANIFEST_DIR")).unwrap();
        let file = folder.path().join("floor.db");
        let records = "{\"id\":\"a\",\"updated_at\":\"t\"}\n{\"id\":\"b\",\"updated_at\":\"t\"}\n";
        let floor = measure(records, &file).unwrap();
        assert_eq!(floor.wire_bytes, records.len() as u64 - 2 + 2 * (4 + 16));
        let db = Connection::open(&file).unwrap();
        let count: u32 = db.query_row("SELECT count(*) FROM rec", [], |row| row.get(0)).unwrap();
        assert_eq!(count, 2);
    }
}
