//! The Rust in both READMEs compiles against the crate.

use integration_tests::Scratch;
use openapi_rust_codegen::render::FileSet;

const READMES: [(&str, &str); 2] =
    [("project", include_str!("../../README.md")), ("crate", include_str!("../../templates/README.md"))];

/// What a fragment may take for granted.
const AROUND: &str = "
#![allow(unused, unreachable_code)]
use std::time::Duration;
use intercom_client::models::*;
use intercom_client::{CallOptions, Client, Error, ErrorKind, Method, Patch, Region, Timestamp};
";

#[test]
fn what_the_readmes_show_compiles() {
    let mut files = FileSet::new();
    for (name, text) in READMES {
        for (index, code) in fences(text).into_iter().enumerate() {
            files.insert(format!("src/bin/{name}_{index}.rs"), program(&code).into_bytes());
        }
    }
    assert!(files.len() >= 7, "the fences of the READMEs were not found: {:?}", files.keys());
    files.insert("Cargo.toml".to_owned(), MANIFEST.as_bytes().to_vec());
    Scratch::of_files("readme", files).cargo(&["check", "--quiet"]).run_clean();
}

const MANIFEST: &str = r#"[package]
name = "readme"
version = "0.0.0"
edition = "2024"

[dependencies]
intercom-client = { path = "../../../generated", features = ["blocking", "test-util", "webhooks"] }
serde_json = "1"
tokio = { version = "1", features = ["macros", "rt"] }
"#;

/// The Rust between the fences of a Markdown text.
fn fences(text: &str) -> Vec<String> {
    let after = text.split("```rust\n").skip(1);
    after.filter_map(|rest| rest.split_once("```")).map(|(code, _)| code.to_owned()).collect()
}

/// A fragment as a program; what is a program is left as it is.
fn program(code: &str) -> String {
    if code.contains("fn main()") {
        return code.to_owned();
    }
    format!(
        "{AROUND}\nasync fn fragment(client: Client, id: String, token: String) -> Result<(), Error> {{\n{code}\nOk(())\n}}\n\nfn main() {{}}\n"
    )
}
