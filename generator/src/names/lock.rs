//! The lock of public names: what a regeneration may add to but must not change unasked.
//!
//! ```text
//! [operations]
//! GET /contacts/{} -> contacts.get GetContact
//! [types]
//! contact.location -> ContactLocation
//! [arguments]
//! merge_request -> from, into
//! ```

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::arguments;
use crate::ir::{Analyzed, Api, Ir, Kind, Named};

const SECTIONS: [&str; 5] = ["tags", "operations", "types", "variants", "arguments"];
/// Variants are called alike in many unions.
const VARIANTS: usize = 3;
/// What stands here are no names but the order of some.
const ARGUMENTS: usize = 4;
const ARROW: &str = " -> ";

/// Public names by logical path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lock {
    names: BTreeMap<(usize, String), String>,
}

/// A difference between two locks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A new name.
    Added {
        /// Section and logical path.
        key: String,
        /// The name.
        name: String,
    },
    /// Another name for the same thing: breaks users.
    Renamed {
        /// Section and logical path.
        key: String,
        /// The locked name.
        from: String,
        /// The name now.
        to: String,
    },
    /// A name that is gone: breaks users.
    Dropped {
        /// Section and logical path.
        key: String,
        /// The locked name.
        name: String,
    },
}

impl std::fmt::Display for Change {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Added { key, name } => write!(f, "added   {key}: {name}"),
            Self::Renamed { key, from, to } => write!(f, "renamed {key}: {from} -> {to}"),
            Self::Dropped { key, name } => write!(f, "dropped {key}: {name}"),
        }
    }
}

impl Change {
    /// The section and the logical path.
    pub(super) fn place(&self) -> (&str, &str) {
        let (Self::Added { key, .. } | Self::Renamed { key, .. } | Self::Dropped { key, .. }) = self;
        key.strip_prefix('[').and_then(|key| key.split_once("] ")).unwrap_or(("", key))
    }

    /// Whether it breaks users.
    #[must_use]
    pub fn is_breaking(&self) -> bool {
        !matches!(self, Self::Added { .. })
    }
}

impl Lock {
    /// The names of an API.
    #[must_use]
    pub fn of(ir: &Ir<Named>) -> Self {
        let api = &ir.api;
        let mut names = BTreeMap::new();
        for tag in &api.tags {
            names.insert((0, tag.wire.clone()), format!("{} {}", tag.name, tag.handle));
        }
        for operation in &api.operations {
            let tag = &api.tags[operation.tag].name;
            let name = format!("{tag}.{} {}", operation.names.method, operation.names.builder);
            names.insert((1, operation.key()), name);
        }
        types(api, &mut names);
        Self { names }
    }

    /// The same with the order of arguments, which analysis knows.
    #[must_use]
    pub fn with_arguments(mut self, ir: &Ir<Analyzed>) -> Self {
        self.names.extend(arguments::of(ir).map(|(key, names)| ((ARGUMENTS, key), names)));
        self
    }

    /// Puts the arguments of an API into the order that is locked.
    pub(crate) fn keep_arguments(&self, ir: &mut Ir<Named>) {
        arguments::keep(ir, |key| self.names.get(&(ARGUMENTS, key.to_owned())).map(String::as_str));
    }

    /// Reads a lock.
    ///
    /// # Errors
    /// What is wrong with a line, and the byte at which the line begins: no section, no arrow, or a key that stands twice,
    /// as after a bad merge.
    pub fn parse(text: &str) -> Result<Self, (usize, String)> {
        let mut names = BTreeMap::new();
        let (mut section, mut at) = (None, 0);
        for line in text.split_inclusive('\n') {
            read_line(line.trim_end_matches(['\n', '\r']), &mut section, &mut names)
                .map_err(|message| (at, message))?;
            at += line.len();
        }
        Ok(Self { names })
    }

    /// What changed from `self` to `now`.
    #[must_use]
    pub fn changes(&self, now: &Self) -> Vec<Change> {
        let mut changes = Vec::new();
        // Arguments come and go with what they belong to.
        for (key, from) in self.names.iter().filter(|((section, _), _)| *section != ARGUMENTS) {
            let label = label(key);
            match now.names.get(key) {
                None => changes.push(Change::Dropped { key: label, name: from.clone() }),
                Some(to) if to != from => {
                    changes.push(Change::Renamed { key: label, from: from.clone(), to: to.clone() });
                }
                Some(_) => {}
            }
        }
        for (key, name) in now.names.iter().filter(|(key, _)| key.0 != ARGUMENTS && !self.names.contains_key(*key)) {
            changes.push(Change::Added { key: label(key), name: name.clone() });
        }
        changes
    }

    /// The logical path that has a name.
    pub(super) fn path_of(&self, section: &str, name: &str) -> Option<&str> {
        let section = SECTIONS.iter().position(|known| *known == section)?;
        let is_telling = section < VARIANTS;
        let mut names = self.names.iter().filter(|((of, _), other)| *of == section && *other == name);
        names.next().filter(|_| is_telling).map(|((_, path), _)| path.as_str())
    }

    /// The lock as text.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut out = String::from(
            "# Public names by logical path, kept by `cargo xtask regenerate`. See docs/CONTRIBUTING.md.\n",
        );
        for (index, section) in SECTIONS.iter().enumerate() {
            let _ = writeln!(out, "\n[{section}]");
            for ((_, key), name) in self.names.iter().filter(|((s, _), _)| *s == index) {
                let _ = writeln!(out, "{}{ARROW}{name}", written_key(key));
            }
        }
        out
    }
}

fn types(api: &Api, names: &mut BTreeMap<(usize, String), String>) {
    for ty in &api.types {
        names.insert((2, ty.origin.key.clone()), ty.name.clone());
        let Kind::Union(union) = &ty.kind else { continue };
        for variant in &union.variants {
            names.insert((3, format!("{}<{}>", ty.origin.key, variant.label)), variant.ident.clone());
        }
    }
}

fn label((section, key): &(usize, String)) -> String {
    format!("[{}] {key}", SECTIONS.get(*section).copied().unwrap_or_default())
}

fn read_line(
    line: &str,
    section: &mut Option<usize>,
    names: &mut BTreeMap<(usize, String), String>,
) -> Result<(), String> {
    if line.is_empty() || line.starts_with('#') {
        return Ok(());
    }
    if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        let known = SECTIONS.iter().position(|section| *section == name);
        *section = Some(known.ok_or_else(|| format!("`[{name}]` is no section"))?);
        return Ok(());
    }
    let (key, name) = line.rsplit_once(ARROW).ok_or_else(|| format!("`{line}` is not of the form `path -> Name`"))?;
    let key = read_key(key).ok_or_else(|| format!("`{key}` is no text in quotes"))?;
    let section = section.ok_or_else(|| "there is no section above it".to_owned())?;
    match names.insert((section, key.clone()), name.to_owned()) {
        Some(other) => Err(format!("`{key}` has a name already: {other}")),
        None => Ok(()),
    }
}

/// A path in a line of its own; in quotes where it would be taken for something else.
fn written_key(key: &str) -> String {
    let plain = !key.starts_with(['#', '[', '"']) && !key.contains(char::is_control);
    if plain { key.to_owned() } else { serde_json::Value::from(key).to_string() }
}

fn read_key(text: &str) -> Option<String> {
    if text.starts_with('"') { serde_json::from_str(text).ok() } else { Some(text.to_owned()) }
}
