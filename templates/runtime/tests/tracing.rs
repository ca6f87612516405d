//! What the log is told of calls.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use std::fmt::{self, Write as _};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::Method;
use intercom_runtime::example::Contacts;
use intercom_runtime::rt::test_util::{Answer, Script, block_on};
use intercom_runtime::rt::{CallOptions, Client};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// Keeps all that is told, a line each.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    fn add(&self, what: &str, tell: impl FnOnce(&mut Line)) {
        let mut line = Line(what.to_owned());
        tell(&mut line);
        if line.0 == what {
            return;
        }
        self.0.lock().unwrap().push(line.0);
    }
}

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        write!(self.0, " {field}={value:?}").unwrap();
    }
}

impl Subscriber for Log {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("intercom")
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        self.add("span", |line| span.record(line));
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        self.add("end", |line| values.record(line));
    }

    fn event(&self, event: &Event<'_>) {
        self.add("event", |line| event.record(line));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

/// What is logged while these calls are made.
fn logged(answers: impl IntoIterator<Item = Answer>, calls: impl FnOnce(&Client)) -> Vec<String> {
    let log = Log::default();
    let add = |script: Script, answer: Answer| script.on_any().answer(answer.after(Duration::from_secs(1)));
    let script = answers.into_iter().fold(Script::new(), add);
    tracing::subscriber::with_default(log.clone(), || {
        calls(&Client::builder("s3cret").transport(script).build().unwrap());
    });
    let lines = log.0.lock().unwrap().clone();
    assert!(lines.iter().all(|line| !line.contains("s3cret") && !line.contains("ada")), "{lines:?}");
    lines
}

#[test]
fn a_call_is_a_span_and_an_attempt_is_an_event() {
    let busy = Answer::empty(503).header("x-ratelimit-remaining", "7");
    let lines = logged([busy, Answer::bytes(200, "{}").header("x-request-id", "r1")], |client| {
        drop(block_on(Contacts::new(client).get("ada@acme.example")));
    });
    let call = "operation=\"getContact\" method=\"GET\" path=\"/contacts/{id}\"";
    assert_eq!(
        lines,
        [
            format!("span {call}"),
            format!(
                "event message=attempt {call} attempt=1 status=503 error=\"api\" duration_ms=1000 rate_limit_remaining=7"
            ),
            format!("event message=attempt {call} attempt=2 status=200 duration_ms=1000 request_id=\"r1\""),
            "end attempts=2".to_owned(),
            "end status=200".to_owned(),
            "end request_id=\"r1\"".to_owned(),
            "event message=a reply does not match its model method=\"GET\" path=\"/contacts/{id}\" total=1 \
             first=\"$.id: expected a required field, found nothing\""
                .to_owned(),
        ]
    );
}

#[test]
fn neither_paths_nor_queries_nor_bodies_are_logged() {
    let lines = logged([Answer::empty(404)], |client| {
        let options = CallOptions::new().query("email", "ada").header("x-name", "ada");
        let call = client.request(Method::POST, "/contacts/ada?name=ada").json("ada").options(options);
        block_on(call.send()).unwrap_err();
    });
    assert_eq!(
        lines,
        [
            "span method=\"POST\"",
            "event message=attempt method=\"POST\" attempt=1 status=404 error=\"api\" duration_ms=1000",
            "end attempts=1",
            "end status=404",
            "end error=\"api\"",
        ]
    );
}
