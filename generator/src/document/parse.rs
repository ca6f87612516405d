//! YAML to the marked tree, within limits that hold for any input.
//!
//! The parser is pulled event by event and the open containers are kept in a list of our own, so nothing here recurses
//! on the depth of the input.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use indexmap::map::Entry as Slot;
use saphyr_parser::{Event, Marker, Parser, ScalarStyle, ScanError, Tag};

use super::escapes::without_pairs;
use super::input::Input;
use super::scalar::{self, Fault};
use super::{Document, Entry, Map, Node, Place, Value, place_at, pointer};
use crate::diagnostics::Diagnostics;

/// Longest input, and most text that anchors and aliases may repeat, in bytes.
pub const MAX_BYTES: usize = 64 << 20;
/// Most nodes, those that anchors and aliases repeat included.
pub const MAX_NODES: usize = 2_000_000;
/// Deepest nesting.
pub const MAX_DEPTH: usize = 256;
/// After so many faults the rest of the file is not read.
const MAX_FINDINGS: usize = 100;

/// Reads a YAML 1.2 or JSON file. All faults that can be told apart are reported at once, up to the first that makes
/// the rest unreadable.
///
/// # Errors
/// The faults, each with its place.
pub fn parse(file_name: &str, bytes: &[u8]) -> Result<Document, Diagnostics> {
    let mut builder = Builder {
        file: Arc::from(file_name),
        open: Vec::new(),
        anchors: HashMap::new(),
        spent: Weight::default(),
        found: Diagnostics::default(),
    };
    match builder.read(bytes) {
        Ok(root) if builder.found.is_empty() => Ok(Document { root }),
        _ => Err(builder.found),
    }
}

struct Builder {
    file: Arc<str>,
    /// The containers that the next node is in, outermost first.
    open: Vec<Container>,
    anchors: HashMap<usize, Anchored>,
    spent: Weight,
    found: Diagnostics,
}

/// A list or mapping whose end has not been seen yet.
struct Container {
    anchor: usize,
    place: Place,
    content: Content,
}

enum Content {
    List(Vec<Node>),
    Map { entries: Map, key: Option<Key>, merged: Vec<Node> },
}

struct Key {
    text: String,
    place: Place,
    /// A plain `<<`: the entries of its value become the mapping's own.
    merge: bool,
}

/// A node that aliases may repeat, and what each repetition costs.
#[derive(Clone)]
struct Anchored {
    node: Rc<Node>,
    weight: Weight,
}

#[derive(Default, Clone, Copy)]
struct Weight {
    nodes: usize,
    /// Text in keys and strings. Counted for copies only: the input itself is within [`MAX_BYTES`].
    bytes: usize,
    /// Levels of nesting: none in a scalar.
    levels: usize,
}

/// The rest of the input is not read; the reason is among the findings.
struct Stop;

type Step<T = ()> = Result<T, Stop>;

/// The root, once it is complete.
type Root = Option<Node>;

impl Builder {
    fn read(&mut self, bytes: &[u8]) -> Step<Node> {
        let text = without_pairs(self.text_of(bytes)?);
        let input = Input::new(&text);
        let mut parser = Parser::new_from_iter(input.chars());
        let mut root = None;
        while let Some(next) = parser.next_event() {
            let mark = next.as_ref().map_or_else(|fault| *fault.marker(), |(_, span)| span.start);
            let place = self.place(input.marker(mark));
            if input.is_cut() {
                return Err(self.cut(place));
            }
            input.event();
            let event = match next {
                Ok((event, _)) => event,
                Err(fault) => return Err(self.syntax(&fault, place)),
            };
            if root.is_some() && matches!(event, Event::DocumentStart(_)) {
                let message = "a second YAML document begins here; only one is read";
                return Err(self.stop("several-documents", place, message));
            }
            if let Some(node) = self.event(event, place)? {
                root = Some(node);
            }
        }
        root.ok_or_else(|| {
            let stop = self.stop("empty", self.start(), "the file is empty");
            self.found.hint("write what belongs there, or give another file");
            stop
        })
    }

    /// Checks what can be told before parsing; nothing is copied, however long the input is.
    fn text_of<'b>(&mut self, bytes: &'b [u8]) -> Step<&'b str> {
        if bytes.len() > MAX_BYTES {
            let message = format!("the file is longer than {} MiB, the most that is read", MAX_BYTES >> 20);
            return Err(self.stop("too-large", self.start(), message));
        }
        std::str::from_utf8(bytes).map_err(|fault| {
            let place = place_at(&self.file, bytes, fault.valid_up_to());
            let stop = self.stop("not-utf8", place, "the file is not UTF-8 from here on");
            self.found.hint("save the file as UTF-8");
            stop
        })
    }

    fn event(&mut self, event: Event<'_>, place: Place) -> Step<Root> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let merge = text == "<<" && style == ScalarStyle::Plain && tag.is_none();
                let node = self.scalar(&text, style, tag.as_deref(), place)?;
                self.remember(anchor, &node)?;
                if self.wants_key() {
                    self.key(text.into_owned(), node.place, merge);
                    return Ok(None);
                }
                self.put(node)
            }
            Event::Alias(anchor) => self.alias(anchor, place),
            Event::SequenceStart(anchor, tag) => {
                self.collection_tag(tag.as_deref(), "seq", &place)?;
                self.open(anchor, place, Content::List(Vec::new()))
            }
            Event::MappingStart(anchor, tag) => {
                self.collection_tag(tag.as_deref(), "map", &place)?;
                self.open(anchor, place, Content::Map { entries: Map::new(), key: None, merged: Vec::new() })
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(),
            _ => Ok(None),
        }
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, tag: Option<&Tag>, place: Place) -> Step<Node> {
        self.charge(Weight { nodes: 1, ..Weight::default() }, &place)?;
        let value = match tag {
            // `!` alone says: not resolved, so text.
            Some(tag) if tag.handle.is_empty() && tag.suffix == "!" => Ok(Value::String(text.to_owned())),
            Some(tag) if tag.is_yaml_core_schema() => scalar::tagged(&tag.suffix, text),
            Some(_) => Err(Fault::UnknownTag),
            None if style == ScalarStyle::Plain => scalar::plain(text),
            None => Ok(Value::String(text.to_owned())),
        };
        let value = match value {
            Ok(value) => value,
            Err(fault) => {
                self.scalar_fault(fault, text, tag, &place)?;
                Value::Null
            }
        };
        Ok(Node { value, place })
    }

    fn scalar_fault(&mut self, fault: Fault, text: &str, tag: Option<&Tag>, place: &Place) -> Step {
        let text: String = text.chars().take(40).collect();
        let (code, message) = match (fault, tag) {
            (Fault::NotOfTag, Some(tag)) => ("yaml-tag", format!("`{text}` is not what the tag `{}` says", shown(tag))),
            (Fault::UnknownTag, Some(tag)) => ("yaml-tag", unknown_tag(tag)),
            _ => ("yaml-number", format!("`{text}` is a number that JSON does not have")),
        };
        self.fault(code, &self.pointer(), place.clone(), message)
    }

    fn collection_tag(&mut self, tag: Option<&Tag>, expected: &str, place: &Place) -> Step {
        match tag {
            Some(tag) if tag.suffix != "!" && !(tag.is_yaml_core_schema() && tag.suffix == expected) => {
                self.fault("yaml-tag", &self.pointer(), place.clone(), unknown_tag(tag))
            }
            _ => Ok(()),
        }
    }

    fn open(&mut self, anchor: usize, place: Place, content: Content) -> Step<Root> {
        if self.wants_key() {
            return Err(self.complex_key(place));
        }
        self.charge(Weight { nodes: 1, bytes: 0, levels: 1 }, &place)?;
        self.open.push(Container { anchor, place, content });
        Ok(None)
    }

    fn close(&mut self) -> Step<Root> {
        let Some(Container { anchor, place, content }) = self.open.pop() else { return Ok(None) };
        let value = match content {
            Content::List(items) => Value::List(items),
            Content::Map { mut entries, merged, .. } => {
                merged.into_iter().try_for_each(|source| self.merge(&mut entries, source))?;
                Value::Map(entries)
            }
        };
        let node = Node { value, place };
        self.remember(anchor, &node)?;
        self.put(node)
    }

    fn wants_key(&self) -> bool {
        matches!(self.open.last(), Some(Container { content: Content::Map { key: None, .. }, .. }))
    }

    /// Takes the key of the entry whose value comes next.
    fn key(&mut self, text: String, place: Place, merge: bool) {
        if let Some(Container { content: Content::Map { key, .. }, .. }) = self.open.last_mut() {
            *key = Some(Key { text, place, merge });
        }
    }

    /// Puts a complete node where it belongs, or gives it back as the root.
    fn put(&mut self, node: Node) -> Step<Root> {
        let Some(parent) = self.open.last_mut() else { return Ok(Some(node)) };
        match &mut parent.content {
            Content::List(items) => items.push(node),
            Content::Map { entries, key, merged } => match key.take() {
                Some(key) if key.merge => merged.push(node),
                Some(key) => match entries.entry(key.text) {
                    Slot::Vacant(slot) => {
                        slot.insert(Entry { key_place: key.place, node });
                    }
                    Slot::Occupied(slot) => {
                        let (text, first) = (slot.key().clone(), slot.get().key_place.clone());
                        self.duplicate(&text, &first, key.place)?;
                    }
                },
                None => {}
            },
        }
        Ok(None)
    }

    fn duplicate(&mut self, key: &str, first: &Place, second: Place) -> Step {
        let pointer = pointer::join(&self.pointer(), key);
        let message = format!("the key `{key}` stands twice; it was first given at {first}");
        self.fault("duplicate-key", &pointer, second, message)
    }

    /// Gives `entries` those of a merged mapping, or of each mapping of a merged list, that it does not have yet.
    fn merge(&mut self, entries: &mut Map, source: Node) -> Step {
        let sources = if let Value::List(items) = source.value { items } else { vec![source] };
        for source in sources {
            let Value::Map(map) = source.value else {
                let message =
                    format!("`<<` takes a mapping or a list of mappings, and this is {}", source.value.kind());
                self.fault("yaml-merge", &self.pointer(), source.place, message)?;
                continue;
            };
            for (key, entry) in map {
                entries.entry(key).or_insert(entry);
            }
        }
        Ok(())
    }

    /// Keeps a node that has an anchor. The copy is charged too, because anchors can be nested.
    fn remember(&mut self, anchor: usize, node: &Node) -> Step {
        if anchor != 0 {
            let weight = weigh(node);
            self.charge(Weight { levels: 0, ..weight }, &node.place)?;
            self.anchors.insert(anchor, Anchored { node: Rc::new(node.clone()), weight });
        }
        Ok(())
    }

    fn alias(&mut self, anchor: usize, place: Place) -> Step<Root> {
        let Some(Anchored { node, weight }) = self.anchors.get(&anchor).cloned() else {
            return Err(self.stop("recursive-alias", place, "this alias stands inside the node that it repeats"));
        };
        self.charge(weight, &place)?;
        if !self.wants_key() {
            return self.put(Node { value: node.value.clone(), place });
        }
        let text = match &node.value {
            Value::String(text) => text.clone(),
            Value::Null => "null".to_owned(),
            Value::Bool(truth) => truth.to_string(),
            Value::Number(number) => number.to_string(),
            Value::List(_) | Value::Map(_) => return Err(self.complex_key(place)),
        };
        self.key(text, place, false);
        Ok(None)
    }

    /// Adds what the next node costs; stops where a limit is passed.
    fn charge(&mut self, weight: Weight, place: &Place) -> Step {
        self.spent.nodes += weight.nodes;
        self.spent.bytes += weight.bytes;
        let (code, message) = if self.open.len() + weight.levels > MAX_DEPTH {
            ("too-deep", format!("nested deeper than {MAX_DEPTH} levels"))
        } else if self.spent.nodes > MAX_NODES {
            ("too-large", format!("more than {MAX_NODES} values, those that aliases repeat included"))
        } else if self.spent.bytes > MAX_BYTES {
            ("too-large", format!("aliases repeat more than {} MiB of text", MAX_BYTES >> 20))
        } else {
            return Ok(());
        };
        Err(self.stop(code, place.clone(), message))
    }

    fn complex_key(&mut self, place: Place) -> Stop {
        self.stop("yaml-key", place, "this key is a list or a mapping; only scalars can be keys")
    }

    fn cut(&mut self, place: Place) -> Stop {
        let stop =
            self.stop("too-large", place, "too much stands between two brackets, or in one text, to be read at once");
        self.found.hint("write it in block style: an entry or an item a line");
        stop
    }

    fn syntax(&mut self, fault: &ScanError, place: Place) -> Stop {
        // The scanner has a limit of its own for brackets, which it meets before their levels are open here.
        if fault.info() == "recursion limit exceeded" {
            return self.stop("too-deep", place, format!("brackets are nested deeper than {} levels", u8::MAX));
        }
        let stop = self.stop("yaml-syntax", place, format!("this is not YAML: {}", fault.info()));
        self.found.hint("mend it here, or in the line above");
        stop
    }

    fn stop(&mut self, code: &'static str, place: Place, message: impl Into<String>) -> Stop {
        self.found.error(code, &self.pointer(), Some(place), message);
        Stop
    }

    fn fault(&mut self, code: &'static str, pointer: &str, place: Place, message: String) -> Step {
        self.found.error(code, pointer, Some(place.clone()), message);
        if self.found.len() < MAX_FINDINGS {
            return Ok(());
        }
        Err(self.stop("too-many-faults", place, "the rest of the file was not read"))
    }

    /// The pointer of the node that is read now.
    fn pointer(&self) -> String {
        self.open.iter().fold(String::new(), |parent, container| match &container.content {
            Content::List(items) => pointer::join(&parent, &items.len().to_string()),
            Content::Map { key: Some(key), .. } => pointer::join(&parent, &key.text),
            Content::Map { key: None, .. } => parent,
        })
    }

    fn place(&self, mark: Marker) -> Place {
        Place { file: Arc::clone(&self.file), line: mark.line(), column: mark.col() + 1 }
    }

    fn start(&self) -> Place {
        self.place(Marker::new(0, 1, 0))
    }
}

fn weigh(node: &Node) -> Weight {
    let mut weight = Weight { levels: node.levels(), ..Weight::default() };
    add_to(&mut weight, node);
    weight
}

fn add_to(weight: &mut Weight, node: &Node) {
    weight.nodes += 1;
    match &node.value {
        Value::List(items) => items.iter().for_each(|item| add_to(weight, item)),
        Value::Map(map) => map.iter().for_each(|(key, entry)| {
            weight.bytes += key.len();
            add_to(weight, &entry.node);
        }),
        Value::String(text) => weight.bytes += text.len(),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn unknown_tag(tag: &Tag) -> String {
    format!("the tag `{}` has no meaning here", shown(tag))
}

fn shown(tag: &Tag) -> String {
    let prefix = if tag.is_yaml_core_schema() { "!!" } else { &tag.handle };
    format!("{prefix}{}", tag.suffix)
}
