//! What the program's report says about each case.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde_json::Value as Json;

use super::program::reply_type;
use super::{Case, CaseKind, Program, compare, leaves};
use crate::ir::Api;

/// What came of some cases.
#[derive(Debug, Clone, Default)]
pub struct Verdict {
    /// Replies that were read, and all.
    pub responses: (usize, usize),
    /// Requests that came out as their example, and all.
    pub requests: (usize, usize),
    /// Replies that were written back as they were, and those that were read.
    pub round_trips: (usize, usize),
    /// Leaves that reached a declared, typed field, and all.
    pub typed: (usize, usize),
    /// Values that did not fit.
    pub issues: usize,
    /// Every failure.
    pub failures: Vec<Failure>,
    /// What had to be taken leniently, by case: path and what was done.
    pub lenient: Vec<(usize, String, String)>,
    /// What did not fit, by case: path and message.
    pub noted: Vec<(usize, String, String)>,
    /// Scalars that came back in another spelling.
    pub conversions: usize,
    /// Fields that no model declares, with the number of replies that have them.
    pub undeclared: BTreeMap<String, usize>,
}

/// A case that went wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Index of the case.
    pub case: usize,
    /// What went wrong.
    pub message: String,
}

impl Verdict {
    /// Whether everything was read, made and written back.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.failures.is_empty()
    }

    /// Typed leaves in hundredths of all; all of none.
    #[must_use]
    pub fn typed_percent(&self) -> f64 {
        let (typed, all) = self.typed;
        if all == 0 { 100.0 } else { percent(typed, all) }
    }

    fn fail(&mut self, case: usize, message: impl Into<String>) {
        self.failures.push(Failure { case, message: message.into() });
    }
}

#[allow(clippy::cast_precision_loss)] // Counts of examples are far below 2^52.
fn percent(part: usize, all: usize) -> f64 {
    100.0 * part as f64 / all as f64
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "typed leaves {}/{}, issues {}", self.typed.0, self.typed.1, self.issues)?;
        write!(
            f,
            "responses {}/{}, requests {}/{}, round trips {}/{}",
            self.responses.0,
            self.responses.1,
            self.requests.0,
            self.requests.1,
            self.round_trips.0,
            self.round_trips.1
        )
    }
}

/// Judges what the program printed, a line of JSON for each case. A case that it did not report has failed.
#[must_use]
pub fn judge(api: &Api, cases: &[Case], program: &Program, output: &str) -> Verdict {
    let reports = reports(output);
    let mut verdict = Verdict::default();
    for (index, case) in cases.iter().enumerate() {
        let report = reports.get(&index);
        match &case.kind {
            CaseKind::Response { status, body } => {
                verdict.responses.1 += 1;
                let ty = reply_type(&api.operations[case.operation], *status);
                let Some(report) = read(&mut verdict, index, report) else {
                    verdict.typed.1 += leaves(api, &ty, body, &BTreeSet::from(["$".to_owned()])).all;
                    continue;
                };
                verdict.responses.0 += 1;
                let issues = noted(&mut verdict, index, report);
                let count = leaves(api, &ty, body, &issues);
                verdict.typed.0 += count.typed;
                verdict.typed.1 += count.all;
                for path in count.undeclared {
                    *verdict.undeclared.entry(path).or_default() += 1;
                }
                round_trip(&mut verdict, index, body, &report["back"]);
            }
            CaseKind::Request { body } => {
                verdict.requests.1 += 1;
                made(&mut verdict, index, body, report, program);
            }
        }
    }
    verdict
}

fn reports(output: &str) -> BTreeMap<usize, Json> {
    output
        .lines()
        .filter_map(|line| {
            let row: (usize, Json) = serde_json::from_str(line).ok()?;
            Some(row)
        })
        .collect()
}

/// The report of a case that is not fatal.
fn read<'r>(verdict: &mut Verdict, index: usize, report: Option<&'r Json>) -> Option<&'r Json> {
    let Some(report) = report else {
        verdict.fail(index, "the program ended before this case");
        return None;
    };
    if let Some(fatal) = report["fatal"].as_str() {
        verdict.fail(index, format!("cannot be read: {fatal}"));
        return None;
    }
    Some(report)
}

/// Keeps issues and leniencies; gives the paths of the issues.
fn noted(verdict: &mut Verdict, index: usize, report: &Json) -> BTreeSet<String> {
    let rows = |key: &str| -> Vec<(String, String)> {
        let rows = report[key].as_array().into_iter().flatten();
        rows.map(|row| (text(&row[0]), text(&row[1]))).collect()
    };
    verdict.issues += report["total"].as_u64().and_then(|n| usize::try_from(n).ok()).unwrap_or_default();
    verdict.lenient.extend(rows("lenient").into_iter().map(|(path, what)| (index, path, what)));
    let issues = rows("issues");
    let paths = issues.iter().map(|(path, _)| path.clone()).collect();
    verdict.noted.extend(issues.into_iter().map(|(path, what)| (index, path, what)));
    paths
}

fn text(value: &Json) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn round_trip(verdict: &mut Verdict, index: usize, body: &Json, back: &Json) {
    verdict.round_trips.1 += 1;
    let (differences, conversions) = compare(body, back);
    verdict.conversions += conversions.len();
    match differences.first() {
        None => verdict.round_trips.0 += 1,
        Some(first) => {
            let more = differences.len() - 1;
            let message = format!(
                "comes back otherwise at {}: {} became {} ({more} more)",
                first.path, first.before, first.after
            );
            verdict.fail(index, message);
        }
    }
}

fn made(verdict: &mut Verdict, index: usize, body: &Json, report: Option<&Json>, program: &Program) {
    if let Some((_, gaps)) = program.gaps.iter().find(|(case, _)| *case == index) {
        let gaps: Vec<String> = gaps.iter().map(ToString::to_string).collect();
        return verdict.fail(index, format!("cannot be written as a call: {}", gaps.join("; ")));
    }
    let Some(report) = read(verdict, index, report) else { return };
    let (differences, conversions) = compare(body, &report["body"]);
    verdict.conversions += conversions.len();
    match differences.first() {
        None => verdict.requests.0 += 1,
        Some(first) => {
            let more = differences.len() - 1;
            let message =
                format!("is sent otherwise at {}: {} became {} ({more} more)", first.path, first.before, first.after);
            verdict.fail(index, message);
        }
    }
}
