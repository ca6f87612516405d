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
/// settings for debug and release; the median counts, of ratios too.
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
        let yard = candidates::Yard { root: root.clone(), folder: root.join(FOLDER), spec: self.spec.clone() };
        let output = Model { spec: None, profile: None, allow_dangling: false }.generate(&root)?;
        let mut report = Report::new();
        report.note(format!("{}, dependencies compiled before, median of {}", build::compiler()?, self.runs));
        let mut lot = Lot { runs: self.runs, entries: Vec::new() };
        for kind in Kind::ALL.into_iter().filter(|kind| self.wants(*kind)) {
            if let Err(failure) = yard.make(kind, &output).and_then(|candidate| lot.enter(candidate)) {
                report.note(left_out(kind, &failure));
            }
        }
        lot.measure(&mut report);
        lot.tell(&mut report);
        if !self.no_tags
            && let Some(ours) = lot.entries.iter().find(|entry| entry.candidate.kind == Kind::Ours)
        {
            tags(ours, &output, &mut report)?;
        }
        Ok(report)
    }

    fn wants(&self, kind: Kind) -> bool {
        self.only.is_empty() || self.only.iter().any(|name| kind.name().starts_with(name.as_str()))
    }
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
    program: Option<f64>,
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

    fn cpu(&self, mode: usize) -> Option<f64> {
        median(self.costs[mode].iter().map(|cost| cost.cpu).collect())
    }

    /// The median of what each run cost as part of the other's run beside it, which took place in the same minutes.
    fn part_of(&self, other: &Self, mode: usize) -> Option<f64> {
        median(self.costs[mode].iter().zip(&other.costs[mode]).map(|(ours, theirs)| ours.cpu / theirs.cpu).collect())
    }

    fn memory(&self, mode: usize) -> Option<f64> {
        median(self.costs[mode].iter().map(|cost| cost.memory).collect())
    }
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
        self.entries.push(Entry { candidate, costs: Default::default(), libraries: [None; 3], program: None });
        Ok(())
    }

    /// Compiles all of them, by turns, so that whatever else the machine does falls on each. One that does not compile
    /// falls out.
    fn measure(&mut self, report: &mut Report) {
        for run in 1..=self.runs {
            for (at, mode) in MODES.into_iter().enumerate() {
                self.entries.retain_mut(|entry| {
                    let cost = entry.measure(at);
                    if let Ok(cost) = &cost {
                        let name = entry.candidate.kind.name();
                        eprintln!("{name}: {} {run}/{}: {:.2} s", mode.name(), self.runs, cost.cpu);
                    }
                    cost.map_err(|failure| report.note(left_out(entry.candidate.kind, &failure))).is_ok()
                });
            }
        }
        for entry in &mut self.entries {
            let kind = entry.candidate.kind;
            eprintln!("{}: a program", kind.name());
            match build::program_size(&entry.candidate.program, &entry.candidate.package.target) {
                Ok(size) => entry.program = Some(size),
                Err(failure) => report.note(format!("the program of {}", left_out(kind, &failure))),
            }
            for remark in &entry.candidate.remarks {
                report.note(format!("{}: {remark}", kind.name()));
            }
        }
    }

    fn tell(&self, report: &mut Report) {
        report.table(self.costs());
        report.table(self.sizes());
        let Some(ours) = self.entries.iter().find(|entry| entry.candidate.kind == Kind::Ours) else { return };
        let columns = MODES.map(|mode| (mode.name(), Unit::Ratio));
        let mut table = Table::new("compile, CPU of ours as part of that of others", &columns);
        let part = |other: &Entry, mode| ours.part_of(other, mode);
        for other in self.entries.iter().filter(|entry| entry.candidate.kind != Kind::Ours) {
            table.row(other.candidate.kind.name(), [0, 1, 2].map(|mode| part(other, mode)));
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
