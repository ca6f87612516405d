//! What is written by hand and names models of one API, so that it can be neither emitted nor in the runtime: modules,
//! which are called parts, and examples.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use serde_spanned::Spanned;

use crate::choices::{Choices, Dependency, Example, Part};
use crate::diagnostics::Severity;
use crate::document::pointer;
use crate::ir::{Api, Operation, UNREFERENCED};
use crate::names::FEATURES;
use crate::render::{FileSet, example_path};

/// Where parts lie among the templates.
const FOLDER: &str = "parts/";
/// Modules that a crate has without any part.
const MODULES: [&str; 6] = ["api", "codec", "http", "models", "operations", "rt"];

/// Something wrong with what is chosen about parts.
pub(crate) struct Fault {
    /// JSON pointer of the choice that is out of date; empty for other faults.
    pub pointer: String,
    /// Byte of the choices where it stands; `None` where they lack something.
    pub at: Option<usize>,
    pub severity: Severity,
    pub code: &'static str,
    pub message: String,
}

impl Fault {
    fn error(at: &Spanned<String>, message: String) -> Self {
        let pointer = String::new();
        Self { pointer, at: Some(at.span().start), severity: Severity::Error, code: "bad-choices", message }
    }

    /// Something in a list or a table is out of date.
    fn stale(table: &str, at: &Spanned<String>, message: String) -> Self {
        let pointer = pointer::join(table, at.get_ref());
        Self { pointer, severity: Severity::Warning, code: "stale-choice", ..Self::error(at, message) }
    }

    /// A part or an example is not stamped, by choice.
    fn left_out(at: &Spanned<String>, message: String) -> Self {
        Self { severity: Severity::Warning, code: "left-out", ..Self::error(at, message) }
    }
}

/// What is wrong with the chosen parts, given what there is for them.
pub(crate) fn check(choices: &Choices, offer: &Offer<'_>, templates: &FileSet) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (name, part) in &choices.part {
        faults.extend(place_fault(name, templates));
        faults.extend(part.feature.iter().filter_map(|feature| feature_fault(feature, offer.features)));
        faults.extend(Needs::of_part(name, part, templates).faults(offer, None));
        faults.extend(dependency_faults(part, choices));
    }
    let parts = Parts::new(choices, offer, templates);
    for (name, example) in &choices.stamp.examples {
        faults.extend(Needs::of_example(name, example, templates).faults(offer, Some(&parts)));
    }
    faults.extend(unused_dependencies(choices));
    if !choices.part.is_empty() {
        faults.extend(unlisted(choices, templates));
    }
    faults
}

/// What there is for parts and examples.
pub(crate) struct Offer<'a> {
    features: &'a [String],
    /// By `METHOD /path/{}`.
    operations: BTreeSet<String>,
    models: BTreeSet<&'a str>,
}

impl<'a> Offer<'a> {
    /// What an API has, with the features of its tags.
    pub fn of(api: &'a Api, features: &'a [String]) -> Self {
        let operations = api.operations.iter().map(Operation::key).collect();
        Self { features, operations, models: api.types.iter().map(|ty| ty.name.as_str()).collect() }
    }

    fn has_feature(&self, name: &str) -> bool {
        self.features.iter().any(|feature| feature == name)
    }
}

/// What a part or an example needs.
struct Needs<'a> {
    table: &'static str,
    name: &'a Spanned<String>,
    tags: &'a [Spanned<String>],
    operations: &'a [Spanned<String>],
    parts: &'a [Spanned<String>],
    /// Those that its code names.
    models: BTreeSet<String>,
    left_out: Option<&'a str>,
}

impl<'a> Needs<'a> {
    fn of_part(name: &'a Spanned<String>, part: &'a Part, templates: &FileSet) -> Self {
        let Part { tags, operations, left_out, .. } = part;
        let is_of_part = |path: &str| path.strip_prefix(FOLDER).is_some_and(|path| module_of(path) == name.get_ref());
        let is_code = |path: &str| Path::new(path).extension().is_some_and(|extension| extension == "rs");
        let files = templates.iter().filter(|(path, _)| is_of_part(path) && is_code(path));
        let models = files.flat_map(|(_, code)| models_named(code)).collect();
        Self { table: "part", name, tags, operations, parts: &[], models, left_out: left_out.as_deref() }
    }

    fn of_example(name: &'a Spanned<String>, example: &'a Example, templates: &FileSet) -> Self {
        let Example { tags, operations, parts, left_out } = example;
        let code = templates.get(&example_path(name.get_ref()));
        let models = code.map(|code| models_named(code)).unwrap_or_default();
        Self { table: "stamp.examples", name, tags, operations, parts, models, left_out: left_out.as_deref() }
    }

    /// What it needs and does not have, or that it is left out for a reason. Only examples need `parts`.
    fn faults(&self, offer: &Offer<'_>, parts: Option<&Parts<'_>>) -> Vec<Fault> {
        let Self { table, name, left_out, .. } = self;
        let shown = format!("[{table}.{}]", name.get_ref());
        if let Some(reason) = left_out {
            return vec![Fault::left_out(name, format!("{shown} is left out: {reason}"))];
        }
        let place = pointer::join(&format!("/{}", table.replace('.', "/")), name.get_ref());
        let told = |Lack { kind, list, at, what }: Lack<'_>| Fault {
            pointer: pointer::join(&format!("{place}/{list}"), what),
            severity: Severity::Warning,
            code: "unmet-need",
            ..Fault::error(at, format!("{shown} needs the {kind} `{what}`, which is not there"))
        };
        self.lacks(offer, parts).into_iter().map(told).collect()
    }

    fn lacks(&self, offer: &Offer<'_>, parts: Option<&Parts<'_>>) -> Vec<Lack<'_>> {
        let has_tag = |tag: &str| parts.map_or_else(|| offer.has_feature(tag), |parts| parts.has_feature(tag, offer));
        let has_part = |part: &str| parts.is_some_and(|parts| parts.list.contains_key(part));
        let tags = Lack::of(["feature", "tags"], self.tags, has_tag);
        let operations =
            Lack::of(["operation", "operations"], self.operations, |operation| offer.operations.contains(operation));
        let parts = Lack::of(["part", "parts"], self.parts, has_part);
        let models = self.models.iter().filter(|model| !offer.models.contains(model.as_str()));
        let models = models.map(|what| Lack { kind: "model", list: "models", at: self.name, what });
        tags.chain(operations).chain(parts).chain(models).collect()
    }
}

/// Something that is needed and is not there.
struct Lack<'a> {
    kind: &'static str,
    /// The list in the choices that asks for it.
    list: &'static str,
    at: &'a Spanned<String>,
    what: &'a str,
}

impl<'a> Lack<'a> {
    fn of(
        [kind, list]: [&'static str; 2],
        needed: &'a [Spanned<String>],
        is_there: impl Fn(&str) -> bool,
    ) -> impl Iterator<Item = Self> {
        let missing = needed.iter().filter(move |one| !is_there(one.get_ref()));
        missing.map(move |at| Self { kind, list, at, what: at.get_ref() })
    }
}

/// The models that code names, as in `crate::models::Tag` or `use shop::{Client, models::{Cart, Order}}`.
fn models_named(code: &[u8]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    if let Some(tokens) = std::str::from_utf8(code).ok().and_then(|code| code.parse().ok()) {
        collect_models(tokens, &mut found);
    }
    found
}

fn collect_models(tokens: TokenStream, found: &mut BTreeSet<String>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (at, token) in tokens.iter().enumerate() {
        match (token, tokens.get(at + 1..at + 4)) {
            (TokenTree::Group(group), _) => collect_models(group.stream(), found),
            (TokenTree::Ident(word), Some([TokenTree::Punct(one), TokenTree::Punct(other), next]))
                if word == "models" && one.as_char() == ':' && other.as_char() == ':' =>
            {
                found.extend(names_behind(next));
            }
            _ => {}
        }
    }
}

/// What stands behind `models::`: a name, or the first name of each item in braces.
fn names_behind(token: &TokenTree) -> Vec<String> {
    let name = |token: &TokenTree| match token {
        TokenTree::Ident(name) if name != "self" => Some(name.to_string()),
        _ => None,
    };
    match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
            let tokens: Vec<TokenTree> = group.stream().into_iter().collect();
            let items = tokens.split(|token| matches!(token, TokenTree::Punct(comma) if comma.as_char() == ','));
            items.filter_map(|item| name(item.first()?)).collect()
        }
        other => name(other).into_iter().collect(),
    }
}

fn place_fault(name: &Spanned<String>, templates: &FileSet) -> Option<Fault> {
    let module = name.get_ref();
    if MODULES.contains(&module.as_str()) || syn::parse_str::<syn::Ident>(module).is_err() {
        return Some(Fault::error(name, format!("`{module}` cannot be a module of a part")));
    }
    let paths = [format!("{FOLDER}{module}.rs"), format!("{FOLDER}{module}/mod.rs")];
    let is_there = paths.iter().any(|path| templates.contains_key(path));
    let message = || format!("there is no template {} or {}", paths[0], paths[1]);
    (!is_there).then(|| Fault { code: "missing-template", ..Fault::error(name, message()) })
}

fn feature_fault(feature: &Spanned<String>, features: &[String]) -> Option<Fault> {
    let name = feature.get_ref();
    let is_taken = FEATURES.contains(&name.as_str()) || features.contains(name);
    is_taken.then(|| Fault::error(feature, format!("there is a feature `{name}` without this part")))
}

fn dependency_faults(part: &Part, choices: &Choices) -> Vec<Fault> {
    let fault = |name: &Spanned<String>| {
        let shown = name.get_ref();
        let is_known = choices.stamp.dependencies.keys().any(|known| known.get_ref() == shown);
        if !is_known {
            return Some(Fault::error(name, format!("[stamp.dependencies] does not have `{shown}`")));
        }
        let message = || format!("`{shown}` needs a `feature` that turns it on");
        part.feature.is_none().then(|| Fault::error(name, message()))
    };
    part.dependencies.iter().filter_map(fault).collect()
}

fn unused_dependencies(choices: &Choices) -> Vec<Fault> {
    let used: BTreeSet<&str> =
        choices.part.values().flat_map(|part| &part.dependencies).map(|name| name.get_ref().as_str()).collect();
    let unused = choices.stamp.dependencies.keys().filter(|name| !used.contains(name.get_ref().as_str()));
    let fault = |name: &Spanned<String>| {
        Fault::stale("/stamp/dependencies", name, format!("no part needs `{}`", name.get_ref()))
    };
    unused.map(fault).collect()
}

/// Parts among the templates that no choice is about: one that was forgotten would never be compiled.
fn unlisted(choices: &Choices, templates: &FileSet) -> Vec<Fault> {
    let listed: BTreeSet<&str> = choices.part.keys().map(|name| name.get_ref().as_str()).collect();
    let present: BTreeSet<&str> =
        templates.keys().filter_map(|path| Some(module_of(path.strip_prefix(FOLDER)?))).collect();
    let fault = |module: &&str| Fault {
        pointer: String::new(),
        at: None,
        severity: Severity::Error,
        code: "unlisted-part",
        message: format!("there is a template {FOLDER}{module}, but no [part.{module}]"),
    };
    present.difference(&listed).map(fault).collect()
}

/// The module that a file below the folder of parts belongs to.
fn module_of(path: &str) -> &str {
    let first = path.split_once('/').map_or(path, |(folder, _)| folder);
    first.strip_suffix(".rs").unwrap_or(first)
}

/// The parts and examples that a crate with some features gets, as text for its files.
pub(crate) struct Parts<'a> {
    list: BTreeMap<&'a str, &'a Part>,
    /// Features of parts that are left out. Whoever asks for one still can build the crate.
    idle: BTreeSet<&'a str>,
    dependencies: Vec<(&'a str, &'a Dependency)>,
}

impl<'a> Parts<'a> {
    /// Those that have what they need, and that are not left out.
    pub fn new(choices: &'a Choices, offer: &Offer<'_>, templates: &FileSet) -> Self {
        let is_whole =
            |name: &Spanned<String>, part: &Part| Needs::of_part(name, part, templates).faults(offer, None).is_empty();
        let list: BTreeMap<&str, &Part> = choices
            .part
            .iter()
            .filter(|(name, part)| is_whole(name, part))
            .map(|(name, part)| (name.get_ref().as_str(), part))
            .collect();
        let needed: BTreeSet<&str> =
            list.values().flat_map(|part| &part.dependencies).map(|name| name.get_ref().as_str()).collect();
        let dependencies = choices.stamp.dependencies.iter().map(|(name, what)| (name.get_ref().as_str(), what));
        let dependencies = dependencies.filter(|(name, _)| needed.contains(name)).collect();
        let idle = choices.part.iter().filter(|(name, _)| !list.contains_key(name.get_ref().as_str()));
        let idle = idle.filter_map(|(_, part)| part.feature.as_ref());
        let idle = idle.map(|feature| feature.get_ref().as_str()).collect();
        Self { list, idle, dependencies }
    }

    /// Whether a crate has a feature: one of a tag, of the templates or of a part that is stamped.
    fn has_feature(&self, name: &str, offer: &Offer<'_>) -> bool {
        let of_templates = || name != UNREFERENCED && FEATURES.contains(&name.replace('-', "_").as_str());
        offer.has_feature(name) || of_templates() || self.needs().contains_key(name)
    }

    /// The examples that have what they need.
    pub fn examples<'c>(
        &self,
        choices: &'c Choices,
        offer: &Offer<'_>,
        templates: &FileSet,
    ) -> Vec<(&'c str, &'c Example)> {
        let is_whole = |name: &Spanned<String>, example: &Example| {
            Needs::of_example(name, example, templates).faults(offer, Some(self)).is_empty()
        };
        let examples = choices.stamp.examples.iter().filter(|(name, example)| is_whole(name, example));
        examples.map(|(name, example)| (name.get_ref().as_str(), example)).collect()
    }

    /// Their files.
    pub fn files<'t>(&self, templates: &'t FileSet) -> impl Iterator<Item = (String, &'t Vec<u8>)> {
        templates.iter().filter_map(|(path, bytes)| {
            let path = path.strip_prefix(FOLDER)?;
            self.list.contains_key(module_of(path)).then(|| (format!("src/{path}"), bytes))
        })
    }

    /// Their declarations as modules, after a blank line.
    pub fn modules(&self) -> String {
        let lines: Vec<String> =
            self.list.iter().map(|(name, part)| format!("{}pub mod {name};\n", cfg(part))).collect();
        if lines.is_empty() { String::new() } else { format!("\n{}", lines.concat()) }
    }

    /// Their features with what each turns on.
    pub fn features(&self) -> String {
        let line = |(name, needs): (&str, BTreeSet<String>)| {
            let needs: Vec<String> = needs.into_iter().map(|need| format!("\"{need}\"")).collect();
            format!("{name} = [{}]\n", needs.join(", "))
        };
        let mut needs = self.needs();
        for feature in &self.idle {
            needs.entry(feature).or_default();
        }
        let lines: Vec<String> = needs.into_iter().map(line).collect();
        let head = "# Modules written by hand, each with the models and crates that it needs.\n";
        if lines.is_empty() { String::new() } else { format!("{head}{}", lines.concat()) }
    }

    /// The features that are on by default: those that cost no further crate.
    pub fn default_features(&self) -> String {
        let free = |needs: &BTreeSet<String>| !needs.iter().any(|need| need.starts_with("dep:"));
        let free: Vec<String> = self
            .needs()
            .iter()
            .filter(|(_, needs)| free(needs))
            .map(|(name, _)| format!("    \"{name}\",\n"))
            .collect();
        free.concat()
    }

    /// The crates that they need.
    pub fn dependencies(&self) -> String {
        self.dependencies.iter().map(|(name, what)| what.line(name, true)).collect()
    }

    /// What each feature turns on. Parts may share one.
    fn needs(&self) -> BTreeMap<&str, BTreeSet<String>> {
        let mut needs: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        for part in self.list.values() {
            let Some(feature) = &part.feature else { continue };
            let needs = needs.entry(feature.get_ref()).or_default();
            needs.extend(part.tags.iter().map(|tag| tag.get_ref().clone()));
            needs.extend(part.dependencies.iter().map(|name| format!("dep:{}", name.get_ref())));
        }
        needs
    }
}

/// So long may a line be.
const WIDTH: usize = 120;

/// When a part is there: with its feature, or else with all that it needs.
fn cfg(part: &Part) -> String {
    let wanted = match &part.feature {
        Some(feature) => std::slice::from_ref(feature),
        None => &part.tags[..],
    };
    let wanted: Vec<String> = wanted.iter().map(|name| format!("feature = \"{}\"", name.get_ref())).collect();
    match &wanted[..] {
        [] => String::new(),
        [only] => format!("#[cfg({only})]\n"),
        several => {
            let line = format!("#[cfg(all({}))]\n", several.join(", "));
            // As rustfmt has it, which looks at `lib.rs` too.
            if line.len() <= WIDTH { line } else { format!("#[cfg(all(\n    {}\n))]\n", several.join(",\n    ")) }
        }
    }
}
