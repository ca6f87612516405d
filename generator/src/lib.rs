//! Turns an OpenAPI 3.0 description into a complete Rust client crate.
//!
//! ```text
//! bytes --document--> Document --overlay--> Document --resolve--> Resolved --lower--> Ir<Unnamed>
//!       --names--> Ir<Named> --analyze--> Ir<Analyzed> --emit--> Items --render--> FileSet
//! ```
//!
//! Each arrow is a pure function in the module of its name; [`pipeline`] runs them all. Nothing here reads or writes
//! files, and nothing knows a particular API: that comes in as overlays, choices and templates.

pub mod analyze;
pub mod call;
pub mod choices;
pub mod conform;
pub mod coverage;
mod cycles;
pub mod diagnostics;
pub mod diff;
pub mod distil;
pub mod document;
pub mod emit;
pub mod ir;
pub mod learn;
pub mod lower;
pub mod names;
pub mod outline;
pub mod overlay;
mod parts;
pub mod pipeline;
pub mod public_api;
mod random;
pub mod render;
pub mod resolve;
pub mod texts;
pub mod verify;
