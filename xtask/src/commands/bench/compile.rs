//! `bench compile`: what it costs to compile the generated crate, beside the same crate with serde's derives and beside
//! what other generators make.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;
use openapi_rust_codegen::pipeline::Output;

use super::build::{self, Mode, Package};
use super::candidates::{self, Candidate, Kind};
use super::process::Cost;
use super::report::{Report, Table, Unit, median};
use crate::failure::{Context as _, Failure};
use crate::model::Model;

/// How the crates are compiled.
const MODES: [Mode; 3] = [Mode::Check, Mode::Debug, Mode::Release];
/// How many of what the derives cost the crate may cost.
const OF_DERIVE: [f64; 3] = [1.0 / 3.0, 2.0 / 5.0, 1.0 / 2.0];
/// How much of the whole the tag in the middle may cost, and how much the dearest one.
const OF_WHOLE: [(&str, f64); 2] = [("the tag in the middle", 0.2), ("the dearest tag", 0.5)];
/// Where all of it takes place.
const FOLDER: &str = "target/bench/compile";

/// What `bench compile` takes.
///
/// What is depended on is compiled beforehand. Then each crate is compiled alone and from nothing, by turns, with cargo's own
/// settings for debug and release, and so is a program that uses it; the median counts, of ratios too.
#[derive(Args)]
pub struct Compile {
    /// The official description, which other generators are given; without it they are left out.
    #[arg(long, value_name = "FILE")]
    spec: Option<PathBuf>,
    /// How often to compile.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u8).range(1..))]
    runs: u8,
    /// Compile these alone, by the beginnings of their names.
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,
    /// Leave out the tags by themselves.
    #[arg(long)]
    no_tags: bool,
}

impl Compile {
    pub fn run(&self, root: &Path) -> Result<Report, Failure> {
        let root = root.canonicalize().context(|| format!("cannot find {}", root.display()))?;
        let wanted = self.wanted()?;
        let yard = candidates::Yard { root: root.clone(), folder: root.join(FOLDER), spec: self.spec.clone() };
        let output = Model { spec: None, profile: None, allow_dangling: false }.generate(&root)?;
        let mut report = Report::new();
        report.note(format!("{}, dependencies compiled before", build::compiler()?));
        report.note(format!("of a whole crate and of a program: median of {}", self.runs));
        let mut lot = Lot { runs: self.runs, entries: Vec::new() };
        for kind in wanted {
            if kind.is_rival() && self.spec.is_none() {
                report
                    .note(format!("{} is left out: the official description is not given (--spec FILE)", kind.name()));
            } else if let Err(failure) = yard.make(kind, &output).and_then(|candidate| lot.enter(candidate)) {
                falls_out(kind, failure, &mut report)?;
            }
        }
        lot.measure(&mut report)?;
        if lot.entries.is_empty() {
            return Err(Failure::new("nothing was measured: all that was wanted is left out"));
        }
        lot.programs(&mut report);
        lot.tell(&mut report);
        if !self.no_tags
            && let Some(ours) = lot.entries.iter().find(|entry| entry.candidate.kind == Kind::Ours)
        {
            tags(ours, &output, &mut report)?;
        }
        Ok(report)
    }

    /// What to compile.
    fn wanted(&self) -> Result<Vec<Kind>, Failure> {
        let is_of = |kind: &Kind, name: &String| kind.name().starts_with(name.as_str());
        if let Some(nobody) = self.only.iter().find(|name| !Kind::ALL.iter().any(|kind| is_of(kind, name))) {
            let names = Kind::ALL.map(Kind::name).join("; ");
            return Err(Failure::new(format!("--only {nobody} is the beginning of none of: {names}")));
        }
        let is_wanted = |kind: &Kind| self.only.is_empty() || self.only.iter().any(|name| is_of(kind, name));
        Ok(Kind::ALL.into_iter().filter(is_wanted).collect())
    }
}

/// Something that was wanted is not in the tables. Without ours there is nothing to tell.
fn falls_out(kind: Kind, failure: Failure, report: &mut Report) -> Result<(), Failure> {
    if kind == Kind::Ours {
        return Err(failure);
    }
    report.fails(left_out(kind, &failure));
    Ok(())
}

/// Why something is not in the tables.
fn left_out(kind: Kind, failure: &Failure) -> String {
    eprintln!("{}: {}", kind.name(), failure.chain());
    let chain = failure.chain();
    let told: Vec<&str> = chain.lines().take(4).map(str::trim).collect();
    format!("{} is left out: {}", kind.name(), told.join("; "))
}

/// A crate and what it cost.
struct Entry {
    candidate: Candidate,
    /// In the order of [`MODES`].
    costs: [Vec<Cost>; MODES.len()],
    libraries: [Option<f64>; MODES.len()],
    /// Bytes of the program, and what each time to compile it cost.
    program: Option<f64>,
    programs: Vec<Cost>,
}

impl Entry {
    /// Compiles it from nothing once more.
    fn measure(&mut self, mode: usize) -> Result<Cost, Failure> {
        let cost = self.candidate.package.cold(MODES[mode])?;
        if MODES[mode] != Mode::Check && self.libraries[mode].is_none() {
            self.libraries[mode] = Some(self.candidate.package.library_size(MODES[mode])?);
        }
        self.costs[mode].push(cost);
        Ok(cost)
    }

    /// Compiles the program that uses it once more.
    fn measure_program(&mut self) -> Result<Cost, Failure> {
        let cost = build::program_alone(&self.candidate.program, &self.candidate.package.target)?;
        self.programs.push(cost);
        Ok(cost)
    }

    fn cpu(&self, mode: usize) -> Option<f64> {
        cpu(&self.costs[mode])
    }

    fn part_of(&self, other: &Self, mode: usize) -> Option<f64> {
        ratio(&self.costs[mode], &other.costs[mode])
    }

    fn memory(&self, mode: usize) -> Option<f64> {
        median(self.costs[mode].iter().map(|cost| cost.memory).collect())
    }
}

fn cpu(costs: &[Cost]) -> Option<f64> {
    median(costs.iter().map(|cost| cost.cpu).collect())
}

/// The median of what each run cost as part of the other's run beside it, which took place in the same minutes.
fn ratio(ours: &[Cost], theirs: &[Cost]) -> Option<f64> {
    median(ours.iter().zip(theirs).map(|(ours, theirs)| ours.cpu / theirs.cpu).collect())
}

/// The crates that are compiled.
struct Lot {
    runs: u8,
    entries: Vec<Entry>,
}

impl Lot {
    /// Takes in a crate, with all compiled that it depends on.
    fn enter(&mut self, candidate: Candidate) -> Result<(), Failure> {
        for mode in MODES {
            eprintln!("{}: what it depends on: {}", candidate.kind.name(), mode.name());
            candidate.package.warm(mode)?;
        }
        let (costs, libraries) = Default::default();
        self.entries.push(Entry { candidate, costs, libraries, program: None, programs: Vec::new() });
        Ok(())
    }

    /// Compiles all of them, by turns, so that whatever else the machine does falls on each. One that does not compile
    /// falls out.
    ///
    /// Another one begins each round, since the first after a pause tends to be slower than it is later.
    fn measure(&mut self, report: &mut Report) -> Result<(), Failure> {
        for run in 1..=self.runs {
            for (at, mode) in MODES.into_iter().enumerate() {
                for mut entry in std::mem::take(&mut self.entries) {
                    let kind = entry.candidate.kind;
                    match entry.measure(at) {
                        Ok(cost) => {
                            eprintln!("{}: {} {run}/{}: {:.2} s", kind.name(), mode.name(), self.runs, cost.cpu);
                            self.entries.push(entry);
                        }
                        Err(failure) => falls_out(kind, failure, report)?,
                    }
                }
            }
            if !self.entries.is_empty() {
                self.entries.rotate_left(1);
            }
        }
        self.entries.sort_by_key(|entry| Kind::ALL.iter().position(|kind| *kind == entry.candidate.kind));
        Ok(())
    }

    /// Compiles the programs, by turns as well. The first time is not counted: the library is compiled in it, as part of
    /// a program.
    fn programs(&mut self, report: &mut Report) {
        for entry in &mut self.entries {
            let kind = entry.candidate.kind;
            eprintln!("{}: a program", kind.name());
            match build::program_size(&entry.candidate.program, &entry.candidate.package.target) {
                Ok(size) => entry.program = Some(size),
                Err(failure) => report.fails(format!("the program of {}", left_out(kind, &failure))),
            }
            for remark in &entry.candidate.remarks {
                report.note(format!("{}: {remark}", kind.name()));
            }
        }
        for run in 1..=self.runs {
            for entry in self.entries.iter_mut().filter(|entry| entry.program.is_some()) {
                let kind = entry.candidate.kind;
                match entry.measure_program() {
                    Ok(cost) => eprintln!("{}: a program {run}/{}: {:.2} s", kind.name(), self.runs, cost.cpu),
                    Err(failure) => report.fails(format!("the program of {}", left_out(kind, &failure))),
                }
            }
        }
    }

    fn tell(&self, report: &mut Report) {
        report.table(self.costs());
        report.table(self.programs_table());
        report.table(self.sizes());
        let Some(ours) = self.entries.iter().find(|entry| entry.candidate.kind == Kind::Ours) else { return };
        let columns = ["check", "debug", "release", "program"].map(|name| (name, Unit::Ratio));
        let mut table = Table::new("compile, CPU of ours as part of that of others", &columns);
        let part = |other: &Entry, mode| ours.part_of(other, mode);
        for other in self.entries.iter().filter(|entry| entry.candidate.kind != Kind::Ours) {
            let of_programs = ratio(&ours.programs, &other.programs);
            let of_library = [0, 1, 2].map(|mode| part(other, mode));
            table.row(other.candidate.kind.name(), of_library.into_iter().chain([of_programs]));
        }
        report.table(table);
        for (at, (mode, limit)) in MODES.into_iter().zip(OF_DERIVE).enumerate() {
            if let Some(part) =
                self.entries.iter().find(|it| it.candidate.kind == Kind::Derive).and_then(|it| part(it, at))
            {
                report.at_most(format!("{}, as part of what serde's derives cost", mode.name()), part, limit);
            }
            let rivals = self.entries.iter().filter(|entry| entry.candidate.kind.is_rival());
            if let Some(part) = rivals.filter_map(|it| part(it, at)).max_by(f64::total_cmp) {
                report.at_most(format!("{}, as part of the quickest other generator's", mode.name()), part, 1.0);
            }
        }
    }

    fn costs(&self) -> Table {
        let columns = [
            ("check", Unit::Seconds),
            ("memory", Unit::Bytes),
            ("debug", Unit::Seconds),
            ("debug memory", Unit::Bytes),
            ("release", Unit::Seconds),
            ("release memory", Unit::Bytes),
        ];
        let mut table = Table::new("compile, CPU and peak memory", &columns);
        for entry in &self.entries {
            table.row(
                entry.candidate.kind.name(),
                [0, 1, 2].into_iter().flat_map(|at| [entry.cpu(at), entry.memory(at)]),
            );
        }
        table
    }

    /// What of a crate is compiled anew with each program that uses it is paid for here.
    fn programs_table(&self) -> Table {
        let columns = [("release", Unit::Seconds), ("memory", Unit::Bytes)];
        let mut table = Table::new("compile, a program that makes 13 calls, its library compiled before", &columns);
        for entry in &self.entries {
            let memory = median(entry.programs.iter().map(|cost| cost.memory).collect());
            table.row(entry.candidate.kind.name(), [cpu(&entry.programs), memory]);
        }
        table
    }

    fn sizes(&self) -> Table {
        let columns = [("debug rlib", Unit::Bytes), ("release rlib", Unit::Bytes), ("program", Unit::Bytes)];
        let mut table = Table::new("compile, sizes; the program makes 13 calls and is stripped", &columns);
        for entry in &self.entries {
            table.row(entry.candidate.kind.name(), [entry.libraries[1], entry.libraries[2], entry.program]);
        }
        table
    }
}

/// Each tag by itself: how much of all of them it costs, where what is compiled without any is counted for none.
fn tags(ours: &Entry, output: &Output, report: &mut Report) -> Result<(), Failure> {
    let with = |tag: Option<&str>| {
        let features = tag.map_or_else(|| "reqwest".to_owned(), |tag| format!("reqwest,{tag}"));
        let features = ["--no-default-features".to_owned(), "--features".to_owned(), features];
        Package { features: features.into(), ..ours.candidate.package.clone() }
    };
    let mut parts: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for (at, mode) in [Mode::Check, Mode::Debug].into_iter().enumerate() {
        let Some(all) = ours.cpu(at) else { return Ok(()) };
        let none = with(None);
        none.warm(mode)?;
        let mut without = Vec::new();
        for tag in &output.ir.api.tags {
            // Side by side, since most tags cost less than the machine's speed changes in some minutes. What there is
            // without a tag has been compiled, so this is the tag from nothing.
            let (none, cost) = (none.cold(mode)?.cpu, with(Some(&tag.name)).cold(mode)?.cpu);
            let part = (cost - none) / (all - none).max(f64::MIN_POSITIVE);
            eprintln!("{} alone: {} {cost:.2} s beside {none:.2} s, {part:.2} of all", tag.name, mode.name());
            without.push(none);
            parts.entry(&tag.name).or_default().push(part);
        }
        let without = median(without).unwrap_or_default();
        report.note(format!("no tag at all: {} {without:.2} s, which is taken from each", mode.name()));
    }
    report.note("each tag: compiled once, beside the crate without any");
    let mut table = Table::new("compile, one tag as part of all", &[("check", Unit::Ratio), ("debug", Unit::Ratio)]);
    for (tag, parts) in &parts {
        table.row(*tag, parts.iter().copied().map(Some));
    }
    report.table(table);
    for (at, mode) in [Mode::Check, Mode::Debug].into_iter().enumerate() {
        let of_mode: Vec<f64> = parts.values().filter_map(|parts| parts.get(at).copied()).collect();
        let found = [median(of_mode.clone()), of_mode.into_iter().max_by(f64::total_cmp)];
        for ((what, limit), found) in OF_WHOLE.into_iter().zip(found) {
            if let Some(found) = found {
                report.at_most(format!("{}, {what} as part of all", mode.name()), found, limit);
            }
        }
    }
    Ok(())
}
