//! Sending.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use ::http::Response;
use ::http::header::AUTHORIZATION;

use super::attempt;
use super::client::Settings;
use super::deadline::Deadline;
use super::draft::Draft;
use super::limiter::Turn;
use super::rate_limit::retry_after;
use super::receive;
use super::reply::{RawReply, Received};
use super::reply_event::Watch;
use super::token::Credentials;
use super::{Body, BoxFuture, Download, Error, FailedAttempt, Request, TransportError, TransportErrorKind};
use crate::rt::Issues;

/// Sends a request and waits for a reply whose status is a success.
pub(super) fn execute(draft: Box<Draft>) -> Sent<RawReply> {
    begin(draft, |draft, arrival| {
        let strict = draft.client.settings().strict;
        RawReply::new(draft.label, arrival.received, arrival.attempts, strict, arrival.watch)
    })
}

/// Sends a request and waits for the head of a reply whose status is a success.
pub(super) fn open(mut draft: Box<Draft>) -> Sent<Download> {
    draft.streams = true;
    begin(draft, |draft, arrival| Download::new(*draft, arrival.received, arrival.rest))
}

/// A call on its way. Nothing is done before it is polled.
pub(super) struct Sent<T> {
    outcome: BoxFuture<'static, Result<T, Error>>,
    #[cfg(feature = "blocking")]
    waiter: super::wait::Waiter,
}

impl<T> Future for Sent<T> {
    type Output = Result<T, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.outcome.as_mut().poll(context)
    }
}

#[cfg(feature = "blocking")]
impl<T> Sent<T> {
    pub(super) fn wait(mut self) -> Result<T, Error> {
        let outcome = self.outcome.as_mut();
        self.waiter.wait(|context| outcome.poll(context))
    }
}

/// An attempt that was begun.
struct Underway<'d> {
    reply: BoxFuture<'d, Result<Response<Body>, TransportError>>,
    began: Duration,
    deadline: Deadline,
    watch: Option<Box<Watch>>,
}

/// A reply whose status is a success.
struct Arrival {
    received: Received,
    /// Its content, where that is left to the caller.
    rest: Body,
    watch: Option<Box<Watch>>,
    /// How many there were until it came.
    attempts: u32,
}

/// This is the only function that sends, whatever the operation, so that operations cost next to nothing to compile.
fn begin<T: 'static>(draft: Box<Draft>, finish: fn(Box<Draft>, Arrival) -> T) -> Sent<T> {
    #[cfg(feature = "blocking")]
    let waiter = super::wait::Waiter::of(&draft);
    #[cfg(feature = "tracing")]
    let span = super::trace::call(&draft);
    #[cfg(feature = "tracing")]
    let called = span.clone();
    let sent = async move {
        let outcome = send(&draft).await.map_err(|error| error.about(draft.label.clone()));
        #[cfg(feature = "tracing")]
        super::trace::end(&called, outcome.as_ref().map(|arrival| (arrival.attempts, &arrival.received)));
        outcome.map(|arrival| finish(draft, arrival))
    };
    #[cfg(feature = "tracing")]
    let sent = tracing::Instrument::instrument(sent, span);
    Sent {
        outcome: Box::pin(sent),
        #[cfg(feature = "blocking")]
        waiter,
    }
}

/// Sends a request, again and again where that may help and there is time.
///
/// A request is handed on at once, and what becomes of it is one future on the heap: whatever was kept across an `await`
/// here would make each call larger.
async fn send(draft: &Draft) -> Result<Arrival, Error> {
    let settings = draft.client.settings();
    let transport = &*settings.transport;
    let deadline = Deadline::after(transport.monotonic(), draft.options().timeout.unwrap_or(settings.timeout));
    let policy = draft.options().retry.as_ref().unwrap_or(&settings.retry);
    let mut attempts = 0;
    loop {
        let mut underway = start(draft, attempts + 1, &deadline).await.map_err(|error| error.after(attempts))?;
        attempts += 1;
        let outcome = arrive(draft, &mut underway).await;
        let outcome = outcome.map_err(|error| error.about(draft.label.clone()).after(attempts));
        let seen = outcome.as_ref().map(|(received, _)| (received.status, &received.headers));
        attempt::after(draft, attempts, underway.began, seen);
        let error = match outcome {
            Ok((received, rest)) => return Ok(Arrival { received, rest, watch: underway.watch, attempts }),
            Err(error) => error,
        };
        let refused = error.status().zip(error.headers());
        let retry_after = refused.and_then(|(status, headers)| retry_after(status, headers, transport.now()));
        let wait = policy.wait(&FailedAttempt { attempts, safety: draft.safety, error: &error, retry_after });
        match wait {
            Some(wait) if deadline.outlasts(wait, transport) => transport.sleep(wait).await,
            _ => return Err(error),
        }
    }
}

/// Begins an attempt, once it may be sent.
async fn start<'d>(draft: &'d Draft, number: u32, deadline: &Deadline) -> Result<Underway<'d>, Error> {
    let mut request = draft.build()?;
    let settings = draft.client.settings();
    // Few clients wait for anything here: on the heap it makes the calls of the others no larger.
    let turn = if settings.limiter.is_some() || settings.credentials.fixed().is_none() {
        Box::pin(admit(settings, &mut request, deadline)).await?
    } else {
        None
    };
    attempt::before(draft, number, &mut request)?;
    if let Some(turn) = turn {
        turn.take();
    }
    let transport = &*settings.transport;
    let (began, patience) = (transport.monotonic(), draft.patience());
    let limit = deadline.limit(patience, began);
    let watch = Watch::of(draft, &request);
    let reply = if draft.streams {
        // The transport's own time would hold for the content as well.
        transport.open(request, Some(limit), patience)
    } else {
        transport.send(request, Some(limit))
    };
    Ok(Underway { reply, began, deadline: Deadline::after(began, limit), watch })
}

/// Waits for the token if the request has none yet, and then for a turn: those who wait for one token take no turns that
/// they could not use.
async fn admit<'s>(
    settings: &'s Settings,
    request: &mut Request,
    deadline: &Deadline,
) -> Result<Option<Turn<'s>>, Error> {
    if let Credentials::Asked(provider) = &settings.credentials
        && !request.headers().contains_key(AUTHORIZATION)
    {
        let late = || TransportError::new(TransportErrorKind::Timeout, "the token did not come in time");
        let token = deadline.hold(&mut provider.token(), &*settings.transport).await;
        let token = token.ok_or_else(|| Error::transport(late()))?.map_err(Error::no_token)?;
        request.headers_mut().insert(AUTHORIZATION, token.header());
    }
    wait_for_turn(settings, deadline).await
}

/// Waits until the client may send another request.
async fn wait_for_turn<'s>(settings: &'s Settings, deadline: &Deadline) -> Result<Option<Turn<'s>>, Error> {
    let Some(limiter) = &settings.limiter else { return Ok(None) };
    let transport = &*settings.transport;
    let turn = limiter.turn(transport.monotonic());
    let wait = turn.wait(transport.monotonic());
    if !wait.is_zero() {
        if !deadline.outlasts(wait, transport) {
            let reason = "the client's own limit leaves no turn in time";
            return Err(Error::transport(TransportError::new(TransportErrorKind::Timeout, reason)));
        }
        transport.sleep(wait).await;
    }
    Ok(Some(turn))
}

/// Waits for a reply whose status is a success, and what of its content is left to the caller.
async fn arrive(draft: &Draft, underway: &mut Underway<'_>) -> Result<(Received, Body), Error> {
    let settings = draft.client.settings();
    let transport = &*settings.transport;
    let reply = if draft.streams {
        let late = || Err(TransportError::new(TransportErrorKind::Timeout, "no reply came in time"));
        underway.deadline.hold(&mut underway.reply, transport).await.unwrap_or_else(late)
    } else {
        (&mut underway.reply).await
    };
    let (mut received, mut rest) = receive::head(reply.map_err(Error::transport)?);
    let status = received.status;
    if status.is_success() || (draft.redirects && status.is_redirection()) {
        if !draft.streams {
            receive::whole(&mut received, &mut rest, settings.max_reply_bytes).await?;
        }
        return Ok((received, rest));
    }
    received.body = receive::refusal(&mut rest, settings.max_reply_bytes, &underway.deadline, transport).await;
    if let Some(watch) = &underway.watch {
        watch.tell(&received, &Issues::default());
    }
    let retry_after = retry_after(status, &received.headers, transport.now());
    Err(Error::refused(received, retry_after))
}
