//! Reading a whole record: what is the same for all records, compiled once.

use jiter::Jiter;
use serde_json::Value;
use smallvec::{SmallVec, smallvec};

use super::{Fatal, Reader, Trouble};
use crate::rt::codec::{Decode, Extra, IssueCode, Names};

/// Most records have no more fields.
const USUAL_FIELDS: usize = 64;

impl Reader<'_> {
    /// Reads the object ahead into `fields`, which go by their `names`; `required` has the places of those that must be
    /// there. What no field can take goes into `extra`.
    pub fn record(
        &mut self,
        names: &'static Names,
        fields: &mut [&mut dyn Decode],
        required: &[usize],
        extra: &mut Extra,
    ) {
        if !self.begin() {
            return;
        }
        let start = self.json.current_index();
        let mut seen: SmallVec<[bool; USUAL_FIELDS]> = SmallVec::new();
        if !required.is_empty() {
            seen = smallvec![false; names.list.len()];
        }
        let seen = seen.as_mut_slice();
        let mut before = start;
        loop {
            let is_first = before == start;
            let place = match self.json.plain_key(if is_first { b'{' } else { b',' }) {
                Some(key) => names.place(key),
                None => match self.key(is_first) {
                    Some(key) => names.place_of(&key),
                    None => break,
                },
            };
            match place.and_then(|place| fields.get_mut(place)) {
                Some(field) => field.decode(self),
                None => self.keep_unknown(before, extra),
            }
            if let Some(seen) = place.and_then(|place| seen.get_mut(place)) {
                *seen = true;
            }
            if self.trouble != Trouble::None {
                self.keep_troubled(before, extra);
            }
            if self.fatal.is_some() {
                break;
            }
            before = self.json.current_index();
        }
        if self.fatal.is_none() {
            self.leave();
            let missing = required.iter().filter(|place| seen.get(**place) == Some(&false));
            self.miss(missing.filter_map(|place| names.list.get(*place)), start);
        }
    }

    /// Notes an issue for each name that the object at `start` should have.
    fn miss<'n>(&mut self, names: impl Iterator<Item = &'n &'static str>, start: usize) {
        for name in names {
            self.notes.issue(IssueCode::Missing, name, start);
        }
    }

    /// Keeps the value ahead, which no field is for. Its key begins after `before`.
    #[cold]
    fn keep_unknown(&mut self, before: usize, extra: &mut Extra) {
        if let Some((name, _)) = self.key_at(before) {
            let value = self.value();
            extra.insert(name, value);
        }
    }

    /// Keeps the value that a field has just read and could not take, or not as a whole. Its key begins after `before`.
    #[cold]
    fn keep_troubled(&mut self, before: usize, extra: &mut Extra) {
        self.trouble = Trouble::None;
        if self.fatal.is_some() {
            return;
        }
        if let Some((name, value_at)) = self.key_at(before) {
            let value = self.value_at(value_at);
            extra.insert(name, value);
        }
    }

    /// Reads the key again that begins after `before`; with it comes where its value starts. `None` if it is no UTF-8.
    fn key_at(&mut self, before: usize) -> Option<(String, usize)> {
        let quote = before + self.document.get(before..)?.iter().position(|&byte| byte == b'"')?;
        let mut json = Jiter::new(self.document.get(quote..)?);
        let name = match json.known_str() {
            Ok(name) => name.to_owned(),
            Err(error) => {
                self.fatal.get_or_insert(Fatal::from(&error).in_text_from(quote));
                return None;
            }
        };
        let end = quote + json.current_index();
        let colon = end + self.document.get(end..)?.iter().position(|&byte| byte == b':')?;
        Some((name, colon + 1))
    }

    /// Reads a value again that was passed over. What is wrong with it was noted then, but for what only a thorough look
    /// finds.
    fn value_at(&mut self, start: usize) -> Value {
        let mut reader = Reader::new(self.document.get(start..).unwrap_or_default());
        reader.depth = self.depth;
        let value = reader.value();
        if let Some(fatal) = reader.fatal {
            self.fatal = Some(fatal.in_text_from(start));
        }
        value
    }
}
