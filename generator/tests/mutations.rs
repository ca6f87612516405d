//! Descriptions with something wrong in them: whatever it is, it is told or made into Rust, never a panic.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use openapi_rust_codegen::document;
use openapi_rust_codegen::pipeline::{self, Input};
use openapi_rust_codegen::render::FileSet;
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};

/// The small descriptions of the snapshots.
static INPUTS: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/inputs");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    files.sort();
    files.iter().map(|path| document::parse("api.yaml", &fs::read(path).unwrap()).unwrap().to_json()).collect()
});

/// What the runtime adds does not matter here.
static TEMPLATES: LazyLock<FileSet> =
    LazyLock::new(|| ["manifest.toml", "lib.rs"].map(|name| (name.to_owned(), Vec::new())).into());

/// What a node becomes.
#[derive(Debug, Clone)]
enum Change {
    /// Some other value.
    Value(Value),
    /// What stands at another place of the same description.
    Copy(Index),
    /// Nothing: it goes.
    Remove,
    /// The same below a key that is longer than it was, or of other letters.
    Rename(String),
}

fn change() -> impl Strategy<Value = Change> {
    let values = [
        json!(null),
        json!(true),
        json!(-1.5),
        json!(""),
        json!("string"),
        json!("array"),
        json!([]),
        json!({}),
        json!([null, 1, "a"]),
        json!({"type": "object", "additionalProperties": {"type": "array"}}),
        json!({"oneOf": [{"type": "string"}, {"type": "array", "items": {}}]}),
        json!({"$ref": "#/components/schemas/gone"}),
    ];
    prop_oneof![
        prop::sample::select(values.to_vec()).prop_map(Change::Value),
        any::<Index>().prop_map(Change::Copy),
        any::<Index>().prop_map(Change::Copy),
        Just(Change::Remove),
        "[a-z_{}/#. é0-9-]{0,6}|self|Unknown|extra|allOf|oneOf|nullable|required".prop_map(Change::Rename),
    ]
}

/// Pointers of all nodes but the root.
fn pointers(value: &Value) -> Vec<String> {
    let children: Vec<(String, &Value)> = match value {
        Value::Object(map) => map.iter().map(|(key, value)| (key.clone(), value)).collect(),
        Value::Array(list) => list.iter().enumerate().map(|(index, value)| (index.to_string(), value)).collect(),
        _ => Vec::new(),
    };
    let below = |(key, value): (String, &Value)| {
        let at = document::pointer::join("", &key);
        let inner = pointers(value).into_iter().map(|rest| format!("{at}{rest}")).collect::<Vec<_>>();
        std::iter::once(at.clone()).chain(inner)
    };
    children.into_iter().flat_map(below).collect()
}

fn mutate(api: &mut Value, at: &str, change: &Change, all: &[String]) {
    let copy = |index: &Index, api: &Value| api.pointer(index.get::<String>(all)).cloned().unwrap_or_default();
    match change {
        Change::Value(value) => set(api, at, value.clone()),
        Change::Copy(index) => set(api, at, copy(index, api)),
        Change::Remove => drop(take(api, at)),
        Change::Rename(name) => {
            let Some(value) = take(api, at) else { return };
            let (parent, _) = at.rsplit_once('/').unwrap();
            match api.pointer_mut(parent) {
                Some(Value::Object(map)) => drop(map.insert(name.clone(), value)),
                Some(Value::Array(list)) => list.push(value),
                _ => {}
            }
        }
    }
}

fn set(api: &mut Value, at: &str, value: Value) {
    if let Some(node) = api.pointer_mut(at) {
        *node = value;
    }
}

fn take(api: &mut Value, at: &str) -> Option<Value> {
    let (parent, key) = at.rsplit_once('/')?;
    match api.pointer_mut(parent)? {
        Value::Object(map) => map.remove(&*document::pointer::unescape(key)),
        Value::Array(list) => {
            key.parse().ok().filter(|index| *index < list.len()).map(|index: usize| list.remove(index))
        }
        _ => None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_changed_description_is_refused_or_made_whole(
        which in any::<Index>(),
        changes in prop::collection::vec((any::<Index>(), change()), 1..4),
    ) {
        let mut api = which.get(&INPUTS).clone();
        for (place, change) in &changes {
            let all = pointers(&api);
            if !all.is_empty() {
                mutate(&mut api, place.get::<String>(&all), change, &all);
            }
        }
        let description = Some(common::source("api.json", &api.to_string()));
        let input = Input { description, templates: TEMPLATES.clone(), ..Input::default() };
        match pipeline::generate(&input, &mut |_| {}) {
            Ok(output) => prop_assert!(output.report.is_complete()),
            Err(found) => {
                prop_assert!(found.has_errors());
                let own = found.iter().find(|one| ["not-rust", "incomplete"].contains(&one.code));
                prop_assert!(own.is_none(), "{found}\n{api:#}");
            }
        }
    }
}

/// Each component refers to the next, so many that following them must not use the stack.
#[test]
fn long_chains_of_components_are_followed() {
    const LENGTH: usize = 2000;
    let kinds: [fn(Value) -> Value; 5] = [
        |next| json!({"type": "object", "properties": {"next": next}}),
        |next| json!({"type": "object", "additionalProperties": next}),
        |next| json!({"type": "array", "items": next}),
        |next| json!({"oneOf": [next, {"type": "string"}]}),
        |next| json!({"anyOf": [next, {"type": "object", "properties": {"end": {"type": "boolean"}}}]}),
    ];
    for kind in kinds {
        let reference = |index: usize| json!({"$ref": format!("#/components/schemas/s{index}")});
        let links = (0..LENGTH).map(|index| (format!("s{index}"), kind(reference(index + 1))));
        let end = (format!("s{LENGTH}"), json!({"type": "object", "properties": {"name": {"type": "string"}}}));
        let schemas: serde_json::Map<String, Value> = links.chain([end]).collect();
        let reply = json!({"description": "", "content": {"application/json": {"schema": reference(0)}}});
        let api = json!({
            "openapi": "3.0.3",
            "info": {"title": "Chain", "version": "1"},
            "paths": {"/first": {"get": {"operationId": "getFirst", "responses": {"200": reply}}}},
            "components": {"schemas": schemas},
        });
        let input = Input { templates: TEMPLATES.clone(), ..common::input(&api.to_string()) };
        let output = pipeline::generate(&input, &mut |_| {}).unwrap_or_else(|found| panic!("{found}"));
        assert!(output.report.is_complete(), "{}", output.report);
    }
}
