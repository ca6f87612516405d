//! The description that a command reads, by the options that such commands share.

use std::path::{Path, PathBuf};

use clap::Args;
use openapi_rust_codegen::diagnostics::Severity;
use openapi_rust_codegen::pipeline::{self, Output, Phase};
use openapi_rust_codegen::resolve::DanglingRefs;

use crate::failure::{Failure, Hint as _};
use crate::profile::Profile;
use crate::stale;
use crate::templates;

/// What to do where much is out of date.
const STALE: &str = "remove or mend what is stale; `cargo xtask refresh --from FILE --drop-stale` takes out all of it, where FILE is \
                     the description as it was published";

/// Which description to read, and how.
#[derive(Args)]
pub struct Model {
    /// Read this description instead of the one in spec/.
    #[arg(long, value_name = "FILE")]
    pub spec: Option<PathBuf>,
    /// Corrections, names and choices to apply: a folder of spec/, or `none`. For a file given with --spec the default is
    /// the profile of its version, if there is one.
    #[arg(long, value_name = "NAME")]
    pub profile: Option<String>,
    /// Read references that lead nowhere as any JSON.
    #[arg(long)]
    pub allow_dangling: bool,
}

impl Model {
    /// The profile that the options choose.
    pub fn profile(&self, root: &Path) -> Result<Profile, Failure> {
        Profile::choose(root, self.spec.as_deref(), self.profile.as_deref())
    }

    /// What to do with references that lead nowhere.
    pub fn dangling(&self) -> DanglingRefs {
        if self.allow_dangling { DanglingRefs::Allow } else { DanglingRefs::Refuse }
    }

    /// Runs the pipeline; `phase` is told the name of each step as it begins.
    pub fn generate_with(&self, root: &Path, profile: &Profile, phase: Phase<'_>) -> Result<Output, Failure> {
        let mut input = profile.input()?;
        input.templates = templates::read(root)?;
        input.dangling = self.dangling();
        pipeline::generate(&input, phase).or_else(|found| {
            let failure = Failure::new(format!("the description cannot be turned into a crate\n{found}"));
            let is_stale = found.iter().any(|found| found.severity == Severity::Error && stale::is_stale(found));
            if is_stale { Err(failure).hint(STALE) } else { Err(failure) }
        })
    }

    /// Runs the pipeline in silence.
    pub fn generate(&self, root: &Path) -> Result<Output, Failure> {
        self.generate_with(root, &self.profile(root)?, &mut |_| {})
    }
}
