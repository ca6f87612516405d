//! Models with derives.

use std::collections::BTreeMap;

use openapi_rust_codegen::ir::{Api, Constant, Field, Kind, Record, Ty, TypeDef, Usage};
use syn::{Attribute, Fields, Item, ItemEnum, ItemStruct, Type, parse_quote};

use super::Extras;
use crate::failure::{Context as _, Failure};

/// Models by their Rust name.
pub type Types<'a> = BTreeMap<&'a str, &'a TypeDef>;

/// The models of an API.
pub fn by_name(api: &Api) -> Types<'_> {
    api.types.iter().map(|def| (def.name.as_str(), def)).collect()
}

/// A file of models, each with what makes serde read and write it.
pub fn derive(text: &str, types: &Types<'_>, extras: Extras) -> Result<String, Failure> {
    let mut file = syn::parse_file(text).context(|| "it is no Rust".to_owned())?;
    for item in &mut file.items {
        match item {
            Item::Struct(item) => {
                let name = item.ident.to_string();
                if let Some((def, Kind::Record(record))) = types.get(name.as_str()).map(|def| (def, &def.kind)) {
                    self::record(item, def.usage, record, extras);
                }
            }
            Item::Enum(item) => {
                let name = item.ident.to_string();
                match types.get(name.as_str()).map(|def| (def, &def.kind)) {
                    Some((def, Kind::OpenEnum(values))) => {
                        let wires: BTreeMap<&str, &str> =
                            values.iter().map(|value| (value.ident.as_str(), value.wire.as_str())).collect();
                        open_enum(item, def.usage, &wires);
                    }
                    Some((def, Kind::Union(_))) => union(item, def.usage),
                    _ => {}
                }
            }
            _ => {}
        }
    }
    Ok(prettyplease::unparse(&file))
}

/// What is never read needs no code for that.
fn derives(usage: Usage) -> Attribute {
    if usage.output {
        parse_quote! { #[derive(serde::Serialize, serde::Deserialize)] }
    } else {
        parse_quote! { #[derive(serde::Serialize)] }
    }
}

fn record(item: &mut ItemStruct, usage: Usage, record: &Record, extras: Extras) {
    item.attrs.push(derives(usage));
    let Fields::Named(fields) = &mut item.fields else { return };
    let mut held = Vec::new();
    for declared in &mut fields.named {
        let Some(name) = declared.ident.as_ref().map(ToString::to_string) else { continue };
        let attributes = match record.fields.iter().find(|field| field.ident == name) {
            Some(field) => {
                held.push(name);
                self::field(field, usage, &declared.ty)
            }
            None if extras == Extras::Kept => vec![parse_quote! { #[serde(flatten)] }],
            None => vec![parse_quote! { #[serde(skip)] }],
        };
        declared.attrs.extend(attributes);
    }
    // What has one value only, and no field, is written as serde writes tags. It has one tag; a second constant is left out,
    // to the advantage of the derives.
    let constant = record.fields.iter().find(|field| !held.contains(&field.ident));
    if let Some(Field { ty: Ty::Const(Constant::String(only)), wire, .. }) = constant {
        item.attrs.push(parse_quote! { #[serde(tag = #wire, rename = #only)] });
    }
}

fn field(field: &Field, usage: Usage, ty: &Type) -> Vec<Attribute> {
    let mut attributes = Vec::new();
    let name = field.ident.strip_prefix("r#").unwrap_or(&field.ident);
    if name != field.wire {
        let wire = &field.wire;
        attributes.push(parse_quote! { #[serde(rename = #wire)] });
    }
    let always = field.required && field.nullable && usage.input && !field.read_only;
    match holder(ty).as_deref() {
        Some("Option") if !always => {
            attributes.push(parse_quote! { #[serde(skip_serializing_if = "::core::option::Option::is_none")] });
        }
        Some("Patch") => {
            attributes.push(parse_quote! { #[serde(skip_serializing_if = "crate::rt::Patch::is_absent")] });
        }
        Some("Vec") if !usage.input => {
            attributes.push(parse_quote! { #[serde(default, skip_serializing_if = "::std::vec::Vec::is_empty")] });
        }
        Some("Attributes") if !usage.input => attributes
            .push(parse_quote! { #[serde(default, skip_serializing_if = "crate::rt::Attributes::is_absent")] }),
        Some("Upload") => attributes.push(parse_quote! { #[serde(skip)] }),
        _ => {}
    }
    attributes
}

/// The last name of a type's path.
fn holder(ty: &Type) -> Option<String> {
    match ty {
        Type::Path(path) => path.path.segments.last().map(|segment| segment.ident.to_string()),
        _ => None,
    }
}

fn open_enum(item: &mut ItemEnum, usage: Usage, wires: &BTreeMap<&str, &str>) {
    item.attrs.push(derives(usage));
    for variant in &mut item.variants {
        match wires.get(variant.ident.to_string().as_str()) {
            Some(wire) => variant.attrs.push(parse_quote! { #[serde(rename = #wire)] }),
            None => variant.attrs.push(parse_quote! { #[serde(untagged)] }),
        }
    }
}

fn union(item: &mut ItemEnum, usage: Usage) {
    item.attrs.push(derives(usage));
    item.attrs.push(parse_quote! { #[serde(untagged)] });
}
