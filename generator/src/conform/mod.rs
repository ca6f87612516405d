//! Conformance: does the emitted crate send what a description asks for, as a server that somebody else wrote sees it?
//!
//! This module chooses the calls and writes a program that makes them. What the server has to say about them, building and
//! running are left to the caller.

mod schema;
mod settle;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::call::{Arguments, Gap, call, imports};
use crate::document::Document;
use crate::ir::Api;

/// A call to make.
#[derive(Debug, Clone, PartialEq)]
pub struct Trial {
    /// Index of the operation.
    pub operation: usize,
    /// What it is called in messages.
    pub name: String,
    /// What it is given.
    pub arguments: Arguments,
}

/// A program, and the calls that it could not hold.
#[derive(Debug, Clone)]
pub struct Program {
    /// `main.rs`.
    pub source: String,
    /// Calls that cannot be written: index of the trial, and what is in the way.
    pub gaps: Vec<(usize, Vec<Gap>)>,
}

/// Two calls of every operation: with what is required, and with all that can be given; the same for the same seed. The
/// arguments satisfy all of the descriptions where that can be, the first of them otherwise.
#[must_use]
pub fn trials(api: &Api, documents: &[&Document], seed: u64) -> Vec<Trial> {
    let each = |index: usize| {
        let operation = &api.operations[index];
        let [required, all] = settle::arguments(api, documents, operation, seed.wrapping_add(index as u64));
        [("required", required), ("all", all)].map(|(word, arguments)| Trial {
            operation: index,
            name: format!("{} [{word}]", operation.label()),
            arguments,
        })
    };
    (0..api.operations.len()).flat_map(each).collect()
}

/// Writes the program. Its arguments are the base URL and the trials to make, by their indices joined by commas, or `all`.
/// It prints a line of JSON for each: `[index, {request, status, headers, fatal, body, issues}]`, of which `fatal` and
/// `body` are those of a call that failed. It needs the emitted crate with its transport that blocks. Each request
/// has the index of its trial in the header `x-trial`.
#[must_use]
pub fn program(api: &Api, crate_name: &str, trials: &[Trial]) -> Program {
    let library = format_ident!("{}", crate_name.replace('-', "_"));
    let mut calls = Vec::new();
    let mut gaps = Vec::new();
    for (index, trial) in trials.iter().enumerate() {
        match call(api, &api.operations[trial.operation], &trial.arguments) {
            Ok(call) => calls.push((index, call)),
            Err(found) => gaps.push((index, found)),
        }
    }
    Program { source: source(&library, &calls), gaps }
}

fn source(library: &proc_macro2::Ident, calls: &[(usize, TokenStream)]) -> String {
    let functions = calls.iter().map(|(index, call)| {
        let (name, text) = (format_ident!("call_{index}"), index.to_string());
        quote! {
            fn #name(client: &Client) -> Value {
                let call = #call.options(CallOptions::new().header("x-trial", #text));
                let request = call.request();
                told(request, call.with_response().wait())
            }
        }
    });
    let table = calls.iter().map(|(index, _)| {
        let name = format_ident!("call_{index}");
        quote! { (#index, #name) }
    });
    let count = calls.len();
    let text: String = calls.iter().map(|(_, call)| call.to_string()).collect();
    let used = imports(&text).map(|name| format_ident!("{name}"));
    let tokens = quote! {
        #![allow(clippy::all)]
        use #library::{Backoff, CallOptions, Client, Error, Request, Response, #(#used),*};
        use #library::http::HeaderMap;
        use serde_json::{Value, json};

        static CALLS: [(usize, fn(&Client) -> Value); #count] = [#(#table),*];

        fn main() -> Result<(), Box<dyn std::error::Error>> {
            let mut arguments = std::env::args().skip(1);
            let base = arguments.next().ok_or("no base URL is given")?;
            let wanted = arguments.next().ok_or("no trials are given")?;
            let wanted: Vec<&str> = wanted.split(',').collect();
            let client = Client::builder("fake-token").base_url(&base).blocking().retry(Backoff::never()).build()?;
            for (index, call) in CALLS {
                if wanted == ["all"] || wanted.contains(&index.to_string().as_str()) {
                    println!("{}", json!([index, call(&client)]));
                }
            }
            Ok(())
        }

        fn told<T>(request: Result<Request, Error>, outcome: Result<Response<T>, Error>) -> Value {
            let request = request.map(|request| shown(&request)).unwrap_or_default();
            match outcome {
                Ok(reply) => {
                    let issues: Vec<_> = reply.issues().list().iter().map(|issue| issue.to_string()).collect();
                    json!({"request": request, "status": reply.status().as_u16(), "headers": headers(Some(reply.headers())), "issues": issues})
                }
                Err(error) => json!({
                    "request": request,
                    "status": error.status().map(|status| status.as_u16()),
                    "headers": headers(error.headers()),
                    "fatal": error.to_string(),
                    "body": error.body().map(|body| text(body)),
                }),
            }
        }

        fn shown(request: &Request) -> Value {
            json!({"method": request.method().as_str(), "uri": request.uri().to_string(), "body": request.body().as_bytes().map(text)})
        }

        fn headers(map: Option<&HeaderMap>) -> Value {
            let pairs = map.into_iter().flatten();
            Value::Object(pairs.map(|(name, value)| (name.to_string(), Value::String(text(value.as_bytes())))).collect())
        }

        fn text(bytes: &[u8]) -> String {
            String::from_utf8_lossy(bytes).into_owned()
        }

        #(#functions)*
    };
    match syn::parse2::<syn::File>(tokens.clone()) {
        Ok(file) => prettyplease::unparse(&file),
        // The compiler says better what is wrong with it.
        Err(_) => tokens.to_string(),
    }
}
