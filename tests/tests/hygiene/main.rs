//! What holds for the client crate as a whole: what its public interface names, what can be moved to other threads, what it
//! depends on.
#![allow(clippy::unwrap_used, missing_docs)]

mod dependencies;
mod listed;
mod movable;
mod public_api;

use std::path::{Path, PathBuf};
use std::{env, fs};

/// A text of the project.
fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)).unwrap()
}

/// The sources of the client crate in a folder and those below, in order.
fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../generated/src");
    let mut found = Vec::new();
    collect(&root.join(folder), &root, &mut found);
    found.sort();
    found
}

fn collect(folder: &Path, root: &Path, found: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, root, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push((path.strip_prefix(root).unwrap().to_owned(), fs::read_to_string(&path).unwrap()));
        }
    }
}

/// The dependencies of the client crate, those for some targets included.
fn dependencies() -> Vec<String> {
    let manifest: toml::Table = toml::from_str(&read("generated/Cargo.toml")).unwrap();
    let targets = manifest["target"].as_table().unwrap().values().map(|target| &target["dependencies"]);
    let tables = targets.chain([&manifest["dependencies"]]);
    let mut names: Vec<String> = tables.flat_map(|table| table.as_table().unwrap().keys().cloned()).collect();
    names.sort();
    names
}
