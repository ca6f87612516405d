//! `cargo xtask regenerate`, run as a program on a small project of its own.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use tempfile::TempDir;

const REPOSITORY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
const DESCRIPTION: &str = "\
openapi: 3.0.1
info: {title: Kennel API, version: '7'}
paths:
  /dogs/{id}:
    get:
      tags: [Dogs]
      operationId: getDog
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {'200': {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/dog'}}}}}
components:
  schemas:
    dog: {type: object, properties: {name: {type: string}}}
";
const SPEC: &str = "spec/preview/description.yaml";
const LOCK: &str = "spec/preview/names.lock";

struct Project(TempDir);

struct Run {
    code: Option<i32>,
    out: String,
    err: String,
}

/// Files by path, each with its content and the time of its last change.
type Tree = BTreeMap<PathBuf, (Vec<u8>, SystemTime)>;

impl Project {
    /// A project with templates, licence and description, but nothing that is made of them.
    fn new() -> Self {
        let project = Self(TempDir::new().unwrap());
        copy(&Path::new(REPOSITORY).join("templates"), &project.path("templates"));
        fs::copy(Path::new(REPOSITORY).join("LICENSE"), project.path("LICENSE")).unwrap();
        project.write(SPEC, DESCRIPTION);
        project
    }

    /// A project that is fresh.
    fn made() -> Self {
        let project = Self::new();
        assert_eq!(project.run(&[]).code, Some(0));
        project
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        fs::create_dir_all(self.path(path).parent().unwrap()).unwrap();
        fs::write(self.path(path), text).unwrap();
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    /// Changes a text in the description.
    fn change(&self, from: &str, to: &str) {
        assert!(DESCRIPTION.contains(from));
        self.write(SPEC, &DESCRIPTION.replace(from, to));
    }

    fn run(&self, arguments: &[&str]) -> Run {
        self.run_in(self.0.path(), arguments)
    }

    fn run_in(&self, folder: &Path, arguments: &[&str]) -> Run {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command.arg("regenerate").args(arguments).arg("--root").arg(self.0.path()).current_dir(folder);
        let output = command.output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        let run = Run { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) };
        let is_plain = |text: &str| text.chars().all(|c| c == '\n' || !c.is_control());
        assert!(is_plain(&run.out) && is_plain(&run.err), "control characters in a pipe: {:?} {:?}", run.out, run.err);
        run
    }

    /// Everything but what the test itself writes.
    fn tree(&self) -> Tree {
        let mut tree = tree(self.0.path());
        tree.remove(Path::new(SPEC));
        tree
    }
}

fn tree(folder: &Path) -> Tree {
    let mut found = Tree::new();
    visit(folder, &mut |path| {
        let changed = fs::metadata(path).unwrap().modified().unwrap();
        found.insert(path.strip_prefix(folder).unwrap().to_owned(), (fs::read(path).unwrap(), changed));
    });
    found
}

fn copy(from: &Path, to: &Path) {
    visit(from, &mut |path| {
        let target = to.join(path.strip_prefix(from).unwrap());
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::copy(path, target).unwrap();
    });
}

fn visit(folder: &Path, file: &mut dyn FnMut(&Path)) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { visit(&path, file) } else { file(&path) }
    }
}

fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    tree(folder).into_iter().map(|(path, (bytes, _))| (path, bytes)).collect()
}

#[test]
fn the_first_run_writes_and_the_second_touches_nothing() {
    let project = Project::new();
    let first = project.run(&[]);
    assert_eq!((first.code, first.err.as_str()), (Some(0), ""));
    assert!(first.out.contains("operations 1/1, schemas 1/1"), "{}", first.out);
    assert!(project.read("generated/Cargo.toml").contains("name = \"kennel-client\""));
    assert!(project.path("generated/src/rt/mod.rs").exists());
    assert!(project.read(LOCK).contains("GET /dogs/{} -> dogs.get GetDog"), "{}", project.read(LOCK));

    let before = project.tree();
    let second = project.run(&[]);
    assert_eq!((second.code, second.err.as_str()), (Some(0), ""));
    assert!(second.out.contains("unchanged"), "{}", second.out);
    assert_eq!(project.tree(), before);
}

#[test]
fn a_change_touches_only_the_files_that_change() {
    let project = Project::made();
    let before = project.tree();
    project.change("{name: {type: string}}", "{name: {type: string}, age: {type: integer}}");
    assert_eq!(project.run(&[]).code, Some(0));
    let after = project.tree();
    let touched: Vec<_> = after.iter().filter(|(path, file)| before.get(*path) != Some(file)).collect();
    let names: Vec<&Path> = touched.iter().map(|(path, _)| path.as_path()).collect();
    let expected = ["generated/public-api.txt", "generated/src/codec/dogs.rs", "generated/src/models/dogs.rs"];
    assert_eq!(names, expected.map(Path::new));
    assert_eq!(after.len(), before.len());
}

#[test]
fn a_check_tells_what_is_stale_and_writes_nothing() {
    let project = Project::made();
    let fresh = project.run(&["--check"]);
    assert_eq!((fresh.code, fresh.err.as_str()), (Some(0), ""));

    project.write("generated/src/models/dogs.rs", "// by hand\n");
    project.write("generated/src/cats.rs", "");
    fs::remove_file(project.path("generated/src/lib.rs")).unwrap();
    let before = project.tree();
    let stale = project.run(&["--check"]);
    assert_eq!(stale.code, Some(1));
    for file in ["generated/src/models/dogs.rs", "generated/src/cats.rs", "generated/src/lib.rs"] {
        assert!(stale.err.lines().any(|line| line.starts_with("stale: ") && line.ends_with(file)), "{}", stale.err);
    }
    assert_eq!(stale.err.matches("stale: ").count(), 3, "{}", stale.err);
    assert!(stale.err.contains("`cargo xtask regenerate`"), "{}", stale.err);
    assert_eq!(project.tree(), before);

    assert_eq!(project.run(&[]).code, Some(0));
    assert_eq!(project.run(&["--check"]).code, Some(0));
    project.write(LOCK, "");
    let unlocked = project.run(&["--check"]);
    assert_eq!(unlocked.code, Some(1));
    assert!(unlocked.err.contains(&format!("stale: {LOCK}")), "{}", unlocked.err);
}

#[test]
fn a_changed_name_must_be_accepted() {
    let project = Project::made();
    let before = project.tree();
    let choices = "[rename.types.dog]\nto = \"Hound\"\nreason = \"it hunts\"\n";
    project.write("spec/preview/generator.toml", choices);
    let refused = project.run(&[]);
    assert_eq!(refused.code, Some(1));
    assert!(refused.err.contains("Dog -> Hound") && refused.err.contains("--accept-renames"), "{}", refused.err);
    let why = "Dog -> Hound\n    because [rename] in generator.toml chooses it: it hunts\n    reaches GET /dogs/{id}\n";
    assert!(refused.err.contains(why), "{}", refused.err);
    fs::remove_file(project.path("spec/preview/generator.toml")).unwrap();
    assert_eq!(project.tree(), before);

    project.write("spec/preview/generator.toml", choices);
    let accepted = project.run(&["--accept-renames"]);
    assert_eq!((accepted.code, accepted.err.as_str()), (Some(0), ""));
    assert!(project.read(LOCK).contains("\ndog -> Hound\n"), "{}", project.read(LOCK));
    assert_eq!(project.run(&["--check"]).code, Some(0));
}

#[test]
fn a_lost_name_must_be_accepted() {
    let project = Project::made();
    let before = project.tree();
    project.write(SPEC, &DESCRIPTION.replace("schemas/dog'", "schemas/hound'").replace("    dog:", "    hound:"));
    let refused = project.run(&[]);
    assert_eq!(refused.code, Some(1));
    assert!(refused.err.contains("dropped [types] dog: Dog\n    because `dog` is gone\n"), "{}", refused.err);
    assert_eq!(project.tree(), before);

    project.write(SPEC, &DESCRIPTION.replace("/dogs/{id}", "/hounds/{id}"));
    let moved = project.run(&[]);
    let why = "because `dogs.get GetDog` is the name of `GET /hounds/{}` now\n    reaches GET /dogs/{}\n";
    assert!(moved.code == Some(1) && moved.err.contains(why), "{}", moved.err);
    project.write(SPEC, &DESCRIPTION.replace("schemas/dog'", "schemas/hound'").replace("    dog:", "    hound:"));

    assert_eq!(project.run(&["--accept-renames"]).code, Some(0));
    let lock = project.read(LOCK);
    assert!(lock.contains("\nhound -> Hound\n") && !lock.contains("\ndog -> "), "{lock}");
}

#[test]
fn a_new_name_needs_no_asking() {
    let project = Project::made();
    project.change("components:\n  schemas:\n", "components:\n  schemas:\n    cat: {type: object}\n");
    let run = project.run(&[]);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    assert!(run.out.contains("added") && run.out.contains("Cat"), "{}", run.out);
}

#[test]
fn another_description_goes_to_another_folder() {
    let project = Project::made();
    let before = project.tree();
    project.write("other.yaml", &DESCRIPTION.replace("Kennel", "Stable"));
    let refused = |arguments: &[&str], reason: &str| {
        let run = project.run(arguments);
        assert_eq!(run.code, Some(2), "{arguments:?}");
        assert!(run.err.contains(reason), "{}", run.err);
    };
    refused(&["--spec", "other.yaml"], "--out");
    refused(&["--spec", "other.yaml", "--out", "generated"], "generated/");
    refused(&["--spec", "other.yaml", "--out", "spec/../generated/"], "generated/");
    refused(&["--spec", "other.yaml", "--out", "spec"], "holds files");
    refused(&["--spec", "nowhere.yaml", "--out", "new"], "nowhere.yaml");
    refused(&["--spec", "other.yaml", "--out", "new", "--profile", "nowhere"], "nowhere");
    fs::remove_file(project.path("other.yaml")).unwrap();
    assert_eq!(project.tree(), before);

    project.write("other.yaml", &DESCRIPTION.replace("Kennel", "Stable"));
    let made = project.run(&["--spec", "other.yaml", "--out", "new"]);
    assert_eq!((made.code, made.err.as_str()), (Some(0), ""));
    assert!(project.read("new/Cargo.toml").contains("name = \"stable-client\""));
    assert_eq!(project.read(LOCK).as_bytes(), before[Path::new(LOCK)].0);
}

#[test]
fn what_cannot_be_read_leaves_the_old_crate() {
    let project = Project::made();
    let before = project.tree();
    let faults = [
        ("openapi: 3.0.1", "openapi: [3.0.1"),
        ("openapi: 3.0.1", "openapi: 3.1.0"),
        ("schemas/dog'", "schemas/cat'"),
        ("/dogs/{id}:", "/dogs/{name}:"),
    ];
    for (from, to) in faults {
        project.change(from, to);
        let run = project.run(&[]);
        assert_eq!(run.code, Some(2), "{to}");
        assert!(run.err.contains("spec/preview/description.yaml:") && run.err.contains("error["), "{}", run.err);
        assert_eq!(project.tree(), before);
    }
}

#[test]
fn repairs_are_for_the_descriptions_of_others() {
    let project = Project::made();
    project.change("      operationId: getDog\n", "");
    let own = project.run(&[]);
    assert_eq!(own.code, Some(2));
    assert!(own.err.contains("error[missing-operation-id]"), "{}", own.err);

    let other = project.run(&["--spec", SPEC, "--out", "new", "--profile", "none"]);
    assert_eq!(other.code, Some(0));
    assert!(other.err.contains("warning[missing-operation-id]"), "{}", other.err);
}

#[test]
fn it_does_not_matter_where_the_command_runs() {
    let project = Project::made();
    let elsewhere = TempDir::new().unwrap();
    let run = project.run_in(elsewhere.path(), &["--out", "crate"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert_eq!(contents(&elsewhere.path().join("crate")), contents(&project.path("generated")));
    assert_eq!(project.run_in(elsewhere.path(), &["--check"]).code, Some(0));
}
