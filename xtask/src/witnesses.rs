//! Witnesses: the same calls by Intercom's clients for other languages and by the one in `generated/`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::{Command, Stdio};

use openapi_rust_codegen::call::Arguments;
use openapi_rust_codegen::conform::Trial;
use openapi_rust_codegen::ir::{Api, Method};
use openapi_rust_codegen::pipeline::Output;
use serde::Deserialize;
use serde_json::Value as Json;

use crate::caller::Caller;
use crate::failure::{Context as _, Failure};
use crate::files;
use crate::packages;
use crate::recorder::{Recorder, Sent};
use crate::violations::{Difference, Known};

/// The calls, each as every client has it.
const CALLS: &str = "calls.json";
/// Headers that say something about the call, and not about who makes it.
const HEADERS: [&str; 4] = ["authorization", "content-type", "accept", "intercom-version"];

/// A call. How the others make it stands beside this, and is read by their programs.
#[derive(Deserialize)]
struct Call {
    operation: String,
    path: String,
    #[serde(default)]
    body: Option<Json>,
}

/// Compares what is sent. Tells each difference; gives whether all are known.
pub fn compare(root: &Path, output: &Output) -> Result<bool, Failure> {
    let file = packages::file(root, CALLS);
    let file = file.canonicalize().context(|| format!("cannot find {}", file.display()))?;
    let calls: Vec<Call> =
        serde_json::from_slice(&files::read(&file)?).context(|| format!("cannot understand {}", file.display()))?;
    let known = Known::read(root)?;
    let recorder = Recorder::serve()?;
    let ours = ours(root, output, &calls, &recorder)?;
    let mut comparison = Comparison { calls: &calls, known: &known, ours, agreed: 0, found: BTreeMap::new() };
    comparison.with("node", &node(root, &file, &recorder)?);
    comparison.with("python", &python(root, &file, &recorder)?);
    Ok(comparison.end(&output.ir.api))
}

fn ours(root: &Path, output: &Output, calls: &[Call], recorder: &Recorder) -> Result<BTreeMap<usize, Sent>, Failure> {
    let trials = calls.iter().map(|call| trial(&output.ir.api, call)).collect::<Result<Vec<_>, _>>()?;
    let caller = Caller::compile(root, output, &trials)?;
    if let Some((trial, gap)) = caller.gaps.first() {
        return Err(Failure::new(format!("{} cannot be written: {gap}", calls[*trial].operation)));
    }
    caller.call(&recorder.base_url(), &(0..trials.len()).collect::<Vec<_>>())?;
    Ok(by_trial(recorder))
}

fn trial(api: &Api, call: &Call) -> Result<Trial, Failure> {
    let unknown = || Failure::new(format!("there is no operation {}", call.operation));
    let (method, template) = call.operation.split_once(' ').ok_or_else(unknown)?;
    let method = Method::from_key(&method.to_lowercase()).ok_or_else(unknown)?;
    let operation = api.operation_at(method, template).ok_or_else(unknown)?;
    let arguments = Arguments { body: call.body.clone(), ..Arguments::of_path(&api.operations[operation], &call.path) };
    Ok(Trial { operation, name: call.operation.clone(), arguments })
}

fn node(root: &Path, calls: &Path, recorder: &Recorder) -> Result<BTreeMap<usize, Sent>, Failure> {
    let packages = packages::node(root)?;
    let packages = packages.canonicalize().context(|| format!("cannot find {}", packages.display()))?;
    let mut command = Command::new("node");
    command.arg(packages::file(root, "witness.mjs")).arg(packages.join("package.json")).arg(calls);
    run(command.arg(recorder.base_url()))?;
    Ok(by_trial(recorder))
}

fn python(root: &Path, calls: &Path, recorder: &Recorder) -> Result<BTreeMap<usize, Sent>, Failure> {
    let mut command = Command::new(packages::python(root)?);
    command.arg(packages::file(root, "witness.py")).arg(calls).env("NO_PROXY", "127.0.0.1");
    run(command.arg(recorder.base_url()))?;
    Ok(by_trial(recorder))
}

/// What it says on standard error is for whoever looks for a call that was not made.
fn run(command: &mut Command) -> Result<(), Failure> {
    let status = command.stdout(Stdio::null()).status().context(|| format!("cannot run {command:?}"))?;
    if status.success() { Ok(()) } else { Err(Failure::new(format!("{command:?} failed"))) }
}

/// What has been sent, by the call. Of a list that goes on by itself the first page counts.
fn by_trial(recorder: &Recorder) -> BTreeMap<usize, Sent> {
    let mut found = BTreeMap::new();
    for sent in recorder.take() {
        if let Some(trial) = sent.header("x-trial").and_then(|trial| trial.parse().ok()) {
            found.entry(trial).or_insert(sent);
        }
    }
    found
}

struct Comparison<'c> {
    calls: &'c [Call],
    known: &'c Known,
    ours: BTreeMap<usize, Sent>,
    /// Pairs of requests without a difference that is not known.
    agreed: usize,
    /// How often each difference was found that is known, by its place in the list.
    found: BTreeMap<usize, usize>,
}

impl Comparison<'_> {
    fn with(&mut self, name: &str, theirs: &BTreeMap<usize, Sent>) {
        for (index, call) in self.calls.iter().enumerate() {
            let differences = match (self.ours.get(&index), theirs.get(&index)) {
                (Some(ours), Some(theirs)) => differences(ours, theirs),
                (None, _) => vec!["this project's client sends nothing".to_owned()],
                (_, None) => vec!["sends nothing".to_owned()],
            };
            let mut is_agreed = true;
            for difference in differences {
                let difference = format!("{name}: {difference}");
                if let Some(entry) = self.known.difference(&call.operation, &difference) {
                    *self.found.entry(entry).or_default() += 1;
                } else {
                    println!("difference: {}: {difference}", call.operation);
                    is_agreed = false;
                }
            }
            self.agreed += usize::from(is_agreed);
        }
    }

    /// Tells the sum; gives whether nothing unknown was found, and all that is known.
    fn end(&self, api: &Api) -> bool {
        for (entry, Difference { text, reason, .. }) in self.known.witness.iter().enumerate() {
            match self.found.get(&entry) {
                Some(count) => println!("known: {text}: {reason} ({count} calls)"),
                None => println!("known, but not seen: {text}"),
            }
        }
        let tags = |call: &Call| trial(api, call).ok().map(|trial| api.operations[trial.operation].tag);
        let tags: BTreeSet<usize> = self.calls.iter().filter_map(tags).collect();
        println!("witnessed operations {} of {} tags", self.calls.len(), tags.len());
        println!("agreed {}/{}", self.agreed, 2 * self.calls.len());
        self.agreed == 2 * self.calls.len() && self.found.len() == self.known.witness.len()
    }
}

/// How two requests differ.
fn differences(ours: &Sent, theirs: &Sent) -> Vec<String> {
    let mut found = Vec::new();
    let mut differ = |what: &str, ours: String, theirs: String| {
        if ours != theirs {
            found.push(format!("{what}: {theirs}, not {ours}"));
        }
    };
    differ("method", ours.method.clone(), theirs.method.clone());
    differ("path", path(ours), path(theirs));
    differ("query", query(ours), query(theirs));
    differ("body", body(ours), body(theirs));
    for name in HEADERS {
        differ(name, header(ours, name), header(theirs, name));
    }
    found
}

fn path(sent: &Sent) -> String {
    sent.target.split('?').next().unwrap_or_default().to_owned()
}

/// The pairs in the order of their names.
fn query(sent: &Sent) -> String {
    let mut pairs: Vec<&str> = sent.target.split_once('?').map_or("", |(_, query)| query).split('&').collect();
    pairs.sort_unstable();
    pairs.join("&").replace("%2C", ",").replace('+', "%20")
}

/// JSON with its keys in order.
fn body(sent: &Sent) -> String {
    serde_json::from_str(&sent.body).map_or_else(|_| sent.body.clone(), |body: Json| body.to_string())
}

/// The value, less parameters such as the encoding of characters.
fn header(sent: &Sent, name: &str) -> String {
    let value = sent.header(name).unwrap_or("nothing");
    value.split(';').next().unwrap_or_default().to_owned()
}
