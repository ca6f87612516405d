//! How to use this crate, a page a topic. The [front page](crate) has a tour; the [questions] are where to look
//! when you want one thing done.
//!
//! | page | what it tells |
//! |-|-|
//! | [`questions`] | how to do one thing, or why something happens |
//! | [`paging`] | lists that come in pages, as streams |
//! | [`search`] | finding contacts, conversations, tickets and companies by conditions |
//! | [`errors`] | what fails, what is tried again, and what is left to you |
//! | [`testing`] | testing your program without a network |
//! | [`webhooks`] | taking in what Intercom sends |
//! | [`exports`] | exports, and copies that are kept up to date |
//! | [`files`] | downloads and uploads |
//! | [`blocking`] | without async |
//! | [`versions`] | versions of the API, and regions |
//! | [`raw_http`] | coming from plain HTTP calls, and going back to them for one call |
//!
//! This module is text alone: it is empty but in the documentation.

#![cfg(doc)]
// What a page links to may need a feature that is off.
#![cfg_attr(
    not(all(
        feature = "blocking",
        feature = "identity",
        feature = "reqwest",
        feature = "test-util",
        feature = "webhooks"
    )),
    allow(rustdoc::broken_intra_doc_links)
)]
// The examples need all of them.
#![cfg(any(
    not(doctest),
    all(feature = "blocking", feature = "identity", feature = "reqwest", feature = "test-util", feature = "webhooks")
))]

#[doc = include_str!("blocking.md")]
pub mod blocking {}

#[doc = include_str!("errors.md")]
pub mod errors {}

#[doc = include_str!("exports.md")]
pub mod exports {}

#[doc = include_str!("files.md")]
pub mod files {}

#[doc = include_str!("paging.md")]
pub mod paging {}

#[doc = include_str!("questions.md")]
pub mod questions {}

#[doc = include_str!("raw_http.md")]
pub mod raw_http {}

#[doc = include_str!("search.md")]
pub mod search {}

#[doc = include_str!("testing.md")]
pub mod testing {}

#[doc = include_str!("versions.md")]
pub mod versions {}

#[doc = include_str!("webhooks.md")]
pub mod webhooks {}
