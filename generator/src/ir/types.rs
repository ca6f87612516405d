//! Types: what requests and replies hold.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::{Docs, StatusPattern};

/// Index of a type in [`super::Api::types`].
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
    Replaced(Replacement),
}

/// A type of the runtime or the hand-written parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replacement {
    /// Its path in the emitted crate.
    pub path: String,
    /// Whether it has a value that says nothing, as an empty list does: a reply holds it as it is, not as an option.
    pub collection: bool,
    /// A value for examples, where one was chosen.
    pub sample: Option<Json>,
    /// That value as it is written in Rust, if not as JSON.
    pub sample_code: Option<String>,
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
    /// Text about it.
    pub docs: Docs,
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
    /// A type of [`super::Api::types`].
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
