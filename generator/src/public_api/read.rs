//! Reads items. Bodies are not looked at.

use quote::ToTokens;
use syn::{Attribute, Generics, Ident, Item, ItemMacro, ItemMod, ItemTrait, Type, UseTree};

use super::attributes::{derives, flags, is_hidden};
use super::condition::Condition;
use super::expand::{Call, Macro};
use super::members::{fields, implementation, of_fields, trait_member, variant};
use super::model::{Access, Crate, Def, Impl, Member, Module, ModuleId, Named, What};
use super::signature::{angles, arguments, bounds, derived_generics, names, signature};
use super::spell::{marked, spell, spell_type};

/// A struct, an enum or a union, but for what is in it.
struct Declared<'a> {
    word: &'a str,
    name: &'a Ident,
    attributes: &'a [Attribute],
    generics: &'a Generics,
    /// What stands at the end of its line.
    end: &'a str,
}

impl Crate {
    pub fn new() -> Self {
        let (defs, impls, globs, macros, calls, children) = Default::default();
        Self { modules: vec![Module::default()], defs, impls, globs, macros, calls, children }
    }

    /// Reads a file of a module.
    pub fn file(&mut self, module: &[&str], file: &syn::File) {
        let module = module.iter().fold(0, |module, name| self.child(module, name));
        match Condition::of(&file.attrs) {
            Some(condition) => {
                self.modules[module].condition.and(&condition);
                self.items(module, &Condition::default(), &file.items);
            }
            None => self.modules[module].is_absent = true,
        }
    }

    /// Whether there is nothing but items with paths of their own, and implementations.
    pub fn is_plain(&self) -> bool {
        let is_def = |named: &Named| matches!(named.what, What::Def(_));
        let root = &self.modules[0];
        self.modules.len() == 1
            && self.macros.is_empty()
            && root.globs.is_empty()
            && root.names.values().flatten().all(is_def)
    }

    /// The module of that name in another one.
    fn child(&mut self, parent: ModuleId, name: &str) -> ModuleId {
        let next = self.modules.len();
        let module = *self.children.entry((parent, name.to_owned())).or_insert(next);
        if module == next {
            self.modules.push(Module { parent: Some(parent), name: name.to_owned(), ..Module::default() });
        }
        module
    }

    pub fn items(&mut self, module: ModuleId, condition: &Condition, items: &[Item]) {
        for item in items {
            if let Some(attributes) = attributes(item)
                && let Some(own) = Condition::of(attributes)
            {
                let mut access = Access { is_hidden: is_hidden(attributes), is_public: false, condition: own };
                access.condition.and(condition);
                self.item(module, access, item);
            }
        }
    }

    fn item(&mut self, module: ModuleId, access: Access, item: &Item) {
        match item {
            Item::Mod(item) => self.module(module, access, item),
            Item::Use(item) => {
                let before = item.leading_colon.as_ref().map_or("", |_| "::").to_owned();
                self.import(module, &access.seen(&item.vis), before, &item.tree);
            }
            Item::Impl(item) => {
                let implementation = implementation(module, access, item);
                self.impls.push(implementation);
            }
            Item::Macro(item) => self.macro_item(module, access.condition, item),
            Item::Struct(item) => {
                let (name, attributes, generics) = (&item.ident, &item.attrs, &item.generics);
                let declared = Declared { word: "struct", name, attributes, generics, end: of_fields(&item.fields) };
                self.type_def(module, access.seen(&item.vis), &declared, fields(module, generics, &item.fields));
            }
            Item::Union(item) => {
                let (name, attributes, generics) = (&item.ident, &item.attrs, &item.generics);
                let members = fields(module, generics, &item.fields.named);
                let end = if members.len() == item.fields.named.len() { "" } else { " { .. }" };
                let declared = Declared { word: "union", name, attributes, generics, end };
                self.type_def(module, access.seen(&item.vis), &declared, members);
            }
            Item::Enum(item) => {
                let (name, attributes, generics) = (&item.ident, &item.attrs, &item.generics);
                let members = item.variants.iter().filter_map(|one| variant(module, generics, one)).collect();
                let declared = Declared { word: "enum", name, attributes, generics, end: "" };
                self.type_def(module, access.seen(&item.vis), &declared, members);
            }
            Item::Trait(item) => self.trait_def(module, access.seen(&item.vis), item),
            other => self.plain(module, access, other),
        }
    }

    /// What has no members.
    fn plain(&mut self, module: ModuleId, access: Access, item: &Item) {
        let (name, visibility, attributes, word, after) = match item {
            Item::Fn(item) => {
                let (word, after) = signature(&item.sig, &[], "");
                (&item.sig.ident, &item.vis, &item.attrs, word, after)
            }
            Item::Const(item) => (&item.ident, &item.vis, &item.attrs, "pub const ".to_owned(), of_type(&item.ty)),
            Item::Static(item) => (&item.ident, &item.vis, &item.attrs, "pub static ".to_owned(), of_type(&item.ty)),
            Item::Type(item) => {
                let target = spell_type(&item.ty, &names(&item.generics));
                let after = format!("{} = {target}", of_generics(&item.generics));
                (&item.ident, &item.vis, &item.attrs, "pub type ".to_owned(), after)
            }
            _ => return,
        };
        let head = (flags(attributes) + &word, after);
        let (is_value, members) = (!matches!(item, Item::Type(_)), Vec::new());
        self.define(Def { module, name: name.to_string(), access: access.seen(visibility), is_value, head, members });
    }

    pub fn define(&mut self, def: Def) {
        let named = Named { what: What::Def(self.defs.len()), access: def.access.clone() };
        self.modules[def.module].names.entry(def.name.clone()).or_default().push(named);
        self.defs.push(def);
    }

    fn module(&mut self, parent: ModuleId, access: Access, item: &ItemMod) {
        let access = access.seen(&item.vis);
        let name = item.ident.to_string();
        let module = self.child(parent, &name);
        self.modules[module].condition.and(&access.condition);
        self.modules[parent].names.entry(name).or_default().push(Named { what: What::Module(module), access });
        if let Some((_, items)) = &item.content {
            self.items(module, &Condition::default(), items);
        }
    }

    fn import(&mut self, module: ModuleId, access: &Access, before: String, tree: &UseTree) {
        let joined = |name: &dyn ToString| match before.as_str() {
            "" | "::" => format!("{before}{}", name.to_string()),
            before => format!("{before}::{}", name.to_string()),
        };
        let (name, path) = match tree {
            UseTree::Path(path) => return self.import(module, access, joined(&path.ident), &path.tree),
            UseTree::Group(group) => {
                return group.items.iter().for_each(|tree| self.import(module, access, before.clone(), tree));
            }
            UseTree::Glob(_) => {
                return self.modules[module].globs.push(Named { what: What::Import(before), access: access.clone() });
            }
            UseTree::Name(name) if name.ident == "self" => {
                (before.rsplit("::").next().unwrap_or_default().to_owned(), before.clone())
            }
            UseTree::Name(name) => (name.ident.to_string(), joined(&name.ident)),
            UseTree::Rename(rename) if rename.ident == "self" => (rename.rename.to_string(), before.clone()),
            UseTree::Rename(rename) => (rename.rename.to_string(), joined(&rename.ident)),
        };
        let named = Named { what: What::Import(path), access: access.clone() };
        self.modules[module].names.entry(name).or_default().push(named);
    }

    fn macro_item(&mut self, module: ModuleId, condition: Condition, item: &ItemMacro) {
        if let Some(name) = &item.ident {
            if item.attrs.iter().any(|attribute| attribute.path().is_ident("macro_export")) {
                // It is found at the root, wherever it stands.
                let access =
                    Access { is_public: true, is_hidden: is_hidden(&item.attrs), condition: condition.clone() };
                let head = ("pub macro ".to_owned(), "!".to_owned());
                self.define(Def {
                    module: 0,
                    name: name.to_string(),
                    access,
                    is_value: true,
                    head,
                    members: Vec::new(),
                });
            }
            self.macros.push(Macro::new(module, name.to_string(), condition, item.mac.tokens.clone()));
        } else if let Some(last) = item.mac.path.segments.last() {
            let tokens = super::strip::without_bodies(item.mac.tokens.clone());
            self.calls.push(Call { module, condition, name: last.ident.to_string(), tokens });
        }
    }

    fn type_def(&mut self, module: ModuleId, access: Access, declared: &Declared<'_>, members: Vec<Member>) {
        let Declared { word, name, attributes, generics, end } = declared;
        let name = name.to_string();
        let self_type = format!("{}{}", marked(&name), arguments(generics));
        for (of_trait, condition) in derives(attributes) {
            let mut access = Access { is_public: true, is_hidden: false, condition: access.condition.clone() };
            access.condition.and(&condition);
            let generics = derived_generics(generics, &of_trait);
            let (bounds, types, members) = Default::default();
            let (of_trait, self_type) = (Some(of_trait), self_type.clone());
            self.impls.push(Impl { module, access, generics, bounds, of_trait, types, self_type, members });
        }
        let head = (format!("{}pub {word} ", flags(attributes)), of_generics(generics) + end);
        self.define(Def { module, name, access, is_value: false, head, members });
    }

    fn trait_def(&mut self, module: ModuleId, access: Access, item: &ItemTrait) {
        let generics = names(&item.generics);
        let mut after = angles(&item.generics);
        if !item.supertraits.is_empty() {
            after.push_str(": ");
            after.push_str(&spell(item.supertraits.to_token_stream(), &generics));
        }
        after.push_str(&bounds(&item.generics, &generics));
        let is_unsafe = item.unsafety.as_ref().map_or("", |_| "unsafe ");
        let head = (format!("{}pub {is_unsafe}trait ", flags(&item.attrs)), after);
        let members = item.items.iter().filter_map(|one| trait_member(module, &generics, one)).collect();
        self.define(Def { module, name: item.ident.to_string(), access, is_value: false, head, members });
    }
}

fn attributes(item: &Item) -> Option<&[Attribute]> {
    Some(match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Union(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => return None,
    })
}

/// The parameters of a type and what they are bound to.
fn of_generics(generics: &Generics) -> String {
    angles(generics) + &bounds(generics, &names(generics))
}

fn of_type(ty: &Type) -> String {
    format!(": {}", spell_type(ty, &[]))
}
