//! Naming: every tag, operation, type, field and variant gets the Rust name that users will write.
//!
//! The rules are in the project's contributor guide. A name is made from the logical path, never from a place in a list.
//! Of two types that want the same name the one with the earlier path gets it; two methods of a tag that do both get their
//! long names. The lock tells when that changes a name that is in use.

mod arguments;
mod lock;
mod operation;
mod types;
mod why;
pub mod words;

use crate::choices::{Choices, Rename};
use crate::diagnostics::{Diagnostic, Diagnostics, Severity};
use crate::document::pointer;
use crate::ir::{Ir, Named, Unnamed};

pub use lock::{Change, Lock};
pub(crate) use operation::FEATURES;
pub use why::{Explainer, Explanation};

/// Names everything.
#[must_use]
pub fn name(ir: Ir<Unnamed>, choices: &Choices) -> (Ir<Named>, Diagnostics) {
    let mut api = ir.api;
    let mut renames = RenameUse::new(choices);
    operation::name_tags(&mut api, &mut renames);
    operation::name_operations(&mut api, &mut renames);
    types::name_types(&mut api, &mut renames);
    types::name_members(&mut api);
    operation::name_params(&mut api);
    (Ir::at_stage(api), renames.finish())
}

/// The chosen names, and which of them have been of use.
struct RenameUse<'c> {
    choices: &'c Choices,
    used: Vec<(&'static str, String)>,
}

impl<'c> RenameUse<'c> {
    fn new(choices: &'c Choices) -> Self {
        Self { choices, used: Vec::new() }
    }

    fn tag(&mut self, key: &str) -> Option<String> {
        self.pick("tags", key)
    }

    fn ty(&mut self, key: &str) -> Option<String> {
        self.pick("types", key)
    }

    fn method(&mut self, key: &str) -> Option<String> {
        self.pick("methods", key)
    }

    fn builder(&self, key: &str) -> Option<String> {
        self.choices.rename.methods.get(key)?.builder.clone()
    }

    fn tables(choices: &'c Choices) -> [(&'static str, &'c std::collections::BTreeMap<String, Rename>); 3] {
        [("tags", &choices.rename.tags), ("types", &choices.rename.types), ("methods", &choices.rename.methods)]
    }

    fn pick(&mut self, table: &'static str, key: &str) -> Option<String> {
        let (_, names) = Self::tables(self.choices).into_iter().find(|(name, _)| *name == table)?;
        let rename = names.get(key)?;
        self.used.push((table, key.to_owned()));
        Some(rename.to.clone())
    }

    /// Reports the names that were chosen for something that is not there.
    fn finish(self) -> Diagnostics {
        let mut diagnostics = Diagnostics::default();
        for (table, names) in Self::tables(self.choices) {
            for key in names.keys().filter(|key| !self.used.iter().any(|(t, k)| *t == table && k == *key)) {
                diagnostics.push(Diagnostic {
                    severity: Severity::Warning,
                    code: "stale-rename",
                    pointer: pointer::join(&format!("/rename/{table}"), key),
                    place: None,
                    message: format!("[rename.{table}] has a name for `{key}`, which is not there"),
                    hint: Some("delete the line, or correct its key".to_owned()),
                });
            }
        }
        diagnostics
    }
}
