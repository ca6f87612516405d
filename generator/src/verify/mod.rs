//! Verification: does the emitted crate read and write what a description gives as examples?
//!
//! This module finds the examples, writes a program that runs them through the emitted crate, and judges what that
//! program reports. Building and running the program is left to the caller.

mod compare;
mod examples;
mod judge;
mod leaves;
mod program;

use serde_json::Value as Json;

pub use compare::{Conversion, Difference, compare};
pub use examples::{Recorded, examples, recorded};
pub use judge::{Failure, Verdict, judge};
pub use leaves::{Leaves, leaves};
pub use program::{Program, program};

use crate::ir::StatusPattern;

/// Something to run through the emitted crate.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// Index of the operation.
    pub operation: usize,
    /// What it is called in messages.
    pub name: String,
    /// What is to be done.
    pub kind: CaseKind,
}

/// A reply to read or a request to make.
#[derive(Debug, Clone, PartialEq)]
pub enum CaseKind {
    /// The body of a reply with a status.
    Response {
        /// The statuses that the reply is described for.
        status: StatusPattern,
        /// The body.
        body: Json,
    },
    /// The body of a request.
    Request {
        /// The body.
        body: Json,
    },
}
