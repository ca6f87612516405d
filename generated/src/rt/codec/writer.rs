//! Writing JSON.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::escape::{escape, plain_length};
use super::path::path_at;
use super::{Encode, Extra, to_value};

/// What is set aside at first, in bytes.
const ROOM: usize = 1024;

/// JSON text in the making. Nothing here fails: it writes to memory.
#[derive(Default)]
pub struct Writer {
    out: Vec<u8>,
    /// What makes the text unfit to be sent: the first of it.
    problem: Option<Problem>,
    /// Whether what no model declares is left out.
    declared_only: bool,
}

/// Sets of names of which a record must have one.
pub type OneOf = &'static [&'static [&'static str]];

/// What makes a text unfit to be sent.
enum Problem {
    /// A record has none of the sets of fields that are asked of it.
    Lacks { offset: usize, sets: OneOf },
    /// Whoever wrote a value says so.
    Refused(String),
}

impl Writer {
    /// A writer with room for a usual body.
    pub(super) fn new() -> Self {
        Self { out: Vec::with_capacity(ROOM), ..Self::default() }
    }

    /// A writer that leaves out what no model declares.
    pub(super) fn of_declared() -> Self {
        Self { declared_only: true, ..Self::new() }
    }

    /// What was written.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.out
    }

    /// What was written.
    ///
    /// # Errors
    /// What makes it unfit to be sent.
    pub fn into_checked_bytes(self) -> Result<Vec<u8>, String> {
        let (offset, sets) = match self.problem {
            None => return Ok(self.out),
            Some(Problem::Refused(problem)) => return Err(problem),
            Some(Problem::Lacks { offset, sets }) => (offset, sets),
        };
        let place = match path_at(&self.out, offset) {
            path if path == "$" => "the body".to_owned(),
            path => format!("`{path}` of the body"),
        };
        let sets: Vec<String> = sets.iter().map(|set| format!("`{}`", set.join("` and `"))).collect();
        Err(format!("{place} needs {}", sets.join(", or ")))
    }

    /// Says that what is written must not be sent, and why. The first one who does is heard.
    pub fn refuse(&mut self, problem: String) {
        self.problem.get_or_insert(Problem::Refused(problem));
    }

    /// Writes an object of which one set of fields must be complete.
    pub fn record_with(&mut self, one_of: OneOf, names: &[&str], fields: &[&dyn Encode], extra: &Extra) {
        let has = |name: &&str| {
            let field = names.iter().zip(fields).find(|field| plain(field.0) == **name);
            field.is_some_and(|field| !field.1.absent()) || extra.as_map().contains_key(*name)
        };
        if self.problem.is_none() && !one_of.iter().any(|set| set.iter().all(has)) {
            self.problem = Some(Problem::Lacks { offset: self.out.len(), sets: one_of });
        }
        self.record(names, fields, extra);
    }

    /// Writes an object: those of `fields` that are not absent, under their `names`, then what `extra` has besides. Names
    /// are as they stand in JSON, between the quotes.
    ///
    /// A name that `extra` has as well was sent with a value that the field could not take. As long as the field is
    /// untouched that value is written back.
    pub fn record(&mut self, names: &[&str], fields: &[&dyn Encode], extra: &Extra) {
        self.out.push(b'{');
        if extra.is_empty() || self.declared_only {
            for (name, field) in names.iter().zip(fields) {
                self.field(name, *field);
            }
        } else {
            self.fields_and_extra(names, fields, extra.as_map());
        }
        self.out.push(b'}');
    }

    #[cold]
    fn fields_and_extra(&mut self, names: &[&str], fields: &[&dyn Encode], extra: &Map<String, Value>) {
        for (name, field) in names.iter().zip(fields) {
            match extra.get(&*plain(name)) {
                Some(sent) if is_untouched(*field) => self.field(name, sent),
                _ => self.field(name, *field),
            }
        }
        for (name, value) in extra {
            if !names.iter().any(|known| plain(known) == *name) {
                self.entry(name, value);
            }
        }
    }

    /// Writes a field. The name is written as it is: it has its escapes already.
    fn field(&mut self, name: &str, value: &dyn Encode) {
        if !value.absent() {
            self.out.reserve(name.len() + 4);
            self.separate(b'{');
            self.out.push(b'"');
            self.out.extend_from_slice(name.as_bytes());
            self.out.extend_from_slice(b"\":");
            value.encode(self);
        }
    }

    /// Writes an object of entries that are all there.
    pub fn entries<'e, K: AsRef<str>, V: Encode + 'e>(&mut self, entries: impl Iterator<Item = (K, &'e V)>) {
        self.out.push(b'{');
        for (name, value) in entries {
            self.entry(name.as_ref(), value);
        }
        self.out.push(b'}');
    }

    /// Begins a list.
    pub fn begin_list(&mut self) {
        self.out.push(b'[');
    }

    /// Goes on to an item of a list.
    pub fn item(&mut self) {
        self.separate(b'[');
    }

    /// Ends a list.
    pub fn end_list(&mut self) {
        self.out.push(b']');
    }

    fn entry(&mut self, name: &str, value: &dyn Encode) {
        self.separate(b'{');
        self.str(name);
        self.out.push(b':');
        value.encode(self);
    }

    /// A comma, but not before the first: no value ends in a bare opening bracket.
    fn separate(&mut self, opening: u8) {
        if self.out.last() != Some(&opening) {
            self.out.push(b',');
        }
    }

    /// Writes a string.
    pub fn str(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let (plain, rest) = bytes.split_at(plain_length(bytes));
        self.out.reserve(bytes.len() + 2);
        self.out.push(b'"');
        self.out.extend_from_slice(plain);
        if !rest.is_empty() {
            self.escaped(rest);
        }
        self.out.push(b'"');
    }

    /// Writes text that begins with what needs an escape.
    fn escaped(&mut self, mut text: &[u8]) {
        while let Some((&special, after)) = text.split_first() {
            escape(&mut self.out, special);
            let (plain, rest) = after.split_at(plain_length(after));
            self.out.extend_from_slice(plain);
            text = rest;
        }
    }

    /// Writes an integer.
    pub fn int(&mut self, int: i64) {
        // Writing to memory cannot fail, here and below.
        let _ = serde_json::to_writer(&mut self.out, &int);
    }

    /// Writes an integer.
    pub fn uint(&mut self, int: u64) {
        let _ = serde_json::to_writer(&mut self.out, &int);
    }

    /// Writes a number; null for what is none, such as infinity.
    pub fn float(&mut self, float: f64) {
        let _ = serde_json::to_writer(&mut self.out, &float);
    }

    /// Writes a boolean.
    pub fn bool(&mut self, bool: bool) {
        self.out.extend_from_slice(if bool { b"true" } else { b"false" });
    }

    /// Writes null.
    pub fn null(&mut self) {
        self.out.extend_from_slice(b"null");
    }

    /// Writes any JSON.
    pub fn value(&mut self, value: &Value) {
        let _ = serde_json::to_writer(&mut self.out, value);
    }
}

/// A name without its escapes, which hardly any has.
fn plain(name: &str) -> Cow<'_, str> {
    if !name.contains('\\') {
        return Cow::Borrowed(name);
    }
    serde_json::from_str(&format!("\"{name}\"")).map_or(Cow::Borrowed(name), Cow::Owned)
}

/// Whether the field holds what it holds before anything is put into it. A record is when all that it would write is.
fn is_untouched(field: &dyn Encode) -> bool {
    field.blank() || matches!(to_value(field), Value::Object(fields) if fields.values().all(is_nothing))
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(bool) => !bool,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.values().all(is_nothing),
    }
}

/// A field that is written even when it holds nothing: the description requires it.
pub struct Always<'v>(pub &'v dyn Encode);

impl Encode for Always<'_> {
    fn encode(&self, w: &mut Writer) {
        self.0.encode(w);
    }

    fn blank(&self) -> bool {
        self.0.blank()
    }
}

/// A field of one possible value: written as that where the record does not hold it.
pub struct OrConstant<'v>(pub &'v dyn Encode, pub &'static str);

impl Encode for OrConstant<'_> {
    fn encode(&self, w: &mut Writer) {
        if self.0.absent() {
            w.str(self.1);
        } else {
            self.0.encode(w);
        }
    }

    fn blank(&self) -> bool {
        self.0.blank()
    }
}
