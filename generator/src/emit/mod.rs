//! Emission: from the analyzed representation to Rust items, a list of items a file.
//!
//! `models` has what users see of a type, `codec` how it is read and written, `api` the operations. Paths in emitted code
//! are absolute, so that no name of the description can hide one.

mod api;
mod codec;
mod docs;
mod models;
mod operations;
pub(crate) mod rust;

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;

use crate::ir::{Analyzed, Api, Feature, Ir, TypeDef, UNREFERENCED};

/// The items of the emitted files, before they are rendered.
#[derive(Debug, Default)]
pub struct Items {
    /// Path below the crate's root, and the items of the file.
    pub files: Vec<(String, TokenStream)>,
    /// The cargo features of the tags.
    pub features: Vec<String>,
}

/// Emits everything that is made from the description.
#[must_use]
pub fn emit(ir: &Ir<Analyzed>, crate_name: &str) -> Items {
    let api = &ir.api;
    let groups = Groups::of(api);
    let mut files = vec![
        ("src/operations.rs".to_owned(), operations::file(api)),
        ("src/api/mod.rs".to_owned(), api::modules(api)),
        ("src/models/mod.rs".to_owned(), groups.modules(api, true)),
        ("src/codec/mod.rs".to_owned(), groups.modules(api, false)),
    ];
    for (index, tag) in api.tags.iter().enumerate() {
        files.push((format!("src/api/{}.rs", tag.name), api::file(api, crate_name, index)));
    }
    for group in &groups.groups {
        let header = group.header(api);
        files.push((format!("src/models/{}.rs", group.module), models::file(api, &header, &group.types)));
        files.push((format!("src/codec/{}.rs", group.module), codec::file(api, &header, &group.types)));
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
