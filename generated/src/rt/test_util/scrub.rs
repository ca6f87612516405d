//! Personal data taken out of recordings.

use std::collections::BTreeMap;
use std::net::IpAddr;

use serde_json::{Map, Value};

use super::diff::SCRUBBED;

/// A field with one of these words in its name holds what tells of a person, or what a person has written.
const PERSONAL: [&str; 16] = [
    "address", "avatar", "body", "city", "email", "emails", "ip", "mail", "name", "names", "phone", "phones", "street",
    "subject", "username", "nickname",
];

/// What stands around a word in a text or in a URL.
const AROUND: [char; 19] =
    ['<', '>', '"', '\'', '(', ')', ',', ';', '=', '&', '?', '/', '[', ']', '{', '}', '|', '\\', '!'];

/// Puts placeholders in the place of personal data, always the same for the same value.
#[derive(Default)]
pub(super) struct Scrubber {
    /// Names of further fields.
    pub(super) fields: Vec<String>,
    /// Placeholders by what they stand for.
    known: BTreeMap<String, String>,
    counts: BTreeMap<String, usize>,
}

/// Where a value is: what is recorded of a request stands for anything, what is recorded of a reply is answered.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Request,
    Reply,
}

impl Scrubber {
    /// Scrubs a value and all that is in it.
    pub(super) fn json(&mut self, value: &mut Value, side: Side) {
        match value {
            Value::String(text) => *text = self.text(text),
            Value::Array(items) => items.iter_mut().for_each(|item| self.json(item, side)),
            Value::Object(fields) => self.object(fields, side),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn object(&mut self, fields: &mut Map<String, Value>, side: Side) {
        // A condition of a search names a field beside the value that it is to have.
        let searched = fields.get("field").and_then(Value::as_str).and_then(|field| self.kind(field));
        for (name, mut value) in std::mem::take(fields) {
            match self.kind(&name).or_else(|| searched.clone().filter(|_| name == "value")) {
                Some(kind) => self.personal(&kind, &mut value, side),
                None => self.json(&mut value, side),
            }
            fields.insert(self.text(&name), value);
        }
    }

    /// Scrubs all that is in the value of a personal field.
    fn personal(&mut self, kind: &str, value: &mut Value, side: Side) {
        match value {
            Value::String(text) if text.is_empty() => {}
            Value::String(text) => *text = self.placeholder(kind, text),
            Value::Number(number) if side == Side::Request => {
                *value = self.placeholder(kind, &number.to_string()).into();
            }
            Value::Number(_) => *value = 0.into(),
            Value::Array(items) => items.iter_mut().for_each(|item| self.personal(kind, item, side)),
            Value::Object(fields) => fields.values_mut().for_each(|value| self.personal(kind, value, side)),
            Value::Null | Value::Bool(_) => {}
        }
    }

    /// Scrubs the value of a parameter.
    pub(super) fn parameter(&mut self, name: &str, value: &str) -> String {
        match self.kind(name) {
            Some(kind) => self.placeholder(&kind, value),
            None => self.text(value),
        }
    }

    /// Scrubs what looks like an e-mail address, an IP address or a phone number, wherever it stands in a text.
    pub(super) fn text(&mut self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        for word in text.split_inclusive(|c: char| c.is_whitespace() || AROUND.contains(&c)) {
            let end =
                word.trim_end_matches(|c: char| c.is_whitespace() || AROUND.contains(&c) || c == '.' || c == ':').len();
            let (word, around) = word.split_at(end);
            match kind_of_word(word) {
                Some(kind) => out.push_str(&self.placeholder(kind, word)),
                None => out.push_str(word),
            }
            out.push_str(around);
        }
        out
    }

    /// What kind of personal data a field holds.
    fn kind(&self, field: &str) -> Option<String> {
        let field = field.to_lowercase();
        let of_word = || PERSONAL.into_iter().find(|word| field.split(['_', '-', '.', ' ']).any(|part| part == *word));
        if self.fields.contains(&field) { Some(field) } else { of_word().map(str::to_owned) }
    }

    fn placeholder(&mut self, kind: &str, value: &str) -> String {
        if value.starts_with(SCRUBBED) {
            return value.to_owned();
        }
        // As it may stand in a URL.
        let value = value.replace("%40", "@");
        if let Some(placeholder) = self.known.get(&value) {
            return placeholder.clone();
        }
        let kind = kind.strip_suffix('s').filter(|one| PERSONAL.contains(one)).unwrap_or(kind);
        let count = self.counts.entry(kind.to_owned()).or_default();
        *count += 1;
        let domain = if kind.contains("mail") { "@example.invalid" } else { "" };
        let placeholder = format!("{SCRUBBED}{kind}-{count}{domain}");
        self.known.insert(value, placeholder.clone());
        placeholder
    }
}

fn kind_of_word(word: &str) -> Option<&'static str> {
    let is_phone = |digits: &str| {
        digits.chars().filter(char::is_ascii_digit).count() >= 7
            && digits.chars().all(|c| c.is_ascii_digit() || c == '-' || c == '.')
    };
    if is_email(&word.replace("%40", "@")) {
        return Some("email");
    }
    if word.parse::<IpAddr>().is_ok() {
        return Some("ip");
    }
    word.strip_prefix('+').filter(|digits| is_phone(digits)).map(|_| "phone")
}

fn is_email(word: &str) -> bool {
    word.split_once('@').is_some_and(|(local, domain)| !local.is_empty() && domain.trim_matches('.').contains('.'))
}
