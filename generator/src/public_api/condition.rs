//! Under which features an item is there.

use std::collections::BTreeSet;

use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, Lit, Meta, Token};

type List = Punctuated<Meta, Token![,]>;

/// What all has to hold, each as it is shown.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Condition(BTreeSet<String>);

impl Condition {
    /// What the attributes of an item ask for; `None` for one that no program ever gets: a test, a text for rustdoc.
    pub fn of(attributes: &[Attribute]) -> Option<Self> {
        let mut condition = Self::default();
        for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("cfg")) {
            // What cannot be read is no condition that rustc would take either.
            let Ok(meta) = attribute.parse_args::<Meta>() else { continue };
            if matches!(&meta, Meta::Path(path) if path.is_ident("test") || path.is_ident("doc")) {
                return None;
            }
            condition.require(&meta);
        }
        Some(condition)
    }

    /// Asks for something more.
    pub fn require(&mut self, meta: &Meta) {
        match list(meta, "all") {
            Some(parts) => parts.iter().for_each(|part| self.require(part)),
            None => drop(self.0.insert(shown(meta))),
        }
    }

    /// Asks for all that another one asks for.
    pub fn and(&mut self, other: &Self) {
        self.0.extend(other.0.iter().cloned());
    }

    /// Whether nothing is asked for.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is asked for beyond another one.
    pub fn beyond(&self, other: &Self) -> Self {
        Self(self.0.difference(&other.0).cloned().collect())
    }

    /// As it stands after an item: nothing, or ` [needs a, b | c]`.
    pub fn suffix(&self) -> String {
        // `a` is enough for `a | b`.
        let is_implied = |part: &str| {
            let alternatives: Vec<&str> = part.split(" | ").collect();
            alternatives.len() > 1 && alternatives.iter().any(|one| self.0.contains(*one))
        };
        let parts: Vec<&str> = self.0.iter().map(String::as_str).filter(|part| !is_implied(part)).collect();
        if parts.is_empty() { String::new() } else { format!(" [needs {}]", parts.join(", ")) }
    }
}

/// A condition within `cfg` as text: a feature by its name alone.
fn shown(meta: &Meta) -> String {
    let nested = |meta: &Meta| match meta {
        Meta::List(list) if !list.path.is_ident("not") => format!("({})", shown(meta)),
        _ => shown(meta),
    };
    if let Some(parts) = list(meta, "any") {
        let mut parts: Vec<String> = parts.iter().map(nested).collect();
        parts.sort();
        return parts.join(" | ");
    }
    if let Some(parts) = list(meta, "all") {
        return parts.iter().map(nested).collect::<Vec<_>>().join(", ");
    }
    if let Some(parts) = list(meta, "not") {
        return format!("not {}", parts.iter().map(nested).collect::<String>());
    }
    match meta {
        Meta::NameValue(pair) if pair.path.is_ident("feature") => text(&pair.value),
        Meta::NameValue(pair) => format!("{} = {:?}", name(meta), text(&pair.value)),
        _ => format!("cfg({})", name(meta)),
    }
}

fn list(meta: &Meta, wanted: &str) -> Option<List> {
    match meta {
        Meta::List(list) if list.path.is_ident(wanted) => list.parse_args_with(List::parse_terminated).ok(),
        _ => None,
    }
}

fn name(meta: &Meta) -> String {
    meta.path().segments.iter().map(|segment| segment.ident.to_string()).collect::<Vec<_>>().join("::")
}

fn text(value: &Expr) -> String {
    match value {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Str(text) => text.value(),
            _ => String::new(),
        },
        _ => String::new(),
    }
}
