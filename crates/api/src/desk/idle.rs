//! How long nobody has touched the screen.

use std::sync::{Arc, Mutex};

use app::clock::Clock;

use super::events::held;

/// When somebody was last there, by both clocks.
pub(super) struct Idle {
    clock: Arc<dyn Clock>,
    last: Mutex<Seen>,
}

#[derive(Clone, Copy)]
struct Seen {
    elapsed_ms: i64,
    now_ms: i64,
}

impl Idle {
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        let seen = Seen { elapsed_ms: clock.elapsed_ms(), now_ms: clock.now_ms() };
        Self { clock, last: Mutex::new(seen) }
    }

    fn seen(&self) -> Seen {
        Seen { elapsed_ms: self.clock.elapsed_ms(), now_ms: self.clock.now_ms() }
    }

    /// Somebody is there.
    pub fn touch(&self) {
        let seen = self.seen();
        *held(&self.last) = seen;
    }

    /// Milliseconds since somebody was there. The steady clock stands still while a machine sleeps, the wall clock
    /// can be set back: the longer of both is believed, for the device must not stay open because of either.
    pub fn idle_ms(&self) -> i64 {
        let (seen, last) = (self.seen(), *held(&self.last));
        let steady = seen.elapsed_ms.saturating_sub(last.elapsed_ms);
        let wall = seen.now_ms.saturating_sub(last.now_ms);
        steady.max(wall).max(0)
    }

    /// Milliseconds on the steady clock: for spans, never for a date.
    pub fn elapsed_ms(&self) -> i64 {
        self.clock.elapsed_ms()
    }
}
