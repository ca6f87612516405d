//! The commands, a file each.

mod bench;
mod ci;
mod conformance;
mod coverage;
mod diff;
mod fetch;
mod learn;
mod refresh;
mod regenerate;
mod snippet;
mod verify;

use std::path::Path;

use clap::Subcommand;

use crate::failure::Failure;

/// What a command that did its work has found.
pub enum Answer {
    /// All is well.
    Yes,
    /// Something is not as it should be; what, has been printed.
    No,
}

/// A command with its arguments.
#[derive(Subcommand)]
pub enum Command {
    Bench(bench::Bench),
    Ci(ci::Ci),
    Conformance(conformance::Conformance),
    Coverage(coverage::Coverage),
    Diff(diff::Diff),
    Fetch(fetch::Fetch),
    Learn(learn::Learn),
    Refresh(refresh::Refresh),
    Regenerate(regenerate::Regenerate),
    Snippet(snippet::Snippet),
    Verify(verify::Verify),
}

impl Command {
    /// Does the command's work on the project in the folder `root`.
    pub fn run(self, root: &Path) -> Result<Answer, Failure> {
        match self {
            Self::Bench(bench) => bench.run(root),
            Self::Ci(ci) => ci.run(root),
            Self::Conformance(conformance) => conformance.run(root),
            Self::Coverage(coverage) => coverage.run(root),
            Self::Diff(diff) => diff.run(root),
            Self::Fetch(fetch) => fetch.run(root),
            Self::Learn(learn) => learn.run(root),
            Self::Refresh(refresh) => refresh.run(root),
            Self::Regenerate(regenerate) => regenerate.run(root),
            Self::Snippet(snippet) => snippet.run(root),
            Self::Verify(verify) => verify.run(root),
        }
    }
}
