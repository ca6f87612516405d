//! The crates whose compiling is compared, each with a program that uses it.

use std::path::{Path, PathBuf};

use openapi_rust_codegen::pipeline::Output;

use super::build::Package;
use super::derived::{self, Extras};
use super::rivals::Rival;
use crate::failure::Failure;
use crate::files;
use crate::tree;

/// Which crate.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The one of this project.
    Ours,
    /// The same with serde's derives; fields that are not known are lost.
    Derive,
    /// The same with serde's derives; fields that are not known are kept, as ours does.
    Flatten,
    /// What another generator makes.
    Rival(Rival),
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Ours,
        Self::Derive,
        Self::Flatten,
        Self::Rival(Rival::OpenapiToRust),
        Self::Rival(Rival::Progenitor),
        Self::Rival(Rival::OpenapiGenerator),
    ];

    /// What it is called in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ours => "ours",
            Self::Derive => "derive",
            Self::Flatten => "derive, unknown fields kept",
            Self::Rival(rival) => rival.name(),
        }
    }

    /// Whether it is another generator's.
    pub fn is_rival(self) -> bool {
        matches!(self, Self::Rival(_))
    }

    fn folder(self) -> &'static str {
        match self {
            Self::Flatten => "derive-flatten",
            other => other.name(),
        }
    }
}

/// A crate to compile.
pub struct Candidate {
    pub kind: Kind,
    pub package: Package,
    /// The folder of a program that makes 13 calls with it.
    pub program: PathBuf,
    /// What was lost or changed to have it.
    pub remarks: Vec<String>,
}

/// Where candidates are made.
pub struct Yard {
    /// The project.
    pub root: PathBuf,
    pub folder: PathBuf,
    /// The official description.
    pub spec: Option<PathBuf>,
}

impl Yard {
    /// Writes a crate and its program.
    pub fn make(&self, kind: Kind, output: &Output) -> Result<Candidate, Failure> {
        eprintln!("{}: written", kind.name());
        let folder = self.folder.join(kind.folder());
        let library = folder.join("library");
        let mut remarks = Vec::new();
        let name = match kind {
            Kind::Ours => {
                if !tree::compare(&library, &output.files)?.is_empty() {
                    tree::replace(&library, &output.files)?;
                }
                "intercom-client"
            }
            Kind::Derive => self.derived(output, Extras::Ignored, &library)?,
            Kind::Flatten => self.derived(output, Extras::Kept, &library)?,
            Kind::Rival(rival) => {
                remarks = rival.make(&self.root, self.spec.as_deref(), &library)?;
                rival.name()
            }
        };
        let program = folder.join("program");
        let source = files::read(&self.root.join("tests/bench/programs").join(name).with_extension("rs"))?;
        files::write(&program.join("src/main.rs"), &source)?;
        files::write(&program.join("Cargo.toml"), manifest(kind).as_bytes())?;
        self.lock(&library)?;
        self.lock(&program)?;
        let features = match kind {
            Kind::Rival(rival) => rival.features().iter().map(|argument| (*argument).to_owned()).collect(),
            _ => Vec::new(),
        };
        let package = Package { folder: library, target: self.folder.join("target"), features };
        Ok(Candidate { kind, package, program, remarks })
    }

    fn derived(&self, output: &Output, extras: Extras, folder: &Path) -> Result<&'static str, Failure> {
        derived::write(&self.root, output, extras, folder)?;
        Ok("intercom-client")
    }

    /// Gives a crate the versions of dependencies that the project has, where it has none yet.
    fn lock(&self, folder: &Path) -> Result<(), Failure> {
        let lock = folder.join("Cargo.lock");
        if !lock.exists() {
            files::write(&lock, &files::read(&self.root.join("Cargo.lock"))?)?;
        }
        Ok(())
    }
}

/// The manifest of a program. Everybody has the same TLS.
fn manifest(kind: Kind) -> String {
    let dependency = match kind {
        Kind::Rival(rival) => rival.dependency(),
        _ => "intercom-client = { path = \"../library\" }",
    };
    format!(
        "[package]\nname = \"thirteen-calls\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
         [dependencies]\n{dependency}\ntokio = {{ version = \"1\", features = [\"macros\", \"rt\", \"time\", \"net\"] }}\n"
    )
}
