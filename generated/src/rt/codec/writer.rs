//! Writing JSON.

use serde_json::{Map, Value};

use super::escape::{append_plain, escape, plain_length};
use super::path::path_at;
use super::{Encode, Extra, Names, to_value};

/// What is set aside at first, in bytes.
const ROOM: usize = 1024;
/// How many times as much is set aside in addition where that does not do.
const GROWTH: usize = 3;

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
    pub fn record_with(&mut self, one_of: OneOf, names: &Names, fields: &[&dyn Encode], extra: &Extra) {
        let has = |name: &&str| {
            let field = names.place_of(name).and_then(|place| fields.get(place));
            field.is_some_and(|field| !field.absent()) || extra.as_map().contains_key(*name)
        };
        if self.problem.is_none() && !one_of.iter().any(|set| set.iter().all(has)) {
            self.problem = Some(Problem::Lacks { offset: self.out.len(), sets: one_of });
        }
        self.record(names, fields, extra);
    }

    /// Writes an object: those of `fields` that are not absent, under their `names`, then what `extra` has besides.
    ///
    /// A name that `extra` has as well was sent with a value that the field could not take. As long as the field holds what
    /// it held then, nothing or an empty value, that value is written back.
    pub fn record(&mut self, names: &Names, fields: &[&dyn Encode], extra: &Extra) {
        self.out.push(b'{');
        match extra.fields() {
            Some(extra) if !self.declared_only => self.fields_and_extra(names, fields, extra),
            _ => self.fields(names.list, fields),
        }
        // What was written last ends in a comma.
        match self.out.last_mut() {
            Some(last) if *last == b',' => *last = b'}',
            _ => self.out.push(b'}'),
        }
    }

    /// Writes fields, a comma behind each.
    fn fields(&mut self, names: &[&str], fields: &[&dyn Encode]) {
        for (name, field) in names.iter().zip(fields) {
            if !field.absent() {
                self.name(name);
                field.encode(self);
                self.out.push(b',');
            }
        }
    }

    /// Writes fields and what else was sent.
    #[cold]
    fn fields_and_extra(&mut self, names: &Names, fields: &[&dyn Encode], extra: &Map<String, Value>) {
        if extra.keys().all(|key| names.place_of(key).is_none()) {
            self.fields(names.list, fields);
            extra.iter().for_each(|(name, value)| self.sent(name, value));
        } else {
            self.fields_or_sent(names, fields, extra);
        }
    }

    /// Writes fields, some of which were sent with a value that they could not take, and what else was sent.
    fn fields_or_sent(&mut self, names: &Names, fields: &[&dyn Encode], extra: &Map<String, Value>) {
        let declared: Vec<Option<usize>> = extra.keys().map(|key| names.place_of(key)).collect();
        for (index, (name, field)) in names.list.iter().zip(fields).enumerate() {
            let sent = declared.iter().zip(extra.values()).find(|(declared, _)| **declared == Some(index));
            match sent {
                Some((_, sent)) if is_untouched(*field) => self.fields(&[name], &[sent]),
                _ => self.fields(&[name], &[*field]),
            }
        }
        for ((name, value), _) in extra.iter().zip(declared).filter(|(_, declared)| declared.is_none()) {
            self.sent(name, value);
        }
    }

    /// Writes what no model declares, a comma behind it.
    fn sent(&mut self, name: &str, value: &Value) {
        self.str(name);
        self.out.push(b':');
        self.value(value);
        self.out.push(b',');
    }

    /// Writes the name of a field as it is: it has its escapes already.
    #[inline]
    fn name(&mut self, name: &str) {
        self.make_room(name.len() + 3);
        self.out.push(b'"');
        self.out.extend_from_slice(name.as_bytes());
        self.out.extend_from_slice(b"\":");
    }

    /// Makes room for so many bytes.
    #[inline]
    fn make_room(&mut self, bytes: usize) {
        if self.out.capacity() - self.out.len() < bytes {
            self.grow(bytes);
        }
    }

    /// Makes more room than is needed now: each time all that was written may have to be copied.
    #[cold]
    fn grow(&mut self, bytes: usize) {
        self.out.reserve(bytes.max(GROWTH * self.out.capacity()));
    }

    /// Writes an object of entries that are all there.
    pub fn entries<'e, K: AsRef<str>, V: Encode + 'e>(&mut self, entries: impl Iterator<Item = (K, &'e V)>) {
        self.out.push(b'{');
        for (name, value) in entries {
            self.separate(b'{');
            self.str(name.as_ref());
            self.out.push(b':');
            value.encode(self);
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

    /// A comma, but not before the first: no value ends in a bare opening bracket.
    fn separate(&mut self, opening: u8) {
        if self.out.last() != Some(&opening) {
            self.out.push(b',');
        }
    }

    /// Writes a string.
    pub fn str(&mut self, text: &str) {
        let bytes = text.as_bytes();
        self.make_room(bytes.len() + 2);
        self.out.push(b'"');
        if append_plain(&mut self.out, bytes) {
            self.out.push(b'"');
            return;
        }
        let (plain, rest) = bytes.split_at(plain_length(bytes));
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
        match value {
            Value::Null => self.null(),
            Value::Bool(flag) => self.bool(*flag),
            Value::Number(number) => {
                let _ = serde_json::to_writer(&mut self.out, number);
            }
            Value::String(text) => self.str(text),
            Value::Array(items) => items.encode(self),
            Value::Object(fields) => self.entries(fields.iter()),
        }
    }
}

/// Whether the field holds what it holds before anything is put into it. A record is when all that it would write is.
fn is_untouched(field: &dyn Encode) -> bool {
    field.untouched().unwrap_or_else(|| is_nothing(&to_value(field)))
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

    fn untouched(&self) -> Option<bool> {
        self.0.untouched()
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

    fn untouched(&self) -> Option<bool> {
        self.0.untouched()
    }
}
