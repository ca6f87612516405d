//! A description of something else: its client is made, and a program uses it over real sockets.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use integration_tests::{Reply, Request, Running, Scratch, Server};
use serde_json::{Value, json};

const DESCRIPTION: &str = include_str!("../apis/harbour.yaml");
const PROGRAM: &str = include_str!("../apis/harbour_user.rs");
const MANIFEST: &str = r#"
[package]
name = "harbour-user"
edition = "2024"

[dependencies]
harbour-client = { path = "../harbour" }
tokio = { version = "1", default-features = false, features = ["macros", "rt"] }
"#;

const PIXELS: &[u8] = &[0x89, 0, 0xff];

fn harbour() -> Running {
    let ok = |body: &str| Reply::json(200, body);
    Server::new()
        .on(
            "GET /berths",
            ok(r#"{
                "total": "2",
                "berths": [
                    {
                        "id": 1, "kind": "quay", "created_at": "2023-11-14T22:13:20Z", "fees": {"day": 12.5},
                        "moored": [{"imo": "5", "seats": 90, "type": "ferry"}, {"type": "submarine"}]
                    },
                    {"id": 2, "kind": "raft", "lit": true, "moored": null}
                ]
            }"#)
            .header("X-Request-Id", "r-1"),
        )
        .on("POST /berths", Reply::json(422, r#"{"code": "blank", "message": "no name"}"#))
        .on("POST /berths", Reply::json(201, r#"{"id": 3, "name": "North"}"#))
        .on("GET /berths/404", Reply::json(404, r#"{"code": "missing"}"#))
        .on("PATCH /berths/3", ok(r#"{"id": 3, "keeper": null, "depth": 3.5}"#))
        .on("DELETE /berths/3", Reply::status(204))
        .on("GET /ships", ok(r#"[{"type": "gas_tanker", "imo": "9"}, {"type": "ferry", "imo": "10"}]"#))
        .on("POST /ships", ok(r#"{"type": "tanker", "imo": "9", "volume": 7}"#))
        .on("POST /ships", Reply::json(201, r#"{"number": "N-1", "valid_until": "2030-01-01T00:00:00Z"}"#))
        .on("POST /ships", Reply::status(202))
        .on("GET /ships/a%2Fb%20c", ok(r#"{"sister": {"type": "ferry", "imo": "11"}, "imo": "10", "type": "ferry"}"#))
        .on("POST /ships/9/cargo", ok(r#"{"accepted": [{"what": "coal", "tonnes": 2}], "weight": "2 t"}"#))
        .on("POST /ships/9/cargo", ok(r#"{"accepted": [], "weight": 0.5}"#))
        .on("PUT /ships/9/photo", ok(r#"{"bytes": 3}"#))
        .on("GET /ships/9/photo", Reply::status(200).header("Content-Type", "image/png").body(PIXELS))
        .on("PUT /ships/9/log", Reply::status(204))
        .on("GET /ships/9/log", Reply::status(200).header("Content-Type", "text/plain").body("left\nport"))
        .on(
            "GET /ships/9/papers/bill%20of%20lading",
            Reply::status(302).header("Location", "https://elsewhere.example/paper"),
        )
        .on("POST /manifests", Reply::status(204))
        .on("GET /reports/daily", ok(r#"{"ships": [{"imo": "9"}]}"#))
        .on("POST /reports", Reply::json(202, r#"{"id": "1", "state": "queued"}"#))
        .on("GET /tides", ok(r#"[{"at": 1700000000, "height": 1.5}, {"at": 1700020000, "height": "low"}]"#))
        .on("GET /health", ok(r#""fine""#))
        .on("POST /bell", Reply::status(200))
        .start()
}

#[test]
fn a_program_uses_the_client_of_another_api() {
    let client = Scratch::client("harbour", DESCRIPTION);
    client.cargo(&["check", "--all-features"]).run_clean();
    let files = [("Cargo.toml", MANIFEST), ("src/main.rs", PROGRAM)];
    let files = files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()));
    let program = Scratch::of_files("harbour-user", BTreeMap::from(files));

    let server = harbour();
    program
        .cargo(&["run", "--quiet"])
        .env("INTERCOM_API_KEY", "s3cret")
        .env("INTERCOM_BASE_URL", server.url())
        .run_clean();
    let asked = server.asked();
    calls_are_made_in_order(&asked);
    bodies_are_json(&asked);
    headers_go_along(&asked);
    other_bodies_are_as_they_were_given(&asked);
}

fn calls_are_made_in_order(asked: &[Request]) {
    let expected = [
        "GET /berths?kinds=pier&kinds=raft&min_depth=2.5&free=true",
        "POST /berths",
        "POST /berths",
        "GET /berths/404",
        "PATCH /berths/3",
        "DELETE /berths/3",
        "GET /ships?flags=se,no%2Cdk&pages=1%7C2&filter%5Blength%5D%5Bmin%5D=30&filter%5Bname%5D=A%20%26%20B",
        "POST /ships",
        "POST /ships",
        "POST /ships",
        "GET /ships/a%2Fb%20c",
        "POST /ships/9/cargo",
        "POST /ships/9/cargo",
        "PUT /ships/9/photo",
        "GET /ships/9/photo",
        "PUT /ships/9/log",
        "GET /ships/9/log",
        "GET /ships/9/papers/bill%20of%20lading",
        "POST /manifests",
        "GET /reports/daily?day=2024-05-01",
        "POST /reports",
        "GET /tides",
        "GET /health",
        "POST /bell",
    ];
    let lines: Vec<&str> = asked.iter().map(|request| request.line.as_str()).collect();
    assert_eq!(lines, expected);
}

fn bodies_are_json(asked: &[Request]) {
    let is_json = |request: &&Request| request.header("content-type") == "application/json";
    let bodies: Vec<Value> =
        asked.iter().filter(is_json).map(|request| serde_json::from_slice(&request.body).unwrap()).collect();
    let ferry = json!({"type": "ferry", "imo": "10", "sister": {"type": "ferry", "imo": "11"}});
    let expected = [
        json!({"name": "", "kind": "pier"}),
        json!({"name": "North", "kind": "pier", "depth": 4.0, "fees": {"day": 1.0}, "lit": true}),
        json!({"keeper": null, "depth": 3.5}),
        json!({"type": "tanker", "imo": "9", "volume": 7}),
        ferry.clone(),
        ferry,
        json!({"kind": "cargo", "items": [{"what": "coal", "tonnes": 2.0}, {"what": "tea"}], "note": "fragile"}),
        json!({"kind": "cargo", "items": [], "note": ["a", "b"]}),
        json!({"berth_id": 3}),
    ];
    assert_eq!(bodies, expected);
}

fn other_bodies_are_as_they_were_given(asked: &[Request]) {
    let sent = |call: &str| asked.iter().find(|request| request.line == call).unwrap();
    let log = sent("PUT /ships/9/log");
    assert!(log.header("content-type").starts_with("text/plain"), "{log:?}");
    assert_eq!(log.text(), "left\nport");
    let manifest = sent("POST /manifests");
    assert_eq!((manifest.header("content-type"), &manifest.body[..]), ("application/octet-stream", &[1, 2, 3][..]));
    assert_eq!(sent("POST /bell").body, b"");

    let photo = sent("PUT /ships/9/photo");
    let boundary = photo.header("content-type").strip_prefix("multipart/form-data; boundary=").unwrap();
    let part = |head: &str, body: &[u8]| [format!("--{boundary}\r\n{head}\r\n\r\n").as_bytes(), body, b"\r\n"].concat();
    let parts = [
        part(
            "Content-Disposition: form-data; name=\"photo\"; filename=\"ship.png\"\r\nContent-Type: image/png",
            PIXELS,
        ),
        part("Content-Disposition: form-data; name=\"caption\"", b"At sea"),
        part(
            "Content-Disposition: form-data; name=\"position\"\r\nContent-Type: application/json",
            br#"{"lat":59.5,"lon":18.0}"#,
        ),
        format!("--{boundary}--\r\n").into_bytes(),
    ];
    assert_eq!(String::from_utf8_lossy(&photo.body), String::from_utf8_lossy(&parts.concat()));
}

fn headers_go_along(asked: &[Request]) {
    let [first, second] = &asked[11..=12] else { unreachable!("two requests load cargo") };
    assert_eq!((first.header("idempotency-key"), first.header("x-crane")), ("once", "4"));
    assert_eq!((second.header("idempotency-key"), second.header("x-crane")), ("twice", ""));
    for request in asked {
        assert_eq!(request.header("authorization"), "Bearer s3cret");
        assert_eq!(request.header("user-agent"), "harbour-client/0.1.0");
    }
}
