//! JSON values as Rust expressions of the types that the emitted crate takes.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Value as Json;

use super::{Gap, is_list, pick};
use crate::emit::rust::{self, Slot, ident, slot};
use crate::ir::{Api, Constant, Field, Kind, Record, Ty, TypeDef, Union};

/// What an expression is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// An argument that takes whatever converts: text may be a literal.
    Into,
    /// A place that wants the type itself.
    Exact,
}

/// Writes expressions, and keeps what could not be written.
pub(super) struct Writer<'a> {
    api: &'a Api,
    pub gaps: Vec<Gap>,
}

impl<'a> Writer<'a> {
    pub fn new(api: &'a Api) -> Self {
        Self { api, gaps: Vec::new() }
    }

    pub fn gap(&mut self, path: &str, message: impl Into<String>) {
        self.gaps.push(Gap { path: path.to_owned(), message: message.into() });
    }

    pub fn missing(&mut self, path: &str) -> TokenStream {
        self.gap(path, "is required but not given");
        TokenStream::new()
    }

    /// A value that is written by itself may be given too, but no other.
    pub fn agree(&mut self, constant: &Constant, given: Option<&Json>, path: &str) {
        if given.is_some_and(|value| spelling(value) != constant.spelling()) {
            self.gap(path, format!("is always `{}`", constant.spelling()));
        }
    }

    fn unfit(&mut self, path: &str, wanted: &str, value: &Json) -> TokenStream {
        self.gap(path, format!("{wanted} is wanted, not {}", kind_of(value)));
        TokenStream::new()
    }

    /// The expression for a value of a type. `path` is where the value stands, for gaps.
    pub fn value(&mut self, ty: &Ty, value: &Json, path: &str, mode: Mode) -> TokenStream {
        match ty {
            Ty::Bool => match value {
                Json::Bool(flag) => quote! { #flag },
                Json::String(text) if text == "true" => quote! { true },
                Json::String(text) if text == "false" => quote! { false },
                other => self.unfit(path, "true or false", other),
            },
            Ty::Int => match whole(value) {
                Some(number) => int(number),
                None => self.unfit(path, "a whole number", value),
            },
            Ty::Float => match decimal(value) {
                Some(number) => float(number),
                None => self.unfit(path, "a number", value),
            },
            Ty::Timestamp => match whole(value) {
                Some(number) => {
                    let number = int(number);
                    quote! { Timestamp::new(#number) }
                }
                None => self.unfit(path, "unix seconds", value),
            },
            Ty::String | Ty::Date | Ty::Uuid | Ty::Uri | Ty::Const(_) => self.text(value, path, mode),
            Ty::DateTime => {
                let text = self.text(value, path, Mode::Into);
                if mode == Mode::Into {
                    text
                } else {
                    quote! { DateTime::new(#text) }
                }
            }
            Ty::File => {
                let text = self.text(value, path, Mode::Into);
                quote! { Upload::new("file", #text) }
            }
            Ty::Json => json(value),
            Ty::List(item) => self.list(item, value, path, mode),
            Ty::Map(item) => self.map(item, value, path),
            Ty::OneOrMany(item) => match value {
                Json::Array(_) => {
                    let list = self.list(item, value, path, Mode::Exact);
                    quote! { OneOrMany::Many(#list) }
                }
                one => {
                    let one = self.value(item, one, path, Mode::Exact);
                    quote! { OneOrMany::One(#one) }
                }
            },
            Ty::Nullable(_) if value.is_null() => quote! { None },
            Ty::Nullable(inner) => {
                let inner = self.value(inner, value, path, Mode::Exact);
                quote! { Some(#inner) }
            }
            Ty::Ref(id) => {
                let def = self.api.ty(*id);
                self.named(def, value, path, mode)
            }
        }
    }

    fn named(&mut self, def: &'a TypeDef, value: &Json, path: &str, mode: Mode) -> TokenStream {
        match &def.kind {
            Kind::Alias(target) => self.value(target, value, path, mode),
            Kind::Replaced(with) if with.path.ends_with("Timestamp") => self.value(&Ty::Timestamp, value, path, mode),
            Kind::Replaced(with) if with.collection => self.entries(def, value, path, mode),
            Kind::Replaced(with) => match &with.sample_code {
                Some(code) if with.sample.as_ref() == Some(value) => code.parse().unwrap_or_else(|_| json(value)),
                _ => json(value),
            },
            Kind::OpenEnum(values) => {
                let name = ident(&def.name);
                let text = spelling(value);
                match values.iter().find(|known| known.wire == text) {
                    Some(known) => {
                        let variant = ident(&known.ident);
                        quote! { models::#name::#variant }
                    }
                    None if value.is_object() || value.is_array() || value.is_null() => self.unfit(path, "text", value),
                    None => quote! { models::#name::from(#text) },
                }
            }
            Kind::Union(union) => self.union(def, union, value, path),
            Kind::Record(record) => self.record(def, record, value, path),
        }
    }

    fn text(&mut self, value: &Json, path: &str, mode: Mode) -> TokenStream {
        if value.is_null() || value.is_array() || value.is_object() {
            return self.unfit(path, "text", value);
        }
        let text = spelling(value);
        match mode {
            Mode::Into => quote! { #text },
            Mode::Exact => quote! { #text.to_owned() },
        }
    }

    fn list(&mut self, item: &Ty, value: &Json, path: &str, mode: Mode) -> TokenStream {
        // One value where a list is wanted is how query parameters are often given.
        let one;
        let items = match value {
            Json::Array(items) => items,
            Json::Object(_) | Json::Null => return self.unfit(path, "a list", value),
            other => {
                one = vec![other.clone()];
                &one
            }
        };
        let inner = if mode == Mode::Into && !is_list(self.api, item) { Mode::Into } else { Mode::Exact };
        let written: Vec<TokenStream> = items
            .iter()
            .enumerate()
            .map(|(index, value)| self.value(item, value, &format!("{path}[{index}]"), inner))
            .collect();
        match (mode, written.is_empty()) {
            (Mode::Into, true) => {
                let item = rust::ty(self.api, item);
                let item = outside(&item);
                quote! { Vec::<#item>::new() }
            }
            (Mode::Into, false) => quote! { [#(#written),*] },
            (Mode::Exact, _) => quote! { vec![#(#written),*] },
        }
    }

    fn map(&mut self, item: &Ty, value: &Json, path: &str) -> TokenStream {
        let Json::Object(entries) = value else { return self.unfit(path, "an object", value) };
        let written: Vec<TokenStream> = entries
            .iter()
            .map(|(key, value)| {
                let value = self.value(item, value, &format!("{path}.{key}"), Mode::Exact);
                quote! { (#key.to_owned(), #value) }
            })
            .collect();
        match (*item == Ty::Json, written.is_empty()) {
            (true, true) => quote! { serde_json::Map::new() },
            (true, false) => quote! { serde_json::Map::from_iter([#(#written),*]) },
            (false, true) => quote! { std::collections::BTreeMap::new() },
            (false, false) => quote! { std::collections::BTreeMap::from([#(#written),*]) },
        }
    }

    /// An object whose values are of any kind, for a type that is made from pairs.
    fn entries(&mut self, def: &TypeDef, value: &Json, path: &str, mode: Mode) -> TokenStream {
        let Json::Object(entries) = value else { return self.unfit(path, "an object", value) };
        let name = ident(&def.name);
        if entries.is_empty() {
            return quote! { models::#name::default() };
        }
        let texts = entries.values().all(Json::is_string);
        let pairs = entries.iter().map(|(key, value)| match value {
            Json::String(text) if texts => quote! { (#key, #text) },
            value => {
                let value = json(value);
                quote! { (#key, #value) }
            }
        });
        match mode {
            Mode::Into => quote! { [#(#pairs),*] },
            Mode::Exact => quote! { models::#name::from([#(#pairs),*]) },
        }
    }

    fn union(&mut self, def: &TypeDef, union: &Union, value: &Json, path: &str) -> TokenStream {
        let name = ident(&def.name);
        let Some(variant) = pick(self.api, union, value) else {
            let value = json(value);
            return quote! { models::#name::Unknown(#value) };
        };
        let inner = self.value(&variant.ty, value, path, Mode::Exact);
        let inner = if variant.boxed {
            quote! { Box::new(#inner) }
        } else {
            inner
        };
        let variant = ident(&variant.ident);
        quote! { models::#name::#variant(#inner) }
    }

    fn record(&mut self, def: &TypeDef, record: &Record, value: &Json, path: &str) -> TokenStream {
        let Json::Object(entries) = value else { return self.unfit(path, "an object", value) };
        let name = ident(&def.name);
        let mut required = Vec::new();
        let mut setters = Vec::new();
        for field in &record.fields {
            let at = format!("{path}.{}", field.wire);
            let given = entries.get(&field.wire);
            match slot(self.api, field, def.usage) {
                _ if field.read_only => setters.extend(given.map(|value| by_name(field, value))),
                Slot::Constant => setters.extend(given.and_then(|value| other_constant(field, value))),
                Slot::Plain => required.push(match given {
                    Some(value) => self.value(&field.ty, value, &at, Mode::Into),
                    None => self.missing(&at),
                }),
                slot => setters.extend(given.and_then(|value| self.setter(field, slot, value, &at))),
            }
        }
        for (key, value) in entries {
            if !record.fields.iter().any(|field| field.wire == *key) {
                let value = json(value);
                setters.push(quote! { .set(#key, #value) });
            }
        }
        quote! { models::#name::new(#(#required),*) #(#setters)* }
    }

    /// A null says nothing where only a value can be set.
    fn setter(&mut self, field: &Field, slot: Slot, value: &Json, path: &str) -> Option<TokenStream> {
        let name = ident(&field.ident);
        let value = match (slot, value) {
            (Slot::Patch, Json::Null) => quote! { Patch::Null },
            (_, Json::Null) if field.ty != Ty::Json => return None,
            (Slot::Patch, value) if field.boxed => {
                let value = self.value(&field.ty, value, path, Mode::Exact);
                quote! { Box::new(#value) }
            }
            (Slot::Patch, value) => self.patch(&field.ty, value, path),
            (_, value) => self.value(&field.ty, value, path, Mode::Into),
        };
        Some(quote! { .#name(#value) })
    }

    /// Text converts into what may be absent or null; anything else is given as what it is.
    fn patch(&mut self, ty: &Ty, value: &Json, path: &str) -> TokenStream {
        let is_text = matches!(self.api.unalias(ty), Ty::String | Ty::Date | Ty::Uuid | Ty::Uri);
        self.value(ty, value, path, if is_text { Mode::Into } else { Mode::Exact })
    }
}

/// A constant that is given another value can only be set by name.
fn other_constant(field: &Field, value: &Json) -> Option<TokenStream> {
    let Ty::Const(constant) = &field.ty else { return None };
    (spelling(value) != constant.spelling()).then(|| by_name(field, value))
}

fn by_name(field: &Field, value: &Json) -> TokenStream {
    let (name, value) = (&field.wire, json(value));
    quote! { .set(#name, #value) }
}

/// A type of the emitted crate as it is written outside of it.
fn outside(tokens: &TokenStream) -> TokenStream {
    let text = tokens.to_string().replace(":: ", "::").replace(" ::", "::");
    let text = text.replace("crate::models::", "models::").replace("crate::rt::", "");
    let text =
        text.replace("::std::string::", "").replace("::std::vec::", "").replace("::serde_json::", "serde_json::");
    text.parse().unwrap_or_else(|_| tokens.clone())
}

/// Text as it is, anything else as it is spelt in JSON.
pub(crate) fn spelling(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn whole(value: &Json) -> Option<i64> {
    match value {
        Json::Number(number) => number.as_i64().or_else(|| number.as_f64().and_then(integral)),
        Json::String(text) => text.parse().ok(),
        _ => None,
    }
}

#[allow(clippy::cast_possible_truncation)] // Only whole numbers that an f64 holds exactly get here.
fn integral(number: f64) -> Option<i64> {
    (number.fract() == 0.0 && number.abs() < 9e15).then_some(number as i64)
}

fn decimal(value: &Json) -> Option<f64> {
    match value {
        Json::Number(number) => number.as_f64(),
        Json::String(text) => text.parse().ok().filter(|number: &f64| number.is_finite()),
        _ => None,
    }
}

/// A whole number; with a suffix where it is too wide for what Rust assumes.
pub(super) fn int(number: i64) -> TokenStream {
    let Some(magnitude) = number.checked_abs() else { return quote! { i64::MIN } };
    let literal = match i32::try_from(number) {
        Ok(_) => Literal::i64_unsuffixed(magnitude),
        Err(_) => Literal::i64_suffixed(magnitude),
    };
    if number < 0 {
        quote! { -#literal }
    } else {
        quote! { #literal }
    }
}

fn float(number: f64) -> TokenStream {
    let literal = Literal::f64_unsuffixed(number.abs());
    if number < 0.0 {
        quote! { -#literal }
    } else {
        quote! { #literal }
    }
}

/// A value as `json!`.
pub(super) fn json(value: &Json) -> TokenStream {
    // JSON text is Rust tokens but for escapes in text, so it is built instead of printed.
    let inner = tree(value);
    quote! { serde_json::json!(#inner) }
}

fn tree(value: &Json) -> TokenStream {
    match value {
        Json::Null => quote! { null },
        Json::Bool(flag) => quote! { #flag },
        Json::String(text) => quote! { #text },
        Json::Number(number) => match (number.as_i64(), number.as_u64(), number.as_f64()) {
            (Some(number), _, _) => int(number),
            (None, Some(number), _) => {
                let number = Literal::u64_unsuffixed(number);
                quote! { #number }
            }
            (None, None, number) => float(number.unwrap_or_default()),
        },
        Json::Array(items) => {
            let items = items.iter().map(tree);
            quote! { [#(#items),*] }
        }
        Json::Object(entries) => {
            let entries = entries.iter().map(|(key, value)| {
                let value = tree(value);
                quote! { #key: #value }
            });
            quote! { {#(#entries),*} }
        }
    }
}

fn kind_of(value: &Json) -> &'static str {
    match value {
        Json::Null => "null",
        Json::Bool(_) => "true or false",
        Json::Number(_) => "a number",
        Json::String(_) => "text",
        Json::Array(_) => "a list",
        Json::Object(_) => "an object",
    }
}
