//! Reading the templates.

use std::fs;
use std::path::Path;

use openapi_rust_codegen::render::FileSet;

use crate::failure::{Context as _, Failure};
use crate::files;

/// Every file of templates/ that can be stamped, and the licence of the project.
pub fn read(root: &Path) -> Result<FileSet, Failure> {
    let mut found = files_of(&root.join("templates"))?;
    found.insert("LICENSE".to_owned(), files::read(&root.join("LICENSE"))?);
    Ok(found)
}

/// Every file of a folder and of those in it, by its path there.
pub fn files_of(folder: &Path) -> Result<FileSet, Failure> {
    let mut found = FileSet::new();
    collect(folder, "", &mut found)?;
    Ok(found)
}

fn collect(folder: &Path, prefix: &str, found: &mut FileSet) -> Result<(), Failure> {
    let cannot = || format!("cannot list {}", folder.display());
    for entry in fs::read_dir(folder).context(cannot)? {
        let entry = entry.context(cannot)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{prefix}{name}");
        if entry.path().is_dir() {
            collect(&entry.path(), &format!("{path}/"), found)?;
        } else {
            found.insert(path, files::read(&entry.path())?);
        }
    }
    Ok(())
}
