//! Digests that prove two states equal: of two devices, and of the tables before and after a rebuild.

use aws_lc_rs::digest::{Context, SHA256};
use domain::CompartmentId;
use protocol::Hash;
use rusqlite::types::ValueRef;

use super::Reading;
use super::project::TABLES;
use crate::Result;
use crate::column::bind;

impl Reading<'_> {
    /// SHA-256 over (record id ‖ record digest) of every record in the compartment, in the order of the ids. Equal
    /// on every device that holds the same changes; what is parked or quarantined is not in it.
    pub fn digest(&self, compartment: CompartmentId) -> Result<Hash> {
        let sql = "SELECT id, digest FROM record WHERE compartment = ? ORDER BY id";
        let mut context = Context::new(&SHA256);
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query(bind![compartment])?;
        while let Some(row) = rows.next()? {
            context.update(row.get_ref(0)?.as_bytes().unwrap_or_default());
            context.update(row.get_ref(1)?.as_bytes().unwrap_or_default());
        }
        Ok(hash(context))
    }

    /// SHA-256 over every row of every projection, the words of the search index and each record's digest: equal
    /// before and after a rebuild, whatever order things came in.
    pub fn tables_digest(&self) -> Result<Hash> {
        let mut context = Context::new(&SHA256);
        for (table, order) in TABLES {
            self.add_rows(&mut context, &format!("SELECT '{table}', * FROM {table} ORDER BY {order}"))?;
        }
        let records = "SELECT 'record', id, kind, compartment, schema, digest FROM record ORDER BY id";
        self.add_rows(&mut context, records)?;
        self.add_rows(
            &mut context,
            "SELECT 'search', r.id, s.names, s.details FROM search s \
             JOIN record r ON r.n = s.rowid & 0xffffffffff ORDER BY r.id",
        )?;
        Ok(hash(context))
    }

    fn add_rows(&self, context: &mut Context, sql: &str) -> Result<()> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let columns = statement.column_count();
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            for at in 0..columns {
                add_value(context, row.get_ref(at)?);
            }
        }
        Ok(())
    }
}

/// Kind and length go first, so that no two different rows give the same bytes.
fn add_value(context: &mut Context, value: ValueRef<'_>) {
    let number;
    let (kind, bytes): (u8, &[u8]) = match value {
        ValueRef::Null => (0, &[]),
        ValueRef::Integer(integer) => {
            number = integer.to_be_bytes();
            (1, &number)
        }
        ValueRef::Real(real) => {
            number = real.to_bits().to_be_bytes();
            (2, &number)
        }
        ValueRef::Text(text) => (3, text),
        ValueRef::Blob(blob) => (4, blob),
    };
    context.update(&[kind]);
    context.update(&(bytes.len() as u64).to_be_bytes());
    context.update(bytes);
}

fn hash(context: Context) -> Hash {
    let mut out = [0; 32];
    out.copy_from_slice(context.finish().as_ref());
    Hash(out)
}
