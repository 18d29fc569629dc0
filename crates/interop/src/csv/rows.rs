//! Rows out of bytes, in bounded memory, with the line each begins in. Quoting is the `csv-core` library's;
//! what it tolerates in silence (a quotation mark never closed, a line without end) is found here.

use std::io::Read;

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use super::CsvError;
use super::limits::{COLUMNS_MAX, FILE_MAX_BYTES, LINE_MAX_BYTES};

const BUFFER_BYTES: usize = 64 * 1024;

/// What stands at the reader's place.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// A row; its cells are in [`Rows::cells`].
    Row { line: u64, end: LineEnd },
    /// A line beyond the cap, left out.
    TooLong { line: u64 },
    /// The end of the file.
    End,
}

/// Whether a row was ended by its line end. Only the last one may not be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LineEnd {
    Present,
    Missing,
}

/// Reads one row after the other.
pub(crate) struct Rows<R> {
    input: R,
    core: Reader,
    buffer: Vec<u8>,
    /// Not yet consumed: `buffer[at..filled]`.
    at: usize,
    filled: usize,
    line: u64,
    bytes: u64,
    /// The cells of the row, one after the other, and where each ends.
    out: Vec<u8>,
    ends: Vec<usize>,
}

/// How one row came out of the tokenizer.
enum Taken {
    Whole(LineEnd),
    TooLong,
    QuoteOpen,
}

impl<R: Read> Rows<R> {
    pub fn new(input: R, delimiter: u8) -> Self {
        Self {
            input,
            core: ReaderBuilder::new().delimiter(delimiter).build(),
            buffer: vec![0; BUFFER_BYTES],
            at: 0,
            filled: 0,
            line: 1,
            bytes: 0,
            out: Vec::new(),
            ends: Vec::new(),
        }
    }

    /// Bytes read so far.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The first bytes of the file, before any row was taken: what it is can often be told from them.
    pub fn first_bytes(&mut self) -> Result<&[u8], CsvError> {
        // At least a byte-order mark in one piece, however small the pieces the input comes in.
        while self.filled < 4 {
            match self.input.read(self.buffer.get_mut(self.filled..).unwrap_or_default()) {
                Ok(0) => break,
                Ok(read) => (self.filled, self.bytes) = (self.filled + read, self.bytes + read as u64),
                Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
                Err(e) => return Err(e.into()),
            }
        }
        Ok(self.pending())
    }

    /// Moves on to the next row that is not an empty line.
    pub fn next(&mut self) -> Result<Next, CsvError> {
        if self.skip_line_ends()? == 0 {
            return Ok(Next::End);
        }
        let line = self.line;
        match self.take()? {
            Taken::Whole(end) => Ok(Next::Row { line, end }),
            Taken::TooLong => Ok(Next::TooLong { line }),
            Taken::QuoteOpen => Err(CsvError::QuoteNotClosed { line }),
        }
    }

    /// The cells of the row that [`Rows::next`] found.
    pub fn cells(&self, line: u64) -> Result<Vec<&str>, CsvError> {
        let mut from = 0;
        let mut cells = Vec::with_capacity(self.ends.len());
        for &end in &self.ends {
            let bytes = self.out.get(from..end).unwrap_or_default();
            if bytes.contains(&0) {
                return Err(CsvError::NotText);
            }
            cells.push(std::str::from_utf8(bytes).map_err(|_| CsvError::NotUtf8 { line })?);
            from = end;
        }
        Ok(cells)
    }

    fn pending(&self) -> &[u8] {
        self.buffer.get(self.at..self.filled).unwrap_or_default()
    }

    /// Makes sure that something is pending; 0 at the end of the file.
    fn fill(&mut self) -> Result<usize, CsvError> {
        if self.at < self.filled {
            return Ok(self.filled - self.at);
        }
        self.at = 0;
        self.filled = loop {
            match self.input.read(&mut self.buffer) {
                Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
                read => break read?,
            }
        };
        self.bytes += self.filled as u64;
        if self.bytes > FILE_MAX_BYTES {
            return Err(CsvError::TooLarge);
        }
        Ok(self.filled)
    }

    /// Passes over what ends lines, so that `line` is where the row begins. Returns what is pending then.
    fn skip_line_ends(&mut self) -> Result<usize, CsvError> {
        while self.fill()? > 0 {
            let ends = self.pending().iter().take_while(|b| matches!(b, b'\n' | b'\r')).count();
            if ends == 0 {
                break;
            }
            self.consume(ends);
        }
        Ok(self.filled - self.at)
    }

    fn consume(&mut self, bytes: usize) {
        self.line += self.pending().iter().take(bytes).filter(|b| **b == b'\n').count() as u64;
        self.at += bytes;
    }

    /// One row through the tokenizer; what is beyond the cap is read and forgotten.
    fn take(&mut self) -> Result<Taken, CsvError> {
        let (mut written, mut ended, mut too_long) = (0, 0, false);
        self.out.resize(self.out.capacity().max(4096), 0);
        self.ends.resize(COLUMNS_MAX, 0);
        loop {
            let at_end = self.fill()? == 0;
            // A line end closes the last row, unless a quotation mark is open: then it is part of the cell.
            let input = if at_end {
                b"\n".as_slice()
            } else {
                self.buffer.get(self.at..self.filled).unwrap_or_default()
            };
            let out = self.out.get_mut(written..).unwrap_or_default();
            let ends = self.ends.get_mut(ended..).unwrap_or_default();
            let (result, read, wrote, closed) = self.core.read_record(input, out, ends);
            if !at_end {
                self.consume(read);
            }
            (written, ended) = (written + wrote, ended + closed);
            match result {
                ReadRecordResult::InputEmpty if at_end => return Ok(Taken::QuoteOpen),
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull if self.out.len() < LINE_MAX_BYTES => {
                    self.out.resize((self.out.len() * 2).min(LINE_MAX_BYTES), 0);
                }
                ReadRecordResult::OutputFull | ReadRecordResult::OutputEndsFull => {
                    (written, ended, too_long) = (0, 0, true);
                }
                ReadRecordResult::Record | ReadRecordResult::End if too_long => return Ok(Taken::TooLong),
                ReadRecordResult::Record | ReadRecordResult::End => {
                    self.ends.truncate(ended);
                    return Ok(Taken::Whole(if at_end { LineEnd::Missing } else { LineEnd::Present }));
                }
            }
        }
    }
}

#[cfg(test)]
#[path = "rows_tests.rs"]
mod tests;
