//! The intermediate representation: everything that the emitted client is made from, free of OpenAPI's spelling.
//!
//! One representation goes through three stages, told apart by type, so that nothing unnamed can be emitted:
//! [`Unnamed`] after lowering, [`Named`] after naming, [`Analyzed`] once usage, features and cycles are known.

mod operation;
mod types;

use std::collections::BTreeMap;
use std::marker::PhantomData;

use serde_json::Value as Json;

pub use operation::*;
pub use types::*;

/// Stage after lowering: names are empty.
#[derive(Debug, Clone, Copy)]
pub struct Unnamed;
/// Stage after naming: every type, field, variant, tag and operation has its Rust name.
#[derive(Debug, Clone, Copy)]
pub struct Named;
/// Stage after analysis: usage, features and boxing are known; ready to be emitted.
#[derive(Debug, Clone, Copy)]
pub struct Analyzed;

/// An [`Api`] at a stage.
#[derive(Debug, Clone)]
pub struct Ir<S> {
    /// The API.
    pub api: Api,
    stage: PhantomData<S>,
}

impl<S> Ir<S> {
    /// Vouches that `api` has reached the stage; only the function that makes a stage calls it.
    pub(crate) fn at_stage(api: Api) -> Self {
        Self { api, stage: PhantomData }
    }
}

/// The cargo feature of models that no operation refers to.
pub const UNREFERENCED: &str = "unreferenced";

/// A whole API.
#[derive(Debug, Clone, Default)]
pub struct Api {
    /// `info.title`.
    pub title: String,
    /// `info.version`.
    pub version: String,
    /// Base URLs of the servers.
    pub servers: Vec<String>,
    /// Tags that are the first of some operation, in the order of the operations.
    pub tags: Vec<Tag>,
    /// Operations in the order of the description.
    pub operations: Vec<Operation>,
    /// Types; a [`TypeId`] is an index into it.
    pub types: Vec<TypeDef>,
    /// Types that are a page of a list, with the names of the fields on the way to its items.
    pub lists: BTreeMap<TypeId, Vec<String>>,
    /// How much the description holds, counted on the document itself.
    pub described: Described,
    /// Values for examples, by the name of a field or by `schema.field`.
    pub samples: BTreeMap<String, Json>,
}

impl Api {
    /// Index of the operation that a method and a path, template or concrete, lead to: of several the one whose template
    /// has most of the path literally, as `/contacts/search` is nearer to itself than to `/contacts/{id}`.
    #[must_use]
    pub fn operation_at(&self, method: Method, path: &str) -> Option<usize> {
        let path = path.split('?').next().unwrap_or_default();
        self.operations
            .iter()
            .enumerate()
            .filter(|(_, operation)| operation.method == method)
            .filter_map(|(index, operation)| Some((operation.path.literal_segments(path)?, index)))
            .max_by_key(|(literal, index)| (*literal, std::cmp::Reverse(*index)))
            .map(|(_, index)| index)
    }

    /// Name of a cargo feature.
    #[must_use]
    pub fn feature_name(&self, feature: Feature) -> &str {
        match feature {
            Feature::Tag(tag) => &self.tags[tag].name,
            Feature::Unreferenced => UNREFERENCED,
        }
    }

    /// The type of an id.
    #[must_use]
    pub fn ty(&self, id: TypeId) -> &TypeDef {
        &self.types[id.0]
    }

    /// Follows references to aliases until something else is reached.
    #[must_use]
    pub fn unalias<'a>(&'a self, ty: &'a Ty) -> &'a Ty {
        let mut ty = ty;
        // Lowering rejects alias cycles; the bound keeps a mistake there from hanging the run.
        for _ in 0..self.types.len() {
            match ty {
                Ty::Ref(id) => match &self.ty(*id).kind {
                    Kind::Alias(target) => ty = target,
                    _ => break,
                },
                _ => break,
            }
        }
        ty
    }

    /// What the list at the end of a way of fields is a list of. Of a union one variant has to have it.
    #[must_use]
    pub fn list_item<'a>(&'a self, ty: &'a Ty, way: &[String]) -> Option<&'a Ty> {
        let Some((name, rest)) = way.split_first() else {
            return match self.unalias(ty) {
                Ty::List(item) => Some(item),
                _ => None,
            };
        };
        if let Some((_, record)) = self.record(ty) {
            return self.list_item(&record.fields.iter().find(|field| field.wire == *name)?.ty, rest);
        }
        let Ty::Ref(id) = self.unalias(ty) else { return None };
        match &self.ty(*id).kind {
            Kind::Union(union) => union.variants.iter().find_map(|variant| self.list_item(&variant.ty, way)),
            _ => None,
        }
    }

    /// The record that a type is, if it is one.
    #[must_use]
    pub fn record(&self, ty: &Ty) -> Option<(TypeId, &Record)> {
        match self.unalias(ty) {
            Ty::Ref(id) => match &self.ty(*id).kind {
                Kind::Record(record) => Some((*id, record)),
                _ => None,
            },
            _ => None,
        }
    }
}

/// How many operations and schemas a description declares.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Described {
    /// Operations below `paths`.
    pub operations: usize,
    /// Entries of `components.schemas`.
    pub schemas: usize,
}

/// A group of operations: a handle, a file, a cargo feature.
#[derive(Debug, Clone, Default)]
pub struct Tag {
    /// The tag as the description writes it.
    pub wire: String,
    /// Name of the accessor, the module and the cargo feature, in snake case.
    pub name: String,
    /// Name of the handle type.
    pub handle: String,
    /// Text about it.
    pub docs: Docs,
}

/// Text from the description.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Docs {
    /// Markdown, made safe for rustdoc.
    pub text: Option<String>,
    /// Whether the description calls it deprecated.
    pub deprecated: bool,
}
