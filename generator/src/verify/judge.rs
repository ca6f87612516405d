//! What the program's report says about each case.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde_json::Value as Json;

use super::{Case, CaseKind, Comparison, Program, compare, leaves, program, reply_type};
use crate::call::{pairs_of, segments_of};
use crate::ir::{Api, Operation, StatusPattern};

/// What came of some cases.
#[derive(Debug, Clone, Default)]
pub struct Verdict {
    /// Replies that were read, and all.
    pub responses: (usize, usize),
    /// Requests that came out as they should, and all.
    pub requests: (usize, usize),
    /// Replies that were written back as they were, and all.
    pub round_trips: (usize, usize),
    /// Leaves that reached a declared, typed field, and all.
    pub typed: (usize, usize),
    /// Values that did not fit.
    pub issues: usize,
    /// Values that were taken leniently.
    pub lenient: usize,
    /// Every failure.
    pub failures: Vec<Failure>,
    /// What had to be taken leniently; not more than the first 64 of a reply.
    pub leniencies: Vec<Note>,
    /// What did not fit; not more than the first 64 of a reply.
    pub mismatches: Vec<Note>,
    /// Scalars that came back in another spelling.
    pub conversions: Vec<Note>,
    /// How often null, an empty list or nothing came back as another of these.
    pub blanks: usize,
    /// Replies that the description has no JSON for, by case.
    pub undescribed: Vec<usize>,
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

/// Something worth knowing about a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Index of the case.
    pub case: usize,
    /// Where in its body.
    pub path: String,
    /// What.
    pub what: String,
}

impl Verdict {
    /// Whether everything was read, made and written back.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.reads_all() && self.requests.0 == self.requests.1
    }

    /// Whether every reply was read and written back.
    #[must_use]
    pub fn reads_all(&self) -> bool {
        self.responses.0 == self.responses.1 && self.round_trips.0 == self.round_trips.1
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

    /// Keeps what was equal only leniently; tells whether nothing differs.
    fn same(&mut self, case: usize, how: &str, comparison: Comparison) -> bool {
        self.blanks += comparison.blanks;
        let conversions = comparison.conversions.into_iter();
        self.conversions.extend(conversions.map(|found| Note { case, path: found.path, what: found.what }));
        let Some(first) = comparison.differences.first() else { return true };
        let more = comparison.differences.len() - 1;
        let (path, before, after) = (&first.path, &first.before, &first.after);
        self.fail(case, format!("{how} otherwise at {path}: {before} became {after} ({more} more)"));
        false
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
    let reports: BTreeMap<usize, Json> = output.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let mut verdict = Verdict::default();
    for (index, case) in cases.iter().enumerate() {
        let report = reports.get(&index);
        match &case.kind {
            CaseKind::Response { status, text } => {
                verdict.response(api, case, index, (*status, text), report);
            }
            CaseKind::Request { body, path } => {
                verdict.requests.1 += 1;
                if let Some((_, gaps)) = program.gaps.iter().find(|(case, _)| *case == index) {
                    let gaps: Vec<String> = gaps.iter().map(ToString::to_string).collect();
                    verdict.fail(index, format!("cannot be written as a call: {}", gaps.join("; ")));
                } else if let Some(report) = verdict.reported(index, report) {
                    let operation = &api.operations[case.operation];
                    let is_right = verdict.is_sent_to(index, operation, path.as_deref(), report)
                        && verdict.same(index, "is sent", compare(body, &report["body"]));
                    verdict.requests.0 += usize::from(is_right);
                }
            }
        }
    }
    verdict
}

impl Verdict {
    fn response(
        &mut self,
        api: &Api,
        case: &Case,
        index: usize,
        (status, text): (StatusPattern, &str),
        report: Option<&Json>,
    ) {
        self.responses.1 += 1;
        self.round_trips.1 += 1;
        let ty = reply_type(api, case, status);
        if ty.is_none() {
            self.undescribed.push(index);
        }
        let body: Result<Json, _> = serde_json::from_str(text);
        let all = body.as_ref().map_or(0, |body| leaves(api, ty.as_ref(), body, &BTreeSet::new()).all);
        let Some(report) = self.reported(index, report) else {
            self.typed.1 += all;
            return;
        };
        self.responses.0 += 1;
        let issues = self.issues_of(index, report);
        match body {
            Err(error) => self.fail(index, format!("is read, but cannot be compared: {error}")),
            Ok(body) => {
                let count = leaves(api, ty.as_ref(), &body, issues.as_ref().unwrap_or(&BTreeSet::new()));
                // Where issues have no path, nobody knows which leaves they are about.
                self.typed.0 += if issues.is_some() { count.typed } else { 0 };
                self.typed.1 += count.all;
                for path in count.undeclared {
                    *self.undeclared.entry(path).or_default() += 1;
                }
                let is_same = self.same(index, "comes back", compare(&body, &report["back"]));
                self.round_trips.0 += usize::from(is_same);
            }
        }
    }

    /// The report of a case that is not fatal.
    fn reported<'r>(&mut self, index: usize, report: Option<&'r Json>) -> Option<&'r Json> {
        match report.map(|report| (report, report["fatal"].as_str())) {
            None => self.fail(index, "the program does not report it"),
            Some((_, Some(fatal))) => self.fail(index, fatal),
            Some((report, None)) => return Some(report),
        }
        None
    }

    /// Keeps issues and leniencies; gives the paths of the issues, if all have one.
    fn issues_of(&mut self, case: usize, report: &Json) -> Option<BTreeSet<String>> {
        let notes = |key: &str| -> Vec<Note> {
            let rows = report[key].as_array().into_iter().flatten();
            rows.map(|row| (text(&row[0]), text(&row[1]))).map(|(path, what)| Note { case, path, what }).collect()
        };
        let total = |key: &str| report[key].as_u64().and_then(|n| usize::try_from(n).ok()).unwrap_or_default();
        self.lenient += total("leniencies");
        self.leniencies.extend(notes("lenient"));
        let (issues, all) = (notes("issues"), total("total"));
        self.issues += all;
        let paths = (issues.len() == all).then(|| issues.iter().map(|issue| issue.path.clone()).collect());
        self.mismatches.extend(issues);
        paths
    }

    /// Whether the request goes where it should: to the path that is known, or else to any of the template.
    fn is_sent_to(&mut self, index: usize, operation: &Operation, path: Option<&str>, report: &Json) -> bool {
        let (method, uri) = (text(&report["method"]), text(&report["uri"]));
        let sent = uri.strip_prefix(program::BASE_URL).unwrap_or(&uri);
        let is_right = match path {
            Some(path) => segments_of(sent) == segments_of(path) && pairs_of(sent) == pairs_of(path),
            None => operation.path.literal_segments(sent.split('?').next().unwrap_or_default()).is_some(),
        };
        if !is_right || method != operation.method.as_str() {
            self.fail(index, format!("is sent as {method} {sent}"));
            return false;
        }
        true
    }
}

fn text(value: &Json) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
