//! Instructions that a program executes, which nothing else on the machine disturbs.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::failure::{Context as _, Failure};

/// What begins the line with the sum of a profile.
const SUMS: [&str; 2] = ["totals:", "summary:"];

/// Instructions of a program that must succeed; `None` where there is no valgrind. The profile is kept in the file, for
/// `callgrind_annotate`.
pub fn instructions(program: &Path, arguments: &[&str], profile: &Path) -> Result<Option<f64>, Failure> {
    let mut command = Command::new("valgrind");
    command.arg("--tool=callgrind").arg(format!("--callgrind-out-file={}", profile.display()));
    command.arg(program).args(arguments).stdout(Stdio::null());
    let Ok(ran) = command.output() else { return Ok(None) };
    if !ran.status.success() {
        let told = String::from_utf8_lossy(&ran.stderr);
        return Err(Failure::new(format!("{} failed below valgrind\n{told}", program.display())));
    }
    let text = std::fs::read_to_string(profile).context(|| format!("cannot read {}", profile.display()))?;
    let sum = text.lines().rev().find_map(|line| SUMS.iter().find_map(|name| line.strip_prefix(name)));
    let sum = sum.and_then(|sum| sum.trim().parse().ok());
    sum.map(Some).ok_or_else(|| Failure::new(format!("{} has no sum", profile.display())))
}
