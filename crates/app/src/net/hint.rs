//! What a relay says unasked: that there is something new, and nothing else. Unsigned, and may be lost: a hint is a
//! reason to look, never knowledge.

use protocol::{CompartmentHandle, LogId};

use super::NetError;

/// Something new is at the relay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hint {
    /// A compartment reached a position.
    Segments {
        /// The compartment.
        compartment: CompartmentHandle,
        /// Its new position.
        position: u64,
    },
    /// A certificate log grew.
    Certificates {
        /// The log.
        log: LogId,
        /// How many certificates it has now.
        count: u32,
    },
}

/// Hints as they come.
pub trait Hints: Send {
    /// Blocks until the next one. An error ends it: the relay is gone, was silent for longer than its heartbeat, or
    /// the [`Stop`](crate::Stop) was set.
    fn next(&mut self) -> Result<Hint, NetError>;
}

/// A hint is shorter than this; who says more is no relay.
const UNREAD_MAX_BYTES: usize = 64 * 1024;

/// The text of server-sent events, read as far as it came.
#[derive(Default)]
pub(super) struct Lines {
    unread: Vec<u8>,
    of_certificates: bool,
}

impl Lines {
    /// Takes what came. `false` when that is more than hints can be.
    pub fn take(&mut self, bytes: &[u8]) -> bool {
        self.unread.extend_from_slice(bytes);
        self.unread.len() <= UNREAD_MAX_BYTES
    }

    /// The next hint among whole lines. Comments, and events of other kinds, are passed over.
    pub fn hint(&mut self) -> Option<Hint> {
        loop {
            let end = self.unread.iter().position(|byte| *byte == b'\n')?;
            let line: Vec<u8> = self.unread.drain(..=end).collect();
            let line = String::from_utf8_lossy(&line);
            let line = line.trim_end();
            if line.is_empty() {
                self.of_certificates = false;
            } else if let Some(kind) = line.strip_prefix("event:") {
                self.of_certificates = kind.trim() == "certificates";
            } else if let Some(hint) = line.strip_prefix("data:").and_then(|data| self.read(data.trim())) {
                return Some(hint);
            }
        }
    }

    fn read(&self, data: &str) -> Option<Hint> {
        let (of, number) = data.split_once(' ')?;
        Some(if self.of_certificates {
            Hint::Certificates { log: of.parse().ok()?, count: number.parse().ok()? }
        } else {
            Hint::Segments { compartment: of.parse().ok()?, position: number.parse().ok()? }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hints_are_read_however_they_are_cut() {
        let (compartment, log) = (CompartmentHandle([7; 16]), LogId([9; 16]));
        let text = format!(
            ":\n\ndata: {compartment} 12\n\nevent: certificates\ndata: {log} 3\n\nevent: other\ndata: x\n\n\
             data: nonsense\n\ndata: {compartment} 13\n\n"
        );
        for step in [1, 2, 7, text.len()] {
            let mut lines = Lines::default();
            let mut hints = Vec::new();
            for bytes in text.as_bytes().chunks(step) {
                assert!(lines.take(bytes));
                hints.extend(std::iter::from_fn(|| lines.hint()));
            }
            let at = |position| Hint::Segments { compartment, position };
            assert_eq!(hints, [at(12), Hint::Certificates { log, count: 3 }, at(13)]);
        }
    }

    #[test]
    fn a_line_without_end_is_no_hint() {
        let mut lines = Lines::default();
        assert!(lines.take(&[b'x'; UNREAD_MAX_BYTES]));
        assert_eq!(lines.hint(), None);
        assert!(!lines.take(b"x"));
    }
}
