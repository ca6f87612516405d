//! What a server finds wrong with calls, and what of it is known.

use std::path::Path;

use serde::Deserialize;
use serde_json::Value as Json;

use crate::failure::{Context as _, Failure};
use crate::files;

/// What is known.
const FILE: &str = "tests/conformance/known.toml";

/// Violations that are told and do not count.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    known: Vec<Entry>,
    /// The same of differences to other clients.
    pub witness: Vec<Difference>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    violation: String,
    operations: Vec<String>,
    reason: String,
}

/// A difference to another client.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Difference {
    /// All that is told of it, so that nothing else passes for it.
    pub text: String,
    operations: Vec<String>,
    /// Why it does not count.
    pub reason: String,
}

impl Known {
    /// Reads the project's list.
    pub fn read(root: &Path) -> Result<Self, Failure> {
        let path = root.join(FILE);
        let understand = || format!("cannot understand {}", path.display());
        let text = String::from_utf8(files::read(&path)?).context(understand)?;
        toml_edit::de::from_str(&text).context(understand)
    }

    /// Why a violation at an operation does not count, if it does not.
    pub fn reason(&self, operation: &str, violation: &str) -> Option<&str> {
        let is_of = |entry: &&Entry| {
            violation.starts_with(&entry.violation) && entry.operations.iter().any(|known| known == operation)
        };
        self.known.iter().find(is_of).map(|entry| entry.reason.as_str())
    }

    /// Which entry has a difference to another client, if one has it.
    pub fn difference(&self, operation: &str, difference: &str) -> Option<usize> {
        let is_of = |entry: &Difference| {
            entry.text == difference && entry.operations.iter().any(|known| known == "*" || known == operation)
        };
        self.witness.iter().position(is_of)
    }

    /// Each operation at which a violation is known.
    pub fn operations(&self) -> impl Iterator<Item = &str> {
        self.known.iter().flat_map(|entry| &entry.operations).map(String::as_str)
    }
}

/// What is wrong with a call: what Prism finds wrong with the request, else what keeps the reply from being read; and what of
/// a reply that was read is not as its type says.
pub fn faults(report: &Json) -> Vec<String> {
    let mut found = violations(report);
    match report["fatal"].as_str() {
        Some(fatal) if found.is_empty() => found.push(fatal.to_owned()),
        Some(_) => {}
        None => found.extend(items(&report["issues"]).filter_map(Json::as_str).map(|issue| format!("issue: {issue}"))),
    }
    found
}

/// Prism tells in the body where the description has no reply for a faulty request, and in a header where it has; the header
/// tells of Prism's own reply too.
fn violations(report: &Json) -> Vec<String> {
    let parsed = |text: &Json| text.as_str().and_then(|text| serde_json::from_str::<Json>(text).ok());
    let (problem, header) = (parsed(&report["body"]), parsed(&report["headers"]["sl-violations"]));
    let in_body = problem.iter().flat_map(|problem| items(&problem["validation"]));
    let in_header = header.iter().flat_map(items).filter(|item| item["location"][0] == "request");
    in_body.chain(in_header).map(shown).collect()
}

fn items(list: &Json) -> impl Iterator<Item = &Json> {
    list.as_array().into_iter().flatten()
}

fn shown(violation: &Json) -> String {
    let location = items(&violation["location"]).filter_map(Json::as_str).filter(|part| *part != "request");
    let location: Vec<&str> = location.collect();
    format!("{}: {}", location.join("."), violation["message"].as_str().unwrap_or_default())
}
