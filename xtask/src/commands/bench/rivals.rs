//! The generators that a user would take instead.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::process;
use super::report::{Table, Unit};
use crate::failure::{Context as _, Failure};

/// The generators that a user would take instead, as they are called.
const RIVALS: [(&str, &[&str]); 3] = [
    ("openapi-to-rust", &["generate", "{spec}", "--output-dir", "{out}"]),
    ("cargo-progenitor", &["progenitor", "-i", "{spec}", "-o", "{out}", "-n", "rival", "-v", "0.1.0"]),
    ("openapi-generator-cli", &["generate", "-g", "rust", "-i", "{spec}", "-o", "{out}"]),
];

/// How long each of them takes that is installed and does not refuse the description.
pub fn generate(spec: &Path) -> Result<Table, Failure> {
    let spec = spec.canonicalize().context(|| format!("cannot find {}", spec.display()))?;
    let mut table = Table::new("generate, other generators", &[("CPU", Unit::Seconds), ("memory", Unit::Bytes)]);
    for (program, arguments) in RIVALS {
        let out = std::env::temp_dir().join(format!("bench-{program}-{}", std::process::id()));
        let fill = |argument: &&str| {
            argument.replace("{spec}", &spec.display().to_string()).replace("{out}", &out.display().to_string())
        };
        match process::cost(Command::new(program).args(arguments.iter().map(fill))) {
            Ok(cost) => table.row(program, [Some(cost.cpu), Some(cost.memory)]),
            Err(failure) => {
                let told = failure.chain();
                table.row(format!("{program}: {}", told.lines().last().unwrap_or_default().trim()), [None, None]);
            }
        }
        drop(fs::remove_dir_all(&out));
    }
    Ok(table)
}
