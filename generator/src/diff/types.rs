//! Changes of types.

use std::collections::BTreeSet;

use super::alternatives;
use super::details::deprecation;
use super::fit::Direction;
use super::reach::tag_of;
use super::spelling::spelling;
use super::{About, Change, Comparison, Rust, Side, Wire, is_component};
use crate::emit::rust;
use crate::ir::{EnumValue, Kind, Record, Ty, TypeDef, TypeId, Union, Usage, Variant};

/// What is told of a change, beside where it is.
pub(super) struct Told {
    pub code: &'static str,
    pub wire: Wire,
    pub rust: Rust,
    pub item: String,
    pub message: String,
    pub was: Option<String>,
    pub is: Option<String>,
}

impl Comparison<'_> {
    /// Compares all types.
    pub(super) fn types(&mut self) {
        let pairs: Vec<(TypeId, TypeId)> = self.alignment.pairs().collect();
        for (old, new) in pairs {
            self.named(old, new);
            self.deprecation(old, new);
            self.defs(old, new);
        }
        let (old, new) = (self.old.api, self.new.api);
        for def in old.types.iter().filter(|def| is_component(def)) {
            if self.alignment.forth(def.id).is_none() {
                self.lone(About::Removed(def.id), def, "schema-removed", Rust::Major, "is gone");
            }
        }
        for def in new.types.iter().filter(|def| is_component(def)) {
            if self.alignment.back(def.id).is_none() {
                self.lone(About::Added(def.id), def, "schema-added", Rust::Minor, "is new");
            }
        }
    }

    fn lone(&mut self, about: About<TypeId>, def: &TypeDef, code: &'static str, rust: Rust, what: &str) {
        let message = format!("`{}` {what}", def.name);
        let told = Told { code, wire: Wire::Compatible, rust, item: def.name.clone(), message, was: None, is: None };
        self.tell(about, "", told);
    }

    /// Tells when the same thing has another name.
    fn named(&mut self, old: TypeId, new: TypeId) {
        let (was, is) = (&self.old.ty(old).name, &self.new.ty(new).name);
        if was == is {
            return;
        }
        let guess = if self.alignment.is_guess(old) { ", to judge by what it holds" } else { "" };
        let told = Told {
            code: "schema-renamed",
            wire: Wire::Compatible,
            rust: Rust::Major,
            item: is.clone(),
            message: format!("`{was}` is called `{is}` now{guess}"),
            was: Some(was.clone()),
            is: Some(is.clone()),
        };
        self.tell(About::Both(old, new), "", told);
    }

    fn deprecation(&mut self, old: TypeId, new: TypeId) {
        let item = self.new.ty(new).name.clone();
        let deprecated = (self.old.ty(old).docs.deprecated, self.new.ty(new).docs.deprecated);
        if let Some((code, message)) = deprecation(deprecated.0, deprecated.1, &format!("`{item}`")) {
            let wire = Wire::Compatible;
            let told = Told { code, wire, rust: Rust::Patch, item, message, was: None, is: None };
            self.tell(About::Both(old, new), "", told);
        }
    }

    fn defs(&mut self, old: TypeId, new: TypeId) {
        match (&self.old.ty(old).kind, &self.new.ty(new).kind) {
            (Kind::Record(was), Kind::Record(is)) => self.records(old, new, was, is),
            (Kind::OpenEnum(was), Kind::OpenEnum(is)) => self.enums(old, new, was, is),
            (Kind::Union(was), Kind::Union(is)) => self.unions(old, new, was, is),
            (Kind::Alias(was), Kind::Alias(is)) if self.alignment.same(was, is) => {}
            (Kind::Replaced(was), Kind::Replaced(is)) if was == is => {}
            _ => self.retyped(old, new),
        }
    }

    /// A type that is something else altogether.
    fn retyped(&mut self, old: TypeId, new: TypeId) {
        let (was, is) = (what(&self.old, old), what(&self.new, new));
        let name = self.new.ty(new).name.clone();
        let told = Told {
            code: "schema-retyped",
            wire: self.wire(old, new, &Ty::Ref(old), &Ty::Ref(new)),
            rust: Rust::major_if(was != is),
            message: format!("`{name}` was {was}, is {is}"),
            item: name,
            was: Some(was),
            is: Some(is),
        };
        self.tell(About::Both(old, new), "", told);
    }

    fn records(&mut self, old: TypeId, new: TypeId, was: &Record, is: &Record) {
        self.fields(old, new, was, is);
        let (was, is) = (alternatives::ways(&was.at_least_one_of), alternatives::ways(&is.at_least_one_of));
        if was != is {
            let name = self.new.ty(new).name.clone();
            let sent = self.usage(old, new).input;
            let eased = was.is_subset(&is) && !was.is_empty();
            let told = Told {
                code: "alternatives-changed",
                wire: Wire::breaking_if(sent && !eased && !is.is_empty()),
                rust: Rust::Patch,
                message: alternatives::sentence(&name, &was, &is),
                item: name,
                was: Some(alternatives::shown(&was)),
                is: Some(alternatives::shown(&is)),
            };
            self.tell(About::Both(old, new), "", told);
        }
    }

    fn enums(&mut self, old: TypeId, new: TypeId, was: &[EnumValue], is: &[EnumValue]) {
        let name = self.new.ty(new).name.clone();
        let sent = self.usage(old, new).input;
        let lacking = |all: &[EnumValue], some: &[EnumValue]| -> Vec<String> {
            some.iter()
                .filter(|value| !all.iter().any(|other| other.wire == value.wire))
                .map(|value| value.wire.clone())
                .collect()
        };
        let (removed, added) = (lacking(is, was), lacking(was, is));
        if !removed.is_empty() {
            let told = Told {
                code: "enum-values-removed",
                wire: Wire::breaking_if(sent),
                rust: Rust::Major,
                item: name.clone(),
                message: format!("`{name}` has no {} any more", alternatives::either(&removed)),
                was: Some(removed.join(", ")),
                is: None,
            };
            self.tell(About::Both(old, new), "/enum", told);
        }
        if !added.is_empty() {
            let told = Told {
                code: "enum-values-added",
                wire: Wire::Compatible,
                rust: Rust::Minor,
                item: name.clone(),
                message: format!("`{name}` has {} too", alternatives::listed(&added)),
                was: None,
                is: Some(added.join(", ")),
            };
            self.tell(About::Both(old, new), "/enum", told);
        }
        let kept = was.iter().filter_map(|value| Some((value, is.iter().find(|other| other.wire == value.wire)?)));
        let renamed: Vec<(String, String)> = kept
            .filter(|(was, is)| was.ident != is.ident)
            .map(|(was, is)| (was.ident.clone(), is.ident.clone()))
            .collect();
        for (was, is) in renamed {
            self.variant_renamed(old, new, &was, &is);
        }
    }

    fn variant_renamed(&mut self, old: TypeId, new: TypeId, was: &str, is: &str) {
        let name = self.new.ty(new).name.clone();
        let told = Told {
            code: "variant-renamed",
            wire: Wire::Compatible,
            rust: Rust::Major,
            item: format!("{name}::{is}"),
            message: format!("`{name}::{was}` is called `{name}::{is}` now"),
            was: Some(was.to_owned()),
            is: Some(is.to_owned()),
        };
        self.tell(About::Both(old, new), "", told);
    }

    fn unions(&mut self, old: TypeId, new: TypeId, was: &Union, is: &Union) {
        let usage = self.usage(old, new);
        let mut left: Vec<&Variant> = is.variants.iter().collect();
        let mut gone = Vec::new();
        for variant in &was.variants {
            let found = left
                .iter()
                .position(|other| self.alignment.same(&variant.ty, &other.ty) && variant.label == other.label)
                .or_else(|| left.iter().position(|other| variant.label == other.label))
                .or_else(|| left.iter().position(|other| self.alignment.same(&variant.ty, &other.ty)));
            match found {
                Some(index) => self.variants(old, new, variant, left.remove(index)),
                None => gone.push(variant),
            }
        }
        for variant in gone {
            let told = self.member(old, "union-member-removed", variant, Wire::breaking_if(usage.input), Rust::Major);
            self.tell(About::Both(old, new), "", told);
        }
        for variant in left {
            let rust = if self.clashes(is, variant) { Rust::Major } else { Rust::Minor };
            let told = self.member(new, "union-member-added", variant, Wire::breaking_if(usage.output), rust);
            self.tell(About::Both(old, new), "", told);
        }
        if was.tag != is.tag {
            let told = Told {
                code: "union-tag-changed",
                wire: Wire::Compatible,
                rust: Rust::Patch,
                item: self.new.ty(new).name.clone(),
                message: format!("the variants of `{}` are told apart in another way", self.new.ty(new).name),
                was: None,
                is: None,
            };
            self.tell(About::Both(old, new), "", told);
        }
    }

    /// A member that came or went. `side` is the type that has it.
    fn member(&self, side: TypeId, code: &'static str, variant: &Variant, wire: Wire, rust: Rust) -> Told {
        let gone = code == "union-member-removed";
        let name = if gone { &self.old.ty(side).name } else { &self.new.ty(side).name };
        let item = format!("{name}::{}", variant.ident);
        let message = if gone { format!("`{item}` is gone") } else { format!("`{item}` is new") };
        Told { code, wire, rust, item, message, was: None, is: None }
    }

    /// Whether another variant holds the same, so that there is no conversion into either.
    fn clashes(&self, union: &Union, added: &Variant) -> bool {
        let text = |variant: &Variant| rust::ty(self.new.api, &variant.ty).to_string();
        union.variants.iter().filter(|variant| text(variant) == text(added)).count() > 1
    }

    fn variants(&mut self, old: TypeId, new: TypeId, was: &Variant, is: &Variant) {
        if was.ident != is.ident {
            self.variant_renamed(old, new, &was.ident, &is.ident);
        }
        let same = self.alignment.same(&was.ty, &is.ty);
        let texts = (self.old_text(&was.ty), self.new_text(&is.ty));
        let wire = self.wire(old, new, &was.ty, &is.ty);
        if same && was.boxed == is.boxed || (!same && texts.0 == texts.1 && wire == Wire::Compatible) {
            return;
        }
        let item = format!("{}::{}", self.new.ty(new).name, is.ident);
        let told = Told {
            code: "union-member-retyped",
            wire: if same { Wire::Compatible } else { wire },
            rust: Rust::Major,
            message: format!("`{item}` held `{}`, holds `{}`", texts.0, texts.1),
            item,
            was: Some(texts.0),
            is: Some(texts.1),
        };
        self.tell(About::Both(old, new), "", told);
    }

    /// What a change of type does on the wire, where values of the type of `old` and `new` go.
    pub(super) fn wire(&self, old: TypeId, new: TypeId, was: &Ty, is: &Ty) -> Wire {
        let usage = self.usage(old, new);
        let breaks = |used: bool, direction| used && !self.fits(direction, was, is);
        Wire::breaking_if(breaks(usage.input, Direction::Request) || breaks(usage.output, Direction::Reply))
    }

    /// Which way values of a type go on both sides; where there is none, which way they went.
    pub(super) fn usage(&self, old: TypeId, new: TypeId) -> Usage {
        let (was, is) = (self.old.ty(old).usage, self.new.ty(new).usage);
        let both = Usage { input: was.input && is.input, output: was.output && is.output };
        if both.input || both.output { both } else { was }
    }

    pub(super) fn old_text(&self, ty: &Ty) -> String {
        spelling(&rust::ty(self.old.api, ty))
    }

    pub(super) fn new_text(&self, ty: &Ty) -> String {
        spelling(&rust::ty(self.new.api, ty))
    }

    /// Notes a change of a type, or of what lies in it at `below`.
    pub(super) fn tell(&mut self, about: About<TypeId>, below: &str, told: Told) {
        let mut operations = BTreeSet::new();
        let before = about.before().map(|id| locate(&self.old, id, below));
        let after = about.after().map(|id| locate(&self.new, id, below));
        operations.extend(about.before().into_iter().flat_map(|id| self.old.reach.labels(self.old.api, id)));
        operations.extend(about.after().into_iter().flat_map(|id| self.new.reach.labels(self.new.api, id)));
        let tag = match about.after() {
            Some(id) => tag_of(self.new.api, self.new.ty(id)),
            None => about.before().and_then(|id| tag_of(self.old.api, self.old.ty(id))),
        };
        let own = about.after().map(|id| self.new.ty(id)).or(about.before().map(|id| self.old.ty(id)));
        let pointer = after.as_ref().or(before.as_ref()).map(|(pointer, _)| pointer.clone()).unwrap_or_default();
        let is_root = own.is_some_and(|def| pointer == format!("{}{below}", def.origin.pointer));
        self.changes.push(Change {
            code: told.code,
            wire: told.wire,
            rust: told.rust,
            pointer,
            item: told.item,
            message: told.message,
            was: told.was,
            is: told.is,
            before: before.and_then(|(_, place)| place),
            after: after.and_then(|(_, place)| place),
            tag,
            operations: operations.into_iter().collect(),
            also: Vec::new(),
            is_root,
        });
    }
}

/// How many `$ref`s and `allOf`s are followed to find where something stands.
const STEPS: usize = 16;

/// Pointer and place of what lies below a type: a property may stand in a member of `allOf`, or in another component.
fn locate(side: &Side<'_>, id: TypeId, below: &str) -> (String, Option<crate::diagnostics::Place>) {
    let start = side.ty(id).origin.pointer.clone();
    let pointer = find(side, &start, below, STEPS).unwrap_or(start);
    let place = side.document.key_place(&pointer).or_else(|| side.document.place(&pointer));
    (pointer, place)
}

fn find(side: &Side<'_>, from: &str, below: &str, steps: usize) -> Option<String> {
    let here = format!("{from}{below}");
    let node = side.document.get(from)?;
    if node.get(below).is_some() {
        return Some(here);
    }
    let steps = steps.checked_sub(1)?;
    if let Some(target) = node.child("$ref").and_then(|target| target.as_str()) {
        return find(side, target.strip_prefix('#')?, below, steps);
    }
    ["allOf", "oneOf", "anyOf"].into_iter().find_map(|keyword| {
        let members = node.child(keyword)?.as_list()?.len();
        (0..members).find_map(|index| find(side, &format!("{from}/{keyword}/{index}"), below, steps))
    })
}

/// What a type is, in a word or two.
fn what(side: &Side<'_>, id: TypeId) -> String {
    match &side.ty(id).kind {
        Kind::Record(_) => "a struct".to_owned(),
        Kind::OpenEnum(_) => "an enum of text".to_owned(),
        Kind::Union(_) => "one of several types".to_owned(),
        Kind::Alias(ty) => format!("`{}`", spelling(&rust::ty(side.api, ty))),
        Kind::Replaced(with) => format!("`{}`", with.path.rsplit("::").next().unwrap_or(&with.path)),
    }
}
