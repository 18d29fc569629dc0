//! What is read while other people's records are hidden: a connection on which every table of people's records shows
//! only what this device itself wrote.
//!
//! The tables are hidden by name, under views, and not by each query: no question, also none that is written later, can
//! be put to what is hidden. A new table of records has to be named here; `tests` compares the list with the schema.
//!
//! This device's own is what nobody else ever changed. Of a handoff and of a follow-up, which hold
//! parties, codes and times and no word about a person, it is enough that this device made it: work that is under way
//! goes on. A packet repeats what a person's record says, and is hidden with it. The directory belongs to everybody.

use domain::RecordKind;
use rusqlite::Connection;

use crate::Result;

/// Tables of rows that belong to one record, by the column that names it.
const OF_ONE_RECORD: [(&str, &str); 18] = [
    ("person_row", "id"),
    ("incident_row", "id"),
    ("contact_row", "id"),
    ("administration_row", "contact"),
    ("dose_row", "contact"),
    ("disposition_row", "contact"),
    ("note_row", "id"),
    ("handoff_row", "id"),
    ("follow_up_row", "id"),
    ("packet_row", "id"),
    ("consent_row", "id"),
    ("disclosure_row", "id"),
    ("disclosure_consent_row", "disclosure"),
    ("disclosed_copy_row", "id"),
    ("copied_consent_row", "copy"),
    ("conflict_row", "record"),
    ("quarantine", "record"),
    ("parked", "record"),
];

/// Puts the views over the tables of this connection. Nothing of it is written to the file.
pub(super) fn show_own_only(conn: &Connection) -> Result<()> {
    conn.execute_batch(&views())?;
    Ok(())
}

fn views() -> String {
    let code = |kind: RecordKind| kind.code().to_string();
    let codes = |kinds: &[RecordKind]| kinds.iter().map(|kind| code(*kind)).collect::<Vec<_>>().join(", ");
    let everybodys = codes(&[RecordKind::Service, RecordKind::Organization, RecordKind::Location]);
    let under_way = codes(&[RecordKind::Handoff, RecordKind::FollowUp]);
    let packet = code(RecordKind::Packet);
    let alone = |record: &str| {
        format!("NOT EXISTS (SELECT 1 FROM main.journal j WHERE j.record = {record} AND NOT j.authored)")
    };
    let mut sql = format!(
        "CREATE TEMP VIEW record AS SELECT * FROM main.record r WHERE r.kind IN ({everybodys})
             OR (r.kind IN ({under_way}) AND r.authored_here)
             OR ({of_r} AND (r.kind <> {packet} OR NOT EXISTS (
                 SELECT 1 FROM main.packet_row k JOIN main.record p ON p.id = k.person
                 WHERE k.id = r.id AND NOT {of_p})));",
        of_r = alone("r.id"),
        of_p = alone("p.id"),
    );
    for (table, record) in OF_ONE_RECORD {
        sql += &format!(
            "CREATE TEMP VIEW {table} AS SELECT * FROM main.{table} WHERE {record} IN (SELECT id FROM temp.record);"
        );
    }
    sql
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::{Database, sqlite};

    /// Tables that may be read whole: they name no person. `draft` is what was typed on this device.
    const WHOLE: [&str; 12] = [
        "meta",
        "stream",
        "stream_head",
        "compartment",
        "epoch_key",
        "keybox",
        "draft",
        "service_row",
        "organization_row",
        "location_row",
        // its words are found only together with `record`
        "search",
        // changes as bytes: the program counts and seals them; who shows any of them has asked for `record` before
        "journal",
    ];

    #[test]
    fn every_table_is_hidden_or_named_as_one_that_may_be_read() {
        let dir = tempfile::tempdir().unwrap();
        let database = Database::create(&dir.path().join("footbridge.db"), &[1; 32]).unwrap();
        let sql = "SELECT name FROM main.sqlite_schema WHERE type = 'table' \
             AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'search_%'";
        let tables: Vec<String> =
            database.read(|tx| sqlite::query(tx.conn, sql, [], |row| row.get(0))).unwrap();
        let hidden = OF_ONE_RECORD.into_iter().map(|(table, _)| table).chain(["record"]);
        let known: BTreeSet<&str> = hidden.chain(WHOLE).collect();
        let found: BTreeSet<&str> = tables.iter().map(String::as_str).collect();
        assert_eq!(found, known);
        let views: Vec<String> = database
            .read_own(|tx| {
                sqlite::query(tx.conn, "SELECT name FROM temp.sqlite_schema", [], |row| row.get(0))
            })
            .unwrap();
        assert_eq!(views.len(), OF_ONE_RECORD.len() + 1);
    }
}
