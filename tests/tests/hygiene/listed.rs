//! What is listed as public is there, as the compiler sees it.
//!
//! A program imports each listed item by its path, takes each function, reads each field as the type that is listed, and
//! asks each type for the traits that it is said to have. Left out are generic items, for which there is no one type to
//! ask, and those of features that are off here.

use std::collections::BTreeMap;

use integration_tests::Scratch;
use openapi_rust_codegen::render::FileSet;

const MANIFEST: &str = r#"
[package]
name = "listed"
version = "0.0.0"
edition = "2024"

[dependencies]
bytes = "1"
futures-core = "0.3"
http = "1"
intercom-client = { path = "../../../generated", features = ["blocking", "test-util", "webhooks"] }
serde_json = "1"
"#;
const FEATURES: [&str; 3] = ["blocking", "test-util", "webhooks"];

/// The features that are off.
fn off() -> Vec<String> {
    let manifest: toml::Table = toml::from_str(&super::read("generated/Cargo.toml")).unwrap();
    let features = manifest["features"].as_table().unwrap();
    let default = features["default"].as_array().unwrap();
    let is_on = |name: &str| FEATURES.contains(&name) || default.iter().any(|on| on.as_str() == Some(name));
    features.keys().filter(|name| !is_on(name)).cloned().collect()
}

/// Whether what an item needs is there in the program.
fn is_on(needs: &str, off: &[String]) -> bool {
    let is_on = |feature: &str| !off.iter().any(|other| other == feature);
    needs.split(", ").all(|need| match need.strip_prefix("not ") {
        Some(other) => other == "target_arch = \"wasm32\"",
        None => !need.contains('=') && need.split(" | ").any(is_on),
    })
}

/// The type or the trait that lines stand below.
struct Owner<'l> {
    path: &'l str,
    is_on: bool,
    /// Whether its members can be named without more ado.
    is_plain: bool,
}

/// Statements that hold if the listing is true, and how many there are of each sort.
fn program(listing: &str) -> (String, BTreeMap<&'static str, usize>) {
    let off = off();
    let (mut program, mut counts) = ("#![allow(unused, deprecated)]\n".to_owned(), BTreeMap::new());
    let mut number = 0;
    let mut owner = Owner { path: "", is_on: false, is_plain: false };
    for line in listing.lines().filter(|line| !line.starts_with("# ")) {
        let line = ["#[doc(hidden)] ", "#[non_exhaustive] ", "#[deprecated] "]
            .iter()
            .fold(line, |line, flag| line.strip_prefix(flag).unwrap_or(line));
        let (line, needs) = line.strip_suffix(']').and_then(|line| line.split_once(" [needs ")).unwrap_or((line, ""));
        let is_on = needs.is_empty() || is_on(needs, &off);
        if let Some(found) = head(line, is_on) {
            owner = found;
        }
        if let Some((sort, statement)) = statement(line, &owner)
            && is_on
        {
            *counts.entry(sort).or_default() += 1;
            number += 1;
            program += &statement.replace("NUMBER", &number.to_string()).replace("crate::", "intercom_client::");
            program.push('\n');
        }
    }
    (program + "fn main() {}\n", counts)
}

fn head(line: &str, is_on: bool) -> Option<Owner<'_>> {
    let (word, rest) = line.strip_prefix("pub ")?.split_once(' ')?;
    let path = rest.split([' ', '<', '(', ';']).next()?.trim_end_matches(':');
    let is_plain = word != "trait" && !rest[path.len()..].starts_with('<');
    matches!(word, "struct" | "enum" | "trait").then_some(Owner { path, is_on, is_plain })
}

/// What compiles if a line is true, and what sort of line it is.
fn statement(line: &str, owner: &Owner<'_>) -> Option<(&'static str, String)> {
    if let Some((traits, of)) = line.strip_prefix("impl ").and_then(|rest| rest.split_once(" for ")) {
        let is_plain = owner.is_on && !line.contains('\'');
        // In a bound a lifetime has to have a name.
        let (traits, of) = (traits.replace('&', "&'static "), of.replace('&', "&'static "));
        let statement = format!("const _: fn() = || {{ fn is<T: {traits} + ?Sized>() {{}} is::<{of}>() }};");
        return is_plain.then_some(("traits", statement));
    }
    let rest = line.strip_prefix("pub ")?;
    let rest = ["async ", "const "]
        .iter()
        .find_map(|word| rest.strip_prefix(word).filter(|rest| rest.starts_with("fn ")))
        .unwrap_or(rest);
    let is_below = |path: &str| path.strip_prefix(owner.path).is_some_and(|rest| rest.starts_with("::"));
    let Some((_, after)) = rest.split_once(' ').filter(|(word, _)| !word.contains("::")) else {
        let (of, member) = rest.split_once(": ").unwrap_or((rest, "")).0.rsplit_once("::")?;
        let statement = match rest.split_once(": ") {
            Some((_, ty)) => ("fields", format!("fn f_NUMBER(of: &{of}) -> &{ty} {{ &of.{member} }}")),
            None => ("variants", format!("use {} as n_NUMBER;", rest.split('(').next()?)),
        };
        return (owner.is_on && owner.is_plain && !rest.contains('{')).then_some(statement);
    };
    let path = after.split([' ', '<', '(', ';']).next()?.trim_end_matches(':');
    if !is_below(path) {
        return Some(("names", format!("use {path} as n_NUMBER;")));
    }
    let is_plain = owner.is_on && owner.is_plain && !after[path.len()..].starts_with('<') && !after.contains("impl ");
    is_plain.then(|| ("functions", format!("const _: fn() = || {{ let _ = {path}; }};")))
}

fn check(program: &str) -> (bool, String) {
    let files: FileSet = [("Cargo.toml", MANIFEST), ("src/main.rs", program)]
        .map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()))
        .into();
    let output = Scratch::of_files("listed", files).cargo(&["check", "--quiet"]).output();
    (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn what_is_listed_is_there() {
    let listing = super::read("generated/public-api.txt");
    assert!(!listing.lines().any(|line| line.starts_with('?') || line.contains("= ?")));
    let (program, counts) = program(&listing);
    assert_eq!(counts.len(), 5, "{counts:?}");
    // What is left out is the smaller part.
    assert!(counts.values().sum::<usize>() > listing.lines().count() * 3 / 4, "{counts:?}");
    let (compiles, errors) = check(&program);
    assert!(compiles, "{errors}");
    // A line that is not true is found.
    for wrong in ["pub struct crate::Clients;", "pub fn crate::Client::nothing(&self)", "impl Copy for crate::Client"] {
        let listing = format!("pub struct crate::Client\n{wrong}\n");
        let (compiles, errors) = check(&self::program(&listing).0);
        assert!(!compiles && errors.contains("error[E"), "{wrong}: {errors}");
    }
}
