//! The public interface names no crate that may be exchanged.
//!
//! What a user sees of a type of another crate binds the client to that crate and its version. The listing of what is
//! public has each type by the crate that it is of, however it is imported.

use std::collections::BTreeSet;

use openapi_rust_codegen::public_api;
use openapi_rust_codegen::render::FileSet;

/// What Rust programs have for bytes, HTTP, JSON, streams and times.
const ALLOWED: [&str; 8] = ["bytes", "chrono", "futures-core", "http", "jiff", "serde", "serde_json", "time"];

/// What else the client depends on, as Rust writes it.
fn hidden() -> BTreeSet<String> {
    let mut crates = super::dependencies();
    crates.retain(|name| !ALLOWED.contains(&name.as_str()));
    // Not depended on, but one step away.
    crates.extend(["hyper", "hyper_util", "rustls", "native_tls"].map(str::to_owned));
    crates.into_iter().map(|name| name.replace('-', "_")).collect()
}

/// The lines of a listing, and of the sources that it is made of, that name hidden crates or that cannot be judged.
fn leaks<'t>(listing: &'t str, sources: &'t str, hidden: &BTreeSet<String>) -> Vec<&'t str> {
    let names_one = |line: &str| crates(line).any(|name| hidden.contains(name));
    let listed = listing.lines().filter(|line| line.starts_with('?') || names_one(line));
    // What such an import brings stands in the listing without its crate.
    listed.chain(sources.lines().filter(|line| line.contains("::*;") && names_one(line))).collect()
}

/// What the paths of a line begin with.
fn crates(line: &str) -> impl Iterator<Item = &str> {
    let words = line.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'));
    let paths = words.map(|word| word.trim_start_matches(':')).filter_map(|word| word.split_once("::"));
    let whole = line.strip_prefix("pub use ").and_then(|rest| rest.rsplit(" = ").next());
    paths.map(|(first, _)| first).chain(whole)
}

/// What leaks out of a crate of one file.
fn planted(source: &str) -> usize {
    let files = FileSet::from([("src/lib.rs".to_owned(), source.as_bytes().to_vec())]);
    let listing = public_api::of(&files, "planted").unwrap();
    leaks(&listing, source, &hidden()).len()
}

#[test]
fn nothing_public_names_a_crate_that_may_be_exchanged() {
    let hidden = hidden();
    assert!(["reqwest", "hyper", "ureq", "jiter", "tokio", "http_body"].iter().all(|name| hidden.contains(*name)));
    let listing = super::read("generated/public-api.txt");
    let sources: String = super::sources("").into_iter().map(|(_, source)| source).collect();
    let found = leaks(&listing, &sources, &hidden);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn what_is_planted_is_found() {
    for source in [
        "pub struct A { pub client: reqwest::Client }",
        "pub struct A(pub Vec<ureq::Agent>);",
        "use reqwest::Client; pub enum A { B(Client) }",
        "use ureq::{config::Config as Settings, Agent}; pub fn a(settings: &Settings) {}",
        "pub struct A; impl A { pub fn a() -> Result<(), hyper::Error> { Ok(()) } }",
        "pub struct A; impl From<reqwest::Error> for A { fn from(_: reqwest::Error) -> Self { A } }",
        "pub struct A; impl http_body::Body for A {}",
        "pub trait A { fn a(&self, reader: &mut jiter::Jiter<'_>); }",
        "pub trait A: jiter::B {}",
        "pub type A = Box<dyn Fn(::reqwest::Response)>;",
        "pub use reqwest::{Client, header};",
        "pub use reqwest;",
        "use jiter::*;",
        "pub mod a { pub const A: tokio::B = 1; }",
        "a! { pub fn a(client: reqwest::Client); }",
    ] {
        assert_ne!(planted(source), 0, "{source}");
    }
    for fine in [
        "pub struct A { client: reqwest::Client }",
        "pub struct A; impl A { pub(super) fn a(client: reqwest::Client) {} }",
        "struct A; impl http_body::Body for A {}",
        "pub fn a(request: http::Request<Vec<u8>>) { reqwest::get(request); }",
        "mod reqwest { pub struct ReqwestTransport; } pub use self::reqwest::ReqwestTransport;",
    ] {
        assert_eq!(planted(fine), 0, "{fine}");
    }
}
