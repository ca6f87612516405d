//! Lists that come in pages, which a maintainer's choices tell: a description hardly says so.

use super::Lowerer;
use crate::choices::PagingRule;
use crate::document::pointer;
use crate::ir::{Operation, Payload, Ty, TypeId};

impl Lowerer<'_> {
    /// Applies the rules for pages.
    pub(super) fn paging(&mut self) {
        let choices = self.choices;
        for (key, rule) in &choices.paging {
            match self.api.operations.iter().position(|operation| operation.key() == *key) {
                Some(index) => self.page(index, key, rule),
                None => self.stale_paging(key, format!("[paging] is about `{key}`, which is not there")),
            }
        }
    }

    fn page(&mut self, index: usize, key: &str, rule: &PagingRule) {
        let operation = &self.api.operations[index];
        let label = operation.label();
        let way: Vec<String> = rule.items.split('.').map(str::to_owned).collect();
        let Some(id) = reply(operation).and_then(|ty| self.listing(ty, &way)) else {
            let items = &rule.items;
            let message = format!("[paging] says that the reply of {label} has a list `{items}`: it has not");
            return self.stale_paging(key, message);
        };
        let known = self.api.lists.entry(id).or_insert_with(|| way.clone());
        if *known != way {
            let message =
                format!("[paging] gives the reply of {label} two lists, `{}` and `{}`", known.join("."), rule.items);
            return self.stale_paging(key, message);
        }
        self.api.operations[index].paging = Some(rule.style);
    }

    /// The type that has a list at the end of a way.
    fn listing(&self, ty: &Ty, way: &[String]) -> Option<TypeId> {
        self.api.list_item(ty, way)?;
        match self.api.unalias(ty) {
            Ty::Ref(id) => Some(*id),
            _ => None,
        }
    }

    fn stale_paging(&mut self, key: &str, message: String) {
        self.diagnostics.warn("stale-choice", &pointer::join("/paging", key), None, message);
    }
}

/// What an operation answers, where that is one kind of JSON.
fn reply(operation: &Operation) -> Option<&Ty> {
    let mut found = operation.replies.ok.iter().map(|reply| match &reply.payload {
        Payload::Json(ty) => Some(ty),
        _ => None,
    });
    let first = found.next()??;
    found.all(|other| other == Some(first)).then_some(first)
}
