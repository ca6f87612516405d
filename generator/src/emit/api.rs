//! Operations: a handle a tag, a builder an operation.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::docs;
use super::rust::{self, argument, ident};
use crate::ir::{Api, Body, Content, Kind, Operation, Param, ParamStyle, Payload, Reply, StatusPattern, Ty};

/// The file that declares one module a tag.
pub(super) fn modules(api: &Api) -> TokenStream {
    let doc = rust::inner_doc("Operations by tag: a handle with a method for each, and the builders that they return.");
    let modules = api.tags.iter().map(|tag| {
        let (feature, name) = (&tag.name, ident(&tag.name));
        quote! { #[cfg(feature = #feature)] #[rustfmt::skip] pub mod #name; }
    });
    quote! { #doc #(#modules)* }
}

/// The file of a tag.
pub(super) fn file(api: &Api, tag: usize) -> TokenStream {
    let info = &api.tags[tag];
    let (handle, accessor) = (ident(&info.handle), ident(&info.name));
    let text = docs::or_else(&info.docs, || format!("Operations on {}.", info.wire.to_lowercase()));
    let (module_doc, doc) = (rust::inner_doc(&text), rust::doc(&text));
    let accessor_doc = rust::doc(&format!("{}: {} operations.", info.wire, count(api, tag)));
    let operations: Vec<&Operation> = api.operations.iter().filter(|operation| operation.tag == tag).collect();
    let methods = operations.iter().map(|operation| method(api, operation));
    let builders = operations.iter().map(|operation| builder(api, operation));
    let calls = operations.iter().map(|operation| {
        let name = ident(&operation.names.builder);
        let reply = reply_type(api, operation);
        quote! { #name -> #reply }
    });
    quote! {
        #module_doc

        impl crate::Client {
            #accessor_doc
            #[must_use]
            pub fn #accessor(&self) -> #handle {
                #handle { client: ::core::clone::Clone::clone(self) }
            }
        }

        #doc
        #[derive(Debug, Clone)]
        pub struct #handle {
            client: crate::Client,
        }

        impl #handle {
            #(#methods)*
        }

        #(#builders)*

        #(crate::rt::call!(#calls);)*
    }
}

fn count(api: &Api, tag: usize) -> usize {
    api.operations.iter().filter(|operation| operation.tag == tag).count()
}

fn method(api: &Api, operation: &Operation) -> TokenStream {
    let doc = rust::doc(&docs::operation(operation));
    let name = ident(&operation.names.method);
    let builder = ident(&operation.names.builder);
    let endpoint = super::operations::constant(operation);
    let mut params = Vec::new();
    let mut steps = Vec::new();
    for param in &operation.path_params {
        let (ident, wire) = (ident(&param.ident), &param.wire);
        params.push(quote! { #ident: impl ::core::convert::Into<crate::rt::PathParam> });
        steps.push(quote! { .path(#wire, ::core::convert::Into::into(#ident)) });
    }
    for (param, header) in query_and_headers(operation).filter(|(param, _)| param.required) {
        let ident = ident(&param.ident);
        let ty = param_argument(api, param).ty;
        params.push(quote! { #ident: #ty });
        steps.push(set_param(api, param, header));
    }
    if let Some(body) = &operation.body {
        let (ty, step) = body_argument(api, body);
        params.push(quote! { body: #ty });
        steps.push(step);
    }
    quote! {
        #doc
        pub fn #name(&self, #(#params),*) -> #builder {
            #builder { call: crate::rt::Call::new(&self.client, &#endpoint) #(#steps)* }
        }
    }
}

fn query_and_headers(operation: &Operation) -> impl Iterator<Item = (&Param, bool)> {
    operation.query.iter().map(|param| (param, false)).chain(operation.headers.iter().map(|param| (param, true)))
}

fn body_argument(api: &Api, body: &Body) -> (TokenStream, TokenStream) {
    match &body.content {
        Content::Json(ty) => {
            let argument = argument(api, ty, &ident("body"));
            let value = argument.value;
            let ty = rust::ty(api, ty);
            let taken = argument.ty;
            (taken, quote! { .json(&{ let body: #ty = #value; body }) })
        }
        Content::Multipart(ty) => {
            let plain = rust::ty(api, ty);
            let parts = form_parts(api, ty);
            (plain, quote! { .form({ let mut form = crate::rt::Form::new(); #(#parts)* form }) })
        }
        Content::Text(_) => (
            quote! { impl ::core::convert::Into<::std::string::String> },
            quote! { .text(::core::convert::Into::into(body)) },
        ),
        Content::Bytes(media) => (
            quote! { impl ::core::convert::Into<::bytes::Bytes> },
            quote! { .raw(::core::convert::Into::into(body), #media) },
        ),
    }
}

fn form_parts(api: &Api, ty: &Ty) -> Vec<TokenStream> {
    let Some((id, record)) = api.record(ty) else { return Vec::new() };
    let usage = api.ty(id).usage;
    record
        .fields
        .iter()
        .map(|field| {
            let (wire, name) = (&field.wire, ident(&field.ident));
            match (rust::slot(api, field, usage), &field.ty) {
                (rust::Slot::Constant, Ty::Const(constant)) => {
                    let text = constant.spelling();
                    quote! { form = form.field(#wire, &#text); }
                }
                (rust::Slot::Plain, Ty::File) => quote! { form = form.file(#wire, &body.#name); },
                (rust::Slot::Option | rust::Slot::NullOr, Ty::File) => quote! {
                    if let ::core::option::Option::Some(file) = &body.#name {
                        form = form.file(#wire, file);
                    }
                },
                _ => quote! { form = form.field(#wire, &body.#name); },
            }
        })
        .collect()
}

/// The step that puts a parameter, whose argument is in scope under its name, into the call.
fn set_param(api: &Api, param: &Param, header: bool) -> TokenStream {
    let wire = &param.wire;
    let value = param_argument(api, param).value;
    let ty = rust::ty(api, &param.ty);
    let bound = quote! { &{ let value: #ty = #value; value } };
    if header {
        let text = quote! { &crate::rt::text_of(#bound) };
        return quote! { .header(#wire, #text) };
    }
    let list = |style: &str| {
        let style = format_ident!("{style}");
        let values = match api.unalias(&param.ty) {
            Ty::OneOrMany(_) => quote! { { let value: #ty = #value; value.into_vec() } },
            _ => quote! { { let value: #ty = #value; value } },
        };
        quote! {
            .query_list(
                #wire,
                &::core::iter::Iterator::collect::<::std::vec::Vec<_>>(::core::iter::Iterator::map(
                    ::core::iter::IntoIterator::into_iter(#values),
                    |value| crate::rt::text_of(&value),
                )),
                crate::rt::Style::#style,
            )
        }
    };
    match param.style {
        ParamStyle::Plain if is_displayed(api, &param.ty) => quote! { .query(#wire, #bound) },
        ParamStyle::Plain => quote! { .query(#wire, &crate::rt::text_of(#bound)) },
        ParamStyle::Json => quote! { .query(#wire, &crate::rt::json_text(#bound)) },
        ParamStyle::Properties => quote! { .query_object(#bound) },
        ParamStyle::Deep => quote! { .query_deep(#wire, #bound) },
        ParamStyle::Repeat => list("Repeat"),
        ParamStyle::Comma => list("Comma"),
        ParamStyle::Space => list("Space"),
        ParamStyle::Pipe => list("Pipe"),
    }
}

/// Whether the text of a value is what `Display` gives.
fn is_displayed(api: &Api, ty: &Ty) -> bool {
    match api.unalias(ty) {
        Ty::Bool
        | Ty::Int
        | Ty::Float
        | Ty::String
        | Ty::Const(_)
        | Ty::Timestamp
        | Ty::DateTime
        | Ty::Date
        | Ty::Uuid
        | Ty::Uri
        | Ty::File => true,
        Ty::Ref(id) => matches!(api.ty(*id).kind, Kind::OpenEnum(_)),
        _ => false,
    }
}

fn param_argument(api: &Api, param: &Param) -> rust::Argument {
    argument(api, &param.ty, &ident(&param.ident))
}

fn builder(api: &Api, operation: &Operation) -> TokenStream {
    let name = ident(&operation.names.builder);
    let reply = reply_type(api, operation);
    let method = &operation.names.method;
    let doc = rust::doc(&format!("The call `{}`, made by `{}`. Await it to send it.", operation.label(), method));
    let setters: Vec<TokenStream> =
        query_and_headers(operation).filter(|(param, _)| !param.required).map(|p| setter(api, p.0, p.1)).collect();
    let setters = (!setters.is_empty()).then(|| quote! { impl #name { #(#setters)* } });
    let endpoint = endpoint(api, operation);
    quote! {
        #endpoint
        #doc
        #[must_use = "a call does nothing until it is awaited"]
        pub struct #name {
            call: crate::rt::Call<#reply>,
        }
        #setters
    }
}

fn setter(api: &Api, param: &Param, header: bool) -> TokenStream {
    let name = ident(&param.ident);
    let ty = param_argument(api, param).ty;
    let text = docs::or_else(&param.docs, || format!("`{}`: {}.", param.wire, docs::value(api, &param.ty)));
    let doc = rust::doc(&text);
    let step = set_param(api, param, header);
    quote! {
        #doc
        pub fn #name(mut self, #name: #ty) -> Self {
            self.call = self.call #step;
            self
        }
    }
}

/// The static that says how the operation's reply is read; it lies in this crate, so reading is compiled here.
fn endpoint(api: &Api, operation: &Operation) -> TokenStream {
    let name = super::operations::constant(operation);
    let reply = reply_type(api, operation);
    let kinds = distinct(operation);
    let (made, item) = match kinds.as_slice() {
        [only] => (constructor(api, &only.payload, &name), None),
        several => {
            let read = format_ident!("read_{}", name.to_string().to_lowercase());
            let item = reply_enum(api, operation, several, &read);
            (quote! { new(crate::operations::#name, #read) }, Some(item))
        }
    };
    quote! {
        static #name: crate::rt::Endpoint<#reply> = crate::rt::Endpoint::<#reply>::#made;
        #item
    }
}

fn constructor(api: &Api, payload: &Payload, name: &proc_macro2::Ident) -> TokenStream {
    match payload {
        Payload::Redirect => quote! { redirect(crate::operations::#name) },
        Payload::Bytes => quote! { bytes(crate::operations::#name) },
        Payload::Text => quote! { new(crate::operations::#name, crate::rt::text).accept("*/*") },
        Payload::Empty | Payload::Json(_) => {
            let read = reader(api, payload);
            quote! { new(crate::operations::#name, #read) }
        }
    }
}

fn reader(api: &Api, payload: &Payload) -> TokenStream {
    match payload {
        Payload::Empty => quote! { crate::rt::empty },
        Payload::Json(ty) => {
            let rust = rust::ty(api, ty);
            match api.unalias(ty) {
                Ty::Json | Ty::Map(_) => quote! { crate::rt::json_or_empty::<#rust> },
                _ => quote! { crate::rt::json::<#rust> },
            }
        }
        Payload::Text => quote! { crate::rt::text },
        Payload::Bytes => quote! { crate::rt::bytes },
        Payload::Redirect => quote! { crate::rt::redirect },
    }
}

/// Replies of success that differ in what they hold.
fn distinct(operation: &Operation) -> Vec<&Reply> {
    let mut found: Vec<&Reply> = Vec::new();
    for reply in &operation.replies.ok {
        if !found.iter().any(|other| other.payload == reply.payload) {
            found.push(reply);
        }
    }
    found
}

fn reply_type(api: &Api, operation: &Operation) -> TokenStream {
    match distinct(operation).as_slice() {
        [only] => payload_type(api, &only.payload),
        _ => {
            let name = ident(&operation.names.reply);
            quote! { #name }
        }
    }
}

fn payload_type(api: &Api, payload: &Payload) -> TokenStream {
    match payload {
        Payload::Empty => quote! { () },
        Payload::Json(ty) => rust::ty(api, ty),
        Payload::Text => quote! { ::std::string::String },
        Payload::Bytes => quote! { ::bytes::Bytes },
        Payload::Redirect => quote! { crate::rt::Redirect },
    }
}

/// One of several replies, told apart by their status.
fn reply_enum(api: &Api, operation: &Operation, replies: &[&Reply], read: &proc_macro2::Ident) -> TokenStream {
    let name = ident(&operation.names.reply);
    let doc = rust::doc(&format!("What `{}` answers, by status.", operation.label()));
    let variants = replies.iter().map(|reply| {
        let ident = status_name(reply.status);
        let doc = rust::doc(&format!("The reply of status {}.", reply.status));
        let ty = payload_type(api, &reply.payload);
        quote! { #doc #ident(#ty), }
    });
    let arms = operation.replies.ok.iter().filter_map(|reply| {
        let same = replies.iter().find(|other| other.payload == reply.payload)?;
        let StatusPattern::Code(code) = reply.status else { return None };
        let (ident, reader) = (status_name(same.status), reader(api, &same.payload));
        Some(quote! { #code => ::core::result::Result::Ok(#name::#ident(#reader(reply)?)), })
    });
    // A success of another status is most likely like the first that is described.
    let first = replies.first().map(|reply| {
        let (ident, reader) = (status_name(reply.status), reader(api, &reply.payload));
        quote! { _ => ::core::result::Result::Ok(#name::#ident(#reader(reply)?)), }
    });
    quote! {
        #doc
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
        }
        fn #read(reply: &crate::rt::RawReply) -> ::core::result::Result<#name, crate::Error> {
            match reply.status().as_u16() {
                #(#arms)*
                #first
            }
        }
    }
}

fn status_name(status: StatusPattern) -> proc_macro2::Ident {
    let name = match status {
        StatusPattern::Code(200) => "Ok".to_owned(),
        StatusPattern::Code(201) => "Created".to_owned(),
        StatusPattern::Code(202) => "Accepted".to_owned(),
        StatusPattern::Code(204) => "NoContent".to_owned(),
        StatusPattern::Code(206) => "PartialContent".to_owned(),
        StatusPattern::Code(code) => format!("Status{code}"),
        StatusPattern::Class(class) => format!("Status{class}xx"),
        StatusPattern::Default => "Default".to_owned(),
    };
    ident(&name)
}
