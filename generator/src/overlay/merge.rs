//! How an update changes a node: mappings are merged, lists are appended to, scalars are replaced.

use crate::document::{Entry, Map, Node, Place, Value, pointer};

/// An update that does not fit what it would change.
pub(super) struct Conflict {
    /// Pointer of the node that it does not fit, from the target.
    pub below: String,
    /// Place of the update's part.
    pub place: Place,
    pub message: String,
    pub hint: &'static str,
}

/// Updates a target: gives a mapping the update's entries, and a list the update as a further item. Tells whether that
/// changed anything.
pub(super) fn update(target: &mut Node, update: &Node) -> Result<bool, Conflict> {
    match (&mut target.value, &update.value) {
        (Value::Map(into), Value::Map(from)) => merge(into, from, ""),
        (Value::List(items), _) => {
            items.push(update.clone());
            Ok(true)
        }
        (Value::Map(_), other) => {
            Err(conflict("", update, format!("the target is a mapping, and the update is {}", other.kind())))
        }
        (other, _) => Err(Conflict {
            hint: "let the target be the mapping that it stands in",
            ..conflict(
                "",
                update,
                format!("the target is {}, and only a mapping or a list can be updated", other.kind()),
            )
        }),
    }
}

fn merge(into: &mut Map, from: &Map, below: &str) -> Result<bool, Conflict> {
    let mut changed = false;
    for (key, entry) in from {
        changed |= match into.get_mut(key) {
            Some(present) => merge_entry(present, &entry.node, &pointer::join(below, key))?,
            None => into.insert(key.clone(), entry.clone()).is_none(),
        };
    }
    Ok(changed)
}

fn merge_entry(present: &mut Entry, update: &Node, below: &str) -> Result<bool, Conflict> {
    match (&mut present.node.value, &update.value) {
        (Value::Map(into), Value::Map(from)) => merge(into, from, below),
        (Value::List(into), Value::List(from)) => {
            into.extend_from_slice(from);
            Ok(!from.is_empty())
        }
        (kept @ (Value::Map(_) | Value::List(_)), other) => {
            let message = format!("the update brings {}, where the description has {}", other.kind(), kept.kind());
            Err(conflict(below, update, message))
        }
        (scalar, new) if same_scalar(scalar, new) => Ok(false),
        _ => {
            present.node = update.clone();
            Ok(true)
        }
    }
}

fn same_scalar(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Null, Value::Null) => true,
        (Value::Bool(a), Value::Bool(b)) => a == b,
        (Value::Number(a), Value::Number(b)) => a == b,
        (Value::String(a), Value::String(b)) => a == b,
        _ => false,
    }
}

fn conflict(below: &str, update: &Node, message: String) -> Conflict {
    let hint = "remove it first, by an action of its own";
    Conflict { below: below.to_owned(), place: update.place.clone(), message, hint }
}
