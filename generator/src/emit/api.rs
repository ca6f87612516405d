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
        let path = rust::file_path(&tag.name);
        quote! { #[cfg(feature = #feature)] #[rustfmt::skip] #path pub mod #name; }
    });
    quote! { #doc #(#modules)* }
}

/// The file of a tag.
pub(super) fn file(api: &Api, crate_name: &str, tag: usize) -> TokenStream {
    let info = &api.tags[tag];
    let (handle, accessor) = (ident(&info.handle), ident(&info.name));
    let text = docs::or_else(&info.docs, || format!("Operations on {}.", info.wire.to_lowercase()));
    let operations: Vec<&Operation> = api.operations.iter().filter(|operation| operation.tag == tag).collect();
    let module_doc = rust::inner_doc(&format!("{text}\n\n{}", docs::contents(&info.handle, &operations)));
    let doc = rust::doc(&text);
    let count = docs::counted(operations.len(), "operation");
    let accessor_doc = rust::doc(&format!("{}: {count}.\n\n{text}", docs::code(&info.wire)));
    let methods = operations.iter().map(|operation| method(api, crate_name, operation));
    let builders = operations.iter().map(|operation| builder(api, operation));
    let own = || operations.iter().filter(|operation| has_options(operation));
    let calls = own().map(|operation| {
        let name = ident(&operation.names.builder);
        let reply = reply_type(api, operation);
        quote! { #name -> #reply }
    });
    let downloads = own().filter(|operation| is_download(operation)).map(|operation| {
        let name = ident(&operation.names.builder);
        quote! { crate::rt::download!(#name); }
    });
    let paged = own().filter(|operation| operation.paging.is_some()).map(|operation| {
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
            pub(crate) client: crate::Client,
        }

        impl #handle {
            #(#methods)*
        }

        #(#builders)*

        #(crate::rt::call!(#calls);)*
        #(#downloads)*
        #(crate::rt::paged!(#paged);)*
    }
}

fn method(api: &Api, crate_name: &str, operation: &Operation) -> TokenStream {
    let doc = rust::doc(&docs::operation(api, crate_name, operation));
    let name = ident(&operation.names.method);
    let builder = ident(&operation.names.builder);
    let endpoint = super::operations::constant(operation);
    let mut params = Vec::new();
    let mut bindings = Vec::new();
    let mut steps = Vec::new();
    for param in &operation.path_params {
        let (ident, wire) = (ident(&param.ident), &param.wire);
        params.push(quote! { #ident: impl ::core::convert::Into<crate::rt::PathParam> });
        steps.push(quote! { .path(#wire, ::core::convert::Into::into(#ident)) });
    }
    for (param, header) in query_and_headers(operation).filter(|(param, _)| param.required) {
        if let Some(constant) = param.constant() {
            steps.push(set_constant(&param.wire, &constant.spelling(), header));
            continue;
        }
        let ident = ident(&param.ident);
        let argument = argument(api, &param.ty, &ident);
        bindings.push(argument.binding(&ident, &rust::ty(api, &param.ty)));
        let ty = argument.ty;
        params.push(quote! { #ident: #ty });
        steps.push(set_param(api, param, header));
    }
    if let Some(body) = &operation.body {
        let (ty, binding, step) = body_argument(api, body);
        params.push(quote! { body: #ty });
        bindings.push(binding);
        steps.push(step);
    }
    let call = quote! { crate::rt::Call::new(&self.client, &#endpoint) #(#steps)* };
    let made = if has_options(operation) {
        quote! { #builder { call: #call } }
    } else {
        quote! { #call.ready() }
    };
    quote! {
        #doc
        #[inline]
        pub fn #name(&self, #(#params),*) -> #builder {
            #(#bindings)*
            #made
        }
    }
}

fn query_and_headers(operation: &Operation) -> impl Iterator<Item = (&Param, bool)> {
    operation.query.iter().map(|param| (param, false)).chain(operation.headers.iter().map(|param| (param, true)))
}

/// The type of the body's argument, its binding, and the step that puts it into the call.
pub(crate) fn body_argument(api: &Api, body: &Body) -> (TokenStream, TokenStream, TokenStream) {
    let none = TokenStream::new;
    match &body.content {
        Content::Json(ty) => {
            let name = ident("body");
            let argument = argument(api, ty, &name);
            let binding = argument.binding(&name, &rust::ty(api, ty));
            (argument.ty, binding, quote! { .json(&body) })
        }
        Content::Multipart(ty) => {
            let parts = form_parts(api, ty);
            let form = quote! { crate::rt::Form::new() #(#parts)* .rest(&body.extra) };
            (rust::ty(api, ty), none(), quote! { .form(#form) })
        }
        Content::Text(media) if media == "text/plain" => (
            quote! { impl ::core::convert::Into<::std::string::String> },
            none(),
            quote! { .text(::core::convert::Into::into(body)) },
        ),
        Content::Text(media) => (
            quote! { impl ::core::convert::Into<::std::string::String> },
            quote! { let body: ::std::string::String = ::core::convert::Into::into(body); },
            quote! { .raw(::core::convert::Into::into(body), #media) },
        ),
        Content::Bytes(media) => (
            quote! { impl ::core::convert::Into<::bytes::Bytes> },
            none(),
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
            let slot = rust::slot(api, field, usage);
            match (slot, &field.ty) {
                (rust::Slot::Constant, Ty::Const(constant)) => {
                    let text = constant.spelling();
                    quote! { .field(#wire, &#text) }
                }
                (rust::Slot::Plain, Ty::File) => quote! { .file(#wire, &body.#name) },
                (_, ty) if is_file(api, ty) => {
                    let files = if slot == rust::Slot::Patch {
                        quote! { body.#name.value().into_iter() }
                    } else {
                        quote! { body.#name.iter() }
                    };
                    let files = if matches!(api.unalias(ty), Ty::List(_)) && slot != rust::Slot::Plain {
                        quote! { #files.flatten() }
                    } else {
                        files
                    };
                    quote! { .files(#wire, #files) }
                }
                _ => quote! { .field(#wire, &body.#name) },
            }
        })
        .collect()
}

/// Whether a value is a file or a list of them.
fn is_file(api: &Api, ty: &Ty) -> bool {
    match api.unalias(ty) {
        Ty::File => true,
        Ty::List(item) => is_file(api, item),
        _ => false,
    }
}

/// The step that puts a parameter of one value into the call.
fn set_constant(wire: &str, text: &str, header: bool) -> TokenStream {
    if header {
        quote! { .header(#wire, &#text) }
    } else {
        quote! { .query(#wire, &#text) }
    }
}

/// The step that puts a parameter, whose value is in scope under its name, into the call.
fn set_param(api: &Api, param: &Param, header: bool) -> TokenStream {
    let (wire, name) = (&param.wire, ident(&param.ident));
    match param.style {
        ParamStyle::Comma if header => return quote! { .header(#wire, &crate::rt::texts_of(&#name).join(",")) },
        _ if header => return quote! { .header(#wire, &crate::rt::text_of(&#name)) },
        _ => {}
    }
    let list = |style: &str| {
        let style = format_ident!("{style}");
        quote! { .query_list(#wire, &crate::rt::texts_of(&#name), crate::rt::Style::#style) }
    };
    match param.style {
        ParamStyle::Plain if is_displayed(api, &param.ty) => quote! { .query(#wire, &#name) },
        ParamStyle::Plain => quote! { .query(#wire, &crate::rt::text_of(&#name)) },
        ParamStyle::Json => quote! { .query(#wire, &crate::rt::json_text(&#name)) },
        ParamStyle::Properties => quote! { .query_object(&#name) },
        ParamStyle::Deep => quote! { .query_deep(#wire, &#name) },
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

fn builder(api: &Api, operation: &Operation) -> TokenStream {
    let name = ident(&operation.names.builder);
    let reply = reply_type(api, operation);
    let method = operation.names.method.trim_start_matches("r#");
    let handle = &api.tags[operation.tag].handle;
    let label = docs::code(&operation.label());
    let doc = rust::doc(&format!("The call {label}, made by [`{handle}::{method}`]. Await it to send it."));
    let endpoint = endpoint(api, operation);
    if !has_options(operation) {
        return quote! {
            #endpoint
            #doc
            pub type #name = crate::rt::ReadyCall<#reply>;
        };
    }
    let setters: Vec<TokenStream> = optional(operation).map(|(param, header)| setter(api, param, header)).collect();
    let setters = (!setters.is_empty()).then(|| quote! { impl #name { #(#setters)* } });
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

/// Whether a call can be told more than any other: it has optional parameters, or goes on to further pages. Only then does
/// it have a type of its own.
fn has_options(operation: &Operation) -> bool {
    operation.paging.is_some() || optional(operation).next().is_some()
}

fn optional(operation: &Operation) -> impl Iterator<Item = (&Param, bool)> {
    query_and_headers(operation).filter(|(param, _)| !param.required)
}

fn setter(api: &Api, param: &Param, header: bool) -> TokenStream {
    let name = ident(&param.ident);
    let argument = argument(api, &param.ty, &name);
    let binding = argument.binding(&name, &rust::ty(api, &param.ty));
    let ty = argument.ty;
    let text = docs::or_else(&param.docs, || format!("{}: {}.", docs::code(&param.wire), docs::value(api, &param.ty)));
    let doc = rust::doc(&text);
    let step = set_param(api, param, header);
    quote! {
        #doc
        #[inline]
        pub fn #name(mut self, #name: #ty) -> Self {
            #binding
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
            let is_json = several.iter().all(|reply| matches!(reply.payload, Payload::Json(_) | Payload::Empty));
            let accept = (!is_json).then(|| quote! { .accept("*/*") });
            (quote! { new(crate::operations::#name, #read) #accept }, Some(item))
        }
    };
    let paged = operation.paging.map(|paging| {
        let style = format_ident!("{paging:?}");
        quote! { .paged(crate::rt::Paging::#style) }
    });
    quote! {
        static #name: crate::rt::Endpoint<#reply> = crate::rt::Endpoint::<#reply>::#made #paged;
        #item
    }
}

fn constructor(api: &Api, payload: &Payload, name: &proc_macro2::Ident) -> TokenStream {
    match payload {
        Payload::Redirect => quote! { redirect(crate::operations::#name) },
        Payload::Bytes(media) => quote! { bytes(crate::operations::#name).accept(#media) },
        Payload::Text => quote! { new(crate::operations::#name, crate::rt::text).accept("*/*") },
        Payload::Empty => quote! { new(crate::operations::#name, crate::rt::empty) },
        Payload::Json(ty) if may_be_empty(api, ty) => quote! { json_or_empty(crate::operations::#name) },
        Payload::Json(_) => quote! { json(crate::operations::#name) },
    }
}

fn reader(api: &Api, payload: &Payload) -> TokenStream {
    match payload {
        Payload::Empty => quote! { crate::rt::empty },
        Payload::Json(ty) => {
            let rust = rust::ty(api, ty);
            if may_be_empty(api, ty) {
                quote! { crate::rt::json_or_empty::<#rust> }
            } else {
                quote! { crate::rt::json::<#rust> }
            }
        }
        Payload::Text => quote! { crate::rt::text },
        Payload::Bytes(_) => quote! { crate::rt::bytes },
        Payload::Redirect => quote! { crate::rt::redirect },
    }
}

/// Whether a reply without content makes a value: what has no shape of its own is often not sent at all.
fn may_be_empty(api: &Api, ty: &Ty) -> bool {
    matches!(api.unalias(ty), Ty::Json | Ty::Map(_))
}

/// Whether what is answered is a file, whatever the status of success.
fn is_download(operation: &Operation) -> bool {
    matches!(distinct(operation).as_slice(), [only] if matches!(only.payload, Payload::Bytes(_)))
}

/// Replies of success that differ in what they hold.
pub(super) fn distinct(operation: &Operation) -> Vec<&Reply> {
    let mut found: Vec<&Reply> = Vec::new();
    for reply in &operation.replies.ok {
        if !found.iter().any(|other| other.payload == reply.payload) {
            found.push(reply);
        }
    }
    found
}

pub(crate) fn reply_type(api: &Api, operation: &Operation) -> TokenStream {
    if let [only] = distinct(operation).as_slice() {
        return payload_type(api, &only.payload);
    }
    let name = ident(&operation.names.reply);
    quote! { #name }
}

pub(crate) fn payload_type(api: &Api, payload: &Payload) -> TokenStream {
    match payload {
        Payload::Empty => quote! { () },
        Payload::Json(ty) => rust::ty(api, ty),
        Payload::Text => quote! { ::std::string::String },
        Payload::Bytes(_) => quote! { ::bytes::Bytes },
        Payload::Redirect => quote! { crate::rt::Redirect },
    }
}

/// One of several replies, told apart by their status.
fn reply_enum(api: &Api, operation: &Operation, replies: &[&Reply], read: &proc_macro2::Ident) -> TokenStream {
    let name = ident(&operation.names.reply);
    let doc = rust::doc(&format!("What {} answers, by status.", docs::code(&operation.label())));
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
    // A success of another status is the one of its class, or else most likely like the first that is described.
    let others = replies.iter().find(|reply| !matches!(reply.status, StatusPattern::Code(_))).or(replies.first());
    let other = others.map(|reply| {
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
                #other
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
