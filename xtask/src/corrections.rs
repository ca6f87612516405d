//! The official description with some of its corrections.

use std::collections::BTreeSet;

use openapi_rust_codegen::document::{self, Document, Node, Value};
use openapi_rust_codegen::overlay::{self, StalePolicy};
use openapi_rust_codegen::pipeline::Source;

use crate::failure::Failure;

/// A description, and an overlay that corrects it.
pub struct Corrections {
    description: Document,
    overlay: Document,
}

impl Corrections {
    /// Reads both.
    pub fn read(description: &Source, overlay: &Source) -> Result<Self, Failure> {
        let read = |source: &Source| {
            document::parse(&source.name, &source.bytes)
                .map_err(|found| Failure::new(format!("{} cannot be read\n{found}", source.name)))
        };
        Ok(Self { description: read(description)?, overlay: read(overlay)? })
    }

    /// The description as it is.
    pub fn description(&self) -> &Document {
        &self.description
    }

    /// How many actions there are.
    pub fn count(&self) -> usize {
        self.actions().len()
    }

    /// An action, for people.
    pub fn shown(&self, action: usize) -> String {
        let text = |name| self.actions().get(action).and_then(|action| action.child(name)).and_then(Node::as_str);
        format!("{}: {}", text("target").unwrap_or_default(), text("x-reason").unwrap_or_default())
    }

    /// Some paths of the description, with so many of the actions applied from the first on.
    pub fn applied(&self, count: usize, paths: &BTreeSet<&str>) -> Document {
        let mut overlay = self.overlay.clone();
        if let Some(Node { value: Value::List(actions), .. }) = overlay.root.child_mut("actions") {
            actions.truncate(count);
        }
        let mut document = self.description.clone();
        // What is stale or in conflict is told where all of them are applied.
        drop(overlay::apply(&mut document, &overlay, StalePolicy::Warn));
        if let Some(Node { value: Value::Map(all), .. }) = document.root.child_mut("paths") {
            all.retain(|path, _| paths.contains(path.as_str()));
        }
        document
    }

    fn actions(&self) -> &[Node] {
        self.overlay.root.child("actions").and_then(Node::as_list).unwrap_or_default()
    }
}
