//! From values to the schemas that describe them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::places;
use super::shape::Shape;
use crate::call::pick;
use crate::coverage::is_any_json;
use crate::document::Document;
use crate::ir::{Api, Kind, Record, Ty, TypeId, Union};
use crate::verify::{Case, CaseKind, Note, Verdict, child, reply_type};

/// How often something was seen, and in replies of which operations.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Seen {
    pub count: usize,
    pub by: BTreeSet<String>,
}

/// What was seen at a schema.
#[derive(Debug, Clone, Default)]
pub(super) struct Place {
    /// Of all values.
    pub shape: Shape,
    /// Null where it is not allowed.
    pub null: Seen,
    /// Values of another kind than described, or out of its range.
    pub mismatch: Seen,
    /// Values that were read leniently, by how.
    pub lenient: BTreeMap<String, Seen>,
    /// Values that an enum does not have.
    pub values: BTreeMap<String, Seen>,
    /// Values that no variant fits.
    pub no_variant: Seen,
}

/// All that was seen, by the pointers of schemas.
#[derive(Debug, Clone, Default)]
pub(super) struct Findings {
    pub places: BTreeMap<String, Place>,
    /// Fields that no model declares, by record and name.
    pub undeclared: BTreeMap<(String, String), (Shape, Seen)>,
    /// Required fields that were not there, by record and name.
    pub missing: BTreeMap<(String, String), Seen>,
    /// What did not fit at a place whose schema was not found.
    pub nowhere: Seen,
    /// Replies that the description has no JSON for.
    pub undescribed: Seen,
}

/// Looks at every reply that was read.
pub(super) fn walk(api: &Api, document: &Document, cases: &[Case], verdict: &Verdict) -> Findings {
    let mut findings = Findings::default();
    let (mut issues, mut lenient) = (by_path(&verdict.mismatches), by_path(&verdict.leniencies));
    for (index, case) in cases.iter().enumerate() {
        let CaseKind::Response { status, text } = &case.kind else { continue };
        let Ok(body) = serde_json::from_str::<Json>(text) else { continue };
        let operation = api.operations[case.operation].label();
        let issues = issues.remove(&index).unwrap_or_default();
        let lenient = lenient.remove(&index).unwrap_or_default();
        let mut walk = Walk { api, document, issues, lenient, operation, findings: &mut findings };
        if let Some(ty) = reply_type(api, case, *status) {
            walk.value(&ty, &body, "$", &[]);
        } else {
            let operation = format!("{} {status}", walk.operation);
            findings.undescribed.add(&operation);
        }
    }
    findings
}

/// What notes say, by case and path. Where a single value is read as a list there may be several at one path.
fn by_path(notes: &[Note]) -> BTreeMap<usize, BTreeMap<&str, BTreeSet<&str>>> {
    let mut cases: BTreeMap<usize, BTreeMap<&str, BTreeSet<&str>>> = BTreeMap::new();
    for Note { case, path, what } in notes {
        let code = what.split(',').next().unwrap_or_default();
        cases.entry(*case).or_default().entry(path).or_default().insert(code);
    }
    cases
}

impl Seen {
    fn add(&mut self, operation: &str) {
        self.count += 1;
        if !self.by.contains(operation) {
            self.by.insert(operation.to_owned());
        }
    }
}

struct Walk<'a> {
    api: &'a Api,
    document: &'a Document,
    /// Codes of what did not fit, by path.
    issues: BTreeMap<&'a str, BTreeSet<&'a str>>,
    /// How values were read leniently, by path.
    lenient: BTreeMap<&'a str, BTreeSet<&'a str>>,
    operation: String,
    findings: &'a mut Findings,
}

impl Walk<'_> {
    /// A value, the type that it was read as, and the schemas that describe it.
    fn value(&mut self, ty: &Ty, value: &Json, path: &str, at: &[String]) {
        for place in at {
            self.findings.places.entry(place.clone()).or_default().shape.add(value);
        }
        if self.has_issue(path, "Null") {
            return self.at_each(at, |place| &mut place.null);
        }
        if self.has_issue(path, "Mismatch") || self.has_issue(path, "OutOfRange") {
            return self.at_each(at, |place| &mut place.mismatch);
        }
        let declared = at;
        let (ty, at) = unaliased(self.api, self.document, ty, at);
        self.leniencies(ty, path, declared);
        match (ty, value) {
            (_, Json::Null) => {}
            (ty, _) if is_any_json(self.api, ty) => {}
            (Ty::Map(inner), Json::Object(entries)) => {
                let inside = self.inside(&at, "additionalProperties");
                for (key, value) in entries {
                    self.value(inner, value, &child(path, key), &inside);
                }
            }
            (Ty::List(item) | Ty::OneOrMany(item), Json::Array(items)) => {
                let inside = self.inside(&at, "items");
                for (index, value) in items.iter().enumerate() {
                    self.value(item, value, &format!("{path}[{index}]"), &inside);
                }
            }
            // Read as a list of one.
            (Ty::List(item) | Ty::OneOrMany(item), one) => {
                let inside = self.inside(&at, "items");
                self.value(item, one, path, &inside);
            }
            (Ty::Nullable(inner), value) => self.value(inner, value, path, &at),
            (Ty::Ref(id), value) => self.named(*id, value, path),
            _ => {}
        }
    }

    fn has_issue(&self, path: &str, code: &str) -> bool {
        self.issues.get(path).is_some_and(|codes| codes.contains(code))
    }

    /// How a list, or what is neither a list nor made of other types, was read.
    fn leniencies(&mut self, ty: &Ty, path: &str, at: &[String]) {
        let is_list = match ty {
            Ty::List(_) | Ty::OneOrMany(_) => true,
            Ty::Nullable(_) => return,
            Ty::Ref(id) if matches!(self.api.ty(*id).kind, Kind::Union(_)) => return,
            _ => false,
        };
        for how in self.lenient.get(path).cloned().unwrap_or_default() {
            if (how == "OneForMany") == is_list {
                self.at_each(at, |place| place.lenient.entry(how.to_owned()).or_default());
            }
        }
    }

    fn named(&mut self, id: TypeId, value: &Json, path: &str) {
        let def = self.api.ty(id);
        let at = places::canonical(self.document, &def.origin.pointer);
        match (&def.kind, value) {
            (Kind::Record(record), Json::Object(_)) => self.record(record, value, path, at.as_deref()),
            (Kind::OpenEnum(values), Json::String(text)) if values.iter().all(|known| known.wire != *text) => {
                let at: Vec<String> = at.into_iter().collect();
                self.at_each(&at, |place| place.values.entry(text.clone()).or_default());
            }
            (Kind::Union(union), value) => self.union(union, value, path, at),
            _ => {}
        }
    }

    fn union(&mut self, union: &Union, value: &Json, path: &str, at: Option<String>) {
        let at: Vec<String> = at.into_iter().collect();
        match pick(self.api, union, value) {
            Some(variant) => self.value(&variant.ty, value, path, &at),
            None => self.at_each(&at, |place| &mut place.no_variant),
        }
    }

    fn record(&mut self, record: &Record, value: &Json, path: &str, at: Option<&str>) {
        for (key, value) in value.as_object().into_iter().flatten() {
            match (record.fields.iter().find(|field| field.wire == *key), at) {
                (Some(field), at) => {
                    let declared = at.map(|at| places::property(self.document, at, key)).unwrap_or_default();
                    self.value(&field.ty, value, &child(path, key), &declared);
                }
                (None, Some(at)) => {
                    let (shape, seen) = self.findings.undeclared.entry((at.to_owned(), key.clone())).or_default();
                    shape.add(value);
                    seen.add(&self.operation);
                }
                (None, None) => self.findings.nowhere.add(&self.operation),
            }
        }
        for field in record.fields.iter().filter(|field| field.required && value.get(&field.wire).is_none()) {
            if self.has_issue(&format!("{path}.{}", field.wire), "Missing") {
                match at {
                    Some(at) => {
                        let entry = self.findings.missing.entry((at.to_owned(), field.wire.clone()));
                        entry.or_default().add(&self.operation);
                    }
                    None => self.findings.nowhere.add(&self.operation),
                }
            }
        }
    }

    fn inside(&self, at: &[String], keyword: &str) -> Vec<String> {
        at.iter().flat_map(|at| places::keyword(self.document, at, keyword)).collect()
    }

    fn at_each(&mut self, at: &[String], pick: impl Fn(&mut Place) -> &mut Seen) {
        if at.is_empty() {
            self.findings.nowhere.add(&self.operation);
        }
        for place in at {
            pick(self.findings.places.entry(place.clone()).or_default()).add(&self.operation);
        }
    }
}

/// The type behind its other names, and the schemas that describe it there.
fn unaliased<'t>(api: &'t Api, document: &Document, ty: &'t Ty, at: &[String]) -> (&'t Ty, Vec<String>) {
    let mut at = at.to_vec();
    let mut ty = ty;
    // As for `Api::unalias`: the bound keeps a mistake from hanging the run.
    for _ in 0..api.types.len() {
        let Ty::Ref(id) = ty else { break };
        let def = api.ty(*id);
        let Kind::Alias(target) = &def.kind else { break };
        at = places::canonical(document, &def.origin.pointer).into_iter().collect();
        ty = target;
    }
    (ty, at)
}
