//! The listing itself.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};

use super::condition::Condition;
use super::expand::Call;
use super::model::{Crate, DefId, Impl, Member, ModuleId};
use super::resolve::{ROOT, Reached, Target, Way};
use super::spell::{paths, replace};

/// What the first lines tell.
const LEGEND: &str = "\
# Every public item that a program can reach, by its path, and what it has. `crate` is the root of this crate. An item\n\
# that stands below another one, such as a field, is there when that is; [needs a, b | c] says what it needs besides:\n\
# the feature `a`, and one of `b` and `c`. `{ .. }` and `(..)` after a type stand for private fields, `{ .. }` after a\n\
# function of a trait for a body that is given.\n";

/// Lists what is public.
pub(super) fn list(read: &Crate, unknown: &[Call], crate_name: &str) -> String {
    let conditions = read.conditions();
    let mut reached = read.reached(&conditions);
    let (modules, foreign) = (std::mem::take(&mut reached.modules), std::mem::take(&mut reached.foreign));
    let names = Names::new(read, &reached);
    let mut list = List { names: &names, conditions: &conditions, blocks: Vec::new(), places: HashMap::new() };
    for way in modules.iter().filter(|way| way.path != ROOT) {
        list.head(&way.path, format!("{}pub mod {}{}", hidden(way.is_hidden), way.path, way.condition.suffix()));
    }
    for (way, foreign) in &foreign {
        let (hidden, suffix) = (hidden(way.is_hidden), way.condition.suffix());
        list.head(&way.path, format!("{hidden}pub use {} = {}{suffix}", way.path, shown(foreign)));
    }
    for (id, ways) in &reached.defs {
        list.def(*id, ways);
    }
    for implementation in &read.impls {
        list.implementation(implementation);
    }
    for call in unknown {
        let place = read.place(call.module);
        list.head(&place, format!("? what `{}!` makes in {place}", call.name));
    }
    let mut text = format!("# The public API of {crate_name}. Written by `cargo xtask regenerate`.\n#\n{LEGEND}\n");
    list.write(&mut text);
    text
}

struct List<'a> {
    names: &'a Names<'a>,
    /// What each module needs to be there.
    conditions: &'a [Condition],
    blocks: Vec<(String, Block)>,
    /// Where the block of a path is.
    places: HashMap<String, usize>,
}

/// The lines of a path.
#[derive(Default)]
struct Block {
    heads: Vec<String>,
    /// Traits that need no words of their own, by condition.
    traits: BTreeMap<String, Vec<String>>,
    impls: Vec<String>,
    /// By name.
    members: Vec<(String, String)>,
}

impl List<'_> {
    fn block(&mut self, path: &str) -> &mut Block {
        let place = self.places.get(path).copied().unwrap_or_else(|| {
            self.places.insert(path.to_owned(), self.blocks.len());
            self.blocks.push((path.to_owned(), Block::default()));
            self.blocks.len() - 1
        });
        &mut self.blocks[place].1
    }

    fn head(&mut self, path: &str, line: String) {
        let heads = &mut self.block(path).heads;
        if !heads.contains(&line) {
            heads.push(line);
        }
    }

    fn def(&mut self, id: DefId, ways: &[Way]) {
        let def = &self.names.read.defs[id];
        let Some((way, others)) = ways.split_first() else { return };
        for other in others.iter().filter(|other| !other.is_hidden) {
            self.head(&other.path, format!("pub use {} = {}{}", other.path, way.path, other.condition.suffix()));
        }
        let mut line = format!("{}{}{}", hidden(way.is_hidden), def.head.0, way.path);
        self.names.write(def.module, &def.head.1, &mut line);
        line.push_str(&way.condition.suffix());
        self.head(&way.path, line);
        let members: Vec<(String, String)> =
            def.members.iter().map(|member| self.member(way, &Condition::default(), "", member)).collect();
        self.block(&way.path).members.extend(members);
    }

    /// The line of what an item has, by name. `when` is asked for beyond what the item asks for, and shown as `suffix`.
    fn member(&self, way: &Way, when: &Condition, suffix: &str, member: &Member) -> (String, String) {
        let mut line = format!("{}{}", hidden(member.access.is_hidden), member.before);
        match &member.of {
            Some(of) => self.names.write(member.module, of, &mut line),
            None => line.push_str(&way.path),
        }
        line.push_str("::");
        line.push_str(&member.name);
        self.names.write(member.module, &member.after, &mut line);
        if member.access.condition.is_empty() {
            line.push_str(suffix);
        } else {
            let mut condition = member.access.condition.clone();
            condition.and(when);
            line.push_str(&condition.beyond(&way.condition).suffix());
        }
        (member.name.clone(), line)
    }

    fn implementation(&mut self, item: &Impl) {
        let Some(way) = self.names.owner(item) else { return };
        let mut when = item.access.condition.clone();
        when.and(&self.conditions[item.module]);
        let when = when.beyond(&way.condition);
        let suffix = when.suffix();
        let members: Vec<(String, String)> =
            item.members.iter().map(|member| self.member(way, &when, &suffix, member)).collect();
        let names = self.names;
        let block = self.block(&way.path);
        block.members.extend(members);
        let Some(of_trait) = &item.of_trait else { return };
        let spelled = |text: &str| {
            let mut spelled = String::new();
            names.write(item.module, text, &mut spelled);
            spelled
        };
        let (of_trait, self_type) = (spelled(of_trait), spelled(&item.self_type));
        if item.generics.is_empty() && item.types.is_empty() && self_type == way.path && !is_about_others(&of_trait) {
            return block.traits.entry(suffix).or_default().push(of_trait);
        }
        let types: Vec<String> = item.types.iter().map(|text| spelled(text)).collect();
        let (generics, bounds) = (spelled(&item.generics), spelled(&item.bounds));
        let of_trait = with_types(of_trait, &types);
        block.impls.push(format!("impl{generics} {of_trait} for {self_type}{bounds}{suffix}"));
    }

    fn write(mut self, text: &mut String) {
        // The members of `A` come before `AB`.
        self.blocks.sort_by_cached_key(|(path, _)| path.replace("::", "\0"));
        for (path, block) in self.blocks {
            block.write(&path, text);
        }
    }
}

impl Block {
    fn write(mut self, path: &str, text: &mut String) {
        for (suffix, mut traits) in self.traits {
            traits.sort();
            traits.dedup();
            self.impls.push(format!("impl {} for {path}{suffix}", traits.join(" + ")));
        }
        self.heads.sort();
        self.impls.sort();
        self.members.sort();
        let members = self.members.iter().map(|(_, line)| line);
        for line in self.heads.iter().chain(&self.impls).chain(members) {
            text.push_str(line);
            text.push('\n');
        }
    }
}

/// What paths in the sources stand for, and how a program writes that.
struct Names<'a> {
    read: &'a Crate,
    reached: &'a Reached,
    /// What is known already, by the module that a path stands in.
    known: RefCell<Vec<HashMap<String, Known>>>,
}

struct Known {
    def: Option<DefId>,
    shown: String,
}

impl<'a> Names<'a> {
    fn new(read: &'a Crate, reached: &'a Reached) -> Self {
        Self { read, reached, known: RefCell::new(read.modules.iter().map(|_| HashMap::new()).collect()) }
    }

    /// The way to the item that an implementation is listed with: the type, or else the trait, or else what it is made
    /// from. `None` where something has a part in it that no program can name.
    fn owner(&self, item: &Impl) -> Option<&'a Way> {
        let of_trait = item.of_trait.as_deref().unwrap_or_default();
        let mut owner = None;
        for path in paths(&item.self_type).chain(paths(of_trait)) {
            if let Some(def) = self.with(item.module, path, |known| known.def) {
                let way = self.reached.defs.get(&def)?.first()?;
                owner = owner.or(Some(way));
            }
        }
        owner
    }

    /// Adds a text with each path as a program would write it.
    fn write(&self, module: ModuleId, text: &str, line: &mut String) {
        replace(text, line, |path, line| self.with(module, path, |known| line.push_str(&known.shown)));
    }

    fn with<T>(&self, module: ModuleId, path: &str, take: impl FnOnce(&Known) -> T) -> T {
        let mut known = self.known.borrow_mut();
        if let Some(known) = known[module].get(path) {
            return take(known);
        }
        take(known[module].entry(path.to_owned()).or_insert(self.find(module, path)))
    }

    fn find(&self, module: ModuleId, path: &str) -> Known {
        let (def, shown) = match self.read.type_at(module, path) {
            Target::Def(def, rest) => {
                let read = &self.read.defs[def];
                let lies = || format!("{}::{}", self.read.place(read.module), read.name);
                let way = self.reached.defs.get(&def).and_then(|ways| ways.first());
                (Some(def), way.map_or_else(lies, |way| way.path.clone()) + &rest)
            }
            Target::Module(module) => (None, self.read.place(module)),
            Target::Foreign(path) => (None, shown(&path)),
        };
        Known { def, shown }
    }
}

/// Whether a trait has an item of the crate among its arguments: a line for each of these changes by itself.
fn is_about_others(of_trait: &str) -> bool {
    of_trait.split_once('<').is_some_and(|(_, arguments)| arguments.contains("crate::"))
}

fn hidden(is_hidden: bool) -> &'static str {
    if is_hidden { "#[doc(hidden)] " } else { "" }
}

/// `Trait<A>` as `Trait<A, Item = T>`.
fn with_types(path: String, types: &[String]) -> String {
    if types.is_empty() {
        return path;
    }
    match path.strip_suffix('>') {
        Some(open) => format!("{open}, {}>", types.join(", ")),
        None => format!("{path}<{}>", types.join(", ")),
    }
}

/// What is there without `use`, by its place in the standard library.
const PRELUDE: [&str; 39] = [
    "borrow::ToOwned",
    "boxed::Box",
    "clone::Clone",
    "cmp::Eq",
    "cmp::Ord",
    "cmp::PartialEq",
    "cmp::PartialOrd",
    "convert::AsMut",
    "convert::AsRef",
    "convert::From",
    "convert::Into",
    "convert::TryFrom",
    "convert::TryInto",
    "default::Default",
    "future::Future",
    "future::IntoFuture",
    "iter::DoubleEndedIterator",
    "iter::ExactSizeIterator",
    "iter::Extend",
    "iter::FromIterator",
    "iter::IntoIterator",
    "iter::Iterator",
    "marker::Copy",
    "marker::Send",
    "marker::Sized",
    "marker::Sync",
    "marker::Unpin",
    "ops::AsyncFn",
    "ops::AsyncFnMut",
    "ops::AsyncFnOnce",
    "ops::Drop",
    "ops::Fn",
    "ops::FnMut",
    "ops::FnOnce",
    "option::Option",
    "result::Result",
    "string::String",
    "string::ToString",
    "vec::Vec",
];

/// A path of another crate: one of the standard library as short as it may be.
fn shown(path: &str) -> String {
    // What `derive` takes is a macro without a path, but the trait has one.
    match path {
        "Debug" => return "std::fmt::Debug".to_owned(),
        "Hash" => return "std::hash::Hash".to_owned(),
        _ => {}
    }
    let Some((first, rest)) = path.split_once("::") else { return path.to_owned() };
    if !matches!(first, "alloc" | "core" | "std") {
        return path.to_owned();
    }
    if let Some(primitive) = rest.strip_prefix("primitive::") {
        return primitive.to_owned();
    }
    match rest.rsplit_once("::") {
        Some((_, name)) if PRELUDE.contains(&rest) => name.to_owned(),
        _ => format!("std::{rest}"),
    }
}
