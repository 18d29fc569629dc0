//! How the desk stands, where every thread sees it without waiting for a command. Whoever changes it, changes it
//! here, and everybody is told.

use std::path::Path;
use std::sync::Mutex;

use super::events::{Bus, Events, held};
use super::settings::Settings;
use crate::error::DeskError;
use crate::views::{
    AlertView, DeskEvent, DeskState, DeskView, LeaseStateView, PlaceView, ProgressView, SettingsView,
    SyncState, SyncStateView,
};

/// See the module.
pub(super) struct Glance {
    bus: Bus,
    present: Mutex<Present>,
}

struct Present {
    state: DeskState,
    place: Option<PlaceView>,
    asks_name: bool,
    lease: Option<LeaseStateView>,
    member: Option<String>,
    settings: Settings,
    sync: SyncStateView,
}

impl Present {
    fn view(&self) -> DeskView {
        DeskView {
            state: self.state,
            settings: self.settings.view().clone(),
            sync: self.sync.clone(),
            asks_name: self.asks_name,
            member: self.member.clone().filter(|_| self.state == DeskState::Open),
            place: self.place.clone(),
            lease: self.lease,
            version: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }
}

impl Glance {
    pub fn new(home: &Path) -> Self {
        let sync = SyncStateView {
            state: SyncState::Idle,
            code: None,
            unsent: 0,
            drafts: 0,
            taken_in: true,
            waiting: 0,
            last_sync_ms: None,
        };
        let settings = Settings::open(home);
        let present = Present {
            state: DeskState::NoDevice,
            place: None,
            asks_name: false,
            lease: None,
            member: None,
            settings,
            sync,
        };
        Self { bus: Bus::default(), present: Mutex::new(present) }
    }

    pub fn view(&self) -> DeskView {
        held(&self.present).view()
    }

    pub fn sync(&self) -> SyncStateView {
        held(&self.present).sync.clone()
    }

    pub fn settings(&self) -> SettingsView {
        held(&self.present).settings.view().clone()
    }

    pub fn lock_after_ms(&self) -> i64 {
        i64::from(held(&self.present).settings.view().lock_after_min) * 60_000
    }

    /// Locked or without a device from now on.
    pub fn stand(&self, state: DeskState) -> DeskView {
        self.change(state, None, None)
    }

    /// Open from now on: whoever signed in was somewhere, and the device has a lease.
    pub fn stand_open(&self, place: Option<PlaceView>, lease: LeaseStateView) -> DeskView {
        self.change(DeskState::Open, place, Some(lease))
    }

    fn change(&self, state: DeskState, place: Option<PlaceView>, lease: Option<LeaseStateView>) -> DeskView {
        let mut present = held(&self.present);
        let was = present.state;
        (present.state, present.place, present.lease) = (state, place, lease);
        if was == DeskState::NoDevice && state != DeskState::NoDevice {
            present.settings.keep_from_now_on();
        }
        let view = present.view();
        // told under the lock, so that nobody hears of two changes in the wrong order
        self.bus.publish(&DeskEvent::Desk(view.clone()));
        view
    }

    /// Whether several members sign in, told if that is new; and who is signed in.
    pub fn seat(&self, asks_name: bool, member: Option<String>) {
        let mut present = held(&self.present);
        present.member = member;
        if std::mem::replace(&mut present.asks_name, asks_name) != asks_name {
            self.bus.publish(&DeskEvent::Desk(present.view()));
        }
    }

    /// How the lease of the open device stands; told if it is another way than before. Whether it is.
    pub fn change_lease(&self, lease: LeaseStateView) -> bool {
        let mut present = held(&self.present);
        let changed = present.lease.replace(lease) != Some(lease);
        if changed {
            self.bus.publish(&DeskEvent::Desk(present.view()));
        }
        changed
    }

    /// Where somebody is now. Nobody is told: it is the screen that said so.
    pub fn remember_place(&self, place: PlaceView) {
        held(&self.present).place = Some(place);
    }

    /// # Errors
    /// `settings.lock_after`, `desk.settings_not_kept`.
    pub fn save_settings(&self, settings: SettingsView) -> Result<SettingsView, DeskError> {
        let mut present = held(&self.present);
        present.settings.save(settings)?;
        self.bus.publish(&DeskEvent::Desk(present.view()));
        Ok(present.settings.view().clone())
    }

    /// Changes how the sync stands; told if it is another state than before.
    pub fn change_sync(&self, change: impl FnOnce(&mut SyncStateView)) {
        let mut present = held(&self.present);
        let before = present.sync.clone();
        change(&mut present.sync);
        if present.sync != before {
            self.bus.publish(&DeskEvent::Sync(present.sync.clone()));
        }
    }

    /// What screens show may be old.
    pub fn changed(&self) {
        self.bus.publish(&DeskEvent::Changed);
    }

    pub fn progress(&self, progress: app::Progressed) {
        let app::Progressed { what, done, total } = progress;
        self.bus.publish(&DeskEvent::Progress(ProgressView { what: what.to_owned(), done, total }));
    }

    pub fn alert(&self, alert: AlertView) {
        self.bus.publish(&DeskEvent::Alert(alert));
    }

    pub fn events(&self) -> Events {
        self.bus.receiver()
    }

    /// Events end.
    pub fn close(&self) {
        self.bus.close();
    }
}
