//! Lowering: from an OpenAPI description whose references all lead somewhere to the intermediate representation.
//!
//! `schema` turns schemas into types, `union` those with alternatives, `operation` paths into operations. A schema that
//! needs a type of its own gets one in `Lowerer::reserve`; its name comes later, from where it stands.

mod facets;
mod operation;
mod paging;
mod record;
mod schema;
mod tell_apart;
mod union;

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use openapiv3::Discriminator;

use crate::choices::Choices;
use crate::diagnostics::Diagnostics;
use crate::document::pointer;
use crate::ir::{
    Api, Docs, Ir, Kind, NameRoot, NameSource, Origin, Step, Ty, TypeDef, TypeId, UnionTag, Unnamed, Usage,
};
use crate::resolve::Resolved;

/// Lowers a description. What cannot be represented is an error among the diagnostics.
#[must_use]
pub fn lower(resolved: &Resolved, choices: &Choices) -> (Ir<Unnamed>, Diagnostics) {
    let mut lowerer = Lowerer::new(resolved, choices);
    lowerer.components();
    lowerer.operations();
    lowerer.paging();
    lowerer.tell_unions_apart();
    lowerer.stale_choices();
    (Ir::at_stage(lowerer.api), lowerer.diagnostics)
}

/// How far a component has come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Progress {
    Todo,
    Doing,
    Done,
}

struct Lowerer<'a> {
    resolved: &'a Resolved,
    choices: &'a Choices,
    api: Api,
    diagnostics: Diagnostics,
    components: IndexMap<String, (TypeId, Progress)>,
    /// What the description says about telling the variants of a union apart.
    discriminators: BTreeMap<TypeId, Discriminator>,
}

/// Where a schema stands: in the document, in the merged model, and in the naming of types.
#[derive(Clone)]
struct Site {
    pointer: String,
    key: String,
    source: NameSource,
    /// The type that was set aside for this very schema.
    reserved: Option<TypeId>,
}

impl Site {
    fn root(pointer: String, key: String, root: NameRoot) -> Self {
        Self { pointer, key, source: NameSource { root, steps: Vec::new() }, reserved: None }
    }

    fn step(&self, tokens: &[&str], key: &str, step: Step) -> Self {
        let mut pointer = self.pointer.clone();
        for token in tokens {
            pointer = pointer::join(&pointer, token);
        }
        let mut source = self.source.clone();
        source.steps.push(step);
        Self { pointer, key: format!("{}{key}", self.key), source, reserved: None }
    }

    fn field(&self, name: &str) -> Self {
        self.step(&["properties", name], &format!(".{name}"), Step::Field(name.to_owned()))
    }

    fn item(&self) -> Self {
        self.step(&["items"], "[]", Step::Item)
    }

    fn value(&self) -> Self {
        self.step(&["additionalProperties"], "{*}", Step::Value)
    }

    fn member(&self, keyword: &str, index: usize, label: &str) -> Self {
        self.step(&[keyword, &index.to_string()], &format!("<{label}>"), Step::Member(label.to_owned()))
    }

    /// The same place in the model, at another place of the document: a member that is merged into its parent.
    fn merged(&self, keyword: &str, index: usize) -> Self {
        let pointer = format!("{}/{keyword}/{index}", self.pointer);
        Self { pointer, reserved: None, ..self.clone() }
    }

    /// Whether it is a reply itself, not something in one.
    fn is_reply(&self) -> bool {
        matches!(self.source.root, NameRoot::Reply(_)) && self.source.steps.is_empty()
    }

    /// The place seen from the type that was made for it.
    fn inside(&self, id: TypeId) -> Self {
        let source = NameSource { root: NameRoot::Type(id), steps: Vec::new() };
        Self { source, reserved: Some(id), ..self.clone() }
    }
}

impl<'a> Lowerer<'a> {
    fn new(resolved: &'a Resolved, choices: &'a Choices) -> Self {
        let mut api = Api { described: resolved.described, ..Api::default() };
        api.title.clone_from(&resolved.openapi.info.title);
        api.version.clone_from(&resolved.openapi.info.version);
        api.samples.clone_from(&choices.sample);
        api.servers = resolved.openapi.servers.iter().map(|s| s.url.clone()).collect();
        Self {
            resolved,
            choices,
            api,
            diagnostics: Diagnostics::default(),
            components: IndexMap::new(),
            discriminators: BTreeMap::new(),
        }
    }

    /// Sets a type aside for every component first, so that references to what comes later have a target.
    fn components(&mut self) {
        let Some(components) = &self.resolved.openapi.components else { return };
        for name in components.schemas.keys() {
            let site = component_site(name);
            let id = self.new_type(&site, None);
            self.components.insert(name.clone(), (id, Progress::Todo));
        }
        for name in components.schemas.keys() {
            self.component(name);
        }
    }

    /// Reports choices about what is not there.
    fn stale_choices(&mut self) {
        let schemas = self.choices.replace.keys().filter(|name| !self.components.contains_key(*name));
        let unions = self.choices.sibling_tag.keys().filter(|name| !self.is_union_by_sibling(name));
        let keys: Vec<String> = self.api.operations.iter().map(crate::ir::Operation::key).collect();
        let operations = self.choices.read_only.iter().filter(|key| !keys.contains(key));
        let pages = self.choices.reference.iter().flat_map(|reference| reference.pages.keys());
        let pages = pages.filter(|key| !keys.contains(key));
        let names = self.sample_names();
        let samples = self.choices.sample.keys().filter(|name| !names.contains(*name));
        let stale: Vec<(String, String)> = schemas
            .map(|name| ("/replace", name, format!("[replace] stands in for `{name}`, which is not there")))
            .chain(unions.map(|name| {
                ("/sibling-tag", name, format!("[sibling-tag] is about `{name}`, which is no union of objects"))
            }))
            .chain(operations.map(|key| ("/read-only", key, format!("`read-only` lists `{key}`, which is not there"))))
            .chain(
                pages
                    .map(|key| ("/reference/pages", key, format!("[reference.pages] has `{key}`, which is not there"))),
            )
            .chain(
                samples.map(|name| ("/sample", name, format!("[sample] has a value for `{name}`, which is not there"))),
            )
            .map(|(table, key, message)| (pointer::join(table, key), message))
            .collect();
        for (at, message) in stale {
            self.diagnostics.warn("stale-choice", &at, None, message);
        }
    }

    /// What examples may have values for.
    fn sample_names(&self) -> BTreeSet<String> {
        let params = self.api.operations.iter().flat_map(crate::ir::Operation::params);
        let mut names: BTreeSet<String> = params.map(|param| param.wire.clone()).collect();
        for def in &self.api.types {
            let Kind::Record(record) = &def.kind else { continue };
            for field in &record.fields {
                names.insert(field.wire.clone());
                names.insert(format!("{}.{}", def.origin.key, field.wire));
            }
        }
        names
    }

    fn is_union_by_sibling(&self, name: &str) -> bool {
        let kind = self.components.get(name).map(|(id, _)| &self.api.ty(*id).kind);
        matches!(kind, Some(Kind::Union(union)) if matches!(union.tag, UnionTag::Sibling(_)))
    }

    /// Lowers a component unless that has been done. `None` where it is being lowered right now or does not exist.
    fn component(&mut self, name: &str) -> Option<TypeId> {
        let (id, progress) = *self.components.get(name)?;
        match progress {
            Progress::Done => return Some(id),
            Progress::Doing => return None,
            Progress::Todo => {}
        }
        let resolved = self.resolved;
        let schema = resolved.openapi.components.as_ref()?.schemas.get(name)?;
        self.set_progress(name, Progress::Doing);
        self.define_component(name, id, schema);
        self.set_progress(name, Progress::Done);
        Some(id)
    }

    fn define_component(&mut self, name: &str, id: TypeId, schema: &facets::SchemaRef) {
        if let Some(with) = self.choices.replacement(name) {
            self.api.types[id.0].kind = Kind::Replaced(with);
            return;
        }
        let site = Site { reserved: Some(id), ..component_site(name) };
        let typed = self.schema(&facets::borrowed(schema), &site);
        self.api.types[id.0].docs = typed.docs;
        self.api.types[id.0].origin.title = typed.title;
        if typed.ty != Ty::Ref(id) {
            self.api.types[id.0].kind = Kind::Alias(typed.ty);
        }
    }

    /// A type behind all aliases, with the components on the way lowered.
    fn settled(&mut self, ty: &Ty) -> Ty {
        let mut ty = ty.clone();
        for _ in 0..=self.components.len() {
            let Ty::Ref(id) = ty else { break };
            if let Some(name) = self.components.get_index(id.0).map(|(name, _)| name.clone()) {
                self.component(&name);
            }
            let Kind::Alias(target) = &self.api.ty(id).kind else { break };
            ty = target.clone();
        }
        ty
    }

    fn set_progress(&mut self, name: &str, progress: Progress) {
        if let Some(entry) = self.components.get_mut(name) {
            entry.1 = progress;
        }
    }

    /// The type for a schema at a site: the one set aside for it, or a new one.
    fn reserve(&mut self, site: &Site, title: Option<&str>) -> TypeId {
        match site.reserved {
            Some(id) => id,
            None => self.new_type(site, title),
        }
    }

    fn new_type(&mut self, site: &Site, title: Option<&str>) -> TypeId {
        let id = TypeId(self.api.types.len());
        self.api.types.push(TypeDef {
            id,
            name: String::new(),
            origin: Origin {
                key: site.key.clone(),
                pointer: site.pointer.clone(),
                title: title.map(str::to_owned),
                source: site.source.clone(),
            },
            usage: Usage::default(),
            features: std::collections::BTreeSet::new(),
            docs: Docs::default(),
            kind: Kind::Alias(Ty::Json),
        });
        id
    }

    fn error(&mut self, code: &'static str, pointer: &str, message: impl Into<String>) {
        self.diagnostics.error(code, pointer, self.resolved.document.place(pointer), message);
    }

    fn warn(&mut self, code: &'static str, pointer: &str, message: impl Into<String>) {
        self.diagnostics.warn(code, pointer, self.resolved.document.place(pointer), message);
    }
}

fn component_site(name: &str) -> Site {
    Site::root(pointer::join("/components/schemas", name), name.to_owned(), NameRoot::Component(name.to_owned()))
}
