//! Names of tags, operations and their parameters.

use std::collections::{BTreeMap, BTreeSet};

use super::{RenameUse, words};
use crate::ir::{Api, Operation};

/// Words that say nothing in a method's name.
const ARTICLES: [&str; 3] = ["a", "an", "the"];
/// Words that a method's name does not end in.
const PREPOSITIONS: [&str; 10] = ["to", "for", "from", "of", "by", "in", "on", "with", "at", "and"];
/// Words for reading one thing.
const GET: [&str; 3] = ["retrieve", "show", "get"];
/// Features that the templates declare.
pub(crate) const FEATURES: [&str; 11] = [
    "default",
    "reqwest",
    "native_tls",
    "blocking",
    "serde",
    "tracing",
    "jiff",
    "time",
    "chrono",
    "test_util",
    "unreferenced",
];
/// Methods that the client has by itself.
const CLIENT_METHODS: [&str; 6] = ["builder", "new", "from_env", "request", "clone", "wait"];
/// Modules that the templates have.
const MODULES: [&str; 4] = ["rt", "models", "api", "codec"];
/// Methods and names that every builder has by itself.
const BUILDER_METHODS: [&str; 10] =
    ["options", "with_response", "wait", "request", "stream", "into_future", "body", "call", "clone", "client"];
/// Methods that the builders of lists in pages have besides.
const PAGED_METHODS: [&str; 2] = ["items", "pages"];

pub(super) fn name_tags(api: &mut Api, renames: &mut RenameUse<'_>) {
    let mut names: BTreeSet<String> = BTreeSet::new();
    for tag in &mut api.tags {
        let wanted = renames.tag(&tag.wire).unwrap_or_else(|| words::snake(&words::split(&tag.wire)));
        let reserved = FEATURES.contains(&&*wanted)
            || CLIENT_METHODS.contains(&&*wanted)
            || MODULES.contains(&&*wanted)
            || words::escape(&wanted) != wanted;
        let wanted = if reserved { format!("{wanted}_api") } else { wanted };
        let name = words::unique(wanted, |name| names.contains(name));
        names.insert(name.clone());
        tag.handle = words::camel(&words::split(&name));
        tag.name = name;
    }
    let mut handles: BTreeSet<String> = BTreeSet::new();
    for tag in &mut api.tags {
        tag.handle = words::unique(std::mem::take(&mut tag.handle), |name| handles.contains(name));
        handles.insert(tag.handle.clone());
    }
}

pub(super) fn name_operations(api: &mut Api, renames: &mut RenameUse<'_>) {
    // By words, since builders also name constants, which know no camel case: `Ab` and `AB` would be one.
    let mut taken: BTreeSet<Vec<String>> = api.tags.iter().map(|tag| words::split(&tag.handle)).collect();
    let mut claim = |wanted: String| {
        let name = words::unique(wanted, |name| taken.contains(&words::split(name)));
        taken.insert(words::split(&name));
        name
    };
    let in_order = in_order(api);
    for index in &in_order {
        let operation = &mut api.operations[*index];
        let wanted = renames.builder(&operation.key()).unwrap_or_else(|| words::camel(&normalised(&operation.id)));
        operation.names.builder = claim(words::escape(&wanted));
    }
    for index in &in_order {
        let operation = &mut api.operations[*index];
        operation.names.reply = claim(format!("{}Reply", operation.names.builder));
    }
    name_methods(api, renames, &in_order);
}

/// Operations by their logical paths, so that it does not matter to names in which order a description has them.
fn in_order(api: &Api) -> Vec<usize> {
    let mut indices: Vec<usize> = (0..api.operations.len()).collect();
    indices.sort_by_cached_key(|index| api.operations[*index].key());
    indices
}

/// Short names where they are unambiguous, the whole id where two of a tag would have the same.
fn name_methods(api: &mut Api, renames: &mut RenameUse<'_>, in_order: &[usize]) {
    let short: Vec<String> = api.operations.iter().map(|op| short_name(op, &api.tags[op.tag].wire)).collect();
    let mut count: BTreeMap<(usize, &str), usize> = BTreeMap::new();
    for (operation, name) in api.operations.iter().zip(&short) {
        *count.entry((operation.tag, name)).or_default() += 1;
    }
    let wanted: Vec<String> = api
        .operations
        .iter()
        .zip(&short)
        .map(|(operation, name)| {
            renames.method(&operation.key()).unwrap_or_else(|| {
                if count.get(&(operation.tag, name.as_str())) == Some(&1) {
                    name.clone()
                } else {
                    words::snake(&normalised(&operation.id))
                }
            })
        })
        .collect();
    let mut taken = vec![BTreeSet::new(); api.tags.len()];
    for index in in_order {
        let (operation, wanted) = (&mut api.operations[*index], &wanted[*index]);
        let wanted = if matches!(wanted.as_str(), "new" | "clone") { format!("{wanted}_one") } else { wanted.clone() };
        let taken = &mut taken[operation.tag];
        let name = words::unique(words::escape(&wanted), |name| taken.contains(name));
        taken.insert(name.clone());
        operation.names.method = name;
    }
}

/// The id's words without articles, with the usual verb.
fn normalised(id: &str) -> Vec<String> {
    let mut parts = words::split(id);
    if parts.len() > 1 {
        parts.retain(|word| !ARTICLES.contains(&word.as_str()));
    }
    if let Some(first) = parts.first_mut().filter(|first| GET.contains(&first.as_str())) {
        "get".clone_into(first);
    }
    parts
}

/// The id less its tag's words and trailing prepositions.
fn short_name(operation: &Operation, tag: &str) -> String {
    let full = normalised(&operation.id);
    let tag: Vec<String> = words::split(tag).iter().map(|word| base(word)).collect();
    let mut parts = without_run(&full, &tag);
    while parts.len() > 1 && parts.last().is_some_and(|last| PREPOSITIONS.contains(&last.as_str())) {
        parts.pop();
    }
    words::snake(if parts.is_empty() { &full } else { &parts })
}

/// Removes the first run of the tag's words, the verb aside; all of them, or those that stand there.
fn without_run(full: &[String], tag: &[String]) -> Vec<String> {
    let is_tag = |word: &String| tag.contains(&base(word));
    let Some(start) = full.iter().skip(1).position(is_tag).map(|i| i + 1) else { return full.to_vec() };
    let length = full[start..].iter().take_while(|word| is_tag(word)).count();
    full[..start].iter().chain(&full[start + length..]).cloned().collect()
}

fn base(word: &str) -> String {
    words::singular(word).unwrap_or_else(|| word.to_owned())
}

pub(super) fn name_params(api: &mut Api) {
    for operation in &mut api.operations {
        let mut taken: Vec<String> = Vec::new();
        let paged = operation.paging.map_or(&[][..], |_| &PAGED_METHODS);
        let params = operation.path_params.iter_mut().chain(&mut operation.query).chain(&mut operation.headers);
        for param in params {
            let wanted = words::snake(&words::split(&param.wire));
            let is_taken = BUILDER_METHODS.iter().chain(paged).any(|taken| *taken == wanted);
            let wanted = if is_taken { format!("{wanted}_param") } else { wanted };
            let name = words::unique(words::escape(&wanted), |name| taken.iter().any(|t| t == name));
            taken.push(name.clone());
            param.ident = name;
        }
    }
}
