//! Programs of ours as child processes: what they say, and their end.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ExitStatus};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

const POLL: Duration = Duration::from_millis(20);

/// What a program says, line by line. All of it is read, so that the program never blocks on a full pipe.
pub fn lines(output: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            sender.send(line).ok();
        }
    });
    receiver
}

/// Waits for the end; nothing when it does not come in time.
pub fn wait(child: &mut Child, at_most: Duration) -> anyhow::Result<Option<ExitStatus>> {
    let began = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if began.elapsed() > at_most {
            return Ok(None);
        }
        std::thread::sleep(POLL);
    }
}

/// Ends a process that was started here, by its own handle; one that has ended already is fine.
pub fn end(child: &mut Child) {
    if matches!(child.try_wait(), Ok(None)) {
        child.kill().ok();
        child.wait().ok();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn lines_come_as_they_are_said_and_then_no_more() {
        assert_eq!(lines(&b"one\ntwo\n"[..]).iter().collect::<Vec<_>>(), ["one", "two"]);
        assert!(lines(std::io::empty()).recv_timeout(Duration::from_secs(60)).is_err());
    }
}
