//! The public interface names no crate that may be exchanged.
//!
//! What a user sees of a type of another crate binds the client to that crate and its version. Paths are followed through
//! `use`, file by file. What is private in its file counts as private; what is public in a private module as public.

use std::collections::BTreeSet;

use syn::visit::{self, Visit};
use syn::{Fields, File, ImplItem, Item, ItemImpl, Path, TraitItem, Type, UseTree, Visibility};

/// What Rust programs have for bytes, HTTP, JSON, streams and times.
const ALLOWED: [&str; 8] = ["bytes", "chrono", "futures-core", "http", "jiff", "serde", "serde_json", "time"];

/// What else the client depends on, as Rust writes it.
fn hidden() -> BTreeSet<String> {
    let mut crates = super::dependencies();
    crates.retain(|name| !ALLOWED.contains(&name.as_str()));
    // Not depended on, but one step away.
    crates.extend(["hyper", "hyper_util", "rustls", "native_tls"].map(str::to_owned));
    crates.into_iter().map(|name| name.replace('-', "_")).collect()
}

/// The names in public places of a file that are of hidden crates.
fn leaks(source: &str, hidden: &BTreeSet<String>) -> Vec<String> {
    let file: File = syn::parse_file(source).unwrap();
    let mut search = Search { hidden: hidden.clone(), private: BTreeSet::new(), found: Vec::new() };
    search.items(&file.items);
    search.found
}

struct Search {
    /// Crates, and what is imported of them.
    hidden: BTreeSet<String>,
    /// Types that are private in the file.
    private: BTreeSet<String>,
    found: Vec<String>,
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

impl Visit<'_> for Search {
    fn visit_path(&mut self, path: &Path) {
        let first = path.segments[0].ident.to_string();
        if self.hidden.contains(&first) {
            let segments: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
            self.found.push(segments.join("::"));
        }
        visit::visit_path(self, path);
    }
}

impl Search {
    fn items(&mut self, items: &[Item]) {
        for item in items {
            match item {
                Item::Use(item) => self.import(&item.tree, is_public(&item.vis)),
                Item::Struct(item) if !is_public(&item.vis) => drop(self.private.insert(item.ident.to_string())),
                Item::Enum(item) if !is_public(&item.vis) => drop(self.private.insert(item.ident.to_string())),
                _ => {}
            }
        }
        for item in items {
            self.item(item);
        }
    }

    /// Makes what is imported of a hidden crate hidden as well.
    fn import(&mut self, tree: &UseTree, exported: bool) {
        let UseTree::Path(path) = tree else {
            if let UseTree::Group(group) = tree {
                group.items.iter().for_each(|tree| self.import(tree, exported));
            }
            return;
        };
        if self.hidden.contains(&path.ident.to_string()) {
            let mut names = Vec::new();
            leaves(&path.tree, &mut names);
            // What all there is may be cannot be told.
            if exported || names.iter().any(|name| name == "*") {
                self.found.extend(names.iter().map(|name| format!("{}::{name}", path.ident)));
            }
            self.hidden.extend(names);
        }
    }

    fn item(&mut self, item: &Item) {
        match item {
            Item::Mod(item) => item.content.iter().for_each(|(_, items)| self.items(items)),
            Item::Impl(item) => self.implementation(item),
            Item::Macro(item) => self.tokens(&item.mac.tokens.to_string()),
            Item::Struct(item) if is_public(&item.vis) => {
                self.visit_generics(&item.generics);
                self.fields(&item.fields, false);
            }
            Item::Enum(item) if is_public(&item.vis) => {
                self.visit_generics(&item.generics);
                item.variants.iter().for_each(|variant| self.fields(&variant.fields, true));
            }
            Item::Type(item) if is_public(&item.vis) => self.visit_type(&item.ty),
            Item::Const(item) if is_public(&item.vis) => self.visit_type(&item.ty),
            Item::Static(item) if is_public(&item.vis) => self.visit_type(&item.ty),
            Item::Fn(item) if is_public(&item.vis) => self.visit_signature(&item.sig),
            Item::Trait(item) if is_public(&item.vis) => {
                self.visit_generics(&item.generics);
                item.supertraits.iter().for_each(|bound| self.visit_type_param_bound(bound));
                item.items.iter().for_each(|item| self.trait_item(item));
            }
            _ => {}
        }
    }

    fn fields(&mut self, fields: &Fields, all: bool) {
        fields.iter().filter(|field| all || is_public(&field.vis)).for_each(|field| self.visit_type(&field.ty));
    }

    fn trait_item(&mut self, item: &TraitItem) {
        match item {
            TraitItem::Fn(item) => self.visit_signature(&item.sig),
            TraitItem::Const(item) => self.visit_type(&item.ty),
            TraitItem::Type(item) => item.bounds.iter().for_each(|bound| self.visit_type_param_bound(bound)),
            _ => {}
        }
    }

    fn implementation(&mut self, item: &ItemImpl) {
        if let Type::Path(own) = &*item.self_ty
            && own.path.segments.last().is_some_and(|last| self.private.contains(&last.ident.to_string()))
        {
            return;
        }
        self.visit_generics(&item.generics);
        self.visit_type(&item.self_ty);
        if let Some((path, _)) = &item.trait_ {
            self.visit_path(path);
        }
        for inner in &item.items {
            let shows = |visibility| item.trait_.is_some() || is_public(visibility);
            match inner {
                ImplItem::Fn(inner) if shows(&inner.vis) => self.visit_signature(&inner.sig),
                ImplItem::Const(inner) if shows(&inner.vis) => self.visit_type(&inner.ty),
                ImplItem::Type(inner) if shows(&inner.vis) => self.visit_type(&inner.ty),
                _ => {}
            }
        }
    }

    /// What a macro makes may be public.
    fn tokens(&mut self, tokens: &str) {
        let paths = tokens.split("::").map(|before| before.trim_end().rsplit([' ', '(', '<', '&']).next());
        let names: Vec<String> =
            paths.flatten().filter(|name| self.hidden.contains(*name)).map(str::to_owned).collect();
        self.found.extend(names);
    }
}

/// The names that a tree of imports ends in.
fn leaves(tree: &UseTree, names: &mut Vec<String>) {
    match tree {
        UseTree::Path(path) => leaves(&path.tree, names),
        UseTree::Group(group) => group.items.iter().for_each(|tree| leaves(tree, names)),
        UseTree::Name(name) => names.push(name.ident.to_string()),
        UseTree::Rename(rename) => names.push(rename.rename.to_string()),
        UseTree::Glob(_) => names.push("*".to_owned()),
    }
}

#[test]
fn nothing_public_names_a_crate_that_may_be_exchanged() {
    let hidden = hidden();
    assert!(["reqwest", "hyper", "ureq", "jiter", "tokio", "http_body"].iter().all(|name| hidden.contains(*name)));
    let sources = super::sources("");
    let found: Vec<String> = sources
        .iter()
        .flat_map(|(path, source)| {
            leaks(source, &hidden).into_iter().map(move |leak| format!("{}: {leak}", path.display()))
        })
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn what_is_planted_is_found() {
    for planted in [
        "pub struct A { pub client: reqwest::Client }",
        "pub struct A(pub Vec<ureq::Agent>);",
        "use reqwest::Client; pub enum A { B(Client) }",
        "use ureq::{config::Config as Settings, Agent}; pub fn a(settings: &Settings) {}",
        "pub struct A; impl A { pub fn a() -> Result<(), hyper::Error> { Ok(()) } }",
        "pub struct A; impl From<reqwest::Error> for A { fn from(_: reqwest::Error) -> Self { A } }",
        "pub struct A; impl http_body::Body for A {}",
        "pub trait A { fn a(&self, reader: &mut jiter::Jiter<'_>); }",
        "pub trait A: jiter::B {}",
        "pub type A = Box<dyn Fn(::reqwest::Response)>;",
        "pub use reqwest::{Client, header};",
        "use jiter::*;",
        "pub mod a { pub const A: tokio::B = 1; }",
        "a! { pub fn a(client: reqwest::Client); }",
    ] {
        assert!(!leaks(planted, &hidden()).is_empty(), "{planted}");
    }
    for fine in [
        "pub struct A { client: reqwest::Client }",
        "pub struct A; impl A { pub(super) fn a(client: reqwest::Client) {} }",
        "struct A; impl http_body::Body for A {}",
        "pub fn a(request: http::Request<Vec<u8>>) { reqwest::get(request); }",
        "mod reqwest; pub use self::reqwest::ReqwestTransport; pub use crate::rt::ureq::UreqTransport;",
    ] {
        assert_eq!(leaks(fine, &hidden()), Vec::<String>::new(), "{fine}");
    }
}
