//! The default transport against a server on this machine.
#![cfg(feature = "reqwest")]
#![allow(clippy::unwrap_used, missing_docs)]

use std::collections::VecDeque;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::thread::JoinHandle;
use std::time::Duration;

use futures_core::Stream;

use intercom_runtime::example::Contacts;
use intercom_runtime::rt::{Bytes, CallOptions, Client, Method, TransportError};

/// Answers one request with `reply`, and gives what it was asked.
fn serve(reply: &'static str) -> (String, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut asked = Vec::new();
        let mut buffer = [0; 4096];
        while !is_whole(&asked) {
            let read = stream.read(&mut buffer).unwrap();
            asked.extend_from_slice(&buffer[..read]);
        }
        if reply.is_empty() {
            std::thread::sleep(Duration::from_millis(500));
        }
        stream.write_all(reply.as_bytes()).unwrap();
        String::from_utf8(asked).unwrap()
    });
    (url, server)
}

/// Whether a request has come to its end: to that of its head, or where it has chunks, to the last one.
fn is_whole(asked: &[u8]) -> bool {
    let text = String::from_utf8_lossy(asked);
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
    if head.contains("transfer-encoding: chunked") {
        body.ends_with("0\r\n\r\n")
    } else {
        body.len() >= length.unwrap_or(0)
    }
}

fn run<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

fn client(url: &str) -> Client {
    Client::builder("s3cret").base_url(url).build().unwrap()
}

#[test]
fn a_reply_comes_back_whole() {
    let (url, server) = serve("HTTP/1.1 200 OK\r\nX-Request-Id: r\r\nContent-Length: 10\r\n\r\n{\"id\":\"1\"}");
    let response = run(async { Contacts::new(&client(&url)).get("a b").with_response().await.unwrap() });
    assert_eq!((response.value().id.as_str(), response.request_id()), ("1", Some("r")));
    let asked = server.join().unwrap();
    assert!(asked.starts_with("GET /contacts/a%20b HTTP/1.1\r\n"), "{asked}");
    assert!(asked.contains("authorization: Bearer s3cret\r\n"), "{asked}");
}

#[test]
fn redirects_are_not_followed() {
    let (url, server) = serve("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n");
    let redirect = run(async { Contacts::new(&client(&url)).find().await.unwrap() });
    assert_eq!(redirect.location(), "http://127.0.0.1:1/");
    server.join().unwrap();
}

#[test]
fn failures_have_their_kind() {
    let error = run(async { Contacts::new(&client("http://127.0.0.1:1")).get("1").await.unwrap_err() });
    assert!(error.is_connect(), "{error:?}");
    let (url, server) = serve("");
    let options = CallOptions::new().timeout(Duration::from_millis(50));
    let error = run(async { Contacts::new(&client(&url)).get("1").options(options).await.unwrap_err() });
    assert!(error.is_timeout(), "{error:?}");
    server.join().unwrap();
}

#[test]
fn paths_are_never_shortened() {
    let client = client("http://127.0.0.1:1");
    for path in ["/contacts/../admins", "/contacts/%2e%2E"] {
        let error = run(async { client.request(Method::GET, path).send().await.unwrap_err() });
        assert!(!error.is_connect(), "{error:?}");
    }
    let error = run(async { Contacts::new(&client).get("..").await.unwrap_err() });
    assert!(!error.is_connect(), "{error:?}");
}

struct Chunks(VecDeque<&'static str>);

impl Stream for Chunks {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.pop_front().map(|chunk| Ok(chunk.into())))
    }
}

#[test]
fn a_streamed_request_tells_its_length_where_it_is_known() {
    for (length, head, body) in [
        (Some(5), "content-length: 5\r\n", "\r\n\r\nabcde"),
        (None, "transfer-encoding: chunked\r\n", "\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"),
    ] {
        let (url, server) = serve("HTTP/1.1 204 No Content\r\n\r\n");
        let client = client(&url);
        let call = client.request(Method::PUT, "/x").body_stream("a/b", length, || Chunks(["abc", "de"].into()));
        run(call.send()).unwrap();
        let asked = server.join().unwrap();
        assert!(asked.contains(head) && asked.ends_with(body), "{asked}");
    }
}
