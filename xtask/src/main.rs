//! Every command that a maintainer of this project runs: `cargo xtask --help`.
//!
//! Exit codes: 0, all is well; 1, the answer is no; 2, the command could not do its work.

mod caller;
mod changelog;
mod commands;
mod corrections;
mod exchange;
mod failure;
mod files;
mod model;
mod packages;
mod prism;
mod profile;
mod recorder;
mod scratch;
mod sources;
mod spec;
mod stale;
mod templates;
mod tree;
mod trial;
mod violations;
mod witnesses;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;

use commands::{Answer, Command};

/// A third of the generator's time goes into memory: most of a syntax tree is small allocations. This allocator takes a
/// quarter off the whole, and its cost grows no faster than the description. Without optimisation it gains nothing, so that it
/// is a feature: nobody has to compile C for a first `cargo xtask regenerate`.
#[cfg(feature = "mimalloc")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The commands that maintain this project.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// The project to work on.
    #[arg(long, global = true, hide = true, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/.."))]
    root: PathBuf,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    match cli.command.run(&cli.root) {
        Ok(Answer::Yes) => ExitCode::SUCCESS,
        Ok(Answer::No) => ExitCode::from(1),
        Err(failure) => {
            eprintln!("{}", failure.chain());
            ExitCode::from(2)
        }
    }
}
