//! Documentation in the maintainers' own words, for descriptions that have none: what a `docs.yaml` says.

mod check;
mod fill;

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::document::pointer;

pub use check::{Prose, Weak, weak};
pub(crate) use fill::fill;

/// Texts by what they are about.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Texts {
    /// Tags, by name.
    pub tags: BTreeMap<String, String>,
    /// Operations, by `METHOD /path` as the description writes it.
    pub operations: BTreeMap<String, String>,
    /// Types by their logical path, each with a text for itself under `_` and texts for its fields.
    pub schemas: BTreeMap<String, BTreeMap<String, String>>,
    /// Fields and parameters, by name, where nothing more special is said.
    pub fields: BTreeMap<String, String>,
    /// Values of enums: by the name of the field, then by the value.
    pub values: BTreeMap<String, BTreeMap<String, String>>,
}

/// The entry of a type's map that is about the type itself.
const ITSELF: &str = "_";

impl Texts {
    /// Reads a `docs.yaml`.
    ///
    /// # Errors
    /// What is wrong with it, and the byte at which it begins.
    pub fn parse(text: &str) -> Result<Self, (usize, String)> {
        let at = |error: &serde_yaml::Error| error.location().map_or(0, |location| location.index());
        if text.trim().is_empty() {
            return Ok(Self::default());
        }
        serde_yaml::from_str(text).map_err(|error| (at(&error), error.to_string()))
    }

    /// JSON pointer of a text, given the way to it.
    fn pointer_of(&self, entry: &str) -> Option<String> {
        let (section, rest) = entry.split_once('.')?;
        let nested = match section {
            "schemas" => &self.schemas,
            "values" => &self.values,
            _ => return Some(pointer::join(&format!("/{section}"), rest)),
        };
        nested.iter().find_map(|(outer, map)| {
            let name = rest.strip_prefix(outer.as_str())?.strip_prefix('.')?;
            let at = || pointer::join(&pointer::join(&format!("/{section}"), outer), name);
            map.contains_key(name).then(at)
        })
    }

    /// Every text with the way to it.
    pub fn entries(&self) -> impl Iterator<Item = (String, &str)> {
        let flat = [("tags", &self.tags), ("operations", &self.operations), ("fields", &self.fields)];
        let nested = [("schemas", &self.schemas), ("values", &self.values)];
        let flat = flat.into_iter().flat_map(|(section, map)| {
            map.iter().map(move |(name, text)| (format!("{section}.{name}"), text.as_str()))
        });
        let nested = nested.into_iter().flat_map(|(section, maps)| {
            maps.iter().flat_map(move |(outer, map)| {
                map.iter().map(move |(name, text)| (format!("{section}.{outer}.{name}"), text.as_str()))
            })
        });
        flat.chain(nested)
    }
}
