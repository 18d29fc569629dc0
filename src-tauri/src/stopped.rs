//! The page that says why no device could be opened. It stands apart from the screens: they need a device to know
//! their language and their colours, so it says everything in both languages.

use std::borrow::Cow;
use tauri::http::{Response, header};
use tauri::{AppHandle, Manager, Url};

/// The address of the page is of a scheme of its own: nothing else is served there.
pub const SCHEME: &str = "footbridge-stopped";

/// No script, no picture, nothing from elsewhere; its one style sheet stands in it.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// Why there is no device.
pub struct Stopped {
    code: String,
    message: String,
}

impl From<api::ApiError> for Stopped {
    fn from(error: api::ApiError) -> Self {
        Self { code: error.code, message: error.message }
    }
}

/// Where the page is.
pub fn address() -> anyhow::Result<Url> {
    let address =
        if cfg!(windows) { format!("http://{SCHEME}.localhost/") } else { format!("{SCHEME}://localhost/") };
    Ok(Url::parse(&address)?)
}

/// The page, whatever was asked for.
pub fn answer(app: &AppHandle) -> Response<Cow<'static, [u8]>> {
    let page = app.try_state::<Stopped>().map(|stopped| page(&stopped)).unwrap_or_default();
    let mut response = Response::new(Cow::Owned(page.into_bytes()));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, header::HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::CONTENT_SECURITY_POLICY, header::HeaderValue::from_static(POLICY));
    response
}

fn page(stopped: &Stopped) -> String {
    let [en, es] = words(&stopped.code);
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Footbridge</title><style>{STYLE}\
         </style></head><body><main><h1>{}</h1><p>{}</p><div lang=\"es\"><h2>{}</h2><p>{}</p></div>\
         <p class=\"code\">{} [{}]</p></main></body></html>",
        en.0,
        en.1,
        es.0,
        es.1,
        escaped(&stopped.message),
        escaped(&stopped.code),
    )
}

/// Heading and advice, in English and in Spanish.
fn words(code: &str) -> [(&'static str, &'static str); 2] {
    if code.ends_with("_in_use") {
        return [
            (
                "Footbridge is already open on this device",
                "Another Footbridge program uses the same files: a window, a browser page or a command. \
                 Go on there, or close it and start again. Nothing is lost.",
            ),
            (
                "Footbridge ya está abierto en este dispositivo",
                "Otro programa de Footbridge usa los mismos archivos: una ventana, una página del navegador o un \
                 comando. Continúe ahí, o ciérrelo e inicie de nuevo. No se ha perdido nada.",
            ),
        ];
    }
    [
        (
            "Footbridge could not open its files",
            "Nothing was changed. Close this window and start again; if it stays like this, give the code below to \
             whoever looks after this device.",
        ),
        (
            "Footbridge no pudo abrir sus archivos",
            "No se cambió nada. Cierre esta ventana e inicie de nuevo; si sigue igual, dé el código de abajo a quien \
             cuida este dispositivo.",
        ),
    ]
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

const STYLE: &str = "html{color-scheme:light dark;font:18px/1.5 system-ui,sans-serif}\
body{margin:0;min-height:100vh;display:grid;place-items:center}main{max-width:34rem;padding:2rem}\
h1{font-size:1.6rem;line-height:1.25}h2{font-size:1.2rem}.code{font-family:monospace;overflow-wrap:anywhere}";

#[cfg(test)]
mod tests {
    use super::*;

    fn page_of(code: &str, message: &str) -> String {
        page(&Stopped { code: code.into(), message: message.into() })
    }

    #[test]
    fn the_code_and_the_reason_are_said_in_both_languages() {
        let page = page_of("store.home_in_use", "this home is already in use by another process");
        assert!(page.contains("[store.home_in_use]"));
        assert!(page.contains("already open on this device") && page.contains("ya está abierto"));
        assert!(page_of("vault.unreadable", "x").contains("could not open its files"));
    }

    #[test]
    fn a_path_in_the_message_stays_text() {
        assert!(page_of("x.y", "<script>&").contains("&lt;script&gt;&amp;"));
    }
}
