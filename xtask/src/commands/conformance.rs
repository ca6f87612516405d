//! `conformance`: does the client send what a server that somebody else wrote takes?

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use clap::Args;
use openapi_rust_codegen::conform::{self, Trial};
use openapi_rust_codegen::ir::Api;
use openapi_rust_codegen::pipeline::Output;

use super::Answer;
use crate::caller::{Caller, Told};
use crate::corrections::Corrections;
use crate::failure::Failure;
use crate::files;
use crate::model::Model;
use crate::prism::Prism;
use crate::violations::{Known, faults};
use crate::witnesses;

/// Where descriptions with some of the corrections are written.
const PARTLY_CORRECTED: &str = "target/conformance/partly-corrected.json";

/// Of so many operations at most it may be known that they fail.
const MOST_KNOWN: usize = 10;

/// Make every call of the client to Prism, which serves the official description and tells what it does not allow.
///
/// Each operation is called with what is required and with all that it can be given, and each reply must be read. Prism is
/// installed into target/conformance/ by npm. What a correction of the description causes is told with its action, and does
/// not count; nor does what tests/conformance/known.toml has. Exits with 1 where anything else is left.
#[derive(Args)]
pub struct Conformance {
    /// The official description; otherwise `preview.yaml` in the folder that `INTERCOM_DESCRIPTIONS` names.
    #[arg(long, value_name = "FILE")]
    spec: Option<PathBuf>,
    /// Compare what is sent instead with what Intercom's clients for Node.js and Python send.
    #[arg(long, conflicts_with_all = ["every", "seed"])]
    witnesses: bool,
    /// Take only one operation in so many.
    #[arg(long, value_name = "COUNT", default_value_t = 1)]
    every: usize,
    /// Where the random arguments begin; the same seed makes the same ones.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

impl Conformance {
    pub fn run(self, root: &Path) -> Result<Answer, Failure> {
        if self.witnesses {
            let output = Model { spec: self.spec, profile: None, allow_dangling: false }.generate(root)?;
            return Ok(if witnesses::compare(root, &output)? { Answer::Yes } else { Answer::No });
        }
        let run = self.prepare(root)?;
        let gaps = run.unwritten();
        let prism = Prism::serve(root, &run.spec)?;
        let everything: Vec<usize> = (0..run.trials.len()).collect();
        let found = run.try_at(&prism, &everything)?;
        drop(prism);
        let (left, mut violations) = run.explain(root, &found)?;
        let known = run.told_known(left, &mut violations);
        for (trial, found) in &violations {
            for fault in found {
                println!("violation: {}: {fault}", run.trials[*trial].name);
            }
        }
        let is_well_known = self.every > 1 || run.is_up_to_date(&known);
        let failed: BTreeSet<usize> = violations.keys().map(|trial| run.trials[*trial].operation).chain(gaps).collect();
        let all: BTreeSet<usize> = run.trials.iter().map(|trial| trial.operation).collect();
        println!("known {}, violated {}", known.len(), failed.len());
        println!("operations {}/{}", all.len() - known.union(&failed).count(), all.len());
        Ok(if failed.is_empty() && is_well_known { Answer::Yes } else { Answer::No })
    }

    /// All that is needed to make the calls.
    fn prepare(&self, root: &Path) -> Result<Run, Failure> {
        let spec = self.spec.clone().or_else(official).ok_or_else(|| {
            Failure::new("no official description is given: name it by --spec, or its folder by INTERCOM_DESCRIPTIONS")
        })?;
        let model = Model { spec: Some(spec.clone()), profile: None, allow_dangling: false };
        let input = model.profile(root)?.input()?;
        let (Some(description), [overlay]) = (&input.description, input.overlays.as_slice()) else {
            return Err(Failure::new("the description has no corrections: is it of the version that spec/ is about?"));
        };
        let corrections = Corrections::read(description, overlay)?;
        let output = model.generate(root)?;
        let mut trials = conform::trials(&output.ir.api, &[&output.document, corrections.description()], self.seed);
        trials.retain(|trial| trial.operation % self.every.max(1) == 0);
        let caller = Caller::compile(root, &output, &trials)?;
        Ok(Run { spec, known: Known::read(root)?, corrections, output, trials, caller })
    }
}

/// What is wrong with each trial, where something is.
type Found = BTreeMap<usize, Vec<String>>;

/// A run of the command.
struct Run {
    spec: PathBuf,
    known: Known,
    corrections: Corrections,
    output: Output,
    trials: Vec<Trial>,
    caller: Caller,
}

impl Run {
    fn api(&self) -> &Api {
        &self.output.ir.api
    }

    /// The operation of a trial, as people name it.
    fn label(&self, trial: usize) -> &str {
        let name = &self.trials[trial].name;
        name.rsplit_once(" [").map_or(name, |(label, _)| label)
    }

    /// The operations of which a call cannot be written.
    fn unwritten(&self) -> BTreeSet<usize> {
        let tell = |(trial, gap): &(usize, String)| {
            println!("cannot be written: {}: {gap}", self.trials[*trial].name);
            self.trials[*trial].operation
        };
        self.caller.gaps.iter().map(tell).collect()
    }

    /// Tells what is known; gives its operations, and adds what is not.
    fn told_known(&self, left: Found, unknown: &mut Found) -> BTreeSet<usize> {
        let mut operations = BTreeSet::new();
        for (trial, faults) in left {
            for fault in faults {
                if let Some(reason) = self.known.reason(self.label(trial), &fault) {
                    println!("known: {}: {fault}: {reason}", self.trials[trial].name);
                    operations.insert(self.trials[trial].operation);
                } else {
                    unknown.entry(trial).or_default().push(fault);
                }
            }
        }
        operations
    }

    /// Whether all that is known has been seen, and there is not too much of it.
    fn is_up_to_date(&self, seen: &BTreeSet<usize>) -> bool {
        let seen: BTreeSet<String> = seen.iter().map(|operation| self.api().operations[*operation].label()).collect();
        let stale: Vec<&str> = self.known.operations().filter(|operation| !seen.contains(*operation)).collect();
        for operation in &stale {
            println!("known, but not seen: {operation}");
        }
        stale.is_empty() && seen.len() <= MOST_KNOWN
    }

    /// Makes some of the calls.
    fn try_at(&self, prism: &Prism, trials: &[usize]) -> Result<Found, Failure> {
        let told = self.caller.call(&prism.base_url(), trials)?;
        let found = told.into_iter().map(|Told { trial, report }| (trial, faults(&report)));
        Ok(found.filter(|(_, faults)| !faults.is_empty()).collect())
    }

    /// Tells what a correction causes: what is wrong no more once the description is corrected. Gives what is wrong even then,
    /// and what was wrong the first time only.
    fn explain(&self, root: &Path, found: &Found) -> Result<(Found, Found), Failure> {
        let all = self.corrections.count();
        let trials: Vec<usize> = found.keys().copied().collect();
        let left = self.try_with(root, all, &trials)?;
        let caused = found.iter().map(|(trial, faults)| (*trial, beyond(faults, left.get(trial))));
        let mut caused: Found = caused.filter(|(_, faults)| !faults.is_empty()).collect();
        let mut fleeting = Found::new();
        let trials: Vec<usize> = caused.keys().copied().collect();
        for trial in self.well_with(root, 0, &trials, &left)? {
            let faults = caused.remove(&trial).unwrap_or_default();
            fleeting.insert(trial, faults.iter().map(|fault| format!("not repeatable: {fault}")).collect());
        }
        let trials: Vec<usize> = caused.keys().copied().collect();
        for (trial, action) in self.actions(root, &trials, &left, (0, all))? {
            let faults = caused.remove(&trial).unwrap_or_default().join("; ");
            println!("corrected: {}: {faults}: {}", self.trials[trial].name, self.corrections.shown(action));
        }
        Ok((left, fleeting))
    }

    /// The action without which each trial is not well. With the first `least` of them none is, with the first `most` all.
    fn actions(
        &self,
        root: &Path,
        trials: &[usize],
        left: &Found,
        (least, most): (usize, usize),
    ) -> Result<Vec<(usize, usize)>, Failure> {
        if trials.is_empty() || most <= least + 1 {
            return Ok(trials.iter().map(|trial| (*trial, least)).collect());
        }
        let middle = usize::midpoint(least, most);
        let (well, ill): (Vec<usize>, Vec<usize>) = {
            let well = self.well_with(root, middle, trials, left)?;
            trials.iter().partition(|trial| well.contains(trial))
        };
        let mut found = self.actions(root, &well, left, (least, middle))?;
        found.extend(self.actions(root, &ill, left, (middle, most))?);
        Ok(found)
    }

    /// The trials with which, where so many corrections are made, nothing is wrong but what all of them leave.
    fn well_with(&self, root: &Path, count: usize, trials: &[usize], left: &Found) -> Result<Vec<usize>, Failure> {
        let found = self.try_with(root, count, trials)?;
        let is_well = |trial: &usize| found.get(trial).is_none_or(|faults| beyond(faults, left.get(trial)).is_empty());
        Ok(trials.iter().copied().filter(is_well).collect())
    }

    /// Makes some of the calls to a server of a description with so many corrections.
    fn try_with(&self, root: &Path, count: usize, trials: &[usize]) -> Result<Found, Failure> {
        if trials.is_empty() {
            return Ok(Found::new());
        }
        let operation = |trial: &usize| &self.api().operations[self.trials[*trial].operation];
        let paths = trials.iter().map(|trial| operation(trial).path.template.as_str()).collect();
        let file = root.join(PARTLY_CORRECTED);
        files::write(&file, self.corrections.applied(count, &paths).to_json().to_string().as_bytes())?;
        self.try_at(&Prism::serve(root, &file)?, trials)
    }
}

/// The faults that are not among those which are left.
fn beyond(faults: &[String], left: Option<&Vec<String>>) -> Vec<String> {
    faults.iter().filter(|fault| left.is_none_or(|left| !left.contains(fault))).cloned().collect()
}

fn official() -> Option<PathBuf> {
    let folder = PathBuf::from(std::env::var_os("INTERCOM_DESCRIPTIONS")?);
    Some(folder.join("preview.yaml")).filter(|path| path.exists())
}
