//! Where an action applies: a `JSONPath` (RFC 9535), and the nodes that it selects.

use std::fmt;

use serde_json_path::{JsonPath, ParseError, PathElement};

use crate::document::{Node, Value, pointer};

/// The target of an action, parsed once.
pub(super) struct Target<'a> {
    text: &'a str,
    /// The names and indexes that it begins with: almost always all of it.
    start: Location,
    /// What it asks for below them. Costs a copy of what stands there as JSON.
    query: Option<JsonPath>,
}

/// The way from the root to one node.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Location(Vec<Step>);

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Index(usize),
    Name(String),
}

impl<'a> Target<'a> {
    pub(super) fn parse(text: &'a str) -> Result<Self, ParseError> {
        let whole = JsonPath::parse(text)?;
        let (start, rest) = plain_start(text);
        if rest.is_empty() {
            return Ok(Self { text, start, query: None });
        }
        // A filter may look at the root again, and a path that is cut may be none: then the whole is asked.
        let query = if rest.contains('$') { None } else { JsonPath::parse(&format!("${rest}")).ok() };
        let (start, query) = query.map_or((Location::default(), whole), |query| (start, query));
        Ok(Self { text, start, query: Some(query) })
    }

    /// The selected nodes, each once and every ancestor before its descendants.
    pub(super) fn locate(&self, root: &Node) -> Vec<Location> {
        let Some(start) = self.start.find(root) else { return Vec::new() };
        let Some(query) = &self.query else { return vec![self.start.clone()] };
        let json = start.to_json();
        let selected = query.query_located(&json);
        let mut locations: Vec<_> = selected.locations().map(|path| self.start.below(path.iter())).collect();
        locations.sort_unstable();
        locations.dedup();
        locations
    }
}

impl fmt::Display for Target<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text)
    }
}

impl Location {
    pub(super) fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn depth(&self) -> usize {
        self.0.len()
    }

    /// As a JSON pointer.
    pub(super) fn pointer(&self) -> String {
        self.0.iter().fold(String::new(), |parent, step| match step {
            Step::Index(index) => pointer::join(&parent, &index.to_string()),
            Step::Name(name) => pointer::join(&parent, name),
        })
    }

    fn below<'p>(&self, path: impl Iterator<Item = &'p PathElement<'p>>) -> Self {
        Self(self.0.iter().cloned().chain(path.map(Step::from)).collect())
    }

    fn find<'n>(&self, root: &'n Node) -> Option<&'n Node> {
        self.0.iter().try_fold(root, |node, step| match (&node.value, step) {
            (Value::Map(map), Step::Name(name)) => map.get(name).map(|entry| &entry.node),
            (Value::List(items), Step::Index(index)) => items.get(*index),
            _ => None,
        })
    }

    pub(super) fn find_mut<'n>(&self, root: &'n mut Node) -> Option<&'n mut Node> {
        walk(&self.0, root)
    }

    /// Takes the node out of its parent; tells whether it was there.
    pub(super) fn remove_from(&self, root: &mut Node) -> bool {
        let Some((last, parents)) = self.0.split_last() else { return false };
        match (walk(parents, root).map(|parent| &mut parent.value), last) {
            (Some(Value::Map(map)), Step::Name(name)) => map.shift_remove(name).is_some(),
            (Some(Value::List(items)), Step::Index(index)) if *index < items.len() => {
                items.remove(*index);
                true
            }
            _ => false,
        }
    }
}

fn walk<'n>(steps: &[Step], root: &'n mut Node) -> Option<&'n mut Node> {
    steps.iter().try_fold(root, |node, step| match (&mut node.value, step) {
        (Value::Map(map), Step::Name(name)) => map.get_mut(name).map(|entry| &mut entry.node),
        (Value::List(items), Step::Index(index)) => items.get_mut(*index),
        _ => None,
    })
}

impl From<&PathElement<'_>> for Step {
    fn from(element: &PathElement<'_>) -> Self {
        match element {
            PathElement::Name(name) => Self::Name((*name).to_owned()),
            PathElement::Index(index) => Self::Index(*index),
        }
    }
}

/// The names without escapes and the indexes that a valid path begins with, and the rest of it.
fn plain_start(path: &str) -> (Location, &str) {
    let mut rest = path.strip_prefix('$').unwrap_or(path);
    let mut steps = Vec::new();
    while let Some((step, after)) = plain_step(rest) {
        steps.push(step);
        rest = after;
    }
    (Location(steps), rest)
}

fn plain_step(rest: &str) -> Option<(Step, &str)> {
    match rest.strip_prefix('.') {
        Some(name) => name_step(name),
        None => bracket_step(rest.strip_prefix('[')?),
    }
}

fn name_step(text: &str) -> Option<(Step, &str)> {
    let end = text.find(['.', '[']).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    let simple = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    simple.then(|| (Step::Name(name.to_owned()), rest))
}

fn bracket_step(text: &str) -> Option<(Step, &str)> {
    if let Some(quote) = text.chars().next().filter(|c| matches!(c, '\'' | '"')) {
        let (name, rest) = text[1..].split_once(quote)?;
        let rest = rest.strip_prefix(']')?;
        return (!name.contains('\\')).then(|| (Step::Name(name.to_owned()), rest));
    }
    let (index, rest) = text.split_once(']')?;
    Some((Step::Index(index.parse().ok()?), rest))
}

#[cfg(test)]
mod tests {
    use super::plain_start;

    #[test]
    fn the_plain_start_of_a_path_is_found() {
        for (path, pointer, rest) in [
            ("$", "", ""),
            ("$.a.b_1", "/a/b_1", ""),
            ("$.paths['/me/{id}'].get", "/paths/~1me~1{id}/get", ""),
            ("$[\"it's\"][0]", "/it's/0", ""),
            ("$['a]']", "/a]", ""),
            ("$.*", "", ".*"),
            ("$..a", "", "..a"),
            ("$.a..b.c", "/a", "..b.c"),
            ("$.a[*].b", "/a", "[*].b"),
            ("$[-1]", "", "[-1]"),
            ("$.a[0:1]", "/a", "[0:1]"),
            ("$['a','b']", "", "['a','b']"),
            ("$['a\\'b']", "", "['a\\'b']"),
            ("$.a[?@.b]", "/a", "[?@.b]"),
            ("$.é", "", ".é"),
            ("$ .a", "", " .a"),
        ] {
            let (location, left) = plain_start(path);
            assert_eq!((location.pointer().as_str(), left), (pointer, rest), "{path}");
        }
    }
}
