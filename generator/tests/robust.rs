//! Examples with one node changed, and what counts as a fault of the crate that reads them.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::collections::BTreeSet;

use openapi_rust_codegen::ir::Api;
use openapi_rust_codegen::pipeline;
use openapi_rust_codegen::verify::{Case, Change, Mutant, Step, examples, judge_mutants, mutants};
use serde_json::{Value, json};

const DESCRIPTION: &str = "\
openapi: 3.0.3
info: {title: Aviary, version: '1'}
paths:
  /birds:
    get:
      operationId: getBirds
      tags: [Birds]
      responses:
        '200':
          description: ''
          content:
            application/json:
              schema: {$ref: '#/components/schemas/cage'}
              example: {name: North, size: 3, birds: [{kind: owl, hoots: 2}, {kind: wren, sings: true}]}
components:
  schemas:
    cage:
      type: object
      properties:
        name: {type: string}
        size: {type: integer}
        birds: {type: array, items: {$ref: '#/components/schemas/bird'}}
    bird: {oneOf: [{$ref: '#/components/schemas/owl'}, {$ref: '#/components/schemas/wren'}]}
    owl: {type: object, properties: {kind: {type: string, enum: [owl]}, hoots: {type: integer}}}
    wren: {type: object, properties: {kind: {type: string, enum: [wren]}, sings: {type: boolean}}}
";

fn aviary() -> (Api, Vec<Case>) {
    let output = pipeline::generate(&common::input(DESCRIPTION), &mut |_| {}).unwrap_or_else(|found| panic!("{found}"));
    let cases = examples(&output.document, &output.ir.api).list;
    (output.ir.api, cases)
}

fn cage() -> Value {
    json!({"name": "North", "size": 3, "birds": [{"kind": "owl", "hoots": 2}, {"kind": "wren", "sings": true}]})
}

/// What the program prints of something that is read as it is.
fn report(value: &Value) -> Value {
    json!({"back": value, "typed": value, "issues": [], "total": 0})
}

fn mutant(change: Change, steps: &[Step], text: &Value) -> Mutant {
    Mutant { case: 0, change, steps: steps.to_vec(), text: text.to_string() }
}

fn key(name: &str) -> Step {
    Step::Key(name.to_owned())
}

/// What is found wrong with the report of a mutant.
fn fault(mutant: &Mutant, after: &Value) -> Option<String> {
    let (api, cases) = aviary();
    let printed = format!("{}\n{}\n", json!([0, report(&cage())]), json!([1, after]));
    judge_mutants(&api, &cases, std::slice::from_ref(mutant), &printed).pop().map(|failure| failure.message)
}

#[test]
fn mutants_are_examples_with_one_node_changed() {
    let (_, cases) = aviary();
    let made = mutants(&cases, 1, 0..2000);
    assert_eq!(made, mutants(&cases, 1, 0..2000));
    assert_ne!(made, mutants(&cases, 2, 0..2000));
    assert_eq!(made[1990..], mutants(&cases, 1, 1990..2000)[..]);
    let changes: BTreeSet<String> = made.iter().map(|mutant| format!("{:?}", mutant.change)).collect();
    assert_eq!(changes.len(), 7, "{changes:?}");
    let paths: BTreeSet<String> = made.iter().map(Mutant::path).collect();
    assert!(paths.contains("$") && paths.contains("$.birds[1].sings"), "{paths:?}");
    let example = cage().to_string();
    assert!(made.iter().all(|mutant| mutant.text != example));
}

#[test]
fn a_node_that_disturbs_nothing_else_is_no_fault() {
    let mut changed = cage();
    changed["size"] = json!("odd");
    let odd = mutant(Change::OtherKind, &[key("size")], &changed);
    let mut typed = cage();
    typed.as_object_mut().unwrap().remove("size");
    let read = json!({"back": changed, "typed": typed, "issues": [["$.size", "Mismatch"]], "total": 1});
    assert_eq!(fault(&odd, &read), None);

    let steps = [key("birds"), Step::Index(0), key("kind")];
    let mut changed = cage();
    changed["birds"][0]["kind"] = json!("auk");
    let unknown = mutant(Change::UnknownText, &steps, &changed);
    assert_eq!(fault(&unknown, &report(&changed)), None);

    let mut changed = cage();
    changed["birds"][0] = json!(true);
    let dropped = mutant(Change::OtherKind, &steps[..2], &changed);
    let mut typed = cage();
    typed["birds"].as_array_mut().unwrap().remove(0);
    let read = json!({"back": typed, "typed": typed, "issues": [["$.birds[0]", "Mismatch"]], "total": 1});
    assert_eq!(fault(&dropped, &read), None);

    let fatal = json!({"fatal": "too deep", "path": "$.size[0][0]"});
    assert_eq!(fault(&odd, &fatal), None);
}

#[test]
fn whatever_else_is_disturbed_is_a_fault() {
    let mut changed = cage();
    changed["size"] = json!(null);
    let null = mutant(Change::Null, &[key("size")], &changed);
    let told = |issue: &str| json!({"back": changed, "typed": changed, "issues": [[issue, "Null"]], "total": 1});
    assert_eq!(fault(&null, &told("$.name")).as_deref(), Some("an issue is told of $.name"));
    assert_eq!(fault(&null, &told("$")).as_deref(), Some("an issue is told of $"));

    let fatal = json!({"fatal": "the crate panics"});
    assert_eq!(fault(&null, &fatal).as_deref(), Some("the crate panics"));
    let elsewhere = json!({"fatal": "cannot be read", "path": "$.name"});
    assert_eq!(fault(&null, &elsewhere).as_deref(), Some("cannot be read"));

    let mut untyped = changed.clone();
    untyped.as_object_mut().unwrap().remove("name");
    let read = json!({"back": changed, "typed": untyped, "issues": [], "total": 0});
    assert_eq!(fault(&null, &read).as_deref(), Some("$.name is not read as before"));

    let mut other = changed.clone();
    other["birds"][1]["sings"] = json!(false);
    let read = json!({"back": changed, "typed": other, "issues": [], "total": 0});
    assert_eq!(fault(&null, &read).as_deref(), Some("$.birds[1].sings is not read as before"));

    let read = json!({"back": untyped, "typed": changed, "issues": [], "total": 0});
    assert_eq!(fault(&null, &read).as_deref(), Some("\"North\" comes back as nothing at $.name"));

    let (api, cases) = aviary();
    let silent = judge_mutants(&api, &cases, &[null], &json!([0, report(&cage())]).to_string());
    assert_eq!(silent[0].message, "the program does not report it");
}
