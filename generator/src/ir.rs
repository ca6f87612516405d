//! The intermediate representation: everything that the emitted client is made from, free of OpenAPI's spelling.
//!
//! One representation goes through three stages, told apart by type, so that nothing unnamed can be emitted:
//! [`Unnamed`] after lowering, [`Named`] after naming, [`Analyzed`] once usage, features and cycles are known.

use std::collections::BTreeSet;
use std::fmt;
use std::marker::PhantomData;

use crate::diagnostics::Place;

/// Stage after lowering: names are empty.
#[derive(Debug, Clone, Copy)]
pub struct Unnamed;
/// Stage after naming: every type, field, variant, tag and operation has its Rust name.
#[derive(Debug, Clone, Copy)]
pub struct Named;
/// Stage after analysis: usage, features and boxing are known; ready to be emitted.
#[derive(Debug, Clone, Copy)]
pub struct Analyzed;

/// An [`Api`] at a stage.
#[derive(Debug, Clone)]
pub struct Ir<S> {
    /// The API.
    pub api: Api,
    stage: PhantomData<S>,
}

impl<S> Ir<S> {
    /// Vouches that `api` has reached the stage; only the function that makes a stage calls it.
    pub(crate) fn at_stage(api: Api) -> Self {
        Self { api, stage: PhantomData }
    }
}

/// The cargo feature of models that no operation refers to.
pub const UNREFERENCED: &str = "unreferenced";

/// A whole API.
#[derive(Debug, Clone, Default)]
pub struct Api {
    /// `info.title`.
    pub title: String,
    /// `info.version`.
    pub version: String,
    /// Base URLs of the servers.
    pub servers: Vec<String>,
    /// Tags that are the first of some operation, in the order of the operations.
    pub tags: Vec<Tag>,
    /// Operations in the order of the description.
    pub operations: Vec<Operation>,
    /// Types; a [`TypeId`] is an index into it.
    pub types: Vec<TypeDef>,
    /// How much the description holds, counted on the document itself.
    pub described: Described,
}

impl Api {
    /// Index of the operation that a method and a path, template or concrete, lead to: of several the one whose template
    /// has most of the path literally, as `/contacts/search` is nearer to itself than to `/contacts/{id}`.
    #[must_use]
    pub fn operation_at(&self, method: Method, path: &str) -> Option<usize> {
        let path = path.split('?').next().unwrap_or_default();
        self.operations
            .iter()
            .enumerate()
            .filter(|(_, operation)| operation.method == method)
            .filter_map(|(index, operation)| Some((operation.path.literal_segments(path)?, index)))
            .max_by_key(|(literal, index)| (*literal, std::cmp::Reverse(*index)))
            .map(|(_, index)| index)
    }

    /// Name of a cargo feature.
    #[must_use]
    pub fn feature_name(&self, feature: Feature) -> &str {
        match feature {
            Feature::Tag(tag) => &self.tags[tag].name,
            Feature::Unreferenced => UNREFERENCED,
        }
    }

    /// The type of an id.
    #[must_use]
    pub fn ty(&self, id: TypeId) -> &TypeDef {
        &self.types[id.0]
    }

    /// Follows references to aliases until something else is reached.
    #[must_use]
    pub fn unalias<'a>(&'a self, ty: &'a Ty) -> &'a Ty {
        let mut ty = ty;
        // Lowering rejects alias cycles; the bound keeps a mistake there from hanging the run.
        for _ in 0..self.types.len() {
            match ty {
                Ty::Ref(id) => match &self.ty(*id).kind {
                    Kind::Alias(target) => ty = target,
                    _ => break,
                },
                _ => break,
            }
        }
        ty
    }

    /// The record that a type is, if it is one.
    #[must_use]
    pub fn record(&self, ty: &Ty) -> Option<(TypeId, &Record)> {
        match self.unalias(ty) {
            Ty::Ref(id) => match &self.ty(*id).kind {
                Kind::Record(record) => Some((*id, record)),
                _ => None,
            },
            _ => None,
        }
    }
}

/// How many operations and schemas a description declares.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Described {
    /// Operations below `paths`.
    pub operations: usize,
    /// Entries of `components.schemas`.
    pub schemas: usize,
}

/// A group of operations: a handle, a file, a cargo feature.
#[derive(Debug, Clone, Default)]
pub struct Tag {
    /// The tag as the description writes it.
    pub wire: String,
    /// Name of the accessor, the module and the cargo feature, in snake case.
    pub name: String,
    /// Name of the handle type.
    pub handle: String,
    /// Text about it.
    pub docs: Docs,
}

/// Text from the description.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Docs {
    /// Markdown, made safe for rustdoc.
    pub text: Option<String>,
    /// Whether the description calls it deprecated.
    pub deprecated: bool,
}

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
    /// Index of its home in [`Api::tags`].
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
    /// Text about it.
    pub docs: Docs,
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
    /// Bytes.
    Bytes,
    /// A redirect, whose location is the answer.
    Redirect,
}

/// How a list is paged.
#[derive(Debug, Clone, PartialEq, Eq)]
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

/// Index of a type in [`Api::types`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeId(pub usize);

/// A type of the emitted crate.
#[derive(Debug, Clone)]
pub struct TypeDef {
    /// Its index.
    pub id: TypeId,
    /// Rust name; empty until named.
    pub name: String,
    /// Where it comes from.
    pub origin: Origin,
    /// Whether it is sent, read or both.
    pub usage: Usage,
    /// What needs it.
    pub features: BTreeSet<Feature>,
    /// Text about it.
    pub docs: Docs,
    /// What it is.
    pub kind: Kind,
}

/// A cargo feature that needs a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Feature {
    /// The operations of the tag with this index.
    Tag(usize),
    /// Models that no operation refers to.
    Unreferenced,
}

/// Whether a type is sent, read, or both.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    /// Sent in requests.
    pub input: bool,
    /// Read from replies.
    pub output: bool,
}

/// Where a type comes from; the naming rules start from it.
#[derive(Debug, Clone)]
pub struct Origin {
    /// Logical path on the merged model, such as `contact.location`: the key in the lock of names.
    pub key: String,
    /// JSON pointer in the document.
    pub pointer: String,
    /// `title` of the schema.
    pub title: Option<String>,
    /// How it is named.
    pub source: NameSource,
}

/// What a type's name is made from: a root, and the steps from it to the schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameSource {
    /// Where the name starts.
    pub root: NameRoot,
    /// The way from there.
    pub steps: Vec<Step>,
}

/// Where a type's name starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NameRoot {
    /// An entry of `components.schemas`.
    Component(String),
    /// The type around an inline schema.
    Type(TypeId),
    /// The body of the operation with this index.
    Body(usize),
    /// The reply of the operation with this index.
    Reply(usize),
    /// The error reply of the operation with this index.
    ErrorReply(usize, StatusPattern),
    /// A parameter of the operation with this index.
    Param(usize, String),
}

/// A step from a type to an inline schema in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// The value of a field.
    Field(String),
    /// An item of a list.
    Item,
    /// A value of a map.
    Value,
    /// A member of a union, by its label.
    Member(String),
}

/// What a type is.
#[derive(Debug, Clone)]
pub enum Kind {
    /// An object with known fields.
    Record(Record),
    /// Text of a known set, open to new values.
    OpenEnum(Vec<EnumValue>),
    /// One of several types.
    Union(Union),
    /// Another name for a type.
    Alias(Ty),
    /// A type of the runtime or the hand-written parts stands in for it.
    Replaced(String),
}

/// An object with known fields.
#[derive(Debug, Clone, Default)]
pub struct Record {
    /// Fields in the order of the description.
    pub fields: Vec<Field>,
    /// Sets of fields of which one must be complete; empty where nothing is asked.
    pub at_least_one_of: Vec<Vec<String>>,
}

/// A field of a record.
#[derive(Debug, Clone)]
#[allow(clippy::struct_excessive_bools)] // Each is a fact of its own.
pub struct Field {
    /// Name on the wire.
    pub wire: String,
    /// Rust name; empty until named.
    pub ident: String,
    /// Type of the value.
    pub ty: Ty,
    /// Whether the description says that it is always there.
    pub required: bool,
    /// Whether null is a value of it.
    pub nullable: bool,
    /// Whether only replies have it.
    pub read_only: bool,
    /// Default, as JSON text.
    pub default: Option<String>,
    /// Limits on the value, in words such as `at most 10 items`.
    pub limits: Vec<String>,
    /// Whether the value must be boxed, since the type would contain itself.
    pub boxed: bool,
    /// Text about it.
    pub docs: Docs,
}

/// A value of an open enum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnumValue {
    /// Text on the wire.
    pub wire: String,
    /// Variant; empty until named.
    pub ident: String,
}

/// One of several types.
#[derive(Debug, Clone)]
pub struct Union {
    /// How the variants are told apart.
    pub tag: UnionTag,
    /// The variants.
    pub variants: Vec<Variant>,
}

/// How the variants of a union are told apart when reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UnionTag {
    /// By the value of a property; [`Variant::values`] has the values.
    Property(String),
    /// By the kind of JSON value; [`Variant::shapes`] has the kinds.
    JsonShape,
    /// By a key that only this variant has; [`Variant::values`] has the keys.
    RequiredKeys,
    /// By a field beside the union in the record around it.
    Sibling(String),
    /// By the number of keys that a variant knows: nothing better is described.
    BestMatch,
    /// Never read, so never told apart.
    EncodeOnly,
}

/// A variant of a union.
#[derive(Debug, Clone)]
pub struct Variant {
    /// What it is called in the description: title, tag value or component.
    pub label: String,
    /// Rust name; empty until named.
    pub ident: String,
    /// Type of the value.
    pub ty: Ty,
    /// Values of the tag, or keys.
    pub values: Vec<String>,
    /// Kinds of JSON value that it takes.
    pub shapes: Vec<Shape>,
    /// Whether the value must be boxed, since the type would contain itself.
    pub boxed: bool,
}

/// Kinds of JSON value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shape {
    /// true or false
    Bool,
    /// A number without a fraction.
    Int,
    /// Any other number.
    Float,
    /// Text.
    String,
    /// A list.
    Array,
    /// An object.
    Object,
}

/// A type in a field, a parameter or a body.
#[derive(Debug, Clone, PartialEq)]
pub enum Ty {
    /// true or false
    Bool,
    /// A whole number of 64 bits.
    Int,
    /// Any number.
    Float,
    /// Text.
    String,
    /// One value only.
    Const(Constant),
    /// Unix seconds.
    Timestamp,
    /// ISO 8601 text of a date and a time.
    DateTime,
    /// ISO 8601 text of a date.
    Date,
    /// Text of a UUID.
    Uuid,
    /// Text of an address.
    Uri,
    /// Bytes of a file, in a multipart body.
    File,
    /// Any JSON.
    Json,
    /// A list.
    List(Box<Ty>),
    /// An object of any keys.
    Map(Box<Ty>),
    /// One value or a list of them.
    OneOrMany(Box<Ty>),
    /// A value or null, inside a list or a map.
    Nullable(Box<Ty>),
    /// A type of [`Api::types`].
    Ref(TypeId),
}

/// A constant of the description.
#[derive(Debug, Clone, PartialEq)]
pub enum Constant {
    /// Text.
    String(String),
    /// A whole number.
    Int(i64),
    /// true or false
    Bool(bool),
}

impl Constant {
    /// The value as it is spelt in JSON, text without its quotes.
    #[must_use]
    pub fn spelling(&self) -> String {
        match self {
            Self::String(text) => text.clone(),
            Self::Int(number) => number.to_string(),
            Self::Bool(flag) => flag.to_string(),
        }
    }
}
