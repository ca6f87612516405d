//! Hand-written parts: modules that name models of one API, and so can be neither emitted nor in the runtime.

use std::collections::{BTreeMap, BTreeSet};

use toml::Spanned;

use crate::choices::{Choices, Dependency, Part};
use crate::diagnostics::Severity;
use crate::names::FEATURES;
use crate::render::FileSet;

/// Where parts lie among the templates.
const FOLDER: &str = "parts/";
/// Modules that a crate has without any part.
const MODULES: [&str; 6] = ["api", "codec", "http", "models", "operations", "rt"];

/// Something wrong with what is chosen about parts.
pub(crate) struct Fault {
    /// Byte of the choices where it stands; `None` where they lack something.
    pub at: Option<usize>,
    pub severity: Severity,
    pub code: &'static str,
    pub message: String,
}

impl Fault {
    fn error(at: &Spanned<String>, message: String) -> Self {
        Self { at: Some(at.span().start), severity: Severity::Error, code: "bad-choices", message }
    }

    fn stale(at: &Spanned<String>, message: String) -> Self {
        Self { severity: Severity::Warning, code: "stale-choice", ..Self::error(at, message) }
    }
}

/// What is wrong with the chosen parts, given the features of the tags.
pub(crate) fn check(choices: &Choices, features: &[String], templates: &FileSet) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (name, part) in &choices.part {
        faults.extend(place_fault(name, templates));
        faults.extend(part.feature.iter().filter_map(|feature| feature_fault(feature, features)));
        faults.extend(part.tags.iter().filter(|tag| !features.contains(tag.get_ref())).map(|tag| {
            let message =
                format!("[part.{}] needs the feature `{}`, which is not there", name.get_ref(), tag.get_ref());
            Fault::stale(tag, message)
        }));
        faults.extend(dependency_faults(part, choices));
    }
    faults.extend(unused_dependencies(choices));
    if !choices.part.is_empty() {
        faults.extend(unlisted(choices, templates));
    }
    faults
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
    unused.map(|name| Fault::stale(name, format!("no part needs `{}`", name.get_ref()))).collect()
}

/// Parts among the templates that no choice is about: one that was forgotten would never be compiled.
fn unlisted(choices: &Choices, templates: &FileSet) -> Vec<Fault> {
    let listed: BTreeSet<&str> = choices.part.keys().map(|name| name.get_ref().as_str()).collect();
    let present: BTreeSet<&str> =
        templates.keys().filter_map(|path| Some(module_of(path.strip_prefix(FOLDER)?))).collect();
    let fault = |module: &&str| Fault {
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

/// The parts that a crate with some features gets, as text for its files.
pub(crate) struct Parts<'a> {
    list: BTreeMap<&'a str, &'a Part>,
    dependencies: Vec<(&'a str, &'a Dependency)>,
}

impl<'a> Parts<'a> {
    /// Those whose tags are all there.
    pub fn new(choices: &'a Choices, features: &[String]) -> Self {
        let list: BTreeMap<&str, &Part> = choices
            .part
            .iter()
            .filter(|(_, part)| part.tags.iter().all(|tag| features.contains(tag.get_ref())))
            .map(|(name, part)| (name.get_ref().as_str(), part))
            .collect();
        let needed: BTreeSet<&str> =
            list.values().flat_map(|part| &part.dependencies).map(|name| name.get_ref().as_str()).collect();
        let dependencies = choices.stamp.dependencies.iter().map(|(name, what)| (name.get_ref().as_str(), what));
        let dependencies = dependencies.filter(|(name, _)| needed.contains(name)).collect();
        Self { list, dependencies }
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
        let lines: Vec<String> = self.needs().into_iter().map(line).collect();
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
