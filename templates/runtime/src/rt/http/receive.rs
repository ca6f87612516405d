//! What is read of a reply.

use ::http::Response;
use bytes::Bytes;

use super::body::End;
use super::deadline::Deadline;
use super::reply::Received;
use super::{Body, BoxFuture, Error, Transport};

/// Reads the content of a reply that is a success, unless it is too large.
pub(super) async fn whole(received: &mut Received, body: &mut Body, limit: u64) -> Result<(), Error> {
    if body.length().is_some_and(|length| length > limit) {
        return Err(Error::too_large(received.clone(), limit));
    }
    if let Some(bytes) = body.take_bytes() {
        received.body = bytes;
        return Ok(());
    }
    match body.gather(limit).await {
        (bytes, End::Reached) => {
            received.body = bytes;
            Ok(())
        }
        (_, End::TooFar) => Err(Error::too_large(received.clone(), limit)),
        (_, End::Failed(error)) => Err(Error::transport(error)),
    }
}

/// Reads the content of a refusal. What it is about is known from its status, so as much counts as can be had.
pub(super) async fn refusal(body: &mut Body, limit: u64, deadline: &Deadline, transport: &dyn Transport) -> Bytes {
    let mut gathering: BoxFuture<'_, _> = Box::pin(body.gather(limit));
    let gathered = deadline.hold(&mut gathering, transport).await;
    gathered.map(|(bytes, _)| bytes).unwrap_or_default()
}

/// A reply without its content, and the content.
pub(super) fn head(reply: Response<Body>) -> (Received, Body) {
    let (parts, body) = reply.into_parts();
    (Received { status: parts.status, headers: parts.headers, body: Bytes::new() }, body)
}
