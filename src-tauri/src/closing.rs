//! The end of the window: what stands on the page is saved first.

use crate::rpc::Calls;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tauri::{AppHandle, Manager, WebviewWindow, WindowEvent};

/// How long a page may take to hand over what was typed last. A page that hangs must not hold the window open:
/// everything older is on disk already.
const PATIENCE: Duration = Duration::from_secs(2);
/// One save may lead to the next (the one waiting behind it), so calls must have been still for this long.
const STILL: Duration = Duration::from_millis(150);
const LOOK_EVERY: Duration = Duration::from_millis(10);

/// The page is told that it goes, exactly as a browser tells a page; then it says that it has heard.
const TELL: &str = r#"
window.dispatchEvent(new PageTransitionEvent("pagehide"));
Promise.resolve().then(() => window.__TAURI_INTERNALS__.invoke("leave"));
"#;

/// How far the end is.
#[derive(Default)]
pub struct Closing {
    begun: AtomicBool,
    heard: AtomicBool,
}

/// The page has handed over what it had.
#[tauri::command]
pub fn leave(closing: tauri::State<'_, Closing>) {
    closing.heard.store(true, Ordering::SeqCst);
}

/// Closing the window saves first and ends the program then.
pub fn when_asked(window: &WebviewWindow) {
    let asked = window.clone();
    window.on_window_event(move |event| {
        let WindowEvent::CloseRequested { api, .. } = event else { return };
        if asked.try_state::<api::Desk>().is_none() {
            return; // a page without a device has nothing to save
        }
        api.prevent_close();
        begin(&asked);
    });
}

fn begin(window: &WebviewWindow) {
    let app = window.app_handle().clone();
    if app.state::<Closing>().begun.swap(true, Ordering::SeqCst) {
        return; // asked twice
    }
    let told = window.eval(TELL);
    if let Err(error) = told {
        tracing::warn!("the page could not be told of the end: {error}");
        app.exit(0);
        return;
    }
    let wait = {
        let app = app.clone();
        move || {
            wait(&app);
            app.exit(0);
        }
    };
    if let Err(error) = std::thread::Builder::new().name("closing".into()).spawn(wait) {
        tracing::warn!("ends without waiting for the page: {error}");
        app.exit(0);
    }
}

fn wait(app: &AppHandle) {
    let (closing, calls) = (app.state::<Closing>(), app.state::<Calls>());
    let began = Instant::now();
    let mut still_since = began;
    while began.elapsed() < PATIENCE {
        if !closing.heard.load(Ordering::SeqCst) || !calls.idle() {
            still_since = Instant::now();
        } else if still_since.elapsed() >= STILL {
            return;
        }
        std::thread::sleep(LOOK_EVERY);
    }
    tracing::warn!("the page did not finish in time; what it had saved is kept");
}
