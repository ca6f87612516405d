//! `cargo xtask learn`: what it prints is a correction, and after it there is nothing more to learn.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod project;

use project::{OUT, Project, Run};

const DESCRIPTION: &str = "\
openapi: 3.0.1
info: {title: Aquarium API, version: '3'}
paths:
  /tanks:
    get:
      tags: [Tanks]
      operationId: listTanks
      responses:
        '200':
          description: ''
          content: {application/json: {schema: {type: object, properties: {tanks: {type: array, items: {$ref: '#/components/schemas/tank'}}}}}}
  /tanks/{id}:
    get:
      tags: [Tanks]
      operationId: getTank
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        '200': {$ref: '#/components/responses/one_tank'}
        '404': {description: '', content: {text/plain: {schema: {type: string}}}}
components:
  responses:
    one_tank:
      description: ''
      content:
        application/json:
          schema:
            allOf:
              - $ref: '#/components/schemas/tank'
              - {type: object, properties: {keeper: {type: object, properties: {name: {type: string}}}}}
  schemas:
    tank:
      type: object
      required: [id, water, litres]
      properties:
        id: {type: string}
        litres: {type: integer}
        water: {type: string, enum: [fresh, salt]}
        lamp: {type: boolean}
        pump: {$ref: '#/components/schemas/pump'}
        inhabitants: {type: array, items: {oneOf: [{$ref: '#/components/schemas/fish'}, {$ref: '#/components/schemas/plant'}], discriminator: {propertyName: kind}}}
    pump: {type: object, properties: {watts: {type: integer}, labels: {type: array, items: {type: string}}}}
    fish: {type: object, required: [kind], properties: {kind: {type: string, enum: [fish]}, name: {type: string}}}
    plant: {type: object, required: [kind], properties: {kind: {type: string, enum: [plant]}, height: {type: number}}}
";

const REPLIES: &str = r#"
{"method": "GET", "path": "/tanks/1", "status": 200, "body": {"id": "1", "litres": 12.5, "water": "brackish", "lamp": "dim", "keeper": {"name": "Wanda", "phone": null}}}
{"method": "get", "path": "/tanks/2?deep=1", "path_template": "/tanks/{id}", "status": 200, "body": "{\"id\": \"2\", \"litres\": 80, \"lamp\": 7, \"pump\": {\"watts\": 5, \"labels\": [\"a\", null], \"valves\": [{\"open\": true, \"notes\": {\"wanda@sea.example\": \"hello\"}}, {\"open\": null, \"turns\": 3}]}}"}
{"method": "GET", "path": "/tanks", "status": 200, "body": {"tanks": [{"id": "3", "litres": null, "water": "salt", "glass": {}, "inhabitants": [{"kind": "fish", "name": {"first": "Wanda"}, "age": 2}, {"kind": "coral"}]}], "total": 1}}
not JSON, but from Wanda

{"method": "GET", "path": "/ponds", "status": 200, "body": {"id": "4"}}
{"method": "GET", "path": "/tanks/5", "status": 404, "body": "Wanda is not here"}
{"method": "GET", "path": "/tanks/6", "status": 200, "body": ["Wanda"]}
"#;

fn learn(project: &Project, arguments: &[&str]) -> Run {
    project.run("learn", &[&["replies.jsonl", "--out", OUT], arguments].concat())
}

#[test]
fn what_is_learnt_is_a_correction_that_leaves_nothing_to_learn() {
    let project = Project::new(DESCRIPTION);
    project.write("replies.jsonl", REPLIES);
    let first = learn(&project, &[]);
    assert_eq!(first.code, Some(0), "{}", first.err);
    let overlay = first.lines.join("\n");
    insta::assert_snapshot!(format!("{overlay}\n\n{}", first.err));
    for secret in ["Wanda", "wanda", "hello", "dim"] {
        assert!(!overlay.contains(secret) && !first.err.contains(secret), "{secret}");
    }

    project.write("spec/learnt/corrections.yaml", &overlay);
    let second = learn(&project, &["--profile", "learnt"]);
    assert_eq!((second.code, second.lines.as_slice()), (Some(0), [].as_slice()), "{}", second.err);
    assert!(second.err.contains("corrections: 0"), "{}", second.err);
    let regenerated = project.run("regenerate", &["--profile", "learnt", "--out", "crate"]);
    assert_eq!(regenerated.code, Some(0), "{}", regenerated.err);
    assert!(!regenerated.err.contains("overlay-no"), "every action has to change something: {}", regenerated.err);
}

#[test]
fn what_cannot_be_read_is_told() {
    let project = Project::new(DESCRIPTION);
    let run = learn(&project, &[]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("replies.jsonl"), "{}", run.err);

    project.write("replies.jsonl", "{}\n[]\n");
    let run = learn(&project, &[]);
    assert_eq!((run.code, run.lines.len()), (Some(0), 0));
    assert!(run.err.contains("lines that are no JSON of a reply: 2 (line 1 2)"), "{}", run.err);
}
