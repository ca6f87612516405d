//! Models in the company of serde: through a JSON tree, so that no model needs derived code.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::Value;

use crate::rt::{Decode, Encode, from_slice, to_value, to_vec};

/// Reads a model from any format that can describe itself.
pub fn deserialize<'de, T: Decode + Default, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let json = to_vec(&Value::deserialize(deserializer)?);
    from_slice(&json).map(|(value, _)| value).map_err(de::Error::custom)
}

/// Writes a model to any format.
pub fn serialize<S: Serializer>(value: &dyn Encode, serializer: S) -> Result<S::Ok, S::Error> {
    to_value(value).serialize(serializer)
}
