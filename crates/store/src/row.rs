//! Typed rows: one table of fields gives the struct, the statement that writes it and the code that reads it.

use rusqlite::types::ToSqlOutput;

/// A row of a table of this crate.
pub trait Row: sealed::Table {}

impl<T: sealed::Table> Row for T {}

pub(crate) mod sealed {
    use super::ToSqlOutput;

    /// How a struct lies in its table. Not nameable outside, so that no SQL leaves the crate.
    pub trait Table: Sized {
        /// The table.
        const TABLE: &'static str;
        /// All columns, separated by commas, in the order of the fields.
        const COLUMNS: &'static str;
        /// Writes the row, replacing the one with its key.
        const PUT: &'static str;
        /// The fields in order.
        fn values(&self) -> Vec<ToSqlOutput<'_>>;
        /// Reads the columns in order.
        fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Self>;
    }
}

/// Declares a row: `row! { /// doc  Name in "table" { /// doc  field: Type, … } }`.
macro_rules! row {
    ($(#[$doc:meta])* $name:ident in $table:literal {
        $(#[$fdoc0:meta])* $field0:ident : $ty0:ty,
        $($(#[$fdoc:meta])* $field:ident : $ty:ty,)*
    }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $name {
            $(#[$fdoc0])* pub $field0: $ty0,
            $($(#[$fdoc])* pub $field: $ty,)*
        }

        impl $crate::row::sealed::Table for $name {
            const TABLE: &'static str = $table;
            const COLUMNS: &'static str = concat!(stringify!($field0) $(, ", ", stringify!($field))*);
            const PUT: &'static str = concat!(
                "INSERT OR REPLACE INTO ", $table, " (",
                stringify!($field0) $(, ", ", stringify!($field))*,
                ") VALUES (?" $(, $crate::row::mark!($field))*, ")"
            );

            fn values(&self) -> Vec<::rusqlite::types::ToSqlOutput<'_>> {
                use $crate::column::Column;
                vec![self.$field0.to_column() $(, self.$field.to_column())*]
            }

            fn read(row: &::rusqlite::Row<'_>) -> ::rusqlite::Result<Self> {
                let mut at = 0..;
                let mut next = || at.next().unwrap_or(usize::MAX);
                Ok(Self {
                    $field0: $crate::column::column(row, next())?,
                    $($field: $crate::column::column(row, next())?,)*
                })
            }
        }
    };
}
pub(crate) use row;

/// One more parameter mark.
macro_rules! mark {
    ($field:ident) => {
        ", ?"
    };
}
pub(crate) use mark;
