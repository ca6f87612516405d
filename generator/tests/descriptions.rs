//! The pipeline over every official description at hand: nothing of them may be lost.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use openapi_rust_codegen::pipeline::{self, Input, Source};
use openapi_rust_codegen::render::FileSet;
use openapi_rust_codegen::resolve::DanglingRefs;

/// Where the official files lie; they are not part of the project.
const FOLDER: &str = "INTERCOM_DESCRIPTIONS";
/// Versions that refer to a schema that they do not declare.
const DANGLING: [&str; 5] = ["2.7", "2.8", "2.9", "2.10", "2.11"];
/// A file of the history that is no YAML, and the place where it stops being that.
const BROKEN: (&str, &str) = ("a7474e17.after.yaml", "a7474e17.after.yaml:33508:172: error[yaml-syntax]");

#[test]
fn official_descriptions_are_generated_whole() {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else {
        eprintln!("SKIPPED: {FOLDER} does not name a folder with the official descriptions");
        return;
    };
    let files = [descriptions(&folder), descriptions(&folder.join("history"))].concat();
    assert!(!files.is_empty(), "{} holds no description", folder.display());
    let templates = common::templates();
    let faults: Vec<String> = files.iter().filter_map(|file| fault(file, &templates)).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn descriptions(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    files.sort();
    files
}

/// What is wrong with what became of a file.
fn fault(file: &Path, templates: &FileSet) -> Option<String> {
    let name = file.file_name().unwrap().to_string_lossy().into_owned();
    let stem = file.file_stem().unwrap().to_string_lossy();
    let dangling = if DANGLING.contains(&&*stem) { DanglingRefs::Allow } else { DanglingRefs::Refuse };
    let description = Some(Source { name: name.clone(), bytes: fs::read(file).unwrap() });
    let input = Input { description, dangling, templates: templates.clone(), ..Input::default() };
    match pipeline::generate(&input, &mut |_| {}) {
        Err(found) if name == BROKEN.0 && found.to_string().starts_with(BROKEN.1) => None,
        Err(found) => Some(format!("{name}: {found}")),
        Ok(output) if output.report.is_complete() && output.report.operations > 0 => None,
        Ok(output) => Some(format!("{name}: {}", output.report)),
    }
}
