//! Calls as users would write them: from an operation and JSON to the Rust of its builder.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::fs;
use std::path::Path;

use openapi_rust_codegen::call::{Arguments, Gap, call, doc_example, function, sample};
use openapi_rust_codegen::ir::{Api, Method, Operation};
use openapi_rust_codegen::pipeline;
use serde_json::{Value, json};

/// Every kind of value, in a body that is sent only.
const DESCRIPTION: &str = "\
openapi: 3.0.1
info: {title: Depot API, version: '1'}
paths:
  /depots/{id}/crates/{number}:
    put:
      tags: [Crates]
      operationId: putCrate
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
        - {name: number, in: path, required: true, schema: {type: integer}}
        - {name: mode, in: query, required: true, schema: {type: string, enum: [fast, slow]}}
        - {name: at, in: query, schema: {type: array, items: {type: integer}}}
        - {name: X-Trace, in: header, schema: {type: string}}
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/crate_body'}}}}
      responses: {'204': {description: ''}}
  /depots:
    get:
      tags: [Depots]
      operationId: listDepots
      parameters: [{name: filter, in: query, schema: {type: object, properties: {near: {type: string}, open: {type: boolean}}}}]
      responses: {'200': {description: '', content: {application/json: {schema: {type: array, items: {type: string}}}}}}
    post:
      tags: [Depots]
      operationId: addDepot
      requestBody: {content: {text/plain: {schema: {type: string}}}}
      responses: {'204': {description: ''}}
components:
  schemas:
    crate_body:
      type: object
      required: [name, sort]
      properties:
        name: {type: string}
        sort: {type: string, enum: [crate]}
        flag: {type: boolean}
        count: {type: integer}
        weight: {type: number}
        made: {type: integer, format: date-time}
        due: {type: string, format: date-time}
        color: {type: string, enum: [red, blue]}
        note: {type: string, nullable: true}
        left: {type: integer, nullable: true}
        any: {}
        labels: {type: object}
        sizes: {type: object, additionalProperties: {type: integer}}
        tags: {type: array, items: {type: string}}
        grid: {type: array, items: {type: array, items: {type: string}}}
        owner: {$ref: '#/components/schemas/owner'}
        owners: {type: array, items: {$ref: '#/components/schemas/owner'}}
        load: {oneOf: [{$ref: '#/components/schemas/grain'}, {$ref: '#/components/schemas/oil'}], discriminator: {propertyName: kind}}
        ids: {oneOf: [{type: string}, {type: array, items: {type: string}}]}
    owner: {type: object, required: [id], properties: {id: {type: string}, vip: {type: boolean}}}
    grain: {type: object, properties: {kind: {type: string, enum: [grain]}, sacks: {type: integer}}}
    oil: {type: object, properties: {kind: {type: string, enum: [oil]}, barrels: {type: integer}}}
";

fn api() -> Api {
    pipeline::generate(&common::input(DESCRIPTION), &mut |_| {}).unwrap_or_else(|found| panic!("{found}")).ir.api
}

fn operation(api: &Api, method: Method, path: &str) -> Operation {
    api.operations[api.operation_at(method, path).unwrap()].clone()
}

const PATH: &str = "/depots/a/crates/7";

fn put(api: &Api) -> Operation {
    operation(api, Method::Put, PATH)
}

fn arguments(params: &Value, body: &Value) -> Arguments {
    let params = params.as_object().unwrap().clone().into_iter().collect();
    Arguments { params, body: Some(body.clone()).filter(|body| !body.is_null()) }
}

/// The call without blanks, or what is in its way.
fn written(operation: &Operation, arguments: &Arguments) -> Result<String, Vec<String>> {
    match call(&api(), operation, arguments) {
        Ok(tokens) => {
            syn::parse2::<syn::Expr>(tokens.clone()).unwrap();
            Ok(tokens.to_string().replace(' ', ""))
        }
        Err(gaps) => Err(gaps.iter().map(Gap::to_string).collect()),
    }
}

/// What is written after `new`, or what is in the way, for a body with one more field.
fn with_field(name: &str, value: &Value) -> Result<String, Vec<String>> {
    let params = json!({"id": "a", "number": 7, "mode": "fast"});
    let body = json!({"name": "x", "sort": "crate", name: value});
    let text = written(&put(&api()), &arguments(&params, &body))?;
    let start = "client.crates().put(\"a\",7,models::PutCrateMode::Fast,models::CrateBody::new(\"x\")";
    Ok(text.strip_prefix(start).unwrap_or_else(|| panic!("{text}")).strip_suffix(')').unwrap().to_owned())
}

#[test]
fn every_kind_of_value_is_written_as_its_type_takes_it() {
    let cases = [
        ("flag", json!(true), ".flag(true)"),
        ("flag", json!("false"), ".flag(false)"),
        ("count", json!(-3), ".count(-3)"),
        ("count", json!("12"), ".count(12)"),
        ("count", json!(2.0), ".count(2)"),
        ("count", json!(5_000_000_000_i64), ".count(5000000000i64)"),
        ("count", json!(i64::MIN), ".count(i64::MIN)"),
        ("weight", json!(2), ".weight(2.0)"),
        ("weight", json!(-0.5), ".weight(-0.5)"),
        ("made", json!(1_700_000_000), ".made(Timestamp::new(1700000000))"),
        ("due", json!("2026-01-31T12:00:00Z"), ".due(\"2026-01-31T12:00:00Z\")"),
        ("color", json!("red"), ".color(models::CrateBodyColor::Red)"),
        ("color", json!("teal"), ".color(models::CrateBodyColor::from(\"teal\"))"),
        ("note", json!("a \"b\"\n"), ".note(\"a\\\"b\\\"\\n\")"),
        ("note", json!(null), ".note(Patch::Null)"),
        ("note", json!(5), ".note(\"5\")"),
        ("left", json!(4), ".left(4)"),
        ("left", json!(null), ".left(Patch::Null)"),
        ("any", json!({"a": [1, -2, 0.5, null, "x"]}), ".any(serde_json::json!({\"a\":[1,-2,0.5,null,\"x\"]}))"),
        ("labels", json!({}), ".labels(serde_json::Map::new())"),
        ("sizes", json!({"a": 1}), ".sizes(std::collections::BTreeMap::from([(\"a\".to_owned(),1)]))"),
        ("tags", json!(["a"]), ".tags([\"a\"])"),
        ("tags", json!([]), ".tags(Vec::<String>::new())"),
        ("grid", json!([["a"], []]), ".grid([vec![\"a\".to_owned()],vec![]])"),
        ("owner", json!({"id": 1, "vip": true}), ".owner(models::Owner::new(\"1\").vip(true))"),
        ("owners", json!([{"id": "1"}]), ".owners([models::Owner::new(\"1\")])"),
        (
            "load",
            json!({"kind": "oil", "barrels": 2}),
            ".load(models::CrateBodyLoad::Oil(models::Oil::new().barrels(2)))",
        ),
        (
            "load",
            json!({"kind": "wine"}),
            ".load(models::CrateBodyLoad::Unknown(serde_json::json!({\"kind\":\"wine\"})))",
        ),
        ("ids", json!("a"), ".ids(OneOrMany::One(\"a\".to_owned()))"),
        ("ids", json!(["a"]), ".ids(OneOrMany::Many(vec![\"a\".to_owned()]))"),
        ("sort", json!("crate"), ""),
        ("sort", json!("other"), ".set(\"sort\",serde_json::json!(\"other\"))"),
        ("unheard-of", json!([1]), ".set(\"unheard-of\",serde_json::json!([1]))"),
        // Where only a value can be set null says nothing.
        ("flag", json!(null), ""),
    ];
    for (name, value, expected) in cases {
        assert_eq!(with_field(name, &value).as_deref(), Ok(expected), "{name}: {value}");
    }
}

#[test]
fn a_value_that_its_type_cannot_take_is_a_gap() {
    let cases = [
        ("flag", json!(1), "body.flag: true or false is wanted, not a number"),
        ("count", json!(1.5), "body.count: a whole number is wanted, not a number"),
        ("count", json!(u64::MAX), "body.count: a whole number is wanted, not a number"),
        ("count", json!("many"), "body.count: a whole number is wanted, not text"),
        ("weight", json!("heavy"), "body.weight: a number is wanted, not text"),
        ("weight", json!("inf"), "body.weight: a number is wanted, not text"),
        ("made", json!("yesterday"), "body.made: unix seconds is wanted, not text"),
        ("color", json!({}), "body.color: text is wanted, not an object"),
        ("note", json!([]), "body.note: text is wanted, not a list"),
        ("labels", json!("x"), "body.labels: an object is wanted, not text"),
        ("sizes", json!({"a": "x"}), "body.sizes.a: a whole number is wanted, not text"),
        ("tags", json!({}), "body.tags: a list is wanted, not an object"),
        ("tags", json!(["a", null]), "body.tags[1]: text is wanted, not null"),
        ("owner", json!("x"), "body.owner: an object is wanted, not text"),
        ("owner", json!({}), "body.owner.id: is required but not given"),
        ("owners", json!([{"id": "1"}, {}]), "body.owners[1].id: is required but not given"),
    ];
    for (name, value, expected) in cases {
        assert_eq!(with_field(name, &value), Err(vec![expected.to_owned()]), "{name}: {value}");
    }
}

#[test]
fn all_gaps_are_told_at_once() {
    let api = api();
    let gaps = written(&put(&api), &arguments(&json!({"id": "a", "speed": 1}), &json!({"flag": "maybe"})));
    let expected = [
        "number: is required but not given",
        "mode: is required but not given",
        "body.name: is required but not given",
        "body.flag: true or false is wanted, not text",
        "speed: the operation has no such parameter",
    ];
    assert_eq!(gaps, Err(expected.map(str::to_owned).to_vec()));
    let bodiless = written(&operation(&api, Method::Get, "/depots"), &arguments(&json!({}), &json!({})));
    assert_eq!(bodiless, Err(vec!["body: the operation has no body".to_owned()]));
}

#[test]
fn parameters_stand_in_the_call_or_are_set() {
    let api = api();
    let given = json!({"id": 5, "number": "8", "mode": "slow", "at": [1, 2], "X-Trace": "t"});
    let text = written(&put(&api), &arguments(&given, &json!({"name": "x"}))).unwrap();
    let expected = "client.crates().put(5,\"8\",models::PutCrateMode::Slow,models::CrateBody::new(\"x\")).at([1,2]).x_trace(\"t\")";
    assert_eq!(text, expected);
    let list = operation(&api, Method::Get, "/depots");
    let text = written(&list, &arguments(&json!({"near": "x", "open": true}), &Value::Null)).unwrap();
    assert_eq!(text, "client.depots().list().filter(models::ListDepotsFilter::new().near(\"x\").open(true))");
    let post = operation(&api, Method::Post, "/depots");
    assert_eq!(written(&post, &arguments(&json!({}), &json!("Ghent"))).unwrap(), "client.depots().add(\"Ghent\")");
}

#[test]
fn a_concrete_path_has_arguments() {
    let api = api();
    let of = |path: &str| Value::from_iter(Arguments::of_path(&put(&api), path).params);
    assert_eq!(of("/depots/a%2Fb+c/crates/7"), json!({"id": "a/b+c", "number": "7"}));
    let expected = json!({"id": "a", "number": "7", "mode": "slow motion", "at": ["1", "2"], "x": ""});
    assert_eq!(of("/depots/a/crates/7?at=1&mode=slow+motion&at=2&x"), expected);
    assert_eq!(of("/depots/{id}/crates/7"), json!({"number": "7"}));
    assert_eq!(of("/depots/100%/crates/%zz%e2%82%ac"), json!({"id": "100%", "number": "%zz€"}));
}

#[test]
fn a_call_is_shown_as_a_function_and_as_an_example() {
    let api = api();
    let list = operation(&api, Method::Get, "/depots");
    let tokens = call(&api, &list, &Arguments::default()).unwrap();
    let expected = "\
use depot_client::{Client, Error};

async fn example(client: Client) -> Result<(), Error> {
    let reply = client.depots().list().await?;
    Ok(())
}
";
    assert_eq!(function("depot-client", &list, &tokens), expected);
    let expected = "\
```no_run
# use depot_client::{Client, Error};
# async fn example(client: Client) -> Result<(), Error> {
let reply = client.depots().list().await?;
# Ok(())
# }
```";
    assert_eq!(doc_example("depot-client", &list, &tokens), expected);
    let put = put(&api);
    let tokens = call(&api, &put, &sample(&api, &put)).unwrap();
    let text = function("depot-client", &put, &tokens);
    assert!(text.starts_with("use depot_client::{Client, Error, models};\n"), "{text}");
    assert!(!text.contains("let reply"), "nothing is answered: {text}");
}

#[test]
fn examples_have_the_values_that_were_chosen() {
    let choices = "\
[reference]
url = 'https://example.com/{version}/{tag}/{id}'
[reference.pages]
'POST /depots' = false
'GET /depots' = 'Depots'
[sample]
name = 'Big one'
number = 17
count = 'of no use where a number is wanted'
'crate_body.note' = 'Handle with care'
'crate_body.count' = 3
";
    let files = |choices: &str| {
        let input = pipeline::Input {
            choices: Some(common::source("generator.toml", choices)),
            strict: true,
            ..common::input(DESCRIPTION)
        };
        pipeline::generate(&input, &mut |_| {}).map(|output| output.files).map_err(|found| found.to_string())
    };
    let made = files(choices).unwrap();
    let file = |path: &str| String::from_utf8(made[path].clone()).unwrap();
    let crates = file("src/api/crates.rs");
    for text in [".put(\n", "17,\n", "CrateBody::new(\"Big one\").count(3).note(\"Handle with care\")"] {
        assert!(crates.contains(text), "{text}: {crates}");
    }
    assert!(crates.contains("(<https://example.com/1/crates/putcrate>)"), "{crates}");
    let depots = file("src/api/depots.rs");
    assert!(depots.contains("/1/depots/depots>") && !depots.contains("adddepot"), "{depots}");

    let stale = choices.replace("crate_body.count", "crate_body.weighs").replace("GET /depots", "GET /sheds");
    let found = files(&stale).unwrap_err();
    assert!(found.contains("`crate_body.weighs`, which is not there"), "{found}");
    assert!(found.contains("`GET /sheds`, which is not there"), "{found}");
}

/// What an operation needs at least can be written for everything that a description may hold.
#[test]
fn the_least_call_of_every_input_is_rust() {
    let inputs = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/inputs");
    let mut calls = 0;
    for entry in fs::read_dir(inputs).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "yaml") {
            continue;
        }
        let name = path.display();
        let input = common::input(&fs::read_to_string(&path).unwrap());
        let api = pipeline::generate(&input, &mut |_| {}).unwrap_or_else(|found| panic!("{name}: {found}")).ir.api;
        for operation in &api.operations {
            let tokens =
                call(&api, operation, &sample(&api, operation)).unwrap_or_else(|gaps| panic!("{name}: {gaps:?}"));
            let text = function("some-client", operation, &tokens);
            syn::parse_file(&text).unwrap_or_else(|error| panic!("{name}: {error}\n{text}"));
            calls += 1;
        }
    }
    assert!(calls > 50, "{calls}");
}
