//! What is read of a reply.

use ::http::Response;
use bytes::Bytes;

use super::body::End;
use super::deadline::Deadline;
use super::reply::Received;
use super::{Body, Error, Transport};

/// Reads the content of a reply that is a success, unless it is too large.
pub(super) async fn whole(reply: Response<Body>, limit: u64) -> Result<Received, Error> {
    let (received, body) = head(reply);
    if body.length().is_some_and(|length| length > limit) {
        return Err(Error::too_large(received, limit));
    }
    match body.gather(limit).await {
        (body, End::Reached) => Ok(Received { body, ..received }),
        (_, End::TooFar) => Err(Error::too_large(received, limit)),
        (_, End::Failed(error)) => Err(Error::transport(error)),
    }
}

/// Reads the content of a refusal. What it is about is known from its status, so as much counts as can be had.
pub(super) async fn refusal(
    reply: Response<Body>,
    limit: u64,
    deadline: &Deadline,
    transport: &dyn Transport,
) -> Received {
    let (received, body) = head(reply);
    let body = match deadline.hold(Box::pin(body.gather(limit)), transport).await {
        Some((body, _)) => body,
        None => Bytes::new(),
    };
    Received { body, ..received }
}

/// A reply without its content, and the content.
pub(super) fn head(reply: Response<Body>) -> (Received, Body) {
    let (parts, body) = reply.into_parts();
    (Received { status: parts.status, headers: parts.headers, body: Bytes::new() }, body)
}
