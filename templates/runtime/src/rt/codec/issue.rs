//! What did not fit, and what was made to fit.

use std::fmt;

use bytes::Bytes;

use super::DecodeError;
use super::path::path_at;

/// How many issues, and how many lenient readings, are recorded one by one; the rest is counted.
const RECORDED: usize = 64;

/// What is wrong with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum IssueCode {
    /// It is null where the model has no place for that.
    Null,
    /// It is not there though the description says that it always is.
    Missing,
    /// It is of another kind than declared.
    Mismatch,
    /// It is a number beyond what the declared type holds.
    OutOfRange,
    /// It is a number beyond what free-form JSON holds here: it was rounded, or its digits were kept as a string.
    Inexact,
}

/// A value that is not as declared but could be read nevertheless.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Leniency {
    /// A number where a string is declared: its spelling is kept.
    NumberForString,
    /// A boolean where a string is declared: its spelling is kept.
    BoolForString,
    /// A numeric string where a number is declared.
    StringForNumber,
    /// A number such as `1.0` where an integer is declared.
    FloatForInteger,
    /// `"true"` or `"false"` where a boolean is declared.
    StringForBool,
    /// ISO 8601 text where unix seconds are declared.
    TextForTimestamp,
    /// A number where ISO 8601 text is declared: its digits are kept.
    NumberForDateTime,
    /// A single value where a list is declared.
    OneForMany,
}

impl Leniency {
    /// Every kind of lenient reading.
    pub const ALL: [Self; 8] = [
        Self::NumberForString,
        Self::BoolForString,
        Self::StringForNumber,
        Self::FloatForInteger,
        Self::StringForBool,
        Self::TextForTimestamp,
        Self::NumberForDateTime,
        Self::OneForMany,
    ];
}

/// A value that is missing, or that could not be taken as it is. One that is left out is in the `extra()` of the record
/// around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    code: IssueCode,
    expected: &'static str,
    offset: usize,
    path: String,
}

impl Issue {
    /// What is wrong with it.
    #[must_use]
    pub fn code(&self) -> IssueCode {
        self.code
    }

    /// What should have been there, to stand after "expected": `a string`.
    #[must_use]
    pub fn expected(&self) -> &str {
        self.expected
    }

    /// Where in the document, in bytes from its start; for a missing field, where its record starts.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// Where in the document, from the root `$`: `$.contacts[3].id`.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }
}

impl fmt::Display for Issue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let found = match self.code {
            IssueCode::Null => ", found null",
            IssueCode::Missing => ", found nothing",
            IssueCode::Mismatch => "",
            IssueCode::OutOfRange => ", found one beyond its range",
            IssueCode::Inexact => ", found one that had to be changed",
        };
        write!(f, "{}: expected {}{found}", self.path, self.expected)
    }
}

impl From<Issue> for DecodeError {
    fn from(issue: Issue) -> Self {
        Self::new(issue.path, issue.expected, issue.offset)
    }
}

/// One lenient reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LenientUse {
    leniency: Leniency,
    offset: usize,
    path: String,
}

impl LenientUse {
    /// What was made to fit.
    #[must_use]
    pub fn leniency(&self) -> Leniency {
        self.leniency
    }

    /// Where in the document, in bytes from its start.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// Where in the document, from the root `$`.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }
}

/// All that was found while reading one document. One pointer, null when there is nothing to tell.
#[derive(Clone, Default)]
pub struct Issues(Option<Box<Report>>);

#[derive(Clone)]
struct Report {
    notes: Notes,
    /// Kept because paths are only looked up when somebody asks.
    document: Bytes,
}

impl Issues {
    pub(crate) fn new(notes: Notes, document: impl FnOnce() -> Bytes) -> Self {
        if notes.is_empty() { Self(None) } else { Self(Some(Box::new(Report { notes, document: document() }))) }
    }

    /// Whether every value could be taken.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.total() == 0
    }

    /// How many values could not be taken.
    #[must_use]
    pub fn total(&self) -> usize {
        self.0.as_ref().map_or(0, |report| report.notes.total)
    }

    /// The first 64 of them. Their paths are looked up by walking the document again, once for each.
    #[must_use]
    pub fn list(&self) -> Vec<Issue> {
        let Some(report) = &self.0 else { return Vec::new() };
        report.notes.issues.iter().map(|found| found.resolve(&report.document)).collect()
    }

    /// How often a leniency was made use of.
    #[must_use]
    pub fn count(&self, leniency: Leniency) -> usize {
        self.0.as_ref().map_or(0, |report| report.notes.counts[leniency as usize])
    }

    /// How often each leniency was made use of; those that were not are left out.
    #[must_use]
    pub fn leniencies(&self) -> Vec<(Leniency, usize)> {
        let counted = Leniency::ALL.map(|leniency| (leniency, self.count(leniency)));
        counted.into_iter().filter(|(_, count)| *count > 0).collect()
    }

    /// The first 64 lenient readings with their paths.
    #[must_use]
    pub fn lenient(&self) -> Vec<LenientUse> {
        let Some(report) = &self.0 else { return Vec::new() };
        let resolve = |&(leniency, offset)| LenientUse { leniency, offset, path: path_at(&report.document, offset) };
        report.notes.lenient.iter().map(resolve).collect()
    }
}

impl fmt::Debug for Issues {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Issues").field("total", &self.total()).field("leniencies", &self.leniencies()).finish()
    }
}

/// What a reader has to tell so far.
#[derive(Clone, Default)]
pub(crate) struct Notes {
    issues: Vec<Found>,
    total: usize,
    lenient: Vec<(Leniency, usize)>,
    counts: [usize; Leniency::ALL.len()],
}

/// An issue whose path nobody has asked for yet.
#[derive(Clone, Copy)]
struct Found {
    code: IssueCode,
    /// The name of the field where one is missing.
    expected: &'static str,
    offset: usize,
}

impl Notes {
    pub(super) fn issue(&mut self, code: IssueCode, expected: &'static str, offset: usize) {
        self.total += 1;
        if self.issues.len() < RECORDED {
            self.issues.push(Found { code, expected, offset });
        }
    }

    pub(super) fn leniency(&mut self, leniency: Leniency, offset: usize) {
        self.counts[leniency as usize] += 1;
        if self.lenient.len() < RECORDED {
            self.lenient.push((leniency, offset));
        }
    }

    fn is_empty(&self) -> bool {
        self.total == 0 && self.lenient.is_empty()
    }
}

impl Found {
    fn resolve(self, document: &[u8]) -> Issue {
        let Self { code, expected, offset } = self;
        let mut path = path_at(document, offset);
        if code == IssueCode::Missing {
            path.push('.');
            path.push_str(expected);
            return Issue { code, expected: "a required field", offset, path };
        }
        Issue { code, expected, offset, path }
    }
}
