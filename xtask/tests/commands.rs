//! `coverage`, `snippet` and `bench`, run as programs on a small description.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::process::Command;

use tempfile::TempDir;

const DESCRIPTION: &str = "\
openapi: 3.0.1
info: {title: Kennel API, version: '7'}
tags: [{name: Dogs}]
paths:
  /dogs:
    get:
      tags: [Dogs]
      operationId: listDogs
      parameters: [{$ref: '#/components/parameters/size'}]
      responses: {'200': {description: '', content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/dog'}}}}}}
    post:
      tags: [Dogs]
      operationId: addDog
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/dog'}}}}
      responses: {'200': {description: '', content: {application/json: {schema: {}}}}}
  /kennels/{id}:
    get:
      tags: [Kennels]
      operationId: getKennel
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses: {'204': {description: ''}}
components:
  parameters:
    size: {name: size, in: query, schema: {type: integer}}
  schemas:
    dog:
      type: object
      required: [name]
      properties: {name: {type: string}, age: {type: integer}, notes: {type: object}, any: {}, list: {type: array, items: {}}}
    name: {type: string}
";

/// Runs a command; gives its exit code, its output and its messages.
fn run(arguments: &[&str]) -> (i32, String, String) {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("api.yaml"), DESCRIPTION).unwrap();
    let mut xtask = Command::new(env!("CARGO_BIN_EXE_xtask"));
    let output = xtask.args(arguments).args(["--spec", "api.yaml"]).current_dir(folder.path()).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[test]
fn coverage_counts_by_tag_and_ends_with_all() {
    let (code, out, err) = run(&["coverage"]);
    assert_eq!((code, err.as_str()), (0, ""));
    let rows: Vec<Vec<&str>> = out.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(rows[0], ["tag", "operations", "examples", "lists", "paged"]);
    assert_eq!(rows[1], ["Dogs", "2", "2", "1", "0"]);
    assert_eq!(rows[2], ["Kennels", "1", "1", "0", "0"]);
    assert_eq!(out.lines().last(), Some("operations 3/3, schemas 2/2"));
}

#[test]
fn coverage_lists_what_is_free_form() {
    let (code, out, _) = run(&["coverage", "--free-form"]);
    let expected = "\
Dog.notes: the description gives an object without properties
Dog.any: the description gives no type
Dog.list: the description does not say what the items are
the reply 200 of POST /dogs: the description gives no type
operations 3/3, schemas 2/2
";
    assert_eq!((code, out.as_str()), (0, expected));
}

#[test]
fn a_snippet_is_the_call_with_what_is_given_and_what_is_needed() {
    let (code, out, err) = run(&["snippet", "POST", "/dogs", r#"{"body": {"name": "Rex", "age": 3}}"#]);
    let expected = "\
use kennel_client::{Client, Error, models};

async fn example(client: Client) -> Result<(), Error> {
    let reply = client.dogs().add(models::Dog::new(\"Rex\").age(3)).await?;
    Ok(())
}
";
    assert_eq!((code, out.as_str(), err.as_str()), (0, expected, ""));
    let (_, out, _) = run(&["snippet", "post", "/dogs"]);
    assert!(out.contains("models::Dog::new(\"Ada\")"), "{out}");
    let (_, out, _) = run(&["snippet", "get", "/dogs?size=5"]);
    assert!(out.contains("client.dogs().list().size(5).await?"), "{out}");
    let (_, out, _) = run(&["snippet", "GET", "/kennels/12"]);
    assert!(out.contains("client.kennels().get(\"12\").await?"), "{out}");
}

#[test]
fn a_snippet_that_cannot_be_is_refused() {
    let told = |arguments: &[&str]| {
        let (code, out, err) = run(arguments);
        assert_eq!(out, "");
        (code, err)
    };
    let gap = (1, "body.age: a whole number is wanted, not text\n".to_owned());
    assert_eq!(told(&["snippet", "POST", "/dogs", r#"{"body": {"name": "Rex", "age": "old"}}"#]), gap);
    let unknown = (1, "colour: the operation has no such parameter\n".to_owned());
    assert_eq!(told(&["snippet", "GET", "/dogs", r#"{"colour": "red"}"#]), unknown);
    for (arguments, message) in [
        (["snippet", "GET", "/cats", "{}"], "error: the description has no GET /cats\n"),
        (["snippet", "DELETE", "/dogs", "{}"], "error: the description has no DELETE /dogs\n"),
        (["snippet", "FETCH", "/dogs", "{}"], "error: `FETCH` is no method\n"),
        (["snippet", "GET", "/dogs", "[]"], "error: the arguments are no JSON object\n"),
    ] {
        let (code, err) = told(&arguments);
        assert!(code == 2 && err.starts_with(message), "{code}: {err}");
    }
}

#[test]
fn a_bench_tells_the_time_of_each_phase() {
    let (code, out, err) = run(&["bench", "generate", "--runs", "1", "--times", "3"]);
    // Whether so small a description takes in step with its size is left to chance.
    assert!(code < 2 && err.is_empty(), "{code}: {err}");
    let rows = out.lines().filter_map(|line| line.split('|').nth(1)).map(|name| name.trim_matches([' ', '-']));
    let phases = ["read", "resolve", "lower", "name", "analyze", "emit", "render", "list", "whole"];
    assert_eq!(rows.filter(|name| !name.is_empty()).collect::<Vec<_>>(), [phases, phases].concat());
    assert!(out.contains(" 3 times the description, times as long: "), "{out}");
    assert_eq!(run(&["bench", "generate", "--times", "1"]).0, 2, "once is no more than once");
}
