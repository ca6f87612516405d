//! YAML in block style, the same bytes for the same tree. Text is quoted wherever any reader of YAML 1.1 or 1.2 could
//! take it for something else.

use std::fmt::Write as _;

use crate::document::{Map, Node, Value};

/// Parsers look no further than 1024 characters for the colon after a key; a longer one is written with a `?`.
const LONGEST_IMPLICIT_KEY: usize = 1000;

/// The whole tree, ending with a newline.
pub(super) fn yaml(root: &Node) -> String {
    let mut out = String::new();
    value(&mut out, &root.value, 0);
    out
}

/// Writes a value and the newline after it. It begins where the cursor stands; its further lines begin at `indent`.
fn value(out: &mut String, value: &Value, indent: usize) {
    match value {
        Value::Map(map) if !map.is_empty() => entries(out, map, indent),
        Value::List(items) if !items.is_empty() => list(out, items, indent),
        leaf => {
            out.push_str(&scalar(leaf));
            out.push('\n');
        }
    }
}

fn entries(out: &mut String, map: &Map, indent: usize) {
    for (index, (key, entry)) in map.iter().enumerate() {
        if index > 0 {
            spaces(out, indent);
        }
        key_and_colon(out, key, indent);
        if is_block(&entry.node.value) {
            out.push('\n');
            spaces(out, indent + 2);
        } else {
            out.push(' ');
        }
        value(out, &entry.node.value, indent + 2);
    }
}

fn list(out: &mut String, items: &[Node], indent: usize) {
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            spaces(out, indent);
        }
        out.push_str("- ");
        value(out, &item.value, indent + 2);
    }
}

fn key_and_colon(out: &mut String, key: &str, indent: usize) {
    let key = text(key);
    if key.len() > LONGEST_IMPLICIT_KEY {
        out.push_str("? ");
        out.push_str(&key);
        out.push('\n');
        spaces(out, indent);
    } else {
        out.push_str(&key);
    }
    out.push(':');
}

fn is_block(value: &Value) -> bool {
    match value {
        Value::Map(map) => !map.is_empty(),
        Value::List(items) => !items.is_empty(),
        _ => false,
    }
}

fn spaces(out: &mut String, count: usize) {
    out.extend(std::iter::repeat_n(' ', count));
}

fn scalar(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(truth) => truth.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(string) => text(string),
        Value::List(_) => "[]".to_owned(),
        Value::Map(_) => "{}".to_owned(),
    }
}

fn text(text: &str) -> String {
    if is_plain(text) {
        text.to_owned()
    } else if text.chars().any(needs_escape) {
        double_quoted(text)
    } else {
        format!("'{}'", text.replace('\'', "''"))
    }
}

/// Whether no reader can mistake the text when it stands without quotes: it begins like a word, a path or `$ref`, has
/// no character with a meaning, and is none of the words that are booleans or null somewhere.
fn is_plain(text: &str) -> bool {
    const WORDS: [&str; 9] = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"];
    text.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '/' | '$'))
        && !text.ends_with(' ')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '/' | '$' | '-' | '.' | '{' | '}' | ' '))
        && !WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// Line breaks, what cannot be seen, and what YAML does not take for printable.
fn needs_escape(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

fn double_quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            // Writing to a string does not fail.
            c if needs_escape(c) => drop(write!(out, "\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
