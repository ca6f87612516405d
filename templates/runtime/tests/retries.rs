//! When a call is sent, and when again after it failed, on a clock that only the calls move.
#![allow(clippy::unwrap_used, clippy::panic, clippy::unnecessary_wraps, missing_docs)]

use std::collections::VecDeque;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use http::{Method, Response};
use intercom_runtime::rt::{
    Backoff, Body, BoxFuture, CallOptions, Client, ClientBuilder, Error, FailedAttempt, Request, RetryPolicy,
    Timestamp, Transport, TransportError, TransportErrorKind,
};

type Answer = Result<Response<Body>, TransportError>;

/// Answers from a script, each answer after some time by its own clock.
#[derive(Default)]
struct Virtual {
    answers: Mutex<VecDeque<(Duration, Answer)>>,
    clock: Mutex<Duration>,
    waits: Mutex<Vec<Duration>>,
    limits: Mutex<Vec<Duration>>,
    /// Whether waits never end.
    asleep: AtomicBool,
}

/// When the clock begins, in unix seconds.
const START: i64 = 1_700_000_000;

impl Transport for Virtual {
    fn send(&self, _: Request, timeout: Option<Duration>) -> BoxFuture<'_, Answer> {
        let (took, answer) = self.answers.lock().unwrap().pop_front().unwrap();
        *self.clock.lock().unwrap() += took;
        self.limits.lock().unwrap().extend(timeout);
        Box::pin(std::future::ready(answer))
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        if self.asleep.load(Ordering::Relaxed) {
            return Box::pin(std::future::pending());
        }
        *self.clock.lock().unwrap() += duration;
        self.waits.lock().unwrap().push(duration);
        Box::pin(std::future::ready(()))
    }

    fn now(&self) -> Timestamp {
        Timestamp::new(START + i64::try_from(self.clock.lock().unwrap().as_secs()).unwrap())
    }

    fn monotonic(&self) -> Duration {
        *self.clock.lock().unwrap()
    }
}

fn status(status: u16, headers: &[(&str, &str)]) -> Answer {
    let builder = headers.iter().fold(Response::builder().status(status), |b, (name, value)| b.header(*name, *value));
    Ok(builder.body(Body::from("{}")).unwrap())
}

fn failure(kind: TransportErrorKind) -> Answer {
    Err(TransportError::new(kind, "by script"))
}

fn client(
    answers: impl IntoIterator<Item = (Duration, Answer)>,
    set: impl FnOnce(ClientBuilder) -> ClientBuilder,
) -> (Client, Arc<Virtual>) {
    let transport = Arc::new(Virtual::default());
    transport.answers.lock().unwrap().extend(answers);
    (set(Client::builder("token").transport(transport.clone())).build().unwrap(), transport)
}

fn at_once(answers: impl IntoIterator<Item = Answer>) -> (Client, Arc<Virtual>) {
    client(answers.into_iter().map(|answer| (Duration::ZERO, answer)), |builder| builder)
}

fn call(client: &Client, method: &Method, options: CallOptions) -> Result<(), Error> {
    let mut future = pin!(client.request(method.clone(), "/things").options(options).send());
    match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(reply) => reply.map(drop),
        Poll::Pending => panic!("the script is always ready"),
    }
}

fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// How a call fails, again and again, and how many attempts there are of one that only reads, of one that can be repeated,
/// and of one that cannot.
#[test]
fn attempts_by_failure_and_method() {
    let refused = |code: u16| -> Box<dyn Fn() -> Answer> { Box::new(move || status(code, &[])) };
    let broken = |kind: TransportErrorKind| -> Box<dyn Fn() -> Answer> { Box::new(move || failure(kind)) };
    let table = [
        (refused(400), [1, 1, 1]),
        (refused(401), [1, 1, 1]),
        (refused(404), [1, 1, 1]),
        (refused(408), [3, 3, 1]),
        (refused(409), [1, 1, 1]),
        (refused(422), [1, 1, 1]),
        (refused(429), [3, 3, 3]),
        (refused(500), [3, 3, 1]),
        (refused(501), [1, 1, 1]),
        (refused(502), [3, 3, 1]),
        (refused(503), [3, 3, 1]),
        (refused(504), [3, 3, 1]),
        (broken(TransportErrorKind::Connect), [3, 3, 3]),
        (broken(TransportErrorKind::Timeout), [3, 3, 1]),
        (broken(TransportErrorKind::Other), [3, 3, 1]),
    ];
    let methods = [&[Method::GET, Method::HEAD][..], &[Method::PUT, Method::DELETE], &[Method::POST, Method::PATCH]];
    for (answer, expected) in table {
        for (methods, expected) in methods.iter().zip(expected) {
            for method in *methods {
                let (client, transport) = at_once((0..3).map(|_| answer()));
                let error = call(&client, method, CallOptions::new()).unwrap_err();
                assert_eq!(error.attempts(), expected, "{method}: {error}");
                assert_eq!(transport.answers.lock().unwrap().len(), 3 - expected as usize, "{method}: {error}");
            }
        }
    }
}

#[test]
fn a_later_attempt_may_fare_better() {
    let (client, transport) = at_once([status(503, &[]), failure(TransportErrorKind::Connect), status(200, &[])]);
    call(&client, &Method::GET, CallOptions::new()).unwrap();
    let waits = transport.waits.lock().unwrap().clone();
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
        let (client, transport) = at_once([status(429, headers), status(200, &[])]);
        call(&client, &Method::POST, CallOptions::new()).unwrap();
        let waited = transport.waits.lock().unwrap()[0];
        assert!(waited >= secs(asked) && waited < secs(asked + 1), "{headers:?}: {waited:?}");
    }
}

#[test]
fn waits_grow_up_to_a_limit_and_differ() {
    let mut first = Vec::new();
    for _ in 0..200 {
        let (client, transport) = client((0..9).map(|_| (Duration::ZERO, status(500, &[]))), |builder| {
            builder.retry(Backoff::new(8)).timeout(secs(1000))
        });
        call(&client, &Method::GET, CallOptions::new()).unwrap_err();
        let waits = transport.waits.lock().unwrap().clone();
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
    let (client, transport) = at_once([status(429, &[("Retry-After", "3600")])]);
    let error = call(&client, &Method::GET, CallOptions::new()).unwrap_err();
    assert!(error.is_rate_limited() && error.attempts() == 1, "{error}");
    assert!(transport.waits.lock().unwrap().is_empty());
}

#[test]
fn an_attempt_has_no_more_time_than_is_left() {
    let slow = || (secs(30), failure(TransportErrorKind::Timeout));
    let (client, transport) = client([slow(), slow(), slow()], |builder| builder);
    call(&client, &Method::GET, CallOptions::new().timeout(secs(70))).unwrap_err();
    let limits = transport.limits.lock().unwrap().clone();
    assert_eq!(limits[..2], [secs(30), secs(30)]);
    assert!(limits[2] <= secs(10), "{limits:?}");
    let (client, transport) =
        self::client([slow()], |builder| builder.attempt_timeout(secs(5)).retry(Backoff::never()));
    call(&client, &Method::GET, CallOptions::new()).unwrap_err();
    assert_eq!(*transport.limits.lock().unwrap(), [secs(5)]);
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
    let (client, transport) = client((0..2).map(|_| (Duration::ZERO, status(404, &[]))), |builder| builder.retry(Once));
    assert_eq!(call(&client, &Method::POST, CallOptions::new()).unwrap_err().attempts(), 2);
    assert_eq!(*transport.waits.lock().unwrap(), [secs(2)]);
    let (client, _) = at_once([status(500, &[])]);
    let error = call(&client, &Method::GET, CallOptions::new().retry(Backoff::never())).unwrap_err();
    assert_eq!(error.attempts(), 1);
}

#[test]
fn replies_and_errors_tell_the_limit() {
    let limit = [("X-RateLimit-Limit", "166"), ("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", "1700000009")];
    let (client, _) = at_once((0..3).map(|_| status(429, &limit)));
    let told = call(&client, &Method::GET, CallOptions::new()).unwrap_err().rate_limit();
    assert_eq!((told.limit, told.remaining, told.reset), (Some(166), Some(0), Some(Timestamp::new(1_700_000_009))));
    let (client, _) = at_once([status(400, &[])]);
    assert_eq!(call(&client, &Method::GET, CallOptions::new()).unwrap_err().rate_limit().limit, None);
}

#[test]
fn calls_beyond_the_limit_wait_for_their_turn() {
    let answers = || (0..7).map(|_| (Duration::from_millis(500), status(200, &[])));
    let (client, transport) = client(answers(), |builder| builder.limit(3));
    for _ in 0..7 {
        call(&client, &Method::GET, CallOptions::new()).unwrap();
    }
    // They begin at 0, 0.5 and 1, at 10, 10.5 and 11, and at 20 seconds.
    assert_eq!(*transport.waits.lock().unwrap(), [Duration::from_millis(8500), Duration::from_millis(8500)]);
    assert_eq!(*transport.clock.lock().unwrap(), Duration::from_millis(20_500));
}

#[test]
fn a_turn_that_comes_too_late_is_not_waited_for() {
    let (client, transport) = client((0..3).map(|_| (Duration::ZERO, status(200, &[]))), |builder| builder.limit(1));
    call(&client, &Method::GET, CallOptions::new()).unwrap();
    let error = call(&client, &Method::GET, CallOptions::new().timeout(secs(5))).unwrap_err();
    assert!(error.is_timeout() && error.attempts() == 0, "{error:?}");
    assert!(transport.waits.lock().unwrap().is_empty());
    // It has given its turn back, so that the next is at ten seconds and not at twenty.
    call(&client, &Method::GET, CallOptions::new()).unwrap();
    assert_eq!(*transport.waits.lock().unwrap(), [secs(10)]);
}

#[test]
fn a_call_that_is_dropped_gives_its_turn_back() {
    let (client, transport) = client((0..2).map(|_| (Duration::ZERO, status(200, &[]))), |builder| builder.limit(1));
    call(&client, &Method::GET, CallOptions::new()).unwrap();
    transport.asleep.store(true, Ordering::Relaxed);
    let mut waiting = Box::pin(client.request(Method::GET, "/things").send());
    assert!(waiting.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    drop(waiting);
    transport.asleep.store(false, Ordering::Relaxed);
    call(&client, &Method::GET, CallOptions::new()).unwrap();
    assert_eq!(*transport.waits.lock().unwrap(), [secs(10)]);
}
