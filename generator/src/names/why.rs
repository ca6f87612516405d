//! Why a public name changed or is gone, and which operations that concerns.

use std::fmt;

use super::lock::{Change, Lock};
use crate::choices::{Choices, Rename};
use crate::diff::Reach;
use crate::ir::{Api, Operation, TypeId};

/// Begins a step into what a logical path leads to.
const STEPS: [char; 6] = ['.', '[', '{', '<', '#', '?'];
/// How many operations are named before the rest is only counted.
const NAMED: usize = 3;

/// What there is to say about a name that users of the crate lose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// Why the name changed or is gone.
    pub why: String,
    /// The operations that it belongs to or that reach it, as `METHOD /path`. Of what is gone: those of what it stood in.
    pub operations: Vec<String>,
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "because {}", self.why)?;
        if !self.operations.is_empty() {
            write!(f, "\n    reaches {}", self.operations.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", "))?;
        }
        match self.operations.len().saturating_sub(NAMED) {
            0 => Ok(()),
            more => write!(f, " and {more} more"),
        }
    }
}

/// Explains changes of names, given what has names now.
pub struct Explainer<'a> {
    api: &'a Api,
    now: &'a Lock,
    choices: &'a Choices,
    reach: Reach,
}

impl<'a> Explainer<'a> {
    /// Explains by an API, its names, and what a maintainer chose of them.
    #[must_use]
    pub fn new(api: &'a Api, now: &'a Lock, choices: &'a Choices) -> Self {
        Self { api, now, choices, reach: Reach::of(api) }
    }

    /// Explains one change.
    #[must_use]
    pub fn explain(&self, change: &Change) -> Explanation {
        let (section, path) = change.place();
        let why = match change {
            Change::Added { .. } => "it is new".to_owned(),
            Change::Renamed { from, .. } => self.why_renamed(section, path, from),
            Change::Dropped { name, .. } => self.why_dropped(section, path, name),
        };
        Explanation { why, operations: self.operations(section, path) }
    }

    fn why_renamed(&self, section: &str, path: &str, from: &str) -> String {
        if let Some(rename) = self.chosen(section, path) {
            return format!("[rename] in generator.toml chooses it: {}", rename.reason);
        }
        if let Some(other) = self.now.path_of(section, from).filter(|other| *other != path) {
            return format!("`{from}` is the name of `{other}` now");
        }
        match (section, self.operation(path)) {
            ("operations", Some(operation)) => {
                let tag = &self.api.tags[operation.tag].wire;
                format!("its operationId is `{}` and its tag `{tag}`", operation.id)
            }
            ("tags", _) => "another tag would have the same name".to_owned(),
            _ => "its title, or what it is to be told from, is another one".to_owned(),
        }
    }

    fn chosen(&self, section: &str, path: &str) -> Option<&Rename> {
        let renames = &self.choices.rename;
        match section {
            "tags" => renames.tags.get(path),
            "operations" => renames.methods.get(path),
            "types" => renames.types.get(path),
            _ => None,
        }
    }

    fn why_dropped(&self, section: &str, path: &str, name: &str) -> String {
        if let Some(other) = self.now.path_of(section, name) {
            return format!("`{name}` is the name of `{other}` now");
        }
        match (section, self.around(path)) {
            ("tags", _) => "no operation has this tag first any more".to_owned(),
            ("operations", _) => "there is no such operation any more".to_owned(),
            (_, Some(around)) => {
                let rest = path.get(around.len()..).unwrap_or_default();
                format!("`{around}` has nothing at `{rest}` any more that needs a type of its own")
            }
            (_, None) => {
                format!("`{}` is gone", root(path))
            }
        }
    }

    /// The operations that a name concerns.
    fn operations(&self, section: &str, path: &str) -> Vec<String> {
        match section {
            "tags" => {
                let tag = self.api.tags.iter().position(|tag| tag.wire == path);
                self.api.operations.iter().filter(|op| Some(op.tag) == tag).map(Operation::label).collect()
            }
            "operations" => vec![self.operation(path).map_or_else(|| path.to_owned(), Operation::label)],
            _ => {
                let place = self.type_at(path).or_else(|| self.around(path).and_then(|around| self.type_at(around)));
                match (place, self.around(path).and_then(|around| self.operation(around))) {
                    (Some(id), _) => self.reach.labels(self.api, id),
                    (None, Some(operation)) => vec![operation.label()],
                    (None, None) => Vec::new(),
                }
            }
        }
    }

    fn operation(&self, key: &str) -> Option<&'a Operation> {
        self.api.operations.iter().find(|operation| operation.key() == key)
    }

    fn type_at(&self, path: &str) -> Option<TypeId> {
        self.api.types.iter().find(|def| def.origin.key == path).map(|def| def.id)
    }

    /// The longest beginning of a path that leads to something.
    fn around<'p>(&self, path: &'p str) -> Option<&'p str> {
        let mut ends = path.rmatch_indices(STEPS).map(|(at, _)| &path[..at]);
        ends.find(|start| self.type_at(start).is_some() || self.operation(start).is_some())
    }
}

/// The operation or the component that a path begins with.
fn root(path: &str) -> &str {
    // Braces stand in the path of an operation too.
    let is_of_operation = path.contains(" /");
    let steps: &[char] = if is_of_operation { &['#', '?'] } else { &STEPS };
    path.split(steps).next().unwrap_or(path)
}
