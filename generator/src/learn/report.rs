//! A page about where the examples of a description and its schemas disagree.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::places::json_path;
use super::walk::{Findings, Seen, walk};
use crate::document::Document;
use crate::ir::Api;
use crate::verify::{Case, CaseKind, Verdict};

/// The page, in Markdown, without anything that the examples say. The same cases give the same page.
#[must_use]
pub fn report(api: &Api, document: &Document, cases: &[Case], verdict: &Verdict) -> String {
    let findings = walk(api, document, cases, verdict);
    let (failed_replies, failed_requests) =
        by_operation(api, cases, verdict.failures.iter().map(|failure| failure.case));
    let (_, respelt) = by_operation(api, cases, verdict.conversions.iter().map(|note| note.case));
    let table = |title, what, rows| table(document, title, what, rows);
    let tables = [
        table("Values read leniently", "leniency", lenient(&findings)),
        table("Values that did not fit", "trouble", issues(&findings)),
        table("Fields that are not described", "field", undeclared(&findings)),
        operations("Replies that are not described", &undescribed(&findings)),
        operations("Replies that are not read, or come back otherwise", &failed_replies),
        operations("Requests that are not made as they should be", &failed_requests),
        operations("Values of requests that are sent in another spelling", &respelt),
    ];
    // Of a reply only the first of each sort have a path.
    let without_path = verdict.lenient - verdict.leniencies.len() + verdict.issues - verdict.mismatches.len();
    let mut text = head(api, &tables);
    for (what, count) in [
        ("Further values, whose schema is not known", findings.nowhere.count + without_path),
        ("Null, an empty list or nothing in place of another of these", verdict.blanks),
    ] {
        // Writing to a string does not fail.
        let _ = writeln!(text, "| {what} | {count} |");
    }
    let _ = writeln!(text, "\n```text\n{verdict}\n```");
    for Table { title, body, .. } in tables.iter().filter(|table| table.count > 0) {
        let _ = write!(text, "\n## {title}\n\n{body}");
    }
    text
}

/// Rows of two texts, the second a pointer, and a count.
type Rows = BTreeMap<(String, String), usize>;

fn lenient(findings: &Findings) -> Rows {
    let places = findings.places.iter();
    let rows =
        places.flat_map(|(at, place)| place.lenient.iter().map(|(how, seen)| row(&format!("`{how}`"), at, seen)));
    rows.collect()
}

fn issues(findings: &Findings) -> Rows {
    let of_places = findings.places.iter().flat_map(|(at, place)| {
        let troubles =
            [("of another kind", &place.mismatch), ("null", &place.null), ("of no variant", &place.no_variant)];
        troubles.into_iter().map(|(trouble, seen)| row(trouble, at, seen))
    });
    let missing = findings.missing.iter().map(|((at, name), seen)| row(&format!("no `{name}`"), at, seen));
    of_places.chain(missing).filter(|(_, count)| *count > 0).collect()
}

fn undeclared(findings: &Findings) -> Rows {
    findings.undeclared.iter().map(|((at, name), (_, seen))| row(&format!("`{name}`"), at, seen)).collect()
}

fn row(what: &str, at: &str, seen: &Seen) -> ((String, String), usize) {
    ((what.to_owned(), at.to_owned()), seen.count)
}

fn undescribed(findings: &Findings) -> BTreeMap<String, usize> {
    // How often each was seen is of no interest.
    findings.undescribed.by.iter().map(|operation| (operation.clone(), 1)).collect()
}

/// How many of some cases are of an operation: its replies, its requests.
fn by_operation(
    api: &Api,
    cases: &[Case],
    indices: impl Iterator<Item = usize>,
) -> (BTreeMap<String, usize>, BTreeMap<String, usize>) {
    let (mut replies, mut requests) = (BTreeMap::new(), BTreeMap::new());
    for case in indices.filter_map(|index| cases.get(index)) {
        let label = api.operations[case.operation].label();
        match case.kind {
            CaseKind::Response { .. } => *replies.entry(label).or_default() += 1,
            CaseKind::Request { .. } => *requests.entry(label).or_default() += 1,
        }
    }
    (replies, requests)
}

/// A section, and what the head of the page says of it.
struct Table {
    title: &'static str,
    count: usize,
    body: String,
}

fn table(document: &Document, title: &'static str, what: &str, rows: Rows) -> Table {
    let mut body = format!("| {what} | schema | times |\n|-|-|-|\n");
    for ((what, at), count) in &rows {
        let _ = writeln!(body, "| {what} | `{}` | {count} |", json_path(document, at));
    }
    Table { title, count: rows.into_values().sum(), body }
}

fn operations(title: &'static str, rows: &BTreeMap<String, usize>) -> Table {
    let mut body = "| operation | times |\n|-|-|\n".to_owned();
    for (operation, count) in rows {
        let _ = writeln!(body, "| `{operation}` | {count} |");
    }
    Table { title, count: rows.values().sum(), body }
}

const HEAD: &str = "
Made by `cargo xtask verify --report`, never edited. Every example of the description was run through the crate. This is
where they disagree, by the schema of the corrected description that is concerned: each correction makes it shorter.

| | times |
|-|-|
";

fn head(api: &Api, tables: &[Table]) -> String {
    let mut text = format!("# Examples and schemas of {} {}\n{HEAD}", api.title, api.version);
    for Table { title, count, .. } in tables {
        let _ = writeln!(text, "| {title} | {count} |");
    }
    text
}
