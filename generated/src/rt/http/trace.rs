//! What the log is told of calls: neither token nor content nor the values of parameters.

use tracing::field::Empty;
use tracing::{Level, Span, debug, debug_span, enabled};

use super::draft::Draft;
use super::error::Label;
use super::reply::Received;
use super::{AttemptEvent, Error, Operation};
use crate::rt::Issues;

/// The span of a call, whatever number of attempts it takes.
pub(super) fn call(draft: &Draft) -> Span {
    debug_span!(
        "api_call",
        operation = draft.operation.map(Operation::id),
        method = draft.label.method.as_str(),
        path = draft.label.template(),
        attempts = Empty,
        status = Empty,
        request_id = Empty,
        error = Empty,
    )
}

/// The end of a call. That a reply cannot be read comes out later.
pub(super) fn end(span: &Span, outcome: Result<(u32, &Received), &Error>) {
    let (status, attempts, request_id) = match outcome {
        Ok((attempts, reply)) => (Some(reply.status), attempts, reply.request_id()),
        Err(error) => (error.status(), error.attempts(), error.request_id()),
    };
    span.record("attempts", attempts);
    span.record("status", status.map(|status| status.as_u16()));
    span.record("request_id", request_id);
    span.record("error", outcome.err().map(|error| error.kind().name()));
}

/// An attempt, whatever came of it.
pub(super) fn attempt(event: &AttemptEvent<'_>) {
    debug!(
        operation = event.operation().map(Operation::id),
        method = event.method().as_str(),
        path = event.template(),
        attempt = event.number(),
        status = event.status().map(|status| status.as_u16()),
        error = event.error().map(|error| error.kind().name()),
        duration_ms = u64::try_from(event.duration().as_millis()).unwrap_or(u64::MAX),
        request_id = event.request_id(),
        rate_limit_remaining = event.rate_limit().remaining,
        "attempt"
    );
}

/// A reply that was read but for some parts of it.
pub(super) fn issues(label: &Label, issues: &Issues) {
    if !issues.is_empty() && enabled!(Level::DEBUG) {
        let first = issues.list().into_iter().next().map(|issue| issue.to_string());
        let method = label.method.as_str();
        debug!(method, path = label.template(), total = issues.total(), first, "a reply does not match its model");
    }
}
