//! JSON to models and back, without a generic instantiation per model and without failing on what a server got wrong.
//!
//! Two levels of trouble. What is *fatal* is a [`DecodeError`]: the text is not JSON, is nested too deeply, or is of
//! another kind than the model altogether. Everything else is an [`Issue`]: the value is left out, its JSON is kept in
//! the [`Extra`] of the record around it, and reading goes on.

mod entry;
mod error;
mod escape;
mod extra;
mod impls;
mod issue;
mod names;
mod number;
mod path;
mod reader;
mod writer;

pub(crate) use self::entry::{finish, read_bytes, to_checked_vec};
pub use self::entry::{from_slice, to_typed_value, to_value, to_vec};
pub use self::error::DecodeError;
pub use self::extra::Extra;
pub use self::issue::{Issue, IssueCode, Issues, Leniency, LenientUse};
pub use self::names::Names;
pub use self::reader::{Reader, Shape};
pub use self::writer::{Always, OneOf, OrConstant, Writer};

/// Reads itself from JSON, in place.
pub trait Decode {
    /// Reads the value ahead into `self`. What cannot be taken is told to `r` and leaves `self` at its default.
    fn decode(&mut self, r: &mut Reader<'_>);
}

/// Writes itself as JSON.
pub trait Encode {
    /// Writes the value.
    fn encode(&self, w: &mut Writer);

    /// Whether a record leaves the field out.
    fn absent(&self) -> bool {
        false
    }

    /// Whether it is what an untouched field holds; `None` where what it writes tells: nothing, an empty text, zero, false,
    /// an empty list.
    fn untouched(&self) -> Option<bool> {
        None
    }
}
