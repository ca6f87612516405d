//! Schemas in a document, by their pointers.

use crate::document::{Document, Node, pointer};

/// References that are followed one after the other before they are taken for a circle.
const MAX_HOPS: usize = 16;

/// The pointer of the same place without a reference on the way to it.
pub(super) fn canonical(document: &Document, at: &str) -> Option<String> {
    let mut here = String::new();
    for token in pointer::tokens(at) {
        if document.get(&here)?.child(&token).is_none() {
            here = behind_references(document, &here)?;
        }
        here = pointer::join(&here, &token);
    }
    document.get(&here).map(|_| here)
}

/// Where the references at a place lead; the place itself if there is none.
fn behind_references(document: &Document, at: &str) -> Option<String> {
    let mut at = at.to_owned();
    for _ in 0..MAX_HOPS {
        match document.get(&at)?.child("$ref").and_then(Node::as_str) {
            Some(target) => target.strip_prefix('#')?.clone_into(&mut at),
            None => return Some(at),
        }
    }
    None
}

/// Every schema that makes up the one at a place and has what `pick` looks for: itself, and what it is composed of.
pub(super) fn parts(document: &Document, at: &str, pick: &dyn Fn(&Node) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    collect(document, at, pick, MAX_HOPS, &mut found);
    found
}

fn collect(document: &Document, at: &str, pick: &dyn Fn(&Node) -> bool, hops: usize, found: &mut Vec<String>) {
    let Some(at) = behind_references(document, at) else { return };
    let Some(node) = document.get(&at).filter(|_| hops > 0) else { return };
    if pick(node) && !found.contains(&at) {
        found.push(at.clone());
    }
    for keyword in ["allOf", "oneOf", "anyOf"] {
        let members = node.child(keyword).and_then(Node::as_list).unwrap_or_default();
        for index in 0..members.len() {
            collect(document, &format!("{at}/{keyword}/{index}"), pick, hops - 1, found);
        }
    }
}

/// Where a property of the schema at a place is described.
pub(super) fn property(document: &Document, at: &str, name: &str) -> Vec<String> {
    let has = |node: &Node| node.child("properties").and_then(|all| all.child(name)).is_some();
    let owners = parts(document, at, &has);
    owners.iter().map(|owner| pointer::join(&format!("{owner}/properties"), name)).collect()
}

/// Where a keyword of the schema at a place has a schema: `items`, `additionalProperties`.
pub(super) fn keyword(document: &Document, at: &str, keyword: &str) -> Vec<String> {
    let owners = parts(document, at, &|node| node.child(keyword).and_then(Node::as_map).is_some());
    owners.iter().map(|owner| pointer::join(owner, keyword)).collect()
}

/// The `JSONPath` of a pointer.
pub(super) fn json_path(document: &Document, at: &str) -> String {
    let mut path = "$".to_owned();
    let mut here = String::new();
    for token in pointer::tokens(at) {
        let in_list = document.get(&here).and_then(Node::as_list).is_some();
        let step = if in_list {
            format!("[{token}]")
        } else if is_shorthand(&token) {
            format!(".{token}")
        } else {
            format!("[{}]", quoted(&token))
        };
        path.push_str(&step);
        here = pointer::join(&here, &token);
    }
    path
}

/// Whether a name may stand behind a dot.
fn is_shorthand(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// A text as `JSONPath` has it.
pub(super) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
}
