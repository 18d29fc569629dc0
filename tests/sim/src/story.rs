//! The run in plain words, one line for each thing that happened.

use std::fmt::{self, Display};

/// See the module.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Story {
    lines: Vec<String>,
}

impl Story {
    /// One line: which step it was, when, who, what.
    pub fn tell(&mut self, step: Option<usize>, since_start_ms: i64, who: &str, what: impl Display) {
        let minutes = since_start_ms.div_euclid(60_000);
        let (day, hour, minute) = (minutes.div_euclid(1440), minutes.div_euclid(60) % 24, minutes % 60);
        let step = step.map_or_else(|| "   ".to_owned(), |number| format!("{number:>3}"));
        self.lines.push(format!("{step}  day {day} {hour:02}:{minute:02}  {who}: {what}"));
    }

    /// In order.
    pub fn lines(&self) -> &[String] {
        &self.lines
    }
}

impl Display for Story {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.lines.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}
