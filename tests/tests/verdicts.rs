//! What a comparison says of a change is what the compiler says: a program that was written for the old crate compiles
//! with the new one unless the change is a major one.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use integration_tests::Scratch;
use openapi_rust_codegen::diff::{Diff, Rust, diff};
use openapi_rust_codegen::pipeline::{self, Input, Model, Source};
use serde_json::Value;

/// Operations of a region, which is what one change is made in; `@` is its name, and `^` the same in capitals.
const PATHS: &str = r##"
  /@s/{id}:
    get:
      operationId: get^
      tags: [^s]
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
        - {name: kind, in: query, required: true, schema: {type: string}}
        - {name: full, in: query, schema: {type: boolean}}
      responses: {"200": {description: "", content: {application/json: {schema: {$ref: "#/components/schemas/@"}}}}}
    put:
      operationId: update^
      tags: [^s]
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/@_update"}}}}
      responses: {"200": {description: "", content: {application/json: {schema: {$ref: "#/components/schemas/@"}}}}}
"##;
const SCHEMAS: &str = r##"
    @:
      type: object
      required: [id]
      properties:
        id: {type: string}
        size: {type: integer}
        state: {type: string, enum: [on, off]}
        part: {oneOf: [{$ref: "#/components/schemas/@_left"}, {type: boolean}]}
    @_left: {type: object, required: [left], properties: {left: {type: string}}}
    @_update:
      type: object
      required: [label]
      properties:
        label: {type: string}
        weight: {type: integer, maximum: 9, default: 1}
        owner: {type: string}
"##;

/// A change of the text of a region, its code, and what a caller of the old crate may have written.
type Case = (&'static str, &'static str, &'static str, &'static str);

const READ: &str = "let got = client.@s().get(\"1\", \"k\").full(true).await?; let _: Option<i64> = got.size;";
const SEND: &str = "let body = ^Update::new(\"l\").weight(1).owner(\"me\"); client.@s().update(\"1\", body).await?;";
const MATCH: &str = "if let Some(^State::Off) = client.@s().get(\"1\", \"k\").await?.state {}";
const PART: &str = "match client.@s().get(\"1\", \"k\").await?.part { Some(^Part::^Left(left)) => drop(left.left), \
                    Some(^Part::Flag(_)) => {} _ => {} }";
const BUILT: &str = "let call: api::@s::Get^ = client.@s().get(\"1\", \"k\"); let got: ^ = call.await?; drop(got.id);";
const FIELD: &str = "let body = ^Update::new(\"l\"); let _: Option<String> = body.owner;";

const CASES: &[Case] = &[
    ("field-retyped", "size: {type: integer}", "size: {type: string}", READ),
    ("field-removed", "        size: {type: integer}\n", "", READ),
    ("field-renamed", "size: {type: integer}", "size_of: {type: integer}", READ),
    ("field-added", "size: {type: integer}", "size: {type: integer}\n        age: {type: integer}", READ),
    ("field-required", "required: [id]", "required: [id, size]", READ),
    ("field-optional", "required: [id]", "required: []", "let _: String = client.@s().get(\"1\", \"k\").await?.id;"),
    ("field-nullable", "size: {type: integer}", "size: {type: integer, nullable: true}", READ),
    ("field-added", "        owner: {", "        colour: {type: string}\n        owner: {", SEND),
    ("field-required", "required: [label]", "required: [label, owner]", SEND),
    ("field-nullable", "owner: {type: string}", "owner: {type: string, nullable: true}", FIELD),
    ("field-retyped", "weight: {type: integer, maximum: 9, default: 1}", "weight: {type: string}", SEND),
    ("limits-changed", "maximum: 9", "maximum: 5", SEND),
    ("default-changed", "default: 1", "default: 2", SEND),
    ("enum-values-added", "enum: [on, off]", "enum: [on, off, lost]", MATCH),
    ("enum-values-removed", "enum: [on, off]", "enum: [on, lost]", MATCH),
    ("union-member-added", "{type: boolean}]}", "{type: boolean}, {type: array, items: {type: string}}]}", PART),
    ("union-member-removed", "{type: boolean}]}", "{type: array, items: {type: string}}]}", PART),
    ("schema-renamed", "schemas/@\"", "schemas/@_thing\"", BUILT),
    ("operation-renamed", "operationId: get^", "operationId: find^", READ),
    ("operation-renamed", "operationId: update^", "operationId: change^", SEND),
    ("operation-id-changed", "operationId: get^", "operationId: get_^", BUILT),
    ("operation-method-changed", "    put:", "    patch:", SEND),
    ("operation-moved", "/@s/{id}", "/all/@s/{id}", BUILT),
    (
        "operation-added",
        "    put:",
        "    delete: {operationId: delete^, tags: [^s], parameters: [{name: id, in: path, required: true, schema: {type: string}}], responses: {\"204\": {description: \"\"}}}\n    put:",
        SEND,
    ),
    ("operation-removed", "    get:\n", "    x-get:\n", READ),
    (
        "parameter-added",
        "        - {name: full",
        "        - {name: page, in: query, schema: {type: integer}}\n        - {name: full",
        READ,
    ),
    (
        "parameter-added",
        "        - {name: full",
        "        - {name: page, in: query, required: true, schema: {type: integer}}\n        - {name: full",
        READ,
    ),
    ("parameter-removed", "        - {name: full, in: query, schema: {type: boolean}}\n", "", READ),
    (
        "parameter-retyped",
        "in: query, schema: {type: boolean}",
        "in: query, schema: {type: array, items: {type: string}}",
        READ,
    ),
    (
        "parameter-required",
        "in: query, schema: {type: boolean}",
        "in: query, required: true, schema: {type: boolean}",
        READ,
    ),
    ("parameter-optional", "{name: kind, in: query, required: true", "{name: kind, in: query", READ),
    (
        "body-removed",
        "      requestBody: {content: {application/json: {schema: {$ref: \"#/components/schemas/@_update\"}}}}\n",
        "",
        SEND,
    ),
    (
        "body-retyped",
        "{$ref: \"#/components/schemas/@_update\"}",
        "{type: array, items: {$ref: \"#/components/schemas/@_update\"}}",
        SEND,
    ),
    (
        "reply-retyped",
        "{$ref: \"#/components/schemas/@\"}",
        "{type: array, items: {$ref: \"#/components/schemas/@\"}}",
        READ,
    ),
    ("reply-added", "{\"200\":", "{\"202\": {description: \"\"}, \"200\":", READ),
    ("failure-added", "{\"200\":", "{\"404\": {description: \"\"}, \"200\":", READ),
    ("deprecated", "operationId: get^", "deprecated: true\n      operationId: get^", READ),
];

/// The name of a region: words without a meaning, so that no two are alike.
fn name(index: usize) -> String {
    const SOUNDS: [&str; 7] = ["ba", "de", "ki", "lo", "mu", "ra", "tu"];
    format!("{}{}n", SOUNDS[index / SOUNDS.len()], SOUNDS[index % SOUNDS.len()])
}

fn filled(text: &str, index: usize) -> String {
    let name = name(index);
    let (first, rest) = name.split_at(1);
    text.replace('@', &name).replace('^', &format!("{}{rest}", first.to_uppercase()))
}

/// A description of all regions, each changed if `changed`.
fn description(changed: bool) -> String {
    let (mut paths, mut schemas) = (String::new(), String::new());
    for (index, (code, from, to, _)) in CASES.iter().enumerate() {
        let (mut of_paths, mut of_schemas) = (PATHS.to_owned(), SCHEMAS.to_owned());
        if changed {
            assert!(PATHS.contains(from) || SCHEMAS.contains(from), "{from}");
            of_paths = of_paths.replacen(from, to, 1);
            of_schemas = of_schemas.replacen(from, to, 1);
            if *code == "schema-renamed" {
                of_paths = PATHS.replace(from, to);
                of_schemas = SCHEMAS.replacen("    @:", "    @_thing:", 1);
            }
        }
        paths += &filled(&of_paths, index);
        schemas += &filled(&of_schemas, index);
    }
    format!("openapi: 3.0.3\ninfo: {{title: Verdict, version: '1'}}\npaths:{paths}components:\n  schemas:{schemas}")
}

fn model(text: &str) -> Model {
    let source = Source { name: "verdict.yaml".to_owned(), bytes: text.as_bytes().to_vec() };
    pipeline::model(&Input { description: Some(source), ..Input::default() }).unwrap_or_else(|found| panic!("{found}"))
}

/// The regions whose callers do not compile with a crate.
fn refused(client: &str, features: &[String]) -> (BTreeSet<String>, String) {
    let features = features.iter().map(|feature| format!("\"{feature}\"")).collect::<Vec<_>>().join(", ");
    let manifest = format!(
        "[package]\nname = \"{client}-user\"\nedition = \"2024\"\n\n[dependencies.verdict-client]\npath = \"../{client}\"\n\
         default-features = false\nfeatures = [{features}]\n"
    );
    let mut files = BTreeMap::from([("Cargo.toml".to_owned(), manifest.into_bytes())]);
    for (index, (_, _, _, caller)) in CASES.iter().enumerate() {
        let program = format!(
            "#![allow(dead_code, deprecated, unused_imports)]\nuse verdict_client::{{Client, Error, api, models::*}};\n\
             async fn call(client: &Client) -> Result<(), Error> {{\n    {}\n    Ok(())\n}}\nfn main() {{}}\n",
            filled(caller, index)
        );
        files.insert(format!("src/bin/{}.rs", name(index)), program.into_bytes());
    }
    let user = Scratch::of_files(&format!("{client}-user"), files);
    let printed = user.cargo(&["check", "--quiet", "--keep-going", "--bins", "--message-format=json"]).output();
    let (mut refused, mut why) = (BTreeSet::new(), String::new());
    for line in String::from_utf8(printed.stdout).unwrap().lines() {
        let told: Value = serde_json::from_str(line).unwrap();
        if told["reason"] == "compiler-message" && told["message"]["level"] == "error" {
            let target = told["target"]["name"].as_str().unwrap();
            let _ = writeln!(why, "{target}: {}", told["message"]["rendered"].as_str().unwrap_or_default());
            refused.insert(target.to_owned());
        }
    }
    if refused.is_empty() {
        assert!(printed.status.success(), "{}", String::from_utf8_lossy(&printed.stderr));
    }
    (refused, why)
}

/// What is said of a region: the codes of its changes, and the worst that happens to Rust.
fn verdict(found: &Diff, index: usize) -> (Vec<&'static str>, Rust) {
    let tag = filled("^s", index);
    let changes: Vec<_> = found.changes.iter().filter(|change| change.tag.as_ref() == Some(&tag)).collect();
    let worst = changes.iter().map(|change| change.rust).max().unwrap_or(Rust::Patch);
    (changes.iter().map(|change| change.code).collect(), worst)
}

#[test]
fn a_caller_compiles_unless_the_change_is_a_major_one() {
    let (old, new) = (description(false), description(true));
    let found = diff(&model(&old), &model(&new));
    let tags: Vec<String> = (0..CASES.len()).map(|index| filled("@s", index)).collect();
    for (client, text) in [("verdict-old", &old), ("verdict-new", &new)] {
        Scratch::client(client, text);
    }
    let (none, why) = refused("verdict-old", &tags);
    assert!(none.is_empty(), "the callers are wrong themselves:\n{why}");
    let (refused, why) = refused("verdict-new", &tags);

    let mut wrong = String::new();
    for (index, (code, from, to, _)) in CASES.iter().enumerate() {
        let (codes, rust) = verdict(&found, index);
        let compiles = !refused.contains(&name(index));
        if !codes.contains(code) || compiles == (rust == Rust::Major) {
            let _ = writeln!(
                wrong,
                "{} {code} ({from} -> {to}): compiles {compiles}, told {rust:?} {codes:?}",
                name(index)
            );
        }
    }
    assert!(wrong.is_empty(), "{wrong}\n{why}");
}
