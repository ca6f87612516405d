//! Taking what is of no use any more out of `corrections.yaml`, `docs.yaml` and `generator.toml`, and leaving all else as
//! it is.

use std::collections::BTreeSet;
use std::ops::Range;

use openapi_rust_codegen::coverage::FreeForm;
use openapi_rust_codegen::diagnostics::Diagnostic;
use openapi_rust_codegen::document::{self, Document, pointer};
use openapi_rust_codegen::overlay;
use toml_edit::{DocumentMut, Item, Value, value};

use crate::failure::{Context as _, Failure};
use crate::trial::Misfit;

const TEXT: &str = "stale-text";

/// Whether a finding is of a text for what is not there.
pub fn is_text(found: &Diagnostic) -> bool {
    found.code == TEXT
}

/// Whether a finding is of a correction, a text or a choice that is of no use any more.
pub fn is_stale(found: &Diagnostic) -> bool {
    overlay::is_stale(found) || matches!(found.code, "stale-choice" | "stale-rename" | "unmet-need" | TEXT)
}

/// `corrections.yaml` without the actions that findings are about. Comments stay, for they are often about several.
pub fn without_actions(name: &str, text: &str, stale: &[&Diagnostic]) -> Result<String, Failure> {
    let gone: BTreeSet<usize> = stale.iter().filter_map(|found| index_of(&found.pointer)).collect();
    let read = |text: &str| {
        document::parse(name, text.as_bytes()).map_err(|found| Failure::new(format!("cannot read {name}\n{found}")))
    };
    let before = read(text)?;
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let ranges = actions(&before, &lines);
    let is_gone = |index: usize| {
        let action = ranges.iter().position(|range| range.contains(&index));
        action.is_some_and(|action| gone.contains(&action))
    };
    let (lost, rest): (Vec<_>, Vec<_>) = lines.iter().enumerate().partition(|(index, _)| is_gone(*index));
    let lost: BTreeSet<&str> = lost.into_iter().flat_map(|(_, line)| anchors(line)).collect();
    let rest = rest.into_iter().map(|(_, line)| *line).collect();
    let mut text = with_anchors(rest, &lost, |anchors| read(&format!("{text}\n{anchors}")))?;
    if ranges.len() == gone.len() {
        text = text.replacen("actions:", "actions: []", 1);
    }
    let same = kept(&before, &gone) == kept(&read(&text)?, &BTreeSet::new());
    if same { Ok(text) } else { Err(Failure::new(format!("cannot take stale actions out of {name}: do it by hand"))) }
}

/// The index in `/actions/7`.
fn index_of(pointer: &str) -> Option<usize> {
    pointer.strip_prefix("/actions/")?.parse().ok()
}

/// The lines of each action, from its dash to before what comes after it, empty lines and comments left out.
fn actions(document: &Document, lines: &[&str]) -> Vec<Range<usize>> {
    let items = document.get("/actions").and_then(|actions| actions.as_list()).unwrap_or_default();
    let starts: Vec<usize> = items.iter().map(|item| item.place.line.saturating_sub(1)).collect();
    let ends = starts.iter().skip(1).copied().chain([lines.len()]);
    let is_blank = |line: &&str| line.trim().is_empty() || line.trim_start().starts_with('#');
    let close = |(start, end): (usize, usize)| {
        let lines = lines.get(start..end).unwrap_or_default();
        start..end - lines.iter().rev().take_while(|line| is_blank(line)).count()
    };
    starts.iter().copied().zip(ends).map(close).collect()
}

/// What remains of the actions, as JSON.
fn kept(document: &Document, gone: &BTreeSet<usize>) -> Vec<serde_json::Value> {
    let json = document.to_json();
    let actions = json["actions"].as_array().cloned().unwrap_or_default();
    actions.into_iter().enumerate().filter(|(index, _)| !gone.contains(index)).map(|(_, action)| action).collect()
}

/// The names of the anchors that a line defines.
fn anchors(line: &str) -> impl Iterator<Item = &str> {
    line.match_indices(" &").map(|(at, mark)| name_at(&line[at + mark.len()..])).filter(|name| !name.is_empty())
}

fn name_at(text: &str) -> &str {
    let is_end = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    &text[..text.find(is_end).unwrap_or(text.len())]
}

/// A text in which the first use of each anchor that is lost defines it anew. `read` reads what the text was, followed by
/// another key of its root.
fn with_anchors(
    mut text: String,
    lost: &BTreeSet<&str>,
    read: impl Fn(&str) -> Result<Document, Failure>,
) -> Result<String, Failure> {
    let uses: Vec<(&str, usize)> = lost.iter().filter_map(|name| Some((*name, first_use(&text, name)?))).collect();
    if uses.is_empty() {
        return Ok(text);
    }
    let probe: Vec<String> = uses.iter().map(|(name, _)| format!("\n  {name}: *{name}")).collect();
    let probe = probe.concat();
    let values = read(&format!("x-anchors:{probe}\n"))?.to_json();
    for (name, _) in uses {
        // Where it is now: another definition may have moved it.
        if let Some(at) = first_use(&text, name) {
            let value = &values["x-anchors"][name];
            text.replace_range(at..=at + name.len(), &format!("&{name} {value}"));
        }
    }
    Ok(text)
}

/// Where an anchor is used first.
fn first_use(text: &str, name: &str) -> Option<usize> {
    let is_use = |at: &usize| name_at(&text[at + 1..]) == name && text[..*at].ends_with([' ', '[', ',', '{']);
    text.match_indices('*').map(|(at, _)| at).find(is_use)
}

/// `docs.yaml` without the texts that findings are about.
pub fn without_texts(name: &str, text: &str, stale: &[&Diagnostic]) -> Result<String, Failure> {
    let document = document::parse(name, text.as_bytes());
    let document = document.map_err(|found| Failure::new(format!("cannot read {name}\n{found}")))?;
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let mut gone = BTreeSet::new();
    for found in stale {
        let Some(key) = document.key_place(&found.pointer) else { continue };
        gone.extend(entry_lines(&lines, key.line.saturating_sub(1)));
    }
    // What has lost all of its texts goes too.
    for (at, line) in lines.iter().enumerate().filter(|(_, line)| line.trim_end().ends_with(':')) {
        let mut below = entry_lines(&lines, at);
        below.start += 1;
        if indent(line) > 0 && !below.is_empty() && below.clone().all(|index| gone.contains(&index)) {
            gone.insert(at);
        }
    }
    let is_kept = |(index, line): (usize, &&str)| (!gone.contains(&index)).then(|| (*line).to_owned());
    Ok(lines.iter().enumerate().filter_map(is_kept).collect())
}

/// The lines of an entry of a mapping: its own and those that stand deeper.
fn entry_lines(lines: &[&str], at: usize) -> Range<usize> {
    let depth = lines.get(at).map_or(0, |line| indent(line));
    // A text may have empty lines; those at its end are not its own.
    let is_blank = |line: &&&str| line.trim().is_empty();
    let below: Vec<&&str> =
        lines.iter().skip(at + 1).take_while(|line| is_blank(line) || indent(line) > depth).collect();
    at..at + 1 + below.len() - below.iter().rev().take_while(|line| is_blank(line)).count()
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// `generator.toml` without the choices that findings are about.
pub fn without_choices(text: &str, stale: &[&Diagnostic]) -> Result<String, Failure> {
    let mut choices = read_choices(text)?;
    for found in stale {
        let keys: Vec<_> = pointer::tokens(&found.pointer).collect();
        let keys: Vec<&str> = keys.iter().map(AsRef::as_ref).collect();
        let Some((last, path)) = keys.split_last() else { continue };
        // What is written by hand and lacks something is left out as a whole.
        if let [owner @ .., "tags" | "operations" | "parts" | "models"] = path
            && matches!(owner, ["part", _] | ["stamp", "examples", _])
        {
            let lack = found.message.split_once("] ").map_or(found.message.as_str(), |(_, lack)| lack);
            leave_out(&mut choices, owner, &format!("it {lack}"));
            continue;
        }
        let table = path.iter().try_fold(choices.as_item_mut(), |item, key| item.get_mut(key));
        match table {
            Some(Item::Value(Value::Array(items))) => items.retain(|listed| listed.as_str() != Some(*last)),
            Some(item) => {
                item.as_table_like_mut().and_then(|table| table.remove(last));
            }
            None => {}
        }
    }
    Ok(choices.to_string())
}

/// `generator.toml` with parts and examples left out that do not fit, each with a reason.
pub fn without_misfits(text: &str, misfits: &[Misfit]) -> Result<String, Failure> {
    let mut choices = read_choices(text)?;
    for misfit in misfits {
        let owner: Vec<&str> = misfit.way().collect();
        leave_out(&mut choices, &owner, misfit.reason());
    }
    Ok(choices.to_string())
}

fn leave_out(choices: &mut DocumentMut, owner: &[&str], reason: &str) {
    let owner = owner.iter().try_fold(choices.as_item_mut(), |item, key| item.get_mut(key));
    if let Some(table) = owner.and_then(Item::as_table_like_mut) {
        table.insert("left-out", value(reason));
    }
}

/// `generator.toml` with a reason for each place that is any JSON: what the description shows of it, until somebody knows
/// better.
pub fn with_reasons(text: &str, places: &[FreeForm]) -> Result<String, Failure> {
    let mut choices = read_choices(text)?;
    for FreeForm { place, reason } in places {
        choices["free-form"][place] = value(reason);
    }
    Ok(choices.to_string())
}

fn read_choices(text: &str) -> Result<DocumentMut, Failure> {
    text.parse().context(|| "cannot understand generator.toml".to_owned())
}
