//! What other people wrote and this project is held against, in the versions that `tests/conformance/` pins, installed into
//! `target/conformance/`.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::failure::{Context as _, Failure};
use crate::files;

/// Where the versions are pinned.
const PINS: &str = "tests/conformance";
/// Where packages are installed.
const FOLDER: &str = "target/conformance";

/// Whether there is Node.js to run what npm installs.
pub fn has_node() -> bool {
    let node = Command::new("node").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    node.is_ok_and(|status| status.success())
}

/// The folder in which the packages of npm are, installed if they are not there as they are pinned.
pub fn node(root: &Path) -> Result<PathBuf, Failure> {
    let folder = root.join(FOLDER);
    let done = folder.join("node_modules/.installed");
    let lock = copy(root, &folder, "package-lock.json")?;
    copy(root, &folder, "package.json")?;
    if files::read_optional(&done)?.is_none_or(|installed| installed != lock) {
        let mut npm = Command::new("npm");
        npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]).current_dir(&folder);
        must(&mut npm, "npm, which comes with Node.js")?;
        files::write(&done, &lock)?;
    }
    Ok(folder)
}

/// The Python that has the packages of `PyPI`, installed if they are not there as they are pinned.
pub fn python(root: &Path) -> Result<PathBuf, Failure> {
    let folder = root.join(FOLDER);
    let folder = folder.canonicalize().unwrap_or(folder);
    let done = folder.join("python/.installed");
    let pins = copy(root, &folder, "requirements.txt")?;
    let python = folder.join(if cfg!(windows) { "python/Scripts/python.exe" } else { "python/bin/python" });
    if files::read_optional(&done)?.is_none_or(|installed| installed != pins) {
        must(Command::new("python3").args(["-m", "venv", "--clear"]).arg(folder.join("python")), "python3")?;
        let mut pip = Command::new(&python);
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"]);
        must(pip.arg(folder.join("requirements.txt")), "pip, which comes with Python")?;
        files::write(&done, &pins)?;
    }
    Ok(python)
}

/// A file of those that come with the pins.
pub fn file(root: &Path, name: &str) -> PathBuf {
    root.join(PINS).join(name)
}

/// Copies a file that pins versions; gives what it says.
fn copy(root: &Path, folder: &Path, name: &str) -> Result<Vec<u8>, Failure> {
    let pins = files::read(&root.join(PINS).join(name))?;
    files::write(&folder.join(name), &pins)?;
    Ok(pins)
}

/// Runs a program that must succeed.
fn must(command: &mut Command, name: &str) -> Result<(), Failure> {
    let output = command.output().context(|| format!("cannot run {name}"))?;
    if output.status.success() {
        return Ok(());
    }
    Err(Failure::new(format!("{name} failed\n{}", String::from_utf8_lossy(&output.stderr))))
}
