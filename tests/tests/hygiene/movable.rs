//! Calls can be made from any thread: handles, builders, futures and streams are `Send + 'static`.
//!
//! A program says so of each, and has to compile. It is written from the sources, so that none is forgotten.

use std::fmt::Write as _;

use integration_tests::Scratch;
use openapi_rust_codegen::render::FileSet;

/// What is not of one operation. The futures of functions are what they are called with.
const BY_HAND: &str = "
#![allow(unused)]
use std::sync::Arc;
use intercom_client::{models::*, *};

fn movable<T: Send + 'static>(_: T) {}
fn is_movable<T: Send + 'static>() {}
fn is_shared<T: Send + Sync + 'static>() {}

fn types() {
    is_shared::<Client>();
    is_shared::<Error>();
    is_shared::<Token>();
    is_shared::<Upload>();
    is_shared::<Request>();
    is_movable::<(ClientBuilder, CallOptions, RawCall, Body, Position)>();
    is_movable::<(DownloadFuture, Download, DownloadReader)>();
    is_movable::<(ValueFuture<Contact>, ResponseFuture<Contact>, Response<Contact>)>();
    is_movable::<(Page<ContactList>, NextPage<ContactList>)>();
    is_movable::<(Items<ContactList>, Pages<ContactList>)>();
    is_movable::<(Blocking<Items<ContactList>>, Blocking<Pages<ContactList>>)>();
    is_movable::<(sync::Updates<ContactList>, exports::Export)>();
}

fn futures(body: Body, a: Download, items: Items<ContactList>, pages: Pages<ContactList>) {
    movable(body.into_bytes());
    movable(a.save_to(\"a\"));
    movable(items.try_collect::<Vec<_>>());
    movable(pages.try_collect::<Vec<_>>());
}

fn parts(updates: sync::Updates<ContactList>, a: exports::Export, b: exports::Export, contacts: api::contacts::Contacts) {
    movable(updates.try_collect::<Vec<_>>());
    movable(a.download());
    movable(b.save_to(\"a\"));
    movable(async move { contacts.get_merged(\"1\").await });
}

fn raw(a: RawCall, b: RawCall, c: RawCall) {
    movable(a.send());
    movable(b.json_value());
    movable(c.stream());
}

fn main() {}
";

/// The names that a file hands to a macro of the runtime.
fn given<'s>(source: &'s str, macro_name: &str) -> Vec<&'s str> {
    let start = format!("crate::rt::{macro_name}!(");
    source.split(&start).skip(1).filter_map(|rest| rest.trim_start().split([' ', ')']).next()).collect()
}

/// The calls of a file that share one type, and those of them whose reply is a file.
fn ready_calls(source: &str) -> (Vec<&str>, Vec<&str>) {
    let aliases = source.split("\npub type ").skip(1).filter_map(|rest| rest.split_once(';')?.0.split_once(" = "));
    let calls = aliases.filter(|(_, meant)| meant.starts_with("crate::rt::ReadyCall<"));
    let (downloads, others): (Vec<_>, Vec<_>) = calls.partition(|(_, meant)| meant.contains("bytes::Bytes"));
    let downloads: Vec<&str> = downloads.into_iter().map(|(name, _)| name).collect();
    (others.into_iter().map(|(name, _)| name).chain(downloads.iter().copied()).collect(), downloads)
}

/// The public types of a file, without those that have parameters.
fn public_types(source: &str) -> Vec<&str> {
    let named = source.lines().filter_map(|line| line.strip_prefix("pub struct "));
    named.filter_map(|rest| rest.split_once([' ', ';', '('])).map(|(name, _)| name).collect()
}

/// What is said of the types of a file of operations, and how many builders there are.
fn said_of(module: &str, source: &str) -> (String, usize) {
    let (ready, ready_downloads) = ready_calls(source);
    let all = |macro_name| match macro_name {
        "call" => [given(source, macro_name), ready.clone()].concat(),
        "download" => [given(source, macro_name), ready_downloads.clone()].concat(),
        _ => given(source, macro_name),
    };
    let mut said: Vec<String> =
        public_types(source).iter().map(|name| format!("fn a() {{ is_movable::<{name}>(); }}")).collect();
    for (macro_name, one, other) in [
        ("call", "std::future::IntoFuture::into_future(a)", "b.with_response()"),
        ("paged", "a.items()", "b.pages()"),
        ("download", "a.stream()", "b.stream()"),
    ] {
        said.extend(
            all(macro_name)
                .iter()
                .map(|name| format!("fn a(a: {name}, b: {name}) {{ movable({one}); movable({other}); }}")),
        );
    }
    let mut program =
        format!("mod {module} {{\nuse super::{{is_movable, movable}};\nuse intercom_client::api::{module}::*;\n");
    for function in said {
        writeln!(program, "const _: () = {{ {function} }};").unwrap();
    }
    (program + "}\n", all("call").len())
}

fn program() -> String {
    let mut program = BY_HAND.to_owned();
    let mut builders = 0;
    for (path, source) in super::sources("api") {
        let module = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if module != "mod" {
            let (said, calls) = said_of(&module, &source);
            program += &said;
            builders += calls;
        }
    }
    assert_eq!(builders, intercom_client::operations().len());
    program
}

/// The public types that are futures or streams.
fn waited_for() -> Vec<String> {
    let sources = super::sources("");
    let types: Vec<&str> = sources.iter().flat_map(|(_, source)| public_types(source)).collect();
    let names = sources.iter().flat_map(|(_, source)| source.lines()).filter_map(|line| {
        let (_, after) =
            line.strip_prefix("impl")?.split_once("Future for ").or_else(|| line.split_once("Stream for "))?;
        after.split(['<', ' ']).next()
    });
    let is_public = |name: &&str| types.iter().any(|public| public.split(['<', ':']).next() == Some(name));
    names.filter(is_public).map(str::to_owned).collect()
}

fn check(name: &str, program: &str) -> (bool, String) {
    let manifest = format!(
        "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
         intercom-client = {{ path = \"../../../generated\", features = [\"blocking\", \"test-util\", \"webhooks\"] }}\n"
    );
    let files: FileSet = [("Cargo.toml", manifest.as_str()), ("src/main.rs", program)]
        .map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()))
        .into();
    let output = Scratch::of_files(name, files).cargo(&["check", "--quiet"]).output();
    (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn every_handle_builder_future_and_stream_can_be_moved_to_another_thread() {
    let program = program();
    let names = waited_for();
    assert!(names.len() >= 9, "{names:?}");
    for name in names {
        assert!(program.contains(&name), "nothing is said of {name}");
    }
    let (compiles, errors) = check("movable", &program);
    assert!(compiles, "{errors}");
    let (compiles, errors) = check("movable", &format!("{BY_HAND}\nfn planted() {{ movable(std::rc::Rc::new(1)); }}"));
    assert!(!compiles && errors.contains("cannot be sent between threads"), "{errors}");
}
