//! What two descriptions differ in.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::fmt::Write as _;
use std::path::PathBuf;

use openapi_rust_codegen::diff::{Diff, Rust, Wire, diff};
use openapi_rust_codegen::pipeline::{self, Input, Model, Source};

/// Where the official files lie; they are not part of the project.
const FOLDER: &str = "INTERCOM_DESCRIPTIONS";

const BEFORE: &str = r##"
openapi: 3.0.3
info: {title: Harbour, version: "1"}
paths:
  /ships/{id}:
    get:
      operationId: getShip
      tags: [Ships]
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
        - {name: full, in: query, schema: {type: boolean}}
        - {name: depth, in: query, schema: {type: integer, minimum: 1, maximum: 70, default: 2}}
      responses: {"200": {description: "", content: {application/json: {schema: {$ref: "#/components/schemas/ship"}}}}}
    put:
      operationId: updateShip
      tags: [Ships]
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/ship_update"}}}}
      responses: {"200": {description: "", content: {application/json: {schema: {$ref: "#/components/schemas/ship"}}}}}
components:
  schemas:
    ship:
      type: object
      required: [id]
      properties:
        id: {type: string}
        berth: {type: integer}
        state: {type: string, enum: [moored, sailing]}
    ship_update:
      type: object
      properties:
        berth: {type: integer, maximum: 9}
        master: {type: string}
"##;

fn model(text: &str) -> Model {
    let source = Source { name: "harbour.yaml".to_owned(), bytes: text.as_bytes().to_vec() };
    pipeline::model(&Input { description: Some(source), ..Input::default() }).unwrap()
}

/// What replacing a text of the description by another changes.
fn changed(from: &str, to: &str) -> Diff {
    assert!(BEFORE.contains(from), "{from}");
    diff(&model(BEFORE), &model(&BEFORE.replacen(from, to, 1)))
}

#[test]
fn each_kind_of_change_has_its_code_and_levels() {
    use Rust::{Major, Minor, Patch};
    use Wire::{Breaking, Compatible};
    let table = [
        ("berth: {type: integer}", "berth: {type: string}", "field-retyped", Breaking, Major),
        ("        berth: {type: integer}\n", "", "field-removed", Breaking, Major),
        (
            "berth: {type: integer}",
            "berth: {type: integer}\n        flag: {type: string}",
            "field-added",
            Compatible,
            Minor,
        ),
        ("[moored, sailing]}", "[moored, sailing], nullable: true}", "field-nullable", Breaking, Patch),
        ("required: [id]", "required: []", "field-optional", Breaking, Major),
        ("required: [id]", "required: [id, berth]", "field-required", Compatible, Major),
        ("[moored, sailing]", "[moored]", "field-retyped", Compatible, Major),
        ("[moored, sailing]", "[moored, sailing, lost]", "enum-values-added", Compatible, Minor),
        ("[moored, sailing]", "[moored, lost]", "enum-values-removed", Compatible, Major),
        ("maximum: 9", "maximum: 5", "limits-changed", Breaking, Patch),
        ("maximum: 9", "maximum: 12", "limits-changed", Compatible, Patch),
        ("maximum: 70", "maximum: 7", "limits-changed", Breaking, Patch),
        ("minimum: 1", "minimum: 0", "limits-changed", Compatible, Patch),
        ("default: 2", "default: 3", "default-changed", Compatible, Patch),
        ("maximum: 9}", "maximum: 9, default: 1}", "default-changed", Compatible, Patch),
        ("berth: {type: integer}", "berth: {type: integer, deprecated: true}", "deprecated", Compatible, Patch),
        ("{name: full, ", "{name: full, deprecated: true, ", "deprecated", Compatible, Patch),
        ("    ship:\n", "    ship:\n      deprecated: true\n", "deprecated", Compatible, Patch),
        ("master: {type: string}", "master_name: {type: string}", "field-renamed", Breaking, Major),
        (
            "{name: full, in: query, schema: {type: boolean}}",
            "{name: full, in: query, required: true, schema: {type: boolean}}",
            "parameter-required",
            Breaking,
            Major,
        ),
        (
            "{name: full, in: query, schema: {type: boolean}}",
            "{name: full, in: query, schema: {type: string}}",
            "parameter-retyped",
            Breaking,
            Major,
        ),
        (
            "{name: full, in: query, schema: {type: boolean}}",
            "{name: whole, in: query, schema: {type: boolean}}",
            "parameter-removed",
            Breaking,
            Major,
        ),
        ("operationId: getShip", "operationId: findShip", "operation-renamed", Compatible, Major),
        ("tags: [Ships]", "tags: [Fleet]", "operation-tag-moved", Compatible, Major),
        ("    get:", "    head:", "operation-method-changed", Breaking, Patch),
        (
            "    get:\n      operationId: getShip\n      tags: [Ships]\n",
            "    get:\n      operationId: getShip\n      tags: [Ships]\n      deprecated: true\n",
            "deprecated",
            Compatible,
            Patch,
        ),
        (
            "        berth: {type: integer}\n        state",
            "        place: {type: integer}\n        state",
            "field-renamed",
            Breaking,
            Major,
        ),
        (
            "        berth: {type: integer}\n        state",
            "        Berth: {type: integer}\n        state",
            "field-renamed",
            Breaking,
            Patch,
        ),
        ("{\"200\":", "{\"201\":", "reply-status-changed", Breaking, Patch),
    ];
    for (from, to, code, wire, rust) in table {
        let found = changed(from, to);
        let change = found.changes.iter().find(|change| change.code == code);
        let levels = change.map(|change| (change.wire, change.rust));
        assert_eq!(levels, Some((wire, rust)), "{from} -> {to}: {}", found.to_text(false));
    }
}

#[test]
fn prose_order_and_composition_are_no_change() {
    let same = [
        ("title: Harbour", "title: Port"),
        ("berth: {type: integer}", "berth: {type: integer, description: Where it lies., example: 4}"),
        (
            "        berth: {type: integer, maximum: 9}\n        master: {type: string}\n",
            "        master: {type: string}\n        berth: {type: integer, maximum: 9}\n",
        ),
        (
            "        id: {type: string}\n        berth: {type: integer}\n",
            "        berth: {type: integer}\n        id: {type: string}\n",
        ),
        ("schema: {$ref: \"#/components/schemas/ship\"}", "schema: {allOf: [{$ref: \"#/components/schemas/ship\"}]}"),
    ];
    for (from, to) in same {
        let found = changed(from, to);
        assert_eq!(found, Diff::default(), "{from} -> {to}: {}", found.to_text(false));
    }
}

/// A request whose `new` takes several arguments: the lock keeps their order.
const ORDERED: &str = r##"
openapi: 3.0.3
info: {title: Harbour, version: "1"}
paths:
  /berths:
    post:
      operationId: bookBerth
      tags: [Berths]
      parameters:
        - {name: from, in: query, required: true, schema: {type: string}}
        - {name: until, in: query, required: true, schema: {type: string}}
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/booking"}}}}
      responses: {"204": {description: ""}}
  /pens: {post: {operationId: book_berth, tags: [Berths], responses: {"204": {description: ""}}}}
components:
  schemas:
    booking:
      required: [ship, master]
      properties: {ship: {type: string}, note: {type: string}, master: {type: string}}
      anyOf: [{required: [note, ship]}, {required: [master]}]
"##;

/// The same in another order.
fn reordered() -> String {
    let mut text = ORDERED.to_owned();
    for (from, to) in [
        ("[ship, master]", "[master, ship]"),
        (
            "{ship: {type: string}, note: {type: string}, master: {type: string}}",
            "{master: {type: string}, ship: {type: string}, note: {type: string}}",
        ),
        ("[{required: [note, ship]}, {required: [master]}]", "[{required: [master]}, {required: [ship, note]}]"),
    ] {
        assert!(text.contains(from));
        text = text.replacen(from, to, 1);
    }
    let lines: Vec<&str> = text.lines().collect();
    let at = |start: &str| lines.iter().position(|line| line.trim_start().starts_with(start)).unwrap();
    let (paths, pens, schemas) = (at("/berths"), at("/pens"), at("components"));
    let mut berths = lines[paths..pens].to_vec();
    let (from, until) = (at("- {name: from") - paths, at("- {name: until") - paths);
    berths.swap(from, until);
    [&lines[..paths], &lines[pens..schemas], &berths, &lines[schemas..]].concat().join("\n")
}

#[test]
fn the_order_of_a_description_changes_neither_the_comparison_nor_a_locked_crate() {
    let (before, after) = (model(ORDERED), model(&reordered()));
    let found = diff(&before, &after);
    assert_eq!(found, Diff::default(), "{}", found.to_text(false));

    let made = |text: &str, lock: Option<String>| {
        let lock = lock.map(|text| common::source("names.lock", &text));
        pipeline::generate(&Input { lock, ..common::input(text) }, &mut |_| {}).unwrap()
    };
    let first = made(ORDERED, None);
    let lock = first.lock.to_text();
    assert!(lock.ends_with("[arguments]\nPOST /berths -> from, until\nbooking -> ship, master\n"), "{lock}");
    let second = made(&reordered(), Some(lock.clone()));
    assert_eq!(second.changes, []);
    assert_eq!(second.lock.to_text(), lock);
    let text = |output: &pipeline::Output, path: &str| String::from_utf8(output.files[path].clone()).unwrap();
    for (path, start) in [("src/models/berths.rs", "pub fn new("), ("src/api/berths.rs", "pub fn book_berth(")] {
        let signature = |output| text(output, path).split_once(start).unwrap().1.split_once('{').unwrap().0.to_owned();
        assert_eq!(signature(&first), signature(&second));
    }
}

#[test]
fn a_changelog_tells_what_is_alike_in_one_line() {
    let found = diff(
        &model(BEFORE),
        &model(
            &BEFORE
                .replace("        berth: {type: integer}\n", "        flag: {type: string}\n        crew: {type: integer, nullable: true}\n")
                .replace("        - {name: full", "        - {name: deep, in: query, schema: {type: boolean}}\n        - {name: wide, in: query, schema: {type: boolean}}\n        - {name: full")
                .replace("    ship_update:", "    pier: {type: object}\n    quay: {type: object, properties: {a: {type: string}}}\n    ship_update:"),
        ),
    );
    insta::assert_snapshot!(found.to_markdown(), @"
    ### Breaking

    **Ships**

    - `Ship::berth` is gone (wire and Rust API)

    ### Added

    **Ships**

    - `Ship` has `crew` and `flag` too
    - `ships().get`: the parameters `deep` and `wide` are new

    **shared by several tags**

    - `Pier` and `Quay` are new
    ");
}

#[test]
fn a_change_is_told_with_its_places_and_reach() {
    insta::assert_snapshot!(changed("berth: {type: integer}", "berth: {type: string}").to_text(false));
}

#[test]
fn a_page_shows_both_sides_of_each_change() {
    let found = diff(
        &model(BEFORE),
        &model(
            &BEFORE
                .replace("berth: {type: integer}", "berth: {type: string}")
                .replace("    put:\n      operationId: updateShip", "    patch:\n      operationId: updateShip"),
        ),
    );
    let page = found.to_html("From <old> to new");
    // Style and script are files of their own.
    let (head, rest) = page.split_once("<style>").unwrap();
    let (body, _) = rest.split_once("</style>").unwrap().1.split_once("<script>").unwrap();
    insta::assert_snapshot!(format!("{head}{body}"));
    for outside in ["http:", "https:", "src=", "@import", "url("] {
        assert!(!page.contains(outside), "the page needs {outside}");
    }
    assert!(Diff::default().to_html("none").contains("Nothing changed"));
}

#[test]
fn a_description_that_is_no_yaml_is_refused_with_its_line() {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else {
        eprintln!("SKIPPED: {FOLDER} does not name a folder with the official descriptions");
        return;
    };
    let bytes = std::fs::read(folder.join("history/a7474e17.after.yaml")).unwrap();
    let description = Some(Source { name: "after.yaml".to_owned(), bytes });
    let found = pipeline::model(&Input { description, ..Input::default() }).unwrap_err().to_string();
    assert!(found.starts_with("after.yaml:33508:172: error[yaml-syntax]"), "{found}");
}

/// States of the official description before and after real changes.
#[test]
fn real_changes_are_told_as_they_were() {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else {
        eprintln!("SKIPPED: {FOLDER} does not name a folder with the official descriptions");
        return;
    };
    let pairs =
        ["b3c98349", "806759bf", "359fbd01", "019741b6", "095d530f", "bbaac006", "fdb38984", "073804a3", "8cd83dd3"];
    let mut told = String::new();
    for pair in pairs {
        let read = |when: &str| {
            let bytes = std::fs::read(folder.join(format!("history/{pair}.{when}.yaml"))).unwrap();
            let source = Source { name: format!("{when}.yaml"), bytes };
            pipeline::model(&Input { description: Some(source), ..Input::default() }).unwrap()
        };
        writeln!(told, "## {pair}\n{}", diff(&read("before"), &read("after")).to_text(false)).unwrap();
    }
    insta::assert_snapshot!(told);
}
