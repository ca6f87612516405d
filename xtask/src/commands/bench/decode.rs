//! `bench decode`: lists that are read and written, by the generated crate, by the same crate with serde's derives, and as a
//! JSON tree.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use clap::Args;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::derived::{self, Extras};
use super::report::{Report, Table, Unit, median};
use super::{build, callgrind};
use crate::failure::{Context as _, Failure};
use crate::model::Model;

/// The program that reads and writes, and the one that counts what it asks for: `tests/bench/decode`.
const PROGRAM: &str = "bench-decode";
const COUNTER: &str = "bench-decode-count";
/// Whose the generated crate is.
const OURS: &str = "ours";
/// How many times as fast as derives reading and writing have to be.
const READING: f64 = 1.0;
const WRITING: f64 = 1.2;
/// How often something is done below valgrind, beside once: what these differ by is without the start.
const PROFILED: u32 = 4;

/// What `bench decode` takes.
#[derive(Args)]
pub struct Decode {
    /// How often to measure each way, by turns; the median of the ratios counts.
    #[arg(long, default_value_t = 31, value_parser = clap::value_parser!(u16).range(1..))]
    rounds: u16,
}

impl Decode {
    pub fn run(&self, root: &Path) -> Result<Report, Failure> {
        let output = Model { spec: None, profile: None, allow_dangling: false }.generate(root)?;
        let folder = root.join("target/bench");
        derived::write(root, &output, Extras::Ignored, &folder.join("derived"))?;
        derived::write(root, &output, Extras::Kept, &folder.join("kept"))?;
        let programs = compile(root, &folder)?;
        let counted: Vec<Counted> = printed(&programs.join(COUNTER), &[])?;
        let program = programs.join(PROGRAM);
        let measured: Vec<Measured> = printed(&program, &[&self.rounds.to_string()])?;
        let mut report = Report::new();
        for what in [What::Decode, What::Encode] {
            for unknown in [false, true] {
                let of_kind = |case: &Case| case.unknown == unknown;
                let measured: Vec<&Measured> = measured.iter().filter(|it| of_kind(&it.case)).collect();
                let counted: Vec<&Counted> = counted.iter().filter(|it| of_kind(&it.case)).collect();
                what.tell(unknown, &measured, &counted, &program, &mut report)?;
            }
        }
        report.note(
            "`derived` leaves unknown fields out, `kept` keeps them by `#[serde(flatten)]`, `tree` is `serde_json::Value`",
        );
        Ok(report)
    }
}

/// Compiles the programs with optimisation; gives the folder that they are in.
fn compile(root: &Path, target: &Path) -> Result<PathBuf, Failure> {
    let mut cargo = build::program();
    build::undisturbed(&mut cargo);
    cargo.args(["build", "--release", "--quiet", "--manifest-path"]);
    cargo.arg(root.join("tests/bench/decode/Cargo.toml")).env("CARGO_TARGET_DIR", target);
    let built = cargo.status().context(|| "cannot run cargo".to_owned())?;
    if !built.success() {
        return Err(Failure::new(format!("{PROGRAM} does not compile")));
    }
    Ok(target.join("release"))
}

fn printed<T: DeserializeOwned>(program: &Path, arguments: &[&str]) -> Result<Vec<T>, Failure> {
    let name = program.display();
    let ran = Command::new(program).args(arguments).stderr(Stdio::inherit()).output();
    let ran = ran.context(|| format!("cannot run {name}"))?;
    if !ran.status.success() {
        return Err(Failure::new(format!("{name} failed")));
    }
    let lines = String::from_utf8_lossy(&ran.stdout);
    lines.lines().map(|line| serde_json::from_str(line).context(|| format!("{name} prints {line}"))).collect()
}

/// What was read and written, and by whom.
#[derive(Deserialize, PartialEq, Eq)]
struct Case {
    document: String,
    unknown: bool,
    whose: String,
}

/// How long it took, round by round, in nanoseconds.
#[derive(Deserialize)]
struct Measured {
    #[serde(flatten)]
    case: Case,
    bytes: f64,
    decode: Vec<f64>,
    encode: Vec<f64>,
}

/// How often memory was asked for.
#[derive(Deserialize)]
struct Counted {
    #[serde(flatten)]
    case: Case,
    decode: f64,
    encode: f64,
    /// Objects of the document that have fields which no model knows.
    strangers: f64,
}

/// A direction.
#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Decode,
    Encode,
}

impl What {
    fn name(self) -> &'static str {
        match self {
            Self::Decode => "decode",
            Self::Encode => "encode",
        }
    }

    fn rounds(self, measured: &Measured) -> &[f64] {
        match self {
            Self::Decode => &measured.decode,
            Self::Encode => &measured.encode,
        }
    }

    fn count(self, counted: &Counted) -> f64 {
        match self {
            Self::Decode => counted.decode,
            Self::Encode => counted.encode,
        }
    }

    fn bound(self) -> f64 {
        match self {
            Self::Decode => READING,
            Self::Encode => WRITING,
        }
    }

    /// A table of one kind of documents, and what has to hold of it.
    fn tell(
        self,
        unknown: bool,
        measured: &[&Measured],
        counted: &[&Counted],
        program: &Path,
        report: &mut Report,
    ) -> Result<(), Failure> {
        let columns = [
            ("speed", Unit::MegabytesPerSecond),
            ("ours is so fast", Unit::Ratio),
            ("instructions", Unit::Count),
            ("fewer in ours", Unit::Ratio),
            ("allocations", Unit::Count),
        ];
        let kind = if unknown { "with" } else { "without" };
        let mut table = Table::new(format!("{}, {kind} unknown fields", self.name()), &columns);
        let rival = if unknown { "kept" } else { "derived" };
        for ours in measured.iter().filter(|it| it.case.whose == OURS) {
            let document = &ours.case.document;
            let allocations = |whose: &str| {
                let of = |it: &&&Counted| it.case.document == *document && it.case.whose == whose;
                counted.iter().find(of).map(|it| self.count(it))
            };
            let instructions_of_ours = self.instructions(program, &ours.case)?;
            for way in measured.iter().filter(|it| it.case.document == *document) {
                let ratio = self.as_fast(ours, way);
                let instructions = self.instructions(program, &way.case)?;
                let fewer = instructions.zip(instructions_of_ours).map(|(theirs, ours)| theirs / ours);
                let nanoseconds = median(self.rounds(way).to_vec());
                let speed = nanoseconds.map(|nanoseconds| way.bytes * 1e3 / nanoseconds);
                let allocated = allocations(&way.case.whose);
                table.row(format!("{document}, {}", way.case.whose), [speed, ratio, instructions, fewer, allocated]);
                if let (true, Some(ratio)) = (way.case.whose == rival, ratio) {
                    let what = format!("{} {document} {kind} unknown fields, times as fast as {rival}", self.name());
                    report.at_least(what, ratio, self.bound());
                }
            }
            if let Some((ours, theirs)) = allocations(OURS).zip(allocations(rival)) {
                let strangers = counted.iter().find(|it| it.case.document == *document).map(|it| it.strangers);
                let what = format!("{} {document} {kind} unknown fields, allocations", self.name());
                report.at_most(what, ours, theirs + strangers.unwrap_or_default());
            }
        }
        report.table(table);
        Ok(())
    }

    /// How many times as fast ours is.
    fn as_fast(self, ours: &Measured, way: &Measured) -> Option<f64> {
        median(self.rounds(way).iter().zip(self.rounds(ours)).map(|(theirs, ours)| theirs / ours).collect())
    }

    /// Instructions of doing it once, where there is a valgrind.
    fn instructions(self, program: &Path, case: &Case) -> Result<Option<f64>, Failure> {
        let Case { document, unknown, whose } = case;
        let profile =
            program.with_file_name(format!("{PROGRAM}-{}-{document}-{unknown}-{whose}.callgrind", self.name()));
        let of = |times: u32| {
            let arguments = ["repeat", self.name(), document, &unknown.to_string(), whose, &times.to_string()];
            callgrind::instructions(program, &arguments, &profile)
        };
        let Some(once) = of(1)? else { return Ok(None) };
        Ok(of(1 + PROFILED)?.map(|more| (more - once) / f64::from(PROFILED)))
    }
}
