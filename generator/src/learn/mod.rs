//! Learning: what replies that somebody recorded say about the API that its description does not.
//!
//! ```text
//! lines --read--> Recording --(verify: program, judge)--> Verdict --learn--> Lessons
//! ```
//!
//! The emitted crate reads the replies and says what did not fit; [`learn`] finds the schema that each such place is
//! described by, and what would have fitted. Replies hold personal data, so nothing leaves this module but names of fields
//! and kinds of values. The one exception are new values of an enum, where they look like names.

mod actions;
mod places;
mod recording;
mod report;
mod shape;
mod walk;

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::Value as Json;

pub use recording::Recording;
pub use report::report;

use crate::document::Document;
use crate::ir::Api;
use crate::verify::Verdict;

/// What there is to learn from some replies.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lessons {
    /// Corrections of the description, in the order in which they are to be applied.
    pub actions: Vec<Action>,
    /// What a person has to look at, for no correction is certain.
    pub notes: Vec<String>,
}

/// An action of an overlay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Action {
    /// `JSONPath` of what is to be changed.
    pub target: String,
    /// Whether it is to be removed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub remove: bool,
    /// What is to be merged into it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub update: Option<Json>,
    /// What is wrong with the description.
    #[serde(rename = "x-reason")]
    pub reason: String,
    /// How that is known.
    #[serde(rename = "x-evidence")]
    pub evidence: String,
}

impl Lessons {
    /// The corrections as an overlay.
    ///
    /// # Errors
    /// When it cannot be written as YAML.
    pub fn overlay(&self) -> Result<String, serde_yaml::Error> {
        let actions = serde_yaml::to_string(&self.actions)?;
        Ok(format!("overlay: 1.0.0\ninfo: {{title: Learnt from recorded replies, version: '1'}}\nactions:\n{actions}"))
    }
}

/// Learns from the replies of a recording, given what came of reading them.
#[must_use]
pub fn learn(api: &Api, document: &Document, recording: &Recording, verdict: &Verdict) -> Lessons {
    let unread: BTreeSet<usize> = verdict.failures.iter().map(|failure| failure.case).collect();
    let findings = walk::walk(api, document, &recording.cases, verdict);
    let mut lessons = actions::of(document, &findings);
    let looked_at = verdict.mismatches.len();
    if verdict.issues > looked_at {
        let rest = verdict.issues - looked_at;
        lessons
            .notes
            .push(format!("{rest} issues beyond the first 64 of a reply: learn again after correcting the others"));
    }
    if !unread.is_empty() {
        let lines = recording.lines_of(unread.into_iter());
        lessons.notes.push(format!("replies that were not read, or came back otherwise: {lines}"));
    }
    lessons
}
