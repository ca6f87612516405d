//! The obstacle course: whatever things are called, the crate compiles without a warning.

use integration_tests::Scratch;

const DESCRIPTION: &str = include_str!("../apis/obstacles.yaml");

/// Tags become features, modules and files.
const TAGS_BEYOND_ASCII: &str = "
openapi: 3.0.1
info: {title: '名前', version: '1'}
paths:
  /size: {get: {tags: [Größe & Maß], operationId: größe, responses: {'204': {description: ''}}}}
  /name: {get: {tags: [名前], operationId: 名前, responses: {'204': {description: ''}}}}
";

#[test]
fn names_may_be_those_of_rust_and_of_the_runtime() {
    let scratch = Scratch::client("obstacles", DESCRIPTION);
    scratch.cargo(&["check", "--all-features"]).run_clean();
    let manifest = scratch.read("Cargo.toml");
    let tags: Vec<&str> = manifest.lines().filter_map(|line| line.strip_suffix(" = []")).collect();
    assert!(tags.len() > 20, "{tags:?}");
    scratch.cargo(&["check", "--no-default-features", "--features", &tags.join(",")]).run_clean();
}

#[test]
fn names_may_be_in_any_script() {
    let scratch = Scratch::client("scripts", TAGS_BEYOND_ASCII);
    scratch.cargo(&["check", "--all-features"]).run_clean();
}
