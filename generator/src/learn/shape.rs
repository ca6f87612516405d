//! What kinds of values were seen, never the values.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json, json};

/// The kinds of some values, merged.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Shape {
    null: bool,
    scalars: BTreeSet<Scalar>,
    list: Option<Box<Shape>>,
    object: Option<BTreeMap<String, Shape>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Scalar {
    Bool,
    Integer,
    Number,
    Text,
}

/// An object with more keys than this has them from data, not from a description.
const MAX_FIELDS: usize = 64;

impl Shape {
    /// Takes in one more value.
    pub fn add(&mut self, value: &Json) {
        match value {
            Json::Null => self.null = true,
            Json::Bool(_) => self.scalar(Scalar::Bool),
            Json::Number(number) if number.is_i64() => self.scalar(Scalar::Integer),
            Json::Number(number) if number.is_f64() => self.scalar(Scalar::Number),
            // Beyond the integers that a model holds. As text it keeps its digits.
            Json::Number(_) | Json::String(_) => self.scalar(Scalar::Text),
            Json::Array(items) => {
                let shape = self.list.get_or_insert_default();
                for item in items {
                    shape.add(item);
                }
            }
            Json::Object(entries) => {
                let fields = self.object.get_or_insert_default();
                for (key, value) in entries {
                    fields.entry(key.clone()).or_default().add(value);
                }
            }
        }
    }

    fn scalar(&mut self, scalar: Scalar) {
        self.scalars.insert(scalar);
    }

    /// Whether one type can hold all that was seen. Text can hold any scalar.
    pub fn is_of_one_kind(&self) -> bool {
        [!self.scalars.is_empty(), self.list.is_some(), self.object.is_some()].into_iter().filter(|seen| *seen).count()
            == 1
    }

    /// Whether there was more than null and what is empty.
    pub fn says_something(&self) -> bool {
        !self.scalars.is_empty()
            || self.list.as_ref().is_some_and(|items| items.says_something())
            || self.object.as_ref().is_some_and(|fields| fields.values().any(Self::says_something))
    }

    /// The schema of all that was seen.
    pub fn schema(&self) -> Json {
        let mut schema = if self.is_of_one_kind() { self.schema_of_kind() } else { json!({}) };
        if let (true, Some(map)) = (self.null, schema.as_object_mut()) {
            map.insert("nullable".to_owned(), true.into());
        }
        schema
    }

    fn schema_of_kind(&self) -> Json {
        match (&self.list, &self.object) {
            (Some(items), _) => json!({"type": "array", "items": items.schema()}),
            (_, Some(fields)) => object_schema(fields),
            _ => json!({"type": self.scalar_type()}),
        }
    }

    /// Takes in all that another has seen.
    fn merge(&mut self, other: &Self) {
        self.null |= other.null;
        self.scalars.extend(&other.scalars);
        if let Some(items) = &other.list {
            self.list.get_or_insert_default().merge(items);
        }
        if let Some(fields) = &other.object {
            let own = self.object.get_or_insert_default();
            for (key, shape) in fields {
                own.entry(key.clone()).or_default().merge(shape);
            }
        }
    }

    /// The type that holds every scalar seen.
    fn scalar_type(&self) -> &'static str {
        let has = |scalar| self.scalars.contains(&scalar);
        match self.scalars.len() {
            1 if has(Scalar::Bool) => "boolean",
            1 if has(Scalar::Integer) => "integer",
            1 if has(Scalar::Number) => "number",
            2 if has(Scalar::Integer) && has(Scalar::Number) => "number",
            _ => "string",
        }
    }
}

/// Where keys do not look like names of fields they are data, which stays here.
fn object_schema(fields: &BTreeMap<String, Shape>) -> Json {
    if fields.is_empty() {
        return json!({"type": "object"});
    }
    if fields.len() > MAX_FIELDS || !fields.keys().all(|key| is_name(key)) {
        let mut all = Shape::default();
        for shape in fields.values() {
            all.merge(shape);
        }
        return json!({"type": "object", "additionalProperties": all.schema()});
    }
    let telling = fields.iter().filter(|(_, shape)| shape.says_something());
    let properties: Map<String, Json> = telling.map(|(key, shape)| (key.clone(), shape.schema())).collect();
    if properties.is_empty() { json!({"type": "object"}) } else { json!({"type": "object", "properties": properties}) }
}

/// Whether a text looks like the name of a field or of an enum's value, not like data.
pub(super) fn is_name(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    text.len() <= 48
        && digits < 4
        && text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}
