//! Both directions for the types that every model is made of.

use std::collections::BTreeMap;
use std::mem::forget;

use serde_json::{Map, Value};

use super::{Decode, Encode, Reader, Writer};

macro_rules! scalar {
    ($($type:ty: $read:ident, $write:ident;)+) => { $(
        impl Decode for $type {
            fn decode(&mut self, r: &mut Reader<'_>) {
                *self = r.$read();
            }
        }

        impl Encode for $type {
            fn encode(&self, w: &mut Writer) {
                w.$write((*self).into());
            }
        }
    )+ };
}

scalar! {
    bool: bool, bool;
    i32: int32, int;
    i64: int, int;
    u64: uint, uint;
    f64: float, float;
}

impl Decode for String {
    fn decode(&mut self, r: &mut Reader<'_>) {
        // Not into what is there: that is empty, and would grow to more than is needed.
        *self = String::from(r.str());
    }
}

impl Encode for String {
    fn encode(&self, w: &mut Writer) {
        w.str(self);
    }
}

impl Encode for str {
    fn encode(&self, w: &mut Writer) {
        w.str(self);
    }
}

impl Decode for Value {
    fn decode(&mut self, r: &mut Reader<'_>) {
        *self = r.value();
    }
}

impl Encode for Value {
    fn encode(&self, w: &mut Writer) {
        w.value(self);
    }

    fn untouched(&self) -> Option<bool> {
        Some(self.is_null())
    }
}

impl Decode for Map<String, Value> {
    fn decode(&mut self, r: &mut Reader<'_>) {
        *self = r.map();
    }
}

impl Encode for Map<String, Value> {
    fn encode(&self, w: &mut Writer) {
        w.entries(self.iter());
    }

    fn absent(&self) -> bool {
        self.is_empty()
    }
}

impl<T: Decode + Default> Decode for Option<T> {
    fn decode(&mut self, r: &mut Reader<'_>) {
        // A key may come twice.
        if self.is_some() {
            clear(self);
        }
        if r.null() {
            return;
        }
        // There is nothing to drop, for which there would be code if it were assigned.
        forget(self.replace(T::default()));
        if let Some(value) = self {
            value.decode(r);
        }
        if r.rejected() {
            clear(self);
        }
    }
}

/// That a value is dropped stands in one place for each type. There are hundreds of them.
#[cold]
#[inline(never)]
fn clear<T>(value: &mut Option<T>) {
    *value = None;
}

impl<T: Encode> Encode for Option<T> {
    fn encode(&self, w: &mut Writer) {
        match self {
            Some(value) => value.encode(w),
            None => w.null(),
        }
    }

    fn absent(&self) -> bool {
        self.is_none()
    }

    fn untouched(&self) -> Option<bool> {
        Some(self.is_none())
    }
}

impl<T: Decode + Default> Decode for Vec<T> {
    fn decode(&mut self, r: &mut Reader<'_>) {
        let is_list = r.begin_list();
        let mut kept = 0;
        loop {
            // Drops what was there before, or the item just read, should it not be kept.
            self.truncate(kept);
            if !is_list || !r.item() {
                break;
            }
            self.push(T::default());
            if let Some(item) = self.last_mut() {
                item.decode(r);
            }
            kept += usize::from(r.keep());
        }
    }
}

impl<T: Encode> Encode for Vec<T> {
    fn encode(&self, w: &mut Writer) {
        self.as_slice().encode(w);
    }

    fn absent(&self) -> bool {
        self.is_empty()
    }
}

impl<T: Encode> Encode for [T] {
    fn encode(&self, w: &mut Writer) {
        w.begin_list();
        for item in self {
            w.item();
            item.encode(w);
        }
        w.end_list();
    }

    fn absent(&self) -> bool {
        self.is_empty()
    }
}

impl<T: Decode + Default> Decode for BTreeMap<String, T> {
    fn decode(&mut self, r: &mut Reader<'_>) {
        self.clear();
        if r.null() || !r.begin() {
            return;
        }
        while let Some(name) = r.entry() {
            let mut value = T::default();
            value.decode(r);
            if r.keep() {
                self.insert(name, value);
            }
        }
    }
}

impl<T: Encode> Encode for BTreeMap<String, T> {
    fn encode(&self, w: &mut Writer) {
        w.entries(self.iter());
    }

    fn absent(&self) -> bool {
        self.is_empty()
    }
}

impl<T: Decode> Decode for Box<T> {
    fn decode(&mut self, r: &mut Reader<'_>) {
        (**self).decode(r);
    }
}

impl<T: Encode> Encode for Box<T> {
    fn encode(&self, w: &mut Writer) {
        (**self).encode(w);
    }

    fn absent(&self) -> bool {
        (**self).absent()
    }

    fn untouched(&self) -> Option<bool> {
        (**self).untouched()
    }
}

impl<T: Encode + ?Sized> Encode for &T {
    fn encode(&self, w: &mut Writer) {
        (**self).encode(w);
    }

    fn absent(&self) -> bool {
        (**self).absent()
    }

    fn untouched(&self) -> Option<bool> {
        (**self).untouched()
    }
}
