//! The generators that a user would take instead, in the versions that `tests/bench/rivals.toml` pins, installed into
//! `target/bench/`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use toml_edit::DocumentMut;

use super::bend::Bent;
use super::build;
use super::process::{self, Cost};
use super::report::{Report, Table, Unit, median};
use crate::failure::{Context as _, Failure};
use crate::files;
use crate::model::Model;

/// Where they are installed.
const FOLDER: &str = "target/bench";
/// Which versions.
const PINS: &str = "tests/bench/rivals.toml";
/// What a manifest says besides, so that a crate stands by itself.
const ALONE: &str = "\n[workspace]\n";

/// A generator.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Rival {
    OpenapiToRust,
    Progenitor,
    OpenapiGenerator,
}

impl Rival {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::OpenapiToRust, Self::Progenitor, Self::OpenapiGenerator];

    /// What it is called in tables, and the program of [`super::candidates`] that uses what it makes.
    pub fn name(self) -> &'static str {
        match self {
            Self::OpenapiToRust => "openapi-to-rust",
            Self::Progenitor => "progenitor",
            Self::OpenapiGenerator => "openapi-generator",
        }
    }

    /// What a program depends on that uses what it makes. Everybody has rustls.
    pub fn dependency(self) -> &'static str {
        match self {
            Self::OpenapiToRust => "rival = { path = \"../library\" }",
            Self::Progenitor => {
                "rival = { path = \"../library\" }\n\
                 reqwest = { version = \"0.13\", default-features = false, features = [\"rustls\"] }"
            }
            Self::OpenapiGenerator => {
                "openapi = { path = \"../library\", default-features = false, features = [\"rustls\"] }"
            }
        }
    }

    /// Arguments of cargo that choose the features of what it makes.
    pub fn features(self) -> &'static [&'static str] {
        match self {
            Self::OpenapiGenerator => &["--no-default-features", "--features", "rustls"],
            _ => &[],
        }
    }

    /// Makes a crate of a description, bent as far as need be; gives what was done to it.
    pub fn make(self, root: &Path, spec: Option<&Path>, library: &Path) -> Result<Vec<String>, Failure> {
        let spec = spec.ok_or_else(|| Failure::new("the official description is not given (--spec FILE)"))?;
        let program = self.installed(root)?;
        cleared(library)?;
        let (taken, mut remarks) = self.bent(spec, library)?;
        self.run(&program, &taken, library)?;
        remarks.extend(self.mend(library)?);
        Ok(remarks)
    }

    /// The description that it takes, and what had to be done to it.
    fn bent(self, spec: &Path, library: &Path) -> Result<(PathBuf, Vec<String>), Failure> {
        let mut bent = Bent::read(&files::shown(spec), &files::read(spec)?)?;
        let all = bent.operations();
        match self {
            Self::OpenapiToRust => {
                let taken = spec.canonicalize().context(|| format!("cannot find {}", spec.display()))?;
                return Ok((taken, vec![format!("given {all} of {all} operations, the description as it is")]));
            }
            Self::Progenitor => {
                bent.operation_ids();
                bent.path_parameters();
                bent.items();
                bent.titles();
                bent.properties_of_strings();
                bent.nameless_values();
                bent.media_types();
                bent.no_multipart();
                bent.one_media_type();
                bent.one_reply();
            }
            Self::OpenapiGenerator => {
                bent.version();
                bent.path_parameters();
                bent.items();
                bent.titles();
                bent.properties_of_strings();
            }
        }
        let mut remarks = vec![format!("given {} of {all} operations, the description bent", bent.operations())];
        let (text, done) = bent.end();
        remarks.extend(done);
        let path = library.with_file_name("bent.json");
        files::write(&path, text.as_bytes())?;
        Ok((path, remarks))
    }

    /// Runs it on a description that it takes.
    fn run(self, program: &Path, spec: &Path, out: &Path) -> Result<Cost, Failure> {
        let mut command = Command::new(program);
        match self {
            Self::OpenapiToRust => command.arg("generate").arg(spec).arg("--output-dir").arg(out),
            Self::Progenitor => {
                command.args(["progenitor", "-n", "rival", "-v", "0.1.0", "-i"]).arg(spec).arg("-o").arg(out)
            }
            Self::OpenapiGenerator => command.args(["generate", "-g", "rust", "-i"]).arg(spec).arg("-o").arg(out),
        };
        process::cost(&mut command)
    }

    /// Makes a crate of what it wrote.
    fn mend(self, library: &Path) -> Result<Option<String>, Failure> {
        let manifest = library.join("Cargo.toml");
        match self {
            Self::OpenapiToRust => {
                for name in ["client.rs", "types.rs", "mod.rs"] {
                    let text = files::read(&library.join(name))?;
                    let name = if name == "mod.rs" { "lib.rs" } else { name };
                    files::write(&library.join("src").join(name), &text)?;
                }
                let needed = text(&library.join("REQUIRED_DEPS.toml"))?;
                let package = "[package]\nname = \"rival\"\nversion = \"0.1.0\"\nedition = \"2024\"\n";
                files::write(&manifest, format!("{package}{ALONE}\n{needed}").as_bytes())?;
                Ok(Some("a manifest was written around its modules".to_owned()))
            }
            Self::Progenitor | Self::OpenapiGenerator => {
                let written = text(&manifest)?;
                files::write(&manifest, format!("{written}{ALONE}").as_bytes())?;
                Ok(None)
            }
        }
    }

    /// The program, installed if it is not there in the version that is pinned.
    fn installed(self, root: &Path) -> Result<PathBuf, Failure> {
        let (tool, name) = match self {
            Self::OpenapiToRust => ("cargo", "openapi-to-rust"),
            Self::Progenitor => ("cargo", "cargo-progenitor"),
            Self::OpenapiGenerator => ("pip", "openapi-generator-cli"),
        };
        let pins = text(&root.join(PINS))?.parse::<DocumentMut>().context(|| format!("cannot understand {PINS}"))?;
        let version = pins.get(tool).and_then(|tool| tool.get(name)).and_then(|version| version.as_str());
        let version = version.ok_or_else(|| Failure::new(format!("{PINS} does not pin {name}")))?;
        let folder = root.join(FOLDER);
        let done = folder.join(format!(".{name}-{version}"));
        let program = match tool {
            "cargo" => folder.join("bin").join(name),
            _ => folder.join("python").join(if cfg!(windows) { "Scripts" } else { "bin" }).join(name),
        };
        if !done.exists() || !program.exists() {
            eprintln!("{name} {version}: installed");
            if tool == "cargo" {
                cargo_install(&folder, name, version)?;
            } else {
                pip_install(&folder, name, version)?;
            }
            files::write(&done, b"")?;
        }
        Ok(program)
    }
}

fn cargo_install(folder: &Path, name: &str, version: &str) -> Result<(), Failure> {
    let mut cargo = build::program();
    cargo.args(["install", "--quiet", "--locked", name, "--version", version, "--root"]).arg(folder);
    process::cost(cargo.env("CARGO_TARGET_DIR", folder.join("build"))).map(drop)
}

/// What runs on Java comes by pip, which takes it from the registry as it is.
fn pip_install(folder: &Path, name: &str, version: &str) -> Result<(), Failure> {
    process::cost(Command::new("java").arg("-version"))?;
    let home = folder.join("python");
    process::cost(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&home))?;
    let python = home.join(if cfg!(windows) { "Scripts/python" } else { "bin/python" });
    let mut pip = Command::new(python);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
    process::cost(pip.arg(format!("{name}=={version}"))).map(drop)
}

fn text(path: &Path) -> Result<String, Failure> {
    String::from_utf8(files::read(path)?).context(|| format!("{} is no text", path.display()))
}

/// What each of them costs for a description, bent as far as need be, beside ours, by turns: all are whole processes.
pub fn generate(root: &Path, model: &Model, spec: &Path, runs: u8, report: &mut Report) -> Result<(), Failure> {
    let folder = root.join(FOLDER).join("generate");
    let ours = || whole(root, model, spec, &folder.join("ours"));
    // What this process has had counts as the peak of those that it starts, and bending takes memory.
    let memory = ours()?.memory;
    let mut ready = Vec::new();
    for rival in Rival::ALL {
        match Ready::make(rival, root, spec, folder.join(rival.name()).join("out")) {
            Ok(rival) => ready.push(rival),
            Err(failure) => report.fails(format!("{} does not run: {}", rival.name(), last_line(&failure))),
        }
    }
    let mut costs = Vec::new();
    for _ in 0..runs {
        costs.push(ours()?.cpu);
        for mut rival in std::mem::take(&mut ready) {
            match rival.run() {
                Ok(()) => ready.push(rival),
                Err(failure) => report.fails(format!("{} fails: {}", rival.rival.name(), last_line(&failure))),
            }
        }
    }
    let columns = [("CPU", Unit::Seconds), ("as much as ours", Unit::Ratio), ("memory", Unit::Bytes)];
    let mut table = Table::new("generate, other generators", &columns);
    table.row("ours, a whole process", [median(costs.clone()), Some(1.0), Some(memory)]);
    for Ready { rival, costs: theirs, .. } in ready {
        let cpu = theirs.iter().map(|cost| cost.cpu);
        let ratios = cpu.clone().zip(&costs).map(|(theirs, ours)| theirs / ours);
        let memory = theirs.iter().map(|cost| cost.memory);
        table.row(rival.name(), [cpu.collect(), ratios.collect(), memory.collect()].map(median));
    }
    report.table(table);
    Ok(())
}

/// What this project's generator costs, run as the others are.
fn whole(root: &Path, model: &Model, spec: &Path, out: &Path) -> Result<Cost, Failure> {
    let program = std::env::current_exe().context(|| "cannot tell which program this is".to_owned())?;
    let mut command = Command::new(program);
    command.arg("regenerate").arg("--root").arg(root).arg("--spec").arg(spec).arg("--out").arg(out);
    if let Some(profile) = &model.profile {
        command.args(["--profile", profile]);
    }
    if model.allow_dangling {
        command.arg("--allow-dangling");
    }
    cleared(out)?;
    process::cost(&mut command)
}

/// A generator that can be run on a description.
struct Ready {
    rival: Rival,
    program: PathBuf,
    spec: PathBuf,
    out: PathBuf,
    costs: Vec<Cost>,
}

impl Ready {
    fn make(rival: Rival, root: &Path, spec: &Path, out: PathBuf) -> Result<Self, Failure> {
        let program = rival.installed(root)?;
        let (spec, _) = rival.bent(spec, &out)?;
        Ok(Self { rival, program, spec, out, costs: Vec::new() })
    }

    fn run(&mut self) -> Result<(), Failure> {
        cleared(&self.out)?;
        self.costs.push(self.rival.run(&self.program, &self.spec, &self.out)?);
        Ok(())
    }
}

fn cleared(folder: &Path) -> Result<(), Failure> {
    if folder.exists() {
        fs::remove_dir_all(folder).context(|| format!("cannot remove {}", folder.display()))?;
    }
    Ok(())
}

fn last_line(failure: &Failure) -> String {
    failure.chain().lines().last().unwrap_or_default().trim().to_owned()
}
