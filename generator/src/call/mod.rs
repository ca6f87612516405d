//! Calls: from an operation and JSON arguments to the Rust that a user would write for them.
//!
//! It uses only what is public in the emitted crate: the builders, the models' constructors and setters. Examples in the
//! documentation, the check of requests against a description, and snippets for people are all made here.

mod fill;
mod path;
mod pick;
mod sample;
mod source;
mod value;

use std::collections::BTreeMap;
use std::fmt;

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value as Json;

use crate::emit::rust::ident;
use crate::ir::{Api, Content, Operation, Param, ParamStyle, Ty};

pub use fill::{Extent, fill};
pub(crate) use path::{pairs_of, segments_of};
pub use pick::pick;
pub use sample::sample;
pub(crate) use source::imports;
pub use source::{crate_name, doc_example, function};
use value::{Mode, Writer};

/// The arguments of a call.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Arguments {
    /// Values of path, query and header parameters by their name on the wire.
    pub params: BTreeMap<String, Json>,
    /// The body.
    pub body: Option<Json>,
}

/// Why some arguments cannot be written as a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// Where in the arguments, such as `body.from.id`.
    pub path: String,
    /// What is in the way.
    pub message: String,
}

impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.message)
    }
}

/// Writes the call as an expression that builds it, from a variable `client` on; awaiting it is left to the caller.
///
/// # Errors
/// Every argument that is missing, unknown, or cannot be given in the type that it has.
pub fn call(api: &Api, operation: &Operation, arguments: &Arguments) -> Result<TokenStream, Vec<Gap>> {
    let mut writer = Writer::new(api);
    let tag = ident(&api.tags[operation.tag].name);
    let method = ident(&operation.names.method);
    let (positional, setters) = arguments_of(&mut writer, operation, arguments);
    if writer.gaps.is_empty() {
        Ok(quote! { client.#tag().#method(#(#positional),*) #(#setters)* })
    } else {
        Err(writer.gaps)
    }
}

/// Positional arguments in order, and the setters of the others.
fn arguments_of(
    writer: &mut Writer<'_>,
    operation: &Operation,
    arguments: &Arguments,
) -> (Vec<TokenStream>, Vec<TokenStream>) {
    let mut positional = Vec::new();
    let mut setters = Vec::new();
    for param in &operation.path_params {
        positional.push(match arguments.params.get(&param.wire) {
            Some(value) => path_argument(value),
            None => writer.missing(&param.wire),
        });
    }
    let others = || operation.query.iter().chain(&operation.headers);
    for param in others() {
        let value = param_value(operation, param, arguments).filter(|value| !value.is_null());
        if let Some(constant) = param.constant() {
            writer.agree(constant, value.as_ref(), &param.wire);
            continue;
        }
        match (value, param.required) {
            (Some(value), true) => positional.push(writer.value(&param.ty, &value, &param.wire, Mode::Into)),
            (None, true) => positional.push(writer.missing(&param.wire)),
            (Some(value), false) => {
                let (name, value) = (ident(&param.ident), writer.value(&param.ty, &value, &param.wire, Mode::Into));
                setters.push(quote! { .#name(#value) });
            }
            (None, false) => {}
        }
    }
    positional.extend(body_argument(writer, operation, arguments));
    report_unknown(writer, operation, arguments);
    (positional, setters)
}

/// A path parameter is taken from text and from numbers.
fn path_argument(value: &Json) -> TokenStream {
    match value {
        Json::Number(number) if number.is_i64() => value::int(number.as_i64().unwrap_or_default()),
        other => {
            let text = value::spelling(other);
            quote! { #text }
        }
    }
}

/// The value of a parameter. The properties of an exploded object are parameters of their own on the wire.
fn param_value(operation: &Operation, param: &Param, arguments: &Arguments) -> Option<Json> {
    if let Some(value) = arguments.params.get(&param.wire) {
        return Some(value.clone());
    }
    if param.style != ParamStyle::Properties {
        return None;
    }
    let own: serde_json::Map<String, Json> = arguments
        .params
        .iter()
        .filter(|(name, _)| !operation.params().any(|other| other.wire == **name))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    (!own.is_empty()).then_some(Json::Object(own))
}

fn body_argument(writer: &mut Writer<'_>, operation: &Operation, arguments: &Arguments) -> Option<TokenStream> {
    let Some(body) = &operation.body else {
        if arguments.body.as_ref().is_some_and(|body| !body.is_null()) {
            writer.gap("body", "the operation has no body");
        }
        return None;
    };
    let nothing = Json::Object(serde_json::Map::new());
    let value = arguments.body.as_ref().filter(|body| !body.is_null()).unwrap_or(&nothing);
    Some(match &body.content {
        Content::Json(ty) | Content::Multipart(ty) => writer.value(ty, value, "body", Mode::Into),
        Content::Text(_) | Content::Bytes(_) => {
            let text = value::spelling(value);
            quote! { #text }
        }
    })
}

fn report_unknown(writer: &mut Writer<'_>, operation: &Operation, arguments: &Arguments) {
    let takes_any = operation.params().any(|param| param.style == ParamStyle::Properties);
    for name in arguments.params.keys() {
        if !takes_any && !operation.params().any(|param| param.wire == *name) {
            writer.gap(name, "the operation has no such parameter");
        }
    }
}

/// Whether a type is a list, seen through its aliases.
fn is_list(api: &Api, ty: &Ty) -> bool {
    matches!(api.unalias(ty), Ty::List(_))
}
