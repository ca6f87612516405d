//! Reading a whole record: what is the same for all records, compiled once.

use smallvec::{SmallVec, smallvec};

use super::Reader;
use crate::rt::codec::{Decode, Extra, IssueCode};

/// Most records have no more fields.
const USUAL_FIELDS: usize = 64;

impl Reader<'_> {
    /// Reads the object ahead into `fields`, which go by their `names`; `required` has the places of those that must be
    /// there. What no field can take goes into `extra`.
    pub fn record(
        &mut self,
        names: &[&'static str],
        fields: &mut [&mut dyn Decode],
        required: &[usize],
        extra: &mut Extra,
    ) {
        if !self.begin() {
            return;
        }
        let mut seen: SmallVec<[bool; USUAL_FIELDS]> = SmallVec::new();
        if !required.is_empty() {
            seen = smallvec![false; names.len()];
        }
        let mut next = 0;
        while let Some(key) = self.key(extra) {
            let place = place(names, key, next);
            let Some(field) = place.and_then(|place| fields.get_mut(place)) else {
                self.skip();
                continue;
            };
            field.decode(self);
            next = place.map_or(0, |place| place + 1);
            if let Some(seen) = place.and_then(|place| seen.get_mut(place)) {
                *seen = true;
            }
        }
        let missing = required.iter().filter(|place| seen.get(**place) == Some(&false));
        self.miss(missing.filter_map(|place| names.get(*place)));
    }

    /// Notes an issue for each name that the object left last should have had.
    fn miss<'n>(&mut self, names: impl Iterator<Item = &'n &'static str>) {
        if self.fatal.is_none() {
            for name in names {
                self.notes.issue(IssueCode::Missing, name, self.left);
            }
        }
    }
}

/// The place of a name. Most objects come in the order of the description, so `next` is looked at first.
fn place(names: &[&str], name: &str, next: usize) -> Option<usize> {
    match names.get(next) {
        Some(expected) if *expected == name => Some(next),
        _ => names.iter().position(|known| *known == name),
    }
}
