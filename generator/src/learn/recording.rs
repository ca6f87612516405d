//! Recorded replies: lines of JSON.

use std::fmt::Write as _;

use crate::ir::Api;
use crate::verify::{Case, Recorded, recorded};

/// Replies that somebody recorded, one a line: `{method, path, path_template?, status, body}`.
#[derive(Debug, Clone, Default)]
pub struct Recording {
    /// The replies that can be read.
    pub cases: Vec<Case>,
    /// The line of each case, from 1.
    lines: Vec<usize>,
    /// Lines that are no such JSON.
    malformed: Vec<usize>,
    /// Lines with a method and path that the description does not have.
    unknown_paths: Vec<usize>,
    /// Lines whose body is empty, or described as something else than JSON.
    without_json: Vec<usize>,
}

impl Recording {
    /// Reads the lines; empty ones are passed over.
    #[must_use]
    pub fn read(api: &Api, text: &str) -> Self {
        let mut recording = Self::default();
        for (line, text) in (1..).zip(text.lines()).filter(|(_, text)| !text.trim().is_empty()) {
            match serde_json::from_str::<Recorded>(text) {
                Ok(reply) => recording.add(api, line, Recorded { request_body: None, ..reply }),
                Err(_) => recording.malformed.push(line),
            }
        }
        recording
    }

    fn add(&mut self, api: &Api, line: usize, reply: Recorded) {
        let found = recorded(api, &[reply]);
        if found.unknown_paths > 0 {
            self.unknown_paths.push(line);
        } else if found.list.is_empty() {
            self.without_json.push(line);
        }
        self.lines.extend(found.list.iter().map(|_| line));
        self.cases.extend(found.list);
    }

    /// What was left out, by reason.
    #[must_use]
    pub fn left_out(&self) -> Vec<String> {
        let reasons = [
            ("lines that are no JSON of a reply", &self.malformed),
            ("methods and paths that the description does not have", &self.unknown_paths),
            ("bodies that are empty, or described as something else than JSON", &self.without_json),
        ];
        let told = reasons.into_iter().filter(|(_, lines)| !lines.is_empty());
        told.map(|(reason, lines)| format!("{reason}: {}", listed(lines))).collect()
    }

    /// The lines of some cases, as a person would list them.
    pub(super) fn lines_of(&self, cases: impl Iterator<Item = usize>) -> String {
        let lines: Vec<usize> = cases.filter_map(|case| self.lines.get(case).copied()).collect();
        listed(&lines)
    }
}

/// As many line numbers as one can look up.
const SHOWN: usize = 20;

fn listed(lines: &[usize]) -> String {
    let mut text = format!("{} (line", lines.len());
    for line in lines.iter().take(SHOWN) {
        // Writing to a string does not fail.
        let _ = write!(text, " {line}");
    }
    text.push_str(if lines.len() > SHOWN { " ...)" } else { ")" });
    text
}
