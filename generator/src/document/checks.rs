//! The first look at a document: is it a description of the version that is read?

use super::{Document, Map, Node, Value};
use crate::diagnostics::Diagnostics;

/// What to do about a file of another kind.
const WANTED: &str = "give an OpenAPI 3.0 description, in YAML or JSON";

/// Says what keeps the document from being read as `OpenAPI` 3.0: another format, another version, or one of the parts
/// missing that every description has. What lies deeper is not looked at.
#[must_use]
pub fn check(document: &Document) -> Diagnostics {
    let mut found = Diagnostics::default();
    let root = &document.root;
    match &root.value {
        Value::Map(map) => {
            if version(map, root, &mut found) {
                info(map, root, &mut found);
                mapping("paths", map, root, &mut found);
            }
        }
        other => {
            let message = format!("an OpenAPI description is a mapping, and this is {}", other.kind());
            found.error("not-openapi", "", Some(root.place.clone()), message);
            found.hint(WANTED);
        }
    }
    found
}

/// Whether the document says that it is of the version that is read, so that its other faults are worth telling.
#[must_use]
pub fn is_of_version(document: &Document) -> bool {
    let root = &document.root;
    root.as_map().is_some_and(|map| version(map, root, &mut Diagnostics::default()))
}

/// Whether the document says that it is of version 3.0.
fn version(map: &Map, root: &Node, found: &mut Diagnostics) -> bool {
    if let Some(entry) = map.get("swagger") {
        found.error(
            "swagger-2",
            "/swagger",
            Some(entry.node.place.clone()),
            "this is a Swagger 2.0 description; only OpenAPI 3.0 is read",
        );
        found.hint("convert it to OpenAPI 3.0 first");
        return false;
    }
    let Some(entry) = map.get("openapi") else {
        found.error(
            "not-openapi",
            "",
            Some(root.place.clone()),
            "the key `openapi` is missing, so this is no OpenAPI description",
        );
        found.hint(WANTED);
        return false;
    };
    let place = Some(entry.node.place.clone());
    let Some(version) = entry.node.as_str() else {
        let message = format!("`openapi` is a version such as 3.0.3, and this is {}", entry.node.value.kind());
        found.error("not-openapi", "/openapi", place, message);
        return false;
    };
    match version.split('.').collect::<Vec<_>>()[..] {
        ["3", "0", patch] if is_number(patch) => return true,
        ["3", minor, ..] if is_number(minor) && minor != "0" => {
            found.error(
                "openapi-3-1",
                "/openapi",
                place,
                format!("this is an OpenAPI {version} description; only OpenAPI 3.0 is read"),
            );
            found.hint("its schemas are of another JSON Schema dialect: convert it to OpenAPI 3.0 first");
        }
        _ => found.error(
            "not-openapi",
            "/openapi",
            place,
            format!("`{version}` is no version of OpenAPI 3.0, such as 3.0.3"),
        ),
    }
    false
}

fn info(map: &Map, root: &Node, found: &mut Diagnostics) {
    let Some(info) = mapping("info", map, root, found) else { return };
    let Some(entries) = info.as_map() else { return };
    for key in ["title", "version"] {
        match entries.get(key) {
            None => missing(key, "/info", info, found),
            Some(entry) if entry.node.as_str().is_none() => {
                let message = format!("`{key}` is a string, and this is {}", entry.node.value.kind());
                found.error("not-openapi", &format!("/info/{key}"), Some(entry.node.place.clone()), message);
                found.hint("put it in quotes");
            }
            Some(_) => {}
        }
    }
}

/// The entry `key` where it is the mapping that it must be.
fn mapping<'d>(key: &str, map: &'d Map, root: &Node, found: &mut Diagnostics) -> Option<&'d Node> {
    let Some(entry) = map.get(key) else {
        missing(key, "", root, found);
        return None;
    };
    if entry.node.as_map().is_none() {
        let message = format!("`{key}` is a mapping, and this is {}", entry.node.value.kind());
        found.error("not-openapi", &format!("/{key}"), Some(entry.node.place.clone()), message);
        return None;
    }
    Some(&entry.node)
}

fn missing(key: &str, pointer: &str, parent: &Node, found: &mut Diagnostics) {
    found.error("not-openapi", pointer, Some(parent.place.clone()), format!("the key `{key}` is missing"));
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}
