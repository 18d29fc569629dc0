//! What every answer carries, and how a refusal looks.

use api::views::Language;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode, header};

use crate::error::Refusal;

/// Nothing but the station's own files and calls; no frame, no form, no base, no inline script or style.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; \
     img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const PERMISSIONS_POLICY: &str = "camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), \
     bluetooth=(), payment=(), display-capture=()";

const ON_EVERY_ANSWER: [(HeaderName, &str); 7] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), PERMISSIONS_POLICY),
];

/// Puts the common headers on an answer; it is kept nowhere unless it says otherwise itself.
pub(crate) fn sealed(mut answer: Response<Body>) -> Response<Body> {
    let headers = answer.headers_mut();
    for (name, value) in ON_EVERY_ANSWER {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    answer
}

/// JSON, made already.
pub(crate) fn json(status: StatusCode, body: impl Into<Body>) -> Response<Body> {
    let mut answer = Response::new(body.into());
    *answer.status_mut() = status;
    answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    answer
}

/// A refusal: a small page for somebody who came with a browser, JSON as of any error for everything else.
pub(crate) fn refused(refusal: Refusal, as_page: Option<Language>) -> Response<Body> {
    let mut answer = match as_page {
        Some(language) => page(refusal, language),
        None => json(
            refusal.status(),
            serde_json::json!({ "code": refusal.code(), "message": refusal.to_string(), "issues": [] })
                .to_string(),
        ),
    };
    if refusal == Refusal::Method {
        // only files are for GET and HEAD alone; the other addresses say so before this default is used
        let allow = HeaderValue::from_static("GET, HEAD");
        answer.headers_mut().entry(header::ALLOW).or_insert(allow);
    }
    answer
}

fn page(refusal: Refusal, language: Language) -> Response<Body> {
    let lang = match language {
        Language::En => "en",
        Language::Es => "es",
    };
    let (sentence, code) = (refusal.sentence(language), refusal.code());
    let body = format!(
        "<!doctype html><html lang=\"{lang}\"><head><meta charset=\"utf-8\"><meta name=\"color-scheme\" \
         content=\"light dark\"><title>Footbridge</title></head><body><h1>Footbridge</h1><p>{sentence}</p>\
         <p><code>{code}</code></p></body></html>"
    );
    let mut answer = Response::new(Body::from(body));
    *answer.status_mut() = refusal.status();
    let html = HeaderValue::from_static("text/html; charset=utf-8");
    answer.headers_mut().insert(header::CONTENT_TYPE, html);
    answer
}

/// Whether whoever asks would rather read a page.
pub(crate) fn wants_page(method: &Method, headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    method == Method::GET && accept.contains("text/html")
}
