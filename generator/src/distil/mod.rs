//! The facts of a description, without its prose and its examples.
//!
//! What is left out is told by *position*: the keyword `description` of a schema goes, a property of that name stays.
//! The positions are those of the tables in `grammar`.

mod grammar;
mod write;

use crate::document::{Document, Entry, Map, Node, Value};
use grammar::{Kind, Rule};

/// Keywords that carry prose or examples, wherever they are keywords.
const PROSE: [&str; 5] = ["description", "summary", "example", "examples", "externalDocs"];

/// The only extension that carries a fact: the tags of a schema.
const KEPT_EXTENSION: &str = "x-tags";

/// Writes what a description states, as YAML: everything but prose, examples and extensions, keywords in a canonical
/// order and all names (of properties, paths, schemas ...) in that of the document. The result is a valid description
/// again, and distilling it once more changes nothing.
#[must_use]
pub fn distil(document: &Document) -> String {
    write::yaml(&object(&document.root, Kind::Root))
}

/// What is kept below a keyword, if anything.
fn kept(node: &Node, rule: Rule) -> Option<Node> {
    match rule {
        Rule::Value => Some(node.clone()),
        Rule::Title => Some(node).filter(|node| is_name(node)).cloned(),
        Rule::Object(kind) => Some(object(node, kind)),
        Rule::Names(kind) => Some(names(node, |child| object(child, kind))),
        Rule::Texts => Some(names(node, empty_text)),
        Rule::Blank => Some(empty_text(node)),
        Rule::Drop => None,
    }
}

/// Whether a title names a schema. The longest name that was seen has eight words.
fn is_name(title: &Node) -> bool {
    title.as_str().is_none_or(|text| text.split_whitespace().count() <= 8)
}

/// An object, or each of a list: the keywords that its kind lists in their order, then the others in that of the file.
fn object(node: &Node, kind: Kind) -> Node {
    let value = match &node.value {
        Value::Map(map) => Value::Map(keywords(node, map, kind)),
        Value::List(items) => Value::List(items.iter().map(|item| object(item, kind)).collect()),
        scalar => scalar.clone(),
    };
    Node { value, place: node.place.clone() }
}

fn keywords(node: &Node, map: &Map, kind: Kind) -> Map {
    let mut result = Map::new();
    let mut put = |key: &str, entry: Option<&Entry>, rule: Rule| {
        let (key_place, old) = entry.map_or((&node.place, node), |entry| (&entry.key_place, &entry.node));
        if let Some(node) = kept(old, rule) {
            result.insert(key.to_owned(), Entry { key_place: key_place.clone(), node });
        }
    };
    for &(key, rule) in kind.keywords() {
        let entry = map.get(key);
        let required = rule == Rule::Blank && !map.contains_key("$ref");
        if required || (entry.is_some() && rule != Rule::Blank) {
            put(key, entry, rule);
        }
    }
    for (key, entry) in map {
        if !kind.keywords().iter().any(|(known, _)| known == key) {
            put(key, Some(entry), kind.rule_of_other(key));
        }
    }
    result
}

/// A mapping with each of its values changed and all of its names kept.
fn names(node: &Node, change: impl Fn(&Node) -> Node) -> Node {
    let Value::Map(map) = &node.value else { return node.clone() };
    let entries = map
        .iter()
        .map(|(name, entry)| (name.clone(), Entry { key_place: entry.key_place.clone(), node: change(&entry.node) }));
    Node { value: Value::Map(entries.collect()), place: node.place.clone() }
}

fn empty_text(node: &Node) -> Node {
    Node { value: Value::String(String::new()), place: node.place.clone() }
}
