//! What is read from YAML and JSON, with its places, and what is refused.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fmt::Write as _;

use openapi_rust_codegen::diagnostics::Diagnostics;
use openapi_rust_codegen::document::{self, Document, Place};
use serde_json::json;

fn read(text: &str) -> Document {
    match document::parse("in.yaml", text.as_bytes()) {
        Ok(document) => document,
        Err(found) => panic!("{found}"),
    }
}

fn refused(bytes: impl AsRef<[u8]>) -> Diagnostics {
    match document::parse("in.yaml", bytes.as_ref()) {
        Ok(document) => panic!("was read as {}", document.to_json()),
        Err(found) => found,
    }
}

/// The codes and places of what is found, such as `duplicate-key 3:5`.
fn found(diagnostics: &Diagnostics) -> Vec<String> {
    let line = |place: &Place| format!("{}:{}", place.line, place.column);
    diagnostics.iter().map(|d| format!("{} {}", d.code, d.place.as_ref().map(line).unwrap_or_default())).collect()
}

fn at(document: &Document, pointer: &str) -> (usize, usize) {
    let place = document.place(pointer).unwrap();
    (place.line, place.column)
}

fn key_at(document: &Document, pointer: &str) -> Option<(usize, usize)> {
    document.key_place(pointer).map(|place| (place.line, place.column))
}

#[test]
fn every_node_and_key_has_its_place() {
    let document = read("a: 1\nb:\n  - x\n  - c: |\n      text\n    d: 'q'\ne: [1, {f: 2}]\n");
    assert_eq!(at(&document, ""), (1, 1));
    assert_eq!(at(&document, "/a"), (1, 4));
    assert_eq!(at(&document, "/b"), (3, 3));
    assert_eq!(at(&document, "/b/0"), (3, 5));
    assert_eq!(at(&document, "/b/1"), (4, 5));
    assert_eq!(at(&document, "/b/1/c"), (5, 7));
    assert_eq!(at(&document, "/b/1/d"), (6, 8));
    assert_eq!(at(&document, "/e/1/f"), (7, 12));
    assert_eq!(key_at(&document, "/b/1/d"), Some((6, 5)));
    assert_eq!(key_at(&document, "/b/1"), None);
    assert_eq!(document.place("/a").unwrap().to_string(), "in.yaml:1:4");
}

#[test]
fn a_missing_node_has_the_place_of_its_nearest_ancestor() {
    let document = read("a:\n  b: 1\n");
    assert_eq!(at(&document, "/a/c/d"), (2, 3));
    assert_eq!(at(&document, "/x"), (1, 1));
}

#[test]
fn pointers_are_followed_by_rfc_6901() {
    let document = read("paths:\n  /a~b/{id}: [10, 20]\n");
    assert_eq!(document.get("/paths/~1a~0b~1{id}/1").unwrap().to_json(), 20);
    assert!(document.get("/paths/~1a~0b~1{id}/01").is_none());
    assert!(document.get("/paths/~1a~0b~1{id}/2").is_none());
}

#[test]
fn columns_count_characters() {
    let document = read("\u{feff}é: [ü, x]\n");
    assert_eq!(at(&document, "/é/1"), (1, 8));
}

#[test]
fn scalars_are_typed_by_the_core_schema() {
    let document =
        read("[1, -2, 0x1F, 0o17, 1.5, 1e2, true, null, ~, yes, '1', \"null\", !!str 1, !!int '7', ! 8, 2024-01-01]");
    let expected = json!([1, -2, 31, 15, 1.5, 100.0, true, null, null, "yes", "1", "null", "1", 7, "8", "2024-01-01"]);
    assert_eq!(document.to_json(), expected);
}

#[test]
fn keys_are_text_whatever_they_look_like() {
    let document = read("200: a\ntrue: b\nnull: c\n1.50: d\n'x': e\n");
    assert_eq!(document.to_json(), json!({"200": "a", "true": "b", "null": "c", "1.50": "d", "x": "e"}));
}

#[test]
fn json_is_read_as_it_is() {
    let text = r#"{"a": [1, 2.5, -3e2, "\u00e9\n\/", true, null, {}, []], "b": {"c": ""}}"#;
    let expected: serde_json::Value = serde_json::from_str(text).unwrap();
    assert_eq!(read(text).to_json(), expected);
}

#[test]
fn json_has_its_places() {
    for (text, pointer, place) in [
        ("{\"a\": [1,\n  2]}", "/a", (1, 7)),
        ("{\"a\": [1,\n  2]}", "/a/1", (2, 3)),
        ("\n\n  {a: [\n  1]}", "", (3, 3)),
        ("\n\n  {a: [\n  1]}", "/a", (3, 7)),
        ("\n\n  {a: [\n  1]}", "/a/0", (4, 3)),
        ("\u{feff} [x]", "/0", (1, 3)),
    ] {
        assert_eq!(at(&read(text), pointer), place, "{text} {pointer}");
    }
    assert_eq!(found(&refused("{\"a\": 1, \"a\": 2}")), ["duplicate-key 1:10"]);
    assert_eq!(found(&refused("[1]\n[2]")), ["yaml-syntax 2:1"]);
}

#[test]
fn long_json_is_read_without_holding_its_tokens() {
    let text = format!("{{\"a\": [{}0]}}", "1, ".repeat(600_000));
    assert_eq!(read(&text).get("/a").unwrap().as_list().unwrap().len(), 600_001);
    let where_a_key_may_stand = format!("- [{}0]", "1, ".repeat(600_000));
    assert_eq!(found(&refused(&where_a_key_may_stand))[0].split(' ').next(), Some("too-large"));
}

#[test]
fn both_conversions_agree() {
    let document = read("a: [1, -1, 18446744073709551615, 1.5, x, true, ~]\nb: {c: {}}\n");
    assert_eq!(serde_json::to_value(document.to_yaml()).unwrap(), document.to_json());
}

#[test]
fn every_duplicate_key_is_reported_with_both_places() {
    let diagnostics = refused("a: 1\nb:\n  c: 1\n  'c': 2\na: 3\n200: x\n\"200\": y\n");
    assert_eq!(found(&diagnostics), ["duplicate-key 4:3", "duplicate-key 5:1", "duplicate-key 7:1"]);
    let first = diagnostics.iter().next().unwrap();
    assert_eq!(first.pointer, "/b/c");
    assert!(first.message.contains("in.yaml:3:3"), "{}", first.message);
}

#[test]
fn a_flood_of_faults_is_cut_short() {
    let diagnostics = refused("a: 1\n".repeat(10_000));
    assert_eq!(diagnostics.len(), 101);
    assert_eq!(diagnostics.iter().last().unwrap().code, "too-many-faults");
}

#[test]
fn aliases_and_merge_keys_are_expanded() {
    let text = "base: &base {a: 1, b: 2}\nmore: &more {b: 3, c: 4}\none: *base\ntwo:\n  <<: [*base, *more]\n  a: 9\nkey: &k x\n*k : y\n";
    let document = read(text);
    let expected = json!({
        "base": {"a": 1, "b": 2}, "more": {"b": 3, "c": 4}, "one": {"a": 1, "b": 2},
        "two": {"a": 9, "b": 2, "c": 4}, "key": "x", "x": "y",
    });
    assert_eq!(document.to_json(), expected);
    assert_eq!(at(&document, "/one"), (3, 6));
    assert_eq!(at(&document, "/one/a"), (1, 17));
}

#[test]
fn a_quoted_merge_key_is_a_key() {
    assert_eq!(read("'<<': {a: 1}\n").to_json(), json!({"<<": {"a": 1}}));
    assert_eq!(found(&refused("a: 1\n<<: [2]\n")), ["yaml-merge 2:6"]);
}

#[test]
fn aliases_are_bounded() {
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..10 {
        let items = vec![format!("*a{}", level - 1); 10].join(", ");
        writeln!(bomb, "a{level}: &a{level} [{items}]").unwrap();
    }
    assert_eq!(refused(&bomb).iter().next().unwrap().code, "too-large");

    let long = format!("a: &a {}\nb: [{}]\n", "x".repeat(1 << 20), vec!["*a"; 100].join(", "));
    assert_eq!(refused(&long).iter().next().unwrap().code, "too-large");

    let nested = format!("{}{}{}", "&a [".repeat(200), "x, ".repeat(20_000), "]".repeat(200));
    assert_eq!(refused(&nested).iter().next().unwrap().code, "too-large");
    assert_eq!(read("&a [1, &b [2], *b]").to_json(), json!([1, [2], [2]]));
    assert_eq!(found(&refused("&a [1, *a]")), ["recursive-alias 1:8"]);
    assert_eq!(refused("[*nowhere]").iter().next().unwrap().code, "yaml-syntax");
}

#[test]
fn depth_is_bounded_in_every_style() {
    let levels = 100_000;
    for text in [
        "[".repeat(levels),
        "{a: ".repeat(levels),
        "[{a: ".repeat(levels),
        format!("{}1{}", "[".repeat(levels), "]".repeat(levels)),
        format!("{}x", "- ".repeat(levels)),
        format!("{}x", "? ".repeat(levels)),
        (0..3_000).fold(String::new(), |text, level| text + &" ".repeat(level) + "a:\n"),
    ] {
        let start: String = text.chars().take(12).collect();
        let found = found(&refused(&text));
        assert!(found[0].starts_with("too-deep") || found[0].starts_with("yaml-key"), "{start}: {found:?}");
    }
}

#[test]
fn depth_counts_what_aliases_bring() {
    let half = format!("{}1{}", "[".repeat(200), "]".repeat(200));
    let text = format!("a: &a {half}\nb: {}*a{}\n", "[".repeat(100), "]".repeat(100));
    assert_eq!(refused(&text).iter().next().unwrap().code, "too-deep");
}

#[test]
fn nesting_within_the_limit_is_read() {
    let block = (0..255).fold(String::new(), |text, level| text + &" ".repeat(level) + "a:\n");
    assert!(read(&block).get(&"/a".repeat(255)).is_some());
    assert!(read(&format!("{}{}", "[".repeat(255), "]".repeat(255))).get(&"/0".repeat(254)).is_some());
}

#[test]
fn the_number_of_values_is_bounded() {
    assert_eq!(refused("- a\n".repeat(2_000_000)).iter().next().unwrap().code, "too-large");
}

#[test]
fn a_giant_scalar_is_refused_before_it_is_parsed() {
    let giant = vec![b'x'; document::MAX_BYTES + 1];
    assert_eq!(found(&refused(giant)), ["too-large 1:1"]);
}

#[test]
fn what_is_no_text_is_told() {
    assert_eq!(found(&refused(b"a: 1\nb: \xff\n")), ["not-utf8 2:4"]);
    assert_eq!(found(&refused("")), ["empty 1:1"]);
    assert_eq!(found(&refused("# nothing but a comment\n")), ["empty 1:1"]);
    assert_eq!(found(&refused("a: 1\n---\nb: 2\n")), ["several-documents 2:1"]);
}

#[test]
fn syntax_errors_have_line_and_column() {
    let diagnostics = refused("a: 1\nb: c: d\n");
    assert_eq!(found(&diagnostics), ["yaml-syntax 2:5"]);
    assert!(refused("a: [1, 2\nb: 3\n").iter().next().unwrap().place.as_ref().unwrap().line >= 1);
    assert_eq!(refused("a: \"\\q\"\n").iter().next().unwrap().code, "yaml-syntax");
    assert_eq!(refused("a:\n\t- b\n").iter().next().unwrap().code, "yaml-syntax");
}

#[test]
fn what_json_lacks_is_a_fault() {
    let diagnostics = refused("a: .nan\nb: [.inf, 1e999]\nc: !mine x\nd: !!set {}\ne: !!int x\n? [k]\n: v\n");
    let expected = [
        "yaml-number 1:4",
        "yaml-number 2:5",
        "yaml-number 2:11",
        "yaml-tag 3:4",
        "yaml-tag 4:4",
        "yaml-tag 5:4",
        "yaml-key 6:3",
    ];
    assert_eq!(found(&diagnostics), expected);
    assert_eq!(diagnostics.iter().nth(1).unwrap().pointer, "/b/0");
}

fn checked(text: &str) -> String {
    document::check(&read(text)).to_string()
}

#[test]
fn a_description_of_another_kind_gets_a_sentence_of_its_own() {
    let facts = "info: {title: T, version: '1'}\npaths: {}\n";
    assert_eq!(checked(&format!("openapi: 3.0.1\n{facts}")), "");
    insta::assert_snapshot!(checked("[1]"), @"
    in.yaml:1:1: error[not-openapi]: an OpenAPI description is a mapping, and this is a list
      hint: give an OpenAPI 3.0 description, in YAML or JSON
    ");
    insta::assert_snapshot!(checked("a: 1"), @"
    in.yaml:1:1: error[not-openapi]: the key `openapi` is missing, so this is no OpenAPI description
      hint: give an OpenAPI 3.0 description, in YAML or JSON
    ");
    insta::assert_snapshot!(checked(&format!("swagger: '2.0'\n{facts}")), @"
    in.yaml:1:10: error[swagger-2]: this is a Swagger 2.0 description; only OpenAPI 3.0 is read
      at /swagger
      hint: convert it to OpenAPI 3.0 first
    ");
    insta::assert_snapshot!(checked(&format!("openapi: 3.1.0\n{facts}")), @"
    in.yaml:1:10: error[openapi-3-1]: this is an OpenAPI 3.1.0 description; only OpenAPI 3.0 is read
      at /openapi
      hint: its schemas are of another JSON Schema dialect: convert it to OpenAPI 3.0 first
    ");
    insta::assert_snapshot!(checked(&format!("openapi: 3.2.0\n{facts}")), @"
    in.yaml:1:10: error[openapi-3-1]: this is an OpenAPI 3.2.0 description; only OpenAPI 3.0 is read
      at /openapi
      hint: its schemas are of another JSON Schema dialect: convert it to OpenAPI 3.0 first
    ");
    insta::assert_snapshot!(checked(&format!("openapi: 3.0\n{facts}")), @"
    in.yaml:1:10: error[not-openapi]: `openapi` is a version such as 3.0.3, and this is a number
      at /openapi
    ");
    insta::assert_snapshot!(checked(&format!("openapi: 4.0.0\n{facts}")), @"
    in.yaml:1:10: error[not-openapi]: `4.0.0` is no version of OpenAPI 3.0, such as 3.0.3
      at /openapi
    ");
}

#[test]
fn the_parts_that_every_description_has_are_asked_for() {
    insta::assert_snapshot!(checked("openapi: 3.0.3\ninfo:\n  version: 1.0\n"), @"
    in.yaml:3:3: error[not-openapi]: the key `title` is missing
      at /info
    in.yaml:3:12: error[not-openapi]: `version` is a string, and this is a number
      at /info/version
      hint: put it in quotes
    in.yaml:1:1: error[not-openapi]: the key `paths` is missing
    ");
    insta::assert_snapshot!(checked("openapi: 3.0.3\ninfo: x\npaths: []\n"), @"
    in.yaml:2:7: error[not-openapi]: `info` is a mapping, and this is a string
      at /info
    in.yaml:3:8: error[not-openapi]: `paths` is a mapping, and this is a list
      at /paths
    ");
}
