//! The order of arguments. A description gives none: the properties of an object and the parameters of an operation have no
//! order. What was emitted once is therefore kept in the lock, and stays whatever order a description is written in.

use crate::emit::rust::{self, Slot};
use crate::ir::{Analyzed, Api, Field, Ir, Kind, Named, Operation, Param, TypeDef};

/// Between two arguments in a line of the lock.
const COMMA: &str = ", ";

/// What takes several arguments, by its logical path, each with the names of the arguments.
pub(super) fn of(ir: &Ir<Analyzed>) -> impl Iterator<Item = (String, String)> {
    let api = &ir.api;
    let types = api.types.iter().map(|def| (def.origin.key.clone(), of_new(api, def)));
    let operations = api.operations.iter().map(|operation| (operation.key(), of_call(operation)));
    types.chain(operations).filter(|(_, names)| names.len() > 1).map(|(key, names)| (key, names.join(COMMA)))
}

/// The arguments of a record's `new`.
fn of_new<'a>(api: &Api, def: &'a TypeDef) -> Vec<&'a str> {
    let Kind::Record(record) = &def.kind else { return Vec::new() };
    let is_argument =
        |field: &&Field| def.usage.input && !field.read_only && rust::slot(api, field, def.usage) == Slot::Plain;
    record.fields.iter().filter(is_argument).map(|field| field.ident.as_str()).collect()
}

/// The arguments of a call that its path does not put in order.
fn of_call(operation: &Operation) -> Vec<&str> {
    let params = operation.query.iter().chain(&operation.headers);
    params.filter(|param| param.required && param.constant().is_none()).map(|param| param.ident.as_str()).collect()
}

/// Puts arguments into the order that they had. `locked` knows it by logical path.
pub(super) fn keep<'l>(ir: &mut Ir<Named>, locked: impl Fn(&str) -> Option<&'l str>) {
    for def in &mut ir.api.types {
        let Kind::Record(record) = &mut def.kind else { continue };
        if let Some(names) = locked(&def.origin.key) {
            arrange(&mut record.fields, names, |field: &Field| &field.ident);
        }
    }
    for operation in &mut ir.api.operations {
        let Some(names) = locked(&operation.key()) else { continue };
        arrange(&mut operation.query, names, |param: &Param| &param.ident);
        arrange(&mut operation.headers, names, |param: &Param| &param.ident);
    }
}

/// Puts the items that are named into the order of their names; each other one stays in its place.
fn arrange<T>(items: &mut [T], names: &str, name: impl Fn(&T) -> &str) {
    let mut next = 0;
    for wanted in names.split(COMMA) {
        // What stands between `next` and the item is either unnamed or comes later.
        let is_named = |item: &T| names.split(COMMA).any(|known| known == name(item));
        let Some(found) = items.iter().position(|item| name(item) == wanted) else { continue };
        let Some(place) = (next..items.len()).find(|at| is_named(&items[*at])) else { return };
        items.swap(place, found);
        next = place + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::arrange;

    #[test]
    fn what_is_named_takes_the_places_of_what_is_named() {
        let arranged = |items: &str, names: &str| {
            let mut items: Vec<char> = items.chars().collect();
            let texts: Vec<String> = items.iter().map(ToString::to_string).collect();
            let mut numbered: Vec<&String> = texts.iter().collect();
            arrange(&mut numbered, names, |item| item.as_str());
            items.clear();
            items.extend(numbered.into_iter().flat_map(|text| text.chars()));
            String::from_iter(items)
        };
        assert_eq!(arranged("abc", "c, b, a"), "cba");
        assert_eq!(arranged("xbya", "a, b"), "xayb");
        assert_eq!(arranged("cab", "a, b"), "cab");
        assert_eq!(arranged("ba", "a, lost, b"), "ab");
        assert_eq!(arranged("ab", ""), "ab");
    }
}
