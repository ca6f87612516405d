//! Compiling a crate again and again while what it depends on stays compiled.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use serde_json::Value as Json;

use super::process::{self, Cost};
use crate::failure::{Context as _, Failure};
use crate::files;

/// How far the compiler goes, and how hard it tries.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// `cargo check`.
    Check,
    /// `cargo build`.
    Debug,
    /// `cargo build --release`.
    Release,
}

impl Mode {
    /// What it is called in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::Debug => "debug",
            Self::Release => "release",
        }
    }

    fn arguments(self) -> &'static [&'static str] {
        match self {
            Self::Check => &["check"],
            Self::Debug => &["build"],
            Self::Release => &["build", "--release"],
        }
    }
}

/// A crate on disk that stands outside the workspace, so that cargo's own profiles apply.
#[derive(Clone)]
pub struct Package {
    /// Where its manifest is.
    pub folder: PathBuf,
    /// Where what the compiler makes is put.
    pub target: PathBuf,
    /// Arguments that choose features; none for the default ones.
    pub features: Vec<String>,
}

impl Package {
    /// Compiles all that it depends on: the crate stands empty for so long.
    pub fn warm(&self, mode: Mode) -> Result<(), Failure> {
        let root = self.folder.join("src/lib.rs");
        let text = files::read(&root)?;
        files::write(&root, b"")?;
        let compiled = process::cost(&mut self.cargo(mode));
        files::write(&root, &text)?;
        compiled.map(drop)
    }

    /// Compiles it alone, from nothing.
    pub fn cold(&self, mode: Mode) -> Result<Cost, Failure> {
        touch(&self.folder.join("src/lib.rs"))?;
        process::cost(&mut self.cargo(mode))
    }

    /// Bytes of the library that was compiled.
    pub fn library_size(&self, mode: Mode) -> Result<f64, Failure> {
        let mut cargo = self.cargo(mode);
        size(&artifact(cargo.arg("--message-format=json"), ".rlib")?)
    }

    fn cargo(&self, mode: Mode) -> Command {
        let mut cargo = cargo(&self.folder, &self.target);
        cargo.args(mode.arguments()).arg("--lib").args(&self.features);
        cargo
    }
}

/// Compiles a program with optimisation and strips it; gives its bytes.
pub fn program_size(folder: &Path, target: &Path) -> Result<f64, Failure> {
    size(&artifact(&mut stripped(folder, target, &["--message-format=json"]), "")?)
}

/// Compiles the same program once more, and nothing that it depends on.
pub fn program_alone(folder: &Path, target: &Path) -> Result<Cost, Failure> {
    touch(&folder.join("src/main.rs"))?;
    process::cost(&mut stripped(folder, target, &[]))
}

fn stripped(folder: &Path, target: &Path, arguments: &[&str]) -> Command {
    let mut cargo = cargo(folder, target);
    // Not by the profile, for then all that it depends on would be compiled once more.
    cargo.args(["rustc", "--release"]).args(arguments).args(["--", "-C", "strip=symbols"]);
    cargo
}

/// A cargo that works in a folder and makes no use of what it compiled of the crate before.
pub fn cargo(folder: &Path, target: &Path) -> Command {
    let mut cargo = program();
    // Warnings cost time to print, and everybody's would be different ones.
    let settings = [("CARGO_INCREMENTAL", "0"), ("RUSTFLAGS", "--cap-lints=allow")];
    undisturbed(&mut cargo).current_dir(folder).env("CARGO_TARGET_DIR", target).envs(settings);
    cargo
}

/// Keeps away what the caller has set: a wrapper that knows the result already, flags, other profiles.
pub fn undisturbed(cargo: &mut Command) -> &mut Command {
    cargo.envs(["RUSTC_WRAPPER", "RUSTC_WORKSPACE_WRAPPER"].map(|wrapper| (wrapper, "")));
    cargo.env_remove("CARGO_ENCODED_RUSTFLAGS").env_remove("RUSTFLAGS");
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("CARGO_PROFILE_")) {
        cargo.env_remove(name);
    }
    cargo
}

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

/// Bytes of a file.
pub fn size(file: &Path) -> Result<f64, Failure> {
    let found = file.metadata().context(|| format!("cannot find {}", file.display()))?;
    #[expect(clippy::cast_precision_loss, reason = "a file is far below what a float holds exactly")]
    Ok(found.len() as f64)
}

/// Makes cargo believe that a file was changed.
fn touch(file: &Path) -> Result<(), Failure> {
    let touched = File::options().append(true).open(file).and_then(|it| it.set_modified(SystemTime::now()));
    touched.context(|| format!("cannot touch {}", file.display()))
}
