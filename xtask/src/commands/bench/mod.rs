//! `bench`: how fast the generator and the generated crate are. Every figure stands beside another one of the same run, for
//! only their ratio tells something on a machine that does other work too.

mod bend;
mod build;
mod callgrind;
mod candidates;
mod compile;
mod decode;
mod derive;
mod derived;
mod fresh;
mod generate;
mod process;
mod repeat;
mod report;
mod request;
mod rivals;
mod size;

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::Answer;
use crate::failure::Failure;

/// Measure.
#[derive(Args)]
pub struct Bench {
    #[command(subcommand)]
    what: What,
    /// Also write the figures to this file, as JSON.
    #[arg(long, global = true, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// What to measure.
#[derive(Subcommand)]
enum What {
    /// Compiling the generated crate, beside serde's derives and other generators: CPU seconds, peak memory, bytes.
    Compile(compile::Compile),
    /// The generator: each phase and the whole, CPU seconds and peak memory. Build with --release for figures that count.
    Generate(generate::Generate),
    /// Write the generated crate with serde's derives in place of its codec, as other benches compile it.
    Derive(derive::Derive),
    /// Lists that are read and written, against serde's derives and a JSON tree: CPU time, instructions, allocations.
    Decode(decode::Decode),
    /// A call through the client against the same call in bare reqwest: CPU time, instructions, allocations.
    Request(request::Request),
    /// How large the generated crate is, beside the committed values.
    Size(size::Size),
    /// The first `cargo xtask regenerate` after a clone, compiling included.
    Fresh(fresh::Fresh),
}

impl Bench {
    pub fn run(self, root: &Path) -> Result<Answer, Failure> {
        let report = match self.what {
            What::Compile(compile) => compile.run(root)?,
            What::Generate(generate) => generate.run(root)?,
            What::Decode(decode) => decode.run(root)?,
            What::Derive(derive) => return derive.run(root),
            What::Request(request) => request.run(root)?,
            What::Size(size) => size.run(root)?,
            What::Fresh(fresh) => fresh.run(root)?,
        };
        report.tell(self.json.as_deref())
    }
}
