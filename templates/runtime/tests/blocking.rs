//! Calls without async, over real connections on this machine.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

mod servers;

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use http::Response;
use intercom_runtime::example::{Contacts, Tag};
use intercom_runtime::rt::test_util::{Fault, Script};
use intercom_runtime::rt::{
    Backoff, Body, BoxFuture, Call, Client, ClientBuilder, Decode, Endpoint, Error, ErrorKind, Extra, Method, Names,
    Operation, Paged, Pages, Paging, Reader, Request, Safety, Token, TokenProvider, Transport, TransportError, Upload,
    UreqTransport, json,
};
use servers::{asked, hold, reset, serve};

const MILLISECOND: Duration = Duration::from_millis(1);

/// Answers each connection with the next of the replies, and gives what it was asked.
fn serve_all(replies: Vec<String>) -> (String, JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = std::thread::spawn(move || {
        let answer = |reply: String| {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = Vec::new();
            while !is_whole(&request) {
                let mut buffer = [0; 4096];
                let read = stream.read(&mut buffer).unwrap();
                request.extend_from_slice(&buffer[..read]);
            }
            stream.write_all(reply.as_bytes()).unwrap();
            String::from_utf8(request).unwrap()
        };
        replies.into_iter().map(answer).collect()
    });
    (url, server)
}

fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request);
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
    if head.contains("transfer-encoding: chunked") {
        body.ends_with("0\r\n\r\n")
    } else {
        body.len() >= length.unwrap_or(0)
    }
}

fn reply(status: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}

fn builder(url: &str) -> ClientBuilder {
    Client::builder("s3cret").base_url(url).retry(Backoff::new(2).waits(MILLISECOND, 4 * MILLISECOND)).blocking()
}

#[test]
fn a_call_comes_back_after_attempts_that_failed() {
    let replies = vec![reply("500 Oops", ""), reply("429 Slowly", "{}"), reply("200 OK", "{\"id\":\"1\"}")];
    let (url, server) = serve_all(replies);
    let client = builder(&url).build().unwrap();
    let response = Contacts::new(&client).get("a b").with_response().wait().unwrap();
    assert_eq!((response.value().id.as_str(), response.attempts()), ("1", 3));
    for request in server.join().unwrap() {
        assert!(request.starts_with("GET /contacts/a%20b HTTP/1.1\r\n"), "{request}");
        assert!(request.contains("authorization: Bearer s3cret\r\n"), "{request}");
        assert!(!request.contains("content-length"), "{request}");
    }
}

#[cfg(not(any(feature = "native-tls", feature = "reqwest")))]
#[test]
fn it_is_the_default_where_there_is_no_other_transport() {
    let (url, server) = serve_all(vec![reply("200 OK", "{\"id\":\"1\"}")]);
    let client = Client::builder("s3cret").base_url(url).build().unwrap();
    assert_eq!(Contacts::new(&client).get("1").wait().unwrap().id, "1");
    server.join().unwrap();
}

#[test]
fn a_wait_between_attempts_is_one() {
    let (url, server) = serve_all(vec![
        "HTTP/1.1 503 Later\r\nRetry-After: 1\r\nConnection: close\r\nContent-Length: 0\r\n\r\n".to_owned(),
        reply("200 OK", "{\"id\":\"1\"}"),
    ]);
    let began = Instant::now();
    Contacts::new(&builder(&url).build().unwrap()).get("1").wait().unwrap();
    assert!(began.elapsed() >= Duration::from_secs(1));
    server.join().unwrap();
}

#[test]
fn raw_calls_and_bodies() {
    let (url, server) = serve_all(vec![reply("200 OK", "{\"a\":1}"), reply("302 Found", ""), reply("200 OK", "")]);
    let client = builder(&url).build().unwrap();
    let value = client.request(Method::DELETE, "/a").json(serde_json::json!({"id": 7})).json_value().wait().unwrap();
    assert_eq!(value["a"], 1);
    let redirect = client.request(Method::POST, "/b").send().wait().unwrap();
    assert_eq!(redirect.status().as_u16(), 302);
    client.request(Method::PUT, "/c").body("text/plain", "x").send().wait().unwrap();
    let requests = server.join().unwrap();
    assert!(requests[0].starts_with("DELETE /a ") && requests[0].ends_with("\r\n\r\n{\"id\":7}"), "{requests:?}");
    assert!(requests[1].contains("content-length: 0\r\n"), "{requests:?}");
    assert!(requests[2].contains("content-type: text/plain\r\n") && requests[2].ends_with("\r\n\r\nx"), "{requests:?}");
}

/// Times that the clock does not have are none.
#[test]
fn times_may_be_of_any_length() {
    let (url, server) = serve_all(vec![reply("200 OK", "{}"), reply("200 OK", "x")]);
    let forever = builder(&url).timeout(Duration::MAX).attempt_timeout(Duration::MAX).connect_timeout(Duration::MAX);
    let client = forever.build().unwrap();
    client.request(Method::GET, "/a").send().wait().unwrap();
    client.request(Method::GET, "/b").stream().wait().unwrap();
    server.join().unwrap();
}

#[test]
fn a_file_is_sent() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    fs::write(&path, "a,b\n").unwrap();
    let (url, server) = serve_all(vec![reply("500 Oops", ""), reply("200 OK", "")]);
    let client = builder(&url).build().unwrap();
    let contacts = Contacts::new(&client);
    let file = Upload::file(&path).unwrap();
    // A `POST` that may have been done is not made again.
    assert!(contacts.upload(Some("n"), &Tag::default(), &file).wait().unwrap_err().status().is_some());
    assert_eq!(contacts.upload(Some("n"), &Tag::default(), &file).wait().unwrap(), None);
    for request in server.join().unwrap() {
        assert!(request.contains("filename=\"a.csv\"\r\n") && request.contains("\r\n\r\na,b\n\r\n--"), "{request}");
        assert!(request.contains("content-length: "), "{request}");
    }
}

#[test]
fn a_file_is_fetched() {
    let content = "0123456789".repeat(10_000);
    let (url, server) = serve_all(vec![reply("200 OK", &content), reply("200 OK", &content), reply("404 No", "{}")]);
    let client = builder(&url).max_reply_bytes(1).build().unwrap();
    let contacts = Contacts::new(&client);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    let download = contacts.download().stream().wait().unwrap();
    assert_eq!(download.download().len(), Some(100_000));
    assert_eq!(download.save_to(&path).unwrap(), 100_000);
    assert_eq!(fs::read_to_string(&path).unwrap(), content);

    let mut download = client.wait(contacts.download().stream()).unwrap().into_reader();
    let mut read = [0; 7];
    download.read_exact(&mut read).unwrap();
    assert_eq!(read, *b"0123456");
    assert_eq!(download.save_to(&path).unwrap(), 99_993);
    assert_eq!(fs::read_to_string(&path).unwrap(), content[7..]);
    assert!(contacts.download().stream().wait().unwrap_err().is_not_found());
    server.join().unwrap();
}

/// Why a file could not be read.
fn broken(url: &str, between: impl FnOnce()) -> ErrorKind {
    let client = builder(url).attempt_timeout(Duration::from_secs(1)).build().unwrap();
    let mut download = Contacts::new(&client).download().stream().wait().unwrap();
    let mut half = [0; 4];
    download.read_exact(&mut half).unwrap();
    assert_eq!(half, *b"half");
    between();
    let fault = download.read(&mut half).unwrap_err();
    assert_eq!(download.read(&mut half).unwrap(), 0);
    fault.into_inner().unwrap().downcast::<Error>().unwrap().kind().clone()
}

#[test]
fn a_file_that_breaks_off() {
    let (go, gone) = mpsc::channel();
    let (url, server) = serve(move |mut stream| {
        reset(&stream);
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf").unwrap();
        gone.recv().unwrap();
    });
    assert_eq!(broken(&url, || go.send(()).unwrap()), ErrorKind::Transport);
    server.join().unwrap();
    let (url, server) = serve(|mut stream| {
        assert!(asked(&mut stream));
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf").unwrap();
        hold(stream);
    });
    assert_eq!(broken(&url, || ()), ErrorKind::Timeout);
    server.join().unwrap();
}

#[test]
fn a_file_that_does_not_begin_in_time() {
    let (url, server) = serve(hold);
    let client = builder(&url).attempt_timeout(100 * MILLISECOND).retry(Backoff::never()).build().unwrap();
    assert!(Contacts::new(&client).download().stream().wait().unwrap_err().is_timeout());
    drop(client);
    server.join().unwrap();
}

/// A list in pages, as the generator writes one.
#[derive(Debug, Default)]
struct Numbers {
    data: Vec<i64>,
    extra: Extra,
}

impl Numbers {
    const NAMES: &'static Names = &Names { list: &["data"], slots: b"" };
}

impl Decode for Numbers {
    fn decode(&mut self, r: &mut Reader<'_>) {
        r.record(Self::NAMES, &mut [&mut self.data], &[], &mut self.extra);
    }
}

impl Paged for Numbers {
    type Item = i64;

    fn items(&self) -> &[i64] {
        &self.data
    }

    fn into_items(self) -> Vec<i64> {
        self.data
    }
}

static NUMBERS: Endpoint<Numbers> =
    Endpoint::new(Operation::new("list", "GET", "/numbers", "Numbers", Safety::ReadOnly), json::<Numbers>)
        .paged(Paging::Cursor);

fn numbers(client: &Client) -> Pages<Numbers> {
    Call::new(client, &NUMBERS).pages()
}

/// Three pages, and what becomes of them.
fn read_numbers<T>(read: impl FnOnce(Pages<Numbers>) -> T) -> T {
    let page = |body: &str| reply("200 OK", body);
    let (url, server) = serve_all(vec![
        page("{\"data\":[1,2],\"pages\":{\"next\":{\"starting_after\":\"x\"}}}"),
        page("{\"data\":[3],\"pages\":{\"next\":{\"starting_after\":\"y\"}}}"),
        page("{\"data\":[4,5]}"),
    ]);
    let client = builder(&url).build().unwrap();
    let read = read(numbers(&client));
    let requests = server.join().unwrap();
    let queries = ["/numbers", "/numbers?starting_after=x", "/numbers?starting_after=y"];
    for (request, query) in requests.iter().zip(queries) {
        assert!(request.starts_with(&format!("GET {query} ")), "{request}");
    }
    read
}

#[test]
fn a_list_is_an_iterator() {
    let items = read_numbers(|pages| pages.items().wait().collect::<Result<Vec<i64>, Error>>().unwrap());
    assert_eq!(items, [1, 2, 3, 4, 5]);
    let client = builder("http://127.0.0.1:1").build().unwrap();
    let items = read_numbers(|pages| client.wait(pages.items().try_collect::<Vec<i64>>()).unwrap());
    assert_eq!(items, [1, 2, 3, 4, 5]);
    let pages = read_numbers(|pages| pages.wait().map(|page| page.unwrap().into_items()).collect::<Vec<_>>());
    assert_eq!(pages, [vec![1, 2], vec![3], vec![4, 5]]);
    let last = read_numbers(|pages| {
        let first = pages.wait().next().unwrap().unwrap();
        let second = first.next().wait().unwrap().unwrap();
        let third = second.next().wait().unwrap().unwrap();
        assert!(third.next().wait().unwrap().is_none());
        third.into_items()
    });
    assert_eq!(last, [4, 5]);
}

#[test]
fn a_list_ends_after_an_error_and_tells_where() {
    let script = Script::new().on(Method::GET, "/numbers").reply(
        200,
        serde_json::json!({
            "data": [1], "pages": {"next": {"starting_after": "x"}}
        }),
    );
    let script = script.on(Method::GET, "/numbers").reply(404, serde_json::json!({}));
    let mut items = numbers(&script.builder().build().unwrap()).items().wait();
    assert_eq!(items.next().unwrap().unwrap(), 1);
    assert!(items.next().unwrap().unwrap_err().is_not_found());
    assert_eq!(items.get_ref().position().unwrap().to_string(), "starting_after=x");
    assert!(items.next().is_none());
    script.finish();
}

/// Does not say of itself that it blocks.
struct Asynchronous;

impl Transport for Asynchronous {
    fn send(&self, request: Request, _: Option<Duration>) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        panic!("{request:?} is sent");
    }

    fn sleep(&self, _: Duration) -> BoxFuture<'_, ()> {
        Box::pin(std::future::pending())
    }
}

#[test]
fn what_is_asynchronous_is_not_waited_for() {
    let client = Client::builder("s3cret").transport(Asynchronous).build().unwrap();
    let contacts = Contacts::new(&client);
    let errors = [
        contacts.get("1").wait().unwrap_err(),
        contacts.get("1").with_response().wait().unwrap_err(),
        client.request(Method::GET, "/contacts/{id}").json_value().wait().unwrap_err(),
        contacts.download().stream().wait().unwrap_err(),
    ];
    for error in errors {
        assert_eq!((error.kind(), error.attempts()), (&ErrorKind::NotBlocking, 0));
        assert!(error.to_string().starts_with("GET /"), "{error}");
    }
    assert_eq!(*client.wait(contacts.get("1")).unwrap_err().kind(), ErrorKind::NotBlocking);
    let mut pages = numbers(&client).wait();
    assert_eq!(*pages.next().unwrap().unwrap_err().kind(), ErrorKind::NotBlocking);
    assert!(pages.next().is_none());
    let mut items = numbers(&client).items().wait();
    assert_eq!(*items.next().unwrap().unwrap_err().kind(), ErrorKind::NotBlocking);
    assert!(items.next().is_none());
}

/// Never has a token.
struct Never;

impl TokenProvider for Never {
    fn token(&self) -> BoxFuture<'_, Result<Token, Box<dyn std::error::Error + Send + Sync>>> {
        Box::pin(std::future::pending())
    }
}

#[test]
fn what_blocks_does_not_wait_for_what_is_asynchronous() {
    let client = Client::builder_with(Never).transport(UreqTransport::new().unwrap()).build().unwrap();
    assert_eq!(*Contacts::new(&client).get("1").wait().unwrap_err().kind(), ErrorKind::NotBlocking);
    let script = Script::new().on_any().fail(Fault::Silence);
    let client = script.builder().build().unwrap();
    assert_eq!(*Contacts::new(&client).get("1").wait().unwrap_err().kind(), ErrorKind::NotBlocking);
}

#[test]
fn settings_that_cannot_be_used() {
    let refused = |set: &dyn Fn(ClientBuilder) -> ClientBuilder| {
        let error = set(Client::builder("s3cret").blocking()).build().unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Configuration(_)), "{error:?}");
        error.to_string()
    };
    for url in ["", "proxy:80", "ftp://proxy", "http://", "http://ada:pa55@:x"] {
        let told = refused(&|builder| builder.proxy(url));
        assert!(told.contains("the proxy's URL") && !told.contains("pa55"), "{told}");
    }
    for pem in ["", "pem", "-----BEGIN CERTIFICATE-----\n*"] {
        refused(&|builder| builder.root_certificate(pem));
    }
    assert!(refused(&|builder| builder.transport(Script::new())).contains("another is set"));
}

#[test]
fn paths_are_never_shortened() {
    let client = builder("http://127.0.0.1:1").build().unwrap();
    for path in ["/contacts/../admins", "/contacts/%2e%2E", "/contacts/."] {
        let error = client.request(Method::GET, path).send().wait().unwrap_err();
        assert!(!error.is_connect(), "{error:?}");
    }
}

#[test]
fn a_proxy_is_gone_by() {
    let (url, server) = serve_all(vec![reply("403 No", "")]);
    let proxy = url.replace("http://", "http://ada:pa55@");
    let client = Client::builder("s3cret").proxy(proxy).blocking().retry(Backoff::never()).build().unwrap();
    assert!(Contacts::new(&client).get("1").wait().unwrap_err().is_connect());
    let requests = server.join().unwrap();
    assert!(requests[0].starts_with("CONNECT api.intercom.io:443 HTTP/1.1\r\n"), "{requests:?}");
    assert!(requests[0].to_lowercase().contains("proxy-authorization: basic ywrhonbhntu=\r\n"), "{requests:?}");
    assert!(!requests[0].contains("s3cret"), "{requests:?}");
}
