//! `footbridge-relay`: the relay's process. Standard output carries one line, `listening on URL`; the log goes
//! to standard error.

mod command;

use std::process::ExitCode;

fn main() -> ExitCode {
    command::run()
}
