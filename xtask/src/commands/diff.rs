//! `diff`: what a new description changes.

use std::io::{IsTerminal as _, stdout};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use openapi_rust_codegen::diff::diff;
use openapi_rust_codegen::pipeline::{self, Model};
use openapi_rust_codegen::resolve::DanglingRefs;

use super::Answer;
use crate::failure::{Failure, Hint as _};
use crate::profile::Profile;

/// Tell what a new description changes, on the wire and for code that uses the crate.
///
/// Exits with 1 where something breaks on either.
#[derive(Args)]
pub struct Diff {
    /// The old description: a file, or the name of a version in spec/sources.toml.
    old: PathBuf,
    /// The new description, likewise.
    new: PathBuf,
    /// How to tell it.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Corrections, names and choices to apply to both: a folder of spec/, or `none`.
    #[arg(long, value_name = "NAME", default_value = "none")]
    profile: String,
    /// Read references that lead nowhere as any JSON.
    #[arg(long)]
    allow_dangling: bool,
}

/// How a comparison is told.
#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// By tag, for a terminal.
    Text,
    /// An entry of a changelog.
    Markdown,
    /// For programs.
    Json,
    /// A page for a browser, which needs nothing beside it.
    Html,
}

impl Diff {
    pub fn run(self, root: &Path) -> Result<Answer, Failure> {
        let (old, new) = (self.read(root, &self.old)?, self.read(root, &self.new)?);
        let found = diff(&old, &new);
        match self.format {
            Format::Text => print!("{}", found.to_text(stdout().is_terminal())),
            Format::Markdown => print!("{}", found.to_markdown()),
            Format::Html => print!("{}", found.to_html(&self.title())),
            Format::Json => println!("{:#}", found.to_json()),
        }
        Ok(if found.is_breaking() { Answer::No } else { Answer::Yes })
    }

    fn title(&self) -> String {
        let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        format!("From {} to {}", name(&self.old), name(&self.new))
    }

    fn read(&self, root: &Path, description: &Path) -> Result<Model, Failure> {
        let description = &found(root, description)?;
        let mut input = Profile::choose(root, Some(description), Some(&self.profile))?.input()?;
        input.dangling = if self.allow_dangling { DanglingRefs::Allow } else { DanglingRefs::Refuse };
        pipeline::model(&input)
            .map_err(|found| Failure::new(format!("{} cannot be compared\n{found}", description.display())))
    }
}

/// The file that is meant: the one of that path, or else what is known of the version of that name, its facts or the file
/// that was fetched.
fn found(root: &Path, description: &Path) -> Result<PathBuf, Failure> {
    let name = description.display();
    let of_version = [format!("spec/{name}/description.yaml"), format!("target/descriptions/{name}.yaml")];
    let mut candidates = [description.to_owned()].into_iter().chain(of_version.map(|path| root.join(path)));
    candidates.find(|file| file.exists()).ok_or_else(|| Failure::new(format!("there is no file {name}"))).hint(
        "give a file, or the name of a version in spec/sources.toml, which `cargo xtask fetch NAME` brings beforehand",
    )
}
