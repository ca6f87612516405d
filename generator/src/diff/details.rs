//! What is told of a value in documentation only: its limits, its default, and whether it is to be used at all.

use super::types::Told;
use super::{Rust, Wire};
use crate::ir::{Field, Param};

/// What a description says of a field or a parameter beside its type.
pub(super) struct Details<'a> {
    limits: &'a [String],
    default: Option<&'a str>,
    deprecated: bool,
}

impl<'a> Details<'a> {
    pub(super) fn of_field(field: &'a Field) -> Self {
        Self { limits: &field.limits, default: field.default.as_deref(), deprecated: field.docs.deprecated }
    }

    pub(super) fn of_param(param: &'a Param) -> Self {
        Self { limits: &param.limits, default: param.default.as_deref(), deprecated: param.docs.deprecated }
    }

    /// What changed from `self` to `now`. `subject` is what sentences begin with; `sent` is whether it stands in requests.
    pub(super) fn changes(&self, now: &Self, item: &str, subject: &str, sent: bool) -> Vec<Told> {
        let told = |code, wire, message, was, is| Told {
            code,
            wire,
            rust: Rust::Patch,
            item: item.to_owned(),
            message,
            was: Some(was),
            is: Some(is),
        };
        let mut found = Vec::new();
        if self.limits != now.limits {
            let (was, is) = (limits(self.limits), limits(now.limits));
            let wire = Wire::breaking_if(sent && !are_eased(self.limits, now.limits));
            found.push(told("limits-changed", wire, format!("{subject} takes {is}, took {was}"), was, is));
        }
        if self.default != now.default {
            let shown = |default: Option<&str>| default.unwrap_or("nothing").to_owned();
            let (was, is) = (shown(self.default), shown(now.default));
            let message = match (self.default, now.default) {
                (_, None) => format!("{subject} has no default any more, had `{was}`"),
                (None, _) => format!("{subject} is `{is}` by default, had no default"),
                _ => format!("{subject} is `{is}` by default, was `{was}`"),
            };
            found.push(told("default-changed", Wire::Compatible, message, was, is));
        }
        if let Some((code, message)) = deprecation(self.deprecated, now.deprecated, subject) {
            let shown = |deprecated| if deprecated { "deprecated" } else { "not deprecated" }.to_owned();
            found.push(told(code, Wire::Compatible, message, shown(self.deprecated), shown(now.deprecated)));
        }
        found
    }
}

/// The code and the message where something became deprecated, or is not any more.
pub(super) fn deprecation(was: bool, is: bool, subject: &str) -> Option<(&'static str, String)> {
    match (was, is) {
        (false, true) => Some(("deprecated", format!("{subject} is deprecated"))),
        (true, false) => Some(("no-longer-deprecated", format!("{subject} is not deprecated any more"))),
        _ => None,
    }
}

fn limits(limits: &[String]) -> String {
    if limits.is_empty() { "anything".to_owned() } else { limits.join(", ") }
}

/// Whether every limit was there before, at least as narrow.
fn are_eased(was: &[String], is: &[String]) -> bool {
    is.iter().all(|limit| was.iter().any(|before| before == limit || is_wider(before, limit)))
}

/// Whether a limit such as `at most 10 items` leaves more room than another.
fn is_wider(was: &str, is: &str) -> bool {
    let number = |limit: &str| limit.split(' ').find_map(|word| word.parse::<f64>().ok());
    let bound = |limit: &str| limit.split(' ').take(2).map(str::to_owned).collect::<Vec<_>>();
    let (Some(before), Some(after)) = (number(was), number(is)) else { return false };
    bound(was) == bound(is) && if was.starts_with("at most") { after >= before } else { after <= before }
}
