//! `cargo xtask verify` and what `snippet` prints, run as programs: crates are made, compiled and run.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod project;

use std::fs;
use std::path::Path;
use std::process::Command;

use project::{OUT, Project, REPOSITORY};

const DESCRIPTION: &str = "\
openapi: 3.0.1
info: {title: Kennel API, version: '7'}
paths:
  /dogs:
    post:
      tags: [Dogs]
      operationId: addDog
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/new_dog'}, examples: {small: {value: {name: Rex, age: '3'}}}}}
      responses:
        '200': {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/dog'}, example: {id: 7, name: Rex, puppies: null}}}}
  /dogs/{id}:
    get:
      tags: [Dogs]
      operationId: getDog
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        '200': {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/dog'}, examples: {found: {value: {id: '8', name: Ada, weight: 12, puppies: [{name: Bo}]}}}}}}
        '404': {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/fault'}, example: {code: missing}}}}
components:
  schemas:
    new_dog: {type: object, required: [name], properties: {name: {type: string}, age: {type: integer}}}
    dog:
      type: object
      properties:
        id: {type: string}
        name: {type: string}
        weight: {type: number}
        puppies: {type: array, items: {$ref: '#/components/schemas/dog'}}
    fault: {type: object, properties: {code: {type: string, enum: [missing, broken]}}}
";

/// The description with another text in some places.
fn changed(changes: &[(&str, &str)]) -> String {
    changes.iter().fold(DESCRIPTION.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replace(from, to)
    })
}

#[test]
fn complete_examples_are_told_to_be_complete() {
    let run = Project::new(DESCRIPTION).verify(&["--strict"]);
    let last = ["typed leaves 7/7, issues 0", "responses 3/3, requests 1/1, round trips 3/3"];
    run.ends(0, &last);
    run.has("respelt: POST /dogs [small]: $.age: \"3\" -> 3");
    run.has("respelt: POST /dogs 200 [example]: $.id: 7 -> \"7\"");
    run.has("lenient: POST /dogs 200 [example]: $.id: NumberForString");
    run.has("leniently read 1, respelt 3");
}

#[test]
fn a_changed_node_disturbs_nothing_else() {
    Project::new(DESCRIPTION).verify(&["--mutate", "500", "--seed", "3"]).ends(0, &["mutations 500/500"]);
}

#[test]
fn what_is_wrong_is_named() {
    let project = Project::new(&changed(&[
        ("example: {code: missing}", "example: missing"),
        ("value: {name: Rex, age: '3'}", "value: {age: 3}"),
        ("weight: 12, ", "weight: [12], "),
    ]));
    project.write(
        "cases.json",
        r#"[
            {"method": "get", "path": "/dogs/9", "status": 200, "response_body": "{\"id\": \"9\", \"name\": \"Re", "took": 3},
            {"method": "GET", "path": "/dogs/9?full=1", "path_template": "/dogs/{dog_id}", "status": 200, "response_body": {"id": "9"}},
            {"method": "GET", "path": "/cats/9", "status": 200, "response_body": {"id": "9"}},
            {"method": "POST", "path": "/dogs", "status": 500, "request_body": {"name": "Rex"}, "response_body": {"code": "x"}},
            {"method": "POST", "path": "/dogs?dry=1", "status": 200, "request_body": {"name": "Rex"}}
        ]"#,
    );
    let run = project.verify(&["--cases", "cases.json", "--strict"]);
    run.ends(1, &["unknown paths 1", "typed leaves 6/9, issues 1", "responses 4/6, requests 1/3, round trips 4/6"]);
    run.has("failed: GET /dogs/{id} 404 [example]: cannot be read: expected an object at $ (byte 0)");
    run.has("failed: POST /dogs [small]: cannot be written as a call: body.name: is required but not given");
    run.has("failed: GET /dogs/9 200 [case 0]: cannot be read: expected more, but the document ends at $.name");
    run.has("failed: POST /dogs?dry=1 [case 4]: cannot be written as a call: dry: the operation has no such parameter");
    run.has("issue: GET /dogs/{id} 200 [found]: $.weight: Mismatch, expected a number");
    run.has("undescribed: POST /dogs 500 [case 3]");

    // What is known to be wrong on purpose is left out, and said.
    let choices =
        "[incomplete-requests]\n\"POST /dogs [small]\" = \"it has no name\"\n\"POST /cats [x]\" = \"it is gone\"\n";
    project.write("spec/ours/generator.toml", choices);
    let run = project.verify(&["--profile", "ours", "--responses-only"]);
    run.has("left out: POST /dogs [small]: it has no name");
    run.has("to be left out, but not there: POST /cats [x]: it is gone");
    run.ends(1, &["typed leaves 5/7, issues 1", "responses 2/3, requests 0/0, round trips 2/3"]);
}

#[test]
fn the_report_names_schemas_and_is_checked() {
    let project = Project::new(&changed(&[
        ("weight: 12, ", "weight: [12], bark: Loud, "),
        ("value: {name: Rex, age: '3'}", "value: {age: 3}"),
    ]));
    let report = ["--report", "docs/report.md"];
    project.verify(&report).ends(1, &["typed leaves 6/8, issues 1", "responses 3/3, requests 0/1, round trips 3/3"]);
    let page = std::fs::read_to_string(project.path("docs/report.md")).unwrap();
    insta::assert_snapshot!(page);
    assert!(!page.contains("Rex") && !page.contains("Loud"));

    project.write("api.yaml", DESCRIPTION);
    let check = project.verify(&["--report", "docs/report.md", "--check"]);
    assert_eq!(check.code, Some(1));
    check.has("docs/report.md is out of date: run `cargo xtask verify --spec api.yaml --report docs/report.md`");
    assert_eq!(std::fs::read_to_string(project.path("docs/report.md")).unwrap(), page);
    assert_eq!(project.verify(&report).code, Some(0));
    assert_eq!(project.verify(&["--report", "docs/report.md", "--check"]).code, Some(0));
}

#[test]
fn a_field_that_is_not_known_lowers_what_is_typed() {
    let project = Project::new(DESCRIPTION);
    let renaming = "\
overlay: 1.0.0
info: {title: Another name, version: '1'}
actions:
  - {target: $.components.schemas.dog.properties.name, x-reason: a test, x-evidence: none, remove: true}
  - {target: $.components.schemas.dog.properties, x-reason: a test, x-evidence: none, update: {title: {type: string}}}
";
    project.write("spec/other/corrections.yaml", renaming);
    let last = ["typed leaves 4/7, issues 0", "responses 3/3, requests 1/1, round trips 3/3"];
    let run = project.verify(&["--profile", "other", "--strict", "--min-typed", "57"]);
    run.ends(0, &last);
    run.has("undeclared: $.puppies[].name (1)");
    project.verify(&["--profile", "other", "--min-typed", "58"]).ends(1, &last);
}

#[test]
fn what_cannot_be_verified_is_no_answer() {
    let bare = changed(&[("example", "x-example")]);
    let run = Project::new(&bare).verify(&[]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("without examples"), "{}", run.err);

    let project = Project::new(DESCRIPTION);
    for (text, told) in [("{}", "is no list of cases"), ("[{\"method\": 1}]", "line 1 column")] {
        project.write("cases.json", text);
        let run = project.verify(&["--cases", "cases.json"]);
        assert_eq!(run.code, Some(2));
        assert!(run.err.contains(told), "{}", run.err);
    }
    assert_eq!(project.verify(&["--cases", "nowhere.json"]).code, Some(2));
}

#[test]
fn snippets_compile() {
    let project = Project::new(DESCRIPTION);
    let snippets = [
        project.run("snippet", &["POST", "/dogs", r#"{"body": {"name": "Rex", "age": 3, "color": ["red"]}}"#]),
        project.run("snippet", &["get", "/dogs/a%20b"]),
        project.run("snippet", &["GET", "/dogs/{id}"]),
    ];
    let regenerated = project.run("regenerate", &["--out", &format!("{OUT}/client")]);
    assert_eq!(regenerated.code, Some(0), "{}", regenerated.err);
    let modules = snippets.iter().enumerate().map(|(number, snippet)| {
        assert_eq!(snippet.code, Some(0), "{}", snippet.err);
        format!(
            "pub mod snippet_{number} {{\n{}\npub fn used(client: Client) {{ drop(example(client)) }}\n}}\n",
            snippet.lines.join("\n")
        )
    });
    let source: String = modules.collect();
    assert!(source.contains("client.dogs().get(\"a b\").await?"), "{source}");
    let folder = Path::new(OUT).join("snippets");
    let manifest = "[package]\nname = \"snippets\"\nedition = \"2024\"\n[workspace]\n[dependencies]\nserde_json = \"1\"\n\
                    kennel-client = { path = \"../client\", default-features = false, features = [\"dogs\"] }\n";
    fs::create_dir_all(folder.join("src")).unwrap();
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    fs::write(folder.join("src/lib.rs"), format!("#![allow(unused_variables)]\n{source}")).unwrap();
    fs::copy(Path::new(REPOSITORY).join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    let target = Path::new(OUT).join("target");
    let mut cargo = Command::new(env!("CARGO"));
    let output = cargo.args(["check", "--quiet"]).current_dir(folder).env("CARGO_TARGET_DIR", target).output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && told.is_empty(), "{source}\n{told}");
}
