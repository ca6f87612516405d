//! What an application keeps under names of its own.

use std::collections::btree_map::{self, BTreeMap};

use serde_json::{Map, Number, Value};

use super::{DateTime, Patch, Timestamp};
use crate::rt::{Decode, Encode, Reader, Writer};

/// A value that an application keeps under a name of its own: text, a number, a flag, or lists and objects of these.
///
/// Nothing that is sent fails to be one. An integer beyond 64 bits, or a number with more digits than an `f64` holds, is the
/// nearest `f64`.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum AttributeValue {
    /// Nothing. In an update it clears the attribute.
    #[default]
    Null,
    /// True or false.
    Bool(bool),
    /// A number.
    Number(Number),
    /// Text; dates are text too.
    Text(String),
    /// Several values.
    List(Vec<AttributeValue>),
    /// Values by name, such as a reference to an object of the application.
    Object(Attributes),
}

/// Values that an application keeps under names of its own, sorted by name. Where a reply has none, or null, they are
/// empty.
///
/// They are made by `Attributes::new().set("plan", "pro").set("seats", 5)`, or from `[("plan", "pro")]` where all values
/// are of one type.
#[derive(Debug, Clone, Default)]
pub struct Attributes {
    /// `None` where none were sent, so that what was read is written back as it was.
    values: Option<BTreeMap<String, AttributeValue>>,
}

impl AttributeValue {
    /// Whether there is no value.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The flag; the texts `true` and `false` are flags too.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(flag) => Some(*flag),
            Self::Text(text) => text.parse().ok(),
            _ => None,
        }
    }

    /// The whole number; text that spells one is one too.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Self::Number(number) => number.as_i64(),
            Self::Text(text) => text.parse().ok(),
            _ => None,
        }
    }

    /// The number; text that spells one is one too.
    #[must_use]
    pub fn as_f64(&self) -> Option<f64> {
        match self {
            Self::Number(number) => number.as_f64(),
            Self::Text(text) => text.parse().ok().filter(|number: &f64| number.is_finite()),
            _ => None,
        }
    }

    /// The time, from unix seconds or ISO 8601.
    #[must_use]
    pub fn as_timestamp(&self) -> Option<Timestamp> {
        match self {
            Self::Number(number) => number.as_i64().map(Timestamp::new),
            Self::Text(text) => DateTime::new(text.as_str()).timestamp(),
            _ => None,
        }
    }

    /// The values of a list.
    #[must_use]
    pub fn as_list(&self) -> Option<&[Self]> {
        match self {
            Self::List(items) => Some(items),
            _ => None,
        }
    }

    /// The values of an object.
    #[must_use]
    pub fn as_object(&self) -> Option<&Attributes> {
        match self {
            Self::Object(values) => Some(values),
            _ => None,
        }
    }
}

impl Attributes {
    /// None yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { values: Some(BTreeMap::new()) }
    }

    /// Adds a value; one of the same name is replaced.
    #[must_use]
    pub fn set(mut self, name: impl Into<String>, value: impl Into<AttributeValue>) -> Self {
        self.insert(name, value);
        self
    }

    /// Adds a value, and gives back the one that had the name.
    pub fn insert(&mut self, name: impl Into<String>, value: impl Into<AttributeValue>) -> Option<AttributeValue> {
        self.values.get_or_insert_default().insert(name.into(), value.into())
    }

    /// Takes a value out.
    pub fn remove(&mut self, name: &str) -> Option<AttributeValue> {
        self.values.as_mut()?.remove(name)
    }

    /// The value of a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&AttributeValue> {
        self.values.as_ref()?.get(name)
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.values.as_ref().map_or(0, BTreeMap::len)
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Names and values, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &AttributeValue)> {
        self.values.iter().flatten().map(|(name, value)| (name.as_str(), value))
    }
}

/// None and nothing are the same.
impl PartialEq for Attributes {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl<N: Into<String>, V: Into<AttributeValue>> FromIterator<(N, V)> for Attributes {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(values: I) -> Self {
        // One by one: collecting would sort them beforehand, which is much code for what is small.
        let mut all = BTreeMap::new();
        all.extend(values.into_iter().map(|(name, value)| (name.into(), value.into())));
        Self { values: Some(all) }
    }
}

impl<N: Into<String>, V: Into<AttributeValue>, const LEN: usize> From<[(N, V); LEN]> for Attributes {
    fn from(values: [(N, V); LEN]) -> Self {
        values.into_iter().collect()
    }
}

impl<N: Into<String>, V: Into<AttributeValue>> From<BTreeMap<N, V>> for Attributes {
    fn from(values: BTreeMap<N, V>) -> Self {
        values.into_iter().collect()
    }
}

impl From<Map<String, Value>> for Attributes {
    fn from(values: Map<String, Value>) -> Self {
        values.into_iter().collect()
    }
}

impl<N: Into<String>, V: Into<AttributeValue>, const LEN: usize> From<[(N, V); LEN]> for Patch<Attributes> {
    fn from(values: [(N, V); LEN]) -> Self {
        Self::Set(values.into())
    }
}

impl IntoIterator for Attributes {
    type Item = (String, AttributeValue);
    type IntoIter = btree_map::IntoIter<String, AttributeValue>;

    fn into_iter(self) -> Self::IntoIter {
        self.values.unwrap_or_default().into_iter()
    }
}

impl From<Value> for AttributeValue {
    fn from(value: Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(flag) => Self::Bool(flag),
            Value::Number(number) => Self::Number(number),
            Value::String(text) => Self::Text(text),
            Value::Array(items) => Self::List(items.into_iter().map(Self::from).collect()),
            Value::Object(fields) => Self::Object(fields.into()),
        }
    }
}

impl From<AttributeValue> for Value {
    fn from(value: AttributeValue) -> Self {
        match value {
            AttributeValue::Null => Self::Null,
            AttributeValue::Bool(flag) => Self::Bool(flag),
            AttributeValue::Number(number) => Self::Number(number),
            AttributeValue::Text(text) => Self::String(text),
            AttributeValue::List(items) => items.into_iter().map(Self::from).collect(),
            AttributeValue::Object(values) => Self::Object(values.into()),
        }
    }
}

impl From<Attributes> for Map<String, Value> {
    fn from(attributes: Attributes) -> Self {
        let mut all = Self::new();
        all.extend(attributes.into_iter().map(|(name, value)| (name, value.into())));
        all
    }
}

impl From<&str> for AttributeValue {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for AttributeValue {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&String> for AttributeValue {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<bool> for AttributeValue {
    fn from(flag: bool) -> Self {
        Self::Bool(flag)
    }
}

impl From<Timestamp> for AttributeValue {
    /// Unix seconds, as dates of attributes are sent.
    fn from(time: Timestamp) -> Self {
        time.as_secs().into()
    }
}

impl From<f64> for AttributeValue {
    /// What is no number, or infinite, is nothing: JSON has no word for it.
    fn from(number: f64) -> Self {
        Number::from_f64(number).map_or(Self::Null, Self::Number)
    }
}

macro_rules! from_whole_numbers {
    ($($whole:ty)*) => {$(
        impl From<$whole> for AttributeValue {
            fn from(number: $whole) -> Self {
                Self::Number(number.into())
            }
        }
    )*};
}

from_whole_numbers!(i32 i64 u32 u64 usize);

impl From<Attributes> for AttributeValue {
    fn from(values: Attributes) -> Self {
        Self::Object(values)
    }
}

impl<V: Into<AttributeValue>> From<Vec<V>> for AttributeValue {
    fn from(items: Vec<V>) -> Self {
        Self::List(items.into_iter().map(Into::into).collect())
    }
}

impl<V: Into<AttributeValue>, const LEN: usize> From<[V; LEN]> for AttributeValue {
    fn from(items: [V; LEN]) -> Self {
        Self::List(items.into_iter().map(Into::into).collect())
    }
}

impl<V: Into<AttributeValue>> From<Option<V>> for AttributeValue {
    fn from(value: Option<V>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl Decode for AttributeValue {
    fn decode(&mut self, r: &mut Reader<'_>) {
        *self = r.value().into();
    }
}

impl Encode for AttributeValue {
    fn encode(&self, w: &mut Writer) {
        match self {
            Self::Null => w.null(),
            Self::Bool(flag) => flag.encode(w),
            Self::Number(number) => Value::Number(number.clone()).encode(w),
            Self::Text(text) => w.str(text),
            Self::List(items) => items.encode(w),
            Self::Object(values) => values.encode(w),
        }
    }
}

impl Decode for Attributes {
    fn decode(&mut self, r: &mut Reader<'_>) {
        self.values = None;
        if !r.null() {
            let mut values = BTreeMap::new();
            values.decode(r);
            if !r.rejected() {
                self.values = Some(values);
            }
        }
    }
}

impl Encode for Attributes {
    fn encode(&self, w: &mut Writer) {
        w.entries(self.values.iter().flatten());
    }

    fn absent(&self) -> bool {
        self.values.is_none()
    }
}
