//! The real programs, used as a person or a script uses them: `footbridge` and `footbridge-relay` as processes on
//! loopback, their files, their output, their exit codes, and what they do with bad input.

mod codes;
mod commands;
mod csv_files;
mod device_files;
mod disclosure;
mod killed;
mod relays;
mod segments;
mod support;
