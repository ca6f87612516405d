//! `cargo xtask refresh`, run as a program on a small project of its own.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

const REPOSITORY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
const SOURCES: &str = r#"
[[source]]
name = "preview"
title = "Kennel API"
repository = "owner/name"
path = "kennel.yaml"
commit = "1111111111111111111111111111111111111111" # the pin
sha256 = "none"
licence = "MIT"
"#;
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
    dog: {type: object, properties: {name: {type: string}, age: {type: integer}, mood: {}}}
    toy: {type: object, properties: {name: {type: string}}}
";
const CORRECTIONS: &str = "\
overlay: 1.0.0
info: {title: Corrections, version: 1.0.0}
actions:
  # About dogs.
  - target: $.components.schemas.dog.properties
    update: {born: {type: integer}}
    x-reason: A dog has it.
    x-evidence: &seen
      - one place
      - &other another # place

  # About toys.
  - target: $.components.schemas.toy.properties
    update: {colour: {type: string}}
    x-reason: A toy has it.
    x-evidence: *seen
  - target: $.components.schemas.toy.properties
    update: {size: {type: string}}
    x-reason: So it has this.
    x-evidence: [*other]
# The end.
";
const CHOICES: &str = "\
# What somebody chose.
read-only = [\"GET /dogs/{}\"]

[free-form]
\"Dog.mood\" = \"who knows\" # nobody

# Toys are things.
[rename.types.toy]
to = \"Thing\"
reason = \"it is one\"
";

const TEXTS: &str = "\
# Words of our own.
tags:
  Dogs: The dogs.
schemas:
  dog:
    name: What it is called.
    mood: How it feels,
      as far as is known.
  toy:
    name: What it is called.
";

struct Project(TempDir);

struct Run {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Project {
    /// A project that is fresh, and a description to move on to.
    fn new() -> Self {
        let project = Self(TempDir::new().unwrap());
        copy(&Path::new(REPOSITORY).join("templates"), &project.path("templates"));
        fs::copy(Path::new(REPOSITORY).join("LICENSE"), project.path("LICENSE")).unwrap();
        project.write("templates/CHANGELOG.md", "# Changelog\n\n## Unreleased\n\nA word.\n\n## 0.0.1\n\nThe first.\n");
        project.write("spec/sources.toml", SOURCES);
        project.write("spec/preview/description.yaml", DESCRIPTION);
        project.write("spec/preview/corrections.yaml", CORRECTIONS);
        project.write("spec/preview/generator.toml", CHOICES);
        project.write("spec/preview/docs.yaml", TEXTS);
        let made = project.run(&["regenerate"]);
        assert_eq!((made.code, made.err.as_str()), (Some(0), ""));
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

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command.args(arguments).arg("--root").arg(self.0.path()).current_dir(self.0.path());
        command
    }

    fn run(&self, arguments: &[&str]) -> Run {
        let output = self.command(arguments).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Run { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }

    /// Moves on to the description with a text replaced by another.
    fn refresh(&self, from: &str, to: &str, arguments: &[&str]) -> Run {
        assert!(DESCRIPTION.contains(from));
        self.refresh_and_compile(from, to, &[&["--no-check"], arguments].concat())
    }

    /// The same, and compiles the crate.
    fn refresh_and_compile(&self, from: &str, to: &str, arguments: &[&str]) -> Run {
        self.write("in.yaml", &DESCRIPTION.replace(from, to));
        let commit = "2".repeat(40);
        self.run(&[&["refresh", "--from", "in.yaml", "--commit", &commit], arguments].concat())
    }

    /// Everything but what is to be read, and trials.
    fn tree(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut found = BTreeMap::new();
        visit(self.0.path(), &mut |path| {
            found.insert(path.strip_prefix(self.0.path()).unwrap().to_owned(), fs::read(path).unwrap());
        });
        found.retain(|path, _| !path.starts_with("target/crates") && path != Path::new("in.yaml"));
        found
    }

    fn is_fresh(&self) {
        let check = self.run(&["regenerate", "--check"]);
        assert_eq!((check.code, check.err.as_str()), (Some(0), ""));
    }
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

#[test]
fn one_run_moves_everything_on() {
    let project = Project::new();
    let run = project.refresh("age: {type: integer}", "age: {type: string}, tag: {}", &["--report", "report.md"]);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""), "{}", run.out);
    assert!(run.out.contains("`Dog::age` was `Option<i64>`, is `Option<String>` [field-retyped]"), "{}", run.out);
    assert!(run.out.contains("version: 0.1.0 -> 0.2.0 is proposed"), "{}", run.out);

    let log = project.read("templates/CHANGELOG.md");
    let entry =
        "A word.\n\n### Kennel API, description of 22222222\n\nNeeds at least version 0.2.0.\n\n#### Breaking\n";
    assert!(log.contains(entry) && log.ends_with("\n\n## 0.0.1\n\nThe first.\n"), "{log}");
    assert!(log.contains("`Dog::age` was `Option<i64>`, is `Option<String>` (wire and Rust API)"), "{log}");
    assert!(project.read("report.md").starts_with("### Breaking\n"));
    let pins = project.read("spec/sources.toml");
    assert!(pins.contains(&format!("commit = \"{}\" # the pin", "2".repeat(40))) && !pins.contains("none"), "{pins}");
    assert_eq!(project.read("target/descriptions/preview.yaml"), project.read("in.yaml"));
    assert!(project.read("spec/preview/description.yaml").starts_with("# Generated by `cargo xtask fetch preview`"));
    // A place that has no reason yet gets what the description shows.
    let choices = project.read("spec/preview/generator.toml");
    let given = "\"Dog.mood\" = \"who knows\" # nobody\n\"Dog.tag\" = \"the description gives no type\"\n";
    assert!(choices.contains(given), "{choices}");
    project.is_fresh();

    let before = project.tree();
    let again = project.refresh("age: {type: integer}", "age: {type: string}, tag: {}", &["--report", "report.md"]).out;
    assert!(again.contains("changes 0:") && again.contains("version: 0.1.0 can stay"), "{again}");
    let told = "report.md";
    let without = |mut tree: BTreeMap<PathBuf, Vec<u8>>| tree.remove(Path::new(told)).map(|_| tree);
    assert_eq!(without(project.tree()), without(before));
}

#[test]
fn what_is_stale_stops_it_or_is_dropped() {
    let project = Project::new();
    let before = project.tree();
    let from = "age: {type: integer}, mood: {}}}\n    toy: {type: object, properties: {name: {type: string}}}\n";
    let to = "age: {type: integer}, born: {type: integer}}}\n    toy: {type: object, properties: {name: {type: string}, colour: {type: string}}}\n";
    let refused = project.refresh(from, to, &[]);
    assert_eq!(refused.code, Some(1));
    insta::assert_snapshot!(refused.err);
    assert_eq!(project.tree(), before);

    let dropped = project.refresh(from, to, &["--drop-stale"]);
    assert_eq!((dropped.code, dropped.err.as_str()), (Some(0), ""), "{}", dropped.out);
    insta::assert_snapshot!("corrections_without_stale", project.read("spec/preview/corrections.yaml"));
    let choices = project.read("spec/preview/generator.toml");
    assert!(choices.contains("# Toys are things.") && !choices.contains("mood"), "{choices}");
    let texts = project.read("spec/preview/docs.yaml");
    assert_eq!(texts, TEXTS.replace("    mood: How it feels,\n      as far as is known.\n", ""));
    project.is_fresh();

    let rest = project.refresh(from, "age: {type: integer}, born: {type: integer}}}\n", &["--drop-stale"]);
    assert_eq!((rest.code, rest.err.as_str()), (Some(0), ""), "{}", rest.out);
    let corrections = project.read("spec/preview/corrections.yaml");
    assert!(corrections.contains("actions: []\n") && corrections.ends_with("# The end.\n"), "{corrections}");
    assert!(!project.read("spec/preview/generator.toml").contains("Thing"));
    assert!(project.read("spec/preview/docs.yaml").ends_with("  dog:\n    name: What it is called.\n"));
    project.is_fresh();
}

/// A module written by hand that reads what a dog is called.
const PART: &str = "//! Barking.

/// What a dog is called.
pub fn called(dog: &crate::models::Dog) -> &str {
    dog.name.as_deref().unwrap_or_default()
}
";
const EXAMPLE: &str = "//! Calls a dog.

fn main() {
    println!(\"{}\", kennel_client::bark::called(&kennel_client::models::Dog::default()));
}
";

#[cfg(unix)]
#[test]
fn what_is_written_by_hand_and_does_not_fit_stops_it_or_is_left_out() {
    let project = Project::new();
    // What crates depend on is compiled once for all of them.
    let shared = Path::new(REPOSITORY).join("target/scratch");
    fs::create_dir_all(&shared).unwrap();
    fs::create_dir_all(project.path("target")).unwrap();
    std::os::unix::fs::symlink(shared.canonicalize().unwrap(), project.path("target/scratch")).unwrap();
    fs::copy(Path::new(REPOSITORY).join("Cargo.lock"), project.path("Cargo.lock")).unwrap();
    fs::remove_dir_all(project.path("templates/parts")).unwrap();
    project.write("templates/parts/bark.rs", PART);
    project.write("templates/examples/call.rs", EXAMPLE);
    let choices = format!(
        "{CHOICES}\n[stamp]\nfiles = [\"examples/call.rs\"]\n\n[stamp.examples.call]\ntags = [\"dogs\"]\n\n\
         [part.bark]\nfeature = \"noise\"\ntags = [\"dogs\"]\n"
    );
    project.write("spec/preview/generator.toml", &choices);
    assert_eq!(project.run(&["regenerate"]).code, Some(0));

    let fits = project.refresh_and_compile("age: {type: integer}", "age: {type: string}", &[]);
    assert_eq!((fits.code, fits.err.as_str()), (Some(0), ""), "{}", fits.out);

    let tree = || {
        let mut tree = project.tree();
        tree.retain(|path, _| !path.starts_with("target"));
        tree
    };
    let before = tree();
    let (from, to) = ("name: {type: string}, age: {type: integer}", "name: {type: array, items: {type: string}}");
    let refused = project.refresh_and_compile(from, to, &[]);
    assert_eq!(refused.code, Some(1), "{}", refused.err);
    assert!(refused.err.contains("error[stale-part]: [part.bark] does not fit"), "{}", refused.err);
    assert!(refused.err.contains("\n  templates/parts/bark.rs:5: "), "{}", refused.err);
    assert_eq!(tree(), before);

    let left_out = project.refresh_and_compile(from, to, &["--drop-stale"]);
    assert_eq!(left_out.code, Some(0), "{}", left_out.err);
    assert!(left_out.err.contains("warning[left-out]: [part.bark] is left out: no method named `as_deref`"));
    let choices = project.read("spec/preview/generator.toml");
    assert_eq!(choices.matches("\nleft-out = \"").count(), 2, "{choices}");
    // Whoever asks for its feature still gets a crate.
    let manifest = project.read("generated/Cargo.toml");
    assert!(manifest.contains("\nnoise = []\n") && !manifest.contains("name = \"call\""), "{manifest}");
    assert!(!project.path("generated/src/bark.rs").exists() && !project.path("generated/examples").exists());
    assert!(project.read("templates/CHANGELOG.md").contains("#### Not there for now\n\n- the module `bark`, until"));
    let check = project.run(&["regenerate", "--check"]);
    assert_eq!(check.code, Some(0), "{}", check.err);
}

#[test]
fn a_version_of_its_own_leaves_the_crate_alone() {
    let project = Project::new();
    let other = SOURCES.replace("preview", "two").replace("Kennel API", "Kennel API 2");
    project.write("spec/sources.toml", &format!("{SOURCES}{other}"));
    project.write("spec/two/description.yaml", DESCRIPTION);
    let crate_of = |tree: BTreeMap<PathBuf, Vec<u8>>| {
        tree.into_iter().filter(|(path, _)| !path.starts_with("spec") && !path.starts_with("target"))
    };
    let before: Vec<_> = crate_of(project.tree()).collect();
    project.write("in.yaml", &DESCRIPTION.replace("age: {type: integer}", "age: {type: string}"));
    let run = project.run(&["refresh", "two", "--from", "in.yaml", "--no-check"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert_eq!(crate_of(project.tree()).collect::<Vec<_>>(), before);
    assert!(project.read("spec/two/CHANGELOG.md").contains("### Kennel API 2, description of 11111111\n"));
    assert!(project.read("spec/two/names.lock").contains("dog -> Dog"));
    assert!(project.read("target/crates/two/src/models/dogs.rs").contains("pub age: "));
    project.is_fresh();
}

#[test]
fn a_step_that_fails_leaves_all_as_it_was() {
    let project = Project::new();
    let before = project.tree();
    let fails = |from: &str, to: &str, reason: &str| {
        let run = project.refresh(from, to, &[]);
        assert_eq!(run.code, Some(2), "{}", run.out);
        assert!(run.err.contains(reason), "{}", run.err);
        assert_eq!(project.tree(), before);
    };
    fails("openapi: 3.0.1", "openapi: [3.0.1", "yaml-syntax");
    fails("schemas/dog'", "schemas/cat'", "dangling-ref");
    fails("schemas:\n", "schemas:\n    dog: {type: object}\n", "duplicate-key");
    // The last step of all: the crate cannot be exchanged.
    let manifest = project.read("generated/Cargo.toml");
    project.write("generated/Cargo.toml", "# by hand\n");
    let before = project.tree();
    let run = project.refresh("age: {type: integer}", "age: {type: string}", &[]);
    assert_eq!(run.code, Some(2), "{}", run.out);
    assert!(run.err.contains("did not make"), "{}", run.err);
    assert_eq!(project.tree(), before);
    project.write("generated/Cargo.toml", &manifest);
    project.is_fresh();
}

#[test]
fn a_correction_that_is_missing_is_told_and_does_not_stand_in_the_way() {
    let project = Project::new();
    let run = project.refresh("      operationId: getDog\n", "", &[]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(run.err.contains("warning[missing-operation-id]") && run.err.contains("1 of these"), "{}", run.err);
}

#[cfg(unix)]
#[test]
fn a_run_that_is_killed_leaves_all_as_it_was() {
    let project = Project::new();
    let before = project.tree();
    // It waits for the description, and gets half of it.
    let mut command = project.command(&["refresh", "--from", "/dev/stdin"]);
    let mut run: Child = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let (head, _) = DESCRIPTION.split_at(100);
    std::io::Write::write_all(run.stdin.as_mut().unwrap(), head.as_bytes()).unwrap();
    run.kill().unwrap();
    run.wait().unwrap();
    assert_eq!(project.tree(), before);
}

/// What a run leaves that is killed at the worst of times: some files are exchanged, others are not.
#[test]
fn the_next_run_brings_back_what_a_killed_one_exchanged() {
    let project = Project::new();
    let before = project.tree();
    let (log, facts) = ("templates/CHANGELOG.md", "spec/preview/description.yaml");
    fs::rename(project.path(log), project.path("templates/.CHANGELOG.md.old")).unwrap();
    project.write(log, "# What was new\n");
    fs::copy(project.path(facts), project.path("spec/preview/.description.yaml.old")).unwrap();
    project.write("spec/preview/.description.yaml.new", "openapi: 3.0.1\n");
    project.write("target/descriptions/preview.yaml", "openapi: 3.0.1\n");
    let journal = format!("= {log}\n+ target/descriptions/preview.yaml\n= {facts}\n");
    project.write("spec/.refresh", &journal);

    let run = project.run(&["regenerate"]);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    assert_eq!(project.tree(), before);
}

#[test]
fn a_version_without_a_folder_is_not_for_it() {
    let project = Project::new();
    project.write("spec/sources.toml", &SOURCES.replace("\"preview\"", "\"two\""));
    let run = project.run(&["refresh", "two", "--from", "in.yaml"]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("spec/two is missing"), "{}", run.err);
}
