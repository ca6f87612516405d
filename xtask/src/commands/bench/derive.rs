//! `bench derive`: the crate that others are measured against.

use std::path::{Path, PathBuf};

use clap::Args;

use super::derived::{self, Extras};
use crate::commands::Answer;
use crate::failure::Failure;
use crate::model::Model;

/// What `bench derive` takes.
#[derive(Args)]
pub struct Derive {
    #[command(flatten)]
    model: Model,
    /// Where to write it.
    #[arg(long)]
    to: PathBuf,
    /// Keep unknown fields.
    #[arg(long)]
    extras: bool,
}

impl Derive {
    pub fn run(&self, root: &Path) -> Result<Answer, Failure> {
        let output = self.model.generate(root)?;
        let extras = if self.extras { Extras::Kept } else { Extras::Ignored };
        derived::write(root, &output, extras, &self.to)?;
        Ok(Answer::Yes)
    }
}
