//! Lists, and what reads and writes them.

pub mod documents;
mod random;

use std::any::Any;

use serde_json::Value;

use crate::documents::Document;

/// A value that was read.
pub type Read = Box<dyn Any>;

/// A way to read and write a list.
pub struct Way {
    /// Whose it is.
    pub name: &'static str,
    /// Reads a list; `None` where it is refused.
    pub decode: fn(&[u8]) -> Option<Read>,
    /// Writes what `decode` gave.
    pub encode: fn(&Read) -> Vec<u8>,
}

macro_rules! ways {
    ($list:ident: $($whose:ident),+) => {
        vec![$(Way {
            name: stringify!($whose),
            decode: |json| Some(Box::new($whose::models::$list::from_json(json).ok()?)),
            encode: |list| list.downcast_ref::<$whose::models::$list>().map(|list| list.to_json()).unwrap_or_default(),
        }),+]
    };
}

/// Each way for the list of a document. Where there are unknown fields, derives that leave them out are no match; the JSON
/// tree takes everything.
#[must_use]
pub fn ways(document: &Document) -> Vec<Way> {
    let mut ways = match document.name {
        "conversations" => ways!(ConversationList: ours, derived, kept),
        "contacts" => ways!(ContactList: ours, derived, kept),
        _ => ways!(TicketList: ours, derived, kept),
    };
    let left_out = if document.unknown { "derived" } else { "kept" };
    ways.retain(|way| way.name != left_out);
    ways.push(Way {
        name: "tree",
        decode: |json| Some(Box::new(serde_json::from_slice::<Value>(json).ok()?)),
        encode: |tree| tree.downcast_ref::<Value>().and_then(|tree| serde_json::to_vec(tree).ok()).unwrap_or_default(),
    });
    ways
}
