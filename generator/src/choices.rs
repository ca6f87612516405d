//! What a maintainer chose, as against what the description says: names, replaced types, files and parts to stamp.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};
use serde_json::Value as Json;
use serde_spanned::Spanned;

use crate::document::pointer;
use crate::ir::{Paging, Replacement};

/// The choices of a profile, read from its `generator.toml`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Choices {
    /// Name of the emitted crate; made from the title where it is not chosen.
    #[serde(rename = "crate-name")]
    pub name: Option<String>,
    /// Headers that the client sends by itself, so that no operation has them as a parameter.
    pub client_headers: Vec<String>,
    /// `METHOD /path/{}` of operations that only read although their method does not say so.
    pub read_only: Vec<String>,
    /// Examples of requests that lack required parts on purpose, by the name that `verify` gives them, each with the reason.
    pub incomplete_requests: BTreeMap<String, String>,
    /// Why a place of the crate is any JSON, by the name that `coverage --free-form` gives it.
    pub free_form: BTreeMap<String, String>,
    /// Schemas that a type of the runtime stands in for, by name.
    pub replace: BTreeMap<String, Replace>,
    /// Unions whose variant a property beside them names, by schema.
    pub sibling_tag: BTreeMap<String, SiblingTag>,
    /// Values for examples: by the name of a field or a parameter, or by `schema.field` for that field alone.
    pub sample: BTreeMap<String, Json>,
    /// Where the API's own reference is.
    pub reference: Option<Reference>,
    /// Lists that come in pages, by `METHOD /path/{}`.
    pub paging: BTreeMap<String, PagingRule>,
    /// Names that the rules would make otherwise.
    pub rename: Renames,
    /// What is stamped beside runtime, manifest and `lib.rs`.
    pub stamp: Stamp,
    /// Modules written by hand, by name.
    pub part: BTreeMap<Spanned<String>, Part>,
}

/// A schema that a type of the runtime stands in for.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Replace {
    /// Path of the type in the emitted crate, such as `crate::rt::Timestamp`.
    #[serde(deserialize_with = "type_path")]
    pub with: String,
    /// Whether it has a value that says nothing, as an empty list does.
    #[serde(default)]
    pub collection: bool,
    /// A value for examples, as JSON.
    #[serde(default)]
    pub sample: Option<Json>,
    /// The same value as it is written in Rust, from the root of the emitted crate on; JSON otherwise.
    #[serde(default, rename = "sample-code", deserialize_with = "optional_expression")]
    pub sample_code: Option<String>,
    /// Why.
    pub reason: String,
}

/// The API's own reference, which operations are linked to.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    /// The page of an operation, with `{version}` of the API, `{tag}` and `{id}` of the operation: each in lower case, with
    /// hyphens between words.
    pub url: String,
    /// Pages that are elsewhere, by `METHOD /path/{}`: with another `{id}`, or `false` where there is none.
    #[serde(default)]
    pub pages: BTreeMap<String, Elsewhere>,
}

/// Where an operation is in a reference, if not where it should be.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Elsewhere {
    /// By another id.
    Id(String),
    /// By its own id, or nowhere.
    Known(bool),
}

/// A property beside a union that names its variant: each by the name of its schema.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SiblingTag {
    /// Name of the property, in the record that has the union.
    pub property: String,
    /// Why.
    pub reason: String,
}

/// How the list of an operation comes in pages.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PagingRule {
    /// How the next page is asked for.
    pub style: Paging,
    /// Where in the reply the items are: the names of fields, with dots.
    pub items: String,
}

/// Names that the rules would make otherwise, by their key in the lock of names.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Renames {
    /// Tags: the accessor and feature.
    pub tags: BTreeMap<String, Rename>,
    /// Types, by logical path.
    pub types: BTreeMap<String, Rename>,
    /// Methods, by `METHOD /path/{}`.
    pub methods: BTreeMap<String, Rename>,
}

/// A name that the rules would make otherwise.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rename {
    /// The name.
    #[serde(deserialize_with = "rust_name")]
    pub to: String,
    /// For a method: the name of its builder, where that should be another one too.
    #[serde(default, deserialize_with = "optional_rust_name")]
    pub builder: Option<String>,
    /// Why.
    pub reason: String,
}

/// Files of the templates that a profile wants.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Stamp {
    /// Files beside manifest, `lib.rs` and runtime, by their path below the templates.
    pub files: Vec<String>,
    /// Examples, by name.
    pub examples: BTreeMap<Spanned<String>, Example>,
    /// Crates that parts need; each is optional.
    pub dependencies: BTreeMap<Spanned<String>, Dependency>,
    /// Crates that examples need.
    pub dev_dependencies: BTreeMap<String, Dependency>,
}

/// An example written by hand.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Example {
    /// The features that it needs.
    pub tags: Vec<Spanned<String>>,
    /// The operations that it calls, by `METHOD /path/{}`.
    pub operations: Vec<Spanned<String>>,
    /// The parts that it uses, where those have no feature.
    pub parts: Vec<Spanned<String>>,
    /// Why it is not stamped, where it does not fit the description.
    pub left_out: Option<String>,
}

/// A crate that is depended on, without its default features.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dependency {
    /// The version, as a manifest has it.
    pub version: String,
    /// Its features that are needed.
    #[serde(default)]
    pub features: Vec<String>,
}

impl Dependency {
    /// The line that a manifest has for it.
    pub(crate) fn line(&self, name: &str, optional: bool) -> String {
        let optional = if optional { "optional = true, " } else { "" };
        let features: Vec<String> = self.features.iter().map(|feature| format!("\"{feature}\"")).collect();
        let features =
            if features.is_empty() { String::new() } else { format!(", features = [{}]", features.join(", ")) };
        format!("{name} = {{ version = \"{}\", {optional}default-features = false{features} }}\n", self.version)
    }
}

/// A module written by hand, which names models.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Part {
    /// The features whose models it names.
    pub tags: Vec<Spanned<String>>,
    /// The operations that it calls, by `METHOD /path/{}`.
    pub operations: Vec<Spanned<String>>,
    /// The feature that turns it on, and with it all that it needs. Without one it is there when `tags` are.
    pub feature: Option<Spanned<String>>,
    /// The crates that it needs, as [`Stamp::dependencies`] has them.
    pub dependencies: Vec<Spanned<String>>,
    /// Why it is not stamped, where it does not fit the description. Its feature stays, and turns nothing on.
    pub left_out: Option<String>,
}

impl Choices {
    /// Reads a `generator.toml`.
    ///
    /// # Errors
    /// What is no TOML, no choice or no Rust, and the byte at which it begins.
    pub fn parse(text: &str) -> Result<Self, (usize, String)> {
        let at = |error: &toml_edit::de::Error| error.span().map_or(0, |span| span.start);
        toml_edit::de::from_str(text).map_err(|error| (at(&error), error.message().to_owned()))
    }

    /// The byte of a `generator.toml` where the choice begins that a JSON pointer leads to; an item of a list stands in the
    /// pointer by its value.
    pub(crate) fn find(text: &str, pointer: &str) -> Option<usize> {
        let choices = toml_edit::Document::parse(text).ok()?;
        let (mut at, mut item) = (0, choices.as_item());
        for token in pointer::tokens(pointer) {
            if let Some(list) = item.as_array() {
                let listed = list.iter().find(|listed| listed.as_str() == Some(&token))?;
                return listed.span().map(|span| span.start);
            }
            let (key, below) = item.as_table_like()?.get_key_value(&token)?;
            (at, item) = (key.span()?.start, below);
        }
        Some(at)
    }

    /// Name of the emitted crate.
    #[must_use]
    pub fn crate_name(&self, title: &str) -> String {
        self.name.clone().unwrap_or_else(|| crate::call::crate_name(title))
    }

    pub(crate) fn replacement(&self, schema: &str) -> Option<Replacement> {
        let Replace { with, collection, sample, sample_code, .. } = self.replace.get(schema)?.clone();
        Some(Replacement { path: with, collection, sample, sample_code })
    }

    /// The page of the API's own reference about an operation, given by its logical path.
    pub(crate) fn reference_page(&self, version: &str, tag: &str, id: Option<&str>, key: &str) -> Option<String> {
        let reference = self.reference.as_ref()?;
        let id = match reference.pages.get(key) {
            Some(Elsewhere::Id(other)) => other,
            Some(Elsewhere::Known(false)) => return None,
            _ => id?,
        };
        let url = reference.url.replace("{version}", &hyphened(version)).replace("{tag}", &hyphened(tag));
        Some(url.replace("{id}", &hyphened(id)))
    }

    /// Whether an operation, given by its logical path, only reads.
    pub(crate) fn only_reads(&self, key: &str) -> bool {
        self.read_only.iter().any(|listed| listed == key)
    }

    pub(crate) fn is_client_header(&self, name: &str) -> bool {
        self.client_headers.iter().any(|header| header.eq_ignore_ascii_case(name))
    }
}

fn hyphened(text: &str) -> String {
    text.to_lowercase().split_whitespace().collect::<Vec<_>>().join("-")
}

fn optional_expression<'de, D: Deserializer<'de>>(value: D) -> Result<Option<String>, D::Error> {
    parsed_as::<syn::Expr, _>(String::deserialize(value)?, "expression").map(Some)
}

fn type_path<'de, D: Deserializer<'de>>(value: D) -> Result<String, D::Error> {
    parsed_as::<syn::Path, _>(String::deserialize(value)?, "path of a type")
}

fn rust_name<'de, D: Deserializer<'de>>(value: D) -> Result<String, D::Error> {
    parsed_as::<syn::Ident, _>(String::deserialize(value)?, "name in Rust")
}

fn optional_rust_name<'de, D: Deserializer<'de>>(value: D) -> Result<Option<String>, D::Error> {
    rust_name(value).map(Some)
}

fn parsed_as<T: syn::parse::Parse, E: serde::de::Error>(text: String, what: &str) -> Result<String, E> {
    match syn::parse_str::<T>(&text) {
        Ok(_) => Ok(text),
        Err(_) => Err(E::custom(format!("`{text}` is no {what}"))),
    }
}
