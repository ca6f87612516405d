//! The default transport against a server on this machine.
#![cfg(any(feature = "native-tls", feature = "reqwest"))]
#![allow(clippy::unwrap_used, missing_docs)]

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::thread::JoinHandle;
use std::time::Duration;

use futures_core::Stream;
use intercom_runtime::example::Contacts;
use intercom_runtime::rt::{
    Backoff, Bytes, CallOptions, Client, ClientBuilder, ErrorKind, Method, ReqwestTransport, TransportError,
};

/// Answers one request with `reply`, and gives what it was asked.
fn serve(reply: impl AsRef<[u8]> + Send + 'static) -> (String, JoinHandle<String>) {
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
        if reply.as_ref().is_empty() {
            std::thread::sleep(Duration::from_millis(500));
        }
        stream.write_all(reply.as_ref()).unwrap();
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

/// Answers so many requests, and gives the first line of each.
fn serve_lines(count: usize) -> (String, JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = std::thread::spawn(move || {
        let line = |stream: TcpStream| {
            let mut asked = BufReader::new(&stream).lines().map(Result::unwrap).take_while(|line| !line.is_empty());
            let first = asked.next().unwrap();
            asked.for_each(drop);
            (&stream).write_all(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n").unwrap();
            first
        };
        listener.incoming().take(count).map(|stream| line(stream.unwrap())).collect()
    });
    (url, server)
}

#[test]
fn what_is_asked_for_later_is_written_as_it_was_at_first() {
    for path in ["/", "/a%20b/c%2Fd;e=f,g/", "/a?b=c%20d%27&e=/..?", "/%C3%A9?", "/a//b?c"] {
        let (url, server) = serve_lines(2);
        let (elsewhere, other_server) = serve_lines(1);
        let transport = Arc::new(ReqwestTransport::new().unwrap());
        let ask = |url: &str| {
            let client = Client::builder("s3cret").base_url(url).transport(transport.clone()).build().unwrap();
            run(client.request(Method::GET, path).send()).unwrap();
        };
        ask(&url);
        ask(&elsewhere);
        ask(&url);
        let line = format!("GET {path} HTTP/1.1");
        assert_eq!(server.join().unwrap(), [line.clone(), line.clone()]);
        assert_eq!(other_server.join().unwrap(), [line]);
    }
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

#[test]
fn what_sends_something_as_a_rule_says_that_nothing_comes() {
    for (method, says) in [(Method::POST, true), (Method::PUT, true), (Method::PATCH, true), (Method::DELETE, false)] {
        let (url, server) = serve("HTTP/1.1 204 No Content\r\n\r\n");
        run(client(&url).request(method.clone(), "/x").send()).unwrap();
        assert_eq!(server.join().unwrap().contains("content-length: 0\r\n"), says, "{method}");
    }
}

#[test]
fn a_compressed_reply_is_decompressed() {
    let packed = [
        0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 3, 0xab, 0x56, 0xca, 0x4c, 0x51, 0xb2, 0x52, 0x32, 0x54, 0xaa, 5, 0, 0xf3,
        0xc8, 0x18, 0xf6, 10, 0, 0, 0,
    ];
    let head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 30\r\n\r\n";
    let (url, server) = serve([&head[..], &packed].concat());
    let response = run(async { Contacts::new(&client(&url)).get("1").with_response().await.unwrap() });
    assert_eq!((response.value().id.as_str(), &response.bytes()[..]), ("1", &br#"{"id":"1"}"#[..]));
    assert!(server.join().unwrap().contains("accept-encoding: gzip\r\n"));
}

#[test]
fn a_proxy_is_gone_by() {
    let (url, server) = serve("HTTP/1.1 204 No Content\r\n\r\n");
    let proxy = url.replace("http://", "http://ada:pa55@");
    let builder = Client::builder("s3cret").base_url("http://api.localhost").proxy(proxy);
    assert!(!format!("{builder:?}").contains("pa55"));
    let client = builder.build().unwrap();
    run(client.request(Method::GET, "/me").send()).unwrap();
    let asked = server.join().unwrap();
    assert!(asked.starts_with("GET http://api.localhost/me HTTP/1.1\r\n"), "{asked}");
    assert!(asked.contains("proxy-authorization: Basic YWRhOnBhNTU=\r\n"), "{asked}");
}

#[test]
fn settings_that_cannot_be_used() {
    let refused = |set: &dyn Fn(ClientBuilder) -> ClientBuilder| {
        let error = set(Client::builder("s3cret")).build().unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Configuration(_)), "{error:?}");
        error.to_string()
    };
    for url in ["", "proxy:80", "ftp://proxy", "http://", "http://ada:pa55@:x"] {
        let told = refused(&|builder| builder.proxy(url));
        assert!(told.contains("the proxy's URL") && !told.contains("pa55"), "{told}");
    }
    let framed = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    for pem in ["", "pem", framed, "-----BEGIN CERTIFICATE-----\n*"] {
        refused(&|builder| builder.root_certificate(pem));
    }
    let transport = ReqwestTransport::new().unwrap();
    let told = refused(&|builder| builder.connect_timeout(Duration::ZERO).transport(transport.clone()));
    assert!(told.contains("another is set"), "{told}");
}

/// A certificate for this machine that nobody knows, and a server that has it and answers every request alike.
fn serve_encrypted() -> (String, String) {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let key = rustls::pki_types::PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let config = rustls::ServerConfig::builder_with_provider(rustls::crypto::aws_lc_rs::default_provider().into())
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://localhost:{}", listener.local_addr().unwrap().port());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let connection = rustls::ServerConnection::new(config.clone()).unwrap();
            let mut stream = rustls::StreamOwned::new(connection, stream.unwrap());
            // A client that does not trust the certificate says so, and hangs up.
            if stream.read(&mut [0; 4096]).is_ok() {
                stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}").unwrap();
            }
        }
    });
    (url, made.cert.pem())
}

#[test]
fn a_certificate_is_trusted_if_it_is_added() {
    let (url, pem) = serve_encrypted();
    let call = |builder: ClientBuilder| {
        let client = builder.base_url(&url).retry(Backoff::never()).build().unwrap();
        run(client.request(Method::GET, "/me").send())
    };
    let error = call(Client::builder("s3cret")).unwrap_err();
    assert!(error.is_connect(), "{error:?}");
    assert_eq!(call(Client::builder("s3cret").root_certificate(pem.clone())).unwrap().bytes(), "{}");
    let transport = ReqwestTransport::builder().root_certificate(pem.clone()).build().unwrap();
    assert_eq!(call(Client::builder("s3cret").transport(transport)).unwrap().bytes(), "{}");
    // It is the same with the transport that blocks.
    let call = |builder: ClientBuilder| {
        let client = builder.blocking().base_url(&url).retry(Backoff::never()).build().unwrap();
        client.request(Method::GET, "/me").send().wait()
    };
    let error = call(Client::builder("s3cret")).unwrap_err();
    assert!(error.is_connect(), "{error:?}");
    assert_eq!(call(Client::builder("s3cret").root_certificate(pem)).unwrap().bytes(), "{}");
}
