//! Recordings: what is in them, what is not, and tests by them.
#![allow(clippy::unwrap_used, missing_docs)]

use std::error::Error as _;
use std::path::{Path, PathBuf};

use http::Method;
use intercom_runtime::example::Contacts;
use intercom_runtime::rt::test_util::{Answer, Fault, Recorder, Replay, Script, block_on};
use intercom_runtime::rt::{Backoff, Client};
use serde_json::{Value, json};

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

/// What an API has answered, told as by a script.
fn ada(script: &Script) -> Script {
    let contact = json!({
        "id": "7",
        "role": "user",
        "email": "ada@acme.example",
        "first_name": "Ada",
        "phone": 4_930_123_456_i64,
        "phones": ["+4930-123456", ""],
        "home": {"name": "Rosenweg 4"},
        "seats": {"owner": "Ada", "ada@acme.example": 1, "at": "10.0.0.7", "pets": ["Rex", null]},
        "note": "write to Ada.Lovelace@acme.example, or call +4930-123456; 12:30 at https://acme.example/?u=ada%40acme.example",
    });
    script
        .on(Method::POST, "/contacts/search")
        .answer(Answer::json(200, json!([contact])).header("x-request-id", "r1").header("set-cookie", "ada"))
        .on(Method::GET, "/contacts/{id}")
        .any_times()
        .reply(200, contact)
        .on(Method::GET, "/notes")
        .answer(Answer::bytes(200, "dear ada@acme.example"))
        .on(Method::GET, "/picture")
        .answer(Answer::bytes(200, &b"\xff\xd8"[..]))
        .on(Method::GET, "/gone")
        .fail(Fault::Reset)
}

/// Some calls about a person.
fn calls(client: &Client, email: &str, name: &str) -> Vec<Value> {
    let search = json!({"operator": "AND", "value": [
        {"field": "role", "operator": "=", "value": "user"},
        {"field": "name", "operator": "=", "value": name},
        {"field": "age", "operator": "=", "value": 7},
    ]});
    let found = client.request(Method::POST, "/contacts/search").json(search).json_value();
    let by_email = client.request(Method::GET, &format!("/contacts/{}", email.replace('@', "%40"))).json_value();
    let by_query = client.request(Method::GET, "/contacts/all").query("email", email).query("page", 2).json_value();
    vec![block_on(found).unwrap(), block_on(by_email).unwrap(), block_on(by_query).unwrap()]
}

#[test]
fn a_recording_answers_as_the_api_did_and_tells_nothing_of_anybody() {
    let (api, path) = (ada(&Script::in_any_order()), file("ada.jsonl"));
    let recorder = Recorder::new(api.clone(), &path).unwrap().scrub_field("Pets").scrub_field("owner");
    let client = Client::builder("s3cret").transport(recorder).retry(Backoff::never()).build().unwrap();
    let came = calls(&client, "ada@acme.example", "Ada Lovelace");
    assert_eq!(came[1]["email"], "ada@acme.example");
    block_on(client.request(Method::GET, "/notes").send()).unwrap();
    assert_eq!(&block_on(client.request(Method::GET, "/picture").send()).unwrap().bytes()[..], b"\xff\xd8");
    assert!(block_on(client.request(Method::GET, "/gone").send()).is_err());
    api.finish();

    let text = std::fs::read_to_string(&path).unwrap();
    for personal in ["ada", "Ada", "Lovelace", "4930", "10.0.0.7", "Rosenweg", "Rex", "s3cret", "cookie"] {
        assert!(!text.contains(personal), "{personal}: {text}");
    }
    assert_eq!(text.lines().count(), 5);

    // Somebody else asks for somebody else, in another order.
    let replay = Replay::open(&path).unwrap();
    let client = replay.builder().build().unwrap();
    let page = client.request(Method::GET, "/contacts/all").query("page", 2).query("email", "bob@acme.example");
    let contact = block_on(page.json_value()).unwrap();
    assert!(replay.script().check().unwrap_err().to_string().contains("GET /contacts/{any}"));
    assert_eq!(block_on(Contacts::new(&client).get("bob@acme.example")).unwrap().role.unwrap().as_str(), "user");
    let email = "scrubbed-email-1@example.invalid";
    let expected = json!({
        "id": "7",
        "role": "user",
        "email": email,
        "first_name": "scrubbed-name-2",
        "phone": 0,
        "phones": ["scrubbed-phone-1", ""],
        "home": {"name": "scrubbed-name-3"},
        "seats": {"owner": "scrubbed-name-2", email: 1, "at": "scrubbed-ip-1", "pets": ["scrubbed-pets-1", null]},
        "note": format!(
            "write to scrubbed-email-2@example.invalid, or call scrubbed-phone-1; 12:30 at https://acme.example/?u={email}"
        ),
    });
    assert_eq!(contact, expected);
    let search = json!({"operator": "AND", "value": [
        {"field": "role", "operator": "=", "value": "user"},
        {"field": "name", "operator": "=", "value": "Bob"},
        {"field": "age", "operator": "=", "value": 7},
    ]});
    let found = block_on(client.request(Method::POST, "/contacts/search").json(search).send()).unwrap();
    assert_eq!((found.request_id(), found.headers().len()), (Some("r1"), 2));
    assert_eq!(serde_json::from_slice::<Value>(found.bytes()).unwrap(), json!([expected]));
    let notes = block_on(client.request(Method::GET, "/notes").send()).unwrap();
    assert_eq!(&notes.bytes()[..], format!("dear {email}").as_bytes());
    assert!(block_on(client.request(Method::GET, "/picture").send()).unwrap().bytes().is_empty());
    replay.script().finish();
}

#[test]
fn what_was_not_recorded_is_told_with_what_is_nearest() {
    let path = file("nearest.jsonl");
    let recorder = Recorder::new(ada(&Script::in_any_order()), &path).unwrap();
    calls(&Client::builder("t").transport(recorder).build().unwrap(), "ada@acme.example", "Ada");
    let replay = Replay::open(&path).unwrap();
    let client = replay.builder().build().unwrap();
    let call = client.request(Method::GET, "/contacts/all").query("page", 3).query("all", true);
    let error = block_on(call.send()).unwrap_err();
    let told = error.source().unwrap().to_string();
    let lines: Vec<&str> = told.lines().map(str::trim).collect();
    assert_eq!(
        lines[..5],
        [
            "not expected: GET https://api.intercom.io/contacts/all?page=3&all=true",
            "nearest to it: GET /contacts/{any}",
            "query `page`: expected nothing, came \"3\"",
            "query `all`: expected nothing, came \"true\"",
            "or expected: POST /contacts/search",
        ]
    );
}

#[test]
fn a_file_that_is_no_recording_is_refused() {
    let path = file("broken.jsonl");
    let good =
        json!({"request": {"method": "GET", "path": "/me", "query": []}, "reply": {"status": 204, "headers": {}}});
    for (line, reason) in [
        ("{", "EOF while parsing"),
        ("{}", "there is no `method`"),
        (r#"{"request": {"method": "a b", "path": "/"}}"#, "the method is none"),
        (r#"{"request": {"method": "GET", "path": "/"}}"#, "there is no `status`"),
    ] {
        std::fs::write(&path, format!("{good}\n{line}\n")).unwrap();
        let error = Replay::open(&path).unwrap_err().to_string();
        assert!(error.starts_with("line 2: ") && error.contains(reason), "{error}");
    }
    std::fs::write(&path, format!("{good}\n")).unwrap();
    let replay = Replay::open(&path).unwrap();
    block_on(replay.builder().build().unwrap().request(Method::GET, "/me").send()).unwrap();
    replay.script().finish();
    assert!(Replay::open(file("none.jsonl")).is_err());
    assert!(Recorder::new(Script::new(), file("no/folder.jsonl")).is_err());
}
