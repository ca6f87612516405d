//! Changes of the fields of records.

use super::details::Details;
use super::spelling::spelling;
use super::types::Told;
use super::{About, Comparison, Rust, Side, Wire};
use crate::document::pointer;
use crate::emit::rust::{self, Slot};
use crate::ir::{Feature, Field, Record, Ty, TypeId, Usage};
use crate::names::words;

impl Comparison<'_> {
    /// Compares the fields of a record that is on both sides.
    pub(super) fn fields(&mut self, old: TypeId, new: TypeId, was: &Record, is: &Record) {
        let (mut removed, mut added) = (lacking(is, was), lacking(was, is));
        self.renamed(old, new, &mut removed, &mut added);
        for field in removed {
            self.removed(old, new, field);
        }
        for field in
            added.into_iter().filter(|field| !self.moved.contains(&(new, field.wire.clone()))).collect::<Vec<_>>()
        {
            self.added(old, new, field);
        }
        let mut reshaped = Vec::new();
        for before in &was.fields {
            if let Some(after) = is.fields.iter().find(|field| field.wire == before.wire)
                && !self.field(old, new, before, after)
                && self.is_reshaped(old, new, before, after)
            {
                reshaped.push(after.ident.as_str());
            }
        }
        self.reshaped(old, new, &reshaped);
    }

    fn removed(&mut self, old: TypeId, new: TypeId, field: &Field) {
        let usage = self.usage(old, new);
        let item = format!("{}::{}", self.old.ty(old).name, field.ident);
        let is_public = self.old_slot(old, field) != Slot::Constant;
        let told = Told {
            code: "field-removed",
            wire: Wire::breaking_if((usage.input && !field.read_only) || usage.output),
            rust: Rust::major_if(is_public),
            message: format!("`{item}` is gone"),
            item,
            was: Some(self.old_field(old, field)),
            is: None,
        };
        self.tell(About::Removed(old), &below(field), told);
    }

    fn added(&mut self, old: TypeId, new: TypeId, field: &Field) {
        let usage = self.usage(old, new);
        let slot = self.new_slot(new, field);
        let asked = usage.input && field.required && !field.read_only && slot != Slot::Constant;
        let item = format!("{}::{}", self.new.ty(new).name, field.ident);
        let rust = match argument(&self.new, new, field) {
            _ if slot == Slot::Constant => Rust::Patch,
            Argument::OfNew => Rust::Major,
            _ => Rust::Minor,
        };
        let how = if rust == Rust::Major { ", and `new` asks for it" } else { "" };
        let told = Told {
            code: "field-added",
            wire: Wire::breaking_if(asked),
            rust,
            message: format!("`{item}` is new{how}"),
            item,
            was: None,
            is: Some(self.new_field(new, field)),
        };
        self.tell(About::Added(new), &below(field), told);
    }

    /// Finds fields that are likely the same under another name: of the same type, and called alike or the only ones.
    fn renamed<'f>(&mut self, old: TypeId, new: TypeId, removed: &mut Vec<&'f Field>, added: &mut Vec<&'f Field>) {
        let are_only = removed.len() == 1 && added.len() == 1;
        removed.retain(|was| {
            let alike = |is: &&Field| {
                self.alignment.same(&was.ty, &is.ty)
                    && (was.required, was.nullable) == (is.required, is.nullable)
                    && (are_only || are_alike(&was.wire, &is.wire))
            };
            let Some(index) = added.iter().position(alike) else { return true };
            let is = added.remove(index);
            let usage = self.usage(old, new);
            let name = self.new.ty(new).name.clone();
            let told = Told {
                code: "field-renamed",
                wire: Wire::breaking_if(usage.input || usage.output),
                rust: Rust::major_if(was.ident != is.ident),
                item: format!("{name}::{}", is.ident),
                message: if was.ident == is.ident {
                    format!("`{name}::{}` is written `{}`, was written `{}`", is.ident, is.wire, was.wire)
                } else {
                    format!("`{name}::{}` is gone; `{name}::{}` looks like it", was.ident, is.ident)
                },
                was: Some(was.wire.clone()),
                is: Some(is.wire.clone()),
            };
            self.tell(About::Both(old, new), &below(is), told);
            false
        });
    }

    /// Compares what the description says of a field; tells whether there was something to say.
    fn field(&mut self, old: TypeId, new: TypeId, was: &Field, is: &Field) -> bool {
        let texts = (self.old_field(old, was), self.new_field(new, is));
        let same = self.alignment.same(&was.ty, &is.ty);
        let type_wire = if same { Wire::Compatible } else { self.wire(old, new, &was.ty, &is.ty) };
        let retyped = !same && (texts.0 != texts.1 || type_wire == Wire::Breaking);
        let code = match () {
            () if retyped => "field-retyped",
            () if !was.nullable && is.nullable => "field-nullable",
            () if was.nullable && !is.nullable => "field-not-nullable",
            () if !was.required && is.required => "field-required",
            () if was.required && !is.required => "field-optional",
            () if was.ident != is.ident => "field-respelt",
            () if was.read_only != is.read_only => "field-read-only-changed",
            () => return self.details(old, new, was, is),
        };
        let item = format!("{}::{}", self.new.ty(new).name, is.ident);
        let message = match code {
            "field-respelt" => format!("`{}` is called `{item}` now", was.ident),
            _ if texts.0 != texts.1 => format!("`{item}` was `{}`, is `{}`", texts.0, texts.1),
            "field-retyped" => format!("`{item}` holds something else"),
            "field-nullable" => format!("`{item}` may be null"),
            "field-not-nullable" => format!("`{item}` is never null"),
            "field-required" => format!("`{item}` is always there"),
            "field-optional" => format!("`{item}` may be absent"),
            _ if is.read_only => format!("`{item}` cannot be sent any more"),
            _ => format!("`{item}` can be sent too"),
        };
        let told = Told {
            code,
            wire: type_wire.max(self.presence(old, new, was, is)),
            rust: self.field_rust(old, new, was, is, retyped && texts.0 != texts.1),
            message,
            item,
            was: Some(texts.0),
            is: Some(texts.1),
        };
        self.tell(About::Both(old, new), &below(is), told);
        true
    }

    /// What becomes of callers when a field is asked for, promised, or allowed to be null.
    fn presence(&self, old: TypeId, new: TypeId, was: &Field, is: &Field) -> Wire {
        let usage = self.usage(old, new);
        let constant = self.new_slot(new, is) == Slot::Constant;
        let request = usage.input
            && ((!was.required && is.required && !constant)
                || (was.nullable && !is.nullable)
                || (!was.read_only && is.read_only));
        let reply = usage.output && ((was.required && !is.required) || (!was.nullable && is.nullable));
        Wire::breaking_if(request || reply)
    }

    fn field_rust(&self, old: TypeId, new: TypeId, was: &Field, is: &Field, other_text: bool) -> Rust {
        let arguments = (argument(&self.old, old, was), argument(&self.new, new, is));
        let moved = matches!(arguments, (from, to) if from != to && from != Argument::None);
        let slots = (self.old_slot(old, was), self.new_slot(new, is));
        let reheld = slots != (Slot::Constant, Slot::Constant) && held(slots.0) != held(slots.1);
        let taken = match arguments {
            (Argument::None, _) | (_, Argument::None) => false,
            _ => !self.alignment.same(&was.ty, &is.ty) && self.taken(&was.ty, &is.ty),
        };
        let broken = other_text || moved || reheld || taken || was.ident != is.ident || was.boxed != is.boxed;
        if broken {
            Rust::Major
        } else if arguments.0 != arguments.1 {
            Rust::Minor
        } else {
            Rust::Patch
        }
    }

    /// Whether an argument has another type.
    fn taken(&self, was: &Ty, is: &Ty) -> bool {
        let name = rust::ident("value");
        let (was, is) = (rust::argument(self.old.api, was, &name).ty, rust::argument(self.new.api, is, &name).ty);
        spelling(&was) != spelling(&is)
    }

    /// Limits, defaults and whether it is to be used at all: they are told in documentation only.
    fn details(&mut self, old: TypeId, new: TypeId, was: &Field, is: &Field) -> bool {
        let item = format!("{}::{}", self.new.ty(new).name, is.ident);
        let sent = self.usage(old, new).input;
        let (was, is_now) = (Details::of_field(was), Details::of_field(is));
        let told = was.changes(&is_now, &item, &format!("`{item}`"), sent);
        let any = !told.is_empty();
        for told in told {
            self.tell(About::Both(old, new), &below(is), told);
        }
        any
    }

    /// Whether a field of which the description says the same is held in another way, because the record is sent or read
    /// where it was not before.
    fn is_reshaped(&self, old: TypeId, new: TypeId, was: &Field, is: &Field) -> bool {
        let slots = (self.old_slot(old, was), self.new_slot(new, is));
        held(slots.0) != held(slots.1) || was.boxed != is.boxed
    }

    fn reshaped(&mut self, old: TypeId, new: TypeId, fields: &[&str]) {
        let usages = (self.old.ty(old).usage, self.new.ty(new).usage);
        let name = self.new.ty(new).name.clone();
        let lost = usages.0.input && !usages.1.input || usages.0.output && !usages.1.output;
        if fields.is_empty() && !lost {
            return;
        }
        let shown: Vec<String> = fields.iter().map(|field| format!("`{field}`")).collect();
        let how = if fields.is_empty() { String::new() } else { format!(", so that {} changed", shown.join(", ")) };
        let subject = if self.is_unused(old, new) {
            format!("no operation uses `{name}` any more: it")
        } else {
            format!("`{name}`")
        };
        let told = Told {
            code: "usage-changed",
            wire: Wire::Compatible,
            rust: Rust::Major,
            message: format!("{subject} was {}, is {}{how}", used(usages.0), used(usages.1)),
            item: name,
            was: Some(used(usages.0).to_owned()),
            is: Some(used(usages.1).to_owned()),
        };
        self.tell(About::Both(old, new), "", told);
    }

    /// Whether operations used a type, and do not any more.
    fn is_unused(&self, old: TypeId, new: TypeId) -> bool {
        let is_used = |side: &Side<'_>, id| !side.ty(id).features.contains(&Feature::Unreferenced);
        is_used(&self.old, old) && !is_used(&self.new, new)
    }

    fn old_slot(&self, id: TypeId, field: &Field) -> Slot {
        rust::slot(self.old.api, field, self.old.ty(id).usage)
    }

    fn new_slot(&self, id: TypeId, field: &Field) -> Slot {
        rust::slot(self.new.api, field, self.new.ty(id).usage)
    }

    fn old_field(&self, id: TypeId, field: &Field) -> String {
        spelling(&rust::field(self.old.api, field, self.old.ty(id).usage))
    }

    fn new_field(&self, id: TypeId, field: &Field) -> String {
        spelling(&rust::field(self.new.api, field, self.new.ty(id).usage))
    }
}

/// How a user gives a field a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Argument {
    /// Not at all.
    None,
    /// As an argument of `new`.
    OfNew,
    /// By a setter.
    OfSetter,
}

fn argument(side: &Side<'_>, id: TypeId, field: &Field) -> Argument {
    let usage = side.ty(id).usage;
    match rust::slot(side.api, field, usage) {
        _ if !usage.input || field.read_only => Argument::None,
        Slot::Constant => Argument::None,
        Slot::Plain => Argument::OfNew,
        _ => Argument::OfSetter,
    }
}

/// What a user sees of how a field is held.
#[derive(PartialEq, Eq)]
enum Held {
    Not,
    Plain,
    Option,
    Patch,
}

fn held(slot: Slot) -> Held {
    match slot {
        Slot::Constant => Held::Not,
        Slot::Plain | Slot::Collection => Held::Plain,
        Slot::Option | Slot::NullOr => Held::Option,
        Slot::Patch => Held::Patch,
    }
}

fn below(field: &Field) -> String {
    format!("/properties/{}", pointer::escape(&field.wire))
}

/// The fields of one record that another lacks.
fn lacking<'r>(without: &Record, with: &'r Record) -> Vec<&'r Field> {
    with.fields.iter().filter(|field| !without.fields.iter().any(|other| other.wire == field.wire)).collect()
}

/// Whether two names share at least half of their words.
fn are_alike(was: &str, is: &str) -> bool {
    let (was, is) = (words::split(was), words::split(is));
    let singular = |word: &String| words::singular(word).unwrap_or_else(|| word.clone());
    let shared = was.iter().filter(|word| is.iter().any(|other| singular(other) == singular(word))).count();
    2 * shared >= was.len().max(is.len())
}

fn used(usage: Usage) -> &'static str {
    match (usage.input, usage.output) {
        (true, true) => "sent and read",
        (true, false) => "only sent",
        (false, true) => "only read",
        (false, false) => "not used",
    }
}
