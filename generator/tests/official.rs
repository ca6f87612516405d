//! The real descriptions: the one in spec/ with its corrections and, where they are at hand, the official files.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;

use openapi_rust_codegen::distil::distil;
use openapi_rust_codegen::document::{self, Document};
use openapi_rust_codegen::overlay::{self, StalePolicy};
use openapiv3::OpenAPI;

/// Where the official files lie; they are not part of the project.
const FOLDER: &str = "INTERCOM_DESCRIPTIONS";

fn read(path: &Path) -> Document {
    let bytes = fs::read(path).unwrap_or_else(|fault| panic!("{}: {fault}", path.display()));
    document::parse(&path.display().to_string(), &bytes).unwrap_or_else(|found| panic!("{found}"))
}

/// The document as a typed description.
fn typed(document: &Document) -> OpenAPI {
    let found = document::check(document);
    assert!(found.is_empty(), "{found}");
    serde_path_to_error::deserialize(document.to_yaml()).unwrap_or_else(|fault| panic!("{fault}"))
}

#[test]
fn the_corrections_fit_the_description() {
    let spec = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../spec/preview"));
    let mut description = read(&spec.join("description.yaml"));
    let corrections = read(&spec.join("corrections.yaml"));
    let found = overlay::apply(&mut description, &corrections, StalePolicy::Refuse);
    assert!(found.is_empty(), "{found}");
    assert!(!typed(&description).paths.paths.is_empty());
}

#[test]
fn the_description_in_spec_is_distilled() {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../spec/preview/description.yaml"));
    let text = fs::read_to_string(path).unwrap();
    let (heading, facts) = text.split_at(text.find("openapi:").unwrap());
    assert!(heading.lines().all(|line| line.starts_with('#')), "{heading}");
    assert_eq!(distil(&read(path)), facts);
}

#[test]
fn official_descriptions_can_be_distilled() {
    let Some(folder) = std::env::var_os(FOLDER) else {
        eprintln!("SKIPPED: {FOLDER} does not name a folder with the official descriptions");
        return;
    };
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    for file in files.filter(|path| path.extension().is_some_and(|extension| extension == "yaml")) {
        let official = read(&file);
        let facts = distil(&official);
        let distilled = document::parse("distilled.yaml", facts.as_bytes()).unwrap();
        assert_eq!(distil(&distilled), facts, "{}", file.display());
        assert_same_operations(&typed(&official), &typed(&distilled));
    }
}

fn assert_same_operations(official: &OpenAPI, distilled: &OpenAPI) {
    let names = |api: &OpenAPI| -> Vec<_> {
        api.operations()
            .map(|(path, method, operation)| (path.to_owned(), method.to_owned(), operation.operation_id.clone()))
            .collect()
    };
    assert_eq!(names(official), names(distilled));
    let schemas = |api: &OpenAPI| -> Vec<_> { api.components.iter().flat_map(|c| c.schemas.keys().cloned()).collect() };
    assert_eq!(schemas(official), schemas(distilled));
}
