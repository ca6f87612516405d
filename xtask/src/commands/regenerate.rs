//! `regenerate`: from the description to the crate.

use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;
use openapi_rust_codegen::diagnostics::Severity;
use openapi_rust_codegen::names::{Change, Explainer};
use openapi_rust_codegen::pipeline::Output;

use super::Answer;
use crate::exchange;
use crate::failure::Failure;
use crate::files;
use crate::model::Model;
use crate::profile::{self, Profile};
use crate::tree::{self, Difference};

/// The folder of the generated crate.
pub(super) const GENERATED: &str = "generated";
/// What mends a stale crate.
const COMMAND: &str = "cargo xtask regenerate";

/// Make the client crate from the description.
///
/// Without arguments: from spec/preview/ into generated/. The new crate replaces the old one in one step, and only when
/// all of it could be made.
#[derive(Args)]
pub struct Regenerate {
    /// Write nothing; exit with 1 and name the files that are stale.
    #[arg(long)]
    check: bool,
    #[command(flatten)]
    model: Model,
    /// Write the crate into this folder instead of generated/.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Accept public names that changed or are gone.
    #[arg(long)]
    accept_renames: bool,
}

impl Regenerate {
    pub fn run(self, root: &Path) -> Result<Answer, Failure> {
        let started = Instant::now();
        if !self.check {
            exchange::recover(root)?;
        }
        let out = self.out_folder(root)?;
        let profile = self.model.profile(root)?;
        let progress = Progress::new();
        println!("reading {}", profile.shown());
        let output = self.model.generate_with(root, &profile, &mut |phase| progress.show(phase));
        progress.clear();
        let output = output?;
        progress.show("write");
        let answer = self.deliver(&profile, &out, &output);
        progress.clear();
        let answer = answer?;
        println!("{} in {:.1} s", output.report, started.elapsed().as_secs_f64());
        Ok(answer)
    }

    fn out_folder(&self, root: &Path) -> Result<PathBuf, Failure> {
        let own = root.join(GENERATED);
        let Some(out) = &self.out else {
            if self.model.spec.is_some() {
                return Err(Failure::new("--spec needs --out: generated/ is made from spec/ alone"));
            }
            return Ok(own);
        };
        if self.model.spec.is_some() && same_place(out, &own) {
            return Err(Failure::new("--out may not be generated/: that folder is made from spec/ alone"));
        }
        Ok(out.clone())
    }

    /// Compares with what is there, and writes unless only that was asked or names would break.
    fn deliver(&self, profile: &Profile, out: &Path, output: &Output) -> Result<Answer, Failure> {
        report_warnings(output);
        // A crate that is made elsewhere is a trial: it changes nothing of the project's own.
        let owns_lock = profile.owns_lock() && self.out.is_none();
        let breaking: Vec<&Change> = output.changes.iter().filter(|change| change.is_breaking()).collect();
        if owns_lock && !self.accept_renames {
            if !breaking.is_empty() {
                report_breaking(&breaking, output);
                return Ok(Answer::No);
            }
            if !profile.has_lock() && out.exists() {
                eprintln!("{} is missing: bring it back, or accept all names with --accept-renames", profile::LOCK);
                return Ok(Answer::No);
            }
        }
        let difference = tree::compare(out, &output.files)?;
        let lock_is_stale = owns_lock && profile.lock_differs(&output.lock);
        if self.check {
            return Ok(report_check(out, &difference, lock_is_stale));
        }
        for change in &output.changes {
            println!("{change}");
        }
        if owns_lock && !profile.has_lock() {
            // Before the crate: one that a killed run left without its lock would not be trusted.
            profile.write_lock(&output.lock)?;
            println!("{}: new", profile::LOCK);
        }
        if difference.is_empty() {
            println!("{}: unchanged", files::shown(out));
        } else {
            tree::replace(out, &output.files)?;
            println!("{}: {difference}", files::shown(out));
        }
        if owns_lock && profile.write_lock(&output.lock)? {
            println!("{}: changed", profile::LOCK);
        }
        Ok(Answer::Yes)
    }
}

fn same_place(a: &Path, b: &Path) -> bool {
    match (a.canonicalize(), b.canonicalize()) {
        (Ok(a), Ok(b)) => a == b,
        _ => a == b,
    }
}

/// The most warnings of one code that are printed whole.
const SHOWN: usize = 5;

fn report_warnings(output: &Output) {
    let mut seen: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
    for found in output.diagnostics.iter().filter(|d| d.severity == Severity::Warning) {
        let count = seen.entry(found.code).or_default();
        *count += 1;
        if *count <= SHOWN {
            eprintln!("{found}");
        }
    }
    for (code, count) in seen.into_iter().filter(|(_, count)| *count > SHOWN) {
        eprintln!("warning[{code}]: {} more of these", count - SHOWN);
    }
}

fn report_breaking(breaking: &[&Change], output: &Output) {
    let explainer = Explainer::new(&output.ir.api, &output.lock, &output.choices);
    eprintln!("these public names would change, which breaks users of the crate; nothing was written:");
    for change in breaking {
        eprintln!("  {change}\n    {}", explainer.explain(change));
    }
    eprintln!("keep a name with a line under [rename] in generator.toml, or accept all with --accept-renames");
}

fn report_check(out: &Path, difference: &Difference, lock_is_stale: bool) -> Answer {
    if difference.is_empty() && !lock_is_stale {
        return Answer::Yes;
    }
    for line in difference.lines() {
        eprintln!("stale: {}/{line}", files::shown(out));
    }
    if lock_is_stale {
        eprintln!("stale: {}", profile::LOCK);
    }
    eprintln!("run `{COMMAND}` and commit what it changes");
    Answer::No
}

/// The phase on one line of the terminal; nothing in a pipe.
struct Progress {
    terminal: bool,
}

impl Progress {
    fn new() -> Self {
        Self { terminal: std::io::stderr().is_terminal() }
    }

    fn show(&self, phase: &str) {
        if self.terminal {
            eprint!("\r\x1b[K{phase} ...");
            // What cannot be shown is no reason to stop.
            drop(std::io::stderr().flush());
        }
    }

    fn clear(&self) {
        if self.terminal {
            eprint!("\r\x1b[K");
        }
    }
}
