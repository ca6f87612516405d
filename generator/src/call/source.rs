//! Calls as source text: for people, and for the documentation.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{Operation, Payload};
use crate::names::words;

/// Names of the emitted crate that a call may use, and a mark in its tokens by which that shows.
const IMPORTS: [(&str, &str); 7] = [
    ("DateTime", "DateTime ::"),
    ("OneOrMany", "OneOrMany ::"),
    ("Patch", "Patch ::"),
    ("Timestamp", "Timestamp ::"),
    ("Upload", "Upload ::"),
    ("models", "models ::"),
    ("search", "search ::"),
];

/// A function that makes the call, with the imports that it needs.
#[must_use]
pub fn function(crate_name: &str, operation: &Operation, call: &TokenStream) -> String {
    let mut names: Vec<&str> = ["Client", "Error"].into_iter().chain(imports(&call.to_string())).collect();
    names.sort_unstable();
    let library = crate_name.replace('-', "_");
    format!("use {library}::{{{}}};\n\n{}", names.join(", "), body(operation, call))
}

/// What of the emitted crate the tokens of calls name.
pub(crate) fn imports(tokens: &str) -> impl Iterator<Item = &'static str> {
    IMPORTS.iter().filter(move |(_, mark)| tokens.contains(mark)).map(|(name, _)| *name)
}

fn body(operation: &Operation, call: &TokenStream) -> String {
    let answers = operation.replies.ok.iter().any(|reply| reply.payload != Payload::Empty);
    let statement = if answers {
        quote! { let reply = #call.await?; }
    } else {
        quote! { #call.await?; }
    };
    let function = quote! {
        async fn example(client: Client) -> Result<(), Error> {
            #statement
            Ok(())
        }
    };
    match syn::parse2::<syn::File>(function) {
        Ok(file) => prettyplease::unparse(&file),
        // A call that is no Rust shows as what it is; whoever compiles it will say where.
        Err(_) => call.to_string(),
    }
}

/// The same as an example of the documentation: only the call shows.
#[must_use]
pub fn doc_example(crate_name: &str, operation: &Operation, call: &TokenStream) -> String {
    let mut out = String::from("```no_run\n");
    for line in function(crate_name, operation, call).lines() {
        let shown = line.strip_prefix("    ").filter(|line| line.trim() != "Ok(())");
        match shown {
            Some(line) => out.push_str(line),
            None if line.is_empty() => continue,
            None => {
                out.push_str("# ");
                out.push_str(line.trim_start());
            }
        }
        out.push('\n');
    }
    out.push_str("```");
    out
}

/// The crate's name where nobody chose one: the title's words.
#[must_use]
pub fn crate_name(title: &str) -> String {
    let mut parts = words::split(title);
    parts.retain(|word| word != "api");
    parts.push("client".to_owned());
    words::snake(&parts).trim_start_matches('_').replace('_', "-")
}
