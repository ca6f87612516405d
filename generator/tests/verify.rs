//! What verification compares, counts and finds, through its public functions. That the program which it writes compiles
//! and runs is tested with the command `verify`.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::collections::BTreeSet;

use openapi_rust_codegen::ir::{Api, Payload, StatusPattern, Ty};
use openapi_rust_codegen::pipeline::{self, Output};
use openapi_rust_codegen::verify::{
    Case, CaseKind, Cases, Leaves, Program, Recorded, Verdict, compare, examples, judge, leaves, program, recorded,
};
use serde_json::{Value, json};

/// A register of ships.
const DESCRIPTION: &str = "\
openapi: 3.0.1
info: {title: Register API, version: '1'}
paths:
  /ships:
    post:
      tags: [Ships]
      operationId: addShip
      parameters: [{name: draft, in: query, schema: {type: boolean}}]
      requestBody:
        content:
          application/json:
            schema: {$ref: '#/components/schemas/ship'}
            examples: {small: {value: {name: Heron}}, shared: {$ref: '#/components/examples/ship'}}
      responses:
        '201': {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/ship'}, examples: {shared: {$ref: '#/components/examples/ship'}}}}}
        4XX: {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/fault'}, example: {code: 7}}}}
  /ships/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      tags: [Ships]
      operationId: getShip
      responses:
        '200': {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/ship'}, examples: {shared: {$ref: '#/components/examples/ship'}}}}}
        '404': {$ref: '#/components/responses/missing'}
        default: {description: ''}
    put:
      tags: [Ships]
      operationId: replaceShip
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/ship'}}}}
      responses: {'204': {description: ''}}
  /ships/newest:
    get:
      tags: [Ships]
      operationId: newestShip
      responses: {'200': {description: '', content: {text/csv: {schema: {type: string}, example: 'name;length'}}}}
components:
  examples:
    ship: {value: {name: Gull, length: 12.5}}
  responses:
    missing: {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/fault'}, example: {code: 404}}}}
  schemas:
    fault: {type: object, properties: {code: {type: integer}}}
    ship:
      type: object
      properties:
        name: {type: string}
        length: {type: number}
        built: {type: integer}
        flags: {type: array, items: {type: string}}
        notes: {type: object}
        depths: {type: object, additionalProperties: {type: number}}
        sister: {$ref: '#/components/schemas/ship'}
        fleet: {type: array, items: {$ref: '#/components/schemas/ship'}}
        load: {$ref: '#/components/schemas/load'}
    load:
      oneOf: [{$ref: '#/components/schemas/grain'}, {$ref: '#/components/schemas/oil'}]
      discriminator: {propertyName: kind}
    grain: {type: object, properties: {kind: {type: string}, sacks: {type: integer}}}
    oil: {type: object, properties: {kind: {type: string}, barrels: {type: integer}}}
";

fn generated() -> Output {
    pipeline::generate(&common::input(DESCRIPTION), &mut |_| {}).unwrap_or_else(|found| panic!("{found}"))
}

#[test]
fn equal_are_spellings_of_one_scalar_and_ways_to_say_nothing() {
    let respelt = [
        (json!(1), json!("1")),
        (json!("1"), json!(1)),
        (json!(1.0), json!(1)),
        (json!("12.50"), json!(12.5)),
        (json!(true), json!("true")),
        (json!("false"), json!(false)),
        (json!("2024-05-31T08:15:30Z"), json!(1_717_143_330)),
        (json!(1_717_143_330), json!("2024-05-31T10:15:30+02:00")),
        (json!(u64::MAX), json!(u64::MAX.to_string())),
    ];
    for (before, after) in respelt {
        let comparison = compare(&before, &after);
        assert_eq!(comparison.differences, [], "{before} and {after}");
        assert_eq!(comparison.conversions.len(), 1, "{before} and {after}");
        assert_eq!(comparison.conversions[0].what, format!("{before} -> {after}"));
    }
    let comparison = compare(&json!({"a": null, "b": [], "c": 1}), &json!({"b": null, "c": 1, "d": []}));
    assert_eq!((comparison.differences.len(), comparison.conversions.len(), comparison.blanks), (0, 0, 3));
}

#[test]
fn all_else_differs() {
    let different = [
        // As floats these would be one number.
        (json!(9_007_199_254_740_993_i64), json!(9_007_199_254_740_992_i64)),
        (json!("123456789012345678"), json!(123_456_789_012_345_677_i64)),
        (json!(1), json!(2)),
        (json!(0.1), json!(0.1001)),
        (json!("1.10"), json!("1.1")),
        (json!("1"), json!("1.0")),
        (json!("007"), json!(7)),
        (json!("inf"), json!("infinity")),
        (json!(1), json!(true)),
        (json!("True"), json!(true)),
        (json!(""), json!(null)),
        (json!(0), json!(null)),
        (json!(false), json!(null)),
        (json!({}), json!(null)),
        (json!([]), json!({})),
        (json!([null]), json!([])),
        (json!("a"), json!(["a"])),
        (json!(["a"]), json!("a")),
        (json!(["a", "b"]), json!(["a"])),
        (json!("2024-05-31T08:15:30Z"), json!(1_717_143_331)),
        (json!("2024-05-31T08:15:30Z"), json!("2024-05-31T10:15:30+02:00")),
    ];
    for (before, after) in different {
        assert_eq!(compare(&before, &after).differences.len(), 1, "{before} and {after}");
        let (before, after) = (json!({"k": [1, {"x": before}]}), json!({"k": [1, {"x": after}]}));
        assert_eq!(compare(&before, &after).differences[0].path, "$.k[1].x");
    }
    let gone = compare(&json!({"a": 1, "b": "x"}), &json!({"b": "x", "c": false}));
    let told: Vec<_> = gone.differences.iter().map(|d| (&*d.path, &*d.before, &*d.after)).collect();
    assert_eq!(told, [("$.a", "1", "nothing"), ("$.c", "nothing", "false")]);
}

fn ship(api: &Api) -> Ty {
    let reply = api.operations[0].replies.ok[0].payload.clone();
    let Payload::Json(ty) = reply else { panic!("{reply:?}") };
    ty
}

fn counted(value: &Value, issues: &[&str]) -> (usize, usize, BTreeSet<String>) {
    let api = generated().ir.api;
    let issues = issues.iter().map(|path| (*path).to_owned()).collect();
    let Leaves { typed, all, undeclared } = leaves(&api, Some(&ship(&api)), value, &issues);
    (typed, all, undeclared)
}

#[test]
fn leaves_are_typed_where_a_model_has_a_place_for_them() {
    let none = BTreeSet::new();
    assert_eq!(counted(&json!({"name": "Gull", "length": 3, "built": null}), &[]), (2, 2, none.clone()));
    assert_eq!(counted(&json!({"flags": ["a", "b", null]}), &[]), (2, 2, none.clone()));
    assert_eq!(counted(&json!({"flags": "a"}), &[]), (1, 1, none.clone()), "a list of one");
    assert_eq!(counted(&json!({"notes": {"any": [1, 2]}, "name": "x"}), &[]), (1, 1, none.clone()), "free-form");
    assert_eq!(counted(&json!({"depths": {"bow": 1, "stern": 2}}), &[]), (2, 2, none.clone()));
    assert_eq!(counted(&json!({"sister": {"sister": {"name": "x"}}}), &[]), (1, 1, none.clone()));
    assert_eq!(counted(&json!({"load": {"kind": "oil", "barrels": 1}}), &[]), (2, 2, none.clone()));
    assert_eq!(counted(&json!({"load": {"kind": "wine", "barrels": 1}}), &[]), (0, 2, none.clone()), "no variant");
    assert_eq!(counted(&json!({"load": {"kind": null}}), &[]), (0, 0, none));
    let undeclared = BTreeSet::from(["$.fleet[].rank".to_owned(), "$[\"a-b\"]".to_owned()]);
    let value = json!({"fleet": [{"name": "x"}, {"rank": 1}, {"rank": {"x": 2}}], "a-b": [1, 2]});
    assert_eq!(counted(&value, &[]), (1, 5, undeclared));
}

#[test]
fn leaves_at_which_reading_had_an_issue_are_not_typed() {
    let none = BTreeSet::new();
    assert_eq!(counted(&json!({"name": {"x": 1, "y": 2}, "built": 3}), &["$.name"]), (1, 3, none.clone()));
    assert_eq!(counted(&json!({"flags": ["a", {}, {"x": 1}]}), &["$.flags[2]"]), (1, 2, none.clone()));
    assert_eq!(counted(&json!({"depths": {"bow": "deep", "stern": 2}}), &["$.depths.bow"]), (1, 2, none.clone()));
    // The runtime cuts keys after 64 characters.
    let (long, cut) = ("k".repeat(80), "k".repeat(64));
    assert_eq!(counted(&json!({"depths": {long: "deep"}}), &[&format!("$.depths.{cut}")]), (0, 1, none.clone()));
    let (odd, cut) = ("é".repeat(80), "é".repeat(64));
    assert_eq!(counted(&json!({"depths": {odd: "deep"}}), &[&format!("$.depths[\"{cut}\"]")]), (0, 1, none));

    let api = generated().ir.api;
    let untyped = leaves(&api, None, &json!({"name": "x", "flags": [1, null]}), &BTreeSet::new());
    assert_eq!((untyped.typed, untyped.all), (0, 2), "nothing is typed where nothing is described");
}

#[test]
fn every_example_of_json_is_a_case() {
    let output = generated();
    let cases = examples(&output.document, &output.ir.api);
    let names: Vec<&str> = cases.list.iter().map(|case| case.name.as_str()).collect();
    let expected = [
        "POST /ships 201 [shared]",
        "POST /ships 4XX [example]",
        "POST /ships [small]",
        "POST /ships [shared]",
        "GET /ships/{id} 200 [shared]",
        "GET /ships/{id} 404 [example]",
    ];
    assert_eq!(names, expected);
    assert_eq!((cases.other_media, cases.unknown_paths), (1, 0));
    let shared = json!({"name": "Gull", "length": 12.5});
    assert_eq!(cases.list[3].kind, CaseKind::Request { body: shared, path: None });
}

fn exchange(method: &str, path: &str, status: u16, request: &Value, response: &Value) -> Recorded {
    serde_json::from_value(json!({
        "method": method, "path": path, "status": status, "request_body": request, "response_body": response,
        "recorded_at": "somewhere else",
    }))
    .unwrap()
}

fn kinds(cases: Cases) -> Vec<CaseKind> {
    cases.list.into_iter().map(|case| case.kind).collect()
}

fn reply(status: StatusPattern, text: &str) -> CaseKind {
    CaseKind::Response { status, text: text.to_owned() }
}

#[test]
fn exchanges_are_matched_to_their_operation_and_status() {
    let api = generated().ir.api;
    let null = Value::Null;
    let get = |path: &str, status| exchange("get", path, status, &null, &json!({"a": 1}));
    let found = recorded(&api, &[get("/ships/7", 200), get("/ships/7", 404), get("/ships/7?x=1", 500)]);
    let statuses = [StatusPattern::Code(200), StatusPattern::Code(404), StatusPattern::Default];
    assert_eq!(kinds(found.clone()), statuses.map(|status| reply(status, r#"{"a":1}"#)));
    assert!(found.list.iter().all(|case| case.operation == 1));
    assert_eq!(found.list[1].name, "GET /ships/7 404 [case 1]");

    // A success that is not described is read as the first that is, a failure as any JSON.
    let added = |status| exchange("POST", "/ships", status, &null, &json!([]));
    let expected = [StatusPattern::Code(201), StatusPattern::Class(4), StatusPattern::Code(500)];
    assert_eq!(
        kinds(recorded(&api, &[added(200), added(422), added(500)])),
        expected.map(|status| reply(status, "[]"))
    );

    // What is described as text is no case, nor is what is not there.
    let other = recorded(&api, &[get("/ships/newest", 200), get("/docks/7", 200), get("/ships", 200)]);
    assert_eq!((other.list.len(), other.other_media, other.unknown_paths), (0, 1, 2));
}

#[test]
fn a_template_is_trusted_more_than_what_the_path_looks_like() {
    let api = generated().ir.api;
    let unknown = |template: &str, path: &str| {
        let mut exchange = exchange("GET", path, 200, &Value::Null, &json!({}));
        exchange.path_template = Some(template.to_owned());
        recorded(&api, &[exchange]).unknown_paths
    };
    for template in ["/ships/{id}", "/ships/{ship_id}", "/ships/:id", "/ships/*"] {
        assert_eq!(unknown(template, "/ships/7"), 0, "{template}");
    }
    // An operation that the description lacks, whose last word looks like an id.
    assert_eq!(unknown("/ships/oldest", "/ships/oldest"), 1);
    assert_eq!(unknown("/ships/{id}/crew", "/ships/7"), 1);
}

#[test]
fn a_body_may_be_the_text_that_was_sent() {
    let api = generated().ir.api;
    let cut = r#"{"name": "Gu"#;
    let exchanges = [
        exchange("PUT", "/ships/a%20b?x=1", 204, &json!(r#"{"name": "Gull"}"#), &json!("")),
        exchange("POST", "/ships", 201, &json!(cut), &json!(cut)),
        exchange("POST", "/ships", 201, &json!("plain"), &json!("plain")),
        exchange("PUT", "/ships/{id}", 204, &json!({}), &Value::Null),
    ];
    let request = |body, path: Option<&str>| CaseKind::Request { body, path: path.map(str::to_owned) };
    let expected = [
        request(json!({"name": "Gull"}), Some("/ships/a%20b?x=1")),
        reply(StatusPattern::Code(201), cut),
        request(json!(cut), Some("/ships")),
        reply(StatusPattern::Code(201), "\"plain\""),
        request(json!("plain"), Some("/ships")),
        request(json!({}), None),
    ];
    assert_eq!(kinds(recorded(&api, &exchanges)), expected);
}

/// Judges one case by the report of a program.
fn judged(kind: CaseKind, operation: usize, report: &Value) -> Verdict {
    let api = generated().ir.api;
    let cases = [Case { operation, name: String::new(), kind }];
    let program = program(&api, "register-client", &cases);
    let output = if report.is_null() { String::new() } else { format!("{}\n", json!([0, report])) };
    judge(&api, &cases, &program, &output)
}

fn read(text: &str, report: &Value) -> Verdict {
    judged(reply(StatusPattern::Code(200), text), 1, report)
}

const GULL: &str = r#"{"name": "Gull", "built": 7}"#;

#[test]
fn a_reply_that_is_read_and_written_back_is_complete() {
    let verdict = read(GULL, &json!({"back": {"name": "Gull", "built": "7"}}));
    assert!(verdict.is_complete(), "{verdict}");
    let last = "typed leaves 2/2, issues 0\nresponses 1/1, requests 0/0, round trips 1/1";
    assert_eq!(verdict.to_string(), last);
    assert_eq!(verdict.conversions.len(), 1);
}

#[test]
fn a_reply_that_is_not_read_or_comes_back_otherwise_fails() {
    let cases = [
        (read(GULL, &Value::Null), (0, 0, 2), "the program does not report it"),
        (read(GULL, &json!({"fatal": "cannot be read: x"})), (0, 0, 2), "cannot be read: x"),
        (read("{\"name\"", &json!({"fatal": "cannot be read: cut"})), (0, 0, 0), "cannot be read: cut"),
        (read(GULL, &json!({"back": {"name": "Gull"}})), (1, 0, 2), "comes back otherwise at $.built"),
        (read("[1e400]", &json!({"back": null})), (1, 0, 0), "is read, but cannot be compared"),
    ];
    for (verdict, (responses, round_trips, leaves), told) in cases {
        assert!(!verdict.is_complete());
        assert_eq!((verdict.responses, verdict.round_trips), ((responses, 1), (round_trips, 1)), "{told}");
        assert_eq!(verdict.typed.1, leaves, "{told}");
        assert!(verdict.failures[0].message.contains(told), "{}", verdict.failures[0].message);
    }
}

#[test]
fn issues_lower_what_is_typed() {
    let back = json!({"name": "Gull", "built": 7});
    let one = read(GULL, &json!({"back": back, "total": 1, "issues": [["$.built", "x"]]}));
    assert_eq!((one.typed, one.issues), ((1, 2), 1));
    // Some issues have no path, so that it is not known which leaves they are about.
    let many = read(GULL, &json!({"back": back, "total": 65, "issues": [["$.elsewhere", "x"]]}));
    assert_eq!((many.typed, many.issues), ((0, 2), 65));
    assert!(one.is_complete() && many.is_complete());

    let undescribed = judged(reply(StatusPattern::Code(500), GULL), 0, &json!({"back": back}));
    assert_eq!((undescribed.typed, &*undescribed.undescribed), ((0, 2), &[0][..]));
}

#[test]
fn a_request_must_go_where_it_went() {
    let made = |path: Option<&str>, method: &str, uri: &str, body: Value| {
        let kind = CaseKind::Request { body: json!({"name": "Gull"}), path: path.map(str::to_owned) };
        judged(kind, 2, &json!({"method": method, "uri": uri, "body": body}))
    };
    let (right, gull) = ("http://localhost/ships/a%20b", json!({"name": "Gull"}));
    assert!(made(None, "PUT", right, gull.clone()).is_complete());
    assert!(made(Some("/ships/a%20b"), "PUT", right, gull.clone()).is_complete());
    let wrong = [
        made(Some("/ships/a"), "PUT", right, gull.clone()),
        made(None, "PUT", "http://localhost/ship/a", gull.clone()),
        made(None, "POST", right, gull.clone()),
        made(Some("/ships/a%20b"), "PUT", "http://localhost/ships/a%20b?x=1", gull.clone()),
        made(Some("/ships/a%20b"), "PUT", right, json!({})),
        made(Some("/ships/a%20b"), "PUT", right, Value::Null),
        made(Some("/ships/a%20b?x=1"), "PUT", right, gull),
    ];
    for verdict in wrong {
        assert_eq!((verdict.requests, verdict.failures.len()), ((0, 1), 1), "{verdict}");
    }
}

#[test]
fn the_program_holds_each_case_once_and_tells_the_rest() {
    let output = generated();
    let api = &output.ir.api;
    let mut cases = examples(&output.document, api).list;
    cases.extend(recorded(api, &[exchange("GET", "/ships/1", 200, &json!({"x": 1}), &Value::Null)]).list);
    let Program { source, bodies, gaps } = program(api, "register-client", &cases);
    syn::parse_file(&source).unwrap();
    let bodies: Vec<(usize, usize, String)> = serde_json::from_str(&bodies).unwrap();
    assert_eq!(bodies.iter().map(|(case, _, _)| *case).collect::<Vec<_>>(), [0, 1, 4, 5]);
    assert!(source.contains("fn request_2(") && source.contains("fn request_3("), "{source}");
    assert_eq!(gaps.len(), 1);
    assert_eq!((gaps[0].0, gaps[0].1[0].to_string()), (6, "body: the operation has no body".to_owned()));
}
