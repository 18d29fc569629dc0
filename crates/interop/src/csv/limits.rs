//! Caps on a CSV file. A file beyond them is answered with a code, never with an exhausted device.

/// One line (quoted line breaks included). The widest real export met so far has 600 bytes.
pub const LINE_MAX_BYTES: usize = 1024 * 1024;
/// Columns of one file.
pub const COLUMNS_MAX: usize = 1024;
/// The whole file. The plan is held in memory, so that nothing is yielded before every row was read.
pub const FILE_MAX_BYTES: u64 = 256 * 1024 * 1024;
/// One cell that is kept. Longer ones make the row unusable: cut text would be changed text.
pub const CELL_MAX_BYTES: usize = 16 * 1024;
/// One cell that becomes part of a key or of a fact: all parts of a fact share one text.
pub const FACT_CELL_MAX_BYTES: usize = 256;
/// Doses of one administration. More is a mistyped number: kept as a label, not as doses.
pub const DOSES_MAX: u32 = 100;
/// Rows between two calls of the progress function.
pub const PROGRESS_ROWS: u64 = 500;
/// One field key, as a record can hold it (`merge::limits::KEY_MAX_BYTES`).
pub const KEY_MAX_BYTES: usize = 256;
