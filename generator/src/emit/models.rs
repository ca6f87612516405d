//! What users see of models: structs, enums, constructors and setters.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::docs;
use super::rust::{self, Slot, argument, ident, slot};
use crate::ir::{Api, EnumValue, Field, Kind, Record, Ty, TypeDef, Union, Usage, Variant};

/// The file of some types.
pub(super) fn file(api: &Api, header: &str, types: &[&TypeDef]) -> TokenStream {
    let header = rust::inner_doc(header);
    let items = types.iter().map(|def| item(api, def));
    quote! { #header #(#items)* }
}

fn item(api: &Api, def: &TypeDef) -> TokenStream {
    let doc = rust::doc(&docs::ty(api, def));
    let name = ident(&def.name);
    match &def.kind {
        Kind::Record(record) => self::record(api, def, record, &doc),
        Kind::OpenEnum(values) => open_enum(def, values, &doc),
        Kind::Union(union) => self::union(api, def, union, &doc),
        Kind::Alias(target) => {
            let target = rust::ty(api, target);
            quote! { #doc pub type #name = #target; }
        }
        Kind::Replaced(with) => {
            let path: TokenStream = with.path.parse().unwrap_or_default();
            quote! { #doc pub type #name = #path; }
        }
    }
}

fn record(api: &Api, def: &TypeDef, record: &Record, doc: &TokenStream) -> TokenStream {
    let name = ident(&def.name);
    let fields = record.fields.iter().filter(|field| slot(api, field, def.usage) != Slot::Constant).map(|field| {
        let doc = rust::doc(&docs::field(api, field));
        let name = ident(&field.ident);
        let ty = rust::field(api, field, def.usage);
        quote! { #doc pub #name: #ty, }
    });
    let constructor = def.usage.input.then(|| constructor(api, def, record));
    quote! {
        #doc
        #[derive(Debug, Clone, PartialEq, Default)]
        #[non_exhaustive]
        pub struct #name {
            #(#fields)*
            pub(crate) extra: crate::rt::Extra,
        }
        #constructor
    }
}

/// `new` with the required fields, and a setter for each other one.
fn constructor(api: &Api, def: &TypeDef, record: &Record) -> TokenStream {
    let name = ident(&def.name);
    let (required, optional): (Vec<&Field>, Vec<&Field>) = record
        .fields
        .iter()
        .filter(|field| slot(api, field, def.usage) != Slot::Constant && !field.read_only)
        .partition(|field| is_argument(api, field, def.usage));
    let params = required.iter().map(|field| {
        let name = ident(&field.ident);
        let ty = argument(api, &field.ty, &name).ty;
        quote! { #name: #ty }
    });
    let values: Vec<TokenStream> = required
        .iter()
        .map(|field| {
            let name = ident(&field.ident);
            let value = argument(api, &field.ty, &name).value;
            let value = if field.boxed {
                quote! { ::std::boxed::Box::new(#value) }
            } else {
                value
            };
            if rust::is_just(&value, &name) {
                quote! { #name }
            } else {
                quote! { #name: #value }
            }
        })
        .collect();
    let rest = if values.len() == record_len(api, def.usage, record) {
        quote! { extra: ::core::default::Default::default() }
    } else {
        quote! { ..::core::default::Default::default() }
    };
    let setters = optional.into_iter().map(|field| setter(api, field, def.usage));
    let doc = match required.len() {
        0 => "A value with nothing set.".to_owned(),
        _ => "A value with what is required.".to_owned(),
    };
    let doc = rust::doc(&doc);
    quote! {
        impl #name {
            #doc
            #[inline]
            #[must_use]
            pub fn new(#(#params),*) -> Self {
                Self { #(#values,)* #rest }
            }
            #(#setters)*
        }
    }
}

fn record_len(api: &Api, usage: Usage, record: &Record) -> usize {
    record.fields.iter().filter(|field| slot(api, field, usage) != Slot::Constant).count()
}

fn is_argument(api: &Api, field: &Field, usage: Usage) -> bool {
    slot(api, field, usage) == Slot::Plain
}

fn wrap(slot: Slot, value: TokenStream) -> TokenStream {
    match slot {
        Slot::Option | Slot::NullOr => quote! { ::core::option::Option::Some(#value) },
        _ => value,
    }
}

fn setter(api: &Api, field: &Field, usage: Usage) -> TokenStream {
    let name = ident(&field.ident);
    let slot = slot(api, field, usage);
    let doc = rust::doc(&docs::setter(api, field));
    let (ty, value) = if slot == Slot::Patch {
        let inner = rust::ty(api, &field.ty);
        let inner = if field.boxed {
            quote! { ::std::boxed::Box<#inner> }
        } else {
            inner
        };
        (quote! { impl ::core::convert::Into<crate::rt::Patch<#inner>> }, quote! { ::core::convert::Into::into(#name) })
    } else {
        let argument = argument(api, &field.ty, &name);
        let value = argument.value;
        let value = if field.boxed {
            quote! { ::std::boxed::Box::new(#value) }
        } else {
            value
        };
        (argument.ty, wrap(slot, value))
    };
    quote! {
        #doc
        #[inline]
        #[must_use]
        pub fn #name(mut self, #name: #ty) -> Self {
            self.#name = #value;
            self
        }
    }
}

fn open_enum(def: &TypeDef, values: &[EnumValue], doc: &TokenStream) -> TokenStream {
    let name = ident(&def.name);
    let variants = values.iter().map(|value| {
        let ident = ident(&value.ident);
        let doc = rust::doc(&docs::enum_value(value));
        quote! { #doc #ident, }
    });
    let texts = values.iter().map(|value| {
        let (ident, wire) = (ident(&value.ident), &value.wire);
        quote! { Self::#ident => #wire, }
    });
    let (names, values): (Vec<&String>, Vec<TokenStream>) = values
        .iter()
        .enumerate()
        .map(|(place, value)| {
            let (place, ident) = (Literal::usize_unsuffixed(place), ident(&value.ident));
            (&value.wire, quote! { ::core::option::Option::Some(#place) => Self::#ident, })
        })
        .unzip();
    quote! {
        #doc
        #[derive(Debug, Clone, PartialEq, Hash)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            #[doc = " A value that this version of the crate does not know."]
            Unknown(crate::rt::UnknownValue),
        }
        impl #name {
            #[doc = " The value as it is sent."]
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    #(#texts)*
                    Self::Unknown(value) => value.as_str(),
                }
            }
        }
        impl ::core::convert::From<&str> for #name {
            fn from(text: &str) -> Self {
                match crate::rt::place_of(text, &[#(#names),*]) {
                    #(#values)*
                    _ => Self::Unknown(crate::rt::UnknownValue::new(text)),
                }
            }
        }
    }
}

fn union(api: &Api, def: &TypeDef, union: &Union, doc: &TokenStream) -> TokenStream {
    let name = ident(&def.name);
    let payloads: Vec<(TokenStream, bool)> =
        union.variants.iter().map(|variant| (rust::ty(api, &variant.ty), variant.boxed)).collect();
    let variants = union.variants.iter().zip(&payloads).map(|(variant, (ty, boxed))| {
        let ident = ident(&variant.ident);
        let doc = rust::doc(&format!("{}.", capital(&docs::value(api, &variant.ty))));
        let ty = if *boxed {
            quote! { ::std::boxed::Box<#ty> }
        } else {
            ty.clone()
        };
        quote! { #doc #ident(#ty), }
    });
    let texts: Vec<String> = payloads.iter().map(|(ty, _)| ty.to_string()).collect();
    let conversions = union.variants.iter().zip(&payloads).enumerate().map(|(index, (variant, (ty, boxed)))| {
        let unique = texts.iter().filter(|text| **text == texts[index]).count() == 1;
        unique.then(|| conversions(def, variant, ty, *boxed))
    });
    let nested = nested_conversions(api, def, union, &texts);
    quote! {
        #doc
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            #[doc = " Something that this version of the crate does not know."]
            Unknown(::serde_json::Value),
        }
        impl ::core::default::Default for #name {
            fn default() -> Self {
                Self::Unknown(::serde_json::Value::Null)
            }
        }
        #(#conversions)*
        #(#nested)*
    }
}

/// Conversions from what a union within the union is made of, where only one way leads there.
fn nested_conversions(api: &Api, def: &TypeDef, union: &Union, direct: &[String]) -> Vec<TokenStream> {
    let name = ident(&def.name);
    let mut ways: Vec<(String, TokenStream)> = Vec::new();
    for variant in &union.variants {
        let Ty::Ref(id) = api.unalias(&variant.ty) else { continue };
        let Kind::Union(inner) = &api.ty(*id).kind else { continue };
        let (outer, middle) = (ident(&variant.ident), rust::model(api, *id));
        for one in &inner.variants {
            let ty = rust::ty(api, &one.ty);
            // Several variants of one type: the union within has no conversion from it.
            if inner.variants.iter().filter(|other| other.ty == one.ty).count() > 1 {
                continue;
            }
            let value = quote! { <#middle as ::core::convert::From<#ty>>::from(value) };
            let value = if variant.boxed {
                quote! { ::std::boxed::Box::new(#value) }
            } else {
                value
            };
            ways.push((
                ty.to_string(),
                quote! {
                    impl ::core::convert::From<#ty> for #name {
                        fn from(value: #ty) -> Self {
                            Self::#outer(#value)
                        }
                    }
                },
            ));
        }
    }
    let only = |text: &String| ways.iter().filter(|(other, _)| other == text).count() == 1 && !direct.contains(text);
    ways.iter().filter(|(text, _)| only(text)).map(|(_, way)| way.clone()).collect()
}

/// Conversions into a variant, and for what is sent also into a value that may be absent or null.
fn conversions(def: &TypeDef, variant: &Variant, ty: &TokenStream, boxed: bool) -> TokenStream {
    let (name, ident) = (ident(&def.name), ident(&variant.ident));
    let wrapped = |value: TokenStream| {
        let value = if boxed {
            quote! { ::std::boxed::Box::new(#value) }
        } else {
            value
        };
        quote! { #name::#ident(#value) }
    };
    // A literal is an `i32` unless something says otherwise, and text mostly comes borrowed.
    let sources = match variant.ty {
        Ty::String => vec![
            (ty.clone(), wrapped(quote! { value })),
            (quote! { &str }, wrapped(quote! { ::std::borrow::ToOwned::to_owned(value) })),
        ],
        Ty::Int => vec![
            (ty.clone(), wrapped(quote! { value })),
            (quote! { i32 }, wrapped(quote! { ::core::convert::Into::into(value) })),
        ],
        _ => vec![(ty.clone(), wrapped(quote! { value }))],
    };
    let impls = sources.iter().map(|(source, value)| {
        let patch = (def.usage.input && !def.usage.output).then(|| {
            quote! {
                impl ::core::convert::From<#source> for crate::rt::Patch<#name> {
                    fn from(value: #source) -> Self {
                        Self::Set(#value)
                    }
                }
            }
        });
        quote! {
            impl ::core::convert::From<#source> for #name {
                fn from(value: #source) -> Self {
                    #value
                }
            }
            #patch
        }
    });
    quote! { #(#impls)* }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|c| c.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
