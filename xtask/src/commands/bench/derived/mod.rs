//! The generated crate with serde's derives in place of its codec: what a careful person would write without one. The same
//! structs, methods and features; only how they are read and written differs.
//!
//! What serde needs of the runtime's own types is written by hand, in `tests/bench/derived/`: a file there is put behind
//! the one of its name in the runtime, or takes its place.

mod models;
mod runtime;

use std::path::{Path, PathBuf};

use openapi_rust_codegen::pipeline::Output;
use openapi_rust_codegen::render::FileSet;
use toml_edit::{DocumentMut, Item, value};

use crate::failure::{Context as _, Failure};
use crate::tree;

/// What becomes of fields that a model does not know.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Extras {
    /// They are passed over.
    Ignored,
    /// They are kept by `#[serde(flatten)]`.
    Kept,
}

/// Writes the crate to a folder.
pub fn write(root: &Path, output: &Output, extras: Extras, folder: &Path) -> Result<(), Failure> {
    let files = files(root, output, extras)?;
    if !tree::compare(folder, &files)?.is_empty() {
        tree::replace(folder, &files)?;
    }
    Ok(())
}

/// The files of the crate.
pub fn files(root: &Path, output: &Output, extras: Extras) -> Result<FileSet, Failure> {
    let ours = runtime::Ours::read(&root.join("tests/bench/derived"))?;
    let types = models::by_name(&output.ir.api);
    let mut derived = FileSet::new();
    for (path, bytes) in &output.files {
        let made = if path == "Cargo.toml" {
            manifest(&text(path, bytes)?, extras).map(String::into_bytes)
        } else if let Some(name) = path.strip_prefix("src/rt/").filter(|_| is_rust(path)) {
            match ours.file(name, &text(path, bytes)?)? {
                Some(file) => Ok(file.into_bytes()),
                None => continue,
            }
        } else if path.starts_with("src/codec/") {
            runtime::without_codec(&text(path, bytes)?).map(String::into_bytes)
        } else if path.starts_with("src/models/") {
            models::derive(&text(path, bytes)?, &types, extras).map(String::into_bytes)
        } else {
            Ok(bytes.clone())
        };
        derived.insert(path.clone(), made.context(|| format!("cannot derive {path}"))?);
    }
    Ok(derived)
}

fn is_rust(path: &str) -> bool {
    PathBuf::from(path).extension().is_some_and(|extension| extension == "rs")
}

fn text(path: &str, bytes: &[u8]) -> Result<String, Failure> {
    String::from_utf8(bytes.to_vec()).context(|| format!("{path} is no text"))
}

/// The manifest, with serde always on and no bridge to it. The version is one of its own, so that a program can be built with
/// several of these crates.
fn manifest(text: &str, extras: Extras) -> Result<String, Failure> {
    let mut manifest: DocumentMut = text.parse().context(|| "the manifest is no TOML".to_owned())?;
    let mut serde = toml_edit::InlineTable::new();
    serde.insert("version", "1.0".into());
    serde.insert("features", ["derive"].into_iter().collect::<toml_edit::Array>().into());
    manifest["dependencies"]["serde"] = value(serde);
    manifest["package"]["version"] = value(match extras {
        Extras::Ignored => "0.1.0-derived",
        Extras::Kept => "0.1.0-kept",
    });
    manifest["features"]["serde"] = Item::Value(toml_edit::Array::new().into());
    Ok(manifest.to_string())
}
