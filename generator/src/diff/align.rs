//! Which type of the old description is which of the new one.

use std::collections::BTreeMap;

use super::is_component;
use crate::ir::{Api, Kind, Ty, TypeDef, TypeId};

/// Types that are the same thing on both sides.
pub(super) struct Alignment {
    forth: BTreeMap<TypeId, TypeId>,
    back: BTreeMap<TypeId, TypeId>,
    /// Pairs that were only guessed, from what the types hold.
    guesses: Vec<TypeId>,
}

/// How alike two schemas of different names have to be to be taken for one that was renamed, in hundredths.
const ALIKE: usize = 80;

impl Alignment {
    /// Pairs types by their logical path, then by their name, then components by what they hold.
    pub(super) fn of(old: &Api, new: &Api) -> Self {
        let mut alignment = Self { forth: BTreeMap::new(), back: BTreeMap::new(), guesses: Vec::new() };
        alignment.by(old, new, |def| def.origin.key.clone());
        alignment.by(old, new, |def| def.name.clone());
        alignment.by_content(old, new);
        alignment.inside(old, new);
        alignment
    }

    /// The new type that an old one is.
    pub(super) fn forth(&self, old: TypeId) -> Option<TypeId> {
        self.forth.get(&old).copied()
    }

    /// The old type that a new one is.
    pub(super) fn back(&self, new: TypeId) -> Option<TypeId> {
        self.back.get(&new).copied()
    }

    /// All pairs.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (TypeId, TypeId)> {
        self.forth.iter().map(|(old, new)| (*old, *new))
    }

    /// Whether a pair was guessed.
    pub(super) fn is_guess(&self, old: TypeId) -> bool {
        self.guesses.contains(&old)
    }

    /// Whether two types are the same, as far as can be said without looking into what they refer to.
    pub(super) fn same(&self, old: &Ty, new: &Ty) -> bool {
        match (old, new) {
            (Ty::Ref(old), Ty::Ref(new)) => self.forth(*old) == Some(*new),
            (Ty::List(old), Ty::List(new))
            | (Ty::Map(old), Ty::Map(new))
            | (Ty::OneOrMany(old), Ty::OneOrMany(new))
            | (Ty::Nullable(old), Ty::Nullable(new)) => self.same(old, new),
            (Ty::Ref(_), _) | (_, Ty::Ref(_)) => false,
            _ => old == new,
        }
    }

    fn by(&mut self, old: &Api, new: &Api, label: impl Fn(&TypeDef) -> String) {
        let free: BTreeMap<String, TypeId> =
            new.types.iter().filter(|def| !self.back.contains_key(&def.id)).map(|def| (label(def), def.id)).collect();
        for def in &old.types {
            if !self.forth.contains_key(&def.id)
                && let Some(id) = free.get(&label(def))
                && !self.back.contains_key(id)
            {
                self.pair(def.id, *id);
            }
        }
    }

    fn by_content(&mut self, old: &Api, new: &Api) {
        let left: Vec<&TypeDef> = old.types.iter().filter(|def| self.is_left(def, true)).collect();
        for def in left {
            let free = new.types.iter().filter(|def| self.is_left(def, false));
            let best = free.map(|other| (likeness(&def.kind, &other.kind), other.id)).max_by_key(|(alike, _)| *alike);
            if let Some((alike, id)) = best
                && alike >= ALIKE
            {
                self.pair(def.id, id);
                self.guesses.push(def.id);
            }
        }
    }

    /// Pairs the types inside schemas that were renamed.
    fn inside(&mut self, old: &Api, new: &Api) {
        let keys: BTreeMap<&str, TypeId> = new.types.iter().map(|def| (def.origin.key.as_str(), def.id)).collect();
        let renamed: Vec<(&str, &str)> = self
            .guesses
            .iter()
            .filter_map(|id| Some((old.ty(*id).origin.key.as_str(), new.ty(self.forth(*id)?).origin.key.as_str())))
            .collect();
        for def in old.types.iter().filter(|def| !self.forth.contains_key(&def.id)).collect::<Vec<_>>() {
            let inside = renamed.iter().find_map(|(was, is)| {
                let way = def.origin.key.strip_prefix(was)?.strip_prefix(['.', '[', '{', '<'])?;
                let way = &def.origin.key[def.origin.key.len() - way.len() - 1..];
                keys.get(format!("{is}{way}").as_str())
            });
            if let Some(id) = inside.filter(|id| !self.back.contains_key(id)) {
                self.pair(def.id, *id);
            }
        }
    }

    fn is_left(&self, def: &TypeDef, old: bool) -> bool {
        let paired = if old { self.forth.contains_key(&def.id) } else { self.back.contains_key(&def.id) };
        is_component(def) && !paired
    }

    fn pair(&mut self, old: TypeId, new: TypeId) {
        self.forth.insert(old, new);
        self.back.insert(new, old);
    }
}

/// How much of two types is the same, in hundredths. Few fields say too little.
fn likeness(old: &Kind, new: &Kind) -> usize {
    let (old, new): (Vec<&str>, Vec<&str>) = match (old, new) {
        (Kind::Record(old), Kind::Record(new)) => (
            old.fields.iter().map(|field| field.wire.as_str()).collect(),
            new.fields.iter().map(|field| field.wire.as_str()).collect(),
        ),
        (Kind::OpenEnum(old), Kind::OpenEnum(new)) => (
            old.iter().map(|value| value.wire.as_str()).collect(),
            new.iter().map(|value| value.wire.as_str()).collect(),
        ),
        _ => return 0,
    };
    let shared = old.iter().filter(|name| new.contains(name)).count();
    if shared < 4 { 0 } else { 100 * shared / old.len().max(new.len()) }
}
