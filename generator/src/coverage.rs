//! What an emitted crate covers of its description.

use std::fmt;

use crate::call::{call, sample};
use crate::choices::Choices;
use crate::diagnostics::Diagnostics;
use crate::document::pointer;
use crate::ir::{Api, Content, Docs, Field, Kind, Operation, Payload, Ty, TypeDef};

/// What is covered of one tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The tag.
    pub tag: String,
    /// Its cargo feature.
    pub feature: String,
    /// What it is about: the first paragraph of its text.
    pub about: String,
    /// Its operations.
    pub operations: usize,
    /// Those that have an example in their documentation.
    pub examples: usize,
    /// Those that answer a list.
    pub lists: usize,
    /// Those of them that are paged.
    pub paged: usize,
}

/// What is covered, by tag.
#[must_use]
pub fn coverage(api: &Api) -> Vec<Row> {
    let row = |(index, tag): (usize, &crate::ir::Tag)| {
        let operations: Vec<&Operation> = api.operations.iter().filter(|operation| operation.tag == index).collect();
        let count = |pick: &dyn Fn(&Operation) -> bool| operations.iter().filter(|operation| pick(operation)).count();
        Row {
            tag: tag.wire.clone(),
            feature: tag.name.clone(),
            about: tag.docs.text.as_deref().and_then(|text| text.split("\n\n").next()).unwrap_or_default().to_owned(),
            operations: operations.len(),
            examples: count(&|operation| call(api, operation, &sample(api, operation)).is_ok()),
            lists: count(&|operation| answers_list(api, operation)),
            paged: count(&|operation| operation.paging.is_some()),
        }
    };
    api.tags.iter().enumerate().map(row).collect()
}

/// Whether an operation answers a list, by itself or in a field beside what tells of pages.
fn answers_list(api: &Api, operation: &Operation) -> bool {
    operation.replies.ok.iter().any(|reply| {
        let Payload::Json(ty) = &reply.payload else { return false };
        let has_page = |name: &str| matches!(name, "pages" | "next_cursor" | "total_pages");
        match api.record(ty) {
            Some((_, record)) => record.fields.iter().any(|field| has_page(&field.wire)),
            None => matches!(api.unalias(ty), Ty::List(_)),
        }
    })
}

/// How much has documentation in words, not made up from the facts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Share {
    /// What has.
    pub told: usize,
    /// What there is.
    pub all: usize,
}

impl Share {
    fn of<'d>(docs: impl Iterator<Item = &'d Docs>) -> Self {
        docs.fold(Self::default(), |share, docs| Self {
            told: share.told + usize::from(docs.text.is_some()),
            all: share.all + 1,
        })
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.told, self.all)
    }
}

/// How much of a crate is documented.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Documented {
    /// Operations.
    pub operations: Share,
    /// Tags.
    pub tags: Share,
    /// Schemas that have a name in the description.
    pub schemas: Share,
    /// Fields of records.
    pub properties: Share,
}

/// How much of a crate is documented.
#[must_use]
pub fn documented(api: &Api) -> Documented {
    Documented {
        operations: Share::of(api.operations.iter().map(|operation| &operation.docs)),
        tags: Share::of(api.tags.iter().map(|tag| &tag.docs)),
        schemas: Share::of(api.types.iter().filter(|def| def.id.0 < api.described.schemas).map(|def| &def.docs)),
        properties: Share::of(fields(api).map(|(_, field)| &field.docs)),
    }
}

/// What has no documentation in words, by the name that a text would have.
#[must_use]
pub fn undocumented(api: &Api) -> Vec<String> {
    let tags = api.tags.iter().filter(|tag| tag.docs.text.is_none()).map(|tag| format!("tags.{}", tag.wire));
    let operations = api.operations.iter().filter(|operation| operation.docs.text.is_none());
    let operations = operations.map(|operation| format!("operations.{}", operation.label()));
    let named = api.types.iter().filter(|def| def.id.0 < api.described.schemas && def.docs.text.is_none());
    let schemas = named.map(|def| format!("schemas.{}._", def.origin.key));
    let fields = fields(api).filter(|(_, field)| field.docs.text.is_none());
    let fields = fields.map(|(def, field)| format!("schemas.{}.{}", def.origin.key, field.wire));
    tags.chain(operations).chain(schemas).chain(fields).collect()
}

fn fields(api: &Api) -> impl Iterator<Item = (&TypeDef, &Field)> {
    api.types.iter().flat_map(|def| {
        let fields: &[Field] = match &def.kind {
            Kind::Record(record) => &record.fields,
            _ => &[],
        };
        fields.iter().map(move |field| (def, field))
    })
}

/// A public place that is any JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FreeForm {
    /// The place, as `Type.field` or as a body or reply.
    pub place: String,
    /// Why nothing better is known.
    pub reason: String,
}

/// Every public place that is typed as any JSON, with the reason that was chosen for it or else what the type shows.
#[must_use]
pub fn free_form(api: &Api, choices: &Choices) -> Vec<FreeForm> {
    let mut found = places(api);
    for place in &mut found {
        if let Some(reason) = choices.free_form.get(&place.place) {
            place.reason.clone_from(reason);
        }
    }
    found
}

/// Reports reasons for places that are not free-form, and, where any reason is given, places without one.
pub(crate) fn check_reasons(api: &Api, choices: &Choices, diagnostics: &mut Diagnostics) {
    if choices.free_form.is_empty() {
        return;
    }
    let places = places(api);
    for stale in choices.free_form.keys().filter(|key| !places.iter().any(|place| place.place == **key)) {
        let message = format!("`free-form` has a reason for `{stale}`, which is not there or has a type");
        diagnostics.warn("stale-choice", &pointer::join("/free-form", stale), None, message);
    }
    for place in places.iter().filter(|place| !choices.free_form.contains_key(&place.place)) {
        let message = format!("`{}` is any JSON: {}", place.place, place.reason);
        diagnostics.warn("free-form-without-reason", "", None, message);
        diagnostics.hint("give it a type by a correction, or say in [free-form] of generator.toml why it has none");
    }
}

fn places(api: &Api) -> Vec<FreeForm> {
    let mut found = Vec::new();
    for def in &api.types {
        match &def.kind {
            Kind::Record(record) => {
                for field in &record.fields {
                    add(&mut found, &field.ty, || format!("{}.{}", def.name, field.ident));
                }
            }
            Kind::Union(union) => {
                for variant in &union.variants {
                    add(&mut found, &variant.ty, || format!("{}::{}", def.name, variant.ident));
                }
            }
            Kind::Alias(ty) => add(&mut found, ty, || def.name.clone()),
            Kind::Replaced(with) if is_value(&with.path) => {
                found.push(FreeForm { place: def.name.clone(), reason: "it is chosen to be".to_owned() });
            }
            Kind::OpenEnum(_) | Kind::Replaced(_) => {}
        }
    }
    for operation in &api.operations {
        of_operation(operation, &mut found);
    }
    found
}

fn of_operation(operation: &Operation, found: &mut Vec<FreeForm>) {
    let label = operation.label();
    for param in operation.params() {
        add(found, &param.ty, || format!("`{}` of {label}", param.wire));
    }
    if let Some(Content::Json(ty) | Content::Multipart(ty)) = operation.body.as_ref().map(|body| &body.content) {
        add(found, ty, || format!("the body of {label}"));
    }
    for reply in operation.replies.ok.iter().chain(&operation.replies.err) {
        if let Payload::Json(ty) = &reply.payload {
            add(found, ty, || format!("the reply {} of {label}", reply.status));
        }
    }
}

/// Whether a value of a type is any JSON.
pub(crate) fn is_any_json(api: &Api, ty: &Ty) -> bool {
    match ty {
        Ty::Json => true,
        Ty::Map(value) => **value == Ty::Json,
        Ty::Ref(id) => matches!(&api.ty(*id).kind, Kind::Replaced(with) if is_value(&with.path)),
        _ => false,
    }
}

/// Whether a type that stands in for a schema is any JSON.
fn is_value(with: &str) -> bool {
    with.ends_with("::Value")
}

fn add(found: &mut Vec<FreeForm>, ty: &Ty, place: impl Fn() -> String) {
    if let Some(reason) = reason(ty) {
        found.push(FreeForm { place: place(), reason: reason.to_owned() });
    }
}

fn reason(ty: &Ty) -> Option<&'static str> {
    match ty {
        Ty::Json => Some("the description gives no type"),
        Ty::Map(value) if **value == Ty::Json => Some("the description gives an object without properties"),
        Ty::List(item) if **item == Ty::Json => Some("the description does not say what the items are"),
        Ty::List(inner) | Ty::Map(inner) | Ty::OneOrMany(inner) | Ty::Nullable(inner) => reason(inner),
        _ => None,
    }
}
