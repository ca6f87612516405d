//! What names stand for, and by which paths a program reaches an item.

use std::collections::BTreeMap;

use super::condition::Condition;
use super::model::{Crate, DefId, ModuleId, Named, What};

/// How paths within the crate begin.
pub(super) const ROOT: &str = "crate";

/// What a path leads to.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Target {
    /// An item, and what of the path is left over: `::Item`.
    Def(DefId, String),
    Module(ModuleId),
    /// Something of another crate, by its path.
    Foreign(String),
}

/// A path that a program may write.
#[derive(Debug, Clone)]
pub(super) struct Way {
    pub path: String,
    pub condition: Condition,
    pub is_hidden: bool,
}

/// All that a program reaches.
#[derive(Default)]
pub(super) struct Reached {
    /// Items, each with all of its paths, the one to be used first.
    pub defs: BTreeMap<DefId, Vec<Way>>,
    pub modules: Vec<Way>,
    /// What is of other crates, with what it is there.
    pub foreign: Vec<(Way, String)>,
}

/// Names whose meaning is being looked for.
type Trail<'t> = Vec<(ModuleId, &'t str)>;

/// What the modules have from `use path::*`.
#[derive(Default)]
pub(super) struct Globs {
    /// The modules that each has all names of.
    modules: Vec<Vec<ModuleId>>,
    /// For each module where a name is from.
    names: Vec<BTreeMap<String, Vec<ModuleId>>>,
}

/// Modules whose names are all imported may themselves be found by such imports, so often at most.
const ROUNDS: usize = 4;

impl Crate {
    /// Finds out what `use path::*` brings. Before that only what is named is known.
    pub fn open_globs(&mut self) {
        for _ in 0..ROUNDS {
            let modules: Vec<Vec<ModuleId>> =
                (0..self.modules.len()).map(|module| self.globs_of(module, |_| true)).collect();
            let names = modules.iter().map(|globs| self.brought(globs)).collect();
            let is_same = modules == self.globs.modules;
            self.globs = Globs { modules, names };
            if is_same {
                break;
            }
        }
    }

    fn brought(&self, globs: &[ModuleId]) -> BTreeMap<String, Vec<ModuleId>> {
        let mut names: BTreeMap<String, Vec<ModuleId>> = BTreeMap::new();
        for glob in globs {
            let nested = self.globs.names.get(*glob).into_iter().flat_map(BTreeMap::keys);
            for name in self.modules[*glob].names.keys().chain(nested) {
                names.entry(name.clone()).or_default().push(*glob);
            }
        }
        names
    }

    /// The modules all of whose names are imported by some of the imports of a module.
    fn globs_of(&self, module: ModuleId, is_meant: impl Fn(&Named) -> bool) -> Vec<ModuleId> {
        let mut found = Vec::new();
        for glob in self.modules[module].globs.iter().filter(|glob| is_meant(glob)) {
            let What::Import(path) = &glob.what else { continue };
            for target in self.targets(module, path, &mut Trail::new()) {
                if let Target::Module(module) = target {
                    found.push(module);
                }
            }
        }
        found
    }

    /// What a path in a module may lead to: of types, and of values.
    pub fn targets<'t>(&'t self, module: ModuleId, path: &'t str, trail: &mut Trail<'t>) -> Vec<Target> {
        if let Some(foreign) = path.strip_prefix("::") {
            return vec![Target::Foreign(foreign.to_owned())];
        }
        let mut segments = path.split(':').filter(|segment| !segment.is_empty()).peekable();
        let first = segments.next().unwrap_or_default();
        let mut found = match first {
            ROOT => vec![Target::Module(0)],
            "self" => vec![Target::Module(module)],
            "super" => vec![Target::Module(self.modules[module].parent.unwrap_or_default())],
            name => {
                let mut found = self.names(module, name, trail);
                if segments.peek().is_some() {
                    found.retain(|target| self.is_type(target));
                }
                if found.is_empty() {
                    return vec![Target::Foreign(path.to_owned())];
                }
                found
            }
        };
        for segment in segments {
            found.retain(|target| self.is_type(target));
            found = found.into_iter().flat_map(|target| self.step(target, segment, trail)).collect();
        }
        found
    }

    fn step<'t>(&'t self, from: Target, segment: &'t str, trail: &mut Trail<'t>) -> Vec<Target> {
        match from {
            Target::Module(module) if segment == "super" => {
                vec![Target::Module(self.modules[module].parent.unwrap_or_default())]
            }
            Target::Module(module) => self.names(module, segment, trail),
            Target::Foreign(path) => vec![Target::Foreign(format!("{path}::{segment}"))],
            Target::Def(def, rest) => vec![Target::Def(def, format!("{rest}::{segment}"))],
        }
    }

    /// What a name in a module may stand for.
    fn names<'t>(&'t self, module: ModuleId, name: &'t str, trail: &mut Trail<'t>) -> Vec<Target> {
        // An import does not lead to itself: `use a::a` is about another `a`.
        let is_known = trail.contains(&(module, name));
        trail.push((module, name));
        let mut found: Vec<Target> = Vec::new();
        for named in self.modules[module].names.get(name).into_iter().flatten() {
            match &named.what {
                What::Def(def) => found.push(Target::Def(*def, String::new())),
                What::Module(module) => found.push(Target::Module(*module)),
                What::Import(path) if !is_known => found.extend(self.targets(module, path, trail)),
                What::Import(_) => {}
            }
        }
        if found.is_empty() && !is_known {
            let brought = self.globs.names.get(module).and_then(|names| names.get(name));
            for glob in brought.into_iter().flatten() {
                found.extend(self.names(*glob, name, trail));
            }
        }
        trail.pop();
        found
    }

    fn is_type(&self, target: &Target) -> bool {
        match target {
            Target::Def(def, _) => !self.defs[*def].is_value,
            _ => true,
        }
    }

    /// The type, trait or alias that a path in a module leads to.
    pub fn type_at(&self, module: ModuleId, path: &str) -> Target {
        let found = self.targets(module, path, &mut Trail::new()).into_iter().find(|target| self.is_type(target));
        found.unwrap_or_else(|| Target::Foreign(path.to_owned()))
    }

    /// What each module as a whole needs to be there.
    pub fn conditions(&self) -> Vec<Condition> {
        let mut conditions: Vec<Condition> = Vec::with_capacity(self.modules.len());
        for module in &self.modules {
            let mut condition = module.condition.clone();
            // A module is met after the one that it lies in.
            condition.and(module.parent.map_or(&Condition::default(), |parent| &conditions[parent]));
            conditions.push(condition);
        }
        conditions
    }

    /// The path of a module where it lies, whoever may see it.
    pub fn place(&self, module: ModuleId) -> String {
        let read = &self.modules[module];
        read.parent.map_or_else(|| ROOT.to_owned(), |parent| format!("{}::{}", self.place(parent), read.name))
    }

    /// Follows all that is public from the root.
    pub fn reached(&self, conditions: &[Condition]) -> Reached {
        let mut walk = Walk { read: self, conditions, reached: Reached::default(), within: Vec::new() };
        walk.module(0, &Way { path: ROOT.to_owned(), condition: Condition::default(), is_hidden: false });
        let mut reached = walk.reached;
        for ways in reached.defs.values_mut() {
            ways.sort_by(|a, b| way_order(a).cmp(&way_order(b)));
        }
        reached
    }
}

/// What is shown before what is hidden, short paths before long ones.
fn way_order(way: &Way) -> (bool, usize, &str) {
    (way.is_hidden, way.path.matches("::").count(), &way.path)
}

struct Walk<'a> {
    read: &'a Crate,
    conditions: &'a [Condition],
    reached: Reached,
    /// The modules on the way, so that none is entered within itself.
    within: Vec<ModuleId>,
}

impl Walk<'_> {
    fn module(&mut self, module: ModuleId, way: &Way) {
        if !self.read.modules[module].is_absent {
            self.reached.modules.push(way.clone());
            self.contents(module, way);
        }
    }

    fn contents(&mut self, module: ModuleId, way: &Way) {
        if self.within.contains(&module) {
            return;
        }
        self.within.push(module);
        let read = &self.read.modules[module];
        for (name, named) in &read.names {
            for named in named.iter().filter(|named| named.access.is_public) {
                let way = way.to(name, named);
                self.follow(module, &way, &named.what);
            }
        }
        for glob in read.globs.iter().filter(|glob| glob.access.is_public) {
            let mut inner = way.clone();
            inner.condition.and(&glob.access.condition);
            inner.is_hidden |= glob.access.is_hidden;
            if let What::Import(path) = &glob.what {
                for target in self.read.targets(module, path, &mut Trail::new()) {
                    match target {
                        Target::Module(module) => self.contents(module, &inner),
                        Target::Foreign(path) => {
                            let path =
                                (Way { path: format!("{}::*", inner.path), ..inner.clone() }, format!("{path}::*"));
                            self.reached.foreign.push(path);
                        }
                        Target::Def(..) => {}
                    }
                }
            }
        }
        self.within.pop();
    }

    fn follow(&mut self, module: ModuleId, way: &Way, what: &What) {
        let targets = match what {
            What::Def(def) => vec![Target::Def(*def, String::new())],
            What::Module(module) => vec![Target::Module(*module)],
            What::Import(path) => {
                // An import brings a name of types and one of values, each once whatever the features are.
                let mut found: Vec<Target> = Vec::new();
                for target in self.read.targets(module, path, &mut Trail::new()) {
                    if !found.contains(&target) {
                        found.push(target);
                    }
                }
                if found.is_empty() {
                    self.reached.foreign.push((way.clone(), format!("? {path}")));
                }
                found
            }
        };
        for target in targets {
            match target {
                Target::Module(module) => self.module(module, way),
                Target::Def(def, rest) if rest.is_empty() => self.def(def, way),
                Target::Def(..) => {}
                Target::Foreign(path) => self.reached.foreign.push((way.clone(), path)),
            }
        }
    }

    fn def(&mut self, def: DefId, way: &Way) {
        let read = &self.read.defs[def];
        // A private import of a module that is public in it leads no further than where it is public.
        if !read.access.is_public {
            return;
        }
        let mut way = way.clone();
        way.condition.and(&read.access.condition);
        way.condition.and(&self.conditions[read.module]);
        way.is_hidden |= read.access.is_hidden;
        let ways = self.reached.defs.entry(def).or_default();
        if !ways.iter().any(|known| known.path == way.path) {
            ways.push(way);
        }
    }
}

impl Way {
    fn to(&self, name: &str, named: &Named) -> Self {
        let mut condition = self.condition.clone();
        condition.and(&named.access.condition);
        let is_hidden = self.is_hidden || named.access.is_hidden;
        Self { path: format!("{}::{name}", self.path), condition, is_hidden }
    }
}
