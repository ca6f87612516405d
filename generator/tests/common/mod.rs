//! What tests of the whole way share.
#![allow(dead_code, reason = "every test uses some of it")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;

use openapi_rust_codegen::pipeline::{Input, Source};
use openapi_rust_codegen::render::FileSet;

/// A run over a text that is called `api.yaml`.
pub fn input(description: &str) -> Input {
    Input { description: Some(source("api.yaml", description)), templates: templates(), ..Input::default() }
}

pub fn source(name: &str, text: &str) -> Source {
    Source { name: name.to_owned(), bytes: text.as_bytes().to_vec() }
}

/// The project's own templates.
pub fn templates() -> FileSet {
    let mut found = FileSet::new();
    collect(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../templates")), "", &mut found);
    found
}

fn collect(folder: &Path, prefix: &str, found: &mut FileSet) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{prefix}{}", path.file_name().unwrap().to_string_lossy());
        if path.is_dir() {
            collect(&path, &format!("{name}/"), found);
        } else {
            found.insert(name, fs::read(&path).unwrap());
        }
    }
}
