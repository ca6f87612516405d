//! The listing of what is public: it has each item by the path that a program writes, and changes with the description.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::collections::BTreeSet;

use openapi_rust_codegen::pipeline;
use openapi_rust_codegen::public_api;
use openapi_rust_codegen::render::FileSet;

/// The lines of the listing of a crate, without those at the top that explain it.
fn list(files: &[(&str, &str)]) -> Vec<String> {
    let files: FileSet = files.iter().map(|(path, text)| (format!("src/{path}"), text.as_bytes().to_vec())).collect();
    let listing = public_api::of(&files, "zoo").unwrap_or_else(|error| panic!("{error}"));
    listing
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with("# ") && *line != "#")
        .map(str::to_owned)
        .collect()
}

fn assert_list(files: &[(&str, &str)], expected: &[&str]) {
    assert_eq!(list(files).join("\n"), expected.join("\n"));
}

#[test]
fn what_is_in_a_private_module_is_listed_where_it_is_exported() {
    assert_list(
        &[
            (
                "lib.rs",
                "mod pens; pub mod keepers; pub use pens::{Pen, inner::deep as shallow}; pub use keepers::Keeper;",
            ),
            ("pens/mod.rs", "pub mod inner; pub struct Pen { pub size: inner::Size, key: u8 } pub struct Unseen;"),
            ("pens/inner.rs", "pub(crate) struct Size; pub fn deep(_: &super::Pen) -> Option<crate::Pen> { None }"),
            ("keepers.rs", "pub use super::pens::*; pub struct Keeper;"),
        ],
        &[
            "pub struct crate::Keeper;",
            "pub struct crate::Pen { .. }",
            "pub crate::Pen::size: crate::pens::inner::Size",
            "pub mod crate::keepers",
            "pub use crate::keepers::Keeper = crate::Keeper",
            "pub use crate::keepers::Pen = crate::Pen",
            "pub struct crate::keepers::Unseen;",
            "pub mod crate::keepers::inner",
            "pub use crate::keepers::inner::deep = crate::shallow",
            "pub fn crate::shallow(_: &crate::Pen) -> Option<crate::Pen>",
        ],
    );
}

#[test]
fn types_are_told_by_what_they_are_whatever_they_are_called_where_they_stand() {
    assert_list(
        &[
            (
                "lib.rs",
                "mod a; pub use a::*; pub use ::http::Method; use std::{fmt, time::Duration as Time};
                 pub struct Text(pub std::string::String, pub [Time; 2], u8);
                 impl fmt::Display for Text { fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { loop {} } }
                 pub type Any<'a, T> = Result<Box<dyn Fn(&'a T) -> Method + Send + 'a>, a::Error>;
                 pub const NAMES: &[&str] = &[];",
            ),
            (
                "a.rs",
                "use http::Uri; pub struct Error; pub fn http(_: http::Method, _: Uri, f: fn(u8)) {} pub enum T {}",
            ),
        ],
        &[
            "pub type crate::Any<'a, T> = Result<Box<dyn Fn(&'a T) -> http::Method + Send + 'a>, crate::Error>",
            "pub struct crate::Error;",
            "pub use crate::Method = http::Method",
            "pub const crate::NAMES: &[&str]",
            "pub enum crate::T",
            "pub struct crate::Text(..)",
            "impl std::fmt::Display for crate::Text",
            "pub crate::Text::0: String",
            "pub crate::Text::1: [std::time::Duration; 2]",
            "pub fn crate::http(_: http::Method, _: http::Uri, f: fn(u8))",
        ],
    );
}

#[test]
fn functions_traits_and_variants_are_told_with_all_that_callers_depend_on() {
    assert_list(
        &[(
            "lib.rs",
            "#[derive(Debug, Clone)] #[non_exhaustive] pub enum Animal<T: Default> { Cat(T, u8), Dog { age: u8 }, #[deprecated] Eel }
             impl<T: Default> Animal<T> where T: Send {
                 pub const LEGS: u8 = 4;
                 pub async fn feed<'f, F>(&'f mut self, mut food: F, (): ()) -> impl Iterator<Item = T> + 'f where F: Into<T> { loop {} }
                 pub(crate) fn hidden(self) {}
                 fn private(self) {}
             }
             impl Animal<u8> { pub unsafe fn bite(self: Box<Self>) -> ! { loop {} } }
             pub trait Keeper: Send + Sized { type Pen: Clone; const NAME: &'static str; const AGE: u8 = 3; fn keep(&self); fn rest(&self) {} }
             impl Keeper for u8 { type Pen = String; const NAME: &'static str = \"\"; fn keep(&self) {} }
             impl<'a, T: Default> IntoIterator for &'a Animal<T> { type Item = &'a T; type IntoIter = std::slice::Iter<'a, T>; fn into_iter(self) -> Self::IntoIter { loop {} } }
             struct Own; impl Keeper for Own {} impl From<Own> for Animal<u8> { fn from(_: Own) -> Self { loop {} } }",
        )],
        &[
            "#[non_exhaustive] pub enum crate::Animal<T: Default>",
            "impl<'a, T: Default> IntoIterator<IntoIter = std::slice::Iter<'a, T>, Item = &'a T> for &'a crate::Animal<T>",
            "impl<T: Default + Clone> Clone for crate::Animal<T>",
            "impl<T: Default + std::fmt::Debug> std::fmt::Debug for crate::Animal<T>",
            "pub crate::Animal::Cat(T, u8)",
            "pub crate::Animal::Dog { age: u8 }",
            "#[deprecated] pub crate::Animal::Eel",
            "pub const crate::Animal<T>::LEGS: u8",
            "pub unsafe fn crate::Animal<u8>::bite(self: Box<Self>) -> !",
            "pub async fn crate::Animal<T>::feed<'f, F>(&'f mut self, food: F, _: ()) -> impl Iterator<Item = T> + 'f where T: Default, T: Send, F: Into<T>",
            "pub trait crate::Keeper: Send + Sized",
            "impl crate::Keeper<Pen = String> for u8",
            "pub const crate::Keeper::AGE: u8 = ..",
            "pub const crate::Keeper::NAME: &'static str",
            "pub type crate::Keeper::Pen: Clone",
            "pub fn crate::Keeper::keep(&self)",
            "pub fn crate::Keeper::rest(&self) { .. }",
        ],
    );
}

#[test]
fn features_stand_at_the_items_that_need_them() {
    assert_list(
        &[
            (
                "lib.rs",
                "#[cfg(feature = \"a\")] mod a; #[cfg(feature = \"a\")] pub use a::*;
                 #[cfg(any(feature = \"c\", all(feature = \"b\", not(target_arch = \"wasm32\"))))] pub mod b;
                 #[cfg(test)] pub mod tests; #[cfg(doc)] pub mod guide; pub mod prose; #[doc(hidden)] pub mod rt { pub use crate::a::A; pub struct B; }",
            ),
            (
                "a.rs",
                "#[cfg_attr(feature = \"serde\", derive(serde::Serialize))] pub struct A { pub always: u8, #[cfg(feature = \"b\")] pub b: u8 }
                 #[cfg(all(feature = \"a\", feature = \"c\"))] impl A { pub fn c(&self) {} #[cfg(feature = \"d\")] pub fn d(&self) {} }
                 #[cfg(not(unix))] impl Default for A { fn default() -> Self { loop {} } }",
            ),
            ("b.rs", "pub struct InB;"),
            ("prose.rs", "#![cfg(doc)] pub struct InProse;"),
        ],
        &[
            "pub struct crate::A [needs a]",
            "impl Default for crate::A [needs not cfg(unix)]",
            "impl serde::Serialize for crate::A [needs serde]",
            "pub crate::A::always: u8",
            "pub crate::A::b: u8 [needs b]",
            "pub fn crate::A::c(&self) [needs c]",
            "pub fn crate::A::d(&self) [needs c, d]",
            "pub mod crate::b [needs (b, not target_arch = \"wasm32\") | c]",
            "pub struct crate::b::InB; [needs (b, not target_arch = \"wasm32\") | c]",
            "#[doc(hidden)] pub mod crate::rt",
            "#[doc(hidden)] pub struct crate::rt::B;",
        ],
    );
}

const MACROS: &str = "
    macro_rules! wired {
        ($($name:ident -> $reply:ty { $($(#[$doc:meta])* $field:ident = $wire:literal: $ty:ty),* $(,)? }),+ $(,)?) => { $(
            pub struct $name { $($(#[$doc])* pub $field: $ty,)* }
            impl $name { /// Sends.
                pub fn send(self) -> Result<$reply, $crate::Error> { nothing($wire) } }
            impl From<$name> for $reply { fn from(_: $name) -> Self { loop {} } }
            $crate::marked!($name);
        )+ };
    }
    #[cfg(feature = \"marks\")] macro_rules! marked { ($name:ident) => { impl Marker for $name {} }; }
    #[cfg(not(feature = \"marks\"))] macro_rules! marked { ($name:ident) => {}; }
    macro_rules! numbers { ($($ty:ty)*) => {$( impl crate::Marker for $ty {} impl From<&$ty> for crate::Error { fn from(_: &$ty) -> Self { loop {} } } )*}; }
    #[macro_export] macro_rules! shout { () => {}; }
    pub(crate) use {marked, wired};
";

#[test]
fn what_macros_make_is_listed_with_the_rest() {
    assert_list(
        &[
            (
                "lib.rs",
                "mod macros; mod calls; pub use calls::*; pub struct Error; pub trait Marker {}
                 unknown! { pub struct Lost; }",
            ),
            ("macros.rs", MACROS),
            (
                "calls.rs",
                "use crate::{Error, Marker}; use std::sync::Arc; pub struct Answer;
                 crate::macros::wired!(
                     /* one field, raw */ Ask -> Answer { /// Told.
                         r#type = \"type\": Vec<u8>, then = \"then\": Arc<Answer>, },
                     Tell -> Arc<Ask> {},
                 );
                 numbers!(u8 &'static str);",
            ),
        ],
        &[
            "? what `unknown!` makes in crate",
            "pub struct crate::Answer;",
            "impl From<crate::Ask> for crate::Answer",
            "pub struct crate::Ask",
            "impl From<crate::Tell> for std::sync::Arc<crate::Ask>",
            "impl crate::Marker for crate::Ask [needs marks]",
            "pub crate::Ask::r#type: Vec<u8>",
            "pub fn crate::Ask::send(self) -> Result<crate::Answer, crate::Error>",
            "pub crate::Ask::then: std::sync::Arc<crate::Answer>",
            "pub struct crate::Error;",
            "impl From<&&'static str> + From<&u8> for crate::Error",
            "pub trait crate::Marker",
            "impl crate::Marker for &'static str",
            "impl crate::Marker for u8",
            "pub struct crate::Tell",
            "impl crate::Marker for crate::Tell [needs marks]",
            "pub fn crate::Tell::send(self) -> Result<std::sync::Arc<crate::Ask>, crate::Error>",
            "pub macro crate::shout!",
        ],
    );
}

#[test]
fn a_file_that_is_no_rust_is_named() {
    let files = FileSet::from([("src/lib.rs".to_owned(), b"pub struct;".to_vec())]);
    assert!(public_api::of(&files, "zoo").unwrap_err().starts_with("src/lib.rs: "));
    let mut input = common::input(ZOO);
    input.templates.insert("runtime/src/rt/broken.rs".to_owned(), b"fn (".to_vec());
    let found = pipeline::generate(&input, &mut |_| {}).unwrap_err();
    assert!(found.to_string().contains("src/rt/broken.rs is no Rust"), "{found}");
}

const ZOO: &str = "
openapi: 3.0.3
info: {title: Zoo, version: '1'}
paths:
  /pens/{id}:
    get:
      operationId: getPen
      tags: [Pens]
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {'200': {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/pen'}}}}}
components:
  schemas:
    pen: {type: object, properties: {size: {type: integer}, kind: {type: string, enum: [open, closed]}}}
";

/// The committed file of a crate made of a description, line by line.
fn listing(description: &str) -> BTreeSet<String> {
    let output = pipeline::generate(&common::input(description), &mut |_| {}).unwrap_or_else(|found| panic!("{found}"));
    String::from_utf8(output.files[public_api::PATH].clone()).unwrap().lines().map(str::to_owned).collect()
}

/// What a change of the description takes out of the listing and brings into it.
fn change(from: &str, to: &str) -> (Vec<String>, Vec<String>) {
    let changed = ZOO.replacen(from, to, 1);
    assert_ne!(changed, ZOO);
    let (old, new) = (listing(ZOO), listing(&changed));
    (old.difference(&new).cloned().collect(), new.difference(&old).cloned().collect())
}

#[test]
fn nothing_changes_where_the_description_means_the_same() {
    assert_eq!(change("type: integer}", "type: integer, description: How large it is.}"), (vec![], vec![]));
}

#[test]
fn a_field_that_is_gone_is_gone_from_the_listing() {
    let (old, new) = change("size: {type: integer}, ", "");
    assert_eq!((old, new), (vec!["pub crate::models::Pen::size: Option<i64>".to_owned()], vec![]));
}

#[test]
fn a_field_of_another_type_and_a_further_value_are_told() {
    let (old, new) = change("{size: {type: integer}", "{size: {type: string}");
    assert_eq!(old, ["pub crate::models::Pen::size: Option<i64>"]);
    assert_eq!(new, ["pub crate::models::Pen::size: Option<String>"]);
    let (old, new) = change("[open, closed]", "[open, closed, wet]");
    assert_eq!((old, new), (vec![], vec!["pub crate::models::PenKind::Wet".to_owned()]));
}

#[test]
fn a_further_operation_brings_all_that_it_has() {
    let with = "\
\x20 /keepers:
    delete: {operationId: sendKeepersHome, tags: [Keepers], responses: {'204': {description: ''}}}
    post:
      operationId: hireKeeper
      tags: [Keepers]
      parameters: [{name: at_night, in: query, schema: {type: boolean}}]
      responses: {'204': {description: ''}}
components:";
    let (old, new) = change("components:", with);
    assert_eq!(old, Vec::<String>::new());
    let expected = [
        "impl Clone + std::fmt::Debug for crate::api::keepers::Keepers",
        "impl IntoFuture<IntoFuture = crate::ValueFuture<()>, Output = Result<(), crate::Error>> for crate::api::keepers::HireKeeper",
        "impl std::fmt::Debug for crate::api::keepers::HireKeeper",
        "pub fn crate::Client::keepers(&self) -> crate::api::keepers::Keepers [needs keepers]",
        "pub fn crate::api::keepers::HireKeeper::at_night(self, at_night: bool) -> Self",
        "pub fn crate::api::keepers::HireKeeper::options(self, options: crate::CallOptions) -> Self",
        "pub fn crate::api::keepers::HireKeeper::request(&self) -> Result<crate::Request, crate::Error>",
        "pub fn crate::api::keepers::HireKeeper::wait(self) -> Result<(), crate::Error> [needs blocking]",
        "pub fn crate::api::keepers::HireKeeper::with_response(self) -> crate::ResponseFuture<()>",
        "pub fn crate::api::keepers::Keepers::hire(&self) -> crate::api::keepers::HireKeeper",
        "pub fn crate::api::keepers::Keepers::send_home(&self) -> crate::api::keepers::SendKeepersHome",
        "pub mod crate::api::keepers [needs keepers]",
        "pub struct crate::api::keepers::HireKeeper { .. } [needs keepers]",
        "pub struct crate::api::keepers::Keepers { .. } [needs keepers]",
        "pub type crate::api::keepers::SendKeepersHome = crate::ReadyCall<()> [needs keepers]",
    ];
    assert_eq!(new, expected);
}
