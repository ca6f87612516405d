//! Where the description is known to be wrong, with good evidence, the client does what the API does.
//!
//! The tables have a row for each such place, under the name that `docs/CORRECTIONS.md` uses. A row of a reply is read
//! by a strict client, for which a value that does not fit is an error, and looked at through the public fields.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(clippy::needless_pass_by_value, reason = "JSON is written where it is passed")]

mod api;
mod operations;
mod replies;
mod unions;

use std::collections::BTreeSet;
use std::panic::catch_unwind;

/// A place, and what holds there.
type Row = (&'static str, fn());

/// Goes through a table to its end, and tells all the rows that failed.
fn check(table: &[Row]) {
    let names: BTreeSet<&str> = table.iter().map(|row| row.0).collect();
    assert_eq!(names.len(), table.len(), "a place has two rows");
    let failed: Vec<&str> = table.iter().filter(|row| catch_unwind(row.1).is_err()).map(|row| row.0).collect();
    assert!(failed.is_empty(), "{} of {} rows failed: {failed:#?}", failed.len(), table.len());
}

#[test]
fn replies_are_read_as_the_api_sends_them() {
    check(replies::ROWS);
}

#[test]
fn the_form_of_a_union_is_found() {
    check(unions::ROWS);
}

#[test]
fn operations_are_called_as_the_api_wants_them() {
    check(operations::ROWS);
}
