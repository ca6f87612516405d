//! Arguments for a call when nobody gives any: what is required, with plain values.

use serde_json::{Map, Value as Json, json};

use super::Arguments;
use crate::emit::rust::{Slot, slot};
use crate::ir::{Api, Constant, Content, Kind, Operation, Param, Record, Ty, TypeDef, Union, UnionTag};

/// How deep required parts are followed. A description that requires more within itself cannot be satisfied.
const DEPTH: usize = 8;

/// The least that a call of the operation needs.
#[must_use]
pub fn sample(api: &Api, operation: &Operation) -> Arguments {
    let mut arguments = Arguments::default();
    for param in &operation.path_params {
        arguments.params.insert(param.wire.clone(), path_value(api, param));
    }
    for param in operation.query.iter().chain(&operation.headers).filter(|param| param.required) {
        arguments.params.insert(param.wire.clone(), value(api, &param.ty, &param.wire, DEPTH));
    }
    arguments.body = operation.body.as_ref().map(|body| match &body.content {
        Content::Json(ty) | Content::Multipart(ty) => value(api, ty, "body", DEPTH),
        Content::Text(_) | Content::Bytes(_) => json!("text"),
    });
    arguments
}

fn path_value(api: &Api, param: &Param) -> Json {
    match param.ty {
        _ if api.samples.contains_key(&param.wire) => api.samples[&param.wire].clone(),
        Ty::Int => json!(123),
        _ => json!(placeholder(&param.wire)),
    }
}

/// A value for a field or parameter of a name: the chosen one where it is of the right kind.
fn value(api: &Api, ty: &Ty, name: &str, depth: usize) -> Json {
    if let Some(chosen) = api.samples.get(name).filter(|chosen| fits(api, ty, chosen)) {
        return chosen.clone();
    }
    match ty {
        Ty::Bool => json!(true),
        Ty::Int => json!(1),
        Ty::Float => json!(1.5),
        Ty::Timestamp => json!(1_700_000_000),
        Ty::DateTime => json!("2026-01-31T12:00:00Z"),
        Ty::Date => json!("2026-01-31"),
        Ty::Const(Constant::Int(number)) => json!(number),
        Ty::Const(Constant::Bool(flag)) => json!(flag),
        Ty::Const(Constant::String(text)) => json!(text),
        Ty::String | Ty::Uuid | Ty::File => json!(placeholder(name)),
        Ty::Uri => json!("https://example.com/"),
        Ty::List(item) | Ty::OneOrMany(item) => json!([value(api, item, name, depth)]),
        Ty::Json | Ty::Map(_) => json!({}),
        Ty::Nullable(inner) => value(api, inner, name, depth),
        Ty::Ref(id) => named(api, api.ty(*id), name, depth),
    }
}

/// Whether a value is of the kind that a type wants. The same name may stand for several types.
fn fits(api: &Api, ty: &Ty, value: &Json) -> bool {
    match api.unalias(ty) {
        Ty::Bool => value.is_boolean(),
        Ty::Int | Ty::Timestamp => value.is_i64(),
        Ty::Float => value.is_number(),
        Ty::String | Ty::DateTime | Ty::Date | Ty::Uuid | Ty::Uri => value.is_string(),
        Ty::List(item) | Ty::OneOrMany(item) => {
            value.as_array().is_some_and(|values| values.iter().all(|value| fits(api, item, value)))
        }
        Ty::Json => true,
        Ty::Map(_) => value.is_object(),
        Ty::Nullable(inner) => fits(api, inner, value),
        Ty::Const(_) | Ty::File => false,
        Ty::Ref(id) => match &api.ty(*id).kind {
            Kind::OpenEnum(values) => values.iter().any(|known| *value == known.wire),
            Kind::Record(_) | Kind::Union(_) => value.is_object(),
            Kind::Alias(_) | Kind::Replaced(_) => false,
        },
    }
}

fn named(api: &Api, def: &TypeDef, name: &str, depth: usize) -> Json {
    let Some(depth) = depth.checked_sub(1) else { return json!({}) };
    match &def.kind {
        Kind::Alias(target) => value(api, target, name, depth),
        Kind::Replaced(with) if with.path.ends_with("Timestamp") => json!(1_700_000_000),
        Kind::Replaced(with) => with.sample.clone().unwrap_or_else(|| json!({})),
        Kind::OpenEnum(values) => values.first().map_or(json!(""), |first| json!(first.wire)),
        Kind::Union(union) => member(api, union, name, depth),
        Kind::Record(record) => Json::Object(record_value(api, def, record, depth)),
    }
}

fn member(api: &Api, union: &Union, name: &str, depth: usize) -> Json {
    let Some(first) = union.variants.first() else { return json!({}) };
    let mut sample = value(api, &first.ty, name, depth);
    let tag = match &union.tag {
        UnionTag::Property(property) => first.values.first().map(|tag| (property, tag)),
        _ => None,
    };
    if let (Json::Object(entries), Some((property, tag))) = (&mut sample, tag) {
        entries.insert(property.clone(), json!(tag));
    }
    sample
}

/// What is required, the first set of which one must be complete, and what a value was chosen for.
fn record_value(api: &Api, def: &TypeDef, record: &Record, depth: usize) -> Map<String, Json> {
    let one_of = record.at_least_one_of.first().cloned().unwrap_or_default();
    record
        .fields
        .iter()
        .filter(|field| {
            let is_chosen = api.samples.contains_key(&format!("{}.{}", def.origin.key, field.wire));
            is_chosen || slot(api, field, def.usage) == Slot::Plain || one_of.contains(&field.wire)
        })
        .map(|field| {
            let own = api.samples.get(&format!("{}.{}", def.origin.key, field.wire));
            let value = own.cloned().unwrap_or_else(|| value(api, &field.ty, &field.wire, depth));
            (field.wire.clone(), value)
        })
        .collect()
}

pub(super) fn placeholder(name: &str) -> String {
    match name {
        "email" => "ada@example.com".to_owned(),
        "name" => "Ada".to_owned(),
        other if ["_at", "_after", "_before", "_time"].iter().any(|end| other.ends_with(end)) => {
            "1700000000".to_owned()
        }
        other if other == "id" || other.ends_with("_id") => "123".to_owned(),
        other => other.replace('_', " "),
    }
}
