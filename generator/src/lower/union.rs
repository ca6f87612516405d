//! Alternatives: `oneOf` and `anyOf`.
//!
//! Many are no unions at all: a list of required sets constrains one record, one member is an alias, a value or a list of
//! them has a type of its own. What is left becomes a union; how its variants are told apart is found in `tell_apart`,
//! once every type is known.

use openapiv3::{ReferenceOr, Schema};
use serde_json::Value as Json;

use super::facets::{Facets, borrowed, component_of, unboxed};
use super::record::{Fields, field_of};
use super::schema::{Typed, child};
use super::{Lowerer, Site};
use crate::ir::{Kind, Shape, Ty, TypeId, Union, UnionTag, Variant};

/// A member of `oneOf` or `anyOf`.
struct Member<'s> {
    label: String,
    schema: ReferenceOr<&'s Schema>,
    site: Site,
}

impl<'s> Member<'s> {
    fn facets(&self) -> Option<Facets<'s>> {
        match &self.schema {
            ReferenceOr::Item(schema) => Some(Facets::of(schema)),
            ReferenceOr::Reference { .. } => None,
        }
    }

    fn is(&self, pick: impl Fn(&Facets<'s>) -> bool) -> bool {
        self.facets().is_some_and(|facets| pick(&facets))
    }
}

impl Lowerer<'_> {
    /// Lowers a schema with alternatives.
    pub(super) fn alternatives(&mut self, facets: &Facets<'_>, site: &Site, title: Option<&str>) -> Typed {
        if facets.properties.is_some() {
            let id = self.reserve(site, title);
            let inside = site.inside(id);
            let mut base = Fields::default();
            self.own_fields(facets, &inside, &mut base);
            return self.alternatives_with_base(facets, &inside, id, base);
        }
        let mut members = Self::members(facets, site);
        let count = members.len();
        members.retain(|member| !member.is(Facets::is_null));
        let nullable = members.len() < count;
        let mut typed = self.members_to_type(facets, members, site, title);
        typed.nullable |= nullable;
        typed
    }

    fn members_to_type(
        &mut self,
        facets: &Facets<'_>,
        members: Vec<Member<'_>>,
        site: &Site,
        title: Option<&str>,
    ) -> Typed {
        if members.iter().any(|member| member.is(Facets::is_empty)) {
            return Typed::plain(Ty::Json);
        }
        if members.iter().all(|member| member.is(Facets::is_constraint_only)) {
            return Typed::plain(Ty::Map(Box::new(Ty::Json)));
        }
        if let [only] = members.as_slice() {
            let at = Site { pointer: only.site.pointer.clone(), ..site.clone() };
            return self.schema(&only.schema, &at);
        }
        if members.iter().all(|member| member.is(|f| f.kind.as_deref() == Some("array") && f.items.is_some())) {
            return self.list_of_any(facets, &members, site);
        }
        let lowered: Vec<(String, Typed)> =
            members.into_iter().map(|m| (m.label, self.schema(&m.schema, &m.site))).collect();
        let nullable = lowered.iter().any(|(_, typed)| typed.nullable);
        let variants = without_covered_scalars(lowered);
        let ty = match variants.as_slice() {
            [only] => only.1.clone(),
            [(_, one), (_, Ty::List(item))] | [(_, Ty::List(item)), (_, one)] if **item == *one => {
                Ty::OneOrMany(Box::new(one.clone()))
            }
            _ => self.define_union(facets, variants, site, title),
        };
        Typed { nullable, ..Typed::plain(ty) }
    }

    /// Several kinds of list are one list of several kinds of item.
    fn list_of_any(&mut self, facets: &Facets<'_>, members: &[Member<'_>], site: &Site) -> Typed {
        let item_site = child(site, Site::item);
        let mut items = Vec::new();
        for member in members {
            let Some(schema) = member.facets().and_then(|f| f.items).map(unboxed) else { continue };
            let label = label(&schema, &items);
            let mut at = child(&item_site, |s| s.member("", 0, &label));
            at.pointer = format!("{}/items", member.site.pointer);
            items.push(Member { label, schema, site: at });
        }
        let item = self.members_to_type(facets, items, &item_site, None);
        Typed::plain(Ty::List(Box::new(item.ty)))
    }

    fn define_union(
        &mut self,
        facets: &Facets<'_>,
        variants: Vec<(String, Ty)>,
        site: &Site,
        title: Option<&str>,
    ) -> Ty {
        let id = self.reserve(site, title);
        if let Some(discriminator) = facets.discriminator {
            self.discriminators.insert(id, discriminator.clone());
        }
        let variants = variants.into_iter().map(|(label, ty)| variant(label, ty)).collect();
        self.api.types[id.0].kind = Kind::Union(Union { tag: UnionTag::BestMatch, variants });
        Ty::Ref(id)
    }

    /// Alternatives beside properties: a constraint on one record, choices folded into it, or variants that share it.
    pub(super) fn alternatives_with_base(
        &mut self,
        facets: &Facets<'_>,
        site: &Site,
        id: TypeId,
        mut base: Fields,
    ) -> Typed {
        let members = Self::members(facets, site);
        if members.iter().all(|member| member.is(|f| f.is_constraint_only() || f.is_empty())) {
            self.require(&mut base, facets.required, site);
            let sets = self.required_sets(&members, &base);
            return Typed::plain(self.define_record(id, base, sets));
        }
        if members.iter().all(|member| member.is(|f| f.is_empty() || f.properties.is_some())) {
            self.fold(&members, &mut base);
            self.require(&mut base, facets.required, site);
            return Typed::plain(self.define_record(id, base, Vec::new()));
        }
        self.require(&mut base, facets.required, site);
        let variants: Vec<Variant> =
            members.into_iter().map(|m| variant(m.label, self.schema(&m.schema, &m.site).ty)).collect();
        if let Some(discriminator) = facets.discriminator {
            self.discriminators.insert(id, discriminator.clone());
        }
        Typed::plain(self.distribute(&variants, &base, site, id))
    }

    fn required_sets(&mut self, members: &[Member<'_>], base: &Fields) -> Vec<Vec<String>> {
        let mut sets = Vec::new();
        for member in members {
            let Some(facets) = member.facets() else { continue };
            let (known, unknown): (Vec<_>, Vec<_>) =
                facets.required.iter().cloned().partition(|name| base.0.contains_key(name));
            for name in unknown {
                self.warn(
                    "required-without-property",
                    &format!("{}/required", member.site.pointer),
                    format!("`{name}` is required but is no property: ignored"),
                );
            }
            sets.push(known);
        }
        if sets.iter().any(Vec::is_empty) { Vec::new() } else { sets }
    }

    /// Makes the members' properties optional fields of the record; what every member requires stays required.
    fn fold(&mut self, members: &[Member<'_>], base: &mut Fields) {
        let mut folded = Fields::default();
        for member in members {
            let properties = member.facets().and_then(|facets| facets.properties);
            for (name, schema) in properties.into_iter().flatten() {
                let site = base_site(&member.site).field(name);
                let field = self.folded_field(&folded, name, &unboxed(schema), &site);
                folded.merge(field);
            }
        }
        for (name, mut field) in folded.0 {
            field.required = members.iter().all(|m| m.is(|f| f.required.contains(&name)));
            base.merge(field);
        }
    }

    /// A member's property. Where an earlier member enumerates its values too, it may have all of both.
    fn folded_field(
        &mut self,
        folded: &Fields,
        name: &str,
        schema: &ReferenceOr<&Schema>,
        site: &Site,
    ) -> crate::ir::Field {
        let known = folded.0.get(name).map(|field| field.ty.clone());
        let Some(mut texts) = known.as_ref().and_then(|ty| self.texts(ty)) else {
            return field_of(name, self.schema(schema, site));
        };
        // One type for both, so that none is left over.
        let inline = known.and_then(|ty| match ty {
            Ty::Ref(id) if id.0 >= self.components.len() => Some(id),
            _ => None,
        });
        let site = Site { reserved: inline, ..site.clone() };
        let mut field = field_of(name, self.schema(schema, &site));
        let Some(more) = self.texts(&field.ty) else { return field };
        for text in more {
            if !texts.contains(&text) {
                texts.push(text);
            }
        }
        let reserved = match field.ty {
            Ty::Ref(id) if id.0 >= self.components.len() => Some(id),
            _ => inline,
        };
        field.ty = self.open_enum(texts, &Site { reserved, ..site }, None);
        field
    }

    fn texts(&self, ty: &Ty) -> Option<Vec<String>> {
        match ty {
            Ty::Const(constant) => Some(vec![constant.spelling()]),
            Ty::Ref(id) => match &self.api.ty(*id).kind {
                Kind::OpenEnum(values) => Some(values.iter().map(|v| v.wire.clone()).collect()),
                _ => None,
            },
            _ => None,
        }
    }

    /// Gives every variant the shared fields: a union whose records hold them all.
    pub(super) fn distribute(&mut self, variants: &[Variant], base: &Fields, site: &Site, id: TypeId) -> Ty {
        let mut merged = Vec::new();
        for one in variants {
            let at = Site { reserved: None, ..site.member("", 0, &one.label) };
            let at = Site { pointer: site.pointer.clone(), ..at };
            let ty = self.settled(&one.ty);
            let own = match &ty {
                Ty::Ref(target) => Some(self.api.ty(*target).kind.clone()),
                _ => None,
            };
            let ty = match own {
                Some(Kind::Record(record)) => {
                    let inner = self.new_type(&at, None);
                    let mut fields = Fields::default();
                    for field in record.fields {
                        fields.merge(field);
                    }
                    for field in base.0.values().cloned() {
                        fields.merge(field);
                    }
                    self.define_record(inner, fields, record.at_least_one_of)
                }
                Some(Kind::Union(union)) => {
                    let inner = self.new_type(&at, None);
                    self.distribute(&union.variants, base, &at.inside(inner), inner)
                }
                _ => {
                    self.error(
                        "union-beside-properties",
                        &site.pointer,
                        format!("`{}` is no object, so it cannot have the properties beside it", one.label),
                    );
                    ty
                }
            };
            merged.push(variant(one.label.clone(), ty));
        }
        self.api.types[id.0].kind = Kind::Union(Union { tag: UnionTag::BestMatch, variants: merged });
        Ty::Ref(id)
    }

    fn members<'s>(facets: &Facets<'s>, site: &Site) -> Vec<Member<'s>> {
        let (keyword, schemas) = facets.members();
        let mut members = Vec::new();
        for (index, schema) in schemas.iter().enumerate() {
            let schema = borrowed(schema);
            let label = label(&schema, &members);
            let site = child(site, |s| s.member(keyword, index, &label));
            members.push(Member { label, schema, site });
        }
        members
    }
}

/// What a member is called: its component, its title, its constant, what it requires, or its kind.
fn label(schema: &ReferenceOr<&Schema>, taken: &[Member<'_>]) -> String {
    let label = match schema {
        ReferenceOr::Reference { reference } => component_of(reference).unwrap_or_else(|| reference.clone()),
        ReferenceOr::Item(schema) => inline_label(schema),
    };
    let mut unique = label.clone();
    let mut n = 1;
    while taken.iter().any(|member| member.label == unique) {
        n += 1;
        unique = format!("{label} {n}");
    }
    unique
}

/// The site of the record that a member is folded into.
fn base_site(member: &Site) -> Site {
    let mut site = member.clone();
    site.source.steps.pop();
    if let Some(at) = site.key.rfind('<') {
        site.key.truncate(at);
    }
    site
}

fn inline_label(schema: &Schema) -> String {
    if let Some(title) = &schema.schema_data.title {
        return title.clone();
    }
    let facets = Facets::of(schema);
    if let Some(constant) = constant_of(&facets) {
        return constant;
    }
    if !facets.required.is_empty() && facets.required.len() <= 2 {
        return format!("by {}", facets.required.join(" and "));
    }
    match facets.kind.as_deref() {
        Some("string") => "text",
        Some("array") => "list",
        Some("object") => "object",
        Some("integer") => "integer",
        Some("number") => "number",
        Some("boolean") => "flag",
        _ if facets.properties.is_some() => "object",
        _ => "other",
    }
    .to_owned()
}

/// The value of the first property that can have only one.
fn constant_of(facets: &Facets<'_>) -> Option<String> {
    facets.properties?.values().find_map(|schema| match unboxed(schema) {
        ReferenceOr::Item(schema) => match Facets::of(schema).values.as_slice() {
            [Json::String(only)] => Some(only.clone()),
            _ => None,
        },
        ReferenceOr::Reference { .. } => None,
    })
}

fn variant(label: String, ty: Ty) -> Variant {
    Variant { label, ident: String::new(), ty, values: Vec::new(), shapes: Vec::new(), boxed: false }
}

/// Drops scalars whose kind of JSON value an earlier scalar takes already: nothing could ever reach them.
fn without_covered_scalars(members: Vec<(String, Typed)>) -> Vec<(String, Ty)> {
    let mut seen: Vec<Shape> = Vec::new();
    let mut kept = Vec::new();
    for (label, typed) in members {
        let shapes = scalar_shapes(&typed.ty);
        if !shapes.is_empty() && shapes.iter().all(|shape| seen.contains(shape)) {
            continue;
        }
        seen.extend(shapes);
        kept.push((label, typed.ty));
    }
    kept
}

/// Kinds of JSON value that a scalar takes; none for anything else.
pub(super) fn scalar_shapes(ty: &Ty) -> Vec<Shape> {
    match ty {
        Ty::Bool | Ty::Const(crate::ir::Constant::Bool(_)) => vec![Shape::Bool],
        Ty::Int | Ty::Timestamp | Ty::Const(crate::ir::Constant::Int(_)) => vec![Shape::Int],
        Ty::Float => vec![Shape::Int, Shape::Float],
        Ty::String
        | Ty::DateTime
        | Ty::Date
        | Ty::Uuid
        | Ty::Uri
        | Ty::File
        | Ty::Const(crate::ir::Constant::String(_)) => vec![Shape::String],
        _ => Vec::new(),
    }
}
