//! Crates that are made for a test.

use std::fs;
use std::path::{Path, PathBuf};

use openapi_rust_codegen::pipeline::{self, Input, Output, Source};
use openapi_rust_codegen::render::FileSet;

use crate::Cargo;
use crate::cargo::{scratch_folder, workspace};

/// A crate of its own in `target/scratch`.
pub struct Scratch {
    folder: PathBuf,
}

impl Scratch {
    /// The client crate of a description, made as `cargo xtask regenerate --profile none` makes it.
    pub fn client(name: &str, description: &str) -> Self {
        let output = generate(name, description);
        assert!(output.report.is_complete(), "{}", output.report);
        Self::of_files(name, output.files)
    }

    /// A crate of these files.
    pub fn of_files(name: &str, mut files: FileSet) -> Self {
        // Otherwise cargo would take it for a lost member of the workspace around it.
        files.entry("Cargo.toml".to_owned()).or_default().extend(b"\n[workspace]\n");
        let scratch = Self { folder: scratch_folder().join(name) };
        if scratch.folder.exists() {
            fs::remove_dir_all(&scratch.folder).unwrap();
        }
        for (path, bytes) in files {
            let path = scratch.folder.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        // The versions that are on this machine already.
        fs::copy(workspace().join("Cargo.lock"), scratch.folder.join("Cargo.lock")).unwrap();
        scratch
    }

    /// The text of a file.
    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.folder.join(path)).unwrap()
    }

    /// A cargo command on this crate.
    pub fn cargo(&self, arguments: &[&str]) -> Cargo {
        Cargo::on(&self.folder, arguments).apart()
    }
}

fn generate(name: &str, description: &str) -> Output {
    let mut templates = FileSet::new();
    collect(&workspace().join("templates"), "", &mut templates);
    let source = Source { name: format!("{name}.yaml"), bytes: description.into() };
    let input = Input { description: Some(source), templates, ..Input::default() };
    pipeline::generate(&input, &mut |_| {}).unwrap_or_else(|found| panic!("{found}"))
}

fn collect(folder: &Path, prefix: &str, found: &mut FileSet) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let path = format!("{prefix}{}", entry.file_name().display());
        if entry.path().is_dir() {
            collect(&entry.path(), &format!("{path}/"), found);
        } else {
            found.insert(path, fs::read(entry.path()).unwrap());
        }
    }
}
