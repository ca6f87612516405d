//! What is kept of the sources: names, modules, imports, implementations.

use std::collections::BTreeMap;

use super::condition::Condition;
use super::expand::{Call, Macro};
use super::resolve::Globs;

/// Indices into the lists of a [`Crate`].
pub(super) type ModuleId = usize;
pub(super) type DefId = usize;

/// All that was read. The first module is the root.
pub(super) struct Crate {
    pub modules: Vec<Module>,
    pub defs: Vec<Def>,
    pub impls: Vec<Impl>,
    pub globs: Globs,
    pub macros: Vec<Macro>,
    /// Calls of macros that stand where items do.
    pub calls: Vec<Call>,
    pub children: BTreeMap<(ModuleId, String), ModuleId>,
}

#[derive(Default)]
pub(super) struct Module {
    pub parent: Option<ModuleId>,
    pub name: String,
    /// Whether no program ever gets it.
    pub is_absent: bool,
    pub condition: Condition,
    pub names: BTreeMap<String, Vec<Named>>,
    /// `use path::*`.
    pub globs: Vec<Named>,
}

/// What a name in a module stands for.
pub(super) struct Named {
    pub what: What,
    pub access: Access,
}

/// Who may see an item, and when.
#[derive(Clone, Default)]
pub(super) struct Access {
    pub is_public: bool,
    /// `doc(hidden)`: no part of what is promised.
    pub is_hidden: bool,
    pub condition: Condition,
}

pub(super) enum What {
    Def(DefId),
    Module(ModuleId),
    Import(String),
}

/// Something with a path of its own: a type, a trait, a function, a constant.
pub(super) struct Def {
    pub module: ModuleId,
    pub name: String,
    pub access: Access,
    /// Whether it is a function, a constant or a static.
    pub is_value: bool,
    /// What stands before and after its path.
    pub head: (String, String),
    pub members: Vec<Member>,
}

/// A line below an item: a field, a variant, a method.
pub(super) struct Member {
    pub name: String,
    pub module: ModuleId,
    pub access: Access,
    pub before: String,
    pub after: String,
    /// The type with its arguments, where the member is not of all of them.
    pub of: Option<String>,
}

pub(super) struct Impl {
    pub module: ModuleId,
    pub access: Access,
    /// With bounds and angles.
    pub generics: String,
    pub bounds: String,
    /// `None` for what a type has by itself.
    pub of_trait: Option<String>,
    /// `Item = T`.
    pub types: Vec<String>,
    pub self_type: String,
    pub members: Vec<Member>,
}
