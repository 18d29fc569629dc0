//! What a person reads in the terminal. The one place of this crate that writes to it.

use std::io::Write;

/// One line on standard output. A reader that went away (a closed pipe) is no reason to stop the work.
pub fn say(line: &str) {
    write_line(&mut std::io::stdout().lock(), line);
}

/// One line on standard error.
pub fn complain(line: &str) {
    write_line(&mut std::io::stderr().lock(), line);
}

/// The heading of a step.
pub fn step(name: &str) {
    say(&format!("── {name}"));
}

fn write_line(to: &mut impl Write, line: &str) {
    // nobody is left to be told of the failure, and the exit status still says how the work ended
    writeln!(to, "{line}").and_then(|()| to.flush()).ok();
}
