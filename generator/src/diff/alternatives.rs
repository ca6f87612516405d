//! Sets of fields of which a record needs one: each is a way to send it. And names in a row.

use std::collections::BTreeSet;

/// The ways, whatever their order and that of the names in each.
pub(super) type Ways = BTreeSet<BTreeSet<String>>;

/// The ways of a record.
pub(super) fn ways(sets: &[Vec<String>]) -> Ways {
    sets.iter().map(|set| set.iter().cloned().collect()).collect()
}

/// What changed between the ways that there were and those that there are, in a sentence.
pub(super) fn sentence(name: &str, was: &Ways, is: &Ways) -> String {
    let (gone, new): (Ways, Ways) = (was.difference(is).cloned().collect(), is.difference(was).cloned().collect());
    match (was.is_empty(), is.is_empty()) {
        (true, _) => format!("`{name}` asks for {}", shown(is)),
        (_, true) => format!("`{name}` does not ask for {} any more", shown(was)),
        _ if gone.is_empty() => format!("`{name}` can be sent with {} too", shown(&new)),
        _ if new.is_empty() => format!("`{name}` cannot be sent with just {} any more", shown(&gone)),
        _ => format!("`{name}` asks for {}, asked for {}", shown(is), shown(was)),
    }
}

/// Ways, for people.
pub(super) fn shown(ways: &Ways) -> String {
    if ways.is_empty() {
        return "nothing".to_owned();
    }
    ways.iter().map(|way| listed(&way.iter().collect::<Vec<_>>())).collect::<Vec<_>>().join(", or ")
}

/// Names, as a sentence has them.
pub(super) fn listed(names: &[impl AsRef<str>]) -> String {
    joined(names, "and")
}

/// Names, as a sentence has them that denies all of them.
pub(super) fn either(names: &[impl AsRef<str>]) -> String {
    joined(names, "or")
}

fn joined(names: &[impl AsRef<str>], word: &str) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{}`", name.as_ref())).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} {word} {last}", rest.join(", ")),
        None => String::new(),
    }
}
