//! Exchanging several files at once: all of them are new, or all are as they were.
//!
//! New contents are made beside the files. Then a journal names the files, their old contents are kept beside them, and
//! they are renamed into place; taking the journal away ends it. A run that is killed before that leaves a journal, by
//! which the next one brings all back.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::failure::{Context as _, Failure};
use crate::files;

/// Says that an exchange began, by its path from the root of the project.
const JOURNAL: &str = "spec/.refresh";
/// Before the path of a file in the journal that was there already.
const KEPT: &str = "= ";
/// Before the path of one that was not.
const NEW: &str = "+ ";

/// Files by their path from the root of the project, with what they shall hold.
pub type Contents = Vec<(String, Vec<u8>)>;

/// Exchanges files, and then does `last`, which is to be one step; where it fails, the files are as they were.
/// Tells which files changed.
pub fn exchange(
    root: &Path,
    contents: &Contents,
    last: impl FnOnce() -> Result<(), Failure>,
) -> Result<Vec<String>, Failure> {
    recover(root)?;
    let changed: Vec<&(String, Vec<u8>)> =
        contents.iter().filter(|(path, new)| fs::read(root.join(path)).map_or(true, |old| old != *new)).collect();
    let exchanged = stage(root, &changed)
        .and_then(|()| swap(root, &changed))
        .context(|| "cannot write what was made; nothing was changed".to_owned())
        .and_then(|()| last());
    if let Err(failure) = exchanged {
        recover(root)?;
        clean_all(root, &changed);
        return Err(failure);
    }
    fs::remove_file(root.join(JOURNAL)).context(|| format!("cannot remove {JOURNAL}"))?;
    clean_all(root, &changed);
    Ok(changed.into_iter().map(|(path, _)| path.clone()).collect())
}

/// Brings back what a run that was killed had begun to exchange.
pub fn recover(root: &Path) -> Result<(), Failure> {
    let journal = root.join(JOURNAL);
    let Some(bytes) = files::read_optional(&journal)? else { return Ok(()) };
    let text = String::from_utf8_lossy(&bytes);
    let files: Vec<&str> = text.lines().collect();
    for line in &files {
        restore(root, line).context(|| format!("cannot bring back what {JOURNAL} names: {line}"))?;
    }
    fs::remove_file(&journal).context(|| format!("cannot remove {JOURNAL}"))?;
    for line in files {
        clean(&root.join(line.trim_start_matches(KEPT).trim_start_matches(NEW)));
    }
    Ok(())
}

fn restore(root: &Path, line: &str) -> io::Result<()> {
    if let Some(path) = line.strip_prefix(NEW) {
        return match fs::remove_file(root.join(path)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        };
    }
    let path = root.join(line.strip_prefix(KEPT).unwrap_or(line));
    match fs::rename(old(&path), &path) {
        // Another run brought it back and was killed in its turn.
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// New contents and copies of the old ones, beside the files.
fn stage(root: &Path, changed: &[&(String, Vec<u8>)]) -> io::Result<()> {
    for (path, content) in changed {
        let path = root.join(path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(new(&path), content)?;
        if path.exists() {
            fs::copy(&path, old(&path))?;
        }
    }
    Ok(())
}

fn swap(root: &Path, changed: &[&(String, Vec<u8>)]) -> io::Result<()> {
    let mut journal = String::new();
    for (path, _) in changed {
        let mark = if root.join(path).exists() { KEPT } else { NEW };
        journal.extend([mark, path, "\n"]);
    }
    // Whole or not at all: half a journal would bring back half of the files.
    let staged = new(&root.join(JOURNAL));
    fs::write(&staged, journal)?;
    fs::rename(staged, root.join(JOURNAL))?;
    changed.iter().map(|(path, _)| root.join(path)).try_for_each(|path| fs::rename(new(&path), path))
}

fn new(path: &Path) -> PathBuf {
    files::beside(path, ".new")
}

fn old(path: &Path) -> PathBuf {
    files::beside(path, ".old")
}

fn clean_all(root: &Path, changed: &[&(String, Vec<u8>)]) {
    for (path, _) in changed {
        clean(&root.join(path));
    }
}

/// Takes away what stood beside a file; there is often nothing.
fn clean(path: &Path) {
    drop(fs::remove_file(new(path)));
    drop(fs::remove_file(old(path)));
}
