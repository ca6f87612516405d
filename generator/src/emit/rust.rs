//! Types and names of the representation as Rust tokens.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::ir::{Api, Constant, Field, Kind, Ty, TypeId, Usage};

/// An identifier; raw where it says so.
pub(crate) fn ident(name: &str) -> Ident {
    match name.strip_prefix("r#") {
        Some(raw) => Ident::new_raw(raw, Span::call_site()),
        None => Ident::new(name, Span::call_site()),
    }
}

/// A doc comment above an item, a line an attribute.
pub(crate) fn doc(text: &str) -> TokenStream {
    let lines = text.trim_end().lines().map(|line| if line.is_empty() { String::new() } else { format!(" {line}") });
    quote! { #(#[doc = #lines])* }
}

/// Where a module lies, which has to be said where its name goes beyond ASCII.
pub(super) fn file_path(module: &str) -> Option<TokenStream> {
    let file = format!("{module}.rs");
    (!module.is_ascii()).then(|| quote! { #[path = #file] })
}

/// The doc comment of a module.
pub(crate) fn inner_doc(text: &str) -> TokenStream {
    let lines = text.trim_end().lines().map(|line| if line.is_empty() { String::new() } else { format!(" {line}") });
    quote! { #(#![doc = #lines])* }
}

/// The path of a model.
pub(crate) fn model(api: &Api, id: TypeId) -> TokenStream {
    let ty = api.ty(id);
    if let Kind::Replaced(with) = &ty.kind {
        return with.path.parse().unwrap_or_default();
    }
    let name = ident(&ty.name);
    quote! { crate::models::#name }
}

/// The Rust type of a value.
pub(crate) fn ty(api: &Api, value: &Ty) -> TokenStream {
    match value {
        Ty::Bool | Ty::Const(Constant::Bool(_)) => quote! { bool },
        Ty::Int | Ty::Const(Constant::Int(_)) => quote! { i64 },
        Ty::Float => quote! { f64 },
        Ty::String | Ty::Date | Ty::Uuid | Ty::Uri | Ty::Const(Constant::String(_)) => {
            quote! { ::std::string::String }
        }
        Ty::Timestamp => quote! { crate::rt::Timestamp },
        Ty::DateTime => quote! { crate::rt::DateTime },
        Ty::File => quote! { crate::rt::Upload },
        Ty::Json => quote! { ::serde_json::Value },
        Ty::List(item) => {
            let item = ty(api, item);
            quote! { ::std::vec::Vec<#item> }
        }
        Ty::Map(value) if **value == Ty::Json => {
            quote! { ::serde_json::Map<::std::string::String, ::serde_json::Value> }
        }
        Ty::Map(value) => {
            let value = ty(api, value);
            quote! { ::std::collections::BTreeMap<::std::string::String, #value> }
        }
        Ty::OneOrMany(item) => {
            let item = ty(api, item);
            quote! { crate::rt::OneOrMany<#item> }
        }
        Ty::Nullable(inner) => {
            let inner = ty(api, inner);
            quote! { ::core::option::Option<#inner> }
        }
        Ty::Ref(id) => model(api, *id),
    }
}

/// How a record holds a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Slot {
    /// Not at all: a constant that is written by itself.
    Constant,
    /// The value.
    Plain,
    /// A list: absent when empty.
    Collection,
    /// The value or nothing.
    Option,
    /// The value or null, always written.
    NullOr,
    /// Absent, null or the value.
    Patch,
}

/// How a record of some usage holds a field.
pub(crate) fn slot(api: &Api, field: &Field, usage: Usage) -> Slot {
    let collection = is_collection(api, &field.ty);
    let constant =
        matches!(field.ty, Ty::Const(Constant::String(_))) || (field.required && matches!(field.ty, Ty::Const(_)));
    // What only replies have is not asked of a request.
    let required = field.required && !(usage.input && field.read_only);
    if !usage.output {
        return match (required, field.nullable) {
            _ if constant => Slot::Constant,
            (true, false) => Slot::Plain,
            (true, true) => Slot::NullOr,
            (false, true) => Slot::Patch,
            (false, false) => Slot::Option,
        };
    }
    match required && !field.nullable {
        _ if collection && !usage.input => Slot::Collection,
        true if !(usage.input && constant) => Slot::Plain,
        _ => Slot::Option,
    }
}

/// Whether an empty value of a type is as good as none. An empty object says something: that it is there.
pub(super) fn is_collection(api: &Api, ty: &Ty) -> bool {
    match api.unalias(ty) {
        Ty::List(_) => true,
        Ty::Ref(id) => matches!(&api.ty(*id).kind, Kind::Replaced(with) if with.collection),
        _ => false,
    }
}

/// The Rust type of a field.
pub(crate) fn field(api: &Api, field: &Field, usage: Usage) -> TokenStream {
    let mut inner = ty(api, &field.ty);
    if field.boxed {
        inner = quote! { ::std::boxed::Box<#inner> };
    }
    match slot(api, field, usage) {
        Slot::Constant | Slot::Plain | Slot::Collection => inner,
        Slot::Option | Slot::NullOr => quote! { ::core::option::Option<#inner> },
        Slot::Patch => quote! { crate::rt::Patch<#inner> },
    }
}

/// How an argument is taken and turned into the value that is kept.
pub(crate) struct Argument {
    /// The parameter's type.
    pub ty: TokenStream,
    /// The value from the parameter.
    pub value: TokenStream,
}

impl Argument {
    /// Binds the value under the argument's own name, where it is not that already.
    pub fn binding(&self, name: &Ident, ty: &TokenStream) -> TokenStream {
        let value = &self.value;
        if is_just(value, name) {
            return TokenStream::new();
        }
        quote! { let #name: #ty = #value; }
    }
}

/// Whether a value is just a variable.
pub(crate) fn is_just(value: &TokenStream, name: &Ident) -> bool {
    *name == value.to_string()
}

/// A convenient argument for a value: `&str` for text, anything iterable for lists.
pub(crate) fn argument(api: &Api, value: &Ty, name: &Ident) -> Argument {
    let plain = ty(api, value);
    let into = |target: &TokenStream| Argument {
        ty: quote! { impl ::core::convert::Into<#target> },
        value: quote! { ::core::convert::Into::into(#name) },
    };
    match api.unalias(value) {
        Ty::String | Ty::Date | Ty::Uuid | Ty::Uri | Ty::Timestamp | Ty::DateTime | Ty::OneOrMany(_) | Ty::Json => {
            into(&plain)
        }
        Ty::Const(Constant::String(_)) => into(&plain),
        Ty::Ref(id) => match api.ty(*id).kind {
            Kind::OpenEnum(_) | Kind::Union(_) | Kind::Replaced(_) => into(&plain),
            _ => Argument { ty: plain, value: quote! { #name } },
        },
        Ty::List(item) if is_into_item(api, item) => {
            let item = ty(api, item);
            Argument {
                ty: quote! { impl ::core::iter::IntoIterator<Item = impl ::core::convert::Into<#item>> },
                value: quote! {
                    ::core::iter::Iterator::collect(::core::iter::Iterator::map(
                        ::core::iter::IntoIterator::into_iter(#name),
                        ::core::convert::Into::into,
                    ))
                },
            }
        }
        Ty::List(item) => {
            let item = ty(api, item);
            Argument {
                ty: quote! { impl ::core::iter::IntoIterator<Item = #item> },
                value: quote! {
                    ::core::iter::Iterator::collect(::core::iter::IntoIterator::into_iter(#name))
                },
            }
        }
        _ => Argument { ty: plain, value: quote! { #name } },
    }
}

/// Whether items of a list are better taken as anything that converts.
fn is_into_item(api: &Api, item: &Ty) -> bool {
    match api.unalias(item) {
        Ty::String | Ty::Date | Ty::Uuid | Ty::Uri | Ty::Timestamp | Ty::DateTime => true,
        Ty::Ref(id) => matches!(api.ty(*id).kind, Kind::OpenEnum(_) | Kind::Union(_)),
        _ => false,
    }
}
