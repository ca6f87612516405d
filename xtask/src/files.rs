//! Reading and writing files, with the path in every error.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process;

use crate::failure::{Context as _, Failure};

/// Reads a file.
pub fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).context(|| format!("cannot read {}", path.display()))
}

/// Writes a file so that at any instant its old or its new content is there, whole. A file that has this content
/// already is not touched. Tells whether it was written.
pub fn write(path: &Path, content: &[u8]) -> Result<bool, Failure> {
    if fs::read(path).is_ok_and(|present| present == content) {
        return Ok(false);
    }
    replace(path, content).context(|| format!("cannot write {}", path.display()))?;
    Ok(true)
}

fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    // Beside the file: a rename is atomic within one file system only.
    let new = path.with_extension(format!("new-{}", process::id()));
    let written = fs::write(&new, content).and_then(|()| fs::rename(&new, path));
    if written.is_err() {
        // It may not even exist; the first error is the one to tell.
        drop(fs::remove_file(&new));
    }
    written
}

/// A path as a person would type it: relative to the current folder where it lies below it.
pub fn shown(path: &Path) -> String {
    let clean: PathBuf = path.components().collect();
    let clean = clean.canonicalize().unwrap_or(clean);
    let here = std::env::current_dir().and_then(|here| here.canonicalize());
    let relative = here.ok().and_then(|here| clean.strip_prefix(here).ok().map(Path::to_path_buf));
    relative.unwrap_or(clean).display().to_string()
}
