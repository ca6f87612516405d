//! Names: words and the identifiers made from them, and the lock that keeps them.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use openapi_rust_codegen::names::words::{camel, escape, singular, snake, split, unique};
use openapi_rust_codegen::names::{Change, Lock};
use openapi_rust_codegen::pipeline;
use proptest::prelude::*;

fn assert_identifier(name: &str) {
    assert!(syn::parse_str::<syn::Ident>(name).is_ok(), "{name:?} is no identifier");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4096, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_gives_identifiers(text in any::<String>()) {
        let words = split(&text);
        prop_assert!(words.iter().all(|word| !word.is_empty() && *word == word.to_lowercase()), "{words:?}");
        assert_identifier(&escape(&camel(&words)));
        assert_identifier(&escape(&snake(&words)));
    }

    /// Short texts of few letters: where keywords, digits, symbols and collisions are frequent.
    #[test]
    fn names_of_one_scope_differ(texts in prop::collection::vec("[aAbB1_ =-]{0,3}|self|Self|type|Type|crate|_|2", 1..12)) {
        for spell in [camel, snake] {
            let mut taken: Vec<String> = Vec::new();
            for text in &texts {
                let name = unique(escape(&spell(&split(text))), |name| taken.iter().any(|other| other == name));
                assert_identifier(&name);
                prop_assert!(!taken.contains(&name), "{name} twice of {texts:?}");
                taken.push(name);
            }
        }
    }
}

#[test]
fn texts_are_split_into_words() {
    for (text, snake_case, upper_camel) in [
        ("contact_id", "contact_id", "ContactId"),
        ("ContactID", "contact_id", "ContactId"),
        ("HTTPServer", "http_server", "HttpServer"),
        ("listAllPets", "list_all_pets", "ListAllPets"),
        ("sha256Sum", "sha256_sum", "Sha256Sum"),
        ("AI Content", "ai_content", "AiContent"),
        ("3rd-party", "_3rd_party", "_3rdParty"),
        ("2.1", "_2_1", "V2_1"),
        ("2.10", "_2_10", "V2_10"),
        ("Größe", "größe", "Größe"),
        ("=", "equals", "Equals"),
        ("!=", "not_equals", "NotEquals"),
        ("", "empty", "Empty"),
        ("%", "symbol_25", "Symbol25"),
    ] {
        assert_eq!((snake(&split(text)).as_str(), camel(&split(text)).as_str()), (snake_case, upper_camel), "{text:?}");
    }
}

#[test]
fn keywords_are_escaped() {
    for (name, escaped) in
        [("type", "r#type"), ("gen", "r#gen"), ("self", "self_"), ("Self", "Self_"), ("crate", "crate_"), ("id", "id")]
    {
        assert_eq!(escape(name), escaped);
    }
}

#[test]
fn a_number_takes_the_place_of_an_escape() {
    let next = |name: &str| unique(name.to_owned(), |taken| taken == name);
    assert_eq!(next("name"), "name2");
    assert_eq!(next("V2"), "V2_2");
    assert_eq!(next("r#type"), "type2");
    assert_eq!(next("Self_"), "Self2");
}

#[test]
fn plurals_have_a_singular() {
    for (plural, expected) in [
        ("contacts", "contact"),
        ("companies", "company"),
        ("addresses", "address"),
        ("statuses", "status"),
        ("boxes", "box"),
        ("searches", "search"),
        ("wishes", "wish"),
        ("responses", "response"),
        ("values", "value"),
    ] {
        assert_eq!(singular(plural).as_deref(), Some(expected));
    }
    for word in ["status", "address", "news", "analysis", "data", "id", "us"] {
        assert_eq!(singular(word), None, "{word}");
    }
}

/// Tags, titles and paths with whatever text a description may have.
const ODD: &str = r##"
openapi: 3.0.3
info: {title: Odd, version: "1"}
paths:
  "/a -> b/{id}":
    get:
      operationId: one
      tags: ["# not a comment"]
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {"200": {description: "", content: {application/json: {schema: {$ref: "#/components/schemas/pet"}}}}}
  /two: {get: {operationId: two, tags: ["[types]"], responses: {"204": {description: ""}}}}
  /three: {get: {operationId: three, tags: ["\"quoted\""], responses: {"204": {description: ""}}}}
  /four: {get: {operationId: four, tags: [""], responses: {"204": {description: ""}}}}
components:
  schemas:
    pet:
      oneOf:
        - {type: object, title: "two\nlines", required: [a], properties: {a: {type: string}}}
        - {type: object, title: "x -> y", required: [b], properties: {b: {type: string}}}
"##;

fn lock_of(description: &str) -> Lock {
    pipeline::generate(&common::input(description), &mut |_| {}).unwrap_or_else(|found| panic!("{found}")).lock
}

#[test]
fn a_lock_reads_back_as_it_was() {
    let lock = lock_of(ODD);
    let text = lock.to_text();
    assert_eq!(Lock::parse(&text).as_ref(), Ok(&lock), "{text}");
    assert_eq!(Lock::parse(&text.replace('\n', "\r\n")), Ok(lock));
}

#[test]
fn a_bad_lock_is_refused_at_its_line() {
    for (text, at, message) in [
        ("[types]\n<<<<<<< ours\na -> A\n", 8, "`<<<<<<< ours` is not of the form `path -> Name`"),
        ("[types]\na -> A\n\n=======\n", 16, "`=======` is not of the form `path -> Name`"),
        ("[types]\r\na -> A\r\n# b\r\na -> B\r\n", 22, "`a` has a name already: A"),
        ("a -> A\n", 0, "there is no section above it"),
        ("[type]\n", 0, "`[type]` is no section"),
    ] {
        assert_eq!(Lock::parse(text), Err((at, message.to_owned())));
    }
}

#[test]
fn the_same_path_in_two_sections_is_two_names() {
    assert!(Lock::parse("[tags]\na -> A\n[types]\na -> B\n").is_ok());
}

#[test]
fn changes_are_told_and_only_additions_are_harmless() {
    let before = Lock::parse("[types]\ncat -> Cat\ndog -> Dog\nfox -> Fox\n").unwrap();
    let now = Lock::parse("[types]\nant -> Ant\ncat -> Cat\ndog -> Hound\n").unwrap();
    let changes = before.changes(&now);
    let told: Vec<String> = changes.iter().map(ToString::to_string).collect();
    assert_eq!(told, ["renamed [types] dog: Dog -> Hound", "dropped [types] fox: Fox", "added   [types] ant: Ant"]);
    assert_eq!(changes.iter().map(Change::is_breaking).collect::<Vec<_>>(), [true, true, false]);
    assert_eq!(now.changes(&now), []);
}
