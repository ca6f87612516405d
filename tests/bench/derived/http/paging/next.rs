#[derive(serde::Deserialize)]
#[serde(remote = "Told", default)]
struct Shown {
    pages: Value,
    page: Value,
    total_pages: Value,
    next_cursor: Value,
    has_more: Value,
    scroll_param: Value,
}

impl Default for Shown {
    fn default() -> Self {
        Self {
            pages: Value::Null,
            page: Value::Null,
            total_pages: Value::Null,
            next_cursor: Value::Null,
            has_more: Value::Null,
            scroll_param: Value::Null,
        }
    }
}

impl<'de> serde::Deserialize<'de> for Told {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Shown::deserialize(deserializer)
    }
}
