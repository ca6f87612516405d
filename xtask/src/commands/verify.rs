//! `verify`: does the crate read and write what a description gives as examples?

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;
use openapi_rust_codegen::learn;
use openapi_rust_codegen::pipeline::Output;
use openapi_rust_codegen::verify::{self, Case, CaseKind, Cases, Note, Recorded, Verdict};

use super::Answer;
use crate::failure::{Context as _, Failure};
use crate::files;
use crate::model::Model;
use crate::scratch::Scratch;

/// So many changed examples go through the crate in one run.
const AT_A_TIME: usize = 10_000;

/// Run a description's examples through the crate that is made from it.
///
/// Makes a scratch crate, compiles it, reads the example of every reply into the type that it is described by, writes it
/// back and compares; writes every example of a request as a call and compares what would be sent. Exits with 1 where one
/// of the three is not complete.
#[derive(Args)]
pub struct Verify {
    #[command(flatten)]
    model: Model,
    /// Further cases: a JSON array of `{method, path, path_template?, status, request_body?, response_body?}`. A body is JSON,
    /// or the text of an object or a list as it was sent, whole or cut.
    #[arg(long, value_name = "FILE")]
    cases: Option<PathBuf>,
    /// Print each place where a value did not fit, or was taken leniently.
    #[arg(long)]
    strict: bool,
    /// Write a page about where examples and schemas disagree.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Write no page; exit with 1 where the one that is there is out of date.
    #[arg(long, requires = "report")]
    check: bool,
    /// Exit with 0 even where requests are not complete: examples of requests may lack what is required on purpose.
    #[arg(long)]
    responses_only: bool,
    /// Fail where less than this share of the leaves reaches a typed field.
    #[arg(long, value_name = "PERCENT")]
    min_typed: Option<f64>,
    /// Instead of that, read so many examples with one node changed at random, and see that nothing else is disturbed.
    #[arg(long, value_name = "COUNT", conflicts_with_all = ["cases", "report", "strict", "min_typed", "responses_only"])]
    mutate: Option<usize>,
    /// Where the random changes begin; the same seed makes the same changes.
    #[arg(long, requires = "mutate", default_value_t = 1)]
    seed: u64,
    /// Make the scratch crates in this folder instead of target/verify/.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

impl Verify {
    pub fn run(self, root: &Path) -> Result<Answer, Failure> {
        let output = self.model.generate(root)?;
        let cases = self.collect(&output)?;
        if let Some(count) = self.mutate {
            return self.mutate(root, &output, cases, count);
        }
        let verdict = Scratch::try_cases(root, self.out.as_deref(), &output, &cases.list)?;
        self.report(&cases.list, &verdict);
        if cases.other_media > 0 {
            println!("bodies that are described as something else than JSON, left out: {}", cases.other_media);
        }
        if self.cases.is_some() {
            println!("unknown paths {}", cases.unknown_paths);
        }
        let is_current = match &self.report {
            Some(path) => self.keep(path, &learn::report(&output.ir.api, &output.document, &cases.list, &verdict))?,
            None => true,
        };
        println!("{verdict}");
        let typed_enough = self.min_typed.is_none_or(|least| verdict.typed_percent() >= least);
        let is_complete = if self.responses_only { verdict.reads_all() } else { verdict.is_complete() };
        Ok(if is_complete && typed_enough && is_current { Answer::Yes } else { Answer::No })
    }

    /// Reads examples with one node changed, some at a time so that they need not all be held.
    fn mutate(&self, root: &Path, output: &Output, cases: Cases, count: usize) -> Result<Answer, Failure> {
        let is_reply = |case: &Case| matches!(case.kind, CaseKind::Response { .. });
        let replies: Vec<Case> = cases.list.into_iter().filter(is_reply).collect();
        let mut failed = 0;
        for start in (0..count).step_by(AT_A_TIME) {
            let mutants = verify::mutants(&replies, self.seed, start..count.min(start + AT_A_TIME));
            let failures = Scratch::try_mutants(root, self.out.as_deref(), output, &replies, &mutants)?;
            for failure in &failures {
                let mutant = &mutants[failure.case];
                let (name, change, path) = (&replies[mutant.case].name, mutant.change, mutant.path());
                println!("failed: {name}: {change:?} at {path}: {}", failure.message);
            }
            failed += failures.len();
        }
        println!("mutations {}/{count}", count - failed);
        Ok(if failed == 0 { Answer::Yes } else { Answer::No })
    }

    /// Examples, less those that are chosen not to be run, and further cases.
    fn collect(&self, output: &Output) -> Result<Cases, Failure> {
        let mut cases = verify::examples(&output.document, &output.ir.api);
        let incomplete = &output.choices.incomplete_requests;
        let (left_out, list) = cases.list.into_iter().partition(|case| incomplete.contains_key(&case.name));
        cases.list = list;
        report_left_out(incomplete, &left_out);
        if let Some(path) = &self.cases {
            let recorded: Vec<Recorded> = serde_json::from_slice(&files::read(path)?)
                .context(|| format!("{} is no list of cases", path.display()))?;
            let more = verify::recorded(&output.ir.api, &recorded);
            cases.list.extend(more.list);
            cases.other_media += more.other_media;
            cases.unknown_paths += more.unknown_paths;
        } else if cases.list.is_empty() {
            // As are those in spec/, which keep facts only.
            return Err(Failure::new("the description is without examples: give one that has some by --spec"));
        }
        Ok(cases)
    }

    /// Writes the page, or tells whether it is the one that is there.
    fn keep(&self, path: &Path, page: &str) -> Result<bool, Failure> {
        if !self.check {
            files::write(path, page.as_bytes())?;
            return Ok(true);
        }
        let is_current = files::read_optional(path)?.is_some_and(|present| present == page.as_bytes());
        if !is_current {
            let spec = self.model.spec.as_deref().map_or_else(|| "FILE".to_owned(), |spec| spec.display().to_string());
            let path = path.display();
            println!("{path} is out of date: run `cargo xtask verify --spec {spec} --report {path}`");
        }
        Ok(is_current)
    }

    fn report(&self, cases: &[Case], verdict: &Verdict) {
        let print = |what: &str, notes: &[Note]| {
            for Note { case, path, what: how } in notes {
                println!("{what}: {}: {path}: {how}", cases[*case].name);
            }
        };
        print("respelt", &verdict.conversions);
        if self.strict {
            print("issue", &verdict.mismatches);
            print("lenient", &verdict.leniencies);
            for case in &verdict.undescribed {
                println!("undescribed: {}", cases[*case].name);
            }
            for (path, count) in &verdict.undeclared {
                println!("undeclared: {path} ({count})");
            }
        }
        for failure in &verdict.failures {
            println!("failed: {}: {}", cases[failure.case].name, failure.message);
        }
        println!(
            "leniently read {}, respelt {}, null or empty instead of absent or the reverse {}",
            verdict.lenient,
            verdict.conversions.len(),
            verdict.blanks
        );
        println!("undeclared fields {}, undescribed replies {}", verdict.undeclared.len(), verdict.undescribed.len());
    }
}

/// Tells the examples that are not run, and those that are not there.
fn report_left_out(incomplete: &BTreeMap<String, String>, left_out: &[Case]) {
    for (name, reason) in incomplete {
        let is_there = left_out.iter().any(|case| case.name == *name);
        println!("{}: {name}: {reason}", if is_there { "left out" } else { "to be left out, but not there" });
    }
}
