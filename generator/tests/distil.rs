//! What distilling keeps and leaves out, by position.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use openapi_rust_codegen::distil::distil;
use openapi_rust_codegen::document::{self, Document};
use serde_json::{Value, json};

fn read(text: &str) -> Document {
    document::parse("in.yaml", text.as_bytes()).unwrap_or_else(|found| panic!("{found}\n{text}"))
}

/// Distils, checks that the result is stable, and gives it read back.
fn distilled(text: &str) -> Value {
    let once = distil(&read(text));
    let again = read(&once);
    assert_eq!(distil(&again), once, "distilling twice differs");
    again.to_json()
}

#[test]
fn prose_examples_and_extensions_go_and_facts_stay_in_canonical_order() {
    let text = "
components:
  schemas:
    pet:
      description: A pet.
      properties:
        name: {example: Rex, type: string, description: Its name.}
        age: {default: 1, type: integer, x-note: n}
      x-tags: [Pets]
      required: [name]
      type: object
tags:
- {name: Pets, description: All pets., externalDocs: {url: u}, x-displayName: P}
paths:
  /pets/{id}:
    summary: Pets.
    get:
      x-code-samples: [{lang: ruby}]
      description: Gets one.
      responses:
        '200':
          content:
            application/json:
              examples: {one: {value: {}}}
              example: {}
              schema: {$ref: '#/components/schemas/pet', description: beside}
          description: The pet.
        default: {description: A fault.}
      parameters:
      - {schema: {type: string}, in: path, required: true, name: id, example: '1', description: Which.}
      tags: [Pets]
      summary: Get a pet
      operationId: getPet
info: {description: An API., version: '1.0', contact: {name: n}, termsOfService: t, license: {name: MIT, url: u}, title: Pets}
servers: [{description: Here., url: https://example.com}]
openapi: 3.0.1
";
    insta::assert_snapshot!(distil(&read(text)), @"
    openapi: '3.0.1'
    info:
      title: Pets
      version: '1.0'
      license:
        name: MIT
        url: u
    servers:
      - url: 'https://example.com'
    tags:
      - name: Pets
    paths:
      /pets/{id}:
        get:
          operationId: getPet
          tags:
            - Pets
          parameters:
            - name: id
              in: path
              required: true
              schema:
                type: string
          responses:
            '200':
              description: ''
              content:
                application/json:
                  schema:
                    $ref: '#/components/schemas/pet'
            default:
              description: ''
    components:
      schemas:
        pet:
          x-tags:
            - Pets
          type: object
          required:
            - name
          properties:
            name:
              type: string
            age:
              type: integer
              default: 1
    ");
    assert_eq!(
        distilled(text)["info"],
        json!({"title": "Pets", "version": "1.0", "license": {"name": "MIT", "url": "u"}})
    );
}

/// A schema, distilled where a schema stands.
fn schema(text: &str) -> Value {
    distilled(&format!("components: {{schemas: {{s: {text}}}}}"))["components"]["schemas"]["s"].clone()
}

#[test]
fn properties_may_be_called_like_keywords() {
    let text = "{properties: {description: {type: string, description: d}, example: {description: e}, summary: {}, \
                examples: {items: {example: 1}}, externalDocs: {}, x-note: {type: integer}, properties: {properties: \
                {description: {description: d}}}}, required: [description]}";
    let expected = json!({
        "properties": {
            "description": {"type": "string"}, "example": {}, "summary": {}, "examples": {"items": {}}, "externalDocs": {},
            "x-note": {"type": "integer"}, "properties": {"properties": {"description": {}}},
        },
        "required": ["description"],
    });
    assert_eq!(schema(text), expected);
}

#[test]
fn values_are_kept_whole() {
    let text = "{default: {description: d, x-a: 1}, enum: [{example: e}, null], discriminator: {propertyName: type, \
                mapping: {description: '#/d', x-b: '#/b'}, x-c: 1}}";
    let expected = json!({
        "default": {"description": "d", "x-a": 1}, "enum": [{"example": "e"}, null],
        "discriminator": {"propertyName": "type", "mapping": {"description": "#/d", "x-b": "#/b"}},
    });
    assert_eq!(schema(text), expected);
}

#[test]
fn schemas_are_distilled_at_every_depth() {
    let inner = "{type: string, description: d}";
    let text = format!(
        "{{allOf: [{inner}], oneOf: [{inner}], anyOf: [{{items: {inner}}}], not: {inner}, additionalProperties: {inner}}}"
    );
    let kept = json!({"type": "string"});
    let expected = json!({
        "allOf": [kept], "oneOf": [kept], "anyOf": [{"items": kept}], "not": kept, "additionalProperties": kept,
    });
    assert_eq!(schema(&text), expected);
    assert_eq!(schema("{additionalProperties: false}"), json!({"additionalProperties": false}));
}

#[test]
fn an_unknown_keyword_stays_without_its_prose() {
    assert_eq!(
        schema("{unevaluated: {description: d, a: [{summary: s, b: 1}]}, type: object}"),
        json!({"type": "object", "unevaluated": {"a": [{"b": 1}]}})
    );
}

#[test]
fn names_of_components_stay_whatever_they_are() {
    let part = "{description: {description: d}, x-y: {$ref: '#/z', description: beside}}";
    let text = format!(
        "components: {{schemas: {part}, parameters: {part}, headers: {part}, requestBodies: {part}, responses: {part}, examples: {part}}}"
    );
    let kept = json!({"description": {}, "x-y": {"$ref": "#/z"}});
    let responses = json!({"description": {"description": ""}, "x-y": {"$ref": "#/z"}});
    let expected =
        json!({"parameters": kept, "headers": kept, "requestBodies": kept, "responses": responses, "schemas": kept});
    assert_eq!(distilled(&text)["components"], expected);
}

#[test]
fn every_object_of_an_operation_is_known() {
    let text = "
paths:
  x-note: n
  /a:
    parameters: [{name: description, in: query, content: {text/plain: {schema: {description: d}}}}]
    post:
      deprecated: true
      security: [{auth: []}]
      requestBody: {description: d, required: true, content: {multipart/form-data: {encoding: {description: {contentType: a/b, headers: {x-h: {description: d, schema: {type: string}}}}}}}}
      callbacks: {description: {'{$request.body#/url}': {summary: s, post: {summary: s, responses: {'200': {description: d}}}}}}
      responses:
        x-note: n
        '200': {description: d, headers: {x-rate: {description: d, schema: {type: integer}}}, links: {description: {operationId: o, description: d, parameters: {description: p}}}}
components:
  securitySchemes: {auth: {type: oauth2, description: d, flows: {implicit: {authorizationUrl: u, scopes: {description: Reads all.}}}}}
";
    insta::assert_snapshot!(distil(&read(text)), @"
    paths:
      /a:
        parameters:
          - name: description
            in: query
            content:
              text/plain:
                schema: {}
        post:
          deprecated: true
          security:
            - auth: []
          requestBody:
            required: true
            content:
              multipart/form-data:
                encoding:
                  description:
                    contentType: a/b
                    headers:
                      x-h:
                        schema:
                          type: string
          responses:
            '200':
              description: ''
              headers:
                x-rate:
                  schema:
                    type: integer
              links:
                description:
                  operationId: o
                  parameters:
                    description: p
          callbacks:
            description:
              '{$request.body#/url}':
                post:
                  responses:
                    '200':
                      description: ''
    components:
      securitySchemes:
        auth:
          type: oauth2
          flows:
            implicit:
              authorizationUrl: u
              scopes:
                description: ''
    ");
    distilled(text);
}

#[test]
fn every_text_reads_back_as_itself() {
    #[rustfmt::skip]
    let texts = [
        "", " ", "a", "a b", " a", "a ", "a: b", "a #b", "#a", "- a", "-", "null", "Null", "~", "true", "Yes", "NO",
        "off", "y", "1", "1.0", "0x1", "1e3", "2024-01-01", "12:30", ".5", "<<", "=", "@a", "`a", "%a", "!a", "&a",
        "*a", "?a", "? a", "|", ">", "{a}", "[a]", "a{b}", "a,b", "'", "\"", "it's", "say \"x\"", "a\\b", "a\nb",
        "\n", "a\n", "\ta", "\r\n", "\u{0}", "\u{7f}", "\u{85}", "\u{a0}", "\u{2028}", "\u{feff}", "\u{ffff}", "é",
        "\u{1f6a7}", "---", "...", "a/b", "$ref", "/me/{id}",
    ];
    let as_keys: serde_json::Map<_, _> = texts.iter().map(|text| ((*text).to_owned(), json!(text))).collect();
    assert_reads_back(&json!({"enum": texts.to_vec(), "default": as_keys}));
}

#[test]
fn every_shape_reads_back_as_itself() {
    let long = "k".repeat(2_000);
    let shapes = json!([
        [[], {}],
        [[1, [2]]],
        {"a": [], "b": {}, "c": [{"d": [1], "e": {"f": 1.0}}]},
        {&long: {"a": 1}},
        {&long: []},
    ]);
    let scalars = json!([-1, 1e300, 1e-7, 18_446_744_073_709_551_615_u64, null, false]);
    assert_reads_back(&json!({"enum": shapes, "default": scalars}));
}

/// A schema that is only values is written so that we and another reader find the same in it.
fn assert_reads_back(schema: &Value) {
    let value = json!({"components": {"schemas": {"s": schema}}});
    let text = distil(&read(&value.to_string()));
    assert_eq!(read(&text).to_json(), value);
    assert_eq!(serde_yaml::from_str::<Value>(&text).unwrap(), value, "another reader");
}
