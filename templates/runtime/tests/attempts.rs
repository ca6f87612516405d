//! What is seen of the attempts of a call, and what may be changed of them.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::header::AUTHORIZATION;
use http::{HeaderName, HeaderValue, Method, header};
use intercom_runtime::example::Contacts;
use intercom_runtime::rt::test_util::{Answer, Fault, Script, block_on};
use intercom_runtime::rt::{
    Attempt, AttemptEvent, Backoff, CallOptions, Client, ErrorKind, Interceptor, Operation, Timestamp,
};

fn script(answers: impl IntoIterator<Item = Answer>) -> Script {
    let add = |script: Script, answer: Answer| script.on_any().answer(answer.after(Duration::from_secs(1)));
    answers.into_iter().fold(Script::new(), add)
}

/// What was sent in a header, request by request.
fn sent(script: &Script, name: &str) -> Vec<String> {
    script.sent().iter().map(|request| request.header(name).unwrap_or("-").to_owned()).collect()
}

/// Signs requests, and keeps what it saw.
#[derive(Default)]
struct Signer(Mutex<Vec<String>>);

impl Interceptor for Signer {
    fn before(&self, attempt: &mut Attempt<'_>) {
        let seen = format!("{} {} {}", attempt.number(), attempt.method(), attempt.uri());
        self.0.lock().unwrap().push(seen);
        assert_eq!(attempt.operation().map(Operation::template), Some("/contacts/{id}"));
        assert!(attempt.body().is_empty());
        assert!(!attempt.headers().contains_key(AUTHORIZATION), "the token is nobody's business");
        let number = HeaderValue::from(attempt.number());
        attempt.headers_mut().insert("x-signature", number);
        attempt.headers_mut().insert(AUTHORIZATION, HeaderValue::from_static("Bearer stolen"));
        assert!(!format!("{attempt:?}").contains("ada"));
    }

    fn after(&self, attempt: &AttemptEvent<'_>) {
        self.0.lock().unwrap().push(format!(
            "{:?} {:?}",
            attempt.status().map(|status| status.as_u16()),
            attempt.request_id()
        ));
    }
}

#[test]
fn interceptors_see_each_attempt_but_not_the_token() {
    let answer = |status: u16, id: &str| Answer::bytes(status, "{}").header("x-request-id", id);
    let script = script([answer(503, "a"), answer(200, "b")]);
    let signer = Arc::new(Signer::default());
    let client = Client::builder("s3cret").transport(script.clone()).interceptor(signer.clone()).build().unwrap();
    block_on(Contacts::new(&client).get("ada@acme.example")).unwrap();
    let url = "https://api.intercom.io/contacts/ada%40acme.example";
    let seen = signer.0.lock().unwrap();
    assert_eq!(
        *seen,
        [
            format!("1 GET {url}"),
            "Some(503) Some(\"a\")".into(),
            format!("2 GET {url}"),
            "Some(200) Some(\"b\")".into()
        ]
    );
    assert_eq!(sent(&script, "x-signature"), ["1", "2"]);
    assert_eq!(sent(&script, "authorization"), ["Bearer s3cret", "Bearer s3cret"]);
}

/// Sets a header, after what is there already.
struct Appends(HeaderName, &'static str);

impl Interceptor for Appends {
    fn before(&self, attempt: &mut Attempt<'_>) {
        let before = attempt.headers().get(&self.0).map_or(String::new(), |value| value.to_str().unwrap().to_owned());
        let value = HeaderValue::try_from(before + self.1).unwrap();
        attempt.headers_mut().insert(self.0.clone(), value);
    }
}

#[test]
fn interceptors_take_turns_as_they_were_added() {
    let script = script([Answer::bytes(200, "{}"), Answer::bytes(200, "{}")]);
    let trace = HeaderName::from_static("x-trace");
    let client = Client::builder("t")
        .transport(script.clone())
        .interceptor(Appends(trace.clone(), "b"))
        .interceptor(Appends(trace, "c"))
        .build()
        .unwrap();
    let call = |options| block_on(client.request(Method::GET, "/me").options(options).send()).unwrap();
    call(CallOptions::new().header("x-trace", "a"));
    // A call's own authorization is as little to be seen as the client's.
    call(CallOptions::new().header("authorization", "Bearer theirs"));
    assert_eq!(sent(&script, "x-trace"), ["abc", "bc"]);
    assert_eq!(sent(&script, "authorization"), ["Bearer t", "Bearer theirs"]);
}

#[test]
fn no_interceptor_sends_a_request_elsewhere() {
    for name in [header::HOST, header::CONTENT_LENGTH, header::TRANSFER_ENCODING, header::CONNECTION] {
        let script = script([]);
        let interceptor = Appends(name.clone(), "7");
        let client = Client::builder("t").transport(script.clone()).interceptor(interceptor).build().unwrap();
        let error = block_on(client.request(Method::GET, "/me").send()).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::InvalidRequest(what) if what.contains(name.as_str())), "{error}");
        assert!(script.sent().is_empty());
    }
}

#[test]
fn metrics_are_told_of_each_attempt() {
    let limited = Answer::empty(429).header("x-ratelimit-remaining", "0").header("retry-after", "3");
    let limited = limited.header("x-ratelimit-limit", "166").header("x-ratelimit-reset", "1700000009");
    let script =
        script([limited, Answer::bytes(200, "{}"), Answer::fault(Fault::Connect), Answer::fault(Fault::Connect)]);
    let lines = Arc::new(Mutex::new(Vec::new()));
    let log = lines.clone();
    let client = Client::builder("t").transport(script.clone()).retry(Backoff::new(1)).on_attempt(move |attempt| {
        let error = attempt.error().map_or("-", |error| error.kind().name());
        let operation = attempt.operation().map_or("-", Operation::id);
        let status = attempt.status().map_or(0, |status| status.as_u16());
        let (number, limit) = (attempt.number(), attempt.rate_limit());
        assert_eq!(attempt.duration(), Duration::from_secs(1));
        assert_eq!(attempt.headers().is_some(), status != 0);
        let line = format!(
            "{operation} {} {number} {status} {error} {:?}",
            attempt.template().unwrap_or("-"),
            limit.remaining
        );
        log.lock().unwrap().push(line);
        if status == 429 {
            assert_eq!((limit.limit, limit.reset), (Some(166), Some(Timestamp::new(1_700_000_009))));
        }
    });
    let client = client.build().unwrap();
    let reply = block_on(Contacts::new(&client).job().with_response()).unwrap();
    assert_eq!(reply.attempts(), 2);
    let error = block_on(client.request(Method::GET, "/contacts/7").send()).unwrap_err();
    assert_eq!(error.attempts(), 2);
    let operation = "job /job";
    assert_eq!(
        *lines.lock().unwrap(),
        [
            format!("{operation} 1 429 rate_limited Some(0)"),
            format!("{operation} 2 200 - None"),
            "- - 1 0 connect None".to_owned(),
            "- - 2 0 connect None".to_owned(),
        ]
    );
}
