//! Who may ask at all: only pages that this station served, under its own name.
//!
//! A page of another site can make a browser send requests here, and a name under its control can be bent to point
//! at 127.0.0.1 ("DNS rebinding"). The first shows in `Origin` and `Sec-Fetch-Site`, the second in `Host`.

use axum::http::{HeaderMap, HeaderName, Uri, header};

use crate::error::Refusal;

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The station's own name.
pub(crate) struct Guard {
    host: String,
    origin: String,
}

impl Guard {
    pub(crate) fn new(port: u16) -> Self {
        Self { host: format!("127.0.0.1:{port}"), origin: format!("http://127.0.0.1:{port}") }
    }

    /// Lets a request pass, or says why not.
    pub(crate) fn check(&self, uri: &Uri, headers: &HeaderMap) -> Result<(), Refusal> {
        let named_in_target = uri.authority().is_none_or(|name| name.as_str() == self.host);
        if !named_in_target || !only(headers, &header::HOST, &self.host).unwrap_or(false) {
            return Err(Refusal::Host);
        }
        if !only(headers, &header::ORIGIN, &self.origin).unwrap_or(true) {
            return Err(Refusal::Origin);
        }
        // `none`: somebody typed or pasted the link. `same-site` is another port of this machine: not us.
        let own = only(headers, &FETCH_SITE, "same-origin").unwrap_or(true);
        let typed = only(headers, &FETCH_SITE, "none").unwrap_or(true);
        if own || typed { Ok(()) } else { Err(Refusal::CrossSite) }
    }
}

/// Whether a header is there once and says just this; nothing when it is not there.
fn only(headers: &HeaderMap, name: &HeaderName, expected: &str) -> Option<bool> {
    let mut values = headers.get_all(name).iter();
    let first = values.next()?;
    Some(first == expected && values.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(uri: &str, headers: &[(&'static str, &'static str)]) -> Result<(), Refusal> {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(HeaderName::from_static(name), value.parse().unwrap());
        }
        Guard::new(4711).check(&uri.parse().unwrap(), &map)
    }

    const HOST: (&str, &str) = ("host", "127.0.0.1:4711");

    #[test]
    fn only_the_stations_own_name_will_do() {
        assert_eq!(check("/", &[HOST]), Ok(()));
        assert_eq!(check("http://127.0.0.1:4711/", &[HOST]), Ok(()));
        for host in ["localhost:4711", "127.0.0.1", "127.0.0.1:80", "evil.example:4711", "[::1]:4711", ""] {
            assert_eq!(check("/", &[("host", host)]), Err(Refusal::Host), "{host}");
        }
        assert_eq!(check("/", &[]), Err(Refusal::Host));
        assert_eq!(check("/", &[HOST, HOST]), Err(Refusal::Host));
        assert_eq!(check("http://evil.example:4711/", &[HOST]), Err(Refusal::Host));
    }

    #[test]
    fn no_other_page_may_ask() {
        assert_eq!(check("/", &[HOST, ("origin", "http://127.0.0.1:4711")]), Ok(()));
        for origin in [
            "null",
            "http://127.0.0.1",
            "https://127.0.0.1:4711",
            "http://localhost:4711",
            "http://evil.example",
        ] {
            assert_eq!(check("/", &[HOST, ("origin", origin)]), Err(Refusal::Origin), "{origin}");
        }
        for site in ["same-origin", "none"] {
            assert_eq!(check("/", &[HOST, ("sec-fetch-site", site)]), Ok(()), "{site}");
        }
        for site in ["cross-site", "same-site", "something-new"] {
            assert_eq!(check("/", &[HOST, ("sec-fetch-site", site)]), Err(Refusal::CrossSite), "{site}");
        }
    }
}
