//! What happened, in the order it happened: what a failure is understood by.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

/// Lines with the milliseconds since the beginning. Clones write on at the same story.
#[derive(Clone)]
pub struct Story {
    began: Instant,
    lines: Arc<Mutex<Vec<String>>>,
}

impl Default for Story {
    fn default() -> Self {
        Self { began: Instant::now(), lines: Arc::default() }
    }
}

impl Story {
    /// One more line.
    pub fn tell(&self, line: impl AsRef<str>) {
        let at = self.began.elapsed().as_millis();
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        lines.push(format!("{at:>7} ms  {}", line.as_ref()));
    }

    /// All of it.
    pub fn text(&self) -> String {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner).join("\n")
    }
}
