//! `bench fresh`: what the first `cargo xtask regenerate` costs somebody who has just cloned the project, compiling included.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use clap::Args;

use super::process::{self, Cost};
use super::report::{Report, Table, Unit};
use crate::failure::{Context as _, Failure};
use crate::files;

/// Stands before the compiler, and keeps what it used. `times` is a word of the shell itself, whose last line is about what
/// the shell ran.
const WRAPPER: &str = r#"#!/bin/sh
"$@" || exit
while [ $# -gt 1 ]; do
    if [ "$1" = --crate-name ]; then times > "$BENCH_TIMES/$2.$$"; fi
    shift
done
"#;

/// What `bench fresh` takes.
#[derive(Args)]
pub struct Fresh {
    /// Also tell how long each of so many crates takes, those that take longest.
    #[arg(long, value_name = "COUNT")]
    crates: Option<usize>,
}

impl Fresh {
    pub fn run(&self, root: &Path) -> Result<Report, Failure> {
        let clone = Clone::make(root)?;
        let mut report = Report::new();
        let columns = [("CPU", Unit::Seconds), ("on the clock", Unit::Seconds), ("memory", Unit::Bytes)];
        let mut table = Table::new("fresh: cargo xtask regenerate", &columns);
        let (first, time) = clone.regenerate()?;
        table.row("first run", [first.cpu, time, first.memory].map(Some));
        let (second, time) = clone.regenerate()?;
        table.row("second run", [second.cpu, time, second.memory].map(Some));
        report.table(table);
        if let Some(count) = self.crates {
            report.table(clone.crates(first, count)?);
        }
        report.note("of the last commit, in an empty target folder; fetching crates is not counted");
        Ok(report)
    }
}

/// The project as its last commit has it, without anything compiled.
struct Clone {
    folder: PathBuf,
    times: PathBuf,
    wrapper: PathBuf,
}

impl Clone {
    fn make(root: &Path) -> Result<Self, Failure> {
        let root = root.canonicalize().context(|| format!("cannot find {}", root.display()))?;
        let bench = root.join("target/bench");
        let clone = Self {
            folder: bench.join("fresh"),
            times: bench.join("fresh-times"),
            wrapper: bench.join("fresh-rustc.sh"),
        };
        for folder in [&clone.folder, &clone.times] {
            if folder.exists() {
                fs::remove_dir_all(folder).context(|| format!("cannot remove {}", folder.display()))?;
            }
        }
        fs::create_dir_all(&clone.times).context(|| format!("cannot make {}", clone.times.display()))?;
        files::write(&clone.wrapper, WRAPPER.as_bytes())?;
        executable(&clone.wrapper)?;
        process::cost(Command::new("git").args(["clone", "--quiet"]).args([&root, &clone.folder]))?;
        process::cost(&mut clone.cargo(["fetch", "--locked"]))?;
        Ok(clone)
    }

    /// Cargo in the clone, whatever folder and compiler the caller has set for it.
    fn cargo<const N: usize>(&self, arguments: [&str; N]) -> Command {
        let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.args(arguments).current_dir(&self.folder).env("CARGO_TARGET_DIR", self.folder.join("target"));
        command.env_remove("RUSTC_WORKSPACE_WRAPPER").env("RUSTC_WRAPPER", &self.wrapper);
        command.env("BENCH_TIMES", &self.times);
        command
    }

    /// What the command costs, and the seconds that it takes. It must have found nothing to write.
    fn regenerate(&self) -> Result<(Cost, f64), Failure> {
        let start = Instant::now();
        let cost = process::cost(&mut self.cargo(["xtask", "regenerate"]))?;
        let time = start.elapsed().as_secs_f64();
        process::cost(Command::new("git").args(["diff", "--quiet"]).current_dir(&self.folder))
            .context(|| "the last commit is not what regenerate writes".to_owned())?;
        Ok((cost, time))
    }

    /// Where the time of the first run went.
    fn crates(&self, whole: Cost, count: usize) -> Result<Table, Failure> {
        let mut crates = self.compiled()?;
        let compiled: f64 = crates.iter().map(|(_, seconds)| seconds).sum();
        crates.sort_by(|(_, one), (_, other)| other.total_cmp(one));
        let listed: f64 = crates.iter().take(count).map(|(_, seconds)| seconds).sum();
        let mut table = Table::new("fresh: the first run", &[("CPU", Unit::Seconds), ("share", Unit::Ratio)]);
        let mut row = |name: &str, seconds: f64| table.row(name, [seconds, seconds / whole.cpu].map(Some));
        for (name, seconds) in crates.iter().take(count) {
            row(name, *seconds);
        }
        row(&format!("{} other crates", crates.len().saturating_sub(count)), compiled - listed);
        row("cargo, build scripts, the command itself", whole.cpu - compiled);
        row("whole", whole.cpu);
        Ok(table)
    }

    /// The seconds that each crate took to compile; one that was compiled twice has the sum.
    fn compiled(&self) -> Result<Vec<(String, f64)>, Failure> {
        let list = || format!("cannot list {}", self.times.display());
        let mut crates = BTreeMap::<String, f64>::new();
        for entry in fs::read_dir(&self.times).context(list)? {
            let path = entry.context(list)?.path();
            let told = String::from_utf8_lossy(&files::read(&path)?).into_owned();
            let name = path.file_stem().map(OsStr::to_string_lossy).unwrap_or_default();
            *crates.entry(name.into_owned()).or_default() += seconds(told.lines().last().unwrap_or_default());
        }
        Ok(crates.into_iter().collect())
    }
}

/// The sum of times such as `0m1.25s 0m0.5s`.
fn seconds(times: &str) -> f64 {
    let times = times.split_whitespace().filter_map(|time| time.trim_end_matches('s').split_once('m'));
    times.map(|(minutes, seconds)| number(minutes) * 60.0 + number(seconds)).sum()
}

/// A number as the shell prints it, in some languages with a comma.
fn number(text: &str) -> f64 {
    text.replace(',', ".").parse().unwrap_or_default()
}

#[cfg(unix)]
fn executable(path: &Path) -> Result<(), Failure> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).context(|| format!("cannot set {}", path.display()))
}

#[cfg(not(unix))]
fn executable(_: &Path) -> Result<(), Failure> {
    Ok(())
}
