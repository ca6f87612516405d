//! What the tests that need more than one member of the workspace have in common; the tests are in `tests/`.
#![allow(
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod cargo;
mod scratch;
mod server;

pub use cargo::{Cargo, Printed};
pub use scratch::Scratch;
pub use server::{Reply, Request, Running, Server};
