//! A program that makes calls with the client in `generated/`.

use std::path::{Path, PathBuf};
use std::process::Command;

use openapi_rust_codegen::conform::{self, Trial};
use openapi_rust_codegen::pipeline::Output;
use serde_json::Value as Json;

use crate::failure::{Context as _, Failure};
use crate::files;

/// Where it is compiled, apart from the workspace.
const TARGET: &str = "target/scratch/target";
/// Where it lies.
const FOLDER: &str = "target/conformance/caller";

/// A program that has been compiled.
pub struct Caller {
    binary: PathBuf,
    /// Calls that it could not hold: index of the trial, and why.
    pub gaps: Vec<(usize, String)>,
}

/// What came of a call.
pub struct Told {
    /// Index of the trial.
    pub trial: usize,
    /// The line that the program printed of it.
    pub report: Json,
}

impl Caller {
    /// Compiles a program for some calls.
    pub fn compile(root: &Path, output: &Output, trials: &[Trial]) -> Result<Self, Failure> {
        let root = root.canonicalize().context(|| format!("cannot find {}", root.display()))?;
        let program = conform::program(&output.ir.api, &output.crate_name, trials);
        let folder = root.join(FOLDER);
        files::write(&folder.join("Cargo.toml"), manifest(&root, output).as_bytes())?;
        files::write(&folder.join("Cargo.lock"), &files::read(&root.join("Cargo.lock"))?)?;
        files::write(&folder.join("src/main.rs"), program.source.as_bytes())?;
        let target = root.join(TARGET);
        let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.args(["build", "--quiet"]).current_dir(&folder).env("CARGO_TARGET_DIR", &target);
        let built = cargo.output().context(|| "cannot run cargo".to_owned())?;
        if !built.status.success() {
            let told = String::from_utf8_lossy(&built.stderr).lines().take(60).collect::<Vec<_>>().join("\n");
            return Err(Failure::new(format!("the program that makes the calls does not compile\n{told}")));
        }
        let told = |gaps: Vec<openapi_rust_codegen::call::Gap>| {
            gaps.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
        };
        let gaps = program.gaps.into_iter().map(|(trial, gaps)| (trial, told(gaps))).collect();
        let binary = target.join("debug").join(format!("conformance{}", std::env::consts::EXE_SUFFIX));
        Ok(Self { binary, gaps })
    }

    /// Makes some of the calls to a server.
    pub fn call(&self, base_url: &str, trials: &[usize]) -> Result<Vec<Told>, Failure> {
        let wanted = trials.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
        let output = Command::new(&self.binary).args([base_url, &wanted]).env("NO_PROXY", "127.0.0.1").output();
        let output = output.context(|| format!("cannot run {}", self.binary.display()))?;
        if !output.status.success() {
            let told = String::from_utf8_lossy(&output.stderr).into_owned();
            return Err(Failure::new(format!("the program that makes the calls failed\n{told}")));
        }
        let lines = String::from_utf8_lossy(&output.stdout).into_owned();
        let read = |line: &str| serde_json::from_str::<(usize, Json)>(line).ok();
        let told: Vec<Told> = lines.lines().filter_map(read).map(|(trial, report)| Told { trial, report }).collect();
        let written = trials.iter().filter(|trial| !self.gaps.iter().any(|(gap, _)| gap == *trial)).count();
        if told.len() == written {
            Ok(told)
        } else {
            Err(Failure::new(format!("of {written} calls the program tells what came of {}", told.len())))
        }
    }
}

fn manifest(root: &Path, output: &Output) -> String {
    let tags: Vec<String> = output.ir.api.tags.iter().map(|tag| format!("\"{}\"", tag.name)).collect();
    format!(
        "[package]\nname = \"conformance\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[profile.dev]\n\
         debug = false\n\n[dependencies]\nserde_json = \"1\"\n\n[dependencies.{}]\npath = \"{}\"\ndefault-features = false\n\
         features = [\"blocking\", {}]\n",
        output.crate_name,
        root.join("generated").display(),
        tags.join(", ")
    )
}
