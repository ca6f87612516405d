//! Where the API is.

use std::net::IpAddr;

use ::http::Uri;
use ::http::uri::{Authority, Parts, PathAndQuery, Scheme};

use super::Error;

/// Where the API is: a URL without query and without a slash at its end.
pub(super) struct BaseUrl {
    text: String,
    /// Where its path begins.
    path: usize,
    scheme: Scheme,
    authority: Authority,
}

impl BaseUrl {
    pub(super) fn parse(text: &str, allow_http: bool) -> Result<Self, Error> {
        let invalid = |reason: &str| Error::configuration(format!("the base URL {reason}"));
        let uri: Uri = text.parse().map_err(|_| invalid("is no URL"))?;
        let parts = uri.into_parts();
        let (Some(scheme), Some(authority)) = (parts.scheme, parts.authority) else {
            return Err(invalid("must be a whole one, such as https://api.intercom.io"));
        };
        if scheme != Scheme::HTTP && scheme != Scheme::HTTPS {
            return Err(invalid("must start with https:// or http://"));
        }
        if authority.as_str().contains('@') {
            return Err(invalid("must not name a user"));
        }
        if text.contains(['?', '#']) {
            return Err(invalid("must not have a query"));
        }
        if scheme == Scheme::HTTP && !allow_http && !is_on_this_machine(authority.host()) {
            return Err(invalid("must start with https://, for the token is sent there; `allow_http` permits http://"));
        }
        let text = text.trim_end_matches('/').to_owned();
        let after_scheme = text.find("://").map_or(0, |at| at + "://".len());
        let path = text[after_scheme..].find('/').map_or(text.len(), |at| after_scheme + at);
        Ok(Self { text, path, scheme, authority })
    }

    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    /// The path below which the API is; mostly empty.
    pub(super) fn path(&self) -> &str {
        &self.text[self.path..]
    }

    /// The URL of a path, which begins with that of this one; `None` if it has a character that must be escaped.
    pub(super) fn with_path(&self, path_and_query: String) -> Option<Uri> {
        let mut parts = Parts::default();
        parts.scheme = Some(self.scheme.clone());
        parts.authority = Some(self.authority.clone());
        parts.path_and_query = Some(PathAndQuery::try_from(path_and_query).ok()?);
        Uri::from_parts(parts).ok()
    }

    /// Whether a URL leads to the same host, by the same scheme and port.
    pub(super) fn is_home_of(&self, uri: &Uri) -> bool {
        uri.scheme() == Some(&self.scheme) && uri.authority() == Some(&self.authority)
    }
}

fn is_on_this_machine(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    let is_local = host.eq_ignore_ascii_case("localhost") || host.to_ascii_lowercase().ends_with(".localhost");
    address.map_or(is_local, |address| address.is_loopback())
}
