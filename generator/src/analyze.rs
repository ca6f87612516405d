//! Analysis: what is sent and what is read, which tags need a type, and where a type would contain itself.

use std::collections::{BTreeSet, VecDeque};

use crate::cycles;
use crate::ir::{
    Analyzed, Api, Content, Feature, Ir, Kind, Method, Named, Operation, Payload, Ty, TypeDef, TypeId, UnionTag, Usage,
};

/// Finds usage, features and cycles.
#[must_use]
pub fn analyze(ir: Ir<Named>) -> Ir<Analyzed> {
    let mut api = ir.api;
    reach(&mut api);
    let_updates_clear(&mut api);
    settle_files(&mut api);
    settle_unions(&mut api);
    open_recursive_aliases(&mut api);
    box_cycles(&mut api);
    Ir::at_stage(api)
}

/// Marks every type that the operations of a tag reach with its direction and the tag.
fn reach(api: &mut Api) {
    for tag in 0..api.tags.len() {
        let of_tag = || api.operations.iter().filter(move |operation| operation.tag == tag);
        let (sent, read): (Vec<Ty>, Vec<Ty>) = (of_tag().flat_map(sent).collect(), of_tag().flat_map(read).collect());
        mark(api, &sent, Feature::Tag(tag), Usage { input: true, output: false });
        mark(api, &read, Feature::Tag(tag), Usage { input: false, output: true });
    }
    let unreached: Vec<TypeId> = api.types.iter().filter(|ty| ty.features.is_empty()).map(|ty| ty.id).collect();
    for id in unreached {
        let usage = unreached_usage(api, id);
        mark(api, &[Ty::Ref(id)], Feature::Unreferenced, usage);
    }
}

fn mark(api: &mut Api, seeds: &[Ty], feature: Feature, usage: Usage) {
    for id in closure(api, seeds) {
        let ty = &mut api.types[id.0];
        ty.usage.input |= usage.input;
        ty.usage.output |= usage.output;
        ty.features.insert(feature);
    }
}

/// What no operation refers to is a model that users read by themselves, unless it holds what is only ever sent.
fn unreached_usage(api: &Api, id: TypeId) -> Usage {
    let sent_only = closure(api, &[Ty::Ref(id)]).into_iter().any(|part| {
        let ty = api.ty(part);
        ty.usage.input && !ty.usage.output
    });
    Usage { input: sent_only, output: !sent_only }
}

fn sent(operation: &Operation) -> Vec<Ty> {
    let params = operation.path_params.iter().chain(&operation.query).chain(&operation.headers);
    let body = operation.body.iter().filter_map(|body| match &body.content {
        Content::Json(ty) | Content::Multipart(ty) => Some(ty.clone()),
        Content::Text(_) | Content::Bytes(_) => None,
    });
    params.map(|param| param.ty.clone()).chain(body).collect()
}

fn read(operation: &Operation) -> Vec<Ty> {
    let replies = operation.replies.ok.iter().chain(&operation.replies.err);
    replies
        .filter_map(|reply| match &reply.payload {
            Payload::Json(ty) => Some(ty.clone()),
            _ => None,
        })
        .collect()
}

/// What the reply of an update shows as nullable can be cleared by it, even where the body does not say so.
fn let_updates_clear(api: &mut Api) {
    let updates = api.operations.iter().filter(|operation| matches!(operation.method, Method::Put | Method::Patch));
    let clearable: Vec<(TypeId, String)> = updates.flat_map(|operation| clearable_fields(api, operation)).collect();
    for (id, wire) in clearable {
        if let Kind::Record(record) = &mut api.types[id.0].kind {
            record.fields.iter_mut().filter(|field| field.wire == wire).for_each(|field| field.nullable = true);
        }
    }
}

fn clearable_fields(api: &Api, update: &Operation) -> Vec<(TypeId, String)> {
    let Some(Content::Json(body)) = update.body.as_ref().map(|body| &body.content) else { return Vec::new() };
    let Some((id, body)) = api.record(body) else { return Vec::new() };
    let shown = update.replies.ok.iter().filter_map(|reply| match &reply.payload {
        Payload::Json(ty) => api.record(ty).map(|(_, record)| record),
        _ => None,
    });
    let nullable: BTreeSet<&str> = shown
        .flat_map(|record| &record.fields)
        .filter(|field| field.nullable)
        .map(|field| field.wire.as_str())
        .collect();
    let optional = body.fields.iter().filter(|field| !field.required && nullable.contains(field.wire.as_str()));
    optional.map(|field| (id, field.wire.clone())).collect()
}

/// All types that an operation sends or reads, and those that they reach.
pub(crate) fn types_of(api: &Api, operation: &Operation) -> BTreeSet<TypeId> {
    let seeds: Vec<Ty> = sent(operation).into_iter().chain(read(operation)).collect();
    closure(api, &seeds)
}

/// All types that some types reach, themselves included.
fn closure(api: &Api, seeds: &[Ty]) -> BTreeSet<TypeId> {
    let mut found = BTreeSet::new();
    let mut queue: VecDeque<TypeId> = VecDeque::new();
    for seed in seeds {
        each_ref(seed, &mut |id| queue.push_back(id));
    }
    while let Some(id) = queue.pop_front() {
        if found.insert(id) {
            for ty in parts(&api.ty(id).kind) {
                each_ref(ty, &mut |id| queue.push_back(id));
            }
        }
    }
    found
}

/// The types that a type is made of.
fn parts(kind: &Kind) -> Vec<&Ty> {
    match kind {
        Kind::Record(record) => record.fields.iter().map(|field| &field.ty).collect(),
        Kind::Union(union) => union.variants.iter().map(|variant| &variant.ty).collect(),
        Kind::Alias(ty) => vec![ty],
        Kind::OpenEnum(_) | Kind::Replaced(_) => Vec::new(),
    }
}

fn parts_mut(kind: &mut Kind) -> Vec<&mut Ty> {
    match kind {
        Kind::Record(record) => record.fields.iter_mut().map(|field| &mut field.ty).collect(),
        Kind::Union(union) => union.variants.iter_mut().map(|variant| &mut variant.ty).collect(),
        Kind::Alias(ty) => vec![ty],
        Kind::OpenEnum(_) | Kind::Replaced(_) => Vec::new(),
    }
}

fn each_ref(ty: &Ty, visit: &mut impl FnMut(TypeId)) {
    match ty {
        Ty::Ref(id) => visit(*id),
        Ty::List(inner) | Ty::Map(inner) | Ty::OneOrMany(inner) | Ty::Nullable(inner) => each_ref(inner, visit),
        _ => {}
    }
}

/// Bytes are a file only in a multipart body; in JSON they are text.
fn settle_files(api: &mut Api) {
    let mut forms = BTreeSet::new();
    for operation in &api.operations {
        if let Some(Content::Multipart(ty)) = operation.body.as_ref().map(|body| &body.content) {
            forms.extend(api.record(ty).map(|(id, _)| id));
        }
    }
    for ty in &mut api.types {
        if !forms.contains(&ty.id) || ty.usage.output {
            for part in parts_mut(&mut ty.kind) {
                files_to_text(part);
            }
        }
    }
}

fn files_to_text(ty: &mut Ty) {
    match ty {
        Ty::File => *ty = Ty::String,
        Ty::List(inner) | Ty::Map(inner) | Ty::OneOrMany(inner) | Ty::Nullable(inner) => files_to_text(inner),
        _ => {}
    }
}

/// A union that is never read need not be told apart.
fn settle_unions(api: &mut Api) {
    for ty in &mut api.types {
        let output = ty.usage.output;
        if let Kind::Union(union) = &mut ty.kind
            && !output
            && union.tag == UnionTag::BestMatch
        {
            union.tag = UnionTag::EncodeOnly;
        }
    }
}

/// An alias cannot name itself, not even in a list: there it is any JSON.
fn open_recursive_aliases(api: &mut Api) {
    let cycles = cycles(api, aliased);
    let mut sizes = vec![0_usize; api.types.len()];
    for cycle in &cycles {
        sizes[*cycle] += 1;
    }
    for index in 0..api.types.len() {
        let id = TypeId(index);
        let Kind::Alias(ty) = &api.types[index].kind else { continue };
        let may_recur = sizes[cycles[index]] > 1 || aliased(api, id).contains(&id);
        // One of a cycle may have been opened already.
        if may_recur && alias_reaches(api, ty, id) {
            let mut ty = ty.clone();
            open_aliases(api, &mut ty);
            api.types[index].kind = Kind::Alias(ty);
        }
    }
}

/// What an alias names.
fn aliased(api: &Api, id: TypeId) -> Vec<TypeId> {
    let mut found = Vec::new();
    if let Kind::Alias(ty) = &api.ty(id).kind {
        each_ref(ty, &mut |id| found.push(id));
    }
    found
}

/// Whether a type leads to an alias through nothing but aliases.
fn alias_reaches(api: &Api, ty: &Ty, target: TypeId) -> bool {
    let mut seen = BTreeSet::new();
    let mut ahead = Vec::new();
    each_ref(ty, &mut |id| ahead.push(id));
    while let Some(id) = ahead.pop() {
        if id == target {
            return true;
        }
        if let Kind::Alias(inner) = &api.ty(id).kind
            && seen.insert(id)
        {
            each_ref(inner, &mut |id| ahead.push(id));
        }
    }
    false
}

fn open_aliases(api: &Api, ty: &mut Ty) {
    match ty {
        Ty::Ref(id) if matches!(api.ty(*id).kind, Kind::Alias(_)) => *ty = Ty::Json,
        Ty::List(inner) | Ty::Map(inner) | Ty::OneOrMany(inner) | Ty::Nullable(inner) => open_aliases(api, inner),
        _ => {}
    }
}

/// Boxes fields and variants through which a type would contain itself by value.
fn box_cycles(api: &mut Api) {
    let contained = cycles(api, contained);
    let demanded = cycles(api, demanded);
    for index in 0..api.types.len() {
        let back = |ty: &Ty| by_value(api, ty).is_some_and(|target| contained[target.0] == contained[index]);
        // A record that must contain another of its kind has no end. A union may be something else.
        let endless = |ty: &Ty| by_value(api, ty).is_some_and(|target| demanded[target.0] == demanded[index]);
        let mut kind = api.types[index].kind.clone();
        match &mut kind {
            Kind::Record(record) => {
                for field in &mut record.fields {
                    field.boxed = back(&field.ty);
                    field.required &= !endless(&field.ty);
                }
            }
            Kind::Union(union) => {
                for variant in &mut union.variants {
                    variant.boxed = back(&variant.ty);
                }
            }
            Kind::OpenEnum(_) | Kind::Alias(_) | Kind::Replaced(_) => {}
        }
        api.types[index].kind = kind;
    }
}

fn contained(api: &Api, id: TypeId) -> Vec<TypeId> {
    match &api.ty(id).kind {
        Kind::Record(_) | Kind::Union(_) => {
            parts(&api.ty(id).kind).into_iter().filter_map(|ty| by_value(api, ty)).collect()
        }
        _ => Vec::new(),
    }
}

/// The types that a value of a record must hold in itself.
fn demanded(api: &Api, id: TypeId) -> Vec<TypeId> {
    match &api.ty(id).kind {
        Kind::Record(record) => {
            let required = record.fields.iter().filter(|field| field.required && !field.nullable);
            required.filter_map(|field| by_value(api, &field.ty)).collect()
        }
        _ => Vec::new(),
    }
}

/// The record or union that a value of a type holds in itself, not behind a list or a map.
fn by_value(api: &Api, ty: &Ty) -> Option<TypeId> {
    match api.unalias(ty) {
        Ty::Ref(id) => Some(*id),
        Ty::OneOrMany(inner) | Ty::Nullable(inner) => by_value(api, inner),
        _ => None,
    }
}

/// A number for each type; types that lead to each other have the same.
fn cycles(api: &Api, leads_to: fn(&Api, TypeId) -> Vec<TypeId>) -> Vec<usize> {
    let targets = |ty: &TypeDef| leads_to(api, ty.id).into_iter().map(|target| target.0).collect();
    cycles::components(&api.types.iter().map(targets).collect::<Vec<_>>())
}
