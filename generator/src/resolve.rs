//! Resolving: a document whose references all lead somewhere, and the same as `openapiv3` types.
//!
//! `openapiv3` drops what stands beside a `$ref`, so such places become `allOf` first. What is checked here is checked on
//! the tree, where every node knows its place.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use openapiv3::{OpenAPI, Operation, Schema};
use serde::de::DeserializeOwned;

use crate::diagnostics::{Diagnostic, Diagnostics, Severity};
use crate::document::{Document, Entry, MAX_DEPTH, Node, Value, pointer};
use crate::ir::{Described, Method};

const SCHEMAS: &str = "#/components/schemas/";

/// A description whose references all lead somewhere, unless an error says otherwise.
#[derive(Debug, Clone)]
pub struct Resolved {
    /// The tree, for places.
    pub document: Document,
    /// The same, typed.
    pub openapi: OpenAPI,
    /// What the tree holds.
    pub described: Described,
}

/// What to do with references that lead nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DanglingRefs {
    /// They are errors.
    #[default]
    Refuse,
    /// They become free-form types, with a warning.
    Allow,
}

/// Resolves a document. There may be errors among the findings even so: what has a fault can then be looked at further,
/// but nothing is to be made of it.
///
/// # Errors
/// All findings, where the document cannot be typed.
pub fn resolve(mut document: Document, dangling: DanglingRefs) -> Result<(Resolved, Diagnostics), Diagnostics> {
    let mut diagnostics = Diagnostics::default();
    references(&mut document, dangling, &mut diagnostics);
    containment(&mut document, &mut diagnostics);
    operation_ids(&document, &mut diagnostics);
    siblings(&mut document.root);
    let described = described(&document, &mut diagnostics);
    match deserialize(&document) {
        Ok(openapi) => Ok((Resolved { document, openapi, described }, diagnostics)),
        Err(faults) => {
            diagnostics.extend(faults);
            Err(diagnostics)
        }
    }
}

/// Calls `visit` on every node that is part of the description: not in examples, defaults, enums or extensions.
fn walk(node: &Node, at: &str, named: bool, visit: &mut impl FnMut(&Node, &str)) {
    visit(node, at);
    match &node.value {
        Value::Map(map) => {
            for (key, entry) in map {
                if named || is_structure(key) {
                    let inner = !named && holds_names(key);
                    walk(&entry.node, &pointer::join(at, key), inner, visit);
                }
            }
        }
        Value::List(items) => {
            for (index, item) in items.iter().enumerate() {
                walk(item, &format!("{at}/{index}"), false, visit);
            }
        }
        _ => {}
    }
}

fn walk_mut(node: &mut Node, at: &str, named: bool, visit: &mut impl FnMut(&mut Node, &str)) {
    visit(node, at);
    match &mut node.value {
        Value::Map(map) => {
            for (key, entry) in map {
                if named || is_structure(key) {
                    let inner = !named && holds_names(key);
                    walk_mut(&mut entry.node, &pointer::join(at, key), inner, visit);
                }
            }
        }
        Value::List(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                walk_mut(item, &format!("{at}/{index}"), false, visit);
            }
        }
        _ => {}
    }
}

/// Keywords below which anything may stand.
fn is_structure(key: &str) -> bool {
    !matches!(key, "example" | "examples" | "default" | "enum" | "mapping") && !key.starts_with("x-")
}

/// Keywords whose entries have names of the description's choosing.
fn holds_names(key: &str) -> bool {
    matches!(
        key,
        "properties"
            | "paths"
            | "schemas"
            | "responses"
            | "parameters"
            | "requestBodies"
            | "headers"
            | "content"
            | "callbacks"
            | "securitySchemes"
            | "links"
    )
}

/// Reports references that lead nowhere, or makes them free-form.
fn references(document: &mut Document, dangling: DanglingRefs, diagnostics: &mut Diagnostics) {
    let mut lost = Vec::new();
    walk(&document.root, "", false, &mut |node, at| {
        let Some(target) = reference(node) else { return };
        let found = target.strip_prefix('#').is_some_and(|p| document.get(p).is_some());
        if !found {
            lost.push((at.to_owned(), target.to_owned()));
        }
    });
    for (at, target) in lost {
        let place = document.place(&at);
        let what = if target.starts_with('#') { "leads nowhere" } else { "leads out of this file" };
        match dangling {
            DanglingRefs::Refuse => {
                diagnostics.error("dangling-ref", &at, place, format!("`{target}` {what}"));
                diagnostics.hint("declare it, or pass --allow-dangling to read it as any JSON");
            }
            DanglingRefs::Allow => {
                diagnostics.warn("dangling-ref", &at, place, format!("`{target}` {what}: any JSON"));
                make_free_form(document, &at);
            }
        }
    }
}

fn reference(node: &Node) -> Option<&str> {
    node.as_map()?.get("$ref")?.node.as_str()
}

fn make_free_form(document: &mut Document, at: &str) {
    if let Some(node) = pointer::tokens(at).try_fold(&mut document.root, |node, token| node.child_mut(&token)) {
        node.value = Value::Map(IndexMap::new());
    }
}

/// Reports components that contain themselves through references or `allOf`, which would have no end, or too many
/// others within each other. They become free-form, so that the rest can be looked at.
fn containment(document: &mut Document, diagnostics: &mut Diagnostics) {
    let Some(schemas) = document.get("/components/schemas").and_then(Node::as_map) else { return };
    let parts = schemas.iter().map(|(name, entry)| (name.as_str(), includes(&entry.node))).collect();
    let mut faulty = Vec::new();
    for (name, (code, message)) in Containment::faults(&parts) {
        let at = pointer::join("/components/schemas", name);
        diagnostics.error(code, &at, document.place(&at), message);
        diagnostics.hint("leave out one of the references on the way, or put it into a property");
        faulty.push(at);
    }
    for at in faulty {
        make_free_form(document, &at);
    }
}

/// Components that a schema is made of: its own reference, or those that it merges.
fn includes(node: &Node) -> Vec<&str> {
    let own = reference(node);
    let merged = node.child("allOf").and_then(Node::as_list).unwrap_or_default().iter().flat_map(includes);
    own.and_then(|target| target.strip_prefix(SCHEMAS)).into_iter().chain(merged).collect()
}

/// A component, to the code and the message of its fault.
type Faults<'a> = BTreeMap<&'a str, (&'static str, String)>;

/// A walk from components to those that they are made of.
struct Containment<'a> {
    parts: &'a BTreeMap<&'a str, Vec<&'a str>>,
    /// The components that are being walked through, each a part of the one before it.
    way: Vec<&'a str>,
    /// How many components stand within each other in one that has been walked through.
    levels: BTreeMap<&'a str, usize>,
    faults: Faults<'a>,
}

impl<'a> Containment<'a> {
    fn faults(parts: &'a BTreeMap<&'a str, Vec<&'a str>>) -> Faults<'a> {
        let mut walk = Self { parts, way: Vec::new(), levels: BTreeMap::new(), faults: Faults::new() };
        for name in parts.keys() {
            walk.levels(name);
        }
        walk.faults
    }

    fn levels(&mut self, name: &'a str) -> usize {
        if let Some(levels) = self.levels.get(name) {
            return *levels;
        }
        if let Some(first) = self.way.iter().position(|above| *above == name) {
            let way = self.way[first..].join(" -> ");
            self.faults.insert(name, ("schema-cycle", format!("`{name}` contains itself: {way} -> {name}")));
            return 0;
        }
        let mut levels = self.way.len() + 1;
        if levels <= MAX_DEPTH {
            self.way.push(name);
            let parts = self.parts.get(name).map_or(&[][..], Vec::as_slice);
            levels = 1 + parts.iter().map(|part| self.levels(part)).max().unwrap_or(0);
            self.way.pop();
        }
        if levels > MAX_DEPTH {
            let message =
                format!("`{name}` stands in a chain of more than {MAX_DEPTH} components, each made of the next");
            self.faults.insert(name, ("too-deep", message));
            levels = 0;
        }
        self.levels.insert(name, levels);
        levels
    }
}

/// Reports operations that share an id.
fn operation_ids(document: &Document, diagnostics: &mut Diagnostics) {
    let mut seen: BTreeMap<&str, String> = BTreeMap::new();
    for (at, _, node) in operations(document) {
        let Some(id) = node.child("operationId").and_then(Node::as_str) else { continue };
        let at = format!("{at}/operationId");
        if let Some(first) = seen.get(id) {
            let place = document.place(first).map(|p| p.to_string()).unwrap_or_default();
            let message = format!("the operationId `{id}` is taken already, at {place}");
            diagnostics.error("duplicate-operation-id", &at, document.place(&at), message);
            diagnostics.hint("give one of the two another");
        } else {
            seen.insert(id, at);
        }
    }
}

/// Every operation with its pointer and label.
fn operations(document: &Document) -> Vec<(String, String, &Node)> {
    let Some(paths) = document.get("/paths").and_then(Node::as_map) else { return Vec::new() };
    let mut found = Vec::new();
    for (path, entry) in paths {
        for (key, operation) in entry.node.as_map().into_iter().flatten() {
            if let Some(method) = Method::from_key(key) {
                let at = pointer::join(&pointer::join("/paths", path), key);
                found.push((at, format!("{method} {path}"), &operation.node));
            }
        }
    }
    found
}

/// Counts what the tree holds, and reports what the typed form would pass over in silence.
fn described(document: &Document, diagnostics: &mut Diagnostics) -> Described {
    for (path, entry) in document.get("/paths").and_then(Node::as_map).into_iter().flatten() {
        if !path.starts_with('/') && !path.starts_with("x-") {
            let at = pointer::join("/paths", path);
            diagnostics.error(
                "bad-path",
                &at,
                Some(entry.key_place.clone()),
                format!("the path `{path}` does not begin with a slash"),
            );
        }
    }
    let operations = operations(document);
    for (at, label, node) in &operations {
        if node.as_map().is_none() {
            let message = format!("{label} is {}, not an operation", node.value.kind());
            diagnostics.error("not-openapi", at, Some(node.place.clone()), message);
        }
        for (status, entry) in node.child("responses").and_then(Node::as_map).into_iter().flatten() {
            if !is_status(status) {
                let at = pointer::join(&format!("{at}/responses"), status);
                diagnostics.error(
                    "bad-status",
                    &at,
                    Some(entry.key_place.clone()),
                    format!("`{status}` of {label} is no status"),
                );
            }
        }
    }
    let schemas = document.get("/components/schemas").and_then(Node::as_map).map_or(0, IndexMap::len);
    Described { operations: operations.len(), schemas }
}

fn is_status(text: &str) -> bool {
    let digits = |s: &str| s.chars().all(|c| c.is_ascii_digit());
    text == "default"
        || text.starts_with("x-")
        || (text.len() == 3 && matches!(text.as_bytes()[0], b'1'..=b'5') && (digits(text) || text.ends_with("XX")))
}

/// Turns `{$ref, siblings}` of schemas into `{allOf: [{$ref}], siblings}`, which says the same and is not dropped.
fn siblings(root: &mut Node) {
    walk_mut(root, "", false, &mut |node, _| {
        let place = node.place.clone();
        let is_schema = reference(node).is_some_and(|target| target.starts_with(SCHEMAS));
        let Value::Map(map) = &mut node.value else { return };
        if !is_schema || map.len() < 2 {
            return;
        }
        let Some(target) = map.shift_remove("$ref") else { return };
        let key_place = target.key_place.clone();
        let reference = Node { value: Value::Map(IndexMap::from([("$ref".to_owned(), target)])), place: place.clone() };
        let list = Node { value: Value::List(vec![reference]), place };
        map.insert("allOf".to_owned(), Entry { key_place, node: list });
    });
}

fn deserialize(document: &Document) -> Result<OpenAPI, Diagnostics> {
    let whole = match deserialize_at(document, "", &document.root) {
        Ok(openapi) => return Ok(openapi),
        Err(fault) => fault,
    };
    // The typed form reads all paths as one value and so knows no place in them: each part tells its own.
    let schemas = document.get("/components/schemas").and_then(Node::as_map).into_iter().flatten();
    let schemas = schemas.filter(|(_, entry)| reference(&entry.node).is_none()).filter_map(|(name, entry)| {
        deserialize_at::<Schema>(document, &pointer::join("/components/schemas", name), &entry.node).err()
    });
    let operations = operations(document);
    let operations =
        operations.iter().filter_map(|(at, _, node)| deserialize_at::<Operation>(document, at, node).err());
    let mut diagnostics = Diagnostics::default();
    operations.chain(schemas).for_each(|fault| diagnostics.push(*fault));
    if diagnostics.is_empty() {
        diagnostics.push(*whole);
    }
    Err(diagnostics)
}

fn deserialize_at<T: DeserializeOwned>(document: &Document, at: &str, node: &Node) -> Result<T, Box<Diagnostic>> {
    serde_path_to_error::deserialize(node.to_yaml()).map_err(|error| {
        let at = deepest(document, at, error.path());
        Box::new(Diagnostic {
            severity: Severity::Error,
            code: "not-openapi",
            place: document.place(&at),
            message: format!("this is not what OpenAPI 3.0 allows here: {}", error.inner()),
            pointer: at,
            hint: None,
        })
    })
}

/// The pointer of the node at which reading stopped, as far as it is known.
fn deepest(document: &Document, at: &str, path: &serde_path_to_error::Path) -> String {
    let mut at = at.to_owned();
    for segment in path {
        let token = match segment {
            serde_path_to_error::Segment::Map { key } => key.clone(),
            serde_path_to_error::Segment::Seq { index } => index.to_string(),
            _ => continue,
        };
        let next = pointer::join(&at, &token);
        if document.get(&next).is_none() {
            break;
        }
        at = next;
    }
    at
}
