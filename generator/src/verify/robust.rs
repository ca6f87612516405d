//! Whether a changed node disturbs nothing but itself.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::mutate::{Change, Mutant, Step, path_of};
use super::{Case, CaseKind, Failure, child, compare, reply_type};
use crate::call::pick;
use crate::ir::{Api, Kind, Record, Ty, Union, UnionTag};

/// Judges what the program printed for some cases and then for some mutants of them, a line of JSON for each. Every
/// failure is one of a mutant, by its index.
#[must_use]
pub fn judge_mutants(api: &Api, cases: &[Case], mutants: &[Mutant], output: &str) -> Vec<Failure> {
    let reports: BTreeMap<usize, Json> = output.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let judge = |(index, mutant): (usize, &Mutant)| {
        let before = reports.get(&mutant.case).filter(|report| report["fatal"].is_null());
        let after = reports.get(&(cases.len() + index));
        let message = match (before, after) {
            (Some(before), Some(after)) => Trial::new(api, cases, mutant).fault(before, after),
            (None, _) => Some("the example itself is not read".to_owned()),
            (_, None) => Some("the program does not report it".to_owned()),
        };
        message.map(|message| Failure { case: index, message })
    };
    mutants.iter().enumerate().filter_map(judge).collect()
}

/// A mutant, and where it may make a difference.
struct Trial<'m> {
    mutant: &'m Mutant,
    /// The changed node, and each union whose variant it selects.
    places: Vec<String>,
}

impl<'m> Trial<'m> {
    fn new(api: &Api, cases: &[Case], mutant: &'m Mutant) -> Self {
        let mut places = vec![mutant.path()];
        let case = &cases[mutant.case];
        if let CaseKind::Response { status, text } = &case.kind
            && let Some(ty) = reply_type(api, case, *status)
            && let Ok(body) = serde_json::from_str::<Json>(text)
        {
            Selected { api, steps: &mutant.steps, places: &mut places }.value(&ty, &body, 0);
        }
        Self { mutant, places }
    }

    /// What is wrong; `None` where all is well.
    fn fault(&self, before: &Json, after: &Json) -> Option<String> {
        if let Some(fatal) = after["fatal"].as_str() {
            let path = after["path"].as_str();
            return (!path.is_some_and(|path| self.is_named(path))).then(|| fatal.to_owned());
        }
        let known: BTreeSet<&str> = paths(&before["issues"]).collect();
        if let Some(path) = paths(&after["issues"]).find(|path| !known.contains(path) && !self.is_named(path)) {
            return Some(format!("an issue is told of {path}"));
        }
        if let Some(path) = self.differs(&before["typed"], &after["typed"], "$") {
            return Some(format!("{path} is not read as before"));
        }
        // What no JSON value holds cannot be compared.
        let sent: Json = serde_json::from_str(&self.mutant.text).ok()?;
        let lost = compare(&sent, &after["back"]).differences.into_iter().find(|found| !self.is_about(&found.path));
        lost.map(|found| format!("{} comes back as {} at {}", found.before, found.after, found.path))
    }

    /// Whether a path names the changed node, what is in it, or its parent where it is not there any more.
    fn is_named(&self, path: &str) -> bool {
        self.is_within(path) || (self.mutant.change == Change::Removed && path == self.parent())
    }

    /// Whether a difference comes from the change: an item that could not be read is missed by its list.
    fn is_about(&self, path: &str) -> bool {
        self.is_within(path) || (self.is_item() && path == self.parent())
    }

    fn is_within(&self, path: &str) -> bool {
        self.places.iter().any(|place| {
            path.strip_prefix(place.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        })
    }

    fn parent(&self) -> String {
        path_of(self.mutant.steps.split_last().map_or(&[], |(_, before)| before))
    }

    fn is_item(&self) -> bool {
        matches!(self.mutant.steps.last(), Some(Step::Index(_)))
    }

    /// The first place where a value differs that should not.
    fn differs(&self, before: &Json, after: &Json, path: &str) -> Option<String> {
        if before == after || self.is_within(path) || (says_nothing(before) && says_nothing(after)) {
            return None;
        }
        match (before, after) {
            (Json::Object(before), Json::Object(after)) => {
                let keys: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
                let of =
                    |fields: &serde_json::Map<String, Json>, key: &str| fields.get(key).cloned().unwrap_or_default();
                keys.into_iter().find_map(|key| self.differs(&of(before, key), &of(after, key), &child(path, key)))
            }
            (Json::Array(before), Json::Array(after)) => self.items_differ(before, after, path),
            // The only item is gone, and so is the list.
            (Json::Array(before), Json::Null) => self.items_differ(before, &[], path),
            _ => Some(path.to_owned()),
        }
    }

    /// A list may lack the changed item.
    fn items_differ(&self, before: &[Json], after: &[Json], path: &str) -> Option<String> {
        let lost = match self.mutant.steps.last() {
            Some(Step::Index(index)) if before.len() == after.len() + 1 && self.parent() == path => Some(*index),
            _ if before.len() == after.len() => None,
            _ => return Some(path.to_owned()),
        };
        let rest = before.iter().enumerate().filter(|(index, _)| Some(*index) != lost);
        rest.zip(after).find_map(|((index, before), after)| self.differs(before, after, &format!("{path}[{index}]")))
    }
}

fn paths(issues: &Json) -> impl Iterator<Item = &str> {
    issues.as_array().into_iter().flatten().filter_map(|issue| issue[0].as_str())
}

fn says_nothing(value: &Json) -> bool {
    match value {
        Json::Null => true,
        Json::Array(items) => items.is_empty(),
        _ => false,
    }
}

/// Finds the unions on the way to a node of which it selects the variant.
struct Selected<'s> {
    api: &'s Api,
    steps: &'s [Step],
    places: &'s mut Vec<String>,
}

impl Selected<'_> {
    fn value(&mut self, ty: &Ty, value: &Json, depth: usize) {
        match self.api.unalias(ty) {
            Ty::Nullable(inner) => self.value(inner, value, depth),
            Ty::List(item) | Ty::OneOrMany(item) => match (value, self.steps.get(depth)) {
                (Json::Array(items), Some(Step::Index(index))) => {
                    if let Some(value) = items.get(*index) {
                        self.value(item, value, depth + 1);
                    }
                }
                (Json::Array(_), _) => {}
                (one, _) => self.value(item, one, depth),
            },
            Ty::Map(inner) => self.entry(inner, value, depth),
            Ty::Ref(id) => match &self.api.ty(*id).kind {
                Kind::Record(record) => self.record(record, value, depth),
                Kind::Union(union) => self.union(union, value, depth),
                _ => {}
            },
            _ => {}
        }
    }

    fn entry(&mut self, ty: &Ty, value: &Json, depth: usize) {
        if let Some(Step::Key(key)) = self.steps.get(depth)
            && let Some(value) = value.get(key)
        {
            self.value(ty, value, depth + 1);
        }
    }

    fn record(&mut self, record: &Record, value: &Json, depth: usize) {
        let Some(Step::Key(key)) = self.steps.get(depth) else { return };
        for field in &record.fields {
            if field.wire == *key {
                self.entry(&field.ty, value, depth);
            } else if depth + 1 == self.steps.len() && self.is_told_by(&field.ty, key) {
                self.places.push(child(&path_of(&self.steps[..depth]), &field.wire));
            }
        }
    }

    /// Whether a type is a union whose variant a sibling of some name tells.
    fn is_told_by(&self, ty: &Ty, key: &str) -> bool {
        match self.api.unalias(ty) {
            Ty::Nullable(inner) => self.is_told_by(inner, key),
            Ty::Ref(id) => {
                matches!(&self.api.ty(*id).kind, Kind::Union(union) if union.tag == UnionTag::Sibling(key.to_owned()))
            }
            _ => false,
        }
    }

    fn union(&mut self, union: &Union, value: &Json, depth: usize) {
        let below = &self.steps[depth.min(self.steps.len())..];
        let selects = match &union.tag {
            UnionTag::Property(property) => matches!(below, [Step::Key(key)] if key == property),
            UnionTag::RequiredKeys | UnionTag::BestMatch => matches!(below, [Step::Key(_)]),
            UnionTag::JsonShape | UnionTag::Sibling(_) | UnionTag::EncodeOnly => false,
        };
        if selects {
            self.places.push(path_of(&self.steps[..depth]));
        }
        if let Some(variant) = pick(self.api, union, value) {
            self.value(&variant.ty, value, depth);
        }
    }
}
