//! Schemas to types.

use openapiv3::{AdditionalProperties, ReferenceOr, Schema};
use serde_json::Value as Json;

use super::facets::{Facets, component_of, unboxed};
use super::{Lowerer, Site};
use crate::ir::{Constant, Docs, EnumValue, Kind, Ty};

/// A schema after lowering: a type, and what its schema says beside that.
pub(super) struct Typed {
    pub ty: Ty,
    pub nullable: bool,
    pub read_only: bool,
    pub default: Option<String>,
    pub limits: Vec<String>,
    pub docs: Docs,
    pub title: Option<String>,
}

impl Typed {
    pub fn plain(ty: Ty) -> Self {
        Self {
            ty,
            nullable: false,
            read_only: false,
            default: None,
            limits: Vec::new(),
            docs: Docs::default(),
            title: None,
        }
    }
}

impl Lowerer<'_> {
    /// Lowers a schema or a reference to one.
    pub(super) fn schema(&mut self, schema: &ReferenceOr<&Schema>, site: &Site) -> Typed {
        match schema {
            ReferenceOr::Reference { reference } => self.reference(reference, site),
            ReferenceOr::Item(schema) => self.inline(schema, site),
        }
    }

    fn reference(&mut self, reference: &str, site: &Site) -> Typed {
        let Some((name, id)) =
            component_of(reference).and_then(|name| self.components.get(&*name).map(|(id, _)| (name.clone(), *id)))
        else {
            self.error("dangling-ref", &site.pointer, format!("`{reference}` leads to no schema"));
            return Typed::plain(Ty::Json);
        };
        Typed { nullable: self.is_nullable_component(&name), ..Typed::plain(Ty::Ref(id)) }
    }

    /// Whether a component allows null wherever it is referred to.
    fn is_nullable_component(&self, name: &str) -> bool {
        let components = self.resolved.openapi.components.as_ref();
        match components.and_then(|c| c.schemas.get(name)) {
            Some(ReferenceOr::Item(schema)) => schema.schema_data.nullable,
            _ => false,
        }
    }

    fn inline(&mut self, schema: &Schema, site: &Site) -> Typed {
        let data = &schema.schema_data;
        let facets = Facets::of(schema);
        let null_listed = facets.values.iter().any(Json::is_null);
        let inner = self.facets(&facets, site, data.title.as_deref());
        Typed {
            ty: inner.ty,
            nullable: data.nullable || null_listed || inner.nullable,
            read_only: data.read_only,
            default: data.default.as_ref().map(ToString::to_string),
            limits: facets.limits,
            docs: Docs {
                text: data.description.clone().or(inner.docs.text),
                deprecated: data.deprecated || inner.docs.deprecated,
            },
            title: data.title.clone(),
        }
    }

    /// Lowers by what the schema demands, composition first.
    pub(super) fn facets(&mut self, facets: &Facets<'_>, site: &Site, title: Option<&str>) -> Typed {
        if !facets.all_of.is_empty() {
            return self.all_of(facets, site, title);
        }
        if !facets.members().1.is_empty() {
            return self.alternatives(facets, site, title);
        }
        Typed::plain(self.kind(facets, site, title))
    }

    fn kind(&mut self, facets: &Facets<'_>, site: &Site, title: Option<&str>) -> Ty {
        match facets.kind.as_deref() {
            Some("string") => self.string(facets, site, title),
            Some("integer") => whole_number(facets),
            Some("number") => number(facets),
            Some("boolean") => match facets.values.as_slice() {
                [Json::Bool(only)] => Ty::Const(Constant::Bool(*only)),
                _ => Ty::Bool,
            },
            Some("array") => self.list(facets, site),
            Some("object") => self.object(facets, site, title),
            Some(other) => {
                self.error("unknown-type", &site.pointer, format!("`{other}` is no type of OpenAPI 3.0"));
                Ty::Json
            }
            None if facets.properties.is_some() || facets.additional.is_some() => self.object(facets, site, title),
            None if facets.items.is_some() => self.list(facets, site),
            None if !facets.values.is_empty() => self.untyped_values(facets, site, title),
            None => Ty::Json,
        }
    }

    fn string(&mut self, facets: &Facets<'_>, site: &Site, title: Option<&str>) -> Ty {
        if !facets.values.is_empty() {
            return self.text_values(facets, site, title);
        }
        match facets.format.as_deref() {
            Some("date-time") => Ty::DateTime,
            Some("date") => Ty::Date,
            Some("uuid") => Ty::Uuid,
            Some("uri" | "url" | "uri-reference") => Ty::Uri,
            Some("binary") => Ty::File,
            _ => Ty::String,
        }
    }

    /// An enum without a type: text if all of it is, any JSON otherwise.
    fn untyped_values(&mut self, facets: &Facets<'_>, site: &Site, title: Option<&str>) -> Ty {
        let all = |pick: fn(&Json) -> bool| facets.values.iter().all(|v| v.is_null() || pick(v));
        if facets.is_null() {
            Ty::Json
        } else if all(Json::is_string) {
            self.text_values(facets, site, title)
        } else if all(Json::is_boolean) {
            Ty::Bool
        } else if all(Json::is_i64) {
            Ty::Int
        } else {
            Ty::Json
        }
    }

    fn text_values(&mut self, facets: &Facets<'_>, site: &Site, title: Option<&str>) -> Ty {
        let mut texts: Vec<String> = Vec::new();
        for value in &facets.values {
            let text = match value {
                Json::Null => continue,
                Json::String(text) => text.clone(),
                other => other.to_string(),
            };
            if !texts.contains(&text) {
                texts.push(text);
            }
        }
        match texts.as_slice() {
            [] => Ty::String,
            [only] => Ty::Const(Constant::String(only.clone())),
            _ => self.open_enum(texts, site, title),
        }
    }

    /// Makes an open enum of some texts.
    pub(super) fn open_enum(&mut self, texts: Vec<String>, site: &Site, title: Option<&str>) -> Ty {
        let id = self.reserve(site, title);
        let values =
            texts.into_iter().map(|wire| EnumValue { docs: Docs::default(), wire, ident: String::new() }).collect();
        self.api.types[id.0].kind = Kind::OpenEnum(values);
        Ty::Ref(id)
    }

    fn list(&mut self, facets: &Facets<'_>, site: &Site) -> Ty {
        let Some(items) = facets.items else {
            self.warn("array-without-items", &site.pointer, "the array does not say what its items are: any JSON");
            return Ty::List(Box::new(Ty::Json));
        };
        let item = self.schema(&unboxed(items), &child(site, Site::item));
        // A null in a list of a component that is nullable as a whole says nothing; only an inline `nullable` is meant.
        let meant = item.nullable && matches!(items, ReferenceOr::Item(_)) && item.ty != Ty::Json;
        Ty::List(Box::new(if meant { Ty::Nullable(Box::new(item.ty)) } else { item.ty }))
    }

    fn object(&mut self, facets: &Facets<'_>, site: &Site, title: Option<&str>) -> Ty {
        if facets.properties.is_some() {
            return self.record(facets, site, title);
        }
        match facets.additional {
            Some(AdditionalProperties::Schema(schema)) => {
                let schema: &ReferenceOr<Schema> = schema;
                let value = self.schema(&super::facets::borrowed(schema), &child(site, Site::value));
                let nullable = value.nullable && value.ty != Ty::Json;
                Ty::Map(Box::new(if nullable { Ty::Nullable(Box::new(value.ty)) } else { value.ty }))
            }
            _ => Ty::Map(Box::new(Ty::Json)),
        }
    }
}

/// A step below a site: seen from the type set aside for it, if there is one.
pub(super) fn child(site: &Site, step: impl Fn(&Site) -> Site) -> Site {
    match site.reserved {
        Some(id) => step(&site.inside(id)),
        None => step(site),
    }
}

fn whole_number(facets: &Facets<'_>) -> Ty {
    match facets.values.as_slice() {
        [only] if only.is_i64() => Ty::Const(Constant::Int(only.as_i64().unwrap_or_default())),
        _ if is_time(facets) => Ty::Timestamp,
        _ => Ty::Int,
    }
}

fn number(facets: &Facets<'_>) -> Ty {
    if is_time(facets) { Ty::Timestamp } else { Ty::Float }
}

/// Formats under which unix seconds are described.
fn is_time(facets: &Facets<'_>) -> bool {
    matches!(facets.format.as_deref(), Some("date-time" | "timestamp" | "unix-time" | "unixtime"))
}
