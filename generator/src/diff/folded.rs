//! Lines of a changelog: changes that differ in a name only are told in one.

use super::Change;
use super::alternatives::{either, listed};

/// What changes have in common that are told together.
#[derive(PartialEq, Eq)]
struct Kin<'c> {
    code: &'static str,
    /// The type or the call that they are about; empty where they stand for themselves.
    owner: &'c str,
}

/// A line for each change, or for several of a kind, each with one of the changes that it is about.
pub(super) fn lines<'c>(changes: &[&'c Change]) -> Vec<(&'c Change, String)> {
    let mut groups: Vec<Vec<&Change>> = Vec::new();
    for change in changes {
        let known = groups.iter_mut().find(|group| group.first().is_some_and(|first| are_kin(first, change)));
        match known {
            Some(group) => group.push(change),
            None => groups.push(vec![change]),
        }
    }
    groups.into_iter().filter_map(|group| Some((*group.first()?, line(&group)))).collect()
}

fn are_kin(one: &Change, other: &Change) -> bool {
    let kin = kin(one);
    kin.is_some() && kin == self::kin(other) && (one.wire, one.rust) == (other.wire, other.rust)
}

fn kin(change: &Change) -> Option<Kin<'_>> {
    let owner = match change.code {
        "schema-added" | "schema-removed" => "",
        // What more there is to say of one stays a line of its own.
        "field-added" | "field-removed" if change.message == plain(change, &format!("`{}`", change.item)) => {
            change.item.rsplit_once("::")?.0
        }
        "parameter-added" | "parameter-removed" => {
            let (owner, name) = change.item.rsplit_once(", ")?;
            (change.message == plain(change, &format!("`{owner}`: the parameter {name}"))).then_some(owner)?
        }
        _ => return None,
    };
    Some(Kin { code: change.code, owner })
}

fn plain(change: &Change, subject: &str) -> String {
    format!("{subject} is {}", end(change))
}

fn end(change: &Change) -> &'static str {
    if change.code.ends_with("-added") { "new" } else { "gone" }
}

fn line(group: &[&Change]) -> String {
    let [first, _, ..] = group else {
        return group.first().map(|change| change.message.clone()).unwrap_or_default();
    };
    let owner = kin(first).map_or("", |kin| kin.owner);
    let name = |change: &&Change| {
        let item = change.item.strip_prefix(owner).unwrap_or(&change.item);
        item.trim_start_matches([':', ',', ' ']).trim_matches('`').to_owned()
    };
    let names: Vec<String> = group.iter().map(name).collect();
    let end = end(first);
    match first.code {
        "field-added" => format!("`{owner}` has {} too", listed(&names)),
        "field-removed" => format!("`{owner}` has no {} any more", either(&names)),
        "parameter-added" | "parameter-removed" => format!("`{owner}`: the parameters {} are {end}", listed(&names)),
        _ => format!("{} are {end}", listed(&names)),
    }
}
