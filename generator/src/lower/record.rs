//! Objects with properties, and what `allOf` merges into one.

use indexmap::IndexMap;
use openapiv3::{ReferenceOr, Schema};

use super::facets::{Facets, SchemaRef, borrowed, component_of, unboxed};
use super::schema::Typed;
use super::{Lowerer, Progress, Site};
use crate::ir::{Field, Kind, Record, Ty, TypeId};

impl Lowerer<'_> {
    /// A record of the schema's own properties.
    pub(super) fn record(&mut self, facets: &Facets<'_>, site: &Site, title: Option<&str>) -> Ty {
        let id = self.reserve(site, title);
        let mut fields = Fields::default();
        self.own_fields(facets, &site.inside(id), &mut fields);
        self.require(&mut fields, facets.required, site);
        self.define_record(id, fields, Vec::new())
    }

    pub(super) fn define_record(&mut self, id: TypeId, fields: Fields, at_least_one_of: Vec<Vec<String>>) -> Ty {
        self.api.types[id.0].kind = Kind::Record(Record { fields: fields.0.into_values().collect(), at_least_one_of });
        Ty::Ref(id)
    }

    /// Adds the properties that the schema itself has.
    pub(super) fn own_fields(&mut self, facets: &Facets<'_>, site: &Site, fields: &mut Fields) {
        let Some(properties) = facets.properties else { return };
        for (name, schema) in properties {
            let field = self.field(name, schema, &site.field(name));
            fields.merge(field);
        }
    }

    fn field(&mut self, name: &str, schema: &ReferenceOr<Box<Schema>>, site: &Site) -> Field {
        field_of(name, self.schema(&unboxed(schema), site))
    }

    /// Marks fields as required. A name that no property has is a fault that can be repaired by ignoring it.
    pub(super) fn require(&mut self, fields: &mut Fields, required: &[String], site: &Site) {
        for name in required {
            match fields.0.get_mut(name) {
                Some(field) => field.required = true,
                None => self.warn(
                    "required-without-property",
                    &format!("{}/required", site.pointer),
                    format!("`{name}` is required but is no property: ignored"),
                ),
            }
        }
    }

    /// Everything that `allOf` asks for, in one type.
    pub(super) fn all_of(&mut self, facets: &Facets<'_>, site: &Site, title: Option<&str>) -> Typed {
        if let Some(alias) = self.all_of_alias(facets, site) {
            return alias;
        }
        let id = self.reserve(site, title);
        let inside = site.inside(id);
        let mut merge = Merge::default();
        self.merge_all_of(facets, &inside, &mut merge);
        if !facets.members().1.is_empty() {
            let typed = self.alternatives_with_base(facets, &inside, id, merge.fields);
            return typed;
        }
        if let Some(variants) = merge.union {
            return Typed::plain(self.distribute(&variants, &merge.fields, &inside, id));
        }
        let adds = merge.adds || (!site.is_reply() && merge.tightens());
        if let (Some(base), false) = (merge.single_base, adds) {
            self.drop_type(id, site);
            return Typed::plain(Ty::Ref(base));
        }
        self.require(&mut merge.fields, &merge.required, site);
        Typed::plain(self.define_record(id, merge.fields, Vec::new()))
    }

    /// The member that is all there is: `allOf` with one reference is how a sibling of a reference is written.
    fn all_of_alias(&mut self, facets: &Facets<'_>, site: &Site) -> Option<Typed> {
        let plain = facets.properties.is_none()
            && facets.members().1.is_empty()
            && facets.required.is_empty()
            && facets.values.is_empty();
        let mut telling = facets.all_of.iter().enumerate().filter(|(_, member)| !says_nothing(member));
        let (index, only) = telling.next()?;
        if !plain || telling.next().is_some() {
            return None;
        }
        let at = Site { reserved: site.reserved, ..site.merged("allOf", index) };
        Some(self.schema(&borrowed(only), &at))
    }

    fn merge_all_of(&mut self, facets: &Facets<'_>, site: &Site, merge: &mut Merge) {
        for (index, member) in facets.all_of.iter().enumerate() {
            let at = site.merged("allOf", index);
            match member {
                ReferenceOr::Reference { reference } => self.merge_component(reference, &at, merge),
                ReferenceOr::Item(schema) => self.merge_inline(schema, &Site { reserved: site.reserved, ..at }, merge),
            }
        }
        self.merge_own(facets, site, merge);
    }

    fn merge_inline(&mut self, schema: &Schema, site: &Site, merge: &mut Merge) {
        let facets = Facets::of(schema);
        if facets.all_of.is_empty() {
            self.merge_own(&facets, site, merge);
        } else {
            self.merge_all_of(&facets, site, merge);
        }
    }

    fn merge_own(&mut self, facets: &Facets<'_>, site: &Site, merge: &mut Merge) {
        let mut own = Fields::default();
        self.own_fields(facets, site, &mut own);
        for (_, field) in own.0 {
            merge.adds |= merge.fields.meet(field);
        }
        merge.required.extend(facets.required.iter().cloned());
    }

    /// Copies the fields of a component. What it refers to keeps the component's types.
    fn merge_component(&mut self, reference: &str, site: &Site, merge: &mut Merge) {
        let Some(name) = component_of(reference) else {
            self.error("dangling-ref", &site.pointer, format!("`{reference}` leads to no schema"));
            return;
        };
        if self.components.get(&*name).is_some_and(|(_, progress)| *progress == Progress::Doing) {
            self.error("all-of-cycle", &site.pointer, format!("`{name}` contains itself through allOf"));
            return;
        }
        let Some(id) = self.component(&name) else {
            self.error("dangling-ref", &site.pointer, format!("`{reference}` leads to no schema"));
            return;
        };
        merge.single_base = if merge.bases == 0 { Some(id) } else { None };
        merge.bases += 1;
        let ty = self.settled(&Ty::Ref(id));
        let Ty::Ref(target) = ty else {
            if !matches!(ty, Ty::Map(_) | Ty::Json) {
                self.error(
                    "all-of-scalar",
                    &site.pointer,
                    format!("`{name}` is no object, so nothing can be merged with it"),
                );
            }
            return;
        };
        match &self.api.ty(target).kind {
            Kind::Record(record) => {
                for field in record.fields.clone() {
                    merge.fields.meet(field);
                }
            }
            Kind::Union(union) => merge.union = Some(union.variants.clone()),
            Kind::OpenEnum(_) | Kind::Alias(_) | Kind::Replaced(_) => {
                self.error(
                    "all-of-scalar",
                    &site.pointer,
                    format!("`{name}` is no object, so nothing can be merged with it"),
                );
            }
        }
    }

    /// Takes back a type that was set aside but is not needed. Only the newest can be: ids are indices.
    fn drop_type(&mut self, id: TypeId, site: &Site) {
        if site.reserved.is_none() && id.0 + 1 == self.api.types.len() {
            self.api.types.pop();
        }
    }
}

/// What `allOf` has brought together so far.
#[derive(Default)]
struct Merge {
    fields: Fields,
    required: Vec<String>,
    bases: usize,
    single_base: Option<TypeId>,
    /// Whether anything was added to the only base.
    adds: bool,
    union: Option<Vec<crate::ir::Variant>>,
}

impl Merge {
    /// Whether a field becomes required that was not.
    fn tightens(&self) -> bool {
        self.required.iter().any(|name| self.fields.0.get(name).is_some_and(|field| !field.required))
    }
}

/// Fields by name, in order.
#[derive(Default, Clone)]
pub(super) struct Fields(pub IndexMap<String, Field>);

impl Fields {
    /// Adds a field that holds together with the one of that name, as in `allOf`: what says most of the type counts,
    /// wherever it stands. Whether that changed anything.
    pub fn meet(&mut self, mut field: Field) -> bool {
        if let Some(known) = self.0.get(&field.wire)
            && narrowness(&known.ty) > narrowness(&field.ty)
        {
            field.ty = known.ty.clone();
        }
        self.merge(field)
    }

    /// Adds a field, or narrows the one of that name. Whether that changed anything.
    pub fn merge(&mut self, field: Field) -> bool {
        let Some(known) = self.0.get_mut(&field.wire) else {
            self.0.insert(field.wire.clone(), field);
            return true;
        };
        known.required |= field.required;
        known.nullable |= field.nullable;
        let narrows = field.ty != Ty::Json && field.ty != known.ty;
        if narrows {
            known.ty = field.ty;
        }
        if field.docs.text.is_some() {
            known.docs = field.docs;
        }
        narrows
    }
}

/// How much a type says.
fn narrowness(ty: &Ty) -> u8 {
    match ty {
        Ty::Json => 0,
        Ty::Bool | Ty::Int | Ty::Float | Ty::String => 1,
        Ty::Const(_) => 3,
        _ => 2,
    }
}

/// A field of a lowered property.
pub(super) fn field_of(name: &str, typed: Typed) -> Field {
    Field {
        wire: name.to_owned(),
        ident: String::new(),
        ty: typed.ty,
        required: false,
        nullable: typed.nullable,
        read_only: typed.read_only,
        default: typed.default,
        limits: typed.limits,
        boxed: false,
        docs: typed.docs,
    }
}

fn says_nothing(member: &SchemaRef) -> bool {
    matches!(member, ReferenceOr::Item(schema) if Facets::of(schema).is_empty())
}
