//! From what was seen to what is to be corrected.

use serde_json::{Value as Json, json};

use super::places::{json_path, parts, quoted};
use super::shape::is_name;
use super::walk::{Findings, Place, Seen};
use super::{Action, Lessons};
use crate::document::{Document, Node, pointer};

/// More new values than this are no values of an enum.
const MAX_VALUES: usize = 12;

/// What is to be corrected, and what a person has to look at.
pub(super) fn of(document: &Document, findings: &Findings) -> Lessons {
    let mut writer = Writer { document, lessons: Lessons::default(), replaced: Vec::new() };
    for (at, place) in &findings.places {
        writer.place(at, place);
    }
    for ((at, name), seen) in &findings.missing {
        writer.missing(at, name, seen);
    }
    for ((at, name), (shape, seen)) in &findings.undeclared {
        if !is_name(name) {
            let what = "a field with a name that may be data and so is not told here";
            writer.note(at, what, seen);
        } else if shape.says_something() {
            let reason = format!("The API sends `{name}`, which is not described.");
            writer.update(at, json!({"properties": {name: shape.schema()}}), reason, seen);
        } else {
            writer.note(at, &format!("`{name}` is not described; of its type nothing is known yet"), seen);
        }
    }
    writer.without_place(&findings.nowhere, "what did not fit has no schema of its own");
    writer.without_place(&findings.undescribed, "replies that the description has no JSON for");
    writer.lessons
}

struct Writer<'a> {
    document: &'a Document,
    lessons: Lessons,
    /// Schemas that an action replaces: what is below them is not there any more.
    replaced: Vec<String>,
}

impl Writer<'_> {
    fn place(&mut self, at: &str, place: &Place) {
        if place.mismatch.count > 0 {
            self.mismatch(at, place);
        } else if place.null.count > 0 {
            self.update(at, json!({"nullable": true}), "The API sends null here.", &place.null);
        }
        if !place.values.is_empty() {
            self.values(at, place);
        }
        if place.no_variant.count > 0 {
            self.note(at, "no variant fits", &place.no_variant);
        }
    }

    /// Another schema, where one can hold all that was seen.
    fn mismatch(&mut self, at: &str, place: &Place) {
        let Place { shape, mismatch, .. } = place;
        let holder = at.rsplit_once('/').and_then(|(parent, key)| {
            let is_mapping = self.document.get(parent)?.as_map().is_some();
            is_mapping.then(|| (parent, pointer::unescape(key).into_owned()))
        });
        let Some((parent, key)) = holder.filter(|_| shape.is_of_one_kind() && shape.says_something()) else {
            return self.note(
                at,
                "the API sends values of another kind too, and no one type is sure to hold all of them",
                mismatch,
            );
        };
        let mut schema = shape.schema();
        if self.document.get(at).and_then(|node| node.child("nullable")).and_then(Node::as_bool) == Some(true) {
            schema["nullable"] = true.into();
        }
        let reason = "The API sends values of another kind.";
        self.remove(json_path(self.document, at), at, reason, mismatch);
        self.update(parent, json!({ key: schema }), reason, mismatch);
        self.replaced.push(format!("{at}/"));
    }

    fn values(&mut self, at: &str, place: &Place) {
        let (names, data): (Vec<_>, Vec<_>) = place.values.iter().partition(|(value, _)| is_name(value));
        if names.len() > MAX_VALUES || !data.is_empty() {
            let count = place.values.len();
            let seen = place.values.values().fold(Seen::default(), Seen::and);
            return self.note(at, &format!("an enum, and {count} other texts: it may be none"), &seen);
        }
        for (value, seen) in names {
            let reason = format!("The API sends `{value}`, which is not listed.");
            for owner in parts(self.document, at, &|node| node.child("enum").is_some()).iter().take(1) {
                self.update(owner, json!({"enum": [value]}), reason.clone(), seen);
            }
        }
    }

    fn missing(&mut self, at: &str, name: &str, seen: &Seen) {
        let demands = |node: &Node| {
            let required = node.child("required").and_then(Node::as_list).unwrap_or_default();
            required.iter().any(|item| item.as_str() == Some(name))
        };
        for owner in parts(self.document, at, &demands) {
            let required = format!("{owner}/required");
            let target = format!("{}[?@ == {}]", json_path(self.document, &required), quoted(name));
            self.remove(target, &required, format!("The API leaves `{name}` out."), seen);
        }
    }

    fn update(&mut self, at: &str, update: Json, reason: impl Into<String>, seen: &Seen) {
        let target = json_path(self.document, at);
        self.act(
            at,
            Action { target, remove: false, update: Some(update), reason: reason.into(), evidence: told(seen) },
        );
    }

    fn remove(&mut self, target: String, at: &str, reason: impl Into<String>, seen: &Seen) {
        self.act(at, Action { target, remove: true, update: None, reason: reason.into(), evidence: told(seen) });
    }

    fn act(&mut self, at: &str, action: Action) {
        if !self.replaced.iter().any(|replaced| at.starts_with(replaced)) {
            self.lessons.actions.push(action);
        }
    }

    fn note(&mut self, at: &str, what: &str, seen: &Seen) {
        self.lessons.notes.push(format!("{}: {what}. {}", json_path(self.document, at), told(seen)));
    }

    fn without_place(&mut self, seen: &Seen, what: &str) {
        if seen.count > 0 {
            self.lessons.notes.push(format!("{what}. {}", told(seen)));
        }
    }
}

impl Seen {
    fn and(mut self, other: &Self) -> Self {
        self.count += other.count;
        self.by.extend(other.by.iter().cloned());
        self
    }
}

/// Enough operations to know where to look.
const SHOWN: usize = 3;

fn told(seen: &Seen) -> String {
    let times = if seen.count == 1 { "once".to_owned() } else { format!("{} times", seen.count) };
    let operations: Vec<&str> = seen.by.iter().take(SHOWN).map(String::as_str).collect();
    let more = match seen.by.len().saturating_sub(SHOWN) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("Seen {times} in replies of {}{more}.", operations.join(", "))
}
