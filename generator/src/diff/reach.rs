//! Which operations a type matters to.

use std::collections::BTreeMap;

use crate::analyze;
use crate::ir::{Api, Feature, TypeDef, TypeId};

/// The operations that reach each type.
pub(crate) struct Reach {
    operations: BTreeMap<TypeId, Vec<usize>>,
}

impl Reach {
    pub(crate) fn of(api: &Api) -> Self {
        let mut operations: BTreeMap<TypeId, Vec<usize>> = BTreeMap::new();
        for (index, operation) in api.operations.iter().enumerate() {
            for id in analyze::types_of(api, operation) {
                operations.entry(id).or_default().push(index);
            }
        }
        Self { operations }
    }

    /// The operations that reach a type, as `METHOD /path`.
    pub(crate) fn labels(&self, api: &Api, id: TypeId) -> Vec<String> {
        let indices = self.operations.get(&id).map(Vec::as_slice).unwrap_or_default();
        indices.iter().map(|index| api.operations[*index].label()).collect()
    }
}

/// The tag that a type belongs to, if it is only one.
pub(super) fn tag_of(api: &Api, def: &TypeDef) -> Option<String> {
    let mut features = def.features.iter();
    match (features.next(), features.next()) {
        (Some(Feature::Tag(tag)), None) => Some(api.tags[*tag].wire.clone()),
        _ => None,
    }
}
