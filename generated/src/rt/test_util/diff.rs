//! Where two JSON values differ.

use serde_json::{Map, Value};

/// So many differences are told; who needs more of them had better look at the whole.
const MOST: usize = 20;

/// What stands in a recording for something personal begins with this, and anything is taken for it.
pub(super) const SCRUBBED: &str = "scrubbed-";

/// A line for each difference: where it is, what was expected, and what came.
pub(super) fn differences(expected: &Value, came: &Value) -> Vec<String> {
    let mut found = Vec::new();
    walk("$", Some(expected), Some(came), &mut found);
    if found.len() > MOST {
        let more = found.len() - MOST;
        found.truncate(MOST);
        found.push(format!("and {more} more"));
    }
    found
}

fn walk(path: &str, expected: Option<&Value>, came: Option<&Value>, found: &mut Vec<String>) {
    match (expected, came) {
        (Some(Value::Object(expected)), Some(Value::Object(came))) => walk_objects(path, expected, came, found),
        (Some(Value::Array(expected)), Some(Value::Array(came))) => {
            for index in 0..expected.len().max(came.len()) {
                walk(&format!("{path}[{index}]"), expected.get(index), came.get(index), found);
            }
        }
        (Some(Value::String(expected)), Some(came)) if is_scrubbed(expected) && !came.is_null() => {}
        (expected, came) if expected == came => {}
        (expected, came) => found.push(format!("{path}: expected {}, came {}", shown(expected), shown(came))),
    }
}

fn walk_objects(path: &str, expected: &Map<String, Value>, came: &Map<String, Value>, found: &mut Vec<String>) {
    for (name, value) in expected {
        walk(&format!("{path}.{name}"), Some(value), came.get(name), found);
    }
    for (name, value) in came.iter().filter(|(name, _)| !expected.contains_key(*name)) {
        walk(&format!("{path}.{name}"), None, Some(value), found);
    }
}

pub(super) fn is_scrubbed(text: &str) -> bool {
    text.contains(SCRUBBED)
}

fn shown(value: Option<&Value>) -> String {
    value.map_or_else(|| "nothing".to_owned(), Value::to_string)
}
