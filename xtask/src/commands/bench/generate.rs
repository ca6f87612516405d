//! `bench generate`: each phase of the generator, and whether it takes longer in step with the description.

use std::fs;
use std::path::Path;
use std::time::Duration;
#[cfg(not(target_os = "linux"))]
use std::time::Instant;

use clap::Args;
use openapi_rust_codegen::pipeline::{self, Input, Output, Phase, Source};

use super::repeat::repeat;
use super::report::{Report, Table, Unit};
use super::rivals;
use crate::failure::Failure;
use crate::model::Model;
use crate::templates;

/// How many times as long the description may take that is four times as long; other multiples may do as much worse.
const MORE_THAN_LINEAR: f64 = 1.1;

/// What `bench generate` takes.
#[derive(Args)]
pub struct Generate {
    #[command(flatten)]
    model: Model,
    /// How often to run; the quickest run counts, and of whole processes the median.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u8).range(1..))]
    runs: u8,
    /// Also run on so many copies of the description in one, each under names of its own, and tell how much longer that
    /// takes than one.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(2..))]
    times: Option<u8>,
    /// Also run openapi-to-rust, progenitor and openapi-generator, which are installed for it, on the description, bent as
    /// far as each of them needs it; and this project's generator in the same way, as a process.
    #[arg(long, requires = "spec")]
    against: bool,
}

impl Generate {
    pub fn run(&self, root: &Path) -> Result<Report, Failure> {
        let mut report = Report::new();
        // First, for what a process starts with counts as its peak: here this one, which grows.
        if let (true, Some(spec)) = (self.against, &self.model.spec) {
            rivals::generate(root, &self.model, spec, self.runs, &mut report)?;
        }
        let profile = self.model.profile(root)?;
        let plain = self.best(&mut |phase| self.model.generate_with(root, &profile, phase))?;
        let mut table = Table::new("generate", &[("CPU", Unit::Seconds)]);
        for (phase, time) in &plain.phases {
            table.row(*phase, [Some(time.as_secs_f64())]);
        }
        table.row("whole", [Some(plain.whole.as_secs_f64())]);
        report.table(table);
        report.note(format!(
            "phases: the quickest of {} runs in this process, whose peak is then {}",
            self.runs,
            peak_memory()
        ));
        if let Some(times) = self.times {
            self.compare(root, times.into(), &mut report)?;
        }
        if cfg!(debug_assertions) {
            report.note(
                "built without optimisation: cargo run --release --package xtask --features mimalloc -- bench generate",
            );
        }
        Ok(report)
    }

    /// The description once and several times over. Both are read as one file, corrected already and without choices, so
    /// that they differ in nothing but their size.
    fn compare(&self, root: &Path, times: usize, report: &mut Report) -> Result<(), Failure> {
        let document = self.model.generate(root)?.document;
        let templates = templates::read(root)?;
        let repeated = |times: usize| {
            let source = Source { name: "repeated".to_owned(), bytes: repeat(&document, times).into_bytes() };
            let dangling = self.model.dangling();
            Input { description: Some(source), templates: templates.clone(), dangling, ..Input::default() }
        };
        let (short, long) = (repeated(1), repeated(times));
        let clocked = |input: &Input| {
            measure(&mut |phase| {
                let refused = |found| Failure::new(format!("the repeated description is refused\n{found}"));
                pipeline::generate(input, phase).map_err(refused)
            })
        };
        let (mut once, mut several) = (clocked(&short)?, clocked(&long)?);
        // By turns, so that whatever else the machine does falls on both.
        for _ in 1..self.runs {
            once = once.min(clocked(&short)?);
            several = several.min(clocked(&long)?);
        }
        let columns = [("once", Unit::Seconds), ("so often", Unit::Seconds), ("as long", Unit::Ratio)];
        let mut table = Table::new(format!("generate, {times} times the description"), &columns);
        let row = |once: Duration, several: Duration| {
            [once.as_secs_f64(), several.as_secs_f64(), ratio(several, once)].map(Some)
        };
        for ((phase, once), (_, several)) in once.phases.iter().zip(&several.phases) {
            table.row(*phase, row(*once, *several));
        }
        table.row("whole", row(once.whole, several.whole));
        report.table(table);
        let limit = f64::from(u32::try_from(times).unwrap_or(u32::MAX)) * MORE_THAN_LINEAR;
        report.at_most(
            format!("{times} times the description, times as long"),
            ratio(several.whole, once.whole),
            limit,
        );
        Ok(())
    }

    /// The quickest of some runs.
    fn best(&self, generate: Run<'_>) -> Result<Time, Failure> {
        let mut best = measure(generate)?;
        for _ in 1..self.runs {
            best = best.min(measure(generate)?);
        }
        Ok(best)
    }
}

/// Something that runs the pipeline and tells its phases.
type Run<'r> = &'r mut dyn FnMut(Phase<'_>) -> Result<Output, Failure>;

/// How long a run took.
struct Time {
    whole: Duration,
    phases: Vec<(&'static str, Duration)>,
}

impl Time {
    /// The shorter one.
    fn min(self, other: Self) -> Self {
        if other.whole < self.whole { other } else { self }
    }
}

fn measure(generate: Run<'_>) -> Result<Time, Failure> {
    let start = cpu_time();
    let mut marks = Vec::new();
    let output = generate(&mut |phase| marks.push((phase, cpu_time())))?;
    let end = cpu_time();
    drop(output);
    let ends = marks.iter().skip(1).map(|(_, time)| *time).chain([end]);
    let mut phases: Vec<(&'static str, Duration)> = Vec::new();
    for ((phase, from), to) in marks.iter().zip(ends) {
        let time = to.saturating_sub(*from);
        // A step may begin many times over.
        match phases.iter_mut().find(|(name, _)| name == phase) {
            Some((_, sum)) => *sum += time,
            None => phases.push((phase, time)),
        }
    }
    Ok(Time { whole: end.saturating_sub(start), phases })
}

fn ratio(several: Duration, once: Duration) -> f64 {
    several.as_secs_f64() / once.as_secs_f64().max(f64::MIN_POSITIVE)
}

/// CPU time of this process. The generator runs on one thread, so the clock on the wall does where this is not known.
#[cfg(target_os = "linux")]
fn cpu_time() -> Duration {
    use nix::time::{ClockId, clock_gettime};
    clock_gettime(ClockId::CLOCK_PROCESS_CPUTIME_ID).map(Duration::from).unwrap_or_default()
}

/// Time since the first call.
#[cfg(not(target_os = "linux"))]
fn cpu_time() -> Duration {
    static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    START.get_or_init(Instant::now).elapsed()
}

fn peak_memory() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.map_or_else(|| "unknown".to_owned(), |size| size.trim().to_owned())
}
