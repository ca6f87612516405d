//! Functions and generic parameters as text.

use quote::ToTokens;
use syn::{FnArg, GenericParam, Generics, Pat, ReceiverKind, ReturnType, Safety, Signature};

use super::spell::{spell, spell_type};

/// The names of parameters that stand for types and constants.
pub(super) fn names(generics: &Generics) -> Vec<String> {
    let name = |param: &GenericParam| match param {
        GenericParam::Type(param) => Some(param.ident.to_string()),
        GenericParam::Const(param) => Some(param.ident.to_string()),
        GenericParam::Lifetime(_) => None,
    };
    generics.params.iter().filter_map(name).collect()
}

/// `<'a, T: Bound>`, or nothing.
pub(super) fn angles(generics: &Generics) -> String {
    if generics.params.is_empty() { String::new() } else { spell(generics.to_token_stream(), &names(generics)) }
}

/// `<'a, T>`, or nothing.
pub(super) fn arguments(generics: &Generics) -> String {
    let name = |param: &GenericParam| match param {
        GenericParam::Lifetime(param) => param.lifetime.to_string(),
        GenericParam::Type(param) => param.ident.to_string(),
        GenericParam::Const(param) => param.ident.to_string(),
    };
    let names: Vec<String> = generics.params.iter().map(name).collect();
    if names.is_empty() { String::new() } else { format!("<{}>", names.join(", ")) }
}

/// Parameters as `derive` writes them: each type has the trait too.
pub(super) fn derived_generics(generics: &Generics, of_trait: &str) -> String {
    if generics.params.is_empty() {
        return String::new();
    }
    let known = names(generics);
    let param = |param: &GenericParam| match param {
        GenericParam::Type(param) => {
            let bounds = spell(param.bounds.to_token_stream(), &known);
            let plus = if bounds.is_empty() { "" } else { " + " };
            format!("{}: {bounds}{plus}{of_trait}", param.ident)
        }
        other => spell(other.to_token_stream(), &known),
    };
    format!("<{}>", generics.params.iter().map(param).collect::<Vec<_>>().join(", "))
}

/// ` where ..`, or nothing.
pub(super) fn bounds(generics: &Generics, names: &[String]) -> String {
    match &generics.where_clause {
        Some(clause) if !clause.predicates.is_empty() => {
            format!(" where {}", spell(clause.predicates.to_token_stream(), names).trim_end_matches(", "))
        }
        _ => String::new(),
    }
}

/// All bounds of an `impl` as a clause of its functions.
pub(super) fn in_where(generics: &Generics, names: &[String]) -> String {
    let bound = |param: &GenericParam| match param {
        GenericParam::Type(param) if !param.bounds.is_empty() => {
            Some(format!("{}: {}", param.ident, spell(param.bounds.to_token_stream(), names)))
        }
        _ => None,
    };
    let mut parts: Vec<String> = generics.params.iter().filter_map(bound).collect();
    let clause = bounds(generics, names);
    parts.extend(clause.strip_prefix(" where ").map(str::to_owned));
    if parts.is_empty() { String::new() } else { format!(" where {}", parts.join(", ")) }
}

/// What stands before and after the name of a function. `end` are bounds of what it is in.
pub(super) fn signature(signature: &Signature, outer: &[String], end: &str) -> (String, String) {
    let mut generics = names(&signature.generics);
    generics.extend_from_slice(outer);
    let mut before = "pub ".to_owned();
    for (is_there, word) in [
        (signature.constness.is_some(), "const "),
        (signature.asyncness.is_some(), "async "),
        (matches!(signature.safety, Safety::Unsafe(_)), "unsafe "),
        (signature.abi.is_some(), "extern "),
    ] {
        if is_there {
            before.push_str(word);
        }
    }
    before.push_str("fn ");
    let inputs: Vec<String> = signature.inputs.iter().map(|input| argument(input, &generics)).collect();
    let mut after = String::new();
    if !signature.generics.params.is_empty() {
        after.push_str(&spell(signature.generics.to_token_stream(), &generics));
    }
    after = after + "(" + &inputs.join(", ") + ")";
    if let ReturnType::Type(_, ty) = &signature.output {
        after.push_str(" -> ");
        after.push_str(&spell_type(ty, &generics));
    }
    match (bounds(&signature.generics, &generics), end) {
        (own, "") => after.push_str(&own),
        (own, end) if own.is_empty() => after.push_str(end),
        (own, end) => after = after + end + ", " + own.trim_start_matches(" where "),
    }
    (before, after)
}

pub(super) fn argument(argument: &FnArg, generics: &[String]) -> String {
    match argument {
        FnArg::Receiver(receiver) => match &receiver.kind {
            ReceiverKind::Typed(_, ty) => format!("self: {}", spell_type(ty, generics)),
            ReceiverKind::Reference(_, lifetime, mutability) => {
                let lifetime = lifetime.as_ref().map(|name| format!("{name} ")).unwrap_or_default();
                format!("&{lifetime}{}self", mutability.as_ref().map_or("", |_| "mut "))
            }
            _ => "self".to_owned(),
        },
        FnArg::Typed(typed) => {
            let name = match &*typed.pat {
                Pat::Ident(name) => name.ident.to_string(),
                _ => "_".to_owned(),
            };
            format!("{name}: {}", spell_type(&typed.ty, generics))
        }
    }
}
