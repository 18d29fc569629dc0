//! automerge's run-length columns. A run of a few bytes may claim any number of values, so values are pulled one
//! by one by a reader that knows how many it may want; nothing here loops over what a column claims.

use crate::Reject;
use crate::bytes::Input;

/// What a column is made of.
pub(crate) trait Item<'a>: Copy {
    fn read(input: &mut Input<'a>) -> Result<Self, Reject>;
}

impl<'a> Item<'a> for u64 {
    fn read(input: &mut Input<'a>) -> Result<Self, Reject> {
        input.unsigned()
    }
}

impl<'a> Item<'a> for i64 {
    fn read(input: &mut Input<'a>) -> Result<Self, Reject> {
        input.signed()
    }
}

impl<'a> Item<'a> for &'a str {
    fn read(input: &mut Input<'a>) -> Result<Self, Reject> {
        input.text()
    }
}

enum Run<T> {
    Same(T, u64),
    Each(u64),
}

/// A run-length column of values that are never null (as all columns of flat scalar changes are).
pub(crate) struct Column<'a, T> {
    input: Input<'a>,
    run: Run<T>,
}

impl<'a, T: Item<'a>> Column<'a, T> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { input: Input::new(bytes), run: Run::Each(0) }
    }

    /// The next value; `None` at the end.
    pub(crate) fn next(&mut self) -> Result<Option<T>, Reject> {
        loop {
            match &mut self.run {
                Run::Same(value, left @ 1..) => {
                    *left -= 1;
                    return Ok(Some(*value));
                }
                Run::Each(left @ 1..) => {
                    *left -= 1;
                    return T::read(&mut self.input).map(Some);
                }
                Run::Same(_, 0) | Run::Each(0) if self.input.is_empty() => return Ok(None),
                Run::Same(_, 0) | Run::Each(0) => self.run = self.next_run()?,
            }
        }
    }

    /// The next value, which must be there.
    pub(crate) fn want(&mut self) -> Result<T, Reject> {
        self.next()?.ok_or(Reject::Malformed("column length"))
    }

    fn next_run(&mut self) -> Result<Run<T>, Reject> {
        match self.input.signed()? {
            0 => Err(Reject::Malformed("column: null")),
            count @ 1.. => Ok(Run::Same(T::read(&mut self.input)?, count.unsigned_abs())),
            count => Ok(Run::Each(count.unsigned_abs())),
        }
    }
}

/// A column of differences to the value before.
pub(crate) struct DeltaColumn<'a> {
    deltas: Column<'a, i64>,
    value: i64,
}

impl<'a> DeltaColumn<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { deltas: Column::new(bytes), value: 0 }
    }

    pub(crate) fn want(&mut self) -> Result<i64, Reject> {
        self.value = self.value.checked_add(self.deltas.want()?).ok_or(Reject::Counter)?;
        Ok(self.value)
    }
}
