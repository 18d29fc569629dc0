//! Ending what waits: one switch that a thread blocked on the network or on the clock hears at once.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;

/// A switch that is set once and stays set. Clones are the same switch.
///
/// Everything in this crate that can block for longer than a disk takes waits for it beside what it waits for: a
/// call to a relay that is silent, the pause before the next try, the next hint. So a device is closed without
/// waiting for a dead relay, and nothing keeps its files' locks for longer than the thread needs to return.
#[derive(Clone, Default)]
pub struct Stop(Arc<Switch>);

#[derive(Default)]
struct Switch {
    set: Mutex<bool>,
    told: Condvar,
    tasks: Notify,
}

impl Stop {
    /// A switch that is not set.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets it: whoever waits returns.
    pub fn set(&self) {
        *self.0.set.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.0.told.notify_all();
        self.0.tasks.notify_waiters();
    }

    /// Whether it was set.
    pub fn is_set(&self) -> bool {
        *self.0.set.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until it is set, but no longer than `span`. Whether it is set.
    pub fn wait(&self, span: Duration) -> bool {
        let set = self.0.set.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.0.told.wait_timeout_while(set, span, |set| !*set);
        *waited.unwrap_or_else(PoisonError::into_inner).0
    }

    /// As [`Stop::wait`], for a task, and for as long as it takes.
    pub(crate) async fn stopped(&self) {
        loop {
            // made before the look: what is set in between is heard
            let told = self.0.tasks.notified();
            if self.is_set() {
                return;
            }
            told.await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Longer than any test may take: who waits that long has not heard.
    const FOR_EVER: Duration = Duration::from_secs(3600);

    #[test]
    fn a_thread_and_a_task_hear_it_before_and_while_they_wait() {
        let stop = Stop::new();
        assert!(!stop.wait(Duration::ZERO));
        let waits = stop.clone();
        let thread = std::thread::spawn(move || waits.wait(FOR_EVER));
        let waits = stop.clone();
        let task = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            runtime.block_on(waits.stopped());
        });
        stop.set();
        assert!(thread.join().unwrap());
        task.join().unwrap();
        assert!(stop.is_set() && stop.wait(FOR_EVER));
    }
}
