//! What the fields of a record are called.

use super::escape::plain_length;

/// The names of a record's fields as they stand in JSON, between the quotes, and how each is found. Made where it is
/// compiled: at run time there is a hash table.
#[derive(Debug)]
pub struct Names<Slots: ?Sized = [u16]> {
    list: &'static [&'static str],
    /// By hash: one more than the place of a name, or zero. A name whose slot is taken has the next one that is free.
    slots: Slots,
}

impl<const SLOTS: usize> Names<[u16; SLOTS]> {
    /// Names, in a power of two of slots, of which there are more than names: twice as many, so that few share one.
    #[must_use]
    pub const fn new(list: &'static [&'static str]) -> Self {
        let mut slots = [0; SLOTS];
        let mut place: u16 = 0;
        while (place as usize) < list.len() {
            let mut slot = hash(list[place as usize].as_bytes()) % SLOTS;
            while slots[slot] != 0 {
                slot = (slot + 1) % SLOTS;
            }
            place += 1;
            slots[slot] = place;
        }
        Self { list, slots }
    }
}

impl Names {
    /// The names, in the order of the fields.
    pub(super) fn list(&self) -> &'static [&'static str] {
        self.list
    }

    /// The place of a name as it stands in JSON.
    pub(super) fn place(&self, name: &[u8]) -> Option<usize> {
        // There is a power of two of slots.
        let last = self.slots.len().wrapping_sub(1);
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

/// Names differ by their length, their ends or their middle, or are few.
const fn hash(name: &[u8]) -> usize {
    match name {
        [] => 0,
        [first, .., last] => {
            name.len() * 5 + *first as usize * 3 + name[name.len() / 2] as usize * 31 + *last as usize * 7
        }
        [only] => *only as usize,
    }
}
