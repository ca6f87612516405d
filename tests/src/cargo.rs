//! Running cargo.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The root of the workspace.
const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// A cargo command in the making.
pub struct Cargo(Command);

/// What a command that went well has printed.
#[derive(Debug)]
pub struct Printed {
    /// On the standard output.
    pub out: String,
    /// On the standard error.
    pub err: String,
}

impl Cargo {
    /// A command on the workspace.
    pub fn on_workspace(arguments: &[&str]) -> Self {
        Self::on(workspace(), arguments)
    }

    /// A command on the crate or the workspace in a folder.
    pub fn on(folder: &Path, arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO"));
        command.current_dir(folder).args(arguments).env("CARGO_TERM_COLOR", "never");
        Self(command)
    }

    /// With another target folder than the workspace's: all crates that are made for tests share it, so that
    /// dependencies are built once. And without the network, since what they need is on this machine.
    #[must_use]
    pub fn apart(self) -> Self {
        self.env("CARGO_TARGET_DIR", scratch_folder().join("target")).env("CARGO_NET_OFFLINE", "true")
    }

    /// Sets an environment variable.
    #[must_use]
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.0.env(name, value);
        self
    }

    /// Runs the command, however it ends.
    pub fn output(&mut self) -> Output {
        self.0.output().unwrap()
    }

    /// Runs the command, which must succeed.
    pub fn run(mut self) -> Printed {
        let output = self.output();
        let printed = Printed { out: text(&output.stdout), err: text(&output.stderr) };
        assert!(output.status.success(), "{self}: {}\n{}\n{}", output.status, printed.out, printed.err);
        printed
    }

    /// Runs the command, which must succeed without a warning.
    pub fn run_clean(self) {
        let shown = self.to_string();
        let printed = self.run();
        assert!(!printed.err.contains("warning"), "{shown}\n{}", printed.err);
    }
}

impl std::fmt::Display for Cargo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

/// Where the tests make crates.
pub fn scratch_folder() -> PathBuf {
    workspace().join("target/scratch")
}

/// The root of the workspace.
pub fn workspace() -> &'static Path {
    Path::new(ROOT)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
