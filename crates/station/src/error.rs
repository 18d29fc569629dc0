//! Why a station does not start, and what it refuses.

use api::views::Language;
use axum::http::StatusCode;
use thiserror::Error;

/// Why a station does not start or ends badly.
#[derive(Debug, Error)]
pub enum StationError {
    /// The interface was not built into this program: `cargo xtask ui` builds it.
    #[error(
        "the interface was not built into this program: `cargo xtask ui` builds it, then build this again"
    )]
    NoUi,
    /// The folder that should hold the interface has no `index.html` that can be read.
    #[error("no interface in {0}: it has no index.html that can be read")]
    NoUiThere(String),
    /// The port on loopback cannot be had.
    #[error("cannot listen on 127.0.0.1:{port}: {error}")]
    Listen {
        /// The port that was asked for; 0 is any.
        port: u16,
        /// What the system says.
        error: std::io::Error,
    },
    /// The system gave no threads to work with.
    #[error("cannot start working threads: {0}")]
    Threads(std::io::Error),
}

impl StationError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoUi => "station.no_ui",
            Self::NoUiThere(_) => "station.no_ui_there",
            Self::Listen { .. } => "station.listen",
            Self::Threads(_) => "station.threads",
        }
    }
}

/// What a station answers to a request that it does not carry out. Nothing was half-done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// The request names another host than the station's own address: a name was bent to point here.
    #[error("this address is not the station's own: open the link that the station printed")]
    Host,
    /// The request comes from a page of another origin.
    #[error("a page from elsewhere may not use this station")]
    Origin,
    /// The browser says that another site sent the request.
    #[error("another site may not send anybody here: open the link that the station printed")]
    CrossSite,
    /// There is no session, or it has ended: open the newest link that the station printed.
    #[error("no session: open the newest link that the station printed")]
    Session,
    /// The one-time token was used, replaced or never given.
    #[error("this link was used or replaced: open the newest link that the station printed")]
    Token,
    /// The address exists for another method.
    #[error("not with this method")]
    Method,
    /// There is nothing at this address.
    #[error("there is nothing here")]
    NotFound,
    /// The request is larger than any that makes sense: at most 4 MiB.
    #[error("the request is too large")]
    TooLarge,
    /// The request's body is not declared as `application/json`.
    #[error("the body must be application/json")]
    ContentType,
    /// The body did not arrive in time, or ended early.
    #[error("the request did not arrive")]
    Incomplete,
    /// The body is not what this address takes.
    #[error("the body cannot be read")]
    Malformed,
    /// Too much at once: try again.
    #[error("too much at once: try again")]
    Busy,
    /// A fault of the station itself.
    #[error("a fault of the station itself")]
    Internal,
}

impl Refusal {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Host => "station.host",
            Self::Origin => "station.origin",
            Self::CrossSite => "station.cross_site",
            Self::Session => "station.session",
            Self::Token => "station.token",
            Self::Method => "station.method",
            Self::NotFound => "station.not_found",
            Self::TooLarge => "station.too_large",
            Self::ContentType => "station.content_type",
            Self::Incomplete => "station.incomplete",
            Self::Malformed => "station.malformed",
            Self::Busy => "station.busy",
            Self::Internal => "station.internal",
        }
    }

    pub(crate) fn status(self) -> StatusCode {
        match self {
            Self::Host | Self::Origin | Self::CrossSite => StatusCode::FORBIDDEN,
            Self::Session | Self::Token => StatusCode::UNAUTHORIZED,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::ContentType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Incomplete => StatusCode::REQUEST_TIMEOUT,
            Self::Malformed => StatusCode::BAD_REQUEST,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// A sentence for whoever lands on it with a browser.
    pub(crate) fn sentence(self, language: Language) -> &'static str {
        let way_out = matches!(
            self,
            Self::Host | Self::Origin | Self::CrossSite | Self::Session | Self::Token | Self::NotFound
        );
        match (language, way_out) {
            (Language::En, true) => "Open the newest link that Footbridge printed on this device.",
            (Language::Es, true) => "Abra el enlace más reciente que Footbridge mostró en este dispositivo.",
            (Language::En, false) => "Footbridge could not answer this request. Nothing was lost.",
            (Language::Es, false) => "Footbridge no pudo responder a esta solicitud. No se perdió nada.",
        }
    }
}
