//! What a new description changes for the people who use the crate.
//!
//! Two analyzed representations are compared, not two texts: prose, examples, order and how schemas are composed make no
//! difference. A change is told once, at its root, however many operations reach it. It has two levels, which often
//! differ: what it does to requests and replies on the wire, and what it does to code that is written against the crate.

mod align;
mod alternatives;
mod details;
mod fields;
mod fit;
mod folded;
mod html;
mod operations;
mod reach;
mod report;
mod spelling;
mod types;

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostics::Place;
use crate::document::Document;
use crate::ir::{Api, NameRoot, TypeDef, TypeId};
use crate::pipeline::Model;

use align::Alignment;
pub(crate) use reach::Reach;

/// What a change does to requests and replies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wire {
    /// A caller of the old description gets on with the new one.
    Compatible,
    /// A request accepts less, or a reply promises less.
    Breaking,
}

impl Wire {
    /// The level as text.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Compatible => "compatible",
            Self::Breaking => "breaking",
        }
    }

    fn breaking_if(broken: bool) -> Self {
        if broken { Self::Breaking } else { Self::Compatible }
    }
}

/// What a change asks of the version of the crate, by the rules of semantic versioning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rust {
    /// Nothing that is public changes but its documentation.
    Patch,
    /// Something public is added.
    Minor,
    /// Code that compiled may not compile any more.
    Major,
}

impl Rust {
    /// The level as text.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }

    fn major_if(broken: bool) -> Self {
        if broken { Self::Major } else { Self::Patch }
    }
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What sort of change it is; stable, such as `field-retyped`.
    pub code: &'static str,
    /// What it does on the wire.
    pub wire: Wire,
    /// What it does to the crate.
    pub rust: Rust,
    /// JSON pointer of what changed: in the new description, or in the old one if it is gone.
    pub pointer: String,
    /// The public item, such as `Contact::owner_id`.
    pub item: String,
    /// What happened, in a sentence.
    pub message: String,
    /// What it was, where that can be said in a word or a type.
    pub was: Option<String>,
    /// What it is now.
    pub is: Option<String>,
    /// Where it stood.
    pub before: Option<Place>,
    /// Where it stands.
    pub after: Option<Place>,
    /// The tag that it belongs to; what several tags share has none.
    pub tag: Option<String>,
    /// The operations that it reaches, as `METHOD /path`.
    pub operations: Vec<String>,
    /// Further public items that have it too, since their schemas are composed of the one that changed.
    pub also: Vec<String>,
    /// Whether it stands in the schema of the item itself.
    is_root: bool,
}

impl Change {
    /// Takes in the same change of a schema that is composed of this one.
    fn join(&mut self, other: Self) {
        self.wire = self.wire.max(other.wire);
        self.rust = self.rust.max(other.rust);
        if self.tag != other.tag {
            self.tag = None;
        }
        self.operations.extend(other.operations);
        self.operations.sort();
        self.operations.dedup();
        self.also.push(other.item);
    }
}

/// All changes, by tag and place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diff {
    /// The changes; the worst of each tag first.
    pub changes: Vec<Change>,
}

impl Diff {
    /// The worst that happens on the wire.
    #[must_use]
    pub fn wire(&self) -> Wire {
        self.changes.iter().map(|change| change.wire).max().unwrap_or(Wire::Compatible)
    }

    /// The worst that happens to the crate.
    #[must_use]
    pub fn rust(&self) -> Rust {
        self.changes.iter().map(|change| change.rust).max().unwrap_or(Rust::Patch)
    }

    /// Whether anything breaks, on either level.
    #[must_use]
    pub fn is_breaking(&self) -> bool {
        self.wire() == Wire::Breaking || self.rust() == Rust::Major
    }
}

/// Compares two descriptions.
#[must_use]
pub fn diff(old: &Model, new: &Model) -> Diff {
    let alignment = Alignment::of(&old.ir.api, &new.ir.api);
    let (old, new) = (Side::of(old), Side::of(new));
    let mut comparison = Comparison { old, new, alignment, moved: BTreeSet::new(), changes: Vec::new() };
    comparison.operations();
    comparison.types();
    let mut changes = at_their_roots(comparison.changes);
    changes.sort_by(|a, b| order(a).cmp(&order(b)));
    Diff { changes }
}

/// Codes of what is told of fields, and of other things too.
const DETAILS: [&str; 4] = ["limits-changed", "default-changed", "deprecated", "no-longer-deprecated"];

/// A property of a schema that others are composed of is a field of each of them: what changed is that one property.
fn at_their_roots(mut changes: Vec<Change>) -> Vec<Change> {
    changes.sort_by_key(|change| !change.is_root);
    let mut roots: Vec<Change> = Vec::new();
    let mut known = BTreeMap::new();
    for change in changes {
        let key = (change.code, change.before.clone(), change.after.clone(), last_word(&change.item));
        let is_of_field =
            change.code.starts_with("field-") || (DETAILS.contains(&change.code) && change.item.contains("::"));
        let is_field = is_of_field && (change.before.is_some() || change.after.is_some());
        match known.get(&key) {
            Some(&index) if is_field => Change::join(&mut roots[index], change),
            _ => {
                known.insert(key, roots.len());
                roots.push(change);
            }
        }
    }
    roots
}

/// The field of an item such as `Contact::owner_id`.
fn last_word(item: &str) -> String {
    item.rsplit("::").next().unwrap_or_default().to_owned()
}

/// What is shared comes last; what breaks comes first.
fn order(change: &Change) -> impl Ord {
    let worst = std::cmp::Reverse((change.wire == Wire::Breaking || change.rust == Rust::Major, change.rust));
    (change.tag.is_none(), change.tag.clone(), worst, change.item.clone(), change.code, change.message.clone())
}

/// One of the two descriptions.
struct Side<'a> {
    api: &'a Api,
    document: &'a Document,
    reach: Reach,
}

impl<'a> Side<'a> {
    fn of(model: &'a Model) -> Self {
        Self { api: &model.ir.api, document: &model.document, reach: Reach::of(&model.ir.api) }
    }

    fn ty(&self, id: TypeId) -> &'a TypeDef {
        self.api.ty(id)
    }
}

/// The comparison as it goes on.
struct Comparison<'a> {
    old: Side<'a>,
    new: Side<'a>,
    alignment: Alignment,
    /// Fields of the new description that were parameters in the old one.
    moved: BTreeSet<(TypeId, String)>,
    changes: Vec<Change>,
}

/// What a change is about: something on one side or on both.
#[derive(Clone, Copy)]
enum About<T> {
    Added(T),
    Removed(T),
    Both(T, T),
}

impl<T: Copy> About<T> {
    fn before(self) -> Option<T> {
        match self {
            Self::Removed(old) | Self::Both(old, _) => Some(old),
            Self::Added(_) => None,
        }
    }

    fn after(self) -> Option<T> {
        match self {
            Self::Added(new) | Self::Both(_, new) => Some(new),
            Self::Removed(_) => None,
        }
    }
}

/// Whether a type is an entry of `components.schemas`, and so something that a description adds or removes by itself.
fn is_component(def: &TypeDef) -> bool {
    matches!(def.origin.source.root, NameRoot::Component(_)) && def.origin.source.steps.is_empty()
}
