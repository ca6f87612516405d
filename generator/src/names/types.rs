//! Names of types, their fields and their variants.

use std::collections::BTreeSet;

use super::{RenameUse, words};
use crate::ir::{Api, Kind, NameRoot, NameSource, Step, TypeId, UnionTag, Variant};

/// Names that the fields of a record cannot have: what every record has by itself.
const RECORD_MEMBERS: [&str; 8] = ["extra", "new", "set", "from_json", "to_json", "clone", "default", "check"];

/// Names components first, so that nothing inline can take a component's name.
pub(super) fn name_types(api: &mut Api, renames: &mut RenameUse<'_>) {
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let is_component = |source: &NameSource| matches!(source.root, NameRoot::Component(_)) && source.steps.is_empty();
    let (mut components, inline): (Vec<usize>, Vec<usize>) =
        (0..api.types.len()).partition(|index| is_component(&api.types[*index].origin.source));
    // By their paths, so that it does not matter in which order a description has them.
    components.sort_by(|one, other| api.types[*one].origin.key.cmp(&api.types[*other].origin.key));
    for index in components.into_iter().chain(inline) {
        let origin = &api.types[index].origin;
        let chosen = renames.ty(&origin.key);
        let wanted = chosen.unwrap_or_else(|| words::escape(&type_name(api, &origin.source)));
        let name = words::unique(wanted, |name| taken.contains(name));
        taken.insert(name.clone());
        api.types[index].name = name;
    }
}

fn type_name(api: &Api, source: &NameSource) -> String {
    let mut parts = match &source.root {
        NameRoot::Component(name) => words::split(name),
        NameRoot::Type(id) => words::split(&parent_name(api, *id)),
        NameRoot::Body(op) => named(&api.operations[*op].names.builder, &["body"]),
        NameRoot::Reply(op) => named(&api.operations[*op].names.builder, &["reply"]),
        NameRoot::ErrorReply(op, status) => {
            named(&api.operations[*op].names.builder, &["error", &status.to_string().to_lowercase()])
        }
        NameRoot::Param(op, param) => {
            let mut parts = words::split(&api.operations[*op].names.builder);
            parts.extend(words::split(param));
            parts
        }
    };
    for step in &source.steps {
        match step {
            Step::Field(name) => parts.extend(words::split(name)),
            Step::Member(label) => {
                let label = without_generic(words::split(label));
                let overlap = overlap(&parts, &label);
                parts.extend(label.into_iter().skip(overlap));
            }
            Step::Value => parts.push("value".to_owned()),
            Step::Item => match parts.last().and_then(|last| words::singular(last)) {
                Some(singular) => {
                    parts.pop();
                    parts.push(singular);
                }
                None => parts.push("item".to_owned()),
            },
        }
    }
    words::camel(&parts)
}

fn parent_name(api: &Api, id: TypeId) -> String {
    api.ty(id).name.trim_start_matches("r#").to_owned()
}

fn named(name: &str, suffix: &[&str]) -> Vec<String> {
    let mut parts = words::split(name);
    parts.extend(suffix.iter().map(|part| (*part).to_owned()));
    parts
}

/// Names the fields of records and the variants of enums and unions.
pub(super) fn name_members(api: &mut Api) {
    for ty in &mut api.types {
        let parent = words::split(ty.name.trim_start_matches("r#"));
        match &mut ty.kind {
            Kind::Record(record) => {
                let mut taken = Taken::new(&RECORD_MEMBERS);
                for field in &mut record.fields {
                    field.ident = taken.take(&words::snake(&words::split(&field.wire)));
                }
            }
            Kind::OpenEnum(values) => {
                let mut taken = Taken::new(&["Unknown"]);
                for value in values {
                    value.ident = taken.take(&words::camel(&words::split(&value.wire)));
                }
            }
            Kind::Union(union) => {
                let mut taken = Taken::new(&["Unknown"]);
                for variant in &mut union.variants {
                    variant.ident = taken.take(&words::camel(&variant_words(&union.tag, variant, &parent)));
                }
            }
            Kind::Alias(_) | Kind::Replaced(_) => {}
        }
    }
}

/// A variant is called by the only value of its tag, or as the description calls it less what the union's name says.
fn variant_words(tag: &UnionTag, variant: &Variant, parent: &[String]) -> Vec<String> {
    match (tag, variant.values.as_slice()) {
        (UnionTag::Property(_), [only]) if only != "true" && only != "false" => words::split(only),
        _ => without_parent(words::split(&variant.label), parent),
    }
}

/// Words at the end of a label that say only that it is a schema.
const GENERIC: [&str; 3] = ["request", "response", "object"];

fn without_generic(mut label: Vec<String>) -> Vec<String> {
    while label.len() > 1 && label.last().is_some_and(|last| GENERIC.contains(&last.as_str())) {
        label.pop();
    }
    label
}

/// How many words that the parent ends in the label begins with.
fn overlap(parent: &[String], label: &[String]) -> usize {
    (0..label.len()).rev().find(|count| parent.ends_with(&label[..*count])).unwrap_or_default()
}

/// Drops two or more leading words and any trailing ones that the parent has too. What the siblings are called does not
/// matter, so that a new one renames none.
fn without_parent(label: Vec<String>, parent: &[String]) -> Vec<String> {
    let mut label = without_generic(label);
    let leading = label.iter().zip(parent).take_while(|(a, b)| a == b).count();
    let trailing = label.iter().rev().zip(parent.iter().rev()).take_while(|(a, b)| a == b).count();
    let leading = if leading < 2 { 0 } else { leading };
    if leading + trailing < label.len() {
        label.truncate(label.len() - trailing);
        label.drain(..leading);
    }
    label
}

/// The names of one record or enum that are taken.
struct Taken<'r> {
    reserved: &'r [&'r str],
    names: BTreeSet<String>,
}

impl<'r> Taken<'r> {
    fn new(reserved: &'r [&'r str]) -> Self {
        Self { reserved, names: BTreeSet::new() }
    }

    fn take(&mut self, wanted: &str) -> String {
        let wanted = if self.reserved.contains(&wanted) { format!("{wanted}_") } else { words::escape(wanted) };
        let name = words::unique(wanted, |name| self.names.contains(name));
        self.names.insert(name.clone());
        name
    }
}
