//! The tree of an input file: what YAML or JSON said, and where it said it.
//!
//! ```text
//! bytes --parse--> Document --check--> Diagnostics
//! ```

mod checks;
mod escapes;
mod input;
mod parse;
pub mod pointer;
mod scalar;

use std::sync::Arc;

use indexmap::IndexMap;

pub use crate::diagnostics::Place;
pub use checks::{check, is_of_version};
pub use parse::{MAX_BYTES, MAX_DEPTH, MAX_NODES, parse};

/// A file that was read.
#[derive(Debug, Clone)]
pub struct Document {
    /// The value that the file holds.
    pub root: Node,
}

/// A value and where it begins.
#[derive(Debug, Clone)]
pub struct Node {
    /// What stands there.
    pub value: Value,
    /// Where its first character stands. A value that came through an alias has the place of the alias.
    pub place: Place,
}

/// What a node holds: the values of JSON.
#[derive(Debug, Clone)]
pub enum Value {
    /// `null`, `~` or nothing at all.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// Any number that JSON has.
    Number(serde_json::Number),
    /// Text.
    String(String),
    /// A list.
    List(Vec<Node>),
    /// A mapping, in the order of the file.
    Map(Map),
}

/// The entries of a mapping, in the order of the file.
pub type Map = IndexMap<String, Entry>;

/// One entry of a mapping.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Where the key stands.
    pub key_place: Place,
    /// What the key leads to.
    pub node: Node,
}

impl Document {
    /// The node at a JSON pointer.
    #[must_use]
    pub fn get(&self, pointer: &str) -> Option<&Node> {
        self.root.get(pointer)
    }

    /// The node, or the one that it refers to.
    pub(crate) fn follow<'d>(&'d self, mut node: &'d Node) -> &'d Node {
        // More references in a row than this lead in a circle.
        for _ in 0..16 {
            let target = node.child("$ref").and_then(Node::as_str).and_then(|target| target.strip_prefix('#'));
            match target.and_then(|target| self.get(target)) {
                Some(target) => node = target,
                None => break,
            }
        }
        node
    }

    /// Where the node at a JSON pointer stands or, if there is none, its nearest ancestor. Always known, so that a
    /// diagnostic can be given the answer as it is.
    #[must_use]
    pub fn place(&self, pointer: &str) -> Option<Place> {
        let mut node = &self.root;
        for token in pointer::tokens(pointer) {
            match node.child(&token) {
                Some(child) => node = child,
                None => break,
            }
        }
        Some(node.place.clone())
    }

    /// Where the key stands that leads to the node at a JSON pointer. A list's item, and the root, have none.
    #[must_use]
    pub fn key_place(&self, pointer: &str) -> Option<Place> {
        let (parent, key) = pointer.rsplit_once('/')?;
        let entry = self.get(parent)?.as_map()?.get(&*pointer::unescape(key))?;
        Some(entry.key_place.clone())
    }

    /// The tree as `serde_yaml` has it, to be deserialised.
    #[must_use]
    pub fn to_yaml(&self) -> serde_yaml::Value {
        self.root.to_yaml()
    }

    /// The tree as `serde_json` has it.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        self.root.to_json()
    }
}

impl Node {
    /// The node at a JSON pointer, from here.
    #[must_use]
    pub fn get(&self, pointer: &str) -> Option<&Self> {
        pointer::tokens(pointer).try_fold(self, |node, token| node.child(&token))
    }

    /// The entry of a mapping or the item of a list that a pointer's token (not escaped) names.
    #[must_use]
    pub fn child(&self, token: &str) -> Option<&Self> {
        match &self.value {
            Value::Map(map) => map.get(token).map(|entry| &entry.node),
            Value::List(items) => items.get(list_index(token)?),
            _ => None,
        }
    }

    /// As [`Node::child`], to be changed.
    pub fn child_mut(&mut self, token: &str) -> Option<&mut Self> {
        match &mut self.value {
            Value::Map(map) => map.get_mut(token).map(|entry| &mut entry.node),
            Value::List(items) => items.get_mut(list_index(token)?),
            _ => None,
        }
    }

    /// The entries, if this is a mapping.
    #[must_use]
    pub fn as_map(&self) -> Option<&Map> {
        if let Value::Map(map) = &self.value { Some(map) } else { None }
    }

    /// The items, if this is a list.
    #[must_use]
    pub fn as_list(&self) -> Option<&[Self]> {
        if let Value::List(items) = &self.value { Some(items) } else { None }
    }

    /// The text, if this is a string.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        if let Value::String(text) = &self.value { Some(text) } else { None }
    }

    /// The truth, if this is a boolean.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        if let Value::Bool(truth) = &self.value { Some(*truth) } else { None }
    }

    /// How many lists and mappings stand within each other here: none in a scalar.
    #[must_use]
    pub fn levels(&self) -> usize {
        match &self.value {
            Value::List(items) => 1 + items.iter().map(Self::levels).max().unwrap_or(0),
            Value::Map(map) => 1 + map.values().map(|entry| entry.node.levels()).max().unwrap_or(0),
            _ => 0,
        }
    }

    /// The value as `serde_yaml` has it.
    #[must_use]
    pub fn to_yaml(&self) -> serde_yaml::Value {
        match &self.value {
            Value::Null => serde_yaml::Value::Null,
            Value::Bool(truth) => (*truth).into(),
            Value::Number(number) => yaml_number(number),
            Value::String(text) => text.as_str().into(),
            Value::List(items) => items.iter().map(Self::to_yaml).collect(),
            Value::Map(map) => serde_yaml::Value::Mapping(
                map.iter().map(|(key, entry)| (key.as_str().into(), entry.node.to_yaml())).collect(),
            ),
        }
    }

    /// The value as `serde_json` has it.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        match &self.value {
            Value::Null => serde_json::Value::Null,
            Value::Bool(truth) => (*truth).into(),
            Value::Number(number) => number.clone().into(),
            Value::String(text) => text.as_str().into(),
            Value::List(items) => items.iter().map(Self::to_json).collect(),
            Value::Map(map) => map.iter().map(|(key, entry)| (key.clone(), entry.node.to_json())).collect(),
        }
    }
}

impl Value {
    /// What this is, with its article, for a message: `a list`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::String(_) => "a string",
            Self::List(_) => "a list",
            Self::Map(_) => "a mapping",
        }
    }
}

/// The place of a byte in a text.
pub(crate) fn place_at(file: &str, text: &[u8], offset: usize) -> Place {
    let before = String::from_utf8_lossy(text.get(..offset).unwrap_or(text));
    let line = before.rsplit('\n').next().unwrap_or_default();
    Place { file: Arc::from(file), line: 1 + before.matches('\n').count(), column: 1 + line.chars().count() }
}

/// RFC 6901 has no leading zeros and no signs, so that each item has one pointer only.
fn list_index(token: &str) -> Option<usize> {
    let plain = token == "0" || token.starts_with(|c: char| c.is_ascii_digit() && c != '0');
    if plain { token.parse().ok() } else { None }
}

fn yaml_number(number: &serde_json::Number) -> serde_yaml::Value {
    if let Some(n) = number.as_u64() {
        n.into()
    } else if let Some(n) = number.as_i64() {
        n.into()
    } else {
        // A number is one of the three, so the default is never taken.
        number.as_f64().unwrap_or_default().into()
    }
}
