//! A project made for a test, on which commands are run as programs.
#![allow(dead_code, reason = "each test uses a part of it")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tempfile::TempDir;

pub const REPOSITORY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
/// Crates are made here one after the other, so that what they depend on is compiled once.
pub const OUT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/verify-tests");
static OUT_IS_FREE: Mutex<()> = Mutex::new(());

/// A project with templates and a description; holds the folder of crates as long as it is there.
pub struct Project {
    root: TempDir,
    _out: MutexGuard<'static, ()>,
}

pub struct Run {
    pub code: Option<i32>,
    pub lines: Vec<String>,
    pub err: String,
}

impl Project {
    pub fn new(description: &str) -> Self {
        let out = OUT_IS_FREE.lock().unwrap_or_else(PoisonError::into_inner);
        let project = Self { root: TempDir::new().unwrap(), _out: out };
        copy(&Path::new(REPOSITORY).join("templates"), &project.path("templates"));
        for file in ["Cargo.lock", "LICENSE"] {
            fs::copy(Path::new(REPOSITORY).join(file), project.path(file)).unwrap();
        }
        project.write("api.yaml", description);
        project
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.root.path().join(path)
    }

    pub fn write(&self, path: &str, text: &str) {
        fs::create_dir_all(self.path(path).parent().unwrap()).unwrap();
        fs::write(self.path(path), text).unwrap();
    }

    pub fn run(&self, command: &str, arguments: &[&str]) -> Run {
        let mut xtask = Command::new(env!("CARGO_BIN_EXE_xtask"));
        xtask.args([command, "--spec", "api.yaml", "--root", "."]).args(arguments).current_dir(self.root.path());
        let output = xtask.output().unwrap();
        let lines = String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect();
        Run { code: output.status.code(), lines, err: String::from_utf8(output.stderr).unwrap() }
    }

    pub fn verify(&self, arguments: &[&str]) -> Run {
        self.run("verify", &[&["--out", OUT], arguments].concat())
    }
}

impl Run {
    /// The last lines are these.
    pub fn ends(&self, code: i32, last: &[&str]) {
        assert_eq!(self.code, Some(code), "{}\n{}", self.lines.join("\n"), self.err);
        let from = self.lines.len().saturating_sub(last.len());
        assert_eq!(self.lines[from..], *last, "{}", self.lines.join("\n"));
    }

    pub fn has(&self, line: &str) {
        assert!(self.lines.iter().any(|other| other.starts_with(line)), "{line}\nin\n{}", self.lines.join("\n"));
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, target).unwrap();
        }
    }
}
