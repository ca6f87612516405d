//! What a record was sent beyond what its model takes.

use std::sync::LazyLock;

use serde_json::{Map, Value};

/// The JSON of a record's unknown fields and of the fields whose values could not be taken. One pointer, null when empty.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Extra(Option<Box<Map<String, Value>>>);

static EMPTY: LazyLock<Map<String, Value>> = LazyLock::new(Map::new);

impl Extra {
    /// The fields by name.
    #[must_use]
    pub fn as_map(&self) -> &Map<String, Value> {
        self.0.as_deref().unwrap_or(&EMPTY)
    }

    /// The fields, if there are any.
    pub(super) fn fields(&self) -> Option<&Map<String, Value>> {
        self.0.as_deref()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// Keeps a field; one of the same name is replaced.
    pub fn insert(&mut self, name: impl Into<String>, value: impl Into<Value>) {
        self.0.get_or_insert_default().insert(name.into(), value.into());
    }
}
