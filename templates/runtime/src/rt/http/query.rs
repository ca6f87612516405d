//! The query of a request.

use std::fmt::Display;

use serde_json::Value;

use crate::rt::{Encode, to_value};

use super::encoding::{percent_encode, percent_encode_into};

/// How a list is written in a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Style {
    /// `name=a&name=b`
    Repeat,
    /// `name=a,b`
    Comma,
    /// `name=a%20b`
    Space,
    /// `name=a%7Cb`
    Pipe,
}

/// Parameters by name. Each holds the text that it has in the query, since most come as text anyway.
#[derive(Debug, Clone, Default)]
pub(super) struct Query(Vec<(String, String)>);

impl Query {
    /// Sets a parameter; what it was set to before is forgotten.
    pub(super) fn set(&mut self, name: &str, value: &dyn Display) {
        let text = pair(name, &value.to_string());
        self.put(name, text);
    }

    /// Sets a parameter to a list. An empty one is not sent.
    pub(super) fn set_list(&mut self, name: &str, items: &[String], style: Style) {
        let separator = match style {
            Style::Repeat => {
                let pairs: Vec<String> = items.iter().map(|item| pair(name, item)).collect();
                return self.put(name, pairs.join("&"));
            }
            Style::Comma => ",",
            Style::Space => "%20",
            Style::Pipe => "%7C",
        };
        let items: Vec<String> = items.iter().map(|item| percent_encode(item)).collect();
        let text = if items.is_empty() { String::new() } else { pair(name, "") + &items.join(separator) };
        self.put(name, text);
    }

    /// Sets a parameter for each field of an object. Anything but an object has none.
    pub(super) fn set_fields(&mut self, object: &Value) {
        for (name, value) in object.as_object().into_iter().flatten() {
            match value {
                Value::Array(items) => {
                    let items: Vec<String> = items.iter().map(plain).collect();
                    self.set_list(name, &items, Style::Repeat);
                }
                value => self.set(name, &plain(value)),
            }
        }
    }

    /// Sets a parameter to an object: `name[key]=value`, and so on inwards.
    pub(super) fn set_deep(&mut self, name: &str, object: &Value) {
        let mut pairs = Vec::new();
        deep_pairs(name, object, &mut pairs);
        self.put(name, pairs.join("&"));
    }

    fn put(&mut self, name: &str, text: String) {
        match self.0.iter_mut().find(|(known, _)| known == name) {
            Some((_, old)) => *old = text,
            None => self.0.push((name.to_owned(), text)),
        }
    }

    /// How much it makes a URL longer.
    pub(super) fn len(&self) -> usize {
        self.0.iter().map(|(_, text)| text.len() + 1).sum()
    }

    /// Appends the query to a URL, which may have one already.
    pub(super) fn append_to(&self, url: &mut String) {
        if self.0.is_empty() {
            return;
        }
        let mut separator = if url.contains('?') { '&' } else { '?' };
        for (_, text) in self.0.iter().filter(|(_, text)| !text.is_empty()) {
            url.push(separator);
            url.push_str(text);
            separator = '&';
        }
    }
}

fn pair(name: &str, value: &str) -> String {
    let mut text = percent_encode(name);
    text.push('=');
    percent_encode_into(&mut text, value);
    text
}

fn deep_pairs(name: &str, value: &Value, pairs: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                deep_pairs(&format!("{name}[{key}]"), value, pairs);
            }
        }
        Value::Array(items) => {
            for item in items {
                deep_pairs(&format!("{name}[]"), item, pairs);
            }
        }
        scalar => pairs.push(pair(name, &plain(scalar))),
    }
}

/// A string without its quotes, anything else as JSON.
pub(super) fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// A value as the text of a parameter: text as it is, anything else as JSON.
#[must_use]
pub fn text_of(value: &dyn Encode) -> String {
    plain(&to_value(value))
}

/// The items of a list as the texts of a parameter; a value that is no list is one item.
#[must_use]
pub fn texts_of(value: &dyn Encode) -> Vec<String> {
    match to_value(value) {
        Value::Array(items) => items.iter().map(plain).collect(),
        one => vec![plain(&one)],
    }
}

/// A value as JSON text, for a parameter that is described as JSON.
#[must_use]
pub fn json_text(value: &dyn Encode) -> String {
    to_value(value).to_string()
}
