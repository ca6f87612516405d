//! The variant of a union that a JSON value is, found as the emitted code finds it.

use serde_json::Value as Json;

use super::value::spelling;
use crate::ir::{Api, Shape, Union, UnionTag, Variant};

/// The variant that a value is read as; `None` where it would be unknown.
#[must_use]
pub fn pick<'u>(api: &Api, union: &'u Union, value: &Json) -> Option<&'u Variant> {
    match &union.tag {
        UnionTag::Property(property) => {
            let tag = value.get(property).filter(|tag| !(tag.is_null() || tag.is_array() || tag.is_object()))?;
            let tag = spelling(tag);
            union.variants.iter().find(|variant| variant.values.contains(&tag))
        }
        UnionTag::RequiredKeys => {
            let has = |key: &String| value.get(key).is_some_and(|value| !value.is_null());
            union.variants.iter().find(|variant| variant.values.iter().any(has))
        }
        UnionTag::JsonShape => {
            let shape = shape(value)?;
            union.variants.iter().find(|variant| variant.shapes.contains(&shape))
        }
        UnionTag::BestMatch | UnionTag::Sibling(_) | UnionTag::EncodeOnly => best(api, union, value),
    }
}

fn shape(value: &Json) -> Option<Shape> {
    Some(match value {
        Json::Null => return None,
        Json::Bool(_) => Shape::Bool,
        Json::Number(number) if number.is_f64() => Shape::Float,
        Json::Number(_) => Shape::Int,
        Json::String(_) => Shape::String,
        Json::Array(_) => Shape::Array,
        Json::Object(_) => Shape::Object,
    })
}

/// The variant that knows most of the keys; the first of several.
fn best<'u>(api: &Api, union: &'u Union, value: &Json) -> Option<&'u Variant> {
    let object = value.as_object()?;
    let mut found: Option<(usize, &Variant)> = None;
    for variant in &union.variants {
        let Some((_, record)) = api.record(&variant.ty) else { continue };
        let known = record.fields.iter().filter(|field| object.contains_key(&field.wire)).count();
        if known > found.map_or(0, |(most, _)| most) {
            found = Some((known, variant));
        }
    }
    found.map(|(_, variant)| variant)
}
