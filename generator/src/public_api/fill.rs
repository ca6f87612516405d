//! Fills the arguments of a call into what its macro makes.

use super::condition::Condition;
use super::model::{Access, Crate, Def, Impl, Member, ModuleId};
use super::rules::{Argument, PLACEHOLDER};
use super::spell::{CLOSE, OPEN};

impl Crate {
    /// Takes over what a macro makes in a module.
    pub fn fill(&mut self, made: &Self, module: ModuleId, condition: &Condition, arguments: &[Argument]) {
        let filling = Filling { module, condition, arguments };
        for def in &made.defs {
            self.define(filling.def(def));
        }
        self.impls.extend(made.impls.iter().map(|one| filling.implementation(one)));
    }
}

struct Filling<'a> {
    module: ModuleId,
    condition: &'a Condition,
    arguments: &'a [Argument],
}

impl Filling<'_> {
    fn def(&self, def: &Def) -> Def {
        Def {
            module: self.module,
            name: self.text(&def.name),
            access: self.access(&def.access),
            is_value: def.is_value,
            head: (self.text(&def.head.0), self.text(&def.head.1)),
            members: def.members.iter().map(|member| self.member(member)).collect(),
        }
    }

    fn implementation(&self, one: &Impl) -> Impl {
        Impl {
            module: self.module,
            access: self.access(&one.access),
            generics: self.text(&one.generics),
            bounds: self.text(&one.bounds),
            of_trait: one.of_trait.as_deref().map(|text| self.text(text)),
            types: one.types.iter().map(|text| self.text(text)).collect(),
            self_type: self.text(&one.self_type),
            members: one.members.iter().map(|member| self.member(member)).collect(),
        }
    }

    /// What a member needs beyond its item stays as it is.
    fn member(&self, member: &Member) -> Member {
        Member {
            name: self.text(&member.name),
            module: self.module,
            access: member.access.clone(),
            before: member.before.clone(),
            after: self.text(&member.after),
            of: member.of.as_deref().map(|text| self.text(text)),
        }
    }

    fn access(&self, access: &Access) -> Access {
        let mut condition = access.condition.clone();
        condition.and(self.condition);
        Access { condition, ..*access }
    }

    /// A text with each placeholder replaced: by a type where that stands by itself, by a name where it is part of a path.
    fn text(&self, text: &str) -> String {
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once(PLACEHOLDER) {
            let (number, after) = after.split_once('_').unwrap_or((after, ""));
            let argument = number.parse().ok().and_then(|number: usize| self.arguments.get(number));
            rest = after;
            if let (Some(before), Some(after)) = (before.strip_suffix(OPEN), after.strip_prefix(CLOSE)) {
                filled.push_str(before);
                filled.push_str(argument.map_or("", |argument| &argument.marked));
                rest = after;
            } else {
                filled.push_str(before);
                filled.push_str(argument.map_or("", |argument| &argument.plain));
            }
        }
        filled.push_str(rest);
        filled
    }
}
