//! The whole way: the same bytes for the same input, and every fault told with its place.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use openapi_rust_codegen::pipeline::{self, Input, Output};
use openapi_rust_codegen::resolve::DanglingRefs;

const HEAD: &str = "openapi: 3.0.3\ninfo: {title: Zoo, version: '1'}";

/// A description of some paths and schemas below the same head.
fn description(rest: &str) -> String {
    format!("{HEAD}{rest}")
}

fn run(input: &Input) -> Output {
    pipeline::generate(input, &mut |_| {}).unwrap_or_else(|found| panic!("{found}"))
}

/// What is told about a description that must not pass.
fn faults(rest: &str) -> String {
    faults_of(&common::input(&description(rest)))
}

fn faults_of(input: &Input) -> String {
    match pipeline::generate(input, &mut |_| {}) {
        Ok(output) => panic!("it passed: {}", output.report),
        Err(found) => found.to_string(),
    }
}

/// A schema beside an operation that has nothing to do with it.
fn with_schemas(schemas: &str) -> String {
    format!(
        "\npaths: {{/a: {{get: {{operationId: a, responses: {{'204': {{description: ''}}}}}}}}}}\ncomponents:\n  schemas:{schemas}"
    )
}

const ZOO: &str = r##"
paths:
  /pens/{id}:
    get:
      operationId: getPen
      tags: [Pens, Zoo]
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        "200": {description: "", content: {application/json: {schema: {$ref: "#/components/schemas/pen"}}}}
  /pens: {post: {operationId: addPen, tags: [Zoo], responses: {"204": {description: ""}}}}
components:
  schemas:
    pen: {type: object, properties: {animals: {type: array, items: {$ref: "#/components/schemas/animal"}}}}
    animal: {oneOf: [{$ref: "#/components/schemas/lion"}, {$ref: "#/components/schemas/newt"}]}
    lion: {type: object, required: [mane], properties: {mane: {type: string}}}
    newt: {type: object, required: [tail], properties: {tail: {type: string, enum: [long, short]}}}
    other_name: {$ref: "#/components/schemas/newt"}
"##;

#[test]
fn the_same_description_gives_the_same_bytes_whatever_its_file_is_called() {
    let input = common::input(&description(ZOO));
    let first = run(&input);
    assert_eq!(first.files, run(&input).files);
    let elsewhere = common::source("/somewhere/else.json", &description(ZOO));
    let other = run(&Input { description: Some(elsewhere), ..input });
    assert_eq!(first.files, other.files);
    assert_eq!(first.lock, other.lock);
}

#[test]
fn a_report_counts_what_is_described_and_made() {
    let report = run(&common::input(&description(ZOO))).report;
    assert!(report.is_complete());
    let text = report.to_string();
    let (counts, _) = text.rsplit_once(", ").unwrap();
    assert_eq!(counts, "operations 2/2, schemas 5/5 (4 types, 1 aliases, 0 replaced), 1 inline types");
}

#[test]
fn phases_are_told_in_order() {
    let mut phases = Vec::new();
    pipeline::generate(&common::input(&description(ZOO)), &mut |phase| phases.push(phase)).unwrap();
    let (before, by_file) = phases.split_at(5);
    assert_eq!(before, ["read", "resolve", "lower", "name", "analyze"]);
    let (last, turns) = by_file.split_last().unwrap();
    assert_eq!(*last, "list");
    let mut turns = turns.chunks(4);
    assert!(turns.len() >= 2 && turns.all(|turn| turn == ["emit", "render", "list", "render"]), "{by_file:?}");
}

#[test]
fn all_faults_of_references_and_ids_are_told_in_one_run() {
    insta::assert_snapshot!(faults(r##"
paths:
  /a:
    get: {operationId: same, responses: {"204": {description: ""}}}
    put: {operationId: same, responses: {"204": {description: ""}}}
  b:
    get:
      operationId: other
      responses:
        "299x": {description: "", content: {application/json: {schema: {$ref: "#/components/schemas/gone"}}}}
components:
  schemas:
    lost: {type: object, properties: {away: {$ref: "other.yaml#/x"}}}
    round: {allOf: [{$ref: "#/components/schemas/trip"}]}
    trip: {allOf: [{$ref: "#/components/schemas/round"}]}
"##), @"
api.yaml:6:24: error[duplicate-operation-id]: the operationId `same` is taken already, at api.yaml:5:24
  at /paths/~1a/put/operationId
  hint: give one of the two another
api.yaml:7:3: error[bad-path]: the path `b` does not begin with a slash
  at /paths/b
api.yaml:11:9: error[bad-status]: `299x` of GET b is no status
  at /paths/b/get/responses/299x
api.yaml:11:72: error[dangling-ref]: `#/components/schemas/gone` leads nowhere
  at /paths/b/get/responses/299x/content/application~1json/schema
  hint: declare it, or pass --allow-dangling to read it as any JSON
api.yaml:14:45: error[dangling-ref]: `other.yaml#/x` leads out of this file
  at /components/schemas/lost/properties/away
  hint: declare it, or pass --allow-dangling to read it as any JSON
api.yaml:15:12: error[schema-cycle]: `round` contains itself: round -> trip -> round
  at /components/schemas/round
  hint: leave out one of the references on the way, or put it into a property
");
}

#[test]
fn all_faults_of_operations_and_types_are_told_in_one_run() {
    insta::assert_snapshot!(faults(r#"
paths:
  /a/{gone}/{there}:
    get:
      operationId: a
      parameters:
        - {name: there, in: path, required: true, schema: {type: string}}
        - {name: crumb, in: cookie, schema: {type: string}}
        - {name: odd, in: query, schema: {type: strnig}}
      responses: {"204": {description: ""}}
    post:
      operationId: b
      parameters: [{name: there, in: path, required: true, schema: {type: string}}, {name: gone, in: path, required: true, schema: {type: string}}]
      requestBody: {content: {application/x-www-form-urlencoded: {schema: {type: object}}}}
      responses: {"204": {description: ""}}
    put:
      operationId: c
      parameters: [{name: there, in: path, required: true, schema: {type: string}}, {name: gone, in: path, required: true, schema: {type: string}}]
      requestBody: {content: {multipart/form-data: {schema: {type: string}}}}
      responses: {"204": {description: ""}}
"#), @"
api.yaml:6:7: error[undeclared-path-variable]: no parameter is declared for `{gone}` of /a/{gone}/{there}
  at /paths/~1a~1{gone}~1{there}/get
api.yaml:9:11: error[cookie-parameter]: `crumb` is sent as a cookie, which is not supported
  at /paths/~1a~1{gone}~1{there}/get/parameters/1
api.yaml:10:42: error[unknown-type]: `strnig` is no type of OpenAPI 3.0
  at /paths/~1a~1{gone}~1{there}/get/parameters/2/schema
api.yaml:15:20: error[unsupported-media-type]: a body of `application/x-www-form-urlencoded` is not supported
  at /paths/~1a~1{gone}~1{there}/post/requestBody
api.yaml:20:61: error[multipart-without-fields]: a multipart body must be an object with properties
  at /paths/~1a~1{gone}~1{there}/put/requestBody/content/multipart~1form-data/schema
");
}

#[test]
fn a_dangling_reference_is_an_error_unless_it_is_allowed() {
    let rest = with_schemas(
        r##"
    pet: {type: object, properties: {owner: {$ref: "#/components/schemas/person"}}}"##,
    );
    insta::assert_snapshot!(faults(&rest), @"
    api.yaml:6:45: error[dangling-ref]: `#/components/schemas/person` leads nowhere
      at /components/schemas/pet/properties/owner
      hint: declare it, or pass --allow-dangling to read it as any JSON
    ");
    let allowed = Input { dangling: DanglingRefs::Allow, ..common::input(&description(&rest)) };
    let output = run(&allowed);
    insta::assert_snapshot!(output.diagnostics.to_string(), @"
    api.yaml:6:45: warning[dangling-ref]: `#/components/schemas/person` leads nowhere: any JSON
      at /components/schemas/pet/properties/owner
    ");
    let models = String::from_utf8_lossy(&output.files["src/models/unreferenced.rs"]).into_owned();
    assert!(models.contains("pub owner: ::core::option::Option<::serde_json::Value>"), "{models}");
    assert!(output.report.is_complete());
}

#[test]
fn what_contains_itself_without_end_is_an_error() {
    insta::assert_snapshot!(faults(&with_schemas(r##"
    me: {$ref: "#/components/schemas/me"}"##)), @"
    api.yaml:6:9: error[schema-cycle]: `me` contains itself: me -> me
      at /components/schemas/me
      hint: leave out one of the references on the way, or put it into a property
    ");
    insta::assert_snapshot!(faults(&with_schemas(r##"
    hen: {type: object, allOf: [{$ref: "#/components/schemas/egg"}]}
    egg: {allOf: [{allOf: [{$ref: "#/components/schemas/hen"}]}]}
"##)), @"
api.yaml:7:10: error[schema-cycle]: `egg` contains itself: egg -> hen -> egg
  at /components/schemas/egg
  hint: leave out one of the references on the way, or put it into a property
");
    insta::assert_snapshot!(faults(r##"
paths:
  /a: {get: {operationId: a, parameters: [{$ref: "#/components/parameters/p"}], responses: {"204": {description: ""}}}}
components: {parameters: {p: {$ref: "#/components/parameters/p"}}}
"##), @"
api.yaml:4:43: error[ref-cycle]: the reference leads back to itself
  at /paths/~1a/get/parameters/0
");
}

#[test]
fn what_is_no_object_cannot_be_merged_or_distributed() {
    insta::assert_snapshot!(faults(&with_schemas(r##"
    text: {type: string}
    merged: {allOf: [{$ref: "#/components/schemas/text"}, {type: object, properties: {a: {type: string}}}]}
    spread: {type: object, properties: {a: {type: string}}, oneOf: [{$ref: "#/components/schemas/text"}, {$ref: "#/components/schemas/merged"}]}
"##)), @"
api.yaml:7:22: error[all-of-scalar]: `text` is no object, so nothing can be merged with it
  at /components/schemas/merged/allOf/0
api.yaml:8:13: error[union-beside-properties]: `text` is no object, so it cannot have the properties beside it
  at /components/schemas/spread
");
}

#[test]
fn what_openapi_does_not_allow_is_an_error_at_its_place() {
    insta::assert_snapshot!(faults(r#"
paths:
  /a: {get: {operationId: [a], responses: {"204": {description: ""}}}}
  /b: {put: {parameters: [{name: b, in: nowhere}], responses: {"204": {description: ""}}}}
components:
  schemas:
    good: {type: string}
    bad: {type: object, required: name}
"#), @r#"
api.yaml:4:27: error[not-openapi]: this is not what OpenAPI 3.0 allows here: invalid type: sequence, expected a string
  at /paths/~1a/get/operationId
api.yaml:5:27: error[not-openapi]: this is not what OpenAPI 3.0 allows here: unknown variant `nowhere`, expected one of `query`, `header`, `path`, `cookie`
  at /paths/~1b/put/parameters/0
api.yaml:9:10: error[not-openapi]: this is not what OpenAPI 3.0 allows here: invalid type: string "name", expected a sequence
  at /components/schemas/bad
"#);
    insta::assert_snapshot!(faults_of(&Input::default()), @"error[empty]: there is no description to read");
}

/// Everything that can be repaired, and a name for what is not there.
const REPAIRED: &str = r#"
paths:
  /a/{id}:
    get:
      tags: [A]
      parameters:
        - {name: id, in: query, schema: {type: string}}
        - {name: stale, in: path, required: true, schema: {type: string}}
      responses:
        "404": {description: ""}
components:
  schemas:
    pet: {type: object, required: [tail], properties: {toys: {type: array}}}
"#;

fn repaired(strict: bool) -> Input {
    let choices = "[rename.tags]\nB = { to = \"b\", reason = \"none\" }\n";
    let choices = Some(common::source("choices.toml", choices));
    Input { choices, strict, ..common::input(&description(REPAIRED)) }
}

#[test]
fn repairs_are_warnings_and_errors_where_the_run_is_strict() {
    let output = run(&repaired(false));
    assert!(output.report.is_complete());
    insta::assert_snapshot!(output.diagnostics.to_string(), @"
    api.yaml:6:7: warning[missing-operation-id]: GET /a/{id} has no operationId: `get_a_by_id` is made from method and path
      at /paths/~1a~1{id}/get
    api.yaml:8:11: warning[misplaced-path-parameter]: `id` stands in the path but is declared elsewhere: taken as a path parameter
      at /paths/~1a~1{id}/get/parameters/0
    api.yaml:9:11: warning[stray-path-parameter]: `stale` is declared as a path parameter but /a/{id} has no such variable: ignored
      at /paths/~1a~1{id}/get/parameters/1
    api.yaml:11:9: warning[no-success]: no reply of success is described: any JSON
      at /paths/~1a~1{id}/get/responses
    api.yaml:14:35: warning[required-without-property]: `tail` is required but is no property: ignored
      at /components/schemas/pet/required
    api.yaml:14:62: warning[array-without-items]: the array does not say what its items are: any JSON
      at /components/schemas/pet/properties/toys
    choices.toml:2:1: warning[stale-rename]: [rename.tags] has a name for `B`, which is not there
      at /rename/tags/B
      hint: delete the line, or correct its key
    ");
    let told = output.diagnostics.to_string().replace(" warning[", " error[").replace("\nwarning[", "\nerror[");
    assert_eq!(faults_of(&repaired(true)), told);
}

#[test]
fn files_beside_the_description_are_told_by_name() {
    let with = |choices: &str, lock: &str| Input {
        choices: Some(common::source("choices.toml", choices)),
        lock: Some(common::source("names.lock", lock)),
        ..common::input(&description(ZOO))
    };
    insta::assert_snapshot!(faults_of(&with("# none\ncrate = \"zoo\"\n", "")), @"choices.toml:2:1: error[bad-choices]: unknown field `crate`, expected one of `crate-name`, `client-headers`, `read-only`, `incomplete-requests`, `free-form`, `replace`, `sibling-tag`, `sample`, `reference`, `paging`, `rename`, `stamp`, `part`");
    insta::assert_snapshot!(faults_of(&with("", "[types]\n>>>>>>> theirs\n")), @"
    names.lock:2:1: error[bad-lock]: `>>>>>>> theirs` is not of the form `path -> Name`
      hint: after a merge, keep the lines of one side and regenerate: it adds what is new
    ");
}

#[test]
fn a_lock_tells_what_changed() {
    let mut input = common::input(&description(ZOO));
    let lock = run(&input).lock.to_text().replace("lion -> Lion", "lion -> Cat").replace("newt -> Newt\n", "");
    input.lock = Some(common::source("names.lock", &lock));
    let changes: Vec<String> = run(&input).changes.iter().map(ToString::to_string).collect();
    assert_eq!(changes, ["renamed [types] lion: Cat -> Lion", "added   [types] newt: Newt"]);
}

#[test]
fn a_template_that_is_not_there_is_an_error() {
    let mut input = common::input(&description(ZOO));
    input.templates.remove("lib.rs");
    insta::assert_snapshot!(faults_of(&input), @"error[missing-template]: there is no template lib.rs");
}
