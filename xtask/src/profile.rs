//! Profiles: what a folder of spec/ says about its description beside the description itself.

use std::path::{Path, PathBuf};

use openapi_rust_codegen::document;
use openapi_rust_codegen::names::Lock;
use openapi_rust_codegen::pipeline::{Input, Source};

use crate::failure::{Failure, Hint as _};
use crate::files;

/// The profile that generated/ is made from.
pub const OWN: &str = "preview";
/// The version of the API it is for.
const OWN_VERSION: &str = "Preview";
/// The name that stands for no profile.
const NONE: &str = "none";
/// Where the lock of names lies.
pub const LOCK: &str = "spec/preview/names.lock";

/// A description and the profile it is read with.
pub struct Profile {
    description: PathBuf,
    folder: Option<PathBuf>,
    /// Whether the description is the one in spec/, which is kept free of faults and whose names are locked.
    own: bool,
    bytes: Vec<u8>,
}

impl Profile {
    /// The description to read, and the profile asked for or fitting.
    pub fn choose(root: &Path, spec: Option<&Path>, name: Option<&str>) -> Result<Self, Failure> {
        let preview = root.join("spec").join(OWN);
        let own = spec.is_none();
        let description = spec.map_or_else(|| preview.join("description.yaml"), Path::to_path_buf);
        // A byte more than is read, so that a longer file is told from one that just fits.
        let hint = if own {
            "`cargo xtask fetch` brings it back"
        } else {
            "--spec takes the path of an OpenAPI 3.0 description"
        };
        let bytes = files::read_start(&description, document::MAX_BYTES as u64 + 1).hint(hint)?;
        let folder = match name {
            Some(NONE) => None,
            Some(name) => Some(existing(root, name)?),
            None if own || version_of(&description, &bytes).as_deref() == Some(OWN_VERSION) => Some(preview),
            None => None,
        };
        Ok(Self { description, folder, own, bytes })
    }

    /// The description and the profile, for people.
    pub fn shown(&self) -> String {
        let description = files::shown(&self.description);
        match &self.folder {
            Some(folder) if self.own => format!("{description} with what lies beside it in {}", files::shown(folder)),
            Some(folder) => format!("{description} with the profile in {}", files::shown(folder)),
            None => format!("{description} without a profile"),
        }
    }

    /// The input of the pipeline, less templates.
    pub fn input(&self) -> Result<Input, Failure> {
        let mut input = Input {
            description: Some(Source { name: files::shown(&self.description), bytes: self.bytes.clone() }),
            strict: self.own,
            ..Input::default()
        };
        if let Some(folder) = &self.folder {
            input.overlays.extend(optional(&folder.join("corrections.yaml"))?);
            input.choices = optional(&folder.join("generator.toml"))?;
            input.texts = optional(&folder.join("docs.yaml"))?;
            input.lock = optional(&folder.join("names.lock"))?.filter(|_| self.own);
        }
        Ok(input)
    }

    /// Whether the lock of names is kept with this description.
    pub fn owns_lock(&self) -> bool {
        self.own && self.folder.is_some()
    }

    /// Whether there is a lock on disk.
    pub fn has_lock(&self) -> bool {
        self.lock_path().is_some_and(|path| path.exists())
    }

    /// Whether the lock on disk says something else.
    pub fn lock_differs(&self, lock: &Lock) -> bool {
        let present = self.lock_path().map(std::fs::read);
        !matches!(present, Some(Ok(bytes)) if bytes == lock.to_text().as_bytes())
    }

    /// Writes the lock; tells whether it changed.
    pub fn write_lock(&self, lock: &Lock) -> Result<bool, Failure> {
        match self.lock_path() {
            Some(path) => files::write(&path, lock.to_text().as_bytes()),
            None => Ok(false),
        }
    }

    fn lock_path(&self) -> Option<PathBuf> {
        self.folder.as_ref().map(|folder| folder.join("names.lock"))
    }
}

fn existing(root: &Path, name: &str) -> Result<PathBuf, Failure> {
    let folder = root.join("spec").join(name);
    if folder.is_dir() && !name.contains(['/', '\\', '.']) {
        Ok(folder)
    } else {
        Err(Failure::new(format!("there is no profile `{name}`: give the name of a folder in spec/, or `{NONE}`")))
    }
}

/// `info.version`, where the file can be read at all; what is wrong with it is told later.
fn version_of(path: &Path, bytes: &[u8]) -> Option<String> {
    let document = document::parse(&files::shown(path), bytes).ok()?;
    document.get("/info/version")?.as_str().map(str::to_owned)
}

fn optional(path: &Path) -> Result<Option<Source>, Failure> {
    Ok(files::read_optional(path)?.map(|bytes| Source { name: files::shown(path), bytes }))
}
