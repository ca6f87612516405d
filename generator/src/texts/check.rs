//! Whether texts are worth reading, and the maintainers' own.

use std::collections::{BTreeSet, HashSet};

use super::Texts;
use crate::document::{Document, Node};
use crate::names::words;

/// So many words in a row are a quotation.
const RUN: usize = 9;

/// Words that say nothing by themselves.
const EMPTY: [&str; 22] = [
    "a", "an", "and", "are", "as", "at", "by", "for", "from", "in", "is", "it", "its", "of", "on", "or", "that", "the",
    "this", "to", "which", "with",
];

/// A text with what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weak {
    /// The way to the text.
    pub entry: String,
    /// What is wrong.
    pub fault: String,
}

/// The prose of a description, to tell whether a text quotes it.
#[derive(Debug, Clone, Default)]
pub struct Prose(HashSet<Vec<String>>);

impl Prose {
    /// The prose of a description: all that stands under `description` and `summary`.
    #[must_use]
    pub fn of(document: &Document) -> Self {
        let mut runs = HashSet::new();
        collect(&document.root, &mut runs);
        Self(runs)
    }

    /// The first run of words that a text has from the prose.
    fn quoted(&self, text: &str) -> Option<String> {
        runs(text).find(|run| self.0.contains(run)).map(|run| run.join(" "))
    }
}

fn collect(node: &Node, found: &mut HashSet<Vec<String>>) {
    for (key, entry) in node.as_map().into_iter().flatten() {
        match entry.node.as_str() {
            Some(text) if matches!(key.as_str(), "description" | "summary") => found.extend(runs(text)),
            _ => collect(&entry.node, found),
        }
    }
    node.as_list().into_iter().flatten().for_each(|item| collect(item, found));
}

fn runs(text: &str) -> impl Iterator<Item = Vec<String>> {
    let words = spoken(text);
    (0..(words.len() + 1).saturating_sub(RUN)).map(move |start| words[start..start + RUN].to_vec())
}

fn spoken(text: &str) -> Vec<String> {
    let is_of_word = |c: char| c.is_alphanumeric() || c == '_' || c == '\'';
    text.to_lowercase().split(|c| !is_of_word(c)).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Texts that only repeat the name of what they are about, that are empty, or that quote the prose.
#[must_use]
pub fn weak(texts: &Texts, prose: &Prose) -> Vec<Weak> {
    texts
        .entries()
        .filter_map(|(entry, text)| {
            let fault = if repeats(&entry, text) {
                "it says no more than the name does".to_owned()
            } else {
                format!("it quotes the description: {}", prose.quoted(text)?)
            };
            Some(Weak { entry, fault })
        })
        .collect()
}

/// Whether a text has no word but those of the name.
fn repeats(entry: &str, text: &str) -> bool {
    let stem = |word: &str| word.trim_end_matches('s').to_owned();
    let named: BTreeSet<String> = words::split(entry).iter().map(|word| stem(&word.to_lowercase())).collect();
    let says_more = |word: &String| !EMPTY.contains(&word.as_str()) && !named.contains(&stem(word));
    !spoken(&text.replace('_', " ")).iter().any(says_more)
}
