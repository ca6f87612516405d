//! Operations: what is sent, and what comes back.

use std::fmt;

use serde::Deserialize;

use super::{Constant, Docs, Ty};
use crate::diagnostics::Place;

/// HTTP methods that a path item can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    /// GET
    Get,
    /// PUT
    Put,
    /// POST
    Post,
    /// DELETE
    Delete,
    /// OPTIONS
    Options,
    /// HEAD
    Head,
    /// PATCH
    Patch,
    /// TRACE
    Trace,
}

impl Method {
    /// The method of a path item's key.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Some(match key {
            "get" => Self::Get,
            "put" => Self::Put,
            "post" => Self::Post,
            "delete" => Self::Delete,
            "options" => Self::Options,
            "head" => Self::Head,
            "patch" => Self::Patch,
            "trace" => Self::Trace,
            _ => return None,
        })
    }

    /// The method as it is sent.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Put => "PUT",
            Self::Post => "POST",
            Self::Delete => "DELETE",
            Self::Options => "OPTIONS",
            Self::Head => "HEAD",
            Self::Patch => "PATCH",
            Self::Trace => "TRACE",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What repeating a request may do; decides what a client may retry by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Safety {
    /// Only reads.
    ReadOnly,
    /// May be repeated without a further effect.
    Idempotent,
    /// Must not be repeated blindly.
    Unsafe,
}

/// One operation.
#[derive(Debug, Clone)]
pub struct Operation {
    /// `operationId`, or one made from method and path.
    pub id: String,
    /// Index of its home in [`super::Api::tags`].
    pub tag: usize,
    /// Further tags, as written.
    pub also_in: Vec<String>,
    /// Method.
    pub method: Method,
    /// Path template.
    pub path: PathTemplate,
    /// Path parameters in the order of the template.
    pub path_params: Vec<Param>,
    /// Query parameters in the order of the description.
    pub query: Vec<Param>,
    /// Header parameters.
    pub headers: Vec<Param>,
    /// Request body.
    pub body: Option<Body>,
    /// Replies.
    pub replies: Replies,
    /// How its list is paged, where it is.
    pub paging: Option<Paging>,
    /// What repeating it may do.
    pub safety: Safety,
    /// Text about it.
    pub docs: Docs,
    /// The page of the API's own reference about it.
    pub reference: Option<String>,
    /// Rust names, empty until named.
    pub names: OperationNames,
    /// Where it stands.
    pub place: Option<Place>,
}

impl Operation {
    /// `METHOD /path`, with the parameters' names as the description has them.
    #[must_use]
    pub fn label(&self) -> String {
        format!("{} {}", self.method, self.path.template)
    }

    /// All parameters.
    pub fn params(&self) -> impl Iterator<Item = &Param> {
        self.path_params.iter().chain(&self.query).chain(&self.headers)
    }

    /// Logical path: `METHOD /path/{}`, which no renaming of a path parameter changes.
    #[must_use]
    pub fn key(&self) -> String {
        format!("{} {}", self.method, self.path.anonymous())
    }
}

/// Rust names of an operation.
#[derive(Debug, Clone, Default)]
pub struct OperationNames {
    /// Method on the handle.
    pub method: String,
    /// The builder's type.
    pub builder: String,
    /// The enum of its replies, where it has several shapes of success.
    pub reply: String,
}

/// A path with variables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathTemplate {
    /// As written.
    pub template: String,
    /// Names of the variables in order.
    pub variables: Vec<String>,
}

impl PathTemplate {
    /// How many segments of a path the template has literally, if it fits the path at all.
    #[must_use]
    pub fn literal_segments(&self, path: &str) -> Option<usize> {
        let (wanted, given): (Vec<&str>, Vec<&str>) = (self.template.split('/').collect(), path.split('/').collect());
        if wanted.len() != given.len() {
            return None;
        }
        let mut literal = 0;
        for (wanted, given) in wanted.iter().zip(given) {
            match (wanted.contains('{'), *wanted == given) {
                (false, true) => literal += 1,
                (true, _) if !given.is_empty() => {}
                _ => return None,
            }
        }
        Some(literal)
    }

    /// The values of the variables in a concrete path, by name. A variable that is only a part of its segment, and a path
    /// that is the template itself, have none.
    #[must_use]
    pub fn values(&self, path: &str) -> Vec<(String, String)> {
        let segments = self.template.split('/').zip(path.split('/'));
        let value = |(wanted, given): (&str, &str)| {
            let name = wanted.strip_prefix('{')?.strip_suffix('}')?;
            (wanted != given && !given.starts_with('{')).then(|| (name.to_owned(), given.to_owned()))
        };
        segments.filter_map(value).collect()
    }

    /// The template with nameless variables.
    #[must_use]
    pub fn anonymous(&self) -> String {
        let mut out = String::with_capacity(self.template.len());
        let mut inside = false;
        for c in self.template.chars() {
            match c {
                '{' => {
                    inside = true;
                    out.push('{');
                }
                '}' => {
                    inside = false;
                    out.push('}');
                }
                _ if inside => {}
                _ => out.push(c),
            }
        }
        out
    }
}

/// A path, query or header parameter.
#[derive(Debug, Clone)]
pub struct Param {
    /// Name on the wire.
    pub wire: String,
    /// Name of the argument or setter; empty until named.
    pub ident: String,
    /// Type of the value.
    pub ty: Ty,
    /// Whether a request without it is wrong.
    pub required: bool,
    /// How the value is written.
    pub style: ParamStyle,
    /// Default, as JSON text.
    pub default: Option<String>,
    /// Limits on the value, in words such as `at most 50`.
    pub limits: Vec<String>,
    /// Text about it.
    pub docs: Docs,
}

impl Param {
    /// What it always is, where a request must have it and only one value is taken. Such a one is no argument.
    #[must_use]
    pub fn constant(&self) -> Option<&Constant> {
        match &self.ty {
            Ty::Const(constant) if self.required => Some(constant),
            _ => None,
        }
    }
}

/// How a parameter's value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParamStyle {
    /// One value as text.
    Plain,
    /// A list: the name repeated for each item.
    Repeat,
    /// A list: items joined by commas.
    Comma,
    /// A list: items joined by spaces.
    Space,
    /// A list: items joined by vertical bars.
    Pipe,
    /// An object: each property is a parameter of its own.
    Properties,
    /// An object: each property as `name[property]`.
    Deep,
    /// The value as JSON text.
    Json,
}

/// A request body.
#[derive(Debug, Clone)]
pub struct Body {
    /// What it holds.
    pub content: Content,
    /// Whether a request without it is wrong.
    pub required: bool,
    /// Text about it.
    pub docs: Docs,
}

/// What a request body holds.
#[derive(Debug, Clone)]
pub enum Content {
    /// JSON of a type.
    Json(Ty),
    /// `multipart/form-data` from the fields of a record.
    Multipart(Ty),
    /// Text of a media type.
    Text(String),
    /// Bytes of a media type.
    Bytes(String),
}

/// The replies of an operation.
#[derive(Debug, Clone, Default)]
pub struct Replies {
    /// Successes.
    pub ok: Vec<Reply>,
    /// Failures that the description names.
    pub err: Vec<Reply>,
}

/// One reply.
#[derive(Debug, Clone)]
pub struct Reply {
    /// Statuses it stands for.
    pub status: StatusPattern,
    /// What it holds.
    pub payload: Payload,
    /// Text about it.
    pub docs: Docs,
}

/// Statuses that a reply stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum StatusPattern {
    /// One status.
    Code(u16),
    /// A class such as `4XX`, by its first digit.
    Class(u16),
    /// All that nothing else names.
    Default,
}

impl fmt::Display for StatusPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code(code) => write!(f, "{code}"),
            Self::Class(class) => write!(f, "{class}XX"),
            Self::Default => f.write_str("default"),
        }
    }
}

/// What a reply holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Payload {
    /// Nothing.
    Empty,
    /// JSON of a type.
    Json(Ty),
    /// Text.
    Text,
    /// Bytes of a media type.
    Bytes(String),
    /// A redirect, whose location is the answer.
    Redirect,
}

/// How a list is paged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Paging {
    /// A cursor in the query.
    Cursor,
    /// A page number in the query.
    Page,
    /// A page number in the body.
    PageBody,
    /// A cursor in the body of a search.
    SearchBody,
    /// A scroll.
    Scroll,
    /// An opaque token in the query.
    Token,
    /// A link to the next page.
    Link,
}
