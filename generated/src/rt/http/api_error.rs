//! What the API says when it refuses.

use std::fmt;

use ::http::StatusCode;
use serde_json::{Map, Value};

use crate::rt::from_slice;

/// So much of a body that is no JSON is taken for a message.
const EXCERPT: usize = 200;

/// A refusal: a status, and whatever could be made of the body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiError {
    status: StatusCode,
    request_id: Option<String>,
    message: Option<String>,
    errors: Vec<ApiErrorItem>,
}

/// One reason for a refusal.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ApiErrorItem {
    code: Option<String>,
    message: Option<String>,
    field: Option<String>,
    data: Option<Value>,
}

impl ApiError {
    /// Makes the most of a body. Most are lists of errors, some a single message, some are not the API's at all but come
    /// from a proxy in between.
    pub(super) fn parse(status: StatusCode, body: &[u8]) -> Self {
        let mut error = Self { status, request_id: None, message: None, errors: Vec::new() };
        match from_slice::<Value>(body) {
            Ok((Value::Object(fields), _)) => error.take(&fields),
            Ok((Value::String(text), _)) => error.message = Some(text),
            Ok(_) => {}
            Err(_) => error.message = excerpt(body),
        }
        error
    }

    fn take(&mut self, fields: &Map<String, Value>) {
        self.request_id = text(fields, "request_id");
        self.message = text(fields, "message");
        for key in ["errors", "error"] {
            match fields.get(key) {
                Some(Value::Array(items)) => self.errors.extend(items.iter().filter_map(|item| reason(None, item))),
                Some(Value::Object(object)) if is_reason(object) => self.errors.push(ApiErrorItem::of(object)),
                Some(Value::Object(by_field)) => self.take_by_field(by_field),
                Some(item) => self.errors.extend(reason(None, item)),
                None => {}
            }
        }
        if self.errors.is_empty() && (fields.contains_key("code") || fields.contains_key("error_key")) {
            self.errors.push(ApiErrorItem::of(fields));
        }
    }

    fn take_by_field(&mut self, fields: &Map<String, Value>) {
        for (field, value) in fields {
            match value {
                Value::Array(items) => self.errors.extend(items.iter().filter_map(|item| reason(Some(field), item))),
                item => self.errors.extend(reason(Some(field), item)),
            }
        }
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The request's id as the body tells it.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// The reasons.
    #[must_use]
    pub fn errors(&self) -> &[ApiErrorItem] {
        &self.errors
    }

    /// Whether one of the reasons has this code, for example `parameter_invalid`.
    #[must_use]
    pub fn has_code(&self, code: &str) -> bool {
        self.errors.iter().any(|item| item.code() == Some(code))
    }

    /// The message for people: that of the whole, else the first among the reasons.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref().or_else(|| self.errors.iter().find_map(ApiErrorItem::message))
    }
}

impl ApiErrorItem {
    fn of(fields: &Map<String, Value>) -> Self {
        Self {
            code: text(fields, "code").or_else(|| text(fields, "error_key")),
            message: text(fields, "message"),
            field: text(fields, "field"),
            data: fields.get("data").filter(|data| !data.is_null()).cloned(),
        }
    }

    /// The code for programs, for example `not_found`.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }

    /// The message for people.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    /// The field of the request that is at fault.
    #[must_use]
    pub fn field(&self) -> Option<&str> {
        self.field.as_deref()
    }

    /// Details for programs, such as the permissions that the token lacks.
    #[must_use]
    pub fn data(&self) -> Option<&Value> {
        self.data.as_ref()
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.status)?;
        if self.errors.is_empty() {
            return self.message.iter().try_for_each(|message| write!(f, ": {message}"));
        }
        self.errors.iter().enumerate().try_for_each(|(index, item)| {
            let separator = if index == 0 { ":" } else { ";" };
            write!(f, "{separator} {item}")
        })
    }
}

impl fmt::Display for ApiErrorItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code.as_deref().unwrap_or("error"))?;
        self.field.iter().try_for_each(|field| write!(f, " in {field}"))?;
        self.message.iter().try_for_each(|message| write!(f, ": {message}"))
    }
}

fn reason(field: Option<&String>, value: &Value) -> Option<ApiErrorItem> {
    let mut item = match value {
        Value::Object(fields) => ApiErrorItem::of(fields),
        Value::String(message) => ApiErrorItem { message: Some(message.clone()), ..ApiErrorItem::default() },
        _ => return None,
    };
    item.field = item.field.or_else(|| field.cloned());
    Some(item)
}

/// Whether an object is a reason itself, not a list of reasons by field.
fn is_reason(fields: &Map<String, Value>) -> bool {
    !fields.is_empty() && fields.keys().all(|key| ["code", "data", "field", "message", "type"].contains(&key.as_str()))
}

fn text(fields: &Map<String, Value>, key: &str) -> Option<String> {
    match fields.get(key)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The start of a text for people; a page for browsers is none.
fn excerpt(body: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(body).ok()?.trim();
    let readable = !text.is_empty() && !text.starts_with('<');
    readable.then(|| text.chars().take(EXCERPT).collect())
}
