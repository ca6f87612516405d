//! Calls over a transport that answers from a script.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::Method;
use intercom_runtime::example::{Contact, Contacts, JobReply, Tag, UpdateContactRequest};
use intercom_runtime::rt::test_util::{Answer, Fault, Script, block_on};
use intercom_runtime::rt::{
    Backoff, Bytes, CallOptions, Client, ClientBuilder, Error, ErrorKind, Issue, Patch, Region, Style, Timestamp,
    Upload,
};
use serde_json::json;

fn answer(status: u16, body: impl Into<Bytes>) -> Answer {
    Answer::bytes(status, body)
}

/// A client whose calls get these answers.
fn scripted<const N: usize>(answers: [Answer; N]) -> (Contacts, Script) {
    let (client, script) = built(answers, |builder| builder);
    (Contacts::new(&client), script)
}

fn built<const N: usize>(answers: [Answer; N], set: impl FnOnce(ClientBuilder) -> ClientBuilder) -> (Client, Script) {
    let script = Script::new().starting_at(Timestamp::new(1000));
    let script = answers.into_iter().fold(script, |script, answer| script.on_any().answer(answer));
    let client = Client::builder("s3cret").transport(script.clone()).retry(Backoff::never());
    (set(client).build().unwrap(), script)
}

fn configuration(error: &Error) -> &str {
    match error.kind() {
        ErrorKind::Configuration(message) => message,
        other => panic!("{other:?}"),
    }
}

fn invalid(error: &Error) -> &str {
    match error.kind() {
        ErrorKind::InvalidRequest(message) => message,
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_error_is_one_pointer() {
    assert_eq!(size_of::<Error>(), size_of::<usize>());
    assert_eq!(size_of::<Option<Error>>(), size_of::<usize>());
}

#[test]
fn calls_can_move_between_threads() {
    fn movable<T: Send + 'static>(_: T) {}
    fn shared<T: Send + Sync + 'static>() {}
    let (contacts, _) = scripted([]);
    movable(contacts.get("1"));
    movable(contacts.get("1").into_future());
    movable(contacts.get("1").with_response());
    shared::<Error>();
    shared::<Client>();
    shared::<intercom_runtime::rt::Response<Contact>>();
}

#[test]
fn a_call_carries_the_usual_headers() {
    let (contacts, script) = scripted([answer(200, r#"{"id":"1"}"#)]);
    let contact = block_on(contacts.get("1")).unwrap();
    assert_eq!(contact.id, "1");
    let request = &script.sent()[0];
    assert_eq!(request.method(), Method::GET);
    assert_eq!(request.uri(), "https://api.intercom.io/contacts/1");
    let header = |name: &str| request.headers()[name].to_str().unwrap();
    assert_eq!(header("authorization"), "Bearer s3cret");
    assert!(request.headers()["authorization"].is_sensitive());
    assert_eq!(header("intercom-version"), "Preview");
    assert_eq!(header("accept"), "application/json");
    assert!(header("user-agent").starts_with("intercom-client/"));
    assert!(!request.headers().contains_key("content-type"));
    assert!(request.body().is_empty());
}

#[test]
fn a_body_has_its_type() {
    let (contacts, script) = scripted([answer(200, r#"{"id":"1"}"#)]);
    block_on(contacts.update("1", &UpdateContactRequest::new().phone(Patch::Null))).unwrap();
    let request = &script.sent()[0];
    assert_eq!(request.method(), Method::PUT);
    assert_eq!(request.headers()["content-type"], "application/json");
    assert_eq!(&request.body()[..], br#"{"kind":"update","tags":[],"phone":null}"#);
}

#[test]
fn path_parameters_stay_in_their_segment() {
    let (contacts, _) = scripted([]);
    let path =
        |id: &str| contacts.get(id).request().unwrap().uri().to_string().split_off("https://api.intercom.io".len());
    assert_eq!(path("a/b"), "/contacts/a%2Fb");
    assert_eq!(path("a?b#c%d e"), "/contacts/a%3Fb%23c%25d%20e");
    assert_eq!(path("\u{e9}{id}\n"), "/contacts/%C3%A9%7Bid%7D%0A");
    assert_eq!(path("..."), "/contacts/...");
    assert_eq!(path("a-Z_0.~"), "/contacts/a-Z_0.~");
    let name = "x-y".to_owned();
    let pair = contacts.delete(1_i64, &name).request().unwrap();
    assert_eq!(pair.uri().path(), "/pairs/1-x-y");
    assert_eq!(path("\u{e9}\u{1f600}x\u{e9}"), "/contacts/%C3%A9%F0%9F%98%80x%C3%A9");
}

#[test]
fn a_path_parameter_that_would_lead_elsewhere_is_refused() {
    let (contacts, script) = scripted([]);
    let error = block_on(contacts.get("")).unwrap_err();
    assert_eq!(invalid(&error), "the path parameter `id` is empty");
    assert_eq!(error.to_string(), "GET /contacts/{id}: invalid request: the path parameter `id` is empty");
    for step in [".", ".."] {
        let error = block_on(contacts.get(step)).unwrap_err();
        assert!(invalid(&error).starts_with("the path parameter `id` is a step in the path"), "{error}");
    }
    assert!(script.sent().is_empty());
}

#[test]
fn queries() {
    let (contacts, _) = scripted([]);
    let query =
        |call: intercom_runtime::example::ListTags| call.request().unwrap().uri().query().unwrap_or("-").to_owned();
    let list = || contacts.list();
    assert_eq!(query(list()), "-");
    assert_eq!(
        query(list().per_page(20).names(&["a b", "c&d"], Style::Repeat).per_page(30)),
        "per_page=30&names=a%20b&names=c%26d"
    );
    assert_eq!(query(list().names(&["a,b", "c"], Style::Comma)), "names=a%2Cb,c");
    assert_eq!(query(list().names(&["a", "b"], Style::Space)), "names=a%20b");
    assert_eq!(query(list().names(&["a", "b"], Style::Pipe).names(&["c"], Style::Pipe)), "names=c");
    assert_eq!(query(list().names(&[], Style::Comma).per_page(1)), "per_page=1");
    assert_eq!(
        query(list().filter(&json!({"a": "x y", "b": 1, "c": [1, 2], "d": true}))),
        "a=x%20y&b=1&c=1&c=2&d=true"
    );
    assert_eq!(query(list().deep(&json!({"a": {"b": "c"}, "d": 1}))), "filter%5Ba%5D%5Bb%5D=c&filter%5Bd%5D=1");
}

#[test]
fn headers_of_calls() {
    let (contacts, script) = scripted([answer(200, "[]"), answer(200, "[]")]);
    let options = CallOptions::new().header("Intercom-Version", "2.14").timeout(Duration::from_secs(3));
    block_on(contacts.list().trace("a").trace("b").options(options.clone())).unwrap();
    assert_eq!(script.sent()[0].timeout(), Some(Duration::from_secs(3)));
    let request = &script.sent()[0];
    assert_eq!(request.headers()["x-trace"], "b");
    assert_eq!(request.headers().get_all("intercom-version").iter().count(), 1);
    assert_eq!(request.headers()["intercom-version"], "2.14");
    block_on(contacts.list()).unwrap();
    assert_eq!(script.sent()[1].timeout(), Some(Duration::from_secs(30)));
    let error = block_on(contacts.list().trace("a\nb")).unwrap_err();
    assert_eq!(invalid(&error), "the header `X-Trace` has a value that cannot be sent");
    assert!(!format!("{options:?}").contains("2.14"));
    for name in ["Host", "content-length", "Transfer-Encoding", "connection"] {
        let error = block_on(contacts.list().options(CallOptions::new().header(name, "1"))).unwrap_err();
        assert_eq!(invalid(&error), format!("the header `{name}` is set by the transport"));
    }
}

#[test]
fn an_application_names_itself_before_the_crate() {
    let (client, _) = built([], |builder| builder.application("harbour/1.4"));
    let request = client.request(Method::GET, "/me").request().unwrap();
    assert_eq!(request.headers()["user-agent"], format!("harbour/1.4 {}", intercom_runtime::USER_AGENT));
    let error = Client::builder("t").application("a\nb").transport(Script::new()).build().unwrap_err();
    assert!(configuration(&error).contains("the name of an application"));
}

#[test]
fn regions_and_settings() {
    let host = |set: &dyn Fn(ClientBuilder) -> ClientBuilder| {
        let (client, _) = built([], set);
        client.request(Method::GET, "/me").request().unwrap().uri().to_string()
    };
    assert_eq!(host(&|builder| builder.region(Region::Eu)), "https://api.eu.intercom.io/me");
    assert_eq!(host(&|builder| builder.region("AU".parse().unwrap())), "https://api.au.intercom.io/me");
    for url in ["http://localhost:4010", "http://api.localhost", "http://127.0.0.1:1", "http://[::1]:1"] {
        assert_eq!(host(&|builder| builder.base_url(url)), format!("{url}/me"));
    }
    assert_eq!(host(&|builder| builder.base_url("http://mock/v1/").allow_http(true)), "http://mock/v1/me");
    assert!("mars".parse::<Region>().is_err());
    assert_eq!(Region::Eu.to_string(), "eu");
}

#[test]
fn settings_that_cannot_be_used() {
    let refused = |builder: ClientBuilder| {
        let error = builder.transport(Script::new()).build().unwrap_err();
        configuration(&error).to_owned()
    };
    assert_eq!(refused(Client::builder("")), "the access token is empty");
    let newline = refused(Client::builder("s3cret\n"));
    assert!(newline.contains("newline") && !newline.contains("s3cret"));
    for (url, reason) in [
        ("", "is no URL"),
        ("api.intercom.io", "must be a whole one, such as https://api.intercom.io"),
        ("/x", "must be a whole one, such as https://api.intercom.io"),
        ("ftp://x", "must start with https:// or http://"),
        ("https://a@b", "must not name a user"),
        ("http://a", "must start with https://, for the token is sent there; `allow_http` permits http://"),
        ("http://127.0.0.1.a", "must start with https://, for the token is sent there; `allow_http` permits http://"),
        ("https://a?b=c", "must not have a query"),
    ] {
        assert_eq!(refused(Client::builder("t").base_url(url)), format!("the base URL {reason}"), "{url}");
    }
    assert!(refused(Client::builder("t").api_version("\n")).contains("API version"));
}

#[test]
fn settings_from_the_environment() {
    let from = |token: Option<&str>, url: Option<&str>| {
        let lookup = |name: &str| match name {
            "INTERCOM_API_KEY" => token.map(str::to_owned),
            "INTERCOM_BASE_URL" => url.map(str::to_owned),
            other => panic!("{other}"),
        };
        let client = ClientBuilder::from_lookup(&lookup)?.transport(Script::new()).build()?;
        client.request(Method::GET, "/").request().map(|request| request.uri().to_string())
    };
    assert_eq!(from(Some("t"), None).unwrap(), "https://api.intercom.io/");
    assert_eq!(from(Some("t"), Some("https://x:1")).unwrap(), "https://x:1/");
    assert_eq!(from(Some("t"), Some("")).unwrap(), "https://api.intercom.io/");
    for token in [None, Some("")] {
        let error = from(token, None).unwrap_err();
        assert_eq!(configuration(&error), "the environment variable INTERCOM_API_KEY is not set, or empty");
    }
    assert!(from(Some("a\u{7f}"), None).is_err());
}

#[test]
fn a_refusal_tells_all_it_can() {
    let body = r#"{"type":"error.list","request_id":"in-body","errors":[
        {"code":"not_found","message":"User Not Found"},{"code":"parameter_invalid","message":"bad","field":"email"}]}"#;
    let reply = answer(404, body).header("X-Request-Id", "in-header");
    let (contacts, _) = scripted([reply, answer(401, body)]);
    let error = block_on(contacts.get("1")).unwrap_err();
    assert!(error.is_not_found() && !error.is_unauthorized() && !error.is_rate_limited());
    assert_eq!(error.request_id(), Some("in-header"));
    assert_eq!(error.body().unwrap(), body.as_bytes());
    assert_eq!(error.headers().unwrap()["x-request-id"], "in-header");
    let ErrorKind::Api(api) = error.kind() else { panic!("{error:?}") };
    assert!(api.has_code("parameter_invalid") && !api.has_code("x"));
    assert_eq!((api.errors().len(), api.errors()[1].field()), (2, Some("email")));
    assert_eq!(
        error.to_string(),
        "GET /contacts/{id}: 404 Not Found: not_found: User Not Found; parameter_invalid in email: bad (request in-header)"
    );
    let error = block_on(contacts.get("1")).unwrap_err();
    assert!(error.is_unauthorized());
    assert_eq!(error.request_id(), Some("in-body"));
}

#[test]
fn refusals_of_any_form() {
    let message = |body: &'static str| {
        let (contacts, _) = scripted([answer(422, body)]);
        let error = block_on(contacts.get("1")).unwrap_err();
        let api = error.api().unwrap();
        let first = api.errors().first();
        let text = |text: Option<&str>| text.unwrap_or("-").to_owned();
        (text(api.message()), text(first.and_then(|item| item.code())), text(first.and_then(|item| item.field())))
    };
    let is = |message: &str, code: &str, field: &str| (message.to_owned(), code.to_owned(), field.to_owned());
    assert_eq!(message(r#"{"message":"m"}"#), is("m", "-", "-"));
    assert_eq!(message(r#"{"code":"c","message":"m"}"#), is("m", "c", "-"));
    assert_eq!(message(r#"{"errors":{"email":"taken"}}"#), is("taken", "-", "email"));
    assert_eq!(message(r#"{"errors":{"email":["taken","long"]}}"#), is("taken", "-", "email"));
    assert_eq!(message(r#"{"errors":{"email":{"code":"c","message":"m"}}}"#), is("m", "c", "email"));
    assert_eq!(message(r#"{"errors":["a","b"]}"#), is("a", "-", "-"));
    assert_eq!(message(r#"{"error":"a"}"#), is("a", "-", "-"));
    assert_eq!(message(r#"{"error":{"code":7,"message":"m"}}"#), is("m", "7", "-"));
    assert_eq!(message(r#"{"errors":[null,{"message":"m","code":null}],"request_id":null}"#), is("m", "-", "-"));
    assert_eq!(message("upstream timed out\n"), is("upstream timed out", "-", "-"));
    for nothing in ["", "<html>502</html>", "[]", "7", "{}", "{\"errors\":7}"] {
        assert_eq!(message(nothing), is("-", "-", "-"), "{nothing}");
    }
}

#[test]
fn rate_limits_tell_when_to_come_back() {
    let limited = |name: &'static str, value: &'static str| {
        let reply = answer(429, r#"{"errors":[{"code":"rate_limit_exceeded"}]}"#).header(name, value);
        let (contacts, _) = scripted([reply]);
        let error = block_on(contacts.get("1")).unwrap_err();
        assert!(error.is_rate_limited() && error.api().unwrap().has_code("rate_limit_exceeded"));
        match error.kind() {
            ErrorKind::RateLimited { retry_after } => retry_after.map(|time| time.as_secs()),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(limited("retry-after", "7"), Some(7));
    assert_eq!(limited("x-ratelimit-reset", "1010"), Some(10));
    assert_eq!(limited("x-ratelimit-reset", "10"), Some(0));
    assert_eq!(limited("x-other", "1"), None);
    assert_eq!(limited("retry-after", "soon"), None);
}

#[test]
fn failures_of_the_transport() {
    for fault in [Fault::Connect, Fault::Timeout, Fault::Reset] {
        let (contacts, _) = scripted([Answer::fault(fault)]);
        let error = block_on(contacts.get("1")).unwrap_err();
        assert_eq!(error.is_connect(), fault == Fault::Connect);
        assert_eq!(error.is_timeout(), fault == Fault::Timeout);
        assert_eq!(matches!(error.kind(), ErrorKind::Transport), fault == Fault::Reset);
        assert_eq!(error.status(), None);
        assert!(std::error::Error::source(&error).unwrap().to_string().ends_with("by the script"));
        assert!(error.to_string().starts_with("GET /contacts/{id}: "));
    }
}

#[test]
fn replies_that_cannot_be_read() {
    let (contacts, _) = scripted([answer(200, ""), answer(200, "<html>"), answer(200, "[]")]);
    for (expected, offset) in [("more, but the document ends", 0), ("a JSON value", 0), ("an object", 0)] {
        let error = block_on(contacts.get("1")).unwrap_err();
        let ErrorKind::Decode(decode) = error.kind() else { panic!("{error:?}") };
        assert_eq!((decode.expected(), decode.offset(), decode.path()), (expected, offset, "$"));
        assert_eq!(error.status().unwrap(), 200);
        assert!(error.is_decode() && std::error::Error::source(&error).is_some());
    }
    assert!(Contact::from_json(b"{").unwrap_err().is_decode());
}

#[test]
fn replies_with_issues() {
    let body = r#"{"id":"1","home":{},"tags":[{"name":{}}]}"#;
    let reply = answer(200, body).header("x-request-id", "r1");
    let (contacts, _) = scripted([reply]);
    let response = block_on(contacts.get("1").with_response()).unwrap();
    assert_eq!((response.status().as_u16(), response.request_id()), (200, Some("r1")));
    assert_eq!(response.bytes(), body.as_bytes());
    assert_eq!(response.headers().len(), 1);
    let paths: Vec<String> = response.issues().list().iter().map(Issue::path).map(str::to_owned).collect();
    assert_eq!(paths, ["$.tags[0].name"]);
    assert_eq!(response.into_value().id, "1");

    let (client, _) = built([answer(200, body), answer(200, r#"{"id":7,"home":{}}"#)], |builder| builder.strict(true));
    let contacts = Contacts::new(&client);
    let error = block_on(contacts.get("1")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "GET /contacts/{id}: cannot read the reply: expected a string at $.tags[0].name (byte 36)"
    );
    assert_eq!(error.body().unwrap(), body.as_bytes());
    assert!(format!("{error:#}").contains(r#"expected a string at $.tags[0].name (byte 36) in ""#), "{error:#}");
    let ErrorKind::Decode(decode) = error.kind() else { panic!("{error}") };
    assert!(body.contains(decode.excerpt()) && decode.excerpt().len() > 20);
    assert!(!format!("{error:?}").contains(decode.excerpt()), "an excerpt is not for logs");
    // What can be made to fit does.
    assert_eq!(block_on(contacts.get("1")).unwrap().id, "7");
}

#[test]
fn replies_of_other_kinds() {
    let moved = answer(302, "").header("location", "https://elsewhere.example/1");
    let (contacts, script) =
        scripted([answer(204, ""), answer(200, b"\x1f\x8b\xff".to_vec()), moved, answer(302, ""), answer(302, "")]);
    block_on(contacts.delete("a", "b")).unwrap();
    assert_eq!(block_on(contacts.download()).unwrap(), &b"\x1f\x8b\xff"[..]);
    assert_eq!(block_on(contacts.find()).unwrap().location(), "https://elsewhere.example/1");
    assert!(block_on(contacts.find()).unwrap_err().is_decode());
    assert_eq!(block_on(contacts.download()).unwrap_err().status().unwrap(), 302);
    assert_eq!(script.sent()[1].headers()["accept"], "*/*");
}

#[test]
fn replies_that_differ_by_status() {
    let (contacts, script) = scripted([answer(200, r#"{"name":"x"}"#), answer(202, ""), answer(204, "")]);
    assert!(matches!(block_on(contacts.job()).unwrap(), JobReply::Done(tag) if tag.name == "x"));
    assert_eq!(block_on(contacts.job()).unwrap(), JobReply::Accepted);
    assert_eq!(block_on(contacts.job()).unwrap(), JobReply::Other(204));
    let request = &script.sent()[0];
    assert_eq!(request.headers()["content-type"], "text/plain; charset=utf-8");
    assert_eq!(&request.body()[..], b"go");
}

#[test]
fn forms() {
    let (contacts, script) = scripted([answer(200, ""), answer(200, r#"{"name":"y"}"#)]);
    let file = Upload::new("a\"b\r\n.png", &b"\x89PNG"[..]).content_type("image/png");
    let mut meta = Tag::default();
    meta.id = Some(3);
    assert_eq!(block_on(contacts.upload(Some("plain"), &meta, &file)).unwrap(), None);
    assert!(block_on(contacts.upload(None, &meta, &file)).unwrap().is_some());
    let request = &script.sent()[0];
    let content_type = request.headers()["content-type"].to_str().unwrap();
    let boundary = content_type.strip_prefix("multipart/form-data; boundary=").unwrap();
    let parts = [
        "Content-Disposition: form-data; name=\"name\"\r\n\r\nplain",
        "Content-Disposition: form-data; name=\"meta\"\r\nContent-Type: application/json\r\n\r\n{\"id\":3,\"name\":\"\"}",
        "Content-Disposition: form-data; name=\"file\"; filename=\"a%22b%0D%0A.png\"\r\nContent-Type: image/png\r\n\r\n\u{fffd}PNG",
    ];
    let body = parts.map(|part| format!("--{boundary}\r\n{part}\r\n")).concat();
    assert_eq!(String::from_utf8_lossy(request.body()), body + &format!("--{boundary}--\r\n"));
    assert!(!String::from_utf8_lossy(script.sent()[1].body()).contains("name=\"name\""));
}

#[test]
fn raw_calls() {
    let (client, script) =
        built([answer(200, "[1]"), answer(201, "x")], |builder| builder.base_url("https://h.example/v1"));
    let value = block_on(
        client.request(Method::POST, "/things?a=1").query("b", 2).query("b", 3).json(json!({"x": 1})).json_value(),
    );
    assert_eq!(value.unwrap(), json!([1]));
    let request = &script.sent()[0];
    assert_eq!(request.uri(), "https://h.example/v1/things?a=1&b=3");
    assert_eq!((request.method(), &request.body()[..]), (&Method::POST, &br#"{"x":1}"#[..]));
    let reply = block_on(client.request(Method::GET, "https://h.example/other").header("X-A", "1").send()).unwrap();
    assert_eq!((reply.status().as_u16(), &reply.bytes()[..]), (201, &b"x"[..]));
    assert_eq!(script.sent()[1].path(), "/other");

    let call = client.request(Method::GET, "/a").header("X-A", "1").header("X-B", "1");
    let request = call.options(CallOptions::new().header("x-b", "2")).request().unwrap();
    assert_eq!((&request.headers()["x-a"], &request.headers()["x-b"]), (&"1".parse().unwrap(), &"2".parse().unwrap()));
    let error = client.request(Method::GET, "/a#b").query("c", 1).request().unwrap_err();
    assert!(invalid(&error).contains('#'), "{error}");
}

#[test]
fn the_token_stays_at_home() {
    let (client, _) = built([], |builder| builder);
    for path in [
        "https://evil.example/",
        "http://api.intercom.io/me",
        "https://api.intercom.io:444/me",
        "@evil.example/",
        ".evil.example/",
        "evil.example",
        "https://api.intercom.io@evil.example/",
        "",
        "/a b",
        "https://",
        "//evil.example",
    ] {
        match client.request(Method::GET, path).request() {
            Err(error) => assert!(matches!(error.kind(), ErrorKind::InvalidRequest(_)), "{path}"),
            Ok(request) => assert_eq!(request.uri().host(), Some("api.intercom.io"), "{path}"),
        }
    }
    assert!(client.request(Method::GET, "https://API.intercom.io/me").request().is_ok());
}

#[test]
fn the_token_is_never_shown() {
    let (client, _) = built([Answer::fault(Fault::Reset)], |builder| builder);
    let contacts = Contacts::new(&client);
    let call = contacts.get("1");
    let request = call.request().unwrap();
    let shown = format!("{client:?} {:?} {call:?} {request:?}", Client::builder("s3cret"));
    let error = block_on(call).unwrap_err();
    assert!(!format!("{shown} {error} {error:?}").contains("s3cret"), "{shown}");
    assert_eq!(format!("{:?}", contacts.get("1")), "Call(GET /contacts/{id})");
}

#[test]
fn every_reply_goes_by_the_hook() {
    let answers = [
        answer(200, r#"{"id":"1","home":7,"name":"Ada"}"#),
        answer(404, "no\nsuch contact"),
        answer(200, "{"),
        answer(204, ""),
    ];
    let seen = Arc::new(Mutex::new(Vec::new()));
    let log = seen.clone();
    let (client, _) = built(answers, |builder| {
        builder.base_url("https://proxy.example/intercom/").strict(true).on_reply(move |reply| {
            assert!(!format!("{reply:?}").contains("Ada"));
            log.lock().unwrap().push((reply.issues().total(), reply.to_json_line()));
        })
    });
    block_on(Contacts::new(&client).get("a b")).unwrap_err();
    block_on(Contacts::new(&client).get("2").with_response()).unwrap_err();
    block_on(Contacts::new(&client).get("3")).unwrap_err();
    block_on(client.request(Method::GET, "/anything?page=1").send()).unwrap();

    let seen = seen.lock().unwrap();
    let lines: Vec<(usize, serde_json::Value)> =
        seen.iter().map(|(issues, line)| (*issues, serde_json::from_str(line).unwrap())).collect();
    let line = |path: &str, template: Option<&str>, status: u16, body: serde_json::Value| json!({"method": "GET", "path": path, "path_template": template, "status": status, "body": body});
    let get = Some("/contacts/{id}");
    assert_eq!(lines[0], (1, line("/contacts/a%20b", get, 200, json!({"id": "1", "home": 7, "name": "Ada"}))));
    assert_eq!(lines[1], (0, line("/contacts/2", get, 404, json!("no\nsuch contact"))));
    assert_eq!(lines[2], (0, line("/contacts/3", get, 200, json!("{"))));
    assert_eq!(lines[3], (0, line("/anything", None, 204, json!(null))));
    assert_eq!(lines.len(), 4);
    assert!(seen.iter().all(|(_, line)| !line.contains('\n') && !line.contains("s3cret")));
}

#[test]
fn no_more_than_the_start_of_a_long_refusal_is_kept() {
    let page = "<p>gone</p>".repeat(100_000);
    let (contacts, _) = scripted([answer(502, page.clone()), answer(502, "short")]);
    let error = block_on(contacts.get("1")).unwrap_err();
    assert_eq!(error.body().map(AsRef::as_ref), page.as_bytes().get(..64 * 1024));
    assert_eq!(block_on(contacts.get("1")).unwrap_err().body().map(AsRef::as_ref), Some(&b"short"[..]));
}
