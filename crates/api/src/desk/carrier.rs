//! The thread that talks to the relay. It carries sealed segments only, so it works the same while the device is
//! locked; what it brings, it hands to the core.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::mpsc::Sender;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::Builder;
use std::time::Duration;

use app::net::Hint;
use app::{Courier, Delivery, Flow, Listener, Progress, Random, Stop, Wake};

use super::Shared;
use super::core::{Core, Job};
use super::events::held;
use crate::error::DeskError;
use crate::views::SyncState;

/// Hints that may wait; when there are more, the relay is asked about everything instead.
const HINTS_MAX: usize = 64;
/// Segments of one run from which on it is worth telling how far it is.
const WORTH_TELLING: u64 = 64;

/// What carries, and what it should do next.
#[derive(Default)]
pub(super) struct Carrier {
    orders: Mutex<Orders>,
    wake: Condvar,
}

#[derive(Default)]
struct Orders {
    /// To be picked up by the thread.
    waiting: Option<(Courier, Option<Listener>)>,
    /// Whether the thread has one.
    carrying: bool,
    /// Ends the waits of what the thread has.
    stops: Vec<Stop>,
    put_down: bool,
    stopped: bool,
    soon: bool,
    now: bool,
    hints: Vec<Hint>,
}

impl Orders {
    fn ends(&self) -> bool {
        self.put_down || self.stopped
    }

    fn urgent(&self) -> bool {
        self.now || !self.hints.is_empty() || self.ends()
    }
}

/// What the next run is for.
struct Errand {
    /// Somebody wants it now.
    now: bool,
    hints: Vec<Hint>,
}

impl Carrier {
    /// Gives the thread a courier, and a listener where the relay has hints.
    pub fn pick_up(&self, courier: Courier, listener: Option<Listener>) {
        let mut orders = held(&self.orders);
        if !orders.stopped {
            orders.waiting = Some((courier, listener));
            orders.put_down = false;
        }
        drop(orders);
        self.wake.notify_all();
    }

    /// Whether there is a courier.
    pub fn has_one(&self) -> bool {
        let orders = held(&self.orders);
        orders.carrying || orders.waiting.is_some()
    }

    /// Takes the courier away. When this returns nothing of it holds the mailbox any more.
    pub fn put_down(&self) {
        let mut orders = held(&self.orders);
        orders.waiting = None;
        orders.put_down = true;
        orders.stops.iter().for_each(Stop::set);
        self.wake.notify_all();
        let gone = self.wake.wait_while(orders, |orders| orders.carrying);
        drop(gone.unwrap_or_else(PoisonError::into_inner));
    }

    /// Ends the thread.
    pub fn stop(&self) {
        let mut orders = held(&self.orders);
        orders.stopped = true;
        orders.waiting = None;
        orders.stops.iter().for_each(Stop::set);
        drop(orders);
        self.wake.notify_all();
    }

    /// Something was authored: it goes out soon, with what else is authored until then.
    pub fn soon(&self) {
        self.order(|orders| orders.soon = true);
    }

    /// Somebody wants it now.
    pub fn now(&self) {
        self.order(|orders| orders.now = true);
    }

    fn hint(&self, wake: Wake) {
        self.order(|orders| match wake {
            Wake::Hint(hint) if orders.hints.len() < HINTS_MAX => orders.hints.push(hint),
            // what was said before is not known
            Wake::Listening | Wake::Hint(_) => orders.now = true,
        });
    }

    fn order(&self, change: impl FnOnce(&mut Orders)) {
        change(&mut held(&self.orders));
        self.wake.notify_all();
    }

    fn wait<'a>(
        &self,
        orders: MutexGuard<'a, Orders>,
        span: Duration,
        quiet: impl Fn(&Orders) -> bool,
    ) -> MutexGuard<'a, Orders> {
        let waited = self.wake.wait_timeout_while(orders, span, |orders| quiet(orders));
        waited.unwrap_or_else(PoisonError::into_inner).0
    }

    /// The next courier; none when the thread should end.
    fn next_courier(&self) -> Option<(Courier, Option<Listener>)> {
        let waited =
            self.wake.wait_while(held(&self.orders), |orders| !orders.stopped && orders.waiting.is_none());
        let mut orders = waited.unwrap_or_else(PoisonError::into_inner);
        let (courier, listener) = orders.waiting.take().filter(|_| !orders.stopped)?;
        orders.carrying = true;
        orders.stops = std::iter::once(courier.stop()).chain(listener.as_ref().map(Listener::stop)).collect();
        (orders.soon, orders.now) = (false, false);
        orders.hints.clear();
        Some((courier, listener))
    }

    /// Waits after a fault, unless there is something else to do.
    fn rest(&self, span: Duration) {
        drop(self.wait(held(&self.orders), span, |orders| !orders.ends() && orders.waiting.is_none()));
    }

    fn gone(&self) {
        self.order(|orders| {
            orders.carrying = false;
            orders.stops.clear();
        });
    }

    /// Waits for a reason to run, but no longer than `span`. None when the courier is to be put down.
    fn next_errand(&self, span: Duration, soon: Duration) -> Option<Errand> {
        let nothing = |orders: &Orders| !orders.soon && !orders.urgent();
        let mut orders = self.wait(held(&self.orders), span, nothing);
        if orders.soon {
            // what changes in this moment goes along
            orders = self.wait(orders, soon, |orders| !orders.urgent());
        }
        if orders.ends() {
            return None;
        }
        // a span that is over is a reason as good as any
        let now = std::mem::take(&mut orders.now) || (!orders.soon && orders.hints.is_empty());
        orders.soon = false;
        Some(Errand { now, hints: std::mem::take(&mut orders.hints) })
    }
}

/// Carries until told to stop.
pub(super) fn run(shared: &Shared, core: &Sender<Job>) {
    while let Some((courier, listener)) = shared.carrier.next_courier() {
        let carried = catch_unwind(AssertUnwindSafe(|| carry(shared, courier, listener, core)));
        shared.carrier.gone();
        if carried.is_err() {
            tracing::error!(code = DeskError::Panicked.code(), "carrying failed; it begins anew");
            shared.carrier.rest(shared.pace.longest);
            // fails only when the core has ended
            core.send(Box::new(|core: &mut Core| core.carry())).ok();
        }
    }
}

/// Carries until the courier is to be put down. Nothing of it is left when this returns.
fn carry(shared: &Shared, mut courier: Courier, listener: Option<Listener>, core: &Sender<Job>) {
    let stop = listener.as_ref().map(Listener::stop);
    std::thread::scope(|scope| {
        if let Some(mut listener) = listener {
            let listen = move || {
                while let Some(wake) = listener.next() {
                    shared.carrier.hint(wake);
                }
            };
            // without hints it looks from time to time all the same
            if let Err(error) = Builder::new().name("desk listener".to_owned()).spawn_scoped(scope, listen) {
                tracing::warn!(%error, "no thread to listen to the relay");
            }
        }
        // a fault in here must not leave the listener waiting
        let carried = catch_unwind(AssertUnwindSafe(|| {
            let mut span = Duration::ZERO;
            while let Some(errand) = shared.carrier.next_errand(span, shared.pace.soon) {
                span = shared.errand(&mut courier, errand, core);
            }
        }));
        if let Some(stop) = &stop {
            stop.set();
        }
        if let Err(fault) = carried {
            resume_unwind(fault);
        }
    });
}

impl Shared {
    /// One run; says how long to wait for the next when nothing happens.
    fn errand(&self, courier: &mut Courier, errand: Errand, core: &Sender<Job>) -> Duration {
        if errand.now {
            courier.hurry();
        }
        for hint in errand.hints {
            if let Err(error) = courier.hint(hint) {
                tracing::warn!(code = error.code(), "a hint of the relay is lost");
            }
        }
        self.glance.change_sync(|sync| sync.state = SyncState::Running);
        let report = |progressed: app::Progressed| {
            if progressed.total >= WORTH_TELLING {
                self.glance.progress(progressed);
            }
            Flow::Go
        };
        let delivery = match courier.run(0, &mut Progress::new(report)) {
            Ok(delivery) => delivery,
            Err(error) => {
                tracing::warn!(code = error.code(), "carrying failed");
                self.tell_outcome(SyncState::Refused, Some(error.code()));
                // what did come before it failed is looked at all the same
                core.send(Box::new(|core: &mut Core| core.deliver(Delivery::default()))).ok();
                return self.jittered(self.pace.longest);
            }
        };
        let span = self.told(&delivery);
        // fails only when the core has ended: what came waits in the mailbox
        core.send(Box::new(move |core: &mut Core| core.deliver(delivery))).ok();
        span
    }

    /// Tells how the run ended.
    fn told(&self, delivery: &Delivery) -> Duration {
        if delivery.up_to_date {
            self.tell_outcome(SyncState::Idle, None);
            return self.jittered(self.pace.regular);
        }
        let code = delivery.notices.last().map(|notice| notice.code);
        let state = code.map(|code| if is_silence(code) { SyncState::Offline } else { SyncState::Refused });
        // nothing was said: it waits, and what stood in the way still does
        let state = state.unwrap_or(SyncState::Offline);
        self.tell_outcome(state, code);
        let longest = self.jittered(self.pace.longest);
        let now_ms = self.platform.clock.now_ms();
        let wanted = delivery.wake_at_ms.map(|at_ms| at_ms.saturating_sub(now_ms).max(0));
        let wanted = wanted.and_then(|wait_ms| u64::try_from(wait_ms).ok()).map(Duration::from_millis);
        wanted.unwrap_or(longest).min(longest)
    }

    fn tell_outcome(&self, state: SyncState, code: Option<&str>) {
        self.glance.change_sync(|sync| {
            sync.state = state;
            if code.is_some() || state == SyncState::Idle {
                sync.code = code.map(str::to_owned);
            }
        });
    }

    /// Between four fifths of `span` and all of it: not every device at once.
    fn jittered(&self, span: Duration) -> Duration {
        let mut byte = [0];
        self.platform.random.clone().fill(&mut byte);
        let [byte] = byte;
        span.mul_f64(0.8 + 0.2 * f64::from(byte) / 255.0)
    }
}

/// Codes that say that nobody answers as a relay does: no network, a captive portal. Everything else is something
/// that a relay said.
fn is_silence(code: &str) -> bool {
    matches!(code, "sync.relay_unreachable" | "sync.relay_slow" | "sync.relay_garbage" | "sync.stopped")
}
