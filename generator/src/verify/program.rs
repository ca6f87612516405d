//! The program that runs cases through the emitted crate.
//!
//! It reads `bodies.json`, a list of the replies' bodies, and prints a line of JSON for each case. Requests are made by the
//! builders, as a user would write them, and taken before they are sent.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value as Json;

use super::{Case, CaseKind, reply_type};
use crate::call::{Arguments, Gap, call, sample};
use crate::emit::rust;
use crate::ir::{Api, Operation, Ty};

/// Where the program's client would send requests.
pub(super) const BASE_URL: &str = "http://localhost";

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
            CaseKind::Response { status, text } => {
                let ty = rust::ty(api, &reply_type(api, case, *status).unwrap_or(Ty::Json));
                let next = types.len();
                let reader = *readers.entry(ty.to_string()).or_insert_with(|| {
                    types.push(ty);
                    next
                });
                bodies.push(serde_json::json!([index, reader, text]));
            }
            CaseKind::Request { body, path } => match request(api, operation, body, path.as_deref()) {
                Ok(call) => requests.push((index, call)),
                Err(found) => gaps.push((index, found)),
            },
        }
    }
    let source = source(&library, &types, &requests);
    Program { source, bodies: Json::Array(bodies).to_string(), gaps }
}

/// The call that sends a body: with what the path says, where it is known, and whatever else a call needs.
fn request(api: &Api, operation: &Operation, body: &Json, path: Option<&str>) -> Result<TokenStream, Vec<Gap>> {
    let mut arguments = Arguments { body: Some(body.clone()), ..sample(api, operation) };
    if let Some(path) = path {
        arguments.params.retain(|name, _| operation.headers.iter().any(|header| header.wire == *name));
        arguments.params.extend(Arguments::of_path(operation, path).params);
    }
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
        use #library::rt::{Decode, Encode, from_slice, to_typed_value, to_value};
        use serde_json::{Value, json};

        type Make = fn(&Client) -> Result<#library::Request, #library::Error>;

        fn read<T: Decode + Encode + Default>(json: &[u8]) -> Value {
                match from_slice::<T>(json) {
                    Ok((value, issues)) => {
                        let list: Vec<_> = issues.list().iter().map(|issue| json!([issue.path(), format!("{:?}, expected {}", issue.code(), issue.expected())])).collect();
                        let lenient: Vec<_> = issues.lenient().iter().map(|used| json!([used.path(), format!("{:?}", used.leniency())])).collect();
                        let leniencies: usize = issues.leniencies().iter().map(|(_, count)| count).sum();
                        json!({"back": to_value(&value), "typed": to_typed_value(&value), "issues": list, "total": issues.total(), "lenient": lenient, "leniencies": leniencies})
                    }
                    Err(error) => json!({"fatal": format!("cannot be read: {error}"), "path": error.path()}),
                }
            }

            static READERS: &[fn(&[u8]) -> Value] = &[#(read::<#readers>),*];

        static REQUESTS: [(usize, Make); #count] = [#(#table),*];

        fn show(request: &#library::Request) -> Value {
            let body = request.body().as_bytes().unwrap_or_default();
            let text = || Value::String(String::from_utf8_lossy(body).into_owned());
            let body: Value = if body.is_empty() { Value::Null } else { serde_json::from_slice(body).unwrap_or_else(|_| text()) };
            json!({"method": request.method().as_str(), "uri": request.uri().to_string(), "body": body})
        }

        fn main() -> Result<(), Box<dyn std::error::Error>> {
            let bodies: Vec<(usize, usize, String)> = bodies()?;
                for (case, reader, body) in bodies {
                    println!("{}", json!([case, guarded(|| READERS[reader](body.as_bytes()))]));
                }
                let client = Client::builder("token").base_url(#BASE_URL).transport(Unused).build()?;
                for (case, make) in REQUESTS {
                    let made = guarded(|| match make(&client) {
                        Ok(request) => show(&request),
                        Err(error) => json!({"fatal": format!("cannot be made: {error}")}),
                    });
                    println!("{}", json!([case, made]));
                }
                Ok(())
            }

            /// One that panics does not keep the others from being tried.
            fn guarded(run: impl FnOnce() -> Value) -> Value {
                let ran = std::panic::catch_unwind(std::panic::AssertUnwindSafe(run));
                ran.unwrap_or_else(|_| json!({"fatal": "the crate panics"}))
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
