//! What a client makes of servers that fail, over real connections on this machine.
#![cfg(any(feature = "native-tls", feature = "reqwest"))]
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

mod servers;

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use http::{Response, Uri};
use intercom_runtime::example::{Contact, Contacts};
use intercom_runtime::rt::{
    Backoff, Body, BoxFuture, Client, ClientBuilder, Error, ErrorKind, Request, ReqwestTransport, Transport,
    TransportError,
};

use servers::{asked, hold, reset, serve};

/// A call that takes longer hangs.
const HANGS: Duration = Duration::from_secs(120);
/// Nobody listens here.
const NOWHERE: &str = "http://127.0.0.1:1";

fn run<F: Future>(future: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async { tokio::time::timeout(HANGS, future).await.unwrap() })
}

/// How a call is made: what comes of it must be the same.
#[derive(Debug, Clone, Copy)]
enum Way {
    /// By the default transport.
    Async,
    /// By the one that blocks.
    Blocking,
}

const WAYS: [Way; 2] = [Way::Async, Way::Blocking];

/// A call of a server that sends this and hangs up.
fn answered(reply: impl Into<Vec<u8>>) -> Result<Contact, Error> {
    let reply = reply.into();
    let [one, other] = WAYS.map(|way| {
        let reply = reply.clone();
        let (url, server) = serve(move |mut stream| {
            assert!(asked(&mut stream));
            stream.write_all(&reply).unwrap();
        });
        let result = get(way, &url, |builder| builder);
        server.join().unwrap();
        result
    });
    assert_eq!(one.as_ref().map_err(Error::kind), other.as_ref().map_err(Error::kind));
    other
}

fn get(way: Way, url: &str, set: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Result<Contact, Error> {
    let builder = set(Client::builder("s3cret").base_url(url).retry(Backoff::never()));
    match way {
        Way::Async => {
            let client = builder.build().unwrap();
            run(async { Contacts::new(&client).get("1").await })
        }
        Way::Blocking => Contacts::new(&builder.blocking().build().unwrap()).get("1").wait(),
    }
}

fn fault(result: Result<Contact, Error>) -> ErrorKind {
    result.unwrap_err().kind().clone()
}

#[test]
fn a_connection_that_is_not_made() {
    for way in WAYS {
        assert_eq!(fault(get(way, NOWHERE, |builder| builder)), ErrorKind::Connect);
        let (url, server) = serve(|mut stream| {
            let hello = stream.read(&mut [0; 4096]).unwrap();
            drop(stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n"));
            hello
        });
        assert_eq!(fault(get(way, &url.replace("http:", "https:"), |builder| builder)), ErrorKind::Connect, "{way:?}");
        assert!(server.join().unwrap() > 0);
    }
}

#[test]
fn a_connection_that_breaks() {
    for way in WAYS {
        let (url, server) = serve(|stream| reset(&stream));
        assert_eq!(fault(get(way, &url, |builder| builder)), ErrorKind::Transport, "{way:?}");
        server.join().unwrap();
    }
    for reply in [
        "",
        "HTTP/1.1 200",
        "no HTTP at all\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n{\"id\":\"1\"}",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\na\r\n{\"id\":\"1\"}\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n{}",
    ] {
        assert_eq!(fault(answered(reply)), ErrorKind::Transport, "{reply}");
    }
}

#[test]
fn a_connection_that_is_reset_in_the_middle_of_a_file() {
    let (go, gone) = mpsc::channel();
    let (url, server) = serve(move |mut stream| {
        stream.peek(&mut [0]).unwrap();
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf").unwrap();
        gone.recv().unwrap();
    });
    let client = Client::builder("s3cret").base_url(url).build().unwrap();
    run(async {
        let mut download = Contacts::new(&client).download().stream().await.unwrap();
        assert_eq!(download.len(), Some(10));
        assert_eq!(download.next().await.unwrap().unwrap(), "half");
        go.send(()).unwrap();
        let error = download.next().await.unwrap().unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::Transport);
        assert!(download.next().await.is_none());
    });
    server.join().unwrap();
}

#[test]
fn a_reply_that_does_not_come_in_time() {
    let replies = ["", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{\"id\":"];
    for (reply, way) in replies.into_iter().flat_map(|reply| WAYS.map(|way| (reply, way))) {
        let (url, server) = serve(move |mut stream| {
            assert!(asked(&mut stream));
            stream.write_all(reply.as_bytes()).unwrap();
            hold(stream);
        });
        let result = get(way, &url, |builder| builder.attempt_timeout(Duration::from_millis(100)));
        assert_eq!(fault(result), ErrorKind::Timeout, "{way:?} {reply}");
        server.join().unwrap();
    }
}

#[test]
fn a_file_of_which_no_more_comes_in_time() {
    let (url, server) = serve(|mut stream| {
        assert!(asked(&mut stream));
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf").unwrap();
        hold(stream);
    });
    run(async {
        let times = Client::builder("s3cret").base_url(url).attempt_timeout(Duration::from_secs(2));
        let mut download = Contacts::new(&times.build().unwrap()).download().stream().await.unwrap();
        assert_eq!(download.next().await.unwrap().unwrap(), "half");
        assert!(download.next().await.unwrap().unwrap_err().is_timeout());
    });
    server.join().unwrap();
}

#[test]
fn a_compressed_reply_that_is_damaged() {
    let packed = [
        0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 3, 0xab, 0x56, 0xca, 0x4c, 0x51, 0xb2, 0x52, 0x32, 0x54, 0xaa, 5, 0, 0xf3,
        0xc8, 0x18, 0xf6, 10, 0, 0, 0,
    ];
    let reply = |content: &[u8]| {
        let head = format!("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {}\r\n\r\n", content.len());
        answered([head.as_bytes(), content].concat())
    };
    assert_eq!(reply(&packed).unwrap().id, "1");
    for cut in [1, 12, 20, 29] {
        assert_eq!(fault(reply(&packed[..cut])), ErrorKind::Transport, "{cut}");
    }
    assert_eq!(fault(reply(b"{\"id\":\"1\"}")), ErrorKind::Transport);
}

#[test]
fn a_reply_that_is_not_what_it_should_be() {
    let html = "<html><h1>Bad Gateway</h1></html>";
    let page =
        |status: &str| format!("HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: 33\r\n\r\n{html}");
    let error = answered(page("502 Bad Gateway")).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Api(api) if api.errors().is_empty()), "{error:?}");
    assert_eq!((error.status().unwrap().as_u16(), &error.body().unwrap()[..]), (502, html.as_bytes()));
    for reply in [
        page("200 OK"),
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".to_owned(),
        "HTTP/1.1 204 No Content\r\n\r\n".to_owned(),
        // Cut off by a length that is too small.
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n{\"id\":\"1\"}".to_owned(),
    ] {
        assert!(matches!(fault(answered(reply.clone())), ErrorKind::Decode(_)), "{reply}");
    }
}

#[test]
fn a_large_reply() {
    let name = "x".repeat(10_000_000);
    let body = format!("{{\"id\":\"1\",\"name\":\"{name}\"}}");
    let reply = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    assert_eq!(answered(reply).unwrap().name.unwrap().len(), 10_000_000);
}

#[test]
fn a_reply_beyond_the_limit_is_not_read() {
    let endless = |head: &'static str, chunk: Vec<u8>| {
        for way in WAYS {
            let chunk = chunk.clone();
            let (url, server) = serve(move |mut stream| {
                assert!(asked(&mut stream));
                stream.write_all(head.as_bytes()).unwrap();
                // Ends when the client has hung up.
                while stream.write_all(&chunk).is_ok() {}
            });
            let result = get(way, &url, |builder| builder.max_reply_bytes(1_000_000));
            assert_eq!(fault(result), ErrorKind::TooLarge { limit: 1_000_000 }, "{way:?}");
            server.join().unwrap();
        }
    };
    endless("HTTP/1.1 200 OK\r\nContent-Length: 1000001\r\n\r\n", b" ".repeat(1000));
    endless(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        [&b"3e8\r\n"[..], &b" ".repeat(1000), b"\r\n"].concat(),
    );
    endless("HTTP/1.1 200 OK\r\n\r\n", b" ".repeat(1000));
}

#[test]
fn a_redirect_takes_the_token_nowhere() {
    let elsewhere = TcpListener::bind("127.0.0.1:0").unwrap();
    let location = elsewhere.local_addr().unwrap();
    for status in ["301 Moved", "302 Found", "307 Temporary Redirect", "308 Permanent Redirect"] {
        let reply = format!("HTTP/1.1 {status}\r\nLocation: http://{location}/\r\nContent-Length: 0\r\n\r\n");
        let error = answered(reply).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Api(_)) && error.status().unwrap().is_redirection(), "{error:?}");
    }
    elsewhere.set_nonblocking(true).unwrap();
    assert_eq!(elsewhere.accept().unwrap_err().kind(), std::io::ErrorKind::WouldBlock);
}

const CALLS: usize = 10_000;
const AT_ONCE: usize = 200;

/// How often something happened.
#[derive(Debug, Default)]
struct Counts {
    fine: AtomicUsize,
    reset: AtomicUsize,
    failed: AtomicUsize,
    limited: AtomicUsize,
    refused: AtomicUsize,
}

fn count(counter: &AtomicUsize) -> usize {
    counter.fetch_add(1, Ordering::Relaxed)
}

impl Counts {
    fn all(&self) -> [usize; 5] {
        [&self.fine, &self.reset, &self.failed, &self.limited, &self.refused].map(|n| n.load(Ordering::Relaxed))
    }

    fn faults(&self) -> usize {
        self.all()[1..].iter().sum()
    }
}

/// A server that does something wrong with every 27th request, a third each: a reset, a status 500, a status 429.
fn unreliable(counts: Arc<Counts>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let requests = Arc::new(AtomicUsize::new(0));
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let (counts, requests, mut stream) = (counts.clone(), requests.clone(), stream.unwrap());
            std::thread::spawn(move || while answer(&mut stream, &counts, &requests) {});
        }
    });
    url
}

/// Answers one request; `false` where the connection is at its end.
fn answer(stream: &mut TcpStream, counts: &Counts, requests: &AtomicUsize) -> bool {
    if !stream.peek(&mut [0]).is_ok_and(|read| read > 0) {
        return false;
    }
    let fault = count(requests) % 81;
    if fault == 0 {
        count(&counts.reset);
        return false;
    }
    assert!(asked(stream));
    let (counter, status, body) = match fault {
        27 => (&counts.failed, "500 Internal Server Error", "{}"),
        54 => (&counts.limited, "429 Too Many Requests", "{}"),
        _ => (&counts.fine, "200 OK", "{\"id\":\"1\"}"),
    };
    count(counter);
    let reply = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    stream.write_all(reply.as_bytes()).is_ok()
}

/// Sends every 77th request to where nobody listens.
struct Unreliable {
    inner: ReqwestTransport,
    counts: Arc<Counts>,
    requests: AtomicUsize,
}

impl Transport for Unreliable {
    fn send(
        &self,
        mut request: Request,
        timeout: Option<Duration>,
    ) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        if count(&self.requests).is_multiple_of(77) {
            count(&self.counts.refused);
            *request.uri_mut() = Uri::from_static(NOWHERE);
        }
        self.inner.send(request, timeout)
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        self.inner.sleep(duration)
    }
}

/// Makes many calls at once. What was done to them, what came of them, and how many requests there were.
fn storm(policy: Backoff) -> (Arc<Counts>, Counts, usize) {
    let (done, came) = (Arc::new(Counts::default()), Counts::default());
    let inner = ReqwestTransport::new().unwrap();
    let transport = Arc::new(Unreliable { inner, counts: done.clone(), requests: AtomicUsize::new(0) });
    let builder = Client::builder("s3cret").base_url(unreliable(done.clone())).retry(policy);
    let client = builder.transport(transport.clone()).build().unwrap();
    run(async {
        let mut workers = tokio::task::JoinSet::new();
        for _ in 0..AT_ONCE {
            let contacts = Contacts::new(&client);
            workers.spawn(async move {
                let mut results = Vec::new();
                for _ in 0..CALLS / AT_ONCE {
                    results.push(contacts.get("1").await);
                }
                results
            });
        }
        while let Some(results) = workers.join_next().await {
            for result in results.unwrap() {
                count(outcome(&came, &result));
            }
        }
    });
    (done, came, transport.requests.load(Ordering::Relaxed))
}

fn outcome<'c>(counts: &'c Counts, result: &Result<Contact, Error>) -> &'c AtomicUsize {
    match result.as_ref().map_err(Error::kind) {
        Ok(contact) if contact.id == "1" => &counts.fine,
        Err(ErrorKind::Transport) => &counts.reset,
        Err(ErrorKind::Api(api)) if api.status().as_u16() == 500 => &counts.failed,
        Err(ErrorKind::RateLimited { .. }) => &counts.limited,
        Err(ErrorKind::Connect) => &counts.refused,
        _ => panic!("{result:?}"),
    }
}

#[test]
fn many_calls_at_once_fail_as_often_as_something_was_done_to_them() {
    let (done, came, requests) = storm(Backoff::never());
    assert_eq!(came.all(), done.all());
    assert_eq!((came.all().iter().sum::<usize>(), requests), (CALLS, CALLS));
    assert!(done.all().iter().all(|count| *count > CALLS / 100), "{done:?}");
}

#[test]
fn many_calls_at_once_are_made_again_after_faults_and_none_is_lost() {
    let retries = 2;
    let (done, came, requests) = storm(Backoff::new(retries).waits(Duration::from_millis(1), Duration::from_millis(4)));
    assert_eq!(came.all()[0], done.all()[0]);
    assert_eq!(came.all().iter().sum::<usize>(), CALLS);
    assert_eq!(done.all().iter().sum::<usize>(), requests);
    // Each fault was followed by another attempt, or was the last of a call that failed.
    assert_eq!(requests - CALLS, done.faults() - came.faults());
    assert!(done.faults() > CALLS / 25 && came.faults() < CALLS / 100, "{done:?} {came:?}");
}
