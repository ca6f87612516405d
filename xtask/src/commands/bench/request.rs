//! `bench request`: a call through the client against the same call in bare reqwest.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};

use clap::Args;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::report::{Report, Table, Unit, median};
use super::{build, callgrind};
use crate::failure::{Context as _, Failure};

/// The program that makes the calls, and the one that does so with an allocator that counts: `tests/bench/request`.
const CALLS: &str = "calls";
const ALLOCATIONS: &str = "allocations";
/// How many times as much a call may cost through the client.
const MORE_THAN_BARE: f64 = 1.05;
/// How much oftener a call may ask for memory through the client.
const MORE_ALLOCATIONS: f64 = 4.0;
/// A table is about so many calls: one takes too little to be told in seconds.
const TOLD: f64 = 1000.0;
/// Calls that are profiled, beside twice as many: what they differ by is what so many calls take, without the start.
const PROFILED: usize = 400;

/// What `bench request` takes.
#[derive(Args)]
pub struct Request {
    /// How often to measure either way, by turns; the median of the ratios counts.
    #[arg(long, default_value_t = 31, value_parser = clap::value_parser!(u16).range(1..))]
    rounds: u16,
    /// How many calls to make in each.
    #[arg(long, default_value_t = 2000, value_parser = clap::value_parser!(u32).range(200..))]
    calls: u32,
}

impl Request {
    pub fn run(&self, root: &Path) -> Result<Report, Failure> {
        let folder = compile(root)?;
        let program = folder.join(CALLS);
        let server = Server::start(&program)?;
        let (address, rounds, calls) = (&*server.address, self.rounds.to_string(), self.calls.to_string());
        let times: Vec<Found<Vec<Pair<f64>>>> = measured(&program, &["measure", address, &rounds, &calls])?;
        let allocated: Vec<Found<Pair<Allocated>>> = measured(&folder.join(ALLOCATIONS), &[address, &calls])?;
        let mut report = Report::new();
        for (Found { at_once, found: seconds }, Found { found: allocated, .. }) in times.into_iter().zip(allocated) {
            let profiled = profiled(&program, address, at_once)?;
            Measured { at_once, allocated, seconds, instructions: profiled }.tell(&mut report);
        }
        report.note("plain HTTP/1.1 on this machine, so that neither encryption nor a network is in it");
        Ok(report)
    }
}

/// Compiles the programs with optimisation; gives the folder that they are in.
fn compile(root: &Path) -> Result<PathBuf, Failure> {
    let target = root.join("target/bench");
    let mut cargo = build::program();
    build::undisturbed(&mut cargo);
    cargo.args(["build", "--release", "--quiet", "--manifest-path"]);
    cargo.arg(root.join("tests/bench/request/Cargo.toml")).env("CARGO_TARGET_DIR", &target);
    let built = cargo.status().context(|| "cannot run cargo".to_owned())?;
    if !built.success() {
        return Err(Failure::new("the programs that make calls do not compile"));
    }
    Ok(target.join("release"))
}

/// What a program prints as JSON.
fn measured<T: DeserializeOwned>(program: &Path, arguments: &[&str]) -> Result<T, Failure> {
    let name = program.display();
    let ran = Command::new(program).args(arguments).stderr(Stdio::inherit()).output();
    let ran = ran.context(|| format!("cannot run {name}"))?;
    if !ran.status.success() {
        return Err(Failure::new(format!("{name} failed")));
    }
    serde_json::from_slice(&ran.stdout).context(|| format!("{name} prints what is no measurement"))
}

/// Instructions of one call, where there is a valgrind.
fn profiled(program: &Path, server: &str, at_once: usize) -> Result<Option<Pair<f64>>, Failure> {
    let client = instructions(program, server, "client", at_once)?;
    let bare = instructions(program, server, "bare", at_once)?;
    Ok(client.zip(bare).map(|(client, bare)| Pair { client, bare }))
}

fn instructions(program: &Path, server: &str, way: &str, at_once: usize) -> Result<Option<f64>, Failure> {
    let at_once = at_once.to_string();
    let profile = program.with_file_name(format!("{CALLS}-{way}-{at_once}.callgrind"));
    let of =
        |calls: usize| callgrind::instructions(program, &["call", server, way, &at_once, &calls.to_string()], &profile);
    let Some(once) = of(PROFILED)? else { return Ok(None) };
    #[expect(clippy::cast_precision_loss, reason = "it is a small number")]
    Ok(of(2 * PROFILED)?.map(|twice| (twice - once) / PROFILED as f64))
}

/// What is called. It runs as long as this is there.
struct Server {
    address: String,
    process: Child,
    /// Once it is closed the server ends, even if this process is killed.
    _life: Option<ChildStdin>,
}

impl Server {
    fn start(program: &Path) -> Result<Self, Failure> {
        let cannot = || "cannot start the server".to_owned();
        let mut command = Command::new(program);
        let mut process = command.arg("serve").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().context(cannot)?;
        let mut address = String::new();
        if let Some(printed) = process.stdout.take() {
            BufReader::new(printed).read_line(&mut address).context(cannot)?;
        }
        let life = process.stdin.take();
        Ok(Self { address: address.trim().to_owned(), process, _life: life })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// What was found of calls, so many of them at once.
#[derive(Deserialize)]
struct Found<T> {
    at_once: usize,
    found: T,
}

/// The client's and that of bare reqwest.
#[derive(Deserialize, Clone, Copy)]
struct Pair<T> {
    client: T,
    bare: T,
}

/// What one call asks for.
#[derive(Deserialize, Clone, Copy)]
struct Allocated {
    blocks: f64,
    bytes: f64,
}

/// What calls cost, so many of them at once.
struct Measured {
    at_once: usize,
    allocated: Pair<Allocated>,
    /// Seconds that processors worked for one call, round by round.
    seconds: Vec<Pair<f64>>,
    instructions: Option<Pair<f64>>,
}

impl Measured {
    fn tell(&self, report: &mut Report) {
        let title = match self.at_once {
            1 => "one at a time".to_owned(),
            many => format!("{many} at once"),
        };
        let columns = [
            ("CPU of 1000 calls", Unit::Seconds),
            ("as much", Unit::Ratio),
            ("instructions of one", Unit::Count),
            ("allocations of one", Unit::Count),
            ("memory asked for by one", Unit::Bytes),
        ];
        let mut table = Table::new(format!("request, {title}"), &columns);
        let ratio = median(self.seconds.iter().map(|round| round.client / round.bare).collect());
        let row = |ratio: Option<f64>, side: fn(Pair<f64>) -> f64, allocated: Allocated| {
            let seconds = median(self.seconds.iter().copied().map(side).collect()).map(|one| one * TOLD);
            [seconds, ratio, self.instructions.map(side), Some(allocated.blocks), Some(allocated.bytes)]
        };
        table.row("client", row(ratio, |pair| pair.client, self.allocated.client));
        table.row("bare reqwest", row(None, |pair| pair.bare, self.allocated.bare));
        report.table(table);
        if let Some(ratio) = ratio {
            report.at_most(format!("{title}: CPU, times that of bare reqwest"), ratio, MORE_THAN_BARE);
        }
        let more = self.allocated.client.blocks - self.allocated.bare.blocks;
        report.at_most(format!("{title}: allocations more than in bare reqwest"), more, MORE_ALLOCATIONS);
    }
}
