//! When a call is sent, and when again after it failed, on a clock that only the calls move.
#![allow(clippy::unwrap_used, clippy::panic, clippy::unnecessary_wraps, missing_docs)]

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Waker};
use std::time::Duration;

use http::{Method, Response};
use intercom_runtime::rt::test_util::{Answer, Fault, Script, SentRequest, block_on};
use intercom_runtime::rt::{
    Backoff, Body, BoxFuture, CallOptions, Client, ClientBuilder, Error, FailedAttempt, Request, RetryPolicy,
    Timestamp, Transport, TransportError,
};

fn status(status: u16, headers: &[(&str, &str)]) -> Answer {
    headers.iter().fold(Answer::bytes(status, "{}"), |answer, (name, value)| answer.header(name, value))
}

fn script(answers: impl IntoIterator<Item = Answer>) -> Script {
    answers.into_iter().fold(Script::new(), |script, answer| script.on_any().answer(answer))
}

fn client(
    answers: impl IntoIterator<Item = Answer>,
    set: impl FnOnce(ClientBuilder) -> ClientBuilder,
) -> (Client, Script) {
    let script = script(answers);
    (set(script.builder()).build().unwrap(), script)
}

fn plain(answers: impl IntoIterator<Item = Answer>) -> (Client, Script) {
    client(answers, |builder| builder)
}

fn call(client: &Client, method: &Method, options: CallOptions) -> Result<(), Error> {
    block_on(client.request(method.clone(), "/things").options(options).send()).map(drop)
}

fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// How a call fails, again and again, and how many attempts there are of one that only reads, of one that can be repeated,
/// and of one that cannot.
#[test]
fn attempts_by_failure_and_method() {
    let table = [
        (status(400, &[]), [1, 1, 1]),
        (status(401, &[]), [1, 1, 1]),
        (status(404, &[]), [1, 1, 1]),
        (status(408, &[]), [3, 3, 1]),
        (status(409, &[]), [1, 1, 1]),
        (status(422, &[]), [1, 1, 1]),
        (status(429, &[]), [3, 3, 3]),
        (status(500, &[]), [3, 3, 1]),
        (status(501, &[]), [1, 1, 1]),
        (status(502, &[]), [3, 3, 1]),
        (status(503, &[]), [3, 3, 1]),
        (status(504, &[]), [3, 3, 1]),
        (Answer::fault(Fault::Connect), [3, 3, 3]),
        (Answer::fault(Fault::Timeout), [3, 3, 1]),
        (Answer::fault(Fault::Reset), [3, 3, 1]),
    ];
    let methods = [&[Method::GET, Method::HEAD][..], &[Method::PUT, Method::DELETE], &[Method::POST, Method::PATCH]];
    for (answer, expected) in table {
        for (methods, expected) in methods.iter().zip(expected) {
            for method in *methods {
                let script = Script::new().on_any().times(expected).answer(answer.clone());
                let client = script.builder().build().unwrap();
                let error = call(&client, method, CallOptions::new()).unwrap_err();
                assert_eq!(error.attempts() as usize, expected, "{method}: {error}");
                script.finish();
            }
        }
    }
}

#[test]
fn a_later_attempt_may_fare_better() {
    let (client, transport) = plain([status(503, &[]), Answer::fault(Fault::Connect), status(200, &[])]);
    call(&client, &Method::GET, CallOptions::new()).unwrap();
    let waits = transport.waits();
    assert_eq!(waits.len(), 2);
    assert!(waits[0] < Duration::from_millis(500) && waits[1] < secs(1), "{waits:?}");
}

/// What the API asks for is waited: header, and seconds at least.
#[test]
fn the_api_is_left_alone_as_long_as_it_asks() {
    let table: [(&[(&str, &str)], u64); 6] = [
        (&[("Retry-After", "7")], 7),
        (&[("Retry-After", "Tue, 14 Nov 2023 22:13:35 GMT")], 15),
        (&[("Retry-After", "Tue, 14 Nov 2023 22:00:00 GMT")], 0),
        (&[("X-RateLimit-Reset", "1700000009")], 9),
        (&[("Retry-After", "3"), ("X-RateLimit-Reset", "1700000009")], 3),
        (&[("Retry-After", "soon")], 0),
    ];
    for (headers, asked) in table {
        let (client, transport) = plain([status(429, headers), status(200, &[])]);
        call(&client, &Method::POST, CallOptions::new()).unwrap();
        let waited = transport.waits()[0];
        assert!(waited >= secs(asked) && waited < secs(asked + 1), "{headers:?}: {waited:?}");
    }
}

/// The limit is told by replies of any status. That it begins anew in a while means something only where it was reached.
#[test]
fn the_limit_is_waited_for_only_where_it_was_reached() {
    let (client, transport) = plain([status(503, &[("X-RateLimit-Reset", "1700000009")]), status(200, &[])]);
    call(&client, &Method::GET, CallOptions::new()).unwrap();
    assert!(transport.waits()[0] < secs(1), "{:?}", transport.waits());
}

#[test]
fn waits_grow_up_to_a_limit_and_differ() {
    let mut first = Vec::new();
    for _ in 0..200 {
        let (client, transport) =
            client((0..9).map(|_| status(500, &[])), |builder| builder.retry(Backoff::new(8)).timeout(secs(1000)));
        call(&client, &Method::GET, CallOptions::new()).unwrap_err();
        let waits = transport.waits();
        assert_eq!(waits.len(), 8);
        for (wait, most) in waits.iter().zip([500, 1000, 2000, 4000, 8000, 8000, 8000, 8000]) {
            assert!(*wait <= Duration::from_millis(most), "{waits:?}");
        }
        first.push(waits[7]);
    }
    first.sort();
    assert!(first[0] < secs(2) && first[199] > secs(6), "{first:?}");
}

#[test]
fn a_wait_that_would_not_end_in_time_is_not_begun() {
    let (client, transport) = plain([status(429, &[("Retry-After", "3600")])]);
    let error = call(&client, &Method::GET, CallOptions::new()).unwrap_err();
    assert!(error.is_rate_limited() && error.attempts() == 1, "{error}");
    assert!(transport.waits().is_empty());
}

#[test]
fn an_attempt_has_no_more_time_than_is_left() {
    let limits = |script: &Script| script.sent().iter().filter_map(SentRequest::timeout).collect::<Vec<_>>();
    let slow = || Answer::fault(Fault::Timeout);
    let (client, transport) = plain([slow(), slow(), slow()]);
    call(&client, &Method::GET, CallOptions::new().timeout(secs(70))).unwrap_err();
    let given = limits(&transport);
    assert_eq!(given[..2], [secs(30), secs(30)]);
    assert!(given[2] <= secs(10), "{given:?}");
    assert_eq!(transport.elapsed(), secs(70));
    let (client, transport) =
        self::client([slow()], |builder| builder.attempt_timeout(secs(5)).retry(Backoff::never()));
    call(&client, &Method::GET, CallOptions::new()).unwrap_err();
    assert_eq!(limits(&transport), [secs(5)]);
}

/// Gives up on everything but the first failure.
struct Once;

impl RetryPolicy for Once {
    fn wait(&self, failed: &FailedAttempt<'_>) -> Option<Duration> {
        (failed.attempts == 1).then_some(secs(2))
    }
}

#[test]
fn a_policy_of_ones_own_decides_for_a_client_or_a_call() {
    let (client, transport) = client((0..2).map(|_| status(404, &[])), |builder| builder.retry(Once));
    assert_eq!(call(&client, &Method::POST, CallOptions::new()).unwrap_err().attempts(), 2);
    assert_eq!(transport.waits(), [secs(2)]);
    let (client, _) = plain([status(500, &[])]);
    let error = call(&client, &Method::GET, CallOptions::new().retry(Backoff::never())).unwrap_err();
    assert_eq!(error.attempts(), 1);
}

#[test]
fn replies_and_errors_tell_the_limit() {
    let limit = [("X-RateLimit-Limit", "166"), ("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", "1700000009")];
    let (client, _) = plain((0..3).map(|_| status(429, &limit)));
    let told = call(&client, &Method::GET, CallOptions::new()).unwrap_err().rate_limit();
    assert_eq!((told.limit, told.remaining, told.reset), (Some(166), Some(0), Some(Timestamp::new(1_700_000_009))));
    let (client, _) = plain([status(400, &[])]);
    assert_eq!(call(&client, &Method::GET, CallOptions::new()).unwrap_err().rate_limit().limit, None);
}

#[test]
fn calls_beyond_the_limit_wait_for_their_turn() {
    let answers = (0..7).map(|_| status(200, &[]).after(Duration::from_millis(500)));
    let (client, transport) = client(answers, |builder| builder.limit(3));
    for _ in 0..7 {
        call(&client, &Method::GET, CallOptions::new()).unwrap();
    }
    // They begin at 0, 0.5 and 1, at 10, 10.5 and 11, and at 20 seconds.
    assert_eq!(transport.waits(), [Duration::from_millis(8500), Duration::from_millis(8500)]);
    assert_eq!(transport.elapsed(), Duration::from_millis(20_500));
}

#[test]
fn a_turn_that_comes_too_late_is_not_waited_for() {
    let (client, transport) = client((0..3).map(|_| status(200, &[])), |builder| builder.limit(1));
    call(&client, &Method::GET, CallOptions::new()).unwrap();
    let error = call(&client, &Method::GET, CallOptions::new().timeout(secs(5))).unwrap_err();
    assert!(error.is_timeout() && error.attempts() == 0, "{error:?}");
    assert!(transport.waits().is_empty());
    // It has given its turn back, so that the next is at ten seconds and not at twenty.
    call(&client, &Method::GET, CallOptions::new()).unwrap();
    assert_eq!(transport.waits(), [secs(10)]);
}

/// A script whose waits may never end.
struct Asleep(Script, AtomicBool);

impl Transport for Asleep {
    fn send(
        &self,
        request: Request,
        timeout: Option<Duration>,
    ) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        self.0.send(request, timeout)
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        if self.1.load(Ordering::Relaxed) { Box::pin(std::future::pending()) } else { self.0.sleep(duration) }
    }

    fn monotonic(&self) -> Duration {
        self.0.monotonic()
    }
}

#[test]
fn a_call_that_is_dropped_gives_its_turn_back() {
    let transport = Arc::new(Asleep(script((0..2).map(|_| status(200, &[]))), AtomicBool::new(false)));
    let client = Client::builder("token").transport(transport.clone()).limit(1).build().unwrap();
    call(&client, &Method::GET, CallOptions::new()).unwrap();
    transport.1.store(true, Ordering::Relaxed);
    {
        let waiting = pin!(client.request(Method::GET, "/things").send());
        assert!(waiting.poll(&mut Context::from_waker(Waker::noop())).is_pending());
    }
    transport.1.store(false, Ordering::Relaxed);
    call(&client, &Method::GET, CallOptions::new()).unwrap();
    assert_eq!(transport.0.waits(), [secs(10)]);
}
