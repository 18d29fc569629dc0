//! How a screen stands: locked or open, its settings, how the background sync goes, and what happens meanwhile.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::LeaseStateView;

/// Whether records can be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DeskState {
    /// No device is set up in this home yet.
    NoDevice,
    /// Set up; nobody is signed in. Sealed segments go on moving.
    Locked,
    /// Somebody is signed in.
    Open,
}

/// Language of the screens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// English.
    En,
    /// Spanish.
    Es,
}

/// Colours of the screens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the system says.
    Auto,
    /// Light.
    Day,
    /// Dark, low in blue.
    Night,
    /// High contrast.
    Contrast,
}

/// Size of text and targets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Size {
    /// Targets of 48 px.
    Normal,
    /// Larger text.
    Large,
    /// Glove mode: targets of 72 px.
    Glove,
}

/// What a device remembers about its screen. No secret is in it: it is readable while locked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SettingsView {
    /// Language of the screens.
    pub language: Language,
    /// Colours.
    pub theme: Theme,
    /// Sizes.
    pub size: Size,
    /// Whether a new offer, a decline or a clock makes a sound.
    pub sound: bool,
    /// Minutes without a touch until the device locks itself: 1 to 30 (CJIS Security Policy 6.0, AC-11).
    pub lock_after_min: u32,
}

/// Where somebody was in the app, so that it opens there again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PlaceView {
    /// The screen's address within the app.
    pub route: String,
    /// The field that had the focus; empty when none.
    pub focus: String,
}

/// What the background sync is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SyncState {
    /// Nothing to do.
    Idle,
    /// Sending or fetching.
    Running,
    /// The relay does not answer; tried again by itself.
    Offline,
    /// The relay refused, or said what cannot be true; see the code.
    Refused,
}

/// How the background sync stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SyncStateView {
    /// What it is at.
    pub state: SyncState,
    /// The stable code of what stands in the way, if anything does.
    pub code: Option<String>,
    /// Changes not yet at the relay.
    pub unsent: u64,
    /// Drafts on this device only; 0 while locked before the first unlock.
    pub drafts: u64,
    /// Whether everything that came in is part of records; not while locked.
    pub taken_in: bool,
    /// Segments received while locked that wait to be opened.
    pub waiting: u64,
    /// When everything was last in step with the relay, milliseconds since 1970.
    pub last_sync_ms: Option<i64>,
}

/// The desk as a whole.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct DeskView {
    /// Whether records can be seen.
    pub state: DeskState,
    /// Settings.
    pub settings: SettingsView,
    /// The background sync.
    pub sync: SyncStateView,
    /// Whether a sign-in name is asked beside the passphrase: several members use this device.
    pub asks_name: bool,
    /// The member signed in; only while open. What a screen keeps in memory is that member's.
    pub member: Option<String>,
    /// Where somebody was; only while open.
    pub place: Option<PlaceView>,
    /// How long what others recorded is still shown; only while open.
    pub lease: Option<LeaseStateView>,
    /// This program's version.
    pub version: String,
}

/// What somebody should be told although they do not look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AlertKind {
    /// A handoff was offered to this agency.
    Offer,
    /// A handoff that this agency answers for was declined.
    Declined,
    /// A clock of this agency is about to be missed.
    Clock,
    /// Something arrived while locked.
    Arrived,
}

/// An alert: never with a name in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AlertView {
    /// What about.
    pub kind: AlertKind,
    /// The record to open; absent while locked.
    pub record: Option<String>,
    /// `handoff` or `follow_up`; absent while locked.
    pub record_kind: Option<String>,
    /// Until when, for a clock or an offer, milliseconds since 1970.
    pub due_ms: Option<i64>,
}

/// How far a long job is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ProgressView {
    /// What is counted: `rows`, `records`, `segments`, …
    pub what: String,
    /// Done so far.
    pub done: u64,
    /// Of how many; 0 when nobody knows yet.
    pub total: u64,
}

/// What happens while nobody asks: pushed to every screen of this device.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(tag = "event", content = "is", rename_all = "snake_case")]
pub enum DeskEvent {
    /// Locked, unlocked, set up, or settings changed.
    Desk(DeskView),
    /// The background sync moved on.
    Sync(SyncStateView),
    /// Records changed that others wrote, or another screen of this device: what is shown may be old.
    Changed,
    /// A long job moved on.
    Progress(ProgressView),
    /// Somebody should be told.
    Alert(AlertView),
}
