//! The program that runs cases through the emitted crate.
//!
//! It reads `bodies.json`, a list of the replies' bodies, and prints a line of JSON for each case. Requests are made by the
//! builders, as a user would write them, and taken before they are sent.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value as Json;

use super::{Case, CaseKind};
use crate::call::{Arguments, Gap, call, sample};
use crate::emit::rust;
use crate::ir::{Api, Operation, Payload, StatusPattern, Ty};

/// A program, and the cases that it could not hold.
#[derive(Debug, Clone)]
pub struct Program {
    /// `main.rs`.
    pub source: String,
    /// `bodies.json`.
    pub bodies: String,
    /// Requests that cannot be written as a call: index of the case, and what is in the way.
    pub gaps: Vec<(usize, Vec<Gap>)>,
}

/// The type that a reply of some status is read as.
pub(super) fn reply_type(operation: &Operation, status: StatusPattern) -> Ty {
    let replies = operation.replies.ok.iter().chain(&operation.replies.err);
    match replies.filter(|reply| reply.status == status).map(|reply| &reply.payload).next() {
        Some(Payload::Json(ty)) => ty.clone(),
        _ => Ty::Json,
    }
}

/// Writes the program for some cases.
#[must_use]
pub fn program(api: &Api, crate_name: &str, cases: &[Case]) -> Program {
    let library = format_ident!("{}", crate_name.replace('-', "_"));
    let mut readers: BTreeMap<String, usize> = BTreeMap::new();
    let mut types = Vec::new();
    let mut bodies = Vec::new();
    let mut requests = Vec::new();
    let mut gaps = Vec::new();
    for (index, case) in cases.iter().enumerate() {
        let operation = &api.operations[case.operation];
        match &case.kind {
            CaseKind::Response { status, body } => {
                let ty = rust::ty(api, &reply_type(operation, *status));
                let next = types.len();
                let reader = *readers.entry(ty.to_string()).or_insert_with(|| {
                    types.push(ty);
                    next
                });
                bodies.push(serde_json::json!([index, reader, body.to_string()]));
            }
            CaseKind::Request { body } => match request(api, operation, body) {
                Ok(call) => requests.push((index, call)),
                Err(found) => gaps.push((index, found)),
            },
        }
    }
    let source = source(&library, &types, &requests);
    Program { source, bodies: Json::Array(bodies).to_string(), gaps }
}

/// The call of a request's example: its body, and whatever else a call needs.
fn request(api: &Api, operation: &Operation, body: &Json) -> Result<TokenStream, Vec<Gap>> {
    let arguments = Arguments { body: Some(body.clone()), ..sample(api, operation) };
    call(api, operation, &arguments)
}

fn source(library: &proc_macro2::Ident, types: &[TokenStream], requests: &[(usize, TokenStream)]) -> String {
    let readers = types.iter().map(|ty| outside(library, ty));
    let calls = requests.iter().map(|(index, call)| {
        let name = format_ident!("request_{index}");
        quote! {
            fn #name(client: &Client) -> Result<#library::Request, #library::Error> {
                #call.request()
            }
        }
    });
    let table = requests.iter().map(|(index, _)| {
        let name = format_ident!("request_{index}");
        quote! { (#index, #name) }
    });
    let count = requests.len();
    let tokens = quote! {
        #![allow(unused_imports, clippy::all)]
        use #library::{Client, DateTime, OneOrMany, Patch, Timestamp, Upload, models};
        use #library::rt::{Decode, Encode, from_slice, to_value};
        use serde_json::{Value, json};

        type Make = fn(&Client) -> Result<#library::Request, #library::Error>;

        fn read<T: Decode + Encode + Default>(json: &[u8]) -> Value {
            match from_slice::<T>(json) {
                Ok((value, issues)) => {
                    let list: Vec<_> = issues.list().iter().map(|issue| json!([issue.path(), issue.to_string()])).collect();
                    let lenient: Vec<_> = issues.lenient().iter().map(|used| json!([used.path(), format!("{:?}", used.leniency())])).collect();
                    json!({"back": to_value(&value), "issues": list, "total": issues.total(), "lenient": lenient})
                }
                Err(error) => json!({"fatal": error.to_string()}),
            }
        }

        static READERS: &[fn(&[u8]) -> Value] = &[#(read::<#readers>),*];

        static REQUESTS: [(usize, Make); #count] = [#(#table),*];

        fn show(request: &#library::Request) -> Value {
            let body: Value = serde_json::from_slice(request.body().as_bytes()).unwrap_or(Value::Null);
            json!({"method": request.method().as_str(), "uri": request.uri().to_string(), "body": body})
        }

        fn main() -> Result<(), Box<dyn std::error::Error>> {
            let bodies: Vec<(usize, usize, String)> = bodies()?;
            for (case, reader, body) in bodies {
                println!("{}", json!([case, READERS[reader](body.as_bytes())]));
            }
            let client = Client::builder("token").transport(Unused).build()?;
            for (case, make) in REQUESTS {
                let made = make(&client).map(|request| show(&request));
                println!("{}", json!([case, made.unwrap_or_else(|error| json!({"fatal": error.to_string()}))]));
            }
            Ok(())
        }

        fn bodies() -> Result<Vec<(usize, usize, String)>, Box<dyn std::error::Error>> {
            let text = std::fs::read_to_string(std::env::args().nth(1).ok_or("no file is given")?)?;
            let rows: Value = serde_json::from_str(&text)?;
            let number = |value: &Value| value.as_u64().and_then(|n| usize::try_from(n).ok()).unwrap_or_default();
            let rows = rows.as_array().into_iter().flatten();
            Ok(rows.map(|row| (number(&row[0]), number(&row[1]), row[2].as_str().unwrap_or_default().to_owned())).collect())
        }

        struct Unused;

        impl #library::Transport for Unused {
            fn send(&self, _: #library::Request, _: Option<std::time::Duration>) -> #library::BoxFuture<'_, Result<http::Response<#library::Body>, #library::TransportError>> {
                Box::pin(std::future::pending())
            }
            fn sleep(&self, _: std::time::Duration) -> #library::BoxFuture<'_, ()> {
                Box::pin(std::future::pending())
            }
        }

        #(#calls)*
    };
    match syn::parse2::<syn::File>(tokens.clone()) {
        Ok(file) => prettyplease::unparse(&file),
        // The compiler says better what is wrong with it.
        Err(_) => tokens.to_string(),
    }
}

/// A type of the emitted crate as another crate names it.
fn outside(library: &proc_macro2::Ident, ty: &TokenStream) -> TokenStream {
    let text = ty.to_string().replace("crate ::", &format!("{library} ::"));
    text.parse().unwrap_or_default()
}
