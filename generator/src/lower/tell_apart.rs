//! How the variants of a union are told apart when one is read.
//!
//! In this order: a property beside the union, where one was chosen; the property that the description names or that has other constants in every variant; the kind of JSON
//! value; a key that only one variant requires; and at last the variant that knows most of the keys.

use std::collections::BTreeSet;

use openapiv3::Discriminator;

use super::union::scalar_shapes;
use super::{Lowerer, Site};
use crate::ir::{Api, Kind, NameRoot, NameSource, Record, Shape, Step, Ty, TypeId, Union, UnionTag, Variant};

impl Lowerer<'_> {
    /// Finds for every union how to tell its variants apart.
    pub(super) fn tell_unions_apart(&mut self) {
        // Unions of objects that are split off below come at the end and are visited too.
        let mut index = 0;
        while index < self.api.types.len() {
            let id = TypeId(index);
            if let Kind::Union(union) = self.api.ty(id).kind.clone() {
                let kind = self.tell_apart(id, union);
                self.api.types[index].kind = kind;
            }
            index += 1;
        }
    }

    fn tell_apart(&mut self, id: TypeId, mut union: Union) -> Kind {
        let objects = union.variants.iter().filter(|v| is_object(&self.api, &v.ty)).count();
        if objects < union.variants.len() {
            return self.by_shape(id, union);
        }
        if let Some(property) = self.sibling_of(id) {
            for variant in &mut union.variants {
                variant.values = vec![variant.label.clone()];
            }
            return Kind::Union(Union { tag: UnionTag::Sibling(property), ..union });
        }
        if let Some(discriminator) = self.discriminators.get(&id).cloned() {
            self.by_discriminator(&discriminator, &mut union);
            return Kind::Union(union);
        }
        if let Some(property) = shared_property(&self.api, &union.variants) {
            for variant in &mut union.variants {
                variant.values = property_values(&self.api, &variant.ty, &property, DEPTH).unwrap_or_default();
            }
            union.tag = UnionTag::Property(property);
        } else if let Some(keys) = unique_required_keys(&self.api, &union.variants) {
            for (variant, key) in union.variants.iter_mut().zip(keys) {
                variant.values = vec![key];
            }
            union.tag = UnionTag::RequiredKeys;
        }
        Kind::Union(union)
    }

    /// The property beside the union that was chosen to tell its variants apart.
    fn sibling_of(&self, id: TypeId) -> Option<String> {
        let (schema, _) = self.components.get_index(id.0)?;
        self.choices.sibling_tag.get(schema).map(|tag| tag.property.clone())
    }

    fn by_discriminator(&mut self, discriminator: &Discriminator, union: &mut Union) {
        for variant in &mut union.variants {
            let mut values: Vec<String> = discriminator
                .mapping
                .iter()
                .filter(|(_, target)| target.rsplit('/').next() == Some(&variant.label))
                .map(|(value, _)| value.clone())
                .collect();
            if values.is_empty() {
                values = property_values(&self.api, &variant.ty, &discriminator.property_name, DEPTH)
                    .unwrap_or_else(|| vec![variant.label.clone()]);
            }
            variant.values = values;
        }
        union.tag = UnionTag::Property(discriminator.property_name.clone());
    }

    fn by_shape(&mut self, id: TypeId, union: Union) -> Kind {
        let mut taken: BTreeSet<Shape> = BTreeSet::new();
        let mut kept: Vec<Variant> = Vec::new();
        let (objects, others): (Vec<_>, Vec<_>) = union.variants.into_iter().partition(|v| is_object(&self.api, &v.ty));
        for mut variant in others {
            let shapes = shapes(&self.api, &variant.ty, DEPTH);
            variant.shapes = shapes.into_iter().filter(|shape| taken.insert(*shape)).collect();
            if !variant.shapes.is_empty() {
                kept.push(variant);
            }
        }
        if taken.insert(Shape::Object) {
            kept.extend(self.object_variant(id, objects));
        }
        match kept.as_slice() {
            [only] => Kind::Alias(only.ty.clone()),
            _ => Kind::Union(Union { tag: UnionTag::JsonShape, variants: kept }),
        }
    }

    /// The one variant for all objects: the only one there is, or a union of its own.
    fn object_variant(&mut self, id: TypeId, mut objects: Vec<Variant>) -> Option<Variant> {
        if objects.len() > 1 {
            let parent = self.api.ty(id).origin.clone();
            let site = Site {
                pointer: parent.pointer,
                key: format!("{}<object>", parent.key),
                source: NameSource { root: NameRoot::Type(id), steps: vec![Step::Member("object".to_owned())] },
                reserved: None,
            };
            let inner = self.new_type(&site, None);
            self.api.types[inner.0].kind = Kind::Union(Union { tag: UnionTag::BestMatch, variants: objects });
            objects = vec![Variant {
                label: "object".to_owned(),
                ident: String::new(),
                ty: Ty::Ref(inner),
                values: Vec::new(),
                shapes: Vec::new(),
                boxed: false,
            }];
        }
        let mut only = objects.pop()?;
        only.shapes = vec![Shape::Object];
        Some(only)
    }
}

/// How many unions within unions are looked into; a description that nests more is read by its keys.
const DEPTH: usize = 8;

fn is_object(api: &Api, ty: &Ty) -> bool {
    shapes(api, ty, DEPTH) == [Shape::Object]
}

/// Kinds of JSON value that a type takes.
fn shapes(api: &Api, ty: &Ty, depth: usize) -> Vec<Shape> {
    let all = || vec![Shape::Bool, Shape::Int, Shape::Float, Shape::String, Shape::Array, Shape::Object];
    let ty = api.unalias(ty);
    match ty {
        Ty::List(_) => vec![Shape::Array],
        Ty::Map(_) => vec![Shape::Object],
        Ty::Json => all(),
        Ty::OneOrMany(item) => {
            let mut one = shapes(api, item, depth);
            one.push(Shape::Array);
            one
        }
        Ty::Nullable(inner) => shapes(api, inner, depth),
        Ty::Ref(id) => match &api.ty(*id).kind {
            Kind::Record(_) => vec![Shape::Object],
            Kind::OpenEnum(_) => vec![Shape::String],
            Kind::Union(union) if depth > 0 => {
                let mut found: Vec<Shape> = Vec::new();
                for variant in &union.variants {
                    for shape in shapes(api, &variant.ty, depth - 1) {
                        if !found.contains(&shape) {
                            found.push(shape);
                        }
                    }
                }
                found
            }
            Kind::Replaced(with) if with.path.ends_with("Timestamp") => vec![Shape::Int, Shape::String],
            Kind::Replaced(with) if with.collection => vec![Shape::Object],
            Kind::Union(_) | Kind::Alias(_) | Kind::Replaced(_) => all(),
        },
        scalar => scalar_shapes(scalar),
    }
}

/// The first property that has other constants in every variant.
fn shared_property(api: &Api, variants: &[Variant]) -> Option<String> {
    let candidates = field_names(api, &variants.first()?.ty, DEPTH);
    candidates.into_iter().find(|name| {
        let mut seen = BTreeSet::new();
        variants.iter().all(|variant| {
            property_values(api, &variant.ty, name, DEPTH)
                .is_some_and(|values| values.into_iter().all(|value| seen.insert(value)))
        })
    })
}

fn field_names(api: &Api, ty: &Ty, depth: usize) -> Vec<String> {
    if let Some((_, record)) = api.record(ty) {
        return record.fields.iter().map(|field| field.wire.clone()).collect();
    }
    match union_of(api, ty).and_then(|union| union.variants.first()) {
        Some(first) if depth > 0 => field_names(api, &first.ty, depth - 1),
        _ => Vec::new(),
    }
}

/// The values that a property can have in a type, if they are a known set.
fn property_values(api: &Api, ty: &Ty, name: &str, depth: usize) -> Option<Vec<String>> {
    if let Some((_, record)) = api.record(ty) {
        return constants(api, &field(record, name)?.ty);
    }
    let union = union_of(api, ty).filter(|_| depth > 0)?;
    let mut all = Vec::new();
    for variant in &union.variants {
        for value in property_values(api, &variant.ty, name, depth - 1)? {
            if !all.contains(&value) {
                all.push(value);
            }
        }
    }
    Some(all)
}

fn constants(api: &Api, ty: &Ty) -> Option<Vec<String>> {
    match api.unalias(ty) {
        Ty::Const(constant) => Some(vec![constant.spelling()]),
        Ty::Ref(id) => match &api.ty(*id).kind {
            Kind::OpenEnum(values) => Some(values.iter().map(|value| value.wire.clone()).collect()),
            _ => None,
        },
        _ => None,
    }
}

/// For every variant a required key that no other variant has.
fn unique_required_keys(api: &Api, variants: &[Variant]) -> Option<Vec<String>> {
    let records: Vec<&Record> = variants.iter().map(|v| api.record(&v.ty).map(|(_, r)| r)).collect::<Option<_>>()?;
    records
        .iter()
        .enumerate()
        .map(|(index, record)| {
            let others = || records.iter().enumerate().filter(move |(i, _)| *i != index).map(|(_, r)| r);
            record
                .fields
                .iter()
                .find(|f| f.required && others().all(|other| field(other, &f.wire).is_none()))
                .map(|f| f.wire.clone())
        })
        .collect()
}

fn field<'a>(record: &'a Record, name: &str) -> Option<&'a crate::ir::Field> {
    record.fields.iter().find(|field| field.wire == name)
}

fn union_of<'a>(api: &'a Api, ty: &'a Ty) -> Option<&'a Union> {
    match api.unalias(ty) {
        Ty::Ref(id) => match &api.ty(*id).kind {
            Kind::Union(union) => Some(union),
            _ => None,
        },
        _ => None,
    }
}
