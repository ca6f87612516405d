//! The overlay file itself: its shape is checked whole before anything is applied.

use super::target::Target;
use crate::diagnostics::{Diagnostics, Place};
use crate::document::{Document, Map, Node, Value, pointer};

/// One action, well-formed.
pub(super) struct Action<'a> {
    /// Pointer of the action in the overlay.
    pub pointer: String,
    /// Where the target is written.
    pub place: &'a Place,
    pub target: Target<'a>,
    pub change: Change<'a>,
}

pub(super) enum Change<'a> {
    Update(&'a Node),
    Remove,
}

/// A mapping of the overlay.
struct Part<'a> {
    map: &'a Map,
    place: &'a Place,
    pointer: String,
    /// What a fault in it is called.
    code: &'static str,
}

/// The actions, those that are malformed left out and reported.
pub(super) fn actions<'a>(overlay: &'a Document, found: &mut Diagnostics) -> Vec<Action<'a>> {
    let Some(root) = Part::new(&overlay.root, String::new(), "not-overlay", found) else { return Vec::new() };
    head(&root, found);
    let Some(actions) = root.need("actions", found) else { return Vec::new() };
    let Some(items) = actions.as_list() else {
        root.wrong("actions", "a list", actions, found);
        return Vec::new();
    };
    let read = |(index, item)| action(item, format!("/actions/{index}"), found);
    items.iter().enumerate().filter_map(read).collect()
}

/// What stands beside the actions.
fn head(root: &Part<'_>, found: &mut Diagnostics) {
    root.known_keys(&["overlay", "info", "extends", "actions"], found);
    if let Some(version) = root.need_text("overlay", found).filter(|version| *version != "1.0.0") {
        let message = format!("`{version}` is not the version of overlays that is read, 1.0.0");
        root.fault("overlay", message, found);
    }
    let info = root.need("info", found).and_then(|info| Part::new(info, "/info".to_owned(), root.code, found));
    if let Some(info) = info {
        info.need_text("title", found);
        info.need_text("version", found);
    }
    root.may_text("extends", found);
}

fn action<'a>(node: &'a Node, pointer: String, found: &mut Diagnostics) -> Option<Action<'a>> {
    let part = Part::new(node, pointer, "overlay-action", found)?;
    part.known_keys(&["target", "description", "update", "remove", "x-reason", "x-evidence"], found);
    part.may_text("description", found);
    part.need_text("x-reason", found);
    evidence(&part, found);
    let change = change(&part, found);
    let target = target(&part, found);
    let place = &part.map.get("target")?.node.place;
    Some(Action { target: target?, change: change?, place, pointer: part.pointer })
}

fn target<'a>(part: &Part<'a>, found: &mut Diagnostics) -> Option<Target<'a>> {
    let path = part.need_text("target", found)?;
    let parsed = Target::parse(path);
    if let Err(fault) = &parsed {
        part.fault("target", format!("`{path}` is no JSONPath: {fault}"), found);
        found.hint("write it as RFC 9535 has it, such as $.paths['/me'].get");
    }
    parsed.ok()
}

fn change<'a>(part: &Part<'a>, found: &mut Diagnostics) -> Option<Change<'a>> {
    let remove = match part.get("remove") {
        None => false,
        Some(Node { value: Value::Bool(remove), .. }) => *remove,
        Some(other) => {
            part.wrong("remove", "true or false", other, found);
            return None;
        }
    };
    match (part.get("update"), remove) {
        (Some(update), false) => return Some(Change::Update(update)),
        (None, true) => return Some(Change::Remove),
        (Some(_), true) => part.fault("remove", "an action has `update` or `remove`, not both", found),
        (None, false) => part.fault("", "the action has neither `update` nor `remove: true`", found),
    }
    None
}

/// One source or a list of them.
fn evidence(part: &Part<'_>, found: &mut Diagnostics) {
    let Some(Node { value: Value::List(items), .. }) = part.get("x-evidence") else {
        part.need_text("x-evidence", found);
        return;
    };
    if items.is_empty() {
        part.fault("x-evidence", "the list of sources is empty", found);
    }
    for item in items.iter().filter(|item| !is_text(item)) {
        part.wrong("x-evidence", "a list of texts", item, found);
    }
}

impl<'a> Part<'a> {
    fn new(node: &'a Node, pointer: String, code: &'static str, found: &mut Diagnostics) -> Option<Self> {
        let map = node.as_map();
        if map.is_none() {
            let message = format!("this is a mapping in an overlay, and here it is {}", node.value.kind());
            found.error(code, &pointer, Some(node.place.clone()), message);
        }
        Some(Self { map: map?, place: &node.place, pointer, code })
    }

    fn get(&self, key: &str) -> Option<&'a Node> {
        self.map.get(key).map(|entry| &entry.node)
    }

    fn need(&self, key: &str, found: &mut Diagnostics) -> Option<&'a Node> {
        let node = self.get(key);
        if node.is_none() {
            self.fault("", format!("the key `{key}` is missing"), found);
        }
        node
    }

    fn need_text(&self, key: &str, found: &mut Diagnostics) -> Option<&'a str> {
        let node = self.need(key, found)?;
        if !is_text(node) {
            self.wrong(key, "a text that is not empty", node, found);
        }
        node.as_str().filter(|_| is_text(node))
    }

    fn may_text(&self, key: &str, found: &mut Diagnostics) {
        if self.map.contains_key(key) {
            self.need_text(key, found);
        }
    }

    fn known_keys(&self, known: &[&str], found: &mut Diagnostics) {
        for (key, entry) in self.map.iter().filter(|(key, _)| !known.contains(&key.as_str())) {
            let message = format!("the key `{key}` is not known here");
            found.error(self.code, &pointer::join(&self.pointer, key), Some(entry.key_place.clone()), message);
            found.hint(format!("known are {}", known.join(", ")));
        }
    }

    fn wrong(&self, key: &str, expected: &str, node: &Node, found: &mut Diagnostics) {
        let message = format!("`{key}` is {expected}, and this is {}", node.value.kind());
        found.error(self.code, &pointer::join(&self.pointer, key), Some(node.place.clone()), message);
    }

    /// Reports a fault at the value of `key`, or at the mapping as a whole where there is none.
    fn fault(&self, key: &str, message: impl Into<String>, found: &mut Diagnostics) {
        let (pointer, place) = match self.get(key) {
            Some(node) => (pointer::join(&self.pointer, key), &node.place),
            None => (self.pointer.clone(), self.place),
        };
        found.error(self.code, &pointer, Some(place.clone()), message);
    }
}

fn is_text(node: &Node) -> bool {
    node.as_str().is_some_and(|text| !text.trim().is_empty())
}
