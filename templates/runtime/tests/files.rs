//! Files that come and go piece by piece.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use std::collections::VecDeque;
use std::fs;
use std::path::Path;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use futures_core::Stream;
use http::{Method, Response};
use intercom_runtime::example::{Contacts, Tag};
use intercom_runtime::rt::{
    Body, BoxFuture, Bytes, CallOptions, Client, ClientBuilder, Download, ErrorKind, Request, Transport,
    TransportError, TransportErrorKind, Upload,
};

/// Chunks from a script. Where it ends without an end, nothing more ever comes.
struct Chunks(VecDeque<Option<Result<Bytes, TransportError>>>);

impl Stream for Chunks {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.pop_front().map_or(Poll::Pending, Poll::Ready)
    }
}

/// The chunks, and then the end.
fn chunks<const N: usize>(chunks: [&'static str; N]) -> Chunks {
    Chunks(chunks.map(|chunk| Some(Ok(chunk.into()))).into_iter().chain([None]).collect())
}

fn broken(chunk: &'static str) -> Chunks {
    let fault = TransportError::new(TransportErrorKind::Other, "the cable is cut");
    Chunks([Some(Ok(chunk.into())), Some(Err(fault))].into())
}

/// Nothing comes after the chunk.
fn stuck(chunk: &'static str) -> Chunks {
    Chunks([Some(Ok(chunk.into()))].into())
}

type Sent = (Option<u64>, Result<Bytes, TransportError>);

/// Answers from a script; without an answer it never does. Waits are over at once, unless they never end.
#[derive(Default)]
struct Script {
    answers: Mutex<VecDeque<Response<Body>>>,
    sent: Mutex<Vec<Sent>>,
    timeouts: Mutex<Vec<Option<Duration>>>,
    waits: Mutex<Vec<Duration>>,
    /// Whether waits never end.
    asleep: AtomicBool,
}

impl Transport for Script {
    fn send(
        &self,
        request: Request,
        timeout: Option<Duration>,
    ) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        self.timeouts.lock().unwrap().push(timeout);
        Box::pin(async move {
            let length = request.body().length();
            let content = request.into_body().into_bytes().await;
            self.sent.lock().unwrap().push((length, content));
            let answer = self.answers.lock().unwrap().pop_front();
            match answer {
                Some(answer) => Ok(answer),
                None => std::future::pending().await,
            }
        })
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        if self.asleep.load(Ordering::Relaxed) {
            return Box::pin(std::future::pending());
        }
        self.waits.lock().unwrap().push(duration);
        Box::pin(std::future::ready(()))
    }

    fn monotonic(&self) -> Duration {
        Duration::ZERO
    }
}

fn client<const N: usize>(
    answers: [Response<Body>; N],
    set: impl FnOnce(ClientBuilder) -> ClientBuilder,
) -> (Client, Arc<Script>) {
    let script = Arc::new(Script { answers: Mutex::new(answers.into()), ..Script::default() });
    (set(Client::builder("token").transport(script.clone())).build().unwrap(), script)
}

fn answer(status: u16, headers: &[(&str, &str)], body: impl Into<Body>) -> Response<Body> {
    let builder = headers.iter().fold(Response::builder().status(status), |b, (name, value)| b.header(*name, *value));
    builder.body(body.into()).unwrap()
}

fn file(chunks: Chunks, length: Option<u64>) -> Response<Body> {
    answer(200, &[], Body::stream(chunks, length))
}

/// What is always ready needs no runtime.
fn wait<F: IntoFuture>(future: F) -> F::Output {
    match pin!(future.into_future()).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("the script is always ready"),
    }
}

fn download(answer: Response<Body>) -> Download {
    let (client, _) = client([answer], |builder| builder);
    wait(Contacts::new(&client).download().stream()).unwrap()
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn movable<T: Send + 'static>(value: T) -> T {
    value
}

#[test]
fn a_file_comes_piece_by_piece_whatever_its_size() {
    let headers = [("content-type", "text/csv"), ("content-disposition", "attachment; filename=a.csv")];
    let body = Body::stream(chunks(["a,", "b\n"]), Some(4));
    let (client, script) = client([answer(200, &headers, body)], |builder| builder.max_reply_bytes(1));
    let mut download = movable(wait(movable(Contacts::new(&client).download().stream())).unwrap());
    assert_eq!((download.len(), download.content_type()), (Some(4), Some("text/csv")));
    assert_eq!((download.file_name().as_deref(), download.status().as_u16()), (Some("a.csv"), 200));
    assert_eq!(wait(download.next()).unwrap().unwrap(), "a,");
    assert_eq!(wait(download.next()).unwrap().unwrap(), "b\n");
    assert!(wait(download.next()).is_none() && wait(download.next()).is_none());
    assert_eq!(download.len(), Some(4));
    // The transport is not to end what may take long.
    assert_eq!(*script.timeouts.lock().unwrap(), [None]);
}

#[test]
fn a_refusal_is_one_before_the_file_begins() {
    let body = || Body::stream(stuck(r#"{"errors":[{"code":"gone"}]}"#), Some(28));
    let (client, script) = client(
        [answer(503, &[], ""), file(chunks(["a"]), None), answer(404, &[], body()), answer(302, &[], "")],
        |builder| builder,
    );
    let call = || Contacts::new(&client).download().stream();
    assert_eq!(wait(wait(call()).unwrap().next()).unwrap().unwrap(), "a");
    assert!(wait(call()).unwrap_err().is_not_found());
    assert_eq!(wait(client.request(Method::GET, "/x").stream()).unwrap_err().status().unwrap(), 302);
    assert_eq!(script.sent.lock().unwrap().len(), 4);
}

#[test]
fn a_file_that_does_not_come_in_time() {
    let times = CallOptions::new().timeout(Duration::from_secs(60)).attempt_timeout(Duration::from_secs(7));
    let (client, script) = client([file(stuck("a"), None)], |builder| builder);
    let call = || client.request(Method::POST, "/x").options(times.clone()).stream();
    let mut download = wait(call()).unwrap();
    wait(download.next()).unwrap().unwrap();
    let error = wait(download.next()).unwrap().unwrap_err();
    assert!(error.is_timeout() && error.status().unwrap() == 200, "{error:?}");
    assert!(wait(download.next()).is_none());
    let error = wait(call()).unwrap_err();
    assert!(error.is_timeout() && error.status().is_none(), "{error:?}");
    assert_eq!(*script.waits.lock().unwrap(), [Duration::from_secs(7); 2]);
}

/// Whatever of the file there is: what comes first may be a part of its mark.
#[test]
fn a_file_that_breaks_off_while_it_is_decompressed_has_ended() {
    for begun in ["\u{1f}", "plain"] {
        let mut download = download(file(broken(begun), None)).gunzip();
        let outcomes: Vec<_> = std::iter::from_fn(|| wait(download.next())).take(3).collect();
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_err()).count(), 1, "{outcomes:?}");
        assert!(outcomes.last().unwrap().is_err(), "{outcomes:?}");
    }
}

#[test]
fn a_file_is_saved_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("export.csv");
    assert_eq!(wait(download(file(chunks(["a,", "b\n"]), None)).save_to(&path)).unwrap(), 4);
    assert_eq!(
        (fs::read_to_string(&path).unwrap().as_str(), names(folder.path())),
        ("a,b\n", vec!["export.csv".into()])
    );

    let faulty: [fn() -> Response<Body>; 3] =
        [|| file(broken("c"), None), || file(stuck("c"), None), || file(chunks(["c"]), Some(2))];
    for answer in faulty {
        let error = wait(download(answer()).save_to(&path)).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Transport | ErrorKind::Timeout), "{error:?}");
    }
    assert_eq!(
        (fs::read_to_string(&path).unwrap().as_str(), names(folder.path())),
        ("a,b\n", vec!["export.csv".into()])
    );

    assert_eq!(wait(download(file(chunks(["new"]), Some(3))).save_to(&path)).unwrap(), 3);
    assert_eq!((fs::read_to_string(&path).unwrap().as_str(), names(folder.path())), ("new", vec!["export.csv".into()]));
    for path in [folder.path().join("none").join("x"), folder.path().to_owned(), folder.path().join("..")] {
        let error = wait(download(file(chunks(["a"]), None)).save_to(&path)).unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::File);
        let source = std::error::Error::source(&error).unwrap();
        assert!(source.downcast_ref::<std::io::Error>().is_some(), "{error:?}");
    }
    assert_eq!(names(folder.path()), ["export.csv"]);
}

#[test]
fn a_file_that_is_not_waited_for_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let (client, script) = client([file(stuck("a"), None)], |builder| builder);
    script.asleep.store(true, Ordering::Relaxed);
    let download = wait(Contacts::new(&client).download().stream()).unwrap();
    let mut saving = Box::pin(movable(download.save_to(folder.path().join("x"))));
    assert!(saving.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    let [partial] = &*names(folder.path()) else { panic!("it is written as it comes") };
    assert_eq!(fs::read_to_string(folder.path().join(partial)).unwrap(), "a");
    assert_ne!(partial, "x");
    drop(saving);
    assert!(names(folder.path()).is_empty());
}

#[test]
fn a_file_has_the_name_that_the_reply_tells_and_no_path() {
    let name = |header: &str| download(answer(200, &[("content-disposition", header)], "")).file_name();
    let is = |header: &str, expected: &str| assert_eq!(name(header).as_deref(), Some(expected), "{header}");
    is("attachment; filename=a.csv", "a.csv");
    is("attachment; FileName = \"a b; c.csv\" ; x=y", "a b; c.csv");
    is(r#"attachment; filename="a\"b\\.csv""#, ".csv");
    is("attachment; filename=\"x.csv\"; filename*=UTF-8''%e2%82%ac%20rates.csv", "\u{20ac} rates.csv");
    is("attachment; filename*=iso-8859-1'en'%A3.csv; filename=x.csv", "\u{a3}.csv");
    is("attachment; filename*=koi8-r''%A3.csv; filename=x.csv", "x.csv");
    is("attachment; filename*=UTF-8''..%2f..%2fpasswd", "passwd");
    is("attachment; filename*=UTF-8''%2e%2e; filename=x.csv", "x.csv");
    is("attachment; filename=\"/etc/passwd\"", "passwd");
    is("attachment; filename=\"C:\\\\temp\\\\a.csv\"", "a.csv");
    for none in [
        "",
        "attachment",
        "attachment; filename",
        "attachment; filename=",
        "attachment; filename=\"..\"",
        "attachment; filename=\"a/\"",
        "attachment; filename=c:a",
        "attachment; filename*=UTF-8''%e2%82",
        "attachment; filename*=UTF-8''%+f",
        "attachment; filename*=%",
        "inline; x=\"filename=a\"",
    ] {
        assert_eq!(name(none), None, "{none}");
    }
}

/// Sends a file by a form, twice, and gives what was sent.
fn sent(file: &Upload) -> Vec<Sent> {
    let (client, script) = client([answer(429, &[], ""), answer(200, &[], "")], |builder| builder);
    let call = Contacts::new(&client).upload(Some("x"), &Tag::default(), file);
    wait(call).unwrap();
    std::mem::take(&mut *script.sent.lock().unwrap())
}

#[test]
fn a_file_is_read_while_it_is_sent_and_again_for_each_attempt() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("photo.png");
    let content = "0123456789".repeat(20_000);
    fs::write(&path, &content).unwrap();
    let upload = Upload::file(&path).unwrap().content_type("image/png");
    assert!(format!("{upload:?}").contains("200000"));
    let attempts = sent(&upload);
    assert_eq!(attempts.len(), 2);
    for (length, sent) in attempts {
        let sent = sent.unwrap();
        assert_eq!(length, Some(sent.len() as u64));
        let text = String::from_utf8(sent.to_vec()).unwrap();
        let part = format!("filename=\"photo.png\"\r\nContent-Type: image/png\r\n\r\n{content}\r\n--form-");
        assert!(text.contains(&part) && text.ends_with("--\r\n"));
        let of_bytes = Upload::new("photo.png", content.clone()).content_type("image/png");
        assert_eq!(self::sent(&of_bytes)[0].1.as_ref().unwrap().len(), sent.len());
    }
    for changed in ["shorter".to_owned(), content.clone() + "longer"] {
        fs::write(&path, changed).unwrap();
        assert!(sent(&upload).iter().all(|(_, sent)| sent.is_err()));
    }
    fs::remove_file(&path).unwrap();
    assert!(sent(&upload).iter().all(|(_, sent)| sent.is_err()));
    assert!(Upload::file(&path).is_err() && Upload::file(folder.path()).is_err());
}

#[test]
fn a_stream_is_sent_as_a_file() {
    for length in [Some(4), None] {
        let upload = Upload::stream("a.csv", length, || chunks(["a,", "b\n"]));
        assert_eq!(upload, upload.clone());
        assert_ne!(upload, Upload::stream("a.csv", length, || chunks(["a,", "b\n"])));
        for (told, sent) in sent(&upload) {
            let sent = sent.unwrap();
            assert!(String::from_utf8_lossy(&sent).contains("\r\n\r\na,b\n\r\n--form-"));
            assert_eq!(told, length.map(|_| sent.len() as u64));
        }
    }
}
