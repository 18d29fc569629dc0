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
    /// It was too long ago: only signing in makes up for it.
    over: bool,
}

impl Idle {
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        let last = Mutex::new(seen(&*clock));
        Self { clock, last }
    }

    /// Somebody is there.
    pub fn touch(&self) {
        let seen = seen(&*self.clock);
        *held(&self.last) = seen;
    }

    /// Whether nobody was there for `limit_ms`. It stays so until the next touch, whatever the limit is then.
    ///
    /// The steady clock stands still while a machine sleeps, the wall clock can be set back: the longer of both is
    /// believed, for the device must not stay open because of either.
    pub fn is_over(&self, limit_ms: i64) -> bool {
        let now = seen(&*self.clock);
        let mut last = held(&self.last);
        let steady = now.elapsed_ms.saturating_sub(last.elapsed_ms);
        let wall = now.now_ms.saturating_sub(last.now_ms);
        last.over |= steady.max(wall) >= limit_ms;
        last.over
    }

    /// Milliseconds on the steady clock: for spans, never for a date.
    pub fn elapsed_ms(&self) -> i64 {
        self.clock.elapsed_ms()
    }
}

fn seen(clock: &dyn Clock) -> Seen {
    Seen { elapsed_ms: clock.elapsed_ms(), now_ms: clock.now_ms(), over: false }
}
