//! `bench size`: whether the generated crate has grown against the committed values.

use std::path::Path;

use clap::Args;
use openapi_rust_codegen::render::FileSet;
use serde::{Deserialize, Serialize};

use super::build;
use super::report::{Report, Table, Unit};
use crate::failure::{Context as _, Failure};
use crate::files;
use crate::model::Model;

/// The committed values.
const COMMITTED: &str = "tests/bench/size.toml";
/// What stands above them.
const HEAD: &str = "# Size of the generated crate, for `cargo xtask bench size`; `--update` writes it.\n\n";
/// How many times the committed value something may have.
const LIMIT: f64 = 1.1;

/// What `bench size` takes.
#[derive(Args)]
pub struct Size {
    /// Commit to what is found.
    #[arg(long)]
    update: bool,
}

/// How large the crate is.
#[derive(Serialize, Deserialize)]
struct Found {
    /// The compiler that made the library.
    rustc: String,
    /// Lines of Rust outside the runtime.
    lines: u32,
    /// Bytes of the library with default features, not optimised.
    rlib: u64,
}

impl Size {
    pub fn run(&self, root: &Path) -> Result<Report, Failure> {
        let root = root.canonicalize().context(|| format!("cannot find {}", root.display()))?;
        let found = measure(&root)?;
        let path = root.join(COMMITTED);
        if self.update {
            let text = toml_edit::ser::to_string(&found).context(|| "cannot write the values".to_owned())?;
            files::write(&path, format!("{HEAD}{text}").as_bytes())?;
        }
        let understand = || format!("cannot understand {COMMITTED}");
        let text = String::from_utf8(files::read(&path)?).context(understand)?;
        Ok(compare(&toml_edit::de::from_str(&text).context(understand)?, &found))
    }
}

fn measure(root: &Path) -> Result<Found, Failure> {
    let output = Model { spec: None, profile: None, allow_dangling: false }.generate(root)?;
    // In the workspace and as it says, so that after the tests next to nothing but the crate is left to compile.
    let mut cargo = build::program();
    build::undisturbed(&mut cargo);
    cargo.args(["build", "--lib", "--message-format=json", "--package", &output.crate_name]);
    cargo.current_dir(root).env("CARGO_INCREMENTAL", "0");
    let library = build::artifact(&mut cargo, ".rlib")?;
    let rlib = library.metadata().context(|| format!("cannot find {}", library.display()))?.len();
    Ok(Found { rustc: build::compiler()?, lines: lines(&output.files), rlib })
}

fn lines(files: &FileSet) -> u32 {
    let emitted = files.iter().filter(|(path, _)| path.starts_with("src/") && !path.starts_with("src/rt/"));
    let rust = emitted.filter(|(path, _)| Path::new(path).extension().is_some_and(|extension| extension == "rs"));
    let count: usize = rust.map(|(_, bytes)| bytes.split(|byte| *byte == b'\n').count().saturating_sub(1)).sum();
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn compare(committed: &Found, found: &Found) -> Report {
    let mut report = Report::new();
    let mut table = Table::new("size", &[("committed", Unit::Count), ("found", Unit::Count), ("as much", Unit::Ratio)]);
    let mut row = |name: &str, committed: f64, found: f64| {
        table.row(name, [Some(committed), Some(found), Some(found / committed)]);
        report.at_most(format!("{name} as part of what is committed"), found / committed, LIMIT);
        found / committed > LIMIT
    };
    let mut grown = row("emitted lines", committed.lines.into(), found.lines.into());
    if committed.rustc == found.rustc {
        #[expect(clippy::cast_precision_loss, reason = "a file is far below what a float holds exactly")]
        let (committed, found) = (committed.rlib as f64, found.rlib as f64);
        grown |= row("bytes of the rlib", committed, found);
    } else {
        report.note(format!(
            "the bytes of the rlib are NOT compared: committed are those of {}, this is {}",
            committed.rustc, found.rustc
        ));
    }
    report.table(table);
    if grown {
        report.note(
            "the crate has grown by more than a tenth. `cargo xtask bench compile` shows what that costs, beside other crates; \
             `cargo llvm-lines --package intercom-client` shows of which functions it consists. If it has to be so, \
             `cargo xtask bench size --update` commits to it.",
        );
    }
    report
}

#[cfg(test)]
mod tests {
    use super::{Found, compare};
    use crate::commands::Answer;

    fn found(rustc: &str, lines: u32, rlib: u64) -> Found {
        Found { rustc: rustc.to_owned(), lines, rlib }
    }

    fn holds(found: &Found) -> bool {
        let answer = compare(&self::found("rustc 1", 1000, 1000), found).tell(None);
        matches!(answer, Ok(Answer::Yes))
    }

    #[test]
    fn a_tenth_more_is_taken() {
        assert!(holds(&found("rustc 1", 1100, 1100)));
        assert!(holds(&found("rustc 1", 10, 10)));
    }

    #[test]
    fn more_than_that_is_refused() {
        assert!(!holds(&found("rustc 1", 1101, 1000)));
        assert!(!holds(&found("rustc 1", 1000, 1101)));
    }

    #[test]
    fn libraries_of_another_compiler_are_not_compared() {
        assert!(holds(&found("rustc 2", 1000, 5000)));
        assert!(!holds(&found("rustc 2", 1101, 1000)));
    }
}
