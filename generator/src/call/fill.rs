//! Arguments for a call, chosen from the types by a seed: what is required, or everything that can be given.

use serde_json::{Map, Value as Json, json};

use super::Arguments;
use super::sample::placeholder;
use crate::emit::rust::{Slot, slot};
use crate::ir::{Api, Constant, Content, Kind, Operation, Param, Record, Ty, TypeDef, TypeId, Union, UnionTag};
use crate::random::Random;

/// How deep parts are followed. A description that requires more within itself cannot be satisfied.
const DEPTH: usize = 10;

/// How much of what a call can be given is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// What is required.
    Required,
    /// What is optional as well, where a type does not contain itself.
    All,
}

/// Arguments of some extent, the same for the same seed.
#[must_use]
pub fn fill<'a>(api: &'a Api, operation: &'a Operation, extent: Extent, seed: u64) -> Arguments {
    let mut filler = Filler { api, extent, random: Random::new(seed), within: Vec::new() };
    let mut arguments = Arguments::default();
    for param in &operation.path_params {
        arguments.params.insert(param.wire.clone(), filler.in_path(param));
    }
    for param in operation.query.iter().chain(&operation.headers) {
        if param.required || extent == Extent::All {
            arguments.params.insert(param.wire.clone(), filler.value(&param.ty, &param.wire));
        }
    }
    arguments.body = operation.body.as_ref().map(|body| match &body.content {
        Content::Json(ty) | Content::Multipart(ty) => filler.value(ty, "body"),
        Content::Text(_) | Content::Bytes(_) => json!("text"),
    });
    arguments
}

struct Filler<'a> {
    api: &'a Api,
    extent: Extent,
    random: Random,
    /// The types around the value that is made.
    within: Vec<TypeId>,
}

impl<'a> Filler<'a> {
    /// Nothing that would be another path.
    fn in_path(&mut self, param: &'a Param) -> Json {
        match self.api.unalias(&param.ty) {
            Ty::Ref(_) => self.value(&param.ty, &param.wire),
            Ty::Uuid => self.uuid(),
            _ => json!(self.number().to_string()),
        }
    }

    fn number(&mut self) -> u64 {
        self.random.within(1, 50)
    }

    fn time(&mut self) -> u64 {
        self.random.within(1_700_000_000, 1_800_000_000)
    }

    fn uuid(&mut self) -> Json {
        json!(format!("{:08x}-7dec-41d6-9c34-0a1b2c3d4e5f", self.random.within(0, 1 << 32)))
    }

    fn value(&mut self, ty: &'a Ty, name: &str) -> Json {
        match ty {
            Ty::Bool => json!(self.random.within(0, 2) == 1),
            Ty::Int => json!(self.number()),
            Ty::Float => json!(*self.random.pick(&[0.25, 1.5, 12.75])),
            Ty::Timestamp => json!(self.time()),
            Ty::DateTime => json!(format!("2026-01-{:02}T12:00:00Z", self.random.within(1, 29))),
            Ty::Date => json!(format!("2026-01-{:02}", self.random.within(1, 29))),
            Ty::Const(Constant::Int(number)) => json!(number),
            Ty::Const(Constant::Bool(flag)) => json!(flag),
            Ty::Const(Constant::String(text)) => json!(text),
            Ty::String | Ty::File => self.text(name),
            Ty::Uuid => self.uuid(),
            Ty::Uri => json!(format!("https://example.com/{}", self.number())),
            Ty::List(item) | Ty::OneOrMany(item) => self.list(item, name),
            Ty::Json => json!({}),
            Ty::Map(item) => self.map(item, name),
            Ty::Nullable(inner) => self.value(inner, name),
            Ty::Ref(id) => self.named(self.api.ty(*id), name),
        }
    }

    fn text(&mut self, name: &str) -> Json {
        match placeholder(name) {
            id if id == "123" => json!(self.number().to_string()),
            text if text == "Ada" => json!(*self.random.pick(&["Ada", "Grace", "Joan"])),
            text => json!(text),
        }
    }

    /// Nothing but an empty list ends a type that requires a list of itself.
    fn list(&mut self, item: &'a Ty, name: &str) -> Json {
        let count = if self.is_around(item) { 0 } else { self.random.within(1, 3) };
        Json::Array((0..count).map(|_| self.value(item, name)).collect())
    }

    fn map(&mut self, item: &'a Ty, name: &str) -> Json {
        match item {
            Ty::Json => json!({}),
            item => json!({ "key": self.value(item, name) }),
        }
    }

    fn named(&mut self, def: &'a TypeDef, name: &str) -> Json {
        match &def.kind {
            Kind::Alias(target) => self.value(target, name),
            Kind::Replaced(with) if with.path.ends_with("Timestamp") => json!(self.time()),
            Kind::Replaced(with) => with.sample.clone().unwrap_or_else(|| json!({})),
            Kind::OpenEnum(values) if values.is_empty() => json!(""),
            Kind::OpenEnum(values) => json!(self.random.pick(values).wire),
            Kind::Union(_) | Kind::Record(_) if self.within.len() > DEPTH => json!({}),
            Kind::Union(union) => self.within(def.id, |filler| filler.member(union, name)),
            Kind::Record(record) => self.within(def.id, |filler| Json::Object(filler.record(def, record))),
        }
    }

    fn within(&mut self, id: TypeId, make: impl FnOnce(&mut Self) -> Json) -> Json {
        self.within.push(id);
        let value = make(self);
        self.within.pop();
        value
    }

    fn member(&mut self, union: &'a Union, name: &str) -> Json {
        if union.variants.is_empty() {
            return json!({});
        }
        let variant = self.random.pick(&union.variants);
        let mut made = self.value(&variant.ty, name);
        if let (UnionTag::Property(property), false, Json::Object(entries)) =
            (&union.tag, variant.values.is_empty(), &mut made)
        {
            entries.insert(property.clone(), json!(self.random.pick(&variant.values)));
        }
        made
    }

    /// What is required with one of the sets of which one must be complete, or everything.
    fn record(&mut self, def: &'a TypeDef, record: &'a Record) -> Map<String, Json> {
        let one_of = match record.at_least_one_of.as_slice() {
            [] => &[],
            sets => self.random.pick(sets).as_slice(),
        };
        let mut entries = Map::new();
        for field in record.fields.iter().filter(|field| !field.read_only) {
            let is_asked = slot(self.api, field, def.usage) == Slot::Plain || one_of.contains(&field.wire);
            if is_asked || (self.extent == Extent::All && !self.is_around(&field.ty)) {
                entries.insert(field.wire.clone(), self.value(&field.ty, &field.wire));
            }
        }
        entries
    }

    /// Whether a type is one of those around.
    fn is_around(&self, ty: &Ty) -> bool {
        match self.api.unalias(ty) {
            Ty::List(item) | Ty::OneOrMany(item) | Ty::Map(item) | Ty::Nullable(item) => self.is_around(item),
            Ty::Ref(id) => self.within.contains(id),
            _ => false,
        }
    }
}
