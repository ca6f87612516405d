//! `ci`: everything that must hold before a change is taken in.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use clap::{Args, ValueEnum};
use toml_edit::DocumentMut;

use super::Answer;
use crate::failure::{Context as _, Failure};
use crate::files;
use crate::packages;

/// Names the folder of the official descriptions; they are not part of the project.
const FOLDER: &str = "INTERCOM_DESCRIPTIONS";
/// Official descriptions, the first being that of spec/, and whether they refer to what they do not declare.
const OFFICIAL: [(&str, bool); 7] = [
    ("preview", false),
    ("unstable-2025-01-06", false),
    ("2.16", false),
    ("2.14", false),
    ("2.12", false),
    ("2.10", true),
    ("2.8", true),
];
/// What the examples of the first have brought to light.
const REPORT: &str = "docs/verify-preview.md";
/// A state of the description that is no YAML.
const BROKEN: &str = "a7474e17.after";
/// A target without threads, sockets and clock.
const WASM: &str = "wasm32-unknown-unknown";
/// Where crates that are made here are compiled, apart from the workspace.
const TARGET: &str = "target/scratch/target";

/// Run everything that must hold before a change is taken in.
///
/// The official descriptions are generated, compiled and verified where the environment variable `INTERCOM_DESCRIPTIONS`
/// names their folder.
#[derive(Args)]
pub struct Ci {
    /// How thoroughly.
    #[arg(value_enum, default_value_t = Depth::Usual)]
    depth: Depth,
}

/// How much to run.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Depth {
    /// What every change needs: some minutes.
    Usual,
    /// Every feature by itself as well, and all that is known of every official description: twice as long.
    Deep,
}

impl Ci {
    pub fn run(self, root: &Path) -> Result<Answer, Failure> {
        let root = root.canonicalize().context(|| format!("cannot find {}", root.display()))?;
        let mut ended = Vec::new();
        for step in steps(&root, self.depth == Depth::Deep)? {
            println!("\n== {}", step.name);
            let started = Instant::now();
            let outcome = step.run(&root)?;
            println!("-- {outcome} in {:.1} s", started.elapsed().as_secs_f64());
            ended.push((step.name, outcome, started.elapsed()));
        }
        Ok(summary(&ended))
    }
}

/// Tells what came of every step.
fn summary(ended: &[(String, Outcome, Duration)]) -> Answer {
    println!("\n== summary");
    for (name, outcome, time) in ended {
        println!("{:>8.1} s  {name}: {outcome}", time.as_secs_f64());
    }
    let all_well = ended.iter().all(|(_, outcome, _)| *outcome != Outcome::Failed);
    if all_well { Answer::Yes } else { Answer::No }
}

/// Something to run.
struct Step {
    name: String,
    work: Work,
    /// Arguments of cargo that must succeed, or the step is skipped for the reason.
    needs: Option<(&'static str, &'static str)>,
}

/// What a step does.
enum Work {
    /// Commands that must succeed, in order.
    Run(Vec<Run>),
    /// Nothing, for a reason.
    Skip(&'static str),
}

/// What came of a step.
#[derive(PartialEq, Eq)]
enum Outcome {
    Passed,
    Failed,
    Skipped(&'static str),
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Passed => f.write_str("passed"),
            Self::Failed => f.write_str("FAILED"),
            Self::Skipped(reason) => write!(f, "SKIPPED, {reason}"),
        }
    }
}

impl Step {
    fn new(name: impl Into<String>, runs: impl Into<Vec<Run>>) -> Self {
        Self { name: name.into(), work: Work::Run(runs.into()), needs: None }
    }

    fn skip(name: impl Into<String>, reason: &'static str) -> Self {
        Self { name: name.into(), work: Work::Skip(reason), needs: None }
    }

    /// Is run only where a command of cargo succeeds.
    fn needs(mut self, arguments: &'static str, otherwise: &'static str) -> Self {
        self.needs = Some((arguments, otherwise));
        self
    }

    fn run(&self, root: &Path) -> Result<Outcome, Failure> {
        let runs = match &self.work {
            Work::Run(runs) => runs,
            Work::Skip(reason) => return Ok(Outcome::Skipped(reason)),
        };
        if let Some((arguments, otherwise)) = self.needs
            && !succeeds(arguments)
        {
            return Ok(Outcome::Skipped(otherwise));
        }
        for run in runs {
            if !run.succeeds(root)? {
                return Ok(Outcome::Failed);
            }
        }
        Ok(Outcome::Passed)
    }
}

/// A cargo command.
struct Run {
    arguments: Vec<String>,
    variables: Vec<(&'static str, String)>,
    /// Whether it must have nothing to say.
    silent: bool,
    /// A crate that the command is about, which gets the versions of dependencies that the project has.
    made: Option<PathBuf>,
}

fn cargo(arguments: &str) -> Run {
    let arguments = arguments.split(' ').map(str::to_owned).collect();
    Run { arguments, variables: Vec::new(), silent: false, made: None }
}

impl Run {
    fn with(mut self, argument: impl fmt::Display) -> Self {
        self.arguments.push(argument.to_string());
        self
    }

    fn variable(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.variables.push((name, value.into()));
        self
    }

    /// Apart from the workspace, without a warning.
    fn silent(mut self) -> Self {
        self.silent = true;
        self.with("--quiet").variable("CARGO_TARGET_DIR", TARGET)
    }

    /// On a crate that was made before.
    fn on(mut self, made: &Path) -> Self {
        self.made = Some(made.to_owned());
        self.with("--manifest-path").with(made.join("Cargo.toml").display())
    }

    fn succeeds(&self, root: &Path) -> Result<bool, Failure> {
        if let Some(made) = &self.made {
            files::write(&root.join(made).join("Cargo.lock"), &files::read(&root.join("Cargo.lock"))?)?;
        }
        println!("$ cargo {}", self.arguments.join(" "));
        let mut command = program();
        command.args(&self.arguments).current_dir(root).envs(self.variables.iter().map(|(name, value)| (name, value)));
        let cannot = || "cannot run cargo".to_owned();
        if self.silent {
            let output = command.output().context(cannot)?;
            print!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
            let has_tested = !tests_nothing(&String::from_utf8_lossy(&output.stdout));
            return Ok(output.status.success() && output.stderr.is_empty() && has_tested);
        }
        Ok(command.status().context(cannot)?.success())
    }
}

/// Whether tests were run and there were none, as where a filter no longer fits: cargo takes that for success.
fn tests_nothing(told: &str) -> bool {
    let mut blocks = told.lines().filter_map(|line| line.strip_prefix("running ")).peekable();
    blocks.peek().is_some() && blocks.all(|count| count.starts_with("0 "))
}

/// All steps, in order.
fn steps(root: &Path, deep: bool) -> Result<Vec<Step>, Failure> {
    let mut steps = vec![
        Step::new("format", [cargo("fmt --all --check")]),
        Step::new("lints", [cargo("clippy --workspace --all-targets --all-features -- -D warnings")]),
        Step::new("freshness", [cargo("xtask regenerate --check")]),
        Step::new("documentation", [documented(cargo("doc --workspace --no-deps --all-features"))]),
        Step::new("tests", [cargo("test --workspace")]),
        Step::new("size", [cargo("xtask bench size")]),
        Step::new("examples in the documentation", [cargo("test --doc -p intercom-client --all-features")]),
        Step::new("package", [cargo("package -p intercom-client --allow-dirty")]),
    ];
    dependencies(deep, &mut steps);
    if deep {
        steps.push(each_feature(root)?);
        let native = cargo("test -p intercom-runtime --no-default-features --features native-tls").silent();
        steps.push(Step::new("the system's TLS", [native]));
        let blocking = cargo("test -p intercom-runtime --no-default-features --features blocking").silent();
        steps.push(Step::new("without async", [blocking]));
        steps.push(wasm());
        steps.push(benches());
    }
    // In full, for commands run in the project's folder.
    match std::env::var_os(FOLDER).and_then(|folder| Path::new(&folder).canonicalize().ok()) {
        Some(folder) => official(root, &folder, deep, &mut steps),
        None => steps.push(Step::skip(
            "official descriptions",
            "for INTERCOM_DESCRIPTIONS does not name the folder where they lie",
        )),
    }
    Ok(steps)
}

/// Licences, sources and known faults of what is depended on. The tool for it is installed where there is time.
fn dependencies(deep: bool, steps: &mut Vec<Step>) {
    let tool = "deny --version";
    if deep && !succeeds(tool) {
        steps.push(Step::new("cargo-deny installed", [cargo("install cargo-deny --locked --quiet")]));
    }
    let check = Step::new("dependencies", [cargo("deny check bans licenses sources")]);
    steps.push(check.needs(tool, "for cargo-deny is not installed (cargo install cargo-deny --locked)"));
    let advisories = Step::new("advisories", [cargo("deny check advisories")]);
    steps.push(advisories.needs("deny fetch db", "for cargo-deny cannot fetch them"));
}

/// The crates that `bench` measures. The programs have lists of dependencies of their own, and need what is written first.
fn benches() -> Step {
    let derived = Path::new("target/bench/derived");
    let derive = |to: &str| cargo("xtask bench derive --to").with(to);
    let program = |name: &str| {
        let check = cargo("check --locked --manifest-path").with(format!("tests/bench/{name}/Cargo.toml"));
        check.variable("CARGO_TARGET_DIR", TARGET)
    };
    let runs = [
        derive("target/bench/derived"),
        derive("target/bench/kept").with("--extras"),
        cargo("check").on(derived).silent(),
        program("decode"),
        program("request"),
    ];
    Step::new("benches compiled", runs)
}

/// The client for wasm32, with whatever of it there is.
fn wasm() -> Step {
    let name = format!("{WASM} compiled");
    let folder = Command::new("rustc").args(["--print", "target-libdir", "--target", WASM]).output();
    let folder = folder.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    if !folder.is_ok_and(|folder| Path::new(&folder).is_dir()) {
        return Step::skip(name, "for the target is not installed (rustup target add wasm32-unknown-unknown)");
    }
    let check = |features| cargo("check -p intercom-client --target").with(WASM).with(features).silent();
    Step::new(name, ["--no-default-features", "--all-features"].map(check))
}

/// Whether a command of cargo succeeds, whatever it says.
fn succeeds(arguments: &str) -> bool {
    program().args(arguments.split(' ')).output().is_ok_and(|output| output.status.success())
}

fn program() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

fn documented(run: Run) -> Run {
    run.variable("RUSTDOCFLAGS", "-D warnings")
}

/// The client with each of its features alone; with that of a tag, the examples of its operations as well.
fn each_feature(root: &Path) -> Result<Step, Failure> {
    let path = root.join("generated/Cargo.toml");
    let understand = || format!("cannot understand {}", path.display());
    let text = String::from_utf8(files::read(&path)?).context(understand)?;
    let manifest: DocumentMut = text.parse().context(understand)?;
    let features = manifest.get("features").and_then(|features| features.as_table());
    let features = features.into_iter().flatten().map(|(name, _)| name).filter(|name| *name != "default");
    let is_tag = |name: &str| root.join(format!("generated/src/api/{name}.rs")).exists();
    let check = |name| cargo("check -p intercom-client --no-default-features --features").with(name).silent();
    let run = |name| if is_tag(name) { examples_of(name) } else { check(name) };
    let runs: Vec<Run> = features.map(run).collect();
    Ok(Step::new(format!("each of {} features alone", runs.len()), runs))
}

/// The examples in the documentation of a tag's operations. Those of the crate as a whole are about several tags.
fn examples_of(tag: &str) -> Run {
    let test = cargo("test --doc -p intercom-client --no-default-features --features").with(tag).silent();
    test.with("--").with(format!("src/api/{tag}.rs"))
}

/// What is made of the official descriptions.
fn official(root: &Path, folder: &Path, deep: bool, steps: &mut Vec<Step>) {
    for (name, dangling) in OFFICIAL {
        let spec = folder.join(format!("{name}.yaml"));
        if !spec.exists() {
            steps.push(Step::skip(name, "for the folder does not have it"));
            continue;
        }
        steps.push(compiled(name, &spec, dangling, deep));
        // Only of Preview is it known which of its requests are wrong on purpose.
        if name == OFFICIAL[0].0 {
            let words = cargo("xtask coverage --docs").with("--prose").with(spec.display());
            steps.push(Step::new("every text is there, and our own", [words]));
            let verify = reads("xtask verify", &spec, dangling).with("--report").with(REPORT).with("--check");
            steps.push(Step::new(format!("{name} verified"), [verify]));
            let count = if deep { 100_000 } else { 10_000 };
            let mutate = reads("xtask verify", &spec, dangling).with("--mutate").with(count);
            steps.push(Step::new(format!("{count} changed examples of {name} read"), [mutate]));
            steps.push(conformance(root, name, &spec, deep));
        } else if deep {
            let verify = reads("xtask verify --responses-only", &spec, dangling);
            steps.push(Step::new(format!("replies of {name} verified"), [verify]));
        }
    }
    if deep {
        let moving_on = cargo("test -p xtask --test moving_on -- --ignored");
        let moving_on = moving_on.variable(FOLDER, folder.display().to_string());
        steps.push(Step::new("a description of 2025 followed by the newest", [moving_on]));
        history(&folder.join("history"), steps);
    }
}

/// Calls to a server that somebody else wrote: all of them, or some.
fn conformance(root: &Path, name: &str, spec: &Path, deep: bool) -> Step {
    let title = format!("conformance with {name}");
    // Without Node.js or a network the sample is left out. The whole has to be run, so there it is a failure.
    if !deep && !packages::has_node() {
        return Step::skip(title, "for there is no Node.js");
    }
    if !deep && let Err(failure) = packages::node(root) {
        eprintln!("{}", failure.chain());
        return Step::skip(title, "for the packages of npm cannot be installed");
    }
    let run = |more: &str| cargo("xtask conformance").with("--spec").with(spec.display()).with(more);
    let runs = if deep { vec![run("--every=1"), run("--witnesses")] } else { vec![run("--every=16")] };
    Step::new(title, runs)
}

fn reads(command: &str, spec: &Path, dangling: bool) -> Run {
    let run = cargo(command).with("--spec").with(spec.display());
    if dangling { run.with("--allow-dangling") } else { run }
}

/// A crate of a description, compiled without a warning: by default, or whatever there is of it, its documentation too.
fn compiled(name: &str, spec: &Path, dangling: bool, deep: bool) -> Step {
    let out = Path::new("target/official").join(name);
    let check = if deep { "check --all-features --examples" } else { "check" };
    let mut runs = vec![
        reads("xtask regenerate", spec, dangling).with("--out").with(out.display()),
        cargo(check).on(&out).silent(),
    ];
    if deep {
        runs.push(documented(cargo("doc --no-deps").on(&out).silent()));
    }
    Step::new(format!("{name} compiled"), runs)
}

/// Other states of the descriptions.
fn history(folder: &Path, steps: &mut Vec<Step>) {
    let Ok(entries) = fs::read_dir(folder) else {
        steps.push(Step::skip("history", "for there is none beside the official descriptions"));
        return;
    };
    let mut specs: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    specs.retain(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    specs.sort();
    for spec in specs {
        let name = spec.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        steps.push(match name.as_str() {
            BROKEN => Step::skip(name, "for it is no YAML"),
            _ => compiled(&name, &spec, true, true),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::tests_nothing;

    #[test]
    fn no_tests_where_some_were_asked_for_are_no_success() {
        assert!(tests_nothing("\nrunning 0 tests\n\ntest result: ok. 0 passed\n"));
        assert!(!tests_nothing("\nrunning 0 tests\n\nrunning 2 tests\n..\n"));
        assert!(!tests_nothing(""));
    }
}
