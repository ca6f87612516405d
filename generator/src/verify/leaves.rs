//! How much of a JSON value a model has a typed place for.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use crate::call::pick;
use crate::ir::{Api, Kind, Ty};

/// Leaf values other than null.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Leaves {
    /// Those that reach a declared, typed field.
    pub typed: usize,
    /// All, but for those below places that are any JSON on purpose.
    pub all: usize,
    /// Paths of fields that no model declares, indices left out.
    pub undeclared: BTreeSet<String>,
}

/// Counts the leaves of a value that is read as a type, given the paths at which reading had an issue.
#[must_use]
pub fn leaves(api: &Api, ty: &Ty, value: &Json, issues: &BTreeSet<String>) -> Leaves {
    let mut count = Count { api, issues, found: Leaves::default() };
    count.value(ty, value, "$");
    count.found
}

struct Count<'a> {
    api: &'a Api,
    issues: &'a BTreeSet<String>,
    found: Leaves,
}

impl Count<'_> {
    fn value(&mut self, ty: &Ty, value: &Json, path: &str) {
        if self.issues.contains(path) {
            return self.untyped(value);
        }
        match (self.api.unalias(ty), value) {
            (_, Json::Null) | (Ty::Json, _) => {}
            (Ty::Map(inner), Json::Object(_)) if **inner == Ty::Json => {}
            (Ty::Map(inner), Json::Object(entries)) => {
                for (key, value) in entries {
                    self.value(inner, value, &child(path, key));
                }
            }
            (Ty::List(item) | Ty::OneOrMany(item), Json::Array(items)) => {
                for (index, value) in items.iter().enumerate() {
                    self.value(item, value, &format!("{path}[{index}]"));
                }
            }
            // Read as a list of one.
            (Ty::List(item) | Ty::OneOrMany(item), one) => self.value(item, one, path),
            (Ty::Nullable(inner), value) => self.value(inner, value, path),
            (Ty::Ref(id), value) => self.named(&self.api.ty(*id).kind, value, path),
            (_, Json::Array(_) | Json::Object(_)) => self.untyped(value),
            _ => self.leaf(true),
        }
    }

    fn named(&mut self, kind: &Kind, value: &Json, path: &str) {
        match (kind, value) {
            (Kind::Record(record), Json::Object(entries)) => {
                for (key, value) in entries {
                    let at = child(path, key);
                    match record.fields.iter().find(|field| field.wire == *key) {
                        Some(field) => self.value(&field.ty, value, &at),
                        None => self.undeclared(value, &at),
                    }
                }
            }
            (Kind::Union(union), value) => match pick(self.api, union, value) {
                Some(variant) => self.value(&variant.ty, value, path),
                None => self.untyped(value),
            },
            (Kind::OpenEnum(_) | Kind::Replaced(_), Json::Array(_) | Json::Object(_)) | (Kind::Record(_), _) => {
                self.untyped(value);
            }
            (Kind::OpenEnum(_) | Kind::Replaced(_) | Kind::Alias(_), _) => self.leaf(true),
        }
    }

    fn undeclared(&mut self, value: &Json, path: &str) {
        let before = self.found.all;
        self.untyped(value);
        if self.found.all > before {
            self.found.undeclared.insert(without_indices(path));
        }
    }

    fn untyped(&mut self, value: &Json) {
        match value {
            Json::Null => {}
            Json::Array(items) => items.iter().for_each(|item| self.untyped(item)),
            Json::Object(entries) => entries.values().for_each(|entry| self.untyped(entry)),
            _ => self.leaf(false),
        }
    }

    fn leaf(&mut self, typed: bool) {
        self.found.all += 1;
        self.found.typed += usize::from(typed);
    }
}

/// The path of a property, as the emitted crate spells it.
fn child(path: &str, key: &str) -> String {
    let plain = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if plain { format!("{path}.{key}") } else { format!("{path}[{key:?}]") }
}

fn without_indices(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    let mut inside = false;
    for c in path.chars() {
        match c {
            '[' => {
                inside = true;
                out.push_str("[]");
            }
            ']' => inside = false,
            _ if inside => {}
            _ => out.push(c),
        }
    }
    out
}
