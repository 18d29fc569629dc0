//! How each type lies in a column. A trait of our own, because ids belong to other crates.

use domain::{ActorId, ChangeHash, CompartmentId, MemberId, RecordId, RecordKind};
use protocol::{CompartmentHandle, DeviceId, GenerationId, Hash, KeyboxHandle, LogId, PublicKey, StreamId};
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSqlOutput, ValueRef};

use crate::Secret32;

/// A type that fills one column.
pub(crate) trait Column: Sized {
    /// The value to bind.
    fn to_column(&self) -> ToSqlOutput<'_>;
    /// The value as read.
    fn from_column(value: ValueRef<'_>) -> FromSqlResult<Self>;
}

/// Column `at` of `row`.
pub(crate) fn column<T: Column>(row: &rusqlite::Row<'_>, at: usize) -> rusqlite::Result<T> {
    let value = row.get_ref(at)?;
    T::from_column(value)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(at, value.data_type(), Box::new(error)))
}

/// The values of a statement's parameters, in order.
macro_rules! bind {
    ($($value:expr),* $(,)?) => {
        ::rusqlite::params_from_iter([$($crate::column::Column::to_column(&$value)),*])
    };
}
pub(crate) use bind;

fn blob(bytes: &[u8]) -> ToSqlOutput<'_> {
    ToSqlOutput::Borrowed(ValueRef::Blob(bytes))
}

macro_rules! bytes_columns {
    ($($name:ty),* $(,)?) => {$(
        impl Column for $name {
            fn to_column(&self) -> ToSqlOutput<'_> {
                blob(&self.0)
            }
            fn from_column(value: ValueRef<'_>) -> FromSqlResult<Self> {
                Ok(Self(<_>::column_result(value)?))
            }
        }
    )*};
}

bytes_columns!(
    ActorId,
    ChangeHash,
    CompartmentHandle,
    CompartmentId,
    DeviceId,
    GenerationId,
    Hash,
    KeyboxHandle,
    LogId,
    MemberId,
    PublicKey,
    Secret32,
    StreamId,
);

impl Column for RecordId {
    fn to_column(&self) -> ToSqlOutput<'_> {
        blob(self.as_bytes())
    }
    fn from_column(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Ok(Self::from_bytes(<_>::column_result(value)?))
    }
}

impl Column for RecordKind {
    fn to_column(&self) -> ToSqlOutput<'_> {
        i64::from(self.code()).into()
    }
    fn from_column(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let code = u16::column_result(value)?;
        Self::from_code(code).ok_or(FromSqlError::OutOfRange(i64::from(code)))
    }
}

impl Column for String {
    fn to_column(&self) -> ToSqlOutput<'_> {
        ToSqlOutput::Borrowed(ValueRef::Text(self.as_bytes()))
    }
    fn from_column(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Self::column_result(value)
    }
}

impl Column for &str {
    fn to_column(&self) -> ToSqlOutput<'_> {
        ToSqlOutput::Borrowed(ValueRef::Text(self.as_bytes()))
    }
    fn from_column(_: ValueRef<'_>) -> FromSqlResult<Self> {
        Err(FromSqlError::InvalidType) // only ever bound
    }
}

impl Column for Vec<u8> {
    fn to_column(&self) -> ToSqlOutput<'_> {
        blob(self)
    }
    fn from_column(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Self::column_result(value)
    }
}

impl Column for &[u8] {
    fn to_column(&self) -> ToSqlOutput<'_> {
        blob(self)
    }
    fn from_column(_: ValueRef<'_>) -> FromSqlResult<Self> {
        Err(FromSqlError::InvalidType) // only ever bound
    }
}

macro_rules! number_columns {
    ($($name:ty),*) => {$(
        impl Column for $name {
            fn to_column(&self) -> ToSqlOutput<'_> {
                (*self).into()
            }
            fn from_column(value: ValueRef<'_>) -> FromSqlResult<Self> {
                Self::column_result(value)
            }
        }
    )*};
}

number_columns!(bool, u16, u32, i64, f64);

/// SQLite has no unsigned 64-bit number. A sequence number from a hostile segment may be any, so the bits are
/// kept as they are: every value comes back, and honest ones (below 2^63) keep their order.
impl Column for u64 {
    fn to_column(&self) -> ToSqlOutput<'_> {
        self.cast_signed().into()
    }
    fn from_column(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Ok(value.as_i64()?.cast_unsigned())
    }
}

impl<T: Column> Column for Option<T> {
    fn to_column(&self) -> ToSqlOutput<'_> {
        match self {
            Some(value) => value.to_column(),
            None => ToSqlOutput::Borrowed(ValueRef::Null),
        }
    }
    fn from_column(value: ValueRef<'_>) -> FromSqlResult<Self> {
        match value {
            ValueRef::Null => Ok(None),
            value => T::from_column(value).map(Some),
        }
    }
}
