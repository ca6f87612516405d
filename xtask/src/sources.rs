//! `spec/sources.toml`: where the descriptions come from and what they are pinned to.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_spanned::Spanned;

use crate::failure::{Context as _, Failure};
use crate::files;

/// The file, and what it says.
pub struct Sources {
    file: PathBuf,
    text: String,
    list: Vec<Source>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Content {
    source: Vec<Source>,
}

/// One version of the API.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// What commands call it.
    pub name: String,
    /// What people call it.
    pub title: String,
    /// Repository on GitHub, `owner/name`.
    pub repository: String,
    /// Path of the description in the repository.
    pub path: String,
    /// Commit of the repository.
    pub commit: Spanned<String>,
    /// SHA-256 of the description, in hex.
    pub sha256: Spanned<String>,
    /// Licence of the description.
    pub licence: String,
}

impl Sources {
    /// Reads the file of the project in the folder `root`.
    pub fn read(root: &Path) -> Result<Self, Failure> {
        let file = root.join("spec/sources.toml");
        let understand = || format!("cannot understand {}", file.display());
        let text = String::from_utf8(files::read(&file)?).context(understand)?;
        let Content { source: list } = toml_edit::de::from_str(&text).context(understand)?;
        Ok(Self { file, text, list })
    }

    /// The version of this name.
    pub fn get(&self, name: &str) -> Result<&Source, Failure> {
        self.list.iter().find(|source| source.name == name).ok_or_else(|| {
            let names: Vec<_> = self.list.iter().map(|source| source.name.as_str()).collect();
            Failure::new(format!("`{name}` is none of the versions in spec/sources.toml: {}", names.join(", ")))
        })
    }

    /// Pins a version anew.
    pub fn pin(&self, source: &Source, commit: &str, sha256: &str) -> Result<bool, Failure> {
        files::write(&self.file, self.pinned(source, commit, sha256).as_bytes())
    }

    /// The file with a version pinned anew. All else in it stays as it is, comments and order included.
    pub fn pinned(&self, source: &Source, commit: &str, sha256: &str) -> String {
        let mut edits = [(source.commit.span(), commit), (source.sha256.span(), sha256)];
        // From the end, so that an edit does not move the other's place.
        edits.sort_by_key(|(span, _)| std::cmp::Reverse(span.start));
        let mut text = self.text.clone();
        for (span, value) in edits {
            text.replace_range(span, &format!("\"{value}\""));
        }
        text
    }
}

impl Source {
    /// Where the description lies at a commit.
    pub fn url(&self, commit: &str) -> String {
        format!("https://raw.githubusercontent.com/{}/{commit}/{}", self.repository, self.path)
    }
}
