//! What overlays do to a document, and which overlays are refused.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use openapi_rust_codegen::diagnostics::Diagnostics;
use openapi_rust_codegen::document::{self, Document};
use openapi_rust_codegen::overlay::{self, StalePolicy};
use serde_json::json;

const HEAD: &str = "overlay: 1.0.0\ninfo: {title: T, version: '1'}\nactions:\n";
const WHY: &str = "x-reason: r, x-evidence: e";

fn read(name: &str, text: &str) -> Document {
    document::parse(name, text.as_bytes()).unwrap_or_else(|found| panic!("{found}"))
}

/// An overlay of actions, each on a line of its own from line 4 on.
fn overlay_of(actions: &[impl AsRef<str>]) -> Document {
    let lines = actions.iter().flat_map(|action| ["- ", action.as_ref(), "\n"]);
    read("fix.yaml", &std::iter::once(HEAD).chain(lines).collect::<String>())
}

/// Applies actions, each written as the inside of a flow mapping.
fn apply(text: &str, actions: &[&str]) -> (Document, Diagnostics) {
    let actions: Vec<_> = actions.iter().map(|action| format!("{{{action}, {WHY}}}")).collect();
    let mut document = read("in.yaml", text);
    let found = overlay::apply(&mut document, &overlay_of(&actions), StalePolicy::Refuse);
    (document, found)
}

fn applied(text: &str, actions: &[&str]) -> serde_json::Value {
    let (document, found) = apply(text, actions);
    assert!(found.is_empty(), "{found}");
    document.to_json()
}

fn faults(text: &str, actions: &[&str]) -> String {
    apply(text, actions).1.to_string()
}

#[test]
fn an_update_merges_deeply() {
    let text = "a: {b: {c: 1, list: [1]}, keep: x}\n";
    let update = "target: $.a, update: {b: {c: 2, d: {e: 3}, list: [1, 2]}, new: []}";
    let expected = json!({"a": {"b": {"c": 2, "list": [1, 1, 2], "d": {"e": 3}}, "keep": "x", "new": []}});
    assert_eq!(applied(text, &[update]), expected);
}

#[test]
fn the_root_can_be_updated() {
    assert_eq!(applied("a: 1", &["target: $, update: {b: 2}"]), json!({"a": 1, "b": 2}));
}

#[test]
fn a_scalar_is_replaced_by_anything() {
    assert_eq!(
        applied("a: {b: true, c: 1}", &["target: $.a, update: {b: {x: 1}, c: ~}"]),
        json!({"a": {"b": {"x": 1}, "c": null}})
    );
}

#[test]
fn a_list_takes_the_update_as_one_item() {
    assert_eq!(
        applied("a: [1]", &["target: $.a, update: 2", "target: $.a, update: [3, 4]"]),
        json!({"a": [1, 2, [3, 4]]})
    );
}

#[test]
fn a_list_in_a_mapping_is_replaced_by_two_actions() {
    let actions = ["target: $.a.required, remove: true", "target: $.a, update: {required: [x]}"];
    assert_eq!(applied("a: {required: [y, z]}", &actions), json!({"a": {"required": ["x"]}}));
}

#[test]
fn removal_keeps_the_order_of_the_rest() {
    let (document, found) = apply("a: 1\nb: 2\nc: 3\n", &["target: $.a, remove: true"]);
    assert!(found.is_empty());
    assert_eq!(document.root.as_map().unwrap().keys().collect::<Vec<_>>(), ["b", "c"]);
}

#[test]
fn several_matches_are_removed_from_the_end() {
    let text = "list: [{x: 1}, {}, {x: 2}, {x: 3}]\n";
    assert_eq!(applied(text, &["target: '$.list[?@.x]', remove: true"]), json!({"list": [{}]}));
    assert_eq!(applied("a: {b: {c: {}}}", &["target: '$.a..*', remove: true"]), json!({"a": {}}));
    assert_eq!(applied("a: [1, 2, 3]", &["target: '$.a[0, 0, -1]', remove: true"]), json!({"a": [2]}));
}

#[test]
fn several_matches_are_all_updated() {
    let text = "s: {a: {type: x}, b: {type: y}, c: {type: x}}\n";
    let expected = json!({"s": {"a": {"type": "x", "n": 1}, "b": {"type": "y"}, "c": {"type": "x", "n": 1}}});
    assert_eq!(applied(text, &["target: \"$.s[?@.type == 'x']\", update: {n: 1}"]), expected);
}

#[test]
fn actions_see_what_those_before_them_did() {
    let actions =
        ["target: $, update: {paths: {/a: {get: {}}}}", "target: \"$.paths['/a'].get\", update: {operationId: x}"];
    assert_eq!(applied("{}", &actions), json!({"paths": {"/a": {"get": {"operationId": "x"}}}}));
}

#[test]
fn names_with_escapes_are_found() {
    assert_eq!(
        applied("{\"it's\": {a: 1}}", &[r#"target: "$['it\\'s']", update: {b: 2}"#]),
        json!({"it's": {"a": 1, "b": 2}})
    );
}

#[test]
fn what_an_update_brings_keeps_its_place() {
    let (document, _) = apply("a: {b: 1, c: 2}\n", &["target: $.a, update: {b: 9, d: {e: 1}}"]);
    let place = |pointer: &str| document.place(pointer).unwrap().to_string();
    assert_eq!(place("/a/c"), "in.yaml:1:14");
    assert_eq!(place("/a/b"), "fix.yaml:4:29");
    assert_eq!(place("/a/d/e"), "fix.yaml:4:39");
    assert_eq!(document.key_place("/a/d").unwrap().to_string(), "fix.yaml:4:32");
}

#[test]
fn an_action_that_does_nothing_is_told() {
    let text = "a: {b: 1}\nlist: [{n: 1}, {n: 2}]\n";
    let actions = [
        "target: $.x, remove: true",
        "target: '$..x', update: {y: 1}",
        "target: $.a, update: {b: 1}",
        "target: $.a, update: {}",
        // Changes one of two matches: judged per action, this is a change.
        "target: '$.list[*]', update: {n: 2}",
    ];
    insta::assert_snapshot!(faults(text, &actions), @"
    fix.yaml:4:12: error[overlay-no-match]: `$.x` matches nothing
      at /actions/0
      hint: the description has moved on: remove the action, or mend its target
    fix.yaml:5:12: error[overlay-no-match]: `$..x` matches nothing
      at /actions/1
      hint: the description has moved on: remove the action, or mend its target
    fix.yaml:6:12: error[overlay-no-change]: `$.a` is as the action wants it already
      at /actions/2
      hint: the description has moved on: remove the action, or mend its target
    fix.yaml:7:12: error[overlay-no-change]: `$.a` is as the action wants it already
      at /actions/3
      hint: the description has moved on: remove the action, or mend its target
    ");
}

#[test]
fn what_does_nothing_is_a_warning_for_another_description() {
    let overlay = overlay_of(&[format!("{{target: $.x, remove: true, {WHY}}}")]);
    let found = overlay::apply(&mut read("in.yaml", "a: 1"), &overlay, StalePolicy::Warn);
    assert_eq!(found.len(), 1);
    assert!(!found.has_errors());
}

#[test]
fn what_does_not_fit_is_an_error() {
    let text = "map: {list: [1], map: {}, s: x}\n";
    let actions = [
        "target: $.map, update: {list: 1}",
        "target: $.map, update: {map: {a: 1}, list: {}}",
        "target: $.map, update: x",
        "target: $.map.s, update: y",
        "target: $, remove: true",
    ];
    insta::assert_snapshot!(faults(text, &actions), @"
    fix.yaml:4:34: error[overlay-conflict]: the update brings a number, where the description has a list
      at /map/list
      hint: remove it first, by an action of its own
    fix.yaml:5:47: error[overlay-conflict]: the update brings a mapping, where the description has a list
      at /map/list
      hint: remove it first, by an action of its own
    fix.yaml:6:27: error[overlay-conflict]: the target is a mapping, and the update is a string
      at /map
      hint: remove it first, by an action of its own
    fix.yaml:7:29: error[overlay-conflict]: the target is a string, and only a mapping or a list can be updated
      at /map/s
      hint: let the target be the mapping that it stands in
    fix.yaml:8:12: error[overlay-conflict]: the whole description cannot be removed
    ");
}

#[test]
fn an_update_cannot_nest_without_limit() {
    let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
    let text = format!("a: {}{{}}{}", "{b: ".repeat(100), "}".repeat(100));
    let found = faults(&text, &[&format!("target: $.a{}, update: {{x: {deep}}}", ".b".repeat(100))]);
    assert!(found.contains("too-deep"), "{found}");
}

#[test]
fn malformed_actions_are_all_reported_and_nothing_is_applied() {
    let actions = [
        "{target: $.a, update: {b: 1}, x-reason: r, x-evidence: [one, two]}",
        "{update: {}, x-reason: r, x-evidence: e}",
        "{target: '$.[', remove: true, x-reason: r, x-evidence: e}",
        "{target: $.a, update: {}, remove: true, x-reason: r, x-evidence: e}",
        "{target: $.a, remove: false, x-reason: r, x-evidence: e}",
        "{target: $.a, remove: 1, x-reason: r, x-evidence: e}",
        "{target: $.a, remove: true}",
        "{target: $.a, remove: true, x-reason: ' ', x-evidence: []}",
        "{target: $.a, remove: true, x-reason: r, x-evidence: [1]}",
        "{target: $.a, remove: true, x-reason: r, x-evidance: e}",
        "remove",
    ];
    let mut document = read("in.yaml", "a: {}");
    let found = overlay::apply(&mut document, &overlay_of(&actions), StalePolicy::Refuse);
    assert_eq!(document.to_json(), json!({"a": {}}));
    insta::assert_snapshot!(found, @"
    fix.yaml:5:3: error[overlay-action]: the key `target` is missing
      at /actions/1
    fix.yaml:6:12: error[overlay-action]: `$.[` is no JSONPath: at position 2, in dot member name, must start with lowercase alpha or '_'
      at /actions/2/target
      hint: write it as RFC 9535 has it, such as $.paths['/me'].get
    fix.yaml:7:37: error[overlay-action]: an action has `update` or `remove`, not both
      at /actions/3/remove
    fix.yaml:8:3: error[overlay-action]: the action has neither `update` nor `remove: true`
      at /actions/4
    fix.yaml:9:25: error[overlay-action]: `remove` is true or false, and this is a number
      at /actions/5/remove
    fix.yaml:10:3: error[overlay-action]: the key `x-reason` is missing
      at /actions/6
    fix.yaml:10:3: error[overlay-action]: the key `x-evidence` is missing
      at /actions/6
    fix.yaml:11:41: error[overlay-action]: `x-reason` is a text that is not empty, and this is a string
      at /actions/7/x-reason
    fix.yaml:11:58: error[overlay-action]: the list of sources is empty
      at /actions/7/x-evidence
    fix.yaml:12:57: error[overlay-action]: `x-evidence` is a list of texts, and this is a number
      at /actions/8/x-evidence
    fix.yaml:13:44: error[overlay-action]: the key `x-evidance` is not known here
      at /actions/9/x-evidance
      hint: known are target, description, update, remove, x-reason, x-evidence
    fix.yaml:13:3: error[overlay-action]: the key `x-evidence` is missing
      at /actions/9
    fix.yaml:14:3: error[overlay-action]: this is a mapping in an overlay, and here it is a string
      at /actions/10
    ");
}

#[test]
fn a_file_that_is_no_overlay_is_told() {
    let told = |text: &str| overlay::apply(&mut read("in.yaml", "{}"), &read("fix.yaml", text), StalePolicy::Refuse);
    insta::assert_snapshot!(told("[]"), @"fix.yaml:1:1: error[not-overlay]: this is a mapping in an overlay, and here it is a list");
    insta::assert_snapshot!(told("openapi: 3.0.1\n"), @"
    fix.yaml:1:1: error[not-overlay]: the key `openapi` is not known here
      at /openapi
      hint: known are overlay, info, extends, actions
    fix.yaml:1:1: error[not-overlay]: the key `overlay` is missing
    fix.yaml:1:1: error[not-overlay]: the key `info` is missing
    fix.yaml:1:1: error[not-overlay]: the key `actions` is missing
    ");
    insta::assert_snapshot!(told("overlay: 1.1.0\ninfo: {title: T}\nextends: 1\nactions: {}\n"), @"
    fix.yaml:1:10: error[not-overlay]: `1.1.0` is not the version of overlays that is read, 1.0.0
      at /overlay
    fix.yaml:2:7: error[not-overlay]: the key `version` is missing
      at /info
    fix.yaml:3:10: error[not-overlay]: `extends` is a text that is not empty, and this is a number
      at /extends
    fix.yaml:4:10: error[not-overlay]: `actions` is a list, and this is a mapping
      at /actions
    ");
    assert!(told("overlay: 1.0.0\ninfo: {title: T, version: 1.0.0}\nextends: a.yaml\nactions: []\n").is_empty());
}
