//! The static table of all operations.

use proc_macro2::TokenStream;
use quote::quote;

use super::rust::{self, ident};
use crate::ir::{Api, Operation, Safety};
use crate::names::words;

/// The name of an operation's constant.
pub(super) fn constant(operation: &Operation) -> proc_macro2::Ident {
    ident(&words::snake(&words::split(&operation.names.builder)).to_uppercase())
}

/// The file of the table.
pub(super) fn file(api: &Api) -> TokenStream {
    let doc = rust::inner_doc("What every operation is: method, path, tag, and what repeating it may do.");
    let constants = api.operations.iter().map(|operation| {
        let name = constant(operation);
        let (id, method, template) = (&operation.id, operation.method.as_str(), &operation.path.template);
        let tag = &api.tags[operation.tag].wire;
        let safety = match operation.safety {
            Safety::ReadOnly => quote! { ReadOnly },
            Safety::Idempotent => quote! { Idempotent },
            Safety::Unsafe => quote! { Unsafe },
        };
        quote! {
            pub(crate) const #name: crate::rt::Operation =
                crate::rt::Operation::new(#id, #method, #template, #tag, crate::rt::Safety::#safety);
        }
    });
    let names = api.operations.iter().map(constant);
    quote! {
        #doc
        #[doc = " Every operation of the API, whatever features are on: for metrics, proxies and allow-lists."]
        #[must_use]
        pub fn operations() -> &'static [crate::rt::Operation] {
            &[#(#names),*]
        }
        #(#constants)*
    }
}
