//! Calls for a server that knows a description: arguments that it allows, and a program that makes them.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use openapi_rust_codegen::conform::{program, trials};
use openapi_rust_codegen::document;
use openapi_rust_codegen::pipeline;
use serde_json::{Value, json};

/// What the types of the crate do not say: exclusive fields, limits, and members of which none but one can be told apart.
const DESCRIPTION: &str = "\
openapi: 3.0.1
info: {title: Depot API, version: '1'}
paths:
  /depots:
    post:
      tags: [Depots]
      operationId: addDepot
      parameters: [{name: page, in: query, schema: {type: integer, maximum: 0}}]
      requestBody: {content: {application/json: {schema: {
        type: object, required: [code], additionalProperties: false, oneOf: [{required: [near]}, {required: [far]}], properties: {
          code: {type: string, minLength: 12, maxLength: 12}, near: {type: string}, far: {type: string},
          note: {type: string}, depot: {$ref: '#/components/schemas/depot'}}}}}}
      responses: {'204': {description: ''}}
  /marks:
    post:
      tags: [Depots]
      operationId: addMark
      requestBody: {content: {application/json: {schema: {oneOf: [{$ref: '#/components/schemas/plain'}, {$ref: '#/components/schemas/depot'}]}}}}
      responses: {'204': {description: ''}}
components:
  schemas:
    plain: {type: object, required: [name], properties: {name: {type: string}}}
    depot: {type: object, required: [name, parts], properties: {name: {type: string}, parts: {type: array, items: {$ref: '#/components/schemas/depot'}}}}
";

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn arguments_are_what_the_description_allows() {
    let output = pipeline::generate(&common::input(DESCRIPTION), &mut |_| {}).unwrap_or_else(|found| panic!("{found}"));
    let api = &output.ir.api;
    for seed in 0..32 {
        let trials = trials(api, &[&output.document], seed);
        let bodies: Vec<&Value> = trials.iter().map(|trial| trial.arguments.body.as_ref().unwrap()).collect();
        let names: Vec<&str> = trials.iter().map(|trial| trial.name.as_str()).collect();
        assert_eq!(
            names,
            ["POST /depots [required]", "POST /depots [all]", "POST /marks [required]", "POST /marks [all]"]
        );

        let (required, all) = (keys(bodies[0]), keys(bodies[1]));
        assert!(required == ["code", "far"] || required == ["code", "near"], "{required:?}");
        assert!(all.contains(&"note") && all.contains(&"depot"), "{all:?}");
        assert!(all.contains(&"near") != all.contains(&"far"), "{all:?}");
        assert_eq!(bodies[0]["code"].as_str().unwrap().len(), 12);
        assert_eq!(trials[0].arguments.params.get("page"), None);
        assert_eq!(trials[1].arguments.params["page"], json!(0));
        // A depot is a plain mark as well, so that only a plain one is exactly one of both.
        assert_eq!((keys(bodies[2]), keys(bodies[3])), (vec!["name"], vec!["name"]));

        assert_eq!(trials, self::trials(api, &[&output.document], seed));
        assert!(program(api, &output.crate_name, &trials).gaps.is_empty());
    }
}

#[test]
fn what_only_the_first_description_allows_is_given_where_the_others_contradict_it() {
    let output = pipeline::generate(&common::input(DESCRIPTION), &mut |_| {}).unwrap_or_else(|found| panic!("{found}"));
    let other = DESCRIPTION.replace("required: [code],", "required: [code, never],");
    let other = document::parse("other.yaml", other.as_bytes()).unwrap_or_else(|found| panic!("{found}"));
    let made = trials(&output.ir.api, &[&output.document, &other], 1);
    let alone = trials(&output.ir.api, &[&output.document], 1);
    assert_eq!(made, alone);
}

#[test]
fn what_only_the_first_description_allows_of_a_body_is_given_as_well() {
    let output = pipeline::generate(&common::input(DESCRIPTION), &mut |_| {}).unwrap_or_else(|found| panic!("{found}"));
    let other = DESCRIPTION.replace("note: {type: string}", "note: {type: integer}");
    let other = document::parse("other.yaml", other.as_bytes()).unwrap_or_else(|found| panic!("{found}"));
    let made = trials(&output.ir.api, &[&output.document, &other], 1);
    assert!(made[1].arguments.body.as_ref().unwrap()["note"].is_string());
}
