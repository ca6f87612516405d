//! Hand-written parts: stamped with their features, and every fault of what is chosen about them told.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use openapi_rust_codegen::pipeline::{self, Input, Output};

const ZOO: &str = "
openapi: 3.0.3
info: {title: Zoo, version: '1'}
paths:
  /pens: {get: {operationId: pens, tags: [Pens], responses: {'204': {description: ''}}}}
  /keepers: {get: {operationId: keepers, tags: [Keepers], responses: {'204': {description: ''}}}}
";

/// A run with parts among the templates, and choices.
fn input(parts: &[&str], choices: &str) -> Input {
    let mut input = Input { choices: Some(common::source("choices.toml", choices)), ..common::input(ZOO) };
    input.templates.retain(|path, _| !path.starts_with("parts/"));
    input.templates.extend(parts.iter().map(|path| (format!("parts/{path}"), b"//! By hand.\n".to_vec())));
    input
}

fn run(input: &Input) -> Output {
    pipeline::generate(input, &mut |_| {}).unwrap_or_else(|found| panic!("{found}"))
}

fn text(output: &Output, path: &str) -> String {
    String::from_utf8(output.files[path].clone()).unwrap()
}

#[test]
fn a_part_is_stamped_with_its_feature_and_what_that_turns_on() {
    let output = run(&input(
        &["alarm.rs", "feeding/mod.rs", "feeding/hay.rs", "tour.rs", "map.rs"],
        r#"
        [part.alarm]
        feature = "safety"
        tags = ["pens", "keepers"]
        dependencies = ["bell"]
        [part.feeding]
        tags = ["keepers", "pens"]
        [part.tour]
        feature = "tour"
        tags = ["pens"]
        [part.map]
        [stamp.dependencies]
        bell = { version = "2.1", features = ["loud"] }
        [stamp.dev-dependencies]
        whistle = { version = "1" }
        "#,
    ));
    assert!(output.diagnostics.is_empty(), "{}", output.diagnostics);
    for file in ["src/alarm.rs", "src/feeding/mod.rs", "src/feeding/hay.rs", "src/tour.rs", "src/map.rs"] {
        assert_eq!(text(&output, file), "//! By hand.\n");
    }
    let modules = "\n#[cfg(feature = \"safety\")]\npub mod alarm;\n\
                   #[cfg(all(feature = \"keepers\", feature = \"pens\"))]\npub mod feeding;\n\
                   pub mod map;\n\
                   #[cfg(feature = \"tour\")]\npub mod tour;\n\n";
    assert!(text(&output, "src/lib.rs").contains(modules));
    let manifest: toml::Table = text(&output, "Cargo.toml").parse().unwrap();
    insta::assert_snapshot!(manifest["features"]["safety"], @r#"["dep:bell", "keepers", "pens"]"#);
    insta::assert_snapshot!(manifest["features"]["tour"], @r#"["pens"]"#);
    insta::assert_snapshot!(manifest["features"]["default"], @r#"["reqwest", "keepers", "pens", "tour"]"#);
    insta::assert_snapshot!(manifest["dependencies"]["bell"], @r#"{ default-features = false, features = ["loud"], optional = true, version = "2.1" }"#);
    insta::assert_snapshot!(manifest["dev-dependencies"]["whistle"], @r#"{ default-features = false, version = "1" }"#);
}

#[test]
fn without_choices_there_is_no_part() {
    let output = run(&Input { choices: None, ..input(&["alarm.rs"], "") });
    assert!(!output.files.contains_key("src/alarm.rs"));
    assert!(!text(&output, "src/lib.rs").contains("alarm"));
}

#[test]
fn a_part_whose_tag_is_gone_is_left_out_or_refused() {
    let lax = input(&["alarm.rs"], "[part.alarm]\nfeature = \"safety\"\ntags = [\"pens\", \"lions\"]\n");
    let output = run(&lax);
    let told = "choices.toml:3:17: warning[unmet-need]: [part.alarm] needs the feature `lions`, which is not there\n  \
                at /part/alarm/tags/lions\n";
    assert_eq!(output.diagnostics.to_string(), told);
    assert!(!output.files.contains_key("src/alarm.rs"));
    assert!(text(&output, "Cargo.toml").contains("\nsafety = []\n"));

    let strict = pipeline::generate(&Input { strict: true, ..lax }, &mut |_| {}).unwrap_err();
    assert_eq!(strict.to_string(), told.replace("warning", "error"));
}

#[test]
fn what_calls_or_names_something_that_is_gone_is_left_out() {
    let mut input = input(
        &["tour.rs", "alarm.rs", "gate.rs", "pond.rs"],
        "[part.tour]
operations = ['GET /pens', 'GET /lions']
[part.alarm]
[part.gate]
[part.pond]
[stamp]
files = ['examples/walk.rs', 'examples/ring.rs', 'examples/feed.rs']
[stamp.examples]
walk = { tags = ['pens'], parts = ['tour', 'gate'] }
ring = { operations = ['GET /keepers'], parts = ['gate'] }
feed = { tags = ['pens'] }
",
    );
    let lion = "use crate::{Client, models::{Lion as Cat, self}};\nfn tame() -> crate::models::Tiger {}\n";
    input.templates.insert("parts/alarm.rs".to_owned(), lion.as_bytes().to_vec());
    let bear = "fn wash(_: &shop::models::Bear) {}\n//! models::Crocodile\n";
    let code = [("walk", ""), ("ring", "use zoo::models::{*};\n"), ("feed", bear)];
    input.templates.extend(code.map(|(name, code)| (format!("examples/{name}.rs"), code.as_bytes().to_vec())));
    let output = run(&input);
    insta::assert_snapshot!(output.diagnostics.to_string(), @r"
    choices.toml:2:28: warning[unmet-need]: [part.tour] needs the operation `GET /lions`, which is not there
      at /part/tour/operations/GET ~1lions
    choices.toml:3:7: warning[unmet-need]: [part.alarm] needs the model `Lion`, which is not there
      at /part/alarm/models/Lion
    choices.toml:3:7: warning[unmet-need]: [part.alarm] needs the model `Tiger`, which is not there
      at /part/alarm/models/Tiger
    choices.toml:9:36: warning[unmet-need]: [stamp.examples.walk] needs the part `tour`, which is not there
      at /stamp/examples/walk/parts/tour
    choices.toml:11:1: warning[unmet-need]: [stamp.examples.feed] needs the model `Bear`, which is not there
      at /stamp/examples/feed/models/Bear
    ");
    let stamped = |path: &&String| path.starts_with("examples/") || path.matches('/').count() == 1;
    let is_of_crate = |path: &&String| ["Cargo.toml", "src/lib.rs", "src/operations.rs"].contains(&path.as_str());
    let files: Vec<_> = output.files.keys().filter(stamped).filter(|path| !is_of_crate(path)).collect();
    assert_eq!(files, ["examples/ring.rs", "src/gate.rs", "src/pond.rs"]);
}

#[test]
fn what_is_left_out_by_choice_keeps_its_feature_and_takes_its_examples_along() {
    let mut input = input(
        &["alarm.rs", "tour.rs"],
        "[part.alarm]
feature = 'safety'
tags = ['lions']
dependencies = ['bell']
left-out = 'there are no lions yet'
[part.tour]
[stamp]
files = ['examples/ring.rs', 'examples/walk.rs', 'examples/roar.rs', 'examples/feed.rs']
[stamp.dependencies]
bell = { version = '2.1' }
[stamp.examples]
ring = { tags = ['safety'] }
walk = { tags = ['pens', 'native-tls', 'test-util'] }
roar = { tags = ['lions'], left-out = 'as the alarm' }
feed = { tags = ['unreferenced'] }
",
    );
    input.templates.extend(["ring", "walk", "roar", "feed"].map(|name| (format!("examples/{name}.rs"), Vec::new())));
    let output = run(&input);
    insta::assert_snapshot!(output.diagnostics.to_string(), @r"
    choices.toml:1:7: warning[left-out]: [part.alarm] is left out: there are no lions yet
    choices.toml:12:18: warning[unmet-need]: [stamp.examples.ring] needs the feature `safety`, which is not there
      at /stamp/examples/ring/tags/safety
    choices.toml:14:1: warning[left-out]: [stamp.examples.roar] is left out: as the alarm
    choices.toml:15:18: warning[unmet-need]: [stamp.examples.feed] needs the feature `unreferenced`, which is not there
      at /stamp/examples/feed/tags/unreferenced
    ");
    let manifest: toml::Table = text(&output, "Cargo.toml").parse().unwrap();
    insta::assert_snapshot!(manifest["features"]["safety"], @"[]");
    insta::assert_snapshot!(manifest["features"]["default"], @r#"["reqwest", "keepers", "pens"]"#);
    assert!(!manifest["dependencies"].as_table().unwrap().contains_key("bell"));
    let examples: Vec<_> = output.files.keys().filter(|path| path.starts_with("examples/")).collect();
    assert_eq!(examples, ["examples/walk.rs"]);
    assert_eq!(manifest["example"].as_array().unwrap().len(), 1);
    assert!(!output.files.contains_key("src/alarm.rs") && output.files.contains_key("src/tour.rs"));
}

#[test]
fn a_choice_that_is_out_of_date_is_told_with_its_place() {
    let choices = "read-only = [
    'POST /pens', 'POST /lions',
]
[sample]
\"roar's\" = 'x'
[rename]
types.lion = { to = 'Cat', reason = 'it is one' }
[replace.lions]
with = 'crate::rt::Timestamp'
reason = 'none'
";
    let output = run(&input(&[], choices));
    insta::assert_snapshot!(output.diagnostics.to_string(), @r"
    choices.toml:2:5: warning[stale-choice]: `read-only` lists `POST /pens`, which is not there
      at /read-only/POST ~1pens
    choices.toml:2:19: warning[stale-choice]: `read-only` lists `POST /lions`, which is not there
      at /read-only/POST ~1lions
    choices.toml:5:1: warning[stale-choice]: [sample] has a value for `roar's`, which is not there
      at /sample/roar's
    choices.toml:7:7: warning[stale-rename]: [rename.types] has a name for `lion`, which is not there
      at /rename/types/lion
      hint: delete the line, or correct its key
    choices.toml:8:10: warning[stale-choice]: [replace] stands in for `lions`, which is not there
      at /replace/lions
    ");
}

#[test]
fn faults_of_parts_are_told_with_their_places() {
    let choices = "[part.alarm]
feature = 'pens'
dependencies = ['siren']
[part.api]
[part.ghost]
dependencies = ['bell']
[stamp.dependencies]
bell = { version = '2.1' }
drum = { version = '1' }
";
    let faults = pipeline::generate(&input(&["alarm.rs", "lost/mod.rs"], choices), &mut |_| {}).unwrap_err();
    insta::assert_snapshot!(faults.to_string(), @"
    choices.toml:2:11: error[bad-choices]: there is a feature `pens` without this part
    choices.toml:3:17: error[bad-choices]: [stamp.dependencies] does not have `siren`
    choices.toml:4:7: error[bad-choices]: `api` cannot be a module of a part
    choices.toml:5:7: error[missing-template]: there is no template parts/ghost.rs or parts/ghost/mod.rs
    choices.toml:6:17: error[bad-choices]: `bell` needs a `feature` that turns it on
    choices.toml:9:1: warning[stale-choice]: no part needs `drum`
      at /stamp/dependencies/drum
    error[unlisted-part]: there is a template parts/lost, but no [part.lost]
    ");
}
