//! Replies that hold a page of a list.

use proc_macro2::TokenStream;
use quote::quote;

use super::rust::{self, Slot, ident, slot};
use crate::ir::{Api, Kind, Ty, TypeDef};

/// How the items are taken out of a reply, where it is a page.
pub(super) fn paged(api: &Api, def: &TypeDef) -> Option<TokenStream> {
    let way = api.lists.get(&def.id)?;
    let whole = Ty::Ref(def.id);
    let item = api.list_item(&whole, way)?;
    let (item_type, name) = (rust::ty(api, item), ident(&def.name));
    let bodies = match &def.kind {
        Kind::Union(union) => {
            let arms = union.variants.iter().filter_map(|variant| {
                let (variant_name, of_variant) =
                    (ident(&variant.ident), slice(api, &variant.ty, way, &quote! { value }));
                let (borrowed, owned) = match of_variant {
                    Some(both) => both,
                    // A reply may be an item of the list that it would hold otherwise.
                    None if api.unalias(&variant.ty) == api.unalias(item) => one(variant.boxed),
                    None => return None,
                };
                Some((
                    quote! { Self::#variant_name(value) => #borrowed, },
                    quote! { Self::#variant_name(value) => #owned, },
                ))
            });
            let (borrowed, owned): (Vec<_>, Vec<_>) = arms.unzip();
            (
                quote! { match self { #(#borrowed)* _ => &[] } },
                quote! { match self { #(#owned)* _ => ::std::vec::Vec::new() } },
            )
        }
        _ => slice(api, &whole, way, &quote! { self })?,
    };
    let (borrowed, owned) = bodies;
    Some(quote! {
        impl crate::rt::Paged for #name {
            type Item = #item_type;

            fn items(&self) -> &[Self::Item] {
                #borrowed
            }

            fn into_items(self) -> ::std::vec::Vec<Self::Item> {
                #owned
            }
        }
    })
}

/// The list at the end of a way through records: borrowed, and taken.
fn slice(api: &Api, ty: &Ty, way: &[String], value: &TokenStream) -> Option<(TokenStream, TokenStream)> {
    let (id, record) = api.record(ty)?;
    let (name, rest) = way.split_first()?;
    let field = record.fields.iter().find(|field| field.wire == *name)?;
    let (place, is_option) = (ident(&field.ident), slot(api, field, api.ty(id).usage) == Slot::Option);
    if rest.is_empty() {
        return Some(if is_option {
            (quote! { #value.#place.as_deref().unwrap_or_default() }, quote! { #value.#place.unwrap_or_default() })
        } else {
            (quote! { &#value.#place }, quote! { #value.#place })
        });
    }
    let inner = if is_option {
        quote! { inner }
    } else {
        quote! { #value.#place }
    };
    let (borrowed, owned) = slice(api, &field.ty, rest, &inner)?;
    Some(if is_option {
        (
            quote! { #value.#place.as_ref().map_or(&[], |inner| #borrowed) },
            quote! { #value.#place.map_or_else(::std::vec::Vec::new, |inner| #owned) },
        )
    } else {
        (borrowed, owned)
    })
}

fn one(boxed: bool) -> (TokenStream, TokenStream) {
    let owned = if boxed {
        quote! { ::std::vec![*value] }
    } else {
        quote! { ::std::vec![value] }
    };
    (quote! { ::core::slice::from_ref(value) }, owned)
}
