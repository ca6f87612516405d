//! Content that comes and goes piece by piece.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use std::collections::VecDeque;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use futures_core::Stream;
use http::{Method, Response};
use intercom_runtime::example::Contacts;
use intercom_runtime::rt::{
    Backoff, Body, BoxFuture, Bytes, Client, ClientBuilder, ErrorKind, Request, Transport, TransportError,
    TransportErrorKind,
};

type Chunk = Result<Bytes, TransportError>;

/// Chunks from a script; counts how many were asked for.
struct Chunks(VecDeque<Chunk>, Arc<AtomicUsize>);

impl Stream for Chunks {
    type Item = Chunk;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.1.fetch_add(1, Ordering::Relaxed);
        Poll::Ready(self.0.pop_front())
    }
}

fn chunks<const N: usize>(chunks: [&'static str; N]) -> Chunks {
    Chunks(chunks.map(|chunk| Ok(chunk.into())).into(), Arc::default())
}

/// Chunks with a fault after them.
fn broken(chunk: &'static str) -> Chunks {
    let fault = TransportError::new(TransportErrorKind::Other, "the cable is cut");
    Chunks([Ok(chunk.into()), Err(fault)].into(), Arc::default())
}

/// Answers from a script, once it has read what it was sent.
#[derive(Default)]
struct Script {
    answers: Mutex<VecDeque<Response<Body>>>,
    sent: Mutex<Vec<(Option<u64>, Chunk)>>,
}

impl Transport for Script {
    fn send(&self, request: Request, _: Option<Duration>) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        Box::pin(async move {
            let length = request.body().length();
            let content = request.into_body().into_bytes().await;
            self.sent.lock().unwrap().push((length, content));
            Ok(self.answers.lock().unwrap().pop_front().unwrap())
        })
    }

    fn sleep(&self, _: Duration) -> BoxFuture<'_, ()> {
        Box::pin(std::future::ready(()))
    }
}

fn answer(status: u16, body: impl Into<Body>) -> Response<Body> {
    Response::builder().status(status).body(body.into()).unwrap()
}

fn client<const N: usize>(
    answers: [Response<Body>; N],
    set: impl FnOnce(ClientBuilder) -> ClientBuilder,
) -> (Client, Arc<Script>) {
    let script = Arc::new(Script { answers: Mutex::new(answers.into()), ..Script::default() });
    (set(Client::builder("token").transport(script.clone())).build().unwrap(), script)
}

/// What is always ready needs no runtime.
fn wait<F: IntoFuture>(future: F) -> F::Output {
    match pin!(future.into_future()).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("the script is always ready"),
    }
}

#[test]
fn a_reply_in_pieces_is_read_as_one() {
    for length in [None, Some(10)] {
        let body = Body::stream(chunks(["{\"id", "\":", "", "\"1\"}"]), length);
        let (client, _) = client([answer(200, body)], |builder| builder);
        assert_eq!(wait(Contacts::new(&client).get("1")).unwrap().id, "1");
    }
}

#[test]
fn a_reply_that_is_too_large_is_not_read() {
    let limited = |body: Body| {
        let (client, _) = client([answer(200, body)], |builder| builder.max_reply_bytes(10));
        wait(client.request(Method::GET, "/x").send())
    };
    let told = |body: Body| {
        let error = limited(body).unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::TooLarge { limit: 10 });
        assert_eq!((error.status().unwrap().as_u16(), error.attempts()), (200, 1));
    };
    let pulled = Arc::new(AtomicUsize::new(0));
    let endless = || Chunks(["01234", "56789", "a", "b"].map(|chunk| Ok(chunk.into())).into(), pulled.clone());
    told(Body::stream(endless(), Some(12)));
    assert_eq!(pulled.load(Ordering::Relaxed), 0);
    told(Body::stream(endless(), None));
    assert_eq!(pulled.load(Ordering::Relaxed), 3);
    told(Body::from("0123456789a"));
    assert_eq!(limited(Body::from("0123456789")).unwrap().bytes(), "0123456789");
    assert_eq!(limited(Body::stream(chunks(["01234", "56789"]), None)).unwrap().bytes(), "0123456789");
}

#[test]
fn a_reply_that_breaks_off_is_asked_for_again_where_that_is_safe() {
    let faulty: [fn() -> Body; 3] = [
        || Body::stream(broken("{"), None),
        || Body::stream(chunks(["{}"]), Some(3)),
        || Body::stream(chunks(["{}"]), Some(1)),
    ];
    for body in faulty {
        let (client, _) = self::client([answer(200, body()), answer(200, "{}")], |builder| builder);
        assert_eq!(wait(client.request(Method::GET, "/x").send()).unwrap().bytes(), "{}");
        let (client, _) = self::client([answer(200, body())], |builder| builder);
        let error = wait(client.request(Method::POST, "/x").send()).unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (&ErrorKind::Transport, 1));
    }
}

#[test]
fn a_refusal_counts_even_if_its_body_breaks_off_or_is_too_large() {
    let body = r#"{"errors":[{"code":"gone"}]}"#;
    let (client, _) = client(
        [
            answer(404, Body::stream(broken(body), None)),
            answer(404, Body::stream(chunks([body, " "]), None)),
            answer(404, Body::stream(chunks([body, " "]), Some(29))),
        ],
        |builder| builder.max_reply_bytes(28),
    );
    for _ in 0..3 {
        let error = wait(client.request(Method::GET, "/x").send()).unwrap_err();
        assert!(error.is_not_found() && error.api().unwrap().has_code("gone"), "{error:?}");
        assert_eq!(error.body().unwrap(), body);
    }
}

#[test]
fn a_streamed_request_is_made_anew_for_each_attempt() {
    let (client, script) = client([answer(503, ""), answer(200, "{}")], |builder| builder);
    let call = client.request(Method::PUT, "/x").body_stream("text/csv", Some(4), || chunks(["a,", "b\n"]));
    assert_eq!(call.request().unwrap().headers()["content-type"], "text/csv");
    wait(call.send()).unwrap();
    let sent = script.sent.lock().unwrap();
    assert_eq!(sent.len(), 2);
    assert!(sent.iter().all(|(length, content)| *length == Some(4) && content.as_ref().unwrap() == "a,b\n"));
}

#[test]
fn a_request_that_is_not_as_long_as_it_says_is_not_sent_whole() {
    for length in [3, 5] {
        let (client, script) = client([answer(200, "{}")], |builder| builder.retry(Backoff::never()));
        let call = client.request(Method::PUT, "/x").body_stream("a/b", Some(length), || chunks(["a,", "b\n"]));
        wait(call.send()).unwrap();
        assert!(script.sent.lock().unwrap()[0].1.is_err());
    }
}

#[test]
fn a_body_ends_once() {
    let mut body = Body::stream(broken("a"), None);
    assert!(body.as_bytes().is_none() && !body.is_empty());
    assert_eq!(wait(body.next()).unwrap().unwrap(), "a");
    assert!(wait(body.next()).unwrap().is_err());
    assert!(wait(body.next()).is_none() && body.is_empty());
    let mut body = Body::from("a");
    assert_eq!(wait(body.next()).unwrap().unwrap(), "a");
    assert!(wait(body.next()).is_none());
}
