//! Overlays: a file of actions that correct a description (the Overlay Specification 1.0.0).
//!
//! Two things are stricter than the specification, because an overlay here states facts: an action says why it is
//! needed (`x-reason`) and how that is known (`x-evidence`), and a key that nobody reads is an error. One thing is more
//! lenient: what is removed may be a scalar.

mod merge;
mod read;
mod target;

use crate::diagnostics::{Diagnostic, Diagnostics, Severity};
use crate::document::{Document, MAX_DEPTH, Node};
use merge::Conflict;
use read::{Action, Change};
use target::Location;

const NO_MATCH: &str = "overlay-no-match";
const NO_CHANGE: &str = "overlay-no-change";

/// How bad it is that an action has become useless: its target is gone, or the description already says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StalePolicy {
    /// An error: for the description that the overlay was written for.
    Refuse,
    /// A warning: for any other description.
    Warn,
}

/// Applies the actions of `overlay` to `document`, in their order. What an update brings keeps its place in the overlay.
///
/// An overlay that is not well-formed is not applied at all. An action that fails leaves the others to be tried, so
/// that one run shows all that is wrong; after an error the document is not to be used.
#[must_use]
pub fn apply(document: &mut Document, overlay: &Document, policy: StalePolicy) -> Diagnostics {
    let mut found = Diagnostics::default();
    let actions = read::actions(overlay, &mut found);
    if !found.has_errors() {
        for action in &actions {
            act(document, action, policy, &mut found);
        }
    }
    found
}

/// Whether a finding is of an action that has become useless, which changes nothing about the description.
#[must_use]
pub fn is_stale(found: &Diagnostic) -> bool {
    matches!(found.code, NO_MATCH | NO_CHANGE)
}

fn act(document: &mut Document, action: &Action<'_>, policy: StalePolicy, found: &mut Diagnostics) {
    let locations = action.target.locate(&document.root);
    if locations.is_empty() {
        stale(action, policy, NO_MATCH, "matches nothing", found);
        return;
    }
    let errors_before = found.len();
    let changed = match action.change {
        Change::Remove => remove(&mut document.root, &locations, action, found),
        Change::Update(update) => update_all(&mut document.root, &locations, update, action, found),
    };
    if !changed && found.len() == errors_before {
        stale(action, policy, NO_CHANGE, "is as the action wants it already", found);
    }
}

/// Removes the nodes from the last to the first, so that no index moves before it is used.
fn remove(root: &mut Node, locations: &[Location], action: &Action<'_>, found: &mut Diagnostics) -> bool {
    let mut changed = false;
    for location in locations.iter().rev() {
        if location.is_root() {
            found.error("overlay-conflict", "", Some(action.place.clone()), "the whole description cannot be removed");
        } else {
            changed |= location.remove_from(root);
        }
    }
    changed
}

fn update_all(
    root: &mut Node,
    locations: &[Location],
    update: &Node,
    action: &Action<'_>,
    found: &mut Diagnostics,
) -> bool {
    let mut changed = false;
    for location in locations {
        if location.depth() + update.levels() > MAX_DEPTH {
            let message = format!("the update nests the description deeper than {MAX_DEPTH} levels");
            found.error("too-deep", &location.pointer(), Some(action.place.clone()), message);
            continue;
        }
        let Some(node) = location.find_mut(root) else { continue };
        match merge::update(node, update) {
            Ok(change) => changed |= change,
            Err(conflict) => report(&conflict, location, found),
        }
    }
    changed
}

fn report(conflict: &Conflict, location: &Location, found: &mut Diagnostics) {
    let pointer = location.pointer() + &conflict.below;
    found.error("overlay-conflict", &pointer, Some(conflict.place.clone()), conflict.message.clone());
    found.hint(conflict.hint);
}

fn stale(action: &Action<'_>, policy: StalePolicy, code: &'static str, what: &str, found: &mut Diagnostics) {
    found.push(Diagnostic {
        severity: match policy {
            StalePolicy::Refuse => Severity::Error,
            StalePolicy::Warn => Severity::Warning,
        },
        code,
        pointer: action.pointer.clone(),
        place: Some(action.place.clone()),
        message: format!("`{}` {what}", action.target),
        hint: Some("the description has moved on: remove the action, or mend its target".to_owned()),
    });
}
