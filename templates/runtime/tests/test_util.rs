//! Scripts: what they answer, and what they say when something else is sent.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use std::error::Error as _;
use std::time::Duration;

use http::Method;
use intercom_runtime::example::{Contacts, UpdateContactRequest};
use intercom_runtime::rt::test_util::{Answer, Fault, Script, block_on};
use intercom_runtime::rt::{Backoff, CallOptions, Client, Error, ErrorKind, Patch, Timestamp, Token, Transport as _};
use serde_json::{Value, json};

fn get(client: &Client, path: &str) -> Result<Value, Error> {
    block_on(client.request(Method::GET, path).json_value())
}

#[test]
fn a_script_answers_and_remembers() {
    let script = Script::new()
        .on(Method::GET, "/contacts/{id}")
        .reply(200, json!({"id": "7", "name": "Ada"}))
        .on(Method::PUT, "/contacts/7")
        .header("Intercom-Version", "Preview")
        .json(json!({"kind": "update", "tags": [], "phone": null}))
        .answer(Answer::json(200, json!({"id": "7"})).header("X-Request-Id", "r1"));
    let client = script.builder().build().unwrap();
    let contacts = Contacts::new(&client);
    assert_eq!(block_on(contacts.get("7")).unwrap().name.unwrap(), "Ada");
    let change = UpdateContactRequest::new().phone(Patch::Null);
    assert_eq!(block_on(contacts.update("7", &change).with_response()).unwrap().request_id(), Some("r1"));
    script.finish();
    let sent = script.sent();
    assert_eq!((sent[0].method(), sent[0].path(), sent[0].body().len()), (&Method::GET, "/contacts/7", 0));
    assert_eq!((sent[1].header("content-type"), &sent[1].json()["kind"]), (Some("application/json"), &json!("update")));
    assert_eq!(sent[1].timeout(), Some(Duration::from_secs(30)));
    assert!(!format!("{sent:?}").contains("Bearer"));
}

/// What the script says, and what the call that it did not expect failed with, are the same.
fn told(script: &Script, error: &Error) -> String {
    let told = script.check().unwrap_err().to_string();
    let cause = error.source().unwrap().to_string();
    assert!(told.contains(cause.trim_end()), "{cause}");
    told
}

#[test]
fn what_is_not_expected_is_told_with_what_is_nearest() {
    let script = Script::in_any_order()
        .on(Method::GET, "/me")
        .any_times()
        .reply(200, json!({}))
        .on(Method::POST, "/contacts/search")
        .times(2)
        .query("page", 2)
        .header("x-trace", "a")
        .json(json!({"a": [1, 2], "b": {"c": null}, "d": "e"}))
        .reply(200, json!({}));
    let client = script.builder().build().unwrap();
    get(&client, "/me").unwrap();
    let search = client.request(Method::POST, "/contacts/search?page=3&page=4&all=%C3%A9+");
    let error = block_on(search.json(json!({"a": [1], "b": {"c": 0}, "f": "g"})).json_value()).unwrap_err();
    assert_eq!(
        told(&script, &error),
        r#"the script was not played as it is written
not expected: POST https://api.intercom.io/contacts/search?page=3&page=4&all=%C3%A9+
  nearest to it: POST /contacts/search (0 of 2 times)
    query `page`: expected "2", came "3"
    header `x-trace`: expected "a", came nothing
    content $.a[1]: expected 2, came nothing
    content $.b.c: expected null, came 0
    content $.d: expected "e", came nothing
    content $.f: expected nothing, came "g"
  or expected: GET /me
not called:
  POST /contacts/search (0 of 2 times)"#
    );
    // From then on nothing is answered, and the first fault is told.
    assert!(get(&client, "/me").is_err());
    assert_eq!(told(&script, &error).matches("not expected").count(), 1);
}

#[test]
fn the_order_counts_where_it_should() {
    let scripts = [Script::new(), Script::in_any_order()];
    let outcomes = scripts.map(|script| {
        let script = script.on(Method::GET, "/a").reply(200, json!(1)).on(Method::GET, "/b").reply(200, json!(2));
        let client = script.builder().retry(Backoff::never()).build().unwrap();
        (get(&client, "/b").is_ok() && get(&client, "/a").is_ok(), script.check().is_ok())
    });
    assert_eq!(outcomes, [(false, false), (true, true)]);
    // What may come or not is passed over, and then its time is up.
    let script = Script::new()
        .on(Method::GET, "/{what}")
        .any_times()
        .reply(200, json!("any"))
        .on(Method::POST, "/a")
        .reply(200, json!("one"))
        .on(Method::GET, "/b")
        .times(2)
        .answer_by(|request| Answer::json(200, request.path()));
    let client = script.builder().build().unwrap();
    assert_eq!([get(&client, "/x").unwrap(), get(&client, "/b").unwrap()], ["any", "any"]);
    assert_eq!(block_on(client.request(Method::POST, "/a").json_value()).unwrap(), "one");
    assert_eq!([get(&client, "/b").unwrap(), get(&client, "/b").unwrap()], ["/b", "/b"]);
    script.finish();
    assert!(told(&script, &get(&client, "/b").unwrap_err()).ends_with("/b\n  nothing more is expected"));
}

#[test]
fn templates_stand_for_whole_segments_and_parts_of_them() {
    for (template, path, fits) in [
        ("/a/{id}", "/a/b", true),
        ("/a/{id}", "/a/", false),
        ("/a/{id}", "/a/b/c", false),
        ("/a/{id}", "/a", false),
        ("/a/{x}-{y}", "/a/1-2-3", true),
        ("/a/{x}-{y}", "/a/-", false),
        ("/a/{x}-y", "/a/\u{e9}-y", true),
        ("/a/b{x}", "/a/c", false),
        ("/a", "/a", true),
    ] {
        let script = Script::new().on(Method::GET, template).reply(200, json!({}));
        let path = path.replace('\u{e9}', "%C3%A9");
        let came = get(&script.builder().build().unwrap(), &path).is_ok();
        assert_eq!(came, fits, "{template} {path}");
    }
}

#[test]
fn what_was_not_called_is_told() {
    let script = Script::new().on(Method::GET, "/a").times(3).reply(200, json!({}));
    get(&script.builder().build().unwrap(), "/a").unwrap();
    let told = script.check().unwrap_err().to_string();
    assert_eq!(told, "the script was not played as it is written\nnot called:\n  GET /a (1 of 3 times)");
    let panic = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| script.finish())).unwrap_err();
    assert_eq!(*panic.downcast::<String>().unwrap(), told);
}

#[test]
fn faults_have_their_kind_and_take_their_time() {
    let outcome = |answer: Answer| {
        let script = Script::new().on(Method::GET, "/a").answer(answer);
        let client = script.builder().retry(Backoff::never()).build().unwrap();
        let error = get(&client, "/a").unwrap_err();
        (error.kind().name(), script.elapsed().as_secs())
    };
    let slow = |seconds| Answer::json(200, json!({})).after(Duration::from_secs(seconds));
    assert_eq!(outcome(Answer::fault(Fault::Connect)), ("connect", 0));
    assert_eq!(outcome(Answer::fault(Fault::Reset).after(Duration::from_secs(2))), ("transport", 2));
    assert_eq!(outcome(Answer::fault(Fault::Timeout)), ("timeout", 30));
    assert_eq!(outcome(slow(31)), ("timeout", 30));
    assert_eq!(outcome(slow(7).breaks_after(1)), ("transport", 7));
    assert_eq!(outcome(Answer::empty(7)), ("transport", 0));
    assert_eq!(outcome(Answer::empty(200).header("a b", "c")), ("transport", 0));
}

#[test]
fn waits_take_no_time() {
    let start = Timestamp::new(1_000);
    let script = Script::new()
        .starting_at(start)
        .on(Method::GET, "/a")
        .answer(Answer::empty(429).header("retry-after", "3600").after(Duration::from_secs(1)))
        .on(Method::GET, "/a")
        .reply(200, json!({}));
    let client = script.builder().timeout(Duration::from_secs(7200)).build().unwrap();
    get(&client, "/a").unwrap();
    let waits = script.waits();
    assert!(waits.len() == 1 && waits[0] >= Duration::from_secs(3600), "{waits:?}");
    assert_eq!(script.sent()[1].at(), waits[0] + Duration::from_secs(1));
    assert_eq!(script.now(), Timestamp::new(1_000 + i64::try_from(script.elapsed().as_secs()).unwrap()));
}

#[test]
fn a_call_that_nobody_answers_can_be_cancelled_but_not_waited_for() {
    let script = Script::new().on(Method::GET, "/a").fail(Fault::Silence);
    let client = script.builder().build().unwrap();
    let call = std::panic::AssertUnwindSafe(|| get(&client, "/a"));
    let panic = std::panic::catch_unwind(call).unwrap_err();
    assert!(panic.downcast::<&str>().unwrap().contains("no script brings"));
    script.finish();
}

#[test]
fn a_scripted_client_is_like_any_other() {
    let script = Script::new().on(Method::GET, "/v1/me").header("authorization", "Bearer other").reply(401, json!({}));
    let client = script.builder().base_url("https://proxy.example/v1").build().unwrap();
    let options = CallOptions::new().token(Token::new("other").unwrap());
    let error = block_on(client.request(Method::GET, "/me").options(options).send()).unwrap_err();
    assert!(error.is_unauthorized() && matches!(error.kind(), ErrorKind::Api(_)));
    script.finish();
}
