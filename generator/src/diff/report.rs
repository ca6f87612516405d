//! A comparison as text, Markdown or JSON; `html` has it as a page.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::{Change, Diff, Rust, Wire, folded};

/// Above what several tags share.
const SHARED: &str = "shared by several tags";
/// How many operations are named before the rest is only counted.
const NAMED: usize = 3;

impl Diff {
    /// For a terminal: by tag, each change with where it stands and what it reaches.
    #[must_use]
    pub fn to_text(&self, coloured: bool) -> String {
        let mut out = String::new();
        for (tag, changes) in self.by_tag() {
            let _ = writeln!(out, "{tag}");
            for change in changes {
                let (on, off) = if coloured { (colour(change), "\x1b[0m") } else { ("", "") };
                let levels = format!("{}, {}", change.wire.as_str(), change.rust.as_str());
                let _ = writeln!(out, "  {on}{levels:<17}{off} {} [{}]", change.message, change.code);
                let _ = writeln!(out, "      {}", places(change));
                if !change.also.is_empty() {
                    let _ = writeln!(out, "      as in {}", change.also.join(", "));
                }
                if let Some(reach) = reach(change) {
                    let _ = writeln!(out, "      reaches {reach}");
                }
            }
        }
        let _ = writeln!(out, "{}", self.summary());
        out
    }

    /// An entry of a changelog: what breaks first, then what is new, then the rest.
    #[must_use]
    pub fn to_markdown(&self) -> String {
        let mut out = String::new();
        for title in ["Breaking", "Added", "Changed"] {
            let mut lines = String::new();
            for (tag, changes) in self.by_tag() {
                let listed: Vec<&Change> = changes.into_iter().filter(|change| part(change) == title).collect();
                if !listed.is_empty() {
                    let _ = writeln!(lines, "\n**{tag}**\n");
                }
                for (change, line) in folded::lines(&listed) {
                    let level = if is_breaking(change) { format!(" ({})", breaks(change)) } else { String::new() };
                    let _ = writeln!(lines, "- {line}{level}");
                }
            }
            if !lines.is_empty() {
                let _ = writeln!(out, "### {title}\n{lines}");
            }
        }
        if out.is_empty() { "Nothing changed for callers.\n".to_owned() } else { out }
    }

    /// For programs.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let changes: Vec<Value> = self.changes.iter().map(change_json).collect();
        json!({"wire": self.wire().as_str(), "rust": self.rust().as_str(), "changes": changes})
    }

    /// The last line: how much of what.
    #[must_use]
    pub fn summary(&self) -> String {
        let count = |belongs: &dyn Fn(&Change) -> bool| self.changes.iter().filter(|change| belongs(change)).count();
        format!(
            "changes {}: wire {} ({} breaking), Rust API {} ({} major, {} minor)",
            self.changes.len(),
            self.wire().as_str(),
            count(&|change| change.wire == Wire::Breaking),
            self.rust().as_str(),
            count(&|change| change.rust == Rust::Major),
            count(&|change| change.rust == Rust::Minor),
        )
    }

    /// Changes by tag, in their order.
    pub(super) fn by_tag(&self) -> Vec<(&str, Vec<&Change>)> {
        let mut groups: Vec<(&str, Vec<&Change>)> = Vec::new();
        for change in &self.changes {
            let tag = change.tag.as_deref().unwrap_or(SHARED);
            match groups.last_mut() {
                Some((last, changes)) if *last == tag => changes.push(change),
                _ => groups.push((tag, vec![change])),
            }
        }
        groups
    }
}

fn is_breaking(change: &Change) -> bool {
    change.wire == Wire::Breaking || change.rust == Rust::Major
}

/// The part of a changelog that a change belongs to.
pub(super) fn part(change: &Change) -> &'static str {
    match change.rust {
        _ if is_breaking(change) => "Breaking",
        Rust::Minor => "Added",
        _ => "Changed",
    }
}

fn breaks(change: &Change) -> &'static str {
    match (change.wire, change.rust) {
        (Wire::Breaking, Rust::Major) => "wire and Rust API",
        (Wire::Breaking, _) => "wire",
        _ => "Rust API",
    }
}

fn colour(change: &Change) -> &'static str {
    match change.rust {
        _ if is_breaking(change) => "\x1b[31m",
        Rust::Minor => "\x1b[32m",
        _ => "\x1b[2m",
    }
}

fn places(change: &Change) -> String {
    let place = |place: &Option<crate::diagnostics::Place>| place.as_ref().map(ToString::to_string);
    let ends: Vec<String> = [place(&change.before), place(&change.after)].into_iter().flatten().collect();
    format!("{} ({})", change.pointer, ends.join(" -> "))
}

fn reach(change: &Change) -> Option<String> {
    let named = change.operations.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
    match change.operations.len() {
        // An operation reaches itself.
        0 | 1 => None,
        all if all > NAMED => Some(format!("{named} and {} more", all - NAMED)),
        _ => Some(named),
    }
}

fn change_json(change: &Change) -> Value {
    let place = |place: &Option<crate::diagnostics::Place>| place.as_ref().map(ToString::to_string);
    json!({
        "code": change.code,
        "wire": change.wire.as_str(),
        "rust": change.rust.as_str(),
        "pointer": change.pointer,
        "item": change.item,
        "message": change.message,
        "was": change.was,
        "is": change.is,
        "before": place(&change.before),
        "after": place(&change.after),
        "tag": change.tag,
        "operations": change.operations,
        "also": change.also,
    })
}
