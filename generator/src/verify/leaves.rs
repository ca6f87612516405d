//! How much of a JSON value a model has a typed place for.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::child;
use crate::call::pick;
use crate::coverage::is_any_json;
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

/// Counts the leaves of a value that is read as a type, given the paths at which reading had an issue. Where there is no
/// type, none of the leaves is typed.
#[must_use]
pub fn leaves(api: &Api, ty: Option<&Ty>, value: &Json, issues: &BTreeSet<String>) -> Leaves {
    let mut count = Count { api, issues, found: Leaves::default() };
    match ty {
        Some(ty) => count.value(ty, value, "$"),
        None => count.untyped(value),
    }
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
            (_, Json::Null) => {}
            (ty, _) if is_any_json(self.api, ty) => {}
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
            (_, Json::Array(_) | Json::Object(_)) | (Ty::Map(_), _) => self.untyped(value),
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
            // Whatever it is made of has been read, for there was no issue.
            (Kind::Replaced(_), value) => each_leaf(value, &mut || self.leaf(true)),
            (Kind::Record(_), _) | (Kind::OpenEnum(_), Json::Array(_) | Json::Object(_)) => self.untyped(value),
            (Kind::OpenEnum(_) | Kind::Alias(_), _) => self.leaf(true),
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
        each_leaf(value, &mut || self.leaf(false));
    }

    fn leaf(&mut self, typed: bool) {
        self.found.all += 1;
        self.found.typed += usize::from(typed);
    }
}

fn each_leaf(value: &Json, visit: &mut impl FnMut()) {
    match value {
        Json::Null => {}
        Json::Array(items) => items.iter().for_each(|item| each_leaf(item, visit)),
        Json::Object(entries) => entries.values().for_each(|entry| each_leaf(entry, visit)),
        _ => visit(),
    }
}

/// The path with `[]` for each index; keys in brackets stay.
fn without_indices(path: &str) -> String {
    let mut parts = path.split('[');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push('[');
        out.push_str(part.trim_start_matches(|c: char| c.is_ascii_digit()));
    }
    out
}
