//! Arguments that a description allows, where the types alone allow more: of fields that exclude each other one may be given.

use serde_json::{Map, Value as Json};

use super::schema::Schema;
use crate::call::{Arguments, Extent, fill};
use crate::document::{Document, Node, pointer};
use crate::ir::{Api, Operation};

/// Arguments with what is required and with all that can be given. They satisfy all descriptions where that can be, else as
/// many of the first of them as possible.
pub(super) fn arguments(api: &Api, documents: &[&Document], operation: &Operation, seed: u64) -> [Arguments; 2] {
    let [mut required, mut all] = [Extent::Required, Extent::All].map(|extent| fill(api, operation, extent, seed));
    let bodies: Vec<Schema<'_>> = documents.iter().filter_map(|document| body(document, operation)).collect();
    if let (Some(small), Some(large)) = (&mut required.body, &mut all.body) {
        settle(&bodies, small, large);
    }
    for (name, large) in &mut all.params {
        let schemas: Vec<Schema<'_>> =
            documents.iter().filter_map(|document| parameter(document, operation, name)).collect();
        match required.params.get_mut(name) {
            Some(small) => settle(&schemas, small, large),
            None => schemas.iter().for_each(|schema| schema.mend(large)),
        }
    }
    [required, all]
}

/// The JSON body's schema.
fn body<'d>(document: &'d Document, operation: &Operation) -> Option<Schema<'d>> {
    let content = document.follow(described(document, operation)?.child("requestBody")?).child("content")?;
    let media = content.as_map()?.iter().find(|(media, _)| media.contains("json"))?;
    media.1.node.child("schema").map(|schema| Schema::at(document, schema))
}

/// A parameter's schema.
fn parameter<'d>(document: &'d Document, operation: &Operation, name: &str) -> Option<Schema<'d>> {
    let list = described(document, operation)?.child("parameters")?.as_list()?;
    let parameters = list.iter().map(|node| document.follow(node));
    let found = parameters.into_iter().find(|node| node.child("name").and_then(Node::as_str) == Some(name))?;
    found.child("schema").map(|schema| Schema::at(document, schema))
}

fn described<'d>(document: &'d Document, operation: &Operation) -> Option<&'d Node> {
    let path = pointer::join("/paths", &operation.path.template);
    document.get(&pointer::join(&path, &operation.method.as_str().to_lowercase()))
}

/// Makes two values fit, the smaller with as little and the larger with as much as may be: also with what only the first of
/// the descriptions allows.
fn settle(schemas: &[Schema<'_>], small: &mut Json, large: &mut Json) {
    for schema in schemas {
        schema.mend(small);
        schema.mend(large);
    }
    for count in (1..=schemas.len()).rev() {
        let fits = |value: &Json| schemas[..count].iter().all(|schema| schema.fits(value));
        if let Some(base) = base(&fits, small, large) {
            if !fits(large) {
                let allowed_by_all = grown(&fits, &base, large);
                // The rest is what only the corrected description knows, which is to be told of its corrections.
                *large = grown(&|value| schemas[..1].iter().all(|schema| schema.fits(value)), &allowed_by_all, large);
            }
            *small = base;
            return;
        }
    }
}

/// The smaller value if it fits; else the least of the larger that does.
fn base(fits: &dyn Fn(&Json) -> bool, small: &Json, large: &Json) -> Option<Json> {
    if fits(small) {
        return Some(small.clone());
    }
    let (Json::Object(small), Json::Object(large)) = (small, large) else {
        return fits(large).then(|| large.clone());
    };
    let whole = Json::Object(large.clone());
    if fits(&whole) {
        let removable = large.keys().filter(|key| !small.contains_key(*key));
        return Some(Json::Object(removable.fold(large.clone(), |entries, key| shrunk(fits, entries, key))));
    }
    large.keys().map(|key| Json::Object(without(large, key))).find(|value| fits(value))
}

fn shrunk(fits: &dyn Fn(&Json) -> bool, entries: Map<String, Json>, key: &str) -> Map<String, Json> {
    let less = without(&entries, key);
    if fits(&Json::Object(less.clone())) { less } else { entries }
}

fn without(entries: &Map<String, Json>, key: &str) -> Map<String, Json> {
    entries.iter().filter(|(name, _)| *name != key).map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// The smaller value with each entry of the larger that may be there as well.
fn grown(fits: &dyn Fn(&Json) -> bool, base: &Json, large: &Json) -> Json {
    let Json::Object(base) = base else { return base.clone() };
    let mut grown = base.clone();
    for (key, value) in large.as_object().into_iter().flatten() {
        let mut more = grown.clone();
        more.insert(key.clone(), value.clone());
        if fits(&Json::Object(more.clone())) {
            grown = more;
        }
    }
    Json::Object(grown)
}
