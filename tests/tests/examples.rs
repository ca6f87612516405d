//! The example programs, run as programs over real sockets: what they send, and what they tell.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use integration_tests::{Cargo, Reply, Request, Running, Server};
use serde_json::{Value, json};

/// An example with its arguments. All have the same features, so that the crate is compiled once.
fn example(name: &str, base_url: &str, arguments: &[&str]) -> Cargo {
    let run =
        ["run", "--quiet", "--package", "intercom-client", "--features", "blocking,test-util", "--example", name, "--"];
    Cargo::on_workspace(&[run.as_slice(), arguments].concat())
        .env("INTERCOM_API_KEY", "s3cret")
        .env("INTERCOM_BASE_URL", base_url)
}

/// What an example that goes well prints.
fn printed(name: &str, server: &Running, arguments: &[&str]) -> String {
    example(name, server.url(), arguments).run().out
}

/// What an example prints that fails, on the standard error.
fn failure(name: &str, server: &Running, arguments: &[&str]) -> String {
    let output = example(name, server.url(), arguments).output();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(!told.contains("s3cret"), "{told}");
    told
}

fn ok(body: &Value) -> Reply {
    Reply::json(200, &body.to_string())
}

fn refusal(status: u16, reason: &Value) -> Reply {
    Reply::json(status, &json!({"type": "error.list", "errors": [reason]}).to_string())
}

/// The requests, each with its JSON.
fn sent(server: &Running) -> Vec<(String, Value)> {
    let asked = server.asked();
    asked.iter().for_each(has_the_headers_of_every_request);
    let json = |request: &Request| if request.body.is_empty() { Value::Null } else { json_of(request) };
    asked.iter().map(|request| (request.line.clone(), json(request))).collect()
}

fn lines(server: &Running) -> Vec<String> {
    server.asked().into_iter().map(|request| request.line).collect()
}

fn admin(away: bool) -> Reply {
    Reply::json(200, &json!({"type": "admin", "id": "7", "away_mode_enabled": away}).to_string())
}

#[test]
fn blocking_goes_through_the_pages_without_async() {
    let page = |roles: [&str; 2], next: &Value| {
        let contacts = roles.map(|role| json!({"type": "contact", "id": "c", "role": role}));
        ok(&json!({"type": "list", "data": contacts, "pages": {"type": "pages", "next": next}}))
    };
    let server = Server::new()
        .on("GET /me", Reply::json(200, r#"{"type": "admin", "id": "7", "name": "Ada"}"#))
        .on("GET /contacts", page(["user", "lead"], &json!({"page": 2, "starting_after": "c2"})))
        .on("GET /contacts", page(["user", "user"], &Value::Null))
        .start();
    assert_eq!(printed("blocking", &server, &[]), "I am Ada\nlead: 1\nuser: 3\n");
    assert_eq!(
        lines(&server),
        ["GET /me", "GET /contacts?per_page=150", "GET /contacts?per_page=150&starting_after=c2",]
    );
}

#[test]
fn quick_start_does_what_it_shows() {
    let server = Server::new()
        // The id is a number here though text is described: nobody should notice.
        .on("GET /me", Reply::json(200, r#"{"type": "admin", "id": 7, "name": "Ada", "app": null, "new_field": {}}"#))
        .on(
            "GET /admins",
            Reply::json(200, r#"{"admins": [{"id": "7", "name": "Ada", "email": "ada@example.com"}, {}]}"#),
        )
        .on("PUT /admins/7/away", admin(true))
        .on("PUT /admins/7/away", admin(false))
        .on("GET /contacts", Reply::json(200, r#"{"data": [{"type": "contact", "id": "c1"}], "total_count": 1}"#))
        .on("GET /contacts/c1", Reply::json(200, r#"{"id": "c1", "name": "Bob", "email": "bob@example.com"}"#))
        .on(
            "GET /contacts/no-such-contact",
            Reply::json(404, r#"{"type": "error.list", "errors": [{"code": "not_found", "message": "Nobody"}]}"#)
                .header("X-Request-Id", "r-404"),
        )
        .on("POST /tags", Reply::json(200, r#"{"type": "tag", "id": "17", "name": "Quick start"}"#))
        .start();

    let printed = printed("quick_start", &server, &[]);
    let expected = "I am Ada\n\
         teammate: Ada <ada@example.com>\n\
         teammate:  <>\n\
         away: true\n\
         away: false\n\
         contact: Bob <bob@example.com>\n\
         there is no contact no-such-contact (request r-404)\n\
         tag: Quick start, id 17\n";
    assert_eq!(printed, expected);

    let away = |enabled| json!({"away_mode_enabled": enabled, "away_mode_reassign": false});
    let calls = [
        ("GET /me", Value::Null),
        ("GET /admins", Value::Null),
        ("PUT /admins/7/away", away(true)),
        ("PUT /admins/7/away", away(false)),
        ("GET /contacts", Value::Null),
        ("GET /contacts/c1", Value::Null),
        ("GET /contacts/no-such-contact", Value::Null),
        ("POST /tags", json!({"name": "Quick start"})),
    ];
    assert_eq!(sent(&server), calls.map(|(line, body)| (line.to_owned(), body)));
}

fn has_the_headers_of_every_request(request: &Request) {
    let version = env!("CARGO_PKG_VERSION");
    let sent = ["authorization", "intercom-version", "accept", "user-agent"].map(|name| request.header(name));
    assert_eq!(sent, ["Bearer s3cret", "Preview", "application/json", &format!("intercom-client/{version}")]);
}

fn json_of(request: &Request) -> Value {
    assert_eq!(request.header("content-type"), "application/json");
    serde_json::from_slice(&request.body).unwrap()
}

#[test]
fn quick_start_fails_with_what_the_api_said() {
    let reason = json!({"code": "unauthorized", "message": "Access Token Invalid"});
    let server = Server::new().on("GET /me", refusal(401, &reason)).start();
    let told = failure("quick_start", &server, &[]);
    assert!(told.contains("401") && told.contains("Access Token Invalid"), "{told}");
}

/// A folder for what an example writes, with nothing in it.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn named(numbers: impl Iterator<Item = i64>) -> Vec<String> {
    numbers.map(|number| format!("c{number}")).collect()
}

/// The first run breaks off after a page, the second one goes on there, the third one asks for what is new.
#[test]
fn sync_contacts_goes_on_where_it_was_stopped() {
    let contact = |number: i64| json!({"type": "contact", "id": format!("c{number}"), "updated_at": 5000 + number, "mood": "new"});
    let page = |numbers: Range<i64>, next: Value| {
        ok(&json!({"type": "list", "data": numbers.map(contact).collect::<Vec<_>>(), "pages": {"next": next}}))
    };
    let server = Server::new()
        .on("POST /contacts/search", page(0..150, json!({"starting_after": "after-150"})))
        .on("POST /contacts/search", refusal(401, &json!({"code": "unauthorized"})))
        .on("POST /contacts/search", page(150..152, Value::Null))
        .on("POST /contacts/search", page(151..153, Value::Null))
        .start();
    let folder = folder("sync_contacts");
    let file = folder.join("contacts.jsonl");
    let arguments = [file.to_str().unwrap()];
    let ids = || {
        let text = fs::read_to_string(&file).unwrap();
        let contacts = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        contacts.map(|contact| contact["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };

    assert!(failure("sync_contacts", &server, &arguments).contains("401"));
    assert_eq!(ids(), named(0..150));
    assert_eq!(printed("sync_contacts", &server, &arguments), "2 contacts\n");
    assert_eq!(ids(), named(0..152));
    assert_eq!(printed("sync_contacts", &server, &arguments), "2 contacts\n");
    assert_eq!(ids(), named((0..152).chain(151..153)));
    assert!(fs::read_to_string(&file).unwrap().contains(r#""mood":"new""#), "nothing of a contact is left out");

    let search = |since: i64, pagination: Value| {
        let query = json!({"field": "updated_at", "operator": ">", "value": since});
        let sort = json!({"field": "updated_at", "order": "ascending"});
        ("POST /contacts/search".to_owned(), json!({"query": query, "sort": sort, "pagination": pagination}))
    };
    let from_start = || json!({"per_page": 150});
    let from_page = || json!({"per_page": 150, "starting_after": "after-150"});
    // What is new is found with a delay: the last run looks back ten minutes from the latest update, and a second more.
    let calls = [search(0, from_start()), search(0, from_page()), search(0, from_page()), search(4550, from_start())];
    assert_eq!(sent(&server), calls);
}

#[test]
fn export_content_waits_for_the_file() {
    let job = |status: &str| ok(&json!({"job_identifier": "j1", "status": status}));
    let pending = || refusal(429, &json!({"code": "rate_limit_exceeded"})).header("Retry-After", "0");
    // "a,b\n" in a stored block.
    let zipped = *b"\x1f\x8b\x08\0\0\0\0\0\0\xff\x01\x04\0\xfb\xffa,b\n\xc5\x10\x97\x24\x04\0\0\0";
    let server = Server::new()
        .on("POST /export/content/data", job("pending"))
        .on("GET /export/content/data/j1", job("completed"))
        .on(
            "GET /download/content/data/j1",
            Reply::status(200).header("Content-Type", "application/octet-stream").body(zipped),
        )
        .on("GET /export/content/data/j1", job("no_data"))
        .on("POST /export/content/data", pending())
        .on("POST /export/content/data", pending())
        .on("POST /export/content/data", pending())
        .start();
    let file = folder("export_content").join("messages.csv");
    let path = file.to_str().unwrap();

    let done = example("export_content", server.url(), &[path, "7"]).run();
    assert_eq!(done.out, format!("{path}: 4 bytes\n"));
    assert_eq!(done.err, "job j1: pending\njob j1: completed\n");
    assert_eq!(fs::read_to_string(&file).unwrap(), "a,b\n");
    let range: Value = serde_json::from_slice(&server.asked()[0].body).unwrap();
    let seconds = range["created_at_before"].as_i64().unwrap() - range["created_at_after"].as_i64().unwrap();
    assert_eq!(seconds, 7 * 24 * 60 * 60);

    assert_eq!(printed("export_content", &server, &[path, "7", "j1"]), "nothing was sent in that time\n");
    assert!(printed("export_content", &server, &[path, "7"]).starts_with("another export is going on: "));
    let start = "POST /export/content/data";
    let ask = "GET /export/content/data/j1";
    assert_eq!(lines(&server), [start, ask, "GET /download/content/data/j1", ask, start, start, start]);
}

#[test]
fn search_and_tag_finds_all_before_it_tags_any() {
    let contact = |id: &str| json!({"type": "contact", "id": id, "email": format!("{id}@example.com")});
    let page = |ids: &[&str], next: Value| {
        let data: Vec<Value> = ids.iter().map(|id| contact(id)).collect();
        ok(&json!({"type": "list", "data": data, "pages": {"next": next}}))
    };
    let tag = json!({"type": "tag", "id": "17", "name": "vip"});
    let server = Server::new()
        .on("POST /tags", ok(&tag))
        .on("POST /contacts/search", page(&["c1", "c2"], json!({"page": 2, "starting_after": "after-2"})))
        .on("POST /contacts/search", page(&["c3"], Value::Null))
        .on("POST /contacts/c1/tags", ok(&tag))
        .on("POST /contacts/c2/tags", refusal(404, &json!({"code": "not_found"})))
        .on("POST /contacts/c3/tags", ok(&tag))
        .start();
    let told = printed("search_and_tag", &server, &["@example.com", "vip"]);
    assert_eq!(told, "3 to tag\nc1 c1@example.com: vip\nc2: is gone\nc3 c3@example.com: vip\n");

    let query = json!({"operator": "AND", "value": [
        {"field": "role", "operator": "=", "value": "user"},
        {"field": "email", "operator": "$", "value": "@example.com"},
        {"field": "tag_id", "operator": "!=", "value": "17"},
    ]});
    let search = |pagination: Value| json!({"query": query, "pagination": pagination});
    let calls = [
        ("POST /tags", json!({"name": "vip"})),
        ("POST /contacts/search", search(json!({"per_page": 150}))),
        ("POST /contacts/search", search(json!({"per_page": 150, "starting_after": "after-2"}))),
        ("POST /contacts/c1/tags", json!({"id": "17"})),
        ("POST /contacts/c2/tags", json!({"id": "17"})),
        ("POST /contacts/c3/tags", json!({"id": "17"})),
    ];
    assert_eq!(sent(&server), calls.map(|(line, body)| (line.to_owned(), body)));
}

#[test]
fn reply_to_conversation_shows_what_is_open_and_answers() {
    let by = |name: &str, kind: &str, body: Value| json!({"part_type": kind, "body": body, "author": {"name": name}});
    let conversation = json!({
        "type": "conversation", "id": "123", "state": "open", "open": true,
        "source": {"body": "Where is it?", "author": {"type": "user", "name": "Bob"}},
        "conversation_parts": {"conversation_parts": [by("Ada", "assignment", Value::Null), by("Bob", "comment", json!("?"))]},
    });
    let found =
        json!({"type": "conversation.list", "conversations": [{"id": "123", "title": "Parcel"}, {"id": "124"}]});
    let server = Server::new()
        .on("POST /conversations/search", ok(&found))
        .on("GET /conversations/123", ok(&conversation))
        .on("GET /me", ok(&json!({"type": "admin", "id": "7"})))
        .on("POST /conversations/123/reply", ok(&conversation))
        .start();
    let open = printed("reply_to_conversation", &server, &[]);
    assert_eq!(open, "123: Parcel\n124: (no title)\n");
    let answered = printed("reply_to_conversation", &server, &["123", "On its way."]);
    assert_eq!(answered, "Bob: Where is it?\nAda: assignment\nBob: ?\n123: answered, and open\n");

    let search = json!({
        "query": {"field": "open", "operator": "=", "value": true},
        "sort": {"field": "updated_at", "order": "descending"},
        "pagination": {"per_page": 10},
    });
    let reply = json!({"type": "admin", "message_type": "comment", "admin_id": "7", "body": "On its way."});
    let calls = [
        ("POST /conversations/search", search),
        ("GET /conversations/123?display_as=plaintext", Value::Null),
        ("GET /me", Value::Null),
        ("POST /conversations/123/reply", reply),
    ];
    assert_eq!(sent(&server), calls.map(|(line, body)| (line.to_owned(), body)));
}

#[test]
fn create_ticket_looks_up_what_the_type_asks_for() {
    let asked_for = |name: &str, required: bool, archived: bool| json!({"name": name, "required_to_create": required, "archived": archived});
    let kind = json!({"type": "ticket_type", "id": "5", "name": "Bug", "archived": false, "ticket_type_attributes": {"data": [
        asked_for("_default_title_", true, false),
        asked_for("Version", true, false),
        asked_for("Mood", false, false),
        asked_for("Colour", true, true),
    ]}});
    let archived = json!({"id": "4", "name": "Bug", "archived": true});
    let types = json!({"type": "list", "data": [archived, kind]});
    let ticket =
        json!({"type": "ticket", "id": "900", "ticket_id": "12", "ticket_state": {"internal_label": "Submitted"}});
    let server = Server::new()
        .on("GET /ticket_types", ok(&types))
        .on("GET /ticket_types", ok(&types))
        .on("GET /ticket_types", ok(&types))
        .on("POST /tickets", ok(&ticket))
        .start();
    let unknown = failure("create_ticket", &server, &["Wish", "ada@example.com"]);
    assert!(unknown.contains("there is no type Wish, but Bug"), "{unknown}");
    let missing = failure("create_ticket", &server, &["Bug", "ada@example.com", "_default_title_=Oh"]);
    assert!(missing.contains("needs a value for Version"), "{missing}");
    let arguments = ["Bug", "ada@example.com", "_default_title_=Oh", "Version=1=4"];
    assert_eq!(printed("create_ticket", &server, &arguments), "ticket 12 (id 900): Submitted\n");

    let body = json!({
        "ticket_type_id": "5",
        "contacts": [{"email": "ada@example.com"}],
        "ticket_attributes": {"_default_title_": "Oh", "Version": "1=4"},
    });
    let types = || ("GET /ticket_types".to_owned(), Value::Null);
    assert_eq!(sent(&server), [types(), types(), types(), ("POST /tickets".to_owned(), body)]);
}

#[test]
fn error_handling_knows_what_to_do() {
    let too_often = || refusal(429, &json!({"code": "rate_limit_exceeded"})).header("Retry-After", "0");
    let invalid = json!({"code": "parameter_invalid", "field": "id", "message": "No"});
    let server = Server::new()
        .on("GET /contacts/good", ok(&json!({"type": "contact", "id": "good", "name": "Ada"})))
        .on("GET /contacts/none", refusal(404, &json!({"code": "not_found"})))
        .on("GET /contacts/token", refusal(401, &json!({"code": "unauthorized", "message": "No"})))
        .on("GET /contacts/field", refusal(400, &invalid))
        .on("GET /contacts/plan", refusal(403, &json!({"code": "api_plan_restricted", "message": "Pay first"})))
        .on("GET /contacts/down", Reply::status(503))
        .on("GET /contacts/down", Reply::status(502).body("<html>"))
        .on("GET /contacts/down", Reply::status(503))
        .on("GET /contacts/busy", too_often())
        .on("GET /contacts/busy", too_often())
        .on("GET /contacts/busy", too_often())
        .on("GET /contacts/cut", Reply::json(200, r#"{"id": "cut", "na"#))
        .start();
    let ids = ["good", "none", "token", "field", "plan", "down", "busy", "cut", ""];
    let printed = example("error_handling", server.url(), &ids).run();
    let advice = "good: Ada\n\
         none: does not exist\n\
         token: give it a token that is valid\n\
         field: send something else as id\n\
         plan: Pay first\n\
         down: later\n\
         busy: in 0 s\n\
         cut: tell the makers of this crate about $\n\
         : ";
    assert!(printed.out.starts_with(advice), "{}", printed.out);
    assert_eq!(printed.err.lines().count(), 8, "{}", printed.err);
    let further = ["down", "down", "down", "busy", "busy", "busy", "cut"].map(|id| format!("GET /contacts/{id}"));
    assert_eq!(lines(&server)[5..], further, "the client has tried again what passes by itself, and the rest not");

    // A port that nobody listens at.
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let printed = example("error_handling", &format!("http://{closed}"), &["7"]).run();
    assert_eq!(printed.out, "7: later\n");
    assert!(printed.err.contains("cannot connect (after 3 attempts)"), "{}", printed.err);
}

#[test]
fn own_transport_asks_once_until_something_changes() {
    let tags = |names: &[&str]| {
        let data: Vec<Value> = names.iter().map(|name| json!({"type": "tag", "id": name, "name": name})).collect();
        ok(&json!({"type": "list", "data": data}))
    };
    let server = Server::new()
        .on("GET /tags", tags(&["vip"]))
        .on("POST /tags", ok(&json!({"type": "tag", "id": "17", "name": "from-rust"})))
        .on("GET /tags", tags(&["vip", "from-rust"]))
        .start();
    assert_eq!(printed("own_transport", &server, &[]), "1 tags\n1 tags\n1 tags\n2 tags\n1 kept\n");
    assert_eq!(lines(&server), ["GET /tags", "POST /tags", "GET /tags"]);
}

#[test]
fn testing_without_network_needs_no_network() {
    let server = Server::new().start();
    assert_eq!(printed("testing_without_network", &server, &[]), "all is well\n");
    assert!(lines(&server).is_empty());
}
