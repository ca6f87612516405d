//! A value or a list of them.

use crate::rt::{Decode, Encode, Reader, Shape, Writer};

/// What may be sent as one value or as a list. It is written as it was read or made.
#[derive(Debug, Clone, PartialEq)]
pub enum OneOrMany<T> {
    /// A single value.
    One(T),
    /// A list.
    Many(Vec<T>),
}

impl<T> OneOrMany<T> {
    /// The values as a slice.
    #[must_use]
    pub fn as_slice(&self) -> &[T] {
        match self {
            Self::One(value) => std::slice::from_ref(value),
            Self::Many(values) => values,
        }
    }

    /// Goes through the values.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.as_slice().iter()
    }

    /// The values as a list.
    #[must_use]
    pub fn into_vec(self) -> Vec<T> {
        match self {
            Self::One(value) => vec![value],
            Self::Many(values) => values,
        }
    }
}

impl<T> Default for OneOrMany<T> {
    fn default() -> Self {
        Self::Many(Vec::new())
    }
}

impl<T> From<T> for OneOrMany<T> {
    fn from(value: T) -> Self {
        Self::One(value)
    }
}

impl<T> From<Vec<T>> for OneOrMany<T> {
    fn from(values: Vec<T>) -> Self {
        Self::Many(values)
    }
}

impl From<&str> for OneOrMany<String> {
    fn from(text: &str) -> Self {
        Self::One(text.to_owned())
    }
}

impl<T> IntoIterator for OneOrMany<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.into_vec().into_iter()
    }
}

impl<'v, T> IntoIterator for &'v OneOrMany<T> {
    type Item = &'v T;
    type IntoIter = std::slice::Iter<'v, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T: Decode + Default> Decode for OneOrMany<T> {
    fn decode(&mut self, r: &mut Reader<'_>) {
        if matches!(r.shape(), Shape::Array | Shape::Null) {
            let mut values = Vec::new();
            values.decode(r);
            *self = Self::Many(values);
            return;
        }
        let mut value = T::default();
        value.decode(r);
        *self = if r.rejected() { Self::default() } else { Self::One(value) };
    }
}

impl<T: Encode> Encode for OneOrMany<T> {
    fn encode(&self, w: &mut Writer) {
        match self {
            Self::One(value) => value.encode(w),
            Self::Many(values) => values.encode(w),
        }
    }

    fn absent(&self) -> bool {
        matches!(self, Self::Many(values) if values.is_empty())
    }
}
