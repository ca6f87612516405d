//! What `cargo xtask regenerate` says about input that it cannot use, and what it leaves behind: the old output, whole.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

const REPOSITORY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
const XTASK: &str = env!("CARGO_BIN_EXE_xtask");
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
const OVERLAY: &str = "overlay: 1.0.0\ninfo: {title: T, version: '1'}\nactions:\n";
const SPEC: &str = "spec/preview/description.yaml";
const CORRECTIONS: &str = "spec/preview/corrections.yaml";
const CHOICES: &str = "spec/preview/generator.toml";
const LOCK: &str = "spec/preview/names.lock";

/// A small project that is fresh.
struct Project(TempDir);

type Tree = BTreeMap<PathBuf, Vec<u8>>;

impl Project {
    fn made() -> Self {
        let project = Self(TempDir::new().unwrap());
        for (path, bytes) in tree(&Path::new(REPOSITORY).join("templates")) {
            project.write(&format!("templates/{}", path.display()), bytes);
        }
        fs::copy(Path::new(REPOSITORY).join("LICENSE"), project.path("LICENSE")).unwrap();
        project.write(SPEC, DESCRIPTION);
        project.passes();
        project
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        fs::create_dir_all(self.path(path).parent().unwrap()).unwrap();
        fs::write(self.path(path), content).unwrap();
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.0.path()).env("RUST_BACKTRACE", "1");
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(XTASK).args(["regenerate", "--root", "."]).args(arguments).output().unwrap()
    }

    /// A run by a shell that first sets some limits.
    fn run_limited(&self, limits: &str, arguments: &[&str]) -> Output {
        let script = format!("{limits}; exec \"$0\" regenerate --root . \"$@\"");
        self.command("sh").args(["-c", &script, XTASK]).args(arguments).output().unwrap()
    }

    fn passes(&self) {
        let output = self.run(&[]);
        assert!(output.status.success(), "{}", stderr(&output));
    }

    /// What a run says that must fail and leave everything as it is.
    fn refused(&self, arguments: &[&str]) -> String {
        let before = self.tree();
        let output = self.run(arguments);
        assert!(self.tree() == before, "something was written");
        self.told(&output)
    }

    /// What a run says that failed as it should: not by a panic.
    fn told(&self, output: &Output) -> String {
        let text = stderr(output);
        assert_eq!(output.status.code(), Some(2), "{:?} {text}", output.status);
        assert!(!text.contains("panicked") && !text.contains("backtrace"), "{text}");
        let (_, text) = text.split_once("error").unwrap();
        let real = self.0.path().canonicalize().unwrap();
        format!("error{text}").replace(&real.display().to_string(), "ROOT")
    }

    /// What is said about each content of a file.
    fn refused_contents(&self, file: &str, contents: &[&[u8]]) -> String {
        let old = fs::read(self.path(file)).ok();
        let mut told = String::new();
        for content in contents {
            self.write(file, content);
            writeln!(told, "---- {}\n{}", String::from_utf8_lossy(content).trim_end(), self.refused(&[])).unwrap();
        }
        match old {
            Some(old) => self.write(file, old),
            None => fs::remove_file(self.path(file)).unwrap(),
        }
        told
    }

    /// What is said about the description, each time with one text changed.
    fn refused_changes(&self, changes: &[(&str, &str)]) -> String {
        let mut told = String::new();
        for (from, to) in changes {
            assert!(DESCRIPTION.contains(from), "{from}");
            self.write(SPEC, DESCRIPTION.replacen(from, to, 1));
            writeln!(told, "---- {from} => {to}\n{}", self.refused(&[])).unwrap();
        }
        told
    }

    /// Everything in the project, hidden files too.
    fn tree(&self) -> Tree {
        tree(self.0.path())
    }

    fn generated(&self) -> Tree {
        tree(&self.path("generated"))
    }

    /// Names of files and folders that only a run that goes on may have.
    fn leftovers(&self) -> Vec<PathBuf> {
        let is_hidden = |path: &&PathBuf| path.iter().any(|part| part.to_string_lossy().starts_with('.'));
        self.tree().keys().filter(is_hidden).cloned().collect()
    }
}

fn tree(folder: &Path) -> Tree {
    let mut found = Tree::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.insert(path.strip_prefix(folder).unwrap().to_owned(), fs::read(&path).unwrap());
            }
        }
    }
    found
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn a_description_that_is_not_there_or_no_file_is_told() {
    let project = Project::made();
    let mut told = String::new();
    for spec in ["nowhere.yaml", "spec"] {
        told += &project.refused(&["--spec", spec, "--out", "new"]);
    }
    fs::rename(project.path(SPEC), project.path("elsewhere.yaml")).unwrap();
    told += &project.refused(&[]);
    insta::assert_snapshot!(told);
}

#[test]
fn a_file_of_another_kind_is_told() {
    let project = Project::made();
    insta::assert_snapshot!(project.refused_contents(
        SPEC,
        &[
            b"",
            b"openapi: 3.0.1\ninfo: \xff\n",
            b"openapi: 3.0.1\ninfo: [\npaths: {}\n",
            b"<html></html>",
            b"{\"name\": \"package\"}",
            b"swagger: '2.0'\ninfo: {title: T, version: '1'}\npaths: {}\n",
            b"openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\n",
            b"openapi: 3.0.1\ninfo: {version: '1'}\npaths: {/a: {get: {operationId: a, responses: {'200': {$ref: '#/x'}}}}}\n",
        ]
    ));
}

#[test]
fn a_fault_in_a_description_is_told() {
    let project = Project::made();
    let another = "  /cats: {get: {operationId: getDog, responses: {'204': {description: ''}}}}\ncomponents:\n";
    insta::assert_snapshot!(project.refused_changes(&[
        ("schemas/dog'", "schemas/cat'"),
        ("dog: {type", "dog: {allOf: [{$ref: '#/components/schemas/pup'}]}\n    pup: {allOf: [{$ref: '#/components/schemas/dog'}], type"),
        ("{type: object, properties: {name: {type: string}}}", "{$ref: '#/components/schemas/dog'}"),
        ("components:\n", another),
        ("/dogs/{id}:", "/dogs/{id}/{toy}:"),
    ]));
}

#[test]
fn a_fault_in_the_corrections_is_told() {
    let project = Project::made();
    let action = |text: &str| format!("{OVERLAY}- {{{text}, x-reason: r, x-evidence: e}}\n");
    insta::assert_snapshot!(project.refused_contents(
        CORRECTIONS,
        &[
            action("target: $.paths.cats, remove: true").as_bytes(),
            action("target: '$.paths[', remove: true").as_bytes(),
            action("target: $.info, update: [1]").as_bytes(),
            b"overlay: 1.0.0\nactions: [\n",
            b"",
        ]
    ));
}

#[test]
fn a_fault_in_the_choices_or_the_lock_is_told() {
    let project = Project::made();
    let mut told = project.refused_contents(
        CHOICES,
        &[
            b"crate-name = \n",
            b"crate = \"zoo\"\n",
            b"[rename.types.dog]\nto = \"big dog\"\nreason = \"none\"\n",
            b"crate-name = \"\xff\"\n",
        ],
    );
    told += &project.refused_contents(
        LOCK,
        &[
            b"[types]\n<<<<<<< ours\ndog -> Dog\n=======\ndog -> Hound\n>>>>>>> theirs\n",
            b"[types]\ndog -> Dog\ndog -> Hound\n",
            b"\xff\n",
        ],
    );
    insta::assert_snapshot!(told);
}

#[test]
fn faults_of_all_kinds_are_told_in_one_run() {
    let project = Project::made();
    let paths = "  /dogs/{id}/{toy}:
    get:
      operationId: getDog
      parameters: [{name: id, in: path, required: true, schema: {type: strnig}}]
      responses: {'200': {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/cat'}}}}}
components:
";
    project.write(SPEC, DESCRIPTION.replace("components:\n", paths));
    project
        .write(CORRECTIONS, format!("{OVERLAY}- {{target: $.paths.cats, remove: true, x-reason: r, x-evidence: e}}\n"));
    insta::assert_snapshot!(project.refused(&[]));
    project.write(LOCK, "dog -> Dog\n");
    project.write(CHOICES, "crate = \"zoo\"\n");
    let told = project.refused(&[]);
    for code in ["bad-choices", "bad-lock", "overlay-no-match", "duplicate-operation-id", "dangling-ref"] {
        assert!(told.contains(&format!("error[{code}]")), "{told}");
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_told() {
    let project = Project::made();
    project.write("file", "somebody's work");
    let told = project.refused(&["--out", "file"]) + &project.refused(&["--out", "file/below"]);
    insta::assert_snapshot!(told);
}

#[test]
fn a_link_to_a_folder_stays_a_link() {
    let project = Project::made();
    fs::create_dir(project.path("real")).unwrap();
    std::os::unix::fs::symlink("real", project.path("link")).unwrap();
    assert!(project.run(&["--out", "link"]).status.success());
    assert!(fs::symlink_metadata(project.path("link")).unwrap().is_symlink());
    assert!(tree(&project.path("real")) == project.generated());
}

/// A project whose next run changes files of all sizes, and the lock.
struct Changing {
    project: Project,
    old: Tree,
    new: Tree,
    lock: Vec<u8>,
}

impl Changing {
    fn new() -> Self {
        let project = Project::made();
        let (old, lock) = (project.generated(), fs::read(project.path(LOCK)).unwrap());
        for (path, bytes) in tree(&project.path("templates/runtime/src/rt")) {
            let path = format!("templates/runtime/src/rt/{}", path.display());
            project.write(&path, [&bytes[..], b"// changed\n"].concat());
        }
        project.write(SPEC, DESCRIPTION.to_owned() + "    cat: {type: object}\n");
        project.passes();
        let changing = Self { old, new: project.generated(), lock, project };
        assert!(changing.old != changing.new);
        changing.take_back();
        changing
    }

    /// Makes the output what it was before the change.
    fn take_back(&self) {
        fs::remove_dir_all(self.project.path("generated")).unwrap();
        for (path, bytes) in &self.old {
            self.project.write(&format!("generated/{}", path.display()), bytes);
        }
        self.project.write(LOCK, &self.lock);
    }

    /// Checks that a run that was stopped did no harm, and that the next one does its work and leaves nothing else.
    fn goes_on(&self) {
        let now = self.project.generated();
        assert!(now == self.old || now == self.new, "a mixture of old and new");
        self.project.passes();
        assert!(self.project.generated() == self.new);
        assert_eq!(self.project.leftovers(), [] as [PathBuf; 0]);
    }

    /// Starts a run and kills it some time after it has begun to write. Tells whether it was killed.
    fn killed_after(&self, pause: Duration) -> bool {
        let mut run = self.project.command(XTASK);
        let mut run = run.args(["regenerate", "--root", "."]).stdout(Stdio::null()).spawn().unwrap();
        let begun = self.project.path(".generated.new");
        while !begun.exists() && run.try_wait().unwrap().is_none() {}
        thread::sleep(pause);
        run.kill().unwrap();
        run.wait().unwrap().signal().is_some()
    }
}

/// Limits of a shell on the size of a file, in its blocks: each ends a run at another file.
const SIZES: [usize; 6] = [0, 1, 2, 4, 8, 16];

#[test]
fn a_full_disk_leaves_the_old_crate() {
    let changing = Changing::new();
    let before = changing.project.tree();
    let mut told = Vec::new();
    for size in SIZES {
        let output = changing.project.run_limited(&format!("trap '' XFSZ; ulimit -f {size}"), &[]);
        told.push(changing.project.told(&output));
        assert!(changing.project.tree() == before, "something was written: {size}");
    }
    told.dedup();
    insta::assert_snapshot!(told.concat());
    changing.goes_on();
}

#[test]
fn a_run_that_is_killed_as_it_writes_leaves_the_old_crate() {
    let changing = Changing::new();
    for size in SIZES {
        let output = changing.project.run_limited(&format!("ulimit -c 0; ulimit -f {size}"), &[]);
        assert!(output.status.signal().is_some(), "{:?} {}", output.status, stderr(&output));
        assert!(changing.project.generated() == changing.old);
        assert!(!changing.project.leftovers().is_empty());
        changing.goes_on();
        changing.take_back();
    }
}

#[test]
fn a_run_that_is_killed_at_any_time_leaves_one_whole_crate() {
    let changing = Changing::new();
    let mut pause = Duration::ZERO;
    while changing.killed_after(pause) {
        changing.goes_on();
        changing.take_back();
        pause += pause / 10 + Duration::from_micros(100);
    }
    changing.goes_on();
}

#[test]
fn what_a_killed_run_left_goes_even_when_nothing_changes() {
    let project = Project::made();
    let made = project.generated();
    // Killed after the exchange: the old crate, and what cargo keeps in it, stand beside the new one.
    fs::create_dir(project.path(".generated.new")).unwrap();
    project.write(".generated.new/Cargo.toml", "# Generated by\n");
    project.write(".generated.new/Cargo.lock", "kept");
    project.write("spec/preview/.names.lock.new", "[types");
    project.passes();
    assert_eq!(project.leftovers(), [] as [PathBuf; 0]);
    assert_eq!(fs::read(project.path("generated/Cargo.lock")).unwrap(), b"kept");
    fs::remove_file(project.path("generated/Cargo.lock")).unwrap();
    assert!(project.generated() == made);

    // Killed between two renames, where the system cannot exchange.
    fs::rename(project.path("generated"), project.path(".generated.old")).unwrap();
    project.passes();
    assert_eq!(project.leftovers(), [] as [PathBuf; 0]);
    assert!(project.generated() == made);
}

#[test]
fn bombs_are_refused_within_a_gibibyte() {
    let project = Project::made();
    let refused = |text: &str, code: &str| {
        project.write("bomb.yaml", text);
        let limits = "ulimit -v 1048576; ulimit -t 60";
        let output = project.run_limited(limits, &["--spec", "bomb.yaml", "--out", "new"]);
        let told = project.told(&output);
        assert!(told.contains(&format!("error[{code}]")) && told.contains("bomb.yaml:"), "{told}");
        assert!(!project.path("new").exists());
    };
    let head = "openapi: 3.0.1\ninfo: {title: T, version: '1'}\npaths: {}\n";
    let laughs = (1..10).fold(format!("{head}x-0: &a0 [ha, ha, ha, ha, ha, ha, ha, ha, ha, ha]\n"), |text, n| {
        format!("{text}x-{n}: &a{n} [{}]\n", vec![format!("*a{}", n - 1); 10].join(", "))
    });
    refused(&laughs, "too-large");
    refused(&"[".repeat(100_000), "too-deep");
    refused(&"{\"a\":".repeat(100_000), "too-deep");
    refused(&"- ".repeat(100_000), "too-deep");
    refused(&format!("{head}x-a: {}\n", "x".repeat(200 << 20)), "too-large");
    let chain = (0..20_000).fold(format!("{head}components:\n  schemas:\n"), |text, n| {
        format!("{text}    c{n}: {{allOf: [{{$ref: '#/components/schemas/c{}'}}]}}\n", n + 1)
    });
    refused(&chain, "too-deep");
}
