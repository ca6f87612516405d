//! Compiling a new crate apart from the project, to tell what of it that is written by hand does not fit a description.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use openapi_rust_codegen::choices::Choices;
use openapi_rust_codegen::pipeline::Output;
use serde::Deserialize;

use crate::failure::{Context as _, Failure, Hint as _};
use crate::files;
use crate::tree;

/// Where crates are compiled, apart from the workspace.
const TARGET: &str = "target/scratch/target";
/// So many errors of one file are told.
const SHOWN: usize = 3;

/// A part or an example that does not compile.
pub struct Misfit {
    kind: Kind,
    /// Its name in `generator.toml`.
    name: String,
    /// What the compiler says, each error with its place among the templates.
    errors: Vec<(String, String)>,
}

/// What is written by hand and names models.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// A module.
    Part,
    /// An example.
    Example,
}

impl Kind {
    /// The way to its table in `generator.toml`.
    fn table(self) -> &'static [&'static str] {
        match self {
            Self::Part => &["part"],
            Self::Example => &["stamp", "examples"],
        }
    }
}

impl Misfit {
    /// The way to it in `generator.toml`.
    pub fn way(&self) -> impl Iterator<Item = &str> {
        self.kind.table().iter().copied().chain([self.name.as_str()])
    }

    /// The public module that the crate lacks without it.
    pub fn module(&self) -> Option<&str> {
        (self.kind == Kind::Part).then_some(self.name.as_str())
    }

    /// The first thing that is wrong with it.
    pub fn reason(&self) -> &str {
        self.errors.first().map_or("it does not compile", |(_, message)| message)
    }
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let table = self.kind.table().join(".");
        write!(f, "[{table}.{}] does not fit the new description", self.name)?;
        for (place, message) in self.errors.iter().take(SHOWN) {
            write!(f, "\n  {place}: {message}")?;
        }
        match self.errors.len().saturating_sub(SHOWN) {
            0 => Ok(()),
            more => write!(f, "\n  and {more} more errors"),
        }
    }
}

/// Writes a crate into a folder, with the versions of dependencies that the project has.
pub fn write(root: &Path, folder: &Path, output: &Output) -> Result<(), Failure> {
    if !tree::compare(folder, &output.files)?.is_empty() {
        tree::replace(folder, &output.files)?;
    }
    if let Some(lock) = files::read_optional(&root.join("Cargo.lock"))? {
        files::write(&folder.join("Cargo.lock"), &lock)?;
    }
    Ok(())
}

/// Compiles a crate that was written, all of its features and examples; gives what of it does not fit.
pub fn compile(root: &Path, folder: &Path, output: &Output) -> Result<Vec<Misfit>, Failure> {
    let target = root.join(TARGET);
    std::fs::create_dir_all(&target).context(|| format!("cannot make {}", target.display()))?;
    let full = |path: &Path| path.canonicalize().context(|| format!("cannot find {}", path.display()));
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["check", "--lib", "--examples", "--all-features", "--keep-going", "--message-format=json"]);
    cargo.current_dir(full(folder)?).env("CARGO_TARGET_DIR", full(&target)?).stdin(Stdio::null());
    let run = cargo.output().context(|| "cannot run cargo".to_owned())?;
    if run.status.success() {
        return Ok(Vec::new());
    }
    let (misfits, others) = sort(&String::from_utf8_lossy(&run.stdout), &output.choices);
    if misfits.is_empty() {
        let told = if others.is_empty() { String::from_utf8_lossy(&run.stderr).into_owned() } else { others.concat() };
        let told: Vec<&str> = told.lines().take(60).collect();
        let failure = Failure::new(format!("the new crate does not compile; nothing was written\n{}", told.join("\n")));
        return Err(failure).hint("--no-check writes it nonetheless");
    }
    Ok(misfits)
}

/// A line of what cargo prints.
#[derive(Deserialize)]
struct Line {
    message: Option<Message>,
}

/// What the compiler says.
#[derive(Deserialize)]
struct Message {
    level: String,
    #[serde(rename = "message")]
    text: String,
    rendered: Option<String>,
    #[serde(default)]
    spans: Vec<Span>,
}

#[derive(Deserialize)]
struct Span {
    file_name: PathBuf,
    line_start: usize,
    is_primary: bool,
}

/// Errors by the part or example that each is in; and the others, as they were printed.
fn sort(printed: &str, choices: &Choices) -> (Vec<Misfit>, Vec<String>) {
    let mut found: BTreeMap<(Kind, String), Vec<(String, String)>> = BTreeMap::new();
    let mut others = Vec::new();
    let lines = printed.lines().filter_map(|line| serde_json::from_str::<Line>(line).ok()?.message);
    for error in lines.filter(|message| message.level == "error") {
        let span = error.spans.iter().find(|span| span.is_primary);
        match span.and_then(|span| Some((origin(&span.file_name, choices)?, span.line_start))) {
            Some(((kind, name, file), line)) => {
                found.entry((kind, name)).or_default().push((format!("{file}:{line}"), error.text));
            }
            // One without a place only counts the others.
            None if span.is_some() => others.extend(error.rendered),
            None => {}
        }
    }
    let misfit = |((kind, name), errors)| Misfit { kind, name, errors };
    (found.into_iter().map(misfit).collect(), others)
}

/// The part or example that a file of the crate belongs to, and the template that it was stamped from.
fn origin(file: &Path, choices: &Choices) -> Option<(Kind, String, String)> {
    let mut steps = file.iter().filter_map(|step| step.to_str());
    let folder = steps.next()?;
    let name = steps.next()?.trim_end_matches(".rs").to_owned();
    let rest = file.strip_prefix(folder).ok()?.display();
    match folder {
        "src" if choices.part.keys().any(|part| *part.get_ref() == name) => {
            Some((Kind::Part, name, format!("templates/parts/{rest}")))
        }
        "examples" if choices.stamp.examples.keys().any(|example| *example.get_ref() == name) => {
            Some((Kind::Example, name, format!("templates/examples/{rest}")))
        }
        _ => None,
    }
}
