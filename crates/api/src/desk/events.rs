//! Events to any number of screens. A receiver holds at most one `sync`, one `changed` and one `progress`, the
//! newest; `desk` and `alert` wait in their order and are never lost.

use std::collections::VecDeque;
use std::mem::discriminant;
use std::sync::mpsc::RecvTimeoutError;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use crate::views::DeskEvent;

/// Events that may wait for one receiver. One that is so far behind hears nothing any more: it is ended, comes
/// back as a new one and starts from the present state.
const WAITING_MAX: usize = 1024;

/// Takes a lock whose holder may have panicked: what it guards is whole after every statement.
pub(super) fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[derive(Default)]
struct Waiting {
    events: VecDeque<DeskEvent>,
    ended: bool,
}

#[derive(Default)]
struct Inbox {
    waiting: Mutex<Waiting>,
    wake: Condvar,
}

impl Inbox {
    fn put(&self, event: &DeskEvent) {
        let mut waiting = held(&self.waiting);
        if waiting.ended {
            return;
        }
        if matches!(event, DeskEvent::Sync(_) | DeskEvent::Changed | DeskEvent::Progress(_)) {
            waiting.events.retain(|older| discriminant(older) != discriminant(event));
        }
        if waiting.events.len() < WAITING_MAX {
            waiting.events.push_back(event.clone());
        } else {
            waiting.ended = true;
        }
        drop(waiting);
        self.wake.notify_all();
    }

    fn end(&self) {
        held(&self.waiting).ended = true;
        self.wake.notify_all();
    }
}

/// A receiver of its own: hears every event from when it was made. Ends when the desk closes.
pub struct Events {
    inbox: Arc<Inbox>,
}

impl Events {
    /// The next event, waiting for it so long at most.
    ///
    /// # Errors
    /// `Timeout` when none came; `Disconnected` when the desk is closed and all was heard.
    pub fn recv_timeout(&self, wait: Duration) -> Result<DeskEvent, RecvTimeoutError> {
        let waiting = held(&self.inbox.waiting);
        let nothing = |waiting: &mut Waiting| waiting.events.is_empty() && !waiting.ended;
        let waited = self.inbox.wake.wait_timeout_while(waiting, wait, nothing);
        let (mut waiting, _) = waited.unwrap_or_else(PoisonError::into_inner);
        match waiting.events.pop_front() {
            Some(event) => Ok(event),
            None if waiting.ended => Err(RecvTimeoutError::Disconnected),
            None => Err(RecvTimeoutError::Timeout),
        }
    }
}

impl Iterator for Events {
    type Item = DeskEvent;

    /// Waits for the next event; none when the desk is closed.
    fn next(&mut self) -> Option<DeskEvent> {
        let waiting = held(&self.inbox.waiting);
        let nothing = |waiting: &mut Waiting| waiting.events.is_empty() && !waiting.ended;
        let waited = self.inbox.wake.wait_while(waiting, nothing);
        waited.unwrap_or_else(PoisonError::into_inner).events.pop_front()
    }
}

/// Where events are published.
#[derive(Default)]
pub(super) struct Bus {
    receivers: Mutex<Receivers>,
}

#[derive(Default)]
struct Receivers {
    inboxes: Vec<Weak<Inbox>>,
    closed: bool,
}

impl Bus {
    pub fn publish(&self, event: &DeskEvent) {
        // receivers that went away are forgotten here
        held(&self.receivers).inboxes.retain(|inbox| {
            let inbox = inbox.upgrade();
            inbox.inspect(|inbox| inbox.put(event)).is_some()
        });
    }

    pub fn receiver(&self) -> Events {
        let inbox = Arc::new(Inbox::default());
        let mut receivers = held(&self.receivers);
        if receivers.closed {
            inbox.end();
        } else {
            receivers.inboxes.push(Arc::downgrade(&inbox));
        }
        Events { inbox }
    }

    /// Nothing more comes. What waits can still be heard.
    pub fn close(&self) {
        let mut receivers = held(&self.receivers);
        receivers.closed = true;
        receivers.inboxes.drain(..).filter_map(|inbox| inbox.upgrade()).for_each(|inbox| inbox.end());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::{AlertKind, AlertView, ProgressView};

    fn progress(done: u64) -> DeskEvent {
        DeskEvent::Progress(ProgressView { what: "rows".to_owned(), done, total: 0 })
    }

    fn alert(due_ms: i64) -> DeskEvent {
        let kind = AlertKind::Clock;
        DeskEvent::Alert(AlertView { kind, record: None, record_kind: None, due_ms: Some(due_ms) })
    }

    fn heard(events: Events) -> Vec<String> {
        events.map(|event| serde_json::to_string(&event).unwrap()).collect()
    }

    #[test]
    fn a_slow_receiver_keeps_the_newest_and_every_alert() {
        let bus = Bus::default();
        let events = bus.receiver();
        for event in [progress(1), alert(1), DeskEvent::Changed, alert(2), progress(2), DeskEvent::Changed] {
            bus.publish(&event);
        }
        bus.close();
        let expect = [alert(1), alert(2), progress(2), DeskEvent::Changed];
        assert_eq!(heard(events), expect.map(|event| serde_json::to_string(&event).unwrap()));
    }

    #[test]
    fn a_receiver_that_never_reads_is_ended_not_fed_for_ever() {
        let bus = Bus::default();
        let (never_reads, reads) = (bus.receiver(), bus.receiver());
        let limit = i64::try_from(WAITING_MAX).unwrap();
        for at in 0..=limit {
            bus.publish(&alert(at));
            assert!(reads.recv_timeout(Duration::ZERO).is_ok());
        }
        assert_eq!(reads.recv_timeout(Duration::ZERO).err(), Some(RecvTimeoutError::Timeout));
        assert_eq!(heard(never_reads).len(), WAITING_MAX);
    }

    #[test]
    fn after_closing_receivers_end_old_and_new() {
        let bus = Bus::default();
        let old = bus.receiver();
        bus.close();
        assert_eq!(old.recv_timeout(Duration::MAX).err(), Some(RecvTimeoutError::Disconnected));
        assert_eq!(bus.receiver().count(), 0);
    }
}
