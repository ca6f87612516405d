//! What the fields of a record are called.

use super::escape::plain_length;

/// The names of a record's fields, and how each is found.
#[derive(Debug)]
pub struct Names {
    /// The names as they stand in JSON, between the quotes, in the order of the fields.
    pub list: &'static [&'static str],
    /// A hash table, of a power of two of slots: one more than the place of a name, or zero. A name whose slot is taken has
    /// the next one that is free, and some slot stays free. Where there is none at all the names are looked through.
    ///
    /// The generator makes it: to do so at compile time made `check` of the crate take 7 % longer.
    pub slots: &'static [u8],
}

impl Names {
    /// The place of a name as it stands in JSON.
    pub(super) fn place(&self, name: &[u8]) -> Option<usize> {
        let Some(last) = self.slots.len().checked_sub(1) else {
            return self.list.iter().position(|known| known.as_bytes() == name);
        };
        let mut slot = hash(name) & last;
        loop {
            let place = usize::from(*self.slots.get(slot)?).checked_sub(1)?;
            if self.list.get(place)?.as_bytes() == name {
                return Some(place);
            }
            slot = (slot + 1) & last;
        }
    }

    /// The place of a name as it is.
    pub(super) fn place_of(&self, name: &str) -> Option<usize> {
        if plain_length(name.as_bytes()) == name.len() {
            return self.place(name.as_bytes());
        }
        let in_json = serde_json::Value::from(name).to_string();
        self.place(in_json.strip_prefix('"')?.strip_suffix('"')?.as_bytes())
    }
}

/// Names differ by their length, their ends or their middle, or are few. The generator counts the same way.
fn hash(name: &[u8]) -> usize {
    let (Some(first), Some(middle), Some(last)) = (name.first(), name.get(name.len() / 2), name.last()) else {
        return 0;
    };
    name.len() * 5 + usize::from(*first) * 3 + usize::from(*middle) * 31 + usize::from(*last) * 7
}
