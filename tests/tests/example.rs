//! The first program of a new user, run as a program over real sockets.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use integration_tests::{Cargo, Reply, Request, Running, Server};
use serde_json::{Value, json};

fn example(server: &Running) -> Cargo {
    Cargo::on_workspace(&["run", "--quiet", "--package", "intercom-client", "--example", "quick_start"])
        .env("INTERCOM_API_KEY", "s3cret")
        .env("INTERCOM_BASE_URL", server.url())
}

fn admin(away: bool) -> Reply {
    Reply::json(200, &json!({"type": "admin", "id": "7", "away_mode_enabled": away}).to_string())
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

    let printed = example(&server).run();
    let expected = "I am Ada\n\
         teammate: Ada <ada@example.com>\n\
         teammate:  <>\n\
         away: true\n\
         away: false\n\
         contact: Bob <bob@example.com>\n\
         there is no contact no-such-contact (request r-404)\n\
         tag: Quick start, id 17\n";
    assert_eq!(printed.out, expected);

    let asked = server.asked();
    let lines: Vec<&str> = asked.iter().map(|request| request.line.as_str()).collect();
    let calls = [
        "GET /me",
        "GET /admins",
        "PUT /admins/7/away",
        "PUT /admins/7/away",
        "GET /contacts",
        "GET /contacts/c1",
        "GET /contacts/no-such-contact",
        "POST /tags",
    ];
    assert_eq!(lines, calls);
    asked.iter().for_each(has_the_headers_of_every_request);
    let bodies: Vec<Value> = asked.iter().filter(|request| !request.body.is_empty()).map(json_of).collect();
    let away = |enabled| json!({"away_mode_enabled": enabled, "away_mode_reassign": false});
    assert_eq!(bodies, [away(true), away(false), json!({"name": "Quick start"})]);
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
    let refusal = r#"{"type": "error.list", "errors": [{"code": "unauthorized", "message": "Access Token Invalid"}]}"#;
    let server = Server::new().on("GET /me", Reply::json(401, refusal)).start();
    let output = example(&server).output();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.contains("401") && told.contains("Access Token Invalid"), "{told}");
    assert!(!told.contains("s3cret"), "{told}");
}
