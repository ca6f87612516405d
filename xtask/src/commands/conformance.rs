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
        let (known, mut violations) = run.told_known(found);
        run.explain(root, &mut violations)?;
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

    /// Tells what is known; gives its operations, and what is left of each trial.
    fn told_known(&self, found: Vec<(usize, Vec<String>)>) -> (BTreeSet<usize>, BTreeMap<usize, Vec<String>>) {
        let (mut operations, mut left) = (BTreeSet::new(), BTreeMap::<usize, Vec<String>>::new());
        for (trial, faults) in found {
            for fault in faults {
                if let Some(reason) = self.known.reason(self.label(trial), &fault) {
                    println!("known: {}: {fault}: {reason}", self.trials[trial].name);
                    operations.insert(self.trials[trial].operation);
                } else {
                    left.entry(trial).or_default().push(fault);
                }
            }
        }
        (operations, left)
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

    /// Makes some of the calls; gives what is wrong with each.
    fn try_at(&self, prism: &Prism, trials: &[usize]) -> Result<Vec<(usize, Vec<String>)>, Failure> {
        let told = self.caller.call(&prism.base_url(), trials)?;
        Ok(told.into_iter().map(|Told { trial, report }| (trial, faults(&report))).collect())
    }

    /// Takes out what a correction causes: what is wrong no more once the description is corrected.
    fn explain(&self, root: &Path, found: &mut BTreeMap<usize, Vec<String>>) -> Result<(), Failure> {
        let all = self.corrections.count();
        let trials: Vec<usize> = found.keys().copied().collect();
        let explained = self.well_with(root, all, &trials)?;
        for (trial, action) in self.actions(root, &explained, 0, all)? {
            let found = found.remove(&trial).unwrap_or_default().join("; ");
            println!("corrected: {}: {found}: {}", self.trials[trial].name, self.corrections.shown(action));
        }
        Ok(())
    }

    /// The action without which each trial is not well. With the first `least` of them none is, with the first `most` all.
    fn actions(
        &self,
        root: &Path,
        trials: &[usize],
        least: usize,
        most: usize,
    ) -> Result<Vec<(usize, usize)>, Failure> {
        if trials.is_empty() || most == least + 1 {
            return Ok(trials.iter().map(|trial| (*trial, least)).collect());
        }
        let middle = usize::midpoint(least, most);
        let (well, ill): (Vec<usize>, Vec<usize>) = {
            let well = self.well_with(root, middle, trials)?;
            trials.iter().partition(|trial| well.contains(trial))
        };
        let mut found = self.actions(root, &well, least, middle)?;
        found.extend(self.actions(root, &ill, middle, most)?);
        Ok(found)
    }

    /// The trials with which nothing is wrong that is not known, where so many corrections are made.
    fn well_with(&self, root: &Path, count: usize, trials: &[usize]) -> Result<Vec<usize>, Failure> {
        if trials.is_empty() {
            return Ok(Vec::new());
        }
        let operation = |trial: &usize| &self.api().operations[self.trials[*trial].operation];
        let paths = trials.iter().map(|trial| operation(trial).path.template.as_str()).collect();
        let file = root.join(PARTLY_CORRECTED);
        files::write(&file, self.corrections.applied(count, &paths).to_json().to_string().as_bytes())?;
        let prism = Prism::serve(root, &file)?;
        let is_well = |(trial, found): &(usize, Vec<String>)| {
            found.iter().all(|fault| self.known.reason(self.label(*trial), fault).is_some())
        };
        Ok(self.try_at(&prism, trials)?.into_iter().filter(is_well).map(|(trial, _)| trial).collect())
    }
}

fn official() -> Option<PathBuf> {
    let folder = PathBuf::from(std::env::var_os("INTERCOM_DESCRIPTIONS")?);
    Some(folder.join("preview.yaml")).filter(|path| path.exists())
}
