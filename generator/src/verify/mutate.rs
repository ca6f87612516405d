//! Examples with one node changed: what a server sends on a bad day.

use serde_json::{Map, Value as Json};

use super::{Case, CaseKind, child};
use crate::random::Random;

/// An example of a reply with one node changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Mutant {
    /// Index of the case that it was made from.
    pub case: usize,
    /// What was done.
    pub change: Change,
    /// Where, from the root down.
    pub steps: Vec<Step>,
    /// The changed body.
    pub text: String,
}

/// What is done to a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It becomes null.
    Null,
    /// It becomes a value of another kind.
    OtherKind,
    /// It is left out.
    Removed,
    /// It becomes a text that nobody has heard of.
    UnknownText,
    /// A field is added that nobody has heard of.
    UnknownField,
    /// It becomes a number that no type holds.
    HugeNumber,
    /// It becomes lists or objects within each other.
    Deep,
}

/// A step from a node to one below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// To a property.
    Key(String),
    /// To an item.
    Index(usize),
}

impl Mutant {
    /// The mutant as a case of its own.
    #[must_use]
    pub fn as_case(&self, cases: &[Case]) -> Case {
        let mut case = cases[self.case].clone();
        if let CaseKind::Response { text, .. } = &mut case.kind {
            text.clone_from(&self.text);
        }
        case
    }

    /// The path of the changed node.
    #[must_use]
    pub fn path(&self) -> String {
        path_of(&self.steps)
    }
}

/// The path to which some steps lead, as issues spell it.
pub(super) fn path_of(steps: &[Step]) -> String {
    steps.iter().fold("$".to_owned(), |path, step| match step {
        Step::Key(key) => child(&path, key),
        Step::Index(index) => format!("{path}[{index}]"),
    })
}

/// Some mutants of the examples of replies, round and round, the same for the same seed.
#[must_use]
pub fn mutants(cases: &[Case], seed: u64, range: std::ops::Range<usize>) -> Vec<Mutant> {
    let replies: Vec<(usize, Json)> = cases
        .iter()
        .enumerate()
        .filter_map(|(index, case)| {
            let CaseKind::Response { text, .. } = &case.kind else { return None };
            serde_json::from_str(text).ok().map(|body| (index, body))
        })
        .collect();
    if replies.is_empty() {
        return Vec::new();
    }
    let make = |number: usize| {
        let (case, body) = &replies[number % replies.len()];
        mutant(*case, body, &mut Random::new(seed.wrapping_add(number as u64)))
    };
    range.map(make).collect()
}

fn mutant(case: usize, body: &Json, random: &mut Random) -> Mutant {
    let mut nodes = Vec::new();
    collect(body, &mut Vec::new(), &mut nodes);
    let mut steps = random.pick(&nodes).clone();
    let mut changed = body.clone();
    let node = find(&mut changed, &steps);
    let change = change_for(node, steps.is_empty(), random);
    let replacement = match change {
        Change::Null => "null".to_owned(),
        Change::OtherKind => other_kind(node, random).to_owned(),
        Change::UnknownText => "\"nobody has heard of it\"".to_owned(),
        Change::HugeNumber => (*random.pick(&HUGE)).to_owned(),
        Change::Deep => deep(random),
        Change::UnknownField => {
            *node = with_field(node);
            steps.push(Step::Key(UNHEARD_OF.to_owned()));
            return Mutant { case, change, text: changed.to_string(), steps };
        }
        Change::Removed => {
            remove(&mut changed, &steps);
            return Mutant { case, change, text: changed.to_string(), steps };
        }
    };
    *node = Json::String(MARK.to_owned());
    let text = changed.to_string().replacen(&format!("\"{MARK}\""), &replacement, 1);
    Mutant { case, change, steps, text }
}

/// Stands where a text is to be put that no JSON value holds.
const MARK: &str = "\u{2042} the changed node \u{2042}";
const UNHEARD_OF: &str = "unheard_of";
const HUGE: [&str; 4] = ["1e400", "-123456789012345678901234567890", "9223372036854775808", "1.7976931348623157e309"];
const KINDS: [&str; 5] = ["\"odd\"", "12.5", "true", "{\"odd\":1}", "[{\"odd\":1}]"];

fn change_for(node: &Json, is_root: bool, random: &mut Random) -> Change {
    let mut fitting = vec![Change::Null, Change::OtherKind, Change::HugeNumber, Change::Deep];
    if !is_root {
        fitting.push(Change::Removed);
    }
    if node.is_string() {
        fitting.push(Change::UnknownText);
    }
    if node.is_object() {
        fitting.push(Change::UnknownField);
    }
    *random.pick(&fitting)
}

fn other_kind(node: &Json, random: &mut Random) -> &'static str {
    let own = match node {
        Json::String(_) => 0,
        Json::Number(_) => 1,
        Json::Bool(_) => 2,
        Json::Object(_) => 3,
        Json::Array(_) => 4,
        Json::Null => KINDS.len(),
    };
    let others: Vec<&str> = KINDS.iter().enumerate().filter(|(kind, _)| *kind != own).map(|(_, text)| *text).collect();
    random.pick::<&str>(&others)
}

fn deep(random: &mut Random) -> String {
    // Within what is read, and far beyond it.
    let levels = *random.pick(&[40, 100, 100_000]);
    let (open, close) = *random.pick(&[("[", "]"), ("{\"a\":", "}")]);
    format!("{}1{}", open.repeat(levels), close.repeat(levels))
}

fn with_field(node: &Json) -> Json {
    let mut fields = node.as_object().cloned().unwrap_or_default();
    fields.insert(UNHEARD_OF.to_owned(), Json::Object(Map::from_iter([("a".to_owned(), Json::from(vec![1]))])));
    Json::Object(fields)
}

/// The steps to every node.
fn collect(node: &Json, steps: &mut Vec<Step>, nodes: &mut Vec<Vec<Step>>) {
    nodes.push(steps.clone());
    let mut below = |step: Step, node: &Json| {
        steps.push(step);
        collect(node, steps, nodes);
        steps.pop();
    };
    match node {
        Json::Array(items) => items.iter().enumerate().for_each(|(index, item)| below(Step::Index(index), item)),
        Json::Object(fields) => fields.iter().for_each(|(key, value)| below(Step::Key(key.clone()), value)),
        _ => {}
    }
}

/// The node to which some steps lead.
fn find<'j>(mut node: &'j mut Json, steps: &[Step]) -> &'j mut Json {
    for step in steps {
        node = match step {
            Step::Key(key) => &mut node[key.as_str()],
            Step::Index(index) => &mut node[*index],
        };
    }
    node
}

fn remove(body: &mut Json, steps: &[Step]) {
    let Some((last, before)) = steps.split_last() else { return };
    match (find(body, before), last) {
        (Json::Object(fields), Step::Key(key)) => drop(fields.remove(key)),
        (Json::Array(items), Step::Index(index)) => drop(items.remove(*index)),
        _ => {}
    }
}
