//! Files that are there whole or not at all.

use std::fs::{self, File};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A file in the making, beside the path that it is for. It is removed where it is not finished.
pub(super) struct PartialFile {
    /// `None` once it is closed.
    file: Option<File>,
    here: PathBuf,
    target: PathBuf,
    written: u64,
}

impl PartialFile {
    pub(super) fn beside(target: &Path) -> io::Result<Self> {
        if target.file_name().is_none() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "the path names no file"));
        }
        let here = target.with_file_name(format!(".{:016x}.part", RandomState::new().build_hasher().finish()));
        let file = File::create_new(&here)?;
        Ok(Self { file: Some(file), here, target: target.to_owned(), written: 0 })
    }

    pub(super) fn write(&mut self, chunk: &[u8]) -> io::Result<()> {
        if let Some(file) = &mut self.file {
            file.write_all(chunk)?;
            self.written += chunk.len() as u64;
        }
        Ok(())
    }

    /// Puts the file at its path, and gives its size.
    pub(super) fn finish(mut self) -> io::Result<u64> {
        if let Some(file) = self.file.take() {
            // Without this a loss of power could leave an empty file under the name of a whole one.
            file.sync_all()?;
            // It is closed by now, as some systems want it to be.
            drop(file);
        }
        fs::rename(&self.here, &self.target)?;
        self.here = PathBuf::new();
        Ok(self.written)
    }
}

impl Drop for PartialFile {
    fn drop(&mut self) {
        if !self.here.as_os_str().is_empty() {
            self.file = None;
            // Nobody could be told of a failure, and the download has failed already.
            drop(fs::remove_file(&self.here));
        }
    }
}
