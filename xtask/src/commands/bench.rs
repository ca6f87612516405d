//! `bench`: how fast the generator is.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use clap::{Args, Subcommand};

use super::Answer;
use crate::failure::{Context as _, Failure};
use crate::model::Model;

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

/// CPU time of each phase.
type Phases = Vec<(&'static str, Duration)>;

/// What `bench generate` takes.
#[derive(Args)]
struct Generate {
    #[command(flatten)]
    model: Model,
    /// How often to run; the quickest run counts.
    #[arg(long, default_value_t = 5)]
    runs: usize,
    /// Also run the generators that are installed besides, on the description as it is: openapi-to-rust, progenitor and
    /// openapi-generator.
    #[arg(long, requires = "spec")]
    against: bool,
}

impl Generate {
    fn run(&self, root: &Path) -> Result<Answer, Failure> {
        let mut best: Option<(Duration, Phases)> = None;
        for _ in 0..self.runs.max(1) {
            let (whole, phases) = self.measure(root)?;
            if best.as_ref().is_none_or(|(quickest, _)| whole < *quickest) {
                best = Some((whole, phases));
            }
        }
        if let Some((whole, phases)) = best {
            for (phase, time) in phases {
                println!("{phase:<10} {:>8.3} s", time.as_secs_f64());
            }
            println!("{:<10} {:>8.3} s CPU, peak memory {}", "whole", whole.as_secs_f64(), peak_memory());
        }
        if cfg!(debug_assertions) {
            println!("built without optimisation: cargo run --release --package xtask -- bench generate");
        }
        if let (true, Some(spec)) = (self.against, &self.model.spec) {
            rivals(spec)?;
        }
        Ok(Answer::Yes)
    }

    fn measure(&self, root: &Path) -> Result<(Duration, Phases), Failure> {
        let profile = self.model.profile(root)?;
        let start = cpu_time();
        let mut marks = Phases::new();
        let output = self.model.generate_with(root, &profile, &mut |phase| marks.push((phase, cpu_time())))?;
        let end = cpu_time();
        drop(output);
        let ends = marks.iter().skip(1).map(|(_, time)| *time).chain([end]);
        let phases = marks.iter().zip(ends).map(|((phase, from), to)| (*phase, to.saturating_sub(*from))).collect();
        Ok((end.saturating_sub(start), phases))
    }
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
    ("openapi-to-rust", &["generate", "--input", "{spec}", "--output", "{out}"]),
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
