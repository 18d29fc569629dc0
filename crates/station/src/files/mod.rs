//! The built interface: out of this program, or out of a folder while somebody works on it.

mod folder;
mod page;

use std::path::Path;

use api::views::SettingsView;
use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, Response, StatusCode, header};

use crate::error::{Refusal, StationError};
use folder::Folder;

/// The one page; all other screens are addresses within it.
const PAGE: &str = "index.html";
/// Where the interface's build puts files whose names change with their content.
const NAMED_BY_CONTENT: &str = "assets/";

/// A file that was built into this program.
#[derive(Debug)]
struct Embedded {
    path: &'static str,
    tag: &'static str,
    bytes: &'static [u8],
}

static EMBEDDED: &[Embedded] = include!(concat!(env!("OUT_DIR"), "/ui.rs"));

/// Where the interface's files come from.
#[derive(Clone, Debug)]
pub struct Files(From);

#[derive(Clone, Debug)]
enum From {
    Program(&'static [Embedded]),
    Folder(Folder),
}

/// A file as it is served.
struct File {
    bytes: Bytes,
    /// Tells this content from another; none for a file that may change under our hands.
    tag: Option<&'static str>,
}

impl Files {
    /// The interface that was built into this program.
    ///
    /// # Errors
    /// [`StationError::NoUi`] when none was.
    pub fn built_in() -> Result<Self, StationError> {
        Self::among(EMBEDDED)
    }

    fn among(embedded: &'static [Embedded]) -> Result<Self, StationError> {
        let has_page = embedded.iter().any(|file| file.path == PAGE);
        if has_page { Ok(Self(From::Program(embedded))) } else { Err(StationError::NoUi) }
    }

    /// The interface in a folder, read anew for each request.
    ///
    /// # Errors
    /// [`StationError::NoUiThere`] without a page in it.
    pub fn of_folder(folder: &Path) -> Result<Self, StationError> {
        let told = || StationError::NoUiThere(folder.display().to_string());
        let folder = Folder::open(folder).ok_or_else(told)?;
        folder.read(PAGE).ok_or_else(told)?;
        Ok(Self(From::Folder(folder)))
    }

    fn find(&self, path: &str) -> Option<File> {
        match &self.0 {
            From::Program(embedded) => {
                let file = embedded.iter().find(|file| file.path == path)?;
                Some(File { bytes: Bytes::from_static(file.bytes), tag: Some(file.tag) })
            }
            From::Folder(folder) => Some(File { bytes: folder.read(path)?.into(), tag: None }),
        }
    }

    /// Answers for one path. Pages are filled with the settings, so that the first thing painted is in the
    /// right theme and language: no white flash at night. May read the disk.
    pub(crate) fn answer(
        &self,
        path: &str,
        held: Option<&HeaderValue>,
        settings: &SettingsView,
    ) -> Result<Response<Body>, Refusal> {
        let path = if path == "/" { PAGE } else { path.strip_prefix('/').unwrap_or(path) };
        let file = self.find(path).ok_or(Refusal::NotFound)?;
        let kind = kind(path);
        let mut answer = if path.ends_with(".html") {
            Response::new(Body::from(page::filled(&file.bytes, settings)))
        } else {
            fresh_or_held(file, path, held)
        };
        answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
        Ok(answer)
    }
}

/// The file, or word that what the browser holds of it is still right.
fn fresh_or_held(file: File, path: &str, held: Option<&HeaderValue>) -> Response<Body> {
    let Some(tag) = file.tag else {
        return Response::new(Body::from(file.bytes));
    };
    let keep =
        if path.starts_with(NAMED_BY_CONTENT) { "private, max-age=31536000, immutable" } else { "no-cache" };
    let mut answer = Response::new(Body::from(file.bytes));
    if held.is_some_and(|held| held == tag) {
        answer = Response::new(Body::empty());
        *answer.status_mut() = StatusCode::NOT_MODIFIED;
    }
    answer.headers_mut().insert(header::ETAG, HeaderValue::from_static(tag));
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    answer
}

/// The media type. What is not known is bytes: `nosniff` keeps a browser from making more of it.
fn kind(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, suffix)| suffix) {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_without_a_page_says_so() {
        assert_eq!(Files::among(&[]).unwrap_err().code(), "station.no_ui");
        static ONE: [Embedded; 1] = [Embedded { path: "index.html", tag: "\"1\"", bytes: b"<html>" }];
        assert!(Files::among(&ONE).is_ok_and(|files| files.find("index.html").is_some()));
    }

    #[test]
    fn every_built_file_has_a_known_media_type() {
        for file in EMBEDDED {
            assert_ne!(kind(file.path), "application/octet-stream", "{}", file.path);
        }
    }

    #[test]
    fn an_unchanged_file_is_not_sent_again() {
        let file = || File { bytes: Bytes::from_static(b"body"), tag: Some("\"1\"") };
        let (same, other) = (HeaderValue::from_static("\"1\""), HeaderValue::from_static("\"2\""));
        assert_eq!(fresh_or_held(file(), "icon.svg", Some(&same)).status(), StatusCode::NOT_MODIFIED);
        let fresh = fresh_or_held(file(), "icon.svg", Some(&other));
        assert_eq!(
            (fresh.status(), &fresh.headers()[header::CACHE_CONTROL]),
            (StatusCode::OK, &HeaderValue::from_static("no-cache"))
        );
        let named = fresh_or_held(file(), "assets/index-1a2b3c.js", None);
        assert!(named.headers()[header::CACHE_CONTROL].to_str().unwrap().contains("immutable"));
    }
}
