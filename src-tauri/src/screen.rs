//! The window itself: what it shows, where it stands, where it may go (nowhere else).

use crate::{closing, first_paint, stopped};
use api::views::SettingsView;
use tauri::plugin::TauriPlugin;
use tauri::webview::NewWindowResponse;
use tauri::{App, AppHandle, Manager, Runtime, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder};
use tauri_plugin_window_state::StateFlags;

/// Its label, which capabilities/main.json names.
const LABEL: &str = "main";
/// No name of a person, ever: titles are seen in task switchers and over shoulders.
const TITLE: &str = "Footbridge";
/// Asked by somebody who tests the window through WebDriver.
const AUTOMATION: &str = "TAURI_WEBVIEW_AUTOMATION";

/// Size and place are kept from one start to the next; whether it is visible is ours to decide.
pub fn remember_place<R: Runtime>() -> TauriPlugin<R> {
    let kept = StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED | StateFlags::FULLSCREEN;
    tauri_plugin_window_state::Builder::default().with_state_flags(kept).build()
}

/// Opens the screens in the colours of the settings.
pub fn open(app: &App, settings: &SettingsView) -> tauri::Result<()> {
    let window = builder(app, WebviewUrl::default())
        .initialization_script(first_paint::script(settings))
        .theme(first_paint::system_theme(settings.theme))
        .build()?;
    closing::when_asked(&window);
    paint(&window, settings)?;
    window.show()
}

/// Opens the page that says why there is no device.
pub fn open_stopped(app: &App) -> anyhow::Result<()> {
    let window = builder(app, WebviewUrl::CustomProtocol(stopped::address()?)).build()?;
    Ok(window.show()?)
}

fn builder<'a>(app: &'a App, page: WebviewUrl) -> WebviewWindowBuilder<'a, tauri::Wry, App> {
    WebviewWindowBuilder::new(app, LABEL, page)
        .title(TITLE)
        .inner_size(1280.0, 800.0)
        .min_inner_size(320.0, 480.0)
        .visible(false) // until its colours are set: no white flash at night
        .on_navigation(ours)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_download(|_, _| false)
        .general_autofill_enabled(false)
        // nothing that a page shows is kept on disk by the webview (WebDriver cannot drive such a window)
        .incognito(std::env::var_os(AUTOMATION).is_none())
}

/// The page may move within itself only.
fn ours(address: &Url) -> bool {
    let host = address.host_str().unwrap_or_default();
    match address.scheme() {
        "tauri" | stopped::SCHEME => host == "localhost",
        // how Windows writes the same two
        "http" | "https" if cfg!(windows) => {
            host.strip_suffix(".localhost").is_some_and(|name| name == "tauri" || name == stopped::SCHEME)
        }
        _ => false,
    }
}

/// The window's colours follow the settings while it is open.
pub fn dress(app: &AppHandle, settings: &SettingsView) {
    let Some(window) = app.get_webview_window(LABEL) else { return };
    let dressed =
        window.set_theme(first_paint::system_theme(settings.theme)).and_then(|()| paint(&window, settings));
    if let Err(error) = dressed {
        tracing::warn!("the window keeps its old colours: {error}");
    }
}

fn paint(window: &WebviewWindow, settings: &SettingsView) -> tauri::Result<()> {
    window.set_background_color(Some(first_paint::background(settings.theme, window.theme()?)))
}

/// Brings the window before the eyes of whoever started the program once more.
pub fn to_front(app: &AppHandle) {
    let Some(window) = app.get_webview_window(LABEL) else { return };
    let shown = window.unminimize().and_then(|()| window.show()).and_then(|()| window.set_focus());
    if let Err(error) = shown {
        tracing::warn!("the window cannot be brought to the front: {error}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_stays_where_it_is() {
        let goes = |address: &str| ours(&Url::parse(address).unwrap());
        assert!(goes("tauri://localhost/#/board"));
        assert!(goes("footbridge-stopped://localhost/"));
        for elsewhere in [
            "https://example.org/",
            "http://127.0.0.1/",
            "file:///etc/passwd",
            "tauri://example.org/",
            "data:,x",
        ] {
            assert!(!goes(elsewhere), "{elsewhere}");
        }
    }
}
