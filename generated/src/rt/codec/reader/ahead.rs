//! Looking ahead: which of several models fits the value that comes. Nothing is consumed.

use jiter::{Jiter, Peek};

use super::{Reader, Shape};

impl<'j> Reader<'j> {
    /// Index in `tags` of what stands under `key` in the object ahead; `tags.len()` for anything else. Strings count by
    /// their text, numbers and booleans by their spelling. Nothing is consumed.
    pub fn tag(&mut self, key: &str, tags: &[&str]) -> usize {
        let unknown = tags.len();
        let Some(mut ahead) = self.keys_ahead() else { return unknown };
        while let Some(name) = ahead.key() {
            if name == key {
                return ahead.scalar().and_then(|text| tags.iter().position(|tag| *tag == text)).unwrap_or(unknown);
            }
            ahead.skip();
        }
        unknown
    }

    /// Index in `tags` of what stands under `key` beside the value ahead, in the object that was entered last;
    /// `tags.len()` for anything else, `None` where there is no such key. Nothing is consumed.
    pub fn sibling(&mut self, key: &str, tags: &[&str]) -> Option<usize> {
        let mut json = Jiter::new(self.document.get(self.frames.last()?.start..)?);
        json.peek().ok().filter(|peek| *peek == Peek::Object)?;
        let mut ahead = Ahead { json, first: true };
        while let Some(name) = ahead.key() {
            if name == key {
                let text = ahead.scalar();
                return Some(text.and_then(|text| tags.iter().position(|tag| *tag == text)).unwrap_or(tags.len()));
            }
            ahead.skip();
        }
        None
    }

    /// Index of the first of `keys` under which the object ahead has a value other than null; `keys.len()` if there is
    /// none. Nothing is consumed.
    pub fn has_key(&mut self, keys: &[&str]) -> usize {
        let mut found = keys.len();
        let Some(mut ahead) = self.keys_ahead() else { return found };
        while let Some(name) = ahead.key() {
            let index = keys.iter().take(found).position(|key| *key == name);
            if let Some(index) = index.filter(|_| ahead.peek() != Some(Peek::Null)) {
                found = index;
            }
            ahead.skip();
        }
        found
    }

    /// Index of the variant that declares most of the keys of the object ahead, the first of equals; `variants.len()` if
    /// none declares any. Nothing is consumed.
    pub fn best(&mut self, variants: &[&[&str]]) -> usize {
        let mut scores = vec![0_usize; variants.len()];
        let Some(mut ahead) = self.keys_ahead() else { return variants.len() };
        while let Some(name) = ahead.key() {
            for (score, keys) in scores.iter_mut().zip(variants) {
                *score += usize::from(keys.contains(&name));
            }
            ahead.skip();
        }
        let most = scores.iter().copied().max().filter(|score| *score > 0);
        most.and_then(|most| scores.iter().position(|score| *score == most)).unwrap_or(variants.len())
    }

    /// The kind of the value ahead, which is not consumed.
    pub fn shape(&mut self) -> Shape {
        match self.peek() {
            None | Some(Peek::Null) => Shape::Null,
            Some(Peek::True | Peek::False) => Shape::Bool,
            Some(Peek::String) => Shape::String,
            Some(Peek::Array) => Shape::Array,
            Some(Peek::Object) => Shape::Object,
            Some(_) if self.is_float_ahead() => Shape::Float,
            Some(_) => Shape::Int,
        }
    }

    fn is_float_ahead(&self) -> bool {
        let digits = self.document.get(self.json.current_index()..).unwrap_or_default();
        let end = digits.iter().find(|byte| !matches!(byte, b'-' | b'0'..=b'9'));
        matches!(end, Some(b'.' | b'e' | b'E'))
    }

    fn keys_ahead(&mut self) -> Option<Ahead<'j>> {
        (self.peek() == Some(Peek::Object)).then(|| Ahead { json: self.json.ahead(), first: true })
    }
}

/// A look at the keys of an object that is not entered yet. What is malformed ends it; the reader will come to that.
struct Ahead<'j> {
    json: Jiter<'j>,
    first: bool,
}

impl Ahead<'_> {
    fn key(&mut self) -> Option<&str> {
        let step = if self.first { self.json.known_object() } else { self.json.next_key() };
        self.first = false;
        step.ok().flatten()
    }

    fn skip(&mut self) {
        // The next key finds what is wrong.
        let _ = self.json.next_skip();
    }

    fn peek(&mut self) -> Option<Peek> {
        self.json.peek().ok()
    }

    /// The text of a string, the spelling of a number or a boolean.
    fn scalar(&mut self) -> Option<&str> {
        match self.peek()? {
            Peek::String => self.json.known_str().ok(),
            Peek::Null | Peek::Array | Peek::Object => None,
            peek => {
                let start = self.json.current_index();
                self.json.known_skip(peek).ok()?;
                std::str::from_utf8(self.json.slice_to_current(start)).ok()
            }
        }
    }
}
