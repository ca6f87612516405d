//! What small descriptions become: each file in `inputs` shows one feature, each has its outline and its code in
//! `snapshots`.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use openapi_rust_codegen::choices::Choices;
use openapi_rust_codegen::outline::outline;
use openapi_rust_codegen::pipeline::{self, Output};
use openapi_rust_codegen::render::PREAMBLE;
use openapi_rust_codegen::resolve::{DanglingRefs, resolve};
use openapi_rust_codegen::{analyze, document, lower, names};

/// A test for each feature, and the list of all.
macro_rules! features {
    ($($name:ident)*) => {
        $(#[test] fn $name() { check(stringify!($name)); })*
        const FEATURES: &[&str] = &[$(stringify!($name)),*];
    };
}

features! {
    all_of_merged all_of_narrows_enum array_without_items binary chosen clearable colliding_names component_is_a_ref
    constants constraint_only default_reply delete_with_body free_form header_parameters inline_names missing_operation_id multipart
    no_content one_or_many open_enum paged path_parameters plain_record query_lists query_objects read_only recursion recursive_alias
    redirect ref_with_siblings required_and_nullable several_successes several_tags text times titled_members
    unreferenced union_best_match union_by_boolean union_by_constant union_by_discriminator union_by_required_key
    union_by_shape union_by_sibling union_distributed union_folded union_of_lists untagged
}

#[test]
fn every_input_has_a_test() {
    let files = fs::read_dir(inputs()).unwrap().map(|entry| entry.unwrap().path());
    let described: BTreeSet<String> = files
        .filter(|path| path.extension().is_some_and(|extension| extension == "yaml"))
        .map(|path| path.file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    assert_eq!(described, FEATURES.iter().map(|name| (*name).to_owned()).collect());
}

/// What the features share: modules behind their `cfg`, the table of operations, the manifest's features.
#[test]
fn files_around_the_models() {
    let output = generate("several_tags");
    let text = code(&output, |path| {
        path == "src/operations.rs" || (path.ends_with("/mod.rs") && !path.starts_with("src/rt/"))
    });
    let manifest = String::from_utf8_lossy(&output.files["Cargo.toml"]).into_owned();
    let features = manifest.split("[features]").nth(1).and_then(|rest| rest.split("[dependencies]").next()).unwrap();
    snapshot("around", &format!("{text}// Cargo.toml\n{features}"));
}

fn check(name: &str) {
    snapshot(&format!("{name}.outline"), &outlined(name));
    let folders = ["src/models/", "src/codec/", "src/api/"];
    let output = generate(name);
    let own = |path: &str| folders.iter().any(|folder| path.starts_with(folder)) && !path.ends_with("/mod.rs");
    snapshot(&format!("{name}.code"), &code(&output, own));
}

fn snapshot(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

fn inputs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/inputs")
}

fn read(name: &str) -> String {
    fs::read_to_string(inputs().join(format!("{name}.yaml"))).unwrap()
}

/// The choices beside an input, where there are some.
fn choices(name: &str) -> Option<String> {
    fs::read_to_string(inputs().join(format!("{name}.toml"))).ok()
}

/// What was repaired, and the analyzed representation.
fn outlined(name: &str) -> String {
    let choices = choices(name).map(|text| Choices::parse(&text).unwrap()).unwrap_or_default();
    let document = document::parse(&format!("{name}.yaml"), read(name).as_bytes()).unwrap();
    let (resolved, mut found) = resolve(document, DanglingRefs::Refuse).unwrap();
    let (ir, notes) = lower::lower(&resolved, &choices);
    found.extend(notes);
    let (ir, notes) = names::name(ir, &choices);
    found.extend(notes);
    format!("{found}{}", outline(&analyze::analyze(ir).api))
}

fn generate(name: &str) -> Output {
    let mut input = common::input(&read(name));
    input.choices = choices(name).map(|text| common::source("choices.toml", &text));
    pipeline::generate(&input, &mut |_| {}).unwrap_or_else(|found| panic!("{found}"))
}

/// The files of some paths, one after the other, without what stands above every file.
fn code(output: &Output, pick: impl Fn(&str) -> bool) -> String {
    let mut text = String::new();
    for (path, bytes) in output.files.iter().filter(|(path, _)| pick(path)) {
        let file = String::from_utf8_lossy(bytes);
        let _ = writeln!(text, "// {path}\n{}", file.strip_prefix(PREAMBLE).unwrap_or(&file));
    }
    text
}
