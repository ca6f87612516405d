//! A description several times over under new names, to see how the generator copes with a larger one.

use openapi_rust_codegen::document::Document;
use serde_json::{Map, Value as Json};

/// Where references to what is shared begin.
const COMPONENTS: &str = "#/components/";

/// The description `times` over, as JSON: paths, tags, operations and components of each copy but the first have names of
/// their own and refer to their like.
pub fn repeat(document: &Document, times: usize) -> String {
    let first = document.to_json();
    let mut all = first.clone();
    for number in 2..=times {
        // Short, for longer names would take longer to print.
        let copy = Copy { prefix: format!("x{number}") }.of(&first);
        for section in ["paths", "tags"] {
            extend(&mut all[section], copy[section].clone());
        }
        for (section, entries) in copy["components"].as_object().into_iter().flatten() {
            extend(&mut all["components"][section], entries.clone());
        }
    }
    format!("{all:#}")
}

fn extend(all: &mut Json, more: Json) {
    match (all, more) {
        (Json::Object(all), Json::Object(more)) => all.extend(more),
        (Json::Array(all), Json::Array(more)) => all.extend(more),
        _ => {}
    }
}

/// A copy of a description under new names.
struct Copy {
    prefix: String,
}

impl Copy {
    fn of(&self, first: &Json) -> Json {
        let mut copy = first.clone();
        self.references(&mut copy);
        self.paths(&mut copy["paths"]);
        for tag in copy["tags"].as_array_mut().into_iter().flatten() {
            self.name(&mut tag["name"]);
        }
        for section in copy["components"].as_object_mut().into_iter().flat_map(Map::values_mut) {
            self.keys(section, |prefix, name| format!("{prefix}_{name}"));
        }
        copy
    }

    fn paths(&self, paths: &mut Json) {
        let operations = paths.as_object_mut().into_iter().flat_map(Map::values_mut);
        for operation in operations.filter_map(Json::as_object_mut).flat_map(Map::values_mut) {
            if let Some(id) = operation.get_mut("operationId") {
                self.name(id);
            }
            for tag in operation.get_mut("tags").and_then(Json::as_array_mut).into_iter().flatten() {
                self.name(tag);
            }
        }
        self.keys(paths, |prefix, path| format!("/{prefix}{path}"));
    }

    /// Leads every reference to the copy of its target.
    fn references(&self, value: &mut Json) {
        match value {
            Json::String(text) => {
                if let Some((section, name)) = text.strip_prefix(COMPONENTS).and_then(|rest| rest.split_once('/')) {
                    *text = format!("{COMPONENTS}{section}/{}_{name}", self.prefix);
                }
            }
            Json::Array(items) => items.iter_mut().for_each(|item| self.references(item)),
            Json::Object(entries) => entries.values_mut().for_each(|entry| self.references(entry)),
            _ => {}
        }
    }

    fn name(&self, name: &mut Json) {
        if let Json::String(text) = name {
            *text = format!("{}_{text}", self.prefix);
        }
    }

    fn keys(&self, map: &mut Json, renamed: fn(&str, &str) -> String) {
        if let Json::Object(entries) = map {
            let old = std::mem::take(entries).into_iter();
            entries.extend(old.map(|(key, value)| (renamed(&self.prefix, &key), value)));
        }
    }
}
