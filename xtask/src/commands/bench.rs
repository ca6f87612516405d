//! `bench`: how fast the generator is.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use clap::{Args, Subcommand};
use openapi_rust_codegen::pipeline::{self, Input, Output, Phase, Source};

use super::Answer;
use crate::failure::{Context as _, Failure};
use crate::model::Model;
use crate::repeat::repeat;
use crate::templates;

/// Measure.
#[derive(Args)]
pub struct Bench {
    #[command(subcommand)]
    what: What,
}

/// What to measure.
#[derive(Subcommand)]
enum What {
    /// The generator: each phase and the whole, CPU seconds and peak memory. Build with --release for figures that count.
    Generate(Generate),
}

impl Bench {
    pub fn run(self, root: &Path) -> Result<Answer, Failure> {
        match self.what {
            What::Generate(generate) => generate.run(root),
        }
    }
}

/// What `bench generate` takes.
#[derive(Args)]
struct Generate {
    #[command(flatten)]
    model: Model,
    /// How often to run; the quickest run counts.
    #[arg(long, default_value_t = 5)]
    runs: usize,
    /// Also run on so many copies of the description in one, each under names of its own, and tell how much longer that
    /// takes than one.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(2..))]
    times: Option<u8>,
    /// Also run the generators that are installed besides, on the description as it is: openapi-to-rust, progenitor and
    /// openapi-generator.
    #[arg(long, requires = "spec")]
    against: bool,
}

impl Generate {
    fn run(&self, root: &Path) -> Result<Answer, Failure> {
        let profile = self.model.profile(root)?;
        let plain = self.best(&mut |phase| self.model.generate_with(root, &profile, phase))?;
        plain.print();
        println!("peak memory {}", peak_memory());
        if let Some(times) = self.times {
            self.compare(root, times.into())?;
        }
        if cfg!(debug_assertions) {
            println!("built without optimisation: cargo run --release --package xtask -- bench generate");
        }
        if let (true, Some(spec)) = (self.against, &self.model.spec) {
            rivals(spec)?;
        }
        Ok(Answer::Yes)
    }

    /// The description once and several times over. Both are read as one file, corrected already and without choices, so
    /// that they differ in nothing but their size.
    fn compare(&self, root: &Path, times: usize) -> Result<(), Failure> {
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
        println!("\n{times} times the description");
        several.print();
        for ((phase, once), (_, several)) in once.phases.iter().zip(&several.phases) {
            println!("{phase:<10} {:>8.2} times as long", ratio(*several, *once));
        }
        println!("{times} times the description takes {:.2} times as long", ratio(several.whole, once.whole));
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

    fn print(&self) {
        for (phase, time) in &self.phases {
            println!("{phase:<10} {:>8.3} s", time.as_secs_f64());
        }
        println!("{:<10} {:>8.3} s CPU", "whole", self.whole.as_secs_f64());
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
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::new(u64::try_from(time.tv_sec).unwrap_or_default(), u32::try_from(time.tv_nsec).unwrap_or_default())
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

/// The generators that a user would take instead, as they are called.
const RIVALS: [(&str, &[&str]); 3] = [
    ("openapi-to-rust", &["generate", "{spec}", "--output-dir", "{out}"]),
    ("cargo-progenitor", &["progenitor", "-i", "{spec}", "-o", "{out}", "-n", "rival", "-v", "0.1.0"]),
    ("openapi-generator-cli", &["generate", "-g", "rust", "-i", "{spec}", "-o", "{out}"]),
];

fn rivals(spec: &Path) -> Result<(), Failure> {
    let spec = spec.canonicalize().context(|| format!("cannot find {}", spec.display()))?;
    for (program, arguments) in RIVALS {
        let out = std::env::temp_dir().join(format!("bench-{program}-{}", std::process::id()));
        let told = rival(program, arguments, &spec, &out);
        drop(fs::remove_dir_all(&out));
        println!("{program:<24} {told}");
    }
    Ok(())
}

fn rival(program: &str, arguments: &[&str], spec: &Path, out: &Path) -> String {
    let fill = |argument: &&str| {
        argument.replace("{spec}", &spec.display().to_string()).replace("{out}", &out.display().to_string())
    };
    let started = Instant::now();
    match Command::new(program).args(arguments.iter().map(fill)).output() {
        Err(_) => "not installed".to_owned(),
        Ok(output) if output.status.success() => format!("{:.3} s on the clock", started.elapsed().as_secs_f64()),
        Ok(output) => {
            let told = String::from_utf8_lossy(&output.stderr);
            format!("refuses the description: {}", told.lines().last().unwrap_or_default())
        }
    }
}
