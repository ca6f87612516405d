//! The runtime, and what the codec files hold besides, without the codec.

use std::collections::BTreeSet;
use std::path::Path;

use openapi_rust_codegen::render::FileSet;
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::{ImplItem, Item, ItemUse, UseTree};

use crate::failure::{Context as _, Failure};
use crate::templates;

/// The traits of the codec, and what their methods take.
const CODEC: [&str; 6] = ["Decode", "Encode", "Reader", "Writer", "Shape", "Names"];
/// What a record calls the names of its fields.
const NAMES: &str = "NAMES";
/// Where the codec lies in the runtime, and what of it serde does not replace.
const FOLDER: &str = "codec/";
const STAYS: [&str; 3] = ["codec/error.rs", "codec/issue.rs", "codec/path.rs"];
/// The file that ours takes the place of.
const REPLACED: &str = "codec/mod.rs";

/// What serde needs of the runtime, by the path of the file that it goes to.
pub struct Ours(FileSet);

impl Ours {
    pub fn read(folder: &Path) -> Result<Self, Failure> {
        templates::files_of(folder).map(Self)
    }

    /// A file of the runtime, by its path there; `None` where it is of no use any more.
    pub fn file(&self, name: &str, text: &str) -> Result<Option<String>, Failure> {
        let ours = self.0.get(name).map(|bytes| String::from_utf8_lossy(bytes));
        match ours {
            Some(ours) if name == REPLACED => Ok(Some(ours.into_owned())),
            Some(ours) => without_codec(&format!("{text}\n{ours}")).map(Some),
            None if name.starts_with(FOLDER) => Ok(STAYS.contains(&name).then(|| text.to_owned())),
            None => without_codec(text).map(Some),
        }
    }
}

/// A file without the impls of the codec, in macros too, and without imports that only these needed.
pub fn without_codec(text: &str) -> Result<String, Failure> {
    let mut file = syn::parse_file(text).context(|| "it is no Rust".to_owned())?;
    file.items.retain(|item| !is_codec(item));
    for item in &mut file.items {
        if let Item::Macro(item) = item {
            item.mac.tokens = pruned(item.mac.tokens.clone());
        }
    }
    let mut used = BTreeSet::new();
    for item in file.items.iter().filter(|item| !matches!(item, Item::Use(_))) {
        names(item.to_token_stream(), &mut used);
    }
    let unused = |name: &str| CODEC.contains(&name) && !used.contains(name);
    file.items.retain_mut(|item| match item {
        Item::Use(ItemUse { tree, .. }) => keep(tree, &unused),
        _ => true,
    });
    Ok(prettyplease::unparse(&file))
}

fn is_codec(item: &Item) -> bool {
    let Item::Impl(item) = item else { return false };
    if item.items.iter().any(|item| matches!(item, ImplItem::Const(item) if item.ident == NAMES)) {
        return true;
    }
    let of = item.trait_.as_ref().and_then(|(path, _)| path.segments.last());
    of.is_some_and(|last| CODEC.iter().any(|name| last.ident == name))
}

/// Tokens without `impl … Decode for … { … }`, wherever it stands in them.
fn pruned(tokens: TokenStream) -> TokenStream {
    let mut kept: Vec<TokenTree> = Vec::new();
    // Where the impl began whose header is being read.
    let mut begun = None;
    for tree in tokens {
        match tree {
            TokenTree::Ident(ref word) if word == "impl" => begun = Some(kept.len()),
            TokenTree::Group(ref group) if group.delimiter() == Delimiter::Brace => {
                if let Some(start) = begun.take()
                    && (kept[start..].iter().any(is_codec_name) || is_of_names(group))
                {
                    kept.truncate(start);
                    continue;
                }
            }
            _ => {}
        }
        kept.push(match tree {
            TokenTree::Group(group) => TokenTree::Group(Group::new(group.delimiter(), pruned(group.stream()))),
            other => other,
        });
    }
    kept.into_iter().collect()
}

/// Whether these are the braces of `impl … { const NAMES … }`.
fn is_of_names(braces: &Group) -> bool {
    matches!(braces.stream().into_iter().nth(1), Some(TokenTree::Ident(word)) if word == NAMES)
}

fn is_codec_name(tree: &TokenTree) -> bool {
    matches!(tree, TokenTree::Ident(word) if CODEC.iter().any(|name| word == name))
}

fn names(tokens: TokenStream, found: &mut BTreeSet<String>) {
    for tree in tokens {
        match tree {
            TokenTree::Group(group) => names(group.stream(), found),
            TokenTree::Ident(word) => {
                found.insert(word.to_string());
            }
            _ => {}
        }
    }
}

/// Takes names out of an import; false when nothing is left of it.
fn keep(tree: &mut UseTree, unused: &dyn Fn(&str) -> bool) -> bool {
    match tree {
        UseTree::Path(path) => keep(&mut path.tree, unused),
        UseTree::Name(name) => !unused(&name.ident.to_string()),
        UseTree::Group(group) => {
            let items = std::mem::take(&mut group.items);
            group.items.extend(items.into_iter().filter_map(|mut item| keep(&mut item, unused).then_some(item)));
            !group.items.is_empty()
        }
        _ => true,
    }
}
