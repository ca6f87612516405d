//! Emission: from the analyzed representation to Rust items, file by file.
//!
//! `models` has what users see of a type, `codec` how it is read and written, `api` the operations. Paths in emitted code
//! are absolute, so that no name of the description can hide one.

pub(crate) mod api;
mod codec;
mod docs;
mod lists;
mod models;
mod operations;
pub(crate) mod rust;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use proc_macro2::TokenStream;

use crate::ir::{Analyzed, Api, Feature, Ir, TypeDef, UNREFERENCED};

/// What is to be emitted, before it is rendered.
pub struct Items<'a> {
    /// The files.
    pub files: Vec<File<'a>>,
    /// The cargo features of the tags.
    pub features: Vec<String>,
}

/// A file to emit. Its items are made when they are asked for: those of all files at once would take more memory than
/// everything else together.
pub struct File<'a> {
    /// Path below the crate's root.
    pub path: String,
    items: Box<dyn FnOnce() -> TokenStream + 'a>,
}

impl<'a> File<'a> {
    fn new(path: impl Into<String>, items: impl FnOnce() -> TokenStream + 'a) -> Self {
        Self { path: path.into(), items: Box::new(items) }
    }

    /// Makes the items of the file.
    #[must_use]
    pub fn items(self) -> TokenStream {
        (self.items)()
    }
}

/// Emits everything that is made from the description.
#[must_use]
pub fn emit<'a>(ir: &'a Ir<Analyzed>, crate_name: &'a str) -> Items<'a> {
    let api = &ir.api;
    let groups = Groups::of(api);
    let (models, codec) = (groups.modules(api, true), groups.modules(api, false));
    let mut files = vec![
        File::new("src/operations.rs", || operations::file(api)),
        File::new("src/api/mod.rs", || api::modules(api)),
        File::new("src/models/mod.rs", || models),
        File::new("src/codec/mod.rs", || codec),
    ];
    for (index, tag) in api.tags.iter().enumerate() {
        files.push(File::new(format!("src/api/{}.rs", tag.name), move || api::file(api, crate_name, index)));
    }
    for group in groups.groups {
        let (header, types): (String, Rc<[_]>) = (group.header(api), group.types.into());
        let (models, codec) = (format!("src/models/{}.rs", group.module), format!("src/codec/{}.rs", group.module));
        let (same_header, same_types) = (header.clone(), Rc::clone(&types));
        files.push(File::new(models, move || models::file(api, &same_header, &same_types)));
        files.push(File::new(codec, move || codec::file(api, &header, &types)));
    }
    let mut features: Vec<String> = api.tags.iter().map(|tag| tag.name.clone()).collect();
    if api.types.iter().any(|ty| ty.features.contains(&Feature::Unreferenced)) {
        features.push(UNREFERENCED.to_owned());
    }
    features.sort();
    Items { files, features }
}

/// Types by the set of tags that reach them: a file each, so that `cfg` stands on modules only.
struct Groups<'a> {
    groups: Vec<Group<'a>>,
}

struct Group<'a> {
    module: String,
    tags: BTreeSet<Feature>,
    types: Vec<&'a TypeDef>,
}

impl<'a> Groups<'a> {
    fn of(api: &'a Api) -> Self {
        let mut by_tags: BTreeMap<&BTreeSet<Feature>, Vec<&TypeDef>> = BTreeMap::new();
        for ty in &api.types {
            by_tags.entry(&ty.features).or_default().push(ty);
        }
        let mut taken: BTreeSet<String> = api.tags.iter().map(|tag| tag.name.clone()).collect();
        taken.insert(UNREFERENCED.to_owned());
        let groups = by_tags
            .into_iter()
            .map(|(tags, types)| {
                let module = module_name(api, tags, &types, &mut taken);
                Group { module, tags: tags.clone(), types }
            })
            .collect();
        Self { groups }
    }

    /// The module file that declares one module a group.
    fn modules(&self, api: &Api, public: bool) -> TokenStream {
        let doc = if public {
            "Models: what requests and replies hold.\n\nEvery model is `models::X`, whichever file it lies in; files are grouped by the features that need them."
        } else {
            "How models are read and written."
        };
        let mut sorted: Vec<&Group<'_>> = self.groups.iter().collect();
        sorted.sort_by(|a, b| a.module.cmp(&b.module));
        let modules = sorted.into_iter().map(|group| {
            let name = rust::ident(&group.module);
            let cfg = cfg(api, &group.tags);
            let reexport = public.then(|| quote::quote! { #cfg pub use #name::*; });
            let path = rust::file_path(&group.module);
            quote::quote! { #cfg #[rustfmt::skip] #path mod #name; #reexport }
        });
        let doc = rust::inner_doc(doc);
        quote::quote! { #doc #(#modules)* }
    }
}

impl Group<'_> {
    fn header(&self, api: &Api) -> String {
        let names: Vec<String> = self.tags.iter().map(|tag| format!("`{}`", api.feature_name(*tag))).collect();
        match names.len() {
            1 if self.tags.contains(&Feature::Unreferenced) => "Models that no operation refers to.".to_owned(),
            1 => format!("Models of the feature {}.", names[0]),
            _ => format!("Models that these features share: {}.", names.join(", ")),
        }
    }
}

/// A group of one tag is called like it; one of several like its first type.
fn module_name(api: &Api, tags: &BTreeSet<Feature>, types: &[&TypeDef], taken: &mut BTreeSet<String>) -> String {
    use crate::names::words;
    let mut only = tags.iter();
    if let (Some(tag), None) = (only.next(), only.next()) {
        return api.feature_name(*tag).to_owned();
    }
    let first = types.iter().map(|ty| ty.name.as_str()).min().unwrap_or_default();
    claim(format!("shared_{}", words::snake(&words::split(first))), taken)
}

fn claim(wanted: String, taken: &mut BTreeSet<String>) -> String {
    let name = crate::names::words::unique(wanted, |name| taken.contains(name));
    taken.insert(name.clone());
    name
}

/// The condition under which the types that some tags reach are there.
fn cfg(api: &Api, tags: &BTreeSet<Feature>) -> TokenStream {
    let names: Vec<&str> = tags.iter().map(|tag| api.feature_name(*tag)).collect();
    match names.as_slice() {
        // A type that nothing needs would be there whatever the features; analysis leaves none.
        [] => quote::quote! {},
        [only] => quote::quote! { #[cfg(feature = #only)] },
        several => quote::quote! { #[cfg(any(#(feature = #several),*))] },
    }
}
