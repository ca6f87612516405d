//! Whether a value is what a schema of the description allows, as a server sees it that knows nothing else.

use serde_json::{Map, Value as Json};

use crate::document::{Document, Node};

/// How deep schemas are followed.
const DEPTH: usize = 64;

/// A schema, and the description that it stands in.
#[derive(Clone, Copy)]
pub(super) struct Schema<'d> {
    document: &'d Document,
    node: &'d Node,
    depth: usize,
}

impl<'d> Schema<'d> {
    /// The schema that a node is or refers to.
    pub fn at(document: &'d Document, node: &'d Node) -> Self {
        Self { document, node: document.follow(node), depth: 0 }
    }

    fn child(&self, name: &str) -> Option<Self> {
        self.node.child(name).map(|node| self.below(node))
    }

    fn below(&self, node: &'d Node) -> Self {
        Self { depth: self.depth + 1, ..Self::at(self.document, node) }
    }

    fn members(&self, name: &str) -> impl Iterator<Item = Self> {
        let list = self.node.child(name).and_then(Node::as_list).into_iter().flatten();
        list.map(|node| self.below(node))
    }

    fn property(&self, name: &str) -> Option<Self> {
        self.node.child("properties")?.child(name).map(|node| self.below(node))
    }

    fn number(&self, name: &str) -> Option<f64> {
        self.node.child(name).map(Node::to_json)?.as_f64()
    }

    fn says(&self, name: &str) -> bool {
        self.node.child(name).and_then(Node::as_bool) == Some(true)
    }

    /// Whether the value is allowed.
    pub fn fits(&self, value: &Json) -> bool {
        if self.depth > DEPTH || (value.is_null() && self.says("nullable")) {
            return true;
        }
        self.fits_kind(value)
            && self.fits_enum(value)
            && self.fits_limits(value)
            && self.fits_fields(value)
            && self.fits_members(value)
    }

    fn fits_kind(&self, value: &Json) -> bool {
        match self.node.child("type").and_then(Node::as_str) {
            Some("object") => value.is_object(),
            Some("array") => value.is_array(),
            Some("string") => value.is_string(),
            Some("boolean") => value.is_boolean(),
            Some("integer") => value.is_i64() || value.is_u64(),
            Some("number") => value.is_number(),
            _ => true,
        }
    }

    fn fits_enum(&self, value: &Json) -> bool {
        let values = self.node.child("enum").and_then(Node::as_list);
        values.is_none_or(|values| values.iter().any(|one| one.to_json() == *value))
    }

    fn fits_limits(&self, value: &Json) -> bool {
        let within = |size: f64, least: &str, most: &str| {
            self.number(least).is_none_or(|least| size >= least) && self.number(most).is_none_or(|most| size <= most)
        };
        match value {
            Json::Number(number) => within(number.as_f64().unwrap_or_default(), "minimum", "maximum"),
            Json::String(text) => {
                let is_uuid = self.node.child("format").and_then(Node::as_str) == Some("uuid");
                within(size(text.chars().count()), "minLength", "maxLength") && (!is_uuid || text.len() == 36)
            }
            Json::Array(items) => within(size(items.len()), "minItems", "maxItems"),
            _ => true,
        }
    }

    fn fits_fields(&self, value: &Json) -> bool {
        match value {
            Json::Object(entries) => {
                let required = self.node.child("required").and_then(Node::as_list).into_iter().flatten();
                let is_open = self.node.child("additionalProperties").and_then(Node::as_bool) != Some(false);
                required.filter_map(Node::as_str).all(|name| entries.contains_key(name))
                    && entries
                        .iter()
                        .all(|(name, value)| self.property(name).map_or(is_open, |schema| schema.fits(value)))
            }
            Json::Array(items) => self.child("items").is_none_or(|schema| items.iter().all(|item| schema.fits(item))),
            _ => true,
        }
    }

    fn fits_members(&self, value: &Json) -> bool {
        let has = |name: &str| self.node.child(name).is_some();
        self.members("allOf").all(|member| member.fits(value))
            && (!has("anyOf") || self.members("anyOf").any(|member| member.fits(value)))
            && (!has("oneOf") || self.members("oneOf").filter(|member| member.fits(value)).count() == 1)
    }

    /// Brings texts and numbers within their limits.
    pub fn mend(&self, value: &mut Json) {
        if self.depth > DEPTH {
            return;
        }
        match value {
            Json::String(text) => self.mend_text(text),
            Json::Number(_) => self.mend_number(value),
            Json::Array(items) => {
                if let Some(schema) = self.child("items") {
                    for item in items {
                        schema.mend(item);
                    }
                }
            }
            Json::Object(entries) => self.mend_fields(entries),
            Json::Null | Json::Bool(_) => {}
        }
        for list in ["allOf", "anyOf", "oneOf"] {
            self.members(list).for_each(|member| member.mend(value));
        }
    }

    fn mend_fields(&self, entries: &mut Map<String, Json>) {
        for (name, value) in entries {
            if let Some(schema) = self.property(name) {
                schema.mend(value);
            }
        }
    }

    fn mend_text(&self, text: &mut String) {
        if let Some(least) = self.number("minLength") {
            while size(text.chars().count()) < least {
                text.insert(0, '0');
            }
        }
        if let Some(most) = self.number("maxLength") {
            while size(text.chars().count()) > most && text.pop().is_some() {}
        }
    }

    fn mend_number(&self, value: &mut Json) {
        let bound = |name: &str| self.node.child(name).map(Node::to_json);
        let number = value.as_f64().unwrap_or_default();
        if let Some(most) = bound("maximum").filter(|most| most.as_f64().is_some_and(|most| number > most)) {
            *value = most;
        } else if let Some(least) = bound("minimum").filter(|least| least.as_f64().is_some_and(|least| number < least))
        {
            *value = least;
        }
    }
}

#[allow(clippy::cast_precision_loss)] // Nothing here is of a size that a float does not hold.
fn size(count: usize) -> f64 {
    count as f64
}
