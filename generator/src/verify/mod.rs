//! Verification: does the emitted crate read and write what a description gives as examples?
//!
//! This module finds the examples, writes a program that runs them through the emitted crate, and judges what that
//! program reports. Building and running the program is left to the caller.

mod compare;
mod examples;
mod judge;
mod leaves;
mod mutate;
mod program;
mod robust;

use serde_json::Value as Json;

pub use compare::{Comparison, Conversion, Difference, compare};
pub use examples::{Cases, Recorded, examples, recorded};
pub use judge::{Failure, Note, Verdict, judge};
pub use leaves::{Leaves, leaves};
pub use mutate::{Change, Mutant, Step, mutants};
pub use program::{Program, program};
pub use robust::judge_mutants;

use crate::ir::{Api, Payload, StatusPattern, Ty};

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
        /// The body as it is sent, which may be cut.
        text: String,
    },
    /// A request with a body.
    Request {
        /// The body.
        body: Json,
        /// The path that it was sent to, with its query; where it is not known, any will do.
        path: Option<String>,
    },
}

/// The type that a reply of some status is described as; `None` where the description has no JSON for it. Such a reply is
/// read as any JSON.
pub(crate) fn reply_type(api: &Api, case: &Case, status: StatusPattern) -> Option<Ty> {
    let replies = &api.operations[case.operation].replies;
    let reply = replies.ok.iter().chain(&replies.err).find(|reply| reply.status == status)?;
    match &reply.payload {
        Payload::Json(ty) => Some(ty.clone()),
        _ => None,
    }
}

/// So much of a key goes into a path.
const MAX_KEY: usize = 64;

/// The path of a property, as the emitted crate spells it in its issues.
pub(crate) fn child(path: &str, key: &str) -> String {
    let plain = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let short: String = key.chars().take(MAX_KEY).collect();
    if plain { format!("{path}.{short}") } else { format!("{path}[{short:?}]") }
}
