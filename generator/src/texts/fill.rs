//! Putting texts where the description has none.

use std::collections::BTreeSet;

use super::{ITSELF, Texts};
use crate::diagnostics::Diagnostics;
use crate::ir::{Api, Docs, EnumValue, Kind, Param, TypeDef};

/// Fills the gaps of the description's own prose. Texts about what is not there are reported.
pub(crate) fn fill(api: &mut Api, texts: &Texts, diagnostics: &mut Diagnostics) {
    let mut filler = Filler { texts, used: BTreeSet::new() };
    filler.tags(api);
    filler.operations(api);
    for def in &mut api.types {
        filler.def(def);
    }
    for (entry, _) in texts.entries().filter(|(entry, _)| !filler.used.contains(entry)) {
        let at = texts.pointer_of(&entry).unwrap_or_default();
        diagnostics.warn("stale-text", &at, None, format!("there is a text for `{entry}`, which is not there"));
    }
}

struct Filler<'t> {
    texts: &'t Texts,
    /// The ways to the texts that are about something.
    used: BTreeSet<String>,
}

impl Filler<'_> {
    fn tags(&mut self, api: &mut Api) {
        for tag in &mut api.tags {
            let text = self.texts.tags.get(&tag.wire);
            self.put(&mut tag.docs, text, || format!("tags.{}", tag.wire));
        }
        // A tag that is only ever the second of an operation has no place of its own.
        for wire in api.operations.iter().flat_map(|operation| &operation.also_in) {
            self.used.insert(format!("tags.{wire}"));
        }
    }

    fn operations(&mut self, api: &mut Api) {
        for operation in &mut api.operations {
            let label = operation.label();
            let text = self.texts.operations.get(&label);
            self.put(&mut operation.docs, text, || format!("operations.{label}"));
            let params = operation.path_params.iter_mut().chain(&mut operation.query).chain(&mut operation.headers);
            params.for_each(|param| self.param(param));
        }
    }

    fn param(&mut self, param: &mut Param) {
        let text = self.texts.fields.get(&param.wire);
        self.put(&mut param.docs, text, || format!("fields.{}", param.wire));
    }

    fn def(&mut self, def: &mut TypeDef) {
        let key = def.origin.key.clone();
        let special = self.texts.schemas.get(&key);
        let itself = special.and_then(|texts| texts.get(ITSELF));
        self.put(&mut def.docs, itself, || format!("schemas.{key}.{ITSELF}"));
        match &mut def.kind {
            Kind::Record(record) => {
                for field in &mut record.fields {
                    let text = special.and_then(|texts| texts.get(&field.wire));
                    self.put(&mut field.docs, text, || format!("schemas.{key}.{}", field.wire));
                    let text = self.texts.fields.get(&field.wire);
                    self.put(&mut field.docs, text, || format!("fields.{}", field.wire));
                }
            }
            Kind::OpenEnum(values) => values.iter_mut().for_each(|value| self.value(&key, value)),
            Kind::Replaced(_) | Kind::Alias(_) => {
                // Its fields are nowhere, and a text about one may come to use again.
                let fields = special.into_iter().flat_map(std::collections::BTreeMap::keys);
                self.used.extend(fields.map(|field| format!("schemas.{key}.{field}")));
            }
            Kind::Union(_) => {}
        }
    }

    /// A value of an enum, by the name of the field that holds it.
    fn value(&mut self, key: &str, value: &mut EnumValue) {
        let field = key.rsplit(['.', '#', '?']).next().unwrap_or(key).trim_end_matches("[]");
        let text = self.texts.values.get(field).and_then(|values| values.get(&value.wire));
        self.put(&mut value.docs, text, || format!("values.{field}.{}", value.wire));
    }

    fn put(&mut self, docs: &mut Docs, text: Option<&String>, entry: impl FnOnce() -> String) {
        if let Some(text) = text {
            self.used.insert(entry());
            if docs.text.is_none() {
                docs.text = Some(text.clone());
            }
        }
    }
}
