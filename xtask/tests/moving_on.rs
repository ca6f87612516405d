//! `cargo xtask refresh` on a copy of this project, from a description of 2025 to the newest that is at hand, up to a crate
//! that compiles. It takes minutes: `cargo xtask ci deep` runs it.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

const REPOSITORY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
/// What is copied: all that cargo and the commands read.
const COPIED: [&str; 10] = [
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE",
    "generated",
    "generator",
    "spec",
    "templates",
    "tests/Cargo.toml",
    "tests/src",
    "xtask",
];
const COMMIT: &str = "5357e403ab8ec96d43b795ddd6c8a7759e53b659";
/// What the old description lacks. The newest has the first, as its own.
const CORRECTIONS: &str = "
  - target: $.paths['/custom_object_instances/{custom_object_type_identifier}'].get
    update: {operationId: listCustomObjectInstances}
    x-reason: The operation has no id.
    x-evidence: /paths/~1custom_object_instances~1{custom_object_type_identifier}/get
  - target: $.paths['/custom_object_instances/{custom_object_type_identifier}'].post
    update: {operationId: saveCustomObjectInstance}
    x-reason: The operation has no id.
    x-evidence: /paths/~1custom_object_instances~1{custom_object_type_identifier}/post
  - target: $.paths['/custom_object_instances/{custom_object_type_identifier}/{id}'].get
    update: {operationId: findCustomObjectInstance}
    x-reason: The operation has no id.
    x-evidence: /paths/~1custom_object_instances~1{custom_object_type_identifier}~1{id}/get
  - target: $.paths['/custom_object_instances/{custom_object_type_identifier}/{id}'].delete
    update: {operationId: removeCustomObjectInstance}
    x-reason: The operation has no id.
    x-evidence: /paths/~1custom_object_instances~1{custom_object_type_identifier}~1{id}/delete
";
const STALE: &str =
    "`$.paths['/custom_object_instances/{custom_object_type_identifier}'].get` is as the action wants it already";

/// A copy of the project.
struct Project(TempDir);

impl Project {
    fn new() -> Self {
        let project = Self(TempDir::new().unwrap());
        for name in COPIED {
            copy(&Path::new(REPOSITORY).join(name), &project.path(name));
        }
        // What crates depend on is compiled once for all of them.
        let shared = Path::new(REPOSITORY).join("target/scratch");
        fs::create_dir_all(&shared).unwrap();
        fs::create_dir_all(project.path("target")).unwrap();
        std::os::unix::fs::symlink(shared.canonicalize().unwrap(), project.path("target/scratch")).unwrap();
        project
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    fn append(&self, path: &str, text: &str) {
        fs::write(self.path(path), self.read(path) + text).unwrap();
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command.args(arguments).arg("--root").arg(self.0.path()).current_dir(self.0.path());
        command
    }

    /// Runs a command that is to end with a code; gives what it prints, and its complaints.
    fn run(&self, arguments: &[&str], code: i32) -> (String, String) {
        let Output { status, stdout, stderr } = self.command(arguments).output().unwrap();
        let (out, err) = (String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap());
        assert_eq!(status.code(), Some(code), "{arguments:?}\n{out}\n{err}");
        (out, err)
    }

    /// All files but those in target/.
    fn tree(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut found = BTreeMap::new();
        visit(self.0.path(), &mut |path| {
            found.insert(path.to_owned(), fs::read(path).unwrap());
        });
        found
    }

    /// Compiles a crate of the project.
    fn compiles(&self, folder: &str) {
        let target = Path::new(REPOSITORY).join("target/scratch/target");
        let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.args(["check", "--quiet", "--all-features", "--examples"]).current_dir(self.path(folder));
        // As outside a workspace, so that what it depends on is there already.
        cargo.env("CARGO_PROFILE_DEV_DEBUG", "2").env("CARGO_TARGET_DIR", target);
        assert!(cargo.status().unwrap().success());
    }
}

fn copy(from: &Path, to: &Path) {
    if from.is_file() {
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(from, to).unwrap();
        return;
    }
    visit(from, &mut |path| copy(path, &to.join(path.strip_prefix(from).unwrap())));
}

fn visit(folder: &Path, file: &mut dyn FnMut(&Path)) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true if path.file_name() == Some(OsStr::new("target")) => {}
            true => visit(&path, file),
            false => file(&path),
        }
    }
}

/// The old description and the new one.
fn descriptions() -> (String, String) {
    let folder = std::env::var("INTERCOM_DESCRIPTIONS").unwrap();
    let file =
        |name: &str| Path::new(&folder).join(name).canonicalize().unwrap().into_os_string().into_string().unwrap();
    (file("unstable-2025-01-06.yaml"), file("preview.yaml"))
}

#[test]
#[ignore = "it takes minutes, and INTERCOM_DESCRIPTIONS has to name the folder of the descriptions"]
fn a_description_of_2025_is_followed_by_the_newest_in_one_run() {
    let (old, new) = descriptions();
    let project = Project::new();

    // The facts of the old description do not go with what is said of the newest: all of it is told, with its line.
    project.run(&["fetch", "--from", &old, "--update", "--commit", COMMIT], 0);
    let (_, told) = project.run(&["regenerate"], 2);
    assert!(told.contains("spec/preview/corrections.yaml:10:13: error[overlay-no-match]"), "{told}");
    assert!(told.contains("--drop-stale"), "{told}");
    // What fits stays.
    project.run(&["refresh", "--from", &old, "--drop-stale"], 0);
    project.append("spec/preview/corrections.yaml", CORRECTIONS);
    let (_, told) = project.run(&["regenerate", "--accept-renames"], 0);
    assert!(!told.contains("stale-"), "{told}");
    assert!(project.read("spec/preview/corrections.yaml").matches("- target:").count() > 100);
    project.compiles("generated");
    let before = project.tree();

    let (_, told) = project.run(&["refresh", "--from", &new], 1);
    assert!(told.contains(STALE), "{told}");
    assert!(project.tree() == before);

    let mut killed = project.command(&["refresh", "--from", &new, "--drop-stale"]);
    let mut killed = killed.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(killed.stdout.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap().starts_with("compiling")));
    killed.kill().unwrap();
    killed.wait().unwrap();
    assert!(project.tree() == before);

    let (out, _) = project.run(&["refresh", "--from", &new, "--commit", &"2".repeat(40), "--drop-stale"], 0);
    assert!(out.contains(&format!("dropped: {STALE}")), "{out}");
    let pins = project.read("spec/sources.toml");
    let own = pins.split("[[source]]").nth(1).unwrap();
    assert!(own.contains(&format!("commit = \"{}\"", "2".repeat(40))), "{own}");
    let log = project.read("templates/CHANGELOG.md");
    assert!(log.contains("### Intercom API Preview, description of 22222222\n"), "{log}");
    for change in ["- GET /macros, `macros().list`, is new\n", "- POST /fin/start, "] {
        assert!(log.contains(change), "{log}");
    }
    project.compiles("generated");

    // Nothing is stale, and nothing is left to do.
    let (out, _) = project.run(&["refresh", "--from", &new, "--commit", &"2".repeat(40)], 0);
    assert!(out.contains("changes 0:") && out.contains("generated: 0 files changed, 0 added, 0 removed"), "{out}");
}

#[test]
#[ignore = "it takes minutes, and INTERCOM_DESCRIPTIONS has to name the folder of the descriptions"]
fn a_version_with_a_folder_of_its_own_moves_on_beside_the_project() {
    let (old, new) = descriptions();
    let project = Project::new();
    let entry = "\n[[source]]\nname = \"unstable\"\ntitle = \"Unstable\"\nrepository = \"o/n\"\npath = \"p\"\n";
    let pin = format!("commit = \"{COMMIT}\"\nsha256 = \"none\"\nlicence = \"MIT\"\n");
    project.append("spec/sources.toml", &(entry.to_owned() + &pin));
    for file in ["corrections.yaml", "generator.toml"] {
        copy(&project.path("spec/preview").join(file), &project.path("spec/unstable").join(file));
    }
    project.run(&["fetch", "unstable", "--from", &old, "--update"], 0);
    project.run(&["refresh", "unstable", "--from", &old, "--drop-stale"], 0);
    project.append("spec/unstable/corrections.yaml", CORRECTIONS);
    let own = |project: &Project| {
        let mut tree = project.tree();
        tree.retain(|path, _| !path.starts_with(project.path("spec")));
        tree
    };
    let before = own(&project);
    let (_, told) = project.run(&["refresh", "unstable", "--from", &new], 1);
    assert!(told.contains(STALE), "{told}");
    project.run(&["refresh", "unstable", "--from", &new, "--drop-stale"], 0);
    assert!(own(&project) == before);
    let log = project.read("spec/unstable/CHANGELOG.md");
    assert!(log.contains("### Unstable, description of 5357e403\n") && log.contains("- GET /macros, "), "{log}");
    project.compiles("target/crates/unstable");
}
