//! What the attributes of an item say: who may see it, what is derived.

use syn::punctuated::Punctuated;
use syn::{Attribute, Meta, Token, Visibility};

use super::condition::Condition;
use super::model::Access;
use super::spell::spell_path;

impl Access {
    pub fn seen(self, visibility: &Visibility) -> Self {
        Self { is_public: matches!(visibility, Visibility::Public(_)), ..self }
    }

    /// Of something that whoever sees its owner sees; `None` where it is never there.
    pub fn inherited(attributes: &[Attribute]) -> Option<Self> {
        let condition = Condition::of(attributes)?;
        Some(Self { is_public: true, is_hidden: is_hidden(attributes), condition })
    }
}

pub(super) fn is_hidden(attributes: &[Attribute]) -> bool {
    let is_hidden = |attribute: &Attribute| match &attribute.meta {
        Meta::List(list) => list.path.is_ident("doc") && list.tokens.to_string() == "hidden",
        _ => false,
    };
    attributes.iter().any(is_hidden)
}

/// Attributes that change what a program may do with an item.
pub(super) fn flags(attributes: &[Attribute]) -> String {
    const TOLD: [&str; 2] = ["deprecated", "non_exhaustive"];
    let told = |name: &&str| attributes.iter().any(|attribute| attribute.path().is_ident(name));
    TOLD.into_iter().filter(told).fold(String::new(), |flags, name| flags + "#[" + name + "] ")
}

/// The traits that are derived, as marked paths, and when.
pub(super) fn derives(attributes: &[Attribute]) -> Vec<(String, Condition)> {
    let mut found = Vec::new();
    for attribute in attributes {
        match &attribute.meta {
            Meta::List(list) if list.path.is_ident("derive") => derived(list, &Condition::default(), &mut found),
            Meta::List(list) if list.path.is_ident("cfg_attr") => {
                let Ok(parts) = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated) else { continue };
                let mut condition = Condition::default();
                parts.iter().take(1).for_each(|when| condition.require(when));
                for part in parts.iter().skip(1) {
                    if let Meta::List(list) = part
                        && list.path.is_ident("derive")
                    {
                        derived(list, &condition, &mut found);
                    }
                }
            }
            _ => {}
        }
    }
    found
}

pub(super) fn derived(list: &syn::MetaList, condition: &Condition, found: &mut Vec<(String, Condition)>) {
    let paths = list.parse_args_with(Punctuated::<syn::Path, Token![,]>::parse_terminated);
    found.extend(paths.into_iter().flatten().map(|path| (spell_path(&path, &[]), condition.clone())));
}
