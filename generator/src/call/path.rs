//! What a concrete path says.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::Arguments;
use crate::ir::Operation;

impl Arguments {
    /// The arguments that stand in a concrete path and its query. Those of a name that comes again are a list.
    #[must_use]
    pub fn of_path(operation: &Operation, path: &str) -> Self {
        let mut params: BTreeMap<String, Json> = BTreeMap::new();
        for (name, value) in operation.path.values(before_query(path)) {
            params.insert(name, Json::String(decoded(&value, false)));
        }
        for (name, value) in pairs_of(path) {
            let value = Json::String(value);
            match params.get_mut(&name) {
                Some(Json::Array(items)) => items.push(value),
                Some(first) => *first = Json::Array(vec![first.take(), value]),
                None => {
                    params.insert(name, value);
                }
            }
        }
        Self { params, body: None }
    }
}

/// The segments of a path, unescaped.
pub(crate) fn segments_of(path: &str) -> Vec<String> {
    before_query(path).split('/').map(|segment| decoded(segment, false)).collect()
}

/// The pairs of a path's query, unescaped and sorted by name; those of one name stay in their order.
pub(crate) fn pairs_of(path: &str) -> Vec<(String, String)> {
    let query = path.split_once('?').map_or("", |(_, query)| query);
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    let mut pairs: Vec<(String, String)> = pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (decoded(name, true), decoded(value, true)))
        .collect();
    pairs.sort_by(|a, b| a.0.cmp(&b.0));
    pairs
}

fn before_query(path: &str) -> &str {
    path.split('?').next().unwrap_or_default()
}

/// Text without its percent escapes. What is no escape, or no UTF-8, stays as it is or is replaced.
fn decoded(text: &str, in_query: bool) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let escape = after.get(..2).filter(|_| *first == b'%').and_then(|hex| std::str::from_utf8(hex).ok());
        if let Some(byte) = escape.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            bytes.push(byte);
            rest = &after[2..];
        } else {
            bytes.push(if in_query && *first == b'+' { b' ' } else { *first });
            rest = after;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
