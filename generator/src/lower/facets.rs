//! One view of a schema, whatever combination of keywords it is written with.

use indexmap::IndexMap;
use openapiv3::{
    AdditionalProperties, Discriminator, ReferenceOr, Schema, SchemaKind, StringFormat, Type, VariantOrUnknownOrEmpty,
};
use serde_json::Value as Json;

/// A schema or a reference to one, as it stands in lists of members.
pub(super) type SchemaRef = ReferenceOr<Schema>;

/// Prefix of references to schemas.
const SCHEMAS: &str = "#/components/schemas/";

/// The keywords of a schema that decide its type.
#[derive(Default)]
pub(super) struct Facets<'a> {
    pub kind: Option<String>,
    pub format: Option<String>,
    pub values: Vec<Json>,
    pub properties: Option<&'a IndexMap<String, ReferenceOr<Box<Schema>>>>,
    pub required: &'a [String],
    pub additional: Option<&'a AdditionalProperties>,
    pub items: Option<&'a ReferenceOr<Box<Schema>>>,
    pub one_of: &'a [SchemaRef],
    pub any_of: &'a [SchemaRef],
    pub all_of: &'a [SchemaRef],
    pub discriminator: Option<&'a Discriminator>,
    pub limits: Vec<String>,
}

impl<'a> Facets<'a> {
    pub fn of(schema: &'a Schema) -> Self {
        let mut facets =
            Self { discriminator: schema.schema_data.discriminator.as_ref(), ..Self::of_kind(&schema.schema_kind) };
        facets.values.dedup();
        facets
    }

    fn of_kind(kind: &'a SchemaKind) -> Self {
        match kind {
            SchemaKind::Type(ty) => Self::of_type(ty),
            SchemaKind::OneOf { one_of } => Self { one_of, ..Self::default() },
            SchemaKind::AnyOf { any_of } => Self { any_of, ..Self::default() },
            SchemaKind::AllOf { all_of } => Self { all_of, ..Self::default() },
            SchemaKind::Not { .. } => Self::default(),
            SchemaKind::Any(any) => Self {
                kind: any.typ.clone(),
                format: any.format.clone(),
                values: any.enumeration.clone(),
                properties: (!any.properties.is_empty()).then_some(&any.properties),
                required: &any.required,
                additional: any.additional_properties.as_ref(),
                items: any.items.as_ref(),
                one_of: &any.one_of,
                any_of: &any.any_of,
                all_of: &any.all_of,
                discriminator: None,
                limits: limits(&[
                    ("at least", any.minimum.map(|n| n.to_string()), ""),
                    ("at most", any.maximum.map(|n| n.to_string()), ""),
                    ("at least", any.min_length.map(|n| n.to_string()), "characters"),
                    ("at most", any.max_length.map(|n| n.to_string()), "characters"),
                    ("at least", any.min_items.map(|n| n.to_string()), "items"),
                    ("at most", any.max_items.map(|n| n.to_string()), "items"),
                ]),
            },
        }
    }

    fn of_type(ty: &'a Type) -> Self {
        match ty {
            Type::String(string) => Self {
                kind: Some("string".to_owned()),
                format: string_format(&string.format),
                values: json_values(&string.enumeration),
                limits: limits(&[
                    ("at least", string.min_length.map(|n| n.to_string()), "characters"),
                    ("at most", string.max_length.map(|n| n.to_string()), "characters"),
                ]),
                ..Self::default()
            },
            Type::Number(number) => Self {
                kind: Some("number".to_owned()),
                format: format_text(&number.format),
                values: json_values(&number.enumeration),
                limits: limits(&[
                    ("at least", number.minimum.map(|n| n.to_string()), ""),
                    ("at most", number.maximum.map(|n| n.to_string()), ""),
                ]),
                ..Self::default()
            },
            Type::Integer(integer) => Self {
                kind: Some("integer".to_owned()),
                format: format_text(&integer.format),
                values: json_values(&integer.enumeration),
                limits: limits(&[
                    ("at least", integer.minimum.map(|n| n.to_string()), ""),
                    ("at most", integer.maximum.map(|n| n.to_string()), ""),
                ]),
                ..Self::default()
            },
            Type::Boolean(boolean) => {
                Self { kind: Some("boolean".to_owned()), values: json_values(&boolean.enumeration), ..Self::default() }
            }
            Type::Object(object) => Self {
                kind: Some("object".to_owned()),
                properties: (!object.properties.is_empty()).then_some(&object.properties),
                required: &object.required,
                additional: object.additional_properties.as_ref(),
                ..Self::default()
            },
            Type::Array(array) => Self {
                kind: Some("array".to_owned()),
                items: array.items.as_ref(),
                limits: limits(&[
                    ("at least", array.min_items.map(|n| n.to_string()), "items"),
                    ("at most", array.max_items.map(|n| n.to_string()), "items"),
                ]),
                ..Self::default()
            },
        }
    }

    /// Members of `oneOf` or else of `anyOf`.
    pub fn members(&self) -> (&'static str, &'a [SchemaRef]) {
        if self.one_of.is_empty() { ("anyOf", self.any_of) } else { ("oneOf", self.one_of) }
    }

    /// Whether it says nothing about the value.
    pub fn is_empty(&self) -> bool {
        self.kind.is_none() && self.says_no_more_than_a_kind() && self.required.is_empty()
    }

    /// Whether all it says is that some properties must be there.
    pub fn is_constraint_only(&self) -> bool {
        self.kind.as_deref().is_none_or(|k| k == "object")
            && self.says_no_more_than_a_kind()
            && !self.required.is_empty()
    }

    fn says_no_more_than_a_kind(&self) -> bool {
        self.values.is_empty()
            && self.properties.is_none()
            && self.additional.is_none()
            && self.items.is_none()
            && self.one_of.is_empty()
            && self.any_of.is_empty()
            && self.all_of.is_empty()
    }

    /// Whether it is null and nothing else.
    pub fn is_null(&self) -> bool {
        !self.values.is_empty() && self.values.iter().all(Json::is_null)
    }
}

/// Name of the component that a reference leads to.
pub(super) fn component_of(reference: &str) -> Option<String> {
    reference.strip_prefix(SCHEMAS).map(|name| crate::document::pointer::unescape(name).into_owned())
}

/// The same reference or schema without the box that openapiv3 puts around properties and items.
pub(super) fn unboxed(schema: &ReferenceOr<Box<Schema>>) -> ReferenceOr<&Schema> {
    match schema {
        ReferenceOr::Reference { reference } => ReferenceOr::Reference { reference: reference.clone() },
        ReferenceOr::Item(item) => ReferenceOr::Item(item),
    }
}

/// A borrowed view of a reference or schema.
pub(super) fn borrowed(schema: &SchemaRef) -> ReferenceOr<&Schema> {
    match schema {
        ReferenceOr::Reference { reference } => ReferenceOr::Reference { reference: reference.clone() },
        ReferenceOr::Item(item) => ReferenceOr::Item(item),
    }
}

fn json_values<T: Clone + Into<Json>>(values: &[Option<T>]) -> Vec<Json> {
    values.iter().map(|v| v.clone().map_or(Json::Null, Into::into)).collect()
}

fn string_format(format: &VariantOrUnknownOrEmpty<StringFormat>) -> Option<String> {
    match format {
        VariantOrUnknownOrEmpty::Item(StringFormat::Date) => Some("date".to_owned()),
        VariantOrUnknownOrEmpty::Item(StringFormat::DateTime) => Some("date-time".to_owned()),
        VariantOrUnknownOrEmpty::Item(StringFormat::Password) => Some("password".to_owned()),
        VariantOrUnknownOrEmpty::Item(StringFormat::Byte) => Some("byte".to_owned()),
        VariantOrUnknownOrEmpty::Item(StringFormat::Binary) => Some("binary".to_owned()),
        VariantOrUnknownOrEmpty::Unknown(text) => Some(text.clone()),
        VariantOrUnknownOrEmpty::Empty => None,
    }
}

/// Only formats that the crate does not know say something about a number's type.
fn format_text<T>(format: &VariantOrUnknownOrEmpty<T>) -> Option<String> {
    match format {
        VariantOrUnknownOrEmpty::Unknown(text) => Some(text.clone()),
        VariantOrUnknownOrEmpty::Item(_) | VariantOrUnknownOrEmpty::Empty => None,
    }
}

fn limits(parts: &[(&str, Option<String>, &str)]) -> Vec<String> {
    parts
        .iter()
        .filter_map(|(bound, number, unit)| {
            let number = number.as_ref()?;
            let unit = if number == "1" { unit.trim_end_matches('s') } else { unit };
            Some(format!("{bound} {number} {unit}").trim_end().to_owned())
        })
        .collect()
}
