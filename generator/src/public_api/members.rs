//! What stands below an item: fields, variants, what a trait or a type has.

use quote::ToTokens;
use syn::{Fields, Generics, ImplItem, ItemImpl, TraitItem, Type, Visibility};

use super::attributes::flags;
use super::model::{Access, Impl, Member, ModuleId};
use super::signature::{angles, bounds, in_where, names, signature};
use super::spell::{spell, spell_path, spell_type};

/// Whether all fields of a struct can be named.
pub(super) fn of_fields(fields: &Fields) -> &'static str {
    let is_open = fields.iter().all(|field| matches!(field.vis, Visibility::Public(_)));
    match fields {
        Fields::Unit => ";",
        _ if is_open => "",
        Fields::Named(_) => " { .. }",
        Fields::Unnamed(_) => "(..)",
    }
}

pub(super) fn fields<'f>(
    module: ModuleId,
    generics: &Generics,
    fields: impl IntoIterator<Item = &'f syn::Field>,
) -> Vec<Member> {
    let names = names(generics);
    let field = |(index, field): (usize, &syn::Field)| {
        let access = Access::inherited(&field.attrs)?.seen(&field.vis);
        let name = field.ident.as_ref().map_or_else(|| index.to_string(), ToString::to_string);
        let (before, after) = ("pub ".to_owned(), format!(": {}", spell_type(&field.ty, &names)));
        access.is_public.then_some(Member { name, module, access, before, after, of: None })
    };
    fields.into_iter().enumerate().filter_map(field).collect()
}

pub(super) fn variant(module: ModuleId, generics: &Generics, variant: &syn::Variant) -> Option<Member> {
    let names = names(generics);
    let access = Access::inherited(&variant.attrs)?;
    let types = |field: &syn::Field| spell_type(&field.ty, &names);
    let after = match &variant.fields {
        Fields::Unit => String::new(),
        Fields::Unnamed(fields) => {
            let types: Vec<String> = fields.unnamed.iter().map(types).collect();
            format!("({})", types.join(", "))
        }
        Fields::Named(fields) => {
            let name = |field: &syn::Field| field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
            let fields: Vec<String> =
                fields.named.iter().map(|field| format!("{}: {}", name(field), types(field))).collect();
            format!(" {{ {} }}", fields.join(", "))
        }
    };
    let before = format!("{}pub ", flags(&variant.attrs));
    Some(Member { name: variant.ident.to_string(), module, access, before, after, of: None })
}

pub(super) fn trait_member(module: ModuleId, outer: &[String], item: &TraitItem) -> Option<Member> {
    let (name, attributes, before, after) = match item {
        TraitItem::Fn(item) => {
            let (before, mut after) = signature(&item.sig, outer, "");
            if item.default.is_some() {
                after.push_str(" { .. }");
            }
            (&item.sig.ident, &item.attrs, before, after)
        }
        TraitItem::Const(item) => {
            let given = item.default.as_ref().map_or("", |_| " = ..");
            let after = format!(": {}{given}", spell_type(&item.ty, outer));
            (&item.ident, &item.attrs, "pub const ".to_owned(), after)
        }
        TraitItem::Type(item) => {
            let mut generics = names(&item.generics);
            generics.extend_from_slice(outer);
            let mut after = angles(&item.generics);
            if !item.bounds.is_empty() {
                after.push_str(": ");
                after.push_str(&spell(item.bounds.to_token_stream(), &generics));
            }
            after.push_str(&bounds(&item.generics, &generics));
            (&item.ident, &item.attrs, "pub type ".to_owned(), after)
        }
        _ => return None,
    };
    let access = Access::inherited(attributes)?;
    Some(Member { name: name.to_string(), module, access, before, after, of: None })
}

pub(super) fn implementation(module: ModuleId, access: Access, item: &ItemImpl) -> Impl {
    let generics = names(&item.generics);
    let own_type = spell_type(&item.self_ty, &generics);
    let (mut types, mut members) = (Vec::new(), Vec::new());
    let outer = in_where(&item.generics, &generics);
    let of =
        matches!(&*item.self_ty, Type::Path(path) if path.path.segments.iter().any(|one| !one.arguments.is_none()))
            .then(|| own_type.clone());
    for inner in &item.items {
        match inner {
            ImplItem::Type(inner) if item.trait_.is_some() => {
                types.push(format!("{} = {}", inner.ident, spell_type(&inner.ty, &generics)));
            }
            _ if item.trait_.is_some() => {}
            _ => members.extend(own_member(module, &generics, &outer, inner, of.as_ref())),
        }
    }
    types.sort();
    let of_trait = item.trait_.as_ref().map(|(path, _)| spell_path(path, &generics));
    Impl {
        module,
        access,
        generics: angles(&item.generics),
        bounds: bounds(&item.generics, &generics),
        of_trait,
        types,
        self_type: own_type,
        members,
    }
}

/// What a type has by itself.
fn own_member(module: ModuleId, outer: &[String], end: &str, item: &ImplItem, of: Option<&String>) -> Option<Member> {
    let (name, attributes, visibility, before, after) = match item {
        ImplItem::Fn(item) => {
            let (before, after) = signature(&item.sig, outer, end);
            (&item.sig.ident, &item.attrs, &item.vis, format!("{}{before}", flags(&item.attrs)), after)
        }
        ImplItem::Const(item) => {
            let after = format!(": {}", spell_type(&item.ty, outer));
            (&item.ident, &item.attrs, &item.vis, "pub const ".to_owned(), after)
        }
        _ => return None,
    };
    let access = Access::inherited(attributes)?.seen(visibility);
    access.is_public.then(|| Member { name: name.to_string(), module, access, before, after, of: of.cloned() })
}
