//! Documentation: the description's own text made safe for rustdoc, or a sentence from the facts.

use std::fmt::Write as _;

use crate::ir::{Api, Constant, Docs, EnumValue, Field, Kind, Operation, Payload, Ty, TypeDef};
use crate::names::words;

/// The text of some docs, or what `otherwise` says.
pub(super) fn or_else(docs: &Docs, otherwise: impl FnOnce() -> String) -> String {
    let mut text = match docs.text.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        Some(text) => safe(text),
        None => otherwise(),
    };
    if docs.deprecated {
        text.push_str("\n\nDeprecated by the API.");
    }
    text
}

/// Docs of a type.
pub(super) fn ty(api: &Api, def: &TypeDef) -> String {
    let mut text = described(api, def);
    if let Kind::Record(record) = &def.kind {
        let sets: Vec<String> = record.at_least_one_of.iter().map(|set| all_of(set)).collect();
        if !sets.is_empty() {
            let _ = write!(text, "\n\nIt must have {}.", sets.join(", or "));
        }
    }
    text
}

fn all_of(names: &[String]) -> String {
    names.iter().map(|name| code(name)).collect::<Vec<_>>().join(" and ")
}

fn described(api: &Api, def: &TypeDef) -> String {
    or_else(&def.docs, || {
        let key = code(&def.origin.key);
        match &def.kind {
            Kind::Record(_) => format!("{key} of the API."),
            Kind::OpenEnum(_) => format!("The values of {key}; the API may add more."),
            Kind::Union(_) => format!("The forms of {key}; the API may add more."),
            Kind::Alias(target) => format!("{key} of the API: {}.", value(api, target)),
            Kind::Replaced(_) => format!("Stands for {key} of the API."),
        }
    })
}

/// Docs of a field.
pub(super) fn field(api: &Api, field: &Field) -> String {
    let mut text = or_else(&field.docs, || format!("{}: {}.", code(&field.wire), value(api, &field.ty)));
    if field.nullable && field.docs.text.is_none() {
        text.push_str(" May be null.");
    }
    if !field.limits.is_empty() {
        let _ = write!(text, "\n\nLimits: {}.", field.limits.join(", "));
    }
    if let Some(default) = &field.default {
        let _ = write!(text, "\n\nWhere it is not given, {} holds.", code(default));
    }
    text
}

/// Docs of a value of an enum.
pub(super) fn enum_value(value: &EnumValue) -> String {
    match &value.docs.text {
        Some(text) => format!("{}: {}", code(&value.wire), safe(text)),
        None => code(&value.wire),
    }
}

/// Docs of the setter of a field.
pub(super) fn setter(api: &Api, of: &Field) -> String {
    match of.docs.text {
        Some(_) => format!("Sets {}. {}", code(&of.wire), field(api, of)),
        None => format!("Sets {}", field(api, of)),
    }
}

/// So many names are looked behind to say what a value is; what lies further is called by its name.
const NAMES: usize = 4;

/// What a value is, in words.
pub(super) fn value(api: &Api, ty: &Ty) -> String {
    within(api, ty, NAMES)
}

fn within(api: &Api, ty: &Ty, names: usize) -> String {
    let value = |inner: &Ty| within(api, inner, names);
    match ty {
        Ty::Bool => "true or false".to_owned(),
        Ty::Int => "a whole number".to_owned(),
        Ty::Float => "a number".to_owned(),
        Ty::String => "text".to_owned(),
        Ty::Const(Constant::String(only)) => format!("always {}", code(only)),
        Ty::Const(only) => format!("always {}", code(&only.spelling())),
        Ty::Timestamp => "a time in unix seconds".to_owned(),
        Ty::DateTime => "a date and time in ISO 8601".to_owned(),
        Ty::Date => "a date in ISO 8601".to_owned(),
        Ty::Uuid => "a UUID".to_owned(),
        Ty::Uri => "an address".to_owned(),
        Ty::File => "a file".to_owned(),
        Ty::Json => "any JSON".to_owned(),
        Ty::List(item) => format!("a list, each item {}", value(item)),
        Ty::Map(item) => format!("an object with keys of any name, each value {}", value(item)),
        Ty::OneOrMany(item) => format!("one or a list, each {}", value(item)),
        Ty::Nullable(inner) => format!("{} or null", value(inner)),
        Ty::Ref(id) => match &api.ty(*id).kind {
            Kind::Replaced(with) if with.path.ends_with("Timestamp") => "a time in unix seconds".to_owned(),
            Kind::Replaced(with) => code(with.path.rsplit("::").next().unwrap_or(&with.path)),
            Kind::Alias(target) if names > 0 => within(api, target, names - 1),
            _ => article(&spoken(&api.ty(*id).name)),
        },
    }
}

/// Docs of an operation.
pub(super) fn operation(api: &Api, crate_name: &str, operation: &Operation) -> String {
    let mut text =
        or_else(&operation.docs, || format!("{}.", capital(&words::split(&operation.names.builder).join(" "))));
    let _ = write!(text, "\n\n{}{}", code(&operation.label()), answer(api, operation));
    if !operation.also_in.is_empty() {
        let _ = write!(text, "\n\nAlso about: {}.", operation.also_in.join(", "));
    }
    if let Ok(call) = crate::call::call(api, operation, &crate::call::sample(api, operation)) {
        let example = crate::call::doc_example(crate_name, operation, &call);
        let _ = write!(text, "\n\n# Example\n\n{example}");
    }
    let mut errors: Vec<String> = operation.replies.err.iter().map(|reply| format!("`{}`", reply.status)).collect();
    errors.sort();
    if !errors.is_empty() {
        let _ = write!(text, "\n\n# Errors\n\nDescribed failures: {}.", errors.join(", "));
    }
    if let Some(page) = &operation.reference {
        let _ = write!(text, "\n\n[In the API's own reference](<{page}>)");
    }
    text
}

/// The operations of a handle, as a table.
pub(super) fn contents(handle: &str, operations: &[&Operation]) -> String {
    let mut text = "| method | operation | what it does |\n|-|-|-|".to_owned();
    for operation in operations {
        let method = operation.names.method.trim_start_matches("r#");
        let (label, what) = (code(&operation.label()), first_line(&operation.docs).replace('|', "\\|"));
        let _ = write!(text, "\n| [`{method}`]({handle}::{method}) | {label} | {what} |");
    }
    text
}

/// How a text begins, if that can stand in a table.
fn first_line(docs: &Docs) -> String {
    let text = safe(docs.text.as_deref().unwrap_or_default());
    let line = text.lines().next().unwrap_or_default().trim_start_matches('#').trim();
    if line.starts_with(['`', '|', '>']) { String::new() } else { line.to_owned() }
}

/// What an operation answers, as the end of a sentence about it.
fn answer(api: &Api, operation: &Operation) -> String {
    let paged = match operation.paging {
        Some(_) => {
            "; [`items`](crate::rt::Items) goes through the items of all pages, [`pages`](crate::rt::Pages) page by page"
        }
        None => "",
    };
    let of = |what: &str| format!(" answers {what}{paged}.");
    match super::api::distinct(operation).as_slice() {
        [] => String::new(),
        [only] => match &only.payload {
            Payload::Text => of("text"),
            Payload::Bytes(_) => of("a file; `stream` gives it piece by piece"),
            Payload::Redirect => of("the address of a file"),
            Payload::Json(ty) => linked(api, ty).map_or_else(String::new, |what| of(&what)),
            Payload::Empty => String::new(),
        },
        _ => of(&format!("[`{}`]", operation.names.reply)),
    }
}

/// A model, or a list of one, as a link.
fn linked(api: &Api, ty: &Ty) -> Option<String> {
    match api.unalias(ty) {
        Ty::List(item) => linked(api, item).map(|item| format!("a list of {item}")),
        Ty::Ref(id) => {
            let def = api.ty(*id);
            let name = def.name.trim_start_matches("r#");
            (!matches!(def.kind, Kind::Replaced(_))).then(|| format!("[`{name}`](crate::models::{})", def.name))
        }
        _ => None,
    }
}

fn spoken(name: &str) -> String {
    words::split(name.trim_start_matches("r#")).join(" ")
}

/// A text of the description as a code span, whatever it holds.
pub(super) fn code(text: &str) -> String {
    match text {
        "" => "the empty text".to_owned(),
        text if text.contains('`') => format!("`` {} ``", text.replace('\n', " ")),
        text => format!("`{}`", text.replace('\n', " ")),
    }
}

/// A number of things.
pub(super) fn counted(number: usize, thing: &str) -> String {
    if number == 1 { format!("1 {thing}") } else { format!("{number} {thing}s") }
}

fn article(noun: &str) -> String {
    let an = noun.starts_with(['a', 'e', 'i', 'o', 'u']);
    format!("{} {noun}", if an { "an" } else { "a" })
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|c| c.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// Makes Markdown of any origin harmless for rustdoc: no doctests, no HTML, no links into the crate, no bare addresses.
pub(super) fn safe(text: &str) -> String {
    let mut out = String::new();
    let mut fenced = false;
    for line in text.lines() {
        let trimmed = line.trim();
        if trimmed.starts_with("```") || trimmed.starts_with("~~~") {
            fenced = !fenced;
            out.push_str(if fenced { "```text" } else { "```" });
        } else if fenced {
            out.push_str(line);
        } else if !(trimmed.starts_with("{%") && trimmed.ends_with("%}")) {
            out.push_str(&safe_line(trimmed));
        }
        out.push('\n');
    }
    if fenced {
        out.push_str("```\n");
    }
    out.trim().to_owned()
}

/// One line of prose. Leading blanks are gone: four of them would be code, and rustdoc would compile it.
fn safe_line(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    let mut code = false;
    while let Some(c) = rest.chars().next() {
        if c == '`' {
            code = !code;
        } else if !code {
            if let Some(length) = address(rest) {
                let _ = write!(out, "<{}>", &rest[..length]);
                rest = &rest[length..];
                continue;
            }
            let quote = c == '>' && out.is_empty();
            if matches!(c, '<' | '>' | '[' | ']') && !quote {
                out.push('\\');
            }
        }
        out.push(c);
        rest = &rest[c.len_utf8()..];
    }
    if code {
        out.push('`');
    }
    out
}

/// Length of the web address that a text begins with.
fn address(text: &str) -> Option<usize> {
    if !text.starts_with("http://") && !text.starts_with("https://") {
        return None;
    }
    let end = text
        .find(|c: char| c.is_whitespace() || matches!(c, ')' | ']' | '>' | '<' | '"' | '`' | '*' | '|'))
        .unwrap_or(text.len());
    let end = text[..end].trim_end_matches(['.', ',', ';', ':', '!', '?']).len();
    (end > "https://".len()).then_some(end)
}
