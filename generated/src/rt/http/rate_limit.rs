//! How often the API may be called, as its replies tell.

use std::time::Duration;

use ::http::{HeaderMap, StatusCode};

use crate::rt::Timestamp;

/// What a reply tells of the limit on calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct RateLimit {
    /// How many calls are allowed in a window of time (`X-RateLimit-Limit`).
    pub limit: Option<u64>,
    /// How many of them are left (`X-RateLimit-Remaining`).
    pub remaining: Option<u64>,
    /// When the next window begins (`X-RateLimit-Reset`).
    pub reset: Option<Timestamp>,
}

impl RateLimit {
    pub(super) fn of(headers: &HeaderMap) -> Self {
        Self {
            limit: number(headers, "x-ratelimit-limit"),
            remaining: number(headers, "x-ratelimit-remaining"),
            reset: number(headers, "x-ratelimit-reset").map(Timestamp::new),
        }
    }
}

/// How long the API wants to be left alone after a failure: `Retry-After`, in seconds or as a date. After too many calls it
/// is until the limit is reset, where it is not told; other replies tell of the limit too, and do not mean that.
pub(super) fn retry_after(status: StatusCode, headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    if let Some(seconds) = number(headers, "retry-after") {
        return Some(Duration::from_secs(seconds));
    }
    let date = text(headers, "retry-after").and_then(http_date);
    let reset = || RateLimit::of(headers).reset.filter(|_| status == StatusCode::TOO_MANY_REQUESTS);
    let until = date.or_else(reset)?;
    let seconds = until.as_secs().saturating_sub(now.as_secs());
    Some(Duration::from_secs(u64::try_from(seconds).unwrap_or_default()))
}

fn number<N: std::str::FromStr>(headers: &HeaderMap, name: &str) -> Option<N> {
    text(headers, name)?.parse().ok()
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// The time of a date as HTTP spells it, `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, 5.6.7).
fn http_date(text: &str) -> Option<Timestamp> {
    let mut words = text.split_once(", ")?.1.split(' ');
    let (day, month, year, time) = (words.next()?, words.next()?, words.next()?, words.next()?);
    let month = MONTHS.iter().position(|name| *name == month)? + 1;
    Timestamp::parse(&format!("{year}-{month:02}-{day}T{time}Z"))
}
