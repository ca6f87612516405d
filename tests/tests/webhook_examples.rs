//! The endpoints that the examples show, asked over real sockets.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::thread;

use intercom_client::webhooks::{Verifier, sign};
use tokio::net::TcpListener;

#[allow(dead_code, reason = "a test has a `main` of its own")]
#[path = "../../templates/examples/webhooks_axum.rs"]
mod webhooks_axum;
#[allow(dead_code, reason = "a test has a `main` of its own")]
#[path = "../../templates/examples/webhooks_hyper.rs"]
mod webhooks_hyper;

const SECRET: &str = "harbour-secret";

/// Starts a server on a port of its own; it runs until the test ends.
fn start<F: Future<Output = std::io::Result<()>>>(serve: impl FnOnce(TcpListener) -> F + Send + 'static) -> SocketAddr {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build().unwrap();
        runtime.block_on(async { serve(TcpListener::from_std(listener).unwrap()).await.unwrap() });
    });
    address
}

/// The status of the answer to a request.
fn status(address: SocketAddr, method: &str, signature: Option<&str>, body: &str) -> u16 {
    let signature = signature.map(|value| format!("X-Hub-Signature: {value}\r\n")).unwrap_or_default();
    let length = body.len();
    let mut stream = TcpStream::connect(address).unwrap();
    let head =
        format!("{method} /webhooks HTTP/1.1\r\nHost: here\r\nConnection: close\r\nContent-Length: {length}\r\n");
    stream.write_all(format!("{head}{signature}\r\n{body}").as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer.split(' ').nth(1).unwrap().parse().unwrap()
}

fn answers_as_it_should(address: SocketAddr) {
    let body = r#"{"topic": "contact.user.created", "data": {"item": {"type": "contact", "id": "c1"}}}"#;
    let signature = sign(SECRET, body.as_bytes());
    assert_eq!(status(address, "HEAD", None, ""), 200);
    assert_eq!(status(address, "POST", Some(&signature), body), 200);
    assert_eq!(status(address, "POST", None, body), 401);
    assert_eq!(status(address, "POST", Some("sha1=what"), body), 401);
    assert_eq!(status(address, "POST", Some(&signature), &body.replace("c1", "c2")), 401);
    assert_eq!(status(address, "POST", Some(&sign(SECRET, b"ahoy")), "ahoy"), 400);
    assert_eq!(status(address, "PUT", Some(&signature), body), 405);
}

#[test]
fn the_endpoint_with_axum_answers() {
    answers_as_it_should(start(|listener| async move {
        axum::serve(listener, webhooks_axum::app(Verifier::new(SECRET))).await
    }));
}

#[test]
fn the_endpoint_with_hyper_answers() {
    answers_as_it_should(start(|listener| webhooks_hyper::serve(listener, Verifier::new(SECRET))));
}
