//! Sending.

use std::time::Duration;

use super::draft::Draft;
use super::reply::{RawReply, Received};
use super::reply_event::Watch;
use super::{BoxFuture, Client, Error};
use crate::rt::Issues;

/// Sends a request and waits for a reply whose status is a success.
///
/// This is the only function that does, whatever the operation, so that operations cost next to nothing to compile.
pub(super) fn execute(draft: Draft) -> BoxFuture<'static, Result<RawReply, Error>> {
    #[cfg(feature = "tracing")]
    let span = span(&draft);
    let sent = async move {
        let (received, watch) = send(&draft).await.map_err(|error| error.about(draft.label.clone()))?;
        let strict = draft.client.settings().strict;
        Ok(RawReply::new(draft.label, received, strict, watch))
    };
    #[cfg(feature = "tracing")]
    let sent = tracing::Instrument::instrument(sent, span);
    Box::pin(sent)
}

#[cfg(feature = "tracing")]
fn span(draft: &Draft) -> tracing::Span {
    let label = &draft.label;
    tracing::debug_span!("api_call", method = %label.method, path = &*label.path, status = tracing::field::Empty)
}

async fn send(draft: &Draft) -> Result<(Received, Option<Watch>), Error> {
    let settings = draft.client.settings();
    let timeout = draft.options.timeout.or(settings.timeout);
    let request = draft.build()?;
    let watch = Watch::of(draft, &request);
    let reply = settings.transport.send(request, timeout).await.map_err(Error::transport)?;
    let (parts, body) = reply.into_parts();
    let received = Received { status: parts.status, headers: parts.headers, body: body.into_bytes() };
    #[cfg(feature = "tracing")]
    tracing::Span::current().record("status", received.status.as_u16());
    if received.status.is_success() || (draft.redirects && received.status.is_redirection()) {
        return Ok((received, watch));
    }
    if let Some(watch) = watch {
        watch.tell(&received, &Issues::default());
    }
    let retry_after = retry_after(&draft.client, &received);
    Err(Error::refused(received, retry_after))
}

/// How long the API wants to be left alone: `Retry-After`, else until the limit is reset.
fn retry_after(client: &Client, received: &Received) -> Option<Duration> {
    let seconds = |name: &str| received.header(name)?.trim().parse::<u64>().ok();
    if let Some(seconds) = seconds("retry-after") {
        return Some(Duration::from_secs(seconds));
    }
    let reset = seconds("x-ratelimit-reset")?;
    let now = u64::try_from(client.settings().transport.now().as_secs()).unwrap_or_default();
    Some(Duration::from_secs(reset.saturating_sub(now)))
}
