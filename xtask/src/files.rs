//! Reading and writing files, with the path in every error.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use crate::failure::{Context as _, Failure};

/// Reads a file.
pub fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).context(|| format!("cannot read {}", path.display()))
}

/// Reads a file, or as much of its beginning as `limit` says.
pub fn read_start(path: &Path, limit: u64) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(limit).read_to_end(&mut bytes));
    read.context(|| format!("cannot read {}", path.display()))?;
    Ok(bytes)
}

/// Reads a file that need not be there.
pub fn read_optional(path: &Path) -> Result<Option<Vec<u8>>, Failure> {
    match fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        read => read.map(Some).context(|| format!("cannot read {}", path.display())),
    }
}

/// Reads a text that need not be there.
pub fn read_text(path: &Path) -> Result<Option<String>, Failure> {
    let text = read_optional(path)?.map(String::from_utf8).transpose();
    text.context(|| format!("{} is not UTF-8", path.display()))
}

/// Writes a file so that at any instant its old or its new content is there, whole. A file that has this content
/// already is not touched. Tells whether it was written.
pub fn write(path: &Path, content: &[u8]) -> Result<bool, Failure> {
    // Beside the file: a rename is atomic within one file system only. The name is fixed, so that a run finds what a
    // killed one left.
    let new = beside(path, ".new");
    if fs::read(path).is_ok_and(|present| present == content) {
        // There is hardly ever one.
        drop(fs::remove_file(new));
        return Ok(false);
    }
    replace(path, &new, content).context(|| format!("cannot write {}", path.display()))?;
    Ok(true)
}

fn replace(path: &Path, new: &Path, content: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let written = fs::write(new, content).and_then(|()| fs::rename(new, path));
    if written.is_err() {
        // It may not even exist; the first error is the one to tell.
        drop(fs::remove_file(new));
    }
    written
}

/// A hidden neighbour of a file or folder, for the time until it takes its place.
pub fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(suffix);
    path.with_file_name(name)
}

/// A path as a person would type it: relative to the current folder where it lies below it.
pub fn shown(path: &Path) -> String {
    let clean: PathBuf = path.components().collect();
    let clean = clean.canonicalize().unwrap_or(clean);
    let here = std::env::current_dir().and_then(|here| here.canonicalize());
    let relative = here.ok().and_then(|here| clean.strip_prefix(here).ok().map(Path::to_path_buf));
    relative.unwrap_or(clean).display().to_string()
}
