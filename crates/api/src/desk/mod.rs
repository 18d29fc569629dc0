//! One device in use at one screen, whoever draws it: signing in and out, commands one by one, and the sync in the
//! background.
//!
//! Three kinds of threads meet here. The **core** owns the device and carries commands out in their order; between
//! them it takes in what came, slice by slice. The **carrier** talks to the relay and knows only sealed segments, so it
//! works while the device is locked. Hosts call from threads of their own. Nobody waits for the network but who asked
//! for it.

mod alerts;
mod call;
mod carrier;
mod commands;
mod core;
mod effect;
mod events;
#[cfg(feature = "fuzz")]
pub mod fuzz;
mod glance;
mod guest;
pub use guest::may_enrol;
mod idle;
mod intake;
mod seat;
mod settings;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Sender, channel, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

use app::{Passphrase, Platform, Stop, VoiceGuest};

use self::carrier::Carrier;
use self::core::{Core, Job};
use self::events::held;
use self::glance::Glance;
use self::idle::Idle;
use crate::error::{ApiError, DeskError};
use crate::views::{DeskView, SettingsView};

pub use self::call::CALL_MAX_BYTES;
pub use self::events::Events;

/// How often the desk does what it does by itself. Tests are in more of a hurry than people.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// The desk looks at the clock at least so often: for the lock, and for clocks of the field about to be missed.
    pub tick: Duration,
    /// From a change to the sync that sends it: what changes meanwhile goes along.
    pub soon: Duration,
    /// Between two syncs that nothing caused, up to a fifth more or less.
    pub regular: Duration,
    /// Between two tries while the relay does not answer, at most, up to a fifth less.
    pub longest: Duration,
}

impl Pace {
    /// As it is shipped.
    pub const DESIGNED: Self = Self {
        tick: Duration::from_secs(2),
        soon: Duration::from_millis(200),
        regular: Duration::from_secs(30),
        longest: Duration::from_secs(60),
    };
}

/// What a desk stands on.
pub struct DeskOptions {
    /// Time, chance and the way to the relay.
    pub platform: Platform,
    /// How often it does what it does by itself.
    pub pace: Pace,
}

impl Default for DeskOptions {
    /// The operating system's, as shipped.
    fn default() -> Self {
        Self { platform: Platform::system(), pace: Pace::DESIGNED }
    }
}

/// What all threads of a desk share.
struct Shared {
    home: PathBuf,
    platform: Platform,
    pace: Pace,
    glance: Glance,
    idle: Idle,
    carrier: Carrier,
    /// Ends what the device itself asks of the network: an invitation, an enrolment.
    device_line: Mutex<Stop>,
    /// The command that runs should stop.
    cancel: AtomicBool,
    /// Somebody locks: every long command before that stops.
    locking: AtomicBool,
    closing: AtomicBool,
    /// A device that is set up by voice.
    guest: Mutex<Option<VoiceGuest>>,
}

impl Shared {
    /// A world for a device, whose waits end when the desk closes.
    fn device_platform(&self) -> Platform {
        let platform = self.platform.another();
        self.hold_line(platform.stop.clone());
        platform
    }

    /// From now on this ends what the device asks of the network.
    fn hold_line(&self, stop: Stop) {
        *held(&self.device_line) = stop.clone();
        if self.closing.load(Ordering::SeqCst) {
            stop.set();
        }
    }
}

/// A handle to the desk: cheap to clone, usable from every thread. Dropping the last one closes the desk.
#[derive(Clone)]
pub struct Desk {
    inner: Arc<Inner>,
}

struct Inner {
    shared: Arc<Shared>,
    jobs: Sender<Job>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

impl Desk {
    /// Opens the device that lives in `home`, locked, and starts its sync; or a desk without a device, which waits
    /// to be enrolled.
    ///
    /// # Errors
    /// `store.home_in_use` and others of the device's files; `desk.no_thread` when the system gives no thread.
    pub fn open(home: &Path, options: DeskOptions) -> Result<Self, ApiError> {
        let DeskOptions { platform, pace } = options;
        let shared = Arc::new(Shared {
            home: home.to_owned(),
            glance: Glance::new(home),
            idle: Idle::new(Arc::clone(&platform.clock)),
            carrier: Carrier::default(),
            device_line: Mutex::new(Stop::new()),
            cancel: AtomicBool::new(false),
            locking: AtomicBool::new(false),
            closing: AtomicBool::new(false),
            guest: Mutex::new(None),
            platform,
            pace,
        });
        let (jobs, queue) = channel();
        let desk = Self {
            inner: Arc::new(Inner { shared: Arc::clone(&shared), jobs, threads: Mutex::new(Vec::new()) }),
        };
        let core = Arc::clone(&shared);
        desk.start("core", move || Core::new(core).run(&queue))?;
        let to_core = desk.inner.jobs.clone();
        desk.start("carrier", move || carrier::run(&shared, &to_core))?;
        desk.ask(Core::open_locked)?;
        Ok(desk)
    }

    fn start(&self, name: &str, work: impl FnOnce() + Send + 'static) -> Result<(), ApiError> {
        let thread = Builder::new().name(format!("desk {name}")).spawn(work);
        let thread = thread.map_err(|error| DeskError::NoThread(error.to_string()))?;
        held(&self.inner.threads).push(thread);
        Ok(())
    }

    /// Has the core do something and waits for it.
    fn ask<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Core) -> Result<T, ApiError> + Send + 'static,
    ) -> Result<T, ApiError> {
        let (reply, answer) = sync_channel(1);
        let job = move |core: &mut Core| {
            let done = core.guarded(work);
            if reply.send(done).is_err() {
                tracing::debug!("nobody waits for this answer any more");
            }
        };
        self.inner.jobs.send(Box::new(job)).map_err(|_| DeskError::Closed)?;
        answer.recv().map_err(|_| DeskError::Closed)?
    }

    /// Carries out one call: `{"command": …, "args": …}` → the answer's JSON. Blocks until it is done.
    ///
    /// # Errors
    /// `call.*`, `desk.*`, and those of the command.
    pub fn call(&self, call: &str) -> Result<String, ApiError> {
        match call::read(call)? {
            call::Call::Desk(command) => self.about_the_desk(command),
            call::Call::Device(name, command) => self.ask(move |core| core.command(&name, *command)),
        }
    }

    /// Signs in.
    ///
    /// # Errors
    /// `vault.wrong_passphrase`, `home.no_device`, `home.unfinished`, `store.*`.
    pub fn unlock(&self, passphrase: &Passphrase) -> Result<DeskView, ApiError> {
        let passphrase = passphrase.clone();
        self.ask(move |core| core.unlock(&passphrase))
    }

    /// A receiver of its own, which hears what happens from now on.
    pub fn events(&self) -> Events {
        self.inner.shared.glance.events()
    }

    /// How the desk stands; never waits for a command.
    pub fn view(&self) -> DeskView {
        self.inner.shared.glance.view()
    }

    /// The settings, for the first paint; never waits for a command.
    pub fn settings(&self) -> SettingsView {
        self.inner.shared.glance.settings()
    }

    /// Stops what runs, ends the threads and releases the home. What was saved is safe without it. Calls that wait
    /// get `desk.closed`.
    pub fn close(&self) {
        self.inner.close();
    }
}

impl Inner {
    fn close(&self) {
        self.shared.closing.store(true, Ordering::SeqCst);
        held(&self.shared.device_line).set();
        self.shared.carrier.stop();
        // fails only when the core has ended already
        self.jobs.send(Box::new(Core::close)).ok();
        let threads: Vec<_> = held(&self.threads).drain(..).collect();
        for thread in threads {
            if thread.join().is_err() {
                tracing::error!(code = DeskError::Panicked.code(), "a thread of the desk failed");
            }
        }
        self.shared.glance.close();
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.close();
    }
}
