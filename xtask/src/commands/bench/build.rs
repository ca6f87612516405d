//! Running cargo and finding what it made.

use std::path::PathBuf;
use std::process::Command;

use serde_json::Value as Json;

use crate::failure::{Context as _, Failure};

/// The cargo that runs this.
pub fn program() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// The compiler that cargo runs, by all that tells it from another one.
pub fn compiler() -> Result<String, Failure> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).arg("-vV").output().context(|| "cannot run rustc".to_owned())?;
    let told = String::from_utf8_lossy(&output.stdout);
    let field = |name| told.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default().trim();
    Ok(format!("{} for {}", field("rustc "), field("host: ")))
}

/// The file that cargo made last whose name ends so, or the program if no end is given.
pub fn artifact(cargo: &mut Command, end: &str) -> Result<PathBuf, Failure> {
    let output = cargo.output().context(|| "cannot run cargo".to_owned())?;
    if !output.status.success() {
        return Err(Failure::new(format!("cargo failed\n{}", String::from_utf8_lossy(&output.stderr))));
    }
    let told = String::from_utf8_lossy(&output.stdout);
    let messages = told.lines().rev().filter_map(|line| serde_json::from_str::<Json>(line).ok());
    let found = messages.filter(|message| message["reason"] == "compiler-artifact").find_map(|message| {
        let program = message["executable"].as_str().filter(|_| end.is_empty()).map(PathBuf::from);
        let mut files = message["filenames"].as_array().into_iter().flatten().filter_map(Json::as_str);
        program.or_else(|| files.find(|file| !end.is_empty() && file.ends_with(end)).map(PathBuf::from))
    });
    found.ok_or_else(|| Failure::new("cargo does not say what it made"))
}
