//! A notice of the system's that somebody pressed: the window comes to the front and opens what it was about.

use crate::screen;
use tauri::{AppHandle, Emitter};
use tauri_plugin_notification::NotificationExt;

/// What the page hears, with the notice's number.
const PRESSED: &str = "footbridge-notice";

/// From now on presses are told to the page.
pub fn listen(app: &AppHandle) -> anyhow::Result<()> {
    let to = app.clone();
    app.notification().on_action(move |pressed| {
        screen::to_front(&to);
        let Some(notice) = pressed.notification() else { return };
        if let Err(error) = to.emit(PRESSED, notice.id()) {
            tracing::warn!("a pressed notice did not reach the page: {error}");
        }
    })?;
    Ok(())
}
