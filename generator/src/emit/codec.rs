//! How models are read and written.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::lists;
use super::rust::{self, Slot, ident, is_collection, slot};
use crate::ir::{Api, Constant, Field, Kind, Record, Shape, Ty, TypeDef, Union, UnionTag, Variant};

/// The file of some types.
pub(super) fn file(api: &Api, header: &str, types: &[&TypeDef]) -> TokenStream {
    let header = rust::inner_doc(&header.replace("Models", "Codecs of the models"));
    let items = types.iter().map(|def| item(api, def));
    let macros = Macros::of(types);
    let mut used: Vec<&TypeDef> = macros.written.iter().chain(&macros.enums).copied().collect();
    used.sort_by(|a, b| a.name.cmp(&b.name));
    let used: Vec<TokenStream> = used.into_iter().map(path).collect();
    let import = (!used.is_empty()).then(|| quote! { use crate::models::{#(#used),*}; });
    quote! { #header #import #macros #(#items)* }
}

fn item(api: &Api, def: &TypeDef) -> TokenStream {
    let (codec, paged) = (codec(api, def), lists::paged(api, def));
    quote! { #codec #paged }
}

fn codec(api: &Api, def: &TypeDef) -> TokenStream {
    match &def.kind {
        Kind::Record(record) => {
            let (constant, names) = names(def, record);
            let decode = def.usage.output.then(|| decode_record(api, def, record));
            let encode = encode_record(api, def, record, &names);
            quote! { #constant #decode #encode }
        }
        Kind::Union(union) => {
            let decode = def.usage.output.then(|| decode_union(api, def, union));
            let encode = encode_union(def, union);
            quote! { #decode #encode }
        }
        Kind::OpenEnum(_) | Kind::Alias(_) | Kind::Replaced(_) => quote! {},
    }
}

/// What every model of a sort gets, said once a file.
struct Macros<'a> {
    enums: Vec<&'a TypeDef>,
    read: Vec<&'a TypeDef>,
    written: Vec<&'a TypeDef>,
    records: Vec<&'a TypeDef>,
    settable: Vec<&'a TypeDef>,
}

impl<'a> Macros<'a> {
    fn of(types: &[&'a TypeDef]) -> Self {
        let pick = |pick: &dyn Fn(&TypeDef) -> bool| types.iter().copied().filter(|def| pick(def)).collect();
        let is_record = |def: &TypeDef| matches!(def.kind, Kind::Record(_));
        let is_model = |def: &TypeDef| matches!(def.kind, Kind::Record(_) | Kind::Union(_));
        Self {
            enums: pick(&|def| matches!(def.kind, Kind::OpenEnum(_))),
            read: pick(&|def| is_model(def) && def.usage.output),
            written: pick(&is_model),
            records: pick(&is_record),
            settable: pick(&|def| is_record(def) && def.usage.input),
        }
    }
}

impl quote::ToTokens for Macros<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let calls = [
            (&self.enums, "open_enum"),
            (&self.read, "read_model"),
            (&self.written, "write_model"),
            (&self.records, "extra"),
            (&self.settable, "settable"),
        ];
        for (types, name) in calls {
            if !types.is_empty() {
                let name = ident(name);
                let types = types.iter().map(|def| path(def));
                tokens.extend(quote! { crate::rt::#name!(#(#types),*); });
            }
        }
    }
}

/// The type's name, which every codec file imports.
fn path(def: &TypeDef) -> TokenStream {
    let name = ident(&def.name);
    quote! { #name }
}

/// What the fields are called, for both directions. What is only written has its names where it writes them, and no hash
/// table: a constant costs as much to check as a function.
fn names(def: &TypeDef, record: &Record) -> (Option<TokenStream>, TokenStream) {
    let path = path(def);
    let list: Vec<String> = record.fields.iter().map(|field| in_json(&field.wire)).collect();
    if !def.usage.output {
        return (None, quote! { &crate::rt::Names { list: &[#(#list),*], slots: b"" } });
    }
    let slots = Literal::byte_string(&slots(&list));
    let constant = quote! {
        impl #path {
            const NAMES: &'static crate::rt::Names = &crate::rt::Names { list: &[#(#list),*], slots: #slots };
        }
    };
    (Some(constant), quote! { Self::NAMES })
}

/// The hash table by which the runtime finds a name (`rt/codec/names.rs`): by slot, one more than the place of a name. At
/// least half of the slots are free, so that few names share one. More names than a byte counts have no table.
fn slots(names: &[String]) -> Vec<u8> {
    if names.len() >= usize::from(u8::MAX) {
        return Vec::new();
    }
    let mut slots = vec![0; (names.len() * 2).next_power_of_two()];
    for (place, name) in (1..=u8::MAX).zip(names) {
        let mut slot = hash(name.as_bytes()) % slots.len();
        while slots[slot] != 0 {
            slot = (slot + 1) % slots.len();
        }
        slots[slot] = place;
    }
    slots
}

/// As the runtime counts.
fn hash(name: &[u8]) -> usize {
    let (Some(first), Some(middle), Some(last)) = (name.first(), name.get(name.len() / 2), name.last()) else {
        return 0;
    };
    name.len() * 5 + usize::from(*first) * 3 + usize::from(*middle) * 31 + usize::from(*last) * 7
}

fn decode_record(api: &Api, def: &TypeDef, record: &Record) -> TokenStream {
    let path = path(def);
    let fields = record.fields.iter().map(|field| ident(&field.ident));
    let places = record.fields.iter().enumerate();
    let required = places.filter(|(_, field)| slot(api, field, def.usage) == Slot::Plain);
    let required = required.map(|(place, _)| Literal::usize_unsuffixed(place));
    quote! {
        impl crate::rt::Decode for #path {
            fn decode(&mut self, r: &mut crate::rt::Reader<'_>) {
                r.record(Self::NAMES, &mut [#(&mut self.#fields),*], &[#(#required),*], &mut self.extra);
            }
        }
    }
}

/// It is compiled where it is used: a program sends few of the models.
fn encode_record(api: &Api, def: &TypeDef, record: &Record, names: &TokenStream) -> TokenStream {
    let path = path(def);
    let values = record.fields.iter().map(|field| encoded(api, def, field));
    let parts = quote! { #names, &[#(#values),*], &self.extra };
    let write = if record.at_least_one_of.is_empty() || !def.usage.input {
        quote! { w.record(#parts) }
    } else {
        let sets = record.at_least_one_of.iter().map(|set| quote! { &[#(#set),*] });
        quote! { w.record_with(&[#(#sets),*], #parts) }
    };
    quote! {
        impl crate::rt::Encode for #path {
            #[inline]
            fn encode(&self, w: &mut crate::rt::Writer) {
                #write;
            }
        }
    }
}

/// Text as it stands in JSON, between the quotes.
fn in_json(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(&quoted).to_owned()
}

/// The value that is written for a field.
fn encoded(api: &Api, def: &TypeDef, field: &Field) -> TokenStream {
    let name = ident(&field.ident);
    let collection = is_collection(api, &field.ty) || matches!(api.unalias(&field.ty), Ty::Map(_) | Ty::OneOrMany(_));
    // In a model that is also read nothing has to be there, but a request does not go without what is asked of it.
    let asked = def.usage.input && field.required && !field.read_only;
    match (slot(api, field, def.usage), &field.ty) {
        (Slot::Constant, Ty::Const(constant)) => {
            let constant = literal(constant);
            quote! { &#constant }
        }
        (Slot::Plain, _) if collection => quote! { &crate::rt::Always(&self.#name) },
        (Slot::NullOr, _) => quote! { &crate::rt::Always(&self.#name) },
        (Slot::Option, _) if asked && field.nullable => {
            quote! { &crate::rt::Always(&self.#name) }
        }
        // Where null is a value too, leaving the constant out may be meant.
        (Slot::Option, Ty::Const(Constant::String(only))) if def.usage.input && !field.nullable => {
            quote! { &crate::rt::OrConstant(&self.#name, #only) }
        }
        (Slot::Option, Ty::Const(constant)) if asked => {
            let constant = literal(constant);
            quote! { &::core::option::Option::or(self.#name, ::core::option::Option::Some(#constant)) }
        }
        _ => quote! { &self.#name },
    }
}

fn literal(constant: &Constant) -> TokenStream {
    match constant {
        Constant::String(text) => quote! { #text },
        Constant::Int(number) => quote! { #number },
        Constant::Bool(flag) => quote! { #flag },
    }
}

fn decode_union(api: &Api, def: &TypeDef, union: &Union) -> TokenStream {
    let path = path(def);
    let read = |variant: &Variant| {
        let ident = ident(&variant.ident);
        let ty = rust::ty(api, &variant.ty);
        let value = if variant.boxed {
            quote! { ::std::boxed::Box::new(value) }
        } else {
            quote! { value }
        };
        quote! {{
            let mut value: #ty = ::core::default::Default::default();
            crate::rt::Decode::decode(&mut value, r);
            Self::#ident(#value)
        }}
    };
    let body = match &union.tag {
        UnionTag::Property(property) => {
            let tags = union.variants.iter().flat_map(|variant| &variant.values);
            let arms = arms(union.variants.iter().map(|variant| (variant.values.len(), read(variant))));
            quote! { match r.tag(#property, &[#(#tags),*]) { #arms _ => Self::Unknown(r.value()) } }
        }
        UnionTag::RequiredKeys => {
            let keys = union.variants.iter().flat_map(|variant| &variant.values);
            let arms = arms(union.variants.iter().map(|variant| (variant.values.len(), read(variant))));
            quote! { match r.has_key(&[#(#keys),*]) { #arms _ => Self::Unknown(r.value()) } }
        }
        UnionTag::JsonShape => {
            let arms = union.variants.iter().map(|variant| {
                let shapes = variant.shapes.iter().map(|shape| shape_path(*shape));
                let read = read(variant);
                quote! { #(#shapes)|* => #read }
            });
            quote! { match r.shape() { #(#arms)* _ => Self::Unknown(r.value()) } }
        }
        UnionTag::Sibling(property) => {
            let tags = union.variants.iter().flat_map(|variant| &variant.values);
            let keys = union.variants.iter().map(|variant| known_keys(api, variant));
            let arms = arms(union.variants.iter().map(|variant| (variant.values.len(), read(variant))));
            quote! {{
                let variant = match r.sibling(#property, &[#(#tags),*]) {
                    ::core::option::Option::Some(variant) => variant,
                    ::core::option::Option::None => r.best(&[#(#keys),*]),
                };
                match variant { #arms _ => Self::Unknown(r.value()) }
            }}
        }
        UnionTag::BestMatch | UnionTag::EncodeOnly => {
            let keys = union.variants.iter().map(|variant| known_keys(api, variant));
            let arms = arms(union.variants.iter().map(|variant| (1, read(variant))));
            quote! { match r.best(&[#(#keys),*]) { #arms _ => Self::Unknown(r.value()) } }
        }
    };
    quote! {
        impl crate::rt::Decode for #path {
            fn decode(&mut self, r: &mut crate::rt::Reader<'_>) {
                *self = #body;
            }
        }
    }
}

/// Match arms by number: as many numbers for a variant as it has values.
fn arms(variants: impl Iterator<Item = (usize, TokenStream)>) -> TokenStream {
    let mut next = 0;
    let mut out = TokenStream::new();
    for (count, read) in variants {
        let (first, last) = (next, next + count.saturating_sub(1));
        next += count;
        match count {
            0 => {}
            1 => out.extend(quote! { #first => #read }),
            _ => out.extend(quote! { #first..=#last => #read }),
        }
    }
    out
}

fn shape_path(shape: Shape) -> TokenStream {
    let name: Ident = ident(match shape {
        Shape::Bool => "Bool",
        Shape::Int => "Int",
        Shape::Float => "Float",
        Shape::String => "String",
        Shape::Array => "Array",
        Shape::Object => "Object",
    });
    quote! { crate::rt::Shape::#name }
}

fn known_keys(api: &Api, variant: &Variant) -> TokenStream {
    let keys: Vec<&str> = api
        .record(&variant.ty)
        .map(|(_, record)| record.fields.iter().map(|field| field.wire.as_str()).collect())
        .unwrap_or_default();
    quote! { &[#(#keys),*] }
}

fn encode_union(def: &TypeDef, union: &Union) -> TokenStream {
    let path = path(def);
    let arms = union.variants.iter().map(|variant| {
        let ident = ident(&variant.ident);
        quote! { Self::#ident(value) => crate::rt::Encode::encode(value, w), }
    });
    quote! {
        impl crate::rt::Encode for #path {
            #[inline]
            fn encode(&self, w: &mut crate::rt::Writer) {
                match self {
                    #(#arms)*
                    Self::Unknown(value) => crate::rt::Encode::encode(value, w),
                }
            }
        }
    }
}
